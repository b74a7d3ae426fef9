#include "tests/unit/tree_text.h"

#include "analysis/analysis.h"

const char *const tree_attribute_names[PAGE_ATTRIBUTES] = {
    [ATTRIBUTE_ARIA_HIDDEN] = "aria-hidden",
    [ATTRIBUTE_CLASS] = "class",
    [ATTRIBUTE_CONTENT] = "content",
    [ATTRIBUTE_DATA_COMPONENT] = "data-component",
    [ATTRIBUTE_DATA_TESTID] = "data-testid",
    [ATTRIBUTE_DATETIME] = "datetime",
    [ATTRIBUTE_HIDDEN] = "hidden",
    [ATTRIBUTE_HREF] = "href",
    [ATTRIBUTE_ID] = "id",
    [ATTRIBUTE_ITEMPROP] = "itemprop",
    [ATTRIBUTE_LANG] = "lang",
    [ATTRIBUTE_NAME] = "name",
    [ATTRIBUTE_PROPERTY] = "property",
    [ATTRIBUTE_REL] = "rel",
    [ATTRIBUTE_ROLE] = "role",
    [ATTRIBUTE_STYLE] = "style",
    [ATTRIBUTE_TYPE] = "type",
};

/* Ends words, or the head of the element around. */
static void settle(struct tree_text *text) {
    if (text->in_words)
        buffer_append_byte(&text->out, '\'');
    else if (text->in_head)
        buffer_append_byte(&text->out, ' ');
    text->in_words = text->in_head = false;
}

void tree_text_begin(struct tree_text *text, const struct page_tag_info *tag) {
    settle(text);
    buffer_append_byte(&text->out, '(');
    text->put_name(&text->out, tag);
    text->in_head = true;
}

void tree_text_attribute(struct tree_text *text, unsigned name, struct slice value) {
    buffer_printf(&text->out, " %s=%.*s", tree_attribute_names[name], SLICE_ARGS(value));
}

void tree_text_words(struct tree_text *text, struct slice words) {
    if (!words.length)
        return;
    if (!text->in_words) {
        settle(text);
        buffer_append_byte(&text->out, '\'');
    }
    text->in_words = true;
    buffer_append(&text->out, words);
}

void tree_text_raw(struct tree_text *text, struct slice bytes) {
    settle(text);
    buffer_append_byte(&text->out, '[');
    buffer_append(&text->out, bytes);
    buffer_append_byte(&text->out, ']');
}

void tree_text_aside(struct tree_text *text) {
    settle(text);
    buffer_append_byte(&text->out, '#');
}

void tree_text_end(struct tree_text *text) {
    text->in_head = false;
    settle(text);
    buffer_append_byte(&text->out, ')');
}

void tree_text_clear(struct tree_text *text) {
    buffer_clear(&text->out);
    text->in_words = text->in_head = false;
}

void tree_text_node(struct tree_text *text, const struct page_tree *tree, uint32_t index) {
    const struct page_node *node = &tree->nodes.at[index];
    switch (node->kind) {
    case NODE_TEXT:
        tree_text_words(text, node->text);
        return;
    case NODE_RAW:
        tree_text_raw(text, node->text);
        return;
    case NODE_ASIDE:
        tree_text_aside(text);
        return;
    default:
        break;
    }
    tree_text_begin(text, node->tag);
    for (uint32_t i = 0; i < node->attributes; i++) {
        const struct page_attribute *attribute = &tree->attributes.at[node->first_attribute + i];
        tree_text_attribute(text, attribute->name, attribute->value);
    }
    for (uint32_t i = node->first_child; i != NO_INDEX; i = tree->nodes.at[i].next)
        tree_text_node(text, tree, i);
    tree_text_end(text);
}
