/* Tables of what is certain: the first context that settles a thing counts, and tables that lie are
 * refused. */
#include "analysis/language/certain.h"
#include "tests/unit/runner.h"

enum { SLOTS = 7, OUTCOME = 5 };

/* Three contexts that want one slot, at the table's end. */
static const uint64_t contexts[] = {UINT64_C(0xFFFFFFFF00000001), UINT64_C(0xFFFFFFFF00000003),
                                    UINT64_C(0xFFFFFFFF00000005)};

START_TEST(the_first_context_that_settles_it_counts) {
    uint32_t slots[SLOTS] = {0};
    const struct certain_table table = {slots, SLOTS};
    for (uint32_t i = 0; i < 3; i++)
        certain_put(slots, SLOTS, contexts[i], OUTCOME - i);
    const uint64_t unknown = UINT64_C(0xFFFFFFFF00000007);
    const uint64_t elsewhere = 1;
    for (uint32_t i = 0; i < 3; i++) {
        const uint64_t both[] = {unknown, contexts[i], contexts[0]};
        ck_assert_uint_eq(certain_outcome(&table, both, 3), OUTCOME - i);
    }
    ck_assert_uint_eq(certain_outcome(&table, &unknown, 1), CERTAIN_NOTHING);
    ck_assert_uint_eq(certain_outcome(&table, &elsewhere, 1), CERTAIN_NOTHING);
    ck_assert_uint_eq(certain_outcome(&table, contexts, 0), CERTAIN_NOTHING);
}
END_TEST

START_TEST(tables_that_lie_are_refused) {
    uint32_t slots[SLOTS] = {0};
    certain_put(slots, SLOTS, contexts[0], OUTCOME);
    ck_assert(certain_table_valid(slots, SLOTS, OUTCOME + 1));
    ck_assert(!certain_table_valid(slots, SLOTS, OUTCOME));
    for (uint32_t i = 1; i < SLOTS; i++)
        certain_put(slots, SLOTS, contexts[0], OUTCOME);
    ck_assert(!certain_table_valid(slots, SLOTS, OUTCOME + 1)); /* a search would not end */
    ck_assert(!certain_table_valid(slots, 0, OUTCOME + 1));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("certain");
    TCase *cases = tcase_create("certain");
    tcase_add_test(cases, the_first_context_that_settles_it_counts);
    tcase_add_test(cases, tables_that_lie_are_refused);
    suite_add_tcase(suite, cases);
    return suite;
}
