/* Times of two claims, each worked out against its own article's date: when the last such event
 * was ("first since 2000", "first in over 20 years" become an interval of days), when the event
 * itself was, and how long it took.
 */
#include "alignment/measures.h"
#include "alignment/recurrence_matter.h"
#include "alignment/slot_turns.h"
#include "alignment/slots.h"

#include "analysis/language/tagset.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

enum {
    DURATION_TOLERANCE_PERCENT = 2,
    ABOUT_PERCENT = 25,     /* "nearly two hours" */
    ROUNDED_MINUTES = 15,   /* "about 2:15" and "2:17" */
    HALF_DAY_MINUTES = 720, /* "ten to two" does not say which half of the day */
};

static const double CLOCK_COVER = 0.35; /* shared words that make two hours those of one event */

static struct slice time_text(const struct claim_view *view, const struct time_expression *time) {
    return analysis_slice(view->analysis, time->span);
}

static int add(const struct matter *matter, struct verdict_list *verdicts,
               enum difference_kind kind, enum relation relation, struct slice explanation) {
    struct verdict verdict = {kind, relation, explanation};
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}

/* ---- the last such event --------------------------------------------------------------------- */

static const struct time_expression *recurrence_of(const struct claim_view *view) {
    for (uint32_t i = 0; i < view->claim->times.count; i++)
        if (view_time(view, i)->recurrence.kind != RECURRENCE_NONE)
            return view_time(view, i);
    return NULL;
}

static bool days_meet(day_number a_low, day_number a_high, day_number b_low, day_number b_high) {
    bool left = a_low == DAY_NONE || b_high == DAY_NONE || a_low <= b_high;
    bool right = b_low == DAY_NONE || a_high == DAY_NONE || b_low <= a_high;
    return left && right;
}

static int judge_recurrence(const struct matter *matter, const struct time_expression *a,
                            const struct time_expression *b, struct verdict_list *verdicts) {
    const struct recurrence *left = &a->recurrence;
    const struct recurrence *right = &b->recurrence;
    struct slice left_text = time_text(matter->left, a);
    struct slice right_text = time_text(matter->right, b);
    bool unknown = (left->low == DAY_NONE && left->high == DAY_NONE) ||
                   (right->low == DAY_NONE && right->high == DAY_NONE);
    bool same = left->low == right->low && left->high == right->high;
    if (same && left->kind == right->kind && slice_equal(left_text, right_text))
        return 0;

    bool meet = unknown || days_meet(left->low, left->high, right->low, right->high);
    struct slice explanation;
    const char *finding =
        unknown ? "can both be true; without a date of publication nothing more can be worked out"
        : meet  ? "point to the same last time"
                : "point to different last times";
    struct slice gap =
        left->arithmetic.length && right->arithmetic.length ? SLICE("; ") : SLICE("");
    int result =
        arena_printf(matter->arena, &explanation, "“%.*s” and “%.*s” %s (%.*s%.*s%.*s).",
                     SLICE_ARGS(left_text), SLICE_ARGS(right_text), finding,
                     SLICE_ARGS(left->arithmetic), SLICE_ARGS(gap), SLICE_ARGS(right->arithmetic));
    if (result < 0)
        return result;
    if (!meet)
        return add(matter, verdicts, DIFFERENCE_TIME, RELATION_CONFLICT, explanation);
    return add(matter, verdicts, DIFFERENCE_PRECISION, RELATION_COMPATIBLE, explanation);
}

/* ---- when the event was ---------------------------------------------------------------------- */

static void describe_days(day_number low, day_number high, char ret_text[32]) {
    date_format_iso(low, ret_text);
    if (low == high)
        return;
    memcpy(ret_text + 10, " to ", 4);
    date_format_iso(high, ret_text + 14);
}

static int explain_days(const struct matter *matter, const struct time_expression *a,
                        const struct time_expression *b, const char *end, struct slice *ret_text) {
    char left_days[32];
    char right_days[32];
    describe_days(a->low, a->high, left_days);
    describe_days(b->low, b->high, right_days);
    struct slice left = time_text(matter->left, a);
    struct slice right = time_text(matter->right, b);
    return arena_printf(matter->arena, ret_text, "“%.*s” is %s, “%.*s” is %s: %s", SLICE_ARGS(left),
                        left_days, SLICE_ARGS(right), right_days, end);
}

struct date_match {
    const struct time_expression *left;
    const struct time_expression *right;
    bool apart; /* no date of one side meets a date of the other */
    bool equal;
};

enum { DATES_MAX = 8 };

/* The claim's own dates of its event, or the one that its relative clause hangs on. */
static uint32_t event_dates(const struct claim_view *view,
                            const struct time_expression *ret_dates[DATES_MAX]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->claim->times.count && count < DATES_MAX; i++)
        if (time_dates_event(view, i))
            ret_dates[count++] = view_time(view, i);
    if (count == 0 && view->time_beside)
        ret_dates[count++] = view->time_beside;
    return count;
}

/* "Saturday" and "Saturday", told on one day: one day, however the tense around it was read. */
static bool same_words(const struct matter *matter, const struct time_expression *a,
                       const struct time_expression *b) {
    return matter->left->told == matter->right->told && matter->left->told != DAY_NONE &&
           slice_equal_ascii_case(time_text(matter->left, a), time_text(matter->right, b));
}

/* The best-fitting pair of event dates: equal before overlapping before disjoint. */
static bool match_dates(const struct matter *matter, struct date_match *match) {
    const struct time_expression *left[DATES_MAX];
    const struct time_expression *right[DATES_MAX];
    uint32_t left_count = event_dates(matter->left, left);
    uint32_t right_count = event_dates(matter->right, right);
    *match = (struct date_match){.apart = true};
    for (uint32_t i = 0; i < left_count; i++) {
        for (uint32_t k = 0; k < right_count; k++) {
            const struct time_expression *a = left[i];
            const struct time_expression *b = right[k];
            bool equal = (a->low == b->low && a->high == b->high) || same_words(matter, a, b);
            bool apart = !equal && !days_meet(a->low, a->high, b->low, b->high);
            if (!match->left || (match->apart && !apart) || (!match->equal && equal))
                *match = (struct date_match){a, b, apart, equal};
        }
    }
    return match->left != NULL;
}

/* "Since the invasion began in 2022", "four days after the storm of Saturday": a time from which or
 * up to which something is told, not its day. */
static bool only_bounds(const struct claim_view *view, const struct time_expression *time) {
    enum { REACH = 7 };
    static const struct slice words[] = {
        SLICE("after"), SLICE("ahead"), SLICE("before"), SLICE("following"),
        SLICE("since"), SLICE("till"),  SLICE("until"),
    };
    if (time->type == TIME_TIME)
        return false; /* "after 9 p.m. on Monday": on Monday all the same */
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = time->first_token; i > view->first_token && time->first_token - i < REACH;
         i--) {
        if (tokens[i - 1].kind == TOKEN_PUNCTUATION)
            return false;
        if (SLICE_IN(tokens[i - 1].lower, words))
            return true;
    }
    return false;
}

/* The noun that a date stands beside: "the leak on Monday", "Monday's leak". NO_INDEX where there
 * is none. */
static uint32_t dated_noun(const struct claim_view *view, const struct time_expression *time) {
    static const struct slice links[] = {SLICE("from"), SLICE("in"), SLICE("of"), SLICE("on")};
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = time->first_token;
    uint32_t past = time->past_token;
    if (at >= view->first_token + 2 && SLICE_IN(tokens[at - 1].lower, links) &&
        tokens[at - 2].upos == UPOS_NOUN)
        return at - 2;
    bool owner = past + 1 < view->past_token && slice_equal(tokens[past].lower, SLICE("'s"));
    return owner && tokens[past + 1].upos == UPOS_NOUN ? past + 1 : NO_INDEX;
}

/* "A day after the leak of the letters": is the noun what the claim's event is told from? */
static bool told_from(const struct claim_view *view, struct slice noun) {
    enum { REACH = 5 };
    static const struct slice words[] = {SLICE("after"), SLICE("before"), SLICE("following"),
                                         SLICE("since")};
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token; i < view->past_token; i++) {
        if (!SLICE_IN(tokens[i].lower, words))
            continue;
        for (uint32_t k = i + 1; k < view->past_token && k - i <= REACH; k++) {
            if (tokens[k].kind == TOKEN_PUNCTUATION || tokens[k].upos == UPOS_VERB)
                break;
            if (tokens[k].upos == UPOS_NOUN && slice_equal(tokens[k].lemma, noun))
                return true;
        }
    }
    return false;
}

/* "Shares fell on Tuesday, a day after the leak" and "the leak on Monday shook the bank": one date
 * is that of the leak, the other of what came after it. */
static bool dates_anchor(const struct claim_view *view, const struct time_expression *time,
                         const struct claim_view *other, const struct time_expression *other_time) {
    uint32_t noun = dated_noun(view, time);
    if (noun == NO_INDEX)
        return false;
    struct slice lemma = view->analysis->tokens.at[noun].lemma;
    uint32_t other_noun = dated_noun(other, other_time);
    bool same =
        other_noun != NO_INDEX && slice_equal(other->analysis->tokens.at[other_noun].lemma, lemma);
    return !same && told_from(other, lemma);
}

static bool anchored_by_one(const struct matter *matter, const struct date_match *match) {
    return dates_anchor(matter->left, match->left, matter->right, match->right) ||
           dates_anchor(matter->right, match->right, matter->left, match->left);
}

/* "Founded after 1932", "before February 2008": the side of the date on which the event lies. What
 * happened shortly before midnight on Tuesday happened on that day. */
enum date_bound { BOUND_NONE, BOUND_AFTER, BOUND_BEFORE };

static enum date_bound bound_of(const struct claim_view *view, const struct time_expression *time) {
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t past = time->past_token;
    bool owner = past < view->past_token && slice_equal(tokens[past].lower, SLICE("'s"));
    bool noun = past < view->past_token && tokens[past].upos == UPOS_NOUN;
    if (time->first_token <= view->first_token || time->type == TIME_TIME || owner || noun)
        return BOUND_NONE;
    struct slice before = tokens[time->first_token - 1].lower;
    if (slice_equal(before, SLICE("after")))
        return BOUND_AFTER;
    return slice_equal(before, SLICE("before")) ? BOUND_BEFORE : BOUND_NONE;
}

/* Does the other date lie where the bound shuts it out? */
static bool shuts_out(enum date_bound bound, const struct time_expression *time,
                      const struct time_expression *other) {
    return (bound == BOUND_AFTER && other->high <= time->high) ||
           (bound == BOUND_BEFORE && other->low >= time->low);
}

/* One side tells a bound, the other a date. */
enum bound_fit { BOUND_UNTOLD, BOUND_KEPT, BOUND_BROKEN };

static enum bound_fit fit_bound(const struct matter *matter, const struct date_match *match) {
    enum date_bound left = bound_of(matter->left, match->left);
    enum date_bound right = bound_of(matter->right, match->right);
    if ((left == BOUND_NONE) == (right == BOUND_NONE) || matter->likeness->predicates < 0)
        return BOUND_UNTOLD;
    bool broken = left != BOUND_NONE ? shuts_out(left, match->left, match->right)
                                     : shuts_out(right, match->right, match->left);
    return broken ? BOUND_BROKEN : BOUND_KEPT;
}

/* A plan for one day and what was done on another: it was put off. */
static bool planned_by_one(const struct matter *matter) {
    return (matter->left->modality == MODALITY_PLANNED &&
            matter->right->modality == MODALITY_ASSERTED) ||
           (matter->right->modality == MODALITY_PLANNED &&
            matter->left->modality == MODALITY_ASSERTED);
}

/* Done in March, and in May still told as due in June. */
static bool done_before_planned(const struct matter *matter) {
    const struct claim_view *plan =
        matter->left->modality == MODALITY_PLANNED ? matter->left : matter->right;
    const struct claim_view *done = plan == matter->left ? matter->right : matter->left;
    return planned_by_one(matter) && plan->told != DAY_NONE && done->event_high != DAY_NONE &&
           plan->event_low != DAY_NONE && plan->event_low > plan->told &&
           done->event_high < plan->told;
}

/* "A year earlier", "the quarter": told from another time of the text, not from the article's day.
 */
static bool told_from_text(const struct claim_view *view, const struct time_expression *time) {
    static const struct slice relative[] = {SLICE("before"), SLICE("earlier"), SLICE("later"),
                                            SLICE("previously")};
    static const struct slice units[] = {SLICE("half"), SLICE("month"), SLICE("quarter"),
                                         SLICE("week"), SLICE("year")};
    const struct token *tokens = view->analysis->tokens.at;
    if (SLICE_IN(tokens[time->past_token - 1].lower, relative))
        return true;
    return time->past_token - time->first_token == 2 &&
           slice_equal(tokens[time->first_token].lower, SLICE("the")) &&
           SLICE_IN(tokens[time->first_token + 1].lower, units);
}

static const char *dates_finding(enum bound_fit bound, bool apart) {
    if (bound != BOUND_UNTOLD)
        return bound == BOUND_BROKEN ? "the bound shuts out the other date."
                                     : "the bound leaves room for the other date.";
    return apart ? "not the same time." : "one lies within the other or they overlap.";
}

static int judge_dates(const struct matter *matter, struct verdict_list *verdicts) {
    struct date_match match;
    if (!match_dates(matter, &match))
        return 0;
    if (match.apart &&
        (claims_of_others(matter->resources, matter->left, matter->right) ||
         told_from_text(matter->left, match.left) || told_from_text(matter->right, match.right)))
        return 0; /* the quarter of the profit, and the day of the shares */
    enum bound_fit bound = fit_bound(matter, &match);
    bool bounded = match.apart &&
                   only_bounds(matter->left, match.left) != only_bounds(matter->right, match.right);
    bool anchored = match.apart && anchored_by_one(matter, &match);
    if (bound == BOUND_UNTOLD && !anchored &&
        (match.equal || bounded || (match.apart && matter->likeness->predicates < 0)))
        return 0;
    struct slice explanation;
    int result = explain_days(matter, match.left, match.right,
                              anchored ? "one dates what the other is told from."
                                       : dates_finding(bound, match.apart),
                              &explanation);
    if (result < 0)
        return result;
    if (anchored)
        return add(matter, verdicts, DIFFERENCE_PRECISION, RELATION_COMPATIBLE, explanation);
    bool apart = match.apart && bound == BOUND_UNTOLD;
    if (bound == BOUND_BROKEN || done_before_planned(matter))
        return add(matter, verdicts, DIFFERENCE_TIME, RELATION_CONFLICT, explanation);
    if (apart && planned_by_one(matter))
        return add(matter, verdicts, DIFFERENCE_UPDATE, RELATION_COMPATIBLE, explanation);
    if (apart)
        return add(matter, verdicts, DIFFERENCE_TIME, RELATION_CONFLICT, explanation);
    return add(matter, verdicts, DIFFERENCE_PRECISION, RELATION_COMPATIBLE, explanation);
}

/* ---- how long -------------------------------------------------------------------------------- */

/* ISO 8601 durations in minutes; a month is 30.44 days and a year 365.25. -1 when it holds X. */
static double duration_minutes(struct slice value) {
    if (!slice_starts(value, SLICE("P")))
        return -1;
    double total = 0;
    double number = 0;
    double scale = 0; /* > 0 behind a decimal point */
    bool clock = false;
    for (size_t i = 1; i < value.length; i++) {
        char c = value.at[i];
        if (c >= '0' && c <= '9') {
            number = scale > 0 ? number + (c - '0') * scale : number * 10 + (c - '0');
            scale /= 10;
            continue;
        }
        double unit = c == 'Y'   ? 525960
                      : c == 'M' ? (clock ? 1 : 43830)
                      : c == 'W' ? 10080
                      : c == 'D' ? 1440
                      : c == 'H' ? 60
                      : c == 'S' ? 1.0 / 60
                                 : 0;
        if (c == '.') {
            scale = 0.1;
        } else if (c == 'T') {
            clock = true;
        } else if (unit > 0) {
            total += number * unit;
            number = scale = 0;
        } else {
            return -1;
        }
    }
    return total;
}

static const struct time_expression *duration_of(const struct claim_view *view) {
    const struct time_expression *found = NULL;
    for (uint32_t i = 0; i < view->claim->times.count; i++) {
        const struct time_expression *time = view_time(view, i);
        if (time->type != TIME_DURATION || time->recurrence.kind != RECURRENCE_NONE)
            continue;
        if (found)
            return NULL; /* two durations in one claim: which is compared cannot be told */
        found = time;
    }
    return found;
}

/* "Within 50 minutes" */
static bool stands_within(const struct claim_view *view, const struct time_expression *time) {
    return time->comparator == COMPARATOR_EXACT && time->first_token > view->first_token &&
           slice_equal(view->analysis->tokens.at[time->first_token - 1].lower, SLICE("within"));
}

static enum comparator duration_comparator(const struct claim_view *view,
                                           const struct time_expression *time) {
    return stands_within(view, time) ? COMPARATOR_AT_MOST : time->comparator;
}

static struct slice duration_text(const struct claim_view *view,
                                  const struct time_expression *time) {
    struct span span = time->span;
    if (stands_within(view, time))
        span.start = view->analysis->tokens.at[time->first_token - 1].span.start;
    return analysis_slice(view->analysis, span);
}

/* The minutes that a duration leaves room for. False where its value is not known. */
static bool duration_room(const struct claim_view *view, const struct time_expression *time,
                          double *ret_low, double *ret_high) {
    double minutes = duration_minutes(time->value);
    enum comparator comparator = duration_comparator(view, time);
    double slack = minutes *
                   (comparator == COMPARATOR_ABOUT ? ABOUT_PERCENT : DURATION_TOLERANCE_PERCENT) /
                   100;
    *ret_low = minutes - slack;
    *ret_high = minutes + slack;
    if (comparator == COMPARATOR_AT_MOST || comparator == COMPARATOR_LESS_THAN)
        *ret_low = 0;
    if (comparator == COMPARATOR_AT_LEAST || comparator == COMPARATOR_MORE_THAN)
        *ret_high = INFINITY;
    return minutes > 0;
}

static int judge_durations(const struct matter *matter, struct verdict_list *verdicts) {
    const struct time_expression *a = duration_of(matter->left);
    const struct time_expression *b = duration_of(matter->right);
    double left_low;
    double left_high;
    double right_low;
    double right_high;
    if (!a || !b || !duration_room(matter->left, a, &left_low, &left_high) ||
        !duration_room(matter->right, b, &right_low, &right_high))
        return 0;
    enum comparator left = duration_comparator(matter->left, a);
    enum comparator right = duration_comparator(matter->right, b);
    bool meet = left_low <= right_high && right_low <= left_high;
    if (meet && left == right && (left == COMPARATOR_EXACT || slice_equal(a->value, b->value)))
        return 0;
    struct slice left_text = duration_text(matter->left, a);
    struct slice right_text = duration_text(matter->right, b);
    struct slice explanation;
    int result = arena_printf(matter->arena, &explanation, "“%.*s” and “%.*s” %s.",
                              SLICE_ARGS(left_text), SLICE_ARGS(right_text),
                              meet ? "leave room for one length" : "are not as long");
    if (result < 0)
        return result;
    if (meet)
        return add(matter, verdicts, DIFFERENCE_PRECISION, RELATION_COMPATIBLE, explanation);
    return add(matter, verdicts, DIFFERENCE_TIME, RELATION_CONFLICT, explanation);
}

/* ---- at what hour ---------------------------------------------------------------------------- */

static const struct time_expression *clock_of(const struct claim_view *view) {
    const struct time_expression *found = NULL;
    for (uint32_t i = 0; i < view->claim->times.count; i++) {
        const struct time_expression *time = view_time(view, i);
        if (time->type != TIME_TIME || time->minute < 0)
            continue;
        if (found)
            return NULL; /* two hours in one claim: which is compared cannot be told */
        found = time;
    }
    return found;
}

static int judge_clocks(const struct matter *matter, struct verdict_list *verdicts) {
    const struct time_expression *a = clock_of(matter->left);
    const struct time_expression *b = clock_of(matter->right);
    if (!a || !b || a->minute == b->minute || matter->likeness->cover_less < CLOCK_COVER)
        return 0;
    struct slice left = time_text(matter->left, a);
    struct slice right = time_text(matter->right, b);
    bool exact = a->comparator == COMPARATOR_EXACT && b->comparator == COMPARATOR_EXACT;
    int gap = abs(a->minute - b->minute);
    bool fits = gap % HALF_DAY_MINUTES == 0 || (!exact && gap <= ROUNDED_MINUTES);
    struct slice explanation;
    int result =
        arena_printf(matter->arena, &explanation, "“%.*s” and “%.*s” lie %d minutes apart.",
                     SLICE_ARGS(left), SLICE_ARGS(right), gap);
    if (result < 0)
        return result;
    if (fits)
        return add(matter, verdicts, DIFFERENCE_PRECISION, RELATION_COMPATIBLE, explanation);
    return add(matter, verdicts, DIFFERENCE_TIME, RELATION_CONFLICT, explanation);
}

int slot_times(const struct matter *matter, struct verdict_list *verdicts) {
    const struct time_expression *a = recurrence_of(matter->left);
    const struct time_expression *b = recurrence_of(matter->right);
    if (a && b)
        return recurrence_matter(matter->resources, matter->left, matter->right) > 0
                   ? judge_recurrence(matter, a, b, verdicts)
                   : 0;
    struct turn_pair turns;
    if (state_turns_meet(matter->resources, matter->left, matter->right, &turns))
        return judge_turns(matter, &turns, verdicts);
    if (matter->left->called_off != matter->right->called_off)
        return 0; /* the day of a walkout, and the day on which it was called off */
    uint32_t before = verdicts->count;
    int result = judge_dates(matter, verdicts);
    if (result == 0 && verdicts->count == before)
        result = judge_clocks(matter, verdicts);
    if (result < 0 || verdicts->count > before)
        return result;
    return judge_durations(matter, verdicts);
}
