/* claimd doctor: looks at what a service needs before it starts (or while it runs), and says in
 * plain words what is wrong and what to do. It changes nothing.
 */
#include "base/error.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/listen.h"
#include "server/models_folder.h"
#include "storage/care.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { LOG_WARNING_BYTES = 256 * 1024 * 1024 };

static void say(bool good, const char *part, const char *name, const char *what) {
    printf("%-6s %-14s %s%s%s\n", good ? "ok" : "wrong", part, name, *name && *what ? ": " : "",
           what);
}

static void advise(const char *what) {
    printf("%-21s → %s\n", "", what);
}

static bool examine_models(const struct config *config) {
    char folder[PATH_MAX];
    struct resource_store resources = {0};
    if (models_open(config->models, &resources) < 0) { /* has told what is wrong */
        say(false, "models", "", "a trained model or lexicon cannot be used; see above");
        advise("Name their folder with --models, or install claimd again.");
        return false;
    }
    resource_store_done(&resources);
    bool named = models_folder_find(config->models, folder) == 0;
    say(true, "models", named ? folder : "", "");
    return true;
}

static bool examine_database(const struct config *config,
                             const struct storage_diagnosis *diagnosis) {
    const struct storage_facts *facts = &diagnosis->facts;
    char place[STORAGE_PLACE_MAX];
    storage_place_name(config->database, place);
    if (diagnosis->health != STORAGE_SOUND) {
        bool fine = diagnosis->health == STORAGE_MISSING;
        say(fine, "database", place, diagnosis->reason);
        advise(diagnosis->advice);
        return fine;
    }

    char text[256];
    (void)snprintf(text, sizeof text, "%lld articles, %llu bytes, schema %lld, whole%s",
                   (long long)facts->articles, (unsigned long long)facts->file_bytes,
                   (long long)facts->schema,
                   diagnosis->in_use ? ", in use by a running claimd" : ""); /* fits */
    say(true, "database", place, text);
    if (facts->schema && facts->schema < facts->newest_schema)
        advise("Its schema is older; claimd serve or claimd migrate brings it up to date, after a "
               "copy.");
    if (facts->log_bytes <= LOG_WARNING_BYTES)
        return true;
    (void)snprintf(text, sizeof text, "the log beside the database has %llu bytes",
                   (unsigned long long)facts->log_bytes);
    say(false, "log", "", text);
    advise("Some program reads the database without an end: close it, and the next write cuts the "
           "log.");
    return false;
}

/* Room for a copy of the database, which a migration or a backup beside it needs. */
static bool examine_disk(const struct config *config, const struct storage_facts *facts) {
    char folder[PATH_MAX];
    char text[160];
    const char *slash = strrchr(config->database, '/');
    (void)snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - config->database) + 1 : 1,
                   slash ? config->database : "."); /* cut: then nothing is there */
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0)
        return true; /* the folder's fault, told already */
    uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    uint64_t wanted = facts->file_bytes + facts->log_bytes + (1 << 26);
    bool fine = free_bytes >= wanted;
    (void)snprintf(text, sizeof text, "%llu MiB free", (unsigned long long)(free_bytes >> 20));
    say(fine, "disk", folder, text);
    if (!fine)
        advise("Too little for a copy of the database: make room before a backup or a migration.");
    return fine;
}

static bool examine_address(const struct config *config, bool in_use) {
    struct listen_address address;
    int fd = -1;
    if (listen_address_parse(config->listen, &address) < 0) {
        say(false, "listen", config->listen, "this is no address");
        advise("Use 127.0.0.1:8080, [::1]:8080 or unix:/path.");
        return false;
    }
    if (address.socket.any.sa_family == AF_UNIX) { /* trying would take the socket's place */
        say(true, "listen", config->listen, "");
        return true;
    }
    int error = listen_open(&address, &fd);
    int why = errno;
    if (error == 0)
        (void)close(fd);
    bool taken = error < 0 && why == EADDRINUSE;
    bool fine = error == 0 || (taken && in_use);
    say(fine, "listen", config->listen,
        error == 0 ? "free"
        : fine     ? "a claimd listens there"
                   : strerror(why));
    if (!fine)
        advise(taken ? "Another program listens there: end it, or choose another port."
                     : "Choose an address of this machine that this user may take.");
    return fine;
}

int command_doctor(int argc, char **argv) {
    struct arena *arena = arena_new(1 << 20);
    struct config config;
    if (!arena || config_read(arena, SCOPE_SERVE, argc, argv, &config) < 0) {
        say(false, "configuration", "", "a setting cannot be used; the line above names it");
        advise("claimd help lists the options, claimd config what is in force.");
        arena_free(arena);
        return EXIT_FAILURE;
    }
    say(true, "configuration", config.file ? config.file : "", "");
    struct storage_diagnosis diagnosis;
    storage_diagnose(config.database, &diagnosis);
    unsigned wrong = 0;
    wrong += !examine_models(&config);
    wrong += !examine_database(&config, &diagnosis);
    if (!storage_on_server(config.database))
        wrong += !examine_disk(&config, &diagnosis.facts);
    wrong += !examine_address(&config, diagnosis.in_use);
    printf("%s\n", wrong ? "claimd cannot run like this." : "claimd can run like this.");
    arena_free(arena);
    return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
