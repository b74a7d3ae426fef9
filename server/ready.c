#include "server/ready.h"

#include "base/error.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { HOLDS_MICROSECONDS = 1000000 };

/* With everything that its slices point to behind it. */
struct entry {
    struct ready ready; /* first: who holds it holds the entry */
    atomic_uint holders;
    uint64_t hash;
    uint64_t generation;
    int64_t until;
    struct slice identity;
    size_t size;
    char bytes[];
};

struct ready_table {
    pthread_mutex_t lock;
    struct entry *slots[READY_SLOTS];
    size_t size;   /* of all entries in the slots */
    uint32_t hand; /* where room is made next */
};

int ready_start(struct ready_table **ret_table) {
    struct ready_table *table = calloc(1, sizeof *table);
    if (!table)
        return ERR_NO_MEMORY;
    (void)pthread_mutex_init(&table->lock, NULL); /* cannot fail with default attributes */
    *ret_table = table;
    return 0;
}

struct ready *ready_hold(struct ready *ready) {
    struct entry *entry = (struct entry *)(void *)ready;
    atomic_fetch_add(&entry->holders, 1);
    return ready;
}

void ready_release(struct ready *ready) {
    struct entry *entry = (struct entry *)(void *)ready;
    if (entry && atomic_fetch_sub(&entry->holders, 1) == 1)
        free(entry);
}

/* Under the lock. */
static void empty_slot(struct ready_table *table, uint32_t index) {
    struct entry *entry = table->slots[index];
    if (!entry)
        return;
    table->slots[index] = NULL;
    table->size -= entry->size;
    ready_release(&entry->ready);
}

void ready_stop(struct ready_table *table) {
    if (!table)
        return;
    for (uint32_t i = 0; i < READY_SLOTS; i++)
        empty_slot(table, i);
    (void)pthread_mutex_destroy(&table->lock);
    free(table);
}

struct ready *ready_get(struct ready_table *table, const struct ready_question *question) {
    uint32_t index = (uint32_t)(question->hash % READY_SLOTS);
    struct ready *found = NULL;
    (void)pthread_mutex_lock(&table->lock); /* a default mutex that this thread does not hold */
    struct entry *entry = table->slots[index];
    if (entry && (entry->generation != question->generation || entry->until <= question->now))
        empty_slot(table, index); /* it will never hold again */
    else if (entry && entry->hash == question->hash &&
             slice_equal(entry->identity, question->identity))
        found = ready_hold(&entry->ready);
    (void)pthread_mutex_unlock(&table->lock);
    return found;
}

/* ---- keeping --------------------------------------------------------------------------------- */

static struct slice take(char **at, struct slice bytes) {
    struct slice copy = slice_of(*at, bytes.length);
    memcpy(*at, bytes.length ? bytes.at : "", bytes.length);
    *at += bytes.length;
    return copy;
}

/* Names of header fields are static strings, content types too. */
static struct entry *make_entry(const struct ready_question *question, const struct reply *reply,
                                struct slice body, bool by_coding) {
    size_t size =
        sizeof(struct entry) + question->identity.length + reply->tag.length + body.length;
    for (uint32_t i = 0; i < reply->headers.count; i++)
        size += reply->headers.at[i].value.length;
    struct entry *entry = malloc(size);
    if (!entry)
        return NULL;

    char *at = entry->bytes;
    *entry = (struct entry){.ready = {.content_type = reply->content_type, .by_coding = by_coding},
                            .hash = question->hash,
                            .generation = question->generation,
                            .until = question->now + HOLDS_MICROSECONDS,
                            .size = size};
    atomic_init(&entry->holders, 1);
    entry->identity = take(&at, question->identity);
    entry->ready.tag = take(&at, reply->tag);
    entry->ready.header_count = reply->headers.count;
    for (uint32_t i = 0; i < reply->headers.count; i++)
        entry->ready.headers[i] =
            (struct parameter){reply->headers.at[i].name, take(&at, reply->headers.at[i].value)};
    entry->ready.body = take(&at, body);
    assert((size_t)(at - entry->bytes) + sizeof *entry == size);
    return entry;
}

void ready_put(struct ready_table *table, const struct ready_question *question,
               const struct reply *reply, struct slice body, bool by_coding) {
    if (body.length > READY_BODY_MAX || reply->headers.count > READY_HEADERS_MAX)
        return;
    struct entry *entry = make_entry(question, reply, body, by_coding);
    if (!entry)
        return;
    (void)pthread_mutex_lock(&table->lock);
    uint32_t index = (uint32_t)(question->hash % READY_SLOTS);
    empty_slot(table, index);
    while (table->size + entry->size > READY_BYTES_MAX)
        empty_slot(table, table->hand++ % READY_SLOTS);
    table->slots[index] = entry;
    table->size += entry->size;
    (void)pthread_mutex_unlock(&table->lock);
}
