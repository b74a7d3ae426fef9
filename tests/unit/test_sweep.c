/* What the sweep does at its time, and that one thing which fails keeps nothing else from being
 * done. */
#include "base/error.h"
#include "handlers/stored_input.h"
#include "handlers/sweep.h"
#include "storage/keeping.h"
#include "tests/unit/resources.h"
#include "tests/unit/store.h"

#include <stdio.h>
#include <unistd.h>

enum { PATIENCE = 1000, MANY = 20 /* more than the sweep releases in a round */ };

static atomic_int unreadable; /* how often the sweep told of a damaged article */
static atomic_int failures;   /* of what it told otherwise */

static void setup(void) {
    atomic_store(&unreadable, 0);
    atomic_store(&failures, 0);
    store_setup();
}

static void told(const char *what, const char *error) {
    (void)error;
    atomic_fetch_add(strstr(what, "under embargo") ? &unreadable : &failures, 1);
}

static void hold(const char *text) {
    struct article_input input = {.text = slice_from_cstr(text), .source = SLICE("Sound Weekly")};
    struct article_hold deed = {.embargo_until = 1};
    ck_assert_int_eq(stored_input_write(store_arena, &input, &deed.input), 0);
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deed.write);
    ck_assert_int_eq(
        storage_wait(&waiter, &deed.write, storage_article_hold(store, store_arena, &deed)), 0);
}

static void hold_many(void) {
    char *texts = arena_alloc(store_arena, MANY * 64);
    ck_assert_ptr_nonnull(texts);
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(texts + i * 64, 64, "The ferry carried %d people on Friday.", 100 + i);
        hold(texts + i * 64);
    }
}

static void keep_until_now(void) {
    struct article_put deed = {.record = store_record("Goes.", "b:1", NULL), .retain_until = 1};
    ck_assert_int_eq(store_put_deed(&deed), 0);
}

/* Runs the sweep until the answer to `sql` is `wanted`, or for as long as the test has patience. */
static void sweep_until(const char *sql, int64_t wanted) {
    struct sweep *sweep = sweep_start(test_resources(), store, NULL, told);
    ck_assert_ptr_nonnull(sweep);
    for (int i = 0; i < PATIENCE && store_ask(sql) != wanted; i++)
        (void)usleep(10 * 1000); /* interrupted is fine */
    sweep_stop(sweep);
    ck_assert_int_eq(store_ask(sql), wanted);
}

START_TEST(what_is_due_is_done) {
    hold_many();
    keep_until_now();
    sweep_until("SELECT (SELECT count(*) FROM held) * 100 + (SELECT count(*) FROM article)", MANY);
    ck_assert_int_eq(atomic_load(&failures) + atomic_load(&unreadable), 0);
}
END_TEST

/* All but one cannot be read, and they are due first. */
START_TEST(what_is_damaged_holds_nothing_up) {
    hold_many();
    keep_until_now();
    store_change("UPDATE held SET input = substr(input, 1, 9), embargo_until = 0"
                 " WHERE id <> (SELECT max(id) FROM held)");
    sweep_until("SELECT (SELECT count(*) FROM held) * 100 + (SELECT count(*) FROM article)",
                (MANY - 1) * 100 + 1);
    ck_assert_int_eq(store_ask("SELECT retain_until IS NULL FROM article"), 1);
    ck_assert_int_eq(atomic_load(&unreadable), 1); /* told once, not each second */
    ck_assert_int_eq(atomic_load(&failures), 0);
}
END_TEST

/* Nothing can be released, and yet what was kept long enough goes. */
START_TEST(a_failure_keeps_nothing_else_from_being_done) {
    keep_until_now();
    store_change("ALTER TABLE held RENAME TO held_away");
    sweep_until("SELECT count(*) FROM article", 0);
    store_change("ALTER TABLE held_away RENAME TO held");
    ck_assert_int_ge(atomic_load(&failures), 1);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("sweep");
    TCase *sweeping = tcase_create("sweep");
    tcase_set_timeout(sweeping, 120);
    tcase_add_checked_fixture(sweeping, setup, store_teardown);
    tcase_add_test(sweeping, what_is_due_is_done);
    tcase_add_test(sweeping, what_is_damaged_holds_nothing_up);
    tcase_add_test(sweeping, a_failure_keeps_nothing_else_from_being_done);
    suite_add_tcase(suite, sweeping);
    return suite;
}
