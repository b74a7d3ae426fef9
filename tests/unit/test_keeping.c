/* From when articles are seen, how long they are kept, and what is left of them afterwards. */
#include "base/error.h"
#include "storage/keeping.h"
#include "tests/unit/store.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static struct article_hold hold(const char *text, int64_t until) {
    struct article_hold deed = {.input = slice_from_cstr(text), .embargo_until = until};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deed.write);
    ck_assert_int_eq(
        storage_wait(&waiter, &deed.write, storage_article_hold(store, store_arena, &deed)), 0);
    return deed;
}

static struct held_list due(int64_t now) {
    struct held_list list;
    ck_assert_int_eq(storage_held_due(store, store_arena, now, 10, &list), 0);
    return list;
}

static uint32_t sweep(int64_t now) {
    struct retention_sweep deed = {.now = now};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deed.write);
    ck_assert_int_eq(storage_wait(&waiter, &deed.write, storage_retention_sweep(store, &deed)), 0);
    return deed.deleted;
}

static int purge(const struct storage_id *id, bool all_versions) {
    struct article_delete deed = {.id = *id, .purge = true, .all_versions = all_versions};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deed.write);
    return storage_wait(&waiter, &deed.write, storage_article_delete(store, &deed));
}

/* ---- embargo --------------------------------------------------------------------------------- */

START_TEST(what_is_held_is_nowhere) {
    struct article_hold held = hold("under embargo", 5000);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article"), 0);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM event"), 0);
    struct stored_article article;
    ck_assert_int_eq(storage_article_get(store, store_arena, &held.id, 0, &article), ERR_NOT_FOUND);
    ck_assert_uint_eq(due(4999).count, 0);
    ck_assert_uint_eq(due(5000).count, 1);
    ck_assert(slice_equal(due(5000).at[0].input, SLICE("under embargo")));
    (void)hold("under embargo", 9000); /* until later */
    ck_assert_uint_eq(due(5000).count, 0);
    store_reopen();
    ck_assert_uint_eq(due(9000).count, 1);
}
END_TEST

START_TEST(putting_it_ends_the_embargo) {
    struct article_record *record = store_record("One.", "a:1", NULL);
    char input[64];
    ck_assert(record->input.length < sizeof input);
    memcpy(input, record->input.at, record->input.length);
    input[record->input.length] = '\0';
    struct article_hold held = hold(input, 5000);
    struct article_put put = store_put(record);
    ck_assert_str_eq(put.id.hex, held.id.hex);
    ck_assert_uint_eq(due(9000).count, 0);
    struct article_hold again = {.input = record->input, .embargo_until = 9000};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &again.write);
    ck_assert_int_eq(
        storage_wait(&waiter, &again.write, storage_article_hold(store, store_arena, &again)),
        ERR_INVALID); /* everybody has seen it */
}
END_TEST

START_TEST(what_is_held_can_be_deleted) {
    struct article_hold held = hold("under embargo", 5000);
    ck_assert_int_eq(store_delete(&held.id), 0);
    ck_assert_int_eq(store_delete(&held.id), ERR_NOT_FOUND);
    ck_assert_uint_eq(due(9000).count, 0);
}
END_TEST

/* ---- retention ------------------------------------------------------------------------------- */

START_TEST(what_was_kept_long_enough_goes) {
    struct article_put forever = store_put(store_record("Stays.", "a:1", NULL));
    struct article_put short_lived = {.record = store_record("Goes.", "b:1", NULL),
                                      .retain_until = 1000};
    struct article_put longer = {.record = store_record("Later.", "c:1", NULL),
                                 .retain_until = 2000};
    ck_assert_int_eq(store_put_deed(&short_lived), 0);
    ck_assert_int_eq(store_put_deed(&longer), 0);
    ck_assert_uint_eq(sweep(999), 0);
    ck_assert_uint_eq(sweep(1000), 1);
    ck_assert_int_eq(store_delete(&short_lived.id), ERR_NOT_FOUND);

    struct article_retain retain = {.id = longer.id};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &retain.write);
    ck_assert_int_eq(storage_wait(&waiter, &retain.write, storage_article_retain(store, &retain)),
                     0);
    ck_assert_uint_eq(sweep(INT64_MAX), 0); /* for ever now */
    ck_assert_int_eq(store_delete(&longer.id), 0);
    ck_assert_int_eq(store_delete(&forever.id), 0);
}
END_TEST

START_TEST(many_go_some_at_a_time) {
    char text[32];
    for (int i = 0; i < 70; i++) {
        (void)snprintf(text, sizeof text, "Number %d.", i);
        struct article_put put = {.record = store_record(text, "a:1", NULL), .retain_until = 1 + i};
        ck_assert_int_eq(store_put_deed(&put), 0);
    }
    uint32_t swept = 0;
    for (int i = 0; i < 3; i++)
        swept += sweep(1000);
    ck_assert_uint_eq(swept, 70);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM story"), 0);
}
END_TEST

/* ---- purge ----------------------------------------------------------------------------------- */

/* A word that stands nowhere else, and is its own stem. */
#define MARKER "zqxvkmarkerqz"

static struct article_record *marked(const char *rest, const char *url) {
    struct slice text;
    ck_assert_int_eq(arena_printf(store_arena, &text, "The " MARKER " %s.", rest), 0);
    char *terminated = arena_alloc(store_arena, text.length + 1);
    memcpy(terminated, text.at, text.length);
    struct article_record *record = store_record(terminated, "a:1", url);
    record->title = text;
    record->analysis = text;
    struct mention_record *mention = ARENA_NEW(store_arena, struct mention_record);
    ck_assert_ptr_nonnull(mention);
    *mention = (struct mention_record){.name = text, .type = SLICE("other"), .mentions = 1};
    record->mentions = mention;
    record->mention_count = 1;
    return record;
}

START_TEST(a_purge_leaves_no_byte_of_the_text) {
    char text[32];
    struct article_put first = store_put(marked("came", "https://a.example/1"));
    struct article_put second = store_put(marked("came again", "https://a.example/1"));
    for (int i = 0; i < 50; i++) { /* others around it in the same pages and segments */
        (void)snprintf(text, sizeof text, "Number %d came.", i);
        store_put(store_record(text, "b:1", NULL));
    }
    ck_assert_int_gt(store_grep(MARKER), 0);
    ck_assert_int_eq(store_delete(&second.id), 0);
    ck_assert_int_gt(store_grep(MARKER), 0); /* the first version, and the log */
    ck_assert_int_eq(purge(&first.id, true), 0);
    ck_assert_int_eq(store_grep(MARKER), 0);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article"), 50);
    struct article_filter filter = {
        .query = SLICE("came"), .published_from = DAY_NONE, .published_to = DAY_NONE, .limit = 100};
    struct article_list list;
    ck_assert_int_eq(storage_article_list(store, store_arena, &filter, &list), 0);
    ck_assert_uint_eq(list.count, 50);
}
END_TEST

START_TEST(retention_purges) {
    struct article_put put = {.record = marked("went", NULL), .retain_until = 1000};
    ck_assert_int_eq(store_put_deed(&put), 0);
    ck_assert_int_gt(store_grep(MARKER), 0);
    ck_assert_uint_eq(sweep(1000), 1);
    ck_assert_int_eq(store_grep(MARKER), 0);
}
END_TEST

/* Many words that stand nowhere else, so that the index has many pages; others in each round. */
static void put_many_words(unsigned round) {
    enum { ARTICLES = 120, WORDS = 900, WORD = 12 };
    char *text = arena_alloc(store_arena, WORDS * WORD + 1);
    ck_assert_ptr_nonnull(text);
    for (unsigned i = round * ARTICLES; i < (round + 1) * ARTICLES; i++) {
        for (unsigned k = 0; k < WORDS; k++)
            (void)snprintf(text + (size_t)k * WORD, WORD + 1, "q%010u ", (i * WORDS + k) * 7919);
        struct article_record *record = store_record(text, "b:1", NULL);
        ck_assert_int_eq(arena_printf(store_arena, &record->input, "words %u", i), 0);
        store_put(record);
    }
}

static atomic_int told;
static atomic_int purge_told;
static atomic_int put_told;

static void note(struct storage_write *write) {
    atomic_int *place = write->context;
    atomic_store(place, atomic_fetch_add(&told, 1) + 1);
}

/* Queues a purge and an article behind it; true when the article was told first. */
static bool overtakes(const struct storage_id *marked_article, const char *text) {
    struct article_delete deed = {.id = *marked_article, .purge = true};
    struct article_put put = {.record = store_record(text, "c:1", NULL)};
    deed.write = (struct storage_write){.done = note, .context = &purge_told};
    put.write = (struct storage_write){.done = note, .context = &put_told};
    atomic_store(&told, 0);
    ck_assert_int_eq(storage_article_delete(store, &deed), 0);
    ck_assert_int_eq(storage_article_put(store, store_arena, &put), 0);
    while (atomic_load(&told) < 2)
        (void)usleep(1000);
    ck_assert_int_eq(deed.write.error, 0);
    ck_assert_int_eq(put.write.error, 0);
    return atomic_load(&put_told) < atomic_load(&purge_told);
}

/* An article that comes late, on a busy machine, finds the purge done; one that had to wait for it
 * would be told after it each time. */
START_TEST(others_do_not_wait_for_a_purge) {
    enum { TRIES = 5 };
    bool overtaken = false;
    if (!database_is_file(store_path))
        return; /* nothing is merged there */
    for (unsigned i = 0; i < TRIES && !overtaken; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "came %u", i);
        struct article_put marked_put = store_put(marked(text, NULL));
        put_many_words(i);
        (void)snprintf(text, sizeof text, "Another one, %u.", i);
        overtaken = overtakes(&marked_put.id, text);
        ck_assert_int_eq(store_grep(MARKER), 0);
    }
    ck_assert(overtaken);
    store_change("INSERT INTO document_index (document_index) VALUES ('integrity-check')");
}
END_TEST

/* As a crash leaves it: deleted, the first step of the merge done, the rest not. */
START_TEST(an_interrupted_purge_goes_on_at_the_next_start) {
    char mark[DATABASE_WHERE_MAX + 8];
    if (!database_is_file(store_path))
        return; /* a server vacuums by itself */
    (void)snprintf(mark, sizeof mark, "%s.purge", store_path);
    struct article_put put = store_put(marked("came", NULL));
    put_many_words(0);
    ck_assert_int_eq(store_delete(&put.id), 0);
    storage_close(store);
    store_change("INSERT INTO document_index (document_index, rank) VALUES ('merge', -1)");
    ck_assert_int_gt(store_grep(MARKER), 0);
    FILE *file = fopen(mark, "w");
    ck_assert_ptr_nonnull(file);
    (void)fclose(file); /* empty */
    store_open();
    for (int i = 0; i < 1000 && access(mark, F_OK) == 0; i++)
        (void)usleep(10000);
    store_reopen(); /* the log is cut by then */
    ck_assert_int_ne(access(mark, F_OK), 0);
    ck_assert_int_eq(store_grep(MARKER), 0);
}
END_TEST

/* ---- articles of an earlier schema ------------------------------------------------------------
 */

START_TEST(older_articles_get_their_rows_once) {
    struct article_put put = store_put(store_record("One.", "a:1", NULL));
    store_change("UPDATE article SET searchable = 0; DELETE FROM mention");
    struct stored_article article;
    ck_assert_int_eq(storage_unsearchable(store, store_arena, &article), 0);
    ck_assert_str_eq(article.summary.id.hex, put.id.hex);
    struct article_record *record = marked("came", NULL);
    for (int i = 0; i < 2; i++) {
        struct article_index deed = {.id = put.id, .record = record};
        struct storage_waiter waiter;
        storage_wait_prepare(&waiter, &deed.write);
        ck_assert_int_eq(storage_wait(&waiter, &deed.write, storage_article_index(store, &deed)),
                         0);
    }
    ck_assert_int_eq(store_ask("SELECT count(*) FROM mention"), 1);
    ck_assert_int_eq(storage_unsearchable(store, store_arena, &article), ERR_NOT_FOUND);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("keeping");
    TCase *tests = tcase_create("keeping");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, store_setup, store_teardown);
    tcase_set_timeout(tests, TEST_SCALE(20, 100));
    tcase_add_test(tests, what_is_held_is_nowhere);
    tcase_add_test(tests, putting_it_ends_the_embargo);
    tcase_add_test(tests, what_is_held_can_be_deleted);
    tcase_add_test(tests, what_was_kept_long_enough_goes);
    tcase_add_test(tests, many_go_some_at_a_time);
    tcase_add_test(tests, a_purge_leaves_no_byte_of_the_text);
    tcase_add_test(tests, retention_purges);
    tcase_add_test(tests, others_do_not_wait_for_a_purge);
    tcase_add_test(tests, an_interrupted_purge_goes_on_at_the_next_start);
    tcase_add_test(tests, older_articles_get_their_rows_once);
    suite_add_tcase(suite, tests);
    return suite;
}
