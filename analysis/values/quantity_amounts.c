/* Amounts: a number with its sign, currency, multiplier and unit, and ranges of two of them.
 *
 *   amount := sign? currency? number letter? unit?
 *   range  := amount ("-" | "to" | "and" behind "between") amount, which share multiplier and unit
 */
#include "analysis/values/number_literals.h"
#include "analysis/values/quantity_finder.h"

#include <math.h>

bool piece_in(const struct finder *f, uint32_t i, const struct slice *sorted, size_t count) {
    return i < f->pieces.count && slice_in_sorted(f->pieces.at[i].lower, sorted, count);
}

static struct unit_reader unit_reader(const struct finder *f) {
    return (struct unit_reader){f->analysis->article.text, f->pieces.at, f->pieces.count};
}

static bool is_minus(const struct finder *f, uint32_t i) {
    return piece_is(f, i, SLICE("-")) || piece_is(f, i, SLICE("−")) || piece_is(f, i, SLICE("–"));
}

static void number_negate(struct number *number) {
    number->value = -number->value;
    number->low = number->high = number->value;
    number->negative = true;
    number->bare = false;
}

/* Multiplies; a lone literal is read again, so that 1.1 times a million is exact. */
static void amount_scale(const struct finder *f, struct amount *amount, double scale) {
    struct number *number = &amount->number;
    struct literal literal;
    uint32_t last = number->past_piece - 1;
    bool lone = number->multiplier == 1 && !number->negative && number->kind == NUMBER_CARDINAL &&
                piece_is_digits(f, last) && literal_read(f->pieces.at[last].lower, &literal) &&
                literal_value(&literal, 1) == number->value;
    number->value = lone ? literal_value(&literal, scale) : number->value * scale;
    number->low = lone ? number->value : number->low * scale;
    number->high = lone ? number->value : number->high * scale;
    number->resolution *= scale;
    number->multiplier = scale;
    number->bare = false;
}

/* Is what stands at `i` counted or measured in millions, so that an "m" before it is no metre? */
static bool counts_millions(const struct finder *f, uint32_t i, const struct number *number) {
    struct unit_reader reader = unit_reader(f);
    struct unit_match match;
    if (!piece_is_word(f, i) || piece_adjacent(f, i))
        return false;
    bool unit = unit_read(&reader, i, number, &match);
    struct noun_phrase phrase;
    return (unit && !match.symbol) ||
           (!noun_is_stop(f->pieces.at[i].lower) &&
            noun_phrase_read(f->analysis, f->pieces.at, i, f->pieces.count, true, &phrase) &&
            noun_is_plural(f->pieces.at[phrase.head].lower));
}

/* "3m-5m tonnes": the first m is what the second is. */
static uint32_t behind_second_letter(const struct finder *f, uint32_t i) {
    bool joins = is_minus(f, i) || piece_is(f, i, SLICE("to")) || piece_is(f, i, SLICE("and"));
    bool second = joins && piece_is_digits(f, i + 1) && piece_adjacent(f, i + 2) &&
                  piece_is(f, i + 2, SLICE("m"));
    return second ? i + 3 : i;
}

/* k, m, b, t, close behind the digits. */
static void read_letter(const struct finder *f, struct amount *amount, bool money) {
    uint32_t i = amount->number_past;
    if (!piece_adjacent(f, i) || !piece_is_word(f, i) || !amount->number.digits)
        return;
    struct slice letter = f->pieces.at[i].lower;
    double scale = number_multiplier_letter(letter);
    bool sure = money || slice_equal(letter, SLICE("k"));
    bool plain = amount->number.kind == NUMBER_CARDINAL && amount->number.multiplier == 1;
    if (scale == 0 || !plain)
        return;
    if (!sure && !counts_millions(f, behind_second_letter(f, i + 1), &amount->number))
        return;
    amount_scale(f, amount, scale);
    amount->number_past = i + 1;
}

/* "75 USD million": the scale behind the code. */
static void read_scale_behind_code(const struct finder *f, struct amount *amount) {
    static const struct {
        struct slice word;
        double scale;
    } scales[] = {{{"billion", 7}, 1e9}, {{"bn", 2}, 1e9}, {{"million", 7}, 1e6}, {{"mn", 2}, 1e6}};
    for (size_t k = 0; k < sizeof scales / sizeof *scales; k++) {
        if (amount->number.multiplier != 1 || !piece_is(f, amount->past, scales[k].word))
            continue;
        amount_scale(f, amount, scales[k].scale);
        amount->past++;
        return;
    }
}

static struct slice unit_name(const struct amount *amount) {
    return slice_of(amount->unit.name, amount->unit.length);
}

/* Pairs of which the second is a part of the first: "5 ft 2 in", "13 dollars 45 cents". */
static double part_of(struct slice whole, struct slice part) {
    static const struct {
        struct slice whole;
        struct slice part;
        double ratio;
    } parts[] = {
        {{"foot", 4}, {"inch", 4}, 12},         {{"pound-mass", 10}, {"ounce", 5}, 16},
        {{"stone", 5}, {"pound-mass", 10}, 14}, {{"GBP", 3}, {"penny", 5}, 100},
        {{"USD", 3}, {"cent", 4}, 100},         {{"EUR", 3}, {"cent", 4}, 100},
        {{"AUD", 3}, {"cent", 4}, 100},         {{"CAD", 3}, {"cent", 4}, 100},
    };
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        if (slice_equal(whole, parts[k].whole) && slice_equal(part, parts[k].part))
            return parts[k].ratio;
    return 0;
}

/* "15 dollars 50", "thirteen dollars forty-five": the cents without their name. */
static bool bare_cents(const struct finder *f, const struct amount *amount,
                       const struct number *cents) {
    bool noun = amount->unit.family == UNIT_MONEY && amount->unit.currency &&
                amount->past > amount->number_past && piece_is_word(f, amount->past - 1);
    if (!noun || cents->kind != NUMBER_CARDINAL || cents->value < 1 || cents->value > 99 ||
        cents->value != floor(cents->value))
        return false;
    uint32_t next = cents->past_piece;
    return next >= f->pieces.count || f->pieces.at[next].kind == PIECE_SYMBOL ||
           piece_is(f, next, SLICE("more"));
}

static void read_small_part(const struct finder *f, struct amount *amount) {
    struct unit_reader reader = unit_reader(f);
    uint32_t i = amount->past + piece_is(f, amount->past, SLICE("and"));
    struct number part;
    struct unit_match unit;
    if (amount->number.kind != NUMBER_CARDINAL ||
        amount->number.value != floor(amount->number.value) ||
        !number_parse(f->pieces.at, i, f->pieces.count, NUMBER_NO_RATIO, &part) || part.negative)
        return;
    double ratio = 0;
    if (unit_read(&reader, part.past_piece, &part, &unit))
        ratio = part_of(unit_name(amount), slice_of(unit.name, unit.length));
    else if (bare_cents(f, amount, &part)) {
        ratio = 100;
        unit.past = part.past_piece;
    }
    if (ratio == 0 || part.value >= ratio || !(part.value >= 0))
        return;
    amount->number.value += part.value / ratio;
    amount->number.low = amount->number.high = amount->number.value;
    amount->number.resolution = part.resolution / ratio;
    amount->past = unit.past;
}

/* "half a mile", "a quarter of an inch": an article between the share and its unit. */
static uint32_t behind_article(const struct finder *f, const struct amount *amount) {
    uint32_t i = amount->number_past;
    bool share = amount->number.kind == NUMBER_FRACTION;
    bool vague = amount->number.kind == NUMBER_VAGUE || amount->number.multiplier > 1;
    uint32_t next = i + ((share || vague) && piece_is(f, i, SLICE("of")));
    bool article = share && (piece_is(f, next, SLICE("a")) || piece_is(f, next, SLICE("an")));
    return next + article;
}

static bool read_one(const struct finder *f, uint32_t i, unsigned flags,
                     const struct unit_match *money_hint, struct amount *ret_amount) {
    struct unit_reader reader = unit_reader(f);
    struct amount amount = {.first = i};
    double scale;
    bool sign = is_minus(f, i) && piece_adjacent(f, i + 1) && !piece_adjacent(f, i);
    bool minus = sign && unit_read_money_before(&reader, i + 1, &amount.unit, &scale);
    uint32_t at = i + minus;
    amount.has_unit = unit_read_money_before(&reader, at, &amount.unit, &scale);
    at = amount.has_unit ? amount.unit.past : at;
    if (!number_parse(f->pieces.at, at, f->pieces.count, flags, &amount.number))
        return false;
    amount.number_past = amount.number.past_piece;
    if (minus)
        number_negate(&amount.number);
    read_letter(f, &amount, amount.has_unit || money_hint);
    if (amount.has_unit && scale != 1)
        amount_scale(f, &amount, scale);
    amount.past = amount.number_past;
    struct unit_match behind;
    uint32_t unit_at = behind_article(f, &amount);
    bool found = unit_read(&reader, unit_at, &amount.number, &behind);
    bool sign_behind = found && f->pieces.at[behind.past - 1].kind == PIECE_SYMBOL;
    bool again = amount.has_unit && found && behind.family == UNIT_MONEY && !sign_behind;
    if (found && (!amount.has_unit || again)) {
        if (behind.scale > 1)
            amount_scale(f, &amount, behind.scale);
        amount.unit = amount.has_unit ? amount.unit : behind;
        amount.past = behind.past;
        amount.has_unit = true;
    }
    if (amount.has_unit) {
        read_scale_behind_code(f, &amount);
        read_small_part(f, &amount);
    }
    *ret_amount = amount;
    return true;
}

/* ---- ranges ---------------------------------------------------------------------------------- */

static bool is_dash(const struct finder *f, uint32_t i) {
    return is_minus(f, i) || piece_is(f, i, SLICE("—")) || piece_is(f, i, SLICE("~")) ||
           piece_is(f, i, SLICE("‑"));
}

/* The piece behind what joins two ends of a range at `i`; 0 when nothing does. */
static uint32_t behind_joint(const struct finder *f, uint32_t i, enum range_opener opener) {
    if (is_dash(f, i) && (piece_is(f, i + 1, SLICE("to")) || piece_is(f, i + 1, SLICE("and"))))
        return i + 2; /* 8- to 16-metre */
    if (opener == RANGE_BETWEEN)
        return piece_is(f, i, SLICE("and")) || is_dash(f, i) ? i + 1 : 0;
    bool dash = is_dash(f, i) && piece_adjacent(f, i) == piece_adjacent(f, i + 1);
    return dash || piece_is(f, i, SLICE("to")) ? i + 1 : 0;
}

/* "two or three people". */
static uint32_t behind_or(const struct finder *f, const struct amount *first) {
    struct number second;
    uint32_t i = first->number_past;
    if (first->has_unit || !piece_is(f, i, SLICE("or")) ||
        !number_parse(f->pieces.at, i + 1, f->pieces.count, NUMBER_NO_RATIO, &second))
        return 0;
    bool next = second.value == first->number.value + 1 && first->number.value < 20;
    return next ? i + 1 : 0;
}

static bool same_unit(const struct amount *a, const struct amount *b) {
    return !a->has_unit || !b->has_unit || slice_equal(unit_name(a), unit_name(b));
}

/* "1.2 to 1.4 million": the multiplier of the second counts for the first. */
static void share_scale(const struct finder *f, struct amount *first, const struct amount *second) {
    double scale = second->number.multiplier;
    bool shared = first->number.multiplier == 1 && scale > 1 &&
                  first->number.value * scale < second->number.value;
    if (shared)
        amount_scale(f, first, scale);
}

/* "rose by 40 to 312" is a change and its result, "rose by 10 to 15 per cent" a range. */
static bool is_change_and_result(const struct finder *f, const struct amount *first,
                                 const struct amount *second, enum range_opener opener) {
    if (opener == RANGE_BETWEEN || !piece_is(f, first->past, SLICE("to")))
        return false;
    if (opener == RANGE_FROM)
        return change_before(f, first->first, 8);
    bool shared = !first->has_unit && second->has_unit && second->unit.family == UNIT_SHARE;
    return !shared && change_before(f, first->first, 3);
}

/* "between", "ranged from": either end may come first. */
static bool is_spread(const struct finder *f, uint32_t i, enum range_opener opener) {
    static const struct slice words[] = {
        {"range", 5}, {"ranged", 6}, {"ranges", 6}, {"ranging", 7}, {"varied", 6}, {"varying", 7},
    };
    return opener == RANGE_BETWEEN || (opener == RANGE_FROM && i >= 2 && PIECE_IN(f, i - 2, words));
}

static bool range_read(const struct finder *f, struct amount *first) {
    enum range_opener opener = range_opener_before(f->pieces.at, first->first, 0);
    uint32_t next = behind_joint(f, first->past, opener);
    if (!next)
        next = behind_or(f, first);
    struct amount second;
    const struct unit_match *hint =
        first->has_unit && first->unit.family == UNIT_MONEY ? &first->unit : NULL;
    if (!next || first->number.kind == NUMBER_VAGUE ||
        !read_one(f, next, NUMBER_NO_RATIO, hint, &second) || second.number.kind == NUMBER_VAGUE)
        return false;
    bool close = is_dash(f, next - 1) && piece_adjacent(f, next);
    if (close && first->number.digits != second.number.digits)
        return false; /* "7-Eleven" */
    if (!same_unit(first, &second) || is_change_and_result(f, first, &second, opener))
        return false;
    share_scale(f, first, &second);
    if (first->number.value > second.number.value && is_spread(f, first->first, opener)) {
        struct number upper = first->number;
        first->number = second.number;
        second.number = upper;
    }
    if (!(first->number.value < second.number.value))
        return false;
    if (!second.has_unit) {
        second.unit = first->unit;
        second.has_unit = first->has_unit;
    }
    second.low = first->number.value;
    second.high = second.number.value;
    second.number.resolution = fmin(first->number.resolution, second.number.resolution);
    second.number.bare = false;
    second.range = true;
    second.first = first->first;
    *first = second;
    return true;
}

bool amount_word(const struct finder *f, uint32_t i) {
    const struct piece *piece = &f->pieces.at[i];
    bool code = piece->capital && (piece->lower.length == 3 || piece->lower.length == 4);
    return code || piece_is(f, i + 1, SLICE("$")) || slice_equal(piece->lower, SLICE("minus")) ||
           slice_equal(piece->lower, SLICE("negative")) ||
           slice_equal(piece->lower, SLICE("dollar")) || slice_equal(piece->lower, SLICE("rs"));
}

bool amount_read(const struct finder *f, uint32_t i, struct amount *ret_amount) {
    bool between = range_opener_before(f->pieces.at, i, 0) == RANGE_BETWEEN;
    struct amount amount;
    if (!read_one(f, i, between ? NUMBER_NO_AND : 0, NULL, &amount))
        return false;
    (void)range_read(f, &amount); /* leaves the amount alone when there is none */
    *ret_amount = amount;
    return true;
}
