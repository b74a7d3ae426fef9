/* The trace of a pair: which rules were asked, in which order, and what each said. */
#include "alignment/explain.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

enum { ARENA_LIMIT = 64 << 20 };

static const struct claim_pair *compared(struct arena *arena, const char *left, const char *right) {
    const struct analysis *articles[2];
    const char *const texts[] = {left, right};
    for (int i = 0; i < 2; i++) {
        struct article_input input = {.text = slice_from_cstr(texts[i]),
                                      .published_at = SLICE("2024-03-04")};
        struct analysis *analysis = NULL;
        ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
        articles[i] = analysis;
    }
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, 2, &comparison), 0);
    ck_assert_uint_gt(comparison.pairs.count, 0);
    return &comparison.pairs.at[0];
}

static const struct rule_step *step_of(const struct rule_step_list *steps, const char *rule) {
    for (uint32_t i = 0; i < steps->count; i++)
        if (strcmp(steps->at[i].rule, rule) == 0)
            return &steps->at[i];
    return NULL;
}

START_TEST(a_conflict_names_its_judge) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct claim_pair *pair = compared(arena, "The landslide in Korsa buried 41 houses.",
                                             "The landslide in Korsa buried 57 houses.");
    struct rule_step_list steps;
    ck_assert_int_eq(pair_explain(arena, pair, &steps), 0);
    const struct rule_step *quantities = step_of(&steps, "slot.quantities");
    ck_assert_ptr_nonnull(quantities);
    ck_assert_int_eq(quantities->verdict, RULE_CONFLICT);
    ck_assert(slice_starts(quantities->detail, SLICE("value: ")));
    ck_assert_int_eq(step_of(&steps, "slot.roles")->verdict, RULE_SILENT);
    ck_assert_int_eq(step_of(&steps, "same_matter")->verdict, RULE_FOR);
    ck_assert_str_eq(steps.at[steps.count - 1].rule, "relation");
    ck_assert_int_eq(steps.at[steps.count - 1].verdict, RULE_CONFLICT);
    arena_free(arena);
}
END_TEST

START_TEST(recurrences_are_named) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct claim_pair *pair =
        compared(arena, "The visit is Ruell's first to Halvard since 2000.",
                 "The visit is Ruell's first to Halvard in over 20 years.");
    struct rule_step_list steps;
    ck_assert_int_eq(pair_explain(arena, pair, &steps), 0);
    ck_assert_ptr_nonnull(step_of(&steps, "recurrence_matter"));
    ck_assert_int_eq(step_of(&steps, "slot.times")->verdict, RULE_COMPATIBLE);
    arena_free(arena);
}
END_TEST

/* Every judge is asked once, and the features come before the judges. */
START_TEST(steps_are_in_order) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct claim_pair *pair = compared(arena, "The landslide in Korsa buried 41 houses.",
                                             "The landslide in Korsa buried 41 houses.");
    struct rule_step_list steps;
    ck_assert_int_eq(pair_explain(arena, pair, &steps), 0);
    unsigned slot = 0;
    bool features_done = false;
    for (uint32_t i = 0; i < steps.count; i++) {
        bool feature = strncmp(steps.at[i].rule, "same_matter.", 12) == 0;
        ck_assert(!(feature && features_done));
        features_done |= !feature;
        if (strncmp(steps.at[i].rule, "slot.", 5) == 0)
            ck_assert_str_eq(steps.at[i].rule, relation_slot_name(slot++));
    }
    ck_assert_ptr_null(relation_slot_name(slot));
    arena_free(arena);
}
END_TEST

START_TEST(verdicts_have_names) {
    ck_assert_str_eq(rule_verdict_name(RULE_FOR), "for");
    ck_assert_str_eq(rule_verdict_name(RULE_CONFLICT), "conflict");
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("explain");
    TCase *tests = tcase_create("traces");
    tcase_add_test(tests, a_conflict_names_its_judge);
    tcase_add_test(tests, recurrences_are_named);
    tcase_add_test(tests, steps_are_in_order);
    tcase_add_test(tests, verdicts_have_names);
    suite_add_tcase(suite, tests);
    return suite;
}
