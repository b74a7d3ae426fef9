#include "handlers/article_body.h"
#include "handlers/text_table.h"
#include "tests/unit/runner.h"

static struct arena *arena;

static void setup(void) {
    arena = arena_new(1 << 20);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void) {
    arena_free(arena);
}

/* tests/data/article-bodies.tsv: body, pointer of the first error or "-", words of its detail */
static void body_row(const struct slice *fields, int count, int line) {
    ck_assert_int_ge(count, 2);
    json_t *body = json_loadb(fields[0].at, fields[0].length, 0, NULL);
    ck_assert_msg(body != NULL, "line %d is not JSON", line);
    struct field_error_list errors = {0};
    struct article_input input = {0};
    struct article_input_list inputs = {0};
    int result = json_object_get(body, "articles")
                     ? compare_body_read(arena, body, &inputs, &errors)
                     : article_body_read(arena, body, "", &input, &errors);
    json_decref(body);
    ck_assert_int_eq(result, 0);
    if (slice_equal(fields[1], SLICE("-"))) {
        ck_assert_msg(errors.count == 0, "line %d: refused", line);
        return;
    }
    ck_assert_msg(errors.count > 0, "line %d: accepted", line);
    ck_assert_msg(slice_equal(errors.at[0].pointer, fields[1]), "line %d: pointer %.*s", line,
                  SLICE_ARGS(errors.at[0].pointer));
    ck_assert_msg(memmem(errors.at[0].detail.at, errors.at[0].detail.length, fields[2].at,
                         fields[2].length) != NULL,
                  "line %d: detail %.*s", line, SLICE_ARGS(errors.at[0].detail));
}

START_TEST(bodies_are_read_or_refused_with_a_pointer) {
    test_table("article-bodies.tsv", body_row);
}
END_TEST

START_TEST(text_never_passes_the_last_column) {
    static const char text[] =
        "A fairly long sentence with a 長い文字列 inside, then "
        "averyveryverylongwordthatnobodywouldeverwriteinanewspaperarticlebutah"
        "ostilepagecould and \x1b[31mred\x1b[0m \u202Etxet\u202C end";
    struct buffer out;
    buffer_init(&out, 4096);
    text_wrap(&out, slice_from_cstr(text), 0, 4);
    ck_assert_int_eq(buffer_error(&out), 0);
    ck_assert_ptr_null(memchr(out.at, 0x1b, out.length));
    ck_assert_ptr_null(memmem(out.at, out.length, "\u202E", 3));
    for (size_t at = 0; at < out.length;) {
        const char *newline = memchr(out.at + at, '\n', out.length - at);
        ck_assert_ptr_nonnull(newline);
        struct slice row = slice_of(out.at + at, (size_t)(newline - out.at) - at);
        ck_assert_uint_le(text_width(row), TEXT_COLUMNS);
        at += row.length + 1;
    }
    buffer_clear(&out);
    text_cell(&out, SLICE("長い文字列"), 6);
    ck_assert_uint_eq(text_width(buffer_slice(&out)), 6);
    buffer_done(&out);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("views");
    TCase *cases = tcase_create("views");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, bodies_are_read_or_refused_with_a_pointer);
    tcase_add_test(cases, text_never_passes_the_last_column);
    suite_add_tcase(suite, cases);
    return suite;
}
