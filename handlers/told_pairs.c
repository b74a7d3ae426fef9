/* Frames of zstd in a ring: what comes is written behind the newest and over the oldest. One block
 * of memory for all, as thousands of small ones that live long would keep malloc from giving back
 * what comparisons used between them. They are found through chains of a hash table. Whoever sends
 * articles may choose ids that share a chain: it is as long as what is kept, a few thousand.
 */
#include "handlers/told_pairs.h"

#include "alignment/comparer.h"
#include "base/error.h"
#include "storage/packed.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <xxhash.h>

enum { CHAINS = 1 << 12, ENTRY_ALIGN = 8, NOWHERE = UINT32_MAX };

struct two {
    struct storage_id left;
    struct storage_id right;
};

/* In the ring, with its frame behind it. */
struct told {
    uint64_t hash; /* of what is packed */
    struct two two;
    uint32_t next;   /* of its chain; a place in the ring or NOWHERE */
    uint32_t size;   /* with its frame, and what is left of the ring behind the last one */
    uint32_t length; /* of the frame */
    char frame[];
};

struct told_pairs {
    uint32_t bound;

    pthread_mutex_t lock;
    char *ring;
    uint32_t past;   /* of the newest: where the next one comes */
    uint32_t newest; /* these two while there are bytes */
    uint32_t oldest; /* the one that goes first */
    uint32_t bytes;  /* of all entries */
    uint32_t chains[CHAINS];
};

struct told_pairs *told_pairs_new(size_t bytes) {
    assert(bytes < NOWHERE);
    struct told_pairs *told = malloc(sizeof *told);
    char *ring = malloc(bytes ? bytes : 1); /* untouched memory costs nothing */
    if (!told || !ring) {
        free(told);
        free(ring);
        return NULL;
    }
    *told = (struct told_pairs){.bound = (uint32_t)bytes, .ring = ring};
    for (size_t i = 0; i < CHAINS; i++)
        told->chains[i] = NOWHERE;
    (void)pthread_mutex_init(&told->lock, NULL); /* a default mutex: cannot fail on Linux */
    return told;
}

void told_pairs_free(struct told_pairs *told) {
    if (!told)
        return;
    (void)pthread_mutex_destroy(&told->lock);
    free(told->ring);
    free(told);
}

size_t told_pairs_bytes(struct told_pairs *told) {
    (void)pthread_mutex_lock(&told->lock);
    size_t bytes = told->bytes;
    (void)pthread_mutex_unlock(&told->lock);
    return bytes;
}

/* ---- one entry ------------------------------------------------------------------------------- */

static struct told *entry_at(const struct told_pairs *told, uint32_t place) {
    return (struct told *)(void *)(told->ring + place);
}

static bool same_two(const struct two *a, const struct two *b) {
    return strcmp(a->left.hex, b->left.hex) == 0 && strcmp(a->right.hex, b->right.hex) == 0;
}

static uint32_t *chain_of(struct told_pairs *told, const struct two *two) {
    return &told->chains[XXH3_64bits(two, sizeof *two) % CHAINS];
}

/* A later one of the same two stands before an earlier one. NOWHERE for none. */
static uint32_t find(struct told_pairs *told, const struct two *two) {
    uint32_t place = *chain_of(told, two);
    while (place != NOWHERE && !same_two(&entry_at(told, place)->two, two))
        place = entry_at(told, place)->next;
    return place;
}

/* The oldest is the last of its chain. */
static void drop_oldest(struct told_pairs *told) {
    const struct told *entry = entry_at(told, told->oldest);
    uint32_t *at = chain_of(told, &entry->two);
    while (*at != told->oldest)
        at = &entry_at(told, *at)->next;
    *at = entry->next;
    told->bytes -= entry->size;
    told->oldest = (told->oldest + entry->size) % told->bound;
}

/* Nothing is between the end of the newest and `past`, which the next may fill. */
static void free_until(struct told_pairs *told, uint32_t past) {
    while (told->bytes && told->oldest >= told->past && told->oldest < past)
        drop_oldest(told);
}

/* Room for `size` bytes in one piece, from told->past on. The newest owns what is left behind it
 * where the ring begins anew. */
static void make_room(struct told_pairs *told, uint32_t size) {
    if (told->bound - told->past < size) {
        free_until(told, told->bound);
        if (told->bytes) {
            entry_at(told, told->newest)->size += told->bound - told->past;
            told->bytes += told->bound - told->past;
        }
        told->past = 0;
    }
    free_until(told, told->past + size);
    if (!told->bytes)
        told->oldest = told->past;
}

static void put(struct told_pairs *told, const struct two *two, uint64_t hash, struct slice frame) {
    size_t size =
        (sizeof(struct told) + frame.length + ENTRY_ALIGN - 1) / ENTRY_ALIGN * ENTRY_ALIGN;
    if (size > told->bound)
        return;
    make_room(told, (uint32_t)size);
    struct told *entry = entry_at(told, told->past);
    uint32_t *chain = chain_of(told, two);
    *entry = (struct told){.hash = hash,
                           .two = *two,
                           .next = *chain,
                           .size = (uint32_t)size,
                           .length = (uint32_t)frame.length};
    memcpy(entry->frame, frame.at, frame.length);
    *chain = told->newest = told->past;
    told->past += (uint32_t)size;
    told->bytes += (uint32_t)size;
}

/* Is it about to go? What is asked for again is written anew then, and stays. */
static bool is_old(const struct told_pairs *told, uint32_t place) {
    uint32_t age = (place + told->bound - told->oldest) % told->bound; /* bytes older than it */
    return age < told->bytes / 2;
}

/* ---- all twos of some articles --------------------------------------------------------------- */

static struct two two_of(const struct storage_id *ids, uint32_t left, uint32_t right) {
    return (struct two){ids[left], ids[right]};
}

static int find_two(struct told_pairs *told, const struct two *two, struct arena *arena,
                    struct slice *ret_frame) {
    uint32_t place = find(told, two);
    if (place == NOWHERE)
        return 0;
    const struct told *entry = entry_at(told, place);
    uint64_t hash = entry->hash;
    int error = arena_copy(arena, slice_of(entry->frame, entry->length), ret_frame);
    if (!error && is_old(told, place))
        put(told, two, hash, *ret_frame);
    return error;
}

static int unpack(struct arena *arena, struct slice *said, uint32_t count) {
    struct ZSTD_DCtx_s *unpacker = NULL;
    int error = 0;
    for (uint32_t i = 0; i < count && !error; i++)
        if (said[i].at)
            error = packed_open_with(&unpacker, arena, said[i], &said[i]);
    unpacker_free(unpacker);
    return error;
}

int told_pairs_find(struct told_pairs *told, const struct storage_id *ids, uint32_t count,
                    struct arena *arena, struct slice *ret_said) {
    int error = 0;
    (void)pthread_mutex_lock(&told->lock);
    for (uint32_t right = 1; right < count; right++)
        for (uint32_t left = 0; left < right && !error; left++) {
            struct two two = two_of(ids, left, right);
            error = find_two(told, &two, arena, &ret_said[comparer_two(left, right)]);
        }
    (void)pthread_mutex_unlock(&told->lock);
    return error ? error : unpack(arena, ret_said, comparer_two(0, count));
}

static bool knows(struct told_pairs *told, const struct two *two, uint64_t hash) {
    (void)pthread_mutex_lock(&told->lock);
    uint32_t place = find(told, two);
    bool known = place != NOWHERE && entry_at(told, place)->hash == hash;
    (void)pthread_mutex_unlock(&told->lock);
    return known;
}

static void keep_two(struct told_pairs *told, const struct two *two, struct ZSTD_CCtx_s **packer,
                     struct arena *work, struct slice said) {
    struct slice frame;
    uint64_t hash = XXH3_64bits(said.at, said.length);
    if (knows(told, two, hash) || packed_make_with(packer, true, work, said, &frame) < 0)
        return;
    (void)pthread_mutex_lock(&told->lock);
    put(told, two, hash, frame);
    (void)pthread_mutex_unlock(&told->lock);
}

void told_pairs_keep(struct told_pairs *told, const struct storage_id *ids, uint32_t count,
                     struct arena *work, const struct slice *said) {
    struct ZSTD_CCtx_s *packer = NULL;
    for (uint32_t right = 1; right < count; right++)
        for (uint32_t left = 0; left < right; left++) {
            struct two two = two_of(ids, left, right);
            keep_two(told, &two, &packer, work, said[comparer_two(left, right)]);
        }
    packer_free(packer);
}
