/* Open addressing with linear probing, at most half full. */
#include "alignment/numbering.h"

#include "base/error.h"

static uint32_t *slot_of(const struct numbering *numbering, uint64_t hash) {
    static const uint64_t GOLDEN = 0x9E3779B97F4A7C15; /* spreads hashes that are no hashes */
    uint32_t mask = ((uint32_t)1 << numbering->bits) - 1;
    uint32_t at = (uint32_t)((hash * GOLDEN) >> (64 - numbering->bits));
    while (numbering->slots[at] && numbering->hashes[numbering->slots[at] - 1] != hash)
        at = (at + 1) & mask;
    return &numbering->slots[at];
}

static int resize(struct numbering *numbering, unsigned bits) {
    size_t slots = (size_t)1 << bits;
    uint64_t *hashes = ARENA_ARRAY(numbering->arena, uint64_t, slots / 2);
    uint32_t *empty = ARENA_ARRAY(numbering->arena, uint32_t, slots);
    if (!hashes || !empty)
        return ERR_NO_MEMORY;
    if (numbering->count)
        memcpy(hashes, numbering->hashes, numbering->count * sizeof *hashes);
    numbering->hashes = hashes;
    numbering->slots = empty;
    numbering->bits = bits;
    for (uint32_t i = 0; i < numbering->count; i++)
        *slot_of(numbering, hashes[i]) = i + 1;
    return 0;
}

int numbering_make(struct arena *arena, uint32_t room, struct numbering *ret_numbering) {
    unsigned bits = 1;
    while ((uint32_t)1 << (bits - 1) < room)
        bits++;
    *ret_numbering = (struct numbering){.arena = arena};
    return resize(ret_numbering, bits);
}

uint32_t number_of(struct numbering *numbering, uint64_t hash) {
    uint32_t *slot = slot_of(numbering, hash);
    uint32_t number = *slot;
    if (number != 0)
        return number;
    if (numbering->count == (uint32_t)1 << (numbering->bits - 1)) {
        if (resize(numbering, numbering->bits + 1) < 0)
            return 0;
        slot = slot_of(numbering, hash);
    }
    *slot = numbering->count + 1;
    numbering->hashes[numbering->count++] = hash;
    return numbering->count;
}
