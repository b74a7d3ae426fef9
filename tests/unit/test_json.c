/* JSON is read as jansson reads it, whether its strings are long, which take another way, or not:
 * the same trees, and the same mistakes in the same places. */
#include "base/error.h"
#include "base/json_abridge.h"
#include "base/json_reader.h"
#include "base/json_text.h"
#include "base/json_writer.h"
#include "tests/unit/runner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONG = 2000, FLAGS = JSON_REJECT_DUPLICATES };

static char bytes[1 << 16];

/* `template` with each '@' as a long run of letters and each '~' as a NUL byte. */
static struct slice fill(const char *template, size_t length) {
    size_t at = 0;
    for (size_t i = 0; i < length; i++) {
        size_t run = template[i] == '@' ? LONG : 1;
        memset(bytes + at, template[i] == '@' ? 'a' : template[i] == '~' ? '\0' : template[i], run);
        at += run;
    }
    return slice_of(bytes, at);
}

static bool is_abridged(struct slice json) {
    struct json_abridged abridged;
    ck_assert_int_eq(json_abridge(json, &abridged), 0);
    bool is = abridged.count > 0;
    json_abridged_done(&abridged);
    return is;
}

/* Returns whether it is JSON. */
static bool check_like_jansson(struct slice json) {
    json_error_t expected;
    json_error_t error;
    json_t *wanted = json_loadb(json.at, json.length, FLAGS, &expected);
    json_t *got = NULL;
    int result = json_read(json, FLAGS, &got, &error);
    ck_assert_int_eq(result, wanted ? 0 : ERR_INVALID);
    if (wanted) {
        ck_assert_msg(json_equal(wanted, got), "other values: %.*s", SLICE_ARGS(json));
        char *before = json_dumps(wanted, JSON_ENCODE_ANY);
        char *after = json_dumps(got, JSON_ENCODE_ANY); /* with the same order of members */
        ck_assert_str_eq(before, after);
        json_release(before);
        json_release(after);
    } else {
        ck_assert_str_eq(error.text, expected.text);
        ck_assert_int_eq(error.line, expected.line);
        ck_assert_int_eq(error.column, expected.column);
    }
    json_decref(wanted);
    json_decref(got);
    return wanted != NULL;
}

static const struct {
    const char *json;
    bool is_json;
    bool is_abridged;
} cases[] = {
    {"{\"text\":\"@\"}", true, true},
    {"{\"text\" : \"@\" , \"html\":\"@\"}", true, true},
    {"[\"@\",\"short\",[\"@\"],{\"a\":\"@\",\"b\":null}]", true, true},
    {"{\"text\":\"short\"}", true, false},
    {"{\"@\":1}", true, false}, /* a long key */
    {"{\"@\" \n\t\r : \"@\"}", true, true},
    {"{\"a\":\"@\",\"a\":\"@\"}", false, true},
    {"{\"a\":\"@\"", false, true},
    {"{\"a\":\"@\"} x", false, true},
    {"{\"a\":\"@", false, false},
    {"{\"a\":\"@\\\"}", false, false}, /* the last quote is escaped */
    {"{\"a\":\"@\\\\\"}", true, true},
    {"{\"a\":\"@\\\"\\\\\\/\\b\\f\\n\\r\\t@\"}", true, true},
    {"{\"a\":\"@\\u00e9\\u2019\\uD83D\\ude00\\u0020\\uFFFF\"}", true, true},
    {"{\"a\":\"@\xC3\xA9\xE2\x80\x99\xF0\x9F\x98\x80\x7F\"}", true, true},
    {"{\"a\":\"@\\x\"}", false, false},
    {"{\"a\":\"@\\u12\"}", false, false},
    {"{\"a\":\"@\\u12g4\"}", false, false},
    {"{\"a\":\"@\\ud83d\"}", false, false}, /* half a pair */
    {"{\"a\":\"@\\ud83dx\"}", false, false},
    {"{\"a\":\"@\\ud83d\\u0041\"}", false, false},
    {"{\"a\":\"@\\ude00\"}", false, false},
    {"{\"a\":\"@\n\"}", false, false},
    {"{\"a\":\"@~\"}", false, false},
    {"{\"a\":\"@\\u0000\"}", false, false},
    {"{\"a\":\"@\xC3\"}", false, false},
    {"{\"a\":\"@\xC0\xAF\"}", false, false},
    {"{\"a\":\"@\xED\xA0\x80\"}", false, false},
    {"{\"a\":\"@\xF4\x90\x80\x80\"}", false, false},
    /* What could be taken for a mark of ours. */
    {"{\"a\":\"@\",\"b\":\"\\u000000000000\"}", false, false},
    {"{\"a\":\"@\",\"b\":\"\\u000000000001\",\"c\":\"@\"}", false, false},
    {"{\"a\":\"@\",\"\\u000000000000\":\"b\"}", false, false},
    {"{\"a\":\"@\",\"b\":\"\\\\u000000000000\"}", true, false},
    {"\"@\"", false, true}, /* no array, no object */
    {"@\"", false, false},
    {"", false, false},
};

START_TEST(long_strings_are_read_like_short_ones) {
    struct slice json = fill(cases[_i].json, strlen(cases[_i].json));
    ck_assert_int_eq(check_like_jansson(json), cases[_i].is_json);
    ck_assert_int_eq(is_abridged(json), cases[_i].is_abridged);
}
END_TEST

/* Bodies of pieces put together at random, the same in each run. */
START_TEST(any_bytes_are_read_as_jansson_reads_them) {
    static const char *const pieces[] = {
        "{",       "}",  "[",    "]",       "\"a\":",  "\"b\"",  ",",       "\"",
        "\"",      "@",  "\\\"", "\\u00e9", "\\ud83d", "\xC3",   "\xA9",    "1",
        "\\u0000", "\\", " ",    "\"@\"",   "\"@\"",   "\"c\":", "{\"d\":", "null"};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    uint64_t state = 7;
    unsigned good = 0;
    for (int i = 0; i < TEST_SCALE(60000, 6000); i++) {
        char template[256] = "";
        size_t length = 0;
        bool array = i % 2;
        length += (size_t)snprintf(template, sizeof template, "%s", array ? "[" : "");
        state = state * 6364136223846793005u + 1442695040888963407u;
        for (unsigned left = 1 + (unsigned)(state >> 60); left; left--) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            length += (size_t)snprintf(template + length, sizeof template - length, "%s",
                                       pieces[(state >> 33) % PIECES]);
        }
        length +=
            (size_t)snprintf(template + length, sizeof template - length, "%s", array ? "]" : "");
        good += check_like_jansson(fill(template, length));
    }
    ck_assert_uint_gt(good, TEST_SCALE(300, 30));
}
END_TEST

START_TEST(what_may_stand_for_itself_is_known_for_each_byte_and_place) {
    enum { ROOM = 40 }; /* two steps of sixteen bytes and one of eight */
    char copy[ROOM + JSON_COPY_MORE];
    for (int c = 0; c < 256; c++) {
        bool special = c < ' ' || c == '"' || c == '\\' || c == 0x7F;
        for (size_t at = 0; at < ROOM; at++) {
            memset(bytes, at % 2 ? 0xFF : 'a', ROOM);
            bytes[at] = (char)c;
            size_t end = special ? at : ROOM;
            ck_assert_uint_eq(json_plain_end(slice_of(bytes, ROOM), 0), end);
            ck_assert_uint_eq(json_plain_end(slice_of(bytes, ROOM), at), end);
            memset(copy, '?', sizeof copy);
            ck_assert_uint_eq(json_copy_plain(slice_of(bytes, ROOM), 1, copy), end ? end : ROOM);
            ck_assert_mem_eq(copy, bytes + 1, end ? end - 1 : ROOM - 1);
        }
    }
    ck_assert_uint_eq(json_string_end(SLICE("ab\\\"cd\x01\"e"), 0), 7);
    ck_assert_uint_eq(json_string_end(SLICE("ab\\\\\"e"), 0), 4);
    ck_assert_uint_eq(json_string_end(SLICE("ab\\"), 0), 3);
    ck_assert_uint_eq(json_string_end(SLICE(""), 0), 0);
}
END_TEST

static int read_within(const char *template, unsigned depth, unsigned values) {
    struct json_limits limits = {depth, values};
    json_error_t error = {0};
    json_t *root = NULL;
    struct slice json = fill(template, strlen(template));
    int result = json_read_within(json, FLAGS, &limits, &root, &error);
    ck_assert_int_eq(result == 0, root != NULL);
    ck_assert_int_eq(result == 0, error.text[0] == '\0');
    json_decref(root);
    return result;
}

/* What strings hold is neither depth nor values, short or long. */
START_TEST(what_is_too_much_is_not_read) {
    ck_assert_int_eq(read_within("[[1]]", 2, 9), 0);
    ck_assert_int_eq(read_within("[[1]]", 1, 9), ERR_TOO_LARGE);
    ck_assert_int_eq(read_within("[[1,2,3]]", 2, 4), 0);
    ck_assert_int_eq(read_within("[[1,2,3]]", 2, 3), ERR_TOO_LARGE);
    ck_assert_int_eq(read_within("[\"[[[,,,\",\"@[[[,,,\"]", 1, 2), 0);
    ck_assert_int_eq(read_within("[\"@[[\",[1]]", 1, 9), ERR_TOO_LARGE);
    ck_assert_int_eq(read_within("[\"@\",[1}", 2, 9), ERR_INVALID);
}
END_TEST

/* The shortest of 15, 16 or 17 digits that is read as the same number. */
static void check_double(double value) {
    char expected[32];
    char text[32];
    for (int precision = 15; precision <= 17; precision++) {
        (void)snprintf(expected, sizeof expected, "%.*g", precision, value == 0 ? 0.0 : value);
        if (strtod(expected, NULL) == value)
            break;
    }
    size_t length = json_format_double(value, text);
    ck_assert_uint_eq(length, strlen(text));
    ck_assert_str_eq(text, expected);
}

/* Decimals, their neighbours, and any bits: the short way says what the long one would. */
START_TEST(numbers_are_written_as_printf_writes_them) {
    static const double edges[] = {0,          -0.0,  1e-4,   9.9e-5, 1e15,   1e15 - 1,
                                   1e15 - 0.5, 1e9,   1e14,   0.5,    -12.75, 0.1,
                                   0.000001,   1e300, 5e-324, 1e16};
    uint64_t state = 11;
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        check_double(edges[i]);
    for (int i = 0; i < TEST_SCALE(100000, 20000); i++) {
        static const double powers[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
        state = state * 6364136223846793005u + 1442695040888963407u;
        double whole = (double)(state >> (14 + state % 40));
        double value = whole / powers[(state >> 20) % 10];
        double bits;
        memcpy(&bits, &state, sizeof bits);
        check_double(value);
        check_double(-nextafter(value, bits));
        if (isfinite(bits))
            check_double(bits);
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("json");
    TCase *tests = tcase_create("all");
    tcase_add_loop_test(tests, long_strings_are_read_like_short_ones, 0,
                        (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, any_bytes_are_read_as_jansson_reads_them);
    tcase_add_test(tests, what_may_stand_for_itself_is_known_for_each_byte_and_place);
    tcase_add_test(tests, what_is_too_much_is_not_read);
    tcase_add_test(tests, numbers_are_written_as_printf_writes_them);
    suite_add_tcase(suite, tests);
    return suite;
}
