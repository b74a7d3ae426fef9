/* The slots in which two claims about one matter can differ. Each judge adds at most one difference
 * of its kind, with the relation that follows from it and its arithmetic in one sentence.
 */
#pragma once

#include "alignment/likeness.h"

struct verdict {
    enum difference_kind kind;
    enum relation relation;
    struct slice explanation;
    struct span left; /* the words that differ; empty for the whole claim */
    struct span right;
    const char *rule; /* the judge, of relation_slot_name() */
};

struct verdict_list {
    struct verdict *at;
    uint32_t count;
    uint32_t capacity;
};

/* Two claims under comparison. */
struct matter {
    const struct resources *resources;
    struct arena *arena;
    const struct claim_view *left;
    const struct claim_view *right;
    const struct likeness *likeness;
};

/* Each returns 0 or ERR_NO_MEMORY. */
int slot_quantities(const struct matter *matter, struct verdict_list *verdicts);
int slot_labels(const struct matter *matter, struct verdict_list *verdicts);
int slot_times(const struct matter *matter, struct verdict_list *verdicts);
int slot_polarity(const struct matter *matter, struct verdict_list *verdicts);
int slot_modality(const struct matter *matter, struct verdict_list *verdicts);
int slot_attribution(const struct matter *matter, struct verdict_list *verdicts);
int slot_quotations(const struct matter *matter, struct verdict_list *verdicts);
int slot_place(const struct matter *matter, struct verdict_list *verdicts);
int slot_roles(const struct matter *matter, struct verdict_list *verdicts);

struct quantity_likeness {
    double share;  /* of the side with fewer quantities, that finds one it can be true with */
    double digits; /* of the most telling value that both have: 15,300 has three, 40 has one */
    bool apart;    /* both have quantities, none are of one kind */
};

struct quantity_likeness quantities_alike(const struct resources *resources,
                                          const struct claim_view *a, const struct claim_view *b);

/* Significant digits of the number as printed: 15,300 has three. 0 for a range. */
enum { QUANTITY_DIGITS_MAX = 15 };
int quantity_digits(const struct quantity *quantity);

/* The unit that the number is told in: its own, or the last noun of the run behind it; absent when
 * there is none. */
struct slice quantity_unit(const struct analysis *analysis, const struct quantity *quantity);

/* Equal, of one frame, of one synset, or both kinds of people. */
bool nouns_fit(const struct resources *resources, struct slice a, struct slice b);
bool noun_is_person(const struct resources *resources, struct slice noun);

/* Has a judge before this one found a difference of the kind? */
bool verdicts_have(const struct verdict_list *verdicts, enum difference_kind kind);

/* Who the claim comes from: the canonical name, or what the text calls the source; absent where it
 * names none. */
struct slice view_speaker(const struct claim_view *view);

/* Both name somebody, and they share no word of a name: a title more or less makes no
 * other speaker. */
bool speakers_differ(struct slice left, struct slice right);

/* "article 2", or the outlet's name where it is known. */
struct slice side_name(struct arena *arena, const struct claim_view *view);

/* "article 2", or the outlet's name where it is known; `number` counts from 0. */
struct slice article_label(struct arena *arena, const struct analysis *analysis, uint32_t number);

/* Days between the two articles' publication; -1 when one is unknown. */
int64_t days_between(const struct claim_view *a, const struct claim_view *b);
