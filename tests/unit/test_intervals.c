/* Interval algebra on a small grid, exhaustively, and the truth table comparator × comparator ×
 * position that alignment builds upon. */
#include "analysis/values/intervals.h"
#include "tests/unit/runner.h"

#include <math.h>

enum { GRID = 5, INTERVALS_MAX = 200 };

static struct interval grid[INTERVALS_MAX];
static size_t grid_count;

/* All intervals with ends among -∞, 1 … 5, ∞ and both kinds of end, without the empty ones. */
static void fill_grid(void) {
    grid_count = 0;
    for (int low = 0; low <= GRID; low++)
        for (int high = low; high <= GRID + 1; high++)
            for (int open = 0; open < 4; open++) {
                struct interval interval = {low ? low : -(double)INFINITY,
                                            high <= GRID ? high : (double)INFINITY, open & 1,
                                            open & 2};
                if (high && !interval_empty(interval) && grid_count < INTERVALS_MAX)
                    grid[grid_count++] = interval;
            }
    ck_assert_uint_gt(grid_count, 60);
}

/* Membership in steps of a quarter decides for these grids. */
static bool same_set(struct interval a, struct interval b) {
    for (double x = -1; x <= GRID + 2; x += 0.25)
        if (interval_contains(a, x) != interval_contains(b, x))
            return false;
    return true;
}

START_TEST(intersection_is_the_common_members) {
    fill_grid();
    for (size_t i = 0; i < grid_count; i++)
        for (size_t k = 0; k < grid_count; k++) {
            struct interval both = interval_intersection(grid[i], grid[k]);
            bool any = false;
            for (double x = -1; x <= GRID + 2; x += 0.25) {
                bool in = interval_contains(grid[i], x) && interval_contains(grid[k], x);
                ck_assert_int_eq(interval_contains(both, x), in);
                any = any || in;
            }
            ck_assert_int_eq(interval_empty(both), !any);
        }
}
END_TEST

START_TEST(intersection_obeys_the_laws) {
    fill_grid();
    for (size_t i = 0; i < grid_count; i++) {
        ck_assert(same_set(interval_intersection(grid[i], grid[i]), grid[i]));
        for (size_t k = 0; k < grid_count; k++) {
            struct interval ab = interval_intersection(grid[i], grid[k]);
            ck_assert(same_set(ab, interval_intersection(grid[k], grid[i])));
            for (size_t m = 0; m < grid_count; m += 7)
                ck_assert(same_set(
                    interval_intersection(ab, grid[m]),
                    interval_intersection(grid[i], interval_intersection(grid[k], grid[m]))));
        }
    }
}
END_TEST

static enum interval_relation mirrored(enum interval_relation relation) {
    return relation == INTERVAL_BELOW   ? INTERVAL_ABOVE
           : relation == INTERVAL_ABOVE ? INTERVAL_BELOW
                                        : relation;
}

START_TEST(relations_mirror_and_follow_membership) {
    fill_grid();
    for (size_t i = 0; i < grid_count; i++)
        for (size_t k = 0; k < grid_count; k++) {
            enum interval_relation relation = interval_relate(grid[i], grid[k]);
            ck_assert_int_eq(interval_relate(grid[k], grid[i]), mirrored(relation));
            ck_assert_int_eq(relation == INTERVAL_EQUAL, same_set(grid[i], grid[k]));
            bool apart = interval_empty(interval_intersection(grid[i], grid[k]));
            ck_assert_int_eq(apart, relation == INTERVAL_BELOW || relation == INTERVAL_ABOVE);
        }
}
END_TEST

START_TEST(scaling_keeps_members) {
    fill_grid();
    static const double factors[] = {2, 0.5, -1};
    for (size_t i = 0; i < grid_count; i++)
        for (size_t f = 0; f < 3; f++) {
            struct interval scaled = interval_scale(grid[i], factors[f], 3);
            for (double x = -1; x <= GRID + 2; x += 0.25)
                ck_assert_int_eq(interval_contains(grid[i], x),
                                 interval_contains(scaled, x * factors[f] + 3));
        }
}
END_TEST

/* Rows: 100 with each comparator; in a row, three groups for 80, 100 and 120, each against exact,
 * about, more than, at least, less than, at most. b below, t touching, o overlapping, = equal, a
 * above, the row standing left. Resolution 1. */
START_TEST(truth_table_of_comparators) {
    static const char *const table[6][3] = {
        {"aaooaa", "=ooooo", "bbbboo"}, /* exact */
        {"aaooaa", "o=oooo", "bobboo"}, /* about */
        {"aaooaa", "oo=oaa", "oooooo"}, /* more than */
        {"aaooaa", "ooo=at", "oooooo"}, /* at least */
        {"oooooo", "oobb=o", "bbbboo"}, /* less than */
        {"oooooo", "oobto=", "bbbboo"}, /* at most */
    };
    static const double positions[] = {80, 100, 120};
    static const char letters[] = "bto=a";
    for (int left = COMPARATOR_EXACT; left <= COMPARATOR_AT_MOST; left++)
        for (int right = COMPARATOR_EXACT; right <= COMPARATOR_AT_MOST; right++)
            for (size_t p = 0; p < 3; p++) {
                struct interval a = interval_from_comparator((enum comparator)left, 100, 1);
                struct interval b =
                    interval_from_comparator((enum comparator)right, positions[p], 1);
                ck_assert_msg(letters[interval_relate(a, b)] == table[left][p][right],
                              "%d × %d at %g: %s", left, right, positions[p],
                              interval_relation_name(interval_relate(a, b)));
            }
}
END_TEST

struct verdict {
    enum comparator left;
    double left_value;
    enum comparator right;
    double right_value;
    enum interval_relation relation;
};

START_TEST(corners_of_the_truth_table) {
    static const struct verdict verdicts[] = {
        {COMPARATOR_EXACT, 100, COMPARATOR_EXACT, 100, INTERVAL_EQUAL},
        {COMPARATOR_EXACT, 100, COMPARATOR_EXACT, 101, INTERVAL_BELOW},
        {COMPARATOR_EXACT, 100, COMPARATOR_MORE_THAN, 120, INTERVAL_BELOW},
        {COMPARATOR_EXACT, 130, COMPARATOR_MORE_THAN, 120, INTERVAL_OVERLAPPING},
        {COMPARATOR_MORE_THAN, 100, COMPARATOR_AT_LEAST, 80, INTERVAL_OVERLAPPING},
        {COMPARATOR_MORE_THAN, 100, COMPARATOR_LESS_THAN, 100, INTERVAL_ABOVE},
        {COMPARATOR_MORE_THAN, 100, COMPARATOR_AT_MOST, 100, INTERVAL_ABOVE},
        {COMPARATOR_AT_LEAST, 100, COMPARATOR_AT_MOST, 100, INTERVAL_TOUCHING},
        {COMPARATOR_AT_LEAST, 100, COMPARATOR_LESS_THAN, 100, INTERVAL_ABOVE},
        {COMPARATOR_AT_LEAST, 100, COMPARATOR_AT_LEAST, 100, INTERVAL_EQUAL},
        {COMPARATOR_AT_MOST, 80, COMPARATOR_AT_LEAST, 100, INTERVAL_BELOW},
        {COMPARATOR_ABOUT, 100, COMPARATOR_EXACT, 105, INTERVAL_OVERLAPPING},
        {COMPARATOR_ABOUT, 100, COMPARATOR_EXACT, 120, INTERVAL_BELOW},
        {COMPARATOR_LESS_THAN, 100, COMPARATOR_LESS_THAN, 120, INTERVAL_OVERLAPPING},
    };
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        const struct verdict *v = &verdicts[i];
        struct interval a = interval_from_comparator(v->left, v->left_value, 1);
        struct interval b = interval_from_comparator(v->right, v->right_value, 1);
        ck_assert_msg(interval_relate(a, b) == v->relation, "verdict %zu: %s", i,
                      interval_relation_name(interval_relate(a, b)));
    }
}
END_TEST

START_TEST(a_printed_number_stands_for_what_rounds_to_it) {
    struct interval rounded = interval_from_comparator(COMPARATOR_EXACT, 1.2e6, 1e5);
    ck_assert(interval_contains(rounded, 1.15e6));
    ck_assert(interval_contains(rounded, 1.249e6));
    ck_assert(!interval_contains(rounded, 1.25e6));
    struct quantity range = {
        .comparator = COMPARATOR_BETWEEN, .value = (double)NAN, .low = 3, .high = 5};
    ck_assert(interval_contains(interval_of_quantity(&range), 5));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("intervals");
    TCase *cases = tcase_create("intervals");
    tcase_add_test(cases, intersection_is_the_common_members);
    tcase_add_test(cases, intersection_obeys_the_laws);
    tcase_add_test(cases, relations_mirror_and_follow_membership);
    tcase_add_test(cases, scaling_keeps_members);
    tcase_add_test(cases, truth_table_of_comparators);
    tcase_add_test(cases, corners_of_the_truth_table);
    tcase_add_test(cases, a_printed_number_stands_for_what_rounds_to_it);
    suite_add_tcase(suite, cases);
    return suite;
}
