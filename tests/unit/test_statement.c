#include "alignment/statement.h"

#include "alignment/numeric.h"
#include "analysis/language/word_rank.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

/* Stems stand for words here: 10 and 20 are names, 30 to 50 other words. */
static struct statement_word ferry[] = {{10, 0.9, true}, {30, 0.5, false}, {40, 0.7, false}};
static struct statement_word other_ferry[] = {{20, 0.8, true}, {30, 0.5, false}, {40, 0.7, false}};
static struct statement_word nothing_alike[] = {{20, 0.8, true}, {50, 0.6, false}};
static uint64_t seven[] = {7};
static uint64_t seven_and_nine[] = {7, 9};
static uint64_t eight[] = {8};

static struct statement statement_of(struct statement_word *words, uint32_t word_count,
                                     uint64_t *numbers, uint32_t number_count) {
    struct statement statement = {
        .words = words, .word_count = word_count, .numbers = numbers, .number_count = number_count};
    statement_weigh(&statement);
    return statement;
}

START_TEST(the_same_statement_is_covered_whole) {
    struct statement one = statement_of(ferry, 3, seven, 1);
    struct statement_likeness likeness = statements_compare(&one, &one, plain_log);
    ck_assert_double_eq_tol(likeness.cover_less, 1, 1e-9);
    ck_assert_double_eq_tol(likeness.names, 1, 1e-9);
    ck_assert_double_eq_tol(likeness.left_more, 0, 1e-9);
    ck_assert_double_eq_tol(likeness.rarest, 0.9, 1e-9);
    ck_assert_double_eq_tol(likeness.second, 0.7, 1e-9);
    ck_assert(likeness.numbers && !likeness.numbers_apart && !likeness.strangers);
}
END_TEST

START_TEST(other_names_with_the_same_words_are_strangers) {
    struct statement one = statement_of(ferry, 3, seven, 1);
    struct statement other = statement_of(other_ferry, 3, eight, 1);
    struct statement_likeness likeness = statements_compare(&one, &other, plain_log);
    ck_assert_double_eq_tol(likeness.cover_less, 1.2 / 2.1, 1e-9);
    ck_assert_double_eq_tol(likeness.cover_more, 1.2 / 2.0, 1e-9);
    ck_assert(likeness.strangers && likeness.numbers_apart && !likeness.numbers);
    ck_assert_double_eq_tol(likeness.names, 0, 1e-9);
    ck_assert_double_gt(likeness.names_left_less, 0);
    ck_assert_double_eq_tol(likeness.rarest_name, 0, 1e-9);
}
END_TEST

START_TEST(the_order_of_the_sides_changes_nothing) {
    struct statement one = statement_of(ferry, 3, seven_and_nine, 2);
    struct statement other = statement_of(nothing_alike, 2, eight, 1);
    struct statement_likeness there = statements_compare(&one, &other, plain_log);
    struct statement_likeness back = statements_compare(&other, &one, plain_log);
    ck_assert_double_eq(there.left_less, back.left_less);
    ck_assert_double_eq(there.left_more, back.left_more);
    ck_assert_double_eq(there.lengths, back.lengths);
    ck_assert_double_eq(there.words, back.words);
    ck_assert_double_eq(there.evidence, 0);
}
END_TEST

START_TEST(empty_sentences_share_nothing) {
    struct statement none = {0};
    struct statement_likeness likeness = statements_compare(&none, &none, plain_log);
    ck_assert_double_eq(likeness.cover_more, 0);
    ck_assert_double_eq(likeness.names, 0.5); /* nothing is known of names */
    ck_assert(!likeness.numbers && !likeness.numbers_apart && !likeness.strangers);
}
END_TEST

START_TEST(rare_words_weigh_more) {
    const struct resources *resources = test_resources();
    double common = word_rarity(resources, SLICE("people"));
    double rarer = word_rarity(resources, SLICE("ferry"));
    ck_assert_double_gt(common, 0);
    ck_assert_double_lt(common, rarer);
    ck_assert_double_eq_tol(word_rarity(resources, SLICE("zzyqqx")), 1, 1e-9);
    ck_assert_uint_lt(word_rank(resources->language, SLICE("the")),
                      word_rank(resources->language, SLICE("people")));
    ck_assert_uint_eq(word_rank(NULL, SLICE("people")), 0);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("statement");
    TCase *cases = tcase_create("statement");
    tcase_add_test(cases, the_same_statement_is_covered_whole);
    tcase_add_test(cases, other_names_with_the_same_words_are_strangers);
    tcase_add_test(cases, the_order_of_the_sides_changes_nothing);
    tcase_add_test(cases, empty_sentences_share_nothing);
    tcase_add_test(cases, rare_words_weigh_more);
    suite_add_tcase(suite, cases);
    return suite;
}
