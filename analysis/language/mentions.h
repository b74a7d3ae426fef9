/* Where a text names something: spans with a type, before they are told apart and merged
 * (entities.c). */
#pragma once

#include "analysis/analysis.h"

enum mention_kind {
    MENTION_NAME, /* "Ada Morrow", "Ruritania", "the Kremlin" */
    MENTION_ROLE, /* "the Ruritanian president": a person, if the text introduces one */
};

struct mention {
    uint32_t first_token;
    uint32_t past_token;
    enum entity_type type;
    enum mention_kind kind;
    bool weak;            /* a plain word by its looks: counts when the text introduces the name */
    bool known;           /* the gazetteer has it: `name` is canonical, `type` certain */
    struct slice name;    /* canonical name where known, else absent */
    struct slice country; /* whose: of things known, of titles; absent when none */
    uint32_t title_first; /* title before a person's name, or the role itself; empty when none */
    uint32_t title_past;
    uint32_t apposition_of; /* of roles: mention of the person they are said of, NO_INDEX */
};

struct mention_list {
    struct mention *at;
    uint32_t count;
    uint32_t capacity;
};

/* All mentions in text order (by start, then end). An event around another name ("Harrow fire")
 * and a role around a demonym follow what they hold. `tags` are names.h's, one per token, or NULL
 * without a model. Linear in the tokens. Returns 0 or ERR_NO_MEMORY. */
int mentions_find(const struct resources *resources, struct arena *arena,
                  const struct analysis *analysis, const uint8_t *tags,
                  struct mention_list *ret_mentions);
