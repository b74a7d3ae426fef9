/* From page to article: a table of small pages, encodings, and pages made to hurt. */
#include "analysis/stages.h"
#include "base/error.h"
#include "base/utf8.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ARENA_LIMIT = 1 << 28, PAGE_LIMIT = 1 << 24 };

static struct arena *arena;

static const char *const paragraphs[] = {
    "The ferry sank at dawn on Monday, the harbour master of Norland said, and nobody was lost.",
    "Forty people were brought ashore by fishing boats, and two of them were taken to hospital.",
    "The owners had asked for an inspection in spring, but the inspectors never came aboard.",
    "A second ferry of the same yard is still in service, and its crew has asked for leave.",
    "The mayor promised a new pier, a new ferry, and a day of mourning for the old one.",
    "Tickets bought before the accident stay valid, the company wrote on its own notice board.",
};

static struct analysis *extracted(struct slice html) {
    struct article_input input = {.html = html};
    struct analysis *analysis = ARENA_NEW(arena, struct analysis);
    ck_assert_ptr_nonnull(analysis);
    analysis->article.published_day = DAY_NONE;
    ck_assert_int_eq(page_extract(NULL, arena, &input, analysis), 0);
    ck_assert(utf8_valid(analysis->article.text, NULL));
    return analysis;
}

/* {n} becomes a paragraph, Pn the same inside <p>. */
static struct slice filled(struct slice text) {
    char *out = arena_alloc(arena, text.length * 60 + 1);
    ck_assert_ptr_nonnull(out);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char *at = text.at + i;
        size_t left = text.length - i;
        bool braced = left > 2 && at[0] == '{' && at[1] >= '1' && at[1] <= '6' && at[2] == '}';
        bool marked = left > 1 && at[0] == 'P' && at[1] >= '1' && at[1] <= '6';
        if (!braced && !marked) {
            out[length++] = *at;
            continue;
        }
        length += (size_t)snprintf(out + length, 200, marked ? "<p>%s</p>" : "%s",
                                   paragraphs[at[1] - '1']);
        i += braced ? 2 : 1;
    }
    return slice_of(out, length);
}

static void page_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 3);
    arena = arena_new(ARENA_LIMIT);
    const struct article *article = &extracted(filled(test_unescape(fields[1])))->article;
    const struct slice actual[] = {article->text, article->title, article->byline,
                                   article->published_at, article->language};
    for (size_t i = 0; i < sizeof actual / sizeof *actual; i++) {
        struct slice expected = filled(test_unescape(fields[i + 2]));
        ck_assert_msg(slice_equal(actual[i], expected),
                      "pages.tsv:%d (%.*s) field %zu:\n  got      %.*s\n  expected %.*s", line,
                      SLICE_ARGS(fields[0]), i + 3, SLICE_ARGS(actual[i]), SLICE_ARGS(expected));
    }
    arena_free(arena);
}

START_TEST(pages_of_the_table) {
    test_table("pages.tsv", page_row);
}
END_TEST

/* What is dropped is told with its kind. */
START_TEST(removed_blocks_are_reported) {
    arena = arena_new(ARENA_LIMIT);
    const struct article *article =
        &extracted(filled(SLICE("<body>P1<figure><figcaption>A ferry</figcaption></figure>P2"
                                "<div class=related>P6</div>P3")))
             ->article;
    ck_assert_uint_eq(article->removed.count, 2);
    ck_assert(slice_equal(article->removed.at[0].kind, SLICE("caption")));
    ck_assert(slice_equal(article->removed.at[0].text, SLICE("A ferry")));
    ck_assert(slice_equal(article->removed.at[1].kind, SLICE("promotion")));
    arena_free(arena);
}
END_TEST

/* ---- bytes ----------------------------------------------------------------------------------- */

START_TEST(encodings_are_found_out) {
    static const struct {
        struct slice html;
        const char *text;
    } cases[] = {
        {SLICE("\xEF\xBB\xBF<p>caf\xC3\xA9</p>"), "café"},
        {SLICE("<meta charset=windows-1252><p>caf\xE9 \x93x\x94</p>"), "café “x”"},
        {SLICE("<meta charset=iso-8859-1><p>caf\xE9 \x93x\x94</p>"), "café “x”"},
        {SLICE("<p>caf\xE9</p>"), "café"},
        {SLICE("<meta charset=utf-8><p>caf\xE9 only</p>"), "café only"},
        {SLICE("<meta charset=utf-8><p>caf\xC3\xA9 na\xC3\xAFve \xFF</p>"), "café naïve \uFFFD"},
        {SLICE("<meta charset=iso-8859-1><p>caf\xC3\xA9</p>"), "café"},
        {SLICE("<meta charset=no-such><p>caf\xE9</p>"), "café"},
        {SLICE("<meta charset=koi8-r><p>\xC6\xC1\xCB\xD4</p>"), "факт"},
        {SLICE("<p>a\0b</p>"), "a b"},
        {SLICE("\xFF\xFE<\0p\0>\0\xE9\0=\xD8\x00\xDE<\0/\0p\0>\0"), "é😀"},
        {SLICE("\xFE\xFF\0<\0p\0>\x04\x44\xD8\x00\0<"), "ф\uFFFD<"},
        {SLICE(""), ""},
        {SLICE("\xFF"), "ÿ"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena = arena_new(ARENA_LIMIT);
        struct slice text = extracted(cases[i].html)->article.text;
        ck_assert_msg(slice_equal(text, slice_from_cstr(cases[i].text)), "case %zu: got %.*s", i,
                      SLICE_ARGS(text));
        arena_free(arena);
    }
}
END_TEST

/* ---- pages made to hurt ---------------------------------------------------------------------- */

static struct slice repeated(const char *before, const char *unit, size_t times,
                             const char *behind) {
    static char page[PAGE_LIMIT];
    size_t length = 0;
    size_t size = strlen(unit);
    ck_assert_uint_lt(size * times + strlen(before) + strlen(behind), sizeof page);
    memcpy(page, before, strlen(before));
    length += strlen(before);
    for (size_t i = 0; i < times; i++, length += size)
        memcpy(page + length, unit, size);
    memcpy(page + length, behind, strlen(behind));
    return slice_of(page, length + strlen(behind));
}

static double seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Each page is about a megabyte: cost must stay that of a page, far from a square. */
START_TEST(hostile_pages_cost_little) {
    static const struct {
        const char *before, *unit;
        size_t times;
        const char *behind;
    } cases[] = {
        {"", "<div>", 200000, "<p>deep"},
        {"", "<div class=related>x", 50000, ""},
        {"", "<b><i><a href=x>", 60000, "x"},
        {"<div ", "a=1 ", 200000, ">x"},
        {"", "<p class='", 100000, "x"},
        {"", "<!-- ", 200000, "x"},
        {"<script>", "<p>x</p>", 100000, ""},
        {"", "<script>", 100000, ""},
        {"", "<a href=\"", 100000, ""},
        {"<script type=\"application/ld+json\">", "[", 1000000, "</script>"},
        {"<script type=\"application/ld+json\">{\"@type\":\"Article\",\"author\":[",
         "{\"@id\":\"#a\"},", 40000, "]}</script>"},
        {"<script type=\"application/ld+json\">\"", "\\u0041", 100000, ""},
        {"", "<meta name=author content='1'>", 30000, ""},
        {"", "<a rel=author href=/author/x>Ada Brook</a>", 20000, ""},
        {"", "<h1>Ferry - sinks | off</h1>", 30000, ""},
        {"<title>", "a - ", 200000, "</title>"},
        {"", "<table><tr><td>", 50000, "x"},
        {"", "<article><p>The ferry sank at dawn, the harbour master of Norland said.</p>", 10000,
         ""},
        {"<p>", "&amp;&#65;&nbsp", 60000, ""},
        {"<p>", "\xC3", 500000, "\xA9"},
        {"", "<", 1000000, ""},
        {"", "</div>", 150000, "x"},
        {"<ul>", "<li><a href=x>One</a> two.", 40000, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena = arena_new((size_t)1 << 30);
        double begin = seconds();
        struct article_input input = {
            .html = repeated(cases[i].before, cases[i].unit, cases[i].times, cases[i].behind)};
        struct analysis analysis = {.article.published_day = DAY_NONE};
        int result = page_extract(NULL, arena, &input, &analysis);
        double took = seconds() - begin;
        ck_assert_msg(result == 0 || result == ERR_TOO_LARGE, "case %zu: %d", i, result);
        ck_assert_msg(took < 3.0, "case %zu (%s) took %.1f s", i, cases[i].unit, took);
        if (getenv("VERBOSE"))
            (void)printf("%-24.24s %6.0f ms\n", cases[i].unit, took * 1e3);
        arena_free(arena);
    }
}
END_TEST

/* With every limit the answer is an error or a page, never a crash. */
START_TEST(memory_that_runs_out_is_an_error) {
    const char *html =
        "<html lang=en><title>Ferry sinks - Post</title><script type=\"application/ld+json\">"
        "{\"@type\":\"NewsArticle\",\"headline\":\"Ferry &amp; crew\",\"author\":[{\"name\":\"Ada "
        "Brook\"},{\"name\":\"Bo Reed\"}]}</script><body><h1>Ferry sinks</h1>"
        "<p>The ferry sank at dawn, the harbour master said.<p>Nobody was lost, he said.</p>";
    int failures = 0;
    for (size_t limit = 0; limit < 60000; limit += 64) {
        arena = arena_new(limit);
        if (!arena)
            continue;
        struct article_input input = {.html = slice_from_cstr(html)};
        struct analysis analysis = {.article.published_day = DAY_NONE};
        int result = page_extract(NULL, arena, &input, &analysis);
        ck_assert(result == 0 || result == ERR_NO_MEMORY);
        failures += result != 0;
        arena_free(arena);
        if (result == 0)
            break;
    }
    ck_assert_int_gt(failures, 10);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("page");
    TCase *tcase = tcase_create("page");
    tcase_set_timeout(tcase, 100);
    tcase_add_test(tcase, pages_of_the_table);
    tcase_add_test(tcase, removed_blocks_are_reported);
    tcase_add_test(tcase, encodings_are_found_out);
    tcase_add_test(tcase, hostile_pages_cost_little);
    tcase_add_test(tcase, memory_that_runs_out_is_an_error);
    suite_add_tcase(suite, tcase);
    return suite;
}
