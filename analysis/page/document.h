/* A page as two flat lists: its elements and its blocks of text, both in document order.
 *
 * The page's tree (tree.h) is walked once, without recursion. The blocks below an element are a
 * contiguous range, so that sums over any subtree are a subtraction.
 */
#pragma once

#include "analysis/page/tree.h"

#include <stdint.h>

/* What class, id, role and itemprop say of an element: class_tokens.c. */
enum page_trait {
    TRAIT_BODY = 1 << 0,       /* names itself the article's body */
    TRAIT_CLUTTER = 1 << 1,    /* comments, related, newsletter, share, advertisement, … */
    TRAIT_NAVIGATION = 1 << 2, /* nav, menu, breadcrumb, footer, … */
    TRAIT_CAPTION = 1 << 3,    /* caption, credit */
    TRAIT_META = 1 << 4,       /* byline, date line, author */
    TRAIT_HIDDEN = 1 << 5,     /* hidden, aria-hidden, display:none */
    TRAIT_HEADLINE = 1 << 6,   /* headline, title */
    TRAIT_TAIL = 1 << 7,       /* author notes, tags, copyright: after the text, never inside */
    TRAIT_STRONG = 1 << 8, /* clutter whose name leaves no doubt: comments, related, newsletter */
};

enum page_tag {
    TAG_OTHER,
    TAG_ARTICLE,
    TAG_ASIDE,
    TAG_BLOCKQUOTE,
    TAG_BODY,
    TAG_CAPTION, /* figcaption, caption */
    TAG_DIV,
    TAG_FIGURE,
    TAG_FOOTER,
    TAG_FORM,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4, /* and below */
    TAG_HEADER,
    TAG_LI,
    TAG_LIST, /* ul, ol, dl */
    TAG_MAIN,
    TAG_NAV,
    TAG_P,
    TAG_PRE,
    TAG_SECTION,
    TAG_TABLE,
    TAG_CELL, /* td, th */
};

struct page_element {
    uint32_t parent; /* NO_INDEX for the root */
    uint32_t first_block;
    uint32_t past_block;
    uint16_t depth;
    uint16_t traits; /* enum page_trait */
    uint8_t tag;     /* enum page_tag */
};

struct page_element_list {
    struct page_element *at;
    uint32_t count;
    uint32_t capacity;
};

struct page_block {
    struct slice text;    /* white space collapsed, never empty */
    uint32_t element;     /* the block-level element that it stands in */
    uint32_t link_length; /* bytes of it inside links */
    uint32_t words;
    uint8_t tag; /* the nearest of p, li, h1 …, cell, pre, blockquote, caption; else TAG_OTHER */
    bool sentence; /* ends like a sentence */
    bool quoted;   /* inside a blockquote */
    bool opens_with_link;
};

struct page_block_list {
    struct page_block *at;
    uint32_t count;
    uint32_t capacity;
};

/* What stands in the head and in attributes: raw material for metadata.c. */
struct page_hint {
    struct slice kind; /* "meta", "time", "title", "link", "json-ld", "h1", "author", "author-link",
                          "lang" */
    struct slice name; /* of a meta: name, property or itemprop, lower-case */
    struct slice value; /* content, datetime, text */
    uint32_t block;     /* blocks before it, to tell how near the headline it stands */
    uint32_t element;   /* the element that it came with */
};

struct page_hint_list {
    struct page_hint *at;
    uint32_t count;
    uint32_t capacity;
};

struct page_document {
    struct page_element_list elements;
    struct page_block_list blocks;
    struct page_hint_list hints;
};

enum { PAGE_BLOCKS_MAX = 200000 };

/* Parses `html` (any bytes) into `ret_document`. Encodings: encoding.h. Returns 0, ERR_NO_MEMORY,
 * or ERR_TOO_LARGE above PAGE_BLOCKS_MAX blocks. */
int page_parse(struct arena *arena, struct slice html, struct page_document *ret_document);

/* Traits of an element by one of its attributes. */
uint16_t page_traits(enum page_attribute_name attribute, struct slice value);
