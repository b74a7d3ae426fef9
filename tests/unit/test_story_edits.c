/* Stories merge and part: by the program's review, by an editor, and never against an editor.
 *
 * The decider made for these tests reads the signature "event:wording". All articles are linked,
 * and those of one event are one story, but the last article may ask for more: worded "joins" that
 * all events are one, worded "parts" that the articles of its event that are worded "b" leave.
 */
#include "base/error.h"
#include "storage/storage.h"
#include "tests/database.h"
#include "tests/unit/runner.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];
static struct storage *storage;
static struct arena *arena;

static bool same_event(struct slice a, struct slice b) {
    return a.length && b.length && a.at[0] == b.at[0]; /* events have names of one letter */
}

static bool worded(struct slice signature, const char *wording) {
    return slice_equal(slice_of(signature.at + 2, signature.length - 2), slice_from_cstr(wording));
}

static int link_all(struct arena *scratch, struct slice signature, const struct slice *others,
                    uint32_t count, double *ret_links) {
    (void)scratch, (void)signature, (void)others;
    for (uint32_t i = 0; i < count; i++)
        ret_links[i] = 1;
    return 0;
}

/* Where a member goes that is not fixed. */
static uint32_t place_of(const struct story_question *question, uint32_t member) {
    struct slice own = question->members[member].signature;
    struct slice last = question->members[question->count - 1].signature;
    bool joins = worded(last, "joins");
    bool leaves = worded(last, "parts") && worded(own, "b") && same_event(own, last);
    if (leaves)
        return question->story_count;
    if (worded(last, "hands") && worded(own, "b"))
        return 0;
    for (uint32_t i = 0; i + 1 < question->count; i++)
        if ((joins || same_event(question->members[i].signature, own)) &&
            (question->members[i].fixed ||
             !(worded(last, "parts") && worded(question->members[i].signature, "b"))))
            return joins ? 0 : question->members[i].story;
    return question->story_count + 1;
}

static int part(struct arena *scratch, const struct story_question *question,
                struct story_verdict *ret_verdict) {
    uint32_t last = question->count - 1;
    *ret_verdict = (struct story_verdict){
        .stories = ARENA_ARRAY(scratch, uint32_t, question->count),
        .story_count = question->story_count + 2,
        .reasons = ARENA_ARRAY(scratch, struct slice, (size_t)question->story_count + 2),
        .copies = ARENA_ARRAY(scratch, bool, question->count),
    };
    for (uint32_t i = 0; i < question->count; i++) {
        const struct story_member *member = &question->members[i];
        ret_verdict->stories[i] = member->fixed ? member->story : place_of(question, i);
        ret_verdict->copies[i] =
            slice_equal(slice_of(member->signature.at + 1, member->signature.length - 1),
                        slice_of(question->members[last].signature.at + 1,
                                 question->members[last].signature.length - 1));
    }
    for (uint32_t i = 0; i < ret_verdict->story_count; i++)
        ret_verdict->reasons[i] = SLICE("the test wants it");
    return 0;
}

static const struct story_decider decider = {link_all, part};

static char path[DATABASE_WHERE_MAX];

static void setup(void) {
    char reason[STORAGE_REASON_MAX];
    (void)snprintf(folder, sizeof folder, "/tmp/claimd-edits-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    database_place(folder, "store.db", path);
    arena = arena_new(1 << 28);
    ck_assert_ptr_nonnull(arena);
    ck_assert_int_eq(storage_open(path, &decider, &storage, reason), 0);
}

static int remove_entry(const char *name, const struct stat *info, int type, struct FTW *ftw) {
    (void)info, (void)type, (void)ftw;
    return remove(name);
}

static void teardown(void) {
    storage_close(storage);
    arena_free(arena);
    database_remove(path);
    ck_assert_int_eq(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* Every article holds the same key, so that every story is on offer. */
static struct article_put put(const char *text, const char *signature) {
    static const uint64_t key = 7;
    struct article_record *record = ARENA_NEW(arena, struct article_record);
    *record = (struct article_record){.input = slice_from_cstr(text),
                                      .analysis = SLICE("{}"),
                                      .text = slice_from_cstr(text),
                                      .title = slice_from_cstr(text),
                                      .published_day = DAY_NONE,
                                      .engine = SLICE("test"),
                                      .signature = slice_from_cstr(signature),
                                      .keys = &key,
                                      .key_count = 1,
                                      .terms = &key,
                                      .term_count = 1};
    struct article_put deed = {.record = record};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deed.write);
    ck_assert_int_eq(storage_wait(&waiter, &deed.write, storage_article_put(storage, arena, &deed)),
                     0);
    return deed;
}

static int move(const struct storage_id *article, const struct storage_id *story, bool out,
                struct storage_id *ret_into) {
    struct story_move deed = {.article = *article, .story = *story, .out = out};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deed.write);
    int error = storage_wait(&waiter, &deed.write, storage_story_move(storage, &deed));
    *ret_into = deed.into;
    return error;
}

static int merge(const struct storage_id *from, const struct storage_id *into) {
    struct story_merge deed = {.from = *from, .into = *into};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deed.write);
    return storage_wait(&waiter, &deed.write, storage_story_merge(storage, &deed));
}

static int name(const struct storage_id *story, struct slice title) {
    struct story_title deed = {.story = *story, .title = title};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deed.write);
    return storage_wait(&waiter, &deed.write, storage_story_title(storage, &deed));
}

/* Articles of the story; 0 where there is none. */
static uint32_t size_of(const struct storage_id *story) {
    struct stored_story stored;
    int error = storage_story_get(storage, arena, story, &stored);
    ck_assert(error == 0 || error == ERR_NOT_FOUND);
    return error ? 0 : stored.article_count;
}

static struct storage_id story_of(const struct storage_id *article) {
    struct stored_article stored;
    ck_assert_int_eq(storage_article_get(storage, arena, article, 0, &stored), 0);
    return stored.summary.story;
}

static bool same(const struct storage_id *a, const struct storage_id *b) {
    return memcmp(a->hex, b->hex, STORAGE_ID_LENGTH) == 0;
}

static uint64_t stories(void) {
    struct storage_counts counts;
    storage_count(storage, &counts);
    return counts.stories;
}

START_TEST(a_review_merges_into_the_older_story) {
    struct article_put x = put("one", "x:a");
    struct article_put y = put("two", "y:a");
    ck_assert_uint_eq(stories(), 2);
    struct article_put joins = put("three", "y:joins");
    ck_assert(same(&joins.story, &x.story));
    ck_assert_uint_eq(size_of(&x.story), 3);
    ck_assert_uint_eq(size_of(&y.story), 0);
    ck_assert_uint_eq(stories(), 1);
}
END_TEST

START_TEST(a_review_parts_a_story) {
    struct article_put a = put("one", "x:a");
    struct article_put b = put("two", "x:b");
    ck_assert(same(&a.story, &b.story));
    struct article_put parts = put("three", "x:parts");
    struct storage_id other = story_of(&b.id);
    ck_assert(same(&parts.story, &a.story));
    ck_assert(!same(&other, &a.story));
    ck_assert_uint_eq(size_of(&a.story), 2);
    ck_assert_uint_eq(size_of(&other), 1);
    ck_assert_uint_eq(stories(), 2);
}
END_TEST

START_TEST(a_merge_finds_the_copies_across) {
    struct article_put x = put("one", "x:a");
    put("two", "x:b");
    put("three", "y:a");
    put("four", "y:c");
    put("five", "y:joins");
    struct stored_story story;
    ck_assert_int_eq(storage_story_get(storage, arena, &x.story, &story), 0);
    ck_assert_uint_eq(story.article_count, 5);
    ck_assert_uint_eq(story.accounts, 4); /* "one" and "three" are one text */
}
END_TEST

static uint32_t events_with(const char *kind, const char *detail) {
    struct stored_event_list events;
    uint32_t found = 0;
    ck_assert_int_eq(storage_event_list(storage, arena, 0, 100, &events), 0);
    for (uint32_t i = 0; i < events.count; i++)
        found += slice_equal(events.at[i].kind, slice_from_cstr(kind)) &&
                 slice_contains(events.at[i].payload, slice_from_cstr(detail));
    return found;
}

START_TEST(articles_go_from_one_story_to_another) {
    struct article_put x = put("one", "x:a");
    struct article_put y = put("two", "y:a");
    struct article_put b = put("three", "y:b");
    put("four", "y:hands");
    struct storage_id now = story_of(&b.id);
    ck_assert(same(&now, &x.story));
    ck_assert_uint_eq(size_of(&x.story), 2);
    ck_assert_uint_eq(size_of(&y.story), 2);
    ck_assert_uint_eq(events_with("article_moved", "the test wants it"), 1);
    ck_assert_uint_eq(events_with("article_moved", "review"), 1);
    ck_assert_uint_eq(events_with("story_merged", "into"), 0);
}
END_TEST

/* A story of which not all is in sight takes articles in and gives none away. */
START_TEST(what_is_too_large_to_be_judged_only_grows) {
    enum { MANY = 70 };
    struct article_put first = put("report 0", "x:a");
    for (int i = 1; i < MANY; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "report %d", i);
        put(text, i % 2 ? "x:b" : "x:a");
    }
    put("the last", "x:parts");
    ck_assert_uint_eq(stories(), 1);
    ck_assert_uint_eq(size_of(&first.story), MANY + 1);
}
END_TEST

START_TEST(what_an_editor_placed_no_review_moves) {
    struct storage_id into;
    struct article_put a = put("one", "x:a");
    struct article_put b = put("two", "x:b");
    ck_assert_int_eq(move(&b.id, &b.story, false, &into), 0); /* where it stands: pinned there */
    ck_assert(same(&into, &a.story));
    put("three", "x:parts");
    struct storage_id now = story_of(&b.id);
    ck_assert(same(&now, &a.story));

    struct article_put y = put("four", "y:a");
    ck_assert_int_eq(move(&y.id, &y.story, false, &into), 0);
    put("five", "y:joins");
    now = story_of(&y.id);
    ck_assert(same(&now, &y.story));
}
END_TEST

START_TEST(an_editor_moves_articles) {
    struct storage_id into;
    struct article_put a = put("one", "x:a");
    struct article_put b = put("two", "x:b");
    struct article_put y = put("three", "y:a");
    ck_assert_int_eq(move(&b.id, &y.story, false, &into), 0);
    ck_assert(same(&into, &y.story));
    ck_assert_uint_eq(size_of(&y.story), 2);
    ck_assert_int_eq(move(&b.id, &y.story, true, &into), 0);
    ck_assert_uint_eq(size_of(&into), 1);
    ck_assert_uint_eq(stories(), 3);
    ck_assert_int_eq(move(&a.id, &y.story, true, &into), ERR_NOT_FOUND); /* does not stand there */
    ck_assert_int_eq(move(&a.id, &y.story, false, &into), 0);
    ck_assert_uint_eq(size_of(&a.story), 0); /* its last article left */
    ck_assert_uint_eq(stories(), 2);
    struct storage_id nobody = {.hex = "00000000000000000000000000000000"};
    ck_assert_int_eq(move(&nobody, &y.story, false, &into), ERR_NOT_FOUND);
    ck_assert_int_eq(move(&a.id, &nobody, false, &into), ERR_NOT_FOUND);
}
END_TEST

START_TEST(an_editors_merge_stays) {
    struct article_put a = put("one", "x:a");
    struct article_put b = put("two", "y:b");
    ck_assert_int_eq(merge(&b.story, &a.story), 0);
    ck_assert_uint_eq(size_of(&a.story), 2);
    ck_assert_uint_eq(size_of(&b.story), 0);
    put("three", "y:parts");
    ck_assert_uint_eq(size_of(&a.story), 3);
    ck_assert_int_eq(merge(&b.story, &a.story), ERR_NOT_FOUND);
    ck_assert_int_eq(merge(&a.story, &a.story), 0);
    ck_assert_uint_eq(size_of(&a.story), 3);
}
END_TEST

/* Copies are known of all that is linked, before an editor or the program makes them one story. */
START_TEST(an_editors_merge_knows_the_copies) {
    struct article_put x = put("one", "x:a");
    struct article_put y = put("two", "y:a");
    put("three", "y:c");
    ck_assert_int_eq(merge(&y.story, &x.story), 0);
    struct stored_story story;
    ck_assert_int_eq(storage_story_get(storage, arena, &x.story, &story), 0);
    ck_assert_uint_eq(story.article_count, 3);
    ck_assert_uint_eq(story.accounts, 2);
}
END_TEST

START_TEST(an_editor_names_a_story) {
    struct article_put a = put("one", "x:a");
    struct stored_story story;
    ck_assert_int_eq(name(&a.story, SLICE("Ferry aground")), 0);
    ck_assert_int_eq(storage_story_get(storage, arena, &a.story, &story), 0);
    ck_assert(slice_equal(story.title, SLICE("Ferry aground")));
    ck_assert_int_eq(name(&a.story, (struct slice){0}), 0);
    ck_assert_int_eq(storage_story_get(storage, arena, &a.story, &story), 0);
    ck_assert(slice_equal(story.title, SLICE("one")));
    struct storage_id nobody = {.hex = "00000000000000000000000000000000"};
    ck_assert_int_eq(name(&nobody, SLICE("x")), ERR_NOT_FOUND);
}
END_TEST

START_TEST(the_log_tells_who_and_why) {
    put("one", "x:a");
    put("two", "y:a");
    put("three", "y:joins");
    ck_assert_uint_eq(events_with("story_merged", "the test wants it"), 1);
    put("four", "x:b");
    put("five", "x:parts");
    ck_assert_uint_eq(events_with("story_split", "the test wants it"), 1);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("story edits");
    TCase *tests = tcase_create("story edits");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_review_merges_into_the_older_story);
    tcase_add_test(tests, a_review_parts_a_story);
    tcase_add_test(tests, a_merge_finds_the_copies_across);
    tcase_add_test(tests, articles_go_from_one_story_to_another);
    tcase_add_test(tests, what_is_too_large_to_be_judged_only_grows);
    tcase_add_test(tests, what_an_editor_placed_no_review_moves);
    tcase_add_test(tests, an_editor_moves_articles);
    tcase_add_test(tests, an_editors_merge_stays);
    tcase_add_test(tests, an_editors_merge_knows_the_copies);
    tcase_add_test(tests, an_editor_names_a_story);
    tcase_add_test(tests, the_log_tells_who_and_why);
    suite_add_tcase(suite, tests);
    return suite;
}
