#include "analysis/page/hints.h"

#include "analysis/analysis.h"
#include "base/buffer.h"
#include "base/error.h"

/* A hostile page could name a million authors. */
enum { HINTS_MAX = 4000, HINT_TEXT_MAX = 600, HINT_STEPS_MAX = 400 };

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

/* The next node below `root` in document order, or NO_INDEX. */
static uint32_t next_node(const struct page_node_list *nodes, uint32_t node, uint32_t root) {
    if (nodes->at[node].first_child != NO_INDEX)
        return nodes->at[node].first_child;
    while (node != root && nodes->at[node].next == NO_INDEX)
        node = nodes->at[node].parent;
    return node == root ? NO_INDEX : nodes->at[node].next;
}

static void append_collapsed(struct buffer *buffer, struct slice text, bool *space) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        bool white = c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
        if (!white && *space && buffer->length)
            buffer_append_byte(buffer, ' ');
        if (!white)
            buffer_append_byte(buffer, c);
        *space = white;
    }
}

/* Text below `node`, white space collapsed, cut at HINT_TEXT_MAX bytes and HINT_STEPS_MAX nodes. */
static int hint_add_text(struct arena *arena, struct page_document *document, struct slice kind,
                         const struct page_tree *tree, const struct page_node *node,
                         uint32_t element) {
    struct buffer text;
    buffer_init(&text, HINT_TEXT_MAX);
    const uint32_t root = (uint32_t)(node - tree->nodes.at);
    bool space = false;
    int steps = 0;
    for (uint32_t at = root; at != NO_INDEX && steps < HINT_STEPS_MAX;
         at = next_node(&tree->nodes, at, root), steps++) {
        if (tree->nodes.at[at].kind == NODE_TEXT)
            append_collapsed(&text, tree->nodes.at[at].text, &space);
        else
            space = true;
    }
    int result = 0;
    if (!buffer_error(&text)) /* a longer one is no name and no headline */
        result = hint_add(arena, document, kind, SLICE(""), buffer_slice(&text), element);
    else if (buffer_error(&text) == ERR_NO_MEMORY)
        result = ERR_NO_MEMORY;
    buffer_done(&text);
    return result;
}

static int meta_read(struct arena *arena, struct page_document *document,
                     const struct page_tree *tree, const struct page_node *node, uint32_t element) {
    static const enum page_attribute_name keys[] = {ATTRIBUTE_PROPERTY, ATTRIBUTE_NAME,
                                                    ATTRIBUTE_ITEMPROP};
    struct slice content = page_attribute(tree, node, ATTRIBUTE_CONTENT);
    for (size_t i = 0; content.at && i < sizeof keys / sizeof *keys; i++) {
        struct slice name = page_attribute(tree, node, keys[i]);
        if (!name.at)
            continue;
        int result = hint_add(arena, document, SLICE("meta"), name, content, element);
        if (result < 0)
            return result;
    }
    return 0;
}

/* Only a script that is JSON-LD has a child (tree.h). */
static int json_ld_read(struct arena *arena, struct page_document *document,
                        const struct page_tree *tree, const struct page_node *node,
                        uint32_t element) {
    if (node->first_child == NO_INDEX)
        return 0;
    return hint_add(arena, document, SLICE("json-ld"), SLICE(""),
                    tree->nodes.at[node->first_child].text, element);
}

/* A link to the page of an author: /author/jane-doe, /authors/…, /by/…, /contributor/… */
static bool links_author(const struct page_tree *tree, const struct page_node *node) {
    static const struct slice folders[] = {
        {"/author/", 8},        {"/authors/", 9}, {"/by/", 4},      {"/contributor/", 13},
        {"/contributors/", 14}, {"/people/", 8},  {"/profile/", 9}, {"/staff/", 7}};
    if (node->tag->role != TAG_ROLE_LINK)
        return false;
    struct slice rest = page_attribute(tree, node, ATTRIBUTE_HREF);
    while (rest.length) {
        const char *slash = memchr(rest.at, '/', rest.length);
        if (!slash)
            break;
        rest = slice_of(slash, rest.length - (size_t)(slash - rest.at));
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
            if (slice_starts(rest, folders[i]))
                return true;
        rest = slice_of(rest.at + 1, rest.length - 1);
    }
    return false;
}

/* Elements that name the author: rel=author, itemprop, or a class token. */
static bool names_author(const struct page_tree *tree, const struct page_node *node,
                         uint16_t class_traits) {
    return slice_equal(page_attribute(tree, node, ATTRIBUTE_REL), SLICE("author")) ||
           slice_equal(page_attribute(tree, node, ATTRIBUTE_ITEMPROP), SLICE("author")) ||
           (class_traits & TRAIT_META) != 0;
}

int page_hints_read(struct arena *arena, struct page_document *document,
                    const struct page_tree *tree, const struct page_node *node, uint32_t element,
                    uint16_t class_traits) {
    const struct slice none = SLICE("");
    switch ((enum page_hint_source)node->tag->hint_source) {
    case HINT_SOURCE_META:
        return meta_read(arena, document, tree, node, element);
    case HINT_SOURCE_SCRIPT:
        return json_ld_read(arena, document, tree, node, element);
    case HINT_SOURCE_TITLE:
        return hint_add_text(arena, document, SLICE("title"), tree, node, element);
    case HINT_SOURCE_LANGUAGE:
        return hint_add(arena, document, SLICE("lang"), none,
                        page_attribute(tree, node, ATTRIBUTE_LANG), element);
    case HINT_SOURCE_HEADLINE:
        return hint_add_text(arena, document, SLICE("h1"), tree, node, element);
    case HINT_SOURCE_TIME:
        return hint_add(arena, document, SLICE("time"),
                        page_attribute(tree, node, ATTRIBUTE_ITEMPROP),
                        page_attribute(tree, node, ATTRIBUTE_DATETIME), element);
    case HINT_SOURCE_LINK:
        if (slice_equal(page_attribute(tree, node, ATTRIBUTE_REL), SLICE("canonical")))
            return hint_add(arena, document, SLICE("canonical"), none,
                            page_attribute(tree, node, ATTRIBUTE_HREF), element);
        break;
    case HINT_SOURCE_NONE:
        break;
    }
    if (!node->attributes)
        return 0;
    if (links_author(tree, node))
        return hint_add_text(arena, document, SLICE("author-link"), tree, node, element);
    if (names_author(tree, node, class_traits))
        return hint_add_text(arena, document, SLICE("author"), tree, node, element);
    return 0;
}
