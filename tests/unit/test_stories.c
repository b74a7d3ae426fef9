/* Signatures, stories and copies. The reader of signatures meets damaged bytes. */
#include "alignment/numeric.h"
#include "alignment/story_review.h"
#include "base/error.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <math.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 256 << 20 };

static struct story_signature signature_of(struct arena *arena, const char *text,
                                           const char *date) {
    struct article_input input = {.text = slice_from_cstr(text),
                                  .published_at = slice_from_cstr(date)};
    struct analysis *analysis = NULL;
    struct story_signature signature;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    ck_assert_int_eq(story_signature_make(arena, analysis, &signature), 0);
    return signature;
}

static const char wire[] =
    "KORSA - A landslide buried 41 houses in the village of Korsa on Monday evening and killed "
    "twelve people, rescue chief Ana Brask said.\n\nAbout 300 soldiers and 25 excavators dug "
    "through the night. \"We heard voices until midnight and then no more,\" Brask said. The road "
    "to Tolmin is closed for 8 kilometres.";
static const char shortened[] =
    "A landslide buried 41 houses in the village of Korsa on Monday evening and killed twelve "
    "people, rescue chief Ana Brask said.\n\nAbout 300 soldiers and 25 excavators dug through the "
    "night. The road to Tolmin is closed for 8 kilometres.";
static const char rewritten[] =
    "Rescuers with 25 excavators and some 300 troops searched Korsa all night after mud came down "
    "on 41 homes there. Ana Brask, who leads them, put the dead at 12. \"We heard voices until "
    "midnight and then no more,\" she said. Eight kilometres of the Tolmin road are shut.";
static const char independent[] =
    "Jorun Keld lost her bakery when the hill above Korsa came down. She had gone to fetch flour "
    "with her two sons. A neighbour, 71, is still missing, and the church of 1804 has no roof.";
static const char elsewhere[] =
    "HALVARD - A landslide buried nine houses in the village of Sund on Monday evening and injured "
    "four people, rescue chief Per Osmund said.\n\nAbout 80 soldiers and 6 excavators dug through "
    "the night. The road to Ljan is closed for 2 kilometres.";

START_TEST(copies_and_accounts_of_their_own) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature a = signature_of(arena, wire, "2024-03-05");
    struct story_signature b = signature_of(arena, shortened, "2024-03-05");
    struct story_signature c = signature_of(arena, rewritten, "2024-03-05");
    struct story_signature d = signature_of(arena, independent, "2024-03-05");
    struct story_signature e = signature_of(arena, elsewhere, "2024-03-05");
    ck_assert(story_is_copy(&a, &b));
    ck_assert(story_is_copy(&b, &a));
    ck_assert(story_is_copy(&a, &c));
    ck_assert(!story_is_copy(&a, &d));
    ck_assert(!story_is_copy(&a, &e));
    struct story_signature later = a;
    later.published_day += 30;
    ck_assert(!story_is_copy(&a, &later));
    arena_free(arena);
}
END_TEST

/* A store where many reports hold what these two share: the agency's phrases. */
struct two {
    const struct story_signature *a;
    const struct story_signature *b;
};

static bool holds(const struct story_signature *signature, uint64_t term) {
    for (uint32_t i = 0; i < signature->term_count; i++)
        if (signature->terms[i].hash == term)
            return true;
    return false;
}

static uint32_t phrase_frequency(void *context, uint64_t term) {
    const struct two *two = context;
    return holds(two->a, term) && holds(two->b, term) ? 60 : 1;
}

/* The likeness of article 0 to each of the others as a story of its own. */
static uint32_t choose(struct arena *arena, const struct story_signature *const *articles,
                       uint32_t count, const struct story_background *background, double *scores) {
    static const uint32_t indices[] = {0, 1, 2, 3};
    struct story_members candidates[4];
    struct story_pairs pairs;
    ck_assert_uint_le(count, 4);
    ck_assert_int_eq(story_pairs_make(arena, articles, count, 0, background, &pairs), 0);
    for (uint32_t i = 1; i < count; i++)
        candidates[i - 1] = (struct story_members){&indices[i], 1};
    return story_choose(&pairs, 0, candidates, count - 1, scores);
}

START_TEST(an_article_finds_its_story) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature first = signature_of(arena, wire, "2024-03-05");
    struct story_signature other = signature_of(arena, elsewhere, "2024-03-05");
    struct story_signature probe = signature_of(arena, rewritten, "2024-03-05");
    struct two two = {&first, &other};
    struct story_background background = {100, phrase_frequency, &two};
    const struct story_signature *articles[] = {&probe, &other, &first};
    double scores[3];
    ck_assert_uint_eq(choose(arena, articles, 3, &background, scores), 1);
    ck_assert(scores[1] >= 0 && scores[0] < scores[1]);
    const struct story_signature *apart[] = {&other, &first};
    ck_assert_uint_eq(choose(arena, apart, 2, &background, scores), NO_INDEX);
    ck_assert_uint_eq(choose(arena, apart, 1, NULL, scores), NO_INDEX);
    struct story_signature years_later = probe;
    years_later.published_day += 700;
    articles[0] = &years_later;
    ck_assert_uint_eq(choose(arena, articles, 3, NULL, scores), NO_INDEX);
    arena_free(arena);
}
END_TEST

/* A made-up article: the words it holds, the first of them names of its lead. */
static struct story_signature made_up(struct arena *arena, const uint64_t *words, uint32_t count) {
    struct story_signature signature = {.published_day = DAY_NONE, .term_count = count};
    signature.terms = ARENA_ARRAY(arena, struct signature_term, count);
    for (uint32_t i = 0; i < count; i++)
        signature.terms[i] =
            (struct signature_term){words[i], 2, i < 2 ? TERM_NAME : TERM_WORD, i < 2};
    return signature;
}

static uint32_t rare(void *context, uint64_t term) {
    (void)context, (void)term;
    return 4;
}

/* Two events of one kind: all eight articles share the kind's words, each four one event's. */
START_TEST(a_review_parts_two_events_and_joins_one) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature made[8];
    const struct story_signature *articles[8];
    uint32_t all[8];
    for (uint32_t i = 0; i < 8; i++) {
        uint64_t event = i < 4 ? 100 : 200;
        uint64_t words[] = {event,     event + 1, event + 2, event + 3,
                            event + 4, event + 5, 1000,      1001};
        made[i] = made_up(arena, words, 8);
        articles[i] = &made[i];
        all[i] = i;
    }
    struct story_background background = {1000, rare, NULL};
    struct story_pairs pairs;
    struct review_verdict verdict;
    ck_assert_int_eq(story_pairs_make(arena, articles, 8, 0, &background, &pairs), 0);

    struct story_members mixed = {all, 8};
    ck_assert_int_eq(story_review_split(arena, &pairs, mixed, &verdict), 0);
    ck_assert_int_eq(verdict.review, STORY_SPLIT);
    ck_assert(verdict.reason.length > 0);
    for (uint32_t i = 0; i < 8; i++)
        ck_assert_int_eq(verdict.leaves[i], i >= 4);

    struct story_members one = {all, 4};
    struct story_members half = {all, 2};
    struct story_members rest = {all + 2, 2};
    struct story_members two = {all + 4, 4};
    ck_assert_int_eq(story_review_split(arena, &pairs, one, &verdict), 0);
    ck_assert_int_eq(verdict.review, STORY_KEEP);
    ck_assert_int_eq(story_review_merge(arena, &pairs, half, rest, &verdict), 0);
    ck_assert_int_eq(verdict.review, STORY_MERGE);
    ck_assert_int_eq(story_review_merge(arena, &pairs, one, two, &verdict), 0);
    ck_assert_int_eq(verdict.review, STORY_KEEP);
    ck_assert(!verdict.reason.at);
    struct story_members single = {all, 1};
    ck_assert_int_eq(story_review_split(arena, &pairs, single, &verdict), 0);
    ck_assert_int_eq(verdict.review, STORY_KEEP);
    arena_free(arena);
}
END_TEST

START_TEST(a_pairs_score_is_the_same_both_ways) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature a = signature_of(arena, wire, "2024-03-05");
    struct story_signature b = signature_of(arena, independent, "2024-03-06");
    const struct story_signature *articles[] = {&a, &b};
    struct story_pairs pairs;
    ck_assert_int_eq(story_pairs_make(arena, articles, 2, 0, NULL, &pairs), 0);
    ck_assert(story_pair_score(&pairs, 0, 1) == story_pair_score(&pairs, 1, 0));
    for (uint32_t i = 0; i < STORY_PAIR_FEATURES; i++)
        ck_assert_ptr_nonnull(story_pair_feature_name(i));
    arena_free(arena);
}
END_TEST

START_TEST(keys_are_terms_without_doubles) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature signature = signature_of(arena, wire, "2024-03-05");
    uint64_t keys[STORY_KEYS_MAX];
    uint32_t count = story_keys(&signature, keys);
    ck_assert_uint_gt(count, 5);
    ck_assert_uint_le(count, STORY_KEYS_MAX);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i + 1; k < count; k++)
            ck_assert_uint_ne(keys[i], keys[k]);
    arena_free(arena);
}
END_TEST

static void check_equal(struct arena *arena, const struct story_signature *a, struct slice bytes) {
    struct story_signature b;
    struct slice again;
    ck_assert_int_eq(story_signature_read(arena, bytes, &b), 0);
    ck_assert_int_eq(story_signature_write(arena, &b, &again), 0);
    ck_assert(slice_equal(bytes, again));
    ck_assert_int_eq(a->published_day, b.published_day);
    ck_assert_uint_eq(a->term_count, b.term_count);
}

START_TEST(signatures_survive_the_store) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature full = signature_of(arena, wire, "2024-03-05");
    struct story_signature empty = {.published_day = DAY_NONE};
    struct slice bytes;
    ck_assert_int_eq(story_signature_write(arena, &full, &bytes), 0);
    check_equal(arena, &full, bytes);
    ck_assert_int_eq(story_signature_write(arena, &empty, &bytes), 0);
    check_equal(arena, &empty, bytes);
    arena_free(arena);
}
END_TEST

/* A damaged signature is refused or read as another sound one; it never reads out of bounds. */
START_TEST(damaged_signatures) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature signature = signature_of(arena, wire, "2024-03-05");
    struct slice bytes;
    ck_assert_int_eq(story_signature_write(arena, &signature, &bytes), 0);
    uint32_t random = 12345;
    unsigned refused = 0;
    for (unsigned round = 0; round < 3000; round++) {
        random = random * 1664525 + 1013904223;
        size_t length = round % 3 == 0 ? random % (bytes.length + 1) : bytes.length;
        char *copy = malloc(length ? length : 1); /* exact, so that a sanitizer sees an overrun */
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, bytes.at, length);
        random = random * 1664525 + 1013904223;
        size_t where = round % 2 ? random % 64 : random;
        if (length)
            copy[where % length] ^= (char)(1 + (random >> 24) % 255);
        struct story_signature read;
        int result = story_signature_read(arena, slice_of(copy, length), &read);
        ck_assert(result == 0 || result == ERR_INVALID);
        refused += result == ERR_INVALID;
        if (result == 0)
            (void)story_is_copy(&signature, &read);
        free(copy);
    }
    ck_assert_uint_gt(refused, 1000);
    arena_free(arena);
}
END_TEST

START_TEST(plain_logarithm_and_exponential) {
    for (double x = 1e-9; x < 1e9; x *= 3.7)
        ck_assert(fabs(plain_log(x) - log(x)) <= 1e-10 * (1 + fabs(log(x))));
    for (double x = -40; x < 40; x += 0.37)
        ck_assert(fabs(plain_exp(x) - exp(x)) <= 1e-11 * exp(x));
    ck_assert(plain_log(0) == 0 && plain_log(-1) == 0);
    ck_assert(isfinite(plain_exp(1e6)) && plain_exp(-1e6) >= 0);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("stories");
    TCase *tests = tcase_create("stories");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, copies_and_accounts_of_their_own);
    tcase_add_test(tests, an_article_finds_its_story);
    tcase_add_test(tests, a_review_parts_two_events_and_joins_one);
    tcase_add_test(tests, a_pairs_score_is_the_same_both_ways);
    tcase_add_test(tests, keys_are_terms_without_doubles);
    tcase_add_test(tests, signatures_survive_the_store);
    tcase_add_test(tests, damaged_signatures);
    tcase_add_test(tests, plain_logarithm_and_exponential);
    suite_add_tcase(suite, tests);
    return suite;
}
