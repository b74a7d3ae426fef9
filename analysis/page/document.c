/* From bytes to the flat lists: encoding, libxml2, one walk.
 *
 * Inline elements never split a block; block-level elements and two line breaks in a row do. Text
 * inside links is counted as it is collected.
 */
#include "analysis/page/document.h"

#include "analysis/analysis.h"
#include "analysis/page/encoding.h"
#include "analysis/page/guard.h"
#include "analysis/page/hints.h"
#include "analysis/page/page_tags.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/utf8.h"
#include "base/xml_memory.h"

#include <libxml/HTMLparser.h>
#include <xxhash.h>

enum { WALK_DEPTH = 320, CLASSES = 64 };

/* `value` stands in the tree. */
struct class_traits {
    struct slice value;
    uint16_t traits;
};

struct walk {
    struct arena *arena;
    struct page_document *document;
    struct buffer text; /* of the open block */
    uint32_t link_length;
    uint32_t link_depth;
    bool opens_with_link;
    bool space;                 /* white space is pending */
    unsigned breaks;            /* line breaks since the last text */
    uint32_t stack[WALK_DEPTH]; /* open block-level elements */
    uint32_t depth;
    struct class_traits classes[CLASSES];
};

/* ---- blocks ---------------------------------------------------------------------------------- */

static bool sentence_end(struct slice text) {
    size_t at = text.length;
    while (at > 0) {
        size_t before = at;
        uint32_t cp = utf8_previous(text, &before);
        if (cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == 0x3002)
            return true;
        bool closer = cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0x201D ||
                      cp == 0x2019 || cp == 0xBB;
        if (!closer)
            return false;
        at = before;
    }
    return false;
}

static uint32_t count_words(struct slice text) {
    uint32_t words = text.length > 0;
    for (size_t i = 0; i < text.length; i++)
        words += text.at[i] == ' ';
    return words;
}

/* The tag that tells what kind of block this is: the nearest that is not a plain container. */
static uint8_t block_tag(const struct walk *walk) {
    const struct page_element_list *elements = &walk->document->elements;
    for (uint32_t i = walk->depth; i-- > 0;) {
        uint8_t tag = elements->at[walk->stack[i]].tag;
        if (page_tag_is_block_kind(tag))
            return tag;
        if (tag == TAG_ARTICLE || tag == TAG_SECTION || tag == TAG_MAIN)
            break;
    }
    return TAG_OTHER;
}

static bool in_blockquote(const struct walk *walk) {
    for (uint32_t i = walk->depth; i-- > 0;)
        if (walk->document->elements.at[walk->stack[i]].tag == TAG_BLOCKQUOTE)
            return true;
    return false;
}

static int block_close(struct walk *walk) {
    walk->space = false;
    walk->breaks = 0;
    if (!walk->text.length)
        return buffer_error(&walk->text);
    if (walk->document->blocks.count == PAGE_BLOCKS_MAX)
        return ERR_TOO_LARGE;

    struct page_block block = {.link_length = walk->link_length, .tag = block_tag(walk)};
    int result = arena_copy(walk->arena, buffer_slice(&walk->text), &block.text);
    if (result < 0)
        return result;

    block.element = walk->stack[walk->depth - 1];
    block.words = count_words(block.text);
    block.sentence = sentence_end(block.text);
    block.quoted = in_blockquote(walk);
    block.opens_with_link = walk->opens_with_link;
    buffer_clear(&walk->text);
    walk->link_length = 0;
    return list_push(walk->arena, &walk->document->blocks, block) ? 0 : ERR_NO_MEMORY;
}

static bool white_space(uint32_t cp) {
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x2028 || cp == 0x2029 ||
           (cp >= 0x2000 && cp <= 0x200A) || cp == 0x3000 || cp == 0x202F;
}

static void text_append(struct walk *walk, struct slice text) {
    size_t before = walk->text.length;
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        while (i < text.length && text.at[i] > ' ' && text.at[i] < 0x7F)
            i++; /* most of a page: words at once */
        if (i == start && white_space(utf8_next(text, &i))) {
            walk->space = walk->text.length > 0;
            continue;
        }
        if (walk->space)
            buffer_append_byte(&walk->text, ' ');
        walk->space = false;
        walk->breaks = 0;
        buffer_append(&walk->text, slice_of(text.at + start, i - start));
    }
    if (before == 0 && walk->text.length > 0)
        walk->opens_with_link = walk->link_depth > 0;
    if (walk->link_depth)
        walk->link_length += (uint32_t)(walk->text.length - before);
}

/* ---- elements -------------------------------------------------------------------------------- */

/* The elements of a page share a few classes. */
static uint16_t traits_of_class(struct walk *walk, struct slice value) {
    struct class_traits *known = &walk->classes[XXH3_64bits(value.at, value.length) % CLASSES];
    if (!known->value.at || !slice_equal(known->value, value))
        *known = (struct class_traits){value, page_traits(SLICE("class"), value)};
    return known->traits;
}

/* What all its attributes say, and what its class says of it. */
static uint16_t traits_of(struct walk *walk, const xmlNode *node, uint16_t *ret_class_traits) {
    uint16_t traits = 0;
    *ret_class_traits = 0;
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        const xmlNode *value = attribute->children;
        struct slice name = slice_from_cstr((const char *)attribute->name);
        struct slice text =
            value && value->content ? slice_from_cstr((const char *)value->content) : SLICE("");
        if (slice_equal(name, SLICE("class")))
            *ret_class_traits = traits_of_class(walk, text);
        else
            traits |= page_traits(name, text);
    }
    return traits | *ret_class_traits;
}

static int element_open(struct walk *walk, uint8_t tag, uint16_t traits) {
    int result = block_close(walk);
    if (result < 0)
        return result;

    struct page_element element = {
        .parent = walk->depth ? walk->stack[walk->depth - 1] : NO_INDEX,
        .first_block = walk->document->blocks.count,
        .depth = (uint16_t)walk->depth,
        .traits = traits,
        .tag = tag,
    };
    if (!list_push(walk->arena, &walk->document->elements, element))
        return ERR_NO_MEMORY;
    walk->stack[walk->depth++] = walk->document->elements.count - 1;
    return 0;
}

static int element_close(struct walk *walk) {
    int result = block_close(walk);
    if (result < 0)
        return result;

    uint32_t index = walk->stack[--walk->depth];
    walk->document->elements.at[index].past_block = walk->document->blocks.count;
    return 0;
}

static int line_break(struct walk *walk) {
    walk->space = walk->text.length > 0;
    walk->breaks++;
    return walk->breaks >= 2 && walk->text.length ? block_close(walk) : 0;
}

/* Enters a node. *ret_descend tells whether its children count. */
static int node_enter(struct walk *walk, const xmlNode *node, bool *ret_descend) {
    *ret_descend = false;
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        text_append(walk, slice_from_cstr((const char *)node->content));
        return buffer_error(&walk->text);
    }
    if (node->type != XML_ELEMENT_NODE)
        return 0;

    uint32_t open = walk->depth ? walk->stack[walk->depth - 1] : 0;
    struct page_tag_info info = page_tag_find(slice_from_cstr((const char *)node->name));
    uint16_t class_traits;
    uint16_t traits = traits_of(walk, node, &class_traits);
    int result = page_hints_read(walk->arena, walk->document, node, open,
                                 (enum page_hint_source)info.hint_source, class_traits);
    if (result < 0)
        return result;

    if (info.role == TAG_ROLE_SKIP)
        return 0;
    if (info.role == TAG_ROLE_BREAK)
        return line_break(walk);
    *ret_descend = true;
    if (info.role == TAG_ROLE_LINK)
        walk->link_depth++;
    if (info.role != TAG_ROLE_BLOCK || walk->depth == WALK_DEPTH)
        return 0;
    return element_open(walk, info.tag, traits);
}

static int node_leave(struct walk *walk, const xmlNode *node, bool opened) {
    bool link = node->name[0] == 'a' && !node->name[1];
    if (link && walk->link_depth)
        walk->link_depth--;
    return opened ? element_close(walk) : 0;
}

/* Depth first by the tree's own pointers. An element that was opened is told by the stack: its node
 * stands beside it. */
static int walk_tree(struct walk *walk, const xmlNode *root) {
    const xmlNode *opened[WALK_DEPTH] = {NULL};
    const xmlNode *node = root;
    while (node) {
        uint32_t depth = walk->depth;
        bool descend;
        int result = node_enter(walk, node, &descend);
        if (result < 0)
            return result;
        if (walk->depth > depth)
            opened[depth] = node;
        if (descend && node->children) {
            node = node->children;
            continue;
        }
        bool left = descend; /* an element without children is left at once */
        while (node) {
            if (left && node->type == XML_ELEMENT_NODE) {
                bool was_opened = walk->depth && opened[walk->depth - 1] == node;
                result = node_leave(walk, node, was_opened);
                if (result < 0)
                    return result;
            }
            if (node == root)
                return 0;
            if (node->next) {
                node = node->next;
                break;
            }
            node = node->parent;
            left = true;
        }
    }
    return 0;
}

/* Text may stand outside of body: an element of our own is around everything. */
static int walk_document(struct walk *walk, const xmlNode *root) {
    struct page_element around = {.parent = NO_INDEX, .tag = TAG_OTHER};
    if (!list_push(walk->arena, &walk->document->elements, around))
        return ERR_NO_MEMORY;
    walk->stack[walk->depth++] = 0;
    int result = root ? walk_tree(walk, root) : 0;
    return result < 0 ? result : element_close(walk);
}

/* ---- parsing --------------------------------------------------------------------------------- */

/* A tree takes some fifty times the bytes of a page that is made of nothing but tags. */
enum { TREE_BYTES_MAX = 1024 * 1024 * 1024 };

struct parse {
    struct slice html;
    htmlDocPtr tree;
};

static int parse(void *context) {
    struct parse *parse = context;
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                  HTML_PARSE_NONET | HTML_PARSE_COMPACT;
    parse->tree = htmlReadMemory(parse->html.at, (int)parse->html.length, NULL, "UTF-8", options);
    return parse->tree || !parse->html.length ? 0 : ERR_NO_MEMORY;
}

static int walk_page(struct arena *arena, const struct parse *parse,
                     struct page_document *document) {
    struct walk *walk = ARENA_NEW(arena, struct walk);
    if (!walk)
        return ERR_NO_MEMORY;
    walk->arena = arena;
    walk->document = document;
    buffer_init(&walk->text, parse->html.length + 1024);
    int result = walk_document(walk, xmlDocGetRootElement(parse->tree));
    buffer_done(&walk->text);
    return result;
}

int page_parse(struct arena *arena, struct slice html, struct page_document *ret_document) {
    *ret_document = (struct page_document){0};
    int result = page_decode(arena, html, &html);
    if (result == 0)
        result = page_guard(arena, html, PAGE_DEPTH_MAX, &html);
    if (result < 0)
        return result;

    struct parse page = {.html = html};
    struct xml_memory *memory = xml_memory_new(TREE_BYTES_MAX);
    result = memory ? xml_within(memory, parse, &page) : ERR_NO_MEMORY;
    if (result == 0 && page.tree)
        result = walk_page(arena, &page, ret_document);
    xml_memory_free(memory);
    return result;
}
