/* One row per operation: all that the server must know before it reads a body byte. */
#pragma once

#include "handlers/request.h"

/* Which limit of the configuration bounds the body. */
enum body_class { BODY_NONE, BODY_ARTICLE, BODY_COMPARE, BODY_SMALL };
enum { BODY_SMALL_BYTES = 64 * 1024 }; /* settings and decisions, no texts */

struct route {
    const char *method;  /* HEAD is answered by the GET row */
    const char *pattern; /* "/v1/articles/{id}": {…} stands for one segment; metrics label too */
    request_handler *handle;
    enum body_class body;
    unsigned accepts;       /* enum media bits of request bodies */
    unsigned produces;      /* enum media bits of answers; the lowest bit is the default */
    const char *parameters; /* names of query parameters, parted by spaces; NULL for none */
    body_sink *sink;        /* takes bodies of MEDIA_NDJSON as they arrive; NULL for none */
    bool computes;          /* long: not on a thread of the event loop */
};

enum { ROUTES_MAX = 160 }; /* the counters of server/metrics.c have a row for each */

/* Every operation, in the order of openapi.yaml: routes.c. */
extern const struct route routes[];
extern const size_t route_count;
