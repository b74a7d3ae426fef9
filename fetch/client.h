/* A client of a running claimd, for the commands that speak to one: one request after the other on
 * one connection, on the caller's thread. Nothing here is for pages of strangers; that is fetch.h.
 */
#pragma once

#include "base/buffer.h"

struct client;

/* `base_url` is http://…, https://… or unix:/path; `token` (may be NULL) is sent as a bearer token.
 * Returns 0, ERR_INVALID (no such URL), ERR_NO_MEMORY or ERR_FAILED. */
int client_open(const char *base_url, const char *token, struct client **ret_client);

/* Takes NULL calmly. */
void client_close(struct client *client);

struct client_request {
    const char *method;
    const char *path; /* with its query */
    const char *accept;
    const char *content_type; /* NULL: no body */
    struct slice body;
    /* Takes the answer's body piece by piece; false ends the transfer. */
    bool (*take)(void *context, struct slice bytes);
    void *context;
};

struct client_answer {
    int status;
    int retry_after; /* seconds; 0 when not said */
    char error[256]; /* why there is none, or "" */
};

/* Returns 0 when an answer came whole, with whatever status; ERR_FAILED otherwise. */
int client_ask(struct client *client, const struct client_request *request,
               struct client_answer *ret_answer);
