/* Units behind numbers; see unit_grammar.h.
 *
 *   unit  := share | money | power (("per" | "/" | "a") power)*
 *   power := ("square" | "cubic")? base ("²" | "^2" | "squared" | "-1")?
 *   base  := word, with any SI prefix | symbol | fixed phrase ("metric tons", "nautical miles")
 */
#include "analysis/values/unit_grammar.h"
#include "analysis/values/currencies.h"
#include "analysis/values/unit_tables.h"

static bool is(const struct unit_reader *r, uint32_t i, struct slice lower) {
    return i < r->past && slice_equal(r->at[i].lower, lower);
}

static bool is_word(const struct unit_reader *r, uint32_t i) {
    return i < r->past && r->at[i].kind == PIECE_WORD;
}

static bool adjacent(const struct unit_reader *r, uint32_t i) {
    return i > 0 && i < r->past && r->at[i].span.start == r->at[i - 1].span.end;
}

static struct slice raw(const struct unit_reader *r, uint32_t i) {
    struct span span = r->at[i].span;
    return slice_of(r->text.at + span.start, span.end - span.start);
}

/* Appends what fits; a name that does not is cut, and so is no unit of any table. */
static void name_append(struct unit_match *match, struct slice text) {
    size_t room = UNIT_NAME_MAX - match->length;
    size_t length = text.length < room ? text.length : room;
    memcpy(match->name + match->length, text.at, length);
    match->length += length;
}

static void name_set(struct unit_match *match, struct slice text, uint32_t past) {
    match->length = 0;
    name_append(match, text);
    match->past = past;
}

/* ---- fixed phrases --------------------------------------------------------------------------- */

#define TEXT(text)                                                                                 \
    { "" text, sizeof(text) - 1 }

struct phrase {
    struct slice words[3]; /* absent behind the last */
    struct slice name;
    enum unit_family family;
};

static const struct phrase phrases[] = {
    {{TEXT("metric"), TEXT("ton")}, TEXT("tonne"), UNIT_PHYSICAL},
    {{TEXT("metric"), TEXT("tons")}, TEXT("tonne"), UNIT_PHYSICAL},
    {{TEXT("metric"), TEXT("tonnes")}, TEXT("tonne"), UNIT_PHYSICAL},
    {{TEXT("nautical"), TEXT("mile")}, TEXT("nautical mile"), UNIT_PHYSICAL},
    {{TEXT("nautical"), TEXT("miles")}, TEXT("nautical mile"), UNIT_PHYSICAL},
    {{TEXT("light"), TEXT("year")}, TEXT("light year"), UNIT_PHYSICAL},
    {{TEXT("light"), TEXT("years")}, TEXT("light year"), UNIT_PHYSICAL},
    {{TEXT("light"), TEXT("-"), TEXT("year")}, TEXT("light year"), UNIT_PHYSICAL},
    {{TEXT("light"), TEXT("-"), TEXT("years")}, TEXT("light year"), UNIT_PHYSICAL},
    {{TEXT("fluid"), TEXT("ounce")}, TEXT("fluid ounce"), UNIT_PHYSICAL},
    {{TEXT("fluid"), TEXT("ounces")}, TEXT("fluid ounce"), UNIT_PHYSICAL},
    {{TEXT("fl"), TEXT("oz")}, TEXT("fluid ounce"), UNIT_PHYSICAL},
    {{TEXT("astronomical"), TEXT("units")}, TEXT("astronomical unit"), UNIT_PHYSICAL},
    {{TEXT("degree"), TEXT("celsius")}, TEXT("celsius"), UNIT_PHYSICAL},
    {{TEXT("degrees"), TEXT("celsius")}, TEXT("celsius"), UNIT_PHYSICAL},
    {{TEXT("degrees"), TEXT("centigrade")}, TEXT("celsius"), UNIT_PHYSICAL},
    {{TEXT("degrees"), TEXT("c")}, TEXT("celsius"), UNIT_PHYSICAL},
    {{TEXT("degree"), TEXT("fahrenheit")}, TEXT("fahrenheit"), UNIT_PHYSICAL},
    {{TEXT("degrees"), TEXT("fahrenheit")}, TEXT("fahrenheit"), UNIT_PHYSICAL},
    {{TEXT("degrees"), TEXT("farenheit")}, TEXT("fahrenheit"), UNIT_PHYSICAL},
    {{TEXT("degrees"), TEXT("f")}, TEXT("fahrenheit"), UNIT_PHYSICAL},
    {{TEXT("degrees"), TEXT("kelvin")}, TEXT("kelvin"), UNIT_PHYSICAL},
    {{TEXT("°"), TEXT("c")}, TEXT("celsius"), UNIT_PHYSICAL},
    {{TEXT("°"), TEXT("f")}, TEXT("fahrenheit"), UNIT_PHYSICAL},
    {{TEXT("º"), TEXT("c")}, TEXT("celsius"), UNIT_PHYSICAL},
    {{TEXT("º"), TEXT("f")}, TEXT("fahrenheit"), UNIT_PHYSICAL},
    {{TEXT("deg"), TEXT("c")}, TEXT("celsius"), UNIT_PHYSICAL},
    {{TEXT("deg"), TEXT("f")}, TEXT("fahrenheit"), UNIT_PHYSICAL},
    {{TEXT("℃")}, TEXT("celsius"), UNIT_PHYSICAL},
    {{TEXT("℉")}, TEXT("fahrenheit"), UNIT_PHYSICAL},
    {{TEXT("°")}, TEXT("degree"), UNIT_PHYSICAL},
    {{TEXT("degree")}, TEXT("degree"), UNIT_PHYSICAL},
    {{TEXT("degrees")}, TEXT("degree"), UNIT_PHYSICAL},
    {{TEXT("\"")}, TEXT("inch"), UNIT_PHYSICAL},
    {{TEXT("″")}, TEXT("inch"), UNIT_PHYSICAL},
    {{TEXT("′")}, TEXT("foot"), UNIT_PHYSICAL},
    {{TEXT("percentage"), TEXT("point")}, TEXT("percentage point"), UNIT_SHARE},
    {{TEXT("percentage"), TEXT("points")}, TEXT("percentage point"), UNIT_SHARE},
    {{TEXT("percent"), TEXT("point")}, TEXT("percentage point"), UNIT_SHARE},
    {{TEXT("percent"), TEXT("points")}, TEXT("percentage point"), UNIT_SHARE},
    {{TEXT("basis"), TEXT("point")}, TEXT("basis point"), UNIT_SHARE},
    {{TEXT("basis"), TEXT("points")}, TEXT("basis point"), UNIT_SHARE},
    {{TEXT("per"), TEXT("cent")}, TEXT("percent"), UNIT_SHARE},
    {{TEXT("%"), TEXT("-"), TEXT("points")}, TEXT("percentage point"), UNIT_SHARE},
    {{TEXT("percent")}, TEXT("percent"), UNIT_SHARE},
    {{TEXT("percents")}, TEXT("percent"), UNIT_SHARE},
    {{TEXT("%")}, TEXT("percent"), UNIT_SHARE},
    {{TEXT("％")}, TEXT("percent"), UNIT_SHARE},
    {{TEXT("pct")}, TEXT("percent"), UNIT_SHARE},
    {{TEXT("times")}, TEXT("times"), UNIT_SHARE},
    {{TEXT("fold")}, TEXT("times"), UNIT_SHARE},
};

static uint32_t phrase_match(const struct unit_reader *r, uint32_t i, const struct phrase *phrase) {
    uint32_t k = 0;
    for (; k < 3 && phrase->words[k].at; k++)
        if (!is(r, i + k, phrase->words[k]))
            return 0;
    return k;
}

/* "10 " long" closes no quotation: an inch mark stands behind digits and in front of a word of
 * extent. */
static bool is_inch_mark(const struct unit_reader *r, uint32_t i, const struct number *number) {
    static const struct slice extents[] = {
        {"deep", 4}, {"high", 4},  {"in", 2},   {"long", 4},
        {"tall", 4}, {"thick", 5}, {"wide", 4}, {"x", 1},
    };
    return number->digits && is_word(r, i + 1) && SLICE_IN(r->at[i + 1].lower, extents);
}

static bool read_phrase(const struct unit_reader *r, uint32_t i, const struct number *number,
                        struct unit_match *match) {
    for (size_t k = 0; k < sizeof phrases / sizeof *phrases; k++) {
        uint32_t length = phrase_match(r, i, &phrases[k]);
        if (!length)
            continue;
        if (is(r, i, SLICE("\"")) && !is_inch_mark(r, i, number))
            return false;
        match->family = phrases[k].family;
        name_set(match, phrases[k].name, i + length);
        return true;
    }
    return false;
}

/* ---- words and symbols ----------------------------------------------------------------------- */

static bool word_base(struct slice lower, struct unit_match *match) {
    struct slice name = unit_word_find(lower);
    struct slice prefix;
    struct slice rest;
    if (name.at) {
        name_append(match, name);
        return true;
    }
    if (unit_prefix_strip(lower, &prefix, &rest) == 0 || rest.length < 3)
        return false;
    name = unit_word_find(rest);
    const struct base_unit *base = name.at ? base_unit_find(name) : NULL;
    if (!base || base->prefixes == UNIT_PLAIN)
        return false;
    name_append(match, prefix);
    name_append(match, name);
    return true;
}

/* "kilowatt-hour", "watt hours": an energy is two words. */
static void read_hour(const struct unit_reader *r, struct unit_match *match) {
    struct slice name = slice_of(match->name, match->length);
    uint32_t i = match->past + is(r, match->past, SLICE("-"));
    bool hour = is(r, i, SLICE("hour")) || is(r, i, SLICE("hours"));
    if (hour && slice_ends(name, SLICE("watt"))) {
        name_append(match, SLICE(" hour"));
        match->past = i + 1;
    }
}

static bool read_word(const struct unit_reader *r, uint32_t i, struct unit_match *match) {
    if (!is_word(r, i))
        return false;
    struct slice lower = r->at[i].lower;
    size_t start = match->length;
    for (size_t cut = 0; cut <= 2 && lower.length > cut + 1; cut++) {
        struct slice ending = slice_of(lower.at + lower.length - cut, cut);
        if (cut && !slice_equal(ending, cut == 1 ? SLICE("s") : SLICE("es")))
            continue;
        match->length = start;
        if (word_base(slice_of(lower.at, lower.length - cut), match)) {
            match->past = i + 1;
            read_hour(r, match);
            return true;
        }
    }
    match->length = start;
    return false;
}

static bool ends_phrase(const struct unit_reader *r, uint32_t i) {
    return i >= r->past || r->at[i].kind != PIECE_WORD;
}

/* Is `symbol` at `i` a unit, or the preposition "in", the clock's "pm", the article "a"? */
static bool symbol_fits(const struct unit_reader *r, uint32_t i, const struct number *number,
                        struct slice symbol) {
    static const struct slice extents[] = {
        {"and", 3},  {"by", 2},   {"deep", 4},  {"high", 4}, {"long", 4},
        {"more", 4}, {"tall", 4}, {"thick", 5}, {"wide", 4}, {"x", 1},
    };
    bool close = adjacent(r, i);
    if (!number->digits)
        return symbol.length > 1 && !slice_equal(symbol, SLICE("in")) &&
               !slice_equal(symbol, SLICE("am")) && !slice_equal(symbol, SLICE("pm")) &&
               !slice_equal(symbol, SLICE("st"));
    if (slice_equal(symbol, SLICE("in")))
        return close || ends_phrase(r, i + 1) || SLICE_IN(r->at[i + 1].lower, extents);
    if (slice_equal(symbol, SLICE("am")) || slice_equal(symbol, SLICE("pm")))
        return number->resolution < 1 && number->resolution != 0.01;
    if (slice_equal(symbol, SLICE("st")))
        return !close;
    if (symbol.length > 1 || close)
        return !(slice_equal(symbol, SLICE("s")) && close && number->resolution >= 10);
    bool capital = symbol.at[0] >= 'A' && symbol.at[0] <= 'Z';
    return symbol.at[0] != 'a' && (!capital || ends_phrase(r, i + 1) || is(r, i + 1, SLICE("per")));
}

static bool read_symbol(const struct unit_reader *r, uint32_t i, const struct number *number,
                        struct unit_match *match) {
    struct slice prefix;
    struct slice base;
    bool letters = is_word(r, i) || is(r, i, SLICE("Ω"));
    if (!letters || !unit_symbol_find(raw(r, i), &prefix, &base))
        return false;
    if (number && !symbol_fits(r, i, number, raw(r, i)))
        return false;
    name_append(match, prefix);
    name_append(match, base);
    match->past = i + 1;
    match->symbol = true;
    if (slice_equal(base, SLICE("percent")) || slice_equal(base, SLICE("basis point")))
        match->family = UNIT_SHARE;
    return true;
}

/* ---- powers and quotients -------------------------------------------------------------------- */

static void name_prepend(struct unit_match *match, size_t at, struct slice text) {
    char rest[UNIT_NAME_MAX];
    size_t length = match->length - at;
    memcpy(rest, match->name + at, length);
    match->length = at;
    name_append(match, text);
    name_append(match, slice_of(rest, length));
}

/* What stands behind the base: 2, 3, -1, or 0 for nothing; *past moves behind it. */
static int read_exponent(const struct unit_reader *r, uint32_t *past, bool symbol) {
    uint32_t i = *past;
    int power = is(r, i, SLICE("²")) || is(r, i, SLICE("squared")) ? 2
                : is(r, i, SLICE("³")) || is(r, i, SLICE("cubed")) ? 3
                                                                   : 0;
    if (power) {
        *past = i + 1;
        return power;
    }
    if (!symbol || !adjacent(r, i))
        return 0;
    bool minus = is(r, i, SLICE("-")) || is(r, i, SLICE("−"));
    uint32_t digit = i + (minus || is(r, i, SLICE("^")));
    power = is(r, digit, SLICE("2")) ? 2 : is(r, digit, SLICE("3")) ? 3 : 0;
    if (minus)
        power = is(r, digit, SLICE("1")) ? -1 : 0;
    if (power && (digit == i || adjacent(r, digit)))
        *past = digit + 1;
    return *past > i ? power : 0;
}

static bool read_power(const struct unit_reader *r, uint32_t i, const struct number *number,
                       struct unit_match *match) {
    size_t start = match->length;
    bool square = is(r, i, SLICE("square")) || is(r, i, SLICE("sq"));
    bool cubic = is(r, i, SLICE("cubic")) || is(r, i, SLICE("cu"));
    uint32_t base = i + (square || cubic);
    base += (square || cubic) && (is(r, base, SLICE(".")) || is(r, base, SLICE("-")));
    bool found =
        read_word(r, base, match) || read_symbol(r, base, square || cubic ? NULL : number, match);
    if (!found)
        return false;
    int power = square ? 2 : cubic ? 3 : read_exponent(r, &match->past, match->symbol);
    if (power == -1)
        name_prepend(match, start, SLICE("inverse "));
    else if (power)
        name_prepend(match, start, power == 2 ? SLICE("square ") : SLICE("cubic "));
    return true;
}

/* "per", "/" between any two units; "an hour", "a second" behind a length only: "$5 a day" and
 * "barrels a day" keep the unit that is counted. */
static uint32_t quotient_mark(const struct unit_reader *r, const struct unit_match *match) {
    uint32_t i = match->past;
    if (is(r, i, SLICE("per")) && !is(r, i + 1, SLICE("cent")))
        return i + 1;
    if (is(r, i, SLICE("/")))
        return i + 1;
    struct unit unit;
    bool article = is(r, i, SLICE("an")) || is(r, i, SLICE("a"));
    bool time = is(r, i + 1, SLICE("hour")) || is(r, i + 1, SLICE("second")) ||
                is(r, i + 1, SLICE("minute"));
    bool length = article && time && unit_find(slice_of(match->name, match->length), &unit) &&
                  unit.dimension == DIMENSION_LENGTH;
    return length ? i + 1 : 0;
}

enum { QUOTIENTS_MAX = 3 };

static bool read_physical(const struct unit_reader *r, uint32_t i, const struct number *number,
                          struct unit_match *match) {
    match->length = 0;
    match->family = UNIT_PHYSICAL;
    if (!read_power(r, i, number, match))
        return false;
    for (int k = 0; k < QUOTIENTS_MAX; k++) {
        uint32_t next = quotient_mark(r, match);
        struct unit_match under = {.length = 0};
        if (!next || !read_power(r, next, NULL, &under))
            break;
        name_append(match, SLICE(" per "));
        name_append(match, slice_of(under.name, under.length));
        match->past = under.past;
    }
    return true;
}

/* ---- money ----------------------------------------------------------------------------------- */

static bool money_set(struct unit_match *match, struct slice name, uint32_t past) {
    match->family = UNIT_MONEY;
    match->currency = !slice_equal(name, SLICE("cent")) && !slice_equal(name, SLICE("penny")) &&
                      !slice_equal(name, SLICE("kopeck")) && !slice_equal(name, SLICE("dime"));
    name_set(match, name, past);
    return true;
}

/* "MUSD", "MEUR", "USD". */
static struct slice code_at(const struct unit_reader *r, uint32_t i, double *ret_scale) {
    *ret_scale = 1;
    if (!is_word(r, i))
        return (struct slice){NULL, 0};
    struct slice code = raw(r, i);
    if (code.length == 4 && code.at[0] == 'M') {
        *ret_scale = 1e6;
        code = slice_of(code.at + 1, 3);
    }
    return currency_of_code(code);
}

/* "won" and "mark" are verbs too, "pounds" a weight: those only where the number is a sum of money.
 */
static bool noun_is_money(const struct unit_reader *r, uint32_t i, const struct number *number) {
    if (is(r, i, SLICE("won")))
        return number->value >= 100 && !is(r, i + 1, SLICE("by")) && !is(r, i + 1, SLICE("the")) &&
               !is(r, i + 1, SLICE("a"));
    if (is(r, i, SLICE("pound")) || is(r, i, SLICE("pounds")))
        return is(r, i + 1, SLICE("sterling")) ||
               ((number->value >= 10000 || number->multiplier >= 1e5) &&
                !is(r, i + 1, SLICE("of")));
    return true;
}

static bool read_money(const struct unit_reader *r, uint32_t i, const struct number *number,
                       struct unit_match *match) {
    if (i >= r->past)
        return false;
    struct slice name =
        r->at[i].kind == PIECE_SYMBOL ? currency_of_sign(r->at[i].lower) : (struct slice){NULL, 0};
    double scale;
    if (name.at)
        return money_set(match, name, i + 1);
    name = code_at(r, i, &scale);
    if (name.at) {
        match->scale = scale;
        return money_set(match, name, i + 1);
    }
    for (uint32_t adjective = i; adjective < i + 3 && is_word(r, adjective + 1); adjective++) {
        name = currency_of_name(r->at[adjective].lower, r->at[adjective + 1].lower);
        if (name.at)
            return money_set(match, name, adjective + 2);
    }
    name = is_word(r, i) ? currency_of_noun(r->at[i].lower) : (struct slice){NULL, 0};
    if (name.at && noun_is_money(r, i, number))
        return money_set(match, name, i + 1 + is(r, i + 1, SLICE("sterling")));
    if (number->digits && adjacent(r, i) && slice_equal(raw(r, i), SLICE("p")))
        return money_set(match, SLICE("penny"), i + 1);
    return false;
}

bool unit_read_money_before(const struct unit_reader *reader, uint32_t i,
                            struct unit_match *ret_match, double *ret_scale) {
    *ret_scale = 1;
    if (i >= reader->past)
        return false;
    if (reader->at[i].kind == PIECE_SYMBOL) {
        struct slice sign = currency_of_sign(reader->at[i].lower);
        return sign.at && money_set(ret_match, sign, i + 1);
    }
    if (is(reader, i + 1, SLICE("$")) && is_word(reader, i)) {
        struct slice dollar = currency_of_dollar(reader->at[i].lower);
        /* "a $ 5 note", "the firm's $ 5": a letter counts only close to the sign */
        bool letter = reader->at[i].lower.length == 1 && !is(reader, i, SLICE("c"));
        return dollar.at && (!letter || adjacent(reader, i + 1)) &&
               money_set(ret_match, dollar, i + 2);
    }
    struct slice code = code_at(reader, i, ret_scale);
    if (code.at)
        return money_set(ret_match, code,
                         i + 1 + (is(reader, i + 1, SLICE("$")) || is(reader, i + 1, SLICE("€"))));
    bool noun = is(reader, i, SLICE("dollar")) || is(reader, i, SLICE("rs"));
    return noun &&
           money_set(ret_match, is(reader, i, SLICE("rs")) ? SLICE("INR") : SLICE("USD"), i + 1);
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* "20 (kg)", "20 [kg]": a unit in brackets of its own. */
static bool read_bracketed(const struct unit_reader *r, uint32_t i, const struct number *number,
                           struct unit_match *match) {
    bool open = is(r, i, SLICE("(")) || is(r, i, SLICE("[")) || is(r, i, SLICE("<"));
    if (!open || !number->digits || !read_physical(r, i + 1, number, match))
        return false;
    bool close = is(r, match->past, SLICE(")")) || is(r, match->past, SLICE("]")) ||
                 is(r, match->past, SLICE(">"));
    match->past++;
    return close;
}

/* "pounds" that are no money are a weight. */
static bool read_pounds(const struct unit_reader *r, uint32_t i, struct unit_match *match) {
    if (!is(r, i, SLICE("pound")) && !is(r, i, SLICE("pounds")))
        return false;
    match->family = UNIT_PHYSICAL;
    name_set(match, SLICE("pound-mass"), i + 1);
    return true;
}

bool unit_read(const struct unit_reader *reader, uint32_t i, const struct number *number,
               struct unit_match *ret_match) {
    struct unit_match match = {.length = 0};
    uint32_t start = i;
    if (is(reader, i, SLICE("-")) && i + 1 < reader->past && is_word(reader, i + 1))
        start++; /* six-mile */
    bool found = read_phrase(reader, start, number, &match) ||
                 read_money(reader, start, number, &match) ||
                 read_physical(reader, start, number, &match) ||
                 read_pounds(reader, start, &match) || read_bracketed(reader, i, number, &match);
    if (found)
        *ret_match = match;
    return found;
}
