/* Lines of sparse models: what stands in one is found with its own weights, as a list over several
 * slots or as a row, what does not weighs nothing, and lines that lie are refused. */
#include "analysis/language/linear.h"
#include "tests/unit/runner.h"

#include <string.h>

enum { LINES = 5, CLASSES = 20, ROWS = 4, ROW_LENGTH = 32 };

static struct sparse_line lines[LINES];
static _Alignas(16) int8_t rows[ROWS * ROW_LENGTH];

static int16_t weight(int32_t value, int32_t class) {
    return (int16_t)(value * LINEAR_CLASSES + class);
}

/* A hash that lies in a line and has a check there. */
static uint64_t hash_in(uint64_t line, uint16_t check) {
    return ((line << 32) / LINES + 1) << 32 | check;
}

/* Line 2 has a list of one slot (check 1), one of two (check 3), row 1 (check 5) and the three rows
 * from it (check 9). */
static void fill_lines(void) {
    static const int16_t filled[][SPARSE_SLOT_WEIGHTS] = {
        {SPARSE_NO_WEIGHT, SPARSE_NO_WEIGHT, SPARSE_NO_WEIGHT},
        {SPARSE_NO_WEIGHT, SPARSE_NO_WEIGHT, SPARSE_NO_WEIGHT},
        {SPARSE_NO_WEIGHT, SPARSE_NO_WEIGHT, SPARSE_NO_WEIGHT},
        {1 << SPARSE_ROW_BITS | 1, 0, SPARSE_ROW_MARK},
        {1 << SPARSE_ROW_BITS | 3, 0, SPARSE_ROW_MARK},
    };
    memset(lines, 0, sizeof lines);
    memcpy(lines[2].weights, filled, sizeof filled);
    lines[2].weights[0][0] = weight(-LINEAR_WEIGHT_MAX - 1, 0);
    lines[2].weights[1][0] = weight(10, 1);
    lines[2].weights[1][1] = weight(20, 2);
    lines[2].weights[1][2] = weight(30, 3);
    lines[2].weights[2][0] = weight(LINEAR_WEIGHT_MAX, CLASSES - 1);
    lines[2].checks[0] = 1;
    lines[2].checks[1] = lines[2].checks[2] = 3;
    lines[2].checks[3] = 5;
    lines[2].checks[4] = 9;
    for (int8_t i = 0; i < CLASSES; i++) {
        rows[ROW_LENGTH + i] = (int8_t)(100 + i);
        rows[2 * ROW_LENGTH + i] = INT8_MAX;
        rows[3 * ROW_LENGTH + i] = INT8_MIN;
    }
}

static bool lines_valid(void) {
    return sparse_model_valid(lines, LINES, ROWS * ROW_LENGTH, CLASSES);
}

static void sum_up(const uint64_t *hashes, uint32_t count, struct sparse_sums *sums) {
    struct sparse_model model;
    ck_assert_uint_eq(sparse_row_length(CLASSES), ROW_LENGTH);
    ck_assert(lines_valid());
    ck_assert(sparse_model_open(lines, LINES, rows, ROWS * ROW_LENGTH, CLASSES, &model));
    sparse_sums_clear(sums);
    sparse_ask(&model, hashes, count);
    sparse_match(&model, hashes, count, sums);
    sparse_finish(&model, sums);
    sparse_model_done(&model);
}

START_TEST(lists_and_rows_weigh_what_they_say) {
    struct sparse_sums sums;
    const uint64_t hashes[] = {hash_in(2, 1), hash_in(2, 3), hash_in(2, 5)};
    fill_lines();
    sum_up(hashes, 1, &sums);
    ck_assert_int_eq(sums.at[0], -256);
    ck_assert_int_eq(sums.at[1], 0);
    sum_up(hashes + 1, 1, &sums);
    ck_assert_int_eq(sums.at[0], 0);
    ck_assert_int_eq(sums.at[3], 30);
    ck_assert_int_eq(sums.at[CLASSES - 1], 255);
    sum_up(hashes, 3, &sums);
    ck_assert_int_eq(sums.at[0], 100 - 256);
    ck_assert_int_eq(sums.at[2], 102 + 20);
    ck_assert_int_eq(sums.at[CLASSES - 1], 119 + 255);
    ck_assert_uint_eq(sparse_best(&sums, CLASSES), CLASSES - 1);
    ck_assert_uint_eq(sparse_best(&sums, CLASSES - 1), 3);

    const uint64_t three = hash_in(2, 9);
    sum_up(&three, 1, &sums);
    ck_assert_int_eq(sums.at[0], 100 + INT8_MAX + INT8_MIN);
    ck_assert_int_eq(sums.at[CLASSES - 1], 119 + INT8_MAX + INT8_MIN);
}
END_TEST

START_TEST(what_is_not_there_weighs_nothing) {
    struct sparse_sums sums;
    const uint64_t hashes[] = {hash_in(2, 7), hash_in(1, 1), hash_in(3, 3), hash_in(0, 0)};
    fill_lines();
    sum_up(hashes, sizeof hashes / sizeof *hashes, &sums);
    for (uint32_t i = 0; i < CLASSES; i++)
        ck_assert_int_eq(sums.at[i], 0);
    ck_assert_uint_eq(sparse_best(&sums, CLASSES), 0);
}
END_TEST

START_TEST(lines_that_lie_are_refused) {
    fill_lines();
    ck_assert(!sparse_model_valid(lines, 0, 0, CLASSES));
    ck_assert(!sparse_model_valid(lines, LINES, ROWS * ROW_LENGTH - 1, CLASSES));
    ck_assert(!sparse_model_valid(lines, LINES, (ROWS - 1) * ROW_LENGTH, CLASSES)); /* no row 3 */
    ck_assert(!sparse_model_valid(lines, LINES, ROW_LENGTH, CLASSES));              /* nor 1 */
    lines[2].weights[0][1] = weight(1, CLASSES);
    ck_assert(!lines_valid());
    lines[2].checks[0] = 0; /* nobody reads it */
    ck_assert(lines_valid());
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("linear");
    TCase *cases = tcase_create("linear");
    tcase_add_test(cases, lists_and_rows_weigh_what_they_say);
    tcase_add_test(cases, what_is_not_there_weighs_nothing);
    tcase_add_test(cases, lines_that_lie_are_refused);
    suite_add_tcase(suite, cases);
    return suite;
}
