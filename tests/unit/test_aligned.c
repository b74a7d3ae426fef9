/* What the store does with alignments, behind an aligner that is easy to foretell: a view is a row
 * of letters and digits, "A1B2" says that the article's first claim is about A and tells 1, the
 * second about B and tells 2. All claims about one letter are one alignment; it is a conflict when
 * they tell different digits. */
#include "base/error.h"
#include "storage/alignments.h"
#include "tests/unit/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LETTERS = 26 };

static int asked;           /* how often the aligner was */
static uint32_t most = 100; /* articles that it can hold */
static char words[64];

static int group_of(struct arena *arena, const struct slice *views, uint32_t count, char letter,
                    struct alignment_record *group) {
    *group = (struct alignment_record){.relation = "agree",
                                       .kinds = SLICE(""),
                                       .differences = SLICE("[]"),
                                       .origins = SLICE("[]"),
                                       .accounts = 1,
                                       .score = 0.5};
    group->members = ARENA_ARRAY(arena, struct member_record, count * 8 + 1);
    if (arena_printf(arena, &group->topic, "about %c", letter))
        return ERR_NO_MEMORY;
    char first = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct slice view = views[i].at ? views[i] : SLICE("Z0");
        for (uint32_t k = 0; 2 * k + 1 < view.length; k++) {
            if (view.at[2 * k] != letter)
                continue;
            char digit = view.at[2 * k + 1];
            struct member_record *member = &group->members[group->member_count++];
            *member = (struct member_record){i, k, {.kind = "quantity", .end = 1}};
            if (arena_copy(arena, slice_of(view.at + 2 * k + 1, 1), &member->cell.printed))
                return ERR_NO_MEMORY;                  /* the views end with the question */
            member->cell.value = member->cell.printed; /* a digit is JSON */
            member->cell.value_key = (uint64_t)digit;
            if (first && digit != first) {
                group->relation = "conflict";
                group->kinds = SLICE("value");
                group->explanation = slice_from_cstr(words);
            }
            first = digit;
        }
    }
    return 0;
}

static int align(void *context, struct arena *work, struct arena *arena,
                 const struct alignment_question *question, struct alignment_answer *ret_answer) {
    (void)context;
    (void)work;
    asked++;
    if (question->count > most)
        return ERR_TOO_LARGE; /* a limit of ours; without memory the write fails */
    struct alignment_answer answer = {0};
    struct slice views[STORY_COMPARED_MAX];
    bool wanted[STORY_COMPARED_MAX];
    for (uint32_t i = 0; i < question->count; i++)
        wanted[i] = true;
    int error = store_tell_pairs(arena, question, &answer);
    if (!error)
        error = question->views(question->context, wanted, views);
    if (error)
        return error;
    answer.alignments = ARENA_ARRAY(arena, struct alignment_record, LETTERS);
    answer.renewed = ARENA_ARRAY(arena, struct slice, question->count + 1);
    for (uint32_t i = 0; i < question->count; i++) {
        struct slice input;
        if (views[i].at)
            continue;
        ck_assert_int_eq(question->input(question->context, i, &input), 0);
        answer.renewed[i] = SLICE("Z0");
    }
    for (char letter = 'A'; letter <= 'Z'; letter++) {
        struct alignment_record *group = &answer.alignments[answer.count];
        error = group_of(arena, views, question->count, letter, group);
        if (error)
            return error;
        answer.count += group->member_count > 1;
    }
    *ret_answer = answer;
    return 0;
}

static void setup(void) {
    store_setup();
    storage_set_aligner(store, align, NULL);
    asked = 0;
    most = 100;
    (void)snprintf(words, sizeof words, "they differ");
}

static struct article_record *record(const char *event, const char *name, const char *view,
                                     int day) {
    char *text = arena_alloc(store_arena, 64);
    char *signature = arena_alloc(store_arena, 64);
    ck_assert(text && signature);
    (void)snprintf(text, 64, "text of %s", name);
    (void)snprintf(signature, 64, "%s:%s", event, name);
    struct article_record *made = store_record(text, signature, NULL);
    made->view = slice_from_cstr(view);
    made->source = slice_from_cstr(name);
    made->published_day = day;
    return made;
}

static struct article_put put(const char *event, const char *name, const char *view, int day) {
    return store_put(record(event, name, view, day));
}

static struct story_alignments read_story(const struct storage_id *story) {
    struct story_alignments read;
    ck_assert_int_eq(
        storage_story_alignments(store, store_arena, story, &(struct as_of){0}, true, &read), 0);
    return read;
}

static const struct stored_alignment *about(const struct story_alignments *story, char letter) {
    for (uint32_t i = 0; i < story->count; i++)
        if (story->alignments[i].topic.length &&
            story->alignments[i].topic.at[story->alignments[i].topic.length - 1] == letter)
            return &story->alignments[i];
    return NULL;
}

static int64_t events(const char *kind) {
    char sql[128];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM event WHERE kind = '%s'", kind);
    return store_ask(sql);
}

static void edit(const struct stored_alignment *alignment, const char *state, const char *note,
                 int expected, bool outdated) {
    struct alignment_edit change = {.id = alignment->id,
                                    .revision = alignment->revision,
                                    .state = slice_from_cstr(state),
                                    .set_note = note != NULL,
                                    .note = slice_from_cstr(note)};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &change.write);
    ck_assert_int_eq(storage_wait(&waiter, &change.write, storage_alignment_edit(store, &change)),
                     expected);
    ck_assert_int_eq(change.outdated, outdated);
}

START_TEST(an_alignment_keeps_its_id_as_it_grows) {
    put("flood", "one", "A1", 1);
    struct article_put second = put("flood", "two", "A1B1", 2);
    struct story_alignments before = read_story(&second.story);
    ck_assert_uint_eq(before.count, 1);
    put("flood", "three", "A2B1", 3);
    struct story_alignments after = read_story(&second.story);
    ck_assert_uint_eq(after.count, 2);
    ck_assert_str_eq(about(&after, 'A')->id.hex, before.alignments[0].id.hex);
    ck_assert_uint_eq(about(&after, 'A')->member_count, 3);
    ck_assert(slice_equal(about(&after, 'A')->relation, SLICE("conflict")));
    ck_assert_int_gt(about(&after, 'A')->since, before.alignments[0].since);
    ck_assert_int_eq(events("alignment_opened"), 2);
    ck_assert_int_eq(events("alignment_changed"), 1);
    ck_assert_int_eq(events("conflict_opened"), 1);
}
END_TEST

START_TEST(what_changes_nothing_is_not_logged) {
    put("flood", "one", "A1", 1);
    struct article_put second = put("flood", "two", "A1", 2);
    int64_t revision = read_story(&second.story).alignments[0].revision;
    put("flood", "three", "C1", 3);
    ck_assert_int_eq(events("alignment_changed"), 0);
    ck_assert_int_eq(read_story(&second.story).alignments[0].revision, revision);
}
END_TEST

START_TEST(the_larger_part_goes_on_under_the_id) {
    struct article_put first = put("flood", "one", "A1", 1);
    put("flood", "two", "A1", 2);
    put("flood", "three", "A1", 3);
    struct article_put fourth = put("flood", "four", "A1", 4);
    struct storage_id id = read_story(&fourth.story).alignments[0].id;
    /* Analysis now tells two of them apart, and a fifth joins those. */
    store_change("DELETE FROM alignment_view");
    (void)first;
    put("flood", "five", "B1", 5); /* views are gone: all others are Z0 now */
    struct story_alignments story = read_story(&fourth.story);
    ck_assert_uint_eq(story.count, 1);
    ck_assert_str_eq(about(&story, 'Z')->id.hex, id.hex); /* the same four claims */
    ck_assert_int_eq(store_ask("SELECT count(*) FROM alignment_view"), 5);
}
END_TEST

START_TEST(a_closed_one_opens_again_with_its_note) {
    put("flood", "one", "A1", 1);
    struct article_put second = put("flood", "two", "A2", 2);
    struct story_alignments story = read_story(&second.story);
    struct storage_id id = story.alignments[0].id;
    edit(&story.alignments[0], "resolved", "settled by telephone", 0, false);
    edit(&story.alignments[0], "open", NULL, 0, true); /* seen before the first edit */
    ck_assert_int_eq(store_delete(&second.id), 0);
    struct story_alignments found;
    ck_assert_int_eq(storage_alignment_get(store, store_arena, &id, &found), ERR_NOT_FOUND);
    ck_assert_int_eq(events("conflict_closed"), 1);
    second = put("flood", "two", "A2", 2);
    ck_assert_int_eq(storage_alignment_get(store, store_arena, &id, &found), 0);
    ck_assert(slice_equal(found.alignments[0].state, SLICE("resolved")));
    ck_assert(slice_equal(found.alignments[0].note, SLICE("settled by telephone")));
    ck_assert_int_eq(store_ask("SELECT count(*) FROM alignment"), 1);
}
END_TEST

START_TEST(it_follows_its_articles_into_another_story) {
    put("flood", "one", "A1", 1);
    struct article_put second = put("flood", "two", "A2", 2);
    struct article_put other = put("storm", "three", "B1", 3);
    struct story_alignments story = read_story(&second.story);
    struct storage_id id = story.alignments[0].id;
    edit(&story.alignments[0], "dismissed", NULL, 0, false);
    struct story_merge merge = {.from = second.story, .into = other.story};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &merge.write);
    ck_assert_int_eq(storage_wait(&waiter, &merge.write, storage_story_merge(store, &merge)), 0);
    struct story_alignments found;
    ck_assert_int_eq(storage_alignment_get(store, store_arena, &id, &found), 0);
    ck_assert_str_eq(found.story.hex, other.story.hex);
    ck_assert(slice_equal(found.alignments[0].state, SLICE("dismissed")));
    ck_assert_int_eq(events("alignment_closed"), 0);
    ck_assert_uint_eq(read_story(&other.story).article_count, 3);
}
END_TEST

START_TEST(the_past_stays_readable) {
    put("flood", "one", "A1", 1);
    struct article_put second = put("flood", "two", "A1", 2);
    int64_t then = store_ask("SELECT max(number) FROM event");
    put("flood", "three", "A2", 3);
    struct story_alignments past;
    struct as_of as_of = {.event = then};
    ck_assert_int_eq(
        storage_story_alignments(store, store_arena, &second.story, &as_of, true, &past), 0);
    ck_assert_uint_eq(past.article_count, 2);
    ck_assert_uint_eq(past.alignments[0].member_count, 2);
    ck_assert(slice_equal(past.alignments[0].relation, SLICE("agree")));
    ck_assert(!past.pairs.at);
    as_of.event = 1; /* before the second article */
    ck_assert_int_eq(
        storage_story_alignments(store, store_arena, &second.story, &as_of, true, &past), 0);
    ck_assert_uint_eq(past.count, 0);
}
END_TEST

START_TEST(a_deleted_article_leaves_the_past_too) {
    (void)snprintf(words, sizeof words, "%s%s", "secret", "words");
    put("flood", "one", "A1", 1);
    struct article_put second = put("flood", "two", "A2", 2);
    struct article_put third = put("flood", "three", "A3", 3);
    ck_assert_int_eq(store_delete(&third.id), 0);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM alignment_member WHERE printed = '3'"), 0);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM alignment_version WHERE until IS NOT NULL AND"
                               " explanation <> ''"),
                     0);
    ck_assert_uint_eq(read_story(&second.story).alignments[0].member_count, 2);
}
END_TEST

START_TEST(a_source_that_tells_another_value_is_noticed) {
    put("flood", "one", "A1", 1);
    put("flood", "two", "A1", 2);
    struct article_record *again = record("flood", "one", "A2", 3);
    again->text = SLICE("another text");
    again->input = SLICE("another input");
    struct article_put third = store_put(again);
    struct notice_list list;
    ck_assert_int_eq(storage_notice_list(store, store_arena, &third.story, SLICE("value_changed"),
                                         false, 0, 10, &list),
                     0);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(list.at[0].article.hex, third.id.hex);
    ck_assert_int_eq(events("value_changed"), 1);
}
END_TEST

START_TEST(three_sources_with_one_origin_are_noticed_and_let_go) {
    put("flood", "one", "A1", 1);
    put("flood", "two", "A1", 2);
    struct article_put third = put("flood", "three", "A1", 3);
    struct notice_list list;
    ck_assert_int_eq(storage_notice_list(store, store_arena, &third.story, (struct slice){0}, true,
                                         0, 10, &list),
                     0);
    ck_assert_uint_eq(list.count, 1);
    ck_assert(slice_equal(list.at[0].kind, SLICE("single_origin")));
    ck_assert_int_eq(store_delete(&third.id), 0);
    ck_assert_int_eq(events("notice_ended"), 1);
}
END_TEST

START_TEST(articles_that_come_together_cost_one_comparison) {
    enum { TOGETHER = 40 };
    static struct article_put puts[TOGETHER];
    static struct storage_waiter waiters[TOGETHER];
    char names[TOGETHER][16];
    put("flood", "first", "A1", 1);
    asked = 0;
    for (int i = 0; i < TOGETHER; i++) {
        (void)snprintf(names[i], sizeof names[i], "paper %d", i);
        puts[i] = (struct article_put){.record = record("flood", names[i], "A1", i + 2)};
        storage_wait_prepare(&waiters[i], &puts[i].write);
        ck_assert_int_eq(storage_article_put(store, store_arena, &puts[i]), 0);
    }
    for (int i = 0; i < TOGETHER; i++)
        ck_assert_int_eq(storage_wait(&waiters[i], &puts[i].write, 0), 0);
    struct storage_counts counts;
    storage_count(store, &counts);
    ck_assert_int_le(asked, (int)counts.groups);
    ck_assert_uint_eq(read_story(&puts[0].story).alignments[0].member_count, TOGETHER + 1);
}
END_TEST

START_TEST(only_the_newest_are_compared) {
    enum { MANY = STORY_COMPARED_MAX + 7 };
    struct article_put last = {0};
    char names[MANY][16];
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(names[i], sizeof names[i], "paper %d", i);
        last = put("flood", names[i], "A1", MANY - i); /* the oldest come last */
    }
    struct story_alignments story = read_story(&last.story);
    ck_assert_uint_eq(story.article_count, STORY_COMPARED_MAX);
    ck_assert_uint_eq(story.left_out, MANY - STORY_COMPARED_MAX);
    ck_assert(slice_equal(story.articles[0].source, SLICE("paper 49"))); /* by publication */
    ck_assert(slice_equal(story.articles[STORY_COMPARED_MAX - 1].source, SLICE("paper 0")));
}
END_TEST

START_TEST(a_story_too_large_to_compare_is_stored_all_the_same) {
    char names[40][16];
    struct article_put last = {0};
    most = 30;
    for (int i = 0; i < 40; i++) {
        (void)snprintf(names[i], sizeof names[i], "paper %d", i);
        last = put("flood", names[i], "A1", i);
    }
    struct story_alignments story = read_story(&last.story);
    ck_assert_uint_eq(story.article_count, 25); /* the newer half of fifty */
    ck_assert_uint_eq(story.left_out, 15);
    ck_assert(slice_equal(story.articles[24].source, SLICE("paper 39")));
    most = 0;
    last = put("flood", "one more", "A1", 50);
    ck_assert_uint_eq(read_story(&last.story).count, 0);
    most = 100;
    last = put("flood", "and one", "A1", 51);
    ck_assert_uint_eq(read_story(&last.story).alignments[0].member_count, 42);
}
END_TEST

START_TEST(it_is_there_after_a_restart) {
    put("flood", "one", "A1", 1);
    struct article_put second = put("flood", "two", "A2", 2);
    struct storage_id id = read_story(&second.story).alignments[0].id;
    store_reopen();
    storage_set_aligner(store, align, NULL);
    ck_assert_str_eq(read_story(&second.story).alignments[0].id.hex, id.hex);
    put("flood", "three", "A1", 3);
    ck_assert_str_eq(read_story(&second.story).alignments[0].id.hex, id.hex);
}
END_TEST

static int64_t open_alignments(void) {
    return store_ask("SELECT count(*) FROM alignment WHERE closed IS NULL");
}

/* As it is after a migration: articles, but nothing about how they relate. */
START_TEST(stories_of_an_older_file_are_aligned_after_the_start) {
    enum { STORIES = 21 };
    struct article_put last = {0};
    storage_set_aligner(store, NULL, NULL);
    for (int i = 0; i < 2 * STORIES; i++) {
        char event[16];
        char *name = arena_alloc(store_arena, 16);
        ck_assert_ptr_nonnull(name);
        (void)snprintf(event, sizeof event, "event %d", i / 2);
        (void)snprintf(name, 16, "paper %d", i);
        last = put(event, name, i % 2 ? "A2" : "A1", i);
    }
    store_reopen();
    storage_set_aligner(store, align, NULL);
    storage_align_backlog(store);
    /* Eight stories a transaction, between those of articles that arrive meanwhile. */
    put("elsewhere", "three", "C1", 1);
    for (int i = 0; i < 6000 && open_alignments() < STORIES; i++)
        (void)usleep(10 * 1000); /* interrupted is fine */
    ck_assert_int_eq(open_alignments(), STORIES);
    ck_assert_uint_eq(read_story(&last.story).count, 1);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("aligned");
    TCase *aligned = tcase_create("aligned");
    tcase_set_timeout(aligned, 120);
    tcase_add_checked_fixture(aligned, setup, store_teardown);
    tcase_add_test(aligned, an_alignment_keeps_its_id_as_it_grows);
    tcase_add_test(aligned, what_changes_nothing_is_not_logged);
    tcase_add_test(aligned, the_larger_part_goes_on_under_the_id);
    tcase_add_test(aligned, a_closed_one_opens_again_with_its_note);
    tcase_add_test(aligned, it_follows_its_articles_into_another_story);
    tcase_add_test(aligned, the_past_stays_readable);
    tcase_add_test(aligned, a_deleted_article_leaves_the_past_too);
    tcase_add_test(aligned, a_source_that_tells_another_value_is_noticed);
    tcase_add_test(aligned, three_sources_with_one_origin_are_noticed_and_let_go);
    tcase_add_test(aligned, articles_that_come_together_cost_one_comparison);
    tcase_add_test(aligned, only_the_newest_are_compared);
    tcase_add_test(aligned, a_story_too_large_to_compare_is_stored_all_the_same);
    tcase_add_test(aligned, it_is_there_after_a_restart);
    tcase_add_test(aligned, stories_of_an_older_file_are_aligned_after_the_start);
    suite_add_tcase(suite, aligned);
    return suite;
}
