/* Versions of an article over HTTP: a text that changes, an editor who corrects, a desk that
 * deletes for good, embargo and retention.
 */
#include "tests/http/json_answers.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

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

static int status_of(const char *method, const char *path) {
    struct answer answer;
    http_request(&server, method, path, NULL, (struct slice){0}, &answer);
    int status = answer.status;
    answer_done(&answer);
    return status;
}

static const char *text_of(const json_t *body, const char *key) {
    const char *text = json_string_value(json_object_get(body, key));
    ck_assert_msg(text != NULL, "no string %s", key);
    return text;
}

static void put(const char *json, char ret_id[ARTICLE_ID_SIZE]) {
    http_store(&server, json, ret_id);
}

static const char *const as_json[] = {"Content-Type: application/json", NULL};

static int patch(const char *id, const char *json, char ret_id[64]) {
    char path[128];
    struct answer answer;
    (void)snprintf(path, sizeof path, "/v1/articles/%s", id);
    http_request(&server, "PATCH", path, as_json, slice_from_cstr(json), &answer);
    int status = answer.status;
    json_t *body = answer_json(&answer);
    if (status == 200)
        (void)snprintf(ret_id, 64, "%s", text_of(body, "id"));
    json_decref(body);
    return status;
}

static size_t listed(const char *path) {
    json_t *page = get(path);
    size_t count = json_array_size(json_object_get(page, "articles"));
    json_decref(page);
    return count;
}

#define FLOOD(people, more)                                                                        \
    "{\"text\":\"The river Welm broke its banks at Tarrow on Sunday. Fire crews led " people       \
    " people out of their homes. The bridge stayed open." more "\","                               \
    "\"title\":\"Welm floods Tarrow\",\"source\":\"Tarrow Courier\","                              \
    "\"published_at\":\"2031-05-04\",\"url\":\"https://courier.example/welm\"}"

/* ---- versions -------------------------------------------------------------------------------- */

START_TEST(a_diff_tells_what_changed) {
    char first[64];
    char second[64];
    char path[160];
    put(FLOOD("140", " The school closed."), first);
    put(FLOOD("190", " Trains stopped on Monday."), second);

    (void)snprintf(path, sizeof path, "/v1/articles/%s/versions", first);
    json_t *page = get(path);
    json_t *versions = json_object_get(page, "versions");
    ck_assert_uint_eq(json_array_size(versions), 2);
    ck_assert_str_eq(text_of(json_array_get(versions, 0), "id"), second);
    ck_assert_str_eq(text_of(json_array_get(versions, 1), "id"), first);
    json_decref(page);

    (void)snprintf(path, sizeof path, "/v1/articles/%s/diff", second);
    json_t *diff = get(path);
    ck_assert_str_eq(text_of(json_object_get(diff, "from"), "id"), first);
    ck_assert_str_eq(text_of(json_object_get(diff, "to"), "id"), second);
    ck_assert_int_ge(json_integer_value(json_object_get(diff, "unchanged")), 2);
    int changed = 0;
    int added = 0;
    int removed = 0;
    size_t i;
    json_t *change;
    json_array_foreach(json_object_get(diff, "changes"), i, change) {
        const char *kind = text_of(change, "change");
        if (strcmp(kind, "changed") == 0) {
            changed++;
            ck_assert_str_eq(text_of(change, "relation"), "conflict");
            ck_assert_ptr_nonnull(
                strstr(text_of(json_object_get(change, "before"), "text"), "140"));
            ck_assert_ptr_nonnull(strstr(text_of(json_object_get(change, "after"), "text"), "190"));
        }
        added += strcmp(kind, "added") == 0;
        removed += strcmp(kind, "removed") == 0;
    }
    ck_assert_int_eq(changed, 1);
    ck_assert_int_eq(added, 1);
    ck_assert_int_eq(removed, 1);
    json_decref(diff);

    (void)snprintf(path, sizeof path, "/v1/articles/%s/diff?from=2&to=1", first);
    diff = get(path);
    ck_assert_str_eq(text_of(json_object_get(diff, "from"), "id"), second);
    json_decref(diff);
    (void)snprintf(path, sizeof path, "/v1/articles/%s/diff?from=3", first);
    ck_assert_int_eq(status_of("GET", path), 404);
    (void)snprintf(path, sizeof path, "/v1/articles/%s/diff?from=x", first);
    ck_assert_int_eq(status_of("GET", path), 422);
}
END_TEST

START_TEST(a_correction_is_analysed_anew_and_remembered) {
    char first[64];
    char second[64];
    char third[64];
    char path[160];
    put(FLOOD("140", ""), first);
    ck_assert_int_eq(
        patch(first, "{\"published_at\":\"2031-05-11\",\"byline\":\"Jo Marr\"}", second), 200);
    ck_assert_str_ne(first, second);
    (void)snprintf(path, sizeof path, "/v1/articles/%s", second);
    json_t *article = get(path);
    json_t *correction = json_object_get(article, "correction");
    ck_assert_uint_eq(json_array_size(correction), 2);
    json_t *date = json_array_get(correction, 0);
    ck_assert_str_eq(text_of(date, "field"), "published_at");
    ck_assert_str_eq(text_of(date, "from"), "2031-05-04");
    ck_assert_str_eq(text_of(date, "to"), "2031-05-11");
    ck_assert_str_eq(text_of(article, "byline"), "Jo Marr");
    json_t *times = json_object_get(json_object_get(article, "analysis"), "times");
    ck_assert_str_eq(text_of(json_array_get(times, 0), "value"), "2031-05-11"); /* "Sunday" */
    json_decref(article);

    ck_assert_int_eq(patch(second, "{\"byline\":null}", third), 200); /* taken back */
    (void)snprintf(path, sizeof path, "/v1/articles/%s", third);
    article = get(path);
    ck_assert(json_is_null(json_object_get(article, "byline")));
    json_decref(article);

    ck_assert_int_eq(patch(first, "{\"title\":\"x\"}", second), 409); /* not the newest */
    ck_assert_int_eq(patch(third, "{\"titel\":\"x\"}", second), 422);
    ck_assert_int_eq(patch(third, "{\"published_at\":\"soon\"}", second), 422);
    ck_assert_int_eq(patch(third, "{}", second), 200); /* nothing to do */
    ck_assert_str_eq(second, third);
    ck_assert_uint_eq(listed("/v1/articles"), 1);
}
END_TEST

START_TEST(a_correction_may_demand_the_tag_it_saw) {
    char id[64];
    char path[160];
    char match[160];
    struct answer answer;
    put(FLOOD("140", ""), id);
    (void)snprintf(path, sizeof path, "/v1/articles/%s", id);
    http_get(&server, path, &answer);
    (void)snprintf(match, sizeof match, "If-Match: %s", answer_header(&answer, "ETag"));
    answer_done(&answer);
    const char *const stale[] = {"Content-Type: application/json", "If-Match: \"other\"", NULL};
    http_request(&server, "PATCH", path, stale, SLICE("{\"title\":\"New\"}"), &answer);
    ck_assert_int_eq(answer.status, 412);
    answer_done(&answer);
    const char *const fresh[] = {"Content-Type: application/json", match, NULL};
    http_request(&server, "PATCH", path, fresh, SLICE("{\"title\":\"New\"}"), &answer);
    ck_assert_msg(answer.status == 200, "%s", answer.body);
    answer_done(&answer);
}
END_TEST

START_TEST(all_versions_go_at_once) {
    char first[64];
    char second[64];
    char path[160];
    put(FLOOD("140", ""), first);
    put(FLOOD("190", ""), second);
    (void)snprintf(path, sizeof path, "/v1/articles/%s?purge=perhaps", second);
    ck_assert_int_eq(status_of("DELETE", path), 422);
    (void)snprintf(path, sizeof path, "/v1/articles/%s?versions=all&purge=true", second);
    ck_assert_int_eq(status_of("DELETE", path), 204);
    (void)snprintf(path, sizeof path, "/v1/articles/%s", first);
    ck_assert_int_eq(status_of("GET", path), 404);
    ck_assert_uint_eq(listed("/v1/articles?versions=all"), 0);
}
END_TEST

/* How often a word stands in the database and its log; on a server, in how many rows. */
static int grep(const char *word) {
    char command[512];
    char line[64] = "";
    if (!database_is_file(server.database)) {
        (void)snprintf(command, sizeof command,
                       "SELECT count(*) FROM document WHERE text ILIKE '%%%s%%'", word);
        return (int)database_ask(server.database, command);
    }
    (void)snprintf(command, sizeof command, "cat %s/*.db* | grep -a -i -c %s", server.folder, word);
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, pipe));
    (void)pclose(pipe); /* grep answers 1 for none */
    return (int)strtol(line, NULL, 10);
}

START_TEST(a_purge_overwrites_all_that_was_told) {
    char id[64];
    char other[64];
    char path[160];
    put("{\"text\":\"The barge Quoxvarl sank at Tarrow on Sunday. “Quoxvarl was old,” Mayor Ilse "
        "Brandt said. It carried 40 tonnes.\",\"title\":\"Quoxvarl sinks\","
        "\"published_at\":\"2031-05-04\",\"source\":\"Tarrow Courier\"}",
        id);
    put("{\"text\":\"The barge sank at Tarrow on Sunday. It carried 60 tonnes, Mayor Ilse Brandt "
        "said.\",\"title\":\"Barge sinks\",\"published_at\":\"2031-05-04\",\"source\":\"Coast "
        "Radio\"}",
        other);
    ck_assert_int_gt(grep("quoxvarl"), 0);
    (void)snprintf(path, sizeof path, "/v1/articles/%s?purge=true", id);
    ck_assert_int_eq(status_of("DELETE", path), 204);
    ck_assert_int_eq(grep("quoxvarl"), 0);
}
END_TEST

/* What nobody waits for is out of the lists first, and some steps later out of the file. */
static bool overwritten(const char *word) {
    enum { TRIES = 100, PAUSE_US = 100000 };
    for (int i = 0; i < TRIES && grep(word) > 0; i++)
        (void)usleep(PAUSE_US); /* woken early: one more try */
    return grep(word) == 0;
}

/* ---- times ----------------------------------------------------------------------------------- */

/* RFC 3339, `seconds` from now. */
static const char *instant(int seconds) {
    static char text[32];
    time_t at = time(NULL) + seconds;
    struct tm parts;
    ck_assert_ptr_nonnull(gmtime_r(&at, &parts));
    ck_assert_uint_gt(strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts), 0);
    return text;
}

static bool wait_for(const char *path, size_t count) {
    for (int i = 0; i < 100; i++) {
        if (listed(path) == count)
            return true;
        (void)usleep(100 * 1000); /* interrupted is fine */
    }
    return false;
}

START_TEST(an_embargo_holds_until_its_time) {
    char json[512];
    char id[64];
    char path[160];
    (void)snprintf(json, sizeof json,
                   "{\"text\":\"The minister resigned on Monday.\",\"embargo_until\":\"%s\"}",
                   instant(3));
    put(json, id);
    (void)snprintf(path, sizeof path, "/v1/articles/%s", id);
    ck_assert_int_eq(status_of("GET", path), 404);
    ck_assert_uint_eq(listed("/v1/articles"), 0);
    ck_assert_uint_eq(listed("/v1/articles?q=minister"), 0);
    json_t *stories = get("/v1/stories");
    ck_assert_uint_eq(json_array_size(json_object_get(stories, "stories")), 0);
    json_decref(stories);

    ck_assert(wait_for("/v1/articles?q=minister", 1));
    ck_assert_int_eq(status_of("GET", path), 200);
}
END_TEST

START_TEST(what_is_not_to_be_kept_goes_by_itself) {
    char json[512];
    char id[64];
    char kept[64];
    (void)snprintf(json, sizeof json, "{\"text\":\"The harbour froze.\",\"retain_until\":\"%s\"}",
                   instant(2));
    put(json, id);
    put("{\"text\":\"The harbour thawed.\",\"retain_until\":\"2999-01-01\"}", kept);
    ck_assert_uint_eq(listed("/v1/articles?q=harbour"), 2);
    ck_assert(wait_for("/v1/articles?q=harbour", 1));
    ck_assert(overwritten("froze"));
    (void)snprintf(json, sizeof json, "{\"retain_until\":\"%s\"}", instant(-5));
    ck_assert_int_eq(patch(kept, json, id), 200);
    ck_assert(wait_for("/v1/articles?q=harbour", 0));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("versions");
    TCase *test = tcase_create("versions");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_set_timeout(test, TEST_SCALE(60, 300));
    tcase_add_test(test, a_diff_tells_what_changed);
    tcase_add_test(test, a_correction_is_analysed_anew_and_remembered);
    tcase_add_test(test, a_correction_may_demand_the_tag_it_saw);
    tcase_add_test(test, all_versions_go_at_once);
    tcase_add_test(test, a_purge_overwrites_all_that_was_told);
    tcase_add_test(test, an_embargo_holds_until_its_time);
    tcase_add_test(test, what_is_not_to_be_kept_goes_by_itself);
    suite_add_tcase(suite, test);
    return suite;
}
