/* What the text has dated so far, and what leans on it.
 *
 * In news "now" is the day of publication and the focus serves only "the following day" and clock
 * times. In a history the last date named is "now"; so that a glance aside does not carry the story
 * away, one date years off is held back until a second confirms it, and a year inside a sentence
 * holds for that sentence only.
 */
#include "analysis/values/times_anchor.h"

#include <stdlib.h>

enum {
    NEAR_SENTENCES = 1,
    YEAR_SENTENCES = 4,
    SCENE_TOKENS = 6, /* a year this near the start of its sentence sets the scene */
    ASIDE_YEARS = 4,
};

uint32_t anchor_sentence_of(const struct time_anchor *anchor, const struct time_parse *parse) {
    return anchor->analysis->tokens.at[parse->first->token].sentence;
}

enum tense anchor_tense_of(const struct time_anchor *anchor, const struct time_parse *parse) {
    const struct atom *before = &parse->first[-1];
    if (atom_is(before, WORD_SINCE))
        return TENSE_PAST;
    if (atom_is(before, WORD_OF) && atom_is(&before[-1], WORD_AHEAD))
        return TENSE_FUTURE;
    if ((atom_is(before, WORD_OF) && atom_is(&before[-1], WORD_AS)) ||
        (atom_is(before, WORD_THE) && atom_is(&before[-1], WORD_AFTER)))
        return TENSE_PAST; /* "as of March 31", "after the March 12 ruling" */
    if (atom_is(before, WORD_FOR) && parse->point.grain == GRAIN_DAY)
        return TENSE_FUTURE; /* "booked for Friday" */
    return tense_around(anchor->analysis, parse->first->token, parse->past[-1].token + 1);
}

/* The day that "now" means: publication, or the last date named in a history. */
day_number anchor_reference_day(const struct time_anchor *anchor) {
    if (!anchor->narrative)
        return anchor->published;
    return point_days(&anchor->focus.point).low;
}

/* The dated event that "the following day" leans on, or NULL. */
const struct time_point *anchor_focus_point(const struct time_anchor *anchor,
                                            const struct time_parse *parse, enum time_grain grain) {
    const struct time_focus *focus = grain == GRAIN_DAY ? &anchor->day_focus : &anchor->focus;
    /* Without a day of publication nothing else holds a far guess in check. */
    bool far = grain >= GRAIN_MONTH && anchor->published != DAY_NONE;
    uint32_t reach = far ? YEAR_SENTENCES : NEAR_SENTENCES;
    if (focus->point.grain == GRAIN_NONE || focus->point.grain > grain)
        return NULL;
    if (!anchor->narrative && anchor_sentence_of(anchor, parse) - focus->sentence > reach)
        return NULL;
    return &focus->point;
}

day_number anchor_focus_day(const struct time_anchor *anchor, const struct time_parse *parse,
                            enum time_grain grain) {
    const struct time_point *point = anchor_focus_point(anchor, parse, grain);
    return point ? point_days(point).low : DAY_NONE;
}

static int years_between(const struct time_point *a, const struct time_point *b) {
    return abs(a->year - b->year);
}

/* In a history one date far from the story is an aside ("as in 1812"); a second one near the first
 * shows that the story moved there. */
static bool is_aside(const struct time_anchor *anchor, const struct time_focus *date) {
    if (anchor->focus.point.grain == GRAIN_NONE ||
        years_between(&anchor->focus.point, &date->point) < ASIDE_YEARS)
        return false;
    return anchor->aside.point.grain == GRAIN_NONE ||
           years_between(&anchor->aside.point, &date->point) >= ASIDE_YEARS;
}

/* A year by itself sets the scene where it opens a sentence ("In 1942 …"); later in one it looks
 * ahead or back, and the months that follow go on from the finer date before. */
static bool is_mere_year(const struct time_anchor *anchor, const struct time_parse *parse,
                         const struct time_focus *date) {
    if (date->point.grain != GRAIN_YEAR || anchor->focus.point.grain == GRAIN_NONE ||
        anchor->focus.point.grain >= GRAIN_YEAR)
        return false;
    const struct sentence *sentence = &anchor->analysis->sentences.at[date->sentence];
    return parse->first->token > sentence->first_token + SCENE_TOKENS;
}

void anchor_remember(struct time_anchor *anchor, const struct time_parse *parse,
                     const struct time_result *result) {
    const struct time_point *point = &result->point;
    if (!point_known(point) || point->grain == GRAIN_FISCAL_YEAR || point->grain >= GRAIN_DECADE)
        return;
    struct time_focus focus = {*point, anchor_sentence_of(anchor, parse)};
    if (anchor->narrative && is_aside(anchor, &focus)) {
        anchor->aside = focus;
        return;
    }
    if (anchor->narrative && is_mere_year(anchor, parse, &focus)) {
        anchor->mere_year = focus;
        return;
    }
    anchor->aside.point.grain = GRAIN_NONE;
    anchor->focus = focus;
    if (point->grain == GRAIN_DAY)
        anchor->day_focus = focus;
}
