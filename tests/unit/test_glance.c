/* What the comparison does without: pairs that a glance rules out must be those that measuring
 * would have refused, and looking words up must find what searching would. */
#include "alignment/article_pair.h"
#include "alignment/numeric.h"
#include "alignment/same_matter.h"
#include "alignment/word_stock.h"
#include "alignment/words.h"
#include "analysis/stages.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <math.h>
#include <stdlib.h>

static const size_t ARENA_LIMIT = (size_t)64 << 20;

/* Two outlets, a third with another event, and a copy of the first; claims with and without
 * numbers, names, quotes. */
static const struct slice texts[] = {
    SLICE(
        "A ferry sank off Korsa on Monday, killing 14 people. The harbour master, Lena Moss, said "
        "that 62 passengers had been rescued. \"We heard a loud noise,\" Moss told reporters. The "
        "ship was built in 1982 and carried timber. Divers will search the wreck on Tuesday. The "
        "transport ministry denied that the vessel had been overloaded."),
    SLICE("Fourteen died when the Korsa ferry went down on Monday. Sixty passengers were saved, "
          "according to harbour master Moss. The boat, built in 1984, had been inspected in March. "
          "A search by divers begins tomorrow. The ministry of transport rejected reports that the "
          "ferry carried too many people. It was the worst sinking since 2009."),
    SLICE(
        "The council of Vestby approved a new budget of 12 million crowns on Thursday. Taxes rise "
        "by 3 per cent. The opposition walked out of the session. Mayor Jonas Renn said that the "
        "old hospital would close in 2026. No ferry has served the town since 2009."),
    SLICE("A ferry sank off Korsa on Monday, killing 14 people. The harbour master, Lena Moss, "
          "said that 62 passengers had been rescued. \"We heard a loud noise,\" Moss told "
          "reporters. The ship was built in 1982 and carried timber. Divers will search the wreck "
          "on Tuesday. The transport ministry denied that the vessel had been overloaded."),
};

/* Two of them that are compared. */
struct two {
    uint32_t left;
    uint32_t right;
};

static const struct two told_twice = {0, 1};
static const struct two two_events = {1, 2};
static const struct two copies = {0, 3};

struct compared {
    struct arena *arena;
    struct word_stock stock;
    struct compared_article articles[2];
    struct article_pair pair; /* its candidates are all pairs of claims */
};

static const struct claim_view *left_of(const struct compared *compared, uint32_t index) {
    return &compared->articles[0].views.at[compared->pair.candidates.at[index].left];
}

static const struct claim_view *right_of(const struct compared *compared, uint32_t index) {
    return &compared->articles[1].views.at[compared->pair.candidates.at[index].right];
}

static void read_text(struct compared *compared, struct view_reader *reader, uint32_t side,
                      struct slice text) {
    struct article_input input = {.text = text, .published_at = SLICE("2024-03-05")};
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), compared->arena, &input, &analysis), 0);
    ck_assert_int_eq(
        compared_article_make(reader, compared->arena, analysis, &compared->articles[side]), 0);
    views_number(&compared->articles[side].views, side);
}

static void compare_texts(struct compared *compared, struct two two) {
    struct view_reader reader;
    compared->arena = arena_new(ARENA_LIMIT);
    ck_assert_int_eq(word_stock_make(test_resources(), compared->arena, &compared->stock), 0);
    ck_assert_int_eq(view_reader_make(&compared->stock, compared->arena, 1000, &reader), 0);
    read_text(compared, &reader, 0, texts[two.left]);
    read_text(compared, &reader, 1, texts[two.right]);
    view_reader_done(&reader);
    struct article_pair *pair = &compared->pair;
    ck_assert_int_eq(article_pair_make(test_resources(), compared->arena, &compared->articles[0],
                                       &compared->articles[1], pair),
                     0);
    pair->candidates.count = 0;
    for (uint32_t i = 0; i < pair->left->views.count; i++)
        for (uint32_t k = 0; k < pair->right->views.count; k++)
            ck_assert(
                list_push(compared->arena, &pair->candidates, ((struct candidate_pair){i, k})));
    ck_assert_int_eq(glances_take(compared->arena, &pair->left->views, &pair->right->views,
                                  &pair->candidates, &pair->glances),
                     0);
    ck_assert_uint_gt(pair->candidates.count, 20);
}

static const struct glance *glance_of(const struct compared *compared, uint32_t index) {
    return &compared->pair.glances.at[compared->pair.glances.of[index]];
}

static void check_bounds(const struct compared *compared, uint32_t index, double pool) {
    static const double ROUNDING = 1e-9;
    const struct claim_view *left = left_of(compared, index);
    const struct claim_view *right = right_of(compared, index);
    struct pair_setting setting = article_pair_setting(&compared->pair, index);
    setting.pool = pool;
    struct likeness_bounds bounds;
    struct likeness likeness;
    double low[SAME_MATTER_FEATURES];
    double high[SAME_MATTER_FEATURES];
    double measured[SAME_MATTER_FEATURES];
    likeness_estimate(left, right, &setting, glance_of(compared, index), &bounds);
    likeness_measure(test_resources(), left, right, &setting, glance_of(compared, index),
                     &likeness);
    same_matter_features(&bounds.low, low);
    same_matter_features(&bounds.high, high);
    same_matter_features(&likeness, measured);
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        ck_assert_msg(measured[i] >= fmin(low[i], high[i]) - ROUNDING &&
                          measured[i] <= fmax(low[i], high[i]) + ROUNDING,
                      "pair %u: %s is %g, not within %g and %g", index, same_matter_feature_name(i),
                      measured[i], low[i], high[i]);
    ck_assert_double_ge(same_matter_at_most(&bounds), same_matter(&likeness));
}

static void check_all_bounds(struct two two) {
    struct compared compared = {0};
    compare_texts(&compared, two);
    for (uint32_t i = 0; i < compared.pair.candidates.count; i++) {
        check_bounds(&compared, i, 1);
        check_bounds(&compared, i, 3);
    }
    arena_free(compared.arena);
}

/* Articles, snippets and lone sentences are weighed by different weights. */
START_TEST(no_feature_leaves_its_bounds) {
    check_all_bounds(told_twice);
    check_all_bounds(two_events);
    check_all_bounds(copies);
}
END_TEST

START_TEST(bounds_rule_most_pairs_out) {
    struct compared compared = {0};
    compare_texts(&compared, told_twice);
    uint32_t count = compared.pair.candidates.count;
    uint32_t low = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct pair_setting setting = article_pair_setting(&compared.pair, i);
        setting.pool = 3;
        struct likeness_bounds bounds;
        likeness_estimate(left_of(&compared, i), right_of(&compared, i), &setting,
                          glance_of(&compared, i), &bounds);
        low += same_matter_at_most(&bounds) < same_matter_bar(&bounds.low);
    }
    ck_assert_uint_gt(low, count / 2);
    arena_free(compared.arena);
}
END_TEST

/* An agency's copy under another outlet's name: its claims are looked at once, and alike to others.
 */
START_TEST(claims_of_the_same_words_share_a_glance) {
    struct compared compared = {0};
    compare_texts(&compared, copies);
    for (uint32_t i = 0; i < compared.pair.candidates.count; i++) {
        struct glance own;
        const struct glance *shared = glance_of(&compared, i);
        glance_take(left_of(&compared, i), right_of(&compared, i), &own);
        ck_assert_double_eq(own.cover_less, shared->cover_less);
        ck_assert_double_eq(own.cover_more, shared->cover_more);
        ck_assert_double_eq(own.wide, shared->wide);
        ck_assert_double_eq(own.grams, shared->grams);
        ck_assert_double_eq(own.names, shared->names);
        ck_assert_double_eq(own.rarest, shared->rarest);
        ck_assert_double_eq(own.shared_weight, shared->shared_weight);
        ck_assert_double_eq(own.sentences.evidence, shared->sentences.evidence);
        ck_assert_double_eq(own.sentences.numbers, shared->sentences.numbers);
    }
    ck_assert_uint_lt(compared.pair.glances.count, compared.pair.candidates.count * 4 / 5);
    arena_free(compared.arena);
}
END_TEST

/* The words that looking up finds are those of one stem and those that are kin. */
START_TEST(partners_are_what_a_search_finds) {
    struct compared compared = {0};
    compare_texts(&compared, told_twice);
    for (uint32_t i = 0; i < compared.pair.candidates.count; i++) {
        const struct claim_view *a = left_of(&compared, i);
        const struct claim_view *b = right_of(&compared, i);
        struct partners of_a;
        struct partners of_b;
        partners_find(a, b, &of_a, &of_b);
        for (uint32_t k = 0; k < a->word_count; k++) {
            double best = 0;
            for (uint32_t j = 0; j < b->word_count; j++) {
                if (a->words[k].stem == b->words[j].stem)
                    best = 1;
                else if (a->forms[k] && b->forms[j])
                    best = fmax(best, kinship_of(a->table->kinships, a->forms[k], b->forms[j]));
                else if (a->words[k].country && a->words[k].country == b->words[j].country)
                    best = fmax(best, of_a.strength[k]);
            }
            ck_assert_double_eq(of_a.strength[k], best);
            ck_assert_int_eq(of_a.at[k] != NULL, best > 0);
            ck_assert_int_eq(of_a.found >> k & 1, best > 0);
        }
    }
    arena_free(compared.arena);
}
END_TEST

static double kinship_in(const struct compared *compared, struct slice a, struct slice b) {
    uint32_t forms[2] = {0, 0};
    for (uint32_t i = 0; i < 2 * compared->articles[0].views.count; i++) {
        const struct view_list *views = &compared->articles[i % 2].views;
        const struct claim_view *view = &views->at[i / 2 % views->count];
        for (uint32_t k = 0; k < view->word_count; k++) {
            if (slice_equal(view->words[k].lower, a))
                forms[0] = view->forms[k];
            if (slice_equal(view->words[k].lower, b))
                forms[1] = view->forms[k];
        }
    }
    ck_assert_msg(forms[0] && forms[1], "%.*s, %.*s", SLICE_ARGS(a), SLICE_ARGS(b));
    const struct kinships *kinships = &compared->stock.kinships;
    ck_assert_double_eq(kinship_of(kinships, forms[0], forms[1]),
                        kinship_of(kinships, forms[1], forms[0]));
    return kinship_of(kinships, forms[0], forms[1]);
}

START_TEST(kin_share_a_frame_a_synset_or_a_family) {
    struct compared compared = {0};
    compare_texts(&compared, told_twice);
    ck_assert_double_gt(kinship_in(&compared, SLICE("ferry"), SLICE("boat")), 0);
    ck_assert_double_gt(kinship_in(&compared, SLICE("ferry"), SLICE("ferry")), 0);
    ck_assert_double_eq(kinship_in(&compared, SLICE("timber"), SLICE("passengers")), 0);
    arena_free(compared.arena);
}
END_TEST

static const struct view_word *word_in(const struct view_list *views, struct slice lower) {
    for (uint32_t i = 0; i < views->count; i++)
        for (uint32_t k = 0; k < views->at[i].word_count; k++)
            if (slice_equal(views->at[i].words[k].lower, lower))
                return &views->at[i].words[k];
    ck_abort_msg("no %.*s", SLICE_ARGS(lower));
}

/* The number of a word that stands alone in a claim. */
static uint32_t form_taken(struct word_stock *stock, const struct view_word *word) {
    static const struct claim claim;
    static const struct analysis analysis;
    struct view_word alone = *word;
    struct claim_view view = {
        .claim = &claim, .analysis = &analysis, .words = &alone, .word_count = 1};
    ck_assert_int_eq(word_stock_take(stock, stock->arena, &view), 0);
    return view.forms[0];
}

/* xxh3 has no key: whoever writes an article can make a word with the hash of another. It must not
 * stand for the other where two more articles are compared. */
START_TEST(a_word_made_to_collide_takes_nobody_s_kin) {
    enum { MADE = 10 };
    struct compared compared = {0};
    struct word_stock stock;
    struct view_word made[MADE];
    compare_texts(&compared, told_twice);
    const struct view_word *ferry = word_in(&compared.articles[0].views, SLICE("ferry"));
    const struct view_word *boat = word_in(&compared.articles[1].views, SLICE("boat"));
    ck_assert_int_eq(word_stock_make(test_resources(), compared.arena, &stock), 0);
    for (uint32_t i = 0; i < MADE; i++) {
        static const struct wordnet_word unknown;
        static const char letters[] = "qxzqxzqxzqxz";
        made[i] = *ferry;
        made[i].lower = made[i].lemma = slice_of(letters, i + 1);
        made[i].in_wordnet = &unknown;
        made[i].frame = 0;
        made[i].sides = (struct opposition_sides){0, 0};
        ck_assert_uint_eq(form_taken(&stock, &made[i]), i + 1);
    }
    uint32_t a = form_taken(&stock, ferry);
    uint32_t b = form_taken(&stock, boat);
    ck_assert_double_gt(kinship_of(&stock.kinships, a, b), 0);
    ck_assert_uint_eq(form_taken(&stock, ferry), a);
    ck_assert_uint_eq(form_taken(&stock, &made[3]), 4);
    ck_assert_double_eq(kinship_of(&stock.kinships, 4, b), 0);
    arena_free(compared.arena);
}
END_TEST

START_TEST(hashes_get_numbers_in_their_order) {
    enum { MANY = 5000 };
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct numbering numbering;
    ck_assert_int_eq(numbering_make(arena, NUMBERING_FEW, &numbering), 0);
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < MANY; i++)
            ck_assert_uint_eq(number_of(&numbering, (uint64_t)i << 32), i + 1);
    ck_assert_uint_eq(numbering.count, MANY);
    arena_free(arena);
}
END_TEST

START_TEST(a_numbering_without_memory_gives_none) {
    struct arena *arena = arena_new(8 * 1024);
    struct numbering numbering;
    ck_assert_int_eq(numbering_make(arena, NUMBERING_FEW, &numbering), 0);
    uint32_t i = 0;
    while (i < 100000 && number_of(&numbering, i))
        i++;
    ck_assert_uint_lt(i, 100000);
    ck_assert_uint_eq(number_of(&numbering, 0), 1); /* what it has it keeps */
    arena_free(arena);
}
END_TEST

START_TEST(a_rough_logarithm_is_never_above_the_plain_one) {
    double x = 1e-3;
    for (int i = 0; i < 30000; i++, x *= 1.0007) {
        ck_assert_double_le(rough_log(x), plain_log(x) + 1e-12);
        ck_assert_double_ge(rough_log(x) + ROUGH_LOG_SHORT, plain_log(x));
    }
    ck_assert_double_eq(rough_log(0), 0);
    ck_assert_double_eq(rough_log(-1), 0);
}
END_TEST

/* Lists that a sort may stumble over: random ones, sorted ones, a few values over and over, and one
 * that climbs and falls. */
START_TEST(hashes_are_sorted_and_single) {
    enum { MOST = 600, KINDS = 5 };
    static uint64_t list[MOST];
    static uint64_t expected[MOST];
    uint64_t state = 1;
    for (uint32_t round = 0; round < TEST_SCALE(2000, 400); round++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint32_t count = (uint32_t)(state >> 33) % MOST;
        for (uint32_t i = 0; i < count; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            const uint64_t values[KINDS] = {state, i, count - i, state >> 62,
                                            i < count / 2 ? i : count - i};
            list[i] = expected[i] = values[round % KINDS];
        }
        if (count)
            qsort(expected, count, sizeof *expected, hashes_compare);
        uint32_t kept = 0;
        for (uint32_t i = 0; i < count; i++)
            if (kept == 0 || expected[i] != expected[kept - 1])
                expected[kept++] = expected[i];
        ck_assert_uint_eq(hashes_unique(list, count), kept);
        ck_assert(memcmp(list, expected, kept * sizeof *list) == 0);
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("glance");
    TCase *cases = tcase_create("glance");
    tcase_add_test(cases, no_feature_leaves_its_bounds);
    tcase_add_test(cases, bounds_rule_most_pairs_out);
    tcase_add_test(cases, claims_of_the_same_words_share_a_glance);
    tcase_add_test(cases, partners_are_what_a_search_finds);
    tcase_add_test(cases, kin_share_a_frame_a_synset_or_a_family);
    tcase_add_test(cases, a_word_made_to_collide_takes_nobody_s_kin);
    tcase_add_test(cases, hashes_get_numbers_in_their_order);
    tcase_add_test(cases, hashes_are_sorted_and_single);
    tcase_add_test(cases, a_numbering_without_memory_gives_none);
    tcase_add_test(cases, a_rough_logarithm_is_never_above_the_plain_one);
    suite_add_tcase(suite, cases);
    return suite;
}
