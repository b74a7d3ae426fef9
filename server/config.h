/* What can be set, from one table: flags over CLAIMD_* variables over the configuration file over
 * defaults. The table derives the flags, the variables, the file's keys, `claimd config` and the
 * help.
 */
#pragma once

#include "base/arena.h"

#include <stdio.h>

enum { LOG_FORMAT_LOGFMT, LOG_FORMAT_JSON };

/* Strings live in the arena that config_read was given, or in argv, or are literals. */
struct config {
    const char *file;
    const char *listen;
    int64_t allow_open;
    const char *database;
    const char *from;
    const char *to;
    const char *backup_folder;
    const char *models;
    int64_t threads;
    int64_t connections;
    int64_t connections_per_address;
    int64_t event_streams;
    int64_t rate_limit; /* requests a minute; 0: none */
    int64_t idempotency_time;
    const char *cors_origin;
    const char *trusted_proxies;
    const char *base_path;   /* NULL, or "/…" without a slash at its end */
    int64_t request_timeout; /* seconds, as all times */
    int64_t send_timeout;
    int64_t idle_timeout;
    int64_t drain_timeout;
    int64_t url_bytes;
    int64_t header_bytes;
    int64_t article_bytes;
    int64_t compare_bytes;
    int64_t body_memory;
    int64_t request_memory;
    int64_t offline;
    int64_t allow_private_networks;
    const char *allow_networks; /* NULL for none, as all texts without a default */
    const char *contact;
    int64_t fetch_workers;
    int64_t host_pause;
    int64_t fetch_timeout;
    int64_t sandbox;
    int64_t clock_speed;
    int64_t clock_from;
    int64_t log_level;  /* enum log_level */
    int64_t log_format; /* LOG_FORMAT_… */

    /* analyze and compare only */
    int64_t format; /* 0 json, 1 text */
    const char *title;
    const char *url;
    const char *source;
    const char *published_at;

    /* token only */
    const char *token_name;
    int64_t token_scope; /* 0 read, 1 write, 2 admin */
    const char *token_expires;
    /* import and export only */
    const char *base_url;
    const char *token_file;
    int64_t kind; /* of what is exported: see config_kind_name() */

    /* what stands behind the flags */
    char **operands;
    int operand_count;
};

/* Commands that an option belongs to. */
enum config_scope {
    SCOPE_SERVE = 1 << 0,
    SCOPE_ARTICLES = 1 << 1, /* analyze, compare */
    SCOPE_PROBE = 1 << 2,    /* healthcheck */
    SCOPE_CARE = 1 << 3,     /* backup, restore, migrate */
    SCOPE_CLIENT = 1 << 4,   /* import, export */
    SCOPE_TOKEN = 1 << 5,    /* token */
    SCOPE_COPY = 1 << 6,     /* copy */
    SCOPE_EVIDENCE = 1 << 7, /* verify, replay */
};

/* Reads `argv` (behind the command's name), the environment and the file. Returns 0, or ERR_INVALID
 * or ERR_NO_MEMORY after one line on stderr. */
int config_read(struct arena *arena, enum config_scope scope, int argc, char **argv,
                struct config *ret_config);

/* One line per option: key, value in force, and where it came from; the format of the file. */
void config_print(FILE *out, const struct config *config);

/* What claimd export asks for. */
const char *config_kind_name(const struct config *config);

/* One line per option of these scopes. */
void config_help(FILE *out, enum config_scope scope);
