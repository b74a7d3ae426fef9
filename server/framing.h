/* Our own judge of HTTP framing, before any body byte.
 *
 * libmicrohttpd 0.9.75 is lenient where leniency lets a request be read in two ways: a proxy in
 * front sees one request, the server two. Whatever RFC 9112 calls invalid is refused here and the
 * connection closed. The judge sees plain data, so that it can be tested and fuzzed without a
 * socket.
 */
#pragma once

#include "handlers/request.h"

struct head {
    struct slice method;
    struct slice target;          /* raw, as it stood in the request line */
    struct slice version;         /* "HTTP/1.1" */
    size_t size;                  /* bytes of request line and header fields */
    bool mangled;                 /* lines were folded, held NUL, or did not end in CR LF */
    struct parameter_list fields; /* header fields in order, doubles kept */
};

struct framing_limits {
    size_t target;
    size_t head;
};
enum { HEAD_FIELDS_MAX = 100 };

/* What the head says about the body that follows. */
struct framing {
    bool has_length;
    bool chunked;
    uint64_t length;
};

enum framing_fault {
    FRAMING_SOUND,
    FRAMING_MALFORMED,
    FRAMING_TARGET_TOO_LONG,
    FRAMING_HEAD_TOO_LARGE,
    FRAMING_EXPECTATION,
};

/* *ret_framing is set when the head is sound; otherwise *ret_why is one static sentence. */
enum framing_fault framing_judge(const struct head *head, const struct framing_limits *limits,
                                 struct framing *ret_framing, const char **ret_why);

/* The value of a field that may stand once; absent when it is missing. */
struct slice head_field(const struct head *head, const char *name);
uint32_t head_field_count(const struct head *head, const char *name);
