#include "alignment/likeness.h"

#include "alignment/likeness_core.h"
#include "alignment/numeric.h"
#include "alignment/slots.h"
#include "alignment/word_table.h"

#include <math.h>
#include <stdlib.h>

/* Beyond this "Monday" and "the visit" are another Monday and another visit. */
enum { TOLD_APART_DAYS = 21, OLD_DAYS = 300 };

static bool same_name(const struct view_word *a, const struct view_word *b) {
    return a->stem == b->stem || (a->country && a->country == b->country);
}

/* Do words of the two in one role share a stem, or speak for one country? `a` is laid out. */
static bool roles_meet(const struct claim_view *a, uint64_t in_role, const struct claim_view *b,
                       uint64_t other_in_role) {
    for (uint64_t left = other_in_role; left; left &= left - 1)
        if (a->table->stems[b->stems[__builtin_ctzll(left)]] & in_role)
            return true;
    return false;
}

static bool countries_meet(const struct claim_view *a, const struct claim_view *b) {
    for (uint64_t left = a->subjects; left; left &= left - 1) {
        const struct view_word *word = &a->words[__builtin_ctzll(left)];
        for (uint64_t right = b->subjects; word->country && right; right &= right - 1)
            if (b->words[__builtin_ctzll(right)].country == word->country)
                return true;
    }
    return false;
}

static bool subjects_fit(const struct claim_view *a, const struct claim_view *b) {
    return roles_meet(a, a->subjects, b, b->subjects) ||
           (a->has_country && b->has_country && countries_meet(a, b));
}

static bool frames_shared(const struct claim_view *a, const struct claim_view *b) {
    for (uint32_t i = 0; i < a->word_count; i++) {
        if (!a->words[i].frame || a->words[i].kind != VIEW_WORD)
            continue;
        for (uint32_t k = 0; k < b->word_count; k++)
            if (b->words[k].frame == a->words[i].frame && b->words[k].kind == VIEW_WORD)
                return true;
    }
    return false;
}

static bool tells_of_old(const struct claim_view *view) {
    return view->event_high != DAY_NONE && view->told != DAY_NONE &&
           view->told - view->event_high > OLD_DAYS;
}

/* Both name places and no place of one is a place of the other. */
static bool places_apart(const struct claim_view *a, const struct claim_view *b) {
    for (uint32_t i = 0; i < a->word_count; i++) {
        for (uint32_t k = 0; a->words[i].place && k < b->word_count; k++)
            if (same_name(&b->words[k], &a->words[i]))
                return false;
    }
    return true;
}

static void measure_times(const struct claim_view *a, const struct claim_view *b,
                          struct likeness *likeness) {
    if (a->event_low != DAY_NONE && b->event_low != DAY_NONE) {
        bool meet = a->event_low <= b->event_high && b->event_low <= a->event_high;
        likeness->time = meet ? 1 : -1;
    }
    likeness->old_date = tells_of_old(a) != tells_of_old(b);
    likeness->recurrences = a->recurs && b->recurs;
    likeness->undated = (uint8_t)((a->told == DAY_NONE) + (b->told == DAY_NONE));
    likeness->told_apart = a->told != DAY_NONE && b->told != DAY_NONE &&
                           llabs((int64_t)a->told - b->told) > TOLD_APART_DAYS;
}

double likeness_pool(uint32_t claims, uint32_t articles) {
    return plain_log(1 + (double)claims / (articles ? articles : 1));
}

/* All that costs little beside a glance. `a` is laid out. */
static void describe(const struct claim_view *a, const struct claim_view *b,
                     const struct pair_setting *setting, const struct glance *glance,
                     double (*logarithm)(double), struct likeness *ret_likeness) {
    double ratio = (a->weight + 1) / (b->weight + 1);
    struct likeness likeness = {
        .cover_less = glance->cover_less,
        .cover_more = glance->cover_more,
        .wide = glance->wide,
        .grams = glance->grams,
        .names = glance->names,
        .names_apart = glance->names_apart,
        .verb = glance->verb,
        .rarest = glance->rarest,
        .shared = glance->shared,
        .plain = glance->plain,
        .rival = setting->rival,
        .evidence = logarithm(1 + glance->shared_weight),
        .lengths = logarithm(greater(ratio, 1 / ratio)),
        .subject = subjects_fit(a, b),
        .object = roles_meet(a, a->objects, b, b->objects),
        .context = setting->articles.words,
        .context_names = setting->articles.names,
        .event = setting->articles.event,
        .lone = setting->articles.lone,
        .pool = setting->pool,
        .places_apart = a->has_place && b->has_place && places_apart(a, b) && places_apart(b, a),
    };
    measure_times(a, b, &likeness);
    likeness_telling(a, b, &likeness);
    *ret_likeness = likeness;
}

/* The most that the dear features can be. */
static void raise_dear(const struct claim_view *a, const struct claim_view *b,
                       const struct glance *glance, struct likeness *high) {
    high->core_less = high->core_more = 1;
    high->phrases = rough_log(1 + glance->equal_weight) + ROUGH_LOG_SHORT;
    if (!a->claim->quantities.count || !b->claim->quantities.count)
        return;
    high->values = 1;
    high->values_apart = high->counts = true;
    high->digits = QUANTITY_DIGITS_MAX;
}

void likeness_estimate(const struct claim_view *a, const struct claim_view *b,
                       const struct pair_setting *setting, const struct glance *glance,
                       struct likeness_bounds *ret_bounds) {
    word_table_lay(a->table, a);
    struct likeness *low = &ret_bounds->low;
    struct likeness *high = &ret_bounds->high;
    describe(a, b, setting, glance, rough_log, low);
    low->sentences = statements_liken(&a->statement, &b->statement, &glance->sentences, rough_log);
    *high = *low;
    double *const logarithms[] = {
        &high->evidence,
        &high->lengths,
        &high->sentences.evidence,
        &high->sentences.left_less,
        &high->sentences.left_more,
        &high->sentences.names_left_less,
        &high->sentences.names_left_more,
        &high->sentences.words,
        &high->sentences.lengths,
    };
    for (size_t i = 0; i < sizeof logarithms / sizeof *logarithms; i++)
        *logarithms[i] += ROUGH_LOG_SHORT;
    low->sentences.lengths = greater(0, low->sentences.lengths - ROUGH_LOG_SHORT);
    raise_dear(a, b, glance, high);
}

void likeness_measure(const struct resources *resources, const struct claim_view *a,
                      const struct claim_view *b, const struct pair_setting *setting,
                      const struct glance *glance, struct likeness *ret_likeness) {
    struct partners of_a;
    struct partners of_b;
    partners_find(a, b, &of_a, &of_b);
    struct likeness likeness;
    describe(a, b, setting, glance, plain_log, &likeness);
    likeness.sentences =
        statements_liken(&a->statement, &b->statement, &glance->sentences, plain_log);
    struct quantity_likeness quantities = quantities_alike(resources, a, b);
    likeness.values = quantities.share;
    likeness.values_apart = quantities.apart;
    likeness.digits = quantities.digits;
    likeness.counts = a->claim->quantities.count && b->claim->quantities.count &&
                      !likeness.values_apart && frames_shared(a, b);
    likeness_core(resources, a, b, &of_a, &of_b, &likeness);
    *ret_likeness = likeness;
}
