/* claimd: one binary, a command for each way of using it. */
#include "server/commands.h"
#include "server/config.h"
#include "server/sandbox.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

static int command_help(int argc, char **argv);

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    unsigned scope; /* of its options, for the help */
    const char *help;
} commands[] = {
    {"serve", command_serve, SCOPE_SERVE, "answer HTTP requests until SIGTERM"},
    {"analyze", command_analyze, SCOPE_ARTICLES, "FILE…: what single articles claim"},
    {"compare", command_compare, SCOPE_ARTICLES, "FILE FILE…: where articles agree and differ"},
    {"verify", command_verify, SCOPE_EVIDENCE, "FILE: is an evidence bundle whole and unchanged?"},
    {"replay", command_replay, SCOPE_EVIDENCE,
     "FILE: work an evidence bundle out again, and compare"},
    {"import", command_import, SCOPE_CLIENT, "FILE…: articles, a line of JSON each, to a service"},
    {"export", command_export, SCOPE_CLIENT, "what a running service has, as lines of JSON"},
    {"backup", command_backup, SCOPE_CARE,
     "FILE: a checked copy of the database, while it is used"},
    {"restore", command_restore, SCOPE_CARE, "FILE: a backup in the place of the database"},
    {"copy", command_copy, SCOPE_COPY, "one store into another, file or PostgreSQL, and verify it"},
    {"migrate", command_migrate, SCOPE_CARE, "bring the database to this program's schema"},
    {"doctor", command_doctor, SCOPE_SERVE,
     "what is wrong with configuration and database, in plain words"},
    {"config", command_config, SCOPE_SERVE, "the settings in force, as a configuration file"},
    {"healthcheck", command_healthcheck, SCOPE_PROBE, "ask a running service whether it is ready"},
    {"token", command_token, SCOPE_TOKEN, "create, list or revoke: who may ask the service"},
    {"version", command_version, 0, "the version"},
    {"help", command_help, 0, "this text, or COMMAND: what that one takes"},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const struct command *command_find(const char *name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

static void print_command_help(FILE *out, const struct command *command) {
    fprintf(out, "claimd %s %s\n", command->name, command->help);
    if (command->scope) {
        fprintf(out, "\nOptions:\n");
        config_help(out, (enum config_scope)command->scope);
    }
}

static bool told_before(size_t index) {
    for (size_t i = 0; i < index; i++)
        if (commands[i].scope == commands[index].scope)
            return true;
    return false;
}

static void print_help(FILE *out) {
    fprintf(out, "usage: claimd COMMAND [--option value…] [FILE…]\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].help);
    fprintf(out,
            "\nOptions may also be set as CLAIMD_NAME in the environment or as lines of\n"
            "name = value in the file that --config names; flags win, then the environment.\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!commands[i].scope || told_before(i))
            continue;
        fprintf(out, "\nOptions of claimd %s", commands[i].name);
        for (size_t k = i + 1; k < COMMAND_COUNT; k++)
            if (commands[k].scope == commands[i].scope)
                fprintf(out, ", %s", commands[k].name);
        fprintf(out, ":\n");
        config_help(out, (enum config_scope)commands[i].scope);
    }
}

static int command_unknown(const char *name) {
    fprintf(stderr, "claimd: no such command: %s\n\n", name);
    print_help(stderr);
    return EXIT_USAGE;
}

static int command_help(int argc, char **argv) {
    const struct command *command = argc ? command_find(argv[0]) : NULL;
    if (argc && !command)
        return command_unknown(argv[0]);
    if (command)
        print_command_help(stdout, command);
    else
        print_help(stdout);
    return EXIT_SUCCESS;
}

static bool asks_for_help(const char *word) {
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* Many threads with requests of megabytes would each keep what their largest one needed: few
 * arenas, and large blocks go back to the system when they are freed. All of it is advice. */
static void keep_memory_small(void) {
    enum { ARENAS = 2, LARGE = 256 * 1024, KEPT = 1024 * 1024 };
    (void)mallopt(M_ARENA_MAX, ARENAS);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
}

int main(int argc, char **argv) {
    keep_memory_small();
    sandbox_hide_memory();
    const char *name = argc > 1 ? argv[1] : "";
    if (asks_for_help(name))
        name = "help";
    if (strcmp(name, "--version") == 0)
        name = "version";
    const struct command *command = command_find(name);
    if (command && argc > 2 && asks_for_help(argv[2])) {
        print_command_help(stdout, command);
        return EXIT_SUCCESS;
    }
    if (command)
        return command->run(argc - 2, argv + 2);
    if (*name)
        return command_unknown(name);
    print_help(stderr);
    return EXIT_USAGE;
}
