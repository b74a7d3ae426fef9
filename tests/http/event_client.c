#include "tests/http/event_client.h"

#include "tests/http/harness.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IN_HEAD, IN_CHUNK_SIZE, IN_CHUNK, IN_CHUNK_END, IN_TRAILER };

static void dial(struct event_client *client) {
    char request[512];
    char id[64] = "";
    if (client->last_id >= 0)
        (void)snprintf(id, sizeof id, "Last-Event-ID: %" PRId64 "\r\n", client->last_id);
    int length = snprintf(request, sizeof request,
                          "GET /v1/events%s HTTP/1.1\r\nHost: test\r\nAccept: text/event-stream\r\n"
                          "%s\r\n",
                          client->query, id);
    client->fd = raw_connect(client->port);
    client->state = IN_HEAD;
    client->frame_length = client->text_length = 0;
    client->status = 0;
    client->ended = client->greeted = client->has_data = client->is_resync = false;
    client->pending_id = -1;
    ck_assert_int_eq(send(client->fd, request, (size_t)length, MSG_NOSIGNAL), length);
    ck_assert_int_eq(fcntl(client->fd, F_SETFL, O_NONBLOCK), 0);
}

void event_client_open(struct event_client *client, int port, const char *query) {
    *client = (struct event_client){.port = port, .query = query, .last_id = -1};
    dial(client);
}

void event_client_close(struct event_client *client) {
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
}

void event_client_reopen(struct event_client *client) {
    event_client_close(client);
    dial(client);
}

/* ---- the stream ------------------------------------------------------------------------------ */

static void dispatch(struct event_client *client) {
    if (client->has_data && client->is_resync) {
        client->resyncs++;
    } else if (client->has_data) {
        client->events++;
        client->gaps += client->last_id >= 0 && client->pending_id != client->last_id + 1;
    }
    if (client->pending_id >= 0)
        client->last_id = client->pending_id;
    client->has_data = client->is_resync = false;
}

static void take_line(struct event_client *client) {
    const char *line = client->text;
    if (!*line)
        dispatch(client);
    else if (*line == ':')
        client->comments++;
    else if (strncmp(line, "retry: ", 7) == 0)
        client->greeted = true;
    else if (strncmp(line, "id: ", 4) == 0)
        client->pending_id = strtoll(line + 4, NULL, 10);
    else if (strncmp(line, "data: ", 6) == 0)
        client->has_data = true;
    else if (strcmp(line, "event: resync") == 0)
        client->is_resync = true;
}

/* ---- the framing ----------------------------------------------------------------------------- */

static void take_frame_line(struct event_client *client) {
    bool empty = client->frame_length == 0;
    client->frame[client->frame_length] = '\0';
    client->frame_length = 0;
    if (client->state == IN_HEAD && !client->status) {
        client->status = (int)strtol(client->frame + strlen("HTTP/1.1 "), NULL, 10);
    } else if (client->state == IN_HEAD && empty) {
        client->state = IN_CHUNK_SIZE;
    } else if (client->state == IN_CHUNK_SIZE) {
        client->chunk = strtoull(client->frame, NULL, 16);
        client->state = client->chunk ? IN_CHUNK : IN_TRAILER;
    } else if (client->state == IN_CHUNK_END) {
        client->state = IN_CHUNK_SIZE;
    } else if (client->state == IN_TRAILER && empty) {
        client->ended = true;
    }
}

static void take_frame_byte(struct event_client *client, char byte) {
    if (byte == '\n')
        take_frame_line(client);
    else if (byte != '\r' && client->frame_length + 1 < EVENT_FRAME_MAX)
        client->frame[client->frame_length++] = byte;
}

static void take_text_byte(struct event_client *client, char byte) {
    if (byte == '\n') {
        client->text[client->text_length] = '\0';
        client->text_length = 0;
        take_line(client);
    } else if (client->text_length + 1 < EVENT_LINE_MAX) {
        client->text[client->text_length++] = byte;
    }
    if (--client->chunk == 0)
        client->state = IN_CHUNK_END;
}

bool event_client_read(struct event_client *client) {
    char bytes[16384];
    for (;;) {
        ssize_t got = recv(client->fd, bytes, sizeof bytes, 0);
        if (got <= 0)
            return got < 0 && errno == EAGAIN;
        for (ssize_t i = 0; i < got; i++) {
            if (client->state == IN_CHUNK)
                take_text_byte(client, bytes[i]);
            else
                take_frame_byte(client, bytes[i]);
        }
        if (client->ended)
            return false;
    }
}

void event_client_begin(struct event_client *client) {
    struct pollfd waiting = {.fd = client->fd, .events = POLLIN};
    bool open = true;
    while (open && !client->greeted && poll(&waiting, 1, EVENT_PATIENCE) == 1)
        open = event_client_read(client);
}

void event_client_wait(struct event_client *client, int64_t events, int milliseconds) {
    struct pollfd waiting = {.fd = client->fd, .events = POLLIN};
    bool open = true;
    while (open && client->events + client->resyncs < events &&
           poll(&waiting, 1, milliseconds) == 1)
        open = event_client_read(client);
}
