#include "analysis/page/page_tags.h"

struct tag_row {
    struct slice name;
    struct page_tag_info info;
};

/* Sorted by name. */
static const struct tag_row rows[] = {
    {{"a", 1}, {TAG_ROLE_LINK, TAG_OTHER}},
    {{"address", 7}, {TAG_ROLE_BLOCK, TAG_DIV}},
    {{"applet", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"article", 7}, {TAG_ROLE_BLOCK, TAG_ARTICLE}},
    {{"aside", 5}, {TAG_ROLE_BLOCK, TAG_ASIDE}},
    {{"audio", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"blockquote", 10}, {TAG_ROLE_BLOCK, TAG_BLOCKQUOTE}},
    {{"body", 4}, {TAG_ROLE_BLOCK, TAG_BODY}},
    {{"br", 2}, {TAG_ROLE_BREAK, TAG_OTHER}},
    {{"button", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"canvas", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"caption", 7}, {TAG_ROLE_BLOCK, TAG_CAPTION}},
    {{"center", 6}, {TAG_ROLE_BLOCK, TAG_DIV}},
    {{"dd", 2}, {TAG_ROLE_BLOCK, TAG_LI}},
    {{"details", 7}, {TAG_ROLE_BLOCK, TAG_DIV}},
    {{"dialog", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"div", 3}, {TAG_ROLE_BLOCK, TAG_DIV}},
    {{"dl", 2}, {TAG_ROLE_BLOCK, TAG_LIST}},
    {{"dt", 2}, {TAG_ROLE_BLOCK, TAG_LI}},
    {{"embed", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"fieldset", 8}, {TAG_ROLE_BLOCK, TAG_FORM}},
    {{"figcaption", 10}, {TAG_ROLE_BLOCK, TAG_CAPTION}},
    {{"figure", 6}, {TAG_ROLE_BLOCK, TAG_FIGURE}},
    {{"footer", 6}, {TAG_ROLE_BLOCK, TAG_FOOTER}},
    {{"form", 4}, {TAG_ROLE_BLOCK, TAG_FORM}},
    {{"h1", 2}, {TAG_ROLE_BLOCK, TAG_H1, HINT_SOURCE_HEADLINE}},
    {{"h2", 2}, {TAG_ROLE_BLOCK, TAG_H2}},
    {{"h3", 2}, {TAG_ROLE_BLOCK, TAG_H3}},
    {{"h4", 2}, {TAG_ROLE_BLOCK, TAG_H4}},
    {{"h5", 2}, {TAG_ROLE_BLOCK, TAG_H4}},
    {{"h6", 2}, {TAG_ROLE_BLOCK, TAG_H4}},
    {{"head", 4}, {TAG_ROLE_INLINE, TAG_OTHER}},
    {{"header", 6}, {TAG_ROLE_BLOCK, TAG_HEADER}},
    {{"hr", 2}, {TAG_ROLE_BLOCK, TAG_OTHER}},
    {{"html", 4}, {TAG_ROLE_INLINE, TAG_OTHER, HINT_SOURCE_LANGUAGE}},
    {{"iframe", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"input", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"label", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"legend", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"li", 2}, {TAG_ROLE_BLOCK, TAG_LI}},
    {{"link", 4}, {TAG_ROLE_SKIP, TAG_OTHER, HINT_SOURCE_LINK}},
    {{"main", 4}, {TAG_ROLE_BLOCK, TAG_MAIN}},
    {{"map", 3}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"menu", 4}, {TAG_ROLE_BLOCK, TAG_LIST}},
    {{"meta", 4}, {TAG_ROLE_SKIP, TAG_OTHER, HINT_SOURCE_META}},
    {{"nav", 3}, {TAG_ROLE_BLOCK, TAG_NAV}},
    {{"noframes", 8}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"noscript", 8}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"object", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"ol", 2}, {TAG_ROLE_BLOCK, TAG_LIST}},
    {{"option", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"p", 1}, {TAG_ROLE_BLOCK, TAG_P}},
    {{"pre", 3}, {TAG_ROLE_BLOCK, TAG_PRE}},
    {{"script", 6}, {TAG_ROLE_SKIP, TAG_OTHER, HINT_SOURCE_SCRIPT}},
    {{"section", 7}, {TAG_ROLE_BLOCK, TAG_SECTION}},
    {{"select", 6}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"style", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"summary", 7}, {TAG_ROLE_BLOCK, TAG_DIV}},
    {{"svg", 3}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"table", 5}, {TAG_ROLE_BLOCK, TAG_TABLE}},
    {{"tbody", 5}, {TAG_ROLE_BLOCK, TAG_OTHER}},
    {{"td", 2}, {TAG_ROLE_BLOCK, TAG_CELL}},
    {{"template", 8}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"textarea", 8}, {TAG_ROLE_SKIP, TAG_OTHER}},
    {{"tfoot", 5}, {TAG_ROLE_BLOCK, TAG_OTHER}},
    {{"th", 2}, {TAG_ROLE_BLOCK, TAG_CELL}},
    {{"thead", 5}, {TAG_ROLE_BLOCK, TAG_OTHER}},
    {{"time", 4}, {TAG_ROLE_INLINE, TAG_OTHER, HINT_SOURCE_TIME}},
    {{"title", 5}, {TAG_ROLE_SKIP, TAG_OTHER, HINT_SOURCE_TITLE}},
    {{"tr", 2}, {TAG_ROLE_BLOCK, TAG_OTHER}},
    {{"ul", 2}, {TAG_ROLE_BLOCK, TAG_LIST}},
    {{"video", 5}, {TAG_ROLE_SKIP, TAG_OTHER}},
};

struct page_tag_info page_tag_find(struct slice name) {
    size_t low = 0;
    size_t high = sizeof rows / sizeof *rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        /* Most probes part at the first letter. */
        int order =
            name.length ? (unsigned char)name.at[0] - (unsigned char)rows[middle].name.at[0] : -1;
        order = order ? order : slice_compare(name, rows[middle].name);
        if (order == 0)
            return rows[middle].info;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return (struct page_tag_info){TAG_ROLE_INLINE, TAG_OTHER, HINT_SOURCE_NONE};
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
