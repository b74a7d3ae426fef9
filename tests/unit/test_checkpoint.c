/* The write-ahead log stays bounded: without readers, beside readers that overlap all the time, and
 * again after one that held it up.
 */
#include "base/error.h"
#include "storage/checkpoint.h"
#include "storage/sqlite.h"
#include "tests/unit/runner.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ASK = 50, INSIST = 200, ROW_BYTES = 20000, PAGE = 4096, FRAME = PAGE + 24 };

static struct checkpoint checkpoint;
static char folder[64];
static char path[96];
static struct connection writer;

static void setup(void) {
    (void)snprintf(folder, sizeof folder, "/tmp/claimd-log-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/store.db", folder);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(connection_open(path, CONNECTION_WRITER, &writer), 0);
    ck_assert_int_eq(sqlite_make_durable(&writer), 0);
    ck_assert_int_eq(connection_run(&writer, "PRAGMA synchronous = OFF; CREATE TABLE t (b BLOB)"),
                     0);
    char limit[80]; /* what SQLite cuts the file back to when the log begins anew */
    (void)snprintf(limit, sizeof limit, "PRAGMA journal_size_limit = %d", INSIST * FRAME);
    ck_assert_int_eq(connection_run(&writer, limit), 0);
    checkpoint = (struct checkpoint){.ask = ASK, .insist = INSIST, .patience = 1};
    checkpoint_keep(&writer, &checkpoint);
}

static void teardown(void) {
    connection_close(&writer);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void write_rows(int count) {
    for (int i = 0; i < count; i++) {
        char sql[80];
        (void)snprintf(sql, sizeof sql, "INSERT INTO t VALUES (randomblob(%d))", ROW_BYTES);
        ck_assert_int_eq(connection_run(&writer, sql), 0);
    }
}

static long log_pages(void) {
    char name[128];
    struct stat info;
    (void)snprintf(name, sizeof name, "%s-wal", path);
    ck_assert_int_eq(stat(name, &info), 0);
    return (long)info.st_size / FRAME;
}

static void reader_open(struct connection *reader) {
    ck_assert_int_eq(connection_open(path, CONNECTION_READER, reader), 0);
}

static void reader_begin_at_once(struct connection *reader) {
    int64_t rows;
    ck_assert_int_eq(connection_run(reader, "BEGIN"), 0);
    ck_assert_int_eq(connection_number(reader, "SELECT count(*) FROM t", &rows), 0);
}

START_TEST(without_readers_the_log_begins_anew) {
    for (int i = 0; i < 20; i++) {
        write_rows(10);
        ck_assert_int_lt(log_pages(), ASK + 20);
    }
}
END_TEST

static atomic_bool reading;

/* Reads for a moment, again and again: two of these overlap nearly always. */
static void *read_on(void *context) {
    struct connection *reader = context;
    int64_t rows;
    while (atomic_load(&reading)) {
        if (connection_run(reader, "BEGIN") == 0 &&
            connection_number(reader, "SELECT count(*) FROM t", &rows) == 0)
            (void)usleep(3000);
        (void)connection_run(reader, "COMMIT"); /* the next turn shows whether it went well */
    }
    return NULL;
}

START_TEST(overlapping_readers_do_not_starve_it) {
    struct connection readers[3];
    pthread_t threads[3];
    long largest = 0;
    atomic_store(&reading, true);
    checkpoint.patience = 100;
    for (int i = 0; i < 3; i++) {
        reader_open(&readers[i]);
        ck_assert_int_eq(pthread_create(&threads[i], NULL, read_on, &readers[i]), 0);
    }
    for (int i = 0; i < 6 * INSIST / 4; i++) {
        write_rows(1);
        (void)usleep(500);
        largest = log_pages() > largest ? log_pages() : largest;
    }
    atomic_store(&reading, false);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        connection_close(&readers[i]);
    }
    /* An attempt may lose its patience; without insisting the log reaches ten times INSIST. */
    ck_assert_int_lt(largest, 4 * INSIST);
}
END_TEST

START_TEST(one_that_held_it_up_lets_it_shrink) {
    struct connection reader;
    reader_open(&reader);
    reader_begin_at_once(&reader);
    write_rows(INSIST);
    long largest = log_pages();
    ck_assert_int_gt(largest, 4 * INSIST);
    ck_assert_int_gt(checkpoint.next, 4 * INSIST); /* it does not ask at every commit */
    ck_assert_int_eq(connection_run(&reader, "COMMIT"), 0);
    write_rows(2);
    ck_assert_int_le(log_pages(), INSIST);
    ck_assert_int_eq(checkpoint.next, INSIST);
    connection_close(&reader);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("checkpoint");
    TCase *tests = tcase_create("checkpoint");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, without_readers_the_log_begins_anew);
    tcase_add_test(tests, overlapping_readers_do_not_starve_it);
    tcase_add_test(tests, one_that_held_it_up_lets_it_shrink);
    suite_add_tcase(suite, tests);
    return suite;
}
