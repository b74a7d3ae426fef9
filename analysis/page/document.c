/* From bytes to the flat lists: encoding, tree, one walk.
 *
 * Inline elements never split a block; block-level elements and two line breaks in a row do. Text
 * inside links is counted as it is collected.
 */
#include "analysis/page/document.h"

#include "analysis/analysis.h"
#include "analysis/page/encoding.h"
#include "analysis/page/hints.h"
#include "analysis/page/page_tags.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/utf8.h"

#include <xxhash.h>

enum { WALK_DEPTH = 320, CLASSES = 64 };

struct class_traits {
    struct slice value;
    uint16_t traits;
};

struct walk {
    struct arena *arena;
    const struct page_tree *tree;
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
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0 || cp == 0xA0 || cp == 0x2028 ||
           cp == 0x2029 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x3000 || cp == 0x202F;
}

/* How many bytes of what begins at `at` are to be copied: a whole word, most of the time. None of
 * white space and control characters; *ret_past is where they end. */
static size_t word_length(struct slice text, size_t at, bool *ret_space, size_t *ret_past) {
    size_t past = at;
    *ret_space = false;
    while (past < text.length && text.at[past] > ' ' && text.at[past] < 0x7F)
        past++;
    size_t length = past - at;
    if (!length) {
        uint32_t cp = text.at[past] == ' ' ? (uint32_t)text.at[past++] : utf8_next(text, &past);
        *ret_space = white_space(cp);
        length = *ret_space || cp < ' ' ? 0 : past - at;
    }
    *ret_past = past;
    return length;
}

/* Words, parted by one space: never longer than the text and the space that was pending. */
static void text_append(struct walk *walk, struct slice text) {
    const size_t before = walk->text.length;
    char *const begin = buffer_room(&walk->text, text.length + 1);
    char *to = begin;
    if (!begin)
        return;
    for (size_t at = 0; at < text.length;) {
        size_t past;
        bool space;
        size_t length = word_length(text, at, &space, &past);
        if (space)
            walk->space = before > 0 || to > begin;
        if (length) {
            if (walk->space)
                *to++ = ' ';
            walk->space = false;
            walk->breaks = 0;
            memcpy(to, text.at + at, length);
            to += length;
        }
        at = past;
    }
    walk->text.length += (size_t)(to - begin);
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
        *known = (struct class_traits){value, page_traits(ATTRIBUTE_CLASS, value)};
    return known->traits;
}

/* What all its attributes say, and what its class says of it. */
static uint16_t traits_of(struct walk *walk, const struct page_node *node,
                          uint16_t *ret_class_traits) {
    uint16_t traits = 0;
    *ret_class_traits = 0;
    uint32_t past = node->first_attribute + node->attributes;
    for (uint32_t i = node->first_attribute; i < past; i++) {
        const struct page_attribute *attribute = &walk->tree->attributes.at[i];
        if (attribute->name == ATTRIBUTE_CLASS)
            *ret_class_traits = traits_of_class(walk, attribute->value);
        else
            traits |= page_traits((enum page_attribute_name)attribute->name, attribute->value);
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
static int node_enter(struct walk *walk, const struct page_node *node, bool *ret_descend) {
    *ret_descend = false;
    if (node->kind == NODE_TEXT) {
        text_append(walk, node->text);
        return buffer_error(&walk->text);
    }
    if (node->kind != NODE_ELEMENT)
        return 0;

    uint32_t open = walk->depth ? walk->stack[walk->depth - 1] : 0;
    uint16_t class_traits;
    uint16_t traits = traits_of(walk, node, &class_traits);
    int result = page_hints_read(walk->arena, walk->document, walk->tree, node, open, class_traits);
    if (result < 0)
        return result;

    if (node->tag->role == TAG_ROLE_SKIP)
        return 0;
    if (node->tag->role == TAG_ROLE_BREAK)
        return line_break(walk);
    *ret_descend = true;
    if (node->tag->role == TAG_ROLE_LINK)
        walk->link_depth++;
    if (node->tag->role != TAG_ROLE_BLOCK || walk->depth == WALK_DEPTH)
        return 0;
    return element_open(walk, node->tag->tag, traits);
}

static int node_leave(struct walk *walk, const struct page_node *node, bool opened) {
    if (node->tag->role == TAG_ROLE_LINK && walk->link_depth)
        walk->link_depth--;
    return opened ? element_close(walk) : 0;
}

/* Depth first by the tree's own indexes. An element that was opened is told by the stack: its node
 * stands beside it. */
static int walk_tree(struct walk *walk) {
    const struct page_node *nodes = walk->tree->nodes.at;
    uint32_t opened[WALK_DEPTH] = {0};
    for (uint32_t node = 0;;) {
        uint32_t depth = walk->depth;
        bool descend;
        int result = node_enter(walk, &nodes[node], &descend);
        if (result < 0)
            return result;
        if (walk->depth > depth)
            opened[depth] = node;
        if (descend && nodes[node].first_child != NO_INDEX) {
            node = nodes[node].first_child;
            continue;
        }
        bool left = descend; /* an element without children is left at once */
        for (;; node = nodes[node].parent, left = true) {
            if (left) {
                bool was_opened = walk->depth > 1 && opened[walk->depth - 1] == node;
                result = node_leave(walk, &nodes[node], was_opened);
                if (result < 0)
                    return result;
            }
            if (node == 0)
                return 0;
            if (nodes[node].next != NO_INDEX)
                break;
        }
        node = nodes[node].next;
    }
}

/* Text may stand outside of body: an element of our own is around everything. */
static int walk_document(struct walk *walk) {
    struct page_element around = {.parent = NO_INDEX, .tag = TAG_OTHER};
    if (!list_push(walk->arena, &walk->document->elements, around))
        return ERR_NO_MEMORY;
    walk->stack[walk->depth++] = 0;
    int result = walk->tree->nodes.count ? walk_tree(walk) : 0;
    return result < 0 ? result : element_close(walk);
}

int page_parse(struct arena *arena, struct slice html, struct page_document *ret_document) {
    struct page_tree tree = {0};
    struct walk *walk = ARENA_NEW(arena, struct walk);
    *ret_document = (struct page_document){0};
    int result = walk ? page_decode(arena, html, &html) : ERR_NO_MEMORY;
    if (result == 0)
        result = page_tree_make(arena, html, &tree);
    if (result < 0)
        return result;

    walk->arena = arena;
    walk->tree = &tree;
    walk->document = ret_document;
    buffer_init(&walk->text, html.length + 1024);
    result = walk_document(walk);
    buffer_done(&walk->text);
    return result;
}
