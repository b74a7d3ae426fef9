/* The judge of quantities. A conflict needs two that tell one thing and are left alone on both
 * sides (quantity_fit.h); counts told on different days may have grown (quantity_growth.h). Each
 * verdict shows its arithmetic.
 */
#include "alignment/quantity_growth.h"
#include "alignment/quantity_senses.h"

#include "analysis/values/units.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

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

/* Why two values lie apart, and what follows. */
struct finding {
    enum difference_kind kind;
    enum relation relation;
    const char *why;
};

static struct finding find_out(const struct matter *matter, uint32_t i, uint32_t k) {
    struct quantity a = told_quantity(matter->left, i);
    struct quantity b = told_quantity(matter->right, k);
    if (quantity_is_revised(matter))
        return (struct finding){DIFFERENCE_UPDATE, RELATION_COMPATIBLE,
                                "the later one is told as revised."};
    if (matter->left->wished != matter->right->wished ||
        quantity_is_demanded(matter->left, &a) != quantity_is_demanded(matter->right, &b))
        return (struct finding){DIFFERENCE_VALUE, RELATION_COMPATIBLE,
                                "one of them is wished or offered."};
    if (one_is_expected(matter->left, a.past_token - 1, matter->right, b.past_token - 1))
        return (struct finding){DIFFERENCE_VALUE, RELATION_COMPATIBLE,
                                "one of them was only expected."};
    if (quantity_may_have_changed(matter, i, k))
        return (struct finding){DIFFERENCE_UPDATE, RELATION_COMPATIBLE,
                                "a count that can change between the two reports."};
    return (struct finding){DIFFERENCE_VALUE, RELATION_CONFLICT,
                            same_number_other_unit(&a, &b) ? "the same number of another unit."
                                                           : "no value fits both."};
}

static int judge_apart(const struct matter *matter, uint32_t i, uint32_t k,
                       struct verdict_list *verdicts) {
    struct quantity a = told_quantity(matter->left, i);
    struct quantity b = told_quantity(matter->right, k);
    struct finding finding = find_out(matter, i, k);
    struct verdict verdict = {finding.kind, finding.relation, .left = a.span, .right = b.span};
    int result = describe(matter, &a, &b, finding.why, &verdict.explanation);
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
        !numbers_equal(a->value, b->value))
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
    quantities_match(matter, &matching);
    if (matching.apart_left != NO_INDEX)
        return judge_apart(matter, matching.apart_left, matching.apart_right, verdicts);
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
