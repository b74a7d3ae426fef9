/* The whole pipeline as a property: whatever the text, each span of the JSON answer is the exact
 * slice of article.text that its code-point offsets name, each index points at something, lists are
 * in text order and no interval is upside down. The texts are the examples and the sentences of the
 * tables, damaged by a generator with a fixed seed. Then the same bytes from one thread and from
 * eight.
 */
#include "base/utf8.h"
#include "handlers/analysis_json.h"
#include "handlers/comparison_json.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DAMAGED = TEST_SCALE(10000, 1000),
    ARTICLE_BYTES = 300, /* about as long are the texts before damage */
    DRAFT_BYTES = 1024,
    ARENA_LIMIT = 1 << 26,
    ANSWER_LIMIT = 1 << 24,
    SENTENCES_MAX = 2048,
};

/* ---- texts ----------------------------------------------------------------------------------- */

static const char *const examples[] = {
    "../../examples/ferry/1_coastwire.txt",    "../../examples/ferry/2_isle_gazette.txt",
    "../../examples/ferry/3_harbourbuzz.txt",  "../../examples/ferry/4_meridian_business.txt",
    "../../examples/ferry/5_sound_weekly.txt",
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static const char *const tables[] = {
    "attributions.tsv", "clean.tsv",      "entities.tsv",  "quantities.tsv",
    "quotes.tsv",       "recurrence.tsv", "relations.tsv", "repair.tsv",
    "tagging.tsv",      "times.tsv",      "tokens.tsv",    "trees.tsv",
};

static struct slice texts[EXAMPLES];
static struct slice sentences[SENTENCES_MAX];
static uint32_t sentence_count;

/* Whatever reads like a sentence, in any column: it ends with a stop and has a space. */
static void sentence_row(const struct slice *fields, int count, int line) {
    (void)line;
    for (int i = 0; i < count && sentence_count < SENTENCES_MAX; i++)
        if (slice_contains(fields[i], SLICE(" ")) && slice_ends(fields[i], SLICE(".")))
            sentences[sentence_count++] = test_unescape(fields[i]);
}

static void read_texts(void) {
    if (sentence_count)
        return;
    for (size_t i = 0; i < EXAMPLES; i++)
        texts[i].at = test_data(examples[i], &texts[i].length);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        test_table(tables[i], sentence_row);
    ck_assert_uint_gt(sentence_count, 300);
}

/* ---- damage ---------------------------------------------------------------------------------- */

static uint64_t random_state;

static uint32_t random_below(uint32_t bound) {
    random_state = random_state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)((random_state >> 33) % bound);
}

/* What breaks readers: marks that open and never close, digits, spaces that are none, letters that
 * look alike, letters that change length in lower case or in NFC, ends of lines. */
static const struct slice intruders[] = {
    SLICE("\""),
    SLICE("“"),
    SLICE("”"),
    SLICE("'"),
    SLICE("’"),
    SLICE("«"),
    SLICE("„"),
    SLICE("("),
    SLICE(")"),
    SLICE("["),
    SLICE("]"),
    SLICE("{"),
    SLICE("7"),
    SLICE("1,000"),
    SLICE("3.5"),
    SLICE("½"),
    SLICE("%"),
    SLICE("$"),
    SLICE("£"),
    SLICE("-"),
    SLICE("–"),
    SLICE("—"),
    SLICE("/"),
    SLICE("…"),
    SLICE(":"),
    SLICE("."),
    SLICE("?"),
    SLICE(" "),
    SLICE("\u00A0"),
    SLICE("\u2009"),
    SLICE("\u200B"),
    SLICE("\u200D"),
    SLICE("\u00AD"),
    SLICE("\uFEFF"),
    SLICE("\u202E"),
    SLICE("\u0430"),
    SLICE("\u043E"),
    SLICE("\u0415"),
    SLICE("\u03BF"),
    SLICE("\uFF11"),
    SLICE("\u0301"),
    SLICE("\u0130"),
    SLICE("\u1E9E"),
    SLICE("\uFB01"),
    SLICE("\u1112\u1161"),
    SLICE("\u0958"),
    SLICE("\U0001F6A2"),
    SLICE("\U0010FFFF"),
    SLICE("\uFFFD"),
    SLICE("\x01"),
    SLICE("\x7F"),
    SLICE("\t"),
    SLICE("\n"),
    SLICE("\n\n"),
    SLICE("\r\n"),
    SLICE("\u2028"),
    SLICE(" said "),
    SLICE(", he said, "),
    SLICE(" or "),
    SLICE(" since 2000"),
    SLICE(" 0000-00-00 "),
    SLICE(" not "),
    SLICE("<p>"),
    SLICE("&amp;"),
};

struct draft {
    char at[DRAFT_BYTES];
    uint32_t length;
};

static void replace(struct draft *draft, uint32_t from, uint32_t to, struct slice with) {
    if (draft->length - (to - from) + with.length > DRAFT_BYTES)
        return;
    memmove(draft->at + from + with.length, draft->at + to, draft->length - to);
    memcpy(draft->at + from, with.at, with.length);
    draft->length += (uint32_t)with.length - (to - from);
}

/* The nearest border of code points at or before `offset`. */
static uint32_t border(const struct draft *draft, uint32_t offset) {
    while (offset > 0 && offset < draft->length && (draft->at[offset] & 0xC0) == 0x80)
        offset--;
    return offset;
}

static void damage(struct draft *draft) {
    uint32_t from = border(draft, random_below(draft->length + 1));
    uint32_t length = random_below(4) ? 1 + random_below(12) : random_below(draft->length + 1);
    uint32_t reach = from + length < draft->length ? from + length : draft->length;
    uint32_t to = border(draft, reach);
    char copy[DRAFT_BYTES];
    memcpy(copy, draft->at + from, to - from);
    struct slice cut = slice_of(copy, to - from);
    switch (random_below(5)) {
    case 0:
        replace(draft, from, to, SLICE(""));
        break;
    case 1:
        replace(draft, from, from, cut);
        break;
    case 2: /* the piece changes places with what follows */
        replace(draft, from, to, SLICE(""));
        to = border(draft, random_below(draft->length + 1));
        replace(draft, to, to, cut);
        break;
    default:
        replace(draft, from, from, intruders[random_below(sizeof intruders / sizeof *intruders)]);
    }
}

/* A part of an example, or sentences that never stood together; then up to eight blows. */
static struct draft draft_make(void) {
    struct draft draft = {.length = 0};
    struct slice example = texts[random_below(EXAMPLES)];
    if (random_below(3) == 0) {
        uint32_t skip = random_below((uint32_t)example.length - ARTICLE_BYTES);
        while ((example.at[skip] & 0xC0) == 0x80)
            skip++;
        replace(&draft, 0, 0, slice_of(example.at + skip, ARTICLE_BYTES));
        draft.length = border(&draft, ARTICLE_BYTES - 4);
    }
    while (draft.length < ARTICLE_BYTES - 64) {
        replace(&draft, draft.length, draft.length, sentences[random_below(sentence_count)]);
        replace(&draft, draft.length, draft.length, random_below(4) ? SLICE(" ") : SLICE("\n\n"));
    }
    for (uint32_t blows = random_below(9); blows > 0; blows--)
        damage(&draft);
    return draft;
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void write_answer(struct arena *arena, const struct article_input *input,
                         struct buffer *out) {
    struct analysis *analysis;
    ck_assert_int_eq(analyze(test_resources(), arena, input, &analysis), 0);
    struct claim_pair_list conflicts = {0};
    ck_assert_int_eq(align_within(test_resources(), arena, analysis, &conflicts), 0);
    struct json_writer json;
    json_init(&json, out);
    ck_assert_int_eq(analysis_write_json(&json, arena, analysis, &conflicts), 0);
    ck_assert_int_eq(buffer_error(out), 0);
}

/* The text under test, for messages, and the byte offset of each of its code points and its end. */
struct checked {
    const char *input;
    struct slice text;
    uint32_t *offsets;
    json_int_t code_points;
};

#define HOLDS(checked, condition, what)                                                            \
    ck_assert_msg((condition), "%s, in:\n%s", (what), (checked)->input)

static struct slice string_of(const json_t *value) {
    return slice_of(json_string_value(value), json_string_length(value));
}

static void check_span(const struct checked *checked, const json_t *object, const char *what) {
    json_int_t start = json_integer_value(json_object_get(object, "start"));
    json_int_t end = json_integer_value(json_object_get(object, "end"));
    HOLDS(checked, 0 <= start && start < end && end <= checked->code_points, what);
    const json_t *text = json_object_get(object, "text");
    if (!text)
        return;
    struct slice slice = slice_of(checked->text.at + checked->offsets[start],
                                  checked->offsets[end] - checked->offsets[start]);
    HOLDS(checked, slice_equal(string_of(text), slice), what);
}

/* Every object of the tree that has a start is a span. */
static void check_spans(const struct checked *checked, json_t *value, const char *what) {
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_object(value) && json_object_get(value, "start"))
        check_span(checked, value, what);
    json_object_foreach(value, key, member) check_spans(checked, member, key);
    json_array_foreach(value, i, member) check_spans(checked, member, what);
}

/* In order of start, then of end. */
static void check_order(const struct checked *checked, const json_t *list, const char *inner,
                        const char *what) {
    json_int_t start = 0;
    json_int_t end = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *object = json_array_get(list, i);
        if (inner)
            object = json_object_get(object, inner);
        json_int_t next_start = json_integer_value(json_object_get(object, "start"));
        json_int_t next_end = json_integer_value(json_object_get(object, "end"));
        HOLDS(checked, next_start > start || (next_start == start && next_end >= end), what);
        start = next_start;
        end = next_end;
    }
}

static void check_index(const struct checked *checked, const json_t *index, size_t bound,
                        const char *what) {
    json_int_t value = json_integer_value(index);
    HOLDS(checked,
          json_is_null(index) ||
              (json_is_integer(index) && value >= 0 && value < (json_int_t)bound),
          what);
}

/* Numbers, or days as strings; either end may be open. */
static void check_interval(const struct checked *checked, const json_t *object, const char *what) {
    const json_t *low = json_object_get(object, "low");
    const json_t *high = json_object_get(object, "high");
    if (json_is_string(low) && json_is_string(high))
        HOLDS(checked, slice_compare(string_of(low), string_of(high)) <= 0, what);
    else if (json_is_number(low) && json_is_number(high))
        HOLDS(checked, json_number_value(low) <= json_number_value(high), what);
    else
        HOLDS(checked, json_is_null(low) || json_is_null(high), what);
}

static void check_quantities(const struct checked *checked, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *quantity = json_array_get(list, i);
        check_interval(checked, quantity, "a quantity's interval");
        check_index(checked, json_object_get(quantity, "alternative_of"), i, "alternative_of");
        check_index(checked, json_object_get(quantity, "gloss_of"), json_array_size(list),
                    "gloss_of");
    }
}

static void check_times(const struct checked *checked, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *time = json_array_get(list, i);
        check_interval(checked, time, "a time's interval");
        const json_t *recurrence = json_object_get(time, "recurrence");
        if (json_is_object(recurrence))
            check_interval(checked, recurrence, "a recurrence's interval");
    }
}

static void check_claims(const struct checked *checked, const json_t *answer) {
    static const char *const linked[] = {"quantities", "times", "entities"};
    const json_t *list = json_object_get(answer, "claims");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *claim = json_array_get(list, i);
        check_index(checked, json_object_get(claim, "attribution"),
                    json_array_size(json_object_get(answer, "attributions")), "attribution");
        double weight = json_number_value(json_object_get(claim, "checkworthiness"));
        HOLDS(checked, 0 <= weight && weight <= 1, "checkworthiness");
        for (size_t k = 0; k < sizeof linked / sizeof *linked; k++) {
            const json_t *indices = json_object_get(claim, linked[k]);
            size_t bound = json_array_size(json_object_get(answer, linked[k]));
            for (size_t n = 0; n < json_array_size(indices); n++) {
                HOLDS(checked, json_is_integer(json_array_get(indices, n)), linked[k]);
                check_index(checked, json_array_get(indices, n), bound, linked[k]);
            }
        }
    }
}

static void check_conflicts(const struct checked *checked, const json_t *answer) {
    const json_t *list = json_object_get(answer, "internal_conflicts");
    size_t claims = json_array_size(json_object_get(answer, "claims"));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *left = json_object_get(json_array_get(list, i), "left");
        const json_t *right = json_object_get(json_array_get(list, i), "right");
        check_index(checked, left, claims, "left");
        check_index(checked, right, claims, "right");
        HOLDS(checked, json_integer_value(left) < json_integer_value(right), "left and right");
    }
}

static void check_answer(const struct checked *checked, json_t *answer) {
    static const char *const lists[] = {"sentences", "entities", "quantities", "times", "claims"};
    check_spans(checked, answer, "answer");
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        check_order(checked, json_object_get(answer, lists[i]), NULL, lists[i]);
    const json_t *attributions = json_object_get(answer, "attributions");
    check_order(checked, attributions, "content", "attributions");
    for (size_t i = 0; i < json_array_size(attributions); i++) {
        const json_t *content = json_object_get(json_array_get(attributions, i), "content");
        const json_t *parts = json_object_get(content, "parts");
        HOLDS(checked, json_array_size(parts) > 0, "parts");
        check_order(checked, parts, NULL, "parts");
    }
    check_quantities(checked, json_object_get(answer, "quantities"));
    check_times(checked, json_object_get(answer, "times"));
    check_claims(checked, answer);
    check_conflicts(checked, answer);
}

static void count_code_points(struct checked *checked, struct arena *arena) {
    checked->offsets = ARENA_ARRAY(arena, uint32_t, checked->text.length + 1);
    ck_assert_ptr_nonnull(checked->offsets);
    for (size_t at = 0; at < checked->text.length; checked->code_points++) {
        checked->offsets[checked->code_points] = (uint32_t)at;
        (void)utf8_next(checked->text, &at);
    }
    checked->offsets[checked->code_points] = (uint32_t)checked->text.length;
}

/* One article in eight comes as a page, two in three with a date. Returns its number of spans. */
static size_t check_draft(const struct draft *draft) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    ck_assert_ptr_nonnull(arena);
    struct slice text;
    ck_assert_int_eq(arena_copy(arena, slice_of(draft->at, draft->length), &text), 0);
    struct article_input input = {.text = text};
    if (random_below(8) == 0) {
        struct slice page;
        ck_assert_int_eq(
            arena_printf(arena, &page, "<body><h1>Ferry</h1><p>%.*s</p></body>", SLICE_ARGS(text)),
            0);
        input = (struct article_input){.html = page};
    }
    if (random_below(3))
        input.published_at = SLICE("2025-03-04");
    struct buffer out;
    buffer_init(&out, ANSWER_LIMIT);
    write_answer(arena, &input, &out);

    struct slice message;
    ck_assert_int_eq(arena_printf(arena, &message, "%.*s%c", SLICE_ARGS(text), '\0'), 0);
    struct checked checked = {.input = message.at};
    json_error_t error;
    json_t *answer = json_loadb(out.at, out.length, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(answer != NULL, "%s, in:\n%s", error.text, message.at);
    checked.text = string_of(json_object_get(json_object_get(answer, "article"), "text"));
    count_code_points(&checked, arena);
    check_answer(&checked, answer);
    size_t found = json_array_size(json_object_get(answer, "claims")) +
                   json_array_size(json_object_get(answer, "quantities")) +
                   json_array_size(json_object_get(answer, "attributions"));
    json_decref(answer);
    buffer_done(&out);
    arena_free(arena);
    return found;
}

START_TEST(damaged_articles_give_sound_answers) {
    read_texts();
    random_state = 20250304;
    size_t found = 0;
    for (int i = 0; i < DAMAGED; i++) {
        struct draft draft = draft_make();
        found += check_draft(&draft);
    }
    printf("pipeline: %d damaged articles, %zu claims, quantities and attributions\n", DAMAGED,
           found);
    ck_assert_uint_gt(found, (size_t)DAMAGED * 3); /* the checks had something to look at */
}
END_TEST

/* ---- eight threads --------------------------------------------------------------------------- */

enum { THREADS = 8, THREAD_ROUNDS = TEST_SCALE(10, 2) };

/* All examples analysed and compared. Returns 0 or an error; no assertions, as threads call it. */
static int compare_examples(struct buffer *out) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    const struct analysis *articles[EXAMPLES];
    struct json_writer json;
    json_init(&json, out);
    json_begin_object(&json);
    json_key(&json, "articles");
    json_begin_array(&json);
    int result = arena ? 0 : -1;
    for (size_t i = 0; i < EXAMPLES && result == 0; i++) {
        struct article_input input = {.text = texts[i], .published_at = SLICE("2025-03-04")};
        struct analysis *analysis = NULL;
        struct claim_pair_list conflicts = {0};
        result = analyze(test_resources(), arena, &input, &analysis);
        if (result == 0)
            result = align_within(test_resources(), arena, analysis, &conflicts);
        if (result == 0)
            result = analysis_write_json(&json, arena, analysis, &conflicts);
        articles[i] = analysis;
    }
    json_end_array(&json);
    struct comparison comparison;
    if (result == 0)
        result = align_articles(test_resources(), arena, articles, EXAMPLES, &comparison);
    if (result == 0)
        result = comparison_write_json(&json, arena, &comparison, articles, EXAMPLES);
    json_end_object(&json);
    arena_free(arena);
    return result == 0 ? buffer_error(out) : result;
}

/* What one thread should make and how often it made something else. */
struct worker {
    struct slice expected;
    int differing;
};

static void *compare_often(void *context) {
    struct worker *worker = context;
    for (int i = 0; i < THREAD_ROUNDS; i++) {
        struct buffer out;
        buffer_init(&out, ANSWER_LIMIT);
        worker->differing +=
            compare_examples(&out) != 0 || !slice_equal(buffer_slice(&out), worker->expected);
        buffer_done(&out);
    }
    return NULL;
}

START_TEST(eight_threads_write_the_bytes_of_one) {
    read_texts();
    struct buffer alone;
    buffer_init(&alone, ANSWER_LIMIT);
    ck_assert_int_eq(compare_examples(&alone), 0);
    json_t *answer = json_loadb(alone.at, alone.length, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_uint_gt(json_array_size(json_object_get(answer, "pairs")), 0);
    json_decref(answer);

    pthread_t threads[THREADS];
    struct worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){buffer_slice(&alone), 0};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, compare_often, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert_int_eq(workers[i].differing, 0);
    }
    buffer_done(&alone);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("pipeline");
    TCase *cases = tcase_create("pipeline");
    tcase_set_timeout(cases, 200);
    tcase_add_test(cases, damaged_articles_give_sound_answers);
    suite_add_tcase(suite, cases);
    TCase *threads = tcase_create("threads");
    tcase_set_timeout(threads, 200);
    tcase_add_test(threads, eight_threads_write_the_bytes_of_one);
    suite_add_tcase(suite, threads);
    return suite;
}
