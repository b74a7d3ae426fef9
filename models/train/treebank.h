/* Treebanks in CoNLL-U (universaldependencies.org/format.html) and names in IOB2, plain or gzip.
 *
 * Everything read lives in the caller's arena. Multiword tokens and empty nodes are left out, the
 * words stay.
 */
#pragma once

#include "base/arena.h"

struct treebank_token {
    struct slice form;
    struct slice lower;
    struct slice entity; /* GUM's annotation of entities, empty elsewhere */
    uint32_t head;       /* index within its sentence; NO_INDEX for the root */
    uint8_t upos;
    uint8_t xpos;
    uint8_t deprel;
    uint8_t name;      /* class of name_features.h, for IOB2 files */
    bool space_before; /* false too for the later words of a multiword token */
};

struct treebank_sentence {
    uint32_t first;
    uint32_t past;
    bool new_paragraph; /* a document or paragraph begins with it */
    bool new_document;
};

struct treebank {
    struct treebank_token *tokens;
    uint32_t token_count;
    uint32_t token_capacity;
    struct treebank_sentence *sentences;
    uint32_t sentence_count;
    uint32_t sentence_capacity;
};

/* Appends the sentences of a CoNLL-U file. Prints what went wrong to standard error and returns 0,
 * ERR_NOT_FOUND, ERR_INVALID or ERR_NO_MEMORY. */
int treebank_read(const char *path, struct arena *arena, struct treebank *treebank);

/* The same for an IOB2 file: number, form, tag. */
int treebank_read_names(const char *path, struct arena *arena, struct treebank *treebank);

/* The content of a plain or gzip file in the arena. */
int treebank_read_file(const char *path, struct arena *arena, struct slice *ret_content);

/* The next line of `rest` without its end; false at the end. */
bool treebank_next_line(struct slice *rest, struct slice *ret_line);

/* Cuts `line` at tabs; returns the number of fields, at most `max`. */
uint32_t treebank_cut(struct slice line, struct slice *ret_fields, uint32_t max);
