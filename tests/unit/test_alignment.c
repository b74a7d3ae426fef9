/* Relations between claims: a table of sentence pairs through the whole pipeline, date flips,
 * minimal pairs, the order of the articles, conflicts within one article. */
#include "alignment/alignment.h"
#include "alignment/frames.h"
#include "alignment/view.h"
#include "alignment/word_stock.h"
#include "base/error.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 64 << 20 };

static struct analysis *analysed(struct arena *arena, struct slice text, struct slice date) {
    struct article_input input = {.text = text};
    if (date.length)
        input.published_at = date;
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    return analysis;
}

/* The surest pair of two one-sentence articles; NULL when they are unrelated. */
static const struct claim_pair *surest(struct arena *arena, struct slice left_date,
                                       struct slice left, struct slice right_date,
                                       struct slice right) {
    const struct analysis *articles[] = {analysed(arena, left, left_date),
                                         analysed(arena, right, right_date)};
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, 2, &comparison), 0);
    const struct claim_pair *best = NULL;
    for (uint32_t i = 0; i < comparison.pairs.count; i++)
        if (!best || comparison.pairs.at[i].score > best->score)
            best = &comparison.pairs.at[i];
    return best;
}

static const char *relation_of(const struct claim_pair *pair) {
    return pair ? relation_name(pair->relation) : "unrelated";
}

static bool has_kind(const struct claim_pair *pair, struct slice kind) {
    if (slice_equal(kind, SLICE("?")))
        return true;
    if (!pair || slice_equal(kind, SLICE("-")))
        return !pair || pair->differences.count == 0;
    for (uint32_t i = 0; i < pair->differences.count; i++)
        if (slice_equal(kind, slice_from_cstr(difference_kind_name(pair->differences.at[i].kind))))
            return true;
    return false;
}

static void check_row(struct slice left_date, struct slice left, struct slice right_date,
                      struct slice right, const struct slice *wanted, int line) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct claim_pair *pair = surest(arena, left_date, left, right_date, right);
    ck_assert_msg(slice_equal(slice_from_cstr(relation_of(pair)), wanted[0]),
                  "line %d: %s instead of %.*s", line, relation_of(pair), SLICE_ARGS(wanted[0]));
    ck_assert_msg(has_kind(pair, wanted[1]), "line %d: no difference of kind %.*s", line,
                  SLICE_ARGS(wanted[1]));
    if (pair)
        ck_assert_msg(pair->explanation.length > 0, "line %d: no explanation", line);
    arena_free(arena);
}

static void relation_row(const struct slice *fields, int count, int line) {
    ck_assert_int_eq(count, 6);
    check_row(fields[0], fields[1], fields[2], fields[3], fields + 4, line);
    check_row(fields[2], fields[3], fields[0], fields[1], fields + 4, line);
}

START_TEST(relations_of_the_table) {
    test_table("relations.tsv", relation_row);
}
END_TEST

/* "First in over N years" against "since Y", told N + gap years after Y. */
START_TEST(date_flips) {
    static const char *const visitors[] = {"Ruell", "Osmund", "Tarvin", "Keld", "Brask"};
    unsigned right = 0;
    unsigned total = 0;
    for (int visitor = 0; visitor < 5; visitor++) {
        for (int since = 1990; since <= 2010; since += 4) {
            for (int years = 6; years <= 12; years += 3) {
                for (int gap = -2; gap <= 2; gap += 4) {
                    struct arena *arena = arena_new(ARENA_LIMIT);
                    struct slice date;
                    struct slice left;
                    struct slice other;
                    (void)arena_printf(arena, &date, "%d-07-15", since + years + gap);
                    (void)arena_printf(arena, &left, "The visit is %s's first to Halvard since %d.",
                                       visitors[visitor], since);
                    (void)arena_printf(arena, &other,
                                       "The visit is %s's first to Halvard in over %d years.",
                                       visitors[visitor], years);
                    const struct claim_pair *pair = surest(arena, date, left, date, other);
                    enum relation wanted = gap > 0 ? RELATION_COMPATIBLE : RELATION_CONFLICT;
                    right += pair && pair->relation == wanted;
                    total++;
                    arena_free(arena);
                }
            }
        }
    }
    ck_assert_msg(right * 100 >= total * 98, "%u of %u date flips", right, total);
}
END_TEST

START_TEST(without_a_date_nothing_is_worked_out) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct claim_pair *pair =
        surest(arena, SLICE(""), SLICE("The visit is Ruell's first to Halvard since 2000."),
               SLICE(""), SLICE("The visit is Ruell's first to Halvard in over 20 years."));
    ck_assert_ptr_nonnull(pair);
    ck_assert_str_eq(relation_of(pair), "compatible");
    arena_free(arena);
}
END_TEST

static const char *const story[] = {
    "A landslide buried 41 houses in Korsa on Monday. Twelve people died, the mayor said.",
    "The landslide in Korsa buried 41 houses. Police said that 15 people died.",
    "Snow closed the airport of Tolmin. The council of Korsa met after the landslide.",
    "In Korsa, 57 houses were buried by the landslide on Tuesday.",
};

enum { STORY_ARTICLES = sizeof story / sizeof *story };

/* Two accounts of one flood; the sentences that share a tally share no other word, and what one
 * calls sabotage there was none of for the other. */
static const char *const flood[] = {
    "The Orla river burst its banks near Korsa on Monday night. The flood has killed two people, "
    "the Korsa fire brigade said on Tuesday. It destroyed at least 30 homes and forced 4,000 "
    "people from their houses. The bridge of Korsa is closed. Some 7,000 customers are without "
    "electricity. Engineers of the Orla water board blame a broken dam. The mayor of Korsa called "
    "it sabotage. Three people were killed by the Orla flood of 1987.",
    "Two days after the Orla burst its banks near Korsa the waters are falling. The death toll "
    "rose to five on Wednesday. In Korsa 64 dwellings are gone. Nearly 900 residents are still "
    "under orders to stay away and 6,000 were told to leave at first. Power is back for all but "
    "1,500 households. The Orla water board denied that its dam had broken. There was no sabotage "
    "at the dam. Engineers will look at the dam of Korsa next week.",
};

static const struct tally_case {
    const char *left;
    const char *right;
    enum relation relation;
    bool related;
} tally_cases[] = {
    {"has killed two people", "death toll rose to five", RELATION_COMPATIBLE, true},
    {"destroyed at least 30 homes", "64 dwellings are gone", RELATION_COMPATIBLE, true},
    {"7,000 customers", "1,500 households", RELATION_COMPATIBLE, true},
    {"flood of 1987", "death toll rose to five", RELATION_AGREE, false},
    {"destroyed at least 30 homes", "death toll rose to five", RELATION_AGREE, false},
    {"called it sabotage", "no sabotage at the dam", RELATION_CONFLICT, true},
};

static bool tells(const struct analysis *analysis, uint32_t claim, const char *words) {
    return slice_contains(analysis_slice(analysis, analysis->claims.at[claim].span),
                          slice_from_cstr(words));
}

static const struct claim_pair *pair_telling(const struct comparison *comparison,
                                             const struct analysis *const *articles,
                                             const struct tally_case *row) {
    for (uint32_t i = 0; i < comparison->pairs.count; i++) {
        const struct claim_pair *pair = &comparison->pairs.at[i];
        if (tells(articles[0], pair->left.claim, row->left) &&
            tells(articles[1], pair->right.claim, row->right))
            return pair;
    }
    return NULL;
}

START_TEST(tallies_are_one_matter_whatever_their_words) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct analysis *articles[] = {
        analysed(arena, slice_from_cstr(flood[0]), SLICE("2024-03-05")),
        analysed(arena, slice_from_cstr(flood[1]), SLICE("2024-03-06"))};
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, 2, &comparison), 0);
    for (size_t i = 0; i < sizeof tally_cases / sizeof *tally_cases; i++) {
        const struct tally_case *row = &tally_cases[i];
        const struct claim_pair *pair = pair_telling(&comparison, articles, row);
        ck_assert_msg((pair != NULL) == row->related, "%s: %s", row->left, relation_of(pair));
        if (pair)
            ck_assert_msg(pair->relation == row->relation, "%s: %s", row->left, relation_of(pair));
    }
    arena_free(arena);
}
END_TEST

struct pair_key {
    uint32_t left, left_claim, right, right_claim;
    enum relation relation;
};

static int compare_keys(const void *a, const void *b) {
    return memcmp(a, b, sizeof(struct pair_key));
}

/* The pairs of the story told in `order`, named by the articles' places in `story`. */
static uint32_t pairs_in_order(struct arena *arena, const int order[STORY_ARTICLES],
                               struct pair_key *ret_keys, uint32_t room) {
    const struct analysis *articles[STORY_ARTICLES];
    for (int i = 0; i < STORY_ARTICLES; i++)
        articles[i] = analysed(arena, slice_from_cstr(story[order[i]]), SLICE("2024-03-05"));
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, STORY_ARTICLES, &comparison),
                     0);
    ck_assert_uint_le(comparison.pairs.count, room);
    for (uint32_t i = 0; i < comparison.pairs.count; i++) {
        const struct claim_pair *pair = &comparison.pairs.at[i];
        uint32_t left = (uint32_t)order[pair->left.article];
        uint32_t right = (uint32_t)order[pair->right.article];
        struct pair_key key = {left, pair->left.claim, right, pair->right.claim, pair->relation};
        if (left > right)
            key =
                (struct pair_key){right, pair->right.claim, left, pair->left.claim, pair->relation};
        ret_keys[i] = key;
    }
    qsort(ret_keys, comparison.pairs.count, sizeof *ret_keys, compare_keys);
    return comparison.pairs.count;
}

START_TEST(order_of_articles_changes_no_pair) {
    static const int orders[][STORY_ARTICLES] = {
        {0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 3, 1}};
    enum { ROOM = 64 };
    struct pair_key first[ROOM] = {0};
    struct pair_key other[ROOM] = {0};
    struct arena *arena = arena_new(ARENA_LIMIT);
    uint32_t count = pairs_in_order(arena, orders[0], first, ROOM);
    ck_assert_uint_gt(count, 0);
    for (size_t i = 1; i < sizeof orders / sizeof *orders; i++) {
        ck_assert_uint_eq(pairs_in_order(arena, orders[i], other, ROOM), count);
        ck_assert_mem_eq(first, other, sizeof *first * count);
    }
    arena_free(arena);
}
END_TEST

START_TEST(groups_hold_claims_of_their_pairs) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct analysis *articles[STORY_ARTICLES];
    for (int i = 0; i < STORY_ARTICLES; i++)
        articles[i] = analysed(arena, slice_from_cstr(story[i]), SLICE("2024-03-05"));
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, STORY_ARTICLES, &comparison),
                     0);
    ck_assert_uint_gt(comparison.alignments.count, 0);
    for (uint32_t i = 0; i < comparison.alignments.count; i++) {
        const struct alignment *alignment = &comparison.alignments.at[i];
        ck_assert_uint_ge(alignment->members.count, 2);
        ck_assert_uint_gt(alignment->topic.length, 0);
        ck_assert(alignment->score > 0 && alignment->score <= 1);
        unsigned kinds = 0;
        for (uint32_t k = 0; k < alignment->differences.count; k++) {
            unsigned bit = 1U << alignment->differences.at[k].kind;
            ck_assert_uint_eq(kinds & bit, 0);
            kinds |= bit;
        }
    }
    arena_free(arena);
}
END_TEST

START_TEST(conflicts_within_an_article) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis *analysis =
        analysed(arena,
                 SLICE("The landslide in Korsa buried 41 houses. Rain fell for days before. "
                       "The landslide in Korsa buried 57 houses."),
                 SLICE("2024-03-05"));
    struct claim_pair_list conflicts;
    ck_assert_int_eq(align_within(test_resources(), arena, analysis, &conflicts), 0);
    ck_assert_uint_eq(conflicts.count, 1);
    ck_assert_int_eq(conflicts.at[0].relation, RELATION_CONFLICT);
    arena_free(arena);
}
END_TEST

START_TEST(the_first_article_alone_has_the_pairs_it_has_among_all) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct analysis *articles[STORY_ARTICLES];
    for (int i = 0; i < STORY_ARTICLES; i++)
        articles[i] = analysed(arena, slice_from_cstr(story[i]), SLICE("2024-03-05"));
    struct comparison comparison;
    struct claim_pair_list pairs;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, STORY_ARTICLES, &comparison),
                     0);
    ck_assert_int_eq(align_first(test_resources(), arena, articles, STORY_ARTICLES, &pairs), 0);
    uint32_t found = 0;
    for (uint32_t i = 0; i < comparison.pairs.count; i++) {
        const struct claim_pair *pair = &comparison.pairs.at[i];
        if (pair->left.article != 0)
            continue;
        ck_assert_uint_lt(found, pairs.count);
        const struct claim_pair *alone = &pairs.at[found++];
        ck_assert_mem_eq(&alone->left, &pair->left, sizeof pair->left);
        ck_assert_mem_eq(&alone->right, &pair->right, sizeof pair->right);
        ck_assert_int_eq(alone->relation, pair->relation);
        ck_assert(alone->score == pair->score);
    }
    ck_assert_uint_gt(found, 0);
    ck_assert_uint_lt(found, comparison.pairs.count);
    ck_assert_uint_eq(found, pairs.count);
    arena_free(arena);
}
END_TEST

/* What the claims of one endless sentence make the comparison read: tokens of context, and memory.
 */
struct effort {
    size_t tokens;
    size_t memory;
};

static struct effort effort_of(unsigned clauses) {
    enum { CLAUSE_MAX = 64 };
    struct arena *arena = arena_new((size_t)512 << 20);
    char *text = malloc((size_t)clauses * CLAUSE_MAX);
    ck_assert_ptr_nonnull(text);
    size_t length = 0;
    for (unsigned i = 0; i < clauses; i++)
        length += (size_t)snprintf(text + length, CLAUSE_MAX,
                                   "the mayor of Korsa closed %u schools and ", 3 + i % 97);
    struct analysis *analysis = analysed(arena, slice_of(text, length), SLICE("2024-03-05"));
    struct effort effort = {0};
    struct word_stock stock;
    struct view_reader reader;
    struct view_list views;
    ck_assert_int_eq(word_stock_make(test_resources(), arena, &stock), 0);
    ck_assert_int_eq(view_reader_make(&stock, arena, analysis->tokens.count, &reader), 0);
    ck_assert_int_eq(views_make(&reader, arena, analysis, &views), 0);
    view_reader_done(&reader);
    ck_assert_uint_gt(views.count, 8);
    for (uint32_t i = 0; i < views.count; i++)
        effort.tokens += views.at[i].context_past - views.at[i].context_first;
    size_t before = arena_used(arena);
    struct claim_pair_list conflicts;
    ck_assert_int_eq(align_within(test_resources(), arena, analysis, &conflicts), 0);
    effort.memory = arena_used(arena) - before;
    free(text);
    arena_free(arena);
    return effort;
}

START_TEST(twice_the_sentence_costs_twice_as_much) {
    struct effort once = effort_of(1200); /* by then most claims keep as many candidates as any */
    struct effort twice = effort_of(2400);
    ck_assert_uint_le(twice.tokens, once.tokens * 22 / 10);
    ck_assert_uint_le(twice.memory, once.memory * 22 / 10);
}
END_TEST

START_TEST(too_many_articles_are_refused) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis *analysis = analysed(arena, SLICE("Korsa voted."), SLICE(""));
    const struct analysis *articles[ALIGN_ARTICLES_MAX + 1];
    for (int i = 0; i <= ALIGN_ARTICLES_MAX; i++)
        articles[i] = analysis;
    struct comparison comparison;
    ck_assert_int_eq(align_articles(NULL, arena, articles, ALIGN_ARTICLES_MAX + 1, &comparison),
                     ERR_TOO_LARGE);
    ck_assert_int_eq(align_articles(NULL, arena, articles, ALIGN_ARTICLES_MAX, &comparison), 0);
    arena_free(arena);
}
END_TEST

/* From the first to the last of the sorted words, so that a word out of order is not found. */
START_TEST(words_of_one_kind_of_thing) {
    static const char *const pairs[][2] = {
        {"accept", "upheld"},    {"accord", "treaty"},       {"alarm", "worry"},
        {"blaze", "wildfire"},   {"bought", "take over"},    {"death", "victim"},
        {"fled", "homeless"},    {"gut", "wreck"},           {"injured", "wounded"},
        {"jail", "arrest"},      {"march", "rally"},         {"officer", "police"},
        {"provide", "transfer"}, {"quake", "tremor"},        {"seller", "seller"},
        {"summit", "talks"},     {"unaccounted", "missing"}, {"vanished", "disappear"},
        {"vote", "ballot"},      {"worth", "cost"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        uint8_t one = frame_of(slice_from_cstr(pairs[i][0]));
        ck_assert_msg(one == frame_of(slice_from_cstr(pairs[i][1])), "%s", pairs[i][0]);
        ck_assert_msg((one == 0) == slice_equal(slice_from_cstr(pairs[i][0]), SLICE("seller")),
                      "%s", pairs[i][0]);
    }
    ck_assert_uint_ne(frame_of(SLICE("sale")), frame_of(SLICE("bought")));
    ck_assert_uint_eq(frame_of(SLICE("")), 0);
    ck_assert_uint_eq(frame_of(SLICE("zzz")), 0);
    ck_assert_uint_eq(frame_of(SLICE("take_over")), 0);
}
END_TEST

START_TEST(names_of_enums) {
    ck_assert_str_eq(relation_name(RELATION_AGREE), "agree");
    ck_assert_str_eq(relation_name(RELATION_CONFLICT), "conflict");
    ck_assert_str_eq(difference_kind_name(DIFFERENCE_VALUE), "value");
    ck_assert_str_eq(difference_kind_name(DIFFERENCE_UPDATE), "update");
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("alignment");
    TCase *tests = tcase_create("relations");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, relations_of_the_table);
    tcase_add_test(tests, date_flips);
    tcase_add_test(tests, without_a_date_nothing_is_worked_out);
    tcase_add_test(tests, tallies_are_one_matter_whatever_their_words);
    tcase_add_test(tests, order_of_articles_changes_no_pair);
    tcase_add_test(tests, groups_hold_claims_of_their_pairs);
    tcase_add_test(tests, conflicts_within_an_article);
    tcase_add_test(tests, the_first_article_alone_has_the_pairs_it_has_among_all);
    tcase_add_test(tests, twice_the_sentence_costs_twice_as_much);
    tcase_add_test(tests, too_many_articles_are_refused);
    tcase_add_test(tests, words_of_one_kind_of_thing);
    tcase_add_test(tests, names_of_enums);
    suite_add_tcase(suite, tests);
    return suite;
}
