/* A client of event streams for tests: undoes the chunks, reads the lines, checks that the ids come
 * without a gap or a double, and comes back with its last id when it is told to. Never blocks, so
 * that one thread can drive a thousand of them. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum { EVENT_LINE_MAX = 2048, EVENT_FRAME_MAX = 1024 };

struct event_client {
    int port;
    int fd;            /* -1 when closed */
    const char *query; /* "" or "?…" */
    int64_t last_id;   /* -1: none yet */
    int64_t events;
    int64_t gaps; /* events whose id was not the last one's plus one */
    int64_t comments;
    int64_t resyncs;
    int status;
    bool greeted; /* the first line of the stream has come */
    bool ended;   /* the stream ended as HTTP wants it */

    /* Its own. */
    int state;
    uint64_t chunk;
    char frame[EVENT_FRAME_MAX]; /* a line of HTTP's own */
    size_t frame_length;
    char text[EVENT_LINE_MAX]; /* a line of the stream */
    size_t text_length;
    int64_t pending_id;
    bool has_data;
    bool is_resync;
};

/* Connects; comes with Last-Event-ID when it has one. */
void event_client_open(struct event_client *client, int port, const char *query);
void event_client_reopen(struct event_client *client);
void event_client_close(struct event_client *client);

/* Takes what has arrived. False when the server has closed. */
bool event_client_read(struct event_client *client);

/* What comes for sure comes within this, however busy the machine is. */
enum { EVENT_PATIENCE = 30000 /* milliseconds */ };

/* Reads until the stream has begun, or ends, or EVENT_PATIENCE is over. */
void event_client_begin(struct event_client *client);

/* Reads until there are `events` events and resyncs, or the stream ends, or nothing comes for that
 * long. */
void event_client_wait(struct event_client *client, int64_t events, int milliseconds);
