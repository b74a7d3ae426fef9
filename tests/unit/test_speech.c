/* Quotations and attributions, by tables of cases. */
#include "analysis/speech/quotes.h"
#include "analysis/stages.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"
#include "tests/unit/texts.h"

#include <stdio.h>
#include <stdlib.h>

enum { PRINT_MAX = 4096 };

static void print(struct slice *out, struct slice text) {
    ck_assert_uint_lt(out->length + text.length, PRINT_MAX);
    char *at = arena_alloc(arena, out->length + text.length);
    ck_assert_ptr_nonnull(at);
    memcpy(at, out->at, out->length);
    memcpy(at + out->length, text.at, text.length);
    *out = slice_of(at, out->length + text.length);
}

static void quote_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 2);
    arena_open();
    struct analysis *analysis = tokenized(test_unescape(fields[0]));
    struct quote_list quotes = {0};
    ck_assert_int_eq(quotes_scan(arena, analysis, &quotes), 0);
    struct slice actual = SLICE("");
    for (uint32_t i = 0; i < quotes.count; i++) {
        struct span span = {analysis->tokens.at[quotes.at[i].first_token].span.start,
                            analysis->tokens.at[quotes.at[i].past_token - 1].span.end};
        if (i)
            print(&actual, SLICE(" \u2016 "));
        print(&actual, analysis_slice(analysis, span));
    }
    ck_assert_msg(slice_equal(actual, fields[1]),
                  "quotes.tsv:%d:\n  got      %.*s\n  expected %.*s", line, SLICE_ARGS(actual),
                  SLICE_ARGS(fields[1]));
    arena_close();
}

START_TEST(quotations_of_the_table) {
    test_table("quotes.tsv", quote_row);
}
END_TEST

/* The same stages as analyze(), models and all. */
static struct analysis *analyzed(struct slice text) {
    struct article_input input = {.text = text};
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    return analysis;
}

static void print_attribution(const struct analysis *analysis,
                              const struct attribution *attribution, struct slice *out) {
    static const char *const kinds[] = {"direct", "indirect", "mixed"};
    print(out, slice_from_cstr(kinds[attribution->kind]));
    print(out, attribution->denial ? SLICE("!|") : SLICE("|"));
    print(out, attribution->source_name.length ? attribution->source_name : SLICE("-"));
    print(out, SLICE("|"));
    print(out, analysis_slice(analysis, attribution->cue));
    print(out, SLICE("|"));
    for (uint32_t i = 0; i < attribution->parts.count; i++) {
        if (i)
            print(out, SLICE(" \u2026 "));
        print(out, analysis_slice(analysis, attribution->parts.at[i]));
    }
}

static uint32_t rows;
static uint32_t wrong_rows;

static void attribution_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 2);
    arena_open();
    const struct analysis *analysis = analyzed(test_unescape(fields[0]));
    struct slice actual = SLICE("");
    for (uint32_t i = 0; i < analysis->attributions.count; i++) {
        if (i)
            print(&actual, SLICE(" \u2016 "));
        print_attribution(analysis, &analysis->attributions.at[i], &actual);
    }
    rows++;
    if (!slice_equal(actual, fields[1])) {
        wrong_rows++;
        printf("attributions.tsv:%d:\n  got      %.*s\n  expected %.*s\n", line, SLICE_ARGS(actual),
               SLICE_ARGS(fields[1]));
    }
    arena_close();
}

START_TEST(attributions_of_the_table) {
    rows = 0;
    wrong_rows = 0;
    if (!test_resources()->language) {
        printf("SKIP: no tagger and parser in the models folder: attributions.tsv was NOT run\n");
        return;
    }
    test_table("attributions.tsv", attribution_row);
    ck_assert_uint_ge(rows, 40);
    ck_assert_uint_eq(wrong_rows, 0);
}
END_TEST

START_TEST(a_long_line_of_marks_stays_small) {
    static const char *const units[] = {"\" ", "'a ", "\u201c", "\u2018a ", "' \" "};
    enum { LENGTH = 1 << 17 };
    char *text = malloc(LENGTH + 16);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct slice unit = slice_from_cstr(units[i]);
        size_t length = 0;
        for (; length < LENGTH; length += unit.length)
            memcpy(text + length, unit.at, unit.length);
        arena_open();
        struct analysis *analysis = tokenized(slice_of(text, length));
        ck_assert_int_eq(attributions_find(NULL, arena, analysis), 0);
        arena_close();
    }
    free(text);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("speech");
    TCase *tcase = tcase_create("speech");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, quotations_of_the_table);
    tcase_add_test(tcase, attributions_of_the_table);
    tcase_add_test(tcase, a_long_line_of_marks_stays_small);
    suite_add_tcase(suite, tcase);
    return suite;
}
