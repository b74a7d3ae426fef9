/* Full text on PostgreSQL: our words (words.h) in a tsvector, what is typed as a tsquery of them,
 * and excerpts that mark what it matches. */
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

/* Bytes of a written vector: its words, quoted, each with its position. */
enum { VECTOR_LIMIT = 8 * 1024 * 1024 };

/* The words of title and text as a tsvector is written. A phrase does not go from one to the other.
 * PostgreSQL keeps a megabyte of words and positions, and no position above 16,383: what comes
 * later is found by its words alone, or not at all. Errors: buffer_error, ERR_NO_MEMORY. */
int vector_write(struct buffer *out, struct slice title, struct slice text);

/* What was typed as a tsquery. Errors as search_terms_read, or ERR_NO_MEMORY. */
int vector_query(struct arena *arena, struct slice typed, struct slice *ret_query);

/* What was typed, as it is found again in a text. */
struct vector_phrases;
int vector_phrases_make(struct arena *arena, struct slice typed,
                        struct vector_phrases **ret_phrases);

/* excerpt.h of a text; absent for words of many kilobytes. */
int vector_excerpt(const struct vector_phrases *phrases, struct arena *arena, struct slice text,
                   int before, int after, struct slice *ret_excerpt);
