/* Where two members differ, the judges have named the words on both sides: those are the cells. A
 * member that differs from nobody takes after the others: a quantity in the unit of their
 * quantities, a time where they have times. Where nobody differs, the first member's first quantity
 * that another member has in the same unit leads, then a time on common days; else the claims stand
 * for themselves.
 */
#include "alignment/cells.h"

#include "alignment/words.h"

#include <assert.h>

const char *cell_kind_name(enum cell_kind kind) {
    static const char *const names[] = {"quantity", "time", "words", "claim"};
    assert((size_t)kind < sizeof names / sizeof *names);
    return names[kind];
}

static const struct claim *claim_of(const struct analysis *const *articles, struct claim_ref ref) {
    return &articles[ref.article]->claims.at[ref.claim];
}

/* ---- pairs ----------------------------------------------------------------------------------- */

static int compare_refs(struct claim_ref a, struct claim_ref b) {
    if (a.article != b.article)
        return a.article < b.article ? -1 : 1;
    return (a.claim > b.claim) - (a.claim < b.claim);
}

/* Pairs are ordered by left, then right reference. */
static const struct claim_pair *find_pair(const struct claim_pair_list *pairs, struct claim_ref a,
                                          struct claim_ref b) {
    struct claim_ref left = compare_refs(a, b) < 0 ? a : b;
    struct claim_ref right = compare_refs(a, b) < 0 ? b : a;
    uint32_t low = 0;
    uint32_t high = pairs->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_refs(pairs->at[middle].left, left);
        if (order == 0)
            order = compare_refs(pairs->at[middle].right, right);
        if (order == 0)
            return &pairs->at[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- cells ----------------------------------------------------------------------------------- */

static struct cell quantity_cell(const struct analysis *analysis, uint32_t index) {
    return (struct cell){CELL_QUANTITY, index, analysis->quantities.at[index].span};
}

static struct cell time_cell(const struct analysis *analysis, uint32_t index) {
    return (struct cell){CELL_TIME, index, analysis->times.at[index].span};
}

/* The value that the words hold, or the words themselves. */
static struct cell cell_of_words(const struct analysis *analysis, const struct claim *claim,
                                 struct span words) {
    for (uint32_t i = 0; i < claim->quantities.count; i++)
        if (span_overlaps(analysis->quantities.at[claim->quantities.at[i]].span, words))
            return quantity_cell(analysis, claim->quantities.at[i]);
    for (uint32_t i = 0; i < claim->times.count; i++)
        if (span_overlaps(analysis->times.at[claim->times.at[i]].span, words))
            return time_cell(analysis, claim->times.at[i]);
    return (struct cell){CELL_WORDS, NO_INDEX, words};
}

/* Where a judge named no words, his sentence quotes them. */
static struct cell cell_of_sentence(const struct analysis *analysis, const struct claim *claim,
                                    struct slice sentence) {
    for (uint32_t i = 0; i < claim->quantities.count; i++) {
        uint32_t index = claim->quantities.at[i];
        if (slice_contains(sentence, analysis_slice(analysis, analysis->quantities.at[index].span)))
            return quantity_cell(analysis, index);
    }
    for (uint32_t i = 0; i < claim->times.count; i++) {
        uint32_t index = claim->times.at[i];
        if (slice_contains(sentence, analysis_slice(analysis, analysis->times.at[index].span)))
            return time_cell(analysis, index);
    }
    return (struct cell){CELL_CLAIM, NO_INDEX, claim->span};
}

/* What `member` says otherwise than the other side of the pair: by its first difference that shows
 * less than the whole claim. */
static struct cell differing_cell(const struct claim_pair *pair, struct claim_ref member,
                                  const struct analysis *analysis, const struct claim *claim) {
    bool is_left = compare_refs(pair->left, member) == 0;
    for (uint32_t i = 0; i < pair->differences.count; i++) {
        const struct difference *difference = &pair->differences.at[i];
        struct span span = is_left ? difference->left : difference->right;
        bool whole =
            span_empty(span) || (span.start == claim->span.start && span.end == claim->span.end);
        if (difference->kind == DIFFERENCE_ATTRIBUTION)
            continue;
        struct cell cell = whole ? cell_of_sentence(analysis, claim, difference->explanation)
                                 : cell_of_words(analysis, claim, span);
        if (cell.kind != CELL_CLAIM)
            return cell;
    }
    return (struct cell){CELL_CLAIM, NO_INDEX, claim->span};
}

/* The same in the sharpest of its pairs inside the alignment, the first among equals. */
static struct cell sharpest_cell(const struct analysis *const *articles,
                                 const struct comparison *comparison,
                                 const struct alignment *alignment, uint32_t member) {
    struct claim_ref own = alignment->members.at[member];
    const struct claim *claim = claim_of(articles, own);
    struct cell sharpest = {CELL_CLAIM, NO_INDEX, claim->span};
    int relation = -1;
    for (uint32_t i = 0; i < alignment->members.count; i++) {
        const struct claim_pair *pair =
            i == member ? NULL : find_pair(&comparison->pairs, own, alignment->members.at[i]);
        if (!pair || (int)pair->relation <= relation)
            continue;
        struct cell cell = differing_cell(pair, own, articles[own.article], claim);
        if (cell.kind == CELL_CLAIM)
            continue;
        relation = (int)pair->relation;
        sharpest = cell;
    }
    return sharpest;
}

static bool same_unit(const struct quantity *a, const struct quantity *b) {
    return slice_equal(a->unit, b->unit);
}

/* A quantity of the claim in the unit of `model`, one of the same value before others; else one of
 * the same value ("nineteen passengers", "nineteen people"). */
static uint32_t quantity_like(const struct analysis *analysis, const struct claim *claim,
                              const struct quantity *model) {
    uint32_t found = NO_INDEX;
    for (uint32_t i = 0; i < claim->quantities.count; i++) {
        const struct quantity *quantity = &analysis->quantities.at[claim->quantities.at[i]];
        if (same_unit(quantity, model) && quantity_key(quantity) == quantity_key(model))
            return claim->quantities.at[i];
        if (same_unit(quantity, model) && found == NO_INDEX)
            found = claim->quantities.at[i];
    }
    for (uint32_t i = 0; i < claim->quantities.count && found == NO_INDEX; i++) {
        const struct quantity *quantity = &analysis->quantities.at[claim->quantities.at[i]];
        if (quantity->low >= model->low && quantity->high <= model->high &&
            quantity->low <= model->low && quantity->high >= model->high)
            found = claim->quantities.at[i];
    }
    return found;
}

static bool days_meet(const struct time_expression *a, const struct time_expression *b) {
    return a->low != DAY_NONE && b->low != DAY_NONE && a->high != DAY_NONE && b->high != DAY_NONE &&
           a->low <= b->high && b->low <= a->high;
}

/* A time on the days of `model`; for "first since 1998" another time that tells when such a thing
 * last happened. */
static uint32_t time_like(const struct analysis *analysis, const struct claim *claim,
                          const struct time_expression *model) {
    bool recurs = model->recurrence.kind != RECURRENCE_NONE;
    for (uint32_t i = 0; i < claim->times.count; i++) {
        const struct time_expression *time = &analysis->times.at[claim->times.at[i]];
        bool fits = recurs ? time->recurrence.kind != RECURRENCE_NONE : days_meet(time, model);
        if (fits)
            return claim->times.at[i];
    }
    return NO_INDEX;
}

/* ---- taking after the others ------------------------------------------------------------------
 */

/* Whose cell the others take after. */
struct model {
    const struct quantity *quantity;
    const struct time_expression *time;
};

static struct cell cell_after(const struct analysis *analysis, const struct claim *claim,
                              const struct model *model) {
    uint32_t index = NO_INDEX;
    if (model->quantity)
        index = quantity_like(analysis, claim, model->quantity);
    if (model->quantity && index == NO_INDEX && claim->quantities.count == 1)
        index = claim->quantities.at[0]; /* gallons beside litres */
    if (index != NO_INDEX)
        return quantity_cell(analysis, index);
    if (model->time)
        index = time_like(analysis, claim, model->time);
    if (index != NO_INDEX)
        return time_cell(analysis, index);
    return (struct cell){CELL_CLAIM, NO_INDEX, claim->span};
}

/* What the first member shares with another one. */
static struct model shared_model(const struct analysis *const *articles,
                                 const struct alignment *alignment) {
    struct claim_ref first = alignment->members.at[0];
    const struct analysis *analysis = articles[first.article];
    const struct claim *claim = claim_of(articles, first);
    struct model model = {0};
    for (uint32_t m = 1; m < alignment->members.count; m++) {
        struct claim_ref other = alignment->members.at[m];
        for (uint32_t i = 0; i < claim->quantities.count && !model.quantity; i++) {
            const struct quantity *own = &analysis->quantities.at[claim->quantities.at[i]];
            if (quantity_like(articles[other.article], claim_of(articles, other), own) != NO_INDEX)
                model.quantity = own;
        }
        for (uint32_t i = 0; i < claim->times.count && !model.time; i++) {
            const struct time_expression *own = &analysis->times.at[claim->times.at[i]];
            if (time_like(articles[other.article], claim_of(articles, other), own) != NO_INDEX)
                model.time = own;
        }
    }
    return model;
}

static void take_model(const struct analysis *analysis, const struct cell *cell,
                       struct model *model) {
    if (cell->kind == CELL_QUANTITY && !model->quantity)
        model->quantity = &analysis->quantities.at[cell->index];
    if (cell->kind == CELL_TIME && !model->time)
        model->time = &analysis->times.at[cell->index];
}

void cells_find(const struct analysis *const *articles, const struct comparison *comparison,
                const struct alignment *alignment, struct cell *ret_cells) {
    struct model model = {0};
    bool differ = false;
    for (uint32_t i = 0; i < alignment->members.count; i++) {
        ret_cells[i] = sharpest_cell(articles, comparison, alignment, i);
        differ |= ret_cells[i].kind != CELL_CLAIM;
        take_model(articles[alignment->members.at[i].article], &ret_cells[i], &model);
    }
    if (!differ)
        model = shared_model(articles, alignment);
    for (uint32_t i = 0; i < alignment->members.count; i++) {
        struct claim_ref member = alignment->members.at[i];
        if (ret_cells[i].kind == CELL_CLAIM)
            ret_cells[i] = cell_after(articles[member.article], claim_of(articles, member), &model);
    }
}

/* ---- keys ------------------------------------------------------------------------------------ */

static uint64_t hash_number(double number) {
    number += 0.0; /* one zero */
    return hash_slice(slice_of((const char *)&number, sizeof number));
}

uint64_t quantity_key(const struct quantity *quantity) {
    bool range = quantity->value != quantity->value; /* NAN */
    uint64_t key = range ? hash_join(hash_number(quantity->low), hash_number(quantity->high))
                         : hash_number(quantity->value);
    return hash_join(key, hash_slice(quantity->unit)) | 1;
}

uint64_t time_key(const struct time_expression *time) {
    if (time->low == DAY_NONE && time->high == DAY_NONE)
        return hash_slice(time->value) | 1;
    uint64_t days = hash_join((uint64_t)(int64_t)time->low, (uint64_t)(int64_t)time->high);
    return hash_join(days, (uint64_t)(int64_t)time->minute) | 1;
}
