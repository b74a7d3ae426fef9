/* Looking after the file: copies of it, going back to one, and what is wrong with it in plain
 * words. None of these needs an open store; all but restore and migrate work beside a running one.
 *
 * Where something fails, ret_reason holds one plain sentence. Errors are those of storage_open.
 */
#pragma once

#include "storage/storage.h"

/* A server that several claimd may use, or else a file. */
bool storage_on_server(const char *where);

/* What to call the place in messages: an address without its password and parameters. */
enum { STORAGE_PLACE_MAX = 256 };
void storage_place_name(const char *where, char ret_name[STORAGE_PLACE_MAX]);

/* A path beside which a file without a name may lie for a while: that of the store, or one in /tmp
 * where the store is on a server. */
const char *storage_spool_place(const char *where);

struct storage_facts {
    int64_t schema;        /* step of the file */
    int64_t newest_schema; /* that this program knows */
    int64_t articles;
    uint64_t file_bytes;
    uint64_t log_bytes; /* of the write-ahead log beside it */
};

/* Copies the database as of one moment into the file `target`, while others read and write it. The
 * copy is checked (integrity, foreign keys) and durable before it takes its name; an older file of
 * this name is replaced. ret_facts tells of the copy. */
int storage_backup(const char *path, const char *target, struct storage_facts *ret_facts,
                   char ret_reason[STORAGE_REASON_MAX]);

/* Puts a checked copy of `backup` in the place of the database, which no claimd may be using. What
 * was there is kept as PATH.replaced (and PATH.replaced-wal where it could not be read). */
int storage_restore(const char *backup, const char *path, struct storage_facts *ret_facts,
                    char ret_reason[STORAGE_REASON_MAX]);

/* Copies one store into another, of whatever engine, and verifies it: `to` is empty, or what a copy
 * of the same source has left that was broken off, which goes on. Nobody may use either meanwhile.
 * `told` hears of each table that has rows, once it was verified. */
typedef void storage_copied(void *context, const char *table, int64_t rows, uint64_t hash);
int storage_copy(const char *from, const char *to, storage_copied *told, void *context,
                 char ret_reason[STORAGE_REASON_MAX]);

/* What can be wrong with a database file, from the outside in. */
enum storage_health {
    STORAGE_SOUND,
    STORAGE_MISSING,     /* it will be made at the next start */
    STORAGE_UNREACHABLE, /* a folder, no permission, a read-only disk, a name that keeps nothing */
    STORAGE_FOREIGN,     /* not SQLite, or of another program */
    STORAGE_NEWER,       /* written by a newer claimd */
    STORAGE_DAMAGED,
};

struct storage_diagnosis {
    enum storage_health health;
    char reason[STORAGE_REASON_MAX]; /* what is wrong */
    char advice[STORAGE_REASON_MAX]; /* what to do */
    bool in_use;                     /* a claimd has it open */
    struct storage_facts facts;      /* of a sound file */
};

/* Reads the whole file, or counts the rows on a server. Changes nothing. */
void storage_diagnose(const char *path, struct storage_diagnosis *ret_diagnosis);
