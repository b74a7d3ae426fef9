/* Who is behind a claim: agencies, outlets and named sources, each counted once. */
#include "alignment/agencies.h"
#include "alignment/origins.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

enum { ARENA_LIMIT = 256 << 20, ARTICLES_MAX = 4 };

struct report {
    const char *source;
    const char *text;
};

struct found {
    struct arena *arena;
    const struct analysis *articles[ARTICLES_MAX];
    struct origins origins;
};

static struct found find(const struct report *reports, uint32_t count) {
    struct found found = {.arena = arena_new(ARENA_LIMIT)};
    for (uint32_t i = 0; i < count; i++) {
        struct article_input input = {.text = slice_from_cstr(reports[i].text),
                                      .source = slice_from_cstr(reports[i].source),
                                      .published_at = SLICE("2024-03-05")};
        struct analysis *analysis = NULL;
        ck_assert_int_eq(analyze(test_resources(), found.arena, &input, &analysis), 0);
        found.articles[i] = analysis;
    }
    struct comparison comparison;
    ck_assert_int_eq(
        align_articles(test_resources(), found.arena, found.articles, count, &comparison), 0);
    found.origins = *comparison.origins;
    return found;
}

/* The origin of the first claim of an article whose text holds `part`. */
static uint32_t origin_at(const struct found *found, uint32_t article, const char *part) {
    const struct analysis *analysis = found->articles[article];
    for (uint32_t i = 0; i < analysis->claims.count; i++)
        if (slice_contains(analysis_slice(analysis, analysis->claims.at[i].span),
                           slice_from_cstr(part)))
            return origin_of(&found->origins, (struct claim_ref){article, i});
    ck_abort_msg("no claim holds \"%s\"", part);
}

static void check_origin(const struct found *found, uint32_t origin, enum origin_kind kind,
                         const char *name) {
    ck_assert_str_eq(origin_kind_name(found->origins.at[origin].kind), origin_kind_name(kind));
    struct slice printed = found->origins.at[origin].name;
    ck_assert_msg(slice_equal_ascii_case(printed, slice_from_cstr(name)), "%.*s is not %s",
                  SLICE_ARGS(printed), name);
}

START_TEST(an_article_is_its_agencys_or_its_outlets) {
    static const struct {
        struct report report;
        enum origin_kind kind;
        const char *name;
    } rows[] = {
        {{"Fjord Post", "LUNA (Reuters) - A crane fell on Monday. It hit two cars."},
         ORIGIN_AGENCY,
         "Reuters"},
        {{"Fjord Post", "LUNA, March 4 (AP) — A crane fell on Monday. It hit two cars."},
         ORIGIN_AGENCY,
         "Associated Press"},
        {{"Fjord Post", "A crane fell on Monday. It hit two cars.\n\nSource: Xinhua"},
         ORIGIN_AGENCY,
         "Xinhua News Agency"},
        {{"Yonhap", "A crane fell on Monday. It hit two cars."},
         ORIGIN_AGENCY,
         "Yonhap News Agency"},
        {{"Fjord Post", "A crane fell on Monday (see page 3) and hit two cars."},
         ORIGIN_OUTLET,
         "Fjord Post"},
        {{"Fjord Post", "A crane fell on Monday. It hit two cars.\n\n"
                        "The Associated Press contributed to this report."},
         ORIGIN_OUTLET,
         "Fjord Post"},
        {{"Fjord Post", "A crane fell on Monday. It hit two cars.\n\nWith reporting by Reuters."},
         ORIGIN_OUTLET,
         "Fjord Post"},
        {{NULL, "A crane fell on Monday. It hit two cars.\n\n"
                "The Associated Press contributed to this report."},
         ORIGIN_AGENCY,
         "Associated Press"},
        {{NULL, "A crane fell on Monday. It hit two cars.\n\nWith reporting by Reuters."},
         ORIGIN_AGENCY,
         "Reuters"},
        {{NULL, "A crane fell on Monday. It hit two cars."}, ORIGIN_ARTICLE, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct found found = find(&rows[i].report, 1);
        check_origin(&found, origin_at(&found, 0, "crane"), rows[i].kind, rows[i].name);
        arena_free(found.arena);
    }
}
END_TEST

START_TEST(one_source_in_two_papers_is_one_origin) {
    static const struct report reports[] = {
        {"Fjord Post", "The bridge at Luna is closed. Ana Brask said on Monday that 12 people "
                       "were hurt. Officials said that trains were late."},
        {"Luna Herald", "Nobody crosses at Luna now. Rescue chief Brask said 12 people were hurt. "
                        "Officials said that buses were late."},
    };
    struct found found = find(reports, 2);
    uint32_t brask = origin_at(&found, 0, "12 people");
    ck_assert_uint_eq(brask, origin_at(&found, 1, "12 people"));
    check_origin(&found, brask, ORIGIN_SOURCE, "Ana Brask");
    ck_assert_uint_ne(origin_at(&found, 0, "closed"), origin_at(&found, 1, "crosses"));
    ck_assert_uint_eq(origin_at(&found, 0, "trains"), origin_at(&found, 0, "closed"));
    ck_assert_uint_eq(origin_at(&found, 1, "buses"), origin_at(&found, 1, "crosses"));
    arena_free(found.arena);
}
END_TEST

START_TEST(an_agency_cited_is_the_agency_credited) {
    static const struct report reports[] = {
        {"Fjord Post", "LUNA (Meridian) - Lightning struck the old mill on Friday. Nobody lives "
                       "there."},
        {"Luna Herald", "Our mill is a ruin. The Meridian news agency said that lightning struck "
                        "the mill on Friday."},
    };
    struct found found = find(reports, 2);
    ck_assert_uint_eq(origin_at(&found, 0, "struck"), origin_at(&found, 1, "struck"));
    ck_assert_uint_ne(origin_at(&found, 1, "ruin"), origin_at(&found, 1, "struck"));
    arena_free(found.arena);
}
END_TEST

static const char wire[] =
    "LUNA (Reuters) - A landslide buried 41 houses in the village of Korsa on Monday evening and "
    "killed twelve people. About 300 soldiers and 25 excavators dug through the night. The road "
    "to Tolmin is closed for 8 kilometres.";
static const char reprint[] =
    "A landslide buried 41 houses in the village of Korsa on Monday evening and killed twelve "
    "people. About 300 soldiers and 25 excavators dug through the night.";

START_TEST(ten_papers_with_one_report_are_one_account) {
    static const struct report reports[] = {{"Fjord Post", reprint},
                                            {"Luna Herald", wire},
                                            {"Tolmin Times", reprint},
                                            {"Korsa News", "Jorun Keld lost her bakery in Korsa. "
                                                           "The church of 1804 has no roof."}};
    struct found found = find(reports, 4);
    uint32_t origin = origin_at(&found, 0, "buried");
    check_origin(&found, origin, ORIGIN_AGENCY, "Reuters");
    ck_assert_uint_eq(origin, origin_at(&found, 1, "buried"));
    ck_assert_uint_eq(origin, origin_at(&found, 2, "buried"));
    ck_assert_uint_ne(origin, origin_at(&found, 3, "bakery"));

    struct claim_ref members[] = {{0, 0}, {1, 0}, {2, 0}, {3, 0}};
    struct alignment alignment = {.members = {members, 4, 4}};
    struct alignment_list alignments = {&alignment, 1, 1};
    ck_assert_int_eq(origins_of_alignments(found.arena, &found.origins, &alignments), 0);
    ck_assert_uint_eq(alignment.origins.count, 2);
    ck_assert_uint_eq(alignment.origins.of_member[0], alignment.origins.of_member[2]);
    ck_assert_uint_eq(alignment.origins.of_member[3], 1);
    arena_free(found.arena);
}
END_TEST

START_TEST(agencies_by_name_and_abbreviation) {
    ck_assert(slice_equal(agency_name(SLICE("AP")), SLICE("Associated Press")));
    ck_assert(slice_equal(agency_name(SLICE("associated press")), SLICE("Associated Press")));
    ck_assert(slice_equal(agency_name(SLICE("Thomson Reuters")), SLICE("Reuters")));
    ck_assert(!agency_name(SLICE("pa")).at);
    ck_assert(!agency_name(SLICE("")).at);
    ck_assert(!agency_name(SLICE("Fjord Post")).at);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("origins");
    TCase *tests = tcase_create("origins");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_article_is_its_agencys_or_its_outlets);
    tcase_add_test(tests, one_source_in_two_papers_is_one_origin);
    tcase_add_test(tests, an_agency_cited_is_the_agency_credited);
    tcase_add_test(tests, ten_papers_with_one_report_are_one_account);
    tcase_add_test(tests, agencies_by_name_and_abbreviation);
    suite_add_tcase(suite, tests);
    return suite;
}
