#include "analysis/language/name_features.h"
#include "analysis/language/names.h"
#include "analysis/stages.h"
#include "base/buffer.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdlib.h>

#define ARENA_LIMIT ((size_t)1 << 30)

/* ---- phrases -------------------------------------------------------------------------------- */

enum { SLOTS = 16, PLACE = 3, PERSON = 1 };

static void enter(uint32_t *slots, const uint32_t *words, uint32_t count, uint32_t kind) {
    uint64_t hash = 0;
    for (uint32_t i = 0; i < count; i++)
        hash = name_phrase_more(hash, words[i]);
    uint32_t at = name_phrase_home(hash, SLOTS);
    while (slots[at])
        at = (at + 1) % SLOTS;
    slots[at] = name_phrase_slot(hash, kind);
}

START_TEST(the_longest_phrase_from_a_capital_is_marked) {
    static const uint32_t words[] = {7, 8, 9, 7, 8, 5, 6};
    static const uint32_t upper[] = {1, 0, 1, 0, 1, 1, 1};
    static const uint32_t marks[] = {6, 7, 7, 0, 0, 2, 3};
    uint32_t slots[SLOTS] = {0};
    struct attributes tokens[7] = {{{0}}};
    enter(slots, words, 2, PERSON);
    enter(slots, words, 3, PLACE);
    enter(slots, words + 5, 2, PERSON);
    struct name_phrases phrases = {slots, SLOTS};
    ck_assert(name_phrases_valid(&phrases));
    for (uint32_t i = 0; i < 7; i++) {
        tokens[i].at[ATTRIBUTE_WORD] = words[i];
        tokens[i].at[ATTRIBUTE_SITE] = upper[i] * SITE_UPPER;
        tokens[i].at[ATTRIBUTE_PHRASE] = 99;
    }
    name_phrases_mark(&phrases, tokens, 7);
    for (uint32_t i = 0; i < 7; i++)
        ck_assert_uint_eq(tokens[i].at[ATTRIBUTE_PHRASE], marks[i]);
}
END_TEST

START_TEST(phrases_that_would_not_end_are_refused) {
    uint32_t slots[4] = {8 | 1, 16 | 1, 24 | 1, 0};
    struct name_phrases phrases = {slots, 4};
    ck_assert(name_phrases_valid(&phrases));
    slots[3] = 32 | 1;
    ck_assert(!name_phrases_valid(&phrases));
    slots[3] = 0;
    slots[0] = 8 | 5; /* no such kind */
    ck_assert(!name_phrases_valid(&phrases));
    phrases.count = 3;
    ck_assert(!name_phrases_valid(&phrases));
}
END_TEST

/* ---- network -------------------------------------------------------------------------------- */

static struct net_weights *weights_new(void) {
    struct net_weights *weights = calloc(1, sizeof *weights);
    ck_assert_ptr_nonnull(weights);
    return weights;
}

START_TEST(layers_add_cut_and_shift) {
    struct net_weights *weights = weights_new();
    struct name_net net = {NULL, 0, NULL, weights};
    int16_t inputs[NET_WINDOW * NET_INPUT] = {0};
    int16_t both[2 * NET_HIDDEN] = {0};
    int32_t scores[NET_CLASSES];
    inputs[0] = 100;
    inputs[NET_INPUT * 4] = -3;
    weights->window[0][0] = 40;
    weights->window[0][NET_INPUT * 4] = 1000;
    weights->window_bias[0] = 24;
    weights->window[1][0] = -1;    /* below zero */
    weights->window[2][0] = 32000; /* beyond what is handed on */
    weights->shifts[0] = 3;
    net_hidden(&net, inputs, both);
    ck_assert_int_eq(both[0], (4000 - 3000 + 24) >> 3);
    ck_assert_int_eq(both[1], 0);
    ck_assert_int_eq(both[2], NET_ACTIVATION_MAX);
    ck_assert_int_eq(both[3], 0);

    both[NET_HIDDEN + 5] = 10;
    weights->second[1][0] = 2;
    weights->second[1][NET_HIDDEN + 5] = 4;
    weights->out[6][1] = -8;
    weights->out_bias[6] = 16;
    weights->shifts[2] = 4;
    net_scores(&net, both, scores);
    ck_assert_int_eq(scores[6], (16 - 8 * (2 * 128 + 4 * 10)) / 16);
    ck_assert_int_eq(scores[0], 0);
    free(weights);
}
END_TEST

START_TEST(weights_whose_sums_overflow_are_refused) {
    struct net_weights *weights = weights_new();
    ck_assert(net_weights_valid(weights));
    weights->window_bias[9] = INT32_MAX;
    ck_assert(net_weights_valid(weights));
    weights->window[9][479] = -1;
    ck_assert(!net_weights_valid(weights));
    weights->window_bias[9] = 0;
    for (uint32_t i = 0; i < 2 * NET_HIDDEN; i++)
        weights->second[3][i] = i % 2 ? 4000 : -4000;
    ck_assert(net_weights_valid(weights));
    weights->second[3][0] = INT16_MIN;
    weights->second[3][1] = INT16_MAX;
    ck_assert(!net_weights_valid(weights));
    memset(weights->second, 0, sizeof weights->second);
    weights->shifts[1] = 31;
    ck_assert(!net_weights_valid(weights));
    weights->shifts[1] = 0;
    weights->links[NET_CLASSES][0] = INT32_MIN;
    ck_assert(!net_weights_valid(weights));
    free(weights);
}
END_TEST

/* ---- articles ------------------------------------------------------------------------------- */

static uint8_t *tags_of(struct arena *arena, struct slice text, struct analysis *analysis) {
    uint8_t *tags = NULL;
    *analysis = (struct analysis){.article.text = text};
    ck_assert_int_eq(text_tokenize(test_resources(), arena, analysis), 0);
    ck_assert_int_eq(language_annotate(test_resources(), arena, analysis), 0);
    ck_assert_int_eq(names_tag(test_resources()->language, arena, analysis, &tags), 0);
    return tags;
}

static uint8_t tag_of(const struct analysis *analysis, const uint8_t *tags, struct slice form) {
    for (uint32_t i = 0; i < analysis->tokens.count; i++)
        if (slice_equal(analysis_slice(analysis, analysis->tokens.at[i].span), form))
            return tags[i];
    ck_abort_msg("no token %.*s", SLICE_ARGS(form));
}

START_TEST(names_have_types) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis;
    uint8_t *tags = tags_of(arena,
                            SLICE("Vera Hask left Lisbon for Brussels on Monday. Microsoft said "
                                  "that she had resigned."),
                            &analysis);
    ck_assert_str_eq(name_tag_name(tag_of(&analysis, tags, SLICE("Vera"))), "B-PER");
    ck_assert_str_eq(name_tag_name(tag_of(&analysis, tags, SLICE("Hask"))), "I-PER");
    ck_assert_str_eq(name_tag_name(tag_of(&analysis, tags, SLICE("Lisbon"))), "B-LOC");
    ck_assert_str_eq(name_tag_name(tag_of(&analysis, tags, SLICE("Microsoft"))), "B-ORG");
    ck_assert_str_eq(name_tag_name(tag_of(&analysis, tags, SLICE("resigned"))), "O");
    arena_free(arena);
}
END_TEST

static const char *const pieces[] = {
    "Ada ",
    "A. ",
    "Ada Hask met Ada Hask. ",
    ("\xC3\x89lys\xC3\xA9"
     "e "),
    "X-",
    "of the Bank of the ",
};
enum { PIECES = sizeof pieces / sizeof *pieces, LONG_BYTES = TEST_SCALE(100000, 20000) };

/* Longer than a block, sentences longer than a piece, one word everywhere: an I never stands
 * alone. */
START_TEST(long_text_has_well_formed_names) {
    struct buffer text;
    buffer_init(&text, (size_t)1 << 20);
    while (text.length < LONG_BYTES)
        buffer_append_cstr(&text, pieces[_i]);
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis;
    uint8_t *tags = tags_of(arena, buffer_slice(&text), &analysis);
    for (uint32_t i = 0; i < analysis.sentences.count; i++) {
        struct sentence sentence = analysis.sentences.at[i];
        for (uint32_t k = sentence.first_token; k < sentence.past_token; k++) {
            uint8_t before = k > sentence.first_token ? tags[k - 1] : NAME_CLASS_COUNT;
            ck_assert_uint_lt(tags[k], NAME_TAG_COUNT);
            ck_assert(name_follows(before, tags[k]));
        }
    }
    arena_free(arena);
    buffer_done(&text);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("names");
    TCase *cases = tcase_create("names");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, the_longest_phrase_from_a_capital_is_marked);
    tcase_add_test(cases, phrases_that_would_not_end_are_refused);
    tcase_add_test(cases, layers_add_cut_and_shift);
    tcase_add_test(cases, weights_whose_sums_overflow_are_refused);
    tcase_add_test(cases, names_have_types);
    tcase_add_loop_test(cases, long_text_has_well_formed_names, 0, PIECES);
    suite_add_tcase(suite, cases);
    return suite;
}
