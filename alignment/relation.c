/* The relation of a pair is the strongest verdict of its slots; without any verdict the two say the
 * same, unless one says much more than the other.
 */
#include "alignment/relation.h"

#include "alignment/measures.h"
#include "alignment/quantity_fit.h"
#include "alignment/recurrence_matter.h"
#include "alignment/slot_causes.h"
#include "alignment/slot_turns.h"
#include "base/error.h"

static const double SAME_EXTENT = 0.65; /* of the words of one side that the other has */

static const struct slot {
    int (*judge)(const struct matter *, struct verdict_list *);
    const char *name;
} slots[] = {
    {slot_quantities, "slot.quantities"}, {slot_labels, "slot.labels"},
    {slot_times, "slot.times"},           {slot_causes, "slot.causes"},
    {slot_polarity, "slot.polarity"},     {slot_modality, "slot.modality"},
    {slot_roles, "slot.roles"},           {slot_place, "slot.place"},
    {slot_quotations, "slot.quotations"}, {slot_attribution, "slot.attribution"},
};

const char *relation_slot_name(unsigned index) {
    return index < sizeof slots / sizeof *slots ? slots[index].name : NULL;
}

/* A later state has another day by its nature: that is no second difference. */
static bool settled(const struct verdict_list *verdicts, const struct verdict *verdict) {
    return verdict->kind == DIFFERENCE_TIME && verdicts_have(verdicts, DIFFERENCE_UPDATE);
}

static struct span span_or_claim(struct span span, const struct claim_view *view) {
    return span_empty(span) ? view->claim->span : span;
}

/* Kinds once each, the strongest verdict first. */
static int take_verdicts(const struct matter *matter, const struct verdict_list *verdicts,
                         struct claim_pair *pair) {
    for (int strength = RELATION_CONFLICT; strength >= RELATION_AGREE; strength--) {
        for (uint32_t i = 0; i < verdicts->count; i++) {
            const struct verdict *verdict = &verdicts->at[i];
            if ((int)verdict->relation != strength || settled(verdicts, verdict))
                continue;
            bool known = false;
            for (uint32_t k = 0; k < pair->differences.count && !known; k++)
                known = pair->differences.at[k].kind == verdict->kind;
            struct difference difference = {verdict->kind, verdict->explanation,
                                            span_or_claim(verdict->left, matter->left),
                                            span_or_claim(verdict->right, matter->right)};
            if (!known && !list_push(matter->arena, &pair->differences, difference))
                return ERR_NO_MEMORY;
            if (relation_stronger(verdict->relation, pair->relation))
                pair->relation = verdict->relation;
        }
    }
    return 0;
}

static uint32_t dates_in(const struct claim_view *view) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->claim->times.count; i++)
        count += time_dates_event(view, i);
    return count;
}

static uint32_t places_in(const struct claim_view *view) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->claim->entities.count; i++)
        count += view->analysis->entities.at[view->claim->entities.at[i]].type == ENTITY_PLACE;
    return count;
}

/* Both tell it, one in more steps: "near Ostby, in Lund province", "in Lund province". */
static bool finer(uint32_t left, uint32_t right) {
    return left && right && left != right;
}

/* How long something takes; "25 minutes before the fire" tells when it was. */
static bool tells_length(const struct claim_view *view, const struct time_expression *time) {
    static const struct slice words[] = {SLICE("after"), SLICE("before"), SLICE("earlier"),
                                         SLICE("later")};
    const struct token_list *tokens = &view->analysis->tokens;
    return time->type == TIME_DURATION && !(time->past_token < tokens->count &&
                                            SLICE_IN(tokens->at[time->past_token].lower, words));
}

static uint32_t durations_in(const struct claim_view *view) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->claim->times.count; i++)
        count += tells_length(view, view_time(view, i));
    return count;
}

/* One side alone tells the one detail, and the other side alone the other. */
static bool crossed(bool one_left, bool one_right, bool other_left, bool other_right) {
    return one_left != one_right && other_left != other_right && one_left != other_left;
}

/* "In Velden only", "on 3 March", "until Friday", "for a week": each side tells what the other
 * leaves open. */
static bool details_crossed(const struct matter *matter) {
    bool dates_left = dates_in(matter->left) > 0;
    bool dates_right = dates_in(matter->right) > 0;
    return crossed(dates_left, dates_right, places_in(matter->left) > 0,
                   places_in(matter->right) > 0) ||
           crossed(dates_left, dates_right, durations_in(matter->left) > 0,
                   durations_in(matter->right) > 0);
}

/* Other verbs, and one word in common besides names: they are about one thing, and each says its
 * own of it. */
static bool only_topic_shared(const struct likeness *likeness) {
    return likeness->predicates < 0 && likeness->plain <= 1;
}

/* Other words on both sides. A tally, a turn or a last time that both tell alike is the statement,
 * whatever is told around it. */
static bool told_otherwise(const struct matter *matter) {
    return (matter->likeness->cover_more < SAME_EXTENT || only_topic_shared(matter->likeness)) &&
           !tally_told_alike(matter) && !turns_told_alike(matter) &&
           recurrence_matter(matter->resources, matter->left, matter->right) <= 0;
}

/* Other words, or one side more exact. A detail that the other side leaves out altogether leaves
 * the statement the same. */
static bool one_says_more(const struct matter *matter) {
    const struct likeness *likeness = matter->likeness;
    bool numbers = matter->left->claim->quantities.count && matter->right->claim->quantities.count;
    return told_otherwise(matter) ||
           claims_of_others(matter->resources, matter->left, matter->right) ||
           (numbers && likeness->values < 1) ||
           finer(dates_in(matter->left), dates_in(matter->right)) || details_crossed(matter) ||
           matter->left->recurs != matter->right->recurs ||
           finer(places_in(matter->left), places_in(matter->right));
}

static int explain(const struct matter *matter, struct claim_pair *pair) {
    static const char *const openings[] = {"Both say the same", "Both can be true",
                                           "Both cannot be true"};
    if (pair->differences.count == 0 && pair->relation == RELATION_AGREE) {
        pair->explanation = SLICE("Both say the same.");
        return 0;
    }
    if (pair->differences.count == 0) {
        pair->explanation = SLICE("Both can be true: one says more than the other.");
        return 0;
    }
    struct slice why = pair->differences.at[0].explanation;
    return arena_printf(matter->arena, &pair->explanation, "%s: %.*s", openings[pair->relation],
                        SLICE_ARGS(why));
}

/* Asks one judge and signs what it added. */
static int ask(const struct slot *slot, const struct matter *matter,
               struct verdict_list *verdicts) {
    int result = slot->judge(matter, verdicts);
    for (uint32_t i = 0; i < verdicts->count; i++)
        if (!verdicts->at[i].rule)
            verdicts->at[i].rule = slot->name;
    return result;
}

int relation_judge(const struct matter *matter, struct claim_pair *pair,
                   struct verdict_list *ret_verdicts) {
    struct verdict_list verdicts = {0};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        int result = ask(&slots[i], matter, &verdicts);
        if (result < 0)
            return result;
    }
    pair->relation = RELATION_AGREE;
    int result = take_verdicts(matter, &verdicts, pair);
    if (result < 0)
        return result;
    if (pair->relation == RELATION_AGREE && one_says_more(matter))
        pair->relation = RELATION_COMPATIBLE;
    result = explain(matter, pair);
    if (result < 0)
        return result;

    *ret_verdicts = verdicts;
    return 0;
}
