#include "server/connections.h"

#include "base/error.h"
#include "handlers/request.h"
#include "server/metrics.h"

#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    LINGERING_MAX = 64,
    LINGER_MICROSECONDS = 2000000,
    LINGER_CHUNK = 64 * 1024,
    STREAM_END_MICROSECONDS = 1000000,
    SECOND = 1000000,
};

struct connection {
    struct connections *owner;
    struct connection *next;
    struct connection *previous;
    int fd;
    bool linger;
    bool cut;
    _Atomic int refused; /* the status of an answer that no exchange gave; 0: none */
    _Atomic enum connection_phase phase;
    _Atomic int64_t deadline; /* INT64_MAX: none */
    int64_t left;             /* of a deadline whose clock stands; 0: it runs */
};

struct lingering {
    int fd;
    int64_t deadline;
};

struct connections {
    pthread_t thread;
    _Atomic int64_t phase_limits[CONNECTION_STREAMING + 1];
    _Atomic int64_t wakes_at; /* when the watch looks next; while it looks: never */
    pthread_mutex_t mutex;    /* guards all below */
    struct connection *first;
    struct lingering lingering[LINGERING_MAX];
    unsigned lingering_count;
    int wake_fd;
    bool stopping;
};

int64_t clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

static void wake(struct connections *connections) {
    uint64_t one = 1;
    ssize_t written = write(connections->wake_fd, &one, sizeof one);
    (void)written; /* full means that it will wake anyway */
}

static void hear_wakes(struct connections *connections) {
    uint64_t count;
    ssize_t got = read(connections->wake_fd, &count, sizeof count);
    (void)got; /* nothing to read is as good */
}

/* The client that dawdled is told so, if it has begun a request and nothing was answered. This is
 * the one answer that does not pass through libmicrohttpd, which offers no way in while it waits
 * for bytes. */
static void send_timeout(struct connection *connection) {
    char body[PROBLEM_BARE_MAX];
    char answer[2 * PROBLEM_BARE_MAX];
    int length = (int)problem_write_bare(PROBLEM_REQUEST_TIMEOUT, body);
    int status = problem_status(PROBLEM_REQUEST_TIMEOUT);
    int whole = snprintf(answer, sizeof answer,
                         "HTTP/1.1 %d Request Timeout\r\nContent-Type: application/problem+json\r\n"
                         "Content-Length: %d\r\nConnection: close\r\n\r\n%.*s",
                         status, length, length, body);
    assert(whole > 0 && (size_t)whole < sizeof answer);
    atomic_store(&connection->refused, status);
    /* Nobody may listen. */
    (void)send(connection->fd, answer, (size_t)whole, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* No deadline that is set from now on ends before this, so that setting one need not wake the
 * watch.
 */
static int64_t earliest_new_deadline(const struct connections *connections, int64_t now) {
    int64_t shortest = INT64_MAX - now;
    for (size_t i = 0; i <= CONNECTION_STREAMING; i++) {
        int64_t limit = atomic_load(&connections->phase_limits[i]);
        if (limit && limit < shortest)
            shortest = limit;
    }
    return now + shortest;
}

/* Shuts what is overdue; its event loop sees the end of the stream and closes. Returns when to look
 * again. */
static int64_t cut_overdue(struct connections *connections, int64_t now) {
    int64_t earliest = earliest_new_deadline(connections, now);
    for (struct connection *c = connections->first; c; c = c->next) {
        if (c->cut)
            continue;
        int64_t deadline = atomic_load(&c->deadline);
        if (deadline > now) {
            earliest = deadline < earliest ? deadline : earliest;
            continue;
        }
        if (atomic_load(&c->phase) == CONNECTION_RECEIVING)
            send_timeout(c);
        (void)shutdown(c->fd, SHUT_RDWR); /* fails when the client is gone already */
        c->cut = true;
        metrics_overdue();
    }
    return earliest;
}

/* Reads and drops. True when there is nothing more to wait for. */
static bool drain(int fd) {
    char bytes[LINGER_CHUNK];
    for (int i = 0; i < 16; i++) {
        ssize_t length = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (length == 0)
            return true;
        if (length < 0)
            return false;
    }
    return false;
}

static int64_t drain_lingering(struct connections *connections, int64_t now) {
    int64_t earliest = INT64_MAX;
    for (unsigned i = 0; i < connections->lingering_count;) {
        struct lingering *one = &connections->lingering[i];
        if (drain(one->fd) || one->deadline <= now) {
            close(one->fd);
            *one = connections->lingering[--connections->lingering_count];
            continue;
        }
        earliest = one->deadline < earliest ? one->deadline : earliest;
        i++;
    }
    return earliest;
}

static int poll_timeout(int64_t earliest, int64_t now) {
    if (earliest == INT64_MAX)
        return -1;
    int64_t milliseconds = (earliest - now) / 1000 + 1;
    return milliseconds > 60000 ? 60000 : (int)milliseconds;
}

static unsigned poll_set(struct connections *connections, struct pollfd *set) {
    set[0] = (struct pollfd){.fd = connections->wake_fd, .events = POLLIN};
    for (unsigned i = 0; i < connections->lingering_count; i++)
        set[i + 1] = (struct pollfd){.fd = connections->lingering[i].fd, .events = POLLIN};
    return connections->lingering_count + 1;
}

static void *watch(void *context) {
    struct connections *connections = context;
    struct pollfd set[LINGERING_MAX + 1];
    pthread_mutex_lock(&connections->mutex);
    while (!connections->stopping) {
        /* First this, then the deadlines: a clock that runs again is seen, or wakes. */
        atomic_store(&connections->wakes_at, INT64_MAX);
        int64_t now = clock_now();
        int64_t earliest = cut_overdue(connections, now);
        int64_t drained = drain_lingering(connections, now);
        earliest = drained < earliest ? drained : earliest;
        atomic_store(&connections->wakes_at, earliest);
        unsigned count = poll_set(connections, set);
        pthread_mutex_unlock(&connections->mutex);

        (void)poll(set, count, poll_timeout(earliest, now)); /* an interruption is a wake too */
        if (set[0].revents)
            hear_wakes(connections);
        pthread_mutex_lock(&connections->mutex);
    }
    pthread_mutex_unlock(&connections->mutex);
    return NULL;
}

int connections_start(const struct connection_limits *limits,
                      struct connections **ret_connections) {
    struct connections *connections = calloc(1, sizeof *connections);
    if (!connections)
        return ERR_NO_MEMORY;

    connections->phase_limits[CONNECTION_IDLE] = limits->idle_seconds * SECOND;
    connections->phase_limits[CONNECTION_RECEIVING] = limits->request_seconds * SECOND;
    connections->phase_limits[CONNECTION_SENDING] = limits->send_seconds * SECOND;
    connections->phase_limits[CONNECTION_STREAMING] = limits->send_seconds * SECOND;
    connections->wakes_at = INT64_MAX;
    pthread_mutex_init(&connections->mutex, NULL);
    connections->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (connections->wake_fd < 0 ||
        pthread_create(&connections->thread, NULL, watch, connections) != 0) {
        if (connections->wake_fd >= 0)
            close(connections->wake_fd);
        free(connections);
        return ERR_FAILED;
    }
    *ret_connections = connections;
    return 0;
}

void connections_end_streams(struct connections *connections) {
    pthread_mutex_lock(&connections->mutex);
    connections->phase_limits[CONNECTION_STREAMING] = STREAM_END_MICROSECONDS;
    int64_t deadline = clock_now() + STREAM_END_MICROSECONDS;
    for (struct connection *c = connections->first; c; c = c->next) {
        int64_t before = atomic_load(&c->deadline);
        if (atomic_load(&c->phase) == CONNECTION_STREAMING && before > deadline)
            /* If it does not take it, it has moved on. */
            (void)atomic_compare_exchange_strong(&c->deadline, &before, deadline);
    }
    pthread_mutex_unlock(&connections->mutex);
    wake(connections);
}

void connections_stop(struct connections *connections) {
    if (!connections)
        return;
    pthread_mutex_lock(&connections->mutex);
    assert(!connections->first);
    connections->stopping = true;
    pthread_mutex_unlock(&connections->mutex);
    wake(connections);
    pthread_join(connections->thread, NULL);
    for (unsigned i = 0; i < connections->lingering_count; i++)
        close(connections->lingering[i].fd);
    close(connections->wake_fd);
    pthread_mutex_destroy(&connections->mutex);
    free(connections);
}

struct connection *connection_add(struct connections *connections, int fd) {
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return NULL;

    connection->owner = connections;
    connection->fd = fd;
    connection->deadline = INT64_MAX;
    pthread_mutex_lock(&connections->mutex);
    connection->next = connections->first;
    if (connection->next)
        connection->next->previous = connection;
    connections->first = connection;
    pthread_mutex_unlock(&connections->mutex);
    connection_enter(connection, CONNECTION_IDLE, clock_now());
    return connection;
}

/* The deadline comes first: an old one does not cut the new phase. */
void connection_enter(struct connection *connection, enum connection_phase phase, int64_t now) {
    const _Atomic int64_t *phase_limit = &connection->owner->phase_limits[phase];
    int64_t limit;
    do {
        limit = atomic_load(phase_limit);
        atomic_store(&connection->deadline, limit ? now + limit : INT64_MAX);
        connection->left = 0;
        atomic_store(&connection->phase, phase);
    } while (limit != atomic_load(phase_limit)); /* shortened by who has not seen this connection */
}

void connection_stop_clock(struct connection *connection) {
    int64_t deadline = atomic_load(&connection->deadline);
    if (deadline == INT64_MAX)
        return;
    int64_t left = deadline - clock_now();
    connection->left = left > 1 ? left : 1;
    atomic_store(&connection->deadline, INT64_MAX);
}

void connection_start_clock(struct connection *connection) {
    if (!connection->left)
        return;
    int64_t deadline = clock_now() + connection->left;
    connection->left = 0;
    atomic_store(&connection->deadline, deadline);
    if (deadline < atomic_load(&connection->owner->wakes_at))
        wake(connection->owner);
}

void connection_linger(struct connection *connection) {
    connection->linger = true; /* read by the same event-loop thread only */
}

void connection_refuse(struct connection *connection, int status) {
    atomic_store(&connection->refused, status);
    connection_linger(connection);
    connection_enter(connection, CONNECTION_SENDING, clock_now());
}

int connection_refused(const struct connection *connection) {
    return atomic_load(&connection->refused);
}

void connection_remove(struct connection *connection) {
    struct connections *connections = connection->owner;
    pthread_mutex_lock(&connections->mutex);
    if (connection->next)
        connection->next->previous = connection->previous;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        connections->first = connection->next;
    bool linger = connection->linger && !connection->cut && !connections->stopping &&
                  connections->lingering_count < LINGERING_MAX;
    int fd = linger ? dup(connection->fd) : -1;
    if (fd >= 0)
        connections->lingering[connections->lingering_count++] =
            (struct lingering){fd, clock_now() + LINGER_MICROSECONDS};
    pthread_mutex_unlock(&connections->mutex);
    if (fd >= 0)
        wake(connections);
    free(connection);
}
