/* What a dependent is to its head by its tag and side alone: a set of these says whether a verb has
 * its subject, its auxiliaries, an object behind it, or what marks its clause, before any relation
 * is decided (the part that sets of labels play in Zhang and Nivre 2011).
 */
#pragma once

#include "analysis/language/tagger.h"

#include <stdbool.h>

enum dependent_kind {
    KIND_ADPOSITION = 1 << 0, /* on the left, as the next three */
    KIND_SUBORDINATOR = 1 << 1,
    KIND_TO = 1 << 2,
    KIND_COORDINATOR = 1 << 3,
    KIND_AUXILIARY = 1 << 4,
    KIND_NOMINAL_BEFORE = 1 << 5,
    KIND_NOMINAL_BEHIND = 1 << 6,
    KIND_DETERMINER = 1 << 7,
    KIND_QUESTION = 1 << 8, /* "who", "which", "where" */
    KIND_MARK_BEFORE = 1 << 9,
    KIND_VERB_BEHIND = 1 << 10,
    KIND_POSSESSIVE = 1 << 11,
};
enum { KIND_BITS = 12 };

enum { KIND_CLAUSE_MARKS = KIND_ADPOSITION | KIND_SUBORDINATOR | KIND_TO | KIND_QUESTION };

/* The kinds (enum dependent_kind) of a dependent on the left or right of its head. */
uint32_t dependent_kinds(struct tag_class class, bool left);
