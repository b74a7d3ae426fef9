#include "analysis/page/hints.h"

#include "analysis/analysis.h"
#include "base/buffer.h"
#include "base/error.h"

/* A hostile page could name a million authors. */
enum { HINTS_MAX = 4000, HINT_TEXT_MAX = 600, HINT_STEPS_MAX = 400 };

static struct slice attribute(const xmlNode *node, const char *name) {
    for (const xmlAttr *found = node->properties; found; found = found->next)
        if (strcmp((const char *)found->name, name) == 0)
            return found->children && found->children->content
                       ? slice_from_cstr((const char *)found->children->content)
                       : SLICE("");
    return (struct slice){0};
}

static bool name_is(const xmlNode *node, const char *name) {
    return strcmp((const char *)node->name, name) == 0;
}

static int hint_add(struct arena *arena, struct page_document *document, struct slice kind,
                    struct slice name, struct slice value, uint32_t element) {
    if (document->hints.count == HINTS_MAX || !slice_trim(value).length)
        return 0;

    struct page_hint hint = {.kind = kind, .block = document->blocks.count, .element = element};
    int result = arena_copy(arena, name, &hint.name);
    if (result == 0)
        result = arena_copy(arena, slice_trim(value), &hint.value);
    if (result < 0)
        return result;
    return list_push(arena, &document->hints, hint) ? 0 : ERR_NO_MEMORY;
}

/* The next node below `root` in document order. */
static const xmlNode *next_node(const xmlNode *node, const xmlNode *root) {
    if (node->children && node->type == XML_ELEMENT_NODE && !name_is(node, "script") &&
        !name_is(node, "style"))
        return node->children;
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}

/* Text below `node`, white space collapsed, cut at HINT_TEXT_MAX bytes and HINT_STEPS_MAX nodes. */
static int hint_add_text(struct arena *arena, struct page_document *document, struct slice kind,
                         const xmlNode *node, uint32_t element) {
    struct buffer text;
    buffer_init(&text, HINT_TEXT_MAX);
    bool space = false;
    int steps = 0;
    for (const xmlNode *at = node; at && steps < HINT_STEPS_MAX;
         at = next_node(at, node), steps++) {
        if (at->type != XML_TEXT_NODE) {
            space = true;
            continue;
        }
        for (const char *c = (const char *)at->content; c && *c; c++) {
            bool white = *c == ' ' || (*c >= '\t' && *c <= '\r');
            if (!white && space && text.length)
                buffer_append_byte(&text, ' ');
            if (!white)
                buffer_append_byte(&text, *c);
            space = white;
        }
    }
    int result = 0;
    if (!buffer_error(&text)) /* a longer one is no name and no headline */
        result = hint_add(arena, document, kind, SLICE(""), buffer_slice(&text), element);
    else if (buffer_error(&text) == ERR_NO_MEMORY)
        result = ERR_NO_MEMORY;
    buffer_done(&text);
    return result;
}

static int meta_read(struct arena *arena, struct page_document *document, const xmlNode *node,
                     uint32_t element) {
    static const char *const keys[] = {"property", "name", "itemprop"};
    struct slice content = attribute(node, "content");
    for (size_t i = 0; content.at && i < sizeof keys / sizeof *keys; i++) {
        struct slice name = attribute(node, keys[i]);
        if (!name.at)
            continue;
        int result = hint_add(arena, document, SLICE("meta"), name, content, element);
        if (result < 0)
            return result;
    }
    return 0;
}

static int json_ld_read(struct arena *arena, struct page_document *document, const xmlNode *node,
                        uint32_t element) {
    struct slice type = attribute(node, "type");
    if (!slice_equal_ascii_case(type, SLICE("application/ld+json")) || !node->children ||
        !node->children->content)
        return 0;
    return hint_add(arena, document, SLICE("json-ld"), SLICE(""),
                    slice_from_cstr((const char *)node->children->content), element);
}

/* A link to the page of an author: /author/jane-doe, /authors/…, /by/…, /contributor/… */
static bool links_author(const xmlNode *node) {
    static const char *const parts[] = {"/author/",       "/authors/", "/by/",     "/contributor/",
                                        "/contributors/", "/staff/",   "/people/", "/profile/"};
    if (!name_is(node, "a"))
        return false;
    struct slice href = attribute(node, "href");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (slice_contains(href, slice_from_cstr(parts[i])))
            return true;
    return false;
}

/* Elements that name the author: rel=author, itemprop, or a class token. */
static bool names_author(const xmlNode *node, uint16_t class_traits) {
    struct slice itemprop = attribute(node, "itemprop");
    if (slice_equal(attribute(node, "rel"), SLICE("author")) ||
        slice_equal(itemprop, SLICE("author")))
        return true;
    return (class_traits & TRAIT_META) != 0;
}

static int attribute_add(struct arena *arena, struct page_document *document, struct slice kind,
                         const xmlNode *node, const char *name, uint32_t element) {
    return hint_add(arena, document, kind, SLICE(""), attribute(node, name), element);
}

int page_hints_read(struct arena *arena, struct page_document *document, const xmlNode *node,
                    uint32_t element, enum page_hint_source source, uint16_t class_traits) {
    switch (source) {
    case HINT_SOURCE_META:
        return meta_read(arena, document, node, element);
    case HINT_SOURCE_SCRIPT:
        return json_ld_read(arena, document, node, element);
    case HINT_SOURCE_TITLE:
        return hint_add_text(arena, document, SLICE("title"), node, element);
    case HINT_SOURCE_LANGUAGE:
        return attribute_add(arena, document, SLICE("lang"), node, "lang", element);
    case HINT_SOURCE_HEADLINE:
        return hint_add_text(arena, document, SLICE("h1"), node, element);
    case HINT_SOURCE_TIME:
        return hint_add(arena, document, SLICE("time"), attribute(node, "itemprop"),
                        attribute(node, "datetime"), element);
    case HINT_SOURCE_LINK:
        if (slice_equal(attribute(node, "rel"), SLICE("canonical")))
            return attribute_add(arena, document, SLICE("canonical"), node, "href", element);
        break;
    case HINT_SOURCE_NONE:
        break;
    }
    if (!node->properties)
        return 0;
    if (links_author(node))
        return hint_add_text(arena, document, SLICE("author-link"), node, element);
    if (names_author(node, class_traits))
        return hint_add_text(arena, document, SLICE("author"), node, element);
    return 0;
}
