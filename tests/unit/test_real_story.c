/* The real story that the project began with, from the gold corpus beside it (skipped, loudly,
 * where it is absent): the last visit told in three ways, the counts of shells, the look-alike
 * letters. And the same deeds on invented sentences, which always run. */
#include "alignment/alignment.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdlib.h>

#define STORY "shared/corpus/pyongyang-visit/"

enum { ARENA_LIMIT = 256 << 20, ARTICLES = 6 };

static const char *const files[] = {
    STORY "000_9c33d6af6582ab55.txt", STORY "001_57ff3a065061fe6a.txt",
    STORY "002_2c41bc4993642dfb.txt", STORY "003_9a2f0e09e472d74e.txt",
    STORY "004_2de096be074a86ca.txt",
};
enum { FILES = sizeof files / sizeof *files };

static struct arena *arena;
static const struct analysis *articles[ARTICLES];

static void setup(void) {
    arena = arena_new(ARENA_LIMIT);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void) {
    arena_free(arena);
}

static const struct analysis *analysed(struct slice text, struct slice date) {
    struct article_input input = {.text = text};
    if (date.length)
        input.published_at = date;
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    return analysis;
}

/* The five articles; `date` is given to all but the first two, which tell of another year. */
static bool read_story(struct slice date) {
    for (int i = 0; i < FILES; i++) {
        size_t length;
        const char *text = test_data(files[i], &length);
        if (!text)
            return false;
        struct slice own = i == 0 ? SLICE("2023-09-14") : i == 1 ? SLICE("") : date;
        articles[i] = analysed(slice_of(text, length), own);
    }
    return true;
}

static struct slice claim_text(struct claim_ref ref) {
    return analysis_slice(articles[ref.article], articles[ref.article]->claims.at[ref.claim].span);
}

/* A bit for each article with a member that holds `words`. */
static unsigned articles_with(const struct alignment *alignment, struct slice words) {
    unsigned found = 0;
    for (uint32_t i = 0; i < alignment->members.count; i++)
        if (slice_contains(claim_text(alignment->members.at[i]), words))
            found |= 1u << alignment->members.at[i].article;
    return found;
}

static void check_last_visit(struct slice date, const char *arithmetic) {
    if (!read_story(date))
        return;
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, FILES, &comparison), 0);
    for (uint32_t i = 0; i < comparison.alignments.count; i++) {
        const struct alignment *alignment = &comparison.alignments.at[i];
        bool all = articles_with(alignment, SLICE("since 2000")) == (1u << 2 | 1u << 4) &&
                   articles_with(alignment, SLICE("in over 20 years")) == 1u << 3 &&
                   articles_with(alignment, SLICE("last traveled")) == 1u << 3;
        if (!all)
            continue;
        ck_assert_msg(alignment->relation != RELATION_CONFLICT, "%.*s",
                      SLICE_ARGS(alignment->explanation));
        ck_assert_msg(slice_contains(alignment->explanation, slice_from_cstr(arithmetic)), "%.*s",
                      SLICE_ARGS(alignment->explanation));
        return;
    }
    ck_abort_msg("the last visit is not in one alignment");
}

START_TEST(last_visit_is_one_matter) {
    check_last_visit(SLICE("2024-06-18"), "2024 − 20 = 2004");
}
END_TEST

START_TEST(last_visit_needs_no_date) {
    check_last_visit(SLICE(""), "date of publication");
}
END_TEST

static const struct quantity *quantity_of(const struct analysis *analysis, double value,
                                          uint32_t *ret_index) {
    for (uint32_t i = 0; i < analysis->quantities.count; i++)
        if (analysis->quantities.at[i].value == value) {
            *ret_index = i;
            return &analysis->quantities.at[i];
        }
    ck_abort_msg("no quantity of %g", value);
    return NULL;
}

START_TEST(shells_are_alternatives) {
    if (!read_story(SLICE("")))
        return;
    uint32_t containers;
    uint32_t large;
    uint32_t small;
    const struct quantity *quantity = quantity_of(articles[3], 6700, &containers);
    ck_assert(quantity->high > 1e300);
    quantity = quantity_of(articles[3], 3e6, &large);
    ck_assert(quantity->high > 1e300);
    quantity = quantity_of(articles[3], 5e5, &small);
    ck_assert(quantity->high > 1e300);
    ck_assert_uint_eq(quantity->alternative_of, large);
    struct claim_pair_list conflicts;
    ck_assert_int_eq(align_within(test_resources(), arena, articles[3], &conflicts), 0);
    for (uint32_t i = 0; i < conflicts.count; i++)
        ck_assert_msg(!slice_contains(conflicts.at[i].explanation, SLICE("rounds")), "%.*s",
                      SLICE_ARGS(conflicts.at[i].explanation));
}
END_TEST

/* The relation of the further article's only claim with the claim on the shells. */
static const char *relation_with_shells(const char *sentence) {
    articles[FILES] = analysed(slice_from_cstr(sentence), SLICE(""));
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, ARTICLES, &comparison), 0);
    const struct claim_pair *best = NULL;
    for (uint32_t i = 0; i < comparison.pairs.count; i++) {
        const struct claim_pair *pair = &comparison.pairs.at[i];
        if (pair->right.article == FILES && pair->left.article == 3 &&
            slice_contains(claim_text(pair->left), SLICE("3 million rounds")) &&
            (!best || pair->score > best->score))
            best = pair;
    }
    return best ? relation_name(best->relation) : "unrelated";
}

START_TEST(another_count_of_shells_is_judged_by_arithmetic) {
    if (!read_story(SLICE("")))
        return;
    ck_assert_str_eq(
        relation_with_shells("The containers could hold about a million 152 mm shells."),
        "conflict");
    ck_assert_str_ne(
        relation_with_shells("The containers could hold at least 3.2 million 152 mm shells."),
        "conflict");
}
END_TEST

START_TEST(look_alikes_of_one_article_alone_are_repaired) {
    if (!read_story(SLICE("")))
        return;
    ck_assert_uint_eq(articles[0]->article.repairs.count, 1);
    ck_assert_uint_eq(articles[0]->article.repairs.at[0].count, 322);
    for (int i = 1; i < FILES; i++)
        ck_assert_uint_eq(articles[i]->article.repairs.count, 0);
}
END_TEST

/* ---- the same on sentences of our own -----------------------------------------------------------
 */

static const char *relation_of(const char *left, const char *right) {
    articles[0] = analysed(slice_from_cstr(left), SLICE("2031-05-06"));
    articles[1] = analysed(slice_from_cstr(right), SLICE("2031-05-06"));
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, 2, &comparison), 0);
    const struct claim_pair *best = NULL;
    for (uint32_t i = 0; i < comparison.pairs.count; i++)
        if (!best || comparison.pairs.at[i].score > best->score)
            best = &comparison.pairs.at[i];
    return best ? relation_name(best->relation) : "unrelated";
}

START_TEST(other_last_times_do_not_meet) {
    ck_assert_str_eq(relation_of("It is Minister Vale's first visit to Denmark since 2011.",
                                 "Minister Vale makes his first trip to the country in 20 years."),
                     "compatible");
    ck_assert_str_ne(relation_of("It is Minister Vale's first visit to Denmark since 2011.",
                                 "It is Minister Vale's first overseas trip since 2029."),
                     "conflict");
    ck_assert_str_ne(relation_of("It is Minister Vale's first visit to Denmark since 2011.",
                                 "It is Minister Vale's first visit to Portugal since 2020."),
                     "conflict");
}
END_TEST

START_TEST(capacity_does_not_grow) {
    ck_assert_str_eq(relation_of("The hangars could hold more than 4,000 drums of 200-litre size.",
                                 "The hangars could hold about 900 drums."),
                     "conflict");
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("real_story");
    TCase *cases = tcase_create("real_story");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, last_visit_is_one_matter);
    tcase_add_test(cases, last_visit_needs_no_date);
    tcase_add_test(cases, shells_are_alternatives);
    tcase_add_test(cases, another_count_of_shells_is_judged_by_arithmetic);
    tcase_add_test(cases, look_alikes_of_one_article_alone_are_repaired);
    tcase_add_test(cases, other_last_times_do_not_meet);
    tcase_add_test(cases, capacity_does_not_grow);
    suite_add_tcase(suite, cases);
    return suite;
}
