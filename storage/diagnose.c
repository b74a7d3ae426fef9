/* What is wrong with a database file, asked from the outside in: the name, the file, its first
 * bytes, whose it is, whether it is whole. The first answer that is bad is told in words for
 * somebody who does not know SQLite.
 */
#include "base/error.h"
#include "storage/care.h"
#include "storage/files.h"
#include "storage/migrate.h"
#include "storage/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER_BYTES = 100 };

static bool found(struct storage_diagnosis *diagnosis, enum storage_health health,
                  const char *advice) {
    diagnosis->health = health;
    (void)snprintf(diagnosis->advice, sizeof diagnosis->advice, "%s", advice); /* cut is fine */
    return false;
}

static const char *folder_of(const char *path, char folder[PATH_MAX]) {
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) : 0;
    (void)snprintf(folder, PATH_MAX, "%.*s", slash && length ? length : 1,
                   slash ? (length ? path : "/") : "."); /* cut: then nothing is there */
    return folder;
}

/* ---- the outside ----------------------------------------------------------------------------- */

static bool check_name(const char *path, struct storage_diagnosis *diagnosis) {
    if (file_name_check(path, diagnosis->reason) == 0)
        return true;
    return found(diagnosis, STORAGE_UNREACHABLE, "Set database to the path of a file.");
}

static bool check_folder(const char *path, struct storage_diagnosis *diagnosis) {
    char folder[PATH_MAX];
    struct stat info;
    (void)folder_of(path, folder);
    if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode)) {
        (void)reason_set(diagnosis->reason, 0, "the folder %.200s is not there", folder);
        return found(diagnosis, STORAGE_UNREACHABLE, "Make the folder, or mount the volume.");
    }
    if (access(folder, W_OK | X_OK) != 0) {
        (void)reason_set(diagnosis->reason, 0, "nothing may be written in the folder %.180s: %s",
                         folder, strerror(errno));
        return found(diagnosis, STORAGE_UNREACHABLE,
                     "claimd writes a log and a lock beside the database: give its user the folder "
                     "(chown), or mount it writable.");
    }
    return true;
}

static bool check_file(const char *path, struct storage_diagnosis *diagnosis) {
    struct stat info;
    if (stat(path, &info) != 0 && errno == ENOENT) {
        (void)reason_set(diagnosis->reason, 0, "there is no database yet");
        return found(diagnosis, STORAGE_MISSING, "claimd serve makes it.");
    }
    if (!S_ISREG(info.st_mode)) {
        (void)reason_set(diagnosis->reason, 0, "the path is no file but a %s",
                         S_ISDIR(info.st_mode) ? "folder" : "device or socket");
        return found(diagnosis, STORAGE_UNREACHABLE, "Set database to a file, not a folder.");
    }
    if (access(path, R_OK | W_OK) != 0) {
        (void)reason_set(diagnosis->reason, 0, "this user may not read and write the file: %s",
                         strerror(errno));
        return found(diagnosis, STORAGE_UNREACHABLE,
                     "Run as the user who owns the file, or give it to this one (chown).");
    }
    return true;
}

/* ---- the first bytes ------------------------------------------------------------------------- */

static const char *kind_of(const unsigned char *head, size_t length) {
    static const struct {
        const char *magic;
        size_t length;
        const char *kind;
    } kinds[] = {
        {"\x1f\x8b", 2, "a gzip file"},
        {"PK\x03\x04", 4, "a zip file"},
        {"\x28\xb5\x2f\xfd", 4, "a zstd file"},
        {"{", 1, "a JSON file"},
        {"-- ", 3, "SQL in words"},
        {"BEGIN", 5, "SQL in words"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (length >= kinds[i].length && memcmp(head, kinds[i].magic, kinds[i].length) == 0)
            return kinds[i].kind;
    return "not an SQLite database";
}

/* The header says how many pages of which size there are (https://sqlite.org/fileformat2.html). */
static bool check_length(const unsigned char *head, uint64_t size,
                         struct storage_diagnosis *diagnosis) {
    uint64_t page = (uint64_t)head[16] << 8 | head[17];
    page = page == 1 ? 65536 : page;
    uint64_t pages =
        (uint64_t)head[28] << 24 | (uint64_t)head[29] << 16 | (uint64_t)head[30] << 8 | head[31];
    bool told = memcmp(head + 24, head + 92, 4) == 0; /* else the number of pages is not kept */
    if (!told || size >= page * pages)
        return true;
    (void)reason_set(diagnosis->reason, 0,
                     "the file is cut off: it has %llu bytes of %llu (a copy that was broken off, "
                     "or a full disk)",
                     (unsigned long long)size, (unsigned long long)page * pages);
    return found(diagnosis, STORAGE_DAMAGED, "Restore a backup: claimd restore FILE.");
}

static bool check_head(const char *path, struct storage_diagnosis *diagnosis) {
    unsigned char head[HEADER_BYTES];
    struct stat info = {0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file >= 0 ? read(file, head, sizeof head) : -1;
    int error = errno;
    bool sized = file >= 0 && fstat(file, &info) == 0;
    if (file >= 0)
        (void)close(file); /* only read */
    if (length < 0 || !sized) {
        (void)reason_set(diagnosis->reason, 0, "the file cannot be read: %s", strerror(error));
        return found(diagnosis, STORAGE_DAMAGED, "The disk may be failing: restore a backup.");
    }
    if (length == 0)
        return true; /* made, and nothing written yet */
    if (length < HEADER_BYTES || memcmp(head, "SQLite format 3", 16) != 0) {
        (void)reason_set(diagnosis->reason, 0, "the file is %s", kind_of(head, (size_t)length));
        return found(diagnosis, STORAGE_FOREIGN,
                     "Set database to claimd's own file; unpack a packed backup first.");
    }
    return check_length(head, (uint64_t)info.st_size, diagnosis);
}

/* ---- the inside ------------------------------------------------------------------------------ */

static void see_whether_used(const char *path, struct storage_diagnosis *diagnosis) {
    char name[PATH_MAX];
    char reason[STORAGE_REASON_MAX];
    if (file_beside(path, ".lock", name, reason) < 0)
        return;
    int file = open(name, O_RDONLY | O_CLOEXEC); /* not made when missing: nobody uses it then */
    if (file < 0)
        return;
    diagnosis->in_use = flock(file, LOCK_SH | LOCK_NB) != 0;
    (void)close(file); /* drops the lock */
}

static bool check_owner(struct connection *connection, struct storage_diagnosis *diagnosis) {
    diagnosis->facts.newest_schema = migration_plan.count;
    int error =
        migrate_judge(connection, &migration_plan, &diagnosis->facts.schema, diagnosis->reason);
    if (error == ERR_UNSUPPORTED)
        return found(diagnosis, STORAGE_NEWER,
                     "Run that newer claimd, or restore a backup from before its first start "
                     "(it left one beside the file, NAME.vN.backup).");
    if (error == ERR_BUSY)
        return found(diagnosis, STORAGE_UNREACHABLE, "End the program that holds it, try again.");
    bool readable = !error || (connection->last_code & 0xff) == SQLITE_OK;
    if (error && readable)
        return found(diagnosis, STORAGE_FOREIGN, "Set database to claimd's own file.");
    if (error)
        return found(diagnosis, STORAGE_DAMAGED, "Restore a backup: claimd restore FILE.");
    return true;
}

static bool check_inside(struct connection *connection, struct storage_diagnosis *diagnosis) {
    int64_t sound = 0;
    int64_t strays = 0;
    int error = connection_number(
        connection, "SELECT integrity_check = 'ok' FROM pragma_integrity_check(1)", &sound);
    if (!error)
        error =
            connection_number(connection, "SELECT count(*) FROM pragma_foreign_key_check", &strays);
    if (!error && diagnosis->facts.schema)
        error = connection_number(connection, "SELECT count(*) FROM article",
                                  &diagnosis->facts.articles);
    if (error || !sound || strays) {
        (void)reason_set(diagnosis->reason, 0, "%s",
                         error ? connection_reason(connection)
                               : "the file is damaged: pages or rows do not fit together");
        return found(diagnosis, STORAGE_DAMAGED,
                     "Stop claimd, keep a copy of the file, then: claimd restore FILE. Without a "
                     "backup, sqlite3's .recover saves what can be read.");
    }
    return true;
}

static void measure(const char *path, struct storage_facts *facts) {
    char log[PATH_MAX];
    char reason[STORAGE_REASON_MAX];
    struct stat info;
    if (stat(path, &info) == 0)
        facts->file_bytes = (uint64_t)info.st_size;
    if (file_beside(path, "-wal", log, reason) == 0 && stat(log, &info) == 0)
        facts->log_bytes = (uint64_t)info.st_size;
}

void storage_diagnose(const char *path, struct storage_diagnosis *ret_diagnosis) {
    struct storage_diagnosis *diagnosis = ret_diagnosis;
    *diagnosis = (struct storage_diagnosis){.health = STORAGE_SOUND};
    if (storage_on_server(path)) {
        diagnose_postgres(path, diagnosis);
        return;
    }
    if (!check_name(path, diagnosis) || !check_folder(path, diagnosis) ||
        !check_file(path, diagnosis) || !check_head(path, diagnosis))
        return;

    see_whether_used(path, diagnosis);
    struct connection connection;
    int error = connection_open(path, CONNECTION_READER, &connection);
    if (!error) /* a log that a crash left stays as it is */
        (void)sqlite3_db_config(sqlite_of(&connection), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                                (int *)NULL);
    if (error) {
        (void)reason_set(diagnosis->reason, 0, "%s", connection_reason(&connection));
        (void)found(diagnosis, STORAGE_DAMAGED, "Restore a backup: claimd restore FILE.");
    } else if (check_owner(&connection, diagnosis) && check_inside(&connection, diagnosis)) {
        measure(path, &diagnosis->facts);
    }
    connection_close(&connection);
}
