/* Versions of an article: the same address with another text, corrections, and what lists show. */
#include "base/error.h"
#include "storage/search.h"
#include "tests/unit/store.h"

#include <math.h>
#include <stdio.h>

static struct article_list list_all(void) {
    struct article_filter filter = {
        .published_from = DAY_NONE, .published_to = DAY_NONE, .limit = 100};
    struct article_list list;
    ck_assert_int_eq(storage_article_list(store, store_arena, &filter, &list), 0);
    return list;
}

static struct article_summary summary_of(const struct storage_id *id) {
    struct stored_article article;
    ck_assert_int_eq(storage_article_get(store, store_arena, id, 0, &article), 0);
    return article.summary;
}

START_TEST(a_changed_text_is_the_next_version) {
    struct article_put first = store_put(store_record("One.", "a:1", "https://a.example/1"));
    struct article_put other = store_put(store_record("Two.", "b:1", "https://a.example/2"));
    struct article_put second = store_put(store_record("One, more.", "c:9", "https://a.example/1"));
    ck_assert(second.created);
    ck_assert_uint_eq(first.version, 1);
    ck_assert_uint_eq(second.version, 2);
    ck_assert_str_eq(second.story.hex, first.story.hex); /* whatever the decider says */
    ck_assert_str_ne(other.story.hex, first.story.hex);

    struct article_list list = list_all();
    ck_assert_uint_eq(list.count, 2);
    ck_assert_str_eq(list.at[0].id.hex, second.id.hex);
    struct stored_story story;
    ck_assert_int_eq(storage_story_get(store, store_arena, &first.story, &story), 0);
    ck_assert_uint_eq(story.article_count, 1);
    ck_assert_str_eq(story.articles[0].id.hex, second.id.hex);

    struct article_summary old = summary_of(&first.id);
    ck_assert_uint_eq(old.version, 1);
    ck_assert_str_eq(old.latest.hex, second.id.hex);
    ck_assert_str_eq(summary_of(&second.id).latest.hex, second.id.hex);
}
END_TEST

START_TEST(the_same_content_is_no_version) {
    struct article_record *record = store_record("One.", "a:1", "https://a.example/1");
    struct article_put first = store_put(record);
    record->input = SLICE("the same page in other surroundings");
    struct article_put again = store_put(record);
    ck_assert(!again.created);
    ck_assert_str_eq(again.id.hex, first.id.hex);
    record->title = SLICE("Another title");
    struct article_put second = store_put(record);
    ck_assert(second.created);
    ck_assert_uint_eq(second.version, 2);
}
END_TEST

START_TEST(without_an_address_each_article_stands_alone) {
    store_put(store_record("One.", "a:1", NULL));
    struct article_put second = store_put(store_record("Two.", "a:2", NULL));
    ck_assert_uint_eq(second.version, 1);
    ck_assert_uint_eq(list_all().count, 2);
}
END_TEST

START_TEST(the_version_before_comes_back) {
    struct article_put first = store_put(store_record("One.", "a:1", "https://a.example/1"));
    struct article_put second = store_put(store_record("Two.", "a:2", "https://a.example/1"));
    struct article_put third = store_put(store_record("Three.", "a:3", "https://a.example/1"));
    ck_assert_int_eq(store_delete(&second.id), 0); /* an old one: nothing changes */
    ck_assert_str_eq(list_all().at[0].id.hex, third.id.hex);
    ck_assert_int_eq(store_delete(&third.id), 0);
    ck_assert_uint_eq(list_all().count, 1);
    ck_assert_str_eq(list_all().at[0].id.hex, first.id.hex);
    ck_assert_int_eq(store_delete(&first.id), 0);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM story"), 0);
}
END_TEST

START_TEST(a_correction_is_a_version_of_what_it_corrects) {
    struct article_put first = store_put(store_record("One.", "a:1", NULL));
    struct article_record *record = store_record("One.", "a:1", "https://a.example/right");
    struct article_put put = {.record = record,
                              .corrects = first.id,
                              .correction = SLICE("[{\"field\":\"url\"}]"),
                              .retain_until = 1234};
    ck_assert_int_eq(store_put_deed(&put), 0);
    ck_assert_uint_eq(put.version, 2);
    struct article_summary summary = summary_of(&put.id);
    ck_assert(slice_equal(summary.correction, put.correction));
    ck_assert_int_eq(summary.retain_until, 1234);

    record->input = SLICE("another");
    ck_assert_int_eq(store_put_deed(&put), ERR_NOT_FOUND); /* not the latest any more */
}
END_TEST

START_TEST(sources_are_known_by_any_case) {
    struct article_record *record = store_record("One.", "a:1", NULL);
    record->source = SLICE("Tarrow Courier");
    struct article_put first = store_put(record);
    record = store_record("Two.", "a:2", NULL);
    record->source = SLICE("TARROW COURIER");
    struct article_put second = store_put(record);
    ck_assert(slice_equal(summary_of(&first.id).outlet, SLICE("Tarrow Courier")));
    ck_assert(slice_equal(summary_of(&second.id).outlet, SLICE("Tarrow Courier")));
    ck_assert(slice_equal(summary_of(&second.id).source, SLICE("TARROW COURIER")));
    ck_assert_int_eq(store_ask("SELECT count(*) FROM source"), 1);
}
END_TEST

/* ---- names ---------------------------------------------------------------------------------- */

static struct article_put put_names(const char *text, const char *url, const char *first,
                                    const char *second, const char *type_of_second) {
    struct mention_record mentions[] = {
        {.name = slice_from_cstr(first), .type = SLICE("person"), .mentions = 2},
        {.name = slice_from_cstr(second), .type = slice_from_cstr(type_of_second), .mentions = 1},
    };
    struct article_record *record = store_record(text, "a:1", url);
    record->mentions = mentions;
    record->mention_count = 2;
    return store_put(record);
}

/* The names that begin so, each as "name type articles mentions;". */
static const char *names(const char *prefix, const char *type) {
    static char text[200];
    struct row_filter filter = {.name = slice_from_cstr(prefix),
                                .type = type ? slice_from_cstr(type) : (struct slice){0},
                                .value_from = NAN,
                                .value_to = NAN,
                                .day_from = DAY_NONE,
                                .day_to = DAY_NONE,
                                .published_from = DAY_NONE,
                                .published_to = DAY_NONE,
                                .limit = 20};
    struct found_name_list list;
    ck_assert_int_eq(storage_name_search(store, store_arena, &filter, &list), 0);
    size_t length = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < list.count; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%.*s %.*s %d %d;",
                                   SLICE_ARGS(list.at[i].name), SLICE_ARGS(list.at[i].type),
                                   (int)list.at[i].articles, (int)list.at[i].mentions);
    return text;
}

START_TEST(names_are_counted_in_the_newest_versions_alone) {
    struct article_put first =
        put_names("One.", "https://a.example/1", "Orla Venn", "Osk", "place");
    put_names("Two.", NULL, "ORLA VENN", "Osk", "organization");
    put_names("Three.", NULL, "Ossa", "OSK", "organization");
    ck_assert_str_eq(names("o", NULL),
                     "Orla Venn person 2 4;Osk organization 3 3;Ossa person 1 2;");
    ck_assert_str_eq(names("osk", "place"), "Osk place 1 1;");

    struct article_put second =
        put_names("One, more.", "https://a.example/1", "Ossa", "Ola", "place");
    ck_assert_str_eq(names("o", NULL), "Ola place 1 1;Orla Venn person 1 2;"
                                       "Osk organization 2 2;Ossa person 2 4;");
    ck_assert_int_eq(store_delete(&second.id), 0); /* the version before comes back */
    ck_assert_str_eq(names("o", "person"), "Orla Venn person 2 4;Ossa person 1 2;");
    ck_assert_int_eq(store_delete(&first.id), 0);
    ck_assert_str_eq(names("or", NULL), "Orla Venn person 1 2;");
    ck_assert_str_eq(names("", "place"), "");
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("versions");
    TCase *tests = tcase_create("versions");
    tcase_add_checked_fixture(tests, store_setup, store_teardown);
    tcase_add_test(tests, a_changed_text_is_the_next_version);
    tcase_add_test(tests, the_same_content_is_no_version);
    tcase_add_test(tests, without_an_address_each_article_stands_alone);
    tcase_add_test(tests, the_version_before_comes_back);
    tcase_add_test(tests, a_correction_is_a_version_of_what_it_corrects);
    tcase_add_test(tests, sources_are_known_by_any_case);
    tcase_add_test(tests, names_are_counted_in_the_newest_versions_alone);
    suite_add_tcase(suite, tests);
    return suite;
}
