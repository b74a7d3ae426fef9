/* What is kept packed in the file: it comes back as it was or not at all. */
#include "base/error.h"
#include "storage/packed.h"
#include "tests/unit/runner.h"

#include <stdlib.h>
#include <zstd.h>

static struct arena *arena;
static struct slice plain;

static void setup(void) {
    enum { LENGTH = 3000 };
    arena = arena_new(1 << 30);
    char *bytes = arena_alloc(arena, LENGTH);
    ck_assert_ptr_nonnull(bytes);
    for (int i = 0; i < LENGTH; i++)
        bytes[i] = (char)('a' + i * i % 23 + i % 3);
    plain = slice_of(bytes, LENGTH);
}

static void teardown(void) {
    arena_free(arena);
}

START_TEST(what_was_packed_comes_back) {
    struct slice packed;
    struct slice back;
    ck_assert_int_eq(packed_make(arena, plain, &packed), 0);
    ck_assert_int_eq(packed_open(arena, packed, &back), 0);
    ck_assert(slice_equal(back, plain));
    ck_assert_int_eq(packed_make(arena, SLICE(""), &packed), 0);
    ck_assert_int_eq(packed_open(arena, packed, &back), 0);
    ck_assert_uint_eq(back.length, 0);
}
END_TEST

START_TEST(one_packer_makes_many_frames) {
    struct ZSTD_CCtx_s *packer = NULL;
    for (size_t length = 0; length < plain.length; length += 997) {
        struct slice bytes = slice_of(plain.at, length);
        struct slice packed;
        struct slice back;
        ck_assert_int_eq(packed_make_with(&packer, length % 2 == 0, arena, bytes, &packed), 0);
        ck_assert_int_eq(packed_open(arena, packed, &back), 0);
        ck_assert(slice_equal(back, bytes));
    }
    packer_free(packer);
    packer_free(NULL);
}
END_TEST

/* Files of earlier versions hold such frames. */
START_TEST(a_frame_without_a_checksum_is_read) {
    char packed[4096];
    size_t length = ZSTD_compress(packed, sizeof packed, plain.at, plain.length, 1);
    struct slice back;
    ck_assert_int_eq(packed_open(arena, slice_of(packed, length), &back), 0);
    ck_assert(slice_equal(back, plain));
}
END_TEST

/* Each bit of the frame, in memory of its own, so that an overrun shows: an error, or the very same
 * bytes where the bit says nothing. */
START_TEST(damage_is_an_error_and_never_other_bytes) {
    struct slice packed;
    struct slice back;
    ck_assert_int_eq(packed_make(arena, plain, &packed), 0);
    uint32_t harmless = 0;
    for (size_t bit = 0; bit < packed.length * 8; bit++) {
        struct arena *own = arena_new(1 << 29);
        char *bytes = malloc(packed.length);
        ck_assert(own && bytes);
        memcpy(bytes, packed.at, packed.length);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        int error = packed_open(own, slice_of(bytes, packed.length), &back);
        ck_assert(error == ERR_INVALID || (error == 0 && slice_equal(back, plain)));
        harmless += error == 0;
        free(bytes);
        arena_free(own);
    }
    ck_assert_uint_lt(harmless * 20, packed.length * 8);
    for (size_t length = 0; length < packed.length; length++)
        ck_assert_int_eq(packed_open(arena, slice_of(packed.at, length), &back), ERR_INVALID);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("packed");
    TCase *cases = tcase_create("packed");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, what_was_packed_comes_back);
    tcase_add_test(cases, one_packer_makes_many_frames);
    tcase_add_test(cases, a_frame_without_a_checksum_is_read);
    tcase_add_test(cases, damage_is_an_error_and_never_other_bytes);
    suite_add_tcase(suite, cases);
    return suite;
}
