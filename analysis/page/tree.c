/* One pass over the page, with a stack of the elements that are open. */
#include "analysis/page/tree.h"

#include "analysis/analysis.h"
#include "analysis/page/markup.h"
#include "analysis/page/page_tags.h"
#include "base/error.h"

#include <assert.h>

enum { KNOWN_TAGS = 64, OPEN_MAX = PAGE_DEPTH_MAX + 56 };

/* Elements that end each other: they have some places more, so that what is too deep still has its
 * paragraphs. Their end tags may be left out, so that their depth cannot be counted. */
enum { IS_SHALLOW = IS_P | IS_LI | IS_DT | IS_DD | IS_CELL | IS_TR | IS_OPTION };

struct known_tag {
    struct slice written; /* in the page */
    struct slice name;    /* lower-case */
    const struct page_tag_info *info;
    const struct page_tag_info *local; /* of "o:p" what p is: prefixes say nothing here */
};

struct open_element {
    struct slice name;
    const struct page_tag_info *info;
    uint32_t node;
    uint32_t last_child;
};

struct builder {
    struct arena *arena;
    struct slice html;
    size_t at;
    struct page_tree tree;
    struct open_element open[OPEN_MAX];
    uint32_t depth;
    uint32_t too_deep;   /* elements that were left out, and whose ends are to come */
    uint32_t misplaced;  /* second heads and bodies whose ends are to come */
    uint32_t root_child; /* of the root, the last, while it is closed */
    bool head_begun;
    bool body_begun;
    struct known_tag known[KNOWN_TAGS];
};

/* ---- names ----------------------------------------------------------------------------------- */

static int make_known(struct builder *builder, struct slice written, struct known_tag *ret) {
    char *name = arena_alloc(builder->arena, written.length);
    if (!name)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < written.length; i++) {
        char c = written.at[i];
        name[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    ret->written = written;
    ret->name = slice_of(name, written.length);
    ret->info = page_tag_find(ret->name);
    ret->local = ret->info;
    const char *colon = memchr(name, ':', written.length);
    size_t prefix = colon ? (size_t)(colon - name) : 0;
    if (prefix && prefix + 1 < written.length)
        ret->local = page_tag_find(slice_of(colon + 1, written.length - prefix - 1));
    return 0;
}

/* A page writes a few names again and again. */
static int know_tag(struct builder *builder, struct slice written, struct known_tag *ret) {
    size_t slot = (written.length * 5 + (unsigned char)written.at[0] * 3u +
                   (unsigned char)written.at[written.length - 1]) %
                  KNOWN_TAGS;
    struct known_tag *known = &builder->known[slot];
    if (!slice_equal(known->written, written) || !known->info) {
        int result = make_known(builder, written, known);
        if (result < 0)
            return result;
    }
    *ret = *known;
    return 0;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

/* Below the innermost open element; behind the root's end below the root, as for libxml2. */
static int add_node(struct builder *builder, const struct page_node *node, uint32_t *ret_index) {
    struct page_node_list *nodes = &builder->tree.nodes;
    struct open_element *holder = builder->depth ? &builder->open[builder->depth - 1] : NULL;
    uint32_t index = nodes->count;
    struct page_node new = *node;
    new.next = new.first_child = new.parent = NO_INDEX;
    if (index)
        new.parent = holder ? holder->node : 0;
    if (!list_push(builder->arena, nodes, new))
        return ERR_NO_MEMORY;

    uint32_t *last = holder ? &holder->last_child : &builder->root_child;
    if (index && *last != NO_INDEX)
        nodes->at[*last].next = index;
    else if (index)
        nodes->at[new.parent].first_child = index;
    if (index)
        *last = index;
    *ret_index = index;
    return 0;
}

static void close_innermost(struct builder *builder) {
    struct open_element *closed = &builder->open[--builder->depth];
    if (closed->node == 0)
        builder->root_child = closed->last_child;
}

/* Opens an element whose attributes are the last `attributes` of the tree. */
static int open_element(struct builder *builder, const struct known_tag *tag, uint32_t attributes) {
    struct page_node node = {
        .tag = tag->local,
        .first_attribute = builder->tree.attributes.count - attributes,
        .attributes = (uint8_t)attributes,
        .kind = NODE_ELEMENT,
    };
    uint32_t index;
    assert(builder->depth < OPEN_MAX);
    int result = add_node(builder, &node, &index);
    if (result < 0)
        return result;

    builder->open[builder->depth++] = (struct open_element){tag->name, tag->info, index, NO_INDEX};
    builder->head_begun = builder->head_begun || tag->info->is & (IS_HEAD | IS_BODY);
    builder->body_begun = builder->body_begun || tag->info->is & IS_BODY;
    return 0;
}

static int open_implied(struct builder *builder, struct slice name) {
    struct known_tag tag;
    int result = know_tag(builder, name, &tag);
    return result < 0 ? result : open_element(builder, &tag, 0);
}

static int add_text(struct builder *builder, struct slice text, enum page_node_kind kind) {
    struct page_node node = {.text = text, .kind = (uint8_t)kind};
    uint32_t index;
    if (!builder->depth) /* nothing holds it */
        return 0;
    return add_node(builder, &node, &index);
}

/* ---- elements that nobody wrote -------------------------------------------------------------- */

static void end_for(struct builder *builder, const struct page_tag_info *beginning) {
    while (builder->depth && builder->open[builder->depth - 1].info->is & beginning->ends)
        close_innermost(builder);
}

static bool is_open(const struct builder *builder, uint32_t kinds) {
    for (uint32_t i = 0; i < builder->depth; i++)
        if (builder->open[i].info->is & kinds)
            return true;
    return false;
}

/* html, head and body around an element that begins. */
static int imply_for(struct builder *builder, const struct page_tag_info *beginning) {
    int result = 0;
    if (beginning->is & IS_HTML)
        return 0;
    if (!builder->depth)
        result = open_implied(builder, SLICE("html"));
    if (result < 0 || beginning->is & (IS_BODY | IS_HEAD))
        return result;
    if (builder->depth == 1 && beginning->flags & TAG_IN_HEAD)
        return builder->head_begun ? 0 : open_implied(builder, SLICE("head"));
    if (beginning->flags & TAG_FRAMES || builder->body_begun || is_open(builder, IS_HEAD | IS_BODY))
        return 0;
    return open_implied(builder, SLICE("body"));
}

/* Text directly in html or head stands in a paragraph. */
static int imply_paragraph(struct builder *builder) {
    struct known_tag p;
    if (builder->depth && !(builder->open[builder->depth - 1].info->is & (IS_HTML | IS_HEAD)))
        return 0;
    int result = know_tag(builder, SLICE("p"), &p);
    if (result < 0)
        return result;
    end_for(builder, p.info);
    result = imply_for(builder, p.info);
    return result < 0 ? result : open_element(builder, &p, 0);
}

/* ---- tags ------------------------------------------------------------------------------------ */

/* A second html, head or body; their ends are passed over as well. */
static bool is_misplaced(const struct builder *builder, const struct page_tag_info *info) {
    return (info->is & IS_HTML && builder->depth > 0) ||
           (info->is & IS_HEAD && builder->depth != 1) ||
           (info->is & IS_BODY && is_open(builder, IS_BODY));
}

static bool byte_is(const struct builder *builder, char c) {
    return builder->at < builder->html.length && builder->html.at[builder->at] == c;
}

/* '>' or "/>": the latter ends the element as well. */
static bool pass_tag_end(struct builder *builder) {
    bool closed = byte_is(builder, '/');
    builder->at += closed;
    builder->at += byte_is(builder, '>');
    return closed;
}

/* Scripts are kept when they are JSON-LD, which is data. */
static int read_raw(struct builder *builder, const struct known_tag *tag, bool kept) {
    struct slice html = builder->html;
    size_t end = markup_raw_end(html, builder->at, tag->name);
    struct slice text = slice_of(html.at + builder->at, end - builder->at);
    builder->at = end;
    kept = kept && text.length && !memchr(text.at, '\0', text.length);
    return kept ? add_text(builder, text, NODE_RAW) : 0;
}

static bool is_json_ld(const struct builder *builder, uint32_t attributes) {
    const struct page_attribute_list *list = &builder->tree.attributes;
    for (uint32_t i = list->count - attributes; i < list->count; i++)
        if (list->at[i].name == ATTRIBUTE_TYPE)
            return slice_equal_ascii_case(list->at[i].value, SLICE("application/ld+json"));
    return false;
}

/* An element that is left out: its text belongs to the innermost that is not. */
static int begin_too_deep(struct builder *builder, const struct known_tag *tag) {
    builder->too_deep += !(tag->info->is & IS_SHALLOW);
    return tag->info->flags & TAG_RAW ? read_raw(builder, tag, false) : 0;
}

static int begin_element(struct builder *builder, const struct known_tag *tag,
                         uint32_t attributes) {
    bool closed = pass_tag_end(builder);
    bool empty = closed || tag->info->flags & TAG_VOID;
    uint32_t limit = empty || tag->info->is & IS_SHALLOW ? OPEN_MAX : PAGE_DEPTH_MAX;
    if (builder->depth >= limit)
        return empty ? 0 : begin_too_deep(builder, tag);

    bool json_ld = tag->info->flags & TAG_RAW && is_json_ld(builder, attributes);
    int result = open_element(builder, tag, attributes);
    if (result < 0)
        return result;
    if (empty)
        close_innermost(builder);
    else if (tag->info->flags & TAG_RAW)
        result = read_raw(builder, tag, json_ld);
    return result;
}

static int read_start_tag(struct builder *builder) {
    struct slice html = builder->html;
    size_t begin = builder->at + 1;
    size_t end = markup_name_end(html, begin);
    struct known_tag tag;
    int result = know_tag(builder, slice_of(html.at + begin, end - begin), &tag);
    if (result < 0)
        return result;

    end_for(builder, tag.info);
    result = imply_for(builder, tag.info);
    if (result < 0)
        return result;
    bool misplaced = is_misplaced(builder, tag.info);
    uint32_t before = builder->tree.attributes.count;
    builder->at = end;
    result = markup_attributes(builder->arena, html, &builder->at, &builder->tree.attributes);
    if (result < 0)
        return result;
    if (!misplaced)
        return begin_element(builder, &tag, builder->tree.attributes.count - before);

    builder->misplaced++;
    (void)pass_tag_end(builder); /* it holds nothing either way */
    return 0;
}

/* The open element that an end tag of this name ends; `depth` for none. */
static uint32_t ended_by(const struct builder *builder, const struct known_tag *tag) {
    for (uint32_t i = builder->depth; i-- > 0;) {
        if (slice_equal(builder->open[i].name, tag->name))
            return i;
        if (builder->open[i].info->rank > tag->info->rank)
            break;
    }
    return builder->depth;
}

static int read_end_tag(struct builder *builder) {
    struct slice html = builder->html;
    size_t begin = builder->at + 2;
    size_t end = markup_name_end(html, begin);
    builder->at = begin;
    if (end == begin) /* what follows is text */
        return 0;
    struct known_tag tag;
    int result = know_tag(builder, slice_of(html.at + begin, end - begin), &tag);
    if (result < 0)
        return result;

    const char *close = memchr(html.at + end, '>', html.length - end);
    builder->at = close ? (size_t)(close - html.at) + 1 : html.length;
    if (builder->misplaced && tag.info->is & (IS_HTML | IS_HEAD | IS_BODY)) {
        builder->misplaced--;
        return 0;
    }
    if (builder->too_deep && !(tag.info->is & IS_SHALLOW)) {
        builder->too_deep--;
        return 0;
    }
    uint32_t ended = ended_by(builder, &tag);
    while (ended < builder->depth)
        close_innermost(builder);
    return 0;
}

/* ---- text ------------------------------------------------------------------------------------ */

static bool is_blank(struct slice text) {
    for (size_t i = 0; i < text.length; i++)
        if (!markup_space(text.at[i]))
            return false;
    return true;
}

/* Up to the next markup: a '<' that begins none is text. */
static int read_text(struct builder *builder) {
    struct slice html = builder->html;
    size_t end = builder->at;
    do {
        const char *next =
            end + 1 < html.length ? memchr(html.at + end + 1, '<', html.length - end - 1) : NULL;
        end = next ? (size_t)(next - html.at) : html.length;
    } while (end < html.length && !markup_begins(html, end));
    struct slice text = slice_of(html.at + builder->at, end - builder->at);
    builder->at = end;

    int result = is_blank(text) ? 0 : imply_paragraph(builder);
    if (result == 0)
        result = markup_unescape(builder->arena, text, &text);
    return result < 0 ? result : add_text(builder, text, NODE_TEXT);
}

static int read_next(struct builder *builder) {
    struct slice html = builder->html;
    if (html.at[builder->at] != '<' || !markup_begins(html, builder->at))
        return read_text(builder);
    char c = html.at[builder->at + 1];
    if (c == '/')
        return read_end_tag(builder);
    if (c != '!' && c != '?')
        return read_start_tag(builder);
    bool doctype = c == '!' && html.at[builder->at + 2] != '-';
    size_t begin = builder->at;
    builder->at = markup_aside_end(html, begin);
    return doctype || builder->at == begin + 2 ? 0 : add_text(builder, SLICE(""), NODE_ASIDE);
}

int page_tree_make(struct arena *arena, struct slice html, struct page_tree *ret_tree) {
    struct builder *builder = ARENA_NEW(arena, struct builder);
    if (!builder)
        return ERR_NO_MEMORY;
    builder->arena = arena;
    builder->html = html;
    builder->root_child = NO_INDEX;
    int result = 0;
    while (builder->at < html.length && result == 0)
        result = read_next(builder);
    if (result == 0)
        *ret_tree = builder->tree;
    return result;
}

struct slice page_attribute(const struct page_tree *tree, const struct page_node *node,
                            enum page_attribute_name name) {
    uint32_t past = node->first_attribute + node->attributes;
    for (uint32_t i = node->first_attribute; i < past; i++)
        if (tree->attributes.at[i].name == name)
            return tree->attributes.at[i].value;
    return (struct slice){0};
}
