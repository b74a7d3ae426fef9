/* Between the endpoints and the store: canonical bytes of a request, and cursors. */
#include "base/error.h"
#include "base/json_writer.h"
#include "handlers/cursor.h"
#include "handlers/stored_input.h"
#include "handlers/stored_json.h"
#include "tests/unit/runner.h"

static struct arena *arena;
static char secret[192];
static struct service service = {.cursor_secret = {secret, sizeof secret}};

static void set_secret(unsigned seed) {
    for (size_t i = 0; i < sizeof secret; i++) {
        seed = seed * 1103515245 + 12345;
        secret[i] = (char)(seed >> 16 & 0xff);
    }
}

static void setup(void) {
    set_secret(1);
    arena = arena_new(1 << 24);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void) {
    arena_free(arena);
}

/* ---- requests -------------------------------------------------------------------------------- */

START_TEST(a_request_comes_back_as_it_was) {
    struct article_input input = {.html = slice_of("<p>caf\xe9\0</p>", 12),
                                  .title = SLICE(""),
                                  .published_at = SLICE("2031-05-04")};
    struct slice bytes;
    struct article_input back;
    ck_assert_int_eq(stored_input_write(arena, &input, &bytes), 0);
    ck_assert_int_eq(stored_input_read(bytes, &back), 0);
    ck_assert(slice_equal(back.html, input.html));
    ck_assert(back.title.at && back.title.length == 0); /* empty is not absent */
    ck_assert(slice_equal(back.published_at, input.published_at));
    ck_assert(!back.text.at && !back.url.at && !back.source.at);
}
END_TEST

START_TEST(every_field_counts_for_the_id) {
    struct article_input inputs[] = {
        {.text = SLICE("ab")},
        {.text = SLICE("a"), .title = SLICE("b")},
        {.text = SLICE("a"), .source = SLICE("b")},
        {.text = SLICE("a"), .url = SLICE("b")},
        {.text = SLICE("a"), .published_at = SLICE("b")},
        {.html = SLICE("ab")},
        {.text = SLICE("a"), .title = SLICE("")},
        {.text = SLICE("a")},
    };
    enum { COUNT = sizeof inputs / sizeof *inputs };
    struct storage_id ids[COUNT];
    for (int i = 0; i < COUNT; i++) {
        struct slice bytes;
        ck_assert_int_eq(stored_input_write(arena, &inputs[i], &bytes), 0);
        ids[i] = storage_article_id(bytes);
        for (int k = 0; k < i; k++)
            ck_assert_str_ne(ids[i].hex, ids[k].hex);
    }
}
END_TEST

START_TEST(damaged_requests_are_told) {
    struct article_input input = {.text = SLICE("some text"), .title = SLICE("title")};
    struct slice bytes;
    struct article_input back;
    ck_assert_int_eq(stored_input_write(arena, &input, &bytes), 0);
    for (size_t length = 0; length < bytes.length; length++) {
        size_t whole = 1 + 9 + input.text.length; /* format and first field */
        int expected = length == 1 || length == whole ? 0 : ERR_INVALID;
        ck_assert_int_eq(stored_input_read(slice_of(bytes.at, length), &back), expected);
    }
    char *damaged = (char *)(uintptr_t)bytes.at; /* our own copy in the arena */
    damaged[1] = 5;                              /* the title would follow the date */
    ck_assert_int_eq(stored_input_read(bytes, &back), ERR_INVALID);
    damaged[1] = 0;
    memset(damaged + 2, 0xff, 8); /* a length beyond everything */
    ck_assert_int_eq(stored_input_read(bytes, &back), ERR_INVALID);
    damaged[0] = 9;
    ck_assert_int_eq(stored_input_read(bytes, &back), ERR_INVALID);
}
END_TEST

/* ---- cursors --------------------------------------------------------------------------------- */

static struct request request_for(const char *path, const char *q, struct slice cursor) {
    struct request request = {.service = &service, .arena = arena, .path = slice_from_cstr(path)};
    struct parameter query = {SLICE("q"), slice_from_cstr(q)};
    struct parameter limit = {SLICE("limit"), SLICE("7")};
    struct parameter from = {SLICE("cursor"), cursor};
    ck_assert(!q || list_push(arena, &request.parameters, query));
    ck_assert(list_push(arena, &request.parameters, limit));
    ck_assert(!cursor.at || list_push(arena, &request.parameters, from));
    buffer_init(&request.out, 4096);
    return request;
}

/* The cursor that a list gives, in the arena. */
static struct slice cursor_for(const char *path, const char *q, int64_t number) {
    struct request request = request_for(path, q, (struct slice){0});
    struct json_writer json;
    json_init(&json, &request.out);
    json_begin_object(&json);
    ck_assert_int_eq(cursor_write(&request, &json, &(struct cursor){.major = number}), 0);
    json_end_object(&json);
    struct slice text = buffer_slice(&request.out);
    struct slice cursor;
    ck_assert_uint_gt(text.length, 11); /* {"next":"…"} */
    ck_assert_int_eq(arena_copy(arena, slice_of(text.at + 9, text.length - 11), &cursor), 0);
    buffer_done(&request.out);
    return cursor;
}

static int read_cursor(const char *path, const char *q, struct slice cursor, int64_t *ret_before) {
    struct request request = request_for(path, q, cursor);
    struct cursor read = {0};
    int error = cursor_read(&request, &read);
    if (!error)
        *ret_before = read.major;
    ck_assert_uint_eq(request.errors.count, error ? 1 : 0);
    return error;
}

START_TEST(a_cursor_comes_back_as_it_was) {
    static const int64_t numbers[] = {1, 2, 63, 255, 65536, INT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int64_t before = 0;
        struct slice cursor = cursor_for("/v1/articles", "fire", numbers[i]);
        ck_assert_int_eq(read_cursor("/v1/articles", "fire", cursor, &before), 0);
        ck_assert_int_eq(before, numbers[i]);
        ck_assert_int_eq(read_cursor("/v1/articles", "flood", cursor, &before), ERR_INVALID);
        ck_assert_int_eq(read_cursor("/v1/articles", NULL, cursor, &before), ERR_INVALID);
        ck_assert_int_eq(read_cursor("/v1/stories", "fire", cursor, &before), ERR_INVALID);
    }
    int64_t before = 9;
    ck_assert_int_eq(read_cursor("/v1/articles", NULL, (struct slice){0}, &before), 0);
    ck_assert_int_eq(before, 0);
}
END_TEST

START_TEST(no_changed_cursor_passes) {
    struct slice cursor = cursor_for("/v1/articles", NULL, 4711);
    char *text = (char *)(uintptr_t)cursor.at; /* our own copy in the arena */
    int64_t before = 0;
    for (size_t i = 0; i < cursor.length; i++) {
        char right = text[i];
        for (int c = 1; c < 256; c++) {
            if ((char)c == right)
                continue;
            text[i] = (char)c;
            ck_assert_int_eq(read_cursor("/v1/articles", NULL, cursor, &before), ERR_INVALID);
        }
        text[i] = right;
        struct slice shorter = slice_of(text, i);
        ck_assert_int_eq(read_cursor("/v1/articles", NULL, shorter, &before), ERR_INVALID);
    }
}
END_TEST

START_TEST(another_store_knows_no_cursor_of_this_one) {
    struct slice cursor = cursor_for("/v1/articles", "fire", 4711);
    int64_t before = 0;
    set_secret(2);
    ck_assert_int_eq(read_cursor("/v1/articles", "fire", cursor, &before), ERR_INVALID);
    set_secret(1);
    ck_assert_int_eq(read_cursor("/v1/articles", "fire", cursor, &before), 0);
}
END_TEST

START_TEST(a_cursor_holds_a_name) {
    char name[CURSOR_TEXT_MAX];
    memset(name, 'n', sizeof name);
    for (size_t length = 0; length <= sizeof name; length++) {
        const struct cursor cursor = {.major = 1, .minor = -5, .text = slice_of(name, length)};
        struct request request = request_for("/v1/entities", NULL, (struct slice){0});
        struct json_writer json;
        json_init(&json, &request.out);
        json_begin_object(&json);
        ck_assert_int_eq(cursor_write(&request, &json, &cursor), 0);
        json_end_object(&json);
        struct slice text = buffer_slice(&request.out);
        struct request again =
            request_for("/v1/entities", NULL, slice_of(text.at + 9, text.length - 11));
        struct cursor back;
        ck_assert_int_eq(cursor_read(&again, &back), 0);
        ck_assert_int_eq(back.major, 1);
        ck_assert_int_eq(back.minor, -5);
        ck_assert(slice_equal(back.text, cursor.text));
        buffer_done(&request.out);
    }
}
END_TEST

START_TEST(instants_are_rfc_3339) {
    static const struct {
        int64_t milliseconds;
        const char *expected;
    } cases[] = {
        {0, "{\"at\":\"1970-01-01T00:00:00.000Z\"}"},
        {951782399999, "{\"at\":\"2000-02-28T23:59:59.999Z\"}"},
        {951782400000, "{\"at\":\"2000-02-29T00:00:00.000Z\"}"},
        {1935990305004, "{\"at\":\"2031-05-08T07:05:05.004Z\"}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out;
        struct json_writer json;
        buffer_init(&out, 256);
        json_init(&json, &out);
        json_begin_object(&json);
        json_member_instant(&json, "at", cases[i].milliseconds);
        json_end_object(&json);
        ck_assert_msg(slice_equal(buffer_slice(&out), slice_from_cstr(cases[i].expected)), "%.*s",
                      SLICE_ARGS(buffer_slice(&out)));
        buffer_done(&out);
    }
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("stored");
    TCase *test = tcase_create("requests and cursors");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_add_test(test, a_request_comes_back_as_it_was);
    tcase_add_test(test, every_field_counts_for_the_id);
    tcase_add_test(test, damaged_requests_are_told);
    tcase_add_test(test, a_cursor_comes_back_as_it_was);
    tcase_add_test(test, no_changed_cursor_passes);
    tcase_add_test(test, another_store_knows_no_cursor_of_this_one);
    tcase_add_test(test, a_cursor_holds_a_name);
    tcase_add_test(test, instants_are_rfc_3339);
    suite_add_tcase(suite, test);
    return suite;
}
