/* Two moments told for one end or one beginning of one state: do they leave room for each other? */
#include "alignment/slot_turns.h"

#include "base/error.h"

#include <stdlib.h>

enum {
    HALF_DAY = 720, /* minutes; "2:40" does not say which half of the day */
    NOON = 720,
    HOUR_TOLERANCE = 15, /* minutes, where one of the two is rounded */
};

enum order { ORDER_BEFORE = -1, ORDER_MEET = 0, ORDER_AFTER = 1 };

struct gap {
    enum order order; /* of the left one, seen from the right one */
    int size;
    const char *unit; /* of `size` */
};

static bool day_known(const struct state_turn *turn) {
    return !turn->bare && turn->time->low != DAY_NONE && turn->time->high != DAY_NONE;
}

/* "2:40" with no letter behind the digits; "14:40" is later than noon anyway. */
static bool half_unknown(const struct claim_view *view, const struct state_turn *turn) {
    struct slice text = analysis_slice(view->analysis, turn->time->span);
    for (size_t i = 0; i < text.length; i++)
        if ((text.at[i] | 0x20) >= 'a' && (text.at[i] | 0x20) <= 'z')
            return false;
    return turn->time->minute <= NOON;
}

static struct gap hours_gap(const struct matter *matter, const struct turn_pair *pair) {
    int gap = pair->left->time->minute - pair->right->time->minute;
    bool half = half_unknown(matter->left, pair->left) || half_unknown(matter->right, pair->right);
    if (half && abs(gap) > HALF_DAY / 2)
        gap += gap > 0 ? -HALF_DAY : HALF_DAY;
    bool exact = pair->left->time->comparator == COMPARATOR_EXACT &&
                 pair->right->time->comparator == COMPARATOR_EXACT;
    if (abs(gap) <= (exact ? 0 : HOUR_TOLERANCE))
        return (struct gap){ORDER_MEET, 0, "minutes"};
    return (struct gap){gap < 0 ? ORDER_BEFORE : ORDER_AFTER, abs(gap),
                        abs(gap) == 1 ? "minute" : "minutes"};
}

/* "Closed until Thursday" and "reopens on Friday": whether Thursday is the last day is left open.
 */
static bool day_included(const struct state_turn *first, const struct state_turn *second) {
    return first->until && !second->until && first->time->minute < 0 && second->time->minute < 0 &&
           second->time->low == first->time->high + 1;
}

static struct gap gap_between(const struct matter *matter, const struct turn_pair *pair) {
    const struct time_expression *a = pair->left->time;
    const struct time_expression *b = pair->right->time;
    bool days = day_known(pair->left) && day_known(pair->right);
    if (days && (day_included(pair->left, pair->right) || day_included(pair->right, pair->left)))
        return (struct gap){ORDER_MEET, 0, ""};
    if (days && a->high < b->low)
        return (struct gap){ORDER_BEFORE, b->low - a->high, b->low - a->high > 1 ? "days" : "day"};
    if (days && b->high < a->low)
        return (struct gap){ORDER_AFTER, a->low - b->high, a->low - b->high > 1 ? "days" : "day"};
    if (a->minute >= 0 && b->minute >= 0)
        return hours_gap(matter, pair);
    return (struct gap){ORDER_MEET, 0, ""};
}

/* Can the turn that one side tells lie where the other has it? */
static bool shut_out(enum turn_bound left, enum turn_bound right, enum order order) {
    if (order == ORDER_MEET)
        return false;
    if (order == ORDER_BEFORE)
        return left != TURN_NOT_BEFORE && right != TURN_NOT_AFTER;
    return left != TURN_NOT_AFTER && right != TURN_NOT_BEFORE;
}

static const char *bound_phrase(enum turn_bound bound) {
    static const char *const phrases[] = {[TURN_AT] = "at",
                                          [TURN_NOT_AFTER] = "no later than",
                                          [TURN_NOT_BEFORE] = "no earlier than"};
    return phrases[bound];
}

static int explain(const struct matter *matter, const struct turn_pair *pair, const struct gap *gap,
                   bool apart, struct slice *ret_text) {
    struct slice left = analysis_slice(matter->left->analysis, pair->left->time->span);
    struct slice right = analysis_slice(matter->right->analysis, pair->right->time->span);
    struct slice left_name = side_name(matter->arena, matter->left);
    struct slice right_name = side_name(matter->arena, matter->right);
    struct slice distance = SLICE("");
    int result = gap->order == ORDER_MEET
                     ? 0
                     : arena_printf(matter->arena, &distance, ", which lie %d %s apart", gap->size,
                                    gap->unit);
    if (result < 0)
        return result;
    return arena_printf(matter->arena, ret_text,
                        "%s of one state: %.*s has it %s “%.*s”, %.*s %s “%.*s”%.*s: %s.",
                        pair->edge == TURN_END ? "The end" : "The beginning", SLICE_ARGS(left_name),
                        bound_phrase(pair->left->bound), SLICE_ARGS(left), SLICE_ARGS(right_name),
                        bound_phrase(pair->right->bound), SLICE_ARGS(right), SLICE_ARGS(distance),
                        apart ? "no moment fits both" : "one moment can fit both");
}

/* The same moment in both: a day without an hour is coarser than one with it. */
static bool told_alike(const struct matter *matter, const struct turn_pair *pair) {
    const struct time_expression *a = pair->left->time;
    const struct time_expression *b = pair->right->time;
    bool days = day_known(pair->left) && day_known(pair->right);
    bool hours = a->minute >= 0 && b->minute >= 0;
    return pair->left->bound == pair->right->bound && (hours || (a->minute < 0 && b->minute < 0)) &&
           (!days || (a->low == b->low && a->high == b->high)) &&
           gap_between(matter, pair).order == ORDER_MEET;
}

bool turns_told_alike(const struct matter *matter) {
    struct turn_pair pair;
    return state_turns_meet(matter->resources, matter->left, matter->right, &pair) &&
           told_alike(matter, &pair);
}

/* A plan told on another day may have been changed since. */
int judge_turns(const struct matter *matter, const struct turn_pair *pair,
                struct verdict_list *verdicts) {
    if (told_alike(matter, pair))
        return 0;
    struct gap gap = gap_between(matter, pair);
    bool apart = shut_out(pair->left->bound, pair->right->bound, gap.order);
    bool changed = apart && pair->left->planned && days_between(matter->left, matter->right) > 0;
    struct verdict verdict = {
        .kind = changed ? DIFFERENCE_UPDATE
                : apart ? DIFFERENCE_TIME
                        : DIFFERENCE_PRECISION,
        .relation = apart && !changed ? RELATION_CONFLICT : RELATION_COMPATIBLE,
        .left = pair->left->told,
        .right = pair->right->told,
    };
    int result = explain(matter, pair, &gap, apart, &verdict.explanation);
    if (result < 0)
        return result;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}
