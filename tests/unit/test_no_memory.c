/* Whole requests with one allocation refused (refusal.h): the first, the second, … the last.
 * Whatever is refused, the answer is 503, or the one that the healthy run gave, byte by byte (of a
 * refusal its status at least): no text loses bytes, no page its second half, no list its end. Here
 * without a store; test_exchanges.c has one.
 */
#include "base/error.h"
#include "base/json_reader.h"
#include "fetch/feed.h"
#include "fetch/opml.h"
#include "handlers/answers.h"
#include "handlers/handlers.h"
#include "handlers/request.h"
#include "handlers/stored_input.h"
#include "handlers/submission.h"
#include "tests/unit/refusal.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

enum {
    ARENA_LIMIT = 1 << 28,
    ANSWER_LIMIT = 1 << 26,
    RUNS = TEST_SCALE(500, 120), /* of one scenario */
};

/* ---- scenarios ------------------------------------------------------------------------------- */

#define FIRST                                                                                      \
    "The ferry Maid of Tarsay ran aground off Corran Head on Tuesday with 214 passengers on "      \
    "board, the coastguard said. \\u201cMore than 3,000 litres of fuel leaked,\\u201d Dr Nadia "   \
    "Feroz said. It was the first accident since 2009, and cost between £5 million and 7 million."
#define SECOND                                                                                     \
    "A ferry with 187 people on board ran aground near Corran Head on 4 March, police said. Dr "   \
    "Nadia Feroz denied that any fuel leaked. It was the first accident in over 20 years."
#define PAGE                                                                                       \
    "<html><head><title>Ferry aground</title><meta property='og:site_name' content='Sound "        \
    "Weekly'><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":"     \
    "\"2025-03-04\",\"author\":{\"name\":\"Ada Lee\"}}</script></head><body><nav><a "              \
    "href='/'>Home</a></nav><article><h1>Ferry aground</h1><p>The ferry Maid of Tarsay ran "       \
    "aground off Corran Head on Tuesday with 214 passengers on board, the coastguard said.</p>"    \
    "<p>It is the first grounding on the route since 1998, the harbour office said, and "          \
    "nobody was hurt in it.</p></article><footer>Terms of use</footer></body></html>"

/* What is made of an article before the store is asked; its answer is the analysis that is kept. */
static void prepare(struct request *request) {
    struct article_input input = {0};
    struct article_record record;
    struct slice bytes;
    if (!submission_read(request, &input))
        return;
    int error = stored_input_write(request->arena, &input, &bytes);
    if (!error)
        error = submission_prepare(request->service->resources, request->arena, &input, bytes,
                                   &request->out, &record);
    if (error)
        reply_error(request, error, "preparing the article");
    else
        reply_json(request, 200);
}

struct scenario {
    const char *name;
    request_handler *handle;
    const char *body;
    enum media body_media;
    enum media answer_media;
    int status; /* when nothing is refused */
};

static const struct scenario scenarios[] = {
    {"a text", analyze_post,
     "{\"text\":\"" FIRST "\",\"title\":\"Ferry aground\",\"published_at\":\"2025-03-04\"}",
     MEDIA_JSON, MEDIA_JSON, 200},
    {"a text, as a table", analyze_post, "{\"text\":\"" FIRST "\"}", MEDIA_JSON, MEDIA_TEXT, 200},
    {"a page", analyze_post, PAGE, MEDIA_HTML, MEDIA_JSON, 200},
    {"a text to be kept", prepare, "{\"text\":\"" FIRST " " SECOND "\",\"source\":\"A\"}",
     MEDIA_JSON, MEDIA_JSON, 200},
    {"two articles", compare_post,
     "{\"articles\":[{\"text\":\"" FIRST "\",\"published_at\":\"2025-03-05\",\"source\":\"A\"},"
     "{\"text\":\"" SECOND "\",\"published_at\":\"2025-03-05\",\"source\":\"B\"}]}",
     MEDIA_JSON, MEDIA_JSON, 200},
    {"two articles, as a table", compare_post,
     "{\"articles\":[{\"text\":\"" FIRST "\"},{\"text\":\"" SECOND "\"}]}", MEDIA_JSON, MEDIA_TEXT,
     200},
    {"members that there are not", analyze_post,
     "{\"text\":5,\"publised_at\":\"x\",\"published_at\":\"2025-02-30\"}", MEDIA_JSON, MEDIA_JSON,
     422},
    {"no JSON", analyze_post, "{\"text\":\"a\" \"b\"}", MEDIA_JSON, MEDIA_JSON, 400},
};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

static struct service service;

static long asked; /* allocations of the last run */

/* Returns the status; the answer is the caller's. */
static int ask(const struct scenario *scenario, long which, struct buffer *ret_answer) {
    struct request request = {.service = &service,
                              .arena = arena_new(ARENA_LIMIT),
                              .id = SLICE("test"),
                              .body = slice_from_cstr(scenario->body),
                              .body_media = scenario->body_media,
                              .answer_media = scenario->answer_media};
    ck_assert_ptr_nonnull(request.arena);
    buffer_init(&request.out, ANSWER_LIMIT);
    refusal_watch(which);
    scenario->handle(&request);
    asked = refusal_end();
    *ret_answer = request.out;
    arena_free(request.arena);
    return request.reply.status;
}

static void refuse_one(const struct scenario *scenario, long which, struct slice healthy) {
    struct buffer answer;
    int status = ask(scenario, which, &answer);
    bool same = status == scenario->status && slice_equal(buffer_slice(&answer), healthy);
    bool bare = status == scenario->status && status >= 400 && !answer.length; /* tells as well */
    ck_assert_msg(same || bare || status == 503, "%s, allocation %ld: %d %.*s", scenario->name,
                  which, status, (int)(answer.length < 300 ? answer.length : 300), answer.at);
    buffer_done(&answer);
}

START_TEST(an_answer_is_whole_or_none) {
    const struct scenario *scenario = &scenarios[_i];
    struct buffer healthy;
    service.resources = test_resources();
    ck_assert_int_eq(ask(scenario, 0, &healthy), scenario->status);
    long count = asked;
    ck_assert_int_gt(count, 10);
    long step = count / RUNS + 1;
    for (long which = 1 + _i % step; which <= count; which += step)
        refuse_one(scenario, which, buffer_slice(&healthy));
    buffer_done(&healthy);
}
END_TEST

/* ---- what is fetched ------------------------------------------------------------------------- */

static const char rss[] =
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Sound &amp; Weekly</title>"
    "<item><guid>1</guid><link>https://example.org/a</link></item>"
    "<item><guid>2</guid><link>https://example.org/b</link></item></channel></rss>";
static const char json_feed[] =
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Sound Weekly\",\"items\":"
    "[{\"id\":\"1\",\"url\":\"https://example.org/a\"},{\"id\":\"2\",\"url\":"
    "\"https://example.org/b\"}]}";
static const char announcing[] =
    "<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head>"
    "<body><p>News</p></body></html>";
static const char list_of_feeds[] =
    "<?xml version='1.0'?><opml version='2.0'><head><title>t</title></head><body>"
    "<outline text='a' xmlUrl='https://example.org/a.xml'/><outline text='folder'>"
    "<outline text='b' xmlUrl='https://example.org/b.xml'/></outline></body></opml>";

static int read_feed(struct arena *arena, const char *bytes) {
    struct feed feed = {0};
    int error = feed_parse(arena, slice_from_cstr(bytes), &feed);
    asked = refusal_end();
    if (!error) {
        ck_assert(slice_equal(feed.title, SLICE("Sound & Weekly")) ||
                  slice_equal(feed.title, SLICE("Sound Weekly")));
        ck_assert_uint_eq(feed.items.count, 2);
        ck_assert(slice_equal(feed.items.at[1].link, SLICE("https://example.org/b")));
    }
    return error;
}

static int read_page(struct arena *arena, const char *bytes) {
    struct slice link = {0};
    int error = feed_discover(arena, slice_from_cstr(bytes), &link);
    asked = refusal_end();
    if (!error)
        ck_assert(slice_equal(link, SLICE("/feed.xml")));
    return error;
}

static int read_list(struct arena *arena, const char *bytes) {
    struct opml_list list = {0};
    int error = opml_parse(arena, slice_from_cstr(bytes), &list);
    asked = refusal_end();
    if (!error)
        ck_assert_uint_eq(list.count, 2);
    return error;
}

static const struct {
    int (*read)(struct arena *arena, const char *bytes);
    const char *bytes;
} fetched[] = {
    {read_feed, rss}, {read_feed, json_feed}, {read_page, announcing}, {read_list, list_of_feeds}};
enum { FETCHED = sizeof fetched / sizeof *fetched };

static int read_one(int which, long refuse_at) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    ck_assert_ptr_nonnull(arena);
    refusal_watch(refuse_at);
    int error = fetched[which].read(arena, fetched[which].bytes);
    arena_free(arena);
    return error;
}

START_TEST(a_feed_is_whole_or_none) {
    ck_assert_int_eq(read_one(_i, 0), 0);
    long count = asked;
    ck_assert_int_ge(count, 2);
    for (long which = 1; which <= count; which++) {
        int error = read_one(_i, which);
        ck_assert_msg(error == 0 || error == ERR_NO_MEMORY, "allocation %ld: %s", which,
                      error_name(error));
    }
}
END_TEST

/* "[\"aaa…\"]": somewhere the buffer that jansson collects a string in has to grow for the last
 * quotation mark alone. */
static int read_string(size_t letters, long refuse_at, json_t **ret_root) {
    char json[512];
    ck_assert_uint_lt(letters + 5, sizeof json);
    memset(json, 'a', sizeof json);
    memcpy(json, "[\"", 2);
    memcpy(json + 2 + letters, "\"]", 2);
    refusal_watch(refuse_at);
    int error = json_read(slice_of(json, letters + 4), 0, ret_root, NULL);
    asked = refusal_end();
    return error;
}

START_TEST(a_string_is_whole_or_none) {
    size_t letters = (size_t)_i;
    json_t *root = NULL;
    ck_assert_int_eq(read_string(letters, 0, &root), 0);
    json_decref(root);
    long count = asked;
    ck_assert_int_ge(count, 3);
    for (long which = 1; which <= count; which++) {
        int error = read_string(letters, which, &root);
        ck_assert_msg(error == ERR_NO_MEMORY, "%zu letters, allocation %ld: %s", letters, which,
                      error_name(error));
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("no memory");
    TCase *tcase = tcase_create("one allocation refused");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, an_answer_is_whole_or_none, 0, SCENARIOS);
    tcase_add_loop_test(tcase, a_feed_is_whole_or_none, 0, FETCHED);
    tcase_add_loop_test(tcase, a_string_is_whole_or_none, 1, 300);
    suite_add_tcase(suite, tcase);
    return suite;
}
