/* Repair, cleaning, sentences and tokens, by tables of cases and by properties over mutated text.
 */
#include "analysis/stages.h"
#include "analysis/text/which_language.h"
#include "base/utf8.h"
#include "tests/fuzz/text_invariants.h"
#include "tests/unit/runner.h"
#include "tests/unit/texts.h"

#include <stdio.h>
#include <stdlib.h>

/* Tokens parted by spaces, sentences by " ‖ ". */
static struct slice printed(const struct analysis *analysis) {
    size_t room = analysis->article.text.length * 6 + 16;
    char *out = arena_alloc(arena, room);
    ck_assert_ptr_nonnull(out);
    size_t length = 0;
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        const struct token *token = &analysis->tokens.at[i];
        bool opens = i && token->sentence != token[-1].sentence;
        int added = snprintf(out + length, room - length, "%s%.*s",
                             opens ? " \u2016 "
                             : i   ? " "
                                   : "",
                             SLICE_ARGS(analysis_slice(analysis, token->span)));
        ck_assert_int_gt(added, 0);
        length += (size_t)added;
    }
    return slice_of(out, length);
}

static void token_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 2);
    arena_open();
    struct slice actual = printed(tokenized(test_unescape(fields[0])));
    ck_assert_msg(slice_equal(actual, fields[1]),
                  "tokens.tsv:%d:\n  got      %.*s\n  expected %.*s", line, SLICE_ARGS(actual),
                  SLICE_ARGS(fields[1]));
    arena_close();
}

START_TEST(tokens_and_sentences_of_the_table) {
    test_table("tokens.tsv", token_row);
}
END_TEST

START_TEST(tokens_carry_flags_kinds_and_lower_case) {
    arena_open();
    const struct analysis *analysis = tokenized(SLICE("KCNA said Élan’s 3rd $5"));
    ck_assert_uint_eq(analysis->tokens.count, 7);
    const struct token *at = analysis->tokens.at;
    ck_assert_int_eq(at[0].flags, TOKEN_CAPITALISED | TOKEN_ALL_CAPS);
    ck_assert_int_eq(at[1].flags, TOKEN_SPACE_BEFORE);
    ck_assert_int_eq(at[2].flags, TOKEN_SPACE_BEFORE | TOKEN_CAPITALISED);
    ck_assert(slice_equal(at[2].lower, SLICE("élan")));
    ck_assert(slice_equal(at[3].lower, SLICE("'s")));
    ck_assert_int_eq(at[3].flags, 0);
    ck_assert_int_eq(at[4].kind, TOKEN_NUMBER);
    ck_assert_int_eq(at[5].kind, TOKEN_SYMBOL);
    ck_assert_int_eq(at[6].kind, TOKEN_NUMBER);
    arena_close();
}
END_TEST

static long number_of(struct slice field) {
    char digits[16] = {0};
    ck_assert_uint_lt(field.length, sizeof digits);
    memcpy(digits, field.at, field.length);
    return strtol(digits, NULL, 10);
}

static uint32_t count_of(const struct repair_list *repairs, struct slice kind) {
    for (uint32_t i = 0; i < repairs->count; i++)
        if (slice_equal(repairs->at[i].kind, kind))
            return repairs->at[i].count;
    return 0;
}

static struct article *repaired(struct slice text, struct slice title) {
    struct analysis *analysis = ARENA_NEW(arena, struct analysis);
    ck_assert_ptr_nonnull(analysis);
    analysis->article.text = text;
    analysis->article.title = title;
    ck_assert_int_eq(text_repair(NULL, arena, analysis), 0);
    return &analysis->article;
}

static int repair_rows;

static void repair_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 4);
    arena_open();
    struct slice input = test_unescape(fields[0]);
    struct slice expected = test_unescape(fields[1]);
    const struct article *article = repaired(input, input);
    ck_assert_msg(slice_equal(article->text, expected), "repair line %d: got %.*s, expected %.*s",
                  line, SLICE_ARGS(article->text), SLICE_ARGS(expected));
    ck_assert(slice_equal(article->title, expected));
    ck_assert_msg(count_of(&article->repairs, SLICE("confusables")) == number_of(fields[2]),
                  "repair line %d: letters replaced", line);
    ck_assert_msg(count_of(&article->repairs, SLICE("invisible")) == number_of(fields[3]),
                  "repair line %d: characters dropped", line);
    repair_rows++;
    arena_close();
}

START_TEST(look_alikes_and_invisibles_are_repaired) {
    test_table("repair.tsv", repair_row);
    repair_rows = 0;
    test_table("shared/data/unicode/homoglyph-cases.tsv", repair_row);
    ck_assert(repair_rows == 0 || repair_rows == 47);
}
END_TEST

START_TEST(repairs_of_the_collected_articles) {
    static const struct {
        const char *name;
        uint32_t letters;
    } articles[] = {{"000_9c33d6af6582ab55", 322},
                    {"001_57ff3a065061fe6a", 0},
                    {"002_2c41bc4993642dfb", 0},
                    {"003_9a2f0e09e472d74e", 0},
                    {"004_2de096be074a86ca", 0}};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        char path[128];
        size_t length;
        (void)snprintf(path, sizeof path, "shared/corpus/pyongyang-visit/%s.txt", articles[i].name);
        const char *text = test_data(path, &length);
        if (!text)
            continue;
        arena_open();
        const struct article *article = repaired(slice_of(text, length), slice_of(NULL, 0));
        ck_assert_uint_eq(count_of(&article->repairs, SLICE("confusables")), articles[i].letters);
        ck_assert_uint_eq(article->repairs.count, articles[i].letters != 0);
        if (articles[i].letters == 0)
            ck_assert_ptr_eq(article->text.at, text);
        arena_close();
    }
}
END_TEST

static struct analysis *cleaned(struct slice text) {
    struct analysis *analysis = ARENA_NEW(arena, struct analysis);
    ck_assert_ptr_nonnull(analysis);
    analysis->article.text = text;
    analysis->article.published_day = DAY_NONE;
    ck_assert_int_eq(text_clean(NULL, arena, analysis), 0);
    return analysis;
}

static struct slice removed_kinds(const struct article *article) {
    char *out = arena_alloc(arena, 4096);
    ck_assert_ptr_nonnull(out);
    size_t length = 0;
    for (uint32_t i = 0; i < article->removed.count; i++) {
        struct slice kind = article->removed.at[i].kind;
        if (i)
            out[length++] = ',';
        memcpy(out + length, kind.at, kind.length);
        length += kind.length;
    }
    return slice_of(out, length);
}

static void clean_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 6);
    arena_open();
    const struct article *article = &cleaned(test_unescape(fields[0]))->article;
    const struct slice actual[] = {article->text, article->title, article->byline,
                                   article->published_at, removed_kinds(article)};
    for (size_t i = 0; i < sizeof actual / sizeof *actual; i++) {
        struct slice expected = test_unescape(fields[i + 1]);
        ck_assert_msg(slice_equal(actual[i], expected),
                      "clean.tsv:%d field %zu:\n  got      %.*s\n  expected %.*s", line, i + 2,
                      SLICE_ARGS(actual[i]), SLICE_ARGS(expected));
    }
    bool dated = article->published_at.length > 0;
    ck_assert_int_eq(article->date_rule, dated ? DATE_RULE_DATELINE : DATE_RULE_NONE);
    ck_assert_int_eq(article->published_day != DAY_NONE, dated);
    arena_close();
}

START_TEST(lines_of_the_page_are_cleaned) {
    test_table("clean.tsv", clean_row);
}
END_TEST

START_TEST(a_given_date_wins_and_the_other_is_noted) {
    arena_open();
    struct analysis analysis = {0};
    analysis.article.text = SLICE("The long ferry race\nMarch 3, 2021\n\nA ferry won, they said.");
    analysis.article.published_at = SLICE("2021-03-05");
    ck_assert_int_eq(date_parse_iso(SLICE("2021-03-05"), &analysis.article.published_day), 0);
    analysis.article.date_rule = DATE_RULE_GIVEN;
    ck_assert_int_eq(text_clean(NULL, arena, &analysis), 0);
    ck_assert_int_eq(analysis.article.date_rule, DATE_RULE_GIVEN);
    ck_assert(slice_equal(analysis.article.published_at, SLICE("2021-03-05")));
    ck_assert_uint_eq(analysis.article.date_rivals.count, 1);
    ck_assert(slice_equal(analysis.article.date_rivals.at[0].value, SLICE("2021-03-03")));
    arena_close();
}
END_TEST

START_TEST(headings_are_marked) {
    arena_open();
    const struct analysis *analysis = tokenized(
        SLICE("A Quiet Harbour Town\n\nThe ferry sank. It was old.\n\nwhat remains, he said, is"));
    ck_assert_uint_eq(analysis->paragraphs.count, 3);
    ck_assert(analysis->paragraphs.at[0].heading);
    ck_assert(!analysis->paragraphs.at[1].heading);
    ck_assert(!analysis->paragraphs.at[2].heading);
    ck_assert_uint_eq(analysis->paragraphs.at[1].first_sentence, 1);
    ck_assert_uint_eq(analysis->paragraphs.at[1].past_sentence, 3);
    arena_close();
}
END_TEST

static void language_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 2);
    struct slice actual = which_language(fields[1]);
    ck_assert_msg(slice_equal(actual, fields[0]), "languages.tsv:%d: got %.*s, expected %.*s", line,
                  SLICE_ARGS(actual), SLICE_ARGS(fields[0]));
}

START_TEST(languages_are_told_apart) {
    test_table("languages.tsv", language_row);
}
END_TEST

static struct analysis *analyzed(struct slice text) {
    struct article_input input = {.text = text};
    struct analysis *analysis;
    ck_assert_int_eq(analyze(NULL, arena, &input, &analysis), 0);
    return analysis;
}

START_TEST(claims_are_not_guessed_in_other_languages) {
    arena_open();
    const struct analysis *english =
        analyzed(SLICE("The ferry with 40 people sank on March 3, 2021, the mayor said."));
    ck_assert(slice_equal(english->article.language, SLICE("en")));
    ck_assert_uint_gt(english->quantities.count, 0);
    const struct analysis *german =
        analyzed(SLICE("Die F\u00e4hre mit 40 Menschen ist am 3. M\u00e4rz 2021 gesunken, und der "
                       "Hafenmeister sagte, dass das nicht in der Stadt bekannt war."));
    ck_assert(slice_equal(german->article.language, SLICE("de")));
    ck_assert_uint_gt(german->sentences.count, 0);
    ck_assert_uint_eq(german->quantities.count + german->times.count + german->claims.count +
                          german->entities.count + german->attributions.count,
                      0);
    arena_close();
}
END_TEST

/* A small generator of our own: the same texts on every machine. */
static uint32_t random_next(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* One edit at a code point's border: a piece is dropped, doubled, moved or put in. */
static size_t mutate(char *text, size_t length, size_t room, uint64_t *random) {
    static const char *const pieces[] = {"\n\n",
                                         "\n",
                                         " ",
                                         "\u00a0",
                                         ".",
                                         "...",
                                         "\"",
                                         "\u201c",
                                         "\u201d",
                                         "'",
                                         "\u2019s",
                                         "(",
                                         ")",
                                         "[3]",
                                         "n't",
                                         "$",
                                         "1,000",
                                         "-",
                                         "\u2014",
                                         "\u0435",
                                         "\u200b",
                                         "e\u0301",
                                         "By Ada Brook\n",
                                         "Mr.",
                                         "U.S.",
                                         "5km",
                                         "a@b.example",
                                         "http://x",
                                         "? ",
                                         "May 3, 2021\n",
                                         "Share | Print | Home"};
    struct slice whole = slice_of(text, length);
    size_t from = random_next(random) % (length + 1);
    size_t to = from + random_next(random) % 40;
    to = to < length ? to : length;
    while (from > 0 && from < length && ((unsigned char)text[from] & 0xC0) == 0x80)
        from--;
    while (to < length && ((unsigned char)text[to] & 0xC0) == 0x80)
        to++;
    const char *piece = pieces[random_next(random) % (sizeof pieces / sizeof *pieces)];
    struct slice added =
        random_next(random) % 3 ? slice_from_cstr(piece) : slice_of(whole.at + from, to - from);
    char copy[64];
    if (added.length > sizeof copy || length + added.length > room)
        return length;
    memcpy(copy, added.at, added.length);
    if (random_next(random) % 4 == 0) {
        memmove(text + from, text + to, length - to);
        return length - (to - from);
    }
    memmove(text + from + added.length, text + from, length - from);
    memcpy(text + from, copy, added.length);
    return length + added.length;
}

START_TEST(spans_tile_in_thousands_of_mutated_texts) {
    static const char seed[] = "Ferry sinks off Norland\nBy Ada Brook\n\nThe \u201clong "
                               "ferry\u201d of Gen. J. K. Orr sank at 2:15 "
                               "p.m., he said. \"It\u2019s gone,\" she didn't add. It cost "
                               "US$3.2bn (see No. 4). \u0422h\u0435 rest "
                               "is at desk@post.example.\n\nRelated articles\nNobody (not one) "
                               "knew\u2026 Why? 152mm of rain.";
    uint64_t random = 20;
    char text[4096];
    for (int round = 0; round < 200; round++) {
        size_t length = sizeof seed - 1;
        memcpy(text, seed, length);
        for (int edit = 0; edit < 50; edit++) {
            length = mutate(text, length, sizeof text, &random);
            ck_assert(utf8_valid(slice_of(text, length), NULL));
            arena_open();
            text_run_checked(arena, slice_of(text, length));
            arena_close();
        }
    }
}
END_TEST

START_TEST(long_lines_of_one_kind_stay_within_a_small_arena) {
    static const char *const units[] = {"\"",     "(",        "a ", "1",    "A",   ".",
                                        "'s",     "a@",       "1-", "www.", "[1]", "U.S. ",
                                        "\u0435", "x\u0435 ", "| ", "\n",   "-",   "don't"};
    enum { LENGTH = 1 << 18 };
    char *text = malloc(LENGTH + 16);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct slice unit = slice_from_cstr(units[i]);
        size_t length = 0;
        while (length + unit.length <= LENGTH) {
            memcpy(text + length, unit.at, unit.length);
            length += unit.length;
        }
        arena_open();
        text_run_checked(arena, slice_of(text, length));
        arena_close();
    }
    free(text);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, tokens_and_sentences_of_the_table);
    tcase_add_test(tcase, tokens_carry_flags_kinds_and_lower_case);
    tcase_add_test(tcase, look_alikes_and_invisibles_are_repaired);
    tcase_add_test(tcase, repairs_of_the_collected_articles);
    tcase_add_test(tcase, lines_of_the_page_are_cleaned);
    tcase_add_test(tcase, a_given_date_wins_and_the_other_is_noted);
    tcase_add_test(tcase, headings_are_marked);
    tcase_add_test(tcase, languages_are_told_apart);
    tcase_add_test(tcase, claims_are_not_guessed_in_other_languages);
    tcase_add_test(tcase, spans_tile_in_thousands_of_mutated_texts);
    tcase_add_test(tcase, long_lines_of_one_kind_stay_within_a_small_arena);
    suite_add_tcase(suite, tcase);
    return suite;
}
