/* Do two articles tell of one event, and which of their claims share it? */
#include "alignment/alignment.h"
#include "alignment/one_event.h"
#include "alignment/words.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

enum { ARENA_LIMIT = 64 << 20 };

static const char crash[] =
    "A freight train left the rails near Dunmarsh on Tuesday, killing its driver. "
    "Eleven wagons of the train, run by Corvane Rail, lay beside the line near Dunmarsh. "
    "Residents of Dunmarsh heard a loud bang. \"The ground shook,\" said Ellen Marsk.";
static const char crash_again[] =
    "The driver of a Corvane Rail freight train died when it derailed near Dunmarsh. "
    "Corvane Rail said eleven wagons had left the rails. "
    "Ellen Marsk, who lives in Dunmarsh, said that the ground shook.";
static const char other_crash[] =
    "A passenger train hit a lorry at a crossing in Hallowby on Friday, injuring nine people. "
    "The lorry had stopped on the crossing, said the operator, Pellam Trains. "
    "Hallowby hospital treated the injured, Pellam Trains said.";

static struct arena *arena;
static struct stemmer *stemmer;

static void setup(void) {
    arena = arena_new(ARENA_LIMIT);
    stemmer = stemmer_new();
    ck_assert_ptr_nonnull(arena);
    ck_assert_ptr_nonnull(stemmer);
}

static void teardown(void) {
    stemmer_free(stemmer);
    arena_free(arena);
}

static const struct analysis *analysed(const char *text) {
    struct article_input input = {.text = slice_from_cstr(text)};
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    return analysis;
}

static double odds(const char *left, const char *right) {
    struct event_profile a;
    struct event_profile b;
    ck_assert_int_eq(event_profile_make(stemmer, arena, analysed(left), &a), 0);
    ck_assert_int_eq(event_profile_make(stemmer, arena, analysed(right), &b), 0);
    double value = one_event(&a, &b);
    ck_assert(value == one_event(&b, &a));
    return value;
}

static struct comparison compared(const char *const *texts, uint32_t count) {
    const struct analysis *articles[3];
    for (uint32_t i = 0; i < count; i++)
        articles[i] = analysed(texts[i]);
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, count, &comparison), 0);
    return comparison;
}

static bool same_pair(const struct claim_pair *a, const struct claim_pair *b) {
    return a->left.claim == b->left.claim && a->right.claim == b->right.claim;
}

START_TEST(one_event_is_told_from_another_of_its_kind) {
    ck_assert_double_gt(odds(crash, crash_again), 0.5);
    ck_assert_double_lt(odds(crash, other_crash), -0.5);
    ck_assert_double_gt(odds(crash, crash), odds(crash, crash_again));
}
END_TEST

START_TEST(features_have_names_and_bounds) {
    struct event_profile profile;
    struct event_profile empty = {0};
    ck_assert_int_eq(event_profile_make(stemmer, arena, analysed(crash), &profile), 0);
    double features[ONE_EVENT_FEATURES];
    one_event_features(&profile, &empty, features);
    for (uint32_t i = 0; i < ONE_EVENT_FEATURES; i++) {
        ck_assert_ptr_nonnull(one_event_feature_name(i));
        ck_assert(features[i] >= -4 && features[i] <= 10);
    }
}
END_TEST

START_TEST(two_articles_of_one_event_share_it) {
    const char *const texts[] = {crash, crash_again};
    struct comparison comparison = compared(texts, 2);
    ck_assert_uint_gt(comparison.event_links.count, 0);
    for (uint32_t i = 0; i < comparison.event_links.count; i++) {
        const struct claim_pair *link = &comparison.event_links.at[i];
        ck_assert_int_eq(link->relation, RELATION_COMPATIBLE);
        ck_assert(link->score > 0 && link->score <= 0.3);
        ck_assert_uint_gt(link->explanation.length, 0);
        ck_assert_uint_eq(link->differences.count, 0);
        for (uint32_t k = 0; k < comparison.pairs.count; k++)
            ck_assert(!same_pair(link, &comparison.pairs.at[k]));
    }
}
END_TEST

START_TEST(two_events_and_three_articles_share_none) {
    const char *const others[] = {crash, other_crash};
    ck_assert_uint_eq(compared(others, 2).event_links.count, 0);
    const char *const three[] = {crash, crash_again, crash};
    ck_assert_uint_eq(compared(three, 3).event_links.count, 0);
}
END_TEST

/* What two sentences say is a matter or none: nothing tells what event they are about. */
START_TEST(two_sentences_are_no_articles) {
    const char *const texts[] = {"A freight train left the rails near Dunmarsh on Tuesday.",
                                 "Residents of Dunmarsh heard the freight train."};
    ck_assert_uint_eq(compared(texts, 2).event_links.count, 0);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("event_links");
    TCase *tests = tcase_create("links");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, one_event_is_told_from_another_of_its_kind);
    tcase_add_test(tests, features_have_names_and_bounds);
    tcase_add_test(tests, two_articles_of_one_event_share_it);
    tcase_add_test(tests, two_events_and_three_articles_share_none);
    tcase_add_test(tests, two_sentences_are_no_articles);
    suite_add_tcase(suite, tests);
    return suite;
}
