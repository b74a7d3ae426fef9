/* Shares of one, alone or behind a cardinal: "two-thirds", "half a dozen", "¾", "1/40", "two and a
 * half", "fifty-four hundredths". Rules of the number parser; see numbers.c for the grammar. */
#include "analysis/values/number_reader.h"

static double vulgar_fraction(struct slice symbol) {
    static const struct {
        const char *symbol;
        double over;
        double under;
    } vulgar[] = {
        {"½", 1, 2}, {"⅓", 1, 3}, {"⅔", 2, 3}, {"¼", 1, 4}, {"¾", 3, 4}, {"⅕", 1, 5},
        {"⅖", 2, 5}, {"⅗", 3, 5}, {"⅘", 4, 5}, {"⅙", 1, 6}, {"⅚", 5, 6}, {"⅐", 1, 7},
        {"⅛", 1, 8}, {"⅜", 3, 8}, {"⅝", 5, 8}, {"⅞", 7, 8}, {"⅑", 1, 9}, {"⅒", 1, 10},
    };
    for (size_t i = 0; i < sizeof vulgar / sizeof *vulgar; i++)
        if (slice_equal(symbol, slice_from_cstr(vulgar[i].symbol)))
            return vulgar[i].over / vulgar[i].under;
    return 0;
}

/* "1/40" without spaces; not a date ("3/4/2020"), not "9/11". */
static bool read_slash(const struct reader *r, uint32_t i, struct part *ret_part) {
    struct literal over;
    struct literal under;
    bool shape = i + 2 < r->past && r->at[i].kind == PIECE_DIGITS &&
                 (is(r, i + 1, SLICE("/")) || is(r, i + 1, SLICE("⁄"))) &&
                 gap_before(r, i + 1) == 0 && gap_before(r, i + 2) == 0 &&
                 r->at[i + 2].kind == PIECE_DIGITS;
    if (!shape || is(r, i + 3, SLICE("/")) || !literal_read(r->at[i].lower, &over) ||
        !literal_read(r->at[i + 2].lower, &under))
        return false;
    bool attack = over.digits == 9 && under.digits == 11;
    if (!over.plain || !under.plain || under.length > 4 || over.digits >= under.digits || attack)
        return false;
    *ret_part = words_part(over.digits / under.digits, 0, i + 3);
    ret_part->digits = true;
    return true;
}

/* The denominator at `i`, plural or behind "one"; 0 when none. */
static double denominator_at(const struct reader *r, uint32_t i, double count) {
    const struct number_word *word = word_at(r, i);
    bool one = count == 1;
    if (word->class == NUMBER_WORD_SHARES)
        return one ? 0 : word->value;
    if (word->class == NUMBER_WORD_HALF)
        return one ? 1 / word->value : 0;
    return word->class == NUMBER_WORD_ORDINAL && word->value > 2 && one ? word->value : 0;
}

/* "a third", "three quarters", "½", "1/4". */
bool share_read(const struct reader *r, uint32_t i, struct part *ret_part) {
    if (i >= r->past)
        return false;
    double vulgar = r->at[i].kind == PIECE_SYMBOL ? vulgar_fraction(r->at[i].lower) : 0;
    if (vulgar > 0) {
        *ret_part = words_part(vulgar, 0, i + 1);
        return true;
    }
    if (read_slash(r, i, ret_part))
        return true;
    if (word_at(r, i)->class == NUMBER_WORD_HALF) {
        *ret_part = words_part(word_at(r, i)->value, 0, i + 1);
        return true;
    }
    struct part count = words_part(1, 0, i + 1);
    struct literal literal;
    bool article = word_at(r, i)->class == NUMBER_WORD_ARTICLE;
    if (!article && !number_read_below_hundred(r, i, &count) &&
        !number_read_literal(r, i, &count, &literal))
        return false;
    uint32_t next = skip_dash(r, count.past);
    double under = denominator_at(r, next, count.value);
    if (under == 0 || count.value >= under * 10)
        return false;
    *ret_part = words_part(count.value / under, 0, next + 1);
    return true;
}

/* "half a million", "two thirds of a million", "three quarters billion". */
void share_read_scale(const struct reader *r, struct part *share) {
    uint32_t next = skip_dash(r, share->past);
    next += is(r, next, SLICE("of"));
    if (word_at(r, next)->class == NUMBER_WORD_ARTICLE)
        next = skip_dash(r, next + 1); /* half-a-dozen */
    const struct number_word *word = word_at(r, next);
    bool scale = word->class == NUMBER_WORD_SCALE || word->class == NUMBER_WORD_DOZEN ||
                 word->class == NUMBER_WORD_HUNDRED;
    if (!scale)
        return;
    share->value *= word->value;
    share->resolution = word->value / 10;
    share->scale = word->value;
    share->past = next + 1;
}

/* "… and a half", "2 1/2", "2½", "… and three quarters million" behind a cardinal. */
void share_read_tail(const struct reader *r, struct part *part) {
    uint32_t i = part->past;
    bool with_and = is(r, i, SLICE("and")) && !(r->flags & NUMBER_NO_AND);
    struct part share;
    if (i + with_and >= r->past || !share_read(r, i + with_and, &share))
        return;
    bool half = word_at(r, i)->class == NUMBER_WORD_HALF;
    bool symbol = share.past == i + 1 && r->at[i].kind == PIECE_SYMBOL;
    bool slash = part->bare && share.digits && share.past == i + 3;
    if (half || (!with_and && !symbol && !slash))
        return;
    double unit = part->ends_scale ? part->scale : 1;
    uint32_t next = skip_dash(r, share.past);
    const struct number_word *word = word_at(r, next);
    bool scaled = word->class == NUMBER_WORD_SCALE;
    part->bare = false;
    if (scaled && !part->ends_scale) { /* two and a half million */
        part->value = (part->value + share.value) * word->value;
        part->scale = word->value;
    } else {
        part->value += share.value * (scaled ? word->value : unit);
    }
    part->resolution = (scaled ? word->value : unit) / 10;
    part->past = scaled ? next + 1 : share.past;
}

/* "two hundred and fifty-four hundredths", "one hundred and thirty fifths". */
bool share_read_improper(const struct reader *r, struct part *part) {
    uint32_t next = skip_dash(r, part->past);
    const struct number_word *word = word_at(r, next);
    if (word->class != NUMBER_WORD_SHARES || word->value < 3 || part->bare)
        return false;
    bool sum = part->tail > 0 && part->tail < word->value;
    double share = sum ? part->tail / word->value : part->value / word->value;
    part->value = sum ? part->value - part->tail + share : share;
    part->resolution = 0;
    part->past = next + 1;
    return true;
}
