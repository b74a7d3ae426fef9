#include "base/arena.h"
#include "base/buffer.h"
#include "base/codepoints.h"
#include "base/date.h"
#include "base/error.h"
#include "base/idle_memory.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "tests/unit/runner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

START_TEST(date_agrees_with_strftime_over_400_years) {
    ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
    day_number first = day_from_date((struct date){1800, 1, 1});
    day_number last = day_from_date((struct date){2200, 1, 1});
    for (day_number day = first; day < last; day++) {
        time_t seconds = (time_t)day * 86400;
        struct tm tm;
        ck_assert_ptr_nonnull(gmtime_r(&seconds, &tm));
        char expected[64];
        char actual[64];
        ck_assert_uint_gt(strftime(expected, sizeof expected, "%Y-%m-%d %u %G-W%V", &tm), 0);
        struct date date = date_from_day(day);
        int week_year;
        int week = day_iso_week(day, &week_year);
        (void)snprintf(actual, sizeof actual, "%04d-%02d-%02d %d %04d-W%02d", date.year, date.month,
                       date.day, day_weekday(day), week_year, week);
        ck_assert_str_eq(actual, expected);
        ck_assert_int_eq(day_from_date(date), day);
        ck_assert_int_eq(day_from_iso_week(week_year, week), day - day_weekday(day) + 1);
    }
}
END_TEST

/* "Next year" in an article of the year 9999: there is no such day to write. */
START_TEST(a_day_beyond_the_years_is_written_as_the_nearest) {
    char text[11];
    day_number last = day_from_date((struct date){9999, 12, 31});
    day_number first = day_from_date((struct date){1, 1, 1});
    static const int64_t beyond[] = {0, 1, 365, 4000000};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        date_format_iso((day_number)(last + beyond[i]), text);
        ck_assert_str_eq(text, "9999-12-31");
        date_format_iso((day_number)(first - beyond[i]), text);
        ck_assert_str_eq(text, "0001-01-01");
    }
}
END_TEST

START_TEST(date_reads_only_real_days) {
    day_number day;
    ck_assert_int_eq(date_parse_iso(SLICE("2024-02-29"), &day), 0);
    ck_assert_int_eq(date_parse_iso(SLICE("2023-02-29"), &day), ERR_INVALID);
    ck_assert_int_eq(date_parse_iso(SLICE("2024-06-18T09:00:00Z"), &day), 0);
    ck_assert_int_eq(date_parse_iso(SLICE("2024-06-18x"), &day), ERR_INVALID);
    ck_assert_int_eq(date_parse_iso(SLICE("0000-01-01"), &day), ERR_INVALID);
    ck_assert_int_eq(day_add_months(day_from_date((struct date){2024, 1, 31}), 1),
                     day_from_date((struct date){2024, 2, 29}));
}
END_TEST

START_TEST(date_time_is_rfc_3339_or_nothing) {
    static const char *const good[] = {"2024-06-18", "2024-06-18T09:00:00Z",
                                       "2024-06-18t23:59:60.123-07:30"};
    static const char *const bad[] = {"2024-06-18T",
                                      "2024-06-18T09:00Z",
                                      "2024-06-18 09:00:00Z",
                                      "2024-06-18T24:00:00Z",
                                      "2024-06-18T09:00:00",
                                      "2024-06-18T09:00:00.Z",
                                      "2024-06-18T09:00:00+1",
                                      "2024-06-31",
                                      "",
                                      "2024-06-18Z"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(date_check_rfc3339(slice_from_cstr(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!date_check_rfc3339(slice_from_cstr(bad[i])), "%s", bad[i]);
}
END_TEST

START_TEST(utf8_refuses_what_rfc_3629_refuses) {
    static const char *const bad[] = {
        "\xC0\x80", "\xED\xA0\x80",         "\xF4\x90\x80\x80", "\xE2\x82",
        "\x80",     "\xF8\x88\x80\x80\x80", "\xE0\x80\x80",     "\xF0\x80\x80\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert(!utf8_valid(slice_from_cstr(bad[i]), NULL));
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp += cp < 0x3000 ? 1 : 37) {
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        char bytes[4];
        struct slice text = slice_of(bytes, utf8_encode(cp, bytes));
        size_t offset = 0;
        ck_assert(utf8_valid(text, NULL));
        ck_assert_uint_eq(utf8_next(text, &offset), cp);
        ck_assert_uint_eq(offset, text.length);
        ck_assert_uint_eq(utf8_previous(text, &offset), cp);
        ck_assert_uint_eq(offset, 0);
    }
}
END_TEST

START_TEST(codepoints_count_like_a_plain_walk) {
    struct arena *arena = arena_new(1 << 20);
    struct buffer text;
    buffer_init(&text, 1 << 16);
    for (int i = 0; i < 500; i++)
        buffer_append_cstr(&text, i % 3 ? "é" : i % 2 ? "a" : "😀");
    struct codepoint_index index;
    ck_assert_int_eq(codepoint_index_make(arena, buffer_slice(&text), &index), 0);
    uint32_t count = 0;
    for (size_t offset = 0; offset < text.length; count++) {
        ck_assert_uint_eq(codepoint_offset(&index, (uint32_t)offset), count);
        (void)utf8_next(buffer_slice(&text), &offset);
    }
    ck_assert_uint_eq(codepoint_offset(&index, (uint32_t)text.length), count);
    buffer_done(&text);
    arena_free(arena);
}
END_TEST

static bool is_zero(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (bytes[i])
            return false;
    return true;
}

START_TEST(a_sparing_arena_holds_little_more_than_it_hands_out) {
    struct arena *arena = arena_new_sparing(1 << 24);
    for (size_t i = 0; i < 2000; i++)
        ck_assert(is_zero(arena_alloc(arena, 1 + i % 700), 1 + i % 700));
    size_t small = arena_used(arena);
    ck_assert_uint_ge(arena_held(arena), small);
    ck_assert_uint_le(arena_held(arena), small + small / TEST_SCALE(8, 4) + 16384);
    ck_assert(is_zero(arena_alloc(arena, 3000000), 3000000)); /* a block of its own */
    ck_assert_uint_le(arena_held(arena), 3000000 + small + small / TEST_SCALE(8, 4) + 32768);
    arena_free(arena);
}
END_TEST

/* Blocks are used again by the next arena: nothing of the one before may be in them. */
START_TEST(arena_memory_comes_zeroed_whatever_was_there) {
    static const size_t sizes[] = {1, 3000, 130000, 200000, 700000, 1048576, 3000000};
    for (int round = 0; round < 3; round++) {
        struct arena *arena = arena_new(SIZE_MAX);
        for (size_t i = 0; i < 60; i++) {
            size_t size = sizes[i % (sizeof sizes / sizeof *sizes)];
            char *at = arena_alloc(arena, size);
            ck_assert_ptr_nonnull(at);
            ck_assert(is_zero(at, size));
            memset(at, 0xEE, size);
        }
        arena_free(arena);
    }
}
END_TEST

/* As many as there is room for, each size for itself. */
START_TEST(idle_memory_has_a_bound) {
    enum { BLOCKS = 2 * IDLE_MEMORY_MAX / IDLE_MEMORY_FROM, SIZE = IDLE_MEMORY_FROM };
    void *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = idle_memory_take(SIZE);
        ck_assert_ptr_nonnull(blocks[i]);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        idle_memory_leave(blocks[i], SIZE, SIZE);
    ck_assert_uint_le(idle_memory_kept(), IDLE_MEMORY_MAX);
    size_t kept = idle_memory_kept();
    void *other = idle_memory_take(SIZE + 16); /* none of these is as large */
    ck_assert_ptr_nonnull(other);
    ck_assert_uint_eq(idle_memory_kept(), kept);
    free(other);
}
END_TEST

static long resident_pages(void) {
    char line[128]; /* the size, then what of it is resident */
    FILE *file = fopen("/proc/self/statm", "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    (void)fclose(file); /* read only */
    const char *resident = strchr(line, ' ');
    ck_assert_ptr_nonnull(resident);
    return strtol(resident, NULL, 10);
}

/* Whoever stands behind them keeps malloc from giving them back by itself. */
START_TEST(idle_memory_between_blocks_goes_back) {
    enum { BLOCKS = 256, SIZE = 64 * 1024, PAGE = 4096, PAGES = BLOCKS * SIZE / PAGE };
    void *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(SIZE);
        ck_assert_ptr_nonnull(blocks[i]);
        memset(blocks[i], 1, SIZE);
    }
    for (size_t i = 0; i + 1 < BLOCKS; i++)
        free(blocks[i]);
    long before = resident_pages();
    idle_memory_trim();
    long less = before - resident_pages();
    free(blocks[BLOCKS - 1]);
    if (TEST_SCALE(1, 0)) /* a sanitizer has a malloc of its own */
        ck_assert_int_ge(less, PAGES / 2);
}
END_TEST

START_TEST(arena_stops_at_its_limit) {
    struct arena *arena = arena_new(1000);
    ck_assert_ptr_nonnull(arena_alloc(arena, 600));
    ck_assert_ptr_null(arena_alloc(arena, 600));
    ck_assert_ptr_nonnull(arena_alloc(arena, 400));
    ck_assert_ptr_null(ARENA_ARRAY(arena, uint64_t, SIZE_MAX / 4));
    arena_free(arena);
}
END_TEST

/* Small ones, large ones and one of its own block, in three lives. */
START_TEST(a_cleared_arena_is_as_new) {
    enum { SIZE = 100 * 1000, COUNT = 60, LIVES = 3 };
    struct arena *arena = arena_new((size_t)COUNT * SIZE + (4 << 20));
    for (int life = 0; life < LIVES; life++) {
        for (int i = 0; i <= COUNT; i++) {
            size_t size = i < COUNT ? SIZE : 4 << 20;
            unsigned char *bytes = arena_alloc(arena, size);
            ck_assert_ptr_nonnull(bytes);
            for (size_t k = 0; k < size; k += 97)
                ck_assert_uint_eq(bytes[k], 0);
            memset(bytes, 0xAB, size);
        }
        ck_assert_uint_eq(arena_used(arena), arena_limit(arena));
        ck_assert_ptr_null(arena_alloc(arena, 1));
        ck_assert(arena_is_full(arena));
        arena_clear(arena);
        ck_assert_uint_eq(arena_used(arena), 0);
        ck_assert(!arena_is_full(arena));
    }
    arena_free(arena);
}
END_TEST

START_TEST(buffer_keeps_its_first_error) {
    struct buffer buffer;
    buffer_init(&buffer, 8);
    buffer_append_cstr(&buffer, "12345678");
    ck_assert_int_eq(buffer_error(&buffer), 0);
    buffer_append_byte(&buffer, '9');
    ck_assert_int_eq(buffer_error(&buffer), ERR_TOO_LARGE);
    ck_assert_uint_eq(buffer.length, 8);
    buffer_done(&buffer);
}
END_TEST

START_TEST(json_writes_what_rfc_8259_reads) {
    struct buffer out;
    buffer_init(&out, 4096);
    struct json_writer json;
    json_init(&json, &out);
    json_begin_object(&json);
    json_member_string(&json, "text", SLICE("a\"b\\c\n\x01\x7f é"));
    json_member_string(&json, "absent", (struct slice){0});
    json_key(&json, "list");
    json_begin_array(&json);
    json_put_double(&json, 0.1);
    json_put_double(&json, 3000000);
    json_put_double(&json, -0.0);
    json_put_double(&json, (double)NAN);
    json_put_double(&json, 1.0 / 3);
    json_put_integer(&json, -5);
    json_put_integer(&json, 0);
    json_put_integer(&json, INT64_MIN);
    json_put_integer(&json, INT64_MAX);
    json_put_bool(&json, true);
    json_begin_object(&json);
    json_end_object(&json);
    json_end_array(&json);
    json_end_object(&json);
    buffer_append_byte(&out, '\0');
    ck_assert_int_eq(buffer_error(&out), 0);
    ck_assert_str_eq(out.at, "{\"text\":\"a\\\"b\\\\c\\n\\u0001\\u007f é\",\"absent\":null,"
                             "\"list\":[0.1,3000000,0,null,0.3333333333333333,-5,0,"
                             "-9223372036854775808,9223372036854775807,true,{}]}");
    buffer_done(&out);
}
END_TEST

/* "pier" has two rows, and every key but one begins with "p". */
START_TEST(a_row_is_found_by_the_slice_it_begins_with) {
    static const struct row {
        struct slice key;
        int value;
    } rows[] = {{SLICE("oar"), 1},  {SLICE("p"), 2},    {SLICE("pie"), 3},
                {SLICE("pier"), 4}, {SLICE("pier"), 5}, {SLICE("p\xC3\xB8l"), 6}};
    size_t count = sizeof rows / sizeof *rows;
    for (size_t i = 0; i < count; i++) {
        const struct row *row = SLICE_ROW(rows[i].key, rows);
        ck_assert_ptr_eq(row, &rows[i == 4 ? 3 : i]);
    }
    static const struct {
        struct slice word;
        size_t place;
    } absent[] = {{{NULL, 0}, 0},      {SLICE("o"), 0},     {SLICE("oars"), 1}, {SLICE("pi"), 2},
                  {SLICE("piece"), 3}, {SLICE("piers"), 5}, {SLICE("q"), 6}};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        ck_assert_ptr_null(SLICE_ROW(absent[i].word, rows));
        ck_assert_uint_eq(slice_place(absent[i].word, rows, count, sizeof *rows), absent[i].place);
    }
    ck_assert_ptr_null(slice_row(SLICE("oar"), rows, 0, sizeof *rows));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("base");
    TCase *cases = tcase_create("base");
    tcase_add_test(cases, date_agrees_with_strftime_over_400_years);
    tcase_add_test(cases, date_reads_only_real_days);
    tcase_add_test(cases, a_day_beyond_the_years_is_written_as_the_nearest);
    tcase_add_test(cases, date_time_is_rfc_3339_or_nothing);
    tcase_add_test(cases, utf8_refuses_what_rfc_3629_refuses);
    tcase_add_test(cases, codepoints_count_like_a_plain_walk);
    tcase_add_test(cases, arena_memory_comes_zeroed_whatever_was_there);
    tcase_add_test(cases, idle_memory_has_a_bound);
    tcase_add_test(cases, idle_memory_between_blocks_goes_back);
    tcase_add_test(cases, a_sparing_arena_holds_little_more_than_it_hands_out);
    tcase_add_test(cases, arena_stops_at_its_limit);
    tcase_add_test(cases, a_cleared_arena_is_as_new);
    tcase_add_test(cases, buffer_keeps_its_first_error);
    tcase_add_test(cases, json_writes_what_rfc_8259_reads);
    tcase_add_test(cases, a_row_is_found_by_the_slice_it_begins_with);
    suite_add_tcase(suite, cases);
    return suite;
}
