/* Sets of transitions: what stands in one is found with its own weights, also where they take
 * several slots, and what does not stand there weighs nothing. */
#include "analysis/language/triples.h"
#include "tests/unit/runner.h"

enum { SETS = 4 };

/* A hash that lies in a set and has a check there. */
static uint64_t hash_in(uint64_t set, uint32_t check) {
    return set << triple_shift(SETS) | (uint64_t)check << 32 | 12345;
}

static void fill_slot(struct triple_set *set, uint32_t slot, uint8_t check, int8_t first,
                      int8_t second, int8_t third) {
    set->checks[slot] = check;
    set->weights[0][slot] = first;
    set->weights[1][slot] = second;
    set->weights[2][slot] = third;
}

/* One group of features. */
static triple_sums score(const struct triple_model *model, const uint64_t *hashes, uint8_t count) {
    triple_sums sums;
    triple_score(model, hashes, &count, 1, &sums);
    return sums;
}

static void check_weights(triple_sums sums, int32_t first, int32_t second, int32_t third) {
    ck_assert_int_eq((int32_t)sums[0], first);
    ck_assert_int_eq((int32_t)sums[1], second);
    ck_assert_int_eq((int32_t)sums[2], third);
}

/* Every slot of set 2 has a feature of its own, with checks from 1. */
static void fill_set(struct triple_set *set) {
    for (int8_t i = 0; i < TRIPLE_SLOTS; i++)
        fill_slot(set, (uint32_t)i, (uint8_t)(i + 1), i, (int8_t)(-i - 1),
                  i % 2 ? (int8_t)TRIPLE_WEIGHT_MAX : (int8_t)-TRIPLE_WEIGHT_MAX);
}

START_TEST(a_feature_weighs_what_its_slot_says) {
    struct triple_set sets[SETS] = {0};
    struct triple_model model;
    uint64_t hashes[TRIPLE_SLOTS];
    int32_t sums[TRIPLE_CLASSES] = {0};
    fill_set(&sets[2]);
    ck_assert(triple_model_open(sets, SETS, &model));
    for (int32_t i = 0; i < TRIPLE_SLOTS; i++) {
        int32_t third = i % 2 ? TRIPLE_WEIGHT_MAX : -TRIPLE_WEIGHT_MAX;
        hashes[i] = hash_in(2, (uint32_t)i + 1);
        check_weights(score(&model, &hashes[i], 1), i, -i - 1, third);
        sums[0] += i;
        sums[1] -= i + 1;
        sums[2] += third;
    }
    triple_ask(&model, hashes, TRIPLE_SLOTS);
    check_weights(score(&model, hashes, TRIPLE_SLOTS), sums[0], sums[1], sums[2]);
    triple_model_done(&model);
}
END_TEST

START_TEST(groups_have_sums_of_their_own) {
    struct triple_set sets[SETS] = {0};
    struct triple_model model;
    triple_sums sums[3];
    const uint8_t counts[] = {2, 0, 1};
    const uint64_t hashes[] = {hash_in(1, 1), hash_in(3, 9), hash_in(3, 9)};
    fill_slot(&sets[1], 5, 1, 10, 20, -30);
    fill_slot(&sets[3], 0, 9, 1, 2, 3);
    ck_assert(triple_model_open(sets, SETS, &model));
    triple_score(&model, hashes, counts, 3, sums);
    check_weights(sums[0], 11, 22, -27);
    check_weights(sums[1], 0, 0, 0);
    check_weights(sums[2], 1, 2, 3);
    triple_model_done(&model);
}
END_TEST

START_TEST(a_feature_that_is_not_there_weighs_nothing) {
    struct triple_set sets[SETS] = {0};
    struct triple_model model;
    fill_set(&sets[2]);
    ck_assert(triple_model_open(sets, SETS, &model));
    const uint64_t absent[] = {hash_in(2, TRIPLE_SLOTS + 1), hash_in(1, 1), hash_in(3, 1),
                               hash_in(2, UINT8_MAX), hash_in(0, 0)};
    check_weights(score(&model, absent, sizeof absent / sizeof *absent), 0, 0, 0);
    triple_model_done(&model);
}
END_TEST

START_TEST(the_most_that_there_may_be_adds_up) {
    struct triple_set sets[SETS];
    struct triple_model model;
    uint64_t hashes[TRIPLE_FEATURES_MAX];
    int32_t most = TRIPLE_FEATURES_MAX * TRIPLE_SLOTS * TRIPLE_WEIGHT_MAX;
    for (uint32_t i = 0; i < SETS * TRIPLE_SLOTS; i++)
        fill_slot(&sets[i / TRIPLE_SLOTS], i % TRIPLE_SLOTS, 7, TRIPLE_WEIGHT_MAX,
                  -TRIPLE_WEIGHT_MAX, TRIPLE_WEIGHT_MAX);
    for (uint32_t i = 0; i < TRIPLE_FEATURES_MAX; i++)
        hashes[i] = hash_in(i % SETS, 7);
    ck_assert(triple_model_open(sets, SETS, &model));
    check_weights(score(&model, hashes, TRIPLE_FEATURES_MAX), most, -most, most);
    triple_model_done(&model);
}
END_TEST

START_TEST(numbers_of_sets_that_no_hash_reaches_are_refused) {
    ck_assert(triple_count_valid(2));
    ck_assert(triple_count_valid((size_t)1 << TRIPLE_SET_BITS_MAX));
    ck_assert(!triple_count_valid(0));
    ck_assert(!triple_count_valid(1)); /* no shift of 64 bits */
    ck_assert(!triple_count_valid(3));
    ck_assert(!triple_count_valid((size_t)2 << TRIPLE_SET_BITS_MAX));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("triples");
    TCase *cases = tcase_create("triples");
    tcase_add_test(cases, a_feature_weighs_what_its_slot_says);
    tcase_add_test(cases, groups_have_sums_of_their_own);
    tcase_add_test(cases, a_feature_that_is_not_there_weighs_nothing);
    tcase_add_test(cases, the_most_that_there_may_be_adds_up);
    tcase_add_test(cases, numbers_of_sets_that_no_hash_reaches_are_refused);
    suite_add_tcase(suite, cases);
    return suite;
}
