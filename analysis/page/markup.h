/* Pieces of markup: names, attributes, references, comments. Each function reads what begins at an
 * offset and says where it ends; nothing is looked at twice. */
#pragma once

#include "analysis/page/tree.h"

/* White space inside a tag; control characters count as such. */
static inline bool markup_space(char c) {
    return (unsigned char)c <= ' ';
}

/* Where the name that begins at `at` ends: `at` itself when none does. */
size_t markup_name_end(struct slice html, size_t at);

/* Does markup begin at `at`, where a '<' stands? */
bool markup_begins(struct slice html, size_t at);

/* The offset behind what is neither tag nor text and begins at `at`: comment, instruction, document
 * type. */
size_t markup_aside_end(struct slice html, size_t at);

/* Where the text of a script or style sheet ends that begins at `at`: at its end tag, or with the
 * page. */
size_t markup_raw_end(struct slice html, size_t at, struct slice name);

/* Reads attributes up to the end of the tag and adds those that are read to `list`, each once.
 * *at moves to '>', "/>" or the end of the page. Returns 0 or ERR_NO_MEMORY. */
int markup_attributes(struct arena *arena, struct slice html, size_t *at,
                      struct page_attribute_list *list);

/* `text` with its references undone: the one of HTML 4 by name, those by number; what is none stays
 * as it is. Itself when it has none. Returns 0 or ERR_NO_MEMORY. */
int markup_unescape(struct arena *arena, struct slice text, struct slice *ret_text);

/* The code point of a reference's name, 0 for none. */
uint32_t markup_reference(struct slice name);
