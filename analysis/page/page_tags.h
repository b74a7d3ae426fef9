/* HTML elements by what they do to the text, and to each other. */
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

/* Elements that others end by beginning, some of them under one name. */
enum page_tag_kind {
    IS_A = 1 << 0,
    IS_ADDRESS = 1 << 1,
    IS_BI = 1 << 2, /* b, i */
    IS_BODY = 1 << 3,
    IS_CAPTION = 1 << 4,
    IS_CELL = 1 << 5, /* td, th */
    IS_COLGROUP = 1 << 6,
    IS_DD = 1 << 7,
    IS_DL = 1 << 8,
    IS_DT = 1 << 9,
    IS_FONT = 1 << 10,
    IS_FORM = 1 << 11,
    IS_HEAD = 1 << 12,
    IS_HEADING = 1 << 13, /* h1 to h6 */
    IS_HTML = 1 << 14,
    IS_LEGEND = 1 << 15,
    IS_LI = 1 << 16,
    IS_MENU = 1 << 17, /* menu, dir */
    IS_OL = 1 << 18,
    IS_OPTION = 1 << 19,
    IS_P = 1 << 20,
    IS_PRE = 1 << 21, /* pre, listing, xmp */
    IS_SPAN = 1 << 22,
    IS_STYLE = 1 << 23, /* big, s, small, strike, tt */
    IS_TBODY = 1 << 24,
    IS_TFOOT = 1 << 25,
    IS_THEAD = 1 << 26,
    IS_TITLE = 1 << 27,
    IS_TR = 1 << 28,
    IS_U = 1 << 29,
    IS_UL = 1 << 30,
};

enum page_tag_flag {
    TAG_VOID = 1 << 0,    /* holds nothing and has no end */
    TAG_RAW = 1 << 1,     /* what it holds is no markup */
    TAG_IN_HEAD = 1 << 2, /* begins a head that nobody wrote */
    TAG_FRAMES = 1 << 3,  /* begins no body */
};

struct page_tag_info {
    uint8_t role;        /* enum page_tag_role */
    uint8_t tag;         /* enum page_tag */
    uint8_t hint_source; /* enum page_hint_source */
    uint8_t flags;       /* enum page_tag_flag */
    uint8_t rank;        /* an end tag ends none of a higher one on the way to its own */
    uint32_t is;         /* one of enum page_tag_kind, or none */
    uint32_t ends;       /* the innermost elements that it ends by beginning */
};

/* By lower-case name; unknown elements are inline. */
const struct page_tag_info *page_tag_find(struct slice name);

/* Does a block take its kind from this tag (p, li, h1, cell, …) and not from a container? */
bool page_tag_is_block_kind(uint8_t tag);
