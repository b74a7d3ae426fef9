/* Keys made of words → the thing that they stand for in one article. */
#pragma once

#include "base/arena.h"

#include <stdint.h>

/* Namespaces of keys, so that a surname and an acronym of one spelling stay apart. */
enum name_key {
    NAME_KEY_FULL,
    NAME_KEY_LOWER, /* the same in lower case */
    NAME_KEY_LAST,
    NAME_KEY_FIRST,
    NAME_KEY_ALIAS,
    NAME_KEY_ROLE,
    NAME_KEY_VOTE /* names in lower case whose type is voted on */
};

#define NAME_AMBIGUOUS (UINT32_MAX - 1) /* the key has stood for two things */

struct name_slot {
    uint64_t hash;       /* of the words */
    uint32_t value;      /* NO_INDEX: free */
    enum name_key space; /* the same words, another key */
};

struct name_table {
    struct name_slot *slots;
    uint32_t mask;
    uint32_t count;
};

/* Room for `limit` keys. Returns 0 or ERR_NO_MEMORY. */
int name_table_make(struct arena *arena, uint32_t limit, struct name_table *ret_table);

/* NO_INDEX when the key is not there, NAME_AMBIGUOUS when it is no use. `second` may be absent. */
uint32_t name_table_get(const struct name_table *table, enum name_key space, struct slice first,
                        struct slice second);

/* Enters a key that is not there yet; the first one stays. Nothing happens beyond the limit. */
void name_table_add(struct name_table *table, enum name_key space, struct slice first,
                    struct slice second, uint32_t value);

/* As above, but a key that stands for something else already becomes ambiguous. */
void name_table_add_only(struct name_table *table, enum name_key space, struct slice first,
                         struct slice second, uint32_t value);
