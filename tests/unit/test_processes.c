/* Several claimd over one PostgreSQL: what each has in memory follows what the others write. A
 * second open store in this process is as good as a second process: it has its own connections,
 * threads and memory. On a file, which one process has for itself, there is nothing to test.
 */
#include "base/error.h"
#include "tests/unit/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WRITES = 60, PATIENCE = 2000 /* times ten milliseconds */ };

static struct storage *other;

static int nobody_decides(struct arena *scratch, const struct story_question *question,
                          struct story_verdict *ret_verdict) {
    (void)scratch, (void)question, (void)ret_verdict;
    return 0;
}

static void setup(void) {
    char reason[STORAGE_REASON_MAX] = "";
    store_setup();
    ck_assert_msg(storage_open(store_path, nobody_decides, &other, reason) == 0, "%s", reason);
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
    ck_assert_int_eq(store_ask("SELECT articles FROM shared"), WRITES);
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
        tcase_add_test(tests, a_job_is_leased_to_one_until_its_time);
    }
    suite_add_tcase(suite, tests);
    return suite;
}
