#include "server/config.h"

#include "base/error.h"
#include "server/log.h"
#include "storage/care.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

enum option_type {
    OPTION_TEXT,
    OPTION_INTEGER,
    OPTION_BYTES,
    OPTION_SECONDS,
    OPTION_SWITCH,
    OPTION_CHOICE
};

/* Later sources win over earlier ones. */
enum origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_ENVIRONMENT, ORIGIN_FLAG };
static const char *const origin_names[] = {"default", "file", "environment", "flag"};

struct option {
    const char *name; /* the flag without "--"; the file's key; CLAIMD_ and upper case with '_' */
    enum option_type type;
    unsigned scopes;
    size_t offset;
    const char *fallback;
    int64_t low;
    int64_t high;
    const char *const *choices;
    const char *help;
};

static const char *const level_choices[] = {"debug", "info", "warning", "error", NULL};
static const char *const log_choices[] = {"logfmt", "json", NULL};
static const char *const scope_choices[] = {"read", "write", "admin", NULL};
static const char *const kind_choices[] = {"inputs", "articles", "claims", "alignments", NULL};
static const char *const format_choices[] = {"json", "text", NULL};

#define MEMBER(name) offsetof(struct config, name)
#define KIB 1024LL
#define MIB (1024LL * 1024)
#define GIB (1024LL * 1024 * 1024)
#define EVERYWHERE                                                                                 \
    (SCOPE_SERVE | SCOPE_ARTICLES | SCOPE_PROBE | SCOPE_CARE | SCOPE_CLIENT | SCOPE_TOKEN |        \
     SCOPE_EVIDENCE | SCOPE_COPY)

static const struct option options[] = {
    {"config", OPTION_TEXT, EVERYWHERE, MEMBER(file), NULL, 0, 0, NULL,
     "configuration file: lines of key = value"},
    {"listen", OPTION_TEXT, SCOPE_SERVE | SCOPE_PROBE, MEMBER(listen), "127.0.0.1:8080", 0, 0, NULL,
     "ADDRESS:PORT (port 0 picks a free one) or unix:PATH"},
    {"allow-open", OPTION_SWITCH, SCOPE_SERVE, MEMBER(allow_open), "false", 0, 1, NULL,
     "listen beyond this machine although nobody has to prove who they are"},
    {"database", OPTION_TEXT, SCOPE_SERVE | SCOPE_CARE | SCOPE_TOKEN, MEMBER(database), "claimd.db",
     0, 0, NULL,
     "SQLite file with the articles, made when missing; or postgresql://… for several claimd"},
    {"from", OPTION_TEXT, SCOPE_COPY, MEMBER(from), NULL, 0, 0, NULL,
     "the store to be copied: a file, or postgresql://…"},
    {"to", OPTION_TEXT, SCOPE_COPY, MEMBER(to), NULL, 0, 0, NULL, "an empty one, likewise"},
    {"backup-folder", OPTION_TEXT, SCOPE_SERVE, MEMBER(backup_folder), NULL, 0, 0, NULL,
     "where POST /v1/admin/backup writes; unset: beside the database"},
    {"models", OPTION_TEXT, SCOPE_SERVE | SCOPE_ARTICLES | SCOPE_EVIDENCE, MEMBER(models), NULL, 0,
     0, NULL, "folder with trained models and lexicons"},
    {"threads", OPTION_INTEGER, SCOPE_SERVE, MEMBER(threads), "4", 1, 256, NULL,
     "of the event loop, and as many that compute: each analyses one article at a time"},
    {"connections", OPTION_INTEGER, SCOPE_SERVE, MEMBER(connections), "4096", 1, 100000, NULL,
     "open connections, all clients together"},
    {"connections-per-address", OPTION_INTEGER, SCOPE_SERVE, MEMBER(connections_per_address), "256",
     1, 100000, NULL, "open connections from one address"},
    {"event-streams", OPTION_INTEGER, SCOPE_SERVE, MEMBER(event_streams), "2000", 1, 100000, NULL,
     "open event streams and long polls; 503 above"},
    {"rate-limit", OPTION_INTEGER, SCOPE_SERVE, MEMBER(rate_limit), "0", 0, 1000000, NULL,
     "requests a minute, of each token or, where none is needed, address; 429 above; 0 is no "
     "limit"},
    {"idempotency-time", OPTION_SECONDS, SCOPE_SERVE, MEMBER(idempotency_time), "86400", 1,
     30 * 86400, NULL, "for answers to be kept under their Idempotency-Key"},
    {"cors-origin", OPTION_TEXT, SCOPE_SERVE, MEMBER(cors_origin), NULL, 0, 0, NULL,
     "origins whose pages may read answers, parted by commas, or *"},
    {"trusted-proxies", OPTION_TEXT, SCOPE_SERVE, MEMBER(trusted_proxies), NULL, 0, 0, NULL,
     "addresses, networks (10.0.0.0/8) or unix, parted by commas, whose Forwarded is believed"},
    {"base-path", OPTION_TEXT, SCOPE_SERVE, MEMBER(base_path), NULL, 0, 0, NULL,
     "what stands before every path but the probes', such as /claimd"},
    {"request-timeout", OPTION_SECONDS, SCOPE_SERVE, MEMBER(request_timeout), "30", 1, 3600, NULL,
     "for a whole request to arrive, however busily it drips"},
    {"send-timeout", OPTION_SECONDS, SCOPE_SERVE, MEMBER(send_timeout), "120", 1, 3600, NULL,
     "for a whole answer to be taken"},
    {"idle-timeout", OPTION_SECONDS, SCOPE_SERVE, MEMBER(idle_timeout), "60", 1, 3600, NULL,
     "between two requests on one connection"},
    {"drain-timeout", OPTION_SECONDS, SCOPE_SERVE, MEMBER(drain_timeout), "30", 0, 3600, NULL,
     "for open requests to finish after SIGTERM"},
    {"url-bytes", OPTION_BYTES, SCOPE_SERVE, MEMBER(url_bytes), "8K", 256, 16 * KIB, NULL,
     "request target; 414 above"},
    {"header-bytes", OPTION_BYTES, SCOPE_SERVE, MEMBER(header_bytes), "16K", 512, 32 * KIB, NULL,
     "request line and header fields together; 431 above"},
    {"article-bytes", OPTION_BYTES, SCOPE_SERVE, MEMBER(article_bytes), "10M", KIB, 64 * MIB, NULL,
     "body with one article; 413 above"},
    {"compare-bytes", OPTION_BYTES, SCOPE_SERVE, MEMBER(compare_bytes), "32M", KIB, 256 * MIB, NULL,
     "body with several articles; 413 above"},
    {"body-memory", OPTION_BYTES, SCOPE_SERVE, MEMBER(body_memory), "256M", KIB, 64 * GIB, NULL,
     "bodies of all open requests together; 503 above"},
    {"request-memory", OPTION_BYTES, SCOPE_SERVE | SCOPE_ARTICLES, MEMBER(request_memory), "1G",
     MIB, 64 * GIB, NULL, "what one request may use while it is worked on"},
    {"offline", OPTION_SWITCH, SCOPE_SERVE, MEMBER(offline), "false", 0, 1, NULL,
     "fetch nothing: no pages, no feeds, nothing leaves this machine"},
    {"allow-private-networks", OPTION_SWITCH, SCOPE_SERVE, MEMBER(allow_private_networks), "false",
     0, 1, NULL, "fetch from private, link-local and loopback addresses too"},
    {"allow-networks", OPTION_TEXT, SCOPE_SERVE, MEMBER(allow_networks), NULL, 0, 0, NULL,
     "fetch from these networks too: 10.20.0.0/16, fd00:1::/32"},
    {"contact", OPTION_TEXT, SCOPE_SERVE, MEMBER(contact), NULL, 0, 0, NULL,
     "URL or address of who runs this, told to every host that is asked"},
    {"fetch-workers", OPTION_INTEGER, SCOPE_SERVE, MEMBER(fetch_workers), "2", 1, 64, NULL,
     "threads that analyse what was fetched"},
    {"host-pause", OPTION_SECONDS, SCOPE_SERVE, MEMBER(host_pause), "2", 0, 3600, NULL,
     "between two requests to one host"},
    {"fetch-timeout", OPTION_SECONDS, SCOPE_SERVE, MEMBER(fetch_timeout), "30", 1, 600, NULL,
     "for a page or feed to arrive whole"},
    {"sandbox", OPTION_SWITCH, SCOPE_SERVE, MEMBER(sandbox), "true", 0, 1, NULL,
     "keep to the system calls that serving needs; false for debuggers and profilers"},
    {"clock-speed", OPTION_INTEGER, SCOPE_SERVE, MEMBER(clock_speed), "1", 1, 100000, NULL,
     "for tests: how much faster than the clock feeds and pauses run"},
    {"clock-from", OPTION_INTEGER, SCOPE_SERVE, MEMBER(clock_from), "0", 0, 253402300799, NULL,
     "for tests: since when they do, in seconds since 1970 (0: since the start)"},
    {"log-level", OPTION_CHOICE, SCOPE_SERVE, MEMBER(log_level), "info", 0, 0, level_choices,
     "least weighty lines to print"},
    {"log-format", OPTION_CHOICE, SCOPE_SERVE, MEMBER(log_format), "logfmt", 0, 0, log_choices,
     "of the lines on standard error"},
    {"format", OPTION_CHOICE, SCOPE_ARTICLES, MEMBER(format), "json", 0, 0, format_choices,
     "of what is printed"},
    {"title", OPTION_TEXT, SCOPE_ARTICLES, MEMBER(title), NULL, 0, 0, NULL,
     "of the article, as all of these"},
    {"url", OPTION_TEXT, SCOPE_ARTICLES, MEMBER(url), NULL, 0, 0, NULL, "where it stands"},
    {"source", OPTION_TEXT, SCOPE_ARTICLES, MEMBER(source), NULL, 0, 0, NULL, "its outlet"},
    {"published-at", OPTION_TEXT, SCOPE_ARTICLES, MEMBER(published_at), NULL, 0, 0, NULL,
     "date or date-time of RFC 3339"},
    {"name", OPTION_TEXT, SCOPE_TOKEN, MEMBER(token_name), NULL, 0, 0, NULL,
     "whose token it is, for lists and logs"},
    {"scope", OPTION_CHOICE, SCOPE_TOKEN, MEMBER(token_scope), "read", 0, 0, scope_choices,
     "what it allows; each includes those before it"},
    {"expires", OPTION_TEXT, SCOPE_TOKEN, MEMBER(token_expires), NULL, 0, 0, NULL,
     "its last day, YYYY-MM-DD"},
    {"base-url", OPTION_TEXT, SCOPE_CLIENT, MEMBER(base_url), "http://127.0.0.1:8080", 0, 0, NULL,
     "where the service answers: http://…, https://… or unix:/path"},
    {"token-file", OPTION_TEXT, SCOPE_CLIENT, MEMBER(token_file), NULL, 0, 0, NULL,
     "file with the bearer token"},
    {"kind", OPTION_CHOICE, SCOPE_CLIENT, MEMBER(kind), "inputs", 0, 0, kind_choices,
     "what is exported; inputs can be imported again"},
};
enum { OPTION_COUNT = sizeof options / sizeof *options };

/* While reading: where each value came from. Written once, at start, before any thread. */
struct reading {
    struct arena *arena;
    struct config config;
    enum origin origins[OPTION_COUNT];
};
static enum origin last_origins[OPTION_COUNT]; /* for config_print */

static const struct option *option_find(struct slice name) {
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (slice_equal(name, slice_from_cstr(options[i].name)))
            return &options[i];
    return NULL;
}

static int64_t *integer_of(const struct option *option, struct config *config) {
    return (int64_t *)(void *)((char *)config + option->offset);
}

static const char **text_of(const struct option *option, struct config *config) {
    return (const char **)(void *)((char *)config + option->offset);
}

static int64_t suffix_factor(const struct option *option, const char *suffix) {
    if (*suffix == '\0')
        return 1;
    if (option->type == OPTION_SECONDS && strcmp(suffix, "s") == 0)
        return 1;
    if (option->type != OPTION_BYTES || suffix[1] != '\0')
        return 0;
    return *suffix == 'K' ? KIB : *suffix == 'M' ? MIB : *suffix == 'G' ? GIB : 0;
}

static int parse_number(const struct option *option, const char *text, int64_t *ret_value) {
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    int64_t factor = suffix_factor(option, end);
    int64_t value;
    if (end == text || errno || !factor || __builtin_mul_overflow(number, factor, &value))
        return ERR_INVALID;
    if (value < option->low || value > option->high)
        return ERR_INVALID;
    *ret_value = value;
    return 0;
}

static int parse_choice(const char *const *choices, const char *text, int64_t *ret_value) {
    for (int64_t i = 0; choices[i]; i++) {
        if (strcmp(choices[i], text) == 0) {
            *ret_value = i;
            return 0;
        }
    }
    return ERR_INVALID;
}

static int parse_value(const struct option *option, const char *text, struct config *config) {
    static const char *const switches[] = {"false", "true", NULL};
    if (option->type == OPTION_TEXT) {
        *text_of(option, config) = text;
        return 0;
    }
    if (option->type == OPTION_CHOICE)
        return parse_choice(option->choices, text, integer_of(option, config));
    if (option->type == OPTION_SWITCH)
        return parse_choice(switches, text, integer_of(option, config));
    return parse_number(option, text, integer_of(option, config));
}

static void explain(const struct option *option, const char *text, enum origin origin) {
    fprintf(stderr, "claimd: %s from the %s is not a value for %s", text, origin_names[origin],
            option->name);
    if (option->choices) {
        fprintf(stderr, "; it is one of");
        for (size_t i = 0; option->choices[i]; i++)
            fprintf(stderr, " %s", option->choices[i]);
    } else if (option->type != OPTION_SWITCH) {
        fprintf(stderr, "; it lies between %" PRId64 " and %" PRId64, option->low, option->high);
    }
    fprintf(stderr, "\n");
}

static int option_set(struct reading *reading, const struct option *option, const char *text,
                      enum origin origin) {
    enum origin *now = &reading->origins[option - options];
    if (origin < *now)
        return 0;
    int result = parse_value(option, text, &reading->config);
    if (result < 0) {
        explain(option, text, origin);
        return result;
    }
    *now = origin;
    return 0;
}

/* One flag; *index moves over its value. */
static int read_flag(struct reading *reading, enum config_scope scope, int argc, char **argv,
                     int *index) {
    const char *flag = argv[*index] + 2;
    const char *equals = strchr(flag, '=');
    struct slice name = slice_of(flag, equals ? (size_t)(equals - flag) : strlen(flag));
    const struct option *option = option_find(name);
    if (!option || !(option->scopes & scope)) {
        fprintf(stderr, "claimd: no such flag here: --%.*s (see claimd help)\n", SLICE_ARGS(name));
        return ERR_INVALID;
    }
    if (equals)
        return option_set(reading, option, equals + 1, ORIGIN_FLAG);
    if (option->type == OPTION_SWITCH)
        return option_set(reading, option, "true", ORIGIN_FLAG);
    if (*index + 1 >= argc) {
        fprintf(stderr, "claimd: --%s wants a value\n", option->name);
        return ERR_INVALID;
    }
    return option_set(reading, option, argv[++*index], ORIGIN_FLAG);
}

/* Flags and operands may be mixed; "--" ends the flags, "-" is an operand (standard input). */
static int read_flags(struct reading *reading, enum config_scope scope, int argc, char **argv) {
    char **operands = ARENA_ARRAY(reading->arena, char *, (size_t)argc + 1);
    if (!operands)
        return ERR_NO_MEMORY;

    int count = 0;
    bool flags = true;
    for (int i = 0; i < argc; i++) {
        if (flags && strcmp(argv[i], "--") == 0) {
            flags = false;
        } else if (flags && slice_starts(slice_from_cstr(argv[i]), SLICE("--"))) {
            int result = read_flag(reading, scope, argc, argv, &i);
            if (result < 0)
                return result;
        } else {
            operands[count++] = argv[i];
        }
    }
    if (count && scope & (SCOPE_SERVE | SCOPE_PROBE)) {
        fprintf(stderr, "claimd: nothing is to stand beside the flags here: %s\n", operands[0]);
        return ERR_INVALID;
    }
    reading->config.operands = operands;
    reading->config.operand_count = count;
    return 0;
}

static int read_environment(struct reading *reading) {
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        char name[64] = "CLAIMD_";
        size_t length = strlen(name);
        for (const char *c = options[i].name; *c && length + 1 < sizeof name; c++)
            name[length++] = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
        name[length] = '\0';
        const char *value = getenv(name);
        if (!value)
            continue;
        int result = option_set(reading, &options[i], value, ORIGIN_ENVIRONMENT);
        if (result < 0)
            return result;
    }
    return 0;
}

static int read_line(struct reading *reading, struct slice line, int number) {
    line = slice_trim(line);
    if (!line.length || line.at[0] == '#')
        return 0;

    const char *equals = memchr(line.at, '=', line.length);
    size_t cut = equals ? (size_t)(equals - line.at) : line.length;
    const struct option *option = option_find(slice_trim(slice_of(line.at, cut)));
    if (!equals || !option) {
        fprintf(stderr, "claimd: %s:%d: not a key and a value: %.*s\n", reading->config.file,
                number, SLICE_ARGS(line));
        return ERR_INVALID;
    }
    struct slice value = slice_trim(slice_of(equals + 1, line.length - cut - 1));
    struct slice copy;
    int result = arena_printf(reading->arena, &copy, "%.*s", SLICE_ARGS(value));
    return result < 0 ? result : option_set(reading, option, copy.at, ORIGIN_FILE);
}

static int read_file(struct reading *reading) {
    if (!reading->config.file)
        return 0;
    FILE *file = fopen(reading->config.file, "re");
    if (!file) {
        fprintf(stderr, "claimd: %s: %s\n", reading->config.file, strerror(errno));
        return ERR_INVALID;
    }

    char *line = NULL;
    size_t capacity = 0;
    int result = 0;
    for (int number = 1; result == 0; number++) {
        ssize_t length = getline(&line, &capacity, file);
        if (length < 0)
            break;
        result = read_line(reading, slice_of(line, (size_t)length), number);
    }
    free(line);
    fclose(file);
    return result;
}

int config_read(struct arena *arena, enum config_scope scope, int argc, char **argv,
                struct config *ret_config) {
    struct reading reading = {.arena = arena};
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        int result = options[i].fallback
                         ? option_set(&reading, &options[i], options[i].fallback, ORIGIN_DEFAULT)
                         : 0;
        assert(result == 0);
    }
    /* Flags come first, because they may name the file; what they set stays. */
    int result = read_flags(&reading, scope, argc, argv);
    if (result == 0)
        result = read_environment(&reading);
    if (result == 0)
        result = read_file(&reading);
    if (result < 0)
        return result;

    memcpy(last_origins, reading.origins, sizeof last_origins);
    *ret_config = reading.config;
    return 0;
}

static void print_value(FILE *out, const struct option *option, struct config *config) {
    if (option->type == OPTION_TEXT) {
        const char *text = *text_of(option, config);
        fprintf(out, "%s", text ? text : "");
        return;
    }
    int64_t value = *integer_of(option, config);
    if (option->type == OPTION_SWITCH)
        fprintf(out, "%s", value ? "true" : "false");
    else if (option->type == OPTION_CHOICE)
        fprintf(out, "%s", option->choices[value]);
    else
        fprintf(out, "%" PRId64, value);
}

void config_print(FILE *out, const struct config *config) {
    struct config copy = *config;
    char place[STORAGE_PLACE_MAX];
    storage_place_name(config->database, place); /* without a password */
    copy.database = place;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!(options[i].scopes & SCOPE_SERVE))
            continue;
        fprintf(out, "# %s (%s)\n", options[i].help, origin_names[last_origins[i]]);
        bool unset = options[i].type == OPTION_TEXT && !*text_of(&options[i], &copy);
        fprintf(out, "%s%s = ", unset ? "# " : "", options[i].name);
        print_value(out, &options[i], &copy);
        fprintf(out, "\n");
    }
}

void config_help(FILE *out, enum config_scope scope) {
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!(options[i].scopes & scope))
            continue;
        fprintf(out, "  --%-24s %s", options[i].name, options[i].help);
        if (options[i].fallback && options[i].type != OPTION_SWITCH)
            fprintf(out, " (%s)", options[i].fallback);
        fprintf(out, "\n");
    }
}

const char *config_kind_name(const struct config *config) {
    return kind_choices[config->kind];
}
