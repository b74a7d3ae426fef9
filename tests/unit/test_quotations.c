/* What was done to quoted words on their way into two articles: a table through the whole analysis,
 * each row in both orders. */
#include "alignment/quotations.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 64 << 20 };

static struct arena *arena;
static unsigned labels[QUOTATION_LABEL_COUNT];
static unsigned wrong_rows;

static struct quotation *first_quotation(struct slice text) {
    struct article_input input = {.text = text};
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    struct quotation *quotation = ARENA_NEW(arena, struct quotation);
    ck_assert_ptr_nonnull(quotation);
    if (analysis->attributions.count > 0)
        quotation_read(analysis, &analysis->attributions.at[0].parts, 0, analysis->tokens.count,
                       NULL, NULL, quotation);
    return quotation;
}

static struct slice altered(const struct quotation *quotation, struct span span) {
    return span_empty(span) ? SLICE("-") : analysis_slice(quotation->analysis, span);
}

static void check(const struct quotation *left, const struct quotation *right,
                  const struct slice *wanted, int first, int line) {
    struct quotation_match match;
    quotations_match(left, right, &match);
    struct slice label = slice_from_cstr(quotation_label_name(match.label));
    struct slice words[] = {altered(left, match.left), altered(right, match.right)};
    bool right_words = !wanted[1].length || (slice_equal(words[first], wanted[1]) &&
                                             slice_equal(words[1 - first], wanted[2]));
    labels[match.label]++;
    if (slice_equal(label, wanted[0]) && right_words)
        return;
    wrong_rows++;
    printf("quotations.tsv:%d: %.*s instead of %.*s (%.2f): “%.*s”, “%.*s”\n", line,
           SLICE_ARGS(label), SLICE_ARGS(wanted[0]), match.cover, SLICE_ARGS(words[0]),
           SLICE_ARGS(words[1]));
}

static void quotation_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 3);
    arena = arena_new(ARENA_LIMIT);
    ck_assert_ptr_nonnull(arena);
    const struct quotation *left = first_quotation(fields[0]);
    const struct quotation *right = first_quotation(fields[1]);
    check(left, right, fields + 2, 0, line);
    check(right, left, fields + 2, 1, line);
    arena_free(arena);
}

START_TEST(quotations_of_the_table) {
    if (!test_resources()->language) {
        printf("SKIP: no tagger and parser in the models folder: quotations.tsv was NOT run\n");
        return;
    }
    test_table("quotations.tsv", quotation_row);
    ck_assert_uint_eq(wrong_rows, 0);
    for (int label = 0; label < QUOTATION_LABEL_COUNT; label++)
        ck_assert_msg(labels[label] >= 6, "%s: too few rows",
                      quotation_label_name((enum quotation_label)label));
}
END_TEST

/* As many words as there can be, all alike: the cap holds, and the ends are found. */
START_TEST(a_long_quotation_is_capped) {
    enum { WORDS = 4000 };
    static const char unit[] = "harbour ";
    char *text = malloc(WORDS * (sizeof unit - 1));
    struct token *tokens = calloc(WORDS, sizeof *tokens);
    struct quotation *quotation = calloc(1, sizeof *quotation);
    ck_assert(text && tokens && quotation);
    for (uint32_t i = 0; i < WORDS; i++) {
        uint32_t at = i * (uint32_t)(sizeof unit - 1);
        memcpy(text + at, unit, sizeof unit - 1);
        tokens[i] = (struct token){.span = {at, at + 7},
                                   .lower = slice_of(text + at, 7),
                                   .lemma = slice_of(text + at, 7),
                                   .flags = TOKEN_IN_QUOTES};
    }
    struct analysis analysis = {.article = {.text = slice_of(text, WORDS * (sizeof unit - 1))},
                                .tokens = {tokens, WORDS, WORDS}};
    struct span whole = {0, WORDS * (sizeof unit - 1)};
    struct span_list parts = {&whole, 1, 1};
    quotation_read(&analysis, &parts, 0, WORDS, NULL, NULL, quotation);
    ck_assert_uint_eq(quotation->count, QUOTATION_WORDS_MAX);
    struct quotation_match match;
    quotations_match(quotation, quotation, &match);
    ck_assert_int_eq(match.label, QUOTATION_VERBATIM);
    free(quotation);
    free(tokens);
    free(text);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("quotations");
    TCase *cases = tcase_create("quotations");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, quotations_of_the_table);
    tcase_add_test(cases, a_long_quotation_is_capped);
    suite_add_tcase(suite, cases);
    return suite;
}
