#include "analysis/page/page_tags.h"

struct tag_row {
    struct slice name;
    struct page_tag_info info;
};

enum page_tag_rank {
    RANK_DIV = 1,
    RANK_CELL,
    RANK_ROW,
    RANK_ROWS,
    RANK_TABLE,
    RANK_PART,
    RANK_PAGE
};

/* Phrases stand in a body. */
#define PHRASE TAG_ROLE_INLINE, TAG_OTHER, .ends = IS_HEAD

/* Sorted by name. What ends what is HTML 4's table of optional end tags as libxml2 2.9 has it,
 * found out by asking it for every pair of elements. */
static const struct tag_row rows[] = {
    {{"a", 1}, {TAG_ROLE_LINK, TAG_OTHER, .is = IS_A, .ends = IS_A | IS_HEAD}},
    {{"abbr", 4}, {PHRASE}},
    {{"acronym", 7}, {PHRASE}},
    {{"address", 7}, {TAG_ROLE_BLOCK, TAG_DIV, .is = IS_ADDRESS, .ends = IS_HEAD | IS_P | IS_UL}},
    {{"applet", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"area", 4}, {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_VOID}},
    {{"article", 7}, {TAG_ROLE_BLOCK, TAG_ARTICLE}},
    {{"aside", 5}, {TAG_ROLE_BLOCK, TAG_ASIDE}},
    {{"audio", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"b", 1}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_BI, .ends = IS_HEAD}},
    {{"base", 4}, {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_VOID | TAG_IN_HEAD}},
    {{"basefont", 8}, {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_VOID}},
    {{"bdo", 3}, {PHRASE}},
    {{"big", 3}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_STYLE, .ends = IS_HEAD}},
    {{"blockquote", 10}, {TAG_ROLE_BLOCK, TAG_BLOCKQUOTE, .ends = IS_HEAD | IS_P}},
    {{"body", 4},
     {TAG_ROLE_BLOCK, TAG_BODY, .rank = RANK_PART, .is = IS_BODY,
      .ends = IS_HEAD | IS_P | IS_TITLE}},
    {{"br", 2}, {TAG_ROLE_BREAK, TAG_OTHER, .flags = TAG_VOID, .ends = IS_HEAD}},
    {{"button", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"canvas", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"caption", 7}, {TAG_ROLE_BLOCK, TAG_CAPTION, .is = IS_CAPTION, .ends = IS_P}},
    {{"center", 6}, {TAG_ROLE_BLOCK, TAG_DIV, .ends = IS_BI | IS_FONT | IS_HEAD | IS_P}},
    {{"cite", 4}, {PHRASE}},
    {{"code", 4}, {PHRASE}},
    {{"col", 3}, {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_VOID, .ends = IS_CAPTION | IS_P}},
    {{"colgroup", 8},
     {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_COLGROUP, .ends = IS_CAPTION | IS_COLGROUP | IS_P}},
    {{"dd", 2},
     {TAG_ROLE_BLOCK, TAG_LI, .is = IS_DD,
      .ends = IS_ADDRESS | IS_DT | IS_HEAD | IS_MENU | IS_P | IS_PRE}},
    {{"details", 7}, {TAG_ROLE_BLOCK, TAG_DIV}},
    {{"dfn", 3}, {PHRASE}},
    {{"dialog", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"dir", 3}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_MENU, .ends = IS_HEAD | IS_P}},
    {{"div", 3}, {TAG_ROLE_BLOCK, TAG_DIV, .rank = RANK_DIV, .ends = IS_HEAD | IS_P}},
    {{"dl", 2},
     {TAG_ROLE_BLOCK, TAG_LIST, .is = IS_DL,
      .ends = IS_ADDRESS | IS_DT | IS_HEAD | IS_MENU | IS_P | IS_PRE}},
    {{"dt", 2},
     {TAG_ROLE_BLOCK, TAG_LI, .is = IS_DT,
      .ends = IS_ADDRESS | IS_DD | IS_HEAD | IS_MENU | IS_P | IS_PRE}},
    {{"em", 2}, {PHRASE}},
    {{"embed", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"fieldset", 8},
     {TAG_ROLE_BLOCK, TAG_FORM, .ends = IS_A | IS_HEAD | IS_HEADING | IS_LEGEND | IS_P | IS_PRE}},
    {{"figcaption", 10}, {TAG_ROLE_BLOCK, TAG_CAPTION}},
    {{"figure", 6}, {TAG_ROLE_BLOCK, TAG_FIGURE}},
    {{"font", 4}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_FONT, .ends = IS_HEAD}},
    {{"footer", 6}, {TAG_ROLE_BLOCK, TAG_FOOTER}},
    {{"form", 4},
     {TAG_ROLE_BLOCK, TAG_FORM, .is = IS_FORM,
      .ends = IS_ADDRESS | IS_DL | IS_FORM | IS_HEAD | IS_HEADING | IS_MENU | IS_OL | IS_P |
              IS_PRE | IS_UL}},
    {{"frame", 5}, {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_VOID | TAG_FRAMES}},
    {{"frameset", 8},
     {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_FRAMES, .ends = IS_HEAD | IS_P | IS_TITLE}},
    {{"h1", 2},
     {TAG_ROLE_BLOCK, TAG_H1, .hint_source = HINT_SOURCE_HEADLINE, .is = IS_HEADING,
      .ends = IS_HEAD | IS_P}},
    {{"h2", 2}, {TAG_ROLE_BLOCK, TAG_H2, .is = IS_HEADING, .ends = IS_HEAD | IS_P}},
    {{"h3", 2}, {TAG_ROLE_BLOCK, TAG_H3, .is = IS_HEADING, .ends = IS_HEAD | IS_P}},
    {{"h4", 2}, {TAG_ROLE_BLOCK, TAG_H4, .is = IS_HEADING, .ends = IS_HEAD | IS_P}},
    {{"h5", 2}, {TAG_ROLE_BLOCK, TAG_H4, .is = IS_HEADING, .ends = IS_HEAD | IS_P}},
    {{"h6", 2}, {TAG_ROLE_BLOCK, TAG_H4, .is = IS_HEADING, .ends = IS_HEAD | IS_P}},
    {{"head", 4}, {TAG_ROLE_INLINE, TAG_OTHER, .rank = RANK_PART, .is = IS_HEAD, .ends = IS_P}},
    {{"header", 6}, {TAG_ROLE_BLOCK, TAG_HEADER}},
    {{"hr", 2}, {TAG_ROLE_BLOCK, TAG_OTHER, .flags = TAG_VOID, .ends = IS_HEAD | IS_P}},
    {{"html", 4},
     {TAG_ROLE_INLINE, TAG_OTHER, .hint_source = HINT_SOURCE_LANGUAGE, .rank = RANK_PAGE,
      .is = IS_HTML}},
    {{"i", 1}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_BI, .ends = IS_HEAD}},
    {{"iframe", 6}, {TAG_ROLE_SKIP, TAG_OTHER, .ends = IS_HEAD}},
    {{"img", 3}, {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_VOID, .ends = IS_HEAD}},
    {{"input", 5}, {TAG_ROLE_SKIP, TAG_OTHER, .flags = TAG_VOID}},
    {{"isindex", 7}, {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_VOID}},
    {{"kbd", 3}, {PHRASE}},
    {{"label", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"legend", 6}, {TAG_ROLE_SKIP, TAG_OTHER, .is = IS_LEGEND}},
    {{"li", 2},
     {TAG_ROLE_BLOCK, TAG_LI, .is = IS_LI,
      .ends = IS_ADDRESS | IS_DL | IS_HEAD | IS_HEADING | IS_LI | IS_P | IS_PRE}},
    {{"link", 4},
     {TAG_ROLE_SKIP, TAG_OTHER, .hint_source = HINT_SOURCE_LINK, .flags = TAG_VOID | TAG_IN_HEAD}},
    {{"listing", 7}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_PRE, .ends = IS_HEAD | IS_P}},
    {{"main", 4}, {TAG_ROLE_BLOCK, TAG_MAIN}},
    {{"map", 3}, {TAG_ROLE_SKIP, TAG_OTHER, .ends = IS_HEAD}},
    {{"menu", 4}, {TAG_ROLE_BLOCK, TAG_LIST, .is = IS_MENU, .ends = IS_HEAD | IS_P | IS_UL}},
    {{"meta", 4},
     {TAG_ROLE_SKIP, TAG_OTHER, .hint_source = HINT_SOURCE_META, .flags = TAG_VOID | TAG_IN_HEAD}},
    {{"nav", 3}, {TAG_ROLE_BLOCK, TAG_NAV}},
    {{"noframes", 8}, {TAG_ROLE_SKIP, TAG_OTHER, .flags = TAG_FRAMES}},
    {{"noscript", 8}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"object", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"ol", 2}, {TAG_ROLE_BLOCK, TAG_LIST, .is = IS_OL, .ends = IS_HEAD | IS_P | IS_UL}},
    {{"optgroup", 8}, {TAG_ROLE_INLINE, TAG_OTHER, .ends = IS_OPTION}},
    {{"option", 6}, {TAG_ROLE_SKIP, TAG_OTHER, .is = IS_OPTION, .ends = IS_OPTION}},
    {{"p", 1},
     {TAG_ROLE_BLOCK, TAG_P, .is = IS_P,
      .ends = IS_BI | IS_HEAD | IS_HEADING | IS_P | IS_STYLE | IS_U}},
    {{"param", 5}, {TAG_ROLE_INLINE, TAG_OTHER, .flags = TAG_VOID}},
    {{"pre", 3}, {TAG_ROLE_BLOCK, TAG_PRE, .is = IS_PRE, .ends = IS_HEAD | IS_P | IS_UL}},
    {{"q", 1}, {PHRASE}},
    {{"s", 1}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_STYLE, .ends = IS_HEAD}},
    {{"samp", 4}, {PHRASE}},
    {{"script", 6},
     {TAG_ROLE_SKIP, TAG_OTHER, .hint_source = HINT_SOURCE_SCRIPT, .flags = TAG_RAW | TAG_IN_HEAD}},
    {{"section", 7}, {TAG_ROLE_BLOCK, TAG_SECTION}},
    {{"select", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"small", 5}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_STYLE, .ends = IS_HEAD}},
    {{"span", 4}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_SPAN, .ends = IS_HEAD}},
    {{"strike", 6}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_STYLE, .ends = IS_HEAD}},
    {{"strong", 6}, {PHRASE}},
    {{"style", 5}, {TAG_ROLE_SKIP, TAG_OTHER, .flags = TAG_RAW | TAG_IN_HEAD}},
    {{"sub", 3}, {PHRASE}},
    {{"summary", 7}, {TAG_ROLE_BLOCK, TAG_DIV}},
    {{"sup", 3}, {PHRASE}},
    {{"svg", 3}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"table", 5},
     {TAG_ROLE_BLOCK, TAG_TABLE, .rank = RANK_TABLE,
      .ends = IS_A | IS_HEAD | IS_HEADING | IS_P | IS_PRE}},
    {{"tbody", 5},
     {TAG_ROLE_BLOCK, TAG_OTHER, .rank = RANK_ROWS, .is = IS_TBODY,
      .ends = IS_CAPTION | IS_CELL | IS_COLGROUP | IS_P | IS_TBODY | IS_TFOOT | IS_THEAD | IS_TR}},
    {{"td", 2},
     {TAG_ROLE_BLOCK, TAG_CELL, .rank = RANK_CELL, .is = IS_CELL,
      .ends = IS_A | IS_BI | IS_CELL | IS_FONT | IS_P | IS_SPAN | IS_U}},
    {{"template", 8}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"textarea", 8}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"tfoot", 5},
     {TAG_ROLE_BLOCK, TAG_OTHER, .rank = RANK_ROWS, .is = IS_TFOOT,
      .ends = IS_CAPTION | IS_CELL | IS_COLGROUP | IS_P | IS_TBODY | IS_THEAD | IS_TR}},
    {{"th", 2},
     {TAG_ROLE_BLOCK, TAG_CELL, .rank = RANK_CELL, .is = IS_CELL,
      .ends = IS_A | IS_BI | IS_CELL | IS_FONT | IS_P | IS_SPAN | IS_U}},
    {{"thead", 5},
     {TAG_ROLE_BLOCK, TAG_OTHER, .rank = RANK_ROWS, .is = IS_THEAD,
      .ends = IS_CAPTION | IS_COLGROUP}},
    {{"time", 4}, {TAG_ROLE_INLINE, TAG_OTHER, .hint_source = HINT_SOURCE_TIME}},
    {{"title", 5},
     {TAG_ROLE_SKIP, TAG_OTHER, .hint_source = HINT_SOURCE_TITLE, .flags = TAG_IN_HEAD,
      .is = IS_TITLE, .ends = IS_P}},
    {{"tr", 2},
     {TAG_ROLE_BLOCK, TAG_OTHER, .rank = RANK_ROW, .is = IS_TR,
      .ends = IS_CAPTION | IS_CELL | IS_COLGROUP | IS_P | IS_TR}},
    {{"tt", 2}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_STYLE, .ends = IS_HEAD}},
    {{"u", 1}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_U, .ends = IS_HEAD}},
    {{"ul", 2},
     {TAG_ROLE_BLOCK, TAG_LIST, .is = IS_UL,
      .ends = IS_ADDRESS | IS_HEAD | IS_MENU | IS_OL | IS_P | IS_PRE}},
    {{"var", 3}, {PHRASE}},
    {{"video", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"xmp", 3}, {TAG_ROLE_INLINE, TAG_OTHER, .is = IS_PRE, .ends = IS_HEAD | IS_P}},
};

const struct page_tag_info *page_tag_find(struct slice name) {
    static const struct page_tag_info unknown = {TAG_ROLE_INLINE, TAG_OTHER};
    const struct tag_row *row = SLICE_ROW(name, rows);
    return row ? &row->info : &unknown;
}

bool page_tag_is_block_kind(uint8_t tag) {
    switch (tag) {
    case TAG_BLOCKQUOTE:
    case TAG_CAPTION:
    case TAG_CELL:
    case TAG_H1:
    case TAG_H2:
    case TAG_H3:
    case TAG_H4:
    case TAG_LI:
    case TAG_P:
    case TAG_PRE:
        return true;
    default:
        return false;
    }
}
