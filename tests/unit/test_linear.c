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
    for (int32_t i = 0; i < CLASSES; i++) {
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

/* ---- against the plain sum ------------------------------------------------------------------- */

enum { MANY = SPARSE_FEATURES_MAX, WIDE_ROWS = 7 };

/* A number that follows from another, without a pattern that a sum could hide. */
static uint32_t mixed(uint32_t number) {
    number = (number ^ number >> 15) * 0x2C1B3C6DU;
    return (number ^ number >> 12) * 0x297A2D39U >> 8;
}

/* One line for each feature, whose slot holds three weights or the name of one to three rows; what
 * it adds to each class goes into `ret_expected`, by the plainest way. */
static void fill_many(uint32_t class_count, struct sparse_line *many, int8_t *wide,
                      int32_t *ret_expected) {
    uint32_t length = sparse_row_length(class_count);
    memset(many, 0, MANY * sizeof *many);
    memset(ret_expected, 0, LINEAR_CLASSES * sizeof *ret_expected);
    for (uint32_t i = 0; i < WIDE_ROWS * length; i++)
        wide[i] = (int8_t)mixed(i);
    for (uint32_t i = 0; i < MANY; i++) {
        int16_t *weights = many[i].weights[i % SPARSE_SLOTS];
        many[i].checks[i % SPARSE_SLOTS] = (uint16_t)(2 * i + 1);
        uint32_t row_count = i % 2 ? i % SPARSE_ROWS_MAX + 1 : 0;
        uint32_t first = row_count ? mixed(i) % (WIDE_ROWS - row_count + 1) : 0;
        for (uint32_t k = 0; k < row_count * class_count; k++)
            ret_expected[k % class_count] +=
                wide[(first + k / class_count) * length + k % class_count];
        if (row_count) {
            weights[0] = (int16_t)(first << SPARSE_ROW_BITS | row_count);
            weights[2] = SPARSE_ROW_MARK;
            continue;
        }
        for (uint32_t k = 0; k < SPARSE_SLOT_WEIGHTS; k++) {
            int32_t class = (int32_t)(mixed(100 * i + k) % class_count);
            int32_t value = (int32_t)(mixed(100 * i + k + 50) % 511) - 255;
            weights[k] = weight(value, class);
            ret_expected[class] += value;
        }
    }
}

static uint32_t best_of(const int32_t *expected, uint32_t class_count) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < class_count; i++)
        best = expected[i] > expected[best] ? i : best;
    return best;
}

/* Rows are added four, two and one parts at a time, features matched 64 at a time: each width of a
 * row takes another way through, and each must come to the plain sum. */
START_TEST(every_width_of_rows_comes_to_the_plain_sum) {
    static struct sparse_line many[MANY];
    static int8_t wide[WIDE_ROWS * LINEAR_CLASSES];
    uint32_t class_count = (uint32_t)_i;
    int32_t expected[LINEAR_CLASSES];
    uint64_t hashes[MANY];
    struct sparse_model model;
    struct sparse_sums sums;
    uint32_t value_count = WIDE_ROWS * sparse_row_length(class_count);
    fill_many(class_count, many, wide, expected);
    for (uint64_t i = 0; i < MANY; i++)
        hashes[i] = ((i << 32) / MANY + 1) << 32 | (2 * i + 1);
    ck_assert(sparse_model_valid(many, MANY, value_count, class_count));
    ck_assert(sparse_model_open(many, MANY, wide, value_count, class_count, &model));
    sparse_sums_clear(&sums);
    sparse_match(&model, hashes, MANY, &sums);
    sparse_finish(&model, &sums);
    for (uint32_t i = 0; i < class_count; i++)
        ck_assert_int_eq(sums.at[i], expected[i]);
    ck_assert_uint_eq(sparse_best(&sums, class_count), best_of(expected, class_count));
    sparse_model_done(&model);
}
END_TEST

START_TEST(the_greatest_sum_is_found_wherever_it_stands) {
    struct sparse_sums sums;
    for (uint32_t count = 1; count < LINEAR_CLASSES; count++) {
        for (uint32_t i = 0; i < LINEAR_CLASSES; i++)
            sums.at[i] = i < count ? -300 : 1; /* what is no class counts for nothing */
        uint32_t at = mixed(count) % count;
        sums.at[at] = -299;
        ck_assert_uint_eq(sparse_best(&sums, count), at);
        sums.at[count - 1] = -299;
        ck_assert_uint_eq(sparse_best(&sums, count), at);
    }
}
END_TEST

START_TEST(rows_that_no_file_has_are_refused) {
    fill_lines();
    lines[2].weights[3][0] = ROWS << SPARSE_ROW_BITS; /* none, but from behind the last */
    ck_assert(!lines_valid());
    lines[2].weights[3][0] = (ROWS - 1) << SPARSE_ROW_BITS | 1;
    ck_assert(lines_valid());
    lines[2].weights[3][0] = (ROWS - 1) << SPARSE_ROW_BITS | 2;
    ck_assert(!lines_valid());
    ck_assert(!sparse_model_valid(lines, (size_t)UINT32_MAX + 1, 0, CLASSES));
    ck_assert(!sparse_model_valid(lines, LINES, ((size_t)UINT32_MAX + 1), CLASSES));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("linear");
    TCase *cases = tcase_create("linear");
    tcase_add_test(cases, lists_and_rows_weigh_what_they_say);
    tcase_add_test(cases, what_is_not_there_weighs_nothing);
    tcase_add_test(cases, lines_that_lie_are_refused);
    tcase_add_loop_test(cases, every_width_of_rows_comes_to_the_plain_sum, 1, LINEAR_CLASSES);
    tcase_add_test(cases, the_greatest_sum_is_found_wherever_it_stands);
    tcase_add_test(cases, rows_that_no_file_has_are_refused);
    suite_add_tcase(suite, cases);
    return suite;
}
