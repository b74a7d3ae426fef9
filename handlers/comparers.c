#include "handlers/comparers.h"

#include "storage/alignments.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct comparers {
    const struct resources *resources;
    struct told_pairs *told;
    size_t bound;

    pthread_mutex_t lock;
    struct kept_comparer *first; /* the last one used */
};

struct comparers *comparers_new(const struct resources *resources, size_t bytes,
                                size_t told_bytes) {
    struct comparers *comparers = calloc(1, sizeof *comparers);
    if (!comparers)
        return NULL;
    comparers->told = told_pairs_new(told_bytes);
    if (!comparers->told) {
        free(comparers);
        return NULL;
    }
    comparers->resources = resources;
    comparers->bound = bytes;
    (void)pthread_mutex_init(&comparers->lock, NULL); /* a default mutex: cannot fail on Linux */
    return comparers;
}

void comparers_discard(struct kept_comparer *kept) {
    comparer_free(kept->comparer);
    free(kept);
}

static void discard_all(struct kept_comparer *first) {
    while (first) {
        struct kept_comparer *next = first->next;
        comparers_discard(first);
        first = next;
    }
}

void comparers_free(struct comparers *comparers) {
    if (!comparers)
        return;
    discard_all(comparers->first);
    told_pairs_free(comparers->told);
    (void)pthread_mutex_destroy(&comparers->lock);
    free(comparers);
}

const struct resources *comparers_resources(const struct comparers *comparers) {
    return comparers->resources;
}

struct told_pairs *comparers_told(const struct comparers *comparers) {
    return comparers->told;
}

/* ---- taking ---------------------------------------------------------------------------------- */

/* The index of the id among those that are kept; their count where it is not. */
static uint32_t find(const struct kept_comparer *kept, const char *id) {
    uint32_t i = 0;
    while (i < kept->count && strcmp(kept->ids[i].hex, id) != 0)
        i++;
    return i;
}

static uint32_t known_of(const struct kept_comparer *kept, const char *const *ids, uint32_t count) {
    uint32_t known = 0;
    for (uint32_t i = 0; i < count; i++)
        known += find(kept, ids[i]) < kept->count;
    return known;
}

/* Most of what it knows must be asked about: one that knows another story stays with that. */
static struct kept_comparer *pick(struct comparers *comparers, const char *const *ids,
                                  uint32_t count) {
    struct kept_comparer **best = NULL;
    uint32_t most = 0;
    for (struct kept_comparer **at = &comparers->first; *at; at = &(*at)->next) {
        uint32_t known = known_of(*at, ids, count);
        if (known > most && 2 * known >= (*at)->count) {
            best = at;
            most = known;
        }
    }
    struct kept_comparer *picked = best ? *best : NULL;
    if (picked)
        *best = picked->next;
    return picked;
}

static struct kept_comparer *make(const struct comparers *comparers) {
    struct kept_comparer *kept = calloc(1, sizeof *kept);
    if (!kept)
        return NULL;
    kept->comparer = comparer_new(comparers->resources, COMPARISON_BYTES_MAX);
    if (kept->comparer)
        return kept;
    free(kept);
    return NULL;
}

/* Forgets what is not asked about, and names the places of the rest in the order of the question.
 */
static void turn_to(struct kept_comparer *kept, const char *const *ids, uint32_t count) {
    uint32_t places[STORY_COMPARED_MAX];
    bool asked[STORY_COMPARED_MAX] = {false};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = find(kept, ids[i]);
        bool known = at < kept->count;
        places[i] = known ? kept->places[at] : NO_INDEX;
        kept->wanted[i] = !known;
        if (known)
            asked[at] = true;
    }
    for (uint32_t i = 0; i < kept->count; i++)
        if (!asked[i])
            comparer_drop(kept->comparer, kept->places[i]);
    kept->count = count;
    for (uint32_t i = 0; i < count; i++) {
        (void)storage_id_parse(slice_from_cstr(ids[i]), &kept->ids[i]); /* an id of the store's */
        kept->places[i] = places[i];
    }
}

struct kept_comparer *comparers_take(struct comparers *comparers, const char *const *ids,
                                     uint32_t count) {
    assert(count <= STORY_COMPARED_MAX);
    (void)pthread_mutex_lock(&comparers->lock);
    struct kept_comparer *kept = pick(comparers, ids, count);
    (void)pthread_mutex_unlock(&comparers->lock);
    if (!kept)
        kept = make(comparers);
    if (kept)
        turn_to(kept, ids, count);
    return kept;
}

/* ---- giving back ----------------------------------------------------------------------------- */

/* Those that find no room are cut off. */
static struct kept_comparer *make_room(struct comparers *comparers) {
    size_t bytes = 0;
    struct kept_comparer **at = &comparers->first;
    for (; *at; at = &(*at)->next) {
        if (bytes + (*at)->bytes > comparers->bound)
            break;
        bytes += (*at)->bytes;
    }
    struct kept_comparer *rest = *at;
    *at = NULL;
    return rest;
}

void comparers_give_back(struct comparers *comparers, struct kept_comparer *kept) {
    kept->bytes = sizeof *kept + comparer_bytes(kept->comparer);
    (void)pthread_mutex_lock(&comparers->lock);
    kept->next = comparers->first;
    comparers->first = kept;
    struct kept_comparer *rest = make_room(comparers);
    (void)pthread_mutex_unlock(&comparers->lock);
    discard_all(rest);
}
