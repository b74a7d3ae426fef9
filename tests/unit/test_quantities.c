/* Numbers, units and quantities by tables, and the property: what is printed is read back. */
#include "analysis/enum_names.h"
#include "analysis/language/tagset.h"
#include "analysis/stages.h"
#include "analysis/values/numbers.h"
#include "analysis/values/units.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json_writer.h"
#include "tests/unit/runner.h"
#include "tests/unit/texts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE = 1024 };

static struct analysis *analyzed(struct slice text) {
    struct analysis *analysis = tokenized(text);
    ck_assert_int_eq(quantities_find(NULL, arena, analysis), 0);
    return analysis;
}

static double number_of(struct slice text) {
    char copy[64] = {0};
    ck_assert_uint_lt(text.length, sizeof copy);
    memcpy(copy, text.at, text.length);
    return strtod(copy, NULL);
}

static bool near(double a, double b) {
    return a == b || fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

/* ---- numbers ---- */

static void check_number(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 2);
    struct analysis *analysis = tokenized(fields[0]);
    struct piece_list pieces = {0};
    struct number number;
    ck_assert_int_eq(pieces_cut(arena, analysis, 0, analysis->tokens.count, &pieces), 0);
    bool found = number_parse(pieces.at, 0, pieces.count, 0, &number);
    if (slice_equal(fields[1], SLICE("-"))) {
        ck_assert_msg(!found, "line %d: read %g", line, number.value);
        return;
    }
    ck_assert_msg(found, "line %d: nothing read", line);
    size_t dots = 0;
    while (dots + 1 < fields[1].length && memcmp(fields[1].at + dots, "..", 2) != 0)
        dots++;
    bool range = dots + 1 < fields[1].length;
    double low = number_of(slice_of(fields[1].at, range ? dots : fields[1].length));
    double high =
        range ? number_of(slice_of(fields[1].at + dots + 2, fields[1].length - dots - 2)) : low;
    ck_assert_msg(near(number.low, low) && near(number.high, high), "line %d: %.17g..%.17g", line,
                  number.low, number.high);
    ck_assert_msg(range == isnan(number.value), "line %d: vague or not", line);
    if (fields[2].length)
        ck_assert_msg(near(number.resolution, number_of(fields[2])), "line %d: resolution %g", line,
                      number.resolution);
    uint32_t rest = number.past_piece < pieces.count ? pieces.at[number.past_piece].span.start
                                                     : (uint32_t)fields[0].length;
    struct slice left = slice_trim(slice_of(fields[0].at + rest, fields[0].length - rest));
    ck_assert_msg(slice_equal(left, slice_trim(fields[3])), "line %d: left “%.*s”", line,
                  SLICE_ARGS(left));
}

START_TEST(numbers_by_table) {
    test_table("numbers.tsv", check_number);
}
END_TEST

START_TEST(a_number_ends_on_a_token) {
    struct analysis *analysis = tokenized(SLICE("two and a half million goats"));
    struct number number;
    uint32_t past;
    ck_assert(number_at_token(analysis, 0, analysis->tokens.count, &number, &past));
    ck_assert_double_eq(number.value, 2.5e6);
    ck_assert_uint_eq(past, 5);
    ck_assert(!number_at_token(analysis, 5, analysis->tokens.count, &number, &past));
}
END_TEST

/* ---- units ---- */

static void check_unit(const struct slice *fields, int count, int line) {
    ck_assert_int_eq(count, 4);
    double value;
    bool found = unit_convert(fields[1], fields[3], number_of(fields[0]), &value);
    ck_assert_int_eq(found, unit_comparable(fields[3], fields[1]));
    if (slice_equal(fields[2], SLICE("-"))) {
        ck_assert_msg(!found, "line %d: converted", line);
        return;
    }
    ck_assert_msg(found && fabs(value - number_of(fields[2])) < 1e-9 * fmax(1, fabs(value)),
                  "line %d: %.17g", line, found ? value : (double)NAN);
    double back;
    ck_assert(unit_convert(fields[3], fields[1], value, &back));
    ck_assert_double_eq_tol(back, number_of(fields[0]), 1e-9 * fmax(1, fabs(back)));
}

START_TEST(units_by_table) {
    test_table("units.tsv", check_unit);
}
END_TEST

/* ---- quantities ---- */

static void print_value(struct buffer *out, const struct quantity *q) {
    char text[32];
    bool range = isnan(q->value);
    buffer_append(out, slice_of(text, json_format_double(range ? q->low : q->value, text)));
    if (range) {
        buffer_append_cstr(out, "..");
        buffer_append(out, slice_of(text, json_format_double(q->high, text)));
    }
}

static void print_quantity(struct buffer *out, const struct quantity *q) {
    buffer_append_cstr(out, comparator_name(q->comparator));
    buffer_append_byte(out, ' ');
    print_value(out, q);
    buffer_append_byte(out, ' ');
    buffer_append(out, q->unit.at ? q->unit : SLICE("-"));
    if (q->of.at)
        buffer_printf(out, " of=%.*s", SLICE_ARGS(q->of));
    if (q->role != QUANTITY_PLAIN && q->role != QUANTITY_GLOSS)
        buffer_printf(out, " %s", quantity_role_name(q->role));
    if (q->alternative_of != NO_INDEX)
        buffer_printf(out, " alt=%" PRIu32, q->alternative_of);
    if (q->role == QUANTITY_GLOSS)
        buffer_printf(out, " gloss=%" PRIu32, q->gloss_of);
}

static bool same_words(struct slice a, struct slice b) {
    return slice_equal(slice_trim(a), slice_trim(b));
}

/* All faults of the table show in one run. */
static int faults;

static void check_quantities(const struct slice *fields, int count, int line) {
    (void)count;
    struct analysis *analysis = analyzed(fields[0]);
    struct buffer out;
    buffer_init(&out, LINE * 4);
    for (uint32_t i = 0; i < analysis->quantities.count; i++) {
        if (i)
            buffer_append_cstr(&out, " ; ");
        print_quantity(&out, &analysis->quantities.at[i]);
    }
    if (!same_words(buffer_slice(&out), fields[1])) {
        printf("line %d: %.*s\n     got: %.*s\n", line, SLICE_ARGS(fields[0]),
               SLICE_ARGS(buffer_slice(&out)));
        faults++;
    }
    buffer_done(&out);
}

START_TEST(quantities_by_table) {
    faults = 0;
    test_table("quantities.tsv", check_quantities);
    ck_assert_int_eq(faults, 0);
}
END_TEST

START_TEST(comparators_leave_ends_open) {
    struct analysis *analysis =
        analyzed(SLICE("Over 40 cows and up to 30 mules and nearly 25 pigs."));
    ck_assert_uint_eq(analysis->quantities.count, 3);
    const struct quantity *q = analysis->quantities.at;
    ck_assert(q[0].low == 40 && isinf(q[0].high));
    ck_assert(isinf(q[1].low) && q[1].high == 30);
    ck_assert(q[2].low == 22.5 && q[2].high == 25);
}
END_TEST

/* Without tags the last word of "poster writing" looks like the head; tags tell. */
START_TEST(tags_find_the_head) {
    static const struct {
        uint8_t upos;
        uint8_t xpos;
    } tags[] = {{UPOS_NUM, XPOS_CD}, {UPOS_NOUN, XPOS_NN},     {UPOS_VERB, XPOS_VBG},
                {UPOS_ADV, XPOS_RB}, {UPOS_VERB, XPOS_VBD},    {UPOS_NOUN, XPOS_NNS},
                {UPOS_NUM, XPOS_CD}, {UPOS_PUNCT, XPOS_PERIOD}};
    struct analysis *analysis = tokenized(SLICE("One poster writing here saw posts 542."));
    ck_assert_uint_eq(analysis->tokens.count, sizeof tags / sizeof *tags);
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        analysis->tokens.at[i].upos = tags[i].upos;
        analysis->tokens.at[i].xpos = tags[i].xpos;
    }
    ck_assert_int_eq(quantities_find(NULL, arena, analysis), 0);
    ck_assert_uint_eq(analysis->quantities.count, 1); /* "posts 542" is a label */
    ck_assert(slice_equal(analysis->quantities.at[0].unit, SLICE("poster")));
}
END_TEST

START_TEST(times_keep_their_numbers) {
    struct analysis *analysis = tokenized(SLICE("Three quarters of voters waited two hours."));
    struct time_expression whole = {.first_token = 5, .past_token = 7};
    struct time_expression quarters = {.first_token = 0, .past_token = 2};
    ck_assert(list_push(arena, &analysis->times, quarters));
    ck_assert(list_push(arena, &analysis->times, whole));
    ck_assert_int_eq(quantities_find(NULL, arena, analysis), 0);
    ck_assert_uint_eq(analysis->quantities.count,
                      1); /* a share outdoes a time, a duration is one */
    ck_assert_double_eq(analysis->quantities.at[0].value, 75);
}
END_TEST

START_TEST(memory_runs_out_calmly) {
    struct slice text =
        SLICE("Over 40 cows, $5 million and 12 km of rope for one in five of 30 mules.");
    for (size_t limit = 4096; limit < 20000; limit += 128) {
        struct arena *small = arena_new(limit);
        ck_assert_ptr_nonnull(small);
        struct analysis analysis = {.article = {.text = text}};
        if (text_tokenize(NULL, small, &analysis) == 0) {
            int error = quantities_find(NULL, small, &analysis);
            ck_assert(error == 0 || error == ERR_NO_MEMORY);
        }
        arena_free(small);
    }
}
END_TEST

/* ---- print → parse ---- */

static uint64_t seed;

static uint32_t random_below(uint32_t bound) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)((seed >> 33) % bound);
}

static void print_grouped(struct buffer *out, uint32_t value) {
    if (value >= 1000) {
        print_grouped(out, value / 1000);
        buffer_printf(out, ",%03" PRIu32, value % 1000);
    } else {
        buffer_printf(out, "%" PRIu32, value);
    }
}

static void print_below_thousand(struct buffer *out, uint32_t value) {
    static const char *const small[] = {"zero",    "one",     "two",       "three",    "four",
                                        "five",    "six",     "seven",     "eight",    "nine",
                                        "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                       "fifty", "sixty", "seventy", "eighty", "ninety"};
    if (value >= 100) {
        buffer_printf(out, "%s hundred", small[value / 100]);
        if (value % 100)
            buffer_append_cstr(out, " and ");
        value %= 100;
        if (!value)
            return;
    }
    if (value < 20)
        buffer_append_cstr(out, small[value]);
    else
        buffer_printf(out, value % 10 ? "%s-%s" : "%s", tens[value / 10], small[value % 10]);
}

static void print_words(struct buffer *out, uint32_t value) {
    uint32_t thousands = value / 1000;
    if (thousands) {
        print_below_thousand(out, thousands);
        buffer_append_cstr(out, " thousand");
        if (value % 1000)
            buffer_append_cstr(out, value % 1000 < 100 ? " and " : " ");
    }
    if (value % 1000 || !thousands)
        print_below_thousand(out, value % 1000);
}

/* A number in one of five styles; its value comes back. */
static double print_number(struct buffer *out) {
    static const struct {
        const char *word;
        double value;
    } scales[] = {{" million", 1e6}, {"bn", 1e9}, {" thousand", 1e3}, {" billion", 1e9}};
    uint32_t style = random_below(5);
    uint32_t value = 2 + random_below(style == 2 ? 800000 : 90000000);
    if (style == 0)
        print_grouped(out, value);
    else if (style == 1)
        buffer_printf(out, "%" PRIu32, 2101 + value);
    else if (style == 2)
        print_words(out, value);
    if (style < 3)
        return style == 1 ? 2101 + value : value;
    uint32_t tenths = 12 + random_below(9000);
    size_t scale = style == 3 ? random_below(4) : 4;
    buffer_printf(out, "%" PRIu32 ".%" PRIu32 "%s", tenths / 10, tenths % 10,
                  scale < 4 ? scales[scale].word : "");
    return scale < 4 ? tenths * (scales[scale].value / 10) : tenths / 10.0;
}

struct family {
    const char *before;
    const char *behind;
    const char *unit;
};

static const struct family families[] = {
    {"$", "", "USD"},
    {"", " euros", "EUR"},
    {"", " Swiss francs", "CHF"},
    {"US$", "", "USD"},
    {"£", "", "GBP"},
    {"", " per cent", "percent"},
    {"", "%", "percent"},
    {"", " kilometres", "kilometre"},
    {"", " tonnes", "tonne"},
    {"", " square miles", "square mile"},
    {"", " people", "person"},
    {"", " crates", "crate"},
    {"", " basis points", "basis point"},
    {"", " km/h", "kilometre per hour"},
    {"", " degrees Celsius", "celsius"},
    {"", " gigawatt hours", "gigawatt hour"},
};

static const struct {
    const char *words;
    enum comparator comparator;
} comparators[] = {
    {"", COMPARATOR_EXACT},
    {"about ", COMPARATOR_ABOUT},
    {"more than ", COMPARATOR_MORE_THAN},
    {"at least ", COMPARATOR_AT_LEAST},
    {"fewer than ", COMPARATOR_LESS_THAN},
    {"up to ", COMPARATOR_AT_MOST},
    {"no more than ", COMPARATOR_AT_MOST},
    {"no fewer than ", COMPARATOR_AT_LEAST},
};

enum { ROUNDS = TEST_SCALE(100000, 20000), ROUNDS_PER_ARENA = 500 };

static void check_round(int round) {
    struct buffer out;
    buffer_init(&out, LINE);
    const struct family *family = &families[random_below(sizeof families / sizeof *families)];
    size_t comparator = random_below(sizeof comparators / sizeof *comparators);
    buffer_printf(&out, "They told of %s%s", comparators[comparator].words, family->before);
    double value = print_number(&out);
    buffer_printf(&out, "%s on the quay.", family->behind);
    ck_assert_int_eq(buffer_error(&out), 0);
    struct analysis *analysis = analyzed(buffer_slice(&out));
    const struct quantity *q = analysis->quantities.at;
    ck_assert_msg(analysis->quantities.count == 1 && q->value == value &&
                      q->comparator == comparators[comparator].comparator &&
                      slice_equal(q->unit, slice_from_cstr(family->unit)),
                  "round %d: %.*s → %" PRIu32 " × %.17g %.*s, not %.17g", round,
                  SLICE_ARGS(buffer_slice(&out)), analysis->quantities.count,
                  analysis->quantities.count ? q->value : 0,
                  SLICE_ARGS(analysis->quantities.count ? q->unit : SLICE("-")), value);
    buffer_done(&out);
}

START_TEST(what_is_printed_is_read_back) {
    seed = 20240618;
    for (int round = 0; round < ROUNDS; round++) {
        if (round % ROUNDS_PER_ARENA == 0) {
            arena_close();
            arena_open();
        }
        check_round(round);
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("quantities");
    TCase *cases = tcase_create("quantities");
    tcase_set_timeout(cases, 110);
    tcase_add_checked_fixture(cases, arena_open, arena_close);
    tcase_add_test(cases, numbers_by_table);
    tcase_add_test(cases, a_number_ends_on_a_token);
    tcase_add_test(cases, units_by_table);
    tcase_add_test(cases, quantities_by_table);
    tcase_add_test(cases, comparators_leave_ends_open);
    tcase_add_test(cases, tags_find_the_head);
    tcase_add_test(cases, times_keep_their_numbers);
    tcase_add_test(cases, memory_runs_out_calmly);
    tcase_add_test(cases, what_is_printed_is_read_back);
    suite_add_tcase(suite, cases);
    return suite;
}
