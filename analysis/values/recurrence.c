/* The reduction. For a stretch of N units told on day P, with u the unit:
 *
 *   exactly N     the last one lies between P − (N + 1) u and the end of the unit that holds P − N
 * u over N        at or before the end of the unit that holds P − N u under N       from the start
 * of that unit on nearly N      from the start of that unit to a tenth of N later about N       a
 * tenth of N to both sides "years"       at least two of them: over 2
 *
 * Whole calendar units are used because news counts them so: in June 2024 a visit of July 2000 is
 * "24 years" ago. "Since Y" names the last one itself: the days of Y.
 */
#include "analysis/values/recurrence.h"

#include "analysis/language/tagset.h"
#include "base/error.h"

#include <math.h>
#include <stdio.h>

enum { REACH = 16, VAGUE_COUNT = 2 };

enum trigger { TRIGGER_NONE, TRIGGER_FIRST, TRIGGER_LAST };

static const struct slice not_superlatives[] = {
    {"arrest", 6},    {"best", 4},    {"bucharest", 9}, {"budapest", 8}, {"conquest", 8},
    {"contest", 7},   {"digest", 6},  {"east", 4},      {"forest", 6},   {"guest", 5},
    {"harvest", 7},   {"honest", 6},  {"interest", 8},  {"invest", 6},   {"latest", 6},
    {"manifest", 8},  {"midwest", 7}, {"modest", 6},    {"nearest", 7},  {"nest", 4},
    {"northwest", 9}, {"protest", 7}, {"quest", 5},     {"request", 7},  {"rest", 4},
    {"southwest", 9}, {"suggest", 7}, {"test", 4},      {"unrest", 6},   {"west", 4},
};

static const struct slice denials[] = {
    {"hardly", 6}, {"n't", 3},  {"neither", 7}, {"never", 5}, {"no", 2},
    {"nobody", 6}, {"none", 4}, {"nor", 3},     {"not", 3},   {"nothing", 7},
};

static bool is_superlative(const struct token *token) {
    struct slice lower = token->lower;
    if (slice_equal(lower, SLICE("first")) || slice_equal(lower, SLICE("worst")) ||
        slice_equal(lower, SLICE("best")) || slice_equal(lower, SLICE("only")) ||
        slice_equal(lower, SLICE("most")) || slice_equal(lower, SLICE("fewest")) ||
        slice_equal(lower, SLICE("least")))
        return true;
    if (token->xpos == XPOS_JJS)
        return true;
    return token->xpos == XPOS_NONE && lower.length > 5 && slice_ends(lower, SLICE("est")) &&
           !SLICE_IN(lower, not_superlatives);
}

static bool ends_clause(const struct token *token) {
    return token->kind == TOKEN_PUNCTUATION && !slice_equal(token->lower, SLICE(",")) &&
           !slice_equal(token->lower, SLICE("-")) && !slice_equal(token->lower, SLICE("\"")) &&
           !slice_equal(token->lower, SLICE("“")) && !slice_equal(token->lower, SLICE("”"));
}

/* The superlative or denial that governs a stretch ending at token `past`, NO_INDEX without one. */
static uint32_t find_first(const struct analysis *analysis, uint32_t past) {
    const struct sentence *sentence = &analysis->sentences.at[analysis->tokens.at[past].sentence];
    uint32_t low = past > sentence->first_token + REACH ? past - REACH : sentence->first_token;
    for (uint32_t i = past; i-- > low;) {
        const struct token *token = &analysis->tokens.at[i];
        if (ends_clause(token))
            return NO_INDEX;
        if (is_superlative(token) || SLICE_IN(token->lower, denials))
            return i;
    }
    return NO_INDEX;
}

/* "last visited", "last time": the token of "last", or NO_INDEX. */
static uint32_t find_last(const struct analysis *analysis, uint32_t past) {
    const struct sentence *sentence = &analysis->sentences.at[analysis->tokens.at[past].sentence];
    uint32_t low = past > sentence->first_token + REACH ? past - REACH : sentence->first_token;
    for (uint32_t i = past; i-- > low;) {
        const struct token *token = &analysis->tokens.at[i];
        if (ends_clause(token))
            return NO_INDEX;
        if (!slice_equal(token->lower, SLICE("last")))
            continue;
        const struct token *next = &analysis->tokens.at[i + 1];
        static const struct slice verbs[] = {
            {"came", 4}, {"did", 3},  {"fell", 4}, {"gave", 4},  {"happened", 8}, {"held", 4},
            {"hit", 3},  {"left", 4}, {"lost", 4}, {"made", 4},  {"met", 3},      {"rose", 4},
            {"saw", 3},  {"seen", 4}, {"set", 3},  {"spoke", 5}, {"stood", 5},    {"time", 4},
            {"took", 4}, {"went", 4}, {"won", 3},
        };
        bool verb = next->xpos == XPOS_VBD || next->xpos == XPOS_VBN ||
                    SLICE_IN(next->lower, verbs) ||
                    (next->lower.length > 4 && slice_ends(next->lower, SLICE("ed")));
        return verb ? i : NO_INDEX;
    }
    return NO_INDEX;
}

/* ---- bounds ------------------------------------------------------------------------------------
 */

struct stretch {
    int count;
    int step; /* units that one of the told units is worth: 10 years in a decade */
    enum time_grain grain;
};

/* One unit only: "two years and three months" is told by its years. */
static bool read_stretch(const struct time_amount *amount, struct stretch *ret_stretch) {
    enum time_unit unit = amount->unit;
    double count = amount->vague ? VAGUE_COUNT : amount->count[unit];
    ret_stretch->step = unit == UNIT_DECADE       ? 10
                        : unit == UNIT_CENTURY    ? 100
                        : unit == UNIT_MILLENNIUM ? 1000
                                                  : 1;
    ret_stretch->grain = unit >= UNIT_YEAR ? GRAIN_YEAR : grain_of_unit(unit);
    if (unit < UNIT_DAY || unit == UNIT_WEEKEND || unit == UNIT_FORTNIGHT ||
        count * ret_stretch->step < 1 || count * ret_stretch->step > 9000)
        return false;
    ret_stretch->count = (int)(count * ret_stretch->step);
    return true;
}

static struct day_interval unit_before(const struct stretch *stretch, day_number told, int count) {
    struct time_point point = point_step(point_at(told, stretch->grain), -count);
    return point_days(&point);
}

/* The day `count` units before. */
static day_number day_before(const struct stretch *stretch, day_number told, int count) {
    if (stretch->grain == GRAIN_DAY || stretch->grain == GRAIN_WEEK)
        return told - count * (stretch->grain == GRAIN_WEEK ? 7 : 1);
    int months = stretch->grain == GRAIN_YEAR ? 12 : stretch->grain == GRAIN_QUARTER ? 3 : 1;
    return day_add_months(told, -count * months);
}

static enum comparator effective(const struct time_parse *parse) {
    if (parse->amount.vague || parse->window == WINDOW_LAST)
        return COMPARATOR_MORE_THAN; /* "in decades", "in the past ten years": before all of them */
    return parse->comparator;
}

static struct day_interval stretch_bounds(const struct time_parse *parse,
                                          const struct stretch *stretch, day_number told) {
    int slack = (stretch->count + 9) / 10;
    struct day_interval at = unit_before(stretch, told, stretch->count);
    switch (effective(parse)) {
    case COMPARATOR_MORE_THAN:
    case COMPARATOR_AT_LEAST:
        at.low = DAY_NONE;
        break;
    case COMPARATOR_LESS_THAN:
    case COMPARATOR_AT_MOST:
        at.high = told;
        break;
    case COMPARATOR_ABOUT:
        at.high = unit_before(stretch, told, stretch->count - slack).high;
        if (!parse->nearly)
            at.low = unit_before(stretch, told, stretch->count + slack).low;
        break;
    default:
        if (stretch->step > 1)
            at.low = unit_before(stretch, told, stretch->count + stretch->step).low;
        else
            at.low = day_before(stretch, told, stretch->count + 1);
        break;
    }
    return at;
}

/* ---- the sentence ------------------------------------------------------------------------------
 */

/* A day as its unit is told: "2004", "2024-05", "2024-W22", "2024-05-31". */
static void unit_text(enum time_grain grain, day_number day, char text[TIME_VALUE_SIZE]) {
    struct time_point point = point_at(day, grain);
    point_format(&point, text);
}

static const char *phrase(const struct time_parse *parse) {
    switch (effective(parse)) {
    case COMPARATOR_MORE_THAN:
    case COMPARATOR_AT_LEAST:
        return " or earlier";
    case COMPARATOR_LESS_THAN:
    case COMPARATOR_AT_MOST:
        return " or later";
    case COMPARATOR_ABOUT:
        return parse->nearly ? " or a little later" : ", more or less";
    default:
        return "";
    }
}

static struct span parse_span(const struct time_parse *parse) {
    return (struct span){parse->first->span.start, parse->past[-1].span.end};
}

/* "first", "deadliest", "last visited"; every denial reads "none". */
static struct slice trigger_words(const struct analysis *analysis, uint32_t trigger, bool two) {
    const struct token *token = &analysis->tokens.at[trigger];
    if (two)
        return analysis_slice(analysis, (struct span){token->span.start, token[1].span.end});
    return SLICE_IN(token->lower, denials) ? SLICE("none") : token->lower;
}

static int explain_stretch(struct arena *arena, const struct analysis *analysis, uint32_t trigger,
                           const struct time_parse *parse, const struct stretch *stretch,
                           day_number told, struct slice *ret_text) {
    static const char *const units[] = {[GRAIN_DAY] = "days",
                                        [GRAIN_WEEK] = "weeks",
                                        [GRAIN_MONTH] = "months",
                                        [GRAIN_QUARTER] = "quarters",
                                        [GRAIN_YEAR] = "years"};
    struct slice word = trigger_words(analysis, trigger, false);
    struct slice words = analysis_slice(analysis, parse_span(parse));
    char from[TIME_VALUE_SIZE];
    char to[TIME_VALUE_SIZE];
    struct day_interval then = unit_before(stretch, told, stretch->count);
    unit_text(stretch->grain, told, from);
    unit_text(stretch->grain, then.low, to);
    bool years = stretch->grain == GRAIN_YEAR;
    const char *in = stretch->grain == GRAIN_DAY ? "on" : "in";
    return arena_printf(arena, ret_text,
                        "%.*s in %.*s, told %s %s: the last one was %s %s%s, as %s − %d%s%s = %s",
                        SLICE_ARGS(word), SLICE_ARGS(words), in, from, in, to, phrase(parse), from,
                        stretch->count, years ? "" : " ", years ? "" : units[stretch->grain], to);
}

static int explain_point(struct arena *arena, const struct analysis *analysis, uint32_t trigger,
                         bool since, const struct time_parse *parse,
                         const struct time_result *result, struct slice *ret_text) {
    struct slice word = trigger_words(analysis, trigger, !since);
    struct slice words = analysis_slice(analysis, parse_span(parse));
    bool by_day = result->point.grain == GRAIN_DAY;
    bool as_printed = result->point.grain >= GRAIN_DECADE; /* "198" is no word of a sentence */
    struct slice then = as_printed ? words : slice_from_cstr(result->value);
    return arena_printf(arena, ret_text, "%.*s %s %.*s: the last one was %s %.*s", SLICE_ARGS(word),
                        since    ? "since"
                        : by_day ? "on"
                                 : "in",
                        SLICE_ARGS(words), by_day ? "on" : "in", SLICE_ARGS(then));
}

/* ---- which kind --------------------------------------------------------------------------------
 */

static int first_in(struct arena *arena, const struct analysis *analysis,
                    const struct time_parse *parse, uint32_t trigger, day_number told,
                    struct recurrence *recurrence) {
    struct stretch stretch;
    if (!read_stretch(&parse->amount, &stretch))
        return 0;
    recurrence->kind = RECURRENCE_FIRST_IN;
    if (told == DAY_NONE || unit_before(&stretch, told, stretch.count + 1).low == DAY_NONE)
        return 0;
    struct day_interval bounds = stretch_bounds(parse, &stretch, told);
    recurrence->low = bounds.low;
    recurrence->high = bounds.high;
    return explain_stretch(arena, analysis, trigger, parse, &stretch, told,
                           &recurrence->arithmetic);
}

static int at_point(struct arena *arena, const struct analysis *analysis,
                    const struct time_parse *parse, const struct time_result *result,
                    uint32_t trigger, enum recurrence_kind kind, struct recurrence *recurrence) {
    recurrence->kind = kind;
    if (result->days.low == DAY_NONE)
        return 0;
    recurrence->low = result->days.low;
    recurrence->high = result->days.high;
    bool since = kind == RECURRENCE_FIRST_SINCE;
    return explain_point(arena, analysis, trigger, since, parse, result, &recurrence->arithmetic);
}

int recurrence_find(struct arena *arena, const struct analysis *analysis,
                    const struct time_parse *parse, const struct time_result *result,
                    day_number published, struct recurrence *ret_recurrence) {
    *ret_recurrence = (struct recurrence){.low = DAY_NONE, .high = DAY_NONE};
    const struct atom *before = &parse->first[-1];
    if (atom_flagged(before, ATOM_BOUNDARY))
        return 0;
    bool point = parse->form != FORM_DURATION && parse->form != FORM_SET &&
                 parse->form != FORM_REFERENCE && result->point.grain != GRAIN_NONE;
    if (point && atom_is(before, WORD_SINCE)) {
        uint32_t trigger = find_first(analysis, before->token);
        if (trigger != NO_INDEX)
            return at_point(arena, analysis, parse, result, trigger, RECURRENCE_FIRST_SINCE,
                            ret_recurrence);
        return 0;
    }
    if (parse->form == FORM_DURATION &&
        (atom_is(before, WORD_IN) || atom_is(before, WORD_FOR) || atom_is(before, WORD_OVER))) {
        uint32_t trigger = find_first(analysis, before->token);
        return trigger == NO_INDEX
                   ? 0
                   : first_in(arena, analysis, parse, trigger, published, ret_recurrence);
    }
    if (point && parse->shift == SHIFT_NONE) {
        uint32_t trigger = find_last(analysis, parse->first->token);
        if (trigger != NO_INDEX)
            return at_point(arena, analysis, parse, result, trigger, RECURRENCE_LAST_AT,
                            ret_recurrence);
    }
    return 0;
}

bool recurrence_is_first_ever(const struct analysis *analysis, const struct time_parse *parse) {
    uint32_t token = parse->first->token;
    const struct sentence *sentence = &analysis->sentences.at[analysis->tokens.at[token].sentence];
    uint32_t low = token > sentence->first_token + REACH ? token - REACH : sentence->first_token;
    uint32_t high = sentence->past_token - token > REACH ? token + REACH : sentence->past_token;
    for (uint32_t i = low; i + 1 < high; i++) {
        if (!slice_equal(analysis->tokens.at[i].lower, SLICE("first")))
            continue;
        for (uint32_t k = i + 1; k < high && k <= i + 3; k++)
            if (slice_equal(analysis->tokens.at[k].lower, SLICE("ever")))
                return true;
    }
    return false;
}
