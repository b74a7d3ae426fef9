/* POST /v1/admin/backup: a checked copy of the database while it is used, in a folder that the
 * configuration names. A thread of its own copies, because that may take minutes; one at a time. A
 * client chooses neither folder nor name. */
#include "base/error.h"
#include "base/json_writer.h"
#include "handlers/handlers.h"
#include "storage/care.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

struct backup {
    const char *database;
    char target[PATH_MAX];
    struct storage_facts facts;
    char reason[STORAGE_REASON_MAX];
    int error;
};

static atomic_flag running = ATOMIC_FLAG_INIT;

/* FOLDER/NAME.20310504T070809Z.backup */
static int name_target(const struct service *service, struct backup *backup) {
    const char *slash = strrchr(service->database, '/');
    const char *name = slash ? slash + 1 : service->database;
    const char *folder = service->backup_folder;
    int folder_length = folder ? (int)strlen(folder) : (int)(name - service->database);
    struct tm now;
    char moment[32];
    time_t seconds = time(NULL);
    (void)gmtime_r(&seconds, &now); /* fails only for years that do not fit an int */
    (void)strftime(moment, sizeof moment, "%Y%m%dT%H%M%SZ", &now); /* fits */
    int length =
        snprintf(backup->target, sizeof backup->target, "%.*s%s%s.%s.backup", folder_length,
                 folder ? folder : service->database, folder ? "/" : "", name, moment);
    return length > 0 && (size_t)length < sizeof backup->target ? 0 : ERR_TOO_LARGE;
}

static void *copy(void *context) {
    struct request *request = context;
    struct backup *backup = request->state;
    backup->error =
        storage_backup(backup->database, backup->target, &backup->facts, backup->reason);
    atomic_flag_clear(&running);
    request_resume(request);
    return NULL;
}

static void finish(struct request *request) {
    const struct backup *backup = request->state;
    if (backup->error == ERR_NO_SPACE) {
        reply_problem(request, PROBLEM_STORAGE_FULL, "The disk is full; no backup was kept.");
        return;
    }
    if (backup->error) {
        reply_error(request, backup->error, "backing up the database");
        request->reply.failure = backup->reason; /* for the log; a client learns no paths */
        return;
    }
    const char *slash = strrchr(backup->target, '/');
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "file", slash ? slash + 1 : backup->target);
    json_member_integer(&json, "bytes", (int64_t)backup->facts.file_bytes);
    json_member_integer(&json, "articles", backup->facts.articles);
    json_member_integer(&json, "schema", backup->facts.schema);
    json_member_cstr(&json, "integrity", "ok");
    json_end_object(&json);
    reply_json(request, 201);
}

static int start_thread(struct request *request) {
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all; /* signals are the business of the main thread */
    sigset_t before;
    if (pthread_attr_init(&attributes) != 0)
        return ERR_NO_MEMORY;
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED); /* a valid value */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread, &attributes, copy, request);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attributes);
    return error ? ERR_NO_MEMORY : 0;
}

void admin_backup(struct request *request) {
    if (storage_on_server(request->service->database)) {
        reply_problem(request, PROBLEM_CONFLICT,
                      "The store is on a PostgreSQL server, which is backed up with its own tools: "
                      "pg_dump, or pg_basebackup with the archived log.");
        return;
    }
    struct backup *backup = ARENA_NEW(request->arena, struct backup);
    int error = backup ? name_target(request->service, backup) : ERR_NO_MEMORY;
    if (error) {
        reply_error(request, error, "naming the backup");
        return;
    }
    if (atomic_flag_test_and_set(&running)) {
        reply_error(request, ERR_BUSY, "backing up the database");
        return;
    }
    backup->database = request->service->database;
    request->state = backup;
    request_suspend(request, finish);
    error = start_thread(request);
    if (error) { /* after 0 all of it belongs to the thread */
        backup->error = error;
        atomic_flag_clear(&running);
        request_resume(request);
    }
}
