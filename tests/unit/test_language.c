#include "analysis/language/dependent_kinds.h"
#include "analysis/language/models.h"
#include "analysis/language/syntax.h"
#include "analysis/language/tagset.h"
#include "analysis/stages.h"
#include "base/buffer.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <pthread.h>
#include <stdlib.h>

#define ARENA_LIMIT ((size_t)1 << 30)

static struct analysis analyse(struct arena *arena, struct slice text) {
    struct analysis analysis = {.article.text = text};
    ck_assert_int_eq(text_tokenize(test_resources(), arena, &analysis), 0);
    ck_assert_int_eq(language_annotate(test_resources(), arena, &analysis), 0);
    return analysis;
}

/* Cuts the next part off `rest` at `mark`; the whole rest when the mark is not there. */
static struct slice next_part(struct slice *rest, char mark) {
    const char *end = rest->length ? memchr(rest->at, mark, rest->length) : NULL;
    size_t length = end ? (size_t)(end - rest->at) : rest->length;
    size_t past = end ? length + 1 : length;
    struct slice part = slice_of(rest->at, length);
    *rest = slice_of(rest->at + past, rest->length - past);
    return part;
}

/* The first token from `from` on that is printed so; fails the test when there is none. */
static uint32_t find_token(const struct analysis *analysis, struct slice form, uint32_t from,
                           int line) {
    for (uint32_t i = from; i < analysis->tokens.count; i++)
        if (slice_equal(analysis_slice(analysis, analysis->tokens.at[i].span), form))
            return i;
    ck_abort_msg("line %d: no token %.*s", line, SLICE_ARGS(form));
}

static void check_tags(const struct slice *row, int count, int line) {
    ck_assert_int_ge(count, 2);
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis = analyse(arena, row[0]);
    struct slice rest = row[1];
    for (uint32_t at = 0; rest.length;) {
        struct slice item = next_part(&rest, ' ');
        struct slice form = next_part(&item, '/');
        enum upos upos = upos_find(next_part(&item, '/'));
        enum xpos xpos = xpos_find(item);
        ck_assert_msg(upos != UPOS_NONE && xpos != XPOS_NONE, "line %d: unknown tag", line);
        at = find_token(&analysis, form, at, line);
        const struct token *token = &analysis.tokens.at[at];
        ck_assert_msg(token->upos == upos && token->xpos == xpos, "line %d: %.*s is %s/%s", line,
                      SLICE_ARGS(form), upos_name(token->upos), xpos_name(token->xpos));
    }
    arena_free(arena);
}

static void check_arc(const struct analysis *analysis, struct slice item, int line) {
    struct slice form = next_part(&item, '>');
    struct slice head_form = next_part(&item, ':');
    enum deprel deprel = deprel_find(item);
    ck_assert_msg(deprel != DEPREL_NONE, "line %d: unknown relation", line);
    const struct token *token = &analysis->tokens.at[find_token(analysis, form, 0, line)];
    uint32_t head =
        slice_equal(head_form, SLICE("0")) ? NO_INDEX : find_token(analysis, head_form, 0, line);
    ck_assert_msg(token->head == head && token->deprel == deprel, "line %d: %.*s is %s of %d", line,
                  SLICE_ARGS(form), deprel_name(token->deprel), (int)token->head);
}

static void check_tree(const struct slice *row, int count, int line) {
    ck_assert_int_ge(count, 2);
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis = analyse(arena, row[0]);
    struct slice rest = row[1];
    while (rest.length)
        check_arc(&analysis, next_part(&rest, ' '), line);
    arena_free(arena);
}

START_TEST(tags_are_as_the_table_says) {
    test_table("tagging.tsv", check_tags);
}
END_TEST

START_TEST(trees_are_as_the_table_says) {
    test_table("trees.tsv", check_tree);
}
END_TEST

/* Every sentence is one tree: one root, heads inside the sentence, no cycle. */
static void check_sentence(const struct analysis *analysis, struct sentence sentence) {
    uint32_t roots = 0;
    for (uint32_t i = sentence.first_token; i < sentence.past_token; i++) {
        uint32_t at = i;
        uint32_t steps = 0;
        while (analysis->tokens.at[at].head != NO_INDEX) {
            at = analysis->tokens.at[at].head;
            ck_assert(at >= sentence.first_token && at < sentence.past_token);
            ck_assert_uint_lt(steps++, sentence.past_token - sentence.first_token);
        }
        const struct token *token = &analysis->tokens.at[i];
        roots += token->head == NO_INDEX;
        ck_assert_int_eq(token->head == NO_INDEX, token->deprel == DEPREL_ROOT);
        ck_assert(token->deprel > DEPREL_NONE && token->deprel < DEPREL_COUNT);
        ck_assert(token->upos > UPOS_NONE && token->upos < UPOS_COUNT);
        ck_assert(token->xpos > XPOS_NONE && token->xpos < XPOS_COUNT);
    }
    ck_assert_uint_eq(roots, 1);
}

static struct buffer repeat(const char *piece, size_t bytes) {
    struct buffer text;
    buffer_init(&text, bytes + 4096);
    while (text.length < bytes)
        buffer_append_cstr(&text, piece);
    ck_assert_int_eq(buffer_error(&text), 0);
    return text;
}

static const char *const pieces[] = {"word ", "( ",       "\" ", "and Ann, ",
                                     "7 ",    "aaaaaaaa", "é",   "- "};
enum { PIECES = sizeof pieces / sizeof *pieces };

START_TEST(odd_text_still_makes_trees) {
    struct buffer text = repeat(pieces[_i], TEST_SCALE(10000, 4000));
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis = analyse(arena, buffer_slice(&text));
    for (uint32_t i = 0; i < analysis.sentences.count; i++)
        check_sentence(&analysis, analysis.sentences.at[i]);
    arena_free(arena);
    buffer_done(&text);
}
END_TEST

static const struct slice story = SLICE(
    "The harbour authority said on Monday that 300 ships had left the port. \"We could not hold "
    "the dam,\" its chief told reporters, who had waited since dawn. Prices rose 3.4 percent.");

enum { THREADS = 8, ROUNDS = TEST_SCALE(50, 10) };

static void *annotate_often(void *ret_tokens) {
    struct arena *arena = NULL;
    for (int i = 0; i < ROUNDS; i++) {
        arena_free(arena);
        arena = arena_new(ARENA_LIMIT);
        struct analysis analysis = {.article.text = story};
        if (!arena || text_tokenize(test_resources(), arena, &analysis) < 0 ||
            language_annotate(test_resources(), arena, &analysis) < 0)
            break;
        *(struct token_list *)ret_tokens = analysis.tokens;
    }
    return arena;
}

START_TEST(eight_threads_make_the_trees_of_one) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis = analyse(arena, story);
    pthread_t threads[THREADS];
    struct token_list lists[THREADS] = {{NULL, 0, 0}};
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, annotate_often, &lists[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        void *other = NULL;
        ck_assert_int_eq(pthread_join(threads[i], &other), 0);
        ck_assert_uint_eq(lists[i].count, analysis.tokens.count);
        for (uint32_t k = 0; k < analysis.tokens.count; k++) {
            const struct token *a = &analysis.tokens.at[k];
            const struct token *b = &lists[i].at[k];
            ck_assert(a->head == b->head && a->deprel == b->deprel && a->upos == b->upos &&
                      a->xpos == b->xpos);
        }
        arena_free(other);
    }
    arena_free(arena);
}
END_TEST

START_TEST(a_dependent_is_of_kinds_by_tag_and_side) {
    static const struct {
        struct tag_class class;
        uint32_t left;
        uint32_t right;
    } rows[] = {
        {{UPOS_ADP, XPOS_IN}, KIND_ADPOSITION, 0},
        {{UPOS_SCONJ, XPOS_WRB}, KIND_SUBORDINATOR | KIND_QUESTION, KIND_QUESTION},
        {{UPOS_PART, XPOS_TO}, KIND_TO, 0},
        {{UPOS_PART, XPOS_POS}, KIND_POSSESSIVE, KIND_POSSESSIVE},
        {{UPOS_CCONJ, XPOS_CC}, KIND_COORDINATOR, 0},
        {{UPOS_AUX, XPOS_MD}, KIND_AUXILIARY, KIND_AUXILIARY},
        {{UPOS_PROPN, XPOS_NNP}, KIND_NOMINAL_BEFORE, KIND_NOMINAL_BEHIND},
        {{UPOS_PRON, XPOS_WP},
         KIND_NOMINAL_BEFORE | KIND_QUESTION,
         KIND_NOMINAL_BEHIND | KIND_QUESTION},
        {{UPOS_DET, XPOS_DT}, KIND_DETERMINER, KIND_DETERMINER},
        {{UPOS_PUNCT, XPOS_COMMA}, KIND_MARK_BEFORE, 0},
        {{UPOS_VERB, XPOS_VBD}, 0, KIND_VERB_BEHIND},
        {{UPOS_ADV, XPOS_RB}, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_uint_eq(dependent_kinds(rows[i].class, true), rows[i].left);
        ck_assert_uint_eq(dependent_kinds(rows[i].class, false), rows[i].right);
    }
}
END_TEST

/* A whole copy of the tagger's file with a parser's: files that do not belong together. */
START_TEST(a_model_in_another_place_is_refused) {
    static const uint64_t slots[2] = {0, 0};
    const struct slice sections[] = {{(const char *)slots, 16}};
    struct buffer file;
    buffer_init(&file, 4096);
    ck_assert_int_eq(model_file_write("tagger", TAGGER_VERSION, sections, 1, &file), 0);
    struct slice files[LANGUAGE_FILE_COUNT] = {{NULL, 0}};
    struct language_models models;
    enum language_file which;
    const char *why = NULL;
    ck_assert_int_lt(language_models_open(files, &models, &which, &why), 0);
    ck_assert_str_eq(why, "is not there");

    files[LANGUAGE_TAGGER] = buffer_slice(&file);
    ck_assert_int_lt(language_models_open(files, &models, &which, &why), 0);
    ck_assert_int_eq(which, LANGUAGE_TAGGER);
    ck_assert_str_eq(why, "is damaged: its tables contradict each other");
    buffer_done(&file);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("language");
    TCase *cases = tcase_create("language");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, tags_are_as_the_table_says);
    tcase_add_test(cases, trees_are_as_the_table_says);
    tcase_add_loop_test(cases, odd_text_still_makes_trees, 0, PIECES);
    tcase_add_test(cases, a_dependent_is_of_kinds_by_tag_and_side);
    tcase_add_test(cases, a_model_in_another_place_is_refused);
    suite_add_tcase(suite, cases);
    TCase *threads = tcase_create("threads");
    tcase_set_timeout(threads, 60);
    tcase_add_test(threads, eight_threads_make_the_trees_of_one);
    suite_add_tcase(suite, threads);
    return suite;
}
