/* Feeds, the links that announce them, and lists of them. */
#include "base/error.h"
#include "fetch/feed.h"
#include "fetch/opml.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;

static void setup(void) {
    arena = arena_new(64 << 20);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void) {
    arena_free(arena);
}

static struct slice or_dash(struct slice text) {
    return text.at ? text : SLICE("-");
}

static struct slice describe(const struct feed *feed) {
    struct slice text;
    ck_assert_int_eq(arena_printf(arena, &text, "%.*s", SLICE_ARGS(or_dash(feed->title))), 0);
    for (uint32_t i = 0; i < feed->items.count; i++) {
        struct feed_item item = feed->items.at[i];
        ck_assert_int_eq(arena_printf(arena, &text, "%.*s|%.*s>%.*s", SLICE_ARGS(text),
                                      SLICE_ARGS(or_dash(item.guid)), SLICE_ARGS(item.link)),
                         0);
    }
    return text;
}

static void feed_row(const struct slice *fields, int count, int line) {
    struct feed feed = {0};
    ck_assert_int_ge(count, 2);
    struct slice bytes = fields[0].length ? test_unescape(fields[0]) : fields[0];
    int error = feed_parse(arena, bytes, &feed);
    ck_assert_msg(error == 0 || error == ERR_INVALID, "feeds.tsv:%d: %d", line, error);
    struct slice got = error ? SLICE("none") : describe(&feed);
    ck_assert_msg(slice_equal(got, fields[1]), "feeds.tsv:%d: %.*s, not %.*s", line,
                  SLICE_ARGS(got), SLICE_ARGS(fields[1]));
}

START_TEST(feeds_of_every_age_are_read) {
    test_table("feeds.tsv", feed_row);
}
END_TEST

static void link_row(const struct slice *fields, int count, int line) {
    struct slice link;
    ck_assert_int_ge(count, 2);
    ck_assert_int_eq(feed_discover(arena, fields[0], &link), 0);
    ck_assert_msg(slice_equal(or_dash(link), fields[1]), "feed_links.tsv:%d: %.*s", line,
                  SLICE_ARGS(or_dash(link)));
}

START_TEST(pages_announce_their_feeds) {
    test_table("feed_links.tsv", link_row);
}
END_TEST

/* What is made to be costly must stay cheap, or be refused. */
START_TEST(hostile_feeds_end) {
    enum { LENGTH = TEST_SCALE(2 << 20, 256 << 10) };
    static const char *const units[] = {"<item><link>/1</link></item>",
                                        "<a>",
                                        "<link ",
                                        "&a;",
                                        "<![CDATA[x]]>",
                                        "<!--",
                                        "{",
                                        "[",
                                        ",\"a\":"};
    char *bytes = malloc(LENGTH + 64);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct feed feed = {0};
        struct slice link;
        bool json = i >= 6;
        size_t at = (size_t)snprintf(bytes, LENGTH, "%s", json ? "{\"items\":[" : "<rss><channel>");
        while (at + 40 < LENGTH) {
            memcpy(bytes + at, units[i], strlen(units[i]));
            at += strlen(units[i]);
        }
        int error = feed_parse(arena, slice_of(bytes, at), &feed);
        ck_assert(error == 0 || error == ERR_INVALID);
        ck_assert_uint_le(feed.items.count, FEED_PARSED_ITEMS_MAX);
        ck_assert_int_eq(feed_discover(arena, slice_of(bytes, at), &link), 0);
    }
    free(bytes);
}
END_TEST

/* ---- OPML ------------------------------------------------------------------------------------ */

START_TEST(lists_are_read_at_any_depth) {
    struct opml_list list;
    int error =
        opml_parse(arena,
                   SLICE("<opml><head><title>x</title></head><body><outline text=\"all\">"
                         "<outline text=\"A &amp; B\" xmlUrl=\"https://a.example/?x&amp;y\"/>"
                         "<outline title=\"C\" text=\"no\" xmlUrl=\"https://c.example/\"/>"
                         "</outline><outline xmlUrl=\"d\"/></body></opml>"),
                   &list);
    ck_assert_int_eq(error, 0);
    ck_assert_uint_eq(list.count, 3);
    ck_assert(slice_equal(list.at[0].title, SLICE("A & B")));
    ck_assert(slice_equal(list.at[0].url, SLICE("https://a.example/?x&y")));
    ck_assert(slice_equal(list.at[1].title, SLICE("C")));
    ck_assert_ptr_null(list.at[2].title.at);
}
END_TEST

START_TEST(what_is_written_is_read_back) {
    struct opml_feed feeds[] = {{SLICE("https://a.example/?x&y"), SLICE("\"A\" <&> 'B'")},
                                {SLICE("https://b.example/"), {0}}};
    struct opml_list list = {.at = feeds, .count = 2};
    struct opml_list again;
    struct buffer out;
    buffer_init(&out, 1 << 20);
    opml_write(&out, &list);
    ck_assert_int_eq(opml_parse(arena, buffer_slice(&out), &again), 0);
    ck_assert_uint_eq(again.count, 2);
    ck_assert(slice_equal(again.at[0].url, feeds[0].url));
    ck_assert(slice_equal(again.at[0].title, feeds[0].title));
    ck_assert(slice_equal(again.at[1].title, feeds[1].url)); /* a list needs some text */
    buffer_done(&out);
}
END_TEST

START_TEST(what_is_no_list_is_refused) {
    static const char *const wrong[] = {
        "",
        "x",
        "<rss/>",
        "<opml><body>",
        "<opml><body></opml>",
        "<!DOCTYPE o [<!ENTITY a \"b\">]><opml><body><outline xmlUrl=\"&a;\"/></body></opml>"};
    struct opml_list list;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(opml_parse(arena, slice_from_cstr(wrong[i]), &list) == ERR_INVALID, "%s",
                      wrong[i]);
}
END_TEST

START_TEST(a_list_has_an_end) {
    for (uint32_t count = OPML_FEEDS_MAX; count <= OPML_FEEDS_MAX + 1; count++) {
        struct buffer out;
        struct opml_list list;
        buffer_init(&out, 1 << 20);
        buffer_append_cstr(&out, "<opml><body>");
        for (uint32_t i = 0; i < count; i++)
            buffer_printf(&out, "<outline xmlUrl=\"https://a.example/%u\"/>", i);
        buffer_append_cstr(&out, "</body></opml>");
        ck_assert_int_eq(opml_parse(arena, buffer_slice(&out), &list),
                         count > OPML_FEEDS_MAX ? ERR_TOO_LARGE : 0);
        buffer_done(&out);
    }
}
END_TEST

/* An element of `count` attributes in what else is a feed. */
static int parse_with_attributes(unsigned count, const char *before) {
    struct buffer text;
    struct feed feed;
    buffer_init(&text, 1 << 22);
    buffer_append_cstr(&text, before);
    buffer_append_cstr(&text, "<rss");
    for (unsigned i = 0; i < count; i++)
        buffer_printf(&text, " a%u=\"b\"", i);
    buffer_append_cstr(&text, "><channel><title>A</title></channel></rss>");
    int result = feed_parse(arena, buffer_slice(&text), &feed);
    buffer_done(&text);
    return result;
}

/* The XML parser's time grows with the square of an element's attributes. */
START_TEST(a_flood_of_attributes_is_no_feed) {
    ck_assert_int_eq(parse_with_attributes(256, ""), 0);
    ck_assert_int_eq(parse_with_attributes(257, ""), ERR_INVALID);
    ck_assert_int_eq(parse_with_attributes(2000, "<!-- <a ' -->"), ERR_INVALID);
    ck_assert_int_eq(parse_with_attributes(2000, "<?xml version='1.0'?>\n<a b='"), ERR_INVALID);
}
END_TEST

/* Where a mark is not the byte that it is in ASCII, no flood would be seen. */
START_TEST(encodings_that_hide_are_refused) {
    ck_assert_int_eq(parse_with_attributes(1, "<?xml version='1.0' encoding='ISO-8859-15'?>"), 0);
    ck_assert_int_eq(parse_with_attributes(1, "<?xml version='1.0' encoding = \"Windows-1252\"?>"),
                     0);
    ck_assert_int_eq(parse_with_attributes(1, "\xEF\xBB\xBF<?xml version='1.0'?>"), 0);
    ck_assert_int_eq(parse_with_attributes(1, "<?xml version='1.0' encoding='UTF-7'?>"),
                     ERR_INVALID);
    ck_assert_int_eq(parse_with_attributes(1, "<?xml version='1.0' encoding='ISO-2022-JP'?>"),
                     ERR_INVALID);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("feeds");
    TCase *test = tcase_create("feeds");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_set_timeout(test, 30);
    tcase_add_test(test, feeds_of_every_age_are_read);
    tcase_add_test(test, pages_announce_their_feeds);
    tcase_add_test(test, hostile_feeds_end);
    tcase_add_test(test, lists_are_read_at_any_depth);
    tcase_add_test(test, what_is_written_is_read_back);
    tcase_add_test(test, what_is_no_list_is_refused);
    tcase_add_test(test, a_list_has_an_end);
    tcase_add_test(test, a_flood_of_attributes_is_no_feed);
    tcase_add_test(test, encodings_that_hide_are_refused);
    suite_add_tcase(suite, test);
    return suite;
}
