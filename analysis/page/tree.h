/* A page as a tree: what stands in it, and who holds whom. Names and texts are slices of the page
 * itself wherever they stand there as they are meant.
 *
 * The rules are those of HTML as libxml2 reads it, with whose trees tests compare these: elements
 * that end others by beginning (p, li, td, …), end tags that end what is less than they, html,
 * head, body and p that are meant without being written. What is not read by anybody (style sheets,
 * scripts but for JSON-LD, attributes without a name in page_attribute_name) has no place in it.
 * Its cost is linear in the page, whatever the page is.
 */
#pragma once

#include "base/arena.h"

/* Attributes that somebody reads. */
enum page_attribute_name {
    ATTRIBUTE_UNREAD,
    ATTRIBUTE_ARIA_HIDDEN,
    ATTRIBUTE_CLASS,
    ATTRIBUTE_CONTENT,
    ATTRIBUTE_DATA_COMPONENT,
    ATTRIBUTE_DATA_TESTID,
    ATTRIBUTE_DATETIME,
    ATTRIBUTE_HIDDEN,
    ATTRIBUTE_HREF,
    ATTRIBUTE_ID,
    ATTRIBUTE_ITEMPROP,
    ATTRIBUTE_LANG,
    ATTRIBUTE_NAME,
    ATTRIBUTE_PROPERTY,
    ATTRIBUTE_REL,
    ATTRIBUTE_ROLE,
    ATTRIBUTE_STYLE,
    ATTRIBUTE_TYPE,
    PAGE_ATTRIBUTES
};

struct page_attribute {
    struct slice value; /* references undone; empty without a value */
    uint8_t name;       /* enum page_attribute_name */
};

struct page_attribute_list {
    struct page_attribute *at;
    uint32_t count;
    uint32_t capacity;
};

enum page_node_kind {
    NODE_ELEMENT,
    NODE_TEXT,
    NODE_RAW,  /* the inside of a script that is JSON-LD */
    NODE_ASIDE /* a comment or an instruction, without what it says */
};

struct page_node {
    struct slice text;               /* of a text or a script, references undone */
    const struct page_tag_info *tag; /* of an element: what it is, page_tags.h */
    uint32_t parent;                 /* NO_INDEX: none, as for those that follow */
    uint32_t next;
    uint32_t first_child;
    uint32_t first_attribute;
    uint8_t attributes; /* each name once */
    uint8_t kind;       /* enum page_node_kind */
};

struct page_node_list {
    struct page_node *at;
    uint32_t count;
    uint32_t capacity;
};

struct page_tree {
    struct page_node_list nodes; /* in document order; the first is the root */
    struct page_attribute_list attributes;
};

/* Elements nested deeper than this are left out, and their text belongs to those around; paragraphs
 * and their like, which end each other, have 56 places more. */
enum { PAGE_DEPTH_MAX = 200 };

/* Reads `html`, which is UTF-8 and outlives the tree. Returns 0 or ERR_NO_MEMORY. */
int page_tree_make(struct arena *arena, struct slice html, struct page_tree *ret_tree);

/* What an attribute says, or an absent slice. */
struct slice page_attribute(const struct page_tree *tree, const struct page_node *node,
                            enum page_attribute_name name);
