/* Tokens to atoms, in one pass.
 *
 * A token whose whole text stands in the lexicon ("p.m.", "o'clock", "year") is one atom. Any other
 * token is cut into runs of letters, runs of digits and single marks, so that "6pm", "1960s" and
 * "12-year-old" read the same however the tokenizer took them. Bytes above ASCII count as letters,
 * but for the dashes U+2012 to U+2015 and U+2212, which become one mark each.
 */
#include "analysis/values/times_atoms.h"

#include "base/error.h"
#include "base/utf8.h"

#include <assert.h>

enum { LONGEST_WORD = 16, LONGEST_NUMBER = 9, LOOKAHEAD = 4 };

struct cutter {
    struct arena *arena;
    const struct analysis *analysis;
    struct atom_list *atoms;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c) {
    return is_upper(c) || (c >= 'a' && c <= 'z') || ((unsigned char)c & 0x80);
}

/* The length of a dash at `at`, 0 if there is none. */
static size_t dash_length(struct slice text, size_t at) {
    if (text.at[at] == '-' || text.at[at] == '~')
        return 1;
    if (!((unsigned char)text.at[at] & 0x80))
        return 0;

    size_t past = at;
    uint32_t code_point = utf8_next(text, &past);
    bool dash = (code_point >= 0x2010 && code_point <= 0x2015) || code_point == 0x2212;
    return dash ? past - at : 0;
}

static const struct time_lexeme *look_up(struct slice text) {
    char lower[LONGEST_WORD];
    while (text.length > 1 && text.at[text.length - 1] == '.')
        text.length--;
    if (text.length > LONGEST_WORD)
        return NULL;

    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '\xE2' && i + 2 < text.length && text.at[i + 1] == '\x80' &&
            text.at[i + 2] == '\x99') {
            c = '\''; /* U+2019 */
            i += 2;
        }
        lower[length++] = is_upper(c) ? (char)(c + ('a' - 'A')) : c;
    }
    return time_lexicon_find(slice_of(lower, length));
}

static int push(struct cutter *cutter, struct atom atom) {
    return list_push(cutter->arena, cutter->atoms, atom) ? 0 : ERR_NO_MEMORY;
}

static void take_lexeme(struct atom *atom, const struct time_lexeme *lexeme) {
    if (!lexeme)
        return;
    atom->roles = lexeme->roles;
    atom->id = lexeme->id;
    atom->value = lexeme->value;
}

static void take_number(struct atom *atom, struct slice digits) {
    atom->value = -1;
    if (digits.length > LONGEST_NUMBER)
        return;

    atom->roles = ROLE_NUMBER;
    atom->value = 0;
    for (size_t i = 0; i < digits.length; i++)
        atom->value = atom->value * 10 + (digits.at[i] - '0');
}

/* One atom from text[at …] of a token; returns where it ends. */
static size_t cut_one(struct slice text, size_t at, struct atom *atom) {
    size_t past = at + 1;
    size_t dash = dash_length(text, at);
    if (dash) {
        atom->flags |= ATOM_DASH;
        atom->mark = '-';
        return at + dash;
    }
    if (is_digit(text.at[at])) {
        while (past < text.length && is_digit(text.at[past]))
            past++;
        atom->flags |= ATOM_DIGITS;
        take_number(atom, slice_of(text.at + at, past - at));
        return past;
    }
    if (is_letter(text.at[at])) {
        while (past < text.length && is_letter(text.at[past]) && !dash_length(text, past))
            past++;
        atom->flags |= ATOM_WORD;
        take_lexeme(atom, look_up(slice_of(text.at + at, past - at)));
        return past;
    }
    atom->mark = text.at[at];
    if (atom->mark == '\'' && text.length == at + 2)
        take_lexeme(atom, look_up(slice_of(text.at + at, 2)));
    return atom->roles ? at + 2 : past;
}

/* A full stop or an apostrophe behind the first byte: perhaps an abbreviation known whole. */
static bool has_mark(struct slice text) {
    for (size_t i = 0; i < text.length && i <= LONGEST_WORD; i++)
        if (text.at[i] == '.' || text.at[i] == '\'' || text.at[i] == '\xE2')
            return true;
    return false;
}

static int cut_token(struct cutter *cutter, uint32_t index, bool first) {
    const struct token *token = &cutter->analysis->tokens.at[index];
    struct slice text = analysis_slice(cutter->analysis, token->span);
    struct atom blank = {.token = index};
    if (!(token->flags & TOKEN_SPACE_BEFORE) && !first)
        blank.flags |= ATOM_GLUED;
    if (token->flags & TOKEN_IN_QUOTES)
        blank.flags |= ATOM_QUOTED;

    const struct time_lexeme *whole = has_mark(text) ? look_up(text) : NULL;
    for (size_t at = 0; at < text.length;) {
        struct atom atom = blank;
        size_t past = text.length;
        if (whole) {
            atom.flags |= ATOM_WORD;
            take_lexeme(&atom, whole);
        } else {
            past = cut_one(text, at, &atom);
        }
        if (at > 0)
            atom.flags |= ATOM_GLUED;
        if (is_upper(text.at[at]))
            atom.flags |= ATOM_CAPITAL;
        if (first && at == 0)
            atom.flags |= ATOM_FIRST;
        atom.span =
            (struct span){token->span.start + (uint32_t)at, token->span.start + (uint32_t)past};
        int result = push(cutter, atom);
        if (result < 0)
            return result;

        at = past;
    }
    return 0;
}

int atoms_cut(struct arena *arena, const struct analysis *analysis, struct atom_list *ret_atoms) {
    uint32_t expected = analysis->tokens.count / 4 * 5 + analysis->sentences.count + 16;
    *ret_atoms = (struct atom_list){ARENA_ARRAY(arena, struct atom, expected), 0, expected};
    if (!ret_atoms->at)
        return ERR_NO_MEMORY;

    struct cutter cutter = {arena, analysis, ret_atoms};
    const struct atom boundary = {.token = NO_INDEX, .flags = ATOM_BOUNDARY};
    int result = push(&cutter, boundary);
    for (uint32_t s = 0; result == 0 && s < analysis->sentences.count; s++) {
        const struct sentence *sentence = &analysis->sentences.at[s];
        for (uint32_t t = sentence->first_token; result == 0 && t < sentence->past_token; t++)
            result = cut_token(&cutter, t, t == sentence->first_token);
        if (result == 0)
            result = push(&cutter, boundary);
    }
    /* Rules look at most a few atoms past what they matched. */
    for (int i = 0; result == 0 && i < LOOKAHEAD; i++)
        result = push(&cutter, boundary);
    return result;
}
