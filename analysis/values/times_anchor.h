/* From what the grammar read to values and days: resolution against the publication date, the
 * tense around, and the dates that the text itself names.
 */
#pragma once

#include "analysis/values/times_parse.h"
#include "analysis/values/times_tense.h"

struct time_focus {
    struct time_point point; /* grain NONE: nothing dated yet */
    uint32_t sentence;
};

struct time_anchor {
    const struct analysis *analysis;
    day_number published;        /* DAY_NONE when unknown */
    bool narrative;              /* a history: partial dates belong to the last date named */
    bool ancient;                /* years of three digits are BC */
    struct time_focus focus;     /* last date of any grain */
    struct time_focus aside;     /* a date far from the focus, named once so far */
    struct time_focus mere_year; /* a year inside a sentence: holds for that sentence only */
    struct time_focus day_focus; /* last date by the day */
};

struct time_result {
    struct time_point point; /* grain NONE for durations, sets, references and the unresolved */
    enum time_type type;
    char value[TIME_VALUE_SIZE];
    struct day_interval days;
};

/* Resolves one expression. `not_before` is a day that the expression follows as the end of a range,
 * DAY_NONE otherwise. */
void anchor_resolve(const struct time_anchor *anchor, const struct time_parse *parse,
                    day_number not_before, struct time_result *ret_result);

/* Remembers a resolved date for those that follow. */
void anchor_remember(struct time_anchor *anchor, const struct time_parse *parse,
                     const struct time_result *result);

/* times_focus.c: what expressions lean on. -------------------------------------------------------
 */

/* The sentence that the expression stands in. */
uint32_t anchor_sentence_of(const struct time_anchor *anchor, const struct time_parse *parse);

/* The tense of the governing verb, or what a preposition settles ("since", "as of"). */
enum tense anchor_tense_of(const struct time_anchor *anchor, const struct time_parse *parse);

/* The day that "now" means: publication, or the last date named in a history. DAY_NONE without. */
day_number anchor_reference_day(const struct time_anchor *anchor);

/* The dated event that "the following day" leans on, at `grain` or finer; NULL without one near. */
const struct time_point *anchor_focus_point(const struct time_anchor *anchor,
                                            const struct time_parse *parse, enum time_grain grain);
day_number anchor_focus_day(const struct time_anchor *anchor, const struct time_parse *parse,
                            enum time_grain grain);

/* times_year.c ----------------------------------------------------------------------------------
 */

/* The year of a point that lacks one; YEAR_UNKNOWN without any date. */
int anchor_choose_year(const struct time_anchor *anchor, const struct time_parse *parse,
                       struct time_point point, day_number not_before);

/* "of last year", "this year", "of that year". */
int anchor_stepped_year(const struct time_anchor *anchor, const struct time_parse *parse);
