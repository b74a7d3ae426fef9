/* What is kept from one comparison of a story to the next: it changes nothing of what is said, only
 * the views of articles that are not known yet are asked for, and the bound holds. */
#include "alignment/analysis_blob.h"
#include "base/buffer.h"
#include "base/error.h"
#include "handlers/comparers.h"
#include "handlers/story_aligner.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <pthread.h>

enum { ARTICLES = 5, WORK_LIMIT = 64 << 20, STEPS = 8 };

#define FERRY "../../examples/ferry/"

static struct arena *arena;
static struct slice views[ARTICLES];
static struct storage_id ids[ARTICLES];

static void setup(void) {
    static const char *const files[ARTICLES] = {
        FERRY "1_coastwire.txt", FERRY "2_isle_gazette.txt", FERRY "3_harbourbuzz.txt",
        FERRY "4_meridian_business.txt", FERRY "5_sound_weekly.txt"};
    arena = arena_new(WORK_LIMIT);
    ck_assert_ptr_nonnull(arena);
    for (int i = 0; i < ARTICLES; i++) {
        size_t length;
        const char *text = test_data(files[i], &length);
        struct article_input input = {.text = slice_of(text, length),
                                      .source = slice_from_cstr(strrchr(files[i], '/') + 1),
                                      .published_at = SLICE("2024-06-19")};
        struct analysis *analysis;
        ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
        ck_assert_int_eq(analysis_blob_write(arena, analysis, &views[i]), 0);
        ids[i] = storage_article_id(input.text);
    }
}

static void teardown(void) {
    arena_free(arena);
}

/* ---- asking ---------------------------------------------------------------------------------- */

struct asking {
    const int *articles;
    uint32_t read; /* views that were wanted */
};

static uint32_t length_of(const int *articles) {
    uint32_t count = 0;
    while (articles[count] >= 0)
        count++;
    return count;
}

static int give_views(void *context, const bool *wanted, struct slice *ret_views) {
    struct asking *asking = context;
    for (uint32_t i = 0; asking->articles[i] >= 0; i++)
        if (wanted[i]) {
            ret_views[i] = views[asking->articles[i]];
            asking->read++;
        }
    return 0;
}

static int give_no_input(void *context, uint32_t article, struct slice *ret_input) {
    (void)context;
    (void)article;
    (void)ret_input;
    return ERR_FAILED; /* all views can be read */
}

static void print_alignment(struct buffer *out, const struct alignment_record *alignment) {
    buffer_printf(out, "%s %.17g %u", alignment->relation, alignment->score, alignment->accounts);
    buffer_append(out, alignment->kinds);
    buffer_append(out, alignment->topic);
    buffer_append(out, alignment->explanation);
    buffer_append(out, alignment->differences);
    buffer_append(out, alignment->origins);
    for (uint32_t i = 0; i < alignment->member_count; i++) {
        const struct member_record *member = &alignment->members[i];
        buffer_printf(out, "%u %u %s %u %u", member->article, member->claim, member->cell.kind,
                      member->cell.start, member->cell.end);
        buffer_append(out, member->cell.printed);
        buffer_append(out, member->cell.value);
    }
    buffer_append_byte(out, '\n');
}

/* All that the answer says, and how many views it took. */
static struct slice ask(struct comparers *comparers, struct arena *kept, const int *articles,
                        uint32_t *ret_read) {
    const char *names[ARTICLES];
    struct asking asking = {.articles = articles};
    for (uint32_t i = 0; articles[i] >= 0; i++)
        names[i] = ids[articles[i]].hex;
    struct alignment_question question = {.ids = names,
                                          .count = length_of(articles),
                                          .views = give_views,
                                          .input = give_no_input,
                                          .context = &asking};
    struct arena *work = arena_new(WORK_LIMIT);
    struct alignment_answer answer;
    ck_assert_ptr_nonnull(work);
    ck_assert_int_eq(story_align(comparers, work, kept, &question, &answer), 0);
    struct buffer out;
    buffer_init(&out, WORK_LIMIT);
    for (uint32_t i = 0; i < answer.count; i++)
        print_alignment(&out, &answer.alignments[i]);
    for (uint32_t i = 0; i < answer.pair_count; i++) {
        buffer_printf(&out, "%u %u ", answer.pairs[i].article, answer.pairs[i].other);
        buffer_append(&out, answer.pairs[i].pairs);
    }
    for (uint32_t i = 0; i < answer.collision_count; i++)
        buffer_append(&out, answer.collisions[i].explanation);
    struct slice said;
    ck_assert_int_eq(buffer_error(&out), 0);
    ck_assert_int_eq(arena_copy(kept, buffer_slice(&out), &said), 0);
    buffer_done(&out);
    arena_free(work);
    *ret_read = asking.read;
    return said;
}

static struct slice ask_anew(struct arena *kept, const int *articles) {
    struct comparers *comparers = comparers_new(test_resources(), 0, 0);
    uint32_t read;
    ck_assert_ptr_nonnull(comparers);
    struct slice said = ask(comparers, kept, articles, &read);
    ck_assert_uint_eq(read, length_of(articles));
    comparers_free(comparers);
    return said;
}

/* A story that grows, is put in another order, loses an article and gets it back. */
static const struct step {
    int articles[ARTICLES + 1];
    uint32_t read; /* where all is kept */
} steps[STEPS] = {
    {{0, -1}, 1},
    {{0, 1, -1}, 1},
    {{2, 0, 1, -1}, 1},
    {{0, 1, 2, -1}, 0},
    {{3, 0, 4, 2, 1, -1}, 2},
    {{3, 0, 2, 1, -1}, 0},
    {{0, 1, 2, 3, 4, -1}, 1},
    {{4, 3, -1}, 2},
};

static void walk(size_t bytes, size_t told, bool keeps) {
    struct comparers *comparers = comparers_new(test_resources(), bytes, told);
    ck_assert_ptr_nonnull(comparers);
    for (int i = 0; i < STEPS; i++) {
        uint32_t read;
        struct slice said = ask(comparers, arena, steps[i].articles, &read);
        ck_assert_msg(slice_equal(said, ask_anew(arena, steps[i].articles)), "step %d", i);
        ck_assert_uint_eq(read, keeps ? steps[i].read : length_of(steps[i].articles));
    }
    comparers_free(comparers);
}

START_TEST(what_is_kept_says_the_same) {
    ck_assert_uint_gt(ask_anew(arena, steps[4].articles).length, 1000);
    walk(COMPARERS_KEPT, TOLD_KEPT, true);
    walk(COMPARERS_KEPT, 0, true);
}
END_TEST

/* There is room for what was said of the five, and not for them. */
START_TEST(what_was_told_outlives_the_articles) {
    walk(0, TOLD_KEPT, false);
    walk(0, 4000, false);
}
END_TEST

START_TEST(without_room_nothing_is_kept) {
    walk(0, 0, false);
}
END_TEST

/* Of five articles the twos asked for last are kept, as many as find room, and come back whole. */
START_TEST(what_was_told_is_bounded) {
    enum { TWOS = ARTICLES * (ARTICLES - 1) / 2, LENGTH = 1000, ROOM = 5 };
    static char texts[TWOS][LENGTH];
    struct slice said[TWOS];
    uint64_t state = 1;
    for (int i = 0; i < TWOS; i++) {
        for (int k = 0; k < LENGTH; k++) /* nothing that could be packed */
            texts[i][k] = (char)((state = state * 6364136223846793005u + 1) >> 40);
        said[i] = slice_of(texts[i], LENGTH);
    }
    struct told_pairs *told = told_pairs_new(ROOM * 1200);
    ck_assert_ptr_nonnull(told);
    told_pairs_keep(told, ids, ARTICLES, arena, said);
    ck_assert_uint_le(told_pairs_bytes(told), ROOM * 1200);
    struct slice found[TWOS] = {{0}};
    ck_assert_int_eq(told_pairs_find(told, ids, ARTICLES, arena, found), 0);
    for (int i = 0; i < TWOS; i++) {
        ck_assert_int_eq(found[i].at != NULL, i >= TWOS - ROOM);
        ck_assert(!found[i].at || slice_equal(found[i], said[i]));
    }
    told_pairs_free(told);
}
END_TEST

/* Entries of all lengths come and are asked for by turns: what is found is what came last, and the
 * newest is always there. */
START_TEST(what_was_told_comes_back_whole) {
    enum { ROUNDS = TEST_SCALE(8000, 2000), LENGTH = 1500, BOUND = 9001 };
    static char texts[ARTICLES][ARTICLES][LENGTH];
    static uint32_t lengths[ARTICLES][ARTICLES];
    struct told_pairs *told = told_pairs_new(BOUND);
    struct arena *own = arena_new(WORK_LIMIT);
    ck_assert_ptr_nonnull(own);
    ck_assert_ptr_nonnull(told);
    uint64_t state = 7;
    uint32_t found_often = 0;
    for (int round = 0; round < ROUNDS; round++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint32_t a = (uint32_t)(state >> 33) % ARTICLES;
        uint32_t b = (a + 1 + (uint32_t)(state >> 40) % (ARTICLES - 1)) % ARTICLES;
        const struct storage_id both[] = {ids[a], ids[b]};
        struct slice said = {0};
        ck_assert_int_eq(told_pairs_find(told, both, 2, own, &said), 0);
        ck_assert(!said.at || slice_equal(said, slice_of(texts[a][b], lengths[a][b])));
        found_often += said.at != NULL;
        lengths[a][b] = (uint32_t)(state >> 50) % LENGTH;
        for (uint32_t i = 0; i < lengths[a][b]; i++)
            texts[a][b][i] = (char)((state = state * 6364136223846793005u + 1) >> 40);
        said = slice_of(texts[a][b], lengths[a][b]);
        told_pairs_keep(told, both, 2, own, &said);
        struct slice back = {0};
        ck_assert_int_eq(told_pairs_find(told, both, 2, own, &back), 0);
        ck_assert(back.at && slice_equal(back, said));
        ck_assert_uint_le(told_pairs_bytes(told), BOUND);
        arena_clear(own);
    }
    ck_assert_uint_gt(found_often, 100);
    arena_free(own);
    told_pairs_free(told);
}
END_TEST

START_TEST(two_stories_stay_apart) {
    struct comparers *comparers = comparers_new(test_resources(), COMPARERS_KEPT, TOLD_KEPT);
    static const int one[] = {0, 1, 2, -1};
    static const int two[] = {3, 4, -1};
    uint32_t read;
    for (uint32_t round = 0; round < 3; round++) {
        (void)ask(comparers, arena, one, &read);
        ck_assert_uint_eq(read, round ? 0 : 3);
        (void)ask(comparers, arena, two, &read);
        ck_assert_uint_eq(read, round ? 0 : 2);
    }
    comparers_free(comparers);
}
END_TEST

static struct comparers *shared;

static void *ask_often(void *context) {
    const int *articles = context;
    struct arena *own = arena_new(WORK_LIMIT);
    ck_assert_ptr_nonnull(own);
    struct slice expected = ask_anew(own, articles);
    uint32_t read;
    for (int i = 0; i < 4; i++)
        ck_assert(slice_equal(ask(shared, own, articles, &read), expected));
    arena_free(own);
    return NULL;
}

START_TEST(threads_ask_at_once) {
    static int lists[][4] = {{0, 1, 2, -1}, {1, 2, 3, -1}, {0, 1, 2, -1}, {2, 1, 4, -1}};
    pthread_t threads[4];
    shared = comparers_new(test_resources(), COMPARERS_KEPT, TOLD_KEPT);
    ck_assert_ptr_nonnull(shared);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_often, lists[i]), 0);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    comparers_free(shared);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("comparers");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, what_is_kept_says_the_same);
    tcase_add_test(tests, what_was_told_outlives_the_articles);
    tcase_add_test(tests, without_room_nothing_is_kept);
    tcase_add_test(tests, what_was_told_is_bounded);
    tcase_add_test(tests, what_was_told_comes_back_whole);
    tcase_add_test(tests, two_stories_stay_apart);
    tcase_add_test(tests, threads_ask_at_once);
    suite_add_tcase(suite, tests);
    return suite;
}
