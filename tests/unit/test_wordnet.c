#include "analysis/language/wordnet.h"

#include "base/buffer.h"
#include "base/error.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>

static enum wordnet_pos pos_of(struct slice letter) {
    switch (letter.at[0]) {
    case 'v':
        return WORDNET_VERB;
    case 'a':
        return WORDNET_ADJECTIVE;
    case 'r':
        return WORDNET_ADVERB;
    default:
        return WORDNET_NOUN;
    }
}

static struct slice answer(const struct slice *row, char number[8]) {
    const struct wordnet *wordnet = test_resources()->wordnet;
    enum wordnet_pos pos = pos_of(row[1]);
    bool yes = false;
    if (slice_equal(row[0], SLICE("base")))
        return wordnet_base_form(wordnet, row[2], pos);
    if (slice_equal(row[0], SLICE("class"))) {
        int length = snprintf(number, 8, "%d", (int)wordnet_class_of(wordnet, row[2], pos));
        return slice_of(number, (size_t)length);
    }
    if (slice_equal(row[0], SLICE("known")))
        yes = wordnet_known(wordnet, row[2], pos);
    else if (slice_equal(row[0], SLICE("synset")))
        yes = wordnet_share_synset(wordnet, row[2], row[3], pos);
    else if (slice_equal(row[0], SLICE("antonym")))
        yes = wordnet_antonyms(wordnet, row[2], row[3], pos);
    else if (slice_equal(row[0], SLICE("doing")))
        yes = wordnet_names_doing(wordnet, row[2]);
    else if (slice_equal(row[0], SLICE("derived")))
        yes = wordnet_derivation(wordnet, row[2], row[3]);
    else
        ck_abort_msg("no such question: %.*s", SLICE_ARGS(row[0]));
    return yes ? SLICE("yes") : SLICE("no");
}

static void check_row(const struct slice *row, int count, int line) {
    (void)count;
    char number[8];
    struct slice got = answer(row, number);
    ck_assert_msg(slice_equal(got, row[4]), "line %d: %.*s: got %.*s", line, SLICE_ARGS(row[2]),
                  SLICE_ARGS(got));
}

START_TEST(wordnet_answers_as_the_table_says) {
    test_table("wordnet.tsv", check_row);
}
END_TEST

START_TEST(no_table_knows_nothing) {
    ck_assert(!wordnet_known(NULL, SLICE("visit"), WORDNET_NOUN));
    ck_assert(!wordnet_share_synset(NULL, SLICE("visit"), SLICE("visit"), WORDNET_NOUN));
    ck_assert(!wordnet_antonyms(NULL, SLICE("rise"), SLICE("fall"), WORDNET_VERB));
    ck_assert(!wordnet_derivation(NULL, SLICE("visit"), SLICE("visit")));
    ck_assert_ptr_null(wordnet_base_form(NULL, SLICE("sank"), WORDNET_VERB).at);
}
END_TEST

/* A container that is whole but whose tables do not fit each other must be refused. */
START_TEST(tables_that_do_not_fit_are_refused) {
    static const uint32_t numbers[8] = {0, 9, 1, 0, 7, 7, 7, 7};
    struct slice sections[8];
    for (int i = 0; i < 8; i++)
        sections[i] = slice_of((const char *)numbers, i == 2 ? 0 : sizeof numbers);
    for (size_t entries = 0; entries <= 20; entries += 20) {
        sections[2].length = entries;
        struct buffer out;
        buffer_init(&out, 1 << 16);
        ck_assert_int_eq(model_file_write("wordnet", WORDNET_VERSION, sections, 8, &out), 0);
        struct model_file file;
        const char *why;
        ck_assert_int_eq(
            model_file_open(out.at, out.length, "wordnet", WORDNET_VERSION, &file, &why), 0);
        struct wordnet wordnet;
        ck_assert_int_eq(wordnet_open(&file, &wordnet), ERR_INVALID);
        buffer_done(&out);
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("wordnet");
    TCase *cases = tcase_create("wordnet");
    tcase_add_test(cases, wordnet_answers_as_the_table_says);
    tcase_add_test(cases, no_table_knows_nothing);
    tcase_add_test(cases, tables_that_do_not_fit_are_refused);
    suite_add_tcase(suite, cases);
    return suite;
}
