/* Time expressions and recurrence by tables; calendar laws; what is printed is read back. */
#include "analysis/enum_names.h"
#include "analysis/stages.h"
#include "analysis/values/times_parse.h"
#include "base/buffer.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ARENA_LIMIT = 1 << 30, LINE = 256, GENERATED = TEST_SCALE(100000, 20000) };

static struct analysis *analyzed(struct arena *arena, struct slice text, day_number published) {
    ck_assert_ptr_nonnull(arena);
    struct analysis *analysis = ARENA_NEW(arena, struct analysis);
    ck_assert_ptr_nonnull(analysis);
    analysis->article.text = text;
    analysis->article.published_day = published;
    ck_assert_int_eq(text_tokenize(NULL, arena, analysis), 0);
    ck_assert_int_eq(times_find(NULL, arena, analysis), 0);
    return analysis;
}

static day_number published_on(struct slice field) {
    day_number day = DAY_NONE;
    if (field.length)
        ck_assert_int_eq(date_parse_iso(field, &day), 0);
    return day;
}

static void print_days(struct buffer *out, day_number low, day_number high) {
    char text[11];
    const day_number ends[] = {low, high};
    for (int i = 0; i < 2; i++) {
        if (ends[i] != DAY_NONE)
            date_format_iso(ends[i], text);
        buffer_append_cstr(out, ends[i] == DAY_NONE ? "-" : text);
        buffer_append_cstr(out, i == 0 ? ".." : "");
    }
}

/* ---- tables ------------------------------------------------------------------------------------
 */

static void print_time(struct buffer *out, const struct analysis *analysis,
                       const struct time_expression *time) {
    buffer_append(out, analysis_slice(analysis, time->span));
    buffer_printf(out, "|%s|%.*s|", time_type_name(time->type), SLICE_ARGS(time->value));
    print_days(out, time->low, time->high);
}

static void check_times(const struct slice *fields, int count, int line) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis *analysis = analyzed(arena, test_unescape(fields[1]), published_on(fields[0]));
    struct buffer out;
    buffer_init(&out, 1 << 16);
    for (uint32_t i = 0; i < analysis->times.count; i++) {
        buffer_clear(&out);
        print_time(&out, analysis, &analysis->times.at[i]);
        struct slice found = buffer_slice(&out);
        int field = (int)i + 2;
        ck_assert_msg(field < count, "line %d: too much: %.*s", line, SLICE_ARGS(found));
        ck_assert_msg(slice_equal(found, fields[field]), "line %d: %.*s instead of %.*s", line,
                      SLICE_ARGS(found), SLICE_ARGS(fields[field]));
    }
    ck_assert_msg((int)analysis->times.count + 2 == count || (count == 2 && !analysis->times.count),
                  "line %d: only %u found", line, analysis->times.count);
    buffer_done(&out);
    arena_free(arena);
}

START_TEST(times_are_read_as_the_table_says) {
    test_table("times.tsv", check_times);
}
END_TEST

static void check_recurrence(const struct slice *fields, int count, int line) {
    ck_assert_int_eq(count, 6);
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis *analysis = analyzed(arena, fields[1], published_on(fields[0]));
    ck_assert_msg(analysis->times.count == 1, "line %d: %u times", line, analysis->times.count);
    const struct time_expression *time = &analysis->times.at[0];
    const struct recurrence *recurrence = &time->recurrence;
    ck_assert_msg(slice_equal(analysis_slice(analysis, time->span), fields[2]), "line %d", line);
    ck_assert_msg(slice_equal(slice_from_cstr(recurrence_kind_name(recurrence->kind)), fields[3]),
                  "line %d: %s", line, recurrence_kind_name(recurrence->kind));
    struct buffer out;
    buffer_init(&out, 256);
    print_days(&out, recurrence->low, recurrence->high);
    ck_assert_msg(slice_equal(buffer_slice(&out), fields[4]), "line %d: %.*s", line,
                  SLICE_ARGS(buffer_slice(&out)));
    struct slice why = recurrence->arithmetic.at ? recurrence->arithmetic : SLICE("-");
    ck_assert_msg(slice_equal(why, fields[5]), "line %d: %.*s", line, SLICE_ARGS(why));
    buffer_done(&out);
    arena_free(arena);
}

START_TEST(recurrences_are_reduced_as_the_table_says) {
    test_table("recurrence.tsv", check_recurrence);
}
END_TEST

/* ---- the lexicon and the calendar ---------------------------------------------------------------
 */

START_TEST(lexicon_is_sorted_and_finds_itself) {
    size_t count;
    const struct time_lexeme *lexicon = time_lexicon(&count);
    for (size_t i = 0; i < count; i++) {
        struct slice word = lexicon[i].text;
        if (i > 0)
            ck_assert_msg(slice_compare(lexicon[i - 1].text, word) < 0, "%.*s is out of order",
                          SLICE_ARGS(word));
        ck_assert_ptr_eq(time_lexicon_find(word), &lexicon[i]);
        ck_assert_ptr_ne(time_lexicon_find(slice_of(word.at, word.length - 1)), &lexicon[i]);
    }
}
END_TEST

/* A generator of our own: the same numbers on every machine. */
static uint32_t random_state = 1;

static uint32_t random_below(uint32_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % limit;
}

static day_number random_day(int first_year, int years) {
    return day_from_date((struct date){first_year, 1, 1}) +
           (day_number)random_below((uint32_t)(years * 365));
}

START_TEST(points_hold_their_days_and_tile_the_calendar) {
    for (int n = 0; n < 200000; n++) {
        day_number day = random_day(1200, 1000);
        enum time_grain grain = (enum time_grain)(GRAIN_DAY + random_below(GRAIN_CENTURY));
        struct time_point point = point_at(day, grain);
        struct day_interval days = point_days(&point);
        if (grain == GRAIN_FISCAL_YEAR) {
            ck_assert_int_eq(days.low, DAY_NONE);
            continue;
        }
        int count = (int)random_below(30) - 15;
        struct time_point there = point_step(point, count);
        struct time_point back = point_step(there, -count);
        ck_assert_int_eq(point_days(&back).low, days.low);
        struct time_point next = point_step(point, 1);
        if (grain == GRAIN_WEEKEND) {
            ck_assert_int_eq(day_weekday(days.low), 6);
            ck_assert_int_eq(point_days(&next).low, days.low + 7);
            continue;
        }
        ck_assert(days.low <= day && day <= days.high);
        ck_assert_int_eq(point_days(&next).low, days.high + 1);
    }
}
END_TEST

START_TEST(easter_and_thanksgiving_fall_where_they_fell) {
    static const char *const easters[] = {"1818-03-22", "1886-04-25", "1943-04-25", "1961-04-02",
                                          "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31",
                                          "2038-04-25", "2160-03-23"};
    static const char *const thanksgivings[] = {"2012-11-22", "2018-11-22", "2023-11-23"};
    static const char *const names[] = {"Easter", "Thanksgiving"};
    const char *const *days[] = {easters, thanksgivings};
    const size_t counts[] = {10, 3};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < counts[k]; i++) {
            struct arena *arena = arena_new(1 << 20);
            char text[LINE];
            int length = snprintf(text, sizeof text, "It fell on %s %.4s.", names[k], days[k][i]);
            struct analysis *analysis = analyzed(arena, slice_of(text, (size_t)length), DAY_NONE);
            ck_assert_uint_eq(analysis->times.count, 1);
            ck_assert(slice_equal(analysis->times.at[0].value, slice_from_cstr(days[k][i])));
            arena_free(arena);
        }
}
END_TEST

/* ---- printed and read back ----------------------------------------------------------------------
 */

struct sample {
    char text[LINE];
    char value[TIME_VALUE_SIZE];
    day_number published;
};

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
static const char *const ordinals[] = {"first", "second", "third", "fourth"};

#define PRINT(where, ...) (void)snprintf((where), sizeof(where), __VA_ARGS__)

static const char *ordinal_suffix(int n) {
    if (n % 100 / 10 == 1)
        return "th";
    return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}

static void sample_date(struct sample *s) {
    day_number day = random_day(1500, 600);
    struct date d = date_from_day(day);
    const char *month = months[d.month - 1];
    const char *weekday = weekdays[day_weekday(day) - 1];
    switch (random_below(7)) {
    case 0:
        PRINT(s->text, "It was signed on %s %d, %d, there.", month, d.day, d.year);
        break;
    case 1:
        PRINT(s->text, "It was signed on %d %s %d.", d.day, month, d.year);
        break;
    case 2:
        PRINT(s->text, "It was signed on %s, %s %d, %d.", weekday, month, d.day, d.year);
        break;
    case 3:
        PRINT(s->text, "It was signed on the %d%s of %s, %d.", d.day, ordinal_suffix(d.day), month,
              d.year);
        break;
    case 4:
        PRINT(s->text, "It was signed on %04d-%02d-%02d.", d.year, d.month, d.day);
        break;
    case 5:
        PRINT(s->text, "It was signed on %02d/%02d/%d.", d.month, d.day, d.year);
        break;
    default:
        PRINT(s->text, "It was signed on %02d.%02d.%d.", d.day, d.month, d.year);
    }
    PRINT(s->value, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void sample_coarse(struct sample *s) {
    static const char *const seasons[] = {"spring", "summer", "autumn", "winter"};
    static const char *const codes[] = {"SP", "SU", "FA", "WI"};
    int year = 1500 + (int)random_below(600);
    int n = (int)random_below(4);
    int month = (int)random_below(12);
    switch (random_below(8)) {
    case 0:
        PRINT(s->text, "It was built in %s %d.", months[month], year);
        PRINT(s->value, "%d-%02d", year, month + 1);
        break;
    case 1:
        PRINT(s->text, "It was built in %d.", year);
        PRINT(s->value, "%d", year);
        break;
    case 2:
        year = year / 10 * 10 + (year % 100 < 10 ? 10 : 0);
        PRINT(s->text, "It was built in the %ds.", year);
        PRINT(s->value, "%d", year / 10);
        break;
    case 3:
        PRINT(s->text, "It was built in the %d%s century.", year / 100 + 1,
              ordinal_suffix(year / 100 + 1));
        PRINT(s->value, "%d", year / 100);
        break;
    case 4:
        PRINT(s->text, "It was built in the %s quarter of %d.", ordinals[n], year);
        PRINT(s->value, "%d-Q%d", year, n + 1);
        break;
    case 5:
        PRINT(s->text, "It was built in the %s half of %d.", ordinals[n % 2], year);
        PRINT(s->value, "%d-H%d", year, n % 2 + 1);
        break;
    case 6:
        PRINT(s->text, "It was built in the %s of %d.", seasons[n], year);
        PRINT(s->value, "%d-%s", year, codes[n]);
        break;
    default:
        PRINT(s->text, "It was built in %d BC.", year);
        PRINT(s->value, "BC%04d", year);
    }
}

static void print_day(char value[TIME_VALUE_SIZE], day_number day) {
    struct date d = date_from_day(day);
    (void)snprintf(value, TIME_VALUE_SIZE, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void print_week(char value[TIME_VALUE_SIZE], day_number day) {
    int year;
    int week = day_iso_week(day, &year);
    (void)snprintf(value, TIME_VALUE_SIZE, "%04d-W%02d", year, week);
}

static void sample_relative(struct sample *s) {
    struct date d = date_from_day(s->published);
    int n = 2 + (int)random_below(40);
    struct date moved = date_from_day(day_add_months(s->published, -n));
    switch (random_below(8)) {
    case 0:
        PRINT(s->text, "It closed yesterday.");
        print_day(s->value, s->published - 1);
        break;
    case 1:
        PRINT(s->text, "It closed last week.");
        print_week(s->value, s->published - 7);
        break;
    case 2:
        PRINT(s->text, "It closes next year.");
        PRINT(s->value, "%04d", d.year + 1);
        break;
    case 3:
        PRINT(s->text, "It closed %d months ago.", n);
        PRINT(s->value, "%04d-%02d", moved.year, moved.month);
        break;
    case 4:
        PRINT(s->text, "It closed %d days ago.", n);
        print_day(s->value, s->published - n);
        break;
    case 5:
        PRINT(s->text, "It closed %d years ago.", n);
        PRINT(s->value, "%04d", d.year - n);
        break;
    case 6:
        PRINT(s->text, "It closed %d weeks ago.", n);
        print_week(s->value, s->published - 7 * n);
        break;
    default:
        moved = date_from_day(day_add_months(s->published - d.day + 1, -1));
        PRINT(s->text, "It closed last month.");
        PRINT(s->value, "%04d-%02d", moved.year, moved.month);
    }
}

static void sample_weekday(struct sample *s) {
    int weekday = 1 + (int)random_below(7);
    int back = (day_weekday(s->published) - weekday + 7) % 7;
    bool past = random_below(2);
    day_number day = past ? s->published - back : s->published + (7 - back) % 7;
    PRINT(s->text, past ? "It opened on %s." : "It will open on %s.", weekdays[weekday - 1]);
    print_day(s->value, day);
}

static void sample_period(struct sample *s) {
    static const char *const units[] = {"minute", "hour", "day", "week", "month", "year"};
    static const char letters[] = {'M', 'H', 'D', 'W', 'M', 'Y'};
    uint32_t unit = random_below(6);
    uint32_t n = 2 + random_below(90);
    switch (random_below(4)) {
    case 0:
        PRINT(s->text, "It went on for %u %ss.", n, units[unit]);
        break;
    case 1:
        PRINT(s->text, "It was a %u-%s march.", n, units[unit]);
        break;
    case 2:
        PRINT(s->text, "It has lasted more than %u %ss.", n, units[unit]);
        break;
    default:
        PRINT(s->text, "It rang every %u %ss.", n, units[unit]);
    }
    PRINT(s->value, "%s%u%c", unit < 2 ? "PT" : "P", n, letters[unit]);
}

static void sample_clock(struct sample *s) {
    day_number day = random_day(1900, 200);
    struct date d = date_from_day(day);
    uint32_t hour = random_below(24);
    uint32_t minute = random_below(60);
    if (random_below(2))
        PRINT(s->text, "It struck at %02u:%02u on %d %s %d.", hour, minute, d.day,
              months[d.month - 1], d.year);
    else
        PRINT(s->text, "It struck at %u:%02u %s on %s %d, %d.", hour % 12 ? hour % 12 : 12, minute,
              hour < 12 ? "a.m." : "p.m.", months[d.month - 1], d.day, d.year);
    char date[TIME_VALUE_SIZE];
    print_day(date, day);
    PRINT(s->value, "%.10sT%02u:%02u", date, hour, minute);
}

static void sample_nth(struct sample *s) {
    int year = 1700 + (int)random_below(400);
    int month = 1 + (int)random_below(12);
    int weekday = 1 + (int)random_below(7);
    int n = (int)random_below(4);
    PRINT(s->text, "It is held on the %s %s of %s %d.", ordinals[n], weekdays[weekday - 1],
          months[month - 1], year);
    day_number day = day_from_date((struct date){year, month, 1});
    while (day_weekday(day) != weekday)
        day++;
    print_day(s->value, day + 7 * n);
}

START_TEST(what_is_printed_is_read_back) {
    static void (*const families[])(struct sample *) = {
        sample_date,   sample_coarse, sample_relative, sample_weekday,
        sample_period, sample_clock,  sample_nth};
    random_state = 20240618;
    for (int n = 0; n < GENERATED; n++) {
        struct arena *arena = arena_new(1 << 20);
        struct sample sample = {.published = random_day(1980, 80)};
        families[(size_t)n % (sizeof families / sizeof *families)](&sample);
        struct analysis *analysis = analyzed(arena, slice_from_cstr(sample.text), sample.published);
        ck_assert_msg(analysis->times.count == 1, "%u times in: %s", analysis->times.count,
                      sample.text);
        struct slice value = analysis->times.at[0].value;
        ck_assert_msg(slice_equal(value, slice_from_cstr(sample.value)), "%.*s, not %s, in: %s",
                      SLICE_ARGS(value), sample.value, sample.text);
        arena_free(arena);
    }
}
END_TEST

/* ---- determinism and cost
 * ------------------------------------------------------------------------
 */

static struct slice repeated(const char *piece, size_t length) {
    size_t size = strlen(piece);
    char *text = malloc(length);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < length; i++)
        text[i] = piece[i % size];
    return slice_of(text, length - length % size);
}

static double seconds_for(const char *piece, size_t length) {
    struct slice text = repeated(piece, length);
    struct arena *arena = arena_new((size_t)4 << 30);
    struct analysis *analysis = ARENA_NEW(arena, struct analysis);
    ck_assert_ptr_nonnull(analysis);
    analysis->article.text = text;
    analysis->article.published_day = 20000;
    ck_assert_int_eq(text_tokenize(NULL, arena, analysis), 0);
    clock_t begin = clock();
    ck_assert_int_eq(times_find(NULL, arena, analysis), 0);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    arena_free(arena);
    free((void *)(uintptr_t)text.at);
    return seconds;
}

START_TEST(cost_is_linear_in_hostile_lines) {
    static const char *const pieces[] = {
        "1,111,",     "May ",      "1999-",        "12-",      "the last ",
        "Tuesday ",   "first ",    "2 years and ", "hundred ", "12:00 ",
        "said ",      "early ",    "since 2000 ",  "1.",       "in the first week of ",
        "not a day ", "from 3 to "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        double small = seconds_for(pieces[i], TEST_SCALE(1 << 18, 1 << 15));
        double large = seconds_for(pieces[i], TEST_SCALE(1 << 21, 1 << 18));
        ck_assert_msg(large < 24 * small + 0.2,
                      "\"%s\": %.3f s, then %.3f s for eight times as much", pieces[i], small,
                      large);
    }
}
END_TEST

START_TEST(same_text_same_times) {
    size_t length;
    const char *text = test_data("times.tsv", &length);
    struct arena *arenas[2];
    struct analysis *analyses[2];
    for (int i = 0; i < 2; i++) {
        arenas[i] = arena_new(ARENA_LIMIT);
        analyses[i] = analyzed(arenas[i], slice_of(text, length), 20000);
    }
    ck_assert_uint_gt(analyses[0]->times.count, 100);
    ck_assert_uint_eq(analyses[0]->times.count, analyses[1]->times.count);
    for (uint32_t i = 0; i < analyses[0]->times.count; i++) {
        const struct time_expression *a = &analyses[0]->times.at[i];
        const struct time_expression *b = &analyses[1]->times.at[i];
        ck_assert(slice_equal(a->value, b->value));
        ck_assert(a->span.start == b->span.start && a->span.end == b->span.end);
        ck_assert(a->low == b->low && a->high == b->high && a->type == b->type);
    }
    for (int i = 0; i < 2; i++)
        arena_free(arenas[i]);
}
END_TEST

START_TEST(no_memory_is_said_so) {
    struct slice text = SLICE("It opened on Tuesday, for the first time since 4 May 2019.");
    for (size_t limit = 256;; limit += 64) {
        struct arena *arena = arena_new(limit);
        struct analysis analysis = {.article = {.text = text, .published_day = 20000}};
        int result = text_tokenize(NULL, arena, &analysis);
        if (result == 0)
            result = times_find(NULL, arena, &analysis);
        arena_free(arena);
        if (result == 0)
            break;
        ck_assert_int_eq(result, -2);
        ck_assert_uint_lt(limit, 1 << 20);
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("times");
    TCase *cases = tcase_create("times");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, lexicon_is_sorted_and_finds_itself);
    tcase_add_test(cases, points_hold_their_days_and_tile_the_calendar);
    tcase_add_test(cases, easter_and_thanksgiving_fall_where_they_fell);
    tcase_add_test(cases, times_are_read_as_the_table_says);
    tcase_add_test(cases, recurrences_are_reduced_as_the_table_says);
    tcase_add_test(cases, what_is_printed_is_read_back);
    tcase_add_test(cases, same_text_same_times);
    tcase_add_test(cases, no_memory_is_said_so);
    tcase_add_test(cases, cost_is_linear_in_hostile_lines);
    suite_add_tcase(suite, cases);
    return suite;
}
