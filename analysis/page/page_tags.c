#include "analysis/page/page_tags.h"

struct tag_row {
    const char *name;
    struct page_tag_info info;
};

/* Sorted by name. */
static const struct tag_row rows[] = {
    {"a", {TAG_ROLE_LINK, TAG_OTHER}},
    {"address", {TAG_ROLE_BLOCK, TAG_DIV}},
    {"applet", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"article", {TAG_ROLE_BLOCK, TAG_ARTICLE}},
    {"aside", {TAG_ROLE_BLOCK, TAG_ASIDE}},
    {"audio", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"blockquote", {TAG_ROLE_BLOCK, TAG_BLOCKQUOTE}},
    {"body", {TAG_ROLE_BLOCK, TAG_BODY}},
    {"br", {TAG_ROLE_BREAK, TAG_OTHER}},
    {"button", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"canvas", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"caption", {TAG_ROLE_BLOCK, TAG_CAPTION}},
    {"center", {TAG_ROLE_BLOCK, TAG_DIV}},
    {"dd", {TAG_ROLE_BLOCK, TAG_LI}},
    {"details", {TAG_ROLE_BLOCK, TAG_DIV}},
    {"dialog", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"div", {TAG_ROLE_BLOCK, TAG_DIV}},
    {"dl", {TAG_ROLE_BLOCK, TAG_LIST}},
    {"dt", {TAG_ROLE_BLOCK, TAG_LI}},
    {"embed", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"fieldset", {TAG_ROLE_BLOCK, TAG_FORM}},
    {"figcaption", {TAG_ROLE_BLOCK, TAG_CAPTION}},
    {"figure", {TAG_ROLE_BLOCK, TAG_FIGURE}},
    {"footer", {TAG_ROLE_BLOCK, TAG_FOOTER}},
    {"form", {TAG_ROLE_BLOCK, TAG_FORM}},
    {"h1", {TAG_ROLE_BLOCK, TAG_H1}},
    {"h2", {TAG_ROLE_BLOCK, TAG_H2}},
    {"h3", {TAG_ROLE_BLOCK, TAG_H3}},
    {"h4", {TAG_ROLE_BLOCK, TAG_H4}},
    {"h5", {TAG_ROLE_BLOCK, TAG_H4}},
    {"h6", {TAG_ROLE_BLOCK, TAG_H4}},
    {"head", {TAG_ROLE_INLINE, TAG_OTHER}},
    {"header", {TAG_ROLE_BLOCK, TAG_HEADER}},
    {"hr", {TAG_ROLE_BLOCK, TAG_OTHER}},
    {"iframe", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"input", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"label", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"legend", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"li", {TAG_ROLE_BLOCK, TAG_LI}},
    {"link", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"main", {TAG_ROLE_BLOCK, TAG_MAIN}},
    {"map", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"menu", {TAG_ROLE_BLOCK, TAG_LIST}},
    {"meta", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"nav", {TAG_ROLE_BLOCK, TAG_NAV}},
    {"noframes", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"noscript", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"object", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"ol", {TAG_ROLE_BLOCK, TAG_LIST}},
    {"option", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"p", {TAG_ROLE_BLOCK, TAG_P}},
    {"pre", {TAG_ROLE_BLOCK, TAG_PRE}},
    {"script", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"section", {TAG_ROLE_BLOCK, TAG_SECTION}},
    {"select", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"style", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"summary", {TAG_ROLE_BLOCK, TAG_DIV}},
    {"svg", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"table", {TAG_ROLE_BLOCK, TAG_TABLE}},
    {"tbody", {TAG_ROLE_BLOCK, TAG_OTHER}},
    {"td", {TAG_ROLE_BLOCK, TAG_CELL}},
    {"template", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"textarea", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"tfoot", {TAG_ROLE_BLOCK, TAG_OTHER}},
    {"th", {TAG_ROLE_BLOCK, TAG_CELL}},
    {"thead", {TAG_ROLE_BLOCK, TAG_OTHER}},
    {"title", {TAG_ROLE_SKIP, TAG_OTHER}},
    {"tr", {TAG_ROLE_BLOCK, TAG_OTHER}},
    {"ul", {TAG_ROLE_BLOCK, TAG_LIST}},
    {"video", {TAG_ROLE_SKIP, TAG_OTHER}},
};

struct page_tag_info page_tag_find(struct slice name) {
    size_t low = 0;
    size_t high = sizeof rows / sizeof *rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = slice_compare(name, slice_from_cstr(rows[middle].name));
        if (order == 0)
            return rows[middle].info;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return (struct page_tag_info){TAG_ROLE_INLINE, TAG_OTHER};
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
