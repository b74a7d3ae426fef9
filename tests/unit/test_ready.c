/* Ready answers: what is kept, for how long, and how much of it. */
#include "base/error.h"
#include "server/ready.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>

enum { SECOND = 1000000 };

static struct ready_table *table;

static void setup(void) {
    ck_assert_int_eq(ready_start(&table), 0);
}

static void teardown(void) {
    ready_stop(table);
}

static struct ready_question question(const char *identity, uint64_t hash) {
    return (struct ready_question){
        .hash = hash, .identity = slice_from_cstr(identity), .generation = 7, .now = SECOND};
}

static void put(const struct ready_question *asked, struct slice body) {
    struct parameter link = {SLICE("Link"), SLICE("</next>")};
    struct reply reply = {.status = 200,
                          .content_type = "text/plain",
                          .tag = SLICE("\"tag\""),
                          .headers = {&link, 1, 1}};
    ready_put(table, asked, &reply, body, true);
}

START_TEST(what_was_put_is_got) {
    struct ready_question asked = question("/v1/one", 1);
    ck_assert_ptr_null(ready_get(table, &asked));
    put(&asked, SLICE("body"));
    struct ready *ready = ready_get(table, &asked);
    ck_assert_ptr_nonnull(ready);
    ck_assert(slice_equal(ready->body, SLICE("body")));
    ck_assert(slice_equal(ready->tag, SLICE("\"tag\"")));
    ck_assert_str_eq(ready->content_type, "text/plain");
    ck_assert_uint_eq(ready->header_count, 1);
    ck_assert(slice_equal(ready->headers[0].value, SLICE("</next>")));
    ck_assert(ready->by_coding);
    ready_release(ready);
}
END_TEST

START_TEST(it_holds_for_one_state_and_one_second) {
    struct ready_question asked = question("/v1/one", 1);
    put(&asked, SLICE("body"));
    struct ready_question later = asked;
    later.now += SECOND - 1;
    struct ready *ready = ready_get(table, &later);
    ck_assert_ptr_nonnull(ready);
    ready_release(ready);
    later.now += 1;
    ck_assert_ptr_null(ready_get(table, &later));

    put(&asked, SLICE("body"));
    struct ready_question committed = asked;
    committed.generation++;
    ck_assert_ptr_null(ready_get(table, &committed));
    ck_assert_ptr_null(ready_get(table, &asked)); /* what cannot hold again is let go */
}
END_TEST

/* Hashes can be made to collide: who asks for another thing, or is another, gets nothing. */
START_TEST(an_equal_hash_is_not_enough) {
    struct ready_question asked = question("/v1/one", 1);
    struct ready_question other = question("/v1/two", 1);
    put(&asked, SLICE("body"));
    ck_assert_ptr_null(ready_get(table, &other));
}
END_TEST

START_TEST(who_holds_it_may_read_on) {
    struct ready_question asked = question("/v1/one", 1);
    put(&asked, SLICE("first"));
    struct ready *ready = ready_get(table, &asked);
    put(&asked, SLICE("second"));
    ck_assert(slice_equal(ready->body, SLICE("first")));
    ready_release(ready);
    ready = ready_get(table, &asked);
    ck_assert(slice_equal(ready->body, SLICE("second")));
    ready_release(ready_hold(ready));
    ck_assert(slice_equal(ready->body, SLICE("second")));
    ready_release(ready);
    ready_release(NULL);
}
END_TEST

static bool is_kept(uint64_t hash) {
    struct ready_question asked = question("/", hash);
    struct ready *ready = ready_get(table, &asked);
    ready_release(ready);
    return ready != NULL;
}

START_TEST(large_bodies_are_not_kept_and_all_have_a_bound) {
    char *bytes = calloc(1, READY_BODY_MAX + 1);
    ck_assert_ptr_nonnull(bytes);
    struct ready_question asked = question("/", 0);
    put(&asked, slice_of(bytes, READY_BODY_MAX + 1));
    ck_assert(!is_kept(0));
    put(&asked, slice_of(bytes, READY_BODY_MAX));
    ck_assert(is_kept(0));
    size_t kept = 0;
    for (uint64_t hash = 0; hash < READY_SLOTS; hash++) {
        asked = question("/", hash);
        put(&asked, slice_of(bytes, READY_BODY_MAX));
        ck_assert(is_kept(hash));
    }
    for (uint64_t hash = 0; hash < READY_SLOTS; hash++)
        kept += is_kept(hash);
    ck_assert_uint_ge(kept, READY_BYTES_MAX / READY_BODY_MAX - 1);
    ck_assert_uint_le(kept, READY_BYTES_MAX / READY_BODY_MAX);
    free(bytes);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("ready");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_was_put_is_got);
    tcase_add_test(tests, it_holds_for_one_state_and_one_second);
    tcase_add_test(tests, an_equal_hash_is_not_enough);
    tcase_add_test(tests, who_holds_it_may_read_on);
    tcase_add_test(tests, large_bodies_are_not_kept_and_all_have_a_bound);
    suite_add_tcase(suite, tests);
    return suite;
}
