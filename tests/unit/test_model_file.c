#include "base/error.h"
#include "base/mapped_file.h"
#include "base/model_file.h"
#include "tests/unit/runner.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct slice sections[] = {
    {"twelve bytes", 12}, {NULL, 0}, {"\1\0\0\0\2\0\0\0\3\0\0\0", 12}, {"odd", 3}};
enum { SECTIONS = sizeof sections / sizeof *sections };

static struct buffer sample(void) {
    struct buffer out;
    buffer_init(&out, 4096);
    ck_assert_int_eq(model_file_write("sample", 3, sections, SECTIONS, &out), 0);
    return out;
}

/* Opens a copy of exactly `size` bytes, so that AddressSanitizer sees every read behind it. */
static int open_copy(const char *bytes, size_t size, const char **ret_why) {
    void *copy = malloc(size ? size : 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    struct model_file file;
    int result = model_file_open(copy, size, "sample", 3, &file, ret_why);
    free(copy);
    return result;
}

START_TEST(sections_come_back) {
    struct buffer out = sample();
    struct model_file file;
    const char *why = NULL;
    ck_assert_int_eq(model_file_open(out.at, out.length, "sample", 3, &file, &why), 0);
    ck_assert_uint_eq(file.section_count, SECTIONS);
    for (uint32_t i = 0; i < SECTIONS; i++) {
        const void *at = NULL;
        size_t count = 99;
        ck_assert_int_eq(model_file_section(&file, i, 1, &at, &count), 0);
        ck_assert(slice_equal(slice_of(at, count), sections[i]));
        ck_assert_uint_eq((size_t)((const char *)at - out.at) % MODEL_ALIGNMENT, 0);
    }

    const void *at = NULL;
    size_t count = 0;
    ck_assert_int_eq(model_file_section(&file, 2, 4, &at, &count), 0);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(((const uint32_t *)at)[2], 3);
    ck_assert_int_eq(model_file_section(&file, 3, 2, &at, &count), ERR_INVALID);
    ck_assert_int_eq(model_file_section(&file, SECTIONS, 1, &at, &count), ERR_NOT_FOUND);
    buffer_done(&out);
}
END_TEST

START_TEST(each_flipped_bit_is_refused) {
    struct buffer out = sample();
    const char *why = NULL;
    ck_assert_int_eq(open_copy(out.at, out.length, &why), 0);
    for (size_t i = 0; i < out.length * 8; i++) {
        out.at[i / 8] ^= (char)(1 << i % 8);
        why = NULL;
        ck_assert_msg(open_copy(out.at, out.length, &why) == ERR_INVALID, "bit %zu", i);
        ck_assert_ptr_nonnull(why);
        out.at[i / 8] ^= (char)(1 << i % 8);
    }
    buffer_done(&out);
}
END_TEST

START_TEST(each_truncation_is_refused) {
    struct buffer out = sample();
    const char *why = NULL;
    for (size_t size = 0; size < out.length; size++)
        ck_assert_msg(open_copy(out.at, size, &why) == ERR_INVALID, "%zu bytes", size);
    buffer_append_byte(&out, 0);
    ck_assert_int_eq(open_copy(out.at, out.length, &why), ERR_INVALID);
    buffer_done(&out);
}
END_TEST

START_TEST(another_kind_or_version_says_so) {
    struct buffer out = sample();
    struct model_file file;
    const char *why = NULL;
    ck_assert_int_eq(model_file_open(out.at, out.length, "sampl", 3, &file, &why), ERR_INVALID);
    ck_assert_str_eq(why, "is a claimd model of another kind");
    ck_assert_int_eq(model_file_open(out.at, out.length, "sample", 4, &file, &why), ERR_INVALID);
    ck_assert_str_eq(why, "has a layout of another version of claimd");
    buffer_done(&out);
}
END_TEST

START_TEST(a_mapped_file_holds_the_bytes) {
    char path[] = "/tmp/claimd-test-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    struct mapped_file file;
    ck_assert_int_eq(mapped_file_open(path, &file), 0);
    ck_assert_uint_eq(file.size, 0);
    mapped_file_done(&file);

    ck_assert_int_eq(write(fd, "mapped", 6), 6);
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(mapped_file_open(path, &file), 0);
    ck_assert(slice_equal(slice_of(file.at, file.size), SLICE("mapped")));
    mapped_file_done(&file);
    ck_assert_ptr_null(file.at);

    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mapped_file_open(path, &file), ERR_NOT_FOUND);
    ck_assert_int_eq(mapped_file_open("/", &file), ERR_INVALID);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("model_file");
    TCase *cases = tcase_create("model_file");
    tcase_add_test(cases, sections_come_back);
    tcase_add_test(cases, each_flipped_bit_is_refused);
    tcase_add_test(cases, each_truncation_is_refused);
    tcase_add_test(cases, another_kind_or_version_says_so);
    tcase_add_test(cases, a_mapped_file_holds_the_bytes);
    suite_add_tcase(suite, cases);
    return suite;
}
