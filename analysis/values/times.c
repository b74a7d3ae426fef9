/* times_find: the grammar over the whole article, in two passes.
 *
 * The first pass finds where expressions begin and what kind of text this is: news, told from the
 * day of publication, or a history, told from one date to the next. The second pass reads them
 * again, now knowing that, and resolves each with a look at its neighbour, because a year or month
 * may be told once for both ends of a range.
 */
#include "analysis/stages.h"
#include "analysis/values/recurrence.h"
#include "analysis/values/times_anchor.h"
#include "base/error.h"

#include <assert.h>

enum {
    FAR_YEARS = 3,            /* a year this far from publication is history … */
    HISTORY_YEARS_MIN = 6,    /* … and this many of them make one */
    CHRONICLE_YEARS_MIN = 20, /* a long chronicle may lead up to the present */
    HISTORY_SHARE = 4,        /* at most one deictic expression for so many of them */
    DATELINE_SENTENCES = 4,   /* where the date of an article may stand */
    DATELINE_SLACK = 4,       /* bytes that may stand beside it in its paragraph */
    ANCIENT_MIN = 3,
};

/* What the first pass saw. */
struct survey {
    uint32_t years;   /* explicit years */
    uint32_t far;     /* of them, far from publication */
    uint32_t deictic; /* counted from publication: yesterday, last week, on Tuesday */
    uint32_t ancient; /* years BC */
    day_number dateline;
};

struct start_list {
    uint32_t *at;
    uint32_t count;
    uint32_t capacity;
};

struct finder {
    struct arena *arena;
    struct analysis *analysis;
    struct atom_list atoms;
    struct start_list starts;
    struct survey survey;
    struct time_anchor anchor;
};

static struct slice text_of(const struct finder *finder) {
    return finder->analysis->article.text;
}

/* ---- first pass --------------------------------------------------------------------------------
 */

static bool is_full_day(const struct time_parse *parse) {
    return parse->form == FORM_CALENDAR && parse->point.grain == GRAIN_DAY &&
           point_known(&parse->point) && !parse->two_digits;
}

/* A date that is a paragraph of its own near the top, or "PARIS, June 18, 2024 (Agency) —". */
static bool is_dateline(const struct finder *finder, const struct time_parse *parse) {
    const struct analysis *analysis = finder->analysis;
    uint32_t s = analysis->tokens.at[parse->first->token].sentence;
    if (s >= DATELINE_SENTENCES || !is_full_day(parse))
        return false;
    const struct sentence *sentence = &analysis->sentences.at[s];
    struct span paragraph = sentence->span;
    if (sentence->paragraph < analysis->paragraphs.count)
        paragraph = analysis->paragraphs.at[sentence->paragraph].span;
    uint32_t length = parse->past[-1].span.end - parse->first->span.start;
    if (paragraph.end - paragraph.start <= length + DATELINE_SLACK)
        return true;
    const struct token *first = &analysis->tokens.at[sentence->first_token];
    bool near = parse->first->token <= sentence->first_token + 5;
    return near && (first->flags & TOKEN_ALL_CAPS) &&
           (atom_flagged(parse->past, ATOM_DASH) || parse->past->mark == '(');
}

static bool counts_from_now(const struct time_parse *parse) {
    if (parse->form == FORM_STEP)
        return parse->base == BASE_PUBLISHED && parse->point.grain <= GRAIN_MONTH;
    if (parse->form == FORM_OFFSET)
        return parse->base == BASE_PUBLISHED;
    return parse->form == FORM_CALENDAR && parse->point.grain == GRAIN_DAY &&
           parse->point.weekday && parse->point.year == YEAR_UNKNOWN;
}

static void survey_one(struct finder *finder, const struct time_parse *parse) {
    struct survey *survey = &finder->survey;
    day_number published = finder->analysis->article.published_day;
    if (counts_from_now(parse))
        survey->deictic++;
    if (survey->dateline == DAY_NONE && is_dateline(finder, parse))
        survey->dateline = point_days(&parse->point).low;
    if (parse->form != FORM_CALENDAR || parse->point.year == YEAR_UNKNOWN || parse->small_year)
        return;
    survey->years++;
    if (parse->point.year < 0)
        survey->ancient++;
    int told = published == DAY_NONE ? parse->point.year : date_from_day(published).year;
    if (published == DAY_NONE || parse->point.year <= told - FAR_YEARS)
        survey->far++;
}

static int find_starts(struct finder *finder) {
    const struct atom *at = finder->atoms.at;
    const struct atom *end = at + finder->atoms.count;
    while (at < end) {
        struct time_parse parse;
        const struct atom *past = match_time(at, text_of(finder), &parse);
        if (!past || time_vetoed(finder->analysis, &parse)) {
            at++;
            continue;
        }
        survey_one(finder, &parse);
        uint32_t start = (uint32_t)(at - finder->atoms.at);
        if (!list_push(finder->arena, &finder->starts, start))
            return ERR_NO_MEMORY;
        at = past;
    }
    return 0;
}

static void set_anchor(struct finder *finder) {
    const struct survey *survey = &finder->survey;
    struct time_anchor *anchor = &finder->anchor;
    day_number published = finder->analysis->article.published_day;
    bool far = survey->far >= HISTORY_YEARS_MIN && survey->far * 3 >= survey->years * 2;
    far |= survey->years >= CHRONICLE_YEARS_MIN && survey->far * 4 >= survey->years;
    anchor->analysis = finder->analysis;
    anchor->published = published != DAY_NONE ? published : survey->dateline;
    anchor->narrative = far && survey->deictic * HISTORY_SHARE <= survey->far &&
                        (anchor->published != DAY_NONE || survey->deictic == 0);
    anchor->ancient = survey->ancient >= ANCIENT_MIN;
    anchor->focus.point = point_nowhere();
    anchor->day_focus.point = point_nowhere();
    anchor->aside.point = point_nowhere();
    anchor->mere_year.point = point_nowhere();
}

/* ---- second pass -------------------------------------------------------------------------------
 */

static bool joins_range(const struct atom *at) {
    return atom_flagged(at, ATOM_DASH) || atom_is(at, WORD_TO) || atom_is(at, WORD_THROUGH) ||
           atom_is(at, WORD_UNTIL);
}

/* The two ends of "from A to B", "between A and B", "A–B"; with `and`, also of "A and B". */
static bool are_linked(const struct time_parse *left, const struct time_parse *right, bool and) {
    const struct atom *gap = left->past;
    if (gap->mark == ',')
        gap++;
    if (gap + 1 != right->first && !(gap + 2 == right->first && gap == left->past &&
                                     (atom_is(&gap[1], WORD_IN) || atom_is(&gap[1], WORD_ON))))
        return false;
    if (joins_range(gap))
        return true;
    if (!atom_is(gap, WORD_AND) && !atom_is(gap, WORD_OR))
        return false;
    const struct atom *before = &left->first[-1];
    if (and || atom_is(before, WORD_BETWEEN))
        return true;
    if (atom_is(before, WORD_OF) || atom_is(before, WORD_THE)) /* "between the months of" */
        for (int i = 1; i <= 3 && !atom_flagged(&before[-i], ATOM_BOUNDARY); i++)
            if (atom_is(&before[-i], WORD_BETWEEN))
                return true;
    return false;
}

static bool lacks_year(const struct time_parse *parse) {
    return parse->form == FORM_CALENDAR && parse->point.year == YEAR_UNKNOWN &&
           !parse->has_year_step && parse->shift == SHIFT_NONE && parse->point.index > 0;
}

/* A year told behind both: "January 23 – March 9, 2014". */
static void borrow_year(struct time_parse *parse, const struct time_parse *next) {
    if (!lacks_year(parse) || next->form != FORM_CALENDAR || next->point.index == 0)
        return;
    if (next->has_year_step) {
        parse->has_year_step = true;
        parse->year_step = next->year_step;
        parse->year_of_focus = next->year_of_focus;
    } else if (next->point.year != YEAR_UNKNOWN && next->point.grain == parse->point.grain) {
        bool before =
            parse->point.index < next->point.index ||
            (parse->point.index == next->point.index && parse->point.day <= next->point.day);
        parse->point.year = next->point.year - (before ? 0 : 1);
    }
}

/* "12–14 July 1950": the first day takes month and year from the second. */
static void complete_head(struct time_parse *parse, const struct time_parse *next) {
    if (next->form != FORM_CALENDAR || next->point.grain != GRAIN_DAY)
        return;
    parse->point.index = next->point.index;
    parse->point.year = next->point.year;
    parse->has_year_step = next->has_year_step;
    parse->year_step = next->year_step;
    parse->year_of_focus = next->year_of_focus;
    parse->shift = next->shift;
}

static void complete_tail(struct time_parse *parse, const struct time_result *previous) {
    if (parse->point.grain != GRAIN_DAY || previous->point.grain != GRAIN_DAY)
        return;
    parse->point.index = previous->point.index;
    if (parse->point.year == YEAR_UNKNOWN)
        parse->point.year = previous->point.year;
}

static int emit(struct finder *finder, const struct time_parse *parse,
                const struct time_result *result) {
    struct time_expression time = {
        .span = {parse->first->span.start, parse->past[-1].span.end},
        .type = result->type,
        .low = result->days.low,
        .high = result->days.high,
        .minute = result->point.minute,
        .comparator = parse->comparator,
        .first_token = parse->first->token,
        .past_token = parse->past[-1].token + 1,
    };
    int error = arena_copy(finder->arena, slice_from_cstr(result->value), &time.value);
    if (error < 0)
        return error;
    error = recurrence_find(finder->arena, finder->analysis, parse, result,
                            finder->anchor.published, &time.recurrence);
    if (error < 0)
        return error;
    if (time.recurrence.kind == RECURRENCE_NONE &&
        recurrence_is_first_ever(finder->analysis, parse))
        time.recurrence.kind = RECURRENCE_FIRST_EVER;
    return list_push(finder->arena, &finder->analysis->times, time) ? 0 : ERR_NO_MEMORY;
}

static bool read_start(const struct finder *finder, uint32_t i, struct time_parse *parse) {
    if (i >= finder->starts.count)
        return false;
    const struct atom *past =
        match_time(&finder->atoms.at[finder->starts.at[i]], text_of(finder), parse);
    assert(past);
    (void)past;
    return true;
}

static int resolve_all(struct finder *finder) {
    struct time_parse parse;
    struct time_parse next;
    struct time_parse previous = {0};
    struct time_result result = {.point = point_nowhere(), .days = {DAY_NONE, DAY_NONE}};
    bool more = read_start(finder, 0, &next);
    for (uint32_t i = 0; more; i++) {
        parse = next;
        more = read_start(finder, i + 1, &next);
        if (parse.small_year && !finder->anchor.ancient)
            continue;
        if (more && parse.range_head)
            complete_head(&parse, &next);
        else if (more && are_linked(&parse, &next, true))
            borrow_year(&parse, &next);
        day_number not_before = DAY_NONE;
        if (parse.range_tail)
            complete_tail(&parse, &result);
        else if (previous.first && are_linked(&previous, &parse, false))
            not_before = result.days.low;
        anchor_resolve(&finder->anchor, &parse, not_before, &result);
        anchor_remember(&finder->anchor, &parse, &result);
        int error = emit(finder, &parse, &result);
        if (error < 0)
            return error;
        previous = parse;
    }
    return 0;
}

int times_find(const struct resources *resources, struct arena *arena, struct analysis *analysis) {
    (void)resources; /* all of the lexicon is in the code */
    struct finder finder = {.arena = arena, .analysis = analysis, .survey = {.dateline = DAY_NONE}};
    int error = atoms_cut(arena, analysis, &finder.atoms);
    if (error < 0)
        return error;
    error = find_starts(&finder);
    if (error < 0)
        return error;
    set_anchor(&finder);
    return resolve_all(&finder);
}
