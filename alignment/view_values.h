/* The values of a claim as keys that can be weighed and looked up like words. */
#pragma once

#include "alignment/view.h"

enum { VALUE_KEYS_MAX = 12 };

struct value_keys {
    uint64_t at[VALUE_KEYS_MAX]; /* distinct */
    uint32_t count;
};

/* Reads the claim's quantities and times; `view` needs no words yet. */
void value_keys_of(const struct claim_view *view, struct value_keys *ret_keys);
