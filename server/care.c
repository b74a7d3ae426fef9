/* claimd backup, restore, copy and migrate: the commands that look after the database file. */
#include "storage/care.h"

#include "base/error.h"
#include "handlers/story_decider.h"
#include "server/commands.h"
#include "server/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct care {
    struct arena *arena;
    struct config config;
};

/* Reads the options; `operands` files must be named. */
static int start(struct care *care, int argc, char **argv, int operands, const char *usage) {
    care->arena = arena_new(1 << 20);
    if (!care->arena || config_read(care->arena, SCOPE_CARE, argc, argv, &care->config) < 0)
        return ERR_INVALID;
    if (care->config.operand_count == operands)
        return 0;
    fprintf(stderr, "usage: claimd %s\n", usage);
    return ERR_INVALID;
}

static int finish(struct care *care, int status) {
    arena_free(care->arena);
    return status;
}

static int fail(struct care *care, const char *what, const char *name, const char *reason) {
    char place[STORAGE_PLACE_MAX];
    storage_place_name(name, place);
    fprintf(stderr, "claimd: %s %s: %s\n", what, place, reason);
    return finish(care, EXIT_FAILURE);
}

static void print_facts(const char *what, const char *name, const struct storage_facts *facts) {
    printf("%s %s: %lld articles, %llu bytes, schema %lld, integrity ok\n", what, name,
           (long long)facts->articles, (unsigned long long)facts->file_bytes,
           (long long)facts->schema);
}

int command_backup(int argc, char **argv) {
    struct care care = {0};
    struct storage_facts facts;
    char reason[STORAGE_REASON_MAX];
    if (start(&care, argc, argv, 1, "backup FILE [--database FILE]") < 0)
        return finish(&care, EXIT_USAGE);
    const char *target = care.config.operands[0];
    if (storage_backup(care.config.database, target, &facts, reason) < 0)
        return fail(&care, "cannot back up", care.config.database, reason);
    print_facts("backup", target, &facts);
    return finish(&care, EXIT_SUCCESS);
}

int command_restore(int argc, char **argv) {
    struct care care = {0};
    struct storage_facts facts;
    char reason[STORAGE_REASON_MAX];
    if (start(&care, argc, argv, 1, "restore FILE [--database FILE]") < 0)
        return finish(&care, EXIT_USAGE);
    const char *path = care.config.database;
    bool replaces = access(path, F_OK) == 0;
    if (storage_restore(care.config.operands[0], path, &facts, reason) < 0)
        return fail(&care, "cannot restore", path, reason);
    print_facts("restored", path, &facts);
    if (replaces)
        printf("what was there before is %s.replaced\n", path);
    return finish(&care, EXIT_SUCCESS);
}

/* Opening does it: a copy beside the file first, then step by step. */
int command_migrate(int argc, char **argv) {
    struct care care = {0};
    char reason[STORAGE_REASON_MAX];
    struct storage *storage;
    struct storage_diagnosis before;
    if (start(&care, argc, argv, 0, "migrate [--database FILE]") < 0)
        return finish(&care, EXIT_USAGE);
    const char *path = care.config.database;
    storage_diagnose(path, &before);
    bool server = storage_on_server(path);
    bool ready = before.health == STORAGE_SOUND || (server && before.health == STORAGE_MISSING);
    if (!ready)
        return fail(&care, "cannot migrate", path, before.reason);
    if (storage_open(path, &story_decider, &storage, reason) < 0)
        return fail(&care, "cannot migrate", path, reason);
    storage_close(storage);
    char place[STORAGE_PLACE_MAX];
    storage_place_name(path, place);
    if (before.facts.schema == before.facts.newest_schema)
        printf("%s has schema %lld already\n", place, (long long)before.facts.schema);
    else if (server)
        printf("%s went from schema %lld to %lld\n", place, (long long)before.facts.schema,
               (long long)before.facts.newest_schema);
    else
        printf("%s went from schema %lld to %lld; the copy from before is %s.v%lld.backup\n", path,
               (long long)before.facts.schema, (long long)before.facts.newest_schema, path,
               (long long)before.facts.schema);
    return finish(&care, EXIT_SUCCESS);
}

static void print_copied(void *context, const char *table, int64_t rows, uint64_t hash) {
    (void)context;
    printf("%-20s %10lld rows, %016llx on both sides\n", table, (long long)rows,
           (unsigned long long)hash);
}

int command_copy(int argc, char **argv) {
    char reason[STORAGE_REASON_MAX];
    struct care care = {.arena = arena_new(1 << 20)};
    if (!care.arena || config_read(care.arena, SCOPE_COPY, argc, argv, &care.config) < 0)
        return finish(&care, EXIT_USAGE);
    if (!care.config.from || !care.config.to || care.config.operand_count) {
        fprintf(stderr, "usage: claimd copy --from FILE|ADDRESS --to FILE|ADDRESS\n");
        return finish(&care, EXIT_USAGE);
    }
    if (storage_copy(care.config.from, care.config.to, print_copied, NULL, reason) < 0)
        return fail(&care, "cannot copy", care.config.from, reason);
    return finish(&care, EXIT_SUCCESS);
}
