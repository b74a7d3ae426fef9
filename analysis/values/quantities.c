/* quantities_find: counts, measures, money, shares, ages, factors.
 *
 *   quantity := comparator? amount noun? comparator? ("of" phrase)?
 *
 * One pass over each sentence: at every piece that can begin a number an amount is parsed (number,
 * currency, unit, range), then its noun, then the comparators outwards; what turns out to be a
 * label, a year or the like is dropped. When the sentence is through, its quantities are related to
 * one another (quantity_changes.c). Every step reads a bounded window, so the whole is linear.
 */
#include "analysis/stages.h"
#include "analysis/values/intervals.h"
#include "analysis/values/number_words.h"
#include "analysis/values/quantity_finder.h"
#include "analysis/values/units.h"
#include "base/error.h"

#include <assert.h>
#include <math.h>

/* What is found behind an amount: the unit's name and what is measured. */
struct counted {
    struct slice unit; /* in the arena, a table or the text; absent when none */
    struct slice of;
    uint32_t past;
    bool noun; /* the unit is a counted noun */
};

static struct slice text_between(const struct finder *f, uint32_t first, uint32_t past) {
    struct span span = {f->pieces.at[first].span.start, f->pieces.at[past - 1].span.end};
    return analysis_slice(f->analysis, span);
}

static bool phrase_at(const struct finder *f, uint32_t i, bool plural, struct noun_phrase *phrase) {
    return i < f->pieces.count &&
           noun_phrase_read(f->analysis, f->pieces.at, i, f->pieces.count, plural, phrase);
}

/* ---- nouns ----------------------------------------------------------------------------------- */

static int noun_name(const struct finder *f, uint32_t head, struct slice *ret_name) {
    const struct piece *piece = &f->pieces.at[head];
    const struct token *token = &f->analysis->tokens.at[piece->token];
    char buffer[NOUN_MAX];
    struct slice singular = noun_singular(piece->lower, buffer);
    bool whole = token->lower.length == piece->lower.length;
    bool lemma =
        whole && token->lemma.length > 0 && slice_equal(singular, piece->lower) && token->upos != 0;
    return arena_copy(f->arena, lemma ? token->lemma : singular, ret_name);
}

/* "30,000-strong": people. */
static bool is_strong(const struct finder *f, uint32_t i) {
    return piece_is(f, i, SLICE("-")) && piece_is(f, i + 1, SLICE("strong"));
}

/* "five-member panel", "12-storey block": the unit is the next word, the phrase what has it. */
static bool hyphen_noun(const struct finder *f, uint32_t i) {
    return piece_is(f, i, SLICE("-")) && piece_adjacent(f, i) && piece_adjacent(f, i + 1) &&
           piece_is_word(f, i + 1) && !piece_is(f, i + 1, SLICE("odd")) &&
           !noun_is_stop(f->pieces.at[i + 1].lower);
}

static int read_hyphen_noun(const struct finder *f, uint32_t i, struct counted *counted) {
    struct noun_phrase phrase;
    counted->past = i + 2;
    counted->noun = true;
    if (phrase_at(f, i + 2, false, &phrase) && !piece_is(f, i + 2, SLICE(",")))
        counted->of = text_between(f, phrase.first, phrase.past);
    if (!is_strong(f, i))
        return noun_name(f, i + 1, &counted->unit);
    counted->unit = SLICE("person");
    return 0;
}

/* What stands behind "of": a noun phrase, a number with its unit skipped ("of 152 mm shells"). */
static bool of_phrase(const struct finder *f, uint32_t i, struct noun_phrase *phrase) {
    if (!piece_is(f, i, SLICE("of")))
        return false;
    struct amount inner;
    uint32_t at = i + 1;
    if (amount_read(f, at, &inner))
        at = inner.past;
    return phrase_at(f, at, false, phrase);
}

static void read_of(const struct finder *f, struct counted *counted) {
    struct noun_phrase phrase;
    if (of_phrase(f, counted->past, &phrase))
        counted->of = text_between(f, phrase.first, phrase.past);
}

/* "152 mm artillery shells", "a 45-acre farm": a unit in front of what it measures. */
static void read_measured(const struct finder *f, const struct amount *amount,
                          struct counted *counted) {
    bool hyphen = piece_is(f, amount->number_past, SLICE("-"));
    bool in_front = hyphen || amount->unit.symbol;
    struct noun_phrase phrase;
    if (counted->of.at || !in_front || amount->unit.family != UNIT_PHYSICAL ||
        !piece_is_word(f, amount->past) || noun_is_stop(f->pieces.at[amount->past].lower))
        return;
    if (phrase_at(f, amount->past, !hyphen, &phrase))
        counted->of = text_between(f, phrase.first, phrase.past);
}

/* Vague numbers and "millions" take "of" before what they count: "dozens of villagers". */
static uint32_t behind_of(const struct finder *f, const struct amount *amount) {
    uint32_t i = amount->number_past;
    bool vague = amount->number.kind == NUMBER_VAGUE;
    bool small = amount->number.kind == NUMBER_CARDINAL && piece_is(f, i, SLICE("of")) &&
                 (piece_is(f, i + 1, SLICE("the")) || piece_is(f, i + 1, SLICE("its")) ||
                  piece_is(f, i + 1, SLICE("their")) || piece_is(f, i + 1, SLICE("those")));
    return i + ((vague && piece_is(f, i, SLICE("of"))) || small);
}

/* "of magnitude 6.3", "a magnitude of 6.3": the one unit that stands in front. */
static bool is_magnitude(const struct finder *f, uint32_t i) {
    uint32_t at = i - (i > 0 && piece_is(f, i - 1, SLICE("of")));
    return at > 0 && piece_is(f, at - 1, SLICE("magnitude"));
}

static int read_noun(const struct finder *f, const struct amount *amount, struct counted *counted) {
    uint32_t i = amount->number_past;
    if (hyphen_noun(f, i))
        return read_hyphen_noun(f, i, counted);
    if (is_magnitude(f, amount->first)) {
        counted->unit = SLICE("magnitude");
        return 0;
    }
    bool plural = amount->range || amount->number.kind == NUMBER_VAGUE || amount->number.value != 1;
    bool part = amount->number.kind == NUMBER_FRACTION;
    struct noun_phrase phrase;
    enum comparator told = COMPARATOR_EXACT;
    uint32_t start = behind_of(f, amount);
    /* "200 or more people" */
    start += comparator_after(f->pieces.at, start, f->pieces.count, &told);
    if (!phrase_at(f, start, plural && !part, &phrase))
        return 0;
    if (part && !piece_is(f, amount->first, SLICE("half")) &&
        !piece_is(f, amount->first + 1, SLICE("half")))
        return 0;
    counted->past = phrase.past;
    counted->noun = true;
    int error = noun_name(f, phrase.head, &counted->unit);
    if (error)
        return error;
    read_of(f, counted);
    return 0;
}

/* ---- shares ---------------------------------------------------------------------------------- */

static bool is_whole(const struct finder *f, uint32_t i) {
    static const struct slice wholes[] = {
        {"all", 3}, {"her", 3}, {"his", 3},   {"its", 3},   {"of", 2},
        {"our", 3}, {"the", 3}, {"their", 5}, {"those", 5},
    };
    return PIECE_IN(f, i, wholes);
}

/* Is a fraction or ratio one of a whole ("a third of voters", "one in five children"), and so a
 * percentage? A lone "¾" or "one out of three" is a number. */
static bool is_share(const struct finder *f, const struct amount *amount) {
    enum number_kind kind = amount->number.kind;
    uint32_t i = amount->number_past;
    if (amount->has_unit || (kind != NUMBER_FRACTION && kind != NUMBER_RATIO))
        return false;
    if (is_whole(f, i))
        return true;
    bool word = piece_is_word(f, i) && !piece_is(f, i, SLICE("or"));
    if (kind == NUMBER_RATIO)
        return word;
    bool half_of_noun =
        piece_is(f, i - 1, SLICE("half")) && word && !noun_is_stop(f->pieces.at[i].lower);
    return !amount->number.digits && f->pieces.at[i - 1].kind == PIECE_WORD && !half_of_noun;
}

static int read_share(const struct finder *f, struct amount *amount, struct counted *counted) {
    struct noun_phrase phrase;
    uint32_t i = amount->number_past;
    amount->number.value *= 100;
    amount->number.low = amount->number.high = amount->number.value;
    counted->unit = SLICE("percent");
    bool of = piece_is(f, i, SLICE("of"));
    if (phrase_at(f, i + of, false, &phrase) &&
        (of || is_whole(f, i) || !noun_is_stop(f->pieces.at[i].lower)))
        counted->of = text_between(f, phrase.first, phrase.past);
    return 0;
}

static int read_counted(const struct finder *f, struct amount *amount, struct counted *counted) {
    *counted = (struct counted){.past = amount->past};
    if (is_share(f, amount))
        return read_share(f, amount, counted);
    if (!amount->has_unit)
        return read_noun(f, amount, counted);
    read_of(f, counted);
    read_measured(f, amount, counted);
    return arena_copy(f->arena, slice_of(amount->unit.name, amount->unit.length), &counted->unit);
}

/* ---- the quantity ---------------------------------------------------------------------------- */

static void set_bounds(const struct amount *amount, const struct comparator_match *comparator,
                       struct quantity *q) {
    const struct number *number = &amount->number;
    q->value = number->value;
    q->low = number->low;
    q->high = number->high;
    if (amount->range) {
        q->value = (double)NAN;
        q->low = amount->low;
        q->high = amount->high;
        q->comparator = COMPARATOR_BETWEEN;
        return;
    }
    if (number->kind == NUMBER_VAGUE) {
        bool open = q->comparator == COMPARATOR_MORE_THAN || q->comparator == COMPARATOR_AT_LEAST;
        q->high = open ? (double)INFINITY : q->high;
        q->comparator = open ? q->comparator : COMPARATOR_ABOUT;
        return;
    }
    if (q->comparator == COMPARATOR_EXACT)
        return;
    struct interval open = interval_from_comparator(q->comparator, q->value, q->resolution);
    q->low = open.low;
    q->high = comparator->below ? fmax(q->value, open.low) : open.high;
}

static struct mention make_mention(const struct finder *f, const struct amount *amount,
                                   const struct counted *counted,
                                   const struct comparator_match *comparator) {
    const struct piece *at = f->pieces.at;
    struct mention m = {.first = comparator->first, .past = counted->past};
    enum comparator told = comparator->comparator;
    uint32_t behind = comparator_after(at, amount->number_past, f->pieces.count, &told);
    if (behind)
        m.past = amount->number_past + behind > m.past ? amount->number_past + behind : m.past;
    else
        m.past += comparator_after(at, m.past, f->pieces.count, &told);
    m.counted = counted->noun;
    m.money = amount->has_unit && amount->unit.family == UNIT_MONEY;
    m.bare = !counted->unit.at;
    m.quantity = (struct quantity){
        .span = {at[m.first].span.start, at[m.past - 1].span.end},
        .number = {at[amount->first].span.start, at[amount->number_past - 1].span.end},
        .resolution = fabs(amount->number.resolution),
        .comparator = told,
        .unit = counted->unit,
        .of = counted->of,
        .alternative_of = NO_INDEX,
        .gloss_of = NO_INDEX,
        .first_token = at[m.first].token,
        .past_token = at[m.past - 1].token + 1,
    };
    set_bounds(amount, comparator, &m.quantity);
    return m;
}

static bool piece_taken(const struct finder *f, uint32_t i) {
    return f->taken[f->pieces.at[i].token];
}

/* Does a time expression own the number? Not where the number says more than a time can: a share of
 * something ("three quarters of voters"), a scale ("three quarters billion"), a bound or a range
 * that no year is ("above 1000", "1000-5000"), or where the time begins inside the number. */
static bool is_taken(const struct finder *f, const struct amount *amount,
                     enum comparator comparator) {
    const struct number *number = &amount->number;
    bool any = false;
    for (uint32_t i = amount->first; i < amount->number_past; i++)
        any = any || piece_taken(f, i);
    if (!any || (!amount->range && !piece_taken(f, amount->first)))
        return false;
    bool share = number->kind == NUMBER_FRACTION && piece_is(f, amount->number_past, SLICE("of"));
    bool scaled = !number->digits && number->multiplier >= 1000 && !amount->has_unit;
    bool money = amount->has_unit && amount->unit.family == UNIT_MONEY;
    bool plain = !amount->has_unit && number->digits && number->multiplier == 1;
    bool bound =
        plain && (comparator == COMPARATOR_MORE_THAN || comparator == COMPARATOR_LESS_THAN);
    bool range = plain && amount->range && amount->high > 2100;
    return !share && !scaled && !money && !bound && !range;
}

/* "Two quarters of growth" is half a year, not a half: the stage of times knows which. */
static bool is_quarters(const struct finder *f, const struct amount *amount) {
    return amount->number.kind == NUMBER_FRACTION && !amount->has_unit &&
           f->lasting[f->pieces.at[amount->first].token] &&
           piece_is(f, amount->number_past - 1, SLICE("quarters"));
}

/* "between A and B" belongs to the range's span. */
static struct comparator_match comparator_of(const struct finder *f, const struct amount *amount,
                                             uint32_t floor) {
    struct comparator_match match = comparator_before(f->pieces.at, amount->first, floor);
    bool opened = amount->range && range_opener_before(f->pieces.at, amount->first, floor);
    if (opened)
        match.first = amount->first - 1;
    return match;
}

/* Reads a quantity at piece `i`; *ret_next is where to go on, `i` + 1 when nothing is there. */
static int read_at(struct finder *f, uint32_t i, uint32_t floor, uint32_t *ret_next) {
    struct amount amount;
    struct counted counted;
    *ret_next = i + 1;
    bool factor = factor_read(f, i, &amount);
    if (!factor && !amount_read(f, i, &amount))
        return 0;
    *ret_next = amount.number_past;
    bool age = age_read(f, &amount);
    struct comparator_match comparator = comparator_of(f, &amount, floor);
    if (!age && (is_taken(f, &amount, comparator.comparator) || is_quarters(f, &amount)))
        return 0;

    int error = read_counted(f, &amount, &counted);
    if (error)
        return error;
    uint32_t vetoed;
    if (!age && !factor && amount_vetoed(f, &amount, counted.noun, &comparator, &vetoed)) {
        *ret_next = vetoed;
        return 0;
    }
    struct mention mention = make_mention(f, &amount, &counted, &comparator);
    if (!list_push(f->arena, &f->mentions, mention))
        return ERR_NO_MEMORY;
    /* What measures the counted noun ("152 mm") is read as its own quantity. */
    *ret_next = amount.past > amount.number_past && counted.noun == false ? amount.past
                                                                          : amount.number_past;
    return 0;
}

/* Most words begin no number: one look into the table saves the parser. */
static bool may_begin(const struct finder *f, uint32_t i) {
    const struct piece *piece = &f->pieces.at[i];
    if (piece->kind == PIECE_DIGITS)
        return true;
    if (piece->kind == PIECE_SYMBOL) /* signs of number and currency, vulgar fractions */
        return (unsigned char)piece->lower.at[0] >= 0x80 || slice_equal(piece->lower, SLICE("$")) ||
               slice_equal(piece->lower, SLICE("-")) || slice_equal(piece->lower, SLICE("+"));
    return number_word_find(piece->lower) || factor_word(piece->lower) || amount_word(f, i);
}

static int read_sentence(struct finder *f) {
    uint32_t floor = 0;
    for (uint32_t i = 0; i < f->pieces.count;) {
        if (!may_begin(f, i)) {
            i++;
            continue;
        }
        uint32_t next;
        uint32_t before = f->mentions.count;
        int error = read_at(f, i, floor, &next);
        if (error)
            return error;
        assert(next > i);
        i = next;
        if (f->mentions.count > before)
            floor = next;
    }
    return 0;
}

/* Dates and clock times keep their numbers; a duration is a quantity as well. */
static int mark_taken(struct finder *f) {
    const struct analysis *analysis = f->analysis;
    bool *taken = ARENA_ARRAY(f->arena, bool, (size_t)analysis->tokens.count + 1);
    bool *lasting = ARENA_ARRAY(f->arena, bool, (size_t)analysis->tokens.count + 1);
    if (!taken || !lasting)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < analysis->times.count; i++) {
        const struct time_expression *time = &analysis->times.at[i];
        bool *marks = time->type == TIME_DURATION ? lasting : taken;
        for (uint32_t k = time->first_token; k < time->past_token; k++)
            marks[k] = true;
    }
    f->taken = taken;
    f->lasting = lasting;
    return 0;
}

/* "48 hours" is told among the times; "90 miles an hour" is not, though "an hour" is. */
static bool told_as_time(const struct finder *f, uint32_t first, uint32_t last, struct slice name) {
    struct unit unit;
    bool other = unit_find(name, &unit) && unit.dimension != DIMENSION_TIME;
    return !other && (f->lasting[first] || f->lasting[last]);
}

static int push_all(struct finder *f) {
    for (uint32_t i = 0; i < f->mentions.count; i++) {
        struct quantity *quantity = &f->mentions.at[i].quantity;
        if (told_as_time(f, f->pieces.at[f->mentions.at[i].first].token,
                         f->pieces.at[f->mentions.at[i].past - 1].token, quantity->unit))
            quantity->role = QUANTITY_DURATION;
        if (!list_push(f->arena, &f->analysis->quantities, *quantity))
            return ERR_NO_MEMORY;
    }
    return 0;
}

int quantities_find(const struct resources *resources, struct arena *arena,
                    struct analysis *analysis) {
    (void)resources; /* grammars need no tables from outside */
    struct finder f = {.arena = arena, .analysis = analysis};
    int error = mark_taken(&f);
    for (uint32_t i = 0; !error && i < analysis->sentences.count; i++) {
        const struct sentence *sentence = &analysis->sentences.at[i];
        f.pieces.count = 0;
        f.mentions.count = 0;
        error = pieces_cut(arena, analysis, sentence->first_token, sentence->past_token, &f.pieces);
        if (!error)
            error = read_sentence(&f);
        if (error)
            break;
        error = mentions_link(&f, analysis->quantities.count);
        if (!error)
            error = push_all(&f);
    }
    return error;
}
