#include "models/train/treebank.h"

#include "analysis/analysis.h"
#include "analysis/language/name_features.h"
#include "analysis/language/tagset.h"
#include "analysis/text/characters.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdio.h>
#include <zlib.h>

enum { READ_CHUNK = 1 << 20, FILE_LIMIT = 1 << 30, FIELDS = 10 };
enum { ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC };

int treebank_read_file(const char *path, struct arena *arena, struct slice *ret_content) {
    gzFile file = gzopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        return ERR_NOT_FOUND;
    }

    struct buffer content;
    buffer_init(&content, FILE_LIMIT);
    char *chunk = arena_alloc(arena, READ_CHUNK);
    int got = 1;
    while (chunk && got > 0) {
        got = gzread(file, chunk, READ_CHUNK);
        if (got > 0)
            buffer_append(&content, slice_of(chunk, (size_t)got));
    }
    (void)gzclose(file); /* read only */

    int result = !chunk ? ERR_NO_MEMORY : got < 0 ? ERR_INVALID : buffer_error(&content);
    if (result == 0)
        result = arena_copy(arena, buffer_slice(&content), ret_content);
    buffer_done(&content);
    if (result < 0)
        fprintf(stderr, "%s: %s\n", path, error_name(result));
    return result;
}

bool treebank_next_line(struct slice *rest, struct slice *ret_line) {
    if (rest->length == 0)
        return false;

    const char *end = memchr(rest->at, '\n', rest->length);
    size_t length = end ? (size_t)(end - rest->at) : rest->length;
    size_t past = end ? length + 1 : length;
    *ret_line = slice_of(rest->at, length);
    *rest = slice_of(rest->at + past, rest->length - past);
    if (length && ret_line->at[length - 1] == '\r')
        ret_line->length--;
    return true;
}

uint32_t treebank_cut(struct slice line, struct slice *ret_fields, uint32_t max) {
    uint32_t count = 0;
    while (count < max) {
        const char *tab = line.length ? memchr(line.at, '\t', line.length) : NULL;
        size_t length = tab ? (size_t)(tab - line.at) : line.length;
        ret_fields[count++] = slice_of(line.at, length);
        if (!tab)
            break;
        line = slice_of(line.at + length + 1, line.length - length - 1);
    }
    return count;
}

static bool number_of(struct slice text, uint32_t *ret_number) {
    uint32_t number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || number > 100000)
            return false;
        number = number * 10 + (uint32_t)(text.at[i] - '0');
    }
    *ret_number = number;
    return text.length > 0;
}

static int lower_of(struct arena *arena, struct slice form, struct slice *ret_lower) {
    char *at = arena_alloc(arena, form.length / 2 * 3 + 4);
    if (!at)
        return ERR_NO_MEMORY;
    *ret_lower = slice_of(at, char_lower_word(form, at));
    return 0;
}

static bool has_no_space(struct slice misc) {
    return memmem(misc.at, misc.length, "SpaceAfter=No", 13) != NULL;
}

static struct slice entity_of(struct slice misc) {
    const char *start = memmem(misc.at, misc.length, "Entity=", 7);
    if (!start)
        return (struct slice){NULL, 0};

    start += 7;
    size_t left = misc.length - (size_t)(start - misc.at);
    const char *end = memchr(start, '|', left);
    return slice_of(start, end ? (size_t)(end - start) : left);
}

/* Where reading stands between lines. */
struct reader {
    struct arena *arena;
    struct treebank *treebank;
    bool names;
    bool open; /* a sentence has begun */
    bool new_paragraph;
    bool new_document;
    bool glued;             /* the word before had no space after it */
    uint32_t multiword_end; /* last word of the open multiword token, 0 when none */
    bool multiword_glued;
};

static int open_sentence(struct reader *reader) {
    struct treebank *treebank = reader->treebank;
    if (treebank->sentence_count == treebank->sentence_capacity &&
        !arena_grow(reader->arena, (void **)&treebank->sentences, &treebank->sentence_capacity,
                    treebank->sentence_count, sizeof *treebank->sentences))
        return ERR_NO_MEMORY;

    treebank->sentences[treebank->sentence_count++] = (struct treebank_sentence){
        treebank->token_count, treebank->token_count, reader->new_paragraph, reader->new_document};
    reader->open = true;
    reader->new_paragraph = false;
    reader->new_document = false;
    return 0;
}

static int read_word(struct reader *reader, uint32_t id, const struct slice *fields) {
    struct treebank *treebank = reader->treebank;
    if (!reader->open && open_sentence(reader) < 0)
        return ERR_NO_MEMORY;
    if (treebank->token_count == treebank->token_capacity &&
        !arena_grow(reader->arena, (void **)&treebank->tokens, &treebank->token_capacity,
                    treebank->token_count, sizeof *treebank->tokens))
        return ERR_NO_MEMORY;

    struct treebank_token token = {.form = fields[FORM], .space_before = !reader->glued};
    int result = lower_of(reader->arena, token.form, &token.lower);
    if (result < 0)
        return result;

    bool in_multiword = reader->multiword_end != 0;
    if (reader->names) {
        token.name = name_class_find(fields[LEMMA]);
        reader->glued = false;
    } else {
        uint32_t head;
        if (!number_of(fields[HEAD], &head))
            return ERR_INVALID;
        token.head = head ? head - 1 : NO_INDEX;
        token.upos = (uint8_t)upos_find(fields[UPOS]);
        token.xpos = (uint8_t)xpos_find(fields[XPOS]);
        token.deprel = (uint8_t)deprel_find(fields[DEPREL]);
        token.entity = entity_of(fields[MISC]);
        reader->glued = in_multiword ? id < reader->multiword_end || reader->multiword_glued
                                     : has_no_space(fields[MISC]);
    }
    if (in_multiword && id >= reader->multiword_end)
        reader->multiword_end = 0;
    treebank->tokens[treebank->token_count++] = token;
    treebank->sentences[treebank->sentence_count - 1].past++;
    return 0;
}

static int read_line(struct reader *reader, struct slice line) {
    if (line.length == 0) {
        reader->open = false;
        return 0;
    }
    if (line.at[0] == '#') {
        bool document = slice_starts(line, SLICE("# newdoc"));
        reader->new_document |= document;
        reader->new_paragraph |= document || slice_starts(line, SLICE("# newpar"));
        return 0;
    }

    struct slice fields[FIELDS];
    uint32_t count = treebank_cut(line, fields, FIELDS);
    if (count < (reader->names ? 3 : FIELDS))
        return ERR_INVALID;

    uint32_t id;
    if (number_of(fields[ID], &id))
        return read_word(reader, id, fields);

    const char *dash = memchr(fields[ID].at, '-', fields[ID].length);
    if (dash && !reader->names) {
        size_t skip = (size_t)(dash - fields[ID].at) + 1;
        struct slice end = slice_of(dash + 1, fields[ID].length - skip);
        if (!number_of(end, &reader->multiword_end))
            return ERR_INVALID;
        reader->multiword_glued = has_no_space(fields[MISC]);
    }
    return 0;
}

static int read_lines(const char *path, struct arena *arena, bool names,
                      struct treebank *treebank) {
    struct slice rest;
    int result = treebank_read_file(path, arena, &rest);
    if (result < 0)
        return result;

    struct reader reader = {.arena = arena,
                            .treebank = treebank,
                            .names = names,
                            .new_paragraph = true,
                            .new_document = true};
    struct slice line;
    for (uint32_t number = 1; treebank_next_line(&rest, &line); number++) {
        result = read_line(&reader, line);
        if (result < 0) {
            fprintf(stderr, "%s:%u: %s\n", path, number, error_name(result));
            return result;
        }
    }
    return 0;
}

int treebank_read(const char *path, struct arena *arena, struct treebank *treebank) {
    return read_lines(path, arena, false, treebank);
}

int treebank_read_names(const char *path, struct arena *arena, struct treebank *treebank) {
    return read_lines(path, arena, true, treebank);
}
