/* How many articles hold a term, wherever it stands: in the counters, or in the list of the last
 * articles. The writer's memory, what a reader is told and what a start reads must agree after
 * every step, over the moments at which the list becomes counters. */
#include "base/error.h"
#include "storage/store.h"
#include "tests/unit/store.h"

#include <stdio.h>

enum { ARTICLES = 2 * TERM_RECENT_MAX + 5, SHARED = 7, ABSENT = 8, OWN = 1000 };

static struct article_record *record_numbered(int number) {
    char *text = ARENA_ARRAY(store_arena, char, 32);
    uint64_t *terms = ARENA_ARRAY(store_arena, uint64_t, 2);
    ck_assert(text && terms);
    (void)snprintf(text, 32, "Article %d.", number);
    struct article_record *record = store_record(text, "one:a", NULL);
    terms[0] = SHARED;
    terms[1] = (uint64_t)(OWN + number);
    record->terms = terms;
    record->term_count = 2;
    return record;
}

static struct article_put put_numbered(int number) {
    return store_put(record_numbered(number));
}

/* Of the article with the number, of all, and of none. */
static void check(int number, uint32_t own, uint32_t shared) {
    const uint64_t terms[] = {(uint64_t)(OWN + number), SHARED, ABSENT};
    const uint32_t wanted[] = {own, shared, 0};
    uint32_t told[3];
    struct connection *reader;
    ck_assert_int_eq(reader_borrow(store, &reader), 0);
    ck_assert_int_eq(term_counts_ask(reader, terms, 3, told), 0);
    reader_return(store, reader);
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_eq(told[i], wanted[i]);
        ck_assert_uint_eq(term_counts_get(store->writer.terms, terms[i]), wanted[i]);
    }
}

START_TEST(each_article_is_counted_once) {
    for (int i = 0; i < ARTICLES; i++) {
        (void)put_numbered(i);
        check(i, 1, (uint32_t)i + 1);
        check(0, 1, (uint32_t)i + 1);
        if (i % 7 != 0 && i != TERM_RECENT_MAX)
            continue;
        store_reopen();
        check(i, 1, (uint32_t)i + 1);
    }
    ck_assert_int_le(store_ask("SELECT count(*) FROM term_recent"), TERM_RECENT_MAX);
}
END_TEST

/* Nothing of it stays in the list. */
START_TEST(an_article_that_goes_is_counted_out) {
    struct article_put first = put_numbered(0);
    struct article_put last = put_numbered(1);
    ck_assert_int_eq(store_delete(&last.id), 0);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM term_recent"), 0);
    check(1, 0, 1);
    check(0, 1, 1);
    (void)put_numbered(2);
    ck_assert_int_eq(store_delete(&first.id), 0);
    check(0, 0, 1);
    store_reopen();
    check(0, 0, 1);
    check(2, 1, 1);
}
END_TEST

/* What was counted in a transaction that came to nothing is forgotten: one write of these breaks it
 * late, and the others of its group run again without it. */
START_TEST(a_write_that_fails_counts_nothing) {
    enum { COUNT = 40, BROKEN = 15 };
    static struct storage_waiter waiters[COUNT];
    static struct claim_record broken[1]; /* a claim without text breaks a constraint */
    struct article_put writes[COUNT];
    for (int i = 0; i < COUNT; i++) {
        struct article_record *record = record_numbered(i);
        record->claims = i == BROKEN ? broken : record->claims;
        writes[i] = (struct article_put){.record = record};
        storage_wait_prepare(&waiters[i], &writes[i].write);
        ck_assert_int_eq(storage_article_put(store, store_arena, &writes[i]), 0);
    }
    for (int i = 0; i < COUNT; i++)
        ck_assert_int_eq(storage_wait(&waiters[i], &writes[i].write, 0),
                         i == BROKEN ? ERR_FAILED : 0);
    check(BROKEN, 0, COUNT - 1);
    check(BROKEN + 1, 1, COUNT - 1);
    store_reopen();
    check(BROKEN, 0, COUNT - 1);
    check(BROKEN + 1, 1, COUNT - 1);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("term counts");
    TCase *tests = tcase_create("store");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, store_setup, store_teardown);
    tcase_add_test(tests, each_article_is_counted_once);
    tcase_add_test(tests, an_article_that_goes_is_counted_out);
    tcase_add_test(tests, a_write_that_fails_counts_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
