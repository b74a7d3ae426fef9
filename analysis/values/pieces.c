/* Cuts tokens into pieces: runs of letters, numeric literals, single symbols. Tokenizers differ in
 * whether "$3.2bn" is one token or three; pieces do not. */
#include "analysis/values/numbers.h"
#include "base/error.h"
#include "base/utf8.h"

struct cutter {
    struct slice text;  /* the token as it stands */
    struct slice lower; /* same length, or absent: then the token is one piece */
    uint32_t token;
    uint32_t start; /* of the token in the article */
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters beyond ASCII, by block: Latin, Greek, Cyrillic and on; punctuation, signs, superscripts,
 * fractions and currency signs are symbols. */
static bool is_wide_letter(uint32_t c) {
    if (c < 0xC0)
        return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c == 0xD7 || c == 0xF7)
        return false;
    return c < 0x2000 || (c >= 0x2C00 && c < 0x2E00) || (c >= 0x3040 && c < 0xD7FF) ||
           (c >= 0xF900 && c < 0xFE00);
}

static size_t letter_length(struct slice text, size_t at) {
    if (is_letter(text.at[at]))
        return 1;
    if ((unsigned char)text.at[at] < 0x80)
        return 0;
    size_t past = at;
    uint32_t code_point = utf8_next(text, &past);
    return is_wide_letter(code_point) ? past - at : 0;
}

/* A run of letters; full stops belong to it between single letters: "u.s.", "p.m.". */
static size_t cut_word(struct slice text, size_t at) {
    size_t past = at;
    bool stops = false;
    for (;;) {
        size_t run = past;
        while (past < text.length && letter_length(text, past))
            past += letter_length(text, past);
        bool stop = past < text.length && text.at[past] == '.' && past - run == 1;
        bool more = stop && past + 1 < text.length && letter_length(text, past + 1);
        if (stop && (more || stops))
            past++;
        if (!more)
            return past;
        stops = true;
    }
}

/* "1e-3", "4e14": digits behind e or E, and no letter behind them. */
static size_t cut_exponent(struct slice text, size_t at) {
    if (at >= text.length || (text.at[at] != 'e' && text.at[at] != 'E'))
        return at;
    size_t past = at + 1;
    if (past < text.length && (text.at[past] == '-' || text.at[past] == '+'))
        past++;
    size_t digits = past;
    while (past < text.length && is_digit(text.at[past]))
        past++;
    bool ends = past == text.length || !letter_length(text, past);
    return past > digits && past - digits < 4 && ends ? past : at;
}

static size_t cut_digits(struct slice text, size_t at) {
    size_t past = at;
    while (past < text.length) {
        bool mark = text.at[past] == '.' || text.at[past] == ',';
        bool inner = mark && past + 1 < text.length && is_digit(text.at[past + 1]);
        if (!is_digit(text.at[past]) && !inner)
            break;
        past++;
    }
    return cut_exponent(text, past);
}

static struct piece cut_next(const struct cutter *cutter, size_t at) {
    struct slice text = cutter->text;
    size_t past = at;
    uint8_t kind = PIECE_SYMBOL;
    if (is_digit(text.at[at])) {
        kind = PIECE_DIGITS;
        past = cut_digits(text, at);
    } else if (letter_length(text, at)) {
        kind = PIECE_WORD;
        past = cut_word(text, at);
    } else {
        (void)utf8_next(text, &past);
    }
    return (struct piece){
        .lower = slice_of(cutter->lower.at + at, past - at),
        .span = {cutter->start + (uint32_t)at, cutter->start + (uint32_t)past},
        .token = cutter->token,
        .kind = kind,
        .capital = is_upper(text.at[at]) || (past > at + 1 && is_upper(text.at[at + 1])),
    };
}

/* Spaces inside a token ("40 000" kept whole) part pieces and are none. */
static size_t space_length(struct slice text, size_t at) {
    size_t past = at;
    uint32_t c = utf8_next(text, &past);
    bool space = c <= 0x20 || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F ||
                 c == 0x205F || c == 0x2060 || c == 0x3000;
    return space ? past - at : 0;
}

/* Tokenizers part "5,00" at a comma that joins no thousands; here it is one literal again. Digits
 * are the same in lower case, so the text serves. */
static void join_decimal_comma(struct slice text, struct piece_list *pieces) {
    if (pieces->count < 3)
        return;
    struct piece *last = &pieces->at[pieces->count - 1];
    struct piece *comma = last - 1;
    struct piece *first = last - 2;
    bool close = first->span.end == comma->span.start && comma->span.end == last->span.start;
    bool digits = first->kind == PIECE_DIGITS && last->kind == PIECE_DIGITS;
    if (!close || !digits || !slice_equal(comma->lower, SLICE(",")))
        return;
    first->span.end = last->span.end;
    first->lower = slice_of(text.at + first->span.start, first->span.end - first->span.start);
    pieces->count -= 2;
}

static int cut_token(struct arena *arena, const struct cutter *cutter, struct piece_list *pieces) {
    for (size_t at = 0; at < cutter->text.length;) {
        size_t space = space_length(cutter->text, at);
        if (space) {
            at += space;
            continue;
        }
        if (!arena && pieces->count == pieces->capacity)
            return ERR_NO_MEMORY;
        struct piece piece = cut_next(cutter, at);
        at += piece.lower.length;
        if (!list_push(arena, pieces, piece))
            return ERR_NO_MEMORY;
    }
    return 0;
}

int pieces_cut(struct arena *arena, const struct analysis *analysis, uint32_t first, uint32_t past,
               struct piece_list *pieces) {
    for (uint32_t i = first; i < past; i++) {
        const struct token *token = &analysis->tokens.at[i];
        struct cutter cutter = {
            .text = analysis_slice(analysis, token->span),
            .lower = token->lower,
            .token = i,
            .start = token->span.start,
        };
        /* Lower-casing changed the length (İ and the like): no offsets to trust, no number either.
         */
        if (cutter.lower.length != cutter.text.length)
            cutter.lower = cutter.text;
        int error = cut_token(arena, &cutter, pieces);
        if (!error)
            join_decimal_comma(analysis->article.text, pieces);
        if (error)
            return error;
    }
    return 0;
}
