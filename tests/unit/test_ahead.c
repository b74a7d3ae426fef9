/* Comparing ahead of the transaction: what was foreseen rightly is taken over; where it was
 * foreseen wrongly the transaction stands back until the story is compared, and what is stored is
 * the same in both cases. The aligner here answers with the ids of each two articles that it was
 * asked about, so that what is stored tells what was compared. */
#include "base/buffer.h"
#include "base/error.h"
#include "storage/alignments.h"
#include "storage/packed.h"
#include "tests/unit/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MANY = 40 };

static atomic_int asked;
static atomic_int told; /* so often of two articles */

/* Runs once, inside the first comparison of so many articles. */
static uint32_t meddle_at;
static void (*meddle)(void);

static int align(void *context, struct arena *work, struct arena *arena,
                 const struct alignment_question *question, struct alignment_answer *ret_answer) {
    (void)context;
    (void)work;
    atomic_fetch_add(&asked, 1);
    if (meddle && question->count == meddle_at) {
        void (*once)(void) = meddle;
        meddle = NULL;
        once();
    }
    struct alignment_answer answer = {0};
    int error = store_tell_pairs(arena, question, &answer);
    atomic_fetch_add(&told, (int)answer.pair_count);
    *ret_answer = answer;
    return error;
}

static void setup(void) {
    store_setup();
    meddle = NULL;
    atomic_store(&asked, 0);
    atomic_store(&told, 0);
    storage_set_aligner(store, align, NULL);
}

static struct article_record *record(const char *event, const char *name, const char *url) {
    char *text = arena_alloc(store_arena, 64);
    char *signature = arena_alloc(store_arena, 64);
    ck_assert(text && signature);
    (void)snprintf(text, 64, "text of %s", name);
    (void)snprintf(signature, 64, "%s:%s", event, name);
    struct article_record *made = store_record(text, signature, url);
    made->source = SLICE("Paper");
    return made;
}

static struct storage_counts counts(void) {
    struct storage_counts now;
    storage_count(store, &now);
    return now;
}

/* Do the stored pairs tell of these articles, all of them and no other, in the order of reading? */
static void check_compared(const struct storage_id *story, uint32_t count) {
    struct story_alignments read;
    ck_assert_int_eq(
        storage_story_alignments(store, store_arena, story, &(struct as_of){0}, true, &read), 0);
    ck_assert_uint_eq(read.article_count, count);
    struct buffer pairs;
    buffer_init(&pairs, 1024 * 1024);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i + 1; k < count; k++)
            buffer_printf(&pairs, "%c%u %s %u %s", pairs.length ? ',' : '[', i,
                          read.articles[i].id.hex, k, read.articles[k].id.hex);
    buffer_append_cstr(&pairs, pairs.length ? "]" : "[]");
    ck_assert_int_eq(buffer_error(&pairs), 0);
    ck_assert(slice_equal(read.pairs, buffer_slice(&pairs)));
    buffer_done(&pairs);
}

START_TEST(what_was_foreseen_is_taken_over) {
    char name[16];
    for (uint32_t i = 0; i < STORY_COMPARED_MAX + 3; i++) {
        (void)snprintf(name, sizeof name, "paper %u", i);
        struct article_record *made = record("flood", name, NULL);
        made->published_day = i % 3 ? (day_number)(40 - i) : DAY_NONE;
        made->published_at = i % 2 ? SLICE("1970-01-20") : (struct slice){0};
        struct storage_id of = store_put(made).story;
        check_compared(&of, i < STORY_COMPARED_MAX ? i + 1 : STORY_COMPARED_MAX);
    }
    ck_assert_uint_eq(counts().foreseen, STORY_COMPARED_MAX + 2); /* all but the first */
    ck_assert_int_le(atomic_load(&told), (STORY_COMPARED_MAX + 3) * STORY_COMPARED_MAX);
    ck_assert_uint_eq(counts().compared, 0);
}
END_TEST

START_TEST(a_new_version_and_a_deletion_are_foreseen) {
    struct article_put first = store_put(record("flood", "one", "https://one.example/"));
    struct article_put second = store_put(record("flood", "two", NULL));
    struct article_put again = store_put(record("storm", "one, later", "https://one.example/"));
    ck_assert_str_eq(again.story.hex, first.story.hex);
    ck_assert_uint_eq(again.version, 2);
    check_compared(&first.story, 2);
    store_put(record("flood", "three", NULL));
    check_compared(&first.story, 3);
    ck_assert_int_eq(store_delete(&second.id), 0);
    check_compared(&first.story, 2);
    ck_assert_uint_eq(counts().foreseen, 4);
    ck_assert_uint_eq(counts().compared, 0);
}
END_TEST

START_TEST(the_same_content_again_compares_nothing) {
    store_put(record("flood", "one", NULL));
    store_put(record("flood", "two", NULL));
    int before = atomic_load(&asked);
    ck_assert(!store_put(record("flood", "two", NULL)).created);
    ck_assert_int_eq(atomic_load(&asked), before);
}
END_TEST

START_TEST(what_parts_and_joins_stories_is_foreseen) {
    struct article_put first = store_put(record("flood", "one", NULL));
    store_put(record("flood", "two", NULL));
    store_put(record("flood", "three", NULL));
    struct article_put apart = store_put(record("flood", "apart", NULL));
    check_compared(&first.story, 2);
    check_compared(&apart.story, 2);
    ck_assert_str_ne(apart.story.hex, first.story.hex);
    ck_assert_uint_eq(counts().foreseen, 4);
    struct article_put joined = store_put(record("flood", "joined", NULL));
    ck_assert_str_eq(joined.story.hex, first.story.hex);
    check_compared(&first.story, 5);
    ck_assert_uint_eq(counts().foreseen, 5);
    ck_assert_uint_eq(counts().compared, 0);
    ck_assert_int_eq(atomic_load(&asked), 1 + 5); /* one article alone, and nothing in vain */
}
END_TEST

static struct storage_id moved;
static struct storage_id story;

/* An editor's deed goes by: it waits for no comparison. */
static void move_away(void) {
    struct story_move move = {.article = moved, .story = story, .out = true};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &move.write);
    ck_assert_int_eq(storage_wait(&waiter, &move.write, storage_story_move(store, &move)), 0);
}

START_TEST(what_was_foreseen_wrongly_is_compared_again) {
    story = store_put(record("flood", "one", NULL)).story;
    moved = store_put(record("flood", "two", NULL)).id;
    ck_assert_uint_eq(counts().compared, 0);
    meddle = move_away;
    meddle_at = 3;
    struct article_put third = store_put(record("flood", "three", NULL));
    ck_assert_str_ne(third.story.hex, story.hex); /* with the newest of its event, elsewhere now */
    check_compared(&third.story, 2);
    check_compared(&story, 1);
    ck_assert_uint_eq(counts().compared, 0);
    ck_assert_uint_eq(counts().postponed, 1);
    ck_assert_uint_eq(counts().foreseen, 2); /* that of the second article, and the third's again */
    ck_assert_uint_eq(counts().made, 3);
}
END_TEST

START_TEST(an_article_that_comes_back_is_told_of_all_that_came_meanwhile) {
    story = store_put(record("flood", "one", NULL)).story;
    moved = store_put(record("flood", "two", NULL)).id;
    move_away();
    check_compared(&story, 1);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article_pairs"), 0);
    store_put(record("storm", "three", NULL));
    struct story_move back = {.article = store_put(record("storm", "four", NULL)).id,
                              .story = story};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &back.write);
    ck_assert_int_eq(storage_wait(&waiter, &back.write, storage_story_move(store, &back)), 0);
    check_compared(&story, 2);
    back = (struct story_move){.article = moved, .story = story};
    storage_wait_prepare(&waiter, &back.write);
    ck_assert_int_eq(storage_wait(&waiter, &back.write, storage_story_move(store, &back)), 0);
    check_compared(&story, 3);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article_pairs"), 3);
    ck_assert_int_eq(store_delete(&moved), 0);
    check_compared(&story, 2);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article_pairs"), 1);
}
END_TEST

/* "article 2" is the third one once another has come before it. */
START_TEST(what_names_an_article_by_its_place_is_told_again) {
    static const char *const names[] = {"third", "second", "first"};
    for (int i = 0; i < 3; i++) {
        struct article_record *made = record("flood", names[i], NULL);
        made->source = (struct slice){0};
        made->published_day = 30 - i;
        story = store_put(made).story;
    }
    check_compared(&story, 3);
    ck_assert_int_eq(atomic_load(&told), 1 + 3);
}
END_TEST

/* As a program before step 13 left them. */
START_TEST(pairs_in_one_text_stand_until_the_story_changes) {
    story = store_put(record("flood", "one", NULL)).story;
    store_put(record("flood", "two", NULL));
    struct slice packed;
    ck_assert_int_eq(packed_make(store_arena, SLICE("[{}]"), &packed), 0);
    struct buffer sql;
    buffer_init(&sql, 1024);
    bool file = database_is_file(store_path);
    buffer_printf(&sql,
                  "DELETE FROM article_pairs; INSERT INTO story_pairs (story, pairs)"
                  " SELECT number, %s",
                  file ? "x'" : "'\\x");
    for (size_t i = 0; i < packed.length; i++)
        buffer_printf(&sql, "%02x", (unsigned char)packed.at[i]);
    buffer_append_cstr(&sql, file ? "' FROM story" : "'::bytea FROM story");
    buffer_append_byte(&sql, '\0');
    store_change(sql.at);
    buffer_done(&sql);
    struct story_alignments read;
    ck_assert_int_eq(
        storage_story_alignments(store, store_arena, &story, &(struct as_of){0}, true, &read), 0);
    ck_assert(slice_equal(read.pairs, SLICE("[{}]")));
    store_put(record("flood", "three", NULL));
    check_compared(&story, 3);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM story_pairs"), 0);
}
END_TEST

/* Reading says so, and storing goes on. */
START_TEST(damaged_pairs_are_an_error) {
    story = store_put(record("flood", "one", NULL)).story;
    store_put(record("flood", "two", NULL));
    bool file = database_is_file(store_path);
    store_change(file ? "UPDATE article_pairs SET pairs = x'28b52ffd2004'"
                      : "UPDATE article_pairs SET pairs = '\\x28b52ffd2004'::bytea");
    struct story_alignments read;
    const struct as_of now = {0};
    ck_assert_int_eq(storage_story_alignments(store, store_arena, &story, &now, true, &read),
                     ERR_FAILED);
    struct storage_id third = store_put(record("flood", "three", NULL)).id;
    ck_assert_int_eq(storage_story_alignments(store, store_arena, &story, &now, true, &read),
                     ERR_FAILED);
    ck_assert_int_eq(storage_story_alignments(store, store_arena, &story, &now, false, &read), 0);
    ck_assert_int_eq(store_delete(&third), 0);
}
END_TEST

static struct storage_id into;

/* Would wait for ever, were it behind the group that waits for this comparison. */
static void entitle(void) {
    struct story_title title = {.story = into, .title = SLICE("The flood")};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &title.write);
    ck_assert_int_eq(storage_wait(&waiter, &title.write, storage_story_title(store, &title)), 0);
}

START_TEST(an_editors_merge_stands_back_and_others_go_on) {
    into = store_put(record("flood", "one", NULL)).story;
    struct story_merge merge = {.into = into,
                                .from = store_put(record("storm", "two", NULL)).story};
    struct storage_waiter waiter;
    meddle = entitle;
    meddle_at = 2;
    storage_wait_prepare(&waiter, &merge.write);
    ck_assert_int_eq(storage_wait(&waiter, &merge.write, storage_story_merge(store, &merge)), 0);
    ck_assert_ptr_null(meddle);
    check_compared(&into, 2);
    ck_assert_uint_eq(counts().compared, 0);
    ck_assert_uint_eq(counts().postponed, 1);
    ck_assert_uint_eq(counts().foreseen, 1);
}
END_TEST

/* Nothing is written between the look ahead and the transaction: the store's only client waits. */
START_TEST(the_place_that_was_found_ahead_is_taken) {
    bool is_file = database_is_file(store_path);
    struct article_put first = store_put(record("flood", "one", NULL));
    store_put(record("storm", "four", NULL));
    int before = atomic_load(&store_parted);
    struct article_put second = store_put(record("flood", "one", "https://two.example/"));
    ck_assert_int_eq(atomic_load(&store_parted) - before, is_file ? 1 : 2);
    ck_assert_str_eq(second.story.hex, first.story.hex);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM copy"), 1);
    ck_assert_int_eq(store_ask("SELECT count(DISTINCT number) FROM component"), 2);
    check_compared(&first.story, 2);
    before = atomic_load(&store_parted);
    struct article_put apart = store_put(record("flood", "apart", NULL));
    ck_assert_int_eq(atomic_load(&store_parted) - before, is_file ? 1 : 2);
    ck_assert_str_ne(apart.story.hex, first.story.hex);
    check_compared(&apart.story, 2);
    check_compared(&first.story, 1);
}
END_TEST

/* What it was found by may have changed: it is looked for again. */
START_TEST(a_place_found_before_another_write_is_found_again) {
    into = store_put(record("flood", "one", NULL)).story;
    int before = atomic_load(&store_parted);
    meddle = entitle;
    meddle_at = 2;
    struct article_put second = store_put(record("flood", "two", NULL));
    ck_assert_ptr_null(meddle);
    ck_assert_int_eq(atomic_load(&store_parted) - before, 2);
    ck_assert_str_eq(second.story.hex, into.hex);
}
END_TEST

/* An editor moves another article into the story at each comparison for the merge. One group at a
 * time stands back: what comes of the move is compared inside its transaction. */
enum { INTERRUPTIONS = 3 };
static struct storage_id waiting[INTERRUPTIONS];
static uint32_t interruptions;

static void interrupt(void) {
    struct story_move move = {.article = waiting[interruptions++], .story = into};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &move.write);
    ck_assert_int_eq(storage_wait(&waiter, &move.write, storage_story_move(store, &move)), 0);
    meddle = interruptions < INTERRUPTIONS ? interrupt : NULL;
    meddle_at++; /* the merged story has one more article now */
}

START_TEST(what_changes_again_and_again_is_compared_inside) {
    static const char *const events[INTERRUPTIONS] = {"fire", "strike", "vote"};
    for (uint32_t i = 0; i < INTERRUPTIONS; i++)
        waiting[i] = store_put(record(events[i], events[i], NULL)).id;
    into = store_put(record("flood", "one", NULL)).story;
    struct article_put other = store_put(record("storm", "two", NULL));
    store_put(record("storm", "three", NULL));
    struct story_merge merge = {.into = into, .from = other.story};
    struct storage_waiter waiter;
    interruptions = 0;
    meddle = interrupt;
    meddle_at = 3;
    storage_wait_prepare(&waiter, &merge.write);
    ck_assert_int_eq(storage_wait(&waiter, &merge.write, storage_story_merge(store, &merge)), 0);
    ck_assert_uint_eq(interruptions, INTERRUPTIONS);
    check_compared(&into, 3 + INTERRUPTIONS);
    ck_assert_uint_eq(counts().postponed, INTERRUPTIONS);
    ck_assert_uint_eq(counts().compared, INTERRUPTIONS + 1);
}
END_TEST

static struct article_put together[MANY];
static struct storage_waiter waiters[MANY];

static void queue_many(const char *event) {
    char name[16];
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(name, sizeof name, "paper %d", i);
        together[i] = (struct article_put){.record = record(event, name, NULL)};
        storage_wait_prepare(&waiters[i], &together[i].write);
        ck_assert_int_eq(storage_article_put(store, store_arena, &together[i]), 0);
    }
}

START_TEST(what_comes_together_is_compared_once_and_in_order) {
    struct storage_id first = store_put(record("flood", "first", NULL)).story;
    queue_many("flood");
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(storage_wait(&waiters[i], &together[i].write, 0), 0);
        ck_assert_str_eq(together[i].story.hex, first.hex);
    }
    check_compared(&first, MANY + 1);
    ck_assert_uint_eq(counts().compared, 0);
    ck_assert_uint_le(counts().foreseen, counts().groups - 1);
    for (int i = 1; i < MANY; i++) { /* numbers grow as the writes came */
        char sql[256];
        (void)snprintf(sql, sizeof sql,
                       "SELECT (SELECT number FROM article WHERE id = '%s') <"
                       " (SELECT number FROM article WHERE id = '%s')",
                       together[i - 1].id.hex, together[i].id.hex);
        ck_assert_int_eq(store_ask(sql), 1);
    }
}
END_TEST

START_TEST(closing_finishes_what_waits) {
    store_put(record("flood", "first", NULL));
    queue_many("flood");
    store_reopen(); /* without an aligner */
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(storage_wait(&waiters[i], &together[i].write, 0), 0);
    ck_assert_uint_eq(counts().articles, MANY + 1);
    check_compared(&together[0].story, MANY + 1);
}
END_TEST

START_TEST(a_new_event_told_by_many_at_once_is_one_story) {
    queue_many("storm");
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(storage_wait(&waiters[i], &together[i].write, 0), 0);
    check_compared(&together[0].story, MANY);
    ck_assert_uint_eq(counts().stories, 1);
    ck_assert_uint_eq(counts().compared, 0);
}
END_TEST

/* ---- two processes over one server ----------------------------------------------------------- */

static struct storage *other;
static struct article_put elsewhere[2]; /* of another story, and of the one that is compared here */
static struct storage_waiter elsewhere_waiters[2];

static bool is_done(struct storage_waiter *waiter) {
    (void)pthread_mutex_lock(&waiter->lock);
    bool done = waiter->is_done;
    (void)pthread_mutex_unlock(&waiter->lock);
    return done;
}

/* While this process compares the flood: there the flood waits, and the storm goes on. */
static void write_elsewhere(void) {
    for (int i = 0; i < 2; i++) {
        storage_wait_prepare(&elsewhere_waiters[i], &elsewhere[i].write);
        ck_assert_int_eq(storage_article_put(other, store_arena, &elsewhere[i]), 0);
    }
    while (!is_done(&elsewhere_waiters[0]))
        (void)usleep(1000);
    (void)usleep(100 * 1000);
    ck_assert(!is_done(&elsewhere_waiters[1]));
}

START_TEST(what_another_process_compares_is_waited_for) {
    struct storage *first = store;
    store_open();
    other = store;
    store = first;
    storage_set_aligner(other, align, NULL);
    store_put(record("flood", "one", NULL));
    store_put(record("storm", "four", NULL));
    elsewhere[0] = (struct article_put){.record = record("storm", "five", NULL)};
    elsewhere[1] = (struct article_put){.record = record("flood", "three", NULL)};
    meddle = write_elsewhere;
    meddle_at = 2;
    story = store_put(record("flood", "two", NULL)).story;
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(storage_wait(&elsewhere_waiters[i], &elsewhere[i].write, 0), 0);
    check_compared(&story, 3);
    check_compared(&elsewhere[0].story, 2);
    struct storage_counts there;
    storage_count(other, &there);
    ck_assert_uint_eq(counts().compared + there.compared, 0); /* nothing was compared in vain */
    ck_assert_int_eq(atomic_load(&asked), 5);
    storage_close(other);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("ahead");
    TCase *tests = tcase_create("all");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, store_teardown);
    tcase_add_test(tests, what_was_foreseen_is_taken_over);
    tcase_add_test(tests, a_new_version_and_a_deletion_are_foreseen);
    tcase_add_test(tests, the_same_content_again_compares_nothing);
    tcase_add_test(tests, what_parts_and_joins_stories_is_foreseen);
    tcase_add_test(tests, what_was_foreseen_wrongly_is_compared_again);
    tcase_add_test(tests, an_article_that_comes_back_is_told_of_all_that_came_meanwhile);
    tcase_add_test(tests, what_names_an_article_by_its_place_is_told_again);
    tcase_add_test(tests, pairs_in_one_text_stand_until_the_story_changes);
    tcase_add_test(tests, damaged_pairs_are_an_error);
    tcase_add_test(tests, an_editors_merge_stands_back_and_others_go_on);
    tcase_add_test(tests, the_place_that_was_found_ahead_is_taken);
    tcase_add_test(tests, a_place_found_before_another_write_is_found_again);
    tcase_add_test(tests, what_changes_again_and_again_is_compared_inside);
    tcase_add_test(tests, what_comes_together_is_compared_once_and_in_order);
    tcase_add_test(tests, closing_finishes_what_waits);
    tcase_add_test(tests, a_new_event_told_by_many_at_once_is_one_story);
    if (getenv("CLAIMD_TEST_DATABASE"))
        tcase_add_test(tests, what_another_process_compares_is_waited_for);
    suite_add_tcase(suite, tests);
    return suite;
}
