/* A tree of a page as one line of text, for tests to compare: (div class=x (p 'words')), [bytes of
 * a script], # for what is neither. Whoever reads a page otherwise writes his tree by the same
 * calls.
 */
#pragma once

#include "analysis/page/page_tags.h"
#include "analysis/page/tree.h"
#include "base/buffer.h"

struct tree_text {
    struct buffer out;
    bool in_words; /* texts that stand side by side are one */
    bool in_head;  /* of an element that holds nothing yet */
    /* the tree keeps what an element is, not what it is called */
    void (*put_name)(struct buffer *out, const struct page_tag_info *tag);
};

extern const char *const tree_attribute_names[PAGE_ATTRIBUTES];

void tree_text_begin(struct tree_text *text, const struct page_tag_info *tag);
void tree_text_attribute(struct tree_text *text, unsigned name, struct slice value);
void tree_text_words(struct tree_text *text, struct slice words);
void tree_text_raw(struct tree_text *text, struct slice bytes);
void tree_text_aside(struct tree_text *text);
void tree_text_end(struct tree_text *text);

/* Empties it for another tree. */
void tree_text_clear(struct tree_text *text);

/* All of a node of ours. */
void tree_text_node(struct tree_text *text, const struct page_tree *tree, uint32_t index);
