/* Quantities of two claims: intervals in one unit.
 *
 * Only quantities of one kind are compared: measures of one dimension, money of one currency,
 * counts of one noun (or a synonym). Each quantity looks for a partner that it can be true with;
 * a conflict needs two that are left alone on both sides. So "3 million or 500,000" does not
 * clash with "500,000", and a part does not clash with its total when both are told. Numbers stand
 * for what rounds to them; counts told on different days may have grown.
 */
#include "alignment/slots.h"

#include "alignment/frames.h"
#include "alignment/things.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "analysis/values/intervals.h"
#include "analysis/values/units.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

enum { QUANTITIES_MAX = 12 };

enum fit { FIT_NONE, FIT_APART, FIT_OVERLAP, FIT_EQUAL };

static const struct quantity *quantity_at(const struct claim_view *view, uint32_t i) {
    return &view->analysis->quantities.at[view->claim->quantities.at[i]];
}

static uint32_t quantity_count(const struct claim_view *view) {
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
        else if (token->upos != UPOS_NUM && token->upos != UPOS_ADJ && token->upos != UPOS_SYM)
            break;
    }
    return noun;
}

struct slice quantity_unit(const struct analysis *analysis, const struct quantity *quantity) {
    return quantity->unit.length ? quantity->unit : noun_behind(analysis, quantity);
}

/* The quantity with the unit that it is told in. */
static struct quantity told_quantity(const struct claim_view *view, uint32_t i) {
    struct quantity quantity = *quantity_at(view, i);
    quantity.unit = quantity_unit(view->analysis, &quantity);
    return quantity;
}

int64_t days_between(const struct claim_view *a, const struct claim_view *b) {
    if (a->told == DAY_NONE || b->told == DAY_NONE)
        return -1;
    return llabs((int64_t)a->told - b->told);
}

struct slice article_label(struct arena *arena, const struct analysis *analysis, uint32_t number) {
    struct slice source = analysis->article.source;
    struct slice name = {0};
    if (source.at && source.length)
        return source;
    if (arena_printf(arena, &name, "article %u", (unsigned)number + 1) < 0)
        return SLICE("the article");
    return name;
}

struct slice side_name(struct arena *arena, const struct claim_view *view) {
    return article_label(arena, view->analysis, view->ref.article);
}

static bool nearly(double a, double b) {
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

/* Linear conversion from b's unit into a's. */
struct conversion {
    double factor;
    double offset;
    bool converts; /* between two different units */
};

static bool units_fit(const struct resources *resources, const struct quantity *a,
                      const struct quantity *b, struct conversion *ret_conversion) {
    *ret_conversion = (struct conversion){1, 0, false};
    if (!a->unit.length || !b->unit.length)
        return (!a->unit.length && !b->unit.length) || nearly(a->value, b->value);
    struct unit unit;
    bool measured = unit_find(a->unit, &unit) || unit_is_currency(a->unit);
    if (!measured)
        return nouns_fit(resources, a->unit, b->unit);
    if (!unit_comparable(a->unit, b->unit))
        return false;
    if (a->of.length && b->of.length && !nouns_fit(resources, a->of, b->of) &&
        unit.dimension == DIMENSION_SHARE)
        return false;
    ret_conversion->converts = !slice_equal(a->unit, b->unit);
    return unit_conversion(b->unit, a->unit, &ret_conversion->factor, &ret_conversion->offset);
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

static struct interval printed_interval(const struct quantity *quantity) {
    struct interval interval = interval_of_quantity(quantity);
    bool about = quantity->comparator == COMPARATOR_ABOUT;
    if ((quantity->comparator != COMPARATOR_EXACT && !about) || !isfinite(quantity->value))
        return interval;
    double slack = fabs(quantity->value) * (about ? ABOUT_SLACK : ROUNDING_SLACK);
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
           exact->comparator == COMPARATOR_EXACT && nearly(bound->value, exact->value);
}

static enum fit quantities_fit(const struct resources *resources, const struct quantity *a,
                               const struct quantity *b) {
    struct conversion conversion;
    if (!roles_fit(a, b) || !units_fit(resources, a, b, &conversion))
        return FIT_NONE;
    struct interval left = printed_interval(a);
    struct interval right =
        interval_scale(printed_interval(b), conversion.factor, conversion.offset);
    if (isfinite(a->value) && isfinite(b->value) && a->comparator == b->comparator &&
        nearly(a->value, b->value * conversion.factor + conversion.offset))
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
    return one && other && quantities_fit(resources, one, other) == FIT_APART;
}

/* "By a margin of four votes": the difference of two values, not a value itself. */
static bool is_margin(const struct claim_view *view, const struct quantity *quantity) {
    static const struct slice nouns[] = {SLICE("difference"), SLICE("gap"), SLICE("lead"),
                                         SLICE("majority"), SLICE("margin")};
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = quantity->first_token;
    return at >= 2 && slice_equal(tokens[at - 1].lower, SLICE("of")) &&
           slice_in_sorted(tokens[at - 2].lemma, nouns, sizeof nouns / sizeof *nouns);
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
    return !one_of && (matter->likeness->predicates < 0 || !matter->likeness->verb || one_alone);
}

/* Two bare numbers ("214 aboard", "12 of them were hurt") are compared under one verb only. */
static bool bare_apart(const struct matter *matter, const struct quantity *a,
                       const struct quantity *b) {
    return !a->unit.length && !b->unit.length && matter->likeness->predicates < 0;
}

/* "Can carry 260 people", "licensed for 260": what a thing holds, not what it held. */
static bool is_capacity(const struct claim_view *view) {
    static const struct slice words[] = {SLICE("can"), SLICE("capacity"), SLICE("licensed"),
                                         SLICE("room"), SLICE("seats")};
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (slice_in_sorted(view->analysis->tokens.at[i].lower, words,
                            sizeof words / sizeof *words))
            return true;
    return false;
}

/* "1.3 million passengers last year": the sum of a year, beside the count of a day. */
static bool of_year(const struct claim_view *view) {
    enum { YEAR_DAYS = 300 };
    return view->event_low != DAY_NONE && view->event_high != DAY_NONE &&
           view->event_high - view->event_low >= YEAR_DAYS;
}

/* "12 of them": a part of a number that stands elsewhere. */
static bool is_part(const struct claim_view *view, const struct quantity *quantity) {
    static const struct slice words[] = {SLICE("them"), SLICE("these"), SLICE("those"),
                                         SLICE("which"), SLICE("whom")};
    const struct token_list *tokens = &view->analysis->tokens;
    uint32_t at = quantity->past_token;
    return at + 1 < tokens->count && slice_equal(tokens->at[at].lower, SLICE("of")) &&
           slice_in_sorted(tokens->at[at + 1].lower, words, sizeof words / sizeof *words);
}

/* Values that are told of other things whatever their units say. */
static bool told_of_others(const struct matter *matter, const struct quantity *a,
                           const struct quantity *b) {
    const struct claim_view *left = matter->left;
    const struct claim_view *right = matter->right;
    return kinds_differ(matter->resources, left, a, right, b) ||
           is_margin(left, a) != is_margin(right, b) || shares_apart(matter, a, b) ||
           bare_apart(matter, a, b) || is_capacity(left) != is_capacity(right) ||
           is_part(left, a) != is_part(right, b) || of_year(left) != of_year(right) ||
           people_differ(matter->resources, left, a, right, b);
}

/* Partners over all pairs of quantities. */
struct matching {
    enum fit best_left[QUANTITIES_MAX]; /* the best fit of each left quantity */
    enum fit best_right[QUANTITIES_MAX];
    uint32_t left_count;
    uint32_t right_count;
    uint32_t apart_left; /* a pair left alone on both sides, NO_INDEX when there is none */
    uint32_t apart_right;
    uint32_t overlap_left; /* a pair that overlaps without being equal */
    uint32_t overlap_right;
};

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

static void match_quantities(const struct matter *matter, struct matching *matching) {
    *matching = (struct matching){
        .left_count = quantity_count(matter->left),
        .right_count = quantity_count(matter->right),
        .apart_left = NO_INDEX,
        .apart_right = NO_INDEX,
        .overlap_left = NO_INDEX,
        .overlap_right = NO_INDEX,
    };
    enum fit fits[QUANTITIES_MAX][QUANTITIES_MAX] = {0};
    for (uint32_t i = 0; i < matching->left_count; i++) {
        for (uint32_t k = 0; k < matching->right_count; k++) {
            struct quantity left = told_quantity(matter->left, i);
            struct quantity right = told_quantity(matter->right, k);
            enum fit fit = quantities_fit(matter->resources, &left, &right);
            if ((fit == FIT_APART || fit == FIT_OVERLAP) && told_of_others(matter, &left, &right))
                fit = FIT_NONE;
            fits[i][k] = fit;
            matching->best_left[i] = better(matching->best_left[i], fit);
            matching->best_right[k] = better(matching->best_right[k], fit);
        }
    }
    settle_groups(matter->left, matching->best_left, matching->left_count);
    settle_groups(matter->right, matching->best_right, matching->right_count);
    for (uint32_t i = 0; i < matching->left_count; i++) {
        for (uint32_t k = 0; k < matching->right_count; k++) {
            if (fits[i][k] == FIT_OVERLAP && matching->overlap_left == NO_INDEX &&
                matching->best_left[i] == FIT_OVERLAP && matching->best_right[k] == FIT_OVERLAP) {
                matching->overlap_left = i;
                matching->overlap_right = k;
            }
            if (fits[i][k] == FIT_APART && matching->apart_left == NO_INDEX &&
                matching->best_left[i] == FIT_APART && matching->best_right[k] == FIT_APART) {
                matching->apart_left = i;
                matching->apart_right = k;
            }
        }
    }
}

int quantity_digits(const struct quantity *quantity) {
    double value = fabs(quantity->value);
    if (!isfinite(value) || !(quantity->resolution > 0))
        return 0;
    int digits = 0;
    for (double unit = quantity->resolution; unit <= value * (1 + 1e-9) && digits < 15; unit *= 10)
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
            struct quantity one = told_quantity(a, i);
            struct quantity other = told_quantity(b, k);
            enum fit fit = quantities_fit(resources, &one, &other);
            best = better(best, fit);
            if (fit == FIT_EQUAL)
                digits = fmax(digits, quantity_digits(&one));
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

/* ---- explanations ---------------------------------------------------------------------------- */

static struct slice quantity_text(const struct claim_view *view, const struct quantity *quantity) {
    return analysis_slice(view->analysis, quantity->span);
}

/* "7,568": whole numbers in groups of three, small ones with four significant digits. */
static int print_value(struct arena *arena, double value, struct slice *ret_text) {
    if (!(fabs(value) >= 1000) || fabs(value) >= 1e15)
        return arena_printf(arena, ret_text, "%.4g", value);
    struct slice digits;
    int result = arena_printf(arena, &digits, "%.0f", value);
    if (result < 0)
        return result;
    char *out = arena_alloc(arena, 2 * digits.length);
    if (!out)
        return ERR_NO_MEMORY;
    size_t length = 0;
    for (size_t i = 0; i < digits.length; i++) {
        size_t left = digits.length - i;
        if (length > 0 && left % 3 == 0 && out[length - 1] != '-')
            out[length++] = ',';
        out[length++] = digits.at[i];
    }
    *ret_text = slice_of(out, length);
    return 0;
}

static struct slice plural_unit(struct arena *arena, struct slice unit) {
    if (slice_equal(unit, SLICE("foot")))
        return SLICE("feet");
    if (slice_equal(unit, SLICE("inch")))
        return SLICE("inches");
    bool invariable = !unit.length || unit_is_currency(unit) || slice_ends(unit, SLICE("s")) ||
                      slice_ends(unit, SLICE("z")) || slice_ends(unit, SLICE("percent")) ||
                      memchr(unit.at, ' ', unit.length);
    struct slice plural = unit;
    if (!invariable && arena_printf(arena, &plural, "%.*ss", SLICE_ARGS(unit)) < 0)
        return unit;
    return plural;
}

/* " (18,700 acres are 7,568 hectares)" */
static int describe_conversion(const struct matter *matter, const struct quantity *a,
                               const struct quantity *b, struct slice *ret_text) {
    double factor = 1;
    double offset = 0;
    struct slice value;
    *ret_text = SLICE("");
    if (!isfinite(b->value) || slice_equal(a->unit, b->unit) ||
        !unit_conversion(b->unit, a->unit, &factor, &offset))
        return 0;
    int result = print_value(matter->arena, b->value * factor + offset, &value);
    if (result < 0)
        return result;
    struct slice text = quantity_text(matter->right, b);
    struct slice unit = plural_unit(matter->arena, a->unit);
    return arena_printf(matter->arena, ret_text, " (%.*s are %.*s %.*s)", SLICE_ARGS(text),
                        SLICE_ARGS(value), SLICE_ARGS(unit));
}

static int describe(const struct matter *matter, const struct quantity *a, const struct quantity *b,
                    const char *format, struct slice *ret_text) {
    struct slice conversion;
    int result = describe_conversion(matter, a, b, &conversion);
    if (result < 0)
        return result;
    struct slice left = quantity_text(matter->left, a);
    struct slice right = quantity_text(matter->right, b);
    struct slice left_name = side_name(matter->arena, matter->left);
    struct slice right_name = side_name(matter->arena, matter->right);
    return arena_printf(matter->arena, ret_text, "%.*s has “%.*s”, %.*s “%.*s”%.*s: %s",
                        SLICE_ARGS(left_name), SLICE_ARGS(left), SLICE_ARGS(right_name),
                        SLICE_ARGS(right), SLICE_ARGS(conversion), format);
}

/* Counts of what happens to people and things grow with the days; prices and votes do not. */
static bool may_grow(const struct quantity *quantity) {
    struct unit unit;
    if (quantity->role == QUANTITY_CHANGE || unit_is_currency(quantity->unit))
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
        if (slice_in_sorted(view->analysis->tokens.at[i].lower, words,
                            sizeof words / sizeof *words))
            return true;
    return false;
}

/* 12,400 acres and 12,400 hectares: a slip of the unit, not growth. */
static bool same_number_other_unit(const struct quantity *a, const struct quantity *b) {
    return !slice_equal(a->unit, b->unit) && isfinite(a->value) && nearly(a->value, b->value);
}

/* 900 for 9,000, 50 % for 5 %: the same digits, a power of ten apart. */
static bool decimal_slip(const struct quantity *a, const struct quantity *b) {
    double small = fmin(fabs(a->value), fabs(b->value));
    double large = fmax(fabs(a->value), fabs(b->value));
    if (!(small > 0) || !isfinite(large) || !slice_equal(a->unit, b->unit))
        return false;
    for (int places = 1; places <= 6; places++) {
        small *= 10;
        if (nearly(large, small))
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
    return slice_in_sorted(view->analysis->tokens.at[view->claim->predicate_token].lemma, verbs,
                           sizeof verbs / sizeof *verbs);
}

/* Could the smaller number have become the greater one, or the reverse, between the two? */
static bool may_be_update(const struct matter *matter, const struct quantity *a,
                          const struct quantity *b) {
    const struct claim_view *later = later_side(matter);
    struct conversion conversion;
    if (!may_grow(a) || !may_grow(b) || tells_capacity(matter->left, a) ||
        tells_capacity(matter->right, b) || !units_fit(matter->resources, a, b, &conversion))
        return false;
    if (order_unknown(matter))
        return !decimal_slip(a, b);
    if (!later || same_number_other_unit(a, b))
        return false;
    struct interval left = printed_interval(a);
    struct interval right =
        interval_scale(printed_interval(b), conversion.factor, conversion.offset);
    bool left_greater = interval_relate(left, right) == INTERVAL_ABOVE;
    bool grows = left_greater == (later == matter->left);
    return grows || may_shrink(matter->left) || may_shrink(matter->right);
}

/* "An improved offer of $34", "a revised estimate": the later side says itself that the value is
 * new. */
static bool is_revised(const struct matter *matter) {
    static const struct slice words[] = {
        SLICE("corrected"), SLICE("improved"), SLICE("increased"), SLICE("lowered"),
        SLICE("raised"),    SLICE("revised"),  SLICE("sweetened"), SLICE("updated"),
    };
    const struct claim_view *later = later_side(matter);
    for (uint32_t i = later ? later->first_token : 0; later && i < later->past_token; i++)
        if (slice_in_sorted(later->analysis->tokens.at[i].lower, words,
                            sizeof words / sizeof *words))
            return true;
    return false;
}

static int judge_apart(const struct matter *matter, const struct quantity *a,
                       const struct quantity *b, struct verdict_list *verdicts) {
    bool revised = is_revised(matter);
    bool update = revised || may_be_update(matter, a, b);
    const char *why = revised  ? "the later one is told as revised."
                      : update ? "a count that can change between the two reports."
                      : same_number_other_unit(a, b) ? "the same number of another unit."
                                                     : "no value fits both.";
    struct verdict verdict = {update ? DIFFERENCE_UPDATE : DIFFERENCE_VALUE,
                              update ? RELATION_COMPATIBLE : RELATION_CONFLICT, .left = a->span,
                              .right = b->span};
    int result = describe(matter, a, b, why, &verdict.explanation);
    if (result < 0)
        return result;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}

static int judge_overlap(const struct matter *matter, const struct quantity *a,
                         const struct quantity *b, struct verdict_list *verdicts) {
    struct verdict verdict = {DIFFERENCE_PRECISION, RELATION_COMPATIBLE, .left = a->span,
                              .right = b->span};
    int result =
        describe(matter, a, b, "both can be true, one is less exact.", &verdict.explanation);
    if (result < 0)
        return result;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}

/* "Twelve hurt, four of them firefighters" beside "four firefighters hurt": a value of the same
 * kind that only one side tells, while the others fit. */
static int judge_parts(const struct matter *matter, const struct matching *matching,
                       struct verdict_list *verdicts) {
    const struct claim_view *teller = NULL;
    struct quantity part = {0};
    for (uint32_t i = 0; i < matching->left_count && !teller; i++)
        if (matching->best_left[i] == FIT_APART) {
            teller = matter->left;
            part = told_quantity(matter->left, i);
        }
    for (uint32_t i = 0; i < matching->right_count && !teller; i++)
        if (matching->best_right[i] == FIT_APART) {
            teller = matter->right;
            part = told_quantity(matter->right, i);
        }
    if (!teller)
        return 0;
    struct slice name = side_name(matter->arena, teller);
    struct slice text = quantity_text(teller, &part);
    struct verdict verdict = {DIFFERENCE_PRECISION, RELATION_COMPATIBLE, {0}};
    int result = arena_printf(matter->arena, &verdict.explanation,
                              "Only %.*s has “%.*s”, a part or a total beside the value of both.",
                              SLICE_ARGS(name), SLICE_ARGS(text));
    if (result < 0)
        return result;
    if (teller == matter->left)
        verdict.left = part.span;
    else
        verdict.right = part.span;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}

/* The same number of two currencies. */
static int judge_currencies(const struct matter *matter, struct verdict_list *verdicts) {
    if (quantity_count(matter->left) != 1 || quantity_count(matter->right) != 1)
        return 0;
    const struct quantity *a = quantity_at(matter->left, 0);
    const struct quantity *b = quantity_at(matter->right, 0);
    if (!unit_is_currency(a->unit) || !unit_is_currency(b->unit) ||
        unit_comparable(a->unit, b->unit) || !isfinite(a->value) || !isfinite(b->value) ||
        !nearly(a->value, b->value))
        return 0;
    struct verdict verdict = {DIFFERENCE_VALUE, RELATION_CONFLICT, .left = a->span,
                              .right = b->span};
    int result =
        describe(matter, a, b, "the same number of another currency.", &verdict.explanation);
    if (result < 0)
        return result;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}

int slot_quantities(const struct matter *matter, struct verdict_list *verdicts) {
    struct matching matching;
    match_quantities(matter, &matching);
    if (matching.apart_left != NO_INDEX) {
        struct quantity left = told_quantity(matter->left, matching.apart_left);
        struct quantity right = told_quantity(matter->right, matching.apart_right);
        return judge_apart(matter, &left, &right, verdicts);
    }
    if (matching.overlap_left != NO_INDEX) {
        struct quantity left = told_quantity(matter->left, matching.overlap_left);
        struct quantity right = told_quantity(matter->right, matching.overlap_right);
        return judge_overlap(matter, &left, &right, verdicts);
    }
    uint32_t before = verdicts->count;
    int result = judge_parts(matter, &matching, verdicts);
    if (result < 0 || verdicts->count > before)
        return result;
    return judge_currencies(matter, verdicts);
}
