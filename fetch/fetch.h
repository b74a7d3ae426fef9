/* Fetching over HTTP: one thread of its own drives all transfers (libcurl's multi interface). Other
 * floors hand a request in and are called back; nobody else touches libcurl.
 *
 * Every transfer is bounded: http and https only, at every hop; addresses judged by the guard, at
 * every hop; decoded bytes, header bytes, total time, slowness and redirects limited; no proxy, no
 * .netrc, no cookies; certificates verified. docs/fetching.md lists what is refused and how.
 */
#pragma once

#include "base/buffer.h"
#include "fetch/guard.h"

struct fetcher;

enum {
    FETCH_WAITING_MAX = 1024, /* requests handed in and not yet done; more are ERR_BUSY */
    FETCH_ACTIVE_MAX = 32,    /* transfers at one time; the others wait */
    FETCH_URL_MAX = 4000,     /* bytes */
    FETCH_FIELD_MAX = 512,    /* bytes kept of a header field of the answer, with its NUL */
};

struct fetch_settings {
    struct guard guard;
    const char *user_agent; /* lives as long as the fetcher */
    const char *ca_file;    /* NULL: the system's certificates */
};

enum fetch_method { FETCH_GET, FETCH_POST };

/* Zero in a member means the default in brackets. */
struct fetch_limits {
    size_t body_bytes;   /* after decoding (8 MiB) */
    size_t header_bytes; /* of all answers on the way together (64 KiB) */
    int total_ms;        /* from start to end (30 s) */
    int connect_ms;      /* per connection (10 s) */
    int low_speed_ms;    /* this long below 64 bytes a second ends it (15 s) */
    int redirects;       /* most that are followed (5); negative: none */
};

/* What became of a request. */
enum fetch_outcome {
    FETCH_ANSWERED,    /* with whatever status */
    FETCH_BAD_URL,     /* not a URL, not http or https, or with a password inside */
    FETCH_REFUSED,     /* the guard: see detail */
    FETCH_UNRESOLVED,  /* the host's name has no address */
    FETCH_UNREACHABLE, /* no connection, or it broke */
    FETCH_INSECURE,    /* TLS failed */
    FETCH_TIMED_OUT,   /* or too slow */
    FETCH_TOO_LARGE,   /* body or headers */
    FETCH_REDIRECTED,  /* too often, or to what is not http or https */
    FETCH_GARBLED,     /* not HTTP, or cut short, or wrongly encoded */
    FETCH_CANCELLED,   /* the fetcher stops */
    FETCH_FAILED,      /* anything else, memory too */
    FETCH_OUTCOME_COUNT
};

/* "address-refused", "timed-out": stable, part of the interface; and a sentence about it. */
const char *fetch_outcome_slug(enum fetch_outcome outcome);
const char *fetch_outcome_title(enum fetch_outcome outcome);

struct fetch_answer {
    enum fetch_outcome outcome;
    char detail[256]; /* one sentence where there is more to say, or "" */
    int status;
    int retry_after;                    /* seconds, 0 when not asked for */
    bool moved;                         /* every redirect on the way was permanent, and one was */
    struct buffer body;                 /* decoded; of the last hop */
    char url[FETCH_URL_MAX + 1];        /* where the answer came from */
    char content_type[FETCH_FIELD_MAX]; /* "" when absent or longer, as the next two */
    char etag[FETCH_FIELD_MAX];
    char last_modified[FETCH_FIELD_MAX];
};

/* The first member of the caller's own struct; the caller keeps it, and what it points to, until
 * `done` has run, once, on the fetching thread: it must not wait, and may free the request after
 * fetch_request_done(). */
struct fetch_request {
    char url[FETCH_URL_MAX + 1];
    enum fetch_method method;
    struct slice body;          /* for POST */
    const char *const *headers; /* "Name: value", NULL at the end; may be NULL */
    struct fetch_limits limits;
    void (*done)(struct fetch_request *request);
    struct fetch_answer answer;

    /* The fetcher's own. */
    struct fetch_request *next;
    void *transfer;
};

/* Frees what the answer holds; takes a zeroed request calmly. */
void fetch_request_done(struct fetch_request *request);

/* Starts the thread. `settings` are copied. Returns 0, ERR_NO_MEMORY or ERR_FAILED. */
int fetcher_start(const struct fetch_settings *settings, struct fetcher **ret_fetcher);

/* Cancels everything (each `done` runs), ends the thread and frees. Takes NULL calmly. */
void fetcher_stop(struct fetcher *fetcher);

/* From any thread. Returns 0 (then `done` will run) or ERR_BUSY (then it will not). */
int fetcher_submit(struct fetcher *fetcher, struct fetch_request *request);
