/* Several claimd over one PostgreSQL: what each has in memory follows what the others write. A
 * second open store in this process is as good as a second process: it has its own connections,
 * threads and memory. On a file, which one process has for itself, there is nothing to test.
 */
#include "base/error.h"
#include "storage/postgres.h"
#include "storage/search.h"
#include "storage/store.h"
#include "tests/unit/store.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WRITES = 60, PATIENCE = 2000 /* times ten milliseconds */ };

static struct storage *other;

static int link_nothing(struct arena *scratch, struct slice signature, const struct slice *others,
                        uint32_t count, double *ret_links) {
    (void)scratch, (void)signature, (void)others, (void)count, (void)ret_links;
    return 0;
}

static int part_nothing(struct arena *scratch, const struct story_question *question,
                        struct story_verdict *ret_verdict) {
    (void)question;
    *ret_verdict = (struct story_verdict){.stories = ARENA_ARRAY(scratch, uint32_t, 1),
                                          .story_count = 1,
                                          .reasons = ARENA_ARRAY(scratch, struct slice, 1)};
    return ret_verdict->stories && ret_verdict->reasons ? 0 : ERR_NO_MEMORY;
}

static const struct story_decider nobody = {link_nothing, part_nothing};

static void setup(void) {
    char reason[STORAGE_REASON_MAX] = "";
    store_setup();
    ck_assert_msg(storage_open(store_path, &nobody, &other, reason) == 0, "%s", reason);
}

static void teardown(void) {
    storage_close(other);
    store_teardown();
}

/* ---- writing and reading at once ------------------------------------------------------------- */

struct client {
    struct storage *storage;
    pthread_t thread;
    char name;
};

static void *write_on(void *context) {
    const struct client *client = context;
    struct arena *arena = arena_new(1 << 28);
    for (int i = 0; i < WRITES; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "Report %d of %c.", i, client->name);
        struct article_record record = {.input = slice_from_cstr(text),
                                        .analysis = SLICE("{}"),
                                        .text = slice_from_cstr(text),
                                        .published_day = DAY_NONE,
                                        .engine = SLICE("test"),
                                        .signature = SLICE("one:a")};
        struct article_put put = {.record = &record};
        struct storage_waiter waiter;
        storage_wait_prepare(&waiter, &put.write);
        ck_assert_int_eq(
            storage_wait(&waiter, &put.write, storage_article_put(client->storage, arena, &put)),
            0);
    }
    arena_free(arena);
    return NULL;
}

static atomic_bool reading;

/* Whoever reads the log from a number on gets all that follow, in order, whenever he asks. */
static void *read_log(void *context) {
    struct client *client = context;
    int64_t last = 0;
    while (atomic_load(&reading)) {
        struct arena *arena = arena_new(1 << 24);
        struct stored_event_list events;
        ck_assert_int_eq(storage_event_list(client->storage, arena, last, 100, &events), 0);
        for (uint32_t i = 0; i < events.count; i++)
            ck_assert_int_eq(events.at[i].number, ++last);
        arena_free(arena);
    }
    return NULL;
}

START_TEST(events_are_gapless_and_in_order_for_everybody) {
    struct client writers[] = {{.storage = store, .name = 'a'}, {.storage = other, .name = 'b'}};
    struct client readers[] = {{.storage = store}, {.storage = other}};
    atomic_store(&reading, true);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_create(&readers[i].thread, NULL, read_log, &readers[i]), 0);
        ck_assert_int_eq(pthread_create(&writers[i].thread, NULL, write_on, &writers[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(writers[i].thread, NULL), 0);
    atomic_store(&reading, false);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(readers[i].thread, NULL), 0);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article"), 2 * WRITES);
    ck_assert_int_eq(store_ask("SELECT max(number) - count(*) FROM event"), 0);
    ck_assert_int_eq(store_ask("SELECT articles FROM shared"), 2 * WRITES);
    ck_assert_int_eq(store_ask("SELECT events - (SELECT count(*) FROM event) FROM shared"), 0);
}
END_TEST

/* ---- news ------------------------------------------------------------------------------------ */

static atomic_int told;

static void on_commit(struct storage_watcher *watcher) {
    (void)watcher;
    atomic_fetch_add(&told, 1);
}

static bool wait_for_events(struct storage *storage, int64_t number) {
    for (int i = 0; i < PATIENCE && storage_event_newest(storage) < number; i++)
        (void)usleep(10 * 1000); /* interrupted is fine */
    return storage_event_newest(storage) == number;
}

START_TEST(a_commit_elsewhere_wakes_those_who_watch) {
    struct storage_watcher watcher = {.committed = on_commit};
    struct storage_counts counts;
    storage_watch(other, &watcher);
    (void)store_put(store_record("The bridge fell.", "one:a", NULL));
    ck_assert(wait_for_events(other, storage_event_newest(store)));
    ck_assert_int_ge(atomic_load(&told), 1);
    storage_count(other, &counts);
    ck_assert_uint_eq(counts.articles, 1);
    ck_assert_uint_eq(counts.stories, 1);
    storage_unwatch(other, &watcher);
}
END_TEST

/* What a process counts of terms decides over stories: it must not be that of yesterday. */
START_TEST(terms_that_others_count_are_counted) {
    char sql[] =
        "SELECT count(*) FROM term_count WHERE counts <> decode(repeat('00', 2000), 'hex')";
    struct client writer = {.storage = other, .name = 'c'};
    struct article_put put = store_put(store_record("The bridge fell.", "one:a", NULL));
    (void)write_on(&writer);
    ck_assert_int_eq(store_delete(&put.id), 0);
    ck_assert_int_eq(store_ask(sql), 0); /* counted in by one, out by the same one, none lost */
    ck_assert_int_eq(store_ask("SELECT count(*) FROM term_recent"), 0);
    ck_assert_int_eq(store_ask("SELECT articles FROM shared"), WRITES);
}
END_TEST

/* ---- questions that travel together ---------------------------------------------------------- */

enum { PAGE = 20, STORED = 30, WAITS_MAX = 4 /* for a page, however much is on it */ };

/* What the readers of the store have waited for their server so far. Nobody reads meanwhile. */
static int64_t count_waits(void) {
    int64_t waits = 0;
    for (int i = 0; i < store->readers.idle_count; i++)
        waits += postgres_waits(store->readers.idle[i]);
    return waits;
}

static void read_articles(struct arena *arena) {
    const struct article_filter filter = {
        .limit = PAGE, .published_from = DAY_NONE, .published_to = DAY_NONE};
    struct article_list list;
    ck_assert_int_eq(storage_article_list(store, arena, &filter, &list), 0);
    ck_assert_uint_eq(list.count, PAGE);
    ck_assert(list.next != 0);
}

static void read_stories(struct arena *arena) {
    struct story_list list;
    ck_assert_int_eq(storage_story_list(store, arena, 0, PAGE, &list), 0);
    ck_assert_uint_eq(list.count, PAGE);
    ck_assert_uint_eq(list.at[0].article_count, 1);
}

static void read_claims(struct arena *arena) {
    const struct row_filter filter = {.limit = PAGE,
                                      .value_from = NAN,
                                      .value_to = NAN,
                                      .published_from = DAY_NONE,
                                      .published_to = DAY_NONE,
                                      .day_from = DAY_NONE,
                                      .day_to = DAY_NONE};
    struct found_claim_list list;
    ck_assert_int_eq(storage_claim_search(store, arena, &filter, &list), 0);
    ck_assert_uint_eq(list.count, PAGE);
}

START_TEST(a_page_waits_for_the_server_a_few_times) {
    static void (*const pages[])(struct arena * arena) = {read_articles, read_stories, read_claims};
    for (int i = 0; i < STORED; i++) {
        char texts[2][32];
        (void)snprintf(texts[0], sizeof texts[0], "Report %d.", i);
        (void)snprintf(texts[1], sizeof texts[1], "event %d:a", i);
        (void)store_put(store_record(texts[0], texts[1], NULL));
    }
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct arena *arena = arena_new(1 << 24);
        pages[i](arena); /* its statements are prepared */
        int64_t before = count_waits();
        pages[i](arena);
        ck_assert_int_gt(count_waits(), before);
        ck_assert_int_le(count_waits() - before, WAITS_MAX + (pages[i] == read_claims ? 4 : 0));
        arena_free(arena);
    }
}
END_TEST

/* Planning takes ten times as long as looking up: it is done once for each statement. Which way is
 * best for a word depends on the word. */
START_TEST(a_statement_is_planned_once_but_for_a_search) {
    static const char planned[] = "SELECT coalesce(sum(custom_plans), 0)::bigint"
                                  " FROM pg_prepared_statements";
    static const char searched[] = "SELECT coalesce(sum(custom_plans), 0)::bigint"
                                   " FROM pg_prepared_statements WHERE statement LIKE '%tsquery%'";
    int64_t plans = -1;
    for (int i = 0; i < STORED; i++) {
        char texts[2][32];
        (void)snprintf(texts[0], sizeof texts[0], "Report %d.", i);
        (void)snprintf(texts[1], sizeof texts[1], "event %d:a", i);
        (void)store_put(store_record(texts[0], texts[1], NULL));
    }
    struct arena *arena = arena_new(1 << 24);
    for (int i = 0; i < 3; i++) {
        read_articles(arena);
        read_claims(arena);
    }
    struct connection *reader = store->readers.idle[store->readers.idle_count - 1];
    ck_assert_int_eq(connection_number(reader, planned, &plans), 0);
    ck_assert_int_eq(plans, 0);
    const struct article_filter filter = {.limit = PAGE,
                                          .query = SLICE("report"),
                                          .published_from = DAY_NONE,
                                          .published_to = DAY_NONE};
    struct article_list list;
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(storage_article_list(store, arena, &filter, &list), 0);
    ck_assert_uint_eq(list.count, PAGE);
    ck_assert_int_eq(connection_number(reader, searched, &plans), 0);
    ck_assert_int_eq(plans, 3);
    ck_assert_int_eq(connection_number(reader, planned, &plans), 0);
    ck_assert_int_eq(plans, 3);
    arena_free(arena);
}
END_TEST

/* A connection that has more to say than fits on the wire at once, and in more than one go. */
struct series_test {
    struct connection *reader;
    int64_t sum;
    uint32_t rows;
    uint32_t enough;
};

static void bind_number(void *context, struct query *query, uint32_t i) {
    (void)context;
    query_integer(query, i % 3 == 0 ? -1 : 1);
}

static int take_number(void *context, struct query *query, uint32_t i) {
    struct series_test *test = context;
    ck_assert_uint_ne(i % 3, 0); /* no such article: no row */
    test->sum += query_column_integer(query, 0);
    return ++test->rows == test->enough;
}

static int take_nothing(void *context, struct query *query, uint32_t i) {
    (void)context, (void)query;
    return i == 2 ? ERR_INVALID : 0;
}

START_TEST(series_are_answered_in_order_and_may_be_left) {
    enum { MANY = 3 * CONNECTION_TOGETHER_MAX + 5 };
    struct series_test test = {0};
    (void)store_put(store_record("The bridge fell.", "one:a", NULL));
    ck_assert_int_eq(reader_borrow(store, &test.reader), 0);
    const struct query_series series[] = {{SQL_ARTICLE_STORY, MANY, bind_number, take_number},
                                          {SQL_ARTICLE_ID, 0, bind_number, take_number},
                                          {SQL_STORY_SIZE, MANY, bind_number, take_nothing}};
    ck_assert_int_eq(query_together(test.reader, series, 2, &test), 0);
    ck_assert_uint_eq(test.rows, MANY - (MANY + 2) / 3);
    ck_assert_int_eq(test.sum, test.rows);
    ck_assert_int_eq(query_together(test.reader, series, 3, &test), ERR_INVALID);
    test = (struct series_test){.reader = test.reader, .enough = 7};
    ck_assert_int_eq(query_together(test.reader, series, 1, &test), 0);
    ck_assert_uint_eq(test.rows, 7);
    int64_t number;
    ck_assert_int_eq(connection_number(test.reader, "SELECT 41 + 1", &number), 0);
    ck_assert_int_eq(number, 42); /* what was left unread is no answer to this */
    reader_return(store, test.reader);
}
END_TEST

static void read_stories_of_one(void) {
    struct arena *arena = arena_new(1 << 20);
    struct story_list list;
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(storage_story_list(store, arena, 0, PAGE, &list), 0);
    arena_free(arena);
}

START_TEST(a_transaction_that_read_is_over_when_its_reader_is_returned) {
    char sql[128];
    int64_t session = 0;
    read_stories_of_one();
    ck_assert_int_eq(store->readers.idle_count, 1);
    ck_assert_int_eq(connection_number(store->readers.idle[0], "SELECT pg_backend_pid()", &session),
                     0);
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM pg_stat_activity WHERE pid = %lld AND state = 'idle'",
                   (long long)session);
    read_stories_of_one();
    for (int i = 0; i < PATIENCE && !store_ask(sql); i++)
        (void)usleep(10 * 1000);
    ck_assert_int_eq(store_ask(sql), 1);
}
END_TEST

START_TEST(what_another_process_stored_is_another_generation) {
    uint64_t before;
    uint64_t after;
    ck_assert_int_eq(storage_generation_now(store, &before), 0);
    ck_assert_int_eq(storage_generation_now(store, &after), 0);
    ck_assert_uint_eq(before, after);
    struct client writer = {.storage = other, .name = 'd'};
    (void)write_on(&writer);
    ck_assert_int_eq(storage_generation_now(store, &after), 0);
    ck_assert_uint_ne(before, after); /* at once, whether the news have come or not */
}
END_TEST

/* ---- leases ---------------------------------------------------------------------------------- */

START_TEST(a_job_is_leased_to_one_until_its_time) {
    struct storage_id id;
    store_change("INSERT INTO job (id, url, host, rank, state, not_before, created_at, changed_at)"
                 " VALUES ('0123456789abcdef0123456789abcdef', 'http://a/', 'a', 1, 'queued', 0, 0,"
                 " 0)");
    ck_assert(storage_id_parse(SLICE("0123456789abcdef0123456789abcdef"), &id));
    ck_assert_int_eq(storage_lease(store, LEASE_JOB, &id, 1000, 5000), 0);
    ck_assert_int_eq(storage_lease(other, LEASE_JOB, &id, 1000, 5000), ERR_BUSY);
    ck_assert_int_eq(storage_lease(store, LEASE_JOB, &id, 4999, 9000), ERR_BUSY);
    ck_assert_int_eq(storage_lease(other, LEASE_JOB, &id, 5000, 9000), 0);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("processes");
    TCase *tests = tcase_create("processes");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    if (getenv("CLAIMD_TEST_DATABASE")) {
        tcase_add_test(tests, events_are_gapless_and_in_order_for_everybody);
        tcase_add_test(tests, a_commit_elsewhere_wakes_those_who_watch);
        tcase_add_test(tests, terms_that_others_count_are_counted);
        tcase_add_test(tests, a_page_waits_for_the_server_a_few_times);
        tcase_add_test(tests, a_statement_is_planned_once_but_for_a_search);
        tcase_add_test(tests, series_are_answered_in_order_and_may_be_left);
        tcase_add_test(tests, a_transaction_that_read_is_over_when_its_reader_is_returned);
        tcase_add_test(tests, what_another_process_stored_is_another_generation);
        tcase_add_test(tests, a_job_is_leased_to_one_until_its_time);
    }
    suite_add_tcase(suite, tests);
    return suite;
}
