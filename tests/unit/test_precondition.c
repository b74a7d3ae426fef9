/* Entity tags against what clients may demand of them (RFC 9110, section 13). */
#include "base/error.h"
#include "handlers/precondition.h"
#include "tests/unit/runner.h"

#include <stdio.h>

static struct request request;

static void setup(void) {
    request = (struct request){.answer_media = MEDIA_JSON, .id = SLICE("test")};
    request.arena = arena_new(1 << 20);
    buffer_init(&request.out, 1 << 20);
    ck_assert_ptr_nonnull(request.arena);
}

static void teardown(void) {
    buffer_done(&request.out);
    arena_free(request.arena);
}

static void give(const char *name, const char *value) {
    struct parameter field = {slice_from_cstr(name), slice_from_cstr(value)};
    request.fields.count = 0;
    ck_assert(list_push(request.arena, &request.fields, field));
}

/* `format` with the tag of "state" in the place of %s, without its quotes. */
static const char *with_tag(const char *format) {
    static char text[256];
    char tag[64];
    reply_tag(&request, SLICE("state"));
    (void)snprintf(tag, sizeof tag, "%.*s", (int)request.reply.tag.length - 2,
                   request.reply.tag.at + 1);
    (void)snprintf(text, sizeof text, "%s", format);
    char *mark = strchr(text, '#');
    if (mark)
        (void)snprintf(mark, sizeof text - (size_t)(mark - text), "%s%s", tag,
                       format + (mark - text) + 1);
    return text;
}

START_TEST(if_none_match) {
    static const struct {
        const char *value; /* # is the tag */
        bool known;
    } rows[] = {
        {"\"#\"", true},
        {"W/\"#\"", true},
        {"\"other\", \"#\"", true},
        {"\"a,b\",W/\"x\" , \"#\"", true},
        {"\"#+gzip\"", true},
        {"\"#+zstd\"", true},
        {"*", true},
        {" * ", true},
        {"\"#-1\"", false}, /* another medium has other bytes */
        {"\"#+br\"", false},
        {"#", false},
        {"\"#", false},
        {"\"\"", false},
        {"", false},
    };
    give("if-none-match", with_tag(rows[_i].value));
    ck_assert_int_eq(reply_known(&request, SLICE("state")), rows[_i].known);
    ck_assert_int_eq(request.reply.status, rows[_i].known ? 304 : 0);
}
END_TEST

START_TEST(if_match) {
    static const struct {
        const char *value; /* # is the tag; NULL: not sent */
        enum precondition wanted;
        int status; /* 0: holds */
    } rows[] = {
        {"\"#\"", PRECONDITION_REQUIRED, 0},
        {"\"#+gzip\"", PRECONDITION_REQUIRED, 0},
        {"\"#-1+zstd\"", PRECONDITION_REQUIRED, 0}, /* the table showed the same state */
        {"\"other\", \"#\"", PRECONDITION_OPTIONAL, 0},
        {"*", PRECONDITION_REQUIRED, 0},
        {NULL, PRECONDITION_OPTIONAL, 0},
        {NULL, PRECONDITION_REQUIRED, 428},
        {"W/\"#\"", PRECONDITION_REQUIRED, 412}, /* strong comparison */
        {"\"other\"", PRECONDITION_OPTIONAL, 412},
        {"", PRECONDITION_OPTIONAL, 412},
        {"\"\"", PRECONDITION_REQUIRED, 412},
    };
    if (rows[_i].value)
        give("If-Match", with_tag(rows[_i].value));
    bool holds = precondition_holds(&request, SLICE("state"), rows[_i].wanted);
    ck_assert_int_eq(holds, rows[_i].status == 0);
    ck_assert_int_eq(request.reply.status, rows[_i].status);
}
END_TEST

START_TEST(states_media_and_bytes_have_their_own_tags) {
    struct slice one;
    struct slice text;
    struct slice bytes;
    reply_tag(&request, SLICE("state"));
    one = request.reply.tag;
    reply_tag(&request, SLICE("state2"));
    ck_assert(!slice_equal(one, request.reply.tag));
    request.answer_media = MEDIA_TEXT;
    reply_tag(&request, SLICE("state"));
    text = request.reply.tag;
    ck_assert(!slice_equal(one, text));
    buffer_append_cstr(&request.out, "state");
    ck_assert_int_eq(entity_tag_of_bytes(&request, &bytes), 0);
    ck_assert(!slice_equal(one, bytes));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("precondition");
    TCase *tcase = tcase_create("precondition");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, if_none_match, 0, 14);
    tcase_add_loop_test(tcase, if_match, 0, 11);
    tcase_add_test(tcase, states_media_and_bytes_have_their_own_tags);
    suite_add_tcase(suite, tcase);
    return suite;
}
