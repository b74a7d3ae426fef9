#include "storage/vector.h"

#include "base/error.h"
#include "storage/excerpt.h"
#include "storage/search_query.h"
#include "storage/words.h"

enum {
    POSITION_MAX = 16383,    /* a tsvector's */
    KEPT_BYTES = 900 * 1000, /* of a tsvector's 1,048,575 */
    WORD_COST = 8,           /* of a word beside its bytes: its length and a position, aligned */
    COLUMN_GAP = 2,          /* between the title's last word and the text's first */
    QUERY_LIMIT = 64 * 1024,
    PHRASE_MAX = 32 /* words; a longer phrase is marked by its first ones */
};

/* ---- writing --------------------------------------------------------------------------------- */

struct vector {
    struct buffer *out;
    unsigned position;
    size_t kept;
};

static int write_words(struct vector *vector, struct slice text) {
    struct words words;
    struct word word;
    int error = words_init(&words, text);
    while (!error && vector->kept < KEPT_BYTES && words_next(&words, &word)) {
        vector->position++;
        vector->kept += word.stem.length + WORD_COST;
        buffer_append_byte(vector->out, '\'');
        buffer_append(vector->out, word.stem); /* letters and digits: nothing to escape */
        if (vector->position <= POSITION_MAX)
            buffer_printf(vector->out, "':%u ", vector->position);
        else
            buffer_append_cstr(vector->out, "' ");
    }
    words_done(&words);
    return error;
}

int vector_write(struct buffer *out, struct slice title, struct slice text) {
    struct vector vector = {.out = out};
    int error = title.at ? write_words(&vector, title) : 0;
    vector.position += COLUMN_GAP;
    if (!error)
        error = write_words(&vector, text);
    return error ? error : buffer_error(out);
}

/* ---- asking ---------------------------------------------------------------------------------- */

static int write_term(struct buffer *out, const struct search_term *term) {
    struct words words;
    struct word word;
    unsigned count = 0;
    int error = words_init(&words, term->words);
    while (!error && words_next(&words, &word)) {
        buffer_append_cstr(out, count++ ? " <-> '" : "'");
        buffer_append(out, word.stem);
        buffer_append_byte(out, '\'');
    }
    words_done(&words);
    if (!count)
        buffer_append_cstr(out, "'-'"); /* signs alone: no text has them as a word */
    else if (term->prefix)
        buffer_append_cstr(out, ":*");
    return error;
}

int vector_query(struct arena *arena, struct slice typed, struct slice *ret_query) {
    struct search_terms terms;
    struct buffer out;
    int error = search_terms_read(typed, &terms);
    if (error)
        return error;
    buffer_init(&out, QUERY_LIMIT);
    for (uint32_t i = 0; i < terms.count && !error; i++) {
        buffer_append_cstr(&out, i ? " & (" : "(");
        error = write_term(&out, &terms.at[i]);
        buffer_append_byte(&out, ')');
    }
    if (!error)
        error = buffer_error(&out);
    if (!error)
        error = arena_copy(arena, buffer_slice(&out), ret_query);
    buffer_done(&out);
    return error == ERR_TOO_LARGE ? ERR_INVALID : error;
}

/* ---- marking --------------------------------------------------------------------------------- */

struct phrase {
    struct slice words[PHRASE_MAX];
    unsigned count;
    bool prefix;
};

struct vector_phrases {
    struct phrase at[STORAGE_QUERY_TERMS_MAX];
    uint32_t count;
};

static int make_phrase(struct arena *arena, const struct search_term *term,
                       struct phrase *ret_phrase) {
    struct words words;
    struct word word;
    struct phrase phrase = {.prefix = term->prefix};
    int error = words_init(&words, term->words);
    while (!error && phrase.count < PHRASE_MAX && words_next(&words, &word))
        error = arena_copy(arena, word.stem, &phrase.words[phrase.count++]);
    words_done(&words);
    *ret_phrase = phrase;
    return error;
}

int vector_phrases_make(struct arena *arena, struct slice typed,
                        struct vector_phrases **ret_phrases) {
    struct search_terms terms;
    int error = search_terms_read(typed, &terms);
    struct vector_phrases *phrases = ARENA_NEW(arena, struct vector_phrases);
    if (error || !phrases)
        return error ? error : ERR_NO_MEMORY;
    *phrases = (struct vector_phrases){.count = terms.count};
    for (uint32_t i = 0; i < terms.count && !error; i++)
        error = make_phrase(arena, &terms.at[i], &phrases->at[i]);
    *ret_phrases = phrases;
    return error;
}

static bool fits(const struct phrase *phrase, unsigned word, struct slice stem) {
    bool open = phrase->prefix && word + 1 == phrase->count;
    return open ? slice_starts(stem, phrase->words[word]) : slice_equal(stem, phrase->words[word]);
}

/* The stems of the last words, the newest first. */
struct recent {
    struct slice at[PHRASE_MAX];
    char bytes[PHRASE_MAX][WORD_MAX];
    unsigned count;
    unsigned next;
};

static void remember(struct recent *recent, struct slice stem) {
    char *into = recent->bytes[recent->next++ % PHRASE_MAX];
    memcpy(into, stem.at, stem.length);
    memmove(recent->at + 1, recent->at, (PHRASE_MAX - 1) * sizeof *recent->at);
    recent->at[0] = slice_of(into, stem.length);
    recent->count += recent->count < PHRASE_MAX;
}

/* The phrase ends with this word. */
static bool ends_here(const struct phrase *phrase, const struct recent *recent, struct slice stem) {
    if (!phrase->count || phrase->count - 1 > recent->count)
        return false;
    bool same = fits(phrase, phrase->count - 1, stem);
    for (unsigned back = 1; same && back < phrase->count; back++)
        same = fits(phrase, phrase->count - 1 - back, recent->at[back - 1]);
    return same;
}

/* Marks all phrases that end with the word; false when it is out of sight. */
static bool mark_word(const struct vector_phrases *phrases, const struct recent *recent,
                      struct excerpt *excerpt, int number, struct slice stem) {
    bool seen = true;
    for (uint32_t i = 0; i < phrases->count; i++) {
        const struct phrase *phrase = &phrases->at[i];
        int length = (int)phrase->count;
        if (ends_here(phrase, recent, stem))
            seen = excerpt_match(excerpt, number - length + 1, length) && seen;
    }
    return seen;
}

static int find_matches(const struct vector_phrases *phrases, struct excerpt *excerpt,
                        struct slice text) {
    struct words words;
    struct word word;
    struct recent recent = {.count = 0};
    int error = words_init(&words, text);
    bool goes_on = !error;
    for (int number = 0; goes_on && words_next(&words, &word); number++) {
        goes_on = mark_word(phrases, &recent, excerpt, number, word.stem) &&
                  !(excerpt->placed && number >= excerpt->first + excerpt->count + PHRASE_MAX);
        remember(&recent, word.stem);
    }
    words_done(&words);
    return error;
}

static int lay_words(struct excerpt *excerpt, struct slice text) {
    struct words words;
    struct word word;
    int error = words_init(&words, text);
    bool goes_on = !error;
    while (goes_on && words_next(&words, &word))
        goes_on = excerpt_word(excerpt, (int)word.start, (int)word.end);
    words_done(&words);
    return error;
}

int vector_excerpt(const struct vector_phrases *phrases, struct arena *arena, struct slice text,
                   int before, int after, struct slice *ret_excerpt) {
    struct excerpt excerpt;
    struct buffer out;
    excerpt_init(&excerpt, before, after);
    buffer_init(&out, EXCERPT_LIMIT);
    int error = find_matches(phrases, &excerpt, text);
    if (!error)
        error = lay_words(&excerpt, text);
    if (!error) {
        excerpt_write(&out, &excerpt, text);
        error = buffer_error(&out);
    }
    if (error == ERR_TOO_LARGE) {
        *ret_excerpt = (struct slice){0};
        error = 0;
    } else if (!error) {
        error = arena_copy(arena, slice_of(out.at ? out.at : "", buffer_slice(&out).length),
                           ret_excerpt);
    }
    buffer_done(&out);
    return error;
}
