#include "analysis/language/gazetteer.h"

#include "analysis/stages.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

static const char *const kinds[GAZETTEER_KIND_COUNT] = {
    "country", "demonym",      "capital", "region", "city",       "place",
    "agency",  "organization", "metonym", "event",  "first name",
};

static void check_row(const struct slice *row, int count, int line) {
    (void)count;
    const struct gazetteer *gazetteer = test_resources()->gazetteer;
    struct arena *arena = arena_new(1 << 20);
    struct analysis analysis = {.article.text = row[0]};
    ck_assert_int_eq(text_tokenize(test_resources(), arena, &analysis), 0);
    struct gazetteer_match match = {0};
    bool found = gazetteer_longest(gazetteer, analysis.tokens.at, 0, analysis.tokens.count, &match);
    ck_assert_msg(found == !slice_equal(row[1], SLICE("-")), "line %d: found %d", line, found);
    if (found) {
        struct slice name = gazetteer_name(gazetteer, match.entries);
        ck_assert_msg(slice_equal(name, row[1]), "line %d: got %.*s", line, SLICE_ARGS(name));
        const char *kind = kinds[match.entries->kind];
        ck_assert_msg(slice_equal(slice_from_cstr(kind), row[2]), "line %d: got %s", line, kind);
        ck_assert_msg(row[3].length == 1 && match.past_token == (uint32_t)(row[3].at[0] - '0'),
                      "line %d: %u words", line, match.past_token);
    }
    arena_free(arena);
}

START_TEST(the_longest_phrase_is_found) {
    test_table("gazetteer.tsv", check_row);
}
END_TEST

START_TEST(names_lead_to_countries) {
    static const struct slice cases[][2] = {
        {SLICE("Kremlin"), SLICE("Russia")},
        {SLICE("Pyongyang"), SLICE("North Korea")},
        {SLICE("Russia"), SLICE("Russia")},
        {SLICE("Yonhap"), SLICE("South Korea")},
        {SLICE("White House"), SLICE("United States")},
    };
    const struct gazetteer *gazetteer = test_resources()->gazetteer;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice country = gazetteer_country_of(gazetteer, cases[i][0]);
        ck_assert_msg(slice_equal(country, cases[i][1]), "%.*s: got %.*s", SLICE_ARGS(cases[i][0]),
                      SLICE_ARGS(country));
    }
    ck_assert_ptr_null(gazetteer_country_of(gazetteer, SLICE("NATO")).at);
    ck_assert_ptr_null(gazetteer_country_of(gazetteer, SLICE("Florb")).at);
    ck_assert_ptr_null(gazetteer_country_of(NULL, SLICE("Russia")).at);
}
END_TEST

START_TEST(first_names_tell_the_sex_when_they_do) {
    const struct gazetteer *gazetteer = test_resources()->gazetteer;
    bool known;
    ck_assert_uint_eq(gazetteer_first_name(gazetteer, SLICE("margaret"), &known), 'f');
    ck_assert(known);
    ck_assert_uint_eq(gazetteer_first_name(gazetteer, SLICE("jo"), &known), 0);
    ck_assert_uint_eq(gazetteer_first_name(gazetteer, SLICE("robert"), &known), 'm');
    ck_assert_uint_eq(gazetteer_first_name(gazetteer, SLICE("florb"), &known), 0);
    ck_assert(!known);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("gazetteer");
    TCase *cases = tcase_create("gazetteer");
    tcase_add_test(cases, the_longest_phrase_is_found);
    tcase_add_test(cases, names_lead_to_countries);
    tcase_add_test(cases, first_names_tell_the_sex_when_they_do);
    suite_add_tcase(suite, cases);
    return suite;
}
