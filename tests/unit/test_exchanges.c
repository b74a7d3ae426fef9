/* Every operation through the server's own code, without a socket (rig.h): once as it is, and then
 * again and again with one allocation refused. The answer is then 503, a bare status of the same
 * refusal, a connection that ends, or the healthy one, of a reading byte by byte: no list is
 * shorter, no page lacks its end, no header field of a good answer is missing. */
#include "tests/unit/rig.h"
#include "tests/unit/runner.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    RUNS = TEST_SCALE(100, 25), /* of one scenario with something refused */
    WRITES = TEST_SCALE(30, 8), /* the same, where each waits for the disk */
    TARGET_MAX = 512,
    IDS = 128, /* one for each letter */
    ID_MAX = 80,
    PATIENCE = 500 /* looks, 20 ms apart, for what threads make */
};

/* In targets and bodies "{a}" is the id that stands under 'a'. */
static char ids[IDS][ID_MAX];

#define JSON_BODY .type = "application/json", .body
#define FIRST                                                                                      \
    "The ferry Maid of Tarsay ran aground off Corran Head on Tuesday with 214 passengers on "      \
    "board, the coastguard said. \\u201cMore than 3,000 litres of fuel leaked,\\u201d Dr Nadia "   \
    "Feroz said. It was the first accident since 2009."
#define SECOND                                                                                     \
    "The ferry Maid of Tarsay ran aground off Corran Head on Tuesday with 187 passengers on "      \
    "board, police said. Dr Nadia Feroz denied that any fuel leaked. It was the first accident "   \
    "in over 30 years."

#define PAGE "<p>The mayor opened the bridge on Friday, the council said.</p>"

struct scenario {
    const char *method;
    const char *target;
    int status;
    const char *type; /* of the body */
    const char *body;
    const char *accept;
    const char *name; /* of one more header field */
    const char *value;
    bool varies; /* the body: has a time or a secret in it, is coded or not, or tells of a new state
                  */
};

/* ---- what is there --------------------------------------------------------------------------- */

static const struct scenario articles[] = {
    {"POST", "/v1/articles", 201,
     JSON_BODY = "{\"text\":\"" FIRST "\",\"source\":\"Coastwire\",\"url\":\"https://a.example/1\","
                 "\"published_at\":\"2025-03-05\",\"title\":\"Ferry <aground>\"}"},
    {"POST", "/v1/articles", 201,
     JSON_BODY = "{\"text\":\"" SECOND "\",\"source\":\"The Isle, \\\"Gazette\\\"\","
                 "\"published_at\":\"2025-03-05\",\"byline\":\"Ada Lee\"}"},
    {"POST", "/v1/articles", 201,
     JSON_BODY = "{\"text\":\"" FIRST " Nobody was hurt.\",\"source\":\"Coastwire\","
                 "\"url\":\"https://a.example/1\",\"published_at\":\"2025-03-06\"}"},
    {"POST", "/v1/articles", 201, .type = "text/html", .body = PAGE},
};

/* ---- asking ---------------------------------------------------------------------------------- */

/* `pattern` with ids in the place of "{x}"; bodies have braces too, so only known letters count. */
static char *expand(const char *pattern, char *ret_text, size_t room) {
    size_t length = 0;
    for (const char *at = pattern; *at && length + ID_MAX < room;) {
        bool place = at[0] == '{' && at[1] > ' ' && at[2] == '}' && ids[(int)at[1]][0];
        length += (size_t)snprintf(ret_text + length, room - length, "%.*s", place ? ID_MAX : 1,
                                   place ? ids[(int)at[1]] : at);
        at += place ? 3 : 1;
    }
    return ret_text;
}

static void ask(const struct scenario *scenario, long refused, struct rig_answer *ret_answer) {
    char target[TARGET_MAX];
    char body[4096];
    struct rig_request request = {
        .method = scenario->method,
        .target = expand(scenario->target, target, sizeof target),
        .body = scenario->body ? expand(scenario->body, body, sizeof body) : NULL,
    };
    const char *fields[][2] = {{"Content-Type", scenario->type},
                               {"Accept", scenario->accept},
                               {scenario->name, scenario->value}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i][1])
            request.fields[count++] =
                (struct parameter){slice_from_cstr(fields[i][0]), slice_from_cstr(fields[i][1])};
    rig_ask(&request, refused, ret_answer);
}

static void expect(const struct scenario *scenario, struct rig_answer *ret_answer) {
    ask(scenario, 0, ret_answer);
    ck_assert_msg(
        ret_answer->status == scenario->status && !ret_answer->cut, "%s %s: %d, not %d: %.*s",
        scenario->method, scenario->target, ret_answer->status, scenario->status,
        (int)(ret_answer->body.length < 400 ? ret_answer->body.length : 400), ret_answer->body.at);
}

/* A text of the answer by the path of its member: "stories.0.id"; false when there is none. */
static bool find_text(struct slice body, const char *path, char ret_text[static ID_MAX]) {
    json_t *root = json_loadb(body.at, body.length, 0, NULL);
    json_t *at = root;
    char part[32];
    for (int used; at && sscanf(path, "%31[^.]%n", part, &used) == 1; path += used) {
        at = json_is_array(at) ? json_array_get(at, (size_t)strtoul(part, NULL, 10))
                               : json_object_get(at, part);
        used += path[used] == '.';
    }
    const char *text = json_string_value(at);
    (void)snprintf(ret_text, ID_MAX, "%s", text ? text : "");
    json_decref(root);
    return text != NULL;
}

/* Asks until the member is there: aligning goes on behind an answer. */
static void learn(char letter, const struct scenario *scenario, const char *path) {
    struct rig_answer answer;
    for (int i = 0; i < PATIENCE; i++) {
        expect(scenario, &answer);
        if (find_text(answer.body, path, ids[(int)letter]))
            return;
        usleep(20 * 1000);
    }
    ck_abort_msg("%s %s has no %s", scenario->method, scenario->target, path);
}

static void setup(void) {
    static const struct scenario stories = {"GET", "/v1/stories", 200};
    static const struct scenario alignments = {"GET", "/v1/stories/{s}/alignments", 200};
    static const struct scenario webhook = {"POST", "/v1/webhooks", 201,
                                            JSON_BODY = "{\"url\":\"https://hook.invalid/a\"}"};
    static const struct scenario feed = {"POST", "/v1/feeds", 201,
                                         JSON_BODY = "{\"url\":\"https://a.invalid/feed\"}"};
    static const struct scenario test = {"POST", "/v1/webhooks/{w}/test", 202};
    static const struct scenario deliveries = {"GET", "/v1/webhooks/{w}/deliveries", 200};
    static const struct scenario job = {"POST", "/v1/articles", 202,
                                        JSON_BODY = "{\"url\":\"https://a.invalid/page\"}"};
    static const struct scenario verdict = {
        "PUT", "/v1/articles/{b}/claims/0/verdict", 204,
        JSON_BODY = "{\"rating\":\"Wrong\",\"reviewer\":\"Desk\",\"url\":\"https://desk.example/"
                    "1\",\"date\":\"2025-03-07\"}"};
    struct rig_answer answer;
    rig_start();
    learn('a', &articles[0], "id");
    learn('b', &articles[1], "id");
    learn('n', &articles[2], "id");
    learn('s', &stories, "stories.0.id");
    learn('h', &articles[3], "id");
    learn('l', &alignments, "alignments.0.id");
    learn('w', &webhook, "id");
    learn('f', &feed, "id");
    learn('j', &job, "id");
    expect(&verdict, &answer);
    expect(&test, &answer);
    learn('d', &deliveries, "deliveries.0.id");
    (void)snprintf(ids['o'], ID_MAX, "%s", "00000000000000000000000000000000");
}

/* ---- scenarios ------------------------------------------------------------------------------- */

#define GET(path)                                                                                  \
    { "GET", path, 200 }
#define GET_AS(path, accepted)                                                                     \
    { "GET", path, 200, .accept = accepted }

/* What the same question is answered alike to, as long as nothing is written. */
static const struct scenario readings[] = {
    GET("/"),
    GET("/docs"),
    GET("/openapi.yaml"),
    GET("/version"),
    GET("/livez"),
    GET("/problems"),
    GET_AS("/problems", "text/html"),
    GET("/problems/invalid-fields"),
    GET("/dashboard/dashboard.css"),
    GET("/v1/articles"),
    GET("/v1/articles?limit=1&source=Coastwire&sort=published_at"),
    GET("/v1/articles?q=ferry+gro*&story={s}&published_from=2025-03-01&published_to=2025-03-09"),
    GET("/v1/articles?has=conflict&fields=id,title&versions=all"),
    GET("/v1/articles/{a}"),
    GET("/v1/articles/{n}/versions?limit=1"),
    GET("/v1/articles/{n}/diff"),
    GET("/v1/articles/{n}/diff?from=1&to=2"),
    GET("/v1/articles/{a}/claims"),
    GET("/v1/articles/{a}/annotated"),
    GET("/v1/articles/{a}/annotations"),
    GET_AS("/v1/articles/{b}/annotations", "application/ld+json"),
    GET("/v1/articles/{b}/claims/0/verdict"),
    GET("/v1/articles/{b}/claims/0/claimreview"),
    {"GET", "/v1/articles/{a}/claims/0/verdict", 404},
    {"GET", "/v1/articles/{a}/claims/0/claimreview", 409},
    GET("/v1/articles/{b}/text"),
    GET("/articles/{b}"),
    GET("/stories/{s}"),
    GET("/v1/claims?entity=Nadia+Feroz&limit=1"),
    GET("/v1/claims?value_from=100&value_to=300&unit=passengers&polarity=affirmed"),
    GET("/v1/claims?time_from=2025-03-01&time_to=2025-03-31&modality=asserted&source=Coastwire"),
    GET("/v1/quotes?speaker=Nadia&kind=direct"),
    GET("/v1/quantities?value_from=100&story={s}"),
    GET("/v1/entities?q=tar*&type=person"),
    GET("/v1/sources?kind=outlet&limit=1"),
    GET("/v1/sources/Coastwire"),
    GET("/v1/stories?limit=1"),
    GET("/v1/stories/{s}"),
    GET("/v1/stories/{s}/alignments"),
    GET_AS("/v1/stories/{s}/alignments", "text/plain"),
    GET("/v1/stories/{s}/alignments?as_of=2024-01-01T00:00:00Z"),
    GET("/v1/stories/{s}/matrix?as_of=2024-01-01T00:00:00.25-05:00"),
    GET("/v1/stories/{s}/matrix?as_of=2099-01-01t00:00:00.123456%2B01:30"),
    GET("/v1/stories/{s}/matrix?as_of=2025-03-05"),
    GET("/v1/stories/{s}/matrix?as_of=2"),
    GET("/v1/stories/{s}/matrix"),
    GET("/v1/stories/{s}/matrix?relation=conflict&collapse=origin"),
    GET_AS("/v1/stories/{s}/matrix", "text/csv"),
    GET_AS("/v1/stories/{s}/matrix", "text/plain"),
    GET_AS("/v1/stories/{s}/matrix", "text/html"),
    GET("/v1/stories/{s}/timeline"),
    GET("/v1/stories/{s}/notices?limit=1&standing=true"),
    GET("/v1/stories/{s}/changes?limit=2"),
    GET("/v1/stories/{s}/feed.atom"),
    GET("/v1/stories/{s}/report"),
    GET("/v1/stories/{s}/bundle"),
    GET("/v1/alignments/{l}"),
    GET("/v1/alignments/{l}/explain"),
    GET_AS("/v1/alignments/{l}/explain", "text/plain"),
    GET("/v1/events?after=0&wait=0&limit=3&kind=article_stored"),
    GET("/v1/events?after=0&wait=0&story={s}"),
    GET("/v1/export"),
    GET("/v1/export?kind=inputs&source=Coastwire"),
    GET("/v1/export?kind=alignments"),
    GET("/v1/export?kind=claims&story={s}"),
    GET_AS("/v1/export?kind=claims", "text/csv"),
    GET("/v1/feeds"),
    GET_AS("/v1/feeds", "text/x-opml"),
    GET("/v1/webhooks"),
    GET("/v1/webhooks/{w}"),
    GET("/v1/admin/tokens"),
    {"POST", "/v1/check", 200, JSON_BODY = "{\"text\":\"" SECOND "\"}"},
    {"POST", "/v1/check", 200, JSON_BODY = "{\"text\":\"" SECOND "\"}", .accept = "text/plain"},
    {"GET", "/v1/articles/{a}", 200, .name = "Accept-Encoding", .value = "gzip", .varies = true},
    {"GET", "/v1/articles/{a}", 200, .name = "Accept-Encoding", .value = "zstd", .varies = true},
    {"GET", "/v1/stories/{s}", 304, .name = "If-None-Match", .value = "*"},
    {"GET", "/v1/articles/{o}", 404},
    {"GET", "/v1/articles/x%20y/nothing", 404},
    {"GET", "/v1/articles?limit=0&cursor=x&source=&story=1", 422},
    {"GET", "/v1/claims?value_from=x&time_to=2025-02-30&polarity=none&fields=x", 422},
    {"GET", "/v1/articles?nothing=1&limit=2&limit=3", 422},
    {"GET", "/v1/stories/{s}/matrix?as_of=never&relation=x", 422},
    {"GET", "/v1/stories/{s}/matrix?as_of=99999999999999999999", 422},
    {"GET", "/v1/stories/{s}/timeline?as_of=", 422},
    {"GET", "/v1/stories/{s}/report?as_of=1950-01-01T00:00:00Z", 422},
    {"DELETE", "/v1/claims", 405},
    {"GET", "/v1/articles", 406, .accept = "image/png"},
    {"POST", "/v1/articles", 415, .type = "text/csv", .body = "a,b"},
};

/* What changes the store: the answer may be another next time, but never half of one. */
static const struct scenario changes[] = {
    {"POST", "/v1/articles", 200,
     JSON_BODY = "{\"text\":\"" SECOND "\",\"source\":\"The Isle, \\\"Gazette\\\"\","
                 "\"published_at\":\"2025-03-05\",\"byline\":\"Ada Lee\"}",
     .varies = true},
    {"POST", "/v1/articles", 422, JSON_BODY = "{\"text\":\"\"}"},
    {"POST", "/v1/articles", 422, JSON_BODY = "{\"text\":1,\"html\":[],\"nothing\":{}}"},
    {"POST", "/v1/articles", 200, .type = "text/html", .body = PAGE, .name = "Idempotency-Key",
     .value = "rig-1", .varies = true},
    {"PATCH", "/v1/articles/{b}", 200, JSON_BODY = "{\"title\":\"Ferry\",\"byline\":null}",
     .name = "If-Match", .value = "*", .varies = true},
    {"PUT", "/v1/articles/{a}/claims/0/verdict", 204,
     JSON_BODY = "{\"rating\":\"Wrong\",\"reviewer\":\"Desk\",\"url\":\"https://desk.example/"
                 "1\",\"date\":\"2025-03-07\"}",
     .varies = true},
    {"PUT", "/v1/articles/{a}/claims/99/verdict", 404,
     JSON_BODY = "{\"rating\":\"Wrong\",\"reviewer\":\"Desk\",\"url\":\"https://desk.example/"
                 "1\",\"date\":\"2025-03-07\"}"},
    {"PUT", "/v1/sources/Coastwire", 200,
     JSON_BODY = "{\"kind\":\"wire\",\"aliases\":[\"CW\",\"Coast\"],\"group\":\"Coast Group\"}",
     .varies = true},
    {"PATCH", "/v1/sources/Coastwire", 200, JSON_BODY = "{\"group\":null}", .varies = true},
    {"PATCH", "/v1/sources/Coastwire", 422, JSON_BODY = "{\"kind\":\"pigeon\",\"aliases\":[1]}"},
    {"PATCH", "/v1/stories/{s}", 200, JSON_BODY = "{\"title\":\"Aground\"}", .name = "If-Match",
     .value = "*", .varies = true},
    {"PUT", "/v1/stories/{s}/articles/{b}", 200, .name = "If-Match", .value = "*", .varies = true},
    {"POST", "/v1/stories/{s}/merge", 404, JSON_BODY = "{\"from\":\"{o}\"}", .name = "If-Match",
     .value = "*"},
    {"PATCH", "/v1/alignments/{l}", 200, JSON_BODY = "{\"state\":\"resolved\",\"note\":\"seen\"}",
     .name = "If-Match", .value = "*", .varies = true},
    {"POST", "/v1/webhooks", 201,
     JSON_BODY = "{\"url\":\"https://hook.invalid/b\",\"kind\":\"article_stored\"}",
     .varies = true},
    {"POST", "/v1/webhooks", 422, JSON_BODY = "{\"url\":\"ftp://x\",\"kind\":\"none\"}"},
    {"PATCH", "/v1/webhooks/{w}", 200, JSON_BODY = "{\"state\":\"paused\"}", .varies = true},
    {"POST", "/v1/webhooks/{w}/secret", 200, .varies = true},
    {"POST", "/v1/webhooks/{w}/test", 202, .varies = true},
    {"GET", "/v1/webhooks/{w}/deliveries?limit=1", 200, .varies = true},
    {"POST", "/v1/webhooks/{w}/deliveries/{d}/redeliver", 202, .varies = true},
    {"POST", "/v1/feeds", 200, JSON_BODY = "{\"url\":\"https://a.invalid/feed\"}", .varies = true},
    {"POST", "/v1/feeds", 200, .type = "text/x-opml",
     .body = "<opml version='2.0'><body><outline xmlUrl='https://a.invalid/feed'/></body></opml>",
     .varies = true},
    {"GET", "/v1/feeds/{f}", 200, .varies = true},
    {"PATCH", "/v1/feeds/{f}", 200, JSON_BODY = "{\"title\":\"Sound\",\"source\":\"Coastwire\"}",
     .varies = true},
    {"GET", "/v1/jobs/{j}", 200, .varies = true},
    {"POST", "/v1/admin/tokens", 422, JSON_BODY = "{\"name\":\"\",\"scope\":\"all\"}"},
    {"POST", "/v1/admin/backup", 201, .varies = true},
    {"GET", "/readyz?verbose=1", 200, .varies = true},
    {"GET", "/metrics", 200, .varies = true},
    {"DELETE", "/v1/articles/{o}", 404},
    {"DELETE", "/v1/feeds/{o}", 404},
    {"DELETE", "/v1/webhooks/{o}", 404},
    {"DELETE", "/v1/admin/tokens/none", 404},
    {"DELETE", "/v1/stories/{s}/articles/{o}", 404, .name = "If-Match", .value = "*"},
};

#define COUNT(table) (sizeof table / sizeof *(table))

/* A change that was made before may find another state. An export whose status has been sent says
 * in its last line that it is not all. */
static bool is_good(const struct scenario *scenario, const struct rig_answer *answer,
                    struct slice healthy) {
    if (answer->status == 0 || answer->status == 503 || answer->cut)
        return true;
    if (scenario->status == 304 && answer->status == 200) /* without a tag it is sent whole */
        return answer->body.length > 0;
    if (answer->status != scenario->status)
        return scenario->varies && answer->status == 409;
    if (slice_find(answer->body, SLICE("{\"end\":false,")) != SLICE_NONE)
        return strstr(scenario->target, "/v1/export") && !scenario->accept; /* CSV is cut */
    return scenario->varies || scenario->status >= 400 || slice_equal(answer->body, healthy);
}

static struct slice copy_of(struct slice body) {
    char *copy = malloc(body.length + 1);
    ck_assert_ptr_nonnull(copy);
    if (body.length)
        memcpy(copy, body.at, body.length);
    return slice_of(copy, body.length);
}

static void copy_done(struct slice copy) {
    free((char *)(uintptr_t)copy.at);
}

/* What other threads have done since, such as aligning, may have changed what a reading gives. */
static bool is_good_by_now(const struct scenario *scenario, struct rig_answer answer) {
    struct rig_answer healthy;
    answer.body = copy_of(answer.body);
    expect(scenario, &healthy);
    bool good = is_good(scenario, &answer, healthy.body);
    copy_done(answer.body);
    return good;
}

static void refuse_each(const struct scenario *scenario, long shift, long runs) {
    struct rig_answer answer;
    expect(scenario, &answer);
    long count = answer.allocations;
    struct slice healthy = copy_of(answer.body);
    long step = count / runs + 1;
    for (long which = 1 + shift % step; which <= count; which += step) {
        ask(scenario, which, &answer);
        if (is_good(scenario, &answer, healthy) || is_good_by_now(scenario, answer))
            continue;
        ck_abort_msg("%s %s, allocation %ld of %ld: %d", scenario->method, scenario->target, which,
                     count, answer.status);
    }
    copy_done(healthy);
}

START_TEST(a_reading_is_whole_or_none) {
    for (size_t i = 0; i < COUNT(readings); i++)
        refuse_each(&readings[i], (long)i, RUNS);
}
END_TEST

/* As in service, where answers of a moment ago are used again: asked twice before. */
START_TEST(a_remembered_answer_is_whole_or_none) {
    struct rig_answer answer;
    rig_remember(true);
    for (size_t i = 0; i < COUNT(readings); i++) {
        expect(&readings[i], &answer);
        expect(&readings[i], &answer);
        refuse_each(&readings[i], (long)i, RUNS);
    }
}
END_TEST

START_TEST(a_change_is_whole_or_none) {
    for (size_t i = 0; i < COUNT(changes); i++)
        refuse_each(&changes[i], (long)i, WRITES);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("exchanges");
    TCase *tcase = tcase_create("one allocation refused");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, rig_stop);
    tcase_add_test(tcase, a_reading_is_whole_or_none);
    tcase_add_test(tcase, a_remembered_answer_is_whole_or_none);
    tcase_add_test(tcase, a_change_is_whole_or_none);
    suite_add_tcase(suite, tcase);
    return suite;
}
