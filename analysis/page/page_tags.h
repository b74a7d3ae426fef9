/* HTML elements by what they do to the text. */
#pragma once

#include "analysis/page/document.h"

enum page_tag_role {
    TAG_ROLE_INLINE,
    TAG_ROLE_BLOCK,
    TAG_ROLE_BREAK, /* br */
    TAG_ROLE_LINK,  /* a */
    TAG_ROLE_SKIP,  /* nothing inside is text of the page */
};

/* Elements that tell something of the article by what they are: hints.c. */
enum page_hint_source {
    HINT_SOURCE_NONE, /* but perhaps by its attributes */
    HINT_SOURCE_HEADLINE,
    HINT_SOURCE_LANGUAGE,
    HINT_SOURCE_LINK, /* in the head */
    HINT_SOURCE_META,
    HINT_SOURCE_SCRIPT,
    HINT_SOURCE_TIME,
    HINT_SOURCE_TITLE,
};

struct page_tag_info {
    uint8_t role;        /* enum page_tag_role */
    uint8_t tag;         /* enum page_tag */
    uint8_t hint_source; /* enum page_hint_source */
};

/* By the parser's lower-case name; unknown elements are inline. */
struct page_tag_info page_tag_find(struct slice name);

/* Does a block take its kind from this tag (p, li, h1, cell, …) and not from a container? */
bool page_tag_is_block_kind(uint8_t tag);
