/* A request as handlers see it, and the ways to answer it.
 *
 * Who owns what: the server makes the request with its arena on the first callback and frees both
 * when the answer has left; handlers free nothing. A handler runs once the whole body is there. It
 * calls exactly one of reply_json, reply_text, reply_empty, reply_problem, reply_error or
 * request_suspend, as its last deed, and returns.
 */
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "handlers/field.h"

#include <jansson.h>

struct access;    /* handlers/access.h */
struct sealing;   /* writing.c */
struct hooks;     /* hooks/hooks.h */
struct live;      /* handlers/live.h */
struct intake;    /* intake/intake.h */
struct resources; /* analysis/analysis.h */
struct storage;   /* storage/storage.h */
struct route;

enum { MODEL_FILES_MAX = 16 };
struct named_bytes {
    const char *name;
    struct slice bytes;
};

/* What the process offers to every handler; constant while requests run. */
struct service {
    const struct resources *resources;
    struct storage *storage;
    struct slice cursor_secret; /* of the store; makes the check values of page cursors */
    struct live *live;
    struct intake *intake; /* NULL: nothing is fetched (--offline) */
    struct access *access;
    struct hooks *hooks;                          /* NULL: nobody is told (--offline) */
    bool (*ready)(const struct service *service); /* false while draining */
    void (*write_metrics)(struct buffer *out);
    const struct named_bytes *models; /* the files of the models folder */
    unsigned model_count;             /* MODEL_FILES_MAX at most */
    const char *database;             /* path of its file */
    const char *backup_folder;        /* NULL: the database's own */
};

enum media {
    MEDIA_JSON = 1 << 0,
    MEDIA_TEXT = 1 << 1,
    MEDIA_HTML = 1 << 2,
    MEDIA_YAML = 1 << 3,
    MEDIA_EVENTS = 1 << 4, /* text/event-stream */
    MEDIA_OPML = 1 << 5,
    MEDIA_NDJSON = 1 << 6, /* one JSON value per line */
    MEDIA_CSV = 1 << 7,
    MEDIA_ATOM = 1 << 8,
    MEDIA_LD = 1 << 10, /* linked data as JSON */
};

/* A query parameter, percent-decoded, valid UTF-8 without control characters. */
struct parameter {
    struct slice name;
    struct slice value;
};

struct parameter_list {
    struct parameter *at;
    uint32_t count;
    uint32_t capacity;
};

enum { ROUTE_IDS_MAX = 2 };

struct request;

/* A handler; answers by one of the calls below. */
typedef void request_handler(struct request *request);

/* What comes next in an answer without an end. */
enum stream_step {
    STREAM_MORE, /* stands in request->out: send it, then ask again */
    STREAM_WAIT, /* nothing yet, and the request has been parked */
    STREAM_END,
    STREAM_CUT, /* it went wrong, and the format has no words for it: the connection is cut */
};
typedef enum stream_step stream_source(struct request *request);

/* Takes bytes of a body while it arrives, on a worker, and tells how many it took;
 * fewer than it was given only after body_pause(), and is given the rest after body_continue(). */
typedef size_t body_sink(struct request *request, struct slice bytes);

/* Who parks a request that comes without a connection of its own: a line of a bulk. */
struct request_host {
    void (*suspend)(struct request *request, request_handler *then);
    void (*resume)(struct request *request);
};

/* The answer as reply_* leave it; the server sends it together with request->out. */
struct reply {
    int status;               /* 0: not answered yet */
    const char *content_type; /* NULL: no body */
    struct parameter_list headers;
    stream_source *source; /* of an answer without an end */
    struct slice tag;      /* strong entity tag in quotes; absent: made from the bytes */
    const char *slug;      /* of the problem, for the log */
    int error;             /* what a lower floor returned, for the log */
    const char *failure;   /* and what it was doing */
};

struct request {
    const struct service *service;
    const struct route *route;
    struct arena *arena;
    struct slice id;                      /* request id, 1 to 64 bytes of visible ASCII */
    struct slice path;                    /* decoded, valid UTF-8 without control characters */
    struct slice path_ids[ROUTE_IDS_MAX]; /* what stands in the place of {…} in the pattern */
    struct parameter_list parameters;     /* only names that the route knows, each once */
    struct parameter_list fields;         /* header fields as sent, doubles kept */
    struct slice body;                    /* whole; empty when the route takes none */
    enum media body_media;                /* of the body, one bit */
    enum media answer_media;              /* the one of route->produces that the client prefers */
    int wait_seconds;                     /* of "Prefer: wait=N" (RFC 7240); 0 without it */
    struct buffer out;                    /* the answer's body is written here */
    struct reply reply;
    struct field_error_list errors;  /* reply_problem prints them */
    void *state;                     /* the handler's own, in the arena, across suspension */
    request_handler *ended;          /* may be set by the handler: runs when all is over */
    const struct request_host *host; /* NULL: the server, and a connection */

    /* With an Idempotency-Key: keeps the answer that stands here, inside the transaction of the
     * write that it answers; NULL without. writing.h */
    int (*seal)(struct request *request);
    struct sealing *sealing;
};

/* The value of the first header field of this name; absent slice when there is none. */
struct slice request_header(const struct request *request, const char *name);

/* The value of a query parameter; absent slice when it was not given. */
struct slice request_parameter(const struct request *request, const char *name);

/* Reads an integer parameter: `fallback` when it was not given. Outside [low, high] or not a
 * number adds to request->errors. Returns 0, or ERR_INVALID, or ERR_NO_MEMORY. */
int request_integer(struct request *request, const char *name, int64_t low, int64_t high,
                    int64_t fallback, int64_t *ret_value);

/* Parses the body as JSON: duplicate members, ill-formed UTF-8, NUL and lone surrogates in strings
 * nesting deeper than JSON_INPUT_DEPTH and more than JSON_INPUT_VALUES values are refused. On
 * failure the request is answered (400 with line and column) and NULL comes back. The caller owns
 * the reference. */
enum { JSON_INPUT_DEPTH = 64, JSON_INPUT_VALUES = 20000 };
json_t *request_json(struct request *request);

/* ---- answers --------------------------------------------------------------------------------- */

/* What can be wrong, each with a stable slug, a title and its status: problems.c. */
enum problem {
    PROBLEM_MALFORMED_REQUEST,     /* 400: HTTP framing, path, query */
    PROBLEM_INVALID_JSON,          /* 400 */
    PROBLEM_INVALID_TEXT,          /* 400: not UTF-8, or NUL inside */
    PROBLEM_UNAUTHORIZED,          /* 401: no token, or none of ours */
    PROBLEM_FORBIDDEN,             /* 403: the token's scope does not reach */
    PROBLEM_NOT_FOUND,             /* 404: no such path or thing */
    PROBLEM_METHOD_NOT_ALLOWED,    /* 405 */
    PROBLEM_NOT_ACCEPTABLE,        /* 406 */
    PROBLEM_REQUEST_TIMEOUT,       /* 408 */
    PROBLEM_CONFLICT,              /* 409 */
    PROBLEM_OFFLINE,               /* 409: claimd was told to fetch nothing */
    PROBLEM_KEY_IN_USE,            /* 409: the first request with this Idempotency-Key still runs */
    PROBLEM_LENGTH_REQUIRED,       /* 411 */
    PROBLEM_PRECONDITION_FAILED,   /* 412: If-Match has another state */
    PROBLEM_BODY_TOO_LARGE,        /* 413 */
    PROBLEM_URL_TOO_LONG,          /* 414 */
    PROBLEM_UNSUPPORTED_MEDIA,     /* 415 */
    PROBLEM_EXPECTATION_FAILED,    /* 417 */
    PROBLEM_INVALID_FIELDS,        /* 422: see errors[] */
    PROBLEM_INVALID_PARAMETERS,    /* 422: see errors[] */
    PROBLEM_KEY_REUSED,            /* 422: an Idempotency-Key with another request */
    PROBLEM_ANALYSIS_TOO_LARGE,    /* 422: the text needs more memory than a request may use */
    PROBLEM_PRECONDITION_REQUIRED, /* 428: If-Match is missing */
    PROBLEM_TOO_MANY_REQUESTS,     /* 429 */
    PROBLEM_HEADERS_TOO_LARGE,     /* 431 */
    PROBLEM_INTERNAL,              /* 500 */
    PROBLEM_UNAVAILABLE,           /* 503: busy, draining, out of memory */
    PROBLEM_HTTP_VERSION,          /* 505 */
    PROBLEM_STORAGE_FULL,          /* 507 */
    PROBLEM_COUNT
};
/* All our problem types begin alike; the slug follows. */
#define PROBLEM_TYPE_PREFIX "urn:claimd:problem:"

int problem_status(enum problem problem);
const char *problem_slug(enum problem problem);
const char *problem_title(enum problem problem);
/* The problem document without detail, for who has no request to answer. Returns its length; `out`
 * has PROBLEM_BARE_MAX bytes, and no NUL at its end is promised. */
enum { PROBLEM_BARE_MAX = 256 };
size_t problem_write_bare(enum problem problem, char *out);

/* What helps, in a few sentences. */
const char *problem_help(enum problem problem);

/* Adds a header to the answer, before the reply call. `value` is copied; a value with control
 * characters is a bug of ours. Silently dropped without memory: the answer is then a 503. */
void reply_header(struct request *request, const char *name, struct slice value);

/* Answers with request->out, as JSON or as text/plain in UTF-8. Errors of the buffer become 503. */
void reply_json(struct request *request, int status);
void reply_text(struct request *request, int status);
/* The same with another content type, a string literal. */
void reply_body(struct request *request, int status, const char *content_type);

/* Answers 200 with whatever `source` writes to request->out, asked again each time the client has
 * taken what was there: a slow client holds one portion in memory, and is cut when it takes none of
 * it within the send timeout. The source runs on an event-loop thread and must not wait. */
void reply_stream(struct request *request, const char *content_type, stream_source *source);

/* Answers without a body (204, 304). */
void reply_empty(struct request *request, int status);

/* RFC 9457: the only way to tell a client of an error. Discards what stands in request->out and
 * prints request->errors. `detail` is one sentence in printf's manner, without article text. */
void reply_problem(struct request *request, enum problem problem, const char *detail, ...)
    __attribute__((format(printf, 3, 4)));

/* The problem for an error code that a lower floor returned while doing `what` ("reading the
 * article"); logged once. ERR_NO_MEMORY and ERR_BUSY are 503, ERR_NO_SPACE 507, ERR_NOT_FOUND 404,
 * ERR_TOO_LARGE 422, others 500. */
void reply_error(struct request *request, int error, const char *what);

/* ---- waiting --------------------------------------------------------------------------------- */

/* Parks the request, so that its event-loop thread serves others. Call it before handing the
 * request to another thread; after that the handler touches the request no more. */
void request_suspend(struct request *request, request_handler *then);

/* From any thread, exactly once per suspension: `then` runs soon on an event-loop thread. The
 * caller touches the request no more. */
void request_resume(struct request *request);

/* The same for a stream: its source parks the request and returns STREAM_WAIT; the wake, from any
 * thread, exactly once, makes the source run again. */
void stream_park(struct request *request);
void stream_wake(struct request *request);

/* The same for a body that is taken while it arrives: nothing more is read from the client, so that
 * it must wait too. The rest has the request timeout anew. */
void body_pause(struct request *request);
void body_continue(struct request *request);
