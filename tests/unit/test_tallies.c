/* What numbers count, by the words near them in the tree: a table of sentences. */
#include "alignment/tallies.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

enum { ARENA_LIMIT = 64 << 20 };

static const struct quantity *quantity_with(const struct analysis *analysis, struct slice text) {
    for (uint32_t i = 0; i < analysis->quantities.count; i++)
        if (slice_contains(analysis_slice(analysis, analysis->quantities.at[i].span), text))
            return &analysis->quantities.at[i];
    return NULL;
}

static void tally_row(const struct slice *fields, int count, int line) {
    ck_assert_int_eq(count, 3);
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct article_input input = {.text = fields[0], .published_at = SLICE("2024-03-04")};
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    const struct quantity *quantity = quantity_with(analysis, fields[1]);
    bool none = slice_equal(fields[2], SLICE("none"));
    const char *found = "none";
    if (quantity)
        found = tally_name(tally_of(test_resources(), analysis, quantity));
    ck_assert_msg(quantity || none, "line %d: %.*s was not read as a quantity", line,
                  SLICE_ARGS(fields[1]));
    ck_assert_msg(slice_equal(slice_from_cstr(found), fields[2]), "line %d: %s instead of %.*s",
                  line, found, SLICE_ARGS(fields[2]));
    arena_free(arena);
}

START_TEST(numbers_and_what_they_count) {
    test_table("tallies.tsv", tally_row);
}
END_TEST

START_TEST(every_tally_has_its_name) {
    for (int i = 0; i < TALLY_COUNT; i++)
        for (int k = 0; k < i; k++)
            ck_assert_str_ne(tally_name((enum tally)i), tally_name((enum tally)k));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("tallies");
    TCase *tests = tcase_create("counted");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, numbers_and_what_they_count);
    tcase_add_test(tests, every_tally_has_its_name);
    suite_add_tcase(suite, tests);
    return suite;
}
