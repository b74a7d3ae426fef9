#include "bench/raw_store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SYNCS = 21, GROUP = 64 };

static double now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time); /* cannot fail for this clock */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int compare_doubles(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

double raw_sync_seconds(const char *folder) {
    static const char page[4096];
    double times[SYNCS];
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/sync.tmp", folder);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0)
        return 0;
    for (int i = 0; i < SYNCS; i++) {
        double start = now();
        if (write(file, page, sizeof page) != sizeof page || fdatasync(file) != 0)
            perror("bench_store: fdatasync");
        times[i] = now() - start;
    }
    (void)close(file); /* to be deleted */
    (void)unlink(path);
    qsort(times, SYNCS, sizeof *times, compare_doubles);
    return times[SYNCS / 2];
}

/* ---- the same rows --------------------------------------------------------------------------- */

/* ?1 is the article's number. */
static const char *const copies[] = {
    "INSERT OR IGNORE INTO story SELECT * FROM was.story"
    " WHERE number = (SELECT story FROM was.article WHERE number = ?1)",
    "INSERT OR IGNORE INTO source SELECT * FROM was.source"
    " WHERE number = (SELECT outlet FROM was.article WHERE number = ?1)",
    "INSERT INTO article SELECT * FROM was.article WHERE number = ?1",
    "INSERT INTO document SELECT * FROM was.document WHERE number = ?1",
    "INSERT INTO document_index (rowid, title, text)"
    " SELECT number, title, text FROM was.document WHERE number = ?1",
    "INSERT INTO claim SELECT * FROM was.claim WHERE article = ?1",
    "INSERT INTO quantity SELECT * FROM was.quantity WHERE article = ?1",
    "INSERT INTO quotation SELECT * FROM was.quotation WHERE article = ?1",
    "INSERT INTO mention SELECT * FROM was.mention WHERE article = ?1",
    "INSERT INTO posting SELECT * FROM was.posting WHERE article = ?1",
    "INSERT INTO event SELECT * FROM was.event WHERE number = 2 * ?1 - 1 OR number = 2 * ?1",
};
enum { COPIES = sizeof copies / sizeof *copies };

static int run(sqlite3 *db, const char *sql) {
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        fprintf(stderr, "bench_store: %s: %s\n", sql, sqlite3_errmsg(db));
    return code;
}

static int copy_article(sqlite3 *db, sqlite3_stmt *const statements[COPIES], int number) {
    int code = SQLITE_DONE;
    for (int i = 0; i < COPIES && code == SQLITE_DONE; i++) {
        (void)sqlite3_bind_int(statements[i], 1, number); /* step tells */
        code = sqlite3_step(statements[i]);
        (void)sqlite3_reset(statements[i]); /* repeats it */
    }
    if (code != SQLITE_DONE)
        fprintf(stderr, "bench_store: copying: %s\n", sqlite3_errmsg(db));
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int copy_articles(sqlite3 *db, sqlite3_stmt *const statements[COPIES], int count) {
    int code = SQLITE_OK;
    for (int i = 1; i <= count && code == SQLITE_OK; i++) {
        if (i % GROUP == 1)
            code = run(db, "BEGIN IMMEDIATE");
        if (code == SQLITE_OK)
            code = copy_article(db, statements, i);
        if (code == SQLITE_OK && (i % GROUP == 0 || i == count))
            code = run(db, "COMMIT");
    }
    return code;
}

double raw_copy_rate(const char *from, const char *to, int count) {
    sqlite3 *db;
    sqlite3_stmt *statements[COPIES] = {NULL};
    char *attach = sqlite3_mprintf("ATTACH %Q AS was", from);
    int code = sqlite3_open(to, &db);
    if (code == SQLITE_OK)
        code = run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                       "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000");
    if (code == SQLITE_OK)
        code = run(db, attach);
    for (int i = 0; i < COPIES && code == SQLITE_OK; i++)
        code = sqlite3_prepare_v2(db, copies[i], -1, &statements[i], NULL);
    double start = now();
    if (code == SQLITE_OK)
        code = copy_articles(db, statements, count);
    double seconds = now() - start;
    for (int i = 0; i < COPIES; i++)
        (void)sqlite3_finalize(statements[i]); /* repeats what was told */
    (void)sqlite3_close(db);                   /* nothing is open any more */
    sqlite3_free(attach);
    return code == SQLITE_OK ? count / seconds : 0;
}

/* ---- the file -------------------------------------------------------------------------------- */

static const char parts[] = "SELECT name, sum(pgsize) AS size, sum(sum(pgsize)) OVER () FROM dbstat"
                            " GROUP BY name ORDER BY size DESC LIMIT 16";

void raw_print_parts(const char *path) {
    sqlite3 *db;
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, parts, -1, &statement, NULL);
    while (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
        double size = sqlite3_column_double(statement, 1);
        printf("  %-32s %9.1f MB %5.1f %%\n", (const char *)sqlite3_column_text(statement, 0),
               size / 1e6, 100 * size / sqlite3_column_double(statement, 2));
    }
    if (code != SQLITE_OK)
        printf("  (this SQLite cannot tell the parts: %s)\n", sqlite3_errmsg(db));
    (void)sqlite3_finalize(statement); /* told above */
    (void)sqlite3_close(db);
}
