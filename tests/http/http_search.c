/* Searching over HTTP: what is claimed, said, counted and named is found by what was asked, page by
 * page, under any of the spellings; versions and corrections of articles.
 */
#include "tests/http/json_answers.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>

static struct server server;
static const char *const quiet[] = {"--log-level", "warning", NULL};

static void setup(void) {
    server_start(&server, quiet);
}

static void teardown(void) {
    server_stop(&server);
}

/* ---- helpers --------------------------------------------------------------------------------- */

static json_t *get(const char *path) {
    return http_get_json(&server, path);
}

/* The page's only array. */
static json_t *rows_of(json_t *page) {
    const char *key;
    json_t *value;
    json_object_foreach(page, key, value) {
        if (json_is_array(value))
            return value;
    }
    ck_abort_msg("a page without rows");
    return NULL;
}

static size_t found(const char *path) {
    json_t *page = get(path);
    size_t count = json_array_size(rows_of(page));
    json_decref(page);
    return count;
}

static void put(const char *json, char ret_id[ARTICLE_ID_SIZE]) {
    http_store(&server, json, ret_id);
}

struct expected {
    const char *path;
    size_t count;
};

static void expect_all(const struct expected *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t got = found(cases[i].path);
        ck_assert_msg(got == cases[i].count, "%s: %zu rows, not %zu", cases[i].path, got,
                      cases[i].count);
    }
}
#define EXPECT_ALL(cases) expect_all((cases), sizeof(cases) / sizeof *(cases))

static const char flood[] =
    "{\"text\":\"The river Welm broke its banks at Tarrow on Sunday. “Fire crews led 140 people "
    "out "
    "of their homes,” Mayor Ilse Brandt said. Brandt said the dam had not failed.\","
    "\"title\":\"Welm floods Tarrow\",\"source\":\"Tarrow "
    "Courier\",\"published_at\":\"2031-05-04\","
    "\"url\":\"https://courier.example/welm\"}";
static const char flood_later[] =
    "{\"text\":\"The river Welm broke its banks at Tarrow on Sunday. “Fire crews led 190 people "
    "out "
    "of their homes,” Mayor Ilse Brandt said. Brandt said the dam had not failed.\","
    "\"title\":\"Welm floods Tarrow\",\"source\":\"Tarrow "
    "Courier\",\"published_at\":\"2031-05-04\","
    "\"url\":\"https://courier.example/welm\"}";
static const char chess[] =
    "{\"text\":\"Noa Lindqvist won the Ostby chess open on Friday. “I was lucky twice,” Lindqvist "
    "said. More than 300 players came to Ostby.\",\"title\":\"Lindqvist wins in Ostby\","
    "\"source\":\"Board Weekly\",\"published_at\":\"2031-06-20\"}";

/* ---- rows ------------------------------------------------------------------------------------ */

START_TEST(rows_are_found_by_what_they_hold) {
    char id[64];
    char path[128];
    put(flood, id);
    put(chess, id);
    static const struct expected cases[] = {
        {"/v1/quotes?speaker=Ilse%20Brandt", 2},
        {"/v1/quotes?speaker=ilse%20brandt&kind=direct", 1},
        {"/v1/quotes?speaker=Brandt&source=Board%20Weekly", 0},
        {"/v1/quantities?unit=person", 1},
        {"/v1/quantities?unit=PERSON&value_from=140&value_to=140", 1},
        {"/v1/quantities?unit=person&value_from=141", 0},
        {"/v1/quantities?unit=person&value_to=139.5", 0},
        {"/v1/quantities?value_from=1e3", 1}, /* more than 300 may be a thousand */
        {"/v1/quantities?value_to=299", 1},
        {"/v1/quantities?published_from=2031-06-01", 1},
        {"/v1/claims?entity=Ostby", 2},
        {"/v1/claims?entity=Ostby&published_to=2031-06-01", 0},
        {"/v1/claims?polarity=negated", 1},
        {"/v1/claims?speaker=Ilse%20Brandt&polarity=negated", 1},
        {"/v1/claims?time_from=2031-05-04&time_to=2031-05-04", 1},
        {"/v1/claims?time_from=2031-06-19&time_to=2031-06-30", 1},
        {"/v1/claims?time_to=2031-05-03", 0},
        {"/v1/claims?entity=nobody", 0},
        {"/v1/entities?q=ost", 1},
        {"/v1/entities?q=zz", 0},
        {"/v1/entities?type=person&source=board%20weekly&q=noa", 1},
        {"/v1/entities?type=place&source=board%20weekly&q=noa", 0},
    };
    EXPECT_ALL(cases);
    (void)snprintf(path, sizeof path, "/v1/claims?article=%s&fields=text,claim", id);
    json_t *page = get(path);
    json_t *claim = json_array_get(rows_of(page), 0);
    ck_assert_uint_eq(json_object_size(claim), 2);
    ck_assert_int_eq(json_integer_value(json_object_get(claim, "claim")), 0);
    json_decref(page);
}
END_TEST

/* Pages of one row each make the same list as one page of all. */
static void expect_pages(const char *path) {
    char whole[256];
    char next[1200];
    (void)snprintf(whole, sizeof whole, "%s&limit=200", path);
    (void)snprintf(next, sizeof next, "%s&limit=1", path);
    json_t *all = get(whole);
    json_t *rows = rows_of(all);
    ck_assert_uint_gt(json_array_size(rows), 2);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *page = get(next);
        ck_assert_uint_eq(json_array_size(rows_of(page)), 1);
        ck_assert(json_equal(json_array_get(rows_of(page), 0), json_array_get(rows, i)));
        const char *cursor = json_string_value(json_object_get(page, "next"));
        ck_assert_msg((cursor != NULL) == (i + 1 < json_array_size(rows)), "%s at %zu", path, i);
        if (cursor)
            (void)snprintf(next, sizeof next, "%s&limit=1&cursor=%s", path, cursor);
        json_decref(page);
    }
    json_decref(all);
}

START_TEST(pages_join_without_a_gap) {
    static const char *const paths[] = {
        "/v1/claims?published_from=2031-01-01",
        "/v1/quotes?published_from=2031-01-01",
        "/v1/entities?fields=name,mentions",
        "/v1/articles?sort=published_at",
        "/v1/articles?sort=-published_at",
        "/v1/articles?sort=stored_at",
        "/v1/articles?versions=all",
    };
    char id[64];
    char undated[128];
    put(flood, id);
    put(chess, id);
    for (int i = 0; i < 3; i++) {
        (void)snprintf(undated, sizeof undated, "{\"text\":\"The dam number %d held.\"}", i);
        put(undated, id);
    }
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        expect_pages(paths[i]);

    struct answer answer;
    json_t *page = get("/v1/claims?limit=1");
    char foreign[1200];
    (void)snprintf(foreign, sizeof foreign, "/v1/quotes?limit=1&cursor=%s",
                   json_string_value(json_object_get(page, "next")));
    json_decref(page);
    http_get(&server, foreign, &answer);
    answer_is_problem(&answer, 422, "invalid-parameters");
    answer_done(&answer);
}
END_TEST

/* ---- words ----------------------------------------------------------------------------------- */

START_TEST(highlights_stand_where_the_words_do) {
    char id[64];
    put(flood, id);
    json_t *page = get("/v1/articles?q=bank+welm");
    json_t *highlight = json_object_get(json_array_get(rows_of(page), 0), "highlight");
    json_t *text = json_object_get(highlight, "text");
    json_t *marks = json_object_get(text, "marks");
    ck_assert_uint_eq(json_array_size(marks), 2); /* Welm, banks */
    const char *excerpt = json_string_value(json_object_get(text, "text"));
    json_t *second = json_array_get(marks, 1);
    json_int_t start = json_integer_value(json_array_get(second, 0));
    ck_assert_int_eq(json_integer_value(json_array_get(second, 1)), start + 5);
    ck_assert(strncmp(excerpt + start, "banks", 5) == 0); /* no wider character stands before */
    json_t *title = json_object_get(highlight, "title");
    ck_assert_uint_eq(json_array_size(json_object_get(title, "marks")), 1);
    json_decref(page);
}
END_TEST

START_TEST(look_alike_letters_hide_nothing) {
    /* Cyrillic а, о, е, с and р in Latin words */
    char id[64];
    put("{\"text\":\"The h\\u0430rb\\u043eur \\u043eff\\u0456\\u0441\\u0435 "
        "\\u0441l\\u043es\\u0435d "
        "the qu\\u0430y on M\\u043end\\u0430y. The b\\u0430rg\\u0435 st\\u0430y\\u0435d.\"}",
        id);
    ck_assert_uint_eq(found("/v1/articles?q=harbour"), 1);
    ck_assert_uint_eq(found("/v1/articles?q=%22office+closed+the+quay%22"), 1);
    ck_assert_uint_eq(found("/v1/articles?q=barge"), 1);
}
END_TEST

/* ---- versions -------------------------------------------------------------------------------- */

START_TEST(lists_and_searches_know_the_newest_version) {
    char first[64];
    char second[64];
    char path[160];
    put(flood, first);
    put(flood_later, second);
    ck_assert_str_ne(first, second);
    static const struct expected cases[] = {
        {"/v1/articles", 1},
        {"/v1/articles?q=welm", 1},
        {"/v1/articles?q=140", 0},
        {"/v1/articles?q=140&versions=all", 1},
        {"/v1/quantities?value_to=140", 0},
        {"/v1/quantities?value_from=190", 1},
        {"/v1/articles?versions=all", 2},
    };
    EXPECT_ALL(cases);
    (void)snprintf(path, sizeof path, "/v1/quantities?article=%s&value_to=140", first);
    ck_assert_uint_eq(found(path), 1);
    (void)snprintf(path, sizeof path, "/v1/articles/%s", first);
    json_t *old = get(path);
    ck_assert_str_eq(json_string_value(json_object_get(old, "latest")), second);
    json_decref(old);
}
END_TEST

START_TEST(conflicts_lead_to_their_articles) {
    static const char elsewhere[] =
        "{\"text\":\"The river Welm broke its banks at Tarrow on Sunday. “Fire crews led 140 "
        "people "
        "out of their homes,” Mayor Ilse Brandt said.\",\"title\":\"Flood in Tarrow\","
        "\"source\":\"Coast Radio\",\"published_at\":\"2031-05-04\"}";
    static const char against[] =
        "{\"text\":\"The river Welm broke its banks at Tarrow on Sunday. “Fire crews led 480 "
        "people "
        "out of their homes,” Mayor Ilse Brandt said.\",\"title\":\"Welm floods Tarrow\","
        "\"source\":\"Sound Weekly\",\"published_at\":\"2031-05-04\"}";
    char id[64];
    put(elsewhere, id);
    put(chess, id);
    ck_assert_uint_eq(found("/v1/articles?has=conflict"), 0);
    put(against, id);
    ck_assert_uint_eq(found("/v1/articles?has=conflict"), 2);
    ck_assert_uint_eq(found("/v1/articles?has=conflict&source=Sound%20Weekly"), 1);
}
END_TEST

/* ---- sources --------------------------------------------------------------------------------- */

static int change_source(const char *method, const char *name, const char *json) {
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    char path[256];
    struct answer answer;
    (void)snprintf(path, sizeof path, "/v1/sources/%s", name);
    http_request(&server, method, path, headers, slice_from_cstr(json), &answer);
    int status = answer.status;
    answer_done(&answer);
    return status;
}

/* One segment of the path, whatever it holds. */
START_TEST(a_source_may_hold_a_slash) {
    char id[64];
    put("{\"text\":\"The dam held.\",\"source\":\"Coast/Wire 1\"}", id);
    ck_assert_int_eq(change_source("PATCH", "coast%2Fwire%201", "{\"kind\":\"wire\"}"), 200);
    ck_assert_int_eq(change_source("PATCH", "Coast/Wire%201", "{\"kind\":\"wire\"}"), 404);
    json_t *source = get("/v1/sources/Coast%2fWire%201");
    ck_assert_str_eq(json_string_value(json_object_get(source, "name")), "Coast/Wire 1");
    ck_assert_str_eq(json_string_value(json_object_get(source, "kind")), "wire");
    json_decref(source);
    ck_assert_uint_eq(found("/v1/articles?source=Coast/Wire%201"), 1);
}
END_TEST

START_TEST(a_source_goes_by_many_names) {
    char id[64];
    put(flood, id); /* Tarrow Courier */
    put("{\"text\":\"The dam held.\",\"source\":\"Courier of Tarrow\"}", id);
    put(chess, id); /* Board Weekly */
    ck_assert_uint_eq(found("/v1/sources"), 3);
    ck_assert_uint_eq(found("/v1/sources?kind=outlet"), 3);

    ck_assert_int_eq(change_source("PATCH", "Nobody", "{}"), 404);
    ck_assert_int_eq(change_source("PATCH", "tarrow%20courier",
                                   "{\"kind\":\"own\",\"aliases\":[\"Courier of Tarrow\",\"TC\"]}"),
                     200);
    static const struct expected joined[] = {
        {"/v1/sources", 2},
        {"/v1/sources?kind=own", 1},
        {"/v1/articles?source=TC", 2},
        {"/v1/articles?source=courier%20of%20tarrow", 2},
        {"/v1/quotes?source=tc", 2},
    };
    EXPECT_ALL(joined);
    json_t *source = get("/v1/sources/TC");
    ck_assert_str_eq(json_string_value(json_object_get(source, "name")), "Tarrow Courier");
    ck_assert_uint_eq(json_array_size(json_object_get(source, "aliases")), 2);
    json_decref(source);
    put("{\"text\":\"The dam broke.\",\"source\":\"TC\"}", id); /* from now on */
    ck_assert_uint_eq(found("/v1/articles?source=Tarrow%20Courier"), 3);

    ck_assert_int_eq(change_source("PATCH", "Board%20Weekly", "{\"aliases\":[\"TC\"]}"), 409);
    ck_assert_int_eq(change_source("PATCH", "TC", "{\"name\":\"The Courier\"}"), 200);
    ck_assert_uint_eq(found("/v1/articles?source=Tarrow%20Courier"), 3); /* an alias now */

    ck_assert_int_eq(change_source("PUT", "The%20Courier", "{\"aliases\":[\"TC\"]}"), 200);
    static const struct expected parted[] = {
        {"/v1/sources?kind=own", 0},
        {"/v1/articles?source=TC", 1},
        {"/v1/articles?source=Tarrow%20Courier", 1},
        {"/v1/articles?source=Courier%20of%20Tarrow", 1},
    };
    EXPECT_ALL(parted);
}
END_TEST

START_TEST(a_source_may_be_told_before_its_articles) {
    char id[64];
    ck_assert_int_eq(
        change_source("PUT", "Meridian%20Press%20Agency",
                      "{\"kind\":\"wire\",\"group\":\"Meridian\",\"aliases\":[\"MPA\"]}"),
        201);
    put("{\"text\":\"The dam held.\",\"source\":\"mpa\"}", id);
    json_t *page = get("/v1/articles");
    json_t *article = json_array_get(rows_of(page), 0);
    ck_assert_str_eq(json_string_value(json_object_get(article, "outlet")),
                     "Meridian Press Agency");
    ck_assert_str_eq(json_string_value(json_object_get(article, "source")), "mpa");
    json_decref(page);
    ck_assert_int_eq(change_source("PUT", "MPA", "{\"kind\":\"blog\"}"), 422);
    ck_assert_int_eq(change_source("PUT", "MPA", "{\"aliases\":\"x\"}"), 422);
    ck_assert_int_eq(change_source("PUT", "MPA", "{\"alias\":[]}"), 422);
    ck_assert_int_eq(change_source("PUT", "MPA", "[]"), 422);
    ck_assert_int_eq(change_source("PUT", "MPA", "{\"aliases\":[\"\"]}"), 422);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("search");
    TCase *test = tcase_create("search");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_set_timeout(test, TEST_SCALE(60, 300));
    tcase_add_test(test, rows_are_found_by_what_they_hold);
    tcase_add_test(test, pages_join_without_a_gap);
    tcase_add_test(test, highlights_stand_where_the_words_do);
    tcase_add_test(test, look_alike_letters_hide_nothing);
    tcase_add_test(test, lists_and_searches_know_the_newest_version);
    tcase_add_test(test, conflicts_lead_to_their_articles);
    tcase_add_test(test, a_source_may_hold_a_slash);
    tcase_add_test(test, a_source_goes_by_many_names);
    tcase_add_test(test, a_source_may_be_told_before_its_articles);
    suite_add_tcase(suite, test);
    return suite;
}
