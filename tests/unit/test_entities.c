#include "analysis/enum_names.h"
#include "analysis/language/name_table.h"
#include "analysis/stages.h"
#include "base/buffer.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <time.h>

static struct analysis *analyze_text(struct arena *arena, struct slice text) {
    struct article_input input = {.text = text};
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    return analysis;
}

static void print(const struct analysis *analysis, struct buffer *out) {
    for (uint32_t i = 0; i < analysis->entities.count; i++) {
        const struct entity *entity = &analysis->entities.at[i];
        if (i > 0)
            buffer_append_byte(out, '|');
        buffer_append_cstr(out, entity_type_name(entity->type));
        buffer_append_byte(out, ':');
        buffer_append(out, analysis_slice(analysis, entity->span));
        buffer_append_byte(out, '=');
        buffer_append(out, entity->name);
    }
    if (analysis->entities.count == 0)
        buffer_append_byte(out, '-');
}

static int wrong; /* all rows are tried before the test fails */

static void check_row(const struct slice *row, int count, int line) {
    (void)count;
    struct arena *arena = arena_new(1 << 22);
    struct buffer out;
    buffer_init(&out, 1 << 16);
    print(analyze_text(arena, row[0]), &out);
    if (!slice_equal(buffer_slice(&out), row[1])) {
        printf("entities.tsv:%d: want %.*s\n                got  %.*s\n", line, SLICE_ARGS(row[1]),
               SLICE_ARGS(buffer_slice(&out)));
        wrong++;
    }
    buffer_done(&out);
    arena_free(arena);
}

START_TEST(entities_are_as_the_table_says) {
    wrong = 0;
    test_table("entities.tsv", check_row);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

/* Words that are near each other as seeds are had one hash in two namespaces: the surname Ton was
 * the first name Tom, and "bbc", whose votes were counted, a surname that nothing had introduced.
 */
START_TEST(namespaces_of_words_stay_apart) {
    static const char *const words[] = {"tom", "ton", "bb_", "bbc", "fea", "feb", "fer", "fep"};
    enum { WORDS = sizeof words / sizeof *words, SPACES = NAME_KEY_VOTE + 1 };
    struct arena *arena = arena_new(1 << 16);
    struct name_table table;
    ck_assert_int_eq(name_table_make(arena, WORDS * SPACES, &table), 0);
    for (uint32_t i = 0; i < WORDS * SPACES; i++) {
        struct slice word = slice_from_cstr(words[i % WORDS]);
        enum name_key space = (enum name_key)(i / WORDS);
        ck_assert_uint_eq(name_table_get(&table, space, word, (struct slice){0}), NO_INDEX);
        name_table_add_only(&table, space, word, (struct slice){0}, i);
    }
    for (uint32_t i = 0; i < WORDS * SPACES; i++)
        ck_assert_uint_eq(name_table_get(&table, (enum name_key)(i / WORDS),
                                         slice_from_cstr(words[i % WORDS]), (struct slice){0}),
                          i);
    arena_free(arena);
}
END_TEST

START_TEST(gender_comes_from_title_and_first_name) {
    static const struct {
        struct slice text;
        uint32_t gender;
    } cases[] = {
        {SLICE("Mrs. Tor Alder spoke in the hall."), 'f'},
        {SLICE("They thanked Margaret Alder."), 'f'},
        {SLICE("They thanked spokesman Tor Alder."), 'm'},
        {SLICE("They thanked Qorl Alder."), 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new(1 << 22);
        struct analysis *analysis = analyze_text(arena, cases[i].text);
        ck_assert_uint_ge(analysis->entities.count, 1);
        const struct entity *last = &analysis->entities.at[analysis->entities.count - 1];
        ck_assert_msg(last->gender == cases[i].gender, "case %zu: %u", i, last->gender);
        arena_free(arena);
    }
}
END_TEST

/* Long runs of names, titles and brackets cost a constant per byte: eight times the text may not
 * take twenty times as long. Only the stages of this module are timed. */
static double seconds_for(struct slice piece, size_t length) {
    struct buffer text;
    buffer_init(&text, 1 << 20);
    while (text.length < length)
        buffer_append(&text, piece);
    struct arena *arena = arena_new((size_t)1 << 30);
    struct analysis analysis = {.article.text = buffer_slice(&text)};
    ck_assert_int_eq(text_tokenize(test_resources(), arena, &analysis), 0);
    clock_t start = clock();
    ck_assert_int_eq(entities_find(test_resources(), arena, &analysis), 0);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    arena_free(arena);
    buffer_done(&text);
    return seconds;
}

START_TEST(hostile_runs_stay_linear) {
    static const struct slice pieces[] = {SLICE("North Korea "), SLICE("Deputy President "),
                                          SLICE("Bank of "),     SLICE("(AB) "),
                                          SLICE("Ada-"),         SLICE("the president ")};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        double small = seconds_for(pieces[i], TEST_SCALE(50000, 5000));
        double large = seconds_for(pieces[i], TEST_SCALE(400000, 40000));
        ck_assert_msg(large < 20 * (small + 0.005), "%.*s: %.3f s, then %.3f s",
                      SLICE_ARGS(pieces[i]), small, large);
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("entities");
    TCase *cases = tcase_create("entities");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, entities_are_as_the_table_says);
    tcase_add_test(cases, namespaces_of_words_stay_apart);
    tcase_add_test(cases, gender_comes_from_title_and_first_name);
    tcase_add_test(cases, hostile_runs_stay_linear);
    suite_add_tcase(suite, cases);
    return suite;
}
