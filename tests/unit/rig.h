/* The server without a socket: requests go through the server's own judge, gate, handlers, store
 * and answers, on the test's thread. Stands in for server/http.c, and so links without it. */
#pragma once

#include "server/exchange.h"

enum { RIG_FIELDS_MAX = 4 };

struct rig_request {
    const char *method;
    const char *target;
    struct parameter
        fields[RIG_FIELDS_MAX]; /* beside Host and X-Request-Id; absent slices end them */
    const char *body;           /* NULL: none */
};

struct rig_answer {
    int status;         /* 0: the connection ends without an answer */
    bool cut;           /* a stream ended before its end */
    char location[128]; /* "" without */
    struct slice body;  /* until the next request */
    long allocations;   /* that were asked for on the way */
};

/* A store of its own in a new folder, and all that claimd serve puts around it. Failures fail the
 * test. */
void rig_start(void);
void rig_stop(void);

/* Tags and answers of a moment ago are used again, as in service. Off at first, so that handlers
 * run each time. */
void rig_remember(bool on);

/* Asks, with the `refused`th allocation refused (0: none). */
void rig_ask(const struct rig_request *request, long refused, struct rig_answer *ret_answer);
