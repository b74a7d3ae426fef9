#include "alignment/statement.h"

#include "alignment/numeric.h"
#include "alignment/view.h"
#include "alignment/word_table.h"
#include "analysis/language/word_rank.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

/* Stems stand for words here: 10 and 20 are names, 30 to 50 other words. */
static struct statement_word ferry[] = {
    {10, 0.9, 10, true}, {30, 0.5, 30, false}, {40, 0.7, 40, false}};
static struct statement_word other_ferry[] = {
    {20, 0.8, 20, true}, {30, 0.5, 30, false}, {40, 0.7, 40, false}};
static struct statement_word nothing_alike[] = {{20, 0.8, 20, true}, {50, 0.6, 50, false}};
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

static struct statement_likeness compare(const struct statement *one,
                                         const struct statement *other) {
    uint8_t said[51] = {0};
    struct word_table table = {.said = said};
    const struct claim_view left = {.table = &table, .statement = *one};
    const struct claim_view right = {.table = &table, .statement = *other};
    const struct statement_meeting meeting = statements_meet(&left, &right);
    return statements_liken(one, other, &meeting, plain_log);
}

START_TEST(the_same_statement_is_covered_whole) {
    struct statement one = statement_of(ferry, 3, seven, 1);
    struct statement_likeness likeness = compare(&one, &one);
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
    struct statement_likeness likeness = compare(&one, &other);
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
    struct statement_likeness there = compare(&one, &other);
    struct statement_likeness back = compare(&other, &one);
    ck_assert_double_eq(there.cover_less, back.cover_less);
    ck_assert_double_eq(there.names, back.names);
    ck_assert_double_eq(there.left_less, back.left_less);
    ck_assert_double_eq(there.left_more, back.left_more);
    ck_assert_double_eq(there.lengths, back.lengths);
    ck_assert_double_eq(there.words, back.words);
    ck_assert_double_eq(there.evidence, 0);
}
END_TEST

START_TEST(empty_sentences_share_nothing) {
    struct statement none = {0};
    struct statement_likeness likeness = compare(&none, &none);
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
