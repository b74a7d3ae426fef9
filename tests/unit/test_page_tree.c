/* Pages to trees: a table of small pages, each with what it is read as, and pages that are deep. */
#include "analysis/analysis.h"
#include "analysis/page/markup.h"
#include "analysis/page/page_tags.h"
#include "analysis/page/tree.h"
#include "base/buffer.h"
#include "base/error.h"
#include "tests/unit/runner.h"

enum { ARENA_LIMIT = 1 << 28, TREE_LIMIT = 1 << 16 };

static struct arena *arena;

static const char *const attribute_names[PAGE_ATTRIBUTES] = {
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

/* The tree keeps what an element is, not what it is called. */
static const char *name_of(const struct page_tag_info *info) {
    static const char *const names[] = {
        "a",        "address", "b",        "body",     "br",       "caption", "center",
        "dd",       "div",     "dl",       "dt",       "form",     "frame",   "h1",
        "head",     "hr",      "html",     "img",      "fieldset", "input",   "li",
        "legend",   "meta",    "noframes", "noscript", "option",   "p",       "frameset",
        "script",   "select",  "span",     "style",    "table",    "tbody",   "td",
        "textarea", "tfoot",   "th",       "title",    "tr",       "ul"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (page_tag_find(slice_from_cstr(names[i])) == info)
            return names[i];
    return "?";
}

/* Texts that stand side by side are one. */
static void write_text(struct buffer *out, struct slice text) {
    if (out->length && out->at[out->length - 1] == '\'')
        out->length--;
    else
        buffer_append_byte(out, '\'');
    buffer_append(out, text);
    buffer_append_byte(out, '\'');
}

static void write_node(struct buffer *out, const struct page_tree *tree, uint32_t index) {
    const struct page_node *node = &tree->nodes.at[index];
    if (node->kind == NODE_TEXT && node->text.length)
        write_text(out, node->text);
    else if (node->kind == NODE_RAW)
        buffer_printf(out, "[%.*s]", SLICE_ARGS(node->text));
    else if (node->kind == NODE_ASIDE)
        buffer_append_byte(out, '#');
    if (node->kind != NODE_ELEMENT)
        return;
    buffer_printf(out, "(%s", name_of(node->tag));
    for (uint32_t i = 0; i < node->attributes; i++) {
        const struct page_attribute *attribute = &tree->attributes.at[node->first_attribute + i];
        buffer_printf(out, " %s=%.*s", attribute_names[attribute->name],
                      SLICE_ARGS(attribute->value));
    }
    if (node->first_child != NO_INDEX)
        buffer_append_byte(out, ' ');
    for (uint32_t i = node->first_child; i != NO_INDEX; i = tree->nodes.at[i].next)
        write_node(out, tree, i);
    buffer_append_byte(out, ')');
}

static void row(const struct slice *fields, int count, int line) {
    ck_assert_int_eq(count, 3);
    arena = arena_new(ARENA_LIMIT);
    struct page_tree tree = {0};
    struct buffer out;
    buffer_init(&out, TREE_LIMIT);
    ck_assert_int_eq(page_tree_make(arena, fields[0], &tree), 0);
    write_node(&out, &tree, 0);
    ck_assert_msg(slice_equal(buffer_slice(&out), fields[1]), "line %d, %.*s:\n%.*s\n%.*s", line,
                  SLICE_ARGS(fields[2]), SLICE_ARGS(buffer_slice(&out)), SLICE_ARGS(fields[1]));
    buffer_done(&out);
    arena_free(arena);
}

START_TEST(pages_are_read_as_the_table_says) {
    test_table("markup.tsv", row);
}
END_TEST

static void repeat(struct buffer *out, const char *unit, unsigned times) {
    for (unsigned i = 0; i < times; i++)
        buffer_append_cstr(out, unit);
}

/* Elements that are too deep are left out, and so are their ends: what follows stands where it
 * would. */
START_TEST(deep_elements_are_flattened) {
    static const struct {
        const char *begin, *end;
    } cases[] = {{"<div>", "</div>"},
                 {"<li><p>", "</li>"},
                 {"<b><script>x</script>", "</b>"},
                 {"<td><li>", "</td>"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena = arena_new(ARENA_LIMIT);
        struct page_tree tree = {0};
        struct buffer html;
        buffer_init(&html, TREE_LIMIT);
        buffer_append_cstr(&html, "<section>");
        repeat(&html, "<div>", 190);
        repeat(&html, cases[i].begin, 50);
        buffer_append_cstr(&html, "deep");
        repeat(&html, cases[i].end, 50);
        repeat(&html, "</div>", 190);
        buffer_append_cstr(&html, "<h1>next</h1>");
        ck_assert_int_eq(page_tree_make(arena, buffer_slice(&html), &tree), 0);
        bool seen = false;
        for (uint32_t n = 0; n < tree.nodes.count; n++) {
            uint32_t depth = 0;
            for (uint32_t up = tree.nodes.at[n].parent; up != NO_INDEX;
                 up = tree.nodes.at[up].parent)
                depth++;
            ck_assert_uint_le(depth, PAGE_DEPTH_MAX + 56);
            seen = seen || slice_equal(tree.nodes.at[n].text, SLICE("deep"));
            if (tree.nodes.at[n].kind == NODE_ELEMENT &&
                tree.nodes.at[n].tag == page_tag_find(SLICE("h1")))
                ck_assert_uint_eq(depth, 3); /* html, body, section */
        }
        ck_assert(seen);
        buffer_done(&html);
        arena_free(arena);
    }
}
END_TEST

/* The table is searched by halves: all that it holds must be found, and in order. */
START_TEST(references_are_found) {
    ck_assert_uint_eq(markup_reference(SLICE("AElig")), 0xC6);
    ck_assert_uint_eq(markup_reference(SLICE("zwnj")), 0x200C);
    ck_assert_uint_eq(markup_reference(SLICE("nbsp")), 0xA0);
    ck_assert_uint_eq(markup_reference(SLICE("Nbsp")), 0);
    ck_assert_uint_eq(markup_reference(SLICE("")), 0);
    unsigned found = 0;
    char name[4] = {0};
    for (name[0] = 'A'; name[0] <= 'z'; name[0]++)
        for (name[1] = 'a'; name[1] <= 'z'; name[1]++)
            found += markup_reference(slice_of(name, 2)) != 0;
    ck_assert_uint_eq(found, 15); /* ge gt le lt mu Mu ne ni nu Nu or pi Pi xi Xi */
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("page_tree");
    TCase *tcase = tcase_create("page_tree");
    tcase_add_test(tcase, pages_are_read_as_the_table_says);
    tcase_add_test(tcase, deep_elements_are_flattened);
    tcase_add_test(tcase, references_are_found);
    suite_add_tcase(suite, tcase);
    return suite;
}
