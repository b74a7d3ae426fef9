/* Analyses as bytes: aligning what was read back equals aligning what was written, to the byte; and
 * damaged bytes are refused, or read into something that alignment survives. */
#include "alignment/alignment.h"
#include "alignment/analysis_blob.h"
#include "base/error.h"
#include "handlers/comparison_json.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdlib.h>
#include <xxhash.h>

enum { ARENA_LIMIT = 512 << 20, ARTICLES_MAX = 10, HEADER_SIZE = 16 };

#define FERRY "../../examples/ferry/"
#define FIRE "shared/corpus/tanner-ridge-fire/"
#define VISIT "shared/corpus/pyongyang-visit/"

static const char *const ferry[] = {FERRY "1_coastwire.txt",    FERRY "2_isle_gazette.txt",
                                    FERRY "3_harbourbuzz.txt",  FERRY "4_meridian_business.txt",
                                    FERRY "5_sound_weekly.txt", NULL};
static const char *const fire[] = {FIRE "1_statewire.txt",          FIRE "2_eskford_observer.txt",
                                   FIRE "3_trendtrove.txt",         FIRE "4_capital_ledger.txt",
                                   FIRE "5_highland_quarterly.txt", NULL};
static const char *const visit[] = {
    VISIT "000_9c33d6af6582ab55.txt", VISIT "001_57ff3a065061fe6a.txt",
    VISIT "002_2c41bc4993642dfb.txt", VISIT "003_9a2f0e09e472d74e.txt",
    VISIT "004_2de096be074a86ca.txt", NULL};

static struct arena *arena;
static const struct analysis *fresh[ARTICLES_MAX];
static const struct analysis *stored[ARTICLES_MAX];
static struct slice blobs[ARTICLES_MAX];
static uint32_t count;

static void setup(void) {
    arena = arena_new(ARENA_LIMIT);
    ck_assert_ptr_nonnull(arena);
    count = 0;
}

static void teardown(void) {
    arena_free(arena);
}

static void add_article(const struct article_input *input) {
    struct analysis *analysis = NULL;
    struct analysis *back = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, input, &analysis), 0);
    ck_assert_int_eq(analysis_blob_write(arena, analysis, &blobs[count]), 0);
    ck_assert_int_eq(analysis_blob_read(arena, blobs[count], &back), 0);
    fresh[count] = analysis;
    stored[count++] = back;
}

static bool add_files(const char *const *files) {
    for (; *files; files++) {
        size_t length;
        const char *text = test_data(*files, &length);
        if (!text)
            return false;
        struct article_input input = {.text = slice_of(text, length),
                                      .source = slice_from_cstr(strrchr(*files, '/') + 1),
                                      .published_at = SLICE("2024-06-19")};
        add_article(&input);
    }
    return true;
}

static struct slice aligned_json(const struct analysis *const *articles) {
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, count, &comparison), 0);
    ck_assert_uint_gt(comparison.pairs.count, 0);
    struct buffer out;
    struct json_writer json;
    struct slice bytes;
    buffer_init(&out, 64 << 20);
    json_init(&json, &out);
    json_begin_object(&json);
    ck_assert_int_eq(comparison_write_json(&json, arena, &comparison, articles, count), 0);
    json_end_object(&json);
    ck_assert_int_eq(buffer_error(&out), 0);
    ck_assert_int_eq(arena_copy(arena, buffer_slice(&out), &bytes), 0);
    buffer_done(&out);
    return bytes;
}

static void check_equality(void) {
    struct slice again;
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_int_eq(analysis_blob_write(arena, stored[i], &again), 0);
        ck_assert(slice_equal(again, blobs[i])); /* nothing was lost on the way */
    }
    ck_assert(slice_equal(aligned_json(fresh), aligned_json(stored)));
}

START_TEST(an_invented_story_aligns_alike) {
    ck_assert(add_files(ferry));
    check_equality();
}
END_TEST

START_TEST(the_corpora_align_alike) {
    if (add_files(fire))
        check_equality();
    count = 0;
    if (add_files(visit))
        check_equality();
}
END_TEST

START_TEST(odd_articles_come_back) {
    static const char *const texts[] = {
        "", "…", "Le maire a inauguré le pont mardi, a indiqué la préfecture de la région.",
        "One 🚢 sank. \"Two,\" he said, \"or three.\" It was 5 to 6 km, i.e. more than 3 miles."};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct article_input input = {.text = slice_from_cstr(texts[i]), .title = SLICE("")};
        struct slice again;
        add_article(&input);
        ck_assert_int_eq(analysis_blob_write(arena, stored[count - 1], &again), 0);
        ck_assert(slice_equal(again, blobs[count - 1]));
        ck_assert(stored[count - 1]->article.source.at == NULL);
    }
}
END_TEST

START_TEST(accidents_are_found) {
    ck_assert(add_files(ferry));
    struct analysis *back;
    char *bytes = malloc(blobs[0].length);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < blobs[0].length; i++) {
        memcpy(bytes, blobs[0].at, blobs[0].length);
        bytes[i] = (char)(bytes[i] ^ 0x41);
        ck_assert_int_eq(analysis_blob_read(arena, slice_of(bytes, blobs[0].length), &back),
                         ERR_INVALID);
    }
    for (size_t i = 0; i < blobs[0].length; i += 7)
        ck_assert_int_eq(analysis_blob_read(arena, slice_of(blobs[0].at, i), &back), ERR_INVALID);
    free(bytes);
}
END_TEST

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Damage with a checksum that fits: only the bounds stand between it and alignment. */
START_TEST(lies_do_no_harm) {
    enum { ROUNDS = TEST_SCALE(6000, 1500), ALIGNED = TEST_SCALE(200, 100) };
    ck_assert(add_files(ferry));
    uint32_t state = 2463534242;
    uint32_t accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct slice blob = blobs[round % 5];
        char *bytes = malloc(blob.length); /* of its own: an overrun shows */
        struct arena *own = arena_new(ARENA_LIMIT);
        ck_assert(bytes && own);
        memcpy(bytes, blob.at, blob.length);
        for (uint32_t n = next_random(&state) % 4 + 1; n; n--)
            bytes[HEADER_SIZE + next_random(&state) % (blob.length - HEADER_SIZE)] =
                (char)next_random(&state);
        uint64_t sum = XXH3_64bits(bytes + HEADER_SIZE, blob.length - HEADER_SIZE);
        for (int i = 0; i < 8; i++)
            bytes[8 + i] = (char)(sum >> (8 * i));

        struct analysis *back;
        int error = analysis_blob_read(own, slice_of(bytes, blob.length), &back);
        ck_assert(error == 0 || error == ERR_INVALID);
        if (error == 0 && accepted++ < ALIGNED) {
            const struct analysis *both[] = {back, fresh[(round + 1) % 5]};
            struct comparison comparison;
            ck_assert_int_eq(align_articles(test_resources(), own, both, 2, &comparison), 0);
        }
        arena_free(own);
        free(bytes);
    }
    ck_assert_uint_gt(accepted, ALIGNED);
}
END_TEST

/* A damaged page may give two tokens each other's places: what lies between the first word of a
 * claim and its last would have no end. */
START_TEST(tokens_stand_in_order) {
    ck_assert(add_files(ferry));
    struct analysis turned = *fresh[0];
    struct slice bytes;
    struct analysis *back;
    struct token *tokens = ARENA_ARRAY(arena, struct token, turned.tokens.count);
    ck_assert_ptr_nonnull(tokens);
    memcpy(tokens, turned.tokens.at, turned.tokens.count * sizeof *tokens);
    turned.tokens.at = tokens;
    tokens[2].span = fresh[0]->tokens.at[1].span;
    tokens[1].span = fresh[0]->tokens.at[2].span;
    ck_assert_int_eq(analysis_blob_write(arena, &turned, &bytes), 0);
    ck_assert_int_eq(analysis_blob_read(arena, bytes, &back), ERR_INVALID);

    tokens[1] = fresh[0]->tokens.at[1];
    tokens[2] = fresh[0]->tokens.at[2];
    tokens[1].head = turned.tokens.count - 1; /* in another sentence */
    ck_assert_int_eq(analysis_blob_write(arena, &turned, &bytes), 0);
    ck_assert_int_eq(analysis_blob_read(arena, bytes, &back), ERR_INVALID);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("analysis_blob");
    TCase *blobs_case = tcase_create("blobs");
    tcase_set_timeout(blobs_case, 120);
    tcase_add_checked_fixture(blobs_case, setup, teardown);
    tcase_add_test(blobs_case, an_invented_story_aligns_alike);
    tcase_add_test(blobs_case, the_corpora_align_alike);
    tcase_add_test(blobs_case, odd_articles_come_back);
    tcase_add_test(blobs_case, accidents_are_found);
    tcase_add_test(blobs_case, lies_do_no_harm);
    tcase_add_test(blobs_case, tokens_stand_in_order);
    suite_add_tcase(suite, blobs_case);
    return suite;
}
