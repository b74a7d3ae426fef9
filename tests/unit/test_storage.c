/* The store alone: articles, lists, stories, the log, groups and threads, opening. */
#include "base/error.h"
#include "tests/unit/store.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char reason[STORAGE_REASON_MAX];

/* ---- helpers -------------------------------------------------------------------------------- */

static uint64_t term_of(struct slice text) {
    uint64_t hash = 1469598103934665603u; /* FNV-1a: only the test needs it */
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * 1099511628211u;
    return hash;
}

/* A record in the test's store_arena. `signature` is "event:wording". */
static struct article_record *record_make(const char *text, const char *signature) {
    struct article_record *record = ARENA_NEW(store_arena, struct article_record);
    struct claim_record *claims = ARENA_ARRAY(store_arena, struct claim_record, 2);
    uint64_t *terms = ARENA_ARRAY(store_arena, uint64_t, 1);
    ck_assert(record && claims && terms);
    record->signature = slice_from_cstr(signature);
    *terms = term_of(store_event_of(record->signature));
    claims[0] = (struct claim_record){0,           3,   SLICE("Abc"),      SLICE("Abc"),
                                      SLICE("be"), {0}, SLICE("affirmed"), SLICE("asserted")};
    claims[1] = (struct claim_record){4,          9,          SLICE("é defg"),  SLICE("x"),
                                      SLICE("y"), SLICE("z"), SLICE("negated"), SLICE("planned")};
    record->text = slice_from_cstr(text);
    ck_assert_int_eq(arena_printf(store_arena, &record->input, "{\"text\":\"%s\"}", text), 0);
    record->analysis = SLICE("{\"claims\":[]}");
    record->title = SLICE("A title");
    record->published_day = DAY_NONE;
    record->engine = SLICE("test-1");
    record->claims = claims;
    record->claim_count = 2;
    record->keys = terms;
    record->key_count = 1;
    record->terms = terms;
    record->term_count = 1;
    return record;
}

static struct article_put put(const struct article_record *record) {
    struct article_put deed = {.record = record};
    (void)store_put_deed(&deed); /* the error stands in the deed */
    return deed;
}

static struct article_put put_text(const char *text, const char *signature) {
    struct article_put deed = put(record_make(text, signature));
    ck_assert_int_eq(deed.write.error, 0);
    return deed;
}

static struct article_list list_by(struct article_filter filter) {
    struct article_list list;
    filter.limit = filter.limit ? filter.limit : 100;
    ck_assert_int_eq(storage_article_list(store, store_arena, &filter, &list), 0);
    return list;
}

static const struct article_filter everything = {.published_from = DAY_NONE,
                                                 .published_to = DAY_NONE};

static uint32_t found(const char *query) {
    struct article_filter filter = everything;
    filter.query = slice_from_cstr(query);
    return list_by(filter).count;
}

/* ---- articles ------------------------------------------------------------------------------- */

START_TEST(what_is_put_is_read_back) {
    struct article_record *record = record_make("The bridge fell.", "bridge:a");
    record->source = SLICE("Harbour Post");
    record->published_at = SLICE("2031-05-04");
    record->published_day = day_from_date((struct date){2031, 5, 4});
    struct article_put deed = put(record);
    ck_assert_int_eq(deed.write.error, 0);
    ck_assert(deed.created);
    store_reopen();

    struct stored_article article;
    unsigned parts = ARTICLE_TEXT | ARTICLE_INPUT | ARTICLE_ANALYSIS;
    ck_assert_int_eq(storage_article_get(store, store_arena, &deed.id, parts, &article), 0);
    ck_assert_str_eq(article.summary.id.hex, deed.id.hex);
    ck_assert_str_eq(article.summary.story.hex, deed.story.hex);
    ck_assert(slice_equal(article.text, record->text));
    ck_assert(slice_equal(article.input, record->input));
    ck_assert(slice_equal(article.analysis, record->analysis));
    ck_assert(slice_equal(article.summary.source, record->source));
    ck_assert(slice_equal(article.summary.published_at, record->published_at));
    ck_assert(slice_equal(article.summary.engine, record->engine));
    ck_assert_ptr_null(article.summary.url.at);
    ck_assert_uint_eq(article.summary.claim_count, 2);
    ck_assert_int_gt(article.summary.stored_at, 1700000000000);
    ck_assert_int_eq(storage_article_get(store, store_arena, &deed.story, 0, &article),
                     ERR_NOT_FOUND);
}
END_TEST

START_TEST(the_same_content_has_one_id_and_one_row) {
    struct article_put first = put_text("Once.", "one:a");
    struct article_put again = put_text("Once.", "one:a");
    ck_assert(first.created && !again.created);
    ck_assert_str_eq(first.id.hex, again.id.hex);
    ck_assert_str_eq(first.story.hex, again.story.hex);
    ck_assert_uint_eq(list_by(everything).count, 1);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM event WHERE kind = 'article_stored'"), 1);
}
END_TEST

START_TEST(an_id_is_not_believed_without_its_content) {
    struct article_put first = put_text("Honest text.", "one:a");
    struct article_put other = put_text("Another text.", "two:a");
    storage_close(store);
    store_change("UPDATE article SET id = 'ffffffffffffffffffffffffffffffff' WHERE number = 2;"
                 "UPDATE document SET input = (SELECT input FROM document WHERE number = 2)"
                 " WHERE number = 1");
    store_open();
    ck_assert_int_eq(put(record_make("Honest text.", "one:a")).write.error, ERR_INVALID);
    ck_assert_int_eq(put(record_make("Another text.", "two:a")).write.error, 0);
    ck_assert_str_ne(first.id.hex, other.id.hex);
}
END_TEST

START_TEST(claims_come_in_text_order) {
    struct article_put deed = put_text("Abc é defg.", "one:a");
    struct claim_record_list claims;
    ck_assert_int_eq(storage_article_claims(store, store_arena, &deed.id, &claims), 0);
    ck_assert_uint_eq(claims.count, 2);
    ck_assert_uint_eq(claims.at[1].start, 4);
    ck_assert(slice_equal(claims.at[1].text, SLICE("é defg")));
    ck_assert(slice_equal(claims.at[1].modality, SLICE("planned")));
    ck_assert_ptr_null(claims.at[0].object.at);
    ck_assert_int_eq(storage_article_claims(store, store_arena, &deed.story, &claims),
                     ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_deleted_article_leaves_nothing_but_its_events) {
    struct article_put kept = put_text("Ferries sail again.", "ferry:a");
    struct article_put gone = put_text("Zeppelins sail again.", "ferry:a");
    ck_assert_int_eq(store_delete(&gone.id), 0);
    ck_assert_int_eq(store_delete(&gone.id), ERR_NOT_FOUND);
    ck_assert_uint_eq(found("zeppelins"), 0);
    ck_assert_uint_eq(found("ferries"), 1);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM claim"), 2);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM posting"), 1);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM copy"), 0);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM event WHERE payload LIKE '%eppelin%'"), 0);
    struct stored_story story;
    ck_assert_int_eq(storage_story_get(store, store_arena, &kept.story, &story), 0);
    ck_assert_uint_eq(story.article_count, 1);
    ck_assert_int_eq(store_delete(&kept.id), 0);
    ck_assert_int_eq(storage_story_get(store, store_arena, &kept.story, &story), ERR_NOT_FOUND);
    struct storage_counts counts;
    storage_count(store, &counts);
    ck_assert_uint_eq(counts.articles, 0);
    ck_assert_uint_eq(counts.stories, 0);
}
END_TEST

START_TEST(an_article_may_come_back) {
    struct article_put first = put_text("It came and went.", "one:a");
    put_text("A neighbour.", "one:b");
    ck_assert_int_eq(store_delete(&first.id), 0);
    struct article_put back = put_text("It came and went.", "other:a");
    ck_assert(back.created);
    ck_assert_str_eq(back.id.hex, first.id.hex);
    ck_assert_str_ne(back.story.hex, first.story.hex);
}
END_TEST

/* ---- lists ---------------------------------------------------------------------------------- */

START_TEST(pages_neither_skip_nor_repeat_while_articles_come) {
    char text[64];
    for (int i = 0; i < 50; i++) {
        (void)snprintf(text, sizeof text, "Old %d.", i);
        put_text(text, "one:a");
    }
    struct article_filter filter = everything;
    filter.limit = 7;
    int64_t last = INT64_MAX;
    int seen = 0;
    do {
        struct article_list page = list_by(filter);
        for (uint32_t i = 0; i < page.count; i++, seen++) {
            ck_assert_int_lt(page.at[i].number, last);
            last = page.at[i].number;
        }
        (void)snprintf(text, sizeof text, "New %d.", seen);
        put_text(text, "one:a");
        filter.before = page.next;
    } while (filter.before);
    ck_assert_int_eq(seen, 50);
    ck_assert_int_eq(last, 1);
}
END_TEST

START_TEST(filters_by_source_and_day) {
    static const char *const days[] = {"2031-05-01", "2031-05-02", "2031-05-03"};
    char texts[3][32];
    for (int i = 0; i < 3; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "Day %d storms.", i);
        struct article_record *record = record_make(texts[i], "one:a");
        record->source = i == 1 ? SLICE("B") : SLICE("A");
        record->published_at = slice_from_cstr(days[i]);
        ck_assert_int_eq(date_parse_iso(record->published_at, &record->published_day), 0);
        ck_assert_int_eq(put(record).write.error, 0);
    }
    put_text("No day storms.", "one:a");
    struct article_filter filter = everything;
    filter.source = SLICE("A");
    ck_assert_uint_eq(list_by(filter).count, 2);
    filter.published_from = day_from_date((struct date){2031, 5, 2});
    ck_assert_uint_eq(list_by(filter).count, 1);
    filter.source = (struct slice){0};
    ck_assert_uint_eq(list_by(filter).count, 2);
    filter.published_to = day_from_date((struct date){2031, 5, 2});
    filter.query = SLICE("storm");
    struct article_list list = list_by(filter);
    ck_assert_uint_eq(list.count, 1);
    ck_assert(slice_equal(list.at[0].source, SLICE("B")));
    filter.source = SLICE("A");
    ck_assert_uint_eq(list_by(filter).count, 0);
}
END_TEST

START_TEST(full_text_takes_any_input) {
    put_text("The café reopened on Pier Nine.", "one:a");
    put_text("Piers are repaired.", "two:a");
    static const struct {
        const char *query;
        uint32_t count;
    } cases[] = {
        {"cafe", 1},          {"PIER", 2},         {"pier nine", 1}, {"\"pier nine\"", 1},
        {"\"nine pier\"", 0}, {"reop*", 1},        {"NOT pier", 0},  {"pier OR zzz", 0},
        {"title:pier", 0},    {"pier)", 2},        {"(pier", 2},     {"\"pier", 2},
        {"pier ! *", 2},      {"pier^2 NEAR(", 0}, {"title", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(found(cases[i].query) == cases[i].count, "%s: %u", cases[i].query,
                      found(cases[i].query));
    struct article_filter filter = everything;
    filter.limit = 1;
    struct article_list list;
    filter.query = SLICE(" \" ! ");
    ck_assert_int_eq(storage_article_list(store, store_arena, &filter, &list), ERR_INVALID);
    filter.query = SLICE("a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7");
    ck_assert_int_eq(storage_article_list(store, store_arena, &filter, &list), ERR_INVALID);
}
END_TEST

/* ---- stories -------------------------------------------------------------------------------- */

START_TEST(copies_are_counted_as_one_account) {
    struct article_put a = put_text("First wire text.", "fire:wire");
    struct article_put b = put_text("Second wire text.", "fire:wire");
    struct article_put c = put_text("Own text.", "fire:own");
    put_text("Elsewhere.", "flood:x");
    put_text("Third wire text.", "fire:wire");
    struct stored_story story;
    ck_assert_int_eq(storage_story_get(store, store_arena, &a.story, &story), 0);
    ck_assert_uint_eq(story.article_count, 4);
    ck_assert_uint_eq(story.accounts, 2);
    ck_assert_uint_eq(story.articles[0].account, 0);
    ck_assert_uint_eq(story.articles[1].account, 0);
    ck_assert_uint_eq(story.articles[2].account, 1);
    ck_assert_uint_eq(story.articles[3].account, 0);
    ck_assert(slice_equal(story.title, SLICE("A title")));

    ck_assert_int_eq(store_delete(&a.id), 0);
    ck_assert_int_eq(store_delete(&c.id), 0);
    ck_assert_int_eq(storage_story_get(store, store_arena, &b.story, &story), 0);
    ck_assert_uint_eq(story.article_count, 2);
    ck_assert_uint_eq(story.accounts, 1);

    struct story_list list;
    ck_assert_int_eq(storage_story_list(store, store_arena, 0, 1, &list), 0);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(storage_story_list(store, store_arena, list.next, 1, &list), 0);
    ck_assert_str_eq(list.at[0].id.hex, a.story.hex);
    ck_assert_int_eq(list.next, 0);
}
END_TEST

/* ---- the log -------------------------------------------------------------------------------- */

START_TEST(the_event_log_has_no_gap_and_no_eraser) {
    struct article_put a = put_text("One.", "one:a");
    ck_assert_int_eq(put(record_make("Never.", "refused")).write.error, ERR_FAILED);
    put_text("Two.", "one:b");
    ck_assert_int_eq(store_delete(&a.id), 0);
    struct stored_event_list events;
    ck_assert_int_eq(storage_event_list(store, store_arena, 0, 100, &events), 0);
    static const char *const kinds[] = {"story_created",  "article_stored",  "story_changed",
                                        "article_stored", "article_deleted", "story_changed"};
    ck_assert_uint_eq(events.count, sizeof kinds / sizeof *kinds);
    for (uint32_t i = 0; i < events.count; i++) {
        ck_assert_int_eq(events.at[i].number, i + 1);
        ck_assert(slice_equal(events.at[i].kind, slice_from_cstr(kinds[i])));
    }
    ck_assert_int_eq(storage_event_list(store, store_arena, 4, 1, &events), 0);
    ck_assert_uint_eq(events.count, 1);
    ck_assert_int_eq(events.at[0].number, 5);
    ck_assert(database_refuses(store_path, "DELETE FROM event"));
    ck_assert(database_refuses(store_path, "UPDATE event SET at = 0"));
}
END_TEST

/* ---- groups and threads --------------------------------------------------------------------- */

START_TEST(a_write_that_fails_alone_takes_nobody_with_it) {
    enum { COUNT = 60 };
    static struct storage_waiter waiters[COUNT];
    struct article_put writes[COUNT];
    static char texts[COUNT][32];
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "Text %d.", i);
        const struct article_record *record =
            record_make(texts[i], i % 3 == 1 ? "refused" : "one:a");
        writes[i] = (struct article_put){.record = record};
        storage_wait_prepare(&waiters[i], &writes[i].write);
        ck_assert_int_eq(storage_article_put(store, store_arena, &writes[i]), 0);
    }
    for (int i = 0; i < COUNT; i++)
        ck_assert_int_eq(storage_wait(&waiters[i], &writes[i].write, 0),
                         i % 3 == 1 ? ERR_FAILED : 0);
    struct storage_counts counts;
    storage_count(store, &counts);
    ck_assert_uint_eq(counts.articles, 40);
    ck_assert_uint_eq(counts.writes, 40);
    ck_assert_uint_eq(counts.failures, 20);
    ck_assert_uint_lt(counts.groups, 60); /* some were committed together */
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article"), 40);
    ck_assert_int_eq(store_ask("SELECT max(number) - count(*) FROM event"), 0);
}
END_TEST

START_TEST(a_write_that_fails_half_way_takes_nobody_with_it) {
    enum { COUNT = 40 };
    static struct storage_waiter waiters[COUNT];
    struct article_put writes[COUNT];
    static char texts[COUNT][32];
    static struct claim_record broken[1]; /* a claim without text breaks a constraint late */
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "Half %d.", i);
        struct article_record *record = record_make(texts[i], "one:a");
        if (i % 10 == 5) {
            record->claims = broken;
            record->claim_count = 1;
        }
        writes[i] = (struct article_put){.record = record};
        storage_wait_prepare(&waiters[i], &writes[i].write);
        ck_assert_int_eq(storage_article_put(store, store_arena, &writes[i]), 0);
    }
    for (int i = 0; i < COUNT; i++)
        ck_assert_int_eq(storage_wait(&waiters[i], &writes[i].write, 0),
                         i % 10 == 5 ? ERR_FAILED : 0);
    struct stored_article article;
    for (int i = 0; i < COUNT; i++) {
        ck_assert_int_eq(storage_article_get(store, store_arena, &writes[i].id, 0, &article),
                         i % 10 == 5 ? ERR_NOT_FOUND : 0);
    }
    struct storage_counts counts;
    storage_count(store, &counts);
    ck_assert_uint_eq(counts.articles, 36);
    ck_assert_uint_eq(counts.stories, 1);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM claim"), 72);
    ck_assert_int_eq(store_ask("SELECT max(number) - count(*) FROM event"), 0);
    ck_assert_uint_eq(found("half"), 36);
    store_reopen();
    storage_count(store, &counts);
    ck_assert_uint_eq(counts.articles, 36);
}
END_TEST

enum { THREADS = 8, PER_THREAD = 40 };

struct client {
    pthread_t thread;
    int index;
    struct arena *store_arena;
    struct storage_id ids[PER_THREAD];
};

static struct article_record *client_record(struct client *client, int i) {
    struct article_record *record = ARENA_NEW(client->store_arena, struct article_record);
    uint64_t *terms = ARENA_ARRAY(client->store_arena, uint64_t, 2);
    struct slice text;
    int error = arena_printf(client->store_arena, &text, "Thread %d says %d.", client->index, i);
    if (!record || !terms || error)
        abort();
    terms[0] = (uint64_t)i;
    terms[1] = (uint64_t)client->index << 32;
    *record = (struct article_record){.input = text,
                                      .text = text,
                                      .analysis = SLICE("{}"),
                                      .published_day = DAY_NONE,
                                      .engine = SLICE("t"),
                                      .signature = SLICE("busy:a"),
                                      .keys = terms,
                                      .key_count = 2,
                                      .terms = terms,
                                      .term_count = 2};
    return record;
}

static void *client_main(void *context) {
    struct client *client = context;
    for (int i = 0; i < PER_THREAD; i++) {
        struct article_put deed = {.record = client_record(client, i)};
        struct storage_waiter waiter;
        storage_wait_prepare(&waiter, &deed.write);
        if (storage_wait(&waiter, &deed.write,
                         storage_article_put(store, client->store_arena, &deed)) != 0)
            abort();
        struct stored_article article;
        unsigned parts = ARTICLE_TEXT | ARTICLE_ANALYSIS;
        if (storage_article_get(store, client->store_arena, &deed.id, parts, &article) != 0)
            abort();
        client->ids[i] = deed.id;
    }
    return NULL;
}

START_TEST(eight_threads_all_find_what_they_wrote) {
    static struct client clients[THREADS];
    for (int i = 0; i < THREADS; i++) {
        clients[i] = (struct client){.index = i, .store_arena = arena_new(1 << 24)};
        ck_assert_int_eq(pthread_create(&clients[i].thread, NULL, client_main, &clients[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(clients[i].thread, NULL), 0);
    store_reopen();
    struct stored_article article;
    for (int i = 0; i < THREADS; i++) {
        for (int k = 0; k < PER_THREAD; k++)
            ck_assert_int_eq(
                storage_article_get(store, store_arena, &clients[i].ids[k], 0, &article), 0);
        arena_free(clients[i].store_arena);
    }
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article"), THREADS * PER_THREAD);
    ck_assert_int_eq(store_ask("SELECT max(number) - count(*) FROM event"), 0);
}
END_TEST

START_TEST(closing_finishes_what_was_accepted) {
    enum { COUNT = 200 };
    static struct storage_waiter waiters[COUNT];
    static struct article_put writes[COUNT];
    static char texts[COUNT][32];
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "Late %d.", i);
        writes[i] = (struct article_put){.record = record_make(texts[i], "one:a")};
        storage_wait_prepare(&waiters[i], &writes[i].write);
        ck_assert_int_eq(storage_article_put(store, store_arena, &writes[i]), 0);
    }
    store_reopen();
    for (int i = 0; i < COUNT; i++)
        ck_assert(waiters[i].is_done);
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article"), COUNT);
    struct stat wal;
    char wal_path[DATABASE_WHERE_MAX + 8];
    (void)snprintf(wal_path, sizeof wal_path, "%s-wal", store_path);
    ck_assert(stat(wal_path, &wal) != 0 || wal.st_size == 0); /* checkpointed */
}
END_TEST

/* ---- opening -------------------------------------------------------------------------------- */

static int open_error(void) {
    struct storage *other = NULL;
    int error = storage_open(store_path, NULL, &other, reason);
    ck_assert_ptr_null(other);
    ck_assert_str_ne(reason, "");
    return error;
}

/* Several processes may use one server, and what is wrong there is told in its own words. */
START_TEST(what_a_server_refuses_is_told_in_plain_words) {
    if (database_is_file(store_path))
        return;
    store_change("INSERT INTO claimd_schema (step) VALUES (99)");
    ck_assert_int_eq(open_error(), ERR_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(reason, "newer claimd"));
    database_remove(store_path);
    ck_assert_int_eq(open_error(), ERR_FAILED);
    ck_assert_ptr_nonnull(strstr(reason, "does not exist"));
    (void)snprintf(store_path, sizeof store_path, "postgresql://nobody@/none?host=%s",
                   store_folder);
    ck_assert_int_eq(open_error(), ERR_BUSY);
    ck_assert_ptr_nonnull(strstr(reason, store_folder));
    database_place(store_folder, "store.db", store_path);
}
END_TEST

START_TEST(what_cannot_be_opened_is_refused_in_plain_words) {
    if (!database_is_file(store_path))
        return;
    ck_assert_int_eq(open_error(), ERR_BUSY);
    ck_assert_ptr_nonnull(strstr(reason, "another claimd"));
    storage_close(store);
    store = NULL;

    store_change("PRAGMA user_version = 99");
    ck_assert_int_eq(open_error(), ERR_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(reason, "newer claimd"));

    store_change("PRAGMA user_version = 0; PRAGMA application_id = 7");
    ck_assert_int_eq(open_error(), ERR_FAILED);
    ck_assert_ptr_nonnull(strstr(reason, "another program"));

    FILE *file = fopen(store_path, "wb");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 500; i++)
        ck_assert_int_gt(fprintf(file, "This is a letter, not a database.\n"), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(open_error(), ERR_FAILED);
    ck_assert_ptr_nonnull(strstr(reason, "not an SQLite database"));

    (void)snprintf(store_path, sizeof store_path, "%s/no/such/folder/store.db", store_folder);
    ck_assert_int_eq(open_error(), ERR_FAILED);
}
END_TEST

START_TEST(the_file_is_its_owners_alone) {
    struct stat info;
    if (!database_is_file(store_path))
        return;
    ck_assert_int_eq(stat(store_path, &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0600);
    ck_assert_int_eq(store_ask("PRAGMA application_id"), 0x636C6D64);
    ck_assert_int_eq(
        store_ask("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), 1);
}
END_TEST

START_TEST(ready_says_why_not) {
    ck_assert_int_eq(storage_ready(store, reason), 0);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("storage");
    TCase *test = tcase_create("store");
    tcase_add_checked_fixture(test, store_setup, store_teardown);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, what_is_put_is_read_back);
    tcase_add_test(test, the_same_content_has_one_id_and_one_row);
    tcase_add_test(test, an_id_is_not_believed_without_its_content);
    tcase_add_test(test, claims_come_in_text_order);
    tcase_add_test(test, a_deleted_article_leaves_nothing_but_its_events);
    tcase_add_test(test, an_article_may_come_back);
    tcase_add_test(test, pages_neither_skip_nor_repeat_while_articles_come);
    tcase_add_test(test, filters_by_source_and_day);
    tcase_add_test(test, full_text_takes_any_input);
    tcase_add_test(test, copies_are_counted_as_one_account);
    tcase_add_test(test, the_event_log_has_no_gap_and_no_eraser);
    tcase_add_test(test, a_write_that_fails_alone_takes_nobody_with_it);
    tcase_add_test(test, a_write_that_fails_half_way_takes_nobody_with_it);
    tcase_add_test(test, eight_threads_all_find_what_they_wrote);
    tcase_add_test(test, closing_finishes_what_was_accepted);
    tcase_add_test(test, what_cannot_be_opened_is_refused_in_plain_words);
    tcase_add_test(test, what_a_server_refuses_is_told_in_plain_words);
    tcase_add_test(test, the_file_is_its_owners_alone);
    tcase_add_test(test, ready_says_why_not);
    suite_add_tcase(suite, test);
    return suite;
}
