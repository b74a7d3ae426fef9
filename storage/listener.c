/* The thread that hears of the commits of other processes: see shared.h. */
#include "base/error.h"
#include "storage/engine.h"
#include "storage/postgres.h"
#include "storage/store.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    LOOK_MS = 2000, /* without news it looks by itself */
    AGAIN_MS = 500  /* between attempts to reach a server that is away */
};

static int look(struct storage *storage, struct connection *connection) {
    struct shared_state state;
    int error = shared_read(connection, SQL_SHARED_READ, &state);
    if (!error)
        shared_publish(storage, &state);
    return error;
}

/* Until the connection breaks or the bell rings. */
static void listen_on(struct storage *storage, struct connection *connection) {
    int error = postgres_listen(connection);
    while (!error && !atomic_load(&storage->listener.stopping)) {
        error = look(storage, connection);
        if (!error)
            error = postgres_wait(connection, storage->listener.bell, LOOK_MS);
    }
}

static void *listener_main(void *context) {
    struct storage *storage = context;
    struct pollfd bell = {.fd = storage->listener.bell, .events = POLLIN};
    while (!atomic_load(&storage->listener.stopping)) {
        struct connection connection;
        if (connection_open(storage->path, CONNECTION_READER, &connection) == 0)
            listen_on(storage, &connection);
        connection_close(&connection);
        (void)poll(&bell, 1, AGAIN_MS); /* woken too early does no harm */
    }
    return NULL;
}

int listener_start(struct storage *storage) {
    struct listener *listener = &storage->listener;
    if (!storage->is_shared)
        return 0;
    listener->bell = eventfd(0, EFD_CLOEXEC);
    if (listener->bell < 0)
        return ERR_NO_MEMORY;
    sigset_t all; /* signals are the business of the main thread */
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&listener->thread, NULL, listener_main, storage);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    listener->started = error == 0;
    if (error)
        (void)close(listener->bell); /* nothing was written */
    return error ? ERR_NO_MEMORY : 0;
}

void listener_stop(struct storage *storage) {
    struct listener *listener = &storage->listener;
    if (!listener->started)
        return;
    atomic_store(&listener->stopping, true);
    (void)eventfd_write(listener->bell, 1); /* else the thread looks by itself after a while */
    int error = pthread_join(listener->thread, NULL);
    assert(error == 0); /* started once, joined once */
    (void)close(listener->bell);
    listener->started = false;
}
