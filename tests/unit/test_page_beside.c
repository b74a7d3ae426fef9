/* Random pages beside libxml2's HTML parser, by whose rules they are read: the same elements in the
 * same places, with the same texts and attributes. Left out of the pages is what the two read
 * otherwise (a second end of body or html, "&#" without digits, a root that ends in "/>").
 */
#include "analysis/analysis.h"
#include "tests/unit/runner.h"
#include "tests/unit/tree_text.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>

enum {
    PAGES = TEST_SCALE(20000, 3000),
    PIECES_MAX = 25,
    PAGE_LIMIT = 1 << 14,
    TREE_LIMIT = 1 << 17,
    COMPARED_WITH = 20914 /* libxml2 2.9.14: others may have other rules */
};

static const char *const tags[] = {
    "p",        "div",    "a",    "span",     "ul",    "li",      "ol",       "table",
    "tr",       "td",     "th",   "tbody",    "thead", "h1",      "h2",       "b",
    "i",        "font",   "form", "dl",       "dt",    "dd",      "pre",      "section",
    "article",  "title",  "meta", "link",     "br",    "img",     "noscript", "option",
    "select",   "o:p",    "x-y",  "center",   "u",     "address", "iframe",   "caption",
    "fieldset", "legend", "menu", "textarea", "input", "button",  "small",    "tfoot",
    "base",     "object", "time",
};

static const char *const attributes[] = {
    " class=a",  " class='a b'", " id=\"x\"", " hidden", " href=/a/b", " href='/x?a=1&amp;b=2'",
    " data-x=1", " lang=en",     " name=q",
};

static const char *const texts[] = {
    " ",
    "text ",
    "a &lt; b",
    "&amp;",
    "&nbsp;",
    "&bogus;",
    "&#65;",
    "\n",
    "\t",
    "\xC3\xA9",
    "<!-- c -->",
    "<!-- a>b -- c-->",
    "<?pi x>",
    "</ p>",
    "\"",
    "--",
    "&lt;p&gt;",
    "<script>a<b</p></script>",
    "<style>x<y</style>",
    "<script type=application/ld+json>{</p>}</script>",
};

#define ANY_OF(list, state) ((list)[drawn((state), sizeof(list) / sizeof *(list))])

static uint32_t drawn(uint64_t *state, uint32_t below) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % below;
}

static void add_piece(struct buffer *page, uint64_t *state) {
    uint32_t kind = drawn(state, 10);
    if (kind < 5) {
        buffer_printf(page, "<%s", ANY_OF(tags, state));
        for (uint32_t count = drawn(state, 3); count > 0; count--)
            buffer_append_cstr(page, ANY_OF(attributes, state));
        buffer_append_cstr(page, drawn(state, 12) ? ">" : " />");
    } else if (kind < 8) {
        buffer_printf(page, "</%s>", ANY_OF(tags, state));
    } else {
        buffer_append_cstr(page, ANY_OF(texts, state));
    }
}

/* ---- their tree as text ---------------------------------------------------------------------- */

/* Exact for every row of the table of tags, whichever names share it. */
static void put_row(struct buffer *out, const struct page_tag_info *tag) {
    buffer_printf(out, "%p", (const void *)tag);
}

static struct slice slice_of_xml(const xmlChar *text) {
    return text ? slice_from_cstr((const char *)text) : SLICE("");
}

static bool holds_data(xmlNode *script) {
    xmlChar *type = xmlGetProp(script, (const xmlChar *)"type");
    bool data = slice_equal(slice_of_xml(type), SLICE("application/ld+json"));
    xmlFree(type);
    return data;
}

static void write_attributes(struct tree_text *text, const xmlAttr *attribute) {
    for (; attribute; attribute = attribute->next)
        for (unsigned i = 0; i < PAGE_ATTRIBUTES; i++)
            if (slice_equal(slice_of_xml(attribute->name),
                            slice_from_cstr(tree_attribute_names[i])))
                tree_text_attribute(
                    text, i,
                    slice_of_xml(attribute->children ? attribute->children->content : NULL));
}

static void write_theirs(struct tree_text *text, xmlNode *node) {
    for (; node; node = node->next) {
        if (node->type == XML_TEXT_NODE) {
            tree_text_words(text, slice_of_xml(node->content));
        } else if (node->type == XML_CDATA_SECTION_NODE) {
            if (holds_data(node->parent))
                tree_text_raw(text, slice_of_xml(node->content));
        } else if (node->type != XML_ELEMENT_NODE) {
            tree_text_aside(text);
        } else {
            tree_text_begin(text, page_tag_find(slice_of_xml(node->name)));
            write_attributes(text, node->properties);
            write_theirs(text, node->children);
            tree_text_end(text);
        }
    }
}

/* ---- comparing ------------------------------------------------------------------------------- */

static void compare(struct slice page, struct tree_text *ours, struct tree_text *theirs) {
    struct arena *arena = arena_new(1 << 26);
    struct page_tree tree = {0};
    htmlDocPtr document = htmlReadMemory(page.at, (int)page.length, NULL, "UTF-8",
                                         HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                             HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    ck_assert_ptr_nonnull(arena);
    ck_assert_ptr_nonnull(document);
    ck_assert_int_eq(page_tree_make(arena, page, &tree), 0);
    write_theirs(theirs, xmlDocGetRootElement(document));
    for (uint32_t i = 0; i != NO_INDEX; i = tree.nodes.at[i].next)
        tree_text_node(ours, &tree, i);
    xmlFreeDoc(document);
    arena_free(arena);
}

START_TEST(random_pages_are_the_trees_that_libxml2_makes) {
    uint64_t state = (uint64_t)_i + 1;
    struct buffer page;
    struct tree_text ours = {.put_name = put_row};
    struct tree_text theirs = {.put_name = put_row};
    buffer_init(&page, PAGE_LIMIT);
    buffer_init(&ours.out, TREE_LIMIT);
    buffer_init(&theirs.out, TREE_LIMIT);
    for (int i = 0; i < PAGES; i++) {
        buffer_clear(&page);
        tree_text_clear(&ours);
        tree_text_clear(&theirs);
        buffer_append_cstr(&page, "<html><head><title>t</title>");
        for (uint32_t pieces = 1 + drawn(&state, PIECES_MAX); pieces > 0; pieces--)
            add_piece(&page, &state);
        buffer_append_cstr(&page, "w<p>w-->");
        compare(buffer_slice(&page), &ours, &theirs);
        ck_assert_msg(slice_equal(buffer_slice(&ours.out), buffer_slice(&theirs.out)),
                      "%.*s\n%.*s\n%.*s", SLICE_ARGS(buffer_slice(&page)),
                      SLICE_ARGS(buffer_slice(&ours.out)), SLICE_ARGS(buffer_slice(&theirs.out)));
    }
    buffer_done(&page);
    buffer_done(&ours.out);
    buffer_done(&theirs.out);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("page_beside");
    TCase *cases = tcase_create("libxml2");
    tcase_set_timeout(cases, 120);
    if (LIBXML_VERSION == COMPARED_WITH)
        tcase_add_loop_test(cases, random_pages_are_the_trees_that_libxml2_makes, 0, 3);
    else
        printf("SKIP: these rules are those of libxml2 2.9.14, and this is " LIBXML_DOTTED_VERSION
               "\n");
    suite_add_tcase(suite, cases);
    return suite;
}
