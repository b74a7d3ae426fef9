/* Random pages beside libxml2's HTML parser, by whose rules they are read: the same elements in the
 * same places, with the same texts and attributes. Left out of the pages is what the two read
 * otherwise (a second end of body or html, "&#" without digits, a root that ends in "/>").
 */
#include "analysis/analysis.h"
#include "analysis/page/page_tags.h"
#include "analysis/page/tree.h"
#include "base/buffer.h"
#include "tests/unit/runner.h"

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

/* ---- two trees as texts ---------------------------------------------------------------------- */

struct dump {
    struct buffer out;
    bool in_text; /* texts that stand side by side are one */
};

static void put(struct dump *dump, const char *text) {
    dump->in_text = false;
    buffer_append_cstr(&dump->out, text);
}

static void put_text(struct dump *dump, struct slice text) {
    if (text.length && !dump->in_text)
        buffer_append_byte(&dump->out, '\'');
    dump->in_text = dump->in_text || text.length;
    buffer_append(&dump->out, text);
}

static void put_element(struct dump *dump, const struct page_tag_info *tag) {
    dump->in_text = false;
    buffer_printf(&dump->out, "(%p", (const void *)tag);
}

static void put_attribute(struct dump *dump, unsigned name, struct slice value) {
    buffer_printf(&dump->out, " %u=", name);
    buffer_append(&dump->out, value);
}

static const char *const attribute_names[PAGE_ATTRIBUTES] = {
    [ATTRIBUTE_CLASS] = "class", [ATTRIBUTE_HIDDEN] = "hidden", [ATTRIBUTE_HREF] = "href",
    [ATTRIBUTE_ID] = "id",       [ATTRIBUTE_LANG] = "lang",     [ATTRIBUTE_NAME] = "name",
    [ATTRIBUTE_TYPE] = "type",
};

static struct slice slice_of_xml(const xmlChar *text) {
    return text ? slice_from_cstr((const char *)text) : SLICE("");
}

static bool holds_data(xmlNode *script) {
    xmlChar *type = xmlGetProp(script, (const xmlChar *)"type");
    bool data = slice_equal(slice_of_xml(type), SLICE("application/ld+json"));
    xmlFree(type);
    return data;
}

static void dump_theirs(struct dump *dump, xmlNode *node) {
    for (; node; node = node->next) {
        if (node->type == XML_TEXT_NODE) {
            put_text(dump, slice_of_xml(node->content));
        } else if (node->type == XML_CDATA_SECTION_NODE) {
            if (holds_data(node->parent)) {
                put(dump, "[");
                buffer_append(&dump->out, slice_of_xml(node->content));
                put(dump, "]");
            }
        } else if (node->type != XML_ELEMENT_NODE) {
            put(dump, "#");
        } else {
            put_element(dump, page_tag_find(slice_of_xml(node->name)));
            for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
                for (unsigned i = 0; i < PAGE_ATTRIBUTES; i++)
                    if (attribute_names[i] && slice_equal(slice_of_xml(attribute->name),
                                                          slice_from_cstr(attribute_names[i])))
                        put_attribute(dump, i,
                                      slice_of_xml(attribute->children
                                                       ? attribute->children->content
                                                       : NULL));
            dump_theirs(dump, node->children);
            put(dump, ")");
        }
    }
}

static void dump_ours(struct dump *dump, const struct page_tree *tree, uint32_t index) {
    for (; index != NO_INDEX; index = tree->nodes.at[index].next) {
        const struct page_node *node = &tree->nodes.at[index];
        if (node->kind == NODE_TEXT) {
            put_text(dump, node->text);
        } else if (node->kind == NODE_RAW) {
            put(dump, "[");
            buffer_append(&dump->out, node->text);
            put(dump, "]");
        } else if (node->kind == NODE_ASIDE) {
            put(dump, "#");
        } else {
            put_element(dump, node->tag);
            for (uint32_t i = 0; i < node->attributes; i++)
                put_attribute(dump, tree->attributes.at[node->first_attribute + i].name,
                              tree->attributes.at[node->first_attribute + i].value);
            dump_ours(dump, tree, node->first_child);
            put(dump, ")");
        }
    }
}

/* ---- comparing ------------------------------------------------------------------------------- */

static void compare(struct slice page, struct dump *ours, struct dump *theirs) {
    struct arena *arena = arena_new(1 << 26);
    struct page_tree tree = {0};
    htmlDocPtr document = htmlReadMemory(page.at, (int)page.length, NULL, "UTF-8",
                                         HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                             HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    ck_assert_ptr_nonnull(arena);
    ck_assert_ptr_nonnull(document);
    ck_assert_int_eq(page_tree_make(arena, page, &tree), 0);
    dump_theirs(theirs, xmlDocGetRootElement(document));
    dump_ours(ours, &tree, 0);
    xmlFreeDoc(document);
    arena_free(arena);
}

START_TEST(random_pages_are_the_trees_that_libxml2_makes) {
    uint64_t state = (uint64_t)_i + 1;
    struct buffer page;
    struct dump ours = {0};
    struct dump theirs = {0};
    buffer_init(&page, PAGE_LIMIT);
    buffer_init(&ours.out, TREE_LIMIT);
    buffer_init(&theirs.out, TREE_LIMIT);
    for (int i = 0; i < PAGES; i++) {
        buffer_clear(&page);
        buffer_clear(&ours.out);
        buffer_clear(&theirs.out);
        ours.in_text = theirs.in_text = false;
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
