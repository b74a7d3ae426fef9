/* The number parser: recursive descent over pieces, with one rule for each level.
 *
 *   number   := sign? (vague | share | cardinal tail?) ratio?
 *   cardinal := term (("and" | ",")? term)*            scales fall: million, thousand, hundred
 *   term     := group scale*                           "two hundred thousand", "4.8 million"
 *   group    := literal | words below 1000
 *   tail     := ("and")? share scale? | "point" words  "two and a half million"
 *   share    := (number of parts) ordinal              "two-thirds", "half a", "¾", "1/40"
 *
 * Each rule reads forward only and gives up without moving, so the cost is linear in what is read.
 */
#include "analysis/values/number_reader.h"
#include "base/error.h"

#include <math.h>

double number_multiplier_letter(struct slice word) {
    static const struct {
        struct slice word;
        double value;
    } letters[] = {
        {{"k", 1}, 1e3}, {{"m", 1}, 1e6}, {{"b", 1}, 1e9}, {{"t", 1}, 1e12}, {{"mm", 2}, 1e6},
    };
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (slice_equal(word, letters[i].word))
            return letters[i].value;
    return 0;
}

int number_ordinal_word(struct slice lower) {
    const struct number_word *word = number_word_find(lower);
    return word && word->class == NUMBER_WORD_ORDINAL && word->value <= 100 ? (int)word->value : 0;
}

/* ---- groups ---------------------------------------------------------------------------------- */

/* "1 414 021 100": groups of three behind a short one, one space between. Returns how many. */
static uint32_t spaced_groups(const struct reader *r, uint32_t i) {
    struct literal first;
    uint32_t past = i + 1;
    if (!literal_read(r->at[i].lower, &first) || !first.plain || first.length > 3 ||
        r->at[i].lower.at[0] == '0')
        return 1;
    while (past < r->past && past - i < 7 && r->at[past].kind == PIECE_DIGITS) {
        struct literal group;
        uint32_t gap = gap_before(r, past);
        if (gap == 0 || gap > 3 || !literal_read(r->at[past].lower, &group) ||
            group.length - group.decimals != 3)
            return 1;
        past++;
        if (!group.plain)
            break;
    }
    return past - i;
}

bool number_read_literal(const struct reader *r, uint32_t i, struct part *ret_part,
                         struct literal *ret_literal) {
    if (i >= r->past || r->at[i].kind != PIECE_DIGITS)
        return false;
    uint32_t count = spaced_groups(r, i);
    struct literal literal;
    if (!literal_read(r->at[i].lower, &literal))
        return false;
    for (uint32_t k = 1; k < count; k++) {
        struct literal group;
        (void)literal_read(r->at[i + k].lower, &group); /* spaced_groups read it before */
        literal.digits = literal.digits * power_of_ten(group.length) + group.digits;
        literal.decimals += group.decimals;
        literal.trailing_zeros =
            group.digits == 0 ? literal.trailing_zeros + 3 : group.trailing_zeros;
        literal.plain = false;
    }
    double unit = literal.decimals == 0 ? power_of_ten(literal.trailing_zeros)
                                        : power_of_ten(-literal.decimals);
    *ret_part = (struct part){.value = literal_value(&literal, 1),
                              .resolution = unit,
                              .scale = 1,
                              .past = i + count,
                              .bare = literal.plain,
                              .digits = true};
    *ret_literal = literal;
    return true;
}

bool number_read_below_hundred(const struct reader *r, uint32_t i, struct part *ret_part) {
    const struct number_word *word = word_at(r, i);
    if (word->class == NUMBER_WORD_DIGIT || word->class == NUMBER_WORD_TEEN) {
        *ret_part = words_part(word->value, 1, i + 1);
        return true;
    }
    if (word->class != NUMBER_WORD_TENS)
        return false;
    uint32_t next = skip_dash(r, i + 1);
    const struct number_word *unit = word_at(r, next);
    bool joined = unit->class == NUMBER_WORD_DIGIT && unit->value > 0;
    *ret_part = joined ? words_part(word->value + unit->value, 1, next + 1)
                       : words_part(word->value, 10, i + 1);
    return true;
}

/* Does a word that multiplies stand at `i`, so that what is before it is not the tail of a sum? */
static bool multiplies(const struct reader *r, uint32_t i) {
    enum number_word_class class = word_at(r, i)->class;
    return class == NUMBER_WORD_HUNDRED || class == NUMBER_WORD_DOZEN;
}

/* "[and] twenty-one" or "[and] 21" behind "hundred": adds to *group. */
static void read_hundreds_tail(const struct reader *r, struct part *group) {
    uint32_t next = skip_dash(r, group->past);
    bool with_and = is(r, next, SLICE("and")) || is(r, next, SLICE("&"));
    if (with_and && (r->flags & NUMBER_NO_AND))
        return;
    next += with_and;
    struct part tail;
    struct literal literal;
    bool literal_tail = with_and && group->digits && number_read_literal(r, next, &tail, &literal);
    if (literal_tail ? !literal.plain || literal.length > 2
                     : !number_read_below_hundred(r, next, &tail))
        return;
    enum number_word_class class = word_at(r, tail.past)->class;
    if (multiplies(r, tail.past) || (with_and && class == NUMBER_WORD_HALF))
        return;
    group->value += tail.value;
    group->tail = with_and ? tail.value : 0;
    group->resolution = tail.resolution;
    group->past = tail.past;
}

static void read_hundred(const struct reader *r, struct part *group, double factor) {
    group->value *= factor;
    group->resolution *= factor;
    group->bare = false;
    group->hundred = true;
    group->past++;
    read_hundreds_tail(r, group);
}

/* One group with what multiplies it: "two hundred thousand", "4.8 million", "a dozen". */
static bool read_group(const struct reader *r, uint32_t i, struct part *ret_part,
                       struct literal *ret_literal) {
    *ret_literal = (struct literal){.length = 0};
    if (word_at(r, i)->class == NUMBER_WORD_ARTICLE) {
        enum number_word_class class = word_at(r, i + 1)->class;
        if (class != NUMBER_WORD_HUNDRED && class != NUMBER_WORD_SCALE &&
            class != NUMBER_WORD_DOZEN)
            return false;
        *ret_part = words_part(1, 1, i + 1);
    } else if (!number_read_literal(r, i, ret_part, ret_literal) &&
               !number_read_below_hundred(r, i, ret_part)) {
        return false;
    }
    uint32_t next = skip_dash(r, ret_part->past);
    if (word_at(r, next)->class == NUMBER_WORD_HUNDRED) {
        double before = ret_part->value;
        ret_part->past = next;
        read_hundred(r, ret_part, 100);
        if (ret_literal->length && ret_part->value == before * 100)
            ret_part->value = literal_value(ret_literal, 100);
        ret_literal->length = 0;
    }
    return true;
}

static void multiply(struct part *part, const struct literal *literal, double scale) {
    part->value =
        literal->length && part->scale == 1 ? literal_value(literal, scale) : part->value * scale;
    part->resolution *= scale;
    part->scale = scale;
    part->ends_scale = true;
    part->bare = false;
    part->hundred = true;
}

/* "1MM": a million to bankers; "mm" in lower case is left to the units. */
static bool is_bankers_million(const struct reader *r, uint32_t i) {
    return is(r, i, SLICE("mm")) && r->at[i].capital && gap_before(r, i) == 0;
}

static bool read_term(const struct reader *r, uint32_t i, struct part *ret_part) {
    struct literal literal;
    if (!read_group(r, i, ret_part, &literal))
        return false;
    for (;;) {
        uint32_t next = skip_dash(r, ret_part->past);
        const struct number_word *word = word_at(r, next);
        double scale = word->value;
        if (ret_part->digits && next < r->past && is_bankers_million(r, next))
            scale = 1e6;
        else if (word->class == NUMBER_WORD_DOZEN && ret_part->scale != 1)
            return true;
        else if (word->class != NUMBER_WORD_SCALE && word->class != NUMBER_WORD_DOZEN)
            return true;
        multiply(ret_part, &literal, scale);
        literal.length = 0;
        ret_part->past = next + 1;
    }
}

/* ---- sums ------------------------------------------------------------------------------------ */

/* Where the next summand of "four thousand, three hundred and one" begins; 0 for nowhere. */
static uint32_t next_summand(const struct reader *r, uint32_t i, bool *ret_comma, bool *ret_and) {
    *ret_comma = is(r, i, SLICE(","));
    uint32_t next = i + *ret_comma;
    *ret_and = is(r, next, SLICE("and")) || is(r, next, SLICE("&"));
    if (*ret_and && (r->flags & NUMBER_NO_AND))
        return 0;
    return next + *ret_and;
}

static bool read_cardinal(const struct reader *r, uint32_t i, struct part *ret_part) {
    if (!read_term(r, i, ret_part))
        return false;
    while (ret_part->scale >= 1000) {
        bool comma;
        bool with_and;
        struct part term;
        uint32_t next = next_summand(r, ret_part->past, &comma, &with_and);
        if (!next || !read_term(r, next, &term) || term.value >= ret_part->scale)
            break;
        if ((comma && !term.hundred) || (term.digits && !(ret_part->digits && term.hundred)))
            break;
        enum number_word_class behind = word_at(r, skip_dash(r, term.past))->class;
        if (behind == NUMBER_WORD_SHARES || behind == NUMBER_WORD_HALF ||
            (term.value == 1 && behind == NUMBER_WORD_ORDINAL))
            break; /* "two million and three quarters" is a share of the million */
        ret_part->value += term.value;
        ret_part->resolution = term.resolution;
        ret_part->tail = with_and ? term.value : term.tail;
        ret_part->scale = term.scale;
        ret_part->ends_scale = term.ends_scale;
        ret_part->past = term.past;
    }
    return true;
}

/* "point nought four": the words behind are digits one after another. */
static void read_point(const struct reader *r, struct part *part) {
    if (!is(r, part->past, SLICE("point")))
        return;
    uint32_t i = part->past + 1;
    struct literal decimals = {.digits = 0};
    struct part digit;
    while (decimals.decimals < 12 && number_read_below_hundred(r, i, &digit)) {
        int places = digit.value >= 10 ? 2 : 1;
        decimals.digits = decimals.digits * power_of_ten(places) + digit.value;
        decimals.decimals += places;
        i = digit.past;
    }
    if (!decimals.decimals)
        return;
    decimals.digits += part->value * power_of_ten(decimals.decimals);
    part->value = literal_value(&decimals, 1);
    part->resolution = power_of_ten(-decimals.decimals);
    part->past = i;
    struct literal scaled = decimals;
    scaled.length = 1;
    uint32_t next = skip_dash(r, i);
    if (word_at(r, next)->class == NUMBER_WORD_SCALE) {
        multiply(part, &scaled, word_at(r, next)->value);
        part->past = next + 1;
    }
}

/* ---- vague numbers --------------------------------------------------------------------------- */

static bool vague_result(double low, double high, double scale, uint32_t past,
                         struct number *ret_number) {
    *ret_number = (struct number){.kind = NUMBER_VAGUE,
                                  .value = (double)NAN,
                                  .low = low,
                                  .high = high,
                                  .resolution = low,
                                  .multiplier = scale,
                                  .past_piece = past};
    return true;
}

/* "several hundred", "a few dozen", "a couple of thousand". */
static bool read_few(const struct reader *r, uint32_t i, struct number *ret_number) {
    uint32_t few = i + (word_at(r, i)->class == NUMBER_WORD_ARTICLE);
    if (word_at(r, few)->class != NUMBER_WORD_FEW)
        return false;
    uint32_t next = few + 1 + is(r, few + 1, SLICE("of"));
    const struct number_word *word = word_at(r, next);
    bool scale = word->class == NUMBER_WORD_HUNDRED || word->class == NUMBER_WORD_SCALE ||
                 word->class == NUMBER_WORD_DOZEN;
    if (!scale)
        return false;
    const struct number_word *more = word_at(r, next + 1);
    double unit = word->value * (more->class == NUMBER_WORD_SCALE ? more->value : 1);
    double most = word->class == NUMBER_WORD_DOZEN ? 99 : unit * 10 - 1;
    return vague_result(unit * 2, most, unit, next + 1 + (more->class == NUMBER_WORD_SCALE),
                        ret_number);
}

/* "dozens", "tens of thousands", "hundreds of millions". */
static bool read_vague(const struct reader *r, uint32_t i, struct number *ret_number) {
    if (read_few(r, i, ret_number))
        return true;
    const struct number_word *word = word_at(r, i);
    if (word->class != NUMBER_WORD_PLURAL)
        return false;
    bool of = is(r, i + 1, SLICE("of"));
    const struct number_word *scale = word_at(r, i + 2);
    if (of && scale->class == NUMBER_WORD_PLURAL && scale->value >= 1000 && word->value != 20) {
        double low = word->value * scale->value;
        double high = word->value == 12 ? 99 * scale->value : low * 10 - 1;
        return vague_result(low, high, scale->value, i + 3, ret_number);
    }
    if (word->value == 10 || (word->value == 20 && !of))
        return false;
    double high = word->value == 12 ? 99 : word->value == 20 ? 199 : word->value * 10 - 1;
    if (word->value >= 1e6) /* nobody says "hundreds of" for each of the millions */
        high = word->value * 1000 - 1;
    return vague_result(word->value, high, word->value, i + 1, ret_number);
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Is the number just read the beginning of an ordinal ("21st", "twenty-first")? */
static bool is_ordinal(const struct reader *r, const struct part *part) {
    uint32_t i = part->past;
    if (i >= r->past || r->at[i].kind != PIECE_WORD)
        return word_at(r, skip_dash(r, i))->class == NUMBER_WORD_ORDINAL && part->value >= 20;
    bool suffix = is(r, i, SLICE("st")) || is(r, i, SLICE("nd")) || is(r, i, SLICE("rd")) ||
                  is(r, i, SLICE("th"));
    if (part->digits)
        return suffix && gap_before(r, i) == 0;
    return word_at(r, i)->class == NUMBER_WORD_ORDINAL && part->value >= 20;
}

/* "one in five", "nine out of ten": returns the second number's end, 0 when it is no ratio. */
static uint32_t read_ratio(const struct reader *r, struct part *part) {
    uint32_t i = skip_dash(r, part->past);
    bool out = is(r, i, SLICE("out")) && is(r, i + 1, SLICE("of"));
    if ((r->flags & NUMBER_NO_RATIO) || (!out && !is(r, i, SLICE("in"))) || part->value < 1)
        return 0;
    uint32_t next = i + (out ? 2 : 1);
    next += is_dash(r, next);
    struct part whole;
    if (!read_cardinal(r, next, &whole) || whole.value <= part->value || is_ordinal(r, &whole))
        return 0;
    bool year = whole.bare && whole.value >= 1000 && fmod(whole.value, 1000) != 0;
    bool round = whole.value <= 10 || fmod(whole.value, 10) == 0;
    bool likely = out || part->value == 1 || (part->value < 10 && round && whole.value <= 100);
    if (year || !likely || part->value != floor(part->value) || whole.value != floor(whole.value))
        return 0;
    part->value /= whole.value;
    part->resolution = 0;
    return whole.past;
}

/* "one over twenty", at the end of a clause: a fraction read aloud. */
static bool read_over(const struct reader *r, struct part *part) {
    struct part under;
    if (!is(r, part->past, SLICE("over")) || part->scale != 1 ||
        !read_cardinal(r, part->past + 1, &under) || under.value <= part->value)
        return false;
    bool ends = under.past >= r->past || r->at[under.past].kind == PIECE_SYMBOL;
    if (!ends || is(r, under.past, SLICE("%")) || is(r, under.past, SLICE("-")))
        return false;
    part->value /= under.value;
    part->resolution = 0;
    part->bare = false;
    part->past = under.past;
    return true;
}

static bool read_sign(const struct reader *r, uint32_t i, bool *ret_negative) {
    *ret_negative = is(r, i, SLICE("minus")) || is(r, i, SLICE("negative"));
    if (*ret_negative)
        return true;
    bool minus = is(r, i, SLICE("-")) || is(r, i, SLICE("−")) || is(r, i, SLICE("–"));
    bool sign = minus || is(r, i, SLICE("+"));
    if (!sign || i + 1 >= r->past || r->at[i + 1].kind != PIECE_DIGITS || gap_before(r, i + 1) > 0)
        return false;
    *ret_negative = minus;
    if (i > 0 && r->at[i - 1].kind == PIECE_DIGITS)
        return false; /* "75 -300mm" is a range */
    return i == 0 || gap_before(r, i) > 0 || r->at[i - 1].kind == PIECE_SYMBOL;
}

static bool read_exact(const struct reader *r, uint32_t i, struct number *ret_number) {
    struct part part;
    enum number_kind kind = NUMBER_CARDINAL;
    if (share_read(r, i, &part)) {
        double before = part.value;
        share_read_scale(r, &part);
        if (part.value == before && part.value < 1)
            kind = NUMBER_FRACTION;
    } else if (read_cardinal(r, i, &part)) {
        if (share_read_improper(r, &part)) {
            kind = part.value < 1 ? NUMBER_FRACTION : NUMBER_CARDINAL;
        } else if (is_ordinal(r, &part)) {
            return false;
        } else {
            uint32_t ratio = read_ratio(r, &part);
            (void)(ratio || read_over(r, &part));
            read_point(r, &part);
            share_read_tail(r, &part);
            kind = ratio ? NUMBER_RATIO : kind;
            part.past = ratio ? ratio : part.past;
        }
    } else {
        return false;
    }
    *ret_number = (struct number){.kind = kind,
                                  .value = part.value,
                                  .low = part.value,
                                  .high = part.value,
                                  .resolution = part.resolution,
                                  .multiplier = part.scale,
                                  .digits = part.digits,
                                  .bare = part.bare,
                                  .past_piece = part.past};
    return true;
}

bool number_parse(const struct piece *pieces, uint32_t first, uint32_t past, unsigned flags,
                  struct number *ret_number) {
    struct reader r = {pieces, past, flags};
    bool negative = false;
    bool sign = first < past && read_sign(&r, first, &negative);
    struct number number;
    if (!sign && read_vague(&r, first, ret_number))
        return true;
    if (first >= past || !read_exact(&r, first + sign, &number))
        return false;
    if (negative) {
        number.value = -number.value;
        number.low = number.high = number.value;
    }
    number.negative = negative;
    number.bare = number.bare && !sign;
    *ret_number = number;
    return true;
}

bool number_at_token(const struct analysis *analysis, uint32_t first, uint32_t past,
                     struct number *ret_number, uint32_t *ret_past_token) {
    struct piece at[4 * NUMBER_TOKENS_MAX];
    struct piece_list pieces = {at, 0, sizeof at / sizeof *at};
    uint32_t limit = past - first > NUMBER_TOKENS_MAX ? first + NUMBER_TOKENS_MAX : past;
    struct number number;
    (void)pieces_cut(NULL, analysis, first, limit, &pieces); /* a full window is enough */
    if (!number_parse(at, 0, pieces.count, 0, &number))
        return false;
    uint32_t last = at[number.past_piece - 1].token;
    if (number.past_piece < pieces.count && at[number.past_piece].token == last)
        return false;
    *ret_past_token = last + 1;
    *ret_number = number;
    return true;
}
