/* The planner of the intake when the store fails it: what is due is not left for the next minute.
 */
#include "base/error.h"
#include "intake/intake.h"
#include "tests/unit/store.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

static struct fetcher *fetcher;
static struct intake *intake;

static int keep_nothing(void *context, struct arena *arena, const struct intake_page *page,
                        struct kept_article *ret_kept) {
    (void)context;
    (void)arena;
    (void)page;
    (void)ret_kept;
    return ERR_NOT_FOUND;
}

static void start(void) {
    const struct fetch_settings fetching = {.user_agent = "claimd-test"};
    ck_assert_int_eq(fetcher_start(&fetching, &fetcher), 0);
    const struct intake_settings settings = {
        .storage = store,
        .fetcher = fetcher,
        .keep = keep_nothing,
        .product = "claimd",
        .memory = 1 << 20,
        .workers = 1,
        .fetch_timeout = 1000,
    };
    ck_assert_int_eq(intake_start(&settings, &intake), 0);
}

static void stop(void) {
    intake_quiesce(intake);
    fetcher_stop(fetcher);
    intake_stop(intake);
}

static int64_t now_ms(void) {
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_REALTIME, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A job for a page that the guard refuses: it ends at its first attempt, without a network. */
static struct storage_id queue_job(void) {
    struct job_add add = {
        .request = {.url = SLICE("http://127.0.0.1:9/page"), .host = SLICE("http://127.0.0.1:9")},
        .now = now_ms()};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &add.write);
    ck_assert_int_eq(storage_wait(&waiter, &add.write, storage_job_add(store, &add)), 0);
    return add.id;
}

/* How long the job stays queued, looked at every 20 ms; -1 for longer than `patience`. */
static int64_t queued_for(const struct storage_id *id, int64_t patience) {
    int64_t since = now_ms();
    while (now_ms() - since < patience) {
        struct stored_job job;
        ck_assert_int_eq(storage_job_get(store, store_arena, id, &job), 0);
        if (job.state != JOB_QUEUED) {
            ck_assert_int_eq(job.state, JOB_FAILED);
            ck_assert(slice_equal(job.problem, SLICE("address-refused")));
            return now_ms() - since;
        }
        (void)usleep(20 * 1000);
    }
    return -1;
}

START_TEST(a_job_runs_at_once) {
    struct storage_id id = queue_job();
    start();
    ck_assert_int_ge(queued_for(&id, 10 * 1000), 0);
    stop();
}
END_TEST

/* `table` cannot be read while the planner looks for the first time, and can soon after. */
static void fail_first_look(const char *away, const char *back) {
    struct storage_id id = queue_job();
    store_change(away);
    start();
    (void)usleep(300 * 1000);
    store_change(back);
    ck_assert_int_ge(queued_for(&id, 10 * 1000), 0);
    stop();
}

START_TEST(a_failed_look_at_jobs_is_tried_again_soon) {
    fail_first_look("ALTER TABLE job RENAME TO job_away", "ALTER TABLE job_away RENAME TO job");
}
END_TEST

/* Feeds are looked at first; that they cannot be read keeps no job waiting. */
START_TEST(a_failed_look_at_feeds_is_tried_again_soon) {
    fail_first_look("ALTER TABLE feed RENAME TO feed_away", "ALTER TABLE feed_away RENAME TO feed");
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("intake");
    TCase *tcase = tcase_create("planner");
    tcase_add_checked_fixture(tcase, store_setup, store_teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_job_runs_at_once);
    tcase_add_test(tcase, a_failed_look_at_jobs_is_tried_again_soon);
    tcase_add_test(tcase, a_failed_look_at_feeds_is_tried_again_soon);
    suite_add_tcase(suite, tcase);
    return suite;
}
