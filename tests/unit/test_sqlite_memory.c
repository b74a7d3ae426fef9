/* SQLite without memory, one allocation of its own after the other: what fails is told, and the
 * next deed finds nothing of it. At such a failure FTS5 has remembered counts that it could not
 * read; every deletion after it failed then, until the process ended (engine_sqlite.c).
 * A backup died of a handle that it did not get.
 */
#include "base/error.h"
#include "storage/care.h"
#include "storage/migrate.h"
#include "storage/sqlite.h"
#include "tests/unit/store.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    CALMS = 3,          /* rounds that meet no fault any more: other threads allocate as well */
    DELETION_FINDS = 60 /* allocations in which a deletion has found what to take out of where */
};

static sqlite3_mem_methods real_memory;
static atomic_int calls; /* since the last one was refused */
static atomic_int refused;

static bool is_refused(void) {
    return atomic_fetch_add(&calls, 1) + 1 == atomic_load(&refused);
}

static void *scarce_malloc(int size) {
    return is_refused() ? NULL : real_memory.xMalloc(size);
}

static void *scarce_realloc(void *at, int size) {
    return is_refused() ? NULL : real_memory.xRealloc(at, size);
}

static void setup(void) {
    if (!real_memory.xMalloc) {
        ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory), SQLITE_OK);
        sqlite3_mem_methods memory = real_memory;
        memory.xMalloc = scarce_malloc;
        memory.xRealloc = scarce_realloc;
        ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &memory), SQLITE_OK);
    }
    (void)unsetenv("CLAIMD_TEST_DATABASE"); /* of SQLite's own; set, or not */
    store_setup();
}

static void refuse(int which) {
    atomic_store(&calls, 0);
    atomic_store(&refused, which);
}

/* Returns whether it came to a refusal. */
static bool relent(void) {
    bool met = atomic_load(&calls) >= atomic_load(&refused);
    atomic_store(&refused, 0);
    return met;
}

static struct storage_id put(int number) {
    char text[64];
    char signature[64];
    (void)snprintf(text, sizeof text, "Ferry %d has left, counted by 12 people.", number);
    (void)snprintf(signature, sizeof signature, "ferry:%d", number);
    struct article_put put = store_put(store_record(text, signature, NULL));
    ck_assert_msg(put.write.error == 0, "article %d: %d", number, put.write.error);
    return put.id;
}

START_TEST(a_deletion_without_memory_spoils_no_other) {
    put(0);
    for (int which = 1; which < DELETION_FINDS; which++) {
        struct storage_id id = put(which);
        refuse(which);
        int error = store_delete(&id);
        ck_assert(relent());
        ck_assert_msg(error == 0 || error == ERR_NO_MEMORY, "allocation %d: %d", which, error);
        int again = store_delete(&id);
        ck_assert_msg(again == (error ? 0 : ERR_NOT_FOUND), "allocation %d: again %d", which,
                      again);
    }
    ck_assert_int_eq(store_ask("SELECT count(*) FROM article"), 1);
    store_change("INSERT INTO document_index (document_index) VALUES ('integrity-check')");
}
END_TEST

static char target[DATABASE_WHERE_MAX];

static int back_up(void) {
    char reason[STORAGE_REASON_MAX] = "";
    struct storage_facts facts;
    return storage_backup(store_path, target, &facts, reason);
}

/* Without the checks of the copy, which allocate far more. */
static int copy_pages(void) {
    struct connection from;
    FILE *file = fopen(target, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    int error = connection_open(store_path, CONNECTION_READER, &from);
    if (!error) {
        int code = migrate_copy_pages(&from, target);
        error = code == SQLITE_OK ? 0 : sqlite_error(&from, code);
    }
    connection_close(&from);
    return error;
}

static void refuse_each(int (*act)(void), int stride) {
    (void)snprintf(target, sizeof target, "%s/backup", store_folder);
    put(0);
    int met = 0;
    for (int which = 1, calm = 0; calm < CALMS; which += stride) {
        refuse(which);
        int error = act();
        bool reached = relent();
        calm = reached ? 0 : calm + 1;
        met += reached;
        ck_assert_msg(error == 0 || error == ERR_NO_MEMORY, "allocation %d: %d", which, error);
    }
    ck_assert_int_gt(met, 20);
}

START_TEST(a_backup_without_memory_is_refused) {
    refuse_each(back_up, TEST_SCALE(97, 211));
}
END_TEST

START_TEST(copying_without_memory_is_refused) {
    refuse_each(copy_pages, TEST_SCALE(3, 11));
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("sqlite_memory");
    TCase *tests = tcase_create("sqlite_memory");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, store_teardown);
    tcase_add_test(tests, a_deletion_without_memory_spoils_no_other);
    tcase_add_test(tests, a_backup_without_memory_is_refused);
    tcase_add_test(tests, copying_without_memory_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}
