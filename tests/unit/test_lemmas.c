#include "analysis/language/lemmas.h"
#include "analysis/language/tagset.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

static void check_row(const struct slice *row, int count, int line) {
    (void)count;
    struct arena *arena = arena_new(1 << 20);
    char lower[64];
    for (size_t i = 0; i < row[0].length; i++)
        lower[i] =
            (char)(row[0].at[i] >= 'A' && row[0].at[i] <= 'Z' ? row[0].at[i] | 0x20 : row[0].at[i]);
    struct token token = {
        .lower = slice_of(lower, row[0].length),
        .kind = lower[0] >= '0' && lower[0] <= '9' ? TOKEN_NUMBER : TOKEN_WORD,
        .upos = (uint8_t)upos_find(row[1]),
        .xpos = (uint8_t)xpos_find(row[2]),
    };
    struct analysis analysis = {.tokens = {.at = &token, .count = 1, .capacity = 1}};
    ck_assert_int_eq(lemmas_fill(test_resources(), arena, &analysis), 0);
    ck_assert_msg(slice_equal(token.lemma, row[3]), "line %d: %.*s: got %.*s", line,
                  SLICE_ARGS(row[0]), SLICE_ARGS(token.lemma));
    arena_free(arena);
}

START_TEST(lemmas_are_as_the_table_says) {
    test_table("lemmas.tsv", check_row);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("lemmas");
    TCase *cases = tcase_create("lemmas");
    tcase_add_test(cases, lemmas_are_as_the_table_says);
    suite_add_tcase(suite, cases);
    return suite;
}
