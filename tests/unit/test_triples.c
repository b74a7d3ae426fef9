/* Lines of transitions: what stands in one is found with its own weights, what does not weighs
 * nothing, and lines that lie are refused. */
#include "analysis/language/triples.h"
#include "tests/unit/runner.h"

#include <string.h>

enum { LINES = 5 };

/* A hash that lies in a line and has a check there. */
static uint64_t hash_in(uint32_t line, uint16_t check) {
    uint64_t upper = ((uint64_t)line << 32) / LINES + 1;
    return upper << 32 | check;
}

/* Every slot of line 2 has a feature of its own, the shifts take turns. */
static void fill_line(struct triple_line *line) {
    for (uint32_t i = 0; i < TRIPLE_SLOTS; i++) {
        line->checks[i] = (uint16_t)(2 * i + 1);
        line->weights[i][0] = (int8_t)i;
        line->weights[i][1] = (int8_t) - (int)(i + 1);
        line->weights[i][2] = i % 2 ? TRIPLE_BYTE_MAX : -TRIPLE_BYTE_MAX;
        line->shifts |= i % (TRIPLE_SHIFT_MAX + 1) << i * TRIPLE_SHIFT_BITS;
    }
}

static void check_weights(triple_sums sums, int32_t first, int32_t second, int32_t third) {
    ck_assert_int_eq((int32_t)sums[0], first);
    ck_assert_int_eq((int32_t)sums[1], second);
    ck_assert_int_eq((int32_t)sums[2], third);
}

START_TEST(a_feature_weighs_what_its_slot_says) {
    struct triple_line lines[LINES] = {0};
    struct triple_model model;
    fill_line(&lines[2]);
    ck_assert(triple_model_valid(lines, LINES));
    ck_assert(triple_model_open(lines, LINES, &model));
    uint64_t hashes[TRIPLE_SLOTS];
    int32_t sums[TRIPLE_CLASSES] = {0};
    for (int32_t i = 0; i < TRIPLE_SLOTS; i++) {
        int32_t times = 1 << i % (TRIPLE_SHIFT_MAX + 1);
        int32_t third = (i % 2 ? TRIPLE_BYTE_MAX : -TRIPLE_BYTE_MAX) * times;
        hashes[i] = hash_in(2, (uint16_t)(2 * i + 1));
        check_weights(triple_score(&model, &hashes[i], 1), i * times, -(i + 1) * times, third);
        sums[0] += i * times;
        sums[1] -= (i + 1) * times;
        sums[2] += third;
    }
    triple_ask(&model, hashes, TRIPLE_SLOTS);
    check_weights(triple_score(&model, hashes, TRIPLE_SLOTS), sums[0], sums[1], sums[2]);
    triple_model_done(&model);
}
END_TEST

START_TEST(a_feature_that_is_not_there_weighs_nothing) {
    struct triple_line lines[LINES] = {0};
    struct triple_model model;
    fill_line(&lines[2]);
    ck_assert(triple_model_open(lines, LINES, &model));
    const uint64_t absent[] = {hash_in(2, 2 * TRIPLE_SLOTS + 1), hash_in(1, 1), hash_in(3, 1),
                               hash_in(LINES - 1, UINT16_MAX), hash_in(0, 0)};
    check_weights(triple_score(&model, absent, sizeof absent / sizeof *absent), 0, 0, 0);
    triple_model_done(&model);
}
END_TEST

START_TEST(lines_that_lie_are_refused) {
    struct triple_line lines[LINES] = {0};
    fill_line(&lines[LINES - 1]);
    ck_assert(!triple_model_valid(lines, 0));
    lines[LINES - 1].checks[3] = 0; /* and yet it weighs */
    ck_assert(!triple_model_valid(lines, LINES));
    memset(lines[LINES - 1].weights[3], 0, TRIPLE_CLASSES); /* free, but others are behind it */
    ck_assert(!triple_model_valid(lines, LINES));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("triples");
    TCase *cases = tcase_create("triples");
    tcase_add_test(cases, a_feature_weighs_what_its_slot_says);
    tcase_add_test(cases, a_feature_that_is_not_there_weighs_nothing);
    tcase_add_test(cases, lines_that_lie_are_refused);
    suite_add_tcase(suite, cases);
    return suite;
}
