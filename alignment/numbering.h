/* Small numbers for hashes, 1, 2, 3 … as they come: what a comparison looks up for each of its
 * thousands of pairs then stands in plain arrays. Memory is the arena's, in step with the hashes.
 */
#pragma once

#include "base/arena.h"

struct numbering {
    struct arena *arena;
    uint64_t *hashes; /* by number less one */
    uint32_t *slots;  /* a number, 0 for an empty slot; twice as many as hashes have room */
    uint32_t count;   /* the largest number given */
    unsigned bits;    /* of a slot's index */
};

/* How many hashes there is room for at first: words or claims of an article, or its 4-grams and the
 * ties of its words. */
enum { NUMBERING_FEW = 256, NUMBERING_MANY = 2048 };

/* Returns 0 or ERR_NO_MEMORY. */
int numbering_make(struct arena *arena, uint32_t room, struct numbering *ret_numbering);

/* The hash's number, a new one at its first appearance; 0 without memory. */
uint32_t number_of(struct numbering *numbering, uint64_t hash);
