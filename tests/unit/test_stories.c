/* Signatures, stories and copies. The reader of signatures meets damaged bytes. */
#include "alignment/numeric.h"
#include "alignment/story_judge.h"
#include "alignment/story_links.h"
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
    ck_assert_int_eq(story_signature_make(test_resources(), arena, analysis, &signature), 0);
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

/* ---- links ----------------------------------------------------------------------------------- */

START_TEST(links_are_a_matter_of_two_articles) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature a = signature_of(arena, wire, "2024-03-05");
    struct story_signature b = signature_of(arena, rewritten, "2024-03-06");
    struct story_signature other = signature_of(
        arena, "The central bank left its rate at 4 percent. Governor Aino Leht named wages.",
        "2024-03-05");
    ck_assert(story_link(&a, &b) > 0);
    ck_assert(story_link(&a, &b) == story_link(&b, &a));
    ck_assert(story_link(&a, &other) == 0);
    b.published_day += 700;
    ck_assert(story_link(&a, &b) == 0);
    struct story_signature empty = {.published_day = DAY_NONE};
    ck_assert(story_link(&a, &empty) == 0);
    arena_free(arena);
}
END_TEST

/* ---- judging --------------------------------------------------------------------------------- */

enum { JUDGED_MAX = 16 };

/* Articles of events: each holds the words of its event, its kind and its own. */
struct judged {
    struct story_signature signatures[JUDGED_MAX];
    struct judged_article articles[JUDGED_MAX];
    uint32_t count;
};

static int compare_terms(const void *a, const void *b) {
    uint64_t left = ((const struct signature_term *)a)->hash;
    uint64_t right = ((const struct signature_term *)b)->hash;
    return (left > right) - (left < right);
}

static struct story_signature made_up(struct arena *arena, uint64_t event, uint64_t own) {
    enum { EVENT_WORDS = 8, KIND_WORDS = 6, OWN_WORDS = 8, COUNT = 22 };
    struct story_signature signature = {.published_day = DAY_NONE,
                                        .terms = ARENA_ARRAY(arena, struct signature_term, COUNT)};
    for (uint64_t i = 0; i < COUNT; i++) {
        bool of_event = i < EVENT_WORDS;
        bool of_kind = !of_event && i < EVENT_WORDS + KIND_WORDS;
        uint64_t word = of_event ? event * 100 + i : of_kind ? 9000 + i : own * 1000 + i;
        signature.terms[signature.term_count++] = (struct signature_term){
            .hash = word * 0x9E3779B97F4A7C15u,
            .weight = 2,
            .kind = i < 3 ? TERM_NAME : TERM_WORD,
            .head = i < 3,
            .rarity = of_kind ? 120 : 230,
        };
    }
    qsort(signature.terms, COUNT, sizeof *signature.terms, compare_terms);
    return signature;
}

static void add_article(struct arena *arena, struct judged *judged, uint64_t event, uint64_t own,
                        uint32_t story, bool fixed) {
    ck_assert_uint_lt(judged->count, JUDGED_MAX);
    judged->signatures[judged->count] = made_up(arena, event, own);
    judged->articles[judged->count] =
        (struct judged_article){&judged->signatures[judged->count], story, fixed};
    judged->count++;
}

static struct story_judgement judge(struct arena *arena, const struct judged *judged,
                                    uint32_t stories) {
    struct story_judgement judgement;
    ck_assert_int_eq(story_judge(arena, judged->articles, judged->count, stories, &judgement), 0);
    return judgement;
}

/* Reports of two events of one kind, in any order: each order parts them alike. */
START_TEST(what_is_judged_is_a_set) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    for (uint32_t shift = 0; shift < 8; shift++) {
        struct judged judged = {.count = 0};
        for (uint32_t i = 0; i < 8; i++) {
            uint32_t which = (i * 3 + shift) % 8;
            add_article(arena, &judged, which < 4 ? 1 : 2, 10 + which, NO_INDEX, false);
        }
        struct story_judgement judgement = judge(arena, &judged, 0);
        ck_assert_uint_eq(judgement.story_count, 2);
        for (uint32_t i = 0; i < 8; i++)
            for (uint32_t k = 0; k < 8; k++)
                ck_assert_int_eq(judgement.stories[i] == judgement.stories[k],
                                 ((i * 3 + shift) % 8 < 4) == ((k * 3 + shift) % 8 < 4));
    }
    arena_free(arena);
}
END_TEST

START_TEST(a_story_goes_where_most_of_its_articles_go) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct judged judged = {.count = 0};
    for (uint32_t i = 0; i < 5;
         i++) /* one story so far: two reports of event 1, three of event 2 */
        add_article(arena, &judged, i < 2 ? 1 : 2, 10 + i, 0, false);
    add_article(arena, &judged, 1, 20, NO_INDEX, false);
    struct story_judgement judgement = judge(arena, &judged, 1);
    ck_assert_uint_eq(judgement.story_count, 2);
    for (uint32_t i = 0; i < 6; i++)
        ck_assert_uint_eq(judgement.stories[i], i < 2 || i == 5); /* two leave for a new one */
    ck_assert(judgement.reasons[1].length > 0);
    ck_assert(!judgement.reasons[0].at);
    arena_free(arena);
}
END_TEST

START_TEST(several_stories_become_the_oldest) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct judged judged = {.count = 0};
    add_article(arena, &judged, 1, 10, 0, false);
    for (uint32_t i = 0; i < 3; i++)
        add_article(arena, &judged, 1, 20 + i, 1, false);
    add_article(arena, &judged, 1, 30, NO_INDEX, false);
    struct story_judgement judgement = judge(arena, &judged, 2);
    for (uint32_t i = 0; i < 5; i++)
        ck_assert_uint_eq(judgement.stories[i], 0);
    ck_assert(slice_contains(judgement.reasons[0], SLICE("all 5 linked articles")));
    arena_free(arena);
}
END_TEST

/* What an editor has laid apart stays so, and draws only what belongs to no other story. */
START_TEST(fixed_articles_stay_and_draw) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct judged judged = {.count = 0};
    add_article(arena, &judged, 1, 10, 0, false);
    add_article(arena, &judged, 1, 11, 0, false);
    add_article(arena, &judged, 1, 12, 1, true);
    add_article(arena, &judged, 2, 13, 2, true);
    add_article(arena, &judged, 2, 14, NO_INDEX, false);
    struct story_judgement judgement = judge(arena, &judged, 3);
    const uint32_t expected[] = {0, 0, 1, 2, 2};
    for (uint32_t i = 0; i < 5; i++)
        ck_assert_uint_eq(judgement.stories[i], expected[i]);
    ck_assert_uint_eq(judgement.story_count, 3);
    arena_free(arena);
}
END_TEST

START_TEST(one_article_alone_is_a_story) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct judged judged = {.count = 0};
    add_article(arena, &judged, 1, 10, NO_INDEX, false);
    struct story_judgement judgement = judge(arena, &judged, 0);
    ck_assert_uint_eq(judgement.story_count, 1);
    ck_assert_uint_eq(judgement.stories[0], 0);
    arena_free(arena);
}
END_TEST

/* Real sentences: a rewrite goes to its event, not to the other one told in the agency's words. */
START_TEST(an_article_finds_its_story) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature other = signature_of(arena, elsewhere, "2024-03-05");
    struct story_signature first = signature_of(arena, wire, "2024-03-05");
    struct story_signature probe = signature_of(arena, rewritten, "2024-03-05");
    const struct judged_article articles[] = {
        {&other, 0, false}, {&first, 1, false}, {&probe, NO_INDEX, false}};
    struct story_judgement judgement;
    ck_assert_int_eq(story_judge(arena, articles, 3, 2, &judgement), 0);
    ck_assert_uint_eq(judgement.stories[0], 0);
    ck_assert_uint_eq(judgement.stories[1], 1);
    ck_assert_uint_eq(judgement.stories[2], 1);
    arena_free(arena);
}
END_TEST

START_TEST(a_pairs_score_is_the_same_both_ways) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_signature a = signature_of(arena, wire, "2024-03-05");
    struct story_signature b = signature_of(arena, independent, "2024-03-06");
    const struct story_signature *articles[] = {&a, &b};
    struct story_pairs pairs;
    ck_assert_int_eq(story_pairs_make(arena, articles, 2, &pairs), 0);
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
    tcase_add_test(tests, links_are_a_matter_of_two_articles);
    tcase_add_test(tests, what_is_judged_is_a_set);
    tcase_add_test(tests, a_story_goes_where_most_of_its_articles_go);
    tcase_add_test(tests, several_stories_become_the_oldest);
    tcase_add_test(tests, fixed_articles_stay_and_draw);
    tcase_add_test(tests, one_article_alone_is_a_story);
    tcase_add_test(tests, an_article_finds_its_story);
    tcase_add_test(tests, a_pairs_score_is_the_same_both_ways);
    tcase_add_test(tests, keys_are_terms_without_doubles);
    tcase_add_test(tests, signatures_survive_the_store);
    tcase_add_test(tests, damaged_signatures);
    tcase_add_test(tests, plain_logarithm_and_exponential);
    suite_add_tcase(suite, tests);
    return suite;
}
