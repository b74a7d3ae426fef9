/* Articles that are kept compared: what is said of two of them is a matter of the two, and however
 * they come, go and are asked for, and whatever is told of them from before, the answer is the one
 * that a comparison from scratch gives. */
#include "alignment/comparer.h"

#include "alignment/analysis_blob.h"
#include "alignment/origins.h"
#include "alignment/pairs_blob.h"
#include "base/buffer.h"
#include "base/error.h"
#include "tests/unit/refusal.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

enum { ARENA_LIMIT = 256 << 20, BUDGET = 64 << 20, TEXT_LIMIT = 1 << 24 };

/* One flood, a second one of another town, a budget; some without a source, whose numbers are their
 * names; a copy under another outlet's name. 4,460 is told of different things. */
static const struct report {
    const char *text;
    const char *source;
    const char *date;
} reports[] = {
    {"The Orla river burst its banks near Korsa on Monday night. The flood has killed two people, "
     "the Korsa fire brigade said on Tuesday. It destroyed at least 30 homes and forced 4,460 "
     "people from their houses. The bridge of Korsa is closed. Engineers of the Orla water board "
     "blame a broken dam. The mayor of Korsa called it sabotage.",
     "Harbour Wire", "2024-03-05"},
    {"Two days after the Orla burst its banks near Korsa the waters are falling. The death toll "
     "rose to five on Wednesday. In Korsa 64 homes were destroyed. The board counted 4,460 "
     "sandbags on the dam. The Orla water board denied that its dam had broken. There was no "
     "sabotage at the dam. The bridge of Korsa was open again.",
     "", "2024-03-06"},
    {"The Orla river burst its banks near Korsa on Monday night. The flood has killed two people, "
     "the Korsa fire brigade said on Tuesday. It destroyed at least 30 homes and forced 4,460 "
     "people from their houses. The bridge of Korsa is closed. Engineers of the Orla water board "
     "blame a broken dam. The mayor of Korsa called it sabotage.",
     "Morning Ledger", "2024-03-05"},
    {"The flood of the Orla drove 3,900 people from their houses in Korsa and destroyed 28 homes. "
     "Three people were killed, the mayor of Korsa said. The bridge of Korsa is closed until "
     "Friday.",
     "", ""},
    {"The council of Vestby approved a budget of 12 million crowns on Thursday. A river near "
     "Vestby burst its banks in January and destroyed 9 homes. The mayor of Vestby said that the "
     "bridge would close.",
     "Vestby Post", "2024-03-07"},
    {"The council of Vestby rejected the budget of 13 million crowns on Thursday. The bridge of "
     "Vestby stays open, its mayor said.",
     "", "2024-03-07"},
};

enum { REPORTS = sizeof reports / sizeof *reports };

static struct arena *arena;
static const struct analysis *analyses[REPORTS];

static void setup(void) {
    arena = arena_new(ARENA_LIMIT);
    ck_assert_ptr_nonnull(arena);
    for (int i = 0; i < REPORTS; i++) {
        struct article_input input = {.text = slice_from_cstr(reports[i].text)};
        if (*reports[i].source)
            input.source = slice_from_cstr(reports[i].source);
        if (*reports[i].date)
            input.published_at = slice_from_cstr(reports[i].date);
        struct analysis *analysis = NULL;
        ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
        analyses[i] = analysis;
    }
}

static void teardown(void) {
    arena_free(arena);
}

/* ---- comparisons as text --------------------------------------------------------------------- */

static void print_differences(struct buffer *out, const struct difference_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        const struct difference *difference = &list->at[i];
        buffer_printf(out, " [%s %.*s %u-%u %u-%u]", difference_kind_name(difference->kind),
                      SLICE_ARGS(difference->explanation), difference->left.start,
                      difference->left.end, difference->right.start, difference->right.end);
    }
}

static void print_pair(struct buffer *out, const struct claim_pair *pair) {
    buffer_printf(out, "%u.%u %u.%u %s %a %.*s", pair->left.article, pair->left.claim,
                  pair->right.article, pair->right.claim, relation_name(pair->relation),
                  pair->score, SLICE_ARGS(pair->explanation));
    print_differences(out, &pair->differences);
    buffer_append_byte(out, '\n');
}

static void print_alignment(struct buffer *out, const struct comparison *comparison,
                            const struct alignment *alignment) {
    buffer_printf(out, "%.*s %s %a %.*s", SLICE_ARGS(alignment->topic),
                  relation_name(alignment->relation), alignment->score,
                  SLICE_ARGS(alignment->explanation));
    print_differences(out, &alignment->differences);
    for (uint32_t i = 0; i < alignment->members.count; i++) {
        uint32_t place = alignment->origins.distinct[alignment->origins.of_member[i]];
        buffer_printf(out, " %u.%u by %.*s", alignment->members.at[i].article,
                      alignment->members.at[i].claim,
                      SLICE_ARGS(comparison->origins->at[place].name));
    }
    buffer_append_byte(out, '\n');
}

static void print_comparison(struct buffer *out, const struct comparison *comparison) {
    for (uint32_t i = 0; i < comparison->pairs.count; i++)
        print_pair(out, &comparison->pairs.at[i]);
    for (uint32_t i = 0; i < comparison->alignments.count; i++)
        print_alignment(out, comparison, &comparison->alignments.at[i]);
    for (uint32_t i = 0; i < comparison->collisions.count; i++) {
        const struct collision *collision = &comparison->collisions.at[i];
        buffer_printf(out, "%u %u %.*s\n", collision->left.article, collision->right.article,
                      SLICE_ARGS(collision->explanation));
    }
    ck_assert_int_eq(buffer_error(out), 0);
}

/* From scratch, of the reports named. */
static void print_anew(struct buffer *out, const uint32_t *order, uint32_t count) {
    const struct analysis *chosen[REPORTS];
    struct comparison comparison;
    for (uint32_t i = 0; i < count; i++)
        chosen[i] = analyses[order[i]];
    ck_assert_int_eq(align_articles(test_resources(), arena, chosen, count, &comparison), 0);
    print_comparison(out, &comparison);
}

/* ---- two articles ---------------------------------------------------------------------------- */

/* A third article never changes what was said of two, whatever else stands beside them. */
START_TEST(two_among_many_are_two_alone) {
    struct comparison all;
    uint32_t compared = 0;
    ck_assert_int_eq(align_articles(test_resources(), arena, analyses, REPORTS, &all), 0);
    for (uint32_t a = 0; a < REPORTS; a++) {
        for (uint32_t b = a + 1; b < REPORTS; b++) {
            const struct analysis *const both[] = {analyses[a], analyses[b]};
            struct comparison two;
            uint32_t at = 0;
            ck_assert_int_eq(align_articles(test_resources(), arena, both, 2, &two), 0);
            for (uint32_t i = 0; i < all.pairs.count; i++) {
                const struct claim_pair *pair = &all.pairs.at[i];
                if (pair->left.article != a || pair->right.article != b)
                    continue;
                ck_assert_uint_lt(at, two.pairs.count);
                const struct claim_pair *alone = &two.pairs.at[at++];
                ck_assert_uint_eq(alone->left.claim, pair->left.claim);
                ck_assert_uint_eq(alone->right.claim, pair->right.claim);
                ck_assert_int_eq(alone->relation, pair->relation);
                ck_assert(alone->score == pair->score);
                ck_assert_uint_eq(alone->differences.count, pair->differences.count);
            }
            ck_assert_uint_eq(at, two.pairs.count);
            compared += at;
        }
    }
    ck_assert_uint_gt(compared, 20);
    ck_assert_uint_eq(compared, all.pairs.count);
}
END_TEST

/* ---- coming and going ------------------------------------------------------------------------ */

/* A comparer with the reports that stand in it, and by which place; what was told of any two of
 * the reports. */
struct kept {
    struct comparer *comparer;
    struct slice told[REPORTS][REPORTS];
    uint32_t compared; /* two articles, in the last answer */
    uint32_t reports[REPORTS];
    uint32_t places[REPORTS];
    uint32_t count;
};

static uint32_t drawn(uint64_t *state, uint32_t below) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % below;
}

enum { TWOS = REPORTS * (REPORTS - 1) / 2 };

static struct slice *told_of(struct kept *kept, uint32_t left, uint32_t right) {
    return &kept->told[kept->reports[left]][kept->reports[right]];
}

static void ask_with_told(struct kept *kept, struct arena *own, struct comparison *ret_comparison) {
    struct slice told[TWOS + 1] = {{0}};
    struct slice before[TWOS + 1];
    for (uint32_t right = 1; right < kept->count; right++)
        for (uint32_t left = 0; left < right; left++)
            told[comparer_two(left, right)] = *told_of(kept, left, right);
    memcpy(before, told, sizeof told);
    ck_assert_int_eq(
        comparer_result(kept->comparer, own, kept->places, kept->count, told, ret_comparison), 0);
    kept->compared = 0;
    for (uint32_t right = 1; right < kept->count; right++)
        for (uint32_t left = 0; left < right; left++) {
            uint32_t two = comparer_two(left, right);
            ck_assert_ptr_nonnull(told[two].at);
            kept->compared += told[two].at != before[two].at;
            ck_assert_int_eq(arena_copy(arena, told[two], told_of(kept, left, right)), 0);
        }
}

static void check_answer(struct kept *kept) {
    struct buffer anew;
    struct buffer now;
    struct comparison comparison;
    struct arena *own = arena_new(ARENA_LIMIT);
    buffer_init(&anew, TEXT_LIMIT);
    buffer_init(&now, TEXT_LIMIT);
    ask_with_told(kept, own, &comparison);
    print_comparison(&now, &comparison);
    print_anew(&anew, kept->reports, kept->count);
    ck_assert_msg(slice_equal(buffer_slice(&now), buffer_slice(&anew)), "%.*s\n\nanew:\n%.*s",
                  SLICE_ARGS(buffer_slice(&now)), SLICE_ARGS(buffer_slice(&anew)));
    for (uint32_t i = 0; i < comparison.pairs.count; i++)
        ck_assert_ptr_null(comparison.pairs.at[i].trace);
    buffer_done(&anew);
    buffer_done(&now);
    arena_free(own);
}

static bool is_kept(const struct kept *kept, uint32_t report) {
    for (uint32_t i = 0; i < kept->count; i++)
        if (kept->reports[i] == report)
            return true;
    return false;
}

static void come(struct kept *kept, uint32_t report, bool as_bytes) {
    uint32_t *place = &kept->places[kept->count];
    struct slice bytes;
    ck_assert_int_eq(analysis_blob_write(arena, analyses[report], &bytes), 0);
    ck_assert_int_eq(as_bytes ? comparer_add_blob(kept->comparer, bytes, place)
                              : comparer_add(kept->comparer, analyses[report], place),
                     0);
    kept->reports[kept->count++] = report;
}

static void go(struct kept *kept, uint32_t at) {
    comparer_drop(kept->comparer, kept->places[at]);
    kept->count--;
    kept->reports[at] = kept->reports[kept->count];
    kept->places[at] = kept->places[kept->count];
}

static void swap(struct kept *kept, uint32_t a, uint32_t b) {
    uint32_t report = kept->reports[a];
    uint32_t place = kept->places[a];
    kept->reports[a] = kept->reports[b];
    kept->places[a] = kept->places[b];
    kept->reports[b] = report;
    kept->places[b] = place;
}

/* What was told of two of the reports is lost, or comes back damaged. */
static void lose_or_damage(struct kept *kept, uint64_t *state) {
    struct slice *told = &kept->told[drawn(state, REPORTS)][drawn(state, REPORTS)];
    told->length = drawn(state, 2) ? 0 : told->length / 2;
    if (!told->length)
        *told = (struct slice){0};
}

START_TEST(any_order_of_adds_and_drops_gives_what_scratch_gives) {
    enum { STEPS = TEST_SCALE(60, 12) };
    uint64_t state = (uint64_t)_i + 1;
    struct kept kept = {.comparer = comparer_new(test_resources(), BUDGET)};
    ck_assert_ptr_nonnull(kept.comparer);
    for (int step = 0; step < STEPS; step++) {
        uint32_t report = drawn(&state, REPORTS);
        if (!is_kept(&kept, report))
            come(&kept, report, drawn(&state, 2));
        else if (drawn(&state, 2))
            go(&kept, drawn(&state, kept.count));
        else
            swap(&kept, drawn(&state, kept.count), drawn(&state, kept.count));
        if (drawn(&state, 4) == 0)
            lose_or_damage(&kept, &state);
        check_answer(&kept);
    }
    comparer_free(kept.comparer);
}
END_TEST

/* The third report comes: it is compared with the others, and these not with one another. A report
 * without a source is called by its number: when that changes it is compared again. */
START_TEST(only_what_is_not_told_is_compared) {
    struct kept kept = {.comparer = comparer_new(test_resources(), BUDGET)};
    for (uint32_t i = 0; i < 3; i++) {
        come(&kept, i, true);
        check_answer(&kept);
        ck_assert_uint_eq(kept.compared, i);
    }
    check_answer(&kept);
    ck_assert_uint_eq(kept.compared, 0);
    swap(&kept, 0, 2); /* all three stand the other way round */
    check_answer(&kept);
    ck_assert_uint_eq(kept.compared, 3);
    swap(&kept, 0, 2);
    check_answer(&kept);
    ck_assert_uint_eq(kept.compared, 0);
    go(&kept, 0);
    swap(&kept, 0, 1); /* the second, which has no source, stands first now */
    check_answer(&kept);
    ck_assert_uint_eq(kept.compared, 1);
    comparer_free(kept.comparer);
}
END_TEST

START_TEST(what_is_kept_is_bounded_and_counted) {
    struct kept kept = {.comparer = comparer_new(test_resources(), BUDGET)};
    for (uint32_t i = 0; i < REPORTS; i++)
        come(&kept, i, true);
    check_answer(&kept);
    size_t bytes = comparer_bytes(kept.comparer);
    check_answer(&kept);
    ck_assert_uint_eq(comparer_bytes(kept.comparer), bytes);
    ck_assert_uint_lt(bytes, REPORTS * 400 * 1024);
    go(&kept, 0);
    ck_assert_uint_lt(comparer_bytes(kept.comparer), bytes);
    comparer_free(kept.comparer);

    struct comparer *small = comparer_new(test_resources(), 400 * 1024);
    uint32_t place = 0;
    int result = small ? 0 : ERR_TOO_LARGE;
    for (uint32_t i = 0; i < REPORTS && result == 0; i++)
        result = comparer_add(small, analyses[i], &place);
    ck_assert_int_eq(result, ERR_TOO_LARGE);
    comparer_free(small);
}
END_TEST

START_TEST(damaged_bytes_are_refused_and_change_nothing) {
    struct kept kept = {.comparer = comparer_new(test_resources(), BUDGET)};
    struct slice bytes;
    uint32_t place = 0;
    come(&kept, 0, true);
    ck_assert_int_eq(analysis_blob_write(arena, analyses[1], &bytes), 0);
    bytes.length /= 2;
    ck_assert_int_eq(comparer_add_blob(kept.comparer, bytes, &place), ERR_INVALID);
    come(&kept, 3, false);
    check_answer(&kept);
    ck_assert_ptr_eq(comparer_analysis(kept.comparer, kept.places[1]), analyses[3]);
    comparer_free(kept.comparer);
}
END_TEST

/* Bytes that were cut never serve; with a bit turned over they may, and are read within bounds. */
START_TEST(bytes_of_pairs_are_read_within_bounds) {
    struct kept kept = {.comparer = comparer_new(test_resources(), BUDGET)};
    struct article_pairs said;
    come(&kept, 0, false);
    come(&kept, 3, false);
    check_answer(&kept);
    struct slice bytes = *told_of(&kept, 0, 1);
    ck_assert_int_eq(pairs_blob_read(arena, bytes, &said), 0);
    ck_assert_uint_gt(said.pairs.count, 1);
    for (size_t length = 0; length < bytes.length; length++)
        ck_assert_int_eq(pairs_blob_read(arena, slice_of(bytes.at, length), &said), ERR_INVALID);
    uint32_t refused = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        char *own = arena_alloc(arena, bytes.length);
        struct buffer out;
        memcpy(own, bytes.at, bytes.length);
        own[i] = (char)(own[i] ^ 1 << i % 8);
        buffer_init(&out, TEXT_LIMIT);
        if (pairs_blob_read(arena, slice_of(own, bytes.length), &said) == 0)
            for (uint32_t k = 0; k < said.pairs.count; k++)
                print_pair(&out, &said.pairs.at[k]);
        else
            refused++;
        buffer_done(&out);
    }
    ck_assert_uint_gt(refused, 30);
    comparer_free(kept.comparer);
}
END_TEST

START_TEST(too_many_articles_are_refused) {
    struct comparer *comparer = comparer_new(test_resources(), BUDGET);
    uint32_t places[ALIGN_ARTICLES_MAX + 1] = {0};
    struct comparison comparison;
    ck_assert_int_eq(
        comparer_result(comparer, arena, places, ALIGN_ARTICLES_MAX + 1, NULL, &comparison),
        ERR_TOO_LARGE);
    comparer_free(comparer);
}
END_TEST

static int compare_three(struct arena *own) {
    uint32_t places[3];
    struct slice told[3] = {{0}};
    struct comparison comparison;
    struct comparer *comparer = comparer_new(test_resources(), BUDGET);
    int result = comparer ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < 3 && result == 0; i++)
        result = comparer_add(comparer, analyses[i], &places[i]);
    if (result == 0)
        result = comparer_result(comparer, own, places, 3, told, &comparison);
    comparer_free(comparer);
    return result;
}

/* One allocation refused: the comparison fails as a whole, and nothing is lost. */
START_TEST(without_memory_there_is_no_answer) {
    enum { RUNS = TEST_SCALE(300, 60) };
    struct arena *own = arena_new(ARENA_LIMIT);
    refusal_watch(0);
    ck_assert_int_eq(compare_three(own), 0);
    long all = refusal_end();
    ck_assert_int_gt(all, RUNS);
    for (long i = 0; i < RUNS; i++) {
        arena_clear(own);
        refusal_watch(1 + i * all / RUNS);
        int result = compare_three(own);
        (void)refusal_end();
        ck_assert_int_eq(result, ERR_NO_MEMORY);
    }
    arena_free(own);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("comparer");
    TCase *cases = tcase_create("comparer");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, two_among_many_are_two_alone);
    tcase_add_loop_test(cases, any_order_of_adds_and_drops_gives_what_scratch_gives, 0, 4);
    tcase_add_test(cases, only_what_is_not_told_is_compared);
    tcase_add_test(cases, what_is_kept_is_bounded_and_counted);
    tcase_add_test(cases, damaged_bytes_are_refused_and_change_nothing);
    tcase_add_test(cases, bytes_of_pairs_are_read_within_bounds);
    tcase_add_test(cases, too_many_articles_are_refused);
    tcase_add_test(cases, without_memory_there_is_no_answer);
    suite_add_tcase(suite, cases);
    return suite;
}
