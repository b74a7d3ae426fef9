/* Ages ("22-year-old", "aged 31", "Her sister, 31,") and factors told by a verb ("doubled"). */
#include "analysis/values/quantity_finder.h"

#include <math.h>

#define TEXT(text)                                                                                 \
    { "" text, sizeof(text) - 1 }

static bool name_set(struct amount *amount, struct slice name) {
    memcpy(amount->unit.name, name.at, name.length);
    amount->unit.length = name.length;
    amount->unit.family = UNIT_PHYSICAL;
    amount->has_unit = true;
    return true;
}

static struct slice age_unit(const struct finder *f, uint32_t i) {
    static const struct {
        struct slice word;
        struct slice unit;
    } words[] = {
        {TEXT("year"), TEXT("year")},   {TEXT("years"), TEXT("year")},
        {TEXT("month"), TEXT("month")}, {TEXT("months"), TEXT("month")},
        {TEXT("week"), TEXT("week")},   {TEXT("weeks"), TEXT("week")},
        {TEXT("day"), TEXT("day")},     {TEXT("days"), TEXT("day")},
    };
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (piece_is(f, i, words[k].word))
            return words[k].unit;
    return (struct slice){NULL, 0};
}

static uint32_t skip_hyphen(const struct finder *f, uint32_t i) {
    return i + (piece_is(f, i, SLICE("-")) || piece_is(f, i, SLICE("‑")));
}

/* "-year-old", "years old", "years of age", "yo". */
static bool age_behind(const struct finder *f, struct amount *amount) {
    uint32_t i = skip_hyphen(f, amount->number_past);
    struct slice unit = age_unit(f, i);
    uint32_t old = skip_hyphen(f, i + 1);
    bool word = piece_is(f, old, SLICE("old")) || piece_is(f, old, SLICE("olds"));
    bool of_age = piece_is(f, old, SLICE("of")) && piece_is(f, old + 1, SLICE("age"));
    if (unit.at && (word || of_age)) {
        amount->past = old + (word ? 1 : 2);
        return name_set(amount, unit);
    }
    bool yo = piece_is(f, i, SLICE("yo")) ||
              (piece_is(f, i, SLICE("y")) && piece_is(f, i + 1, SLICE("/")) &&
               piece_is(f, i + 2, SLICE("o")));
    if (!yo)
        return false;
    amount->past = i + (piece_is(f, i, SLICE("yo")) ? 1 : 3);
    return name_set(amount, SLICE("year"));
}

/* "dies at 77", "died aged 81". */
static bool age_at_death(const struct finder *f, const struct amount *amount) {
    static const struct slice verbs[] = {TEXT("dead"), TEXT("death"), TEXT("died"), TEXT("dies"),
                                         TEXT("dying")};
    uint32_t i = amount->first;
    if (i < 2 || !piece_is(f, i - 1, SLICE("at")) || amount->past > amount->number_past)
        return false;
    uint32_t next = amount->number_past;
    bool ends = next >= f->pieces.count || f->pieces.at[next].kind == PIECE_SYMBOL;
    for (uint32_t back = 2; ends && back <= 7 && back <= i; back++)
        if (PIECE_IN(f, i - back, verbs))
            return amount->number.bare && amount->number.value >= 5 &&
                   amount->number.value <= 120 && !piece_is(f, next, SLICE(":"));
    return false;
}

static bool likely_age(const struct number *number) {
    return number->kind == NUMBER_CARDINAL && number->value >= 1 && number->value <= 120 &&
           number->value == floor(number->value) && number->multiplier == 1;
}

/* "aged 31", "the age of 40", "age 87", "ages 5 to 11". */
static bool age_before(const struct finder *f, struct amount *amount) {
    uint32_t i = amount->first;
    i -= i > 0 && (piece_is(f, i - 1, SLICE("between")) || piece_is(f, i - 1, SLICE("from")) ||
                   piece_is(f, i - 1, SLICE("about")) || piece_is(f, i - 1, SLICE("over")) ||
                   piece_is(f, i - 1, SLICE("under")));
    bool of = i >= 2 && piece_is(f, i - 1, SLICE("of"));
    uint32_t word = i - of;
    bool age =
        word > 0 && (piece_is(f, word - 1, SLICE("age")) || piece_is(f, word - 1, SLICE("aged")) ||
                     piece_is(f, word - 1, SLICE("ages")));
    return age && likely_age(&amount->number) && name_set(amount, SLICE("year"));
}

/* "she was six when", "he is 42.": a person's pronoun and a bare number. */
static bool age_predicated(const struct finder *f, struct amount *amount) {
    static const struct slice persons[] = {TEXT("he"), TEXT("she"), TEXT("who")};
    static const struct slice verbs[] = {TEXT("is"), TEXT("turned"), TEXT("turns"), TEXT("was")};
    uint32_t i = amount->first;
    uint32_t next = amount->number_past;
    bool shape = i >= 2 && PIECE_IN(f, i - 1, verbs) && PIECE_IN(f, i - 2, persons) &&
                 likely_age(&amount->number) && !amount->has_unit && amount->number.value > 2;
    bool ends = next >= f->pieces.count || f->pieces.at[next].kind == PIECE_SYMBOL ||
                noun_is_stop(f->pieces.at[next].lower);
    return shape && ends && !piece_is(f, next, SLICE("of")) && !piece_is(f, next, SLICE("-")) &&
           name_set(amount, SLICE("year"));
}

/* "children under five", "women over 40": persons on one side of a bare number. */
static bool age_bounded(const struct finder *f, struct amount *amount) {
    static const struct slice bounds[] = {TEXT("above"), TEXT("below"), TEXT("over"),
                                          TEXT("under")};
    static const struct slice persons[] = {
        TEXT("adults"),   TEXT("anyone"), TEXT("babies"),  TEXT("boys"),  TEXT("children"),
        TEXT("everyone"), TEXT("girls"),  TEXT("infants"), TEXT("kids"),  TEXT("men"),
        TEXT("patients"), TEXT("people"), TEXT("those"),   TEXT("women"),
    };
    uint32_t i = amount->first;
    uint32_t next = amount->number_past;
    bool ends = !piece_is_word(f, next) || noun_is_stop(f->pieces.at[next].lower);
    return i >= 2 && ends && PIECE_IN(f, i - 1, bounds) && PIECE_IN(f, i - 2, persons) &&
           likely_age(&amount->number) && !piece_is(f, next, SLICE("-")) &&
           !piece_is(f, next, SLICE("of")) && name_set(amount, SLICE("year"));
}

static bool is_mark(const struct finder *f, uint32_t i) {
    return piece_is(f, i, SLICE(",")) || piece_is(f, i, SLICE(";")) || piece_is(f, i, SLICE(")")) ||
           piece_is(f, i, SLICE(".")) || i >= f->pieces.count;
}

/* "Mara Quill, 31, …", "her sister, 31,": set off by commas behind a name or a person's noun. */
static bool age_apposed(const struct finder *f, struct amount *amount) {
    static const struct slice persons[] = {
        TEXT("boy"),     TEXT("brother"), TEXT("child"),  TEXT("cousin"),        TEXT("daughter"),
        TEXT("father"),  TEXT("friend"),  TEXT("girl"),   TEXT("granddaughter"), TEXT("grandson"),
        TEXT("husband"), TEXT("man"),     TEXT("mother"), TEXT("nephew"),        TEXT("niece"),
        TEXT("partner"), TEXT("sister"),  TEXT("son"),    TEXT("victim"),        TEXT("wife"),
        TEXT("woman"),
    };
    uint32_t i = amount->first;
    bool shape = i >= 2 && amount->number.bare && likely_age(&amount->number) && !amount->range &&
                 (piece_is(f, i - 1, SLICE(",")) || piece_is(f, i - 1, SLICE("("))) &&
                 piece_is_word(f, i - 2) && is_mark(f, amount->number_past) &&
                 amount->number.value >= 5;
    if (!shape || piece_adjacent(f, i) != piece_is(f, i - 1, SLICE("(")))
        return false;
    bool named = f->pieces.at[i - 2].capital && i >= 3 && f->pieces.at[i - 3].capital &&
                 piece_is_word(f, i - 3);
    bool enclosed = piece_is(f, i - 1, SLICE(",")) &&
                    piece_is(f, amount->number_past, SLICE(",")) && f->pieces.at[i - 2].capital &&
                    i >= 3 &&
                    (piece_is(f, i - 3, SLICE("and")) || !noun_is_stop(f->pieces.at[i - 3].lower));
    bool first = i == 2 && f->pieces.at[0].capital; /* "Orozco, 27, was found" */
    bool person = PIECE_IN(f, i - 2, persons) || enclosed || first;
    return (named || person) && name_set(amount, SLICE("year"));
}

bool age_read(const struct finder *f, struct amount *amount) {
    if (age_behind(f, amount))
        return true;
    if (amount->has_unit)
        return false;
    if (age_at_death(f, amount))
        return name_set(amount, SLICE("year"));
    return age_before(f, amount) || age_bounded(f, amount) || age_apposed(f, amount) ||
           age_predicated(f, amount);
}

/* ---- factors -----------------------------------------------------------------------------------
 */

struct factor {
    struct slice word;
    double value;
    bool verb; /* always a factor; else only before "as", "the" or behind "to", "will" */
};

static const struct factor factors[] = {
    {TEXT("double"), 2, false},     {TEXT("doubled"), 2, true},    {TEXT("doubling"), 2, true},
    {TEXT("eightfold"), 8, true},   {TEXT("fivefold"), 5, true},   {TEXT("fourfold"), 4, true},
    {TEXT("halve"), 0.5, true},     {TEXT("halved"), 0.5, true},   {TEXT("halving"), 0.5, true},
    {TEXT("ninefold"), 9, true},    {TEXT("quadruple"), 4, false}, {TEXT("quadrupled"), 4, true},
    {TEXT("quadrupling"), 4, true}, {TEXT("quintupled"), 5, true}, {TEXT("sevenfold"), 7, true},
    {TEXT("sixfold"), 6, true},     {TEXT("tenfold"), 10, true},   {TEXT("threefold"), 3, true},
    {TEXT("treble"), 3, false},     {TEXT("trebled"), 3, true},    {TEXT("trebling"), 3, true},
    {TEXT("triple"), 3, false},     {TEXT("tripled"), 3, true},    {TEXT("tripling"), 3, true},
    {TEXT("twice"), 2, false},      {TEXT("twofold"), 2, true},
};

static bool factor_fits(const struct finder *f, uint32_t i, const struct factor *factor) {
    static const struct slice behind[] = {TEXT("as"),   TEXT("her"), TEXT("his"),   TEXT("its"),
                                          TEXT("that"), TEXT("the"), TEXT("their"), TEXT("what")};
    static const struct slice before[] = {
        TEXT("almost"),  TEXT("could"), TEXT("may"), TEXT("might"), TEXT("nearly"),
        TEXT("roughly"), TEXT("than"),  TEXT("to"),  TEXT("will"),  TEXT("would")};
    if (factor->verb || PIECE_IN(f, i + 1, behind))
        return true;
    return !slice_equal(factor->word, SLICE("twice")) && i > 0 && PIECE_IN(f, i - 1, before);
}

bool factor_word(struct slice lower) {
    return SLICE_ROW(lower, factors) != NULL;
}

bool factor_read(const struct finder *f, uint32_t i, struct amount *ret_amount) {
    if (!piece_is_word(f, i))
        return false;
    const struct factor *factor = SLICE_ROW(f->pieces.at[i].lower, factors);
    if (!factor || !factor_fits(f, i, factor))
        return false;
    struct amount amount = {.first = i, .number_past = i + 1, .past = i + 1};
    amount.number = (struct number){.kind = NUMBER_CARDINAL,
                                    .value = factor->value,
                                    .low = factor->value,
                                    .high = factor->value,
                                    .multiplier = 1,
                                    .past_piece = i + 1};
    (void)name_set(&amount, SLICE("times"));
    amount.unit.family = UNIT_SHARE;
    *ret_amount = amount;
    return true;
}
