/* What the store does when the disk does not: a VFS over SQLite's own counts the calls that change
 * a file (write, sync, truncate) and makes one of them, or all from one on, fail; an allocator over
 * SQLite's own does the same to its memory. One scenario runs
 * with the fault at the first call, the second, and so on to the last. Whatever happens, what was
 * acknowledged is there afterwards, nothing stands half, and the store goes on once the disk does.
 *
 * The schema steps stand here too: they are the other thing that runs when nobody looks.
 */
#include "base/error.h"
#include "storage/alignments.h"
#include "storage/migrate.h"
#include "storage/storage.h"
#include "tests/unit/store.h"

#include <ftw.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the disk that fails --------------------------------------------------------------------- */

enum fault_shape { FAULT_ONCE, FAULT_FROM_THEN_ON };
enum fault_kind { FAULT_DISK, FAULT_MEMORY };

static atomic_int failing;     /* enum fault_kind: what is counted, and fails */
static atomic_int calls;       /* of that kind so far */
static atomic_int fail_at;     /* number of the call that fails, 0 never */
static atomic_int fail_code;   /* SQLITE_FULL, SQLITE_IOERR_WRITE, … */
static enum fault_shape shape; /* set while no store is open */
static sqlite3_vfs *real_vfs;
static sqlite3_vfs fault_vfs;

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct in the same memory */
};

static int fault_of(enum fault_kind kind) {
    if (atomic_load(&failing) != (int)kind)
        return SQLITE_OK;
    int call = atomic_fetch_add(&calls, 1) + 1;
    int at = atomic_load(&fail_at);
    bool hit = at && (shape == FAULT_ONCE ? call == at : call >= at);
    return hit ? atomic_load(&fail_code) : SQLITE_OK;
}

static int fault(void) {
    return fault_of(FAULT_DISK);
}

static sqlite3_mem_methods real_memory;

static void *fault_malloc(int size) {
    return fault_of(FAULT_MEMORY) ? NULL : real_memory.xMalloc(size);
}
static void *fault_realloc(void *at, int size) {
    return fault_of(FAULT_MEMORY) ? NULL : real_memory.xRealloc(at, size);
}

static sqlite3_file *real_of(sqlite3_file *file) {
    return ((struct fault_file *)file)->real;
}

static int fault_close(sqlite3_file *file) {
    return real_of(file)->pMethods->xClose(real_of(file));
}
static int fault_read(sqlite3_file *file, void *at, int length, sqlite3_int64 offset) {
    return real_of(file)->pMethods->xRead(real_of(file), at, length, offset);
}
static int fault_write(sqlite3_file *file, const void *at, int length, sqlite3_int64 offset) {
    int code = fault();
    return code ? code : real_of(file)->pMethods->xWrite(real_of(file), at, length, offset);
}
static int fault_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int code = fault();
    return code ? SQLITE_IOERR_TRUNCATE : real_of(file)->pMethods->xTruncate(real_of(file), size);
}
static int fault_sync(sqlite3_file *file, int flags) {
    int code = fault();
    return code ? SQLITE_IOERR_FSYNC : real_of(file)->pMethods->xSync(real_of(file), flags);
}
static int fault_size(sqlite3_file *file, sqlite3_int64 *ret_size) {
    return real_of(file)->pMethods->xFileSize(real_of(file), ret_size);
}
static int fault_lock(sqlite3_file *file, int lock) {
    return real_of(file)->pMethods->xLock(real_of(file), lock);
}
static int fault_unlock(sqlite3_file *file, int lock) {
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}
static int fault_reserved(sqlite3_file *file, int *ret_held) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret_held);
}
static int fault_control(sqlite3_file *file, int op, void *argument) {
    return real_of(file)->pMethods->xFileControl(real_of(file), op, argument);
}
static int fault_sector(sqlite3_file *file) {
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}
static int fault_traits(sqlite3_file *file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}
static int fault_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret_at) {
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, ret_at);
}
static int fault_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
static void fault_barrier(sqlite3_file *file) {
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}
static int fault_unmap(sqlite3_file *file, int remove) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods fault_methods = {
    .iVersion = 2,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_traits,
    .xShmMap = fault_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_barrier,
    .xShmUnmap = fault_unmap,
};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                      int *ret_flags) {
    (void)vfs;
    struct fault_file *wrapped = (struct fault_file *)file;
    wrapped->real = (sqlite3_file *)(wrapped + 1);
    int code = real_vfs->xOpen(real_vfs, name, wrapped->real, flags, ret_flags);
    wrapped->base.pMethods = wrapped->real->pMethods ? &fault_methods : NULL;
    return code;
}

static void install_faults(void) {
    if (real_vfs)
        return;
    ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory), SQLITE_OK);
    sqlite3_mem_methods memory = real_memory;
    memory.xMalloc = fault_malloc;
    memory.xRealloc = fault_realloc;
    ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &memory), SQLITE_OK);
    real_vfs = sqlite3_vfs_find(NULL);
    fault_vfs = *real_vfs;
    fault_vfs.zName = "faulty";
    fault_vfs.szOsFile = (int)sizeof(struct fault_file) + real_vfs->szOsFile;
    fault_vfs.xOpen = fault_open;
    ck_assert_int_eq(sqlite3_vfs_register(&fault_vfs, 1), SQLITE_OK);
}

/* ---- the scenario ---------------------------------------------------------------------------- */

static char folder[64];
static char path[96];
static char reason[STORAGE_REASON_MAX];
static struct arena *arena;

static int remove_entry(const char *name, const struct stat *info, int type, struct FTW *ftw) {
    (void)info;
    (void)type;
    return ftw->level ? remove(name) : 0;
}

static void empty_folder(void) {
    ck_assert_int_eq(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void setup(void) {
    install_faults();
    (void)snprintf(folder, sizeof folder, "/tmp/claimd-faults-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/store.db", folder);
    arena = arena_new(1 << 28);
    atomic_store(&fail_at, 0);
}

static void teardown(void) {
    atomic_store(&fail_at, 0);
    arena_free(arena);
    empty_folder();
    ck_assert_int_eq(rmdir(folder), 0);
}

static int link_all(struct arena *scratch, struct slice signature, const struct slice *others,
                    uint32_t count, double *ret_links) {
    (void)scratch, (void)signature, (void)others;
    for (uint32_t i = 0; i < count; i++)
        ret_links[i] = 1;
    return 0;
}

/* One story for all. */
static int part(struct arena *scratch, const struct story_question *question,
                struct story_verdict *ret_verdict) {
    *ret_verdict =
        (struct story_verdict){.stories = ARENA_ARRAY(scratch, uint32_t, question->count),
                               .story_count = 1,
                               .reasons = ARENA_ARRAY(scratch, struct slice, 1)};
    return ret_verdict->stories && ret_verdict->reasons ? 0 : ERR_NO_MEMORY;
}

static const struct story_decider decider = {link_all, part};

enum { ARTICLES = 6 };

static struct article_record *record_of(int index) {
    static const uint64_t terms[] = {11, 12, 13};
    struct article_record *record = ARENA_NEW(arena, struct article_record);
    ck_assert_ptr_nonnull(record);
    ck_assert_int_eq(arena_printf(arena, &record->text, "Article number %d.", index), 0);
    record->input = record->text;
    record->analysis = SLICE("{}");
    record->published_day = DAY_NONE;
    record->engine = SLICE("test");
    record->signature = SLICE("s");
    record->keys = terms;
    record->terms = terms;
    record->key_count = 1;
    record->term_count = 3;
    return record;
}

/* Puts all articles, one by one or all at once, and tells which were acknowledged. */
static void put_all(struct storage *storage, bool together, int errors[ARTICLES]) {
    struct storage_waiter waiters[ARTICLES];
    struct article_put writes[ARTICLES];
    for (int i = 0; i < ARTICLES; i++) {
        writes[i] = (struct article_put){.record = record_of(i)};
        storage_wait_prepare(&waiters[i], &writes[i].write);
        ck_assert_int_eq(storage_article_put(storage, arena, &writes[i]), 0);
        if (!together)
            errors[i] = storage_wait(&waiters[i], &writes[i].write, 0);
    }
    for (int i = 0; i < ARTICLES && together; i++)
        errors[i] = storage_wait(&waiters[i], &writes[i].write, 0);
}

static int64_t ask(const char *sql) {
    sqlite3 *db;
    sqlite3_stmt *statement;
    ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    return value;
}

static void run_sql(const char *sql) {
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

/* Everything that must hold of any file, however it came to be. */
static void check_file(int stored) {
    ck_assert_int_eq(
        ask("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
    ck_assert_int_eq(ask("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    run_sql("INSERT INTO document_index (document_index) VALUES ('integrity-check')");
    ck_assert_int_eq(ask("SELECT count(*) FROM article"), stored);
    ck_assert_int_eq(ask("SELECT count(*) FROM document"), stored);
    ck_assert_int_eq(ask("SELECT count(*) FROM posting"), stored);
    ck_assert_int_eq(ask("SELECT count(*) FROM event WHERE kind = 'article_stored'"), stored);
    ck_assert_int_eq(ask("SELECT coalesce(max(number), 0) - count(*) FROM event"), 0);
    ck_assert_int_eq(ask("SELECT count(*) FROM story"), stored > 0);
    ck_assert_int_eq(ask("SELECT count(*) FROM alignment_member WHERE until IS NULL"),
                     stored > 1 ? stored : 0);
    ck_assert_int_eq(ask("SELECT count(*) FROM alignment_version WHERE until IS NULL"), stored > 1);
    ck_assert_int_eq(ask("SELECT count(*) FROM notice WHERE until IS NULL"), stored > 1);
}

static bool expected_error(int error) {
    return error == 0 || error == ERR_NO_SPACE || error == ERR_FAILED ||
           (error == ERR_NO_MEMORY && atomic_load(&failing) == FAULT_MEMORY);
}

/* All articles of a story are one alignment, of their first claims: its rows are written under
 * faults as well. */
static int align(void *context, struct arena *work, struct arena *kept,
                 const struct alignment_question *question, struct alignment_answer *ret_answer) {
    (void)context;
    (void)work;
    struct alignment_record *record = ARENA_NEW(kept, struct alignment_record);
    struct member_record *members = ARENA_ARRAY(kept, struct member_record, question->count);
    if (!record || !members)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < question->count; i++)
        members[i] = (struct member_record){i, 0, {.kind = "claim", .printed = SLICE("words")}};
    *record = (struct alignment_record){.relation = "conflict",
                                        .kinds = SLICE("value"),
                                        .topic = SLICE("topic"),
                                        .explanation = SLICE("words"),
                                        .differences = SLICE("[]"),
                                        .origins = SLICE("[]"),
                                        .accounts = question->count,
                                        .score = 0.5,
                                        .members = members,
                                        .member_count = question->count};
    *ret_answer = (struct alignment_answer){.alignments = record, .count = question->count > 1};
    return store_tell_pairs(kept, question, ret_answer);
}

static int open_aligned(struct storage **ret_storage) {
    int error = storage_open(path, &decider, ret_storage, reason);
    if (!error)
        storage_set_aligner(*ret_storage, align, NULL);
    return error;
}

/* One run with the fault at call `at`. Returns false when the scenario ended before the fault. */
static bool run_with_fault(int at, int code, bool together) {
    empty_folder();
    struct storage *storage;
    ck_assert_msg(open_aligned(&storage) == 0, "%s", reason);
    atomic_store(&fail_code, code);
    atomic_store(&calls, 0);
    atomic_store(&fail_at, at);
    int errors[ARTICLES];
    put_all(storage, together, errors);
    bool reached = atomic_load(&calls) >= at;
    atomic_store(&fail_at, 0);

    int again[ARTICLES]; /* the disk is well again: the same store goes on */
    put_all(storage, together, again);
    for (int i = 0; i < ARTICLES; i++) {
        ck_assert_msg(expected_error(errors[i]), "fault %d: article %d: %d", at, i, errors[i]);
        ck_assert_msg(again[i] == 0, "fault %d: article %d again: %d", at, i, again[i]);
        struct storage_id id = storage_article_id(record_of(i)->input);
        struct stored_article article;
        ck_assert_int_eq(storage_article_get(storage, arena, &id, ARTICLE_TEXT, &article), 0);
    }
    struct storage_counts counts;
    storage_count(storage, &counts);
    ck_assert_uint_eq(counts.articles, ARTICLES);
    ck_assert_uint_eq(counts.stories, 1);
    storage_close(storage);
    check_file(ARTICLES);
    return reached;
}

static void run_all_faults(int code, enum fault_shape how, bool together) {
    shape = how;
    int at = 1;
    while (run_with_fault(at, code, together))
        at += together ? TEST_SCALE(1, 3) : TEST_SCALE(3, 7); /* six commits repeat themselves */
    ck_assert_int_gt(at, 10);                                 /* there was something to fail */
}

/* SQLite may end a transaction by itself when it has no memory: nothing may go on outside of it. */
START_TEST(no_memory_for_sqlite_loses_nothing_acknowledged) {
    atomic_store(&failing, FAULT_MEMORY);
    shape = FAULT_ONCE;
    ck_assert(!run_with_fault(INT_MAX, SQLITE_NOMEM, true)); /* counts */
    int count = atomic_load(&calls);
    ck_assert_int_gt(count, 500);
    for (int at = 1; at < count; at += count / TEST_SCALE(60, 20))
        (void)run_with_fault(at, SQLITE_NOMEM, true); /* another run may need a little less */
    atomic_store(&failing, FAULT_DISK);
}
END_TEST

START_TEST(a_full_disk_loses_nothing_acknowledged) {
    run_all_faults(SQLITE_FULL, FAULT_FROM_THEN_ON, false);
    run_all_faults(SQLITE_FULL, FAULT_FROM_THEN_ON, true);
}
END_TEST

START_TEST(one_failed_call_loses_nothing_acknowledged) {
    run_all_faults(SQLITE_IOERR_WRITE, FAULT_ONCE, false);
    run_all_faults(SQLITE_IOERR_WRITE, FAULT_ONCE, true);
}
END_TEST

/* The process dies with the disk still failing: what was acknowledged is there after the restart.
 */
START_TEST(acknowledged_articles_outlive_the_process) {
    shape = FAULT_FROM_THEN_ON;
    for (int at = 1; at < 80; at += 3) {
        empty_folder();
        struct storage *storage;
        ck_assert_int_eq(open_aligned(&storage), 0);
        atomic_store(&fail_code, SQLITE_FULL);
        atomic_store(&calls, 0);
        atomic_store(&fail_at, at);
        int errors[ARTICLES];
        put_all(storage, false, errors);
        storage_close(storage); /* its checkpoint fails as well */
        atomic_store(&fail_at, 0);
        ck_assert_int_eq(open_aligned(&storage), 0);
        int stored = 0;
        for (int i = 0; i < ARTICLES; i++) {
            struct storage_id id = storage_article_id(record_of(i)->input);
            struct stored_article article;
            int error = storage_article_get(storage, arena, &id, 0, &article);
            ck_assert(error == 0 || error == ERR_NOT_FOUND);
            ck_assert_msg(error == 0 || errors[i] != 0, "fault %d: article %d is lost", at, i);
            stored += error == 0;
        }
        storage_close(storage);
        check_file(stored);
    }
}
END_TEST

START_TEST(a_full_disk_has_its_own_error) {
    struct storage *storage;
    shape = FAULT_FROM_THEN_ON;
    ck_assert_int_eq(open_aligned(&storage), 0);
    atomic_store(&fail_code, SQLITE_FULL);
    atomic_store(&calls, 0);
    atomic_store(&fail_at, 1);
    int errors[ARTICLES];
    put_all(storage, true, errors);
    for (int i = 0; i < ARTICLES; i++)
        ck_assert_int_eq(errors[i], ERR_NO_SPACE);
    atomic_store(&fail_at, 0);
    storage_close(storage);
}
END_TEST

START_TEST(damaged_pages_are_an_error_and_no_crash) {
    struct storage *storage;
    ck_assert_int_eq(open_aligned(&storage), 0);
    int errors[ARTICLES];
    put_all(storage, true, errors);
    storage_close(storage);
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 2 * 4096, SEEK_SET), 0);
    for (int i = 0; i < 40 * 4096; i++)
        ck_assert_int_ne(fputc(0xA5, file), EOF);
    ck_assert_int_eq(fclose(file), 0);
    int error = open_aligned(&storage);
    if (error) {
        ck_assert_ptr_nonnull(strstr(reason, "damaged"));
        return;
    }
    struct article_filter filter = {
        .published_from = DAY_NONE, .published_to = DAY_NONE, .limit = 10};
    struct article_list list;
    ck_assert_int_ne(storage_article_list(storage, arena, &filter, &list), 0);
    storage_close(storage);
}
END_TEST

/* ---- schema steps ---------------------------------------------------------------------------- */

#define FIRST_STEP                                                                                 \
    "CREATE TABLE first (value INTEGER NOT NULL) STRICT; INSERT INTO first VALUES (7)"
#define SECOND_STEP                                                                                \
    "CREATE TABLE second (value INTEGER NOT NULL) STRICT;"                                         \
    "INSERT INTO second SELECT value * 2 FROM first"
#define BAD_STEP "CREATE TABLE second (value INTEGER) STRICT; INSERT INTO nowhere VALUES (1)"

static const char *const good_steps[] = {FIRST_STEP, SECOND_STEP, "DROP TABLE first"};
static const char *const bad_steps[] = {FIRST_STEP, BAD_STEP};

static int migrate_to(const char *const *steps, int count) {
    FILE *file = fopen(path, "ab"); /* the store makes its file before it opens it */
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    struct connection connection;
    struct migration_plan plan = {steps, count};
    ck_assert_int_eq(connection_open(path, CONNECTION_WRITER, &connection), 0);
    int error = migrate(&connection, path, &plan, reason);
    connection_close(&connection);
    return error;
}

static bool exists(const char *suffix) {
    char name[128];
    (void)snprintf(name, sizeof name, "%s%s", path, suffix);
    return access(name, F_OK) == 0;
}

START_TEST(an_older_file_is_brought_forward_with_a_backup) {
    ck_assert_int_eq(migrate_to(good_steps, 1), 0);
    ck_assert(!exists(".v1.backup"));
    ck_assert_int_eq(migrate_to(good_steps, 1), 0); /* nothing to do */
    ck_assert(!exists(".v1.backup"));
    ck_assert_int_eq(migrate_to(good_steps, 3), 0);
    ck_assert_int_eq(ask("PRAGMA user_version"), 3);
    ck_assert_int_eq(ask("SELECT value FROM second"), 14);
    ck_assert(exists(".v1.backup"));
    char name[128];
    (void)snprintf(name, sizeof name, "%s.v1.backup", path);
    ck_assert_int_eq(rename(name, path), 0);
    ck_assert_int_eq(ask("PRAGMA user_version"), 1);
    ck_assert_int_eq(ask("SELECT value FROM first"), 7);
}
END_TEST

START_TEST(a_step_that_fails_changes_nothing) {
    ck_assert_int_eq(migrate_to(bad_steps, 1), 0);
    ck_assert_int_eq(migrate_to(bad_steps, 2), ERR_FAILED);
    ck_assert_int_eq(ask("PRAGMA user_version"), 1);
    ck_assert_int_eq(ask("SELECT count(*) FROM sqlite_schema WHERE name = 'second'"), 0);
    ck_assert_int_eq(migrate_to(good_steps, 2), 0); /* and the right step still runs */
}
END_TEST

START_TEST(steps_are_taken_together_or_not_at_all) {
    ck_assert_int_eq(migrate_to(bad_steps, 2), ERR_FAILED);
    ck_assert_int_eq(ask("SELECT count(*) FROM sqlite_schema"), 0); /* not the good one either */
    ck_assert_int_eq(ask("PRAGMA user_version"), 0);
}
END_TEST

START_TEST(a_newer_file_is_left_alone) {
    ck_assert_int_eq(migrate_to(good_steps, 3), 0);
    ck_assert_int_eq(migrate_to(good_steps, 2), ERR_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(reason, "schema 3"));
    ck_assert_int_eq(ask("PRAGMA user_version"), 3);
}
END_TEST

/* What step 9 left: three articles, one of them a replaced version. */
#define ARTICLE(number, latest, text, name)                                                        \
    "INSERT INTO article (id, story, stored_at, claims, engine, lineage, latest, searchable)"      \
    " VALUES (printf('%032d', " #number "), 1, 0, 0, '', " #number ", " #latest ", 1);"            \
    "INSERT INTO document VALUES (" #number ", 'The title', '" text "', x'', x'', x'', x'');"      \
    "INSERT INTO document_index (rowid, title, text)"                                              \
    " VALUES (" #number ", 'The title', '" text "');"                                              \
    "INSERT INTO mention VALUES ('" name "', 'person', " #number ", 2, '[]');"

START_TEST(step_10_indexes_and_counts_what_is_there) {
    ck_assert_int_eq(migrate_to(migration_plan.steps, 9), 0);
    run_sql(
        "INSERT INTO story (id, created_at, changed_at) VALUES (printf('%032d', 1), 0, 0);" ARTICLE(
            1, 0, "Ferries sailed.", "Orla Venn") ARTICLE(2, 1, "The ferry sank.", "Orla Venn")
            ARTICLE(3, 1, "A FERRYMAN was seen.", "ORLA VENN"));
    ck_assert_int_eq(migrate_to(migration_plan.steps, 10), 0);
    static const char *const found[] = {"f", "fe", "fer", "ferr", "ferrym"};
    static const int expected[] = {3, 3, 3, 3, 1};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        char sql[120];
        (void)snprintf(sql, sizeof sql,
                       "SELECT count(*) FROM document_index WHERE document_index MATCH '\"%s\"*'",
                       found[i]);
        ck_assert_int_eq(ask(sql), expected[i]);
    }
    run_sql("INSERT INTO document_index (document_index, rank) VALUES ('integrity-check', 1)");
    ck_assert_int_eq(ask("SELECT articles * 10 + mentions FROM name_count"), 24);
    ck_assert_int_eq(ask("SELECT count(*) FROM name_count"), 1);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("storage faults");
    TCase *test = tcase_create("faults");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_set_timeout(test, 100);
    tcase_add_test(test, a_full_disk_loses_nothing_acknowledged);
    tcase_add_test(test, one_failed_call_loses_nothing_acknowledged);
    tcase_add_test(test, no_memory_for_sqlite_loses_nothing_acknowledged);
    tcase_add_test(test, acknowledged_articles_outlive_the_process);
    tcase_add_test(test, a_full_disk_has_its_own_error);
    tcase_add_test(test, damaged_pages_are_an_error_and_no_crash);
    tcase_add_test(test, an_older_file_is_brought_forward_with_a_backup);
    tcase_add_test(test, a_step_that_fails_changes_nothing);
    tcase_add_test(test, steps_are_taken_together_or_not_at_all);
    tcase_add_test(test, a_newer_file_is_left_alone);
    tcase_add_test(test, step_10_indexes_and_counts_what_is_there);
    suite_add_tcase(suite, test);
    return suite;
}
