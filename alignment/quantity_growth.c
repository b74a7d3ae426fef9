/* Counts that change while an event goes on: has the toll grown between two reports, or do they
 * contradict each other?
 */
#include "alignment/quantity_growth.h"

#include "alignment/measures.h"
#include "alignment/tallies.h"
#include "analysis/values/units.h"

#include <math.h>

/* Counts of what happens to people and things grow with the days; prices and votes do not. */
static bool may_grow(const struct quantity *quantity) {
    struct unit unit;
    if (quantity->role == QUANTITY_CHANGE || quantity_is_money(quantity))
        return false;
    return !unit_find(quantity->unit, &unit) || unit.dimension == DIMENSION_AREA ||
           unit.dimension == DIMENSION_SHARE;
}

/* The side that speaks of the later state: by its own dates, else by publication; NULL when both
 * speak of one day or a date is unknown. */
static const struct claim_view *later_side(const struct matter *matter) {
    const struct claim_view *a = matter->left;
    const struct claim_view *b = matter->right;
    if (matter->likeness->time < 0)
        return a->event_low > b->event_low ? a : b;
    if (a->told == DAY_NONE || b->told == DAY_NONE || a->told == b->told)
        return NULL;
    return a->told > b->told ? a : b;
}

/* The day whose state a count tells: its own, else that of the report. */
static day_number state_day(const struct claim_view *view) {
    bool own =
        view->event_high != DAY_NONE && (view->told == DAY_NONE || view->event_high <= view->told);
    return own ? view->event_high : view->told;
}

/* The day of the year of a date without a year ("on 22 August"), counted in the year of `beside`;
 * DAY_NONE for other times. */
static day_number day_beside(const struct time_expression *time, day_number beside) {
    struct slice value = time->value;
    if (value.length != 10 || !slice_starts(value, SLICE("XXXX-")) || value.at[5] > '1')
        return DAY_NONE;
    char digits[4] = {value.at[5], value.at[6], value.at[8], value.at[9]};
    for (int i = 0; i < 4; i++)
        if (digits[i] < '0' || digits[i] > '9')
            return DAY_NONE;
    struct date date = {date_from_day(beside).year, (digits[0] - '0') * 10 + digits[1] - '0',
                        (digits[2] - '0') * 10 + digits[3] - '0'};
    return date_exists(date) ? day_from_date(date) : DAY_NONE;
}

/* "Will vote on 22 August" */
static bool is_planned(const struct analysis *analysis, const struct time_expression *time) {
    enum { REACH = 8 };
    static const struct slice words[] = {SLICE("due"),       SLICE("next"), SLICE("planned"),
                                         SLICE("scheduled"), SLICE("will"), SLICE("would")};
    const struct token *tokens = analysis->tokens.at;
    uint32_t first = time->first_token > REACH ? time->first_token - REACH : 0;
    for (uint32_t i = first; i < time->first_token; i++)
        if (tokens[i].sentence == tokens[time->first_token].sentence &&
            SLICE_IN(tokens[i].lower, words))
            return true;
    return false;
}

/* An article without a date tells what was done on a day after the other article: it is the later
 * one. NULL where it tells no such day. */
static const struct claim_view *undated_later(const struct matter *matter) {
    enum { TIMES_MAX = 200, SEASON_DAYS = 120 };
    bool left = matter->left->told == DAY_NONE;
    const struct claim_view *undated = left ? matter->left : matter->right;
    day_number told = left ? matter->right->told : matter->left->told;
    if (undated->told != DAY_NONE || told == DAY_NONE)
        return NULL;
    const struct time_list *times = &undated->analysis->times;
    for (uint32_t i = 0; i < times->count && i < TIMES_MAX; i++) {
        day_number day = day_beside(&times->at[i], told);
        if (day != DAY_NONE && day > told && day - told < SEASON_DAYS &&
            !is_planned(undated->analysis, &times->at[i]))
            return undated;
    }
    return NULL;
}

static const struct claim_view *later_of(const struct matter *matter, day_number left,
                                         day_number right) {
    if (left == DAY_NONE || right == DAY_NONE || left == right)
        return undated_later(matter);
    return left > right ? matter->left : matter->right;
}

/* The same for a tally, which stands at one value at a time: the days of the two states. */
static const struct claim_view *later_state(const struct matter *matter) {
    return later_of(matter, state_day(matter->left), state_day(matter->right));
}

/* The days of the two reports: "eight died on Tuesday", and a day later "Tuesday's crash has killed
 * nine". */
static const struct claim_view *later_report(const struct matter *matter) {
    return later_of(matter, matter->left->told, matter->right->told);
}

/* "Missing", "without power": numbers that shrink as days pass. */
static bool may_shrink(const struct claim_view *view) {
    static const struct slice words[] = {
        SLICE("closed"),   SLICE("custody"),  SLICE("evacuated"),   SLICE("evacuation"),
        SLICE("evacuees"), SLICE("hospital"), SLICE("left"),        SLICE("missing"),
        SLICE("order"),    SLICE("orders"),   SLICE("out"),         SLICE("power"),
        SLICE("remain"),   SLICE("remained"), SLICE("remaining"),   SLICE("shelters"),
        SLICE("still"),    SLICE("trapped"),  SLICE("unaccounted"), SLICE("without"),
    };
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (SLICE_IN(view->analysis->tokens.at[i].lower, words))
            return true;
    return false;
}

bool same_number_other_unit(const struct quantity *a, const struct quantity *b) {
    return !slice_equal(a->unit, b->unit) && isfinite(a->value) &&
           numbers_equal(a->value, b->value);
}

/* 900 for 9,000, 50 % for 5 %: the same digits, a power of ten apart. */
static bool decimal_slip(const struct quantity *a, const struct quantity *b) {
    double small = fmin(fabs(a->value), fabs(b->value));
    double large = fmax(fabs(a->value), fabs(b->value));
    if (!(small > 0) || !isfinite(large) || !slice_equal(a->unit, b->unit))
        return false;
    for (int places = 1; places <= 6; places++) {
        small *= 10;
        if (numbers_equal(large, small))
            return true;
    }
    return false;
}

/* One of the two articles has a date and the other has none: which came later is open. */
static bool order_unknown(const struct matter *matter) {
    return (matter->left->told == DAY_NONE) != (matter->right->told == DAY_NONE) &&
           matter->likeness->time >= 0;
}

/* How many of a thing something holds does not grow from day to day. */
static bool tells_capacity(const struct claim_view *view, const struct quantity *quantity) {
    static const struct slice verbs[] = {
        SLICE("accommodate"), SLICE("contain"), SLICE("fit"),  SLICE("have"),
        SLICE("hold"),        SLICE("include"), SLICE("seat"),
    };
    struct unit unit;
    if (view->claim->predicate_token == NO_INDEX || unit_find(quantity->unit, &unit))
        return false;
    return SLICE_IN(view->analysis->tokens.at[view->claim->predicate_token].lemma, verbs);
}

/* 9,000 told to leave and 900 a day later, 5 % and 50 %: too far for a day, too alike for chance.
 * Only a small round count can have grown like that. */
static bool is_slip(const struct matter *matter, const struct quantity *a, const struct quantity *b,
                    bool grows) {
    enum { SLIP_DAYS = 2, TELLING = 2 };
    struct unit unit;
    int64_t days = days_between(matter->left, matter->right);
    bool share = unit_find(a->unit, &unit) && unit.dimension == DIMENSION_SHARE;
    bool small = !share && quantity_digits(a) < TELLING && quantity_digits(b) < TELLING;
    return days >= 0 && days <= SLIP_DAYS && decimal_slip(a, b) && !(grows && small);
}

/* "Last year", "in May": a period that was over when it was told. */
static bool tells_closed_period(const struct claim_view *view) {
    enum { PERIOD_DAYS = 27 };
    return view->event_low != DAY_NONE && view->event_high != DAY_NONE && view->told != DAY_NONE &&
           view->event_high < view->told && view->event_high - view->event_low >= PERIOD_DAYS;
}

static bool shrinks(const struct matter *matter, uint32_t i, uint32_t k) {
    if (tellings_of_tally(matter->left, i, matter->right, k))
        return tally_may_shrink(view_tally(matter->left, i));
    return may_shrink(matter->left) || may_shrink(matter->right);
}

bool quantity_may_have_changed(const struct matter *matter, uint32_t i, uint32_t k) {
    struct quantity a = told_quantity(matter->left, i);
    struct quantity b = told_quantity(matter->right, k);
    bool tally = tellings_of_tally(matter->left, i, matter->right, k);
    const struct claim_view *later = tally ? later_state(matter) : later_side(matter);
    if (tally && !later)
        later = later_report(matter);
    struct conversion conversion;
    if (tally && !tally_may_grow(view_tally(matter->left, i)))
        return false;
    if (tells_closed_period(matter->left) && tells_closed_period(matter->right))
        return false;
    if (!may_grow(&a) || !may_grow(&b) || tells_capacity(matter->left, &a) ||
        tells_capacity(matter->right, &b) ||
        !units_fit(matter->resources, &a, &b, tally, &conversion))
        return false;
    if (order_unknown(matter) && !(tally && later))
        return !decimal_slip(&a, &b);
    if (!later || same_number_other_unit(&a, &b))
        return false;
    struct interval left = printed_interval(&a);
    struct interval right =
        interval_scale(printed_interval(&b), conversion.factor, conversion.offset);
    bool left_greater = interval_relate(left, right) == INTERVAL_ABOVE;
    bool grows = left_greater == (later == matter->left);
    if (tally && later_report(matter))
        grows |= left_greater == (later_report(matter) == matter->left);
    return !is_slip(matter, &a, &b, grows) && (grows || shrinks(matter, i, k));
}

bool quantity_is_revised(const struct matter *matter) {
    static const struct slice words[] = {
        SLICE("corrected"), SLICE("improved"), SLICE("increased"), SLICE("lowered"),
        SLICE("raised"),    SLICE("revised"),  SLICE("sweetened"), SLICE("updated"),
    };
    const struct claim_view *later = later_side(matter);
    for (uint32_t i = later ? later->first_token : 0; later && i < later->past_token; i++)
        if (SLICE_IN(later->analysis->tokens.at[i].lower, words))
            return true;
    return false;
}
