/* The rows that searches read are the same whether they come from an analysis or from the JSON that
 * was stored of it: so articles of an earlier schema are found like new ones. */
#include "alignment/alignment.h"
#include "base/buffer.h"
#include "handlers/analysis_json.h"
#include "handlers/article_record.h"
#include "handlers/stored_rows.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <math.h>

static const char text[] =
    "The ferry Maid of Tarsay ran aground off Corran Head on Tuesday with 214 passengers on board, "
    "the coastguard said. “More than 3,000 litres of fuel leaked,” Dr Nadia Feroz said. The "
    "Coastguard denied that the ferry, the Maid of Tarsay, had been overloaded. Feroz café café "
    "said "
    "between 5 and 7 people were hurt in 2019.";

static bool same(struct slice a, struct slice b) {
    return !a.at == !b.at && slice_equal(a, b);
}

static bool same_number(double a, double b) {
    return (isnan(a) && isnan(b)) || !(a < b || a > b);
}

static void expect_claims(const struct article_record *made, const struct article_record *read) {
    ck_assert_uint_eq(made->claim_count, read->claim_count);
    ck_assert_uint_gt(made->claim_count, 2);
    for (uint32_t i = 0; i < made->claim_count; i++) {
        ck_assert_uint_eq(made->claims[i].quotation, read->claims[i].quotation);
        ck_assert_int_eq(made->claims[i].day_low, read->claims[i].day_low);
        ck_assert_int_eq(made->claims[i].day_high, read->claims[i].day_high);
        ck_assert(same_number(made->claims[i].checkworthiness, read->claims[i].checkworthiness));
    }
}

static void expect_quantities(const struct article_record *made,
                              const struct article_record *read) {
    ck_assert_uint_eq(made->quantity_count, read->quantity_count);
    ck_assert_uint_gt(made->quantity_count, 1);
    for (uint32_t i = 0; i < made->quantity_count; i++) {
        const struct quantity_record *a = &made->quantities[i];
        const struct quantity_record *b = &read->quantities[i];
        ck_assert(a->start == b->start && a->end == b->end && a->claim == b->claim);
        ck_assert(same_number(a->value, b->value) && same_number(a->low, b->low) &&
                  same_number(a->high, b->high));
        ck_assert(same(a->text, b->text) && same(a->comparator, b->comparator) &&
                  same(a->unit, b->unit) && same(a->of, b->of));
    }
}

static void expect_quotations(const struct article_record *made,
                              const struct article_record *read) {
    ck_assert_uint_eq(made->quotation_count, read->quotation_count);
    ck_assert_uint_gt(made->quotation_count, 1);
    for (uint32_t i = 0; i < made->quotation_count; i++) {
        const struct quotation_record *a = &made->quotations[i];
        const struct quotation_record *b = &read->quotations[i];
        ck_assert(a->start == b->start && a->end == b->end && a->denial == b->denial);
        ck_assert(same(a->kind, b->kind) && same(a->text, b->text) &&
                  same(a->speaker, b->speaker) && same(a->printed, b->printed) &&
                  same(a->cue, b->cue));
    }
}

static void expect_mentions(const struct article_record *made, const struct article_record *read) {
    ck_assert_uint_eq(made->mention_count, read->mention_count);
    ck_assert_uint_gt(made->mention_count, 1);
    for (uint32_t i = 0; i < made->mention_count; i++) {
        const struct mention_record *a = &made->mentions[i];
        const struct mention_record *b = &read->mentions[i];
        ck_assert(same(a->name, b->name) && same(a->type, b->type));
        ck_assert(a->mentions == b->mentions && a->claim_count == b->claim_count);
        for (uint32_t k = 0; k < a->claim_count; k++)
            ck_assert_uint_eq(a->claims[k], b->claims[k]);
    }
}

START_TEST(stored_rows_are_those_of_the_analysis) {
    struct arena *arena = arena_new(1 << 26);
    struct article_input input = {.text = slice_of(text, sizeof text - 1),
                                  .published_at = SLICE("2025-03-05")};
    struct analysis *analysis;
    struct claim_pair_list conflicts = {0};
    struct article_record made;
    struct article_record read;
    struct json_writer json;
    struct buffer out;
    buffer_init(&out, 1 << 20);
    json_init(&json, &out);
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    ck_assert_int_eq(analysis_write_json(&json, arena, analysis, &conflicts), 0);
    ck_assert_int_eq(article_record_make(test_resources(), arena, analysis, SLICE("input"),
                                         buffer_slice(&out), &made),
                     0);
    ck_assert_int_eq(stored_rows_make(arena, buffer_slice(&out), &read), 0);
    expect_claims(&made, &read);
    expect_quantities(&made, &read);
    expect_quotations(&made, &read);
    expect_mentions(&made, &read);
    buffer_done(&out);
    arena_free(arena);
}
END_TEST

START_TEST(damaged_analyses_are_told) {
    static const char *const damaged[] = {"", "[]", "{", "{\"claims\":"};
    struct arena *arena = arena_new(1 << 20);
    struct article_record record;
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
        ck_assert_int_ne(stored_rows_make(arena, slice_from_cstr(damaged[i]), &record), 0);
    struct slice odd =
        SLICE("{\"claims\":[{\"quantities\":[7,-1],\"entities\":[9],\"times\":[3]},5],"
              "\"quantities\":[null],\"entities\":[{}],\"attributions\":[[]]}");
    ck_assert_int_eq(stored_rows_make(arena, odd, &record), 0); /* nothing is followed blindly */
    ck_assert_uint_eq(record.claim_count, 2);
    arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("rows");
    TCase *tests = tcase_create("rows");
    tcase_add_test(tests, stored_rows_are_those_of_the_analysis);
    tcase_add_test(tests, damaged_analyses_are_told);
    suite_add_tcase(suite, tests);
    return suite;
}
