#include "tests/unit/store.h"

#include "base/error.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct storage *store;
struct arena *store_arena;
char store_path[DATABASE_WHERE_MAX];
char store_folder[64];
atomic_int store_parted;

struct slice store_event_of(struct slice signature) {
    const char *colon = memchr(signature.at, ':', signature.length);
    return slice_of(signature.at, colon ? (size_t)(colon - signature.at) : signature.length);
}

static int link_event(struct arena *scratch, struct slice signature, const struct slice *others,
                      uint32_t count, double *ret_links) {
    (void)scratch;
    for (uint32_t i = 0; i < count; i++)
        ret_links[i] = slice_equal(store_event_of(others[i]), store_event_of(signature));
    return 0;
}

/* Every other member goes with the new one into a story of its own. */
static void part_in_two(const struct story_question *question, struct story_verdict *verdict) {
    uint32_t last = question->count - 1;
    for (uint32_t i = 0; i <= last; i++)
        verdict->stories[i] =
            i == last || i % 2 ? question->story_count : question->members[i].story;
    verdict->story_count++;
}

static void join_all(const struct story_question *question, struct story_verdict *verdict) {
    for (uint32_t i = 0; i < question->count; i++)
        verdict->stories[i] = question->members[0].story;
}

static bool asks_for(struct slice signature, struct slice deed) {
    size_t event = store_event_of(signature).length;
    return signature.length > event &&
           slice_equal(slice_of(signature.at + event + 1, signature.length - event - 1), deed);
}

/* All members are of the new one's event: it goes where the newest of them stands. Those called
 * "apart" and "joined" move others. */
static int part(struct arena *scratch, const struct story_question *question,
                struct story_verdict *ret_verdict) {
    uint32_t last = question->count - 1;
    struct slice signature = question->members[last].signature;
    atomic_fetch_add(&store_parted, 1);
    if (slice_equal(signature, SLICE("refused")))
        return ERR_FAILED;
    *ret_verdict = (struct story_verdict){
        .stories = ARENA_ARRAY(scratch, uint32_t, question->count),
        .story_count = question->story_count + (last == 0),
        .reasons = ARENA_ARRAY(scratch, struct slice, (size_t)question->story_count + 2),
        .copies = ARENA_ARRAY(scratch, bool, question->count),
    };
    for (uint32_t i = 0; i < last; i++) {
        ret_verdict->stories[i] = ret_verdict->stories[last] = question->members[i].story;
        ret_verdict->copies[i] = slice_equal(question->members[i].signature, signature);
    }
    if (asks_for(signature, SLICE("apart")))
        part_in_two(question, ret_verdict);
    if (asks_for(signature, SLICE("joined")))
        join_all(question, ret_verdict);
    return 0;
}

static const struct story_decider decider = {link_event, part};

void store_open(void) {
    char reason[STORAGE_REASON_MAX] = "";
    int error = storage_open(store_path, &decider, &store, reason);
    ck_assert_msg(error == 0, "open: %d %s", error, reason);
}

void store_reopen(void) {
    storage_close(store);
    store_open();
}

void store_setup(void) {
    (void)snprintf(store_folder, sizeof store_folder, "/tmp/claimd-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(store_folder));
    database_place(store_folder, "store.db", store_path);
    store_arena = arena_new(1 << 28);
    ck_assert_ptr_nonnull(store_arena);
    store_open();
}

static int remove_entry(const char *name, const struct stat *info, int type, struct FTW *ftw) {
    (void)info;
    (void)type;
    (void)ftw;
    return remove(name);
}

void store_teardown(void) {
    storage_close(store);
    store = NULL;
    arena_free(store_arena);
    database_remove(store_path);
    ck_assert_int_eq(nftw(store_folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

struct article_record *store_record(const char *text, const char *signature, const char *url) {
    struct article_record *record = ARENA_NEW(store_arena, struct article_record);
    struct claim_record *claim = ARENA_NEW(store_arena, struct claim_record);
    uint64_t *terms = ARENA_ARRAY(store_arena, uint64_t, 1);
    ck_assert(record && claim && terms);
    struct slice all = slice_from_cstr(text);
    *claim = (struct claim_record){.end = (uint32_t)all.length,
                                   .text = all,
                                   .polarity = SLICE("affirmed"),
                                   .modality = SLICE("asserted"),
                                   .quotation = UINT32_MAX,
                                   .day_low = DAY_NONE,
                                   .day_high = DAY_NONE};
    struct slice event = store_event_of(slice_from_cstr(signature));
    for (size_t i = 0; i < event.length; i++)
        *terms = *terms * 31 + (unsigned char)event.at[i];
    *record = (struct article_record){.analysis = SLICE("{}"),
                                      .text = all,
                                      .title = SLICE("A title"),
                                      .url = slice_from_cstr(url),
                                      .published_day = DAY_NONE,
                                      .engine = SLICE("test-1"),
                                      .signature = slice_from_cstr(signature),
                                      .claims = claim,
                                      .claim_count = 1,
                                      .keys = terms,
                                      .key_count = 1,
                                      .terms = terms,
                                      .term_count = 1};
    ck_assert_int_eq(arena_printf(store_arena, &record->input, "%s|%s", text, url ? url : ""), 0);
    return record;
}

int store_put_deed(struct article_put *put) {
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &put->write);
    return storage_wait(&waiter, &put->write, storage_article_put(store, store_arena, put));
}

struct article_put store_put(const struct article_record *record) {
    struct article_put put = {.record = record};
    ck_assert_int_eq(store_put_deed(&put), 0);
    return put;
}

int store_delete(const struct storage_id *id) {
    struct article_delete deletion = {.id = *id};
    struct storage_waiter waiter;
    storage_wait_prepare(&waiter, &deletion.write);
    return storage_wait(&waiter, &deletion.write, storage_article_delete(store, &deletion));
}

int store_tell_pairs(struct arena *arena, const struct alignment_question *question,
                     struct alignment_answer *answer) {
    uint32_t count = question->count;
    answer->pairs = ARENA_ARRAY(arena, struct pair_record, (size_t)count * count + 1);
    int error = answer->pairs ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count && !error; i++)
        for (uint32_t k = i + 1; k < count && !error; k++) {
            if (question->known[i] && question->known[k])
                continue;
            struct pair_record *record = &answer->pairs[answer->pair_count++];
            *record = (struct pair_record){.article = i, .other = k};
            error = arena_printf(arena, &record->pairs, "\x01 %s \x02 %s", question->ids[i],
                                 question->ids[k]);
        }
    return error;
}

int64_t store_ask(const char *sql) {
    return database_ask(store_path, sql);
}

void store_change(const char *sql) {
    database_change(store_path, sql);
}

static int grep_file(const char *name, const char *marker) {
    FILE *file = fopen(name, "rb");
    if (!file)
        return 0;
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)size + 1);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(fread(bytes, 1, (size_t)size, file), (size_t)size);
    (void)fclose(file); /* read only */
    int found = 0;
    size_t length = strlen(marker);
    for (const char *at = bytes; at; found += at != NULL)
        at =
            memmem(at + (at != bytes), (size_t)(bytes + size - at) - (at != bytes), marker, length);
    free(bytes);
    return found;
}

int store_grep(const char *marker) {
    char sql[256];
    if (!database_is_file(store_path)) {
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM document WHERE text LIKE '%%%s%%'",
                       marker);
        return (int)database_ask(store_path, sql);
    }
    char log[DATABASE_WHERE_MAX + 8];
    (void)snprintf(log, sizeof log, "%s-wal", store_path);
    return grep_file(store_path, marker) + grep_file(log, marker);
}
