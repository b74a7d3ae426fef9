/* Our words against FTS5's own: what one engine finds, the other finds. Both part the same texts,
 * and the lists of words must be one. Then what is typed and what is marked on PostgreSQL.
 */
#include "base/error.h"
#include "storage/vector.h"
#include "storage/words.h"
#include "tests/unit/runner.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const texts[] = {
    "The ministers' running promises of 3,000 ships were generalizations.",
    "Łódź, Ærøskøbing, Île-de-France, naïve façade, Zürich, Ñandú, Ångström, Dvořák",
    "İstanbul ISTANBUL ıspanak ŞİŞLİ, Ἀθῆναι, Москва, Қазақстан, Việt Nam",
    "e\u0301te\u0301 cafe\u0301 and 日本語のテキスト 한국어 العربية हिन्दी",
    "it's o'clock U.S.A. x-ray state-of-the-art 12:30 99.5% A1 B-52 €5 £6m ½ ² Ⅳ",
    ("relational conditional rational valenci hesitanci digitizer conformabli radicalli "
     "differentli vileli analogousli vietnamization predication operator feudalism decisiveness "
     "hopefulness callousness formaliti sensitiviti sensibiliti triplicate formative formalize "
     "electriciti electrical hopeful goodness revival allowance inference airliner gyroscopic "
     "adjustable defensible irritant replacement adjustment dependent adoption homologou communism "
     "activate angulariti homologous effective bowdlerize probate rate cease controll roll"),
    ("caresses ponies ties cats feed agreed plastered bled motoring sing conflated troubled sized "
     "hopping tanned falling hissing fizzed failing filing happy sky dying news skies ugly early"),
};

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum { LIST_MAX = 400 };

static size_t ours(const char *text, char *list[LIST_MAX]) {
    struct words words;
    struct word word;
    size_t count = 0;
    ck_assert_int_eq(words_init(&words, slice_from_cstr(text)), 0);
    while (words_next(&words, &word)) {
        ck_assert_uint_lt(count, LIST_MAX);
        list[count++] = strndup(word.stem.at, word.stem.length);
    }
    words_done(&words);
    qsort(list, count, sizeof *list, compare_texts);
    return count;
}

static size_t of_fts5(const char *text, char *list[LIST_MAX]) {
    static const char setup[] =
        "CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'porter unicode61 remove_diacritics 2');"
        "CREATE VIRTUAL TABLE v USING fts5vocab (t, instance);";
    sqlite3 *db;
    sqlite3_stmt *statement;
    size_t count = 0;
    ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, setup, NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(db, "INSERT INTO t VALUES (?1)", -1, &statement, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
    ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT term FROM v", -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        ck_assert_uint_lt(count, LIST_MAX);
        list[count++] = strdup((const char *)sqlite3_column_text(statement, 0));
    }
    ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    qsort(list, count, sizeof *list, compare_texts);
    return count;
}

START_TEST(words_are_those_of_fts5) {
    char *mine[LIST_MAX];
    char *theirs[LIST_MAX];
    size_t count = ours(texts[_i], mine);
    size_t wanted = of_fts5(texts[_i], theirs);
    for (size_t i = 0; i < count && i < wanted; i++)
        ck_assert_str_eq(mine[i], theirs[i]);
    ck_assert_uint_eq(count, wanted);
    for (size_t i = 0; i < count; i++) {
        free(mine[i]);
        free(theirs[i]);
    }
}
END_TEST

START_TEST(a_vector_numbers_its_words_and_keeps_the_title_apart) {
    struct buffer out;
    buffer_init(&out, VECTOR_LIMIT);
    ck_assert_int_eq(vector_write(&out, SLICE("Two Ships"), SLICE("Ships' bells")), 0);
    ck_assert(slice_equal(buffer_slice(&out), SLICE("'two':1 'ship':2 'ship':5 'bell':6 ")));
    buffer_done(&out);
}
END_TEST

static const struct {
    const char *typed;
    const char *query;
} queries[] = {
    {"ships", "('ship')"},
    {"two  ships", "('two') & ('ship')"},
    {"\"two ships\" bell*", "('two' <-> 'ship') & ('bell':*)"},
    {"o'clock", "('o' <-> 'clock')"},
    {"'); DROP TABLE article; --", "('drop') & ('tabl') & ('articl')"},
    {"a & !b | (c)", "('a') & ('b') & ('c')"},
    {"\xe2\x82\xac", "('-')"}, /* a euro sign alone: no word */
};

START_TEST(what_is_typed_is_quoted) {
    struct arena *arena = arena_new(1 << 16);
    struct slice query = {0};
    ck_assert_int_eq(vector_query(arena, slice_from_cstr(queries[_i].typed), &query), 0);
    ck_assert_msg(slice_equal(query, slice_from_cstr(queries[_i].query)), "%.*s",
                  SLICE_ARGS(query));
    arena_free(arena);
}
END_TEST

static const struct {
    const char *typed;
    const char *excerpt; /* [ and ] for the marks; one word before a match, three after */
} marks[] = {
    {"ferry", "The [ferries] of the west"},
    {"\"west coast\"", "…the [west coast] sail daily…"},
    {"coast*", "…west [coast] sail daily to…"},
    {"\"sail to\"", "The ferries of the west"}, /* not side by side: nothing is marked */
    {"islands west", "…the [west] coast sail daily…"},
};

START_TEST(matches_are_marked) {
    struct arena *arena = arena_new(1 << 20);
    struct vector_phrases *phrases;
    struct slice excerpt = {0};
    char plain[200];
    ck_assert_int_eq(vector_phrases_make(arena, slice_from_cstr(marks[_i].typed), &phrases), 0);
    ck_assert_int_eq(vector_excerpt(phrases, arena,
                                    SLICE("The ferries of the west coast sail daily to the "
                                          "islands."),
                                    1, 3, &excerpt),
                     0);
    (void)snprintf(plain, sizeof plain, "%.*s", SLICE_ARGS(excerpt));
    for (char *at = plain; *at; at++)
        *at = (char)(*at == 2 ? '[' : *at == 3 ? ']' : *at);
    size_t wanted = strlen(marks[_i].excerpt);
    ck_assert_msg(strncmp(plain, marks[_i].excerpt, wanted) == 0, "%s", plain);
    arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("words");
    TCase *tests = tcase_create("words");
    tcase_add_loop_test(tests, words_are_those_of_fts5, 0, sizeof texts / sizeof *texts);
    tcase_add_test(tests, a_vector_numbers_its_words_and_keeps_the_title_apart);
    tcase_add_loop_test(tests, what_is_typed_is_quoted, 0, sizeof queries / sizeof *queries);
    tcase_add_loop_test(tests, matches_are_marked, 0, sizeof marks / sizeof *marks);
    suite_add_tcase(suite, tests);
    return suite;
}
