/* Pages to trees: a table of small pages, each with what it is read as, and pages that are deep. */
#include "analysis/analysis.h"
#include "analysis/page/markup.h"
#include "base/error.h"
#include "tests/unit/runner.h"
#include "tests/unit/tree_text.h"

enum { ARENA_LIMIT = 1 << 28, TREE_LIMIT = 1 << 16 };

static struct arena *arena;

static void put_name(struct buffer *out, const struct page_tag_info *tag) {
    static const char *const names[] = {
        "a",        "address", "b",        "body",     "br",       "caption", "center",
        "dd",       "div",     "dl",       "dt",       "form",     "frame",   "h1",
        "head",     "hr",      "html",     "img",      "fieldset", "input",   "li",
        "legend",   "meta",    "noframes", "noscript", "option",   "p",       "frameset",
        "script",   "select",  "span",     "style",    "table",    "tbody",   "td",
        "textarea", "tfoot",   "th",       "title",    "tr",       "ul"};
    const char *name = "?";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (page_tag_find(slice_from_cstr(names[i])) == tag)
            name = names[i];
    buffer_append_cstr(out, name);
}

static void row(const struct slice *fields, int count, int line) {
    ck_assert_int_eq(count, 3);
    arena = arena_new(ARENA_LIMIT);
    struct page_tree tree = {0};
    struct tree_text text = {.put_name = put_name};
    buffer_init(&text.out, TREE_LIMIT);
    ck_assert_int_eq(page_tree_make(arena, fields[0], &tree), 0);
    tree_text_node(&text, &tree, 0);
    struct slice read = buffer_slice(&text.out);
    ck_assert_msg(slice_equal(read, fields[1]), "line %d, %.*s:\n%.*s\n%.*s", line,
                  SLICE_ARGS(fields[2]), SLICE_ARGS(read), SLICE_ARGS(fields[1]));
    buffer_done(&text.out);
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
