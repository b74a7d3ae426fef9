/* Digests against the examples of FIPS 180-4 and RFC 4231, base64 against those of RFC 4648. */
#include "base/digest.h"
#include "tests/unit/runner.h"

START_TEST(digests_are_those_of_the_standards) {
    static const struct {
        const char *key; /* NULL: a plain digest */
        const char *text;
        const char *hex;
    } rows[] = {
        {NULL, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {NULL, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {NULL, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    };
    char hex[DIGEST_HEX + 1];
    struct slice text = slice_from_cstr(rows[_i].text);
    struct digest digest =
        rows[_i].key ? digest_hmac(slice_from_cstr(rows[_i].key), text) : digest_of(text);
    digest_hex(&digest, hex);
    ck_assert_str_eq(hex, rows[_i].hex);
}
END_TEST

START_TEST(pieces_make_the_whole) {
    struct digest_state state;
    digest_begin(&state);
    for (const char *c = "abc"; *c; c++)
        digest_add(&state, slice_of(c, 1));
    struct digest pieces = digest_end(&state);
    struct digest whole = digest_of(SLICE("abc"));
    struct digest other = digest_of(SLICE("abd"));
    ck_assert(digest_equal(&pieces, &whole));
    ck_assert(!digest_equal(&pieces, &other));
    other = whole;
    other.at[DIGEST_SIZE - 1] ^= 1;
    ck_assert(!digest_equal(&other, &whole));
}
END_TEST

START_TEST(base64_there_and_back) {
    static const char *const rows[][2] = {{"", ""},
                                          {"f", "Zg=="},
                                          {"fo", "Zm8="},
                                          {"foo", "Zm9v"},
                                          {"foob", "Zm9vYg=="},
                                          {"fooba", "Zm9vYmE="},
                                          {"foobar", "Zm9vYmFy"}};
    char text[16] = "";
    unsigned char bytes[32];
    size_t length = 99;
    struct slice plain = slice_from_cstr(rows[_i][0]);
    base64_write(plain, text);
    ck_assert_str_eq(text, rows[_i][1]);
    ck_assert_uint_eq(BASE64_LENGTH(plain.length), strlen(text));
    ck_assert(base64_read(slice_from_cstr(text), bytes, &length));
    ck_assert(slice_equal(slice_of((const char *)bytes, length), plain));
}
END_TEST

START_TEST(what_is_not_base64_is_refused) {
    static const char *const rows[] = {"Z", "Zg", "Zg=", "Zg===", "Z?==", "Zg==Zg=="};
    unsigned char bytes[32];
    size_t length;
    ck_assert(!base64_read(slice_from_cstr(rows[_i]), bytes, &length));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("digest");
    TCase *tcase = tcase_create("digest");
    tcase_add_loop_test(tcase, digests_are_those_of_the_standards, 0, 4);
    tcase_add_test(tcase, pieces_make_the_whole);
    tcase_add_loop_test(tcase, base64_there_and_back, 0, 7);
    tcase_add_loop_test(tcase, what_is_not_base64_is_refused, 0, 6);
    suite_add_tcase(suite, tcase);
    return suite;
}
