/* How the quantities of two claims fit: intervals in one unit.
 *
 * Only quantities of one kind are compared: measures of one dimension, money of one currency,
 * counts of one noun (or a synonym) or of one tally. Each looks for the partner that it fits best,
 * so "3 million or 500,000" does not clash with "500,000", and a part does not clash with its total
 * when both are told. Numbers stand for what rounds to them.
 */
#include "alignment/quantity_fit.h"

#include "alignment/ages.h"
#include "alignment/frames.h"
#include "alignment/measures.h"
#include "alignment/quantity_senses.h"
#include "alignment/tallies.h"
#include "alignment/things.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "analysis/values/units.h"

#include <math.h>

bool tellings_of_tally(const struct claim_view *left, uint32_t i, const struct claim_view *right,
                       uint32_t k) {
    return view_tally(left, i) != TALLY_NONE && view_tally(left, i) == view_tally(right, k);
}

static bool tallies_differ(enum tally a, enum tally b) {
    return a != TALLY_NONE && b != TALLY_NONE && a != b;
}

const struct quantity *quantity_at(const struct claim_view *view, uint32_t i) {
    return &view->analysis->quantities.at[view->claim->quantities.at[i]];
}

uint32_t quantity_count(const struct claim_view *view) {
    uint32_t count = view->claim->quantities.count;
    return count < QUANTITIES_MAX ? count : QUANTITIES_MAX;
}

/* "A million 152 mm shells": where the number got no unit, the last noun of the run behind it. */
static struct slice noun_behind(const struct analysis *analysis, const struct quantity *quantity) {
    enum { RUN_MAX = 5 };
    struct slice noun = {0};
    for (uint32_t i = quantity->past_token;
         i < analysis->tokens.count && i < quantity->past_token + RUN_MAX; i++) {
        const struct token *token = &analysis->tokens.at[i];
        if (token->upos == UPOS_NOUN)
            noun = token->lemma;
        else if (token->upos != UPOS_NUM && token->upos != UPOS_ADJ && token->upos != UPOS_SYM &&
                 token->upos != UPOS_PROPN)
            break;
    }
    return noun;
}

struct slice quantity_unit(const struct analysis *analysis, const struct quantity *quantity) {
    return quantity->unit.length ? quantity->unit : noun_behind(analysis, quantity);
}

/* "Twelve of the 30 hostages": the whole of which the quantity is a part, or NULL. */
static const struct quantity *whole_of(const struct claim_view *view, const struct quantity *part) {
    const struct token_list *tokens = &view->analysis->tokens;
    uint32_t at = part->past_token;
    if (at + 1 >= tokens->count || !slice_equal(tokens->at[at].lower, SLICE("of")))
        return NULL;
    at++;
    if (tokens->at[at].upos == UPOS_DET || tokens->at[at].upos == UPOS_PRON)
        at++;
    for (uint32_t i = 0; i < quantity_count(view); i++)
        if (quantity_at(view, i)->first_token == at)
            return quantity_at(view, i);
    return NULL;
}

static bool is_whole(const struct claim_view *view, uint32_t i) {
    for (uint32_t k = 0; k < quantity_count(view); k++)
        if (whole_of(view, quantity_at(view, k)) == quantity_at(view, i))
            return true;
    return false;
}

/* Under one verb a part is what was counted, and its whole is not: "12 of the 30 were freed". */
static bool part_and_whole(const struct matter *matter, uint32_t i, uint32_t k) {
    return matter->likeness->verb && is_whole(matter->left, i) != is_whole(matter->right, k);
}

struct quantity told_quantity(const struct claim_view *view, uint32_t i) {
    struct quantity quantity = *quantity_at(view, i);
    const struct quantity *whole = whole_of(view, &quantity);
    quantity.unit = quantity_unit(view->analysis, &quantity);
    if (whole && !quantity.unit.length)
        quantity.unit = quantity_unit(view->analysis, whole);
    return quantity;
}

bool numbers_equal(double a, double b) {
    return fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b));
}

bool noun_is_person(const struct resources *resources, struct slice noun) {
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    return slice_equal(noun, SLICE("person")) || slice_equal(noun, SLICE("people")) ||
           (wordnet && wordnet_class_of(wordnet, noun, WORDNET_NOUN) == WORDNET_NOUN_PERSON);
}

bool nouns_fit(const struct resources *resources, struct slice a, struct slice b) {
    if (slice_equal(a, b) || (frame_of(a) && frame_of(a) == frame_of(b)))
        return true;
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    if (!wordnet)
        return false;
    if (noun_is_person(resources, a) && noun_is_person(resources, b))
        return true;
    return wordnet_share_synset(wordnet, a, b, WORDNET_NOUN);
}

bool unit_is_measure(struct slice unit) {
    struct unit found; /* money is one, too */
    return unit_find(unit, &found);
}

/* One side at least tells no unit. */
static bool bare_fit(const struct quantity *a, const struct quantity *b) {
    return (!a->unit.length && !b->unit.length) || numbers_equal(a->value, b->value);
}

/* Told by parts of different wholes: "5 % of the voters", "5 % of the seats". */
static bool shares_of_others(const struct resources *resources, const struct quantity *a,
                             const struct quantity *b, enum dimension dimension) {
    return dimension == DIMENSION_SHARE && a->of.length && b->of.length &&
           !nouns_fit(resources, a->of, b->of);
}

bool units_fit(const struct resources *resources, const struct quantity *a,
               const struct quantity *b, bool one, struct conversion *ret_conversion) {
    *ret_conversion = (struct conversion){1, 0, false};
    bool bare = !a->unit.length || !b->unit.length;
    if (bare && !one)
        return bare_fit(a, b);
    struct unit unit;
    bool measure = unit_find(a->unit, &unit);
    if (one && !measure && !unit_is_measure(b->unit))
        return true;
    if (bare)
        return bare_fit(a, b);
    if (!measure)
        return nouns_fit(resources, a->unit, b->unit);
    if (!one && shares_of_others(resources, a, b, unit.dimension))
        return false;
    bool fits = unit_conversion(b->unit, a->unit, &ret_conversion->factor, &ret_conversion->offset);
    ret_conversion->converts = fits && !slice_equal(a->unit, b->unit);
    return fits;
}

static bool roles_fit(const struct quantity *a, const struct quantity *b) {
    bool change_a = a->role == QUANTITY_CHANGE;
    bool change_b = b->role == QUANTITY_CHANGE;
    bool base_a = a->role == QUANTITY_BASE;
    bool base_b = b->role == QUANTITY_BASE;
    return change_a == change_b && base_a == base_b;
}

/* What rounds to the printed digits, also after a conversion: two significant digits of the
 * converted value are what newsrooms keep. */
static struct interval loosened(struct interval interval, double share) {
    if (isfinite(interval.low))
        interval.low -= fabs(interval.low) * share;
    if (isfinite(interval.high))
        interval.high += fabs(interval.high) * share;
    return interval;
}

static const double CONVERSION_SLACK = 0.012;
static const double ABOUT_SLACK = 0.25;
static const double ROUNDING_SLACK = 0.06; /* "a million" may be 950,000, not 500,000 */
static const double SHARE_SLACK = 2;       /* points that "90 %" may stand off */

struct interval printed_interval(const struct quantity *quantity) {
    struct interval interval = interval_of_quantity(quantity);
    bool about = quantity->comparator == COMPARATOR_ABOUT;
    if ((quantity->comparator != COMPARATOR_EXACT && !about) || !isfinite(quantity->value))
        return interval;
    struct unit unit;
    double slack = fabs(quantity->value) * (about ? ABOUT_SLACK : ROUNDING_SLACK);
    if (!about && slack > SHARE_SLACK && unit_find(quantity->unit, &unit) &&
        unit.dimension == DIMENSION_SHARE)
        slack = SHARE_SLACK;
    if (interval.low < quantity->value - slack)
        interval.low = quantity->value - slack;
    if (interval.high > quantity->value + slack)
        interval.high = quantity->value + slack;
    return interval;
}

/* "Less than 50" and "50": the bound itself is shut out. Nobody means that by "more than 50". */
static bool bound_shut_out(const struct quantity *bound, const struct quantity *exact,
                           const struct conversion *conversion) {
    return !conversion->converts && bound->comparator == COMPARATOR_LESS_THAN &&
           exact->comparator == COMPARATOR_EXACT && numbers_equal(bound->value, exact->value);
}

/* "Three shots", "three gunshots": the head of the compound, and the same number. */
static bool compound_of(struct slice longer, struct slice shorter) {
    enum { HEAD_MIN = 4 };
    return shorter.length >= HEAD_MIN && longer.length > shorter.length &&
           slice_ends(longer, shorter);
}

static bool same_number_of_compound(const struct quantity *a, const struct quantity *b) {
    return a->comparator == b->comparator && isfinite(a->value) &&
           numbers_equal(a->value, b->value) &&
           (compound_of(a->unit, b->unit) || compound_of(b->unit, a->unit));
}

static enum fit quantities_fit(const struct resources *resources, const struct quantity *a,
                               const struct quantity *b, bool one) {
    struct conversion conversion;
    if (same_number_of_compound(a, b))
        return FIT_EQUAL;
    if (!roles_fit(a, b) || !units_fit(resources, a, b, one, &conversion))
        return FIT_NONE;
    struct interval left = printed_interval(a);
    struct interval right =
        interval_scale(printed_interval(b), conversion.factor, conversion.offset);
    if (isfinite(a->value) && isfinite(b->value) && a->comparator == b->comparator &&
        numbers_equal(a->value, b->value * conversion.factor + conversion.offset))
        return FIT_EQUAL;
    if (conversion.converts) {
        left = loosened(left, CONVERSION_SLACK);
        right = loosened(right, CONVERSION_SLACK);
    }
    if (interval_empty(left) || interval_empty(right))
        return FIT_NONE;
    if (bound_shut_out(a, b, &conversion) || bound_shut_out(b, a, &conversion))
        return FIT_APART;
    enum interval_relation relation = interval_relate(left, right);
    if (relation == INTERVAL_EQUAL && !conversion.converts)
        return FIT_EQUAL;
    return relation == INTERVAL_BELOW || relation == INTERVAL_ABOVE ? FIT_APART : FIT_OVERLAP;
}

/* The measure that tells one kind of the counted thing from another: 152 mm in "3 million rounds of
 * 152 mm shells". NULL when there is none. */
static const struct quantity *measure_behind(const struct claim_view *view,
                                             const struct quantity *quantity) {
    enum { GAP_MAX = 2 };
    for (uint32_t i = 0; i < quantity_count(view); i++) {
        const struct quantity *measure = quantity_at(view, i);
        struct unit unit;
        if (measure->first_token >= quantity->past_token &&
            measure->first_token <= quantity->past_token + GAP_MAX &&
            unit_find(measure->unit, &unit) && unit.dimension != DIMENSION_SHARE)
            return measure;
    }
    return NULL;
}

static bool kinds_differ(const struct resources *resources, const struct claim_view *left,
                         const struct quantity *a, const struct claim_view *right,
                         const struct quantity *b) {
    const struct quantity *one = measure_behind(left, a);
    const struct quantity *other = measure_behind(right, b);
    return one && other && quantities_fit(resources, one, other, false) == FIT_APART;
}

static bool stands_near(const struct claim_view *view, const struct view_word *word,
                        const struct quantity *quantity) {
    enum { NEAR = 4 };
    return word->token != NO_INDEX && word->kind < VIEW_SPEECH && word->role != VIEW_SUBJECT &&
           word->token != view->claim->predicate_token &&
           word->token + NEAR >= quantity->first_token && word->token < quantity->past_token + NEAR;
}

/* Words but subject and predicate that stand near both: "a worldwide total of $9 million", "$8
 * million worldwide". */
static uint32_t neighbours_shared(const struct claim_view *left, const struct quantity *a,
                                  const struct claim_view *right, const struct quantity *b) {
    uint32_t shared = 0;
    for (uint32_t i = 0; i < left->word_count; i++) {
        if (!stands_near(left, &left->words[i], a))
            continue;
        for (uint32_t k = 0; k < right->word_count; k++) {
            if (right->words[k].stem != left->words[i].stem ||
                !stands_near(right, &right->words[k], b))
                continue;
            shared++;
            break;
        }
    }
    return shared;
}

/* 50 % of one thing and 75 % of another: only what is told of one verb or one subject is compared.
 */
static bool shares_apart(const struct matter *matter, const struct quantity *a,
                         const struct quantity *b) {
    struct unit unit;
    if (!unit_find(a->unit, &unit) || unit.dimension != DIMENSION_SHARE)
        return false;
    bool one_of = a->of.length && b->of.length && nouns_fit(matter->resources, a->of, b->of);
    bool one_alone = (a->of.length > 0) != (b->of.length > 0) && !matter->likeness->subject &&
                     !matter->likeness->object;
    if (one_of || neighbours_shared(matter->left, a, matter->right, b) > 1)
        return false;
    return matter->likeness->predicates < 0 || !matter->likeness->verb || one_alone;
}

/* Two bare numbers ("214 aboard", "12 of them were hurt") are compared under one verb only. */
static bool bare_apart(const struct matter *matter, const struct quantity *a,
                       const struct quantity *b) {
    return !a->unit.length && !b->unit.length && matter->likeness->predicates < 0;
}

/* Values that are told of other things whatever their units say. */
static bool told_of_others(const struct matter *matter, const struct quantity *a,
                           const struct quantity *b, bool one) {
    const struct claim_view *left = matter->left;
    const struct claim_view *right = matter->right;
    if (kinds_differ(matter->resources, left, a, right, b) ||
        quantity_sense(left, a) != quantity_sense(right, b) || ages_of_others(matter, a, b) ||
        quantities_of_others(matter->resources, left, a, right, b))
        return true;
    return !one && (shares_apart(matter, a, b) || bare_apart(matter, a, b) ||
                    people_differ(matter->resources, left, a, right, b));
}

/* How the left quantity `i` and the right one `k` fit by their values and what they count. */
static enum fit told_fit(const struct resources *resources, const struct claim_view *left,
                         uint32_t i, const struct claim_view *right, uint32_t k) {
    struct quantity a = told_quantity(left, i);
    struct quantity b = told_quantity(right, k);
    if (tallies_differ(view_tally(left, i), view_tally(right, k)))
        return FIT_NONE;
    return quantities_fit(resources, &a, &b, tellings_of_tally(left, i, right, k));
}

static enum fit better(enum fit a, enum fit b) {
    return a > b ? a : b;
}

/* A value told as a gloss or as an alternative is settled when any value of its group is. */
static void settle_groups(const struct claim_view *view, enum fit *best, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < count; k++) {
            const struct quantity *quantity = quantity_at(view, k);
            uint32_t own = view->claim->quantities.at[i];
            if (quantity->alternative_of != own && quantity->gloss_of != own)
                continue;
            best[i] = best[k] =
                better(best[i], best[k]) > FIT_APART ? better(best[i], best[k]) : best[i];
        }
    }
}

/* The fits of each left quantity with each right one, and how alike they are told. */
struct fit_table {
    enum fit fits[QUANTITIES_MAX][QUANTITIES_MAX];
    uint32_t alike[QUANTITIES_MAX][QUANTITIES_MAX];
    uint32_t left_count;
    uint32_t right_count;
};

static void read_fits(const struct matter *matter, struct fit_table *table) {
    const struct claim_view *left = matter->left;
    const struct claim_view *right = matter->right;
    for (uint32_t i = 0; i < table->left_count; i++) {
        for (uint32_t k = 0; k < table->right_count; k++) {
            struct quantity a = told_quantity(left, i);
            struct quantity b = told_quantity(right, k);
            enum fit fit = told_fit(matter->resources, left, i, right, k);
            table->alike[i][k] = neighbours_shared(left, &a, right, &b);
            if ((fit == FIT_APART || fit == FIT_OVERLAP) &&
                told_of_others(matter, &a, &b, tellings_of_tally(left, i, right, k)))
                fit = FIT_NONE;
            if (part_and_whole(matter, i, k))
                fit = FIT_NONE;
            if (fit == FIT_APART && numbers_equal(a.value, b.value))
                table->alike[i][k] += QUANTITIES_MAX; /* "less than 127", "127" */
            table->fits[i][k] = fit;
        }
    }
}

/* Has quantity `i` a partner of its own number, or one that is told more like it than `alike`? */
static bool has_closer(const struct fit_table *table, uint32_t i, uint32_t alike) {
    bool closer = false;
    for (uint32_t k = 0; k < table->right_count; k++) {
        if (table->fits[i][k] == FIT_EQUAL)
            return false;
        closer |= table->fits[i][k] != FIT_NONE && table->alike[i][k] > alike;
    }
    return closer;
}

/* Of several quantities of one kind only those are compared that are told most alike: a total with
 * the total, not with its parts. */
static void keep_closest(struct fit_table *table) {
    bool dropped[QUANTITIES_MAX][QUANTITIES_MAX] = {0};
    for (uint32_t i = 0; i < table->left_count; i++)
        for (uint32_t k = 0; k < table->right_count; k++)
            dropped[i][k] = has_closer(table, i, table->alike[i][k]);
    for (uint32_t i = 0; i < table->left_count; i++)
        for (uint32_t k = 0; k < table->right_count; k++)
            if (dropped[i][k])
                table->fits[i][k] = FIT_NONE;
}

static void turn(struct fit_table *table) {
    struct fit_table turned = {.left_count = table->right_count, .right_count = table->left_count};
    for (uint32_t i = 0; i < table->left_count; i++) {
        for (uint32_t k = 0; k < table->right_count; k++) {
            turned.fits[k][i] = table->fits[i][k];
            turned.alike[k][i] = table->alike[i][k];
        }
    }
    *table = turned;
}

static void pick_partners(const struct fit_table *table, struct matching *matching) {
    for (uint32_t i = 0; i < matching->left_count; i++) {
        for (uint32_t k = 0; k < matching->right_count; k++) {
            enum fit fit = table->fits[i][k];
            bool alone = matching->best_left[i] == fit && matching->best_right[k] == fit;
            if (fit == FIT_OVERLAP && alone && matching->overlap_left == NO_INDEX) {
                matching->overlap_left = i;
                matching->overlap_right = k;
            }
            if (fit == FIT_APART && alone && matching->apart_left == NO_INDEX) {
                matching->apart_left = i;
                matching->apart_right = k;
            }
        }
    }
}

void quantities_match(const struct matter *matter, struct matching *matching) {
    *matching = (struct matching){
        .left_count = quantity_count(matter->left),
        .right_count = quantity_count(matter->right),
        .apart_left = NO_INDEX,
        .apart_right = NO_INDEX,
        .overlap_left = NO_INDEX,
        .overlap_right = NO_INDEX,
    };
    struct fit_table table = {.left_count = matching->left_count,
                              .right_count = matching->right_count};
    read_fits(matter, &table);
    struct fit_table turned = table;
    turn(&turned);
    keep_closest(&table);
    keep_closest(&turned);
    turn(&turned);
    for (uint32_t i = 0; i < matching->left_count; i++) {
        for (uint32_t k = 0; k < matching->right_count; k++) {
            if (turned.fits[i][k] == FIT_NONE)
                table.fits[i][k] = FIT_NONE;
            matching->best_left[i] = better(matching->best_left[i], table.fits[i][k]);
            matching->best_right[k] = better(matching->best_right[k], table.fits[i][k]);
        }
    }
    settle_groups(matter->left, matching->best_left, matching->left_count);
    settle_groups(matter->right, matching->best_right, matching->right_count);
    pick_partners(&table, matching);
}

bool tally_told_alike(const struct matter *matter) {
    enum { TELLING = 2 }; /* two dead here are easily two dead there */
    for (uint32_t i = 0; i < quantity_count(matter->left); i++)
        for (uint32_t k = 0; k < quantity_count(matter->right); k++)
            if (quantity_digits(quantity_at(matter->left, i)) >= TELLING &&
                tellings_of_tally(matter->left, i, matter->right, k) &&
                told_fit(matter->resources, matter->left, i, matter->right, k) == FIT_EQUAL)
                return true;
    return false;
}

int quantity_digits(const struct quantity *quantity) {
    double value = fabs(quantity->value);
    if (!isfinite(value) || !(quantity->resolution > 0))
        return 0;
    int digits = 0;
    for (double unit = quantity->resolution;
         unit <= value * (1 + 1e-9) && digits < QUANTITY_DIGITS_MAX; unit *= 10)
        digits++;
    return digits;
}

struct quantity_likeness quantities_alike(const struct resources *resources,
                                          const struct claim_view *a, const struct claim_view *b) {
    uint32_t left = quantity_count(a);
    uint32_t right = quantity_count(b);
    uint32_t alike = 0;
    double digits = 0;
    bool any = false;
    for (uint32_t i = 0; i < left; i++) {
        enum fit best = FIT_NONE;
        for (uint32_t k = 0; k < right; k++) {
            enum fit fit = told_fit(resources, a, i, b, k);
            best = better(best, fit);
            if (fit == FIT_EQUAL)
                digits = fmax(digits, quantity_digits(quantity_at(a, i)));
        }
        any |= best != FIT_NONE;
        alike += best >= FIT_OVERLAP;
    }
    uint32_t smaller = left < right ? left : right;
    return (struct quantity_likeness){
        .share = smaller ? fmin(1, (double)alike / smaller) : 0,
        .digits = digits,
        .apart = left && right && !any,
    };
}
