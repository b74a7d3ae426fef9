/* Numbers that are no quantities: labels ("Article 5", "Boeing 737", "G7", "No. 10"), years, dates,
 * clock times, scores, telephone numbers, "one" as a pronoun, "half" of a match. What decides is
 * the neighbourhood: a label's number stands bare behind its noun, a quantity's in front. */
#include "analysis/language/tagset.h"
#include "analysis/values/number_words.h"
#include "analysis/values/quantity_finder.h"

#include <math.h>

#define TEXT(text)                                                                                 \
    { "" text, sizeof(text) - 1 }

/* Nouns that number what they name. */
static const struct slice label_nouns[] = {
    TEXT("airbus"),     TEXT("annex"),       TEXT("apollo"),   TEXT("appendix"), TEXT("article"),
    TEXT("articles"),   TEXT("bloc"),        TEXT("boeing"),   TEXT("book"),     TEXT("bus"),
    TEXT("case"),       TEXT("category"),    TEXT("cell"),     TEXT("channel"),  TEXT("chapter"),
    TEXT("chapters"),   TEXT("class"),       TEXT("clause"),   TEXT("convoy"),   TEXT("day"),
    TEXT("directive"),  TEXT("district"),    TEXT("division"), TEXT("episode"),  TEXT("exit"),
    TEXT("fig"),        TEXT("figure"),      TEXT("flight"),   TEXT("formula"),  TEXT("gate"),
    TEXT("grade"),      TEXT("group"),       TEXT("hangar"),   TEXT("highway"),  TEXT("hut"),
    TEXT("interstate"), TEXT("item"),        TEXT("judge"),    TEXT("lane"),     TEXT("level"),
    TEXT("line"),       TEXT("lot"),         TEXT("mark"),     TEXT("no"),       TEXT("nos"),
    TEXT("number"),     TEXT("numbered"),    TEXT("numbers"),  TEXT("page"),     TEXT("pages"),
    TEXT("paragraph"),  TEXT("part"),        TEXT("phase"),    TEXT("pier"),     TEXT("platform"),
    TEXT("plot"),       TEXT("proposition"), TEXT("protocol"), TEXT("reactor"),  TEXT("resolution"),
    TEXT("road"),       TEXT("room"),        TEXT("round"),    TEXT("route"),    TEXT("rule"),
    TEXT("runway"),     TEXT("schedule"),    TEXT("season"),   TEXT("section"),  TEXT("sections"),
    TEXT("sector"),     TEXT("series"),      TEXT("stage"),    TEXT("step"),     TEXT("suite"),
    TEXT("table"),      TEXT("terminal"),    TEXT("tier"),     TEXT("title"),    TEXT("track"),
    TEXT("train"),      TEXT("type"),        TEXT("version"),  TEXT("vol"),      TEXT("volume"),
    TEXT("ward"),       TEXT("week"),        TEXT("zone"),
};

static const struct slice months[] = {
    TEXT("apr"),      TEXT("april"), TEXT("aug"),      TEXT("august"),    TEXT("dec"),
    TEXT("december"), TEXT("feb"),   TEXT("february"), TEXT("jan"),       TEXT("january"),
    TEXT("jul"),      TEXT("july"),  TEXT("jun"),      TEXT("june"),      TEXT("mar"),
    TEXT("march"),    TEXT("may"),   TEXT("nov"),      TEXT("november"),  TEXT("oct"),
    TEXT("october"),  TEXT("sep"),   TEXT("sept"),     TEXT("september"),
};

/* What stands in front of a year, whatever follows ("the 2012 games", "in 1998"). */
static const struct slice year_openers[] = {
    TEXT("by"),    TEXT("during"), TEXT("early"), TEXT("from"),  TEXT("her"), TEXT("his"),
    TEXT("in"),    TEXT("its"),    TEXT("late"),  TEXT("mid"),   TEXT("our"), TEXT("s"),
    TEXT("since"), TEXT("the"),    TEXT("their"), TEXT("until"),
};

static uint32_t number_first(const struct amount *amount) {
    return amount->first;
}

static bool is_month(const struct finder *f, uint32_t i) {
    return PIECE_IN(f, i, months) && f->pieces.at[i].capital;
}

/* ---- telephone numbers, dates, scores: runs of digits ---------------------------------------- */

static bool joins_digits(const struct finder *f, uint32_t i) {
    return piece_adjacent(f, i) && f->pieces.at[i].kind == PIECE_SYMBOL &&
           piece_adjacent(f, i + 1) && piece_is_digits(f, i + 1);
}

/* Behind a run of digit groups joined by spaces or single marks; counts the groups. */
static uint32_t digit_run(const struct finder *f, uint32_t i, uint32_t *ret_groups) {
    uint32_t groups = 0;
    uint32_t at = i;
    while (piece_is_digits(f, at)) {
        groups++;
        at++;
        if (joins_digits(f, at))
            at++;
    }
    *ret_groups = groups;
    return at;
}

static bool has_leading_zero(const struct finder *f, uint32_t i) {
    struct slice text = f->pieces.at[i].lower;
    return text.length > 1 && text.at[0] == '0' && text.at[1] >= '0' && text.at[1] <= '9';
}

/* Digits behind the amount that belong to one string with it. */
static bool is_digit_string(const struct finder *f, const struct amount *amount,
                            uint32_t *ret_past) {
    uint32_t i = amount->first;
    bool plus = piece_is(f, i, SLICE("+"));
    if (!piece_is_digits(f, i + plus))
        return false;
    uint32_t groups;
    uint32_t past = digit_run(f, i + plus, &groups);
    bool phone = has_leading_zero(f, i + plus) || (plus && groups > 1) ||
                 (groups > 2 && past > amount->number_past);
    bool tail = past > amount->number_past && joins_digits(f, amount->number_past);
    bool head = i >= 2 && joins_digits(f, i - 1) && piece_is_digits(f, i - 2);
    *ret_past = past;
    return phone || tail || head;
}

static bool is_game_word(const struct finder *f, uint32_t i) {
    static const struct slice words[] = {
        TEXT("ahead"),    TEXT("beat"),     TEXT("beaten"),  TEXT("beating"),  TEXT("defeat"),
        TEXT("defeated"), TEXT("draw"),     TEXT("drew"),    TEXT("drubbing"), TEXT("final"),
        TEXT("finished"), TEXT("lead"),     TEXT("leading"), TEXT("led"),      TEXT("lose"),
        TEXT("losing"),   TEXT("loss"),     TEXT("lost"),    TEXT("score"),    TEXT("thrashing"),
        TEXT("trailed"),  TEXT("trailing"), TEXT("victory"), TEXT("vote"),     TEXT("win"),
        TEXT("winning"),  TEXT("won"),
    };
    return PIECE_IN(f, i, words);
}

static bool is_dash(const struct finder *f, uint32_t i) {
    return piece_is(f, i, SLICE("-")) || piece_is(f, i, SLICE("–")) || piece_is(f, i, SLICE("—"));
}

/* "3 – 1", "0 - 0": two numbers about a dash that are no range. */
static bool is_half_of_score(const struct finder *f, const struct amount *amount) {
    uint32_t i = amount->first;
    bool left = is_dash(f, amount->number_past) && piece_is_digits(f, amount->number_past + 1);
    bool right = i >= 2 && is_dash(f, i - 1) && piece_is_digits(f, i - 2);
    return amount->number.bare && (left || right);
}

/* "lost 2-3", with nothing counted behind. */
static bool is_score(const struct finder *f, const struct amount *amount, bool counted) {
    if (counted || amount->has_unit || !amount->number.digits)
        return false;
    if (!amount->range)
        return is_half_of_score(f, amount);
    bool small = amount->high < 100 && amount->high == floor(amount->high);
    if (small && amount->first > 0 && f->pieces.at[amount->first - 1].capital)
        return true; /* "Rovers 1 - 2 United" */
    for (uint32_t back = 1; back <= 5 && back <= amount->first; back++)
        if (is_game_word(f, amount->first - back))
            return true;
    return false;
}

/* ---- labels ------------------------------------------------------------------------------------
 */

static bool ends_with_dot(const struct finder *f, uint32_t i) {
    return piece_is(f, i, SLICE("."));
}

static bool behind_label_noun(const struct finder *f, uint32_t i) {
    uint32_t noun = i - 1;
    bool dot = i >= 2 && ends_with_dot(f, i - 1);
    if (dot)
        noun = i - 2;
    if (!PIECE_IN(f, noun, label_nouns))
        return false;
    bool no = piece_is(f, noun, SLICE("no"));
    return no ? dot || f->pieces.at[noun].capital : true;
}

/* "COVID-19", "A320", "F-16", "#3", "mid-40": letters or a mark close in front. */
static bool behind_letters(const struct finder *f, uint32_t i) {
    if (!piece_adjacent(f, i))
        return false;
    const struct piece *before = &f->pieces.at[i - 1];
    if (before->kind == PIECE_WORD)
        return true;
    bool hyphen = slice_equal(before->lower, SLICE("-")) && i >= 2 && piece_adjacent(f, i - 1) &&
                  f->pieces.at[i - 2].kind == PIECE_WORD;
    bool mark = slice_equal(before->lower, SLICE("#")) || slice_equal(before->lower, SLICE("@")) ||
                slice_equal(before->lower, SLICE("_")) || slice_equal(before->lower, SLICE("/")) ||
                slice_equal(before->lower, SLICE(":")) || slice_equal(before->lower, SLICE("."));
    return hyphen || mark;
}

/* "737s", "06F6", "10:30", "24/7": letters or digits close behind, and no unit read. */
static bool before_letters(const struct finder *f, const struct amount *amount) {
    uint32_t i = amount->number_past;
    if (amount->past > i || !piece_adjacent(f, i))
        return false;
    bool hyphen = piece_is(f, i, SLICE("-")) && piece_adjacent(f, i + 1) && piece_is_word(f, i + 1);
    const struct number_word *word = hyphen ? number_word_find(f->pieces.at[i + 1].lower) : NULL;
    bool name = word && word->class != NUMBER_WORD_ARTICLE && !amount->has_unit; /* "7-Eleven" */
    return f->pieces.at[i].kind == PIECE_WORD || joins_digits(f, i) || (name && !amount->range);
}

/* A capitalised word inside the sentence in front of a bare number names something with it, unless
 * a preposition makes the word a place: "in Gaza 40 people". */
static bool behind_name(const struct finder *f, uint32_t i, bool counted) {
    if (i < 2 || !f->pieces.at[i - 1].capital || f->pieces.at[i - 1].kind != PIECE_WORD)
        return false;
    const struct piece *before = &f->pieces.at[i - 2];
    bool opens = before->kind == PIECE_WORD && noun_is_stop(before->lower);
    return !counted || (!opens && before->kind != PIECE_SYMBOL);
}

/* "Pad 39A": a letter that would be a unit elsewhere. */
static bool is_letter_unit(const struct finder *f, const struct amount *amount) {
    const struct piece *unit = &f->pieces.at[amount->past - 1];
    return amount->unit.symbol && unit->capital && unit->lower.length == 1;
}

/* "posts 542 and 543": the tagger saw a noun in front. */
static bool behind_tagged_noun(const struct finder *f, uint32_t i) {
    const struct token *token = &f->analysis->tokens.at[f->pieces.at[i - 1].token];
    return token->upos == UPOS_NOUN || token->upos == UPOS_PROPN;
}

static bool is_label(const struct finder *f, const struct amount *amount, bool counted) {
    uint32_t i = number_first(amount);
    bool word = !amount->number.digits && amount->number.kind == NUMBER_CARDINAL &&
                amount->number.value < 100 && !amount->has_unit && !counted;
    bool money = amount->has_unit && amount->unit.family == UNIT_MONEY;
    bool version = amount->number.digits && amount->number.resolution < 1 && !amount->range &&
                   amount->number.multiplier == 1 && !amount->has_unit && !counted;
    if (i == 0 || (!amount->number.bare && !word && !version) || money)
        return false;
    if (behind_label_noun(f, i))
        return !(counted && piece_is(f, i - 1, SLICE("no")));
    if (!amount->number.digits || (amount->has_unit && !is_letter_unit(f, amount)))
        return false;
    bool the = piece_is(f, i - 1, SLICE("the")) && !piece_is_word(f, amount->past);
    return behind_name(f, i, counted) || (!counted && (the || behind_tagged_noun(f, i)));
}

/* ---- years, dates, clock -----------------------------------------------------------------------
 */

/* "the 2018 day of action": years stand before singulars, measures before plurals and symbols. */
static bool unit_in_singular(const struct finder *f, const struct amount *amount) {
    uint32_t i = amount->number_past;
    return amount->unit.family == UNIT_PHYSICAL && !amount->unit.symbol && amount->past == i + 1 &&
           piece_is_word(f, i) && !noun_is_plural(f->pieces.at[i].lower);
}

static bool is_year(const struct finder *f, const struct amount *amount, bool counted,
                    enum comparator comparator) {
    const struct number *number = &amount->number;
    bool shape = number->bare && number->value >= 1500 && number->value <= 2100 &&
                 f->pieces.at[amount->number_past - 1].lower.length == 4;
    if (!shape || (amount->has_unit && !unit_in_singular(f, amount)))
        return false;
    if (comparator != COMPARATOR_EXACT)
        return !counted && comparator == COMPARATOR_ABOUT;
    return !counted || (amount->first > 0 && PIECE_IN(f, amount->first - 1, year_openers));
}

static bool is_year_pair(const struct finder *f, const struct amount *amount, bool counted) {
    bool pair = amount->range && !amount->has_unit && !counted && amount->low >= 1500 &&
                amount->high <= 2100 && amount->low == floor(amount->low) &&
                amount->number.multiplier == 1;
    return pair && f->pieces.at[amount->number_past - 1].lower.length == 4;
}

static bool is_date(const struct finder *f, const struct amount *amount) {
    uint32_t i = amount->first;
    bool day = amount->number.bare && amount->number.value >= 1 && amount->number.value <= 31;
    bool dotted = i >= 2 && ends_with_dot(f, i - 1) && is_month(f, i - 2);
    return (day || amount->range) && !amount->has_unit &&
           ((i > 0 && is_month(f, i - 1)) || dotted || is_month(f, amount->number_past));
}

/* "3: 21", "04 / 28 / 09": clock and date, parted by spaces as some sources print them. */
static bool is_parted(const struct finder *f, const struct amount *amount) {
    static const struct slice marks[] = {TEXT("/"), TEXT(":")};
    uint32_t i = amount->first;
    uint32_t past = amount->number_past;
    bool left = i >= 2 && PIECE_IN(f, i - 1, marks) && piece_is_digits(f, i - 2);
    bool right = PIECE_IN(f, past, marks) && piece_is_digits(f, past + 1);
    return amount->number.bare && !amount->has_unit && (left || right);
}

/* "p. m." in two pieces. */
static bool is_parted_meridiem(const struct finder *f, uint32_t i) {
    bool half = piece_is(f, i, SLICE("p")) || piece_is(f, i, SLICE("a"));
    return half && piece_is(f, i + 1, SLICE(".")) && piece_is(f, i + 2, SLICE("m"));
}

static bool is_clock(const struct finder *f, const struct amount *amount) {
    static const struct slice words[] = {TEXT("a.m"), TEXT("a.m."), TEXT("am"),   TEXT("gmt"),
                                         TEXT("o"),   TEXT("p.m"),  TEXT("p.m."), TEXT("pm")};
    uint32_t i = amount->number_past;
    if (amount->past == i && is_parted_meridiem(f, i))
        return true;
    return amount->past == i && PIECE_IN(f, i, words) &&
           (!piece_is(f, i, SLICE("o")) || piece_is(f, i + 1, SLICE("clock")) ||
            piece_is(f, i + 1, SLICE("'")) || piece_is(f, i + 1, SLICE("’")));
}

/* ---- words -------------------------------------------------------------------------------------
 */

/* "one of them", "no one", "the one": a pronoun. */
static bool is_pronoun(const struct finder *f, const struct amount *amount, bool counted) {
    static const struct slice before[] = {
        TEXT("another"), TEXT("any"),   TEXT("big"),   TEXT("day"),    TEXT("each"),
        TEXT("every"),   TEXT("first"), TEXT("last"),  TEXT("latter"), TEXT("new"),
        TEXT("next"),    TEXT("no"),    TEXT("other"), TEXT("some"),   TEXT("that"),
        TEXT("the"),     TEXT("these"), TEXT("this"),  TEXT("those"),  TEXT("which"),
    };
    static const struct slice behind[] = {
        TEXT("day"),
        TEXT("another"),
    };
    uint32_t i = amount->first;
    bool one = amount->number.value == 1 && !amount->number.digits && !amount->has_unit &&
               amount->number.kind == NUMBER_CARDINAL && amount->number.multiplier == 1;
    if (!one)
        return false;
    bool alone = !counted && !amount->range && !amount->number.negative;
    bool preceded = i > 0 && PIECE_IN(f, i - 1, before);
    bool followed = piece_is(f, amount->number_past, SLICE("of")) ||
                    piece_is(f, amount->number_past, behind[0]) ||
                    piece_is(f, amount->number_past, behind[1]);
    return preceded || followed || alone;
}

/* "the two said", "these three": a small number word that points back. */
static bool points_back(const struct finder *f, const struct amount *amount, bool counted) {
    static const struct slice before[] = {
        TEXT("all"), TEXT("other"), TEXT("the"), TEXT("these"), TEXT("those"), TEXT("which"),
    };
    bool behind_or = amount->first > 0 && piece_is(f, amount->first - 1, SLICE("or"));
    if (behind_or && amount->number.value == 2 && !counted && !amount->has_unit &&
        !amount->number.digits)
        return true; /* "a thing or two" */
    return !counted && !amount->has_unit && !amount->number.digits && !amount->range &&
           amount->number.kind == NUMBER_CARDINAL && amount->number.value < 20 &&
           amount->first > 0 && PIECE_IN(f, amount->first - 1, before);
}

/* Shares in words need their whole, or a comparator, or nothing behind: "a third man" is an
 * ordinal, "the second half" a period. */
static bool is_no_share(const struct finder *f, const struct amount *amount, bool counted,
                        enum comparator comparator) {
    static const struct slice periods[] = {
        TEXT("each"),  TEXT("first"),    TEXT("fourth"), TEXT("last"),   TEXT("next"),
        TEXT("other"), TEXT("previous"), TEXT("same"),   TEXT("second"), TEXT("that"),
        TEXT("the"),   TEXT("third"),    TEXT("this"),
    };
    static const struct slice wholes[] = {
        TEXT("all"), TEXT("her"),  TEXT("his"), TEXT("its"),   TEXT("my"),    TEXT("of"),
        TEXT("our"), TEXT("that"), TEXT("the"), TEXT("their"), TEXT("these"), TEXT("this"),
    };
    const struct number *number = &amount->number;
    if (number->kind != NUMBER_FRACTION || number->digits || amount->has_unit)
        return false;
    uint32_t last = number->past_piece - 1;
    bool plural = noun_is_plural(f->pieces.at[last].lower);
    if (plural || f->pieces.at[last].kind == PIECE_SYMBOL || PIECE_IN(f, last + 1, wholes))
        return amount->first > 0 && PIECE_IN(f, amount->first - 1, periods) &&
               !piece_is(f, last + 1, SLICE("of"));
    bool lone = last == amount->first; /* "half", "quarter" without article */
    bool noun = piece_is_word(f, last + 1) && !noun_is_stop(f->pieces.at[last + 1].lower) &&
                !slice_ends(f->pieces.at[last + 1].lower, SLICE("ed"));
    if (lone && comparator == COMPARATOR_EXACT)
        return !(amount->first > 0 && piece_is(f, amount->first - 1, SLICE("by"))) &&
               !(noun && counted && piece_is(f, last, SLICE("half")));
    return noun && !counted && comparator == COMPARATOR_EXACT;
}

/* "a high-five": a number word as the end of a compound. */
static bool behind_hyphen(const struct finder *f, uint32_t i) {
    return i >= 2 && piece_adjacent(f, i) && is_dash(f, i - 1) && piece_adjacent(f, i - 1) &&
           (piece_is_word(f, i - 2) || piece_is_digits(f, i - 2));
}

bool amount_vetoed(const struct finder *f, const struct amount *amount, bool counted,
                   const struct comparator_match *comparator, uint32_t *ret_past) {
    *ret_past = amount->number_past;
    if (!isfinite(amount->number.low) || !isfinite(amount->number.high))
        return true;
    bool money = amount->has_unit && amount->unit.family == UNIT_MONEY;
    if (amount->number.digits) {
        if (!money && !amount->range && is_digit_string(f, amount, ret_past))
            return true;
        *ret_past = amount->number_past;
        bool before = !money && behind_letters(f, amount->first);
        if (before || before_letters(f, amount))
            return true;
    }
    bool hyphened = !amount->number.digits && behind_hyphen(f, amount->first);
    return hyphened || is_label(f, amount, counted) || is_score(f, amount, counted) ||
           is_year(f, amount, counted, comparator->comparator) ||
           is_year_pair(f, amount, counted) || is_date(f, amount) || is_parted(f, amount) ||
           is_clock(f, amount) || is_pronoun(f, amount, counted) ||
           points_back(f, amount, counted) ||
           is_no_share(f, amount, counted, comparator->comparator);
}
