#include "server/workers.h"

#include "base/error.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t given;
    struct work *first;
    struct work *last;
    bool closing;
    unsigned count;
    pthread_t threads[];
};

/* NULL at the end. */
static struct work *take(struct workers *workers) {
    (void)pthread_mutex_lock(&workers->lock); /* a default mutex that this thread does not hold */
    while (!workers->first && !workers->closing)
        (void)pthread_cond_wait(&workers->given, &workers->lock);
    struct work *work = workers->first;
    if (work)
        workers->first = work->next;
    (void)pthread_mutex_unlock(&workers->lock);
    return work;
}

static void *worker_main(void *context) {
    (void)pthread_setname_np(pthread_self(), "worker"); /* for top -H; cannot fail: short */
    for (;;) {
        struct work *work = take(context);
        if (!work)
            return NULL;
        work->run(work);
    }
}

int workers_start(unsigned threads, struct workers **ret_workers) {
    struct workers *workers = calloc(1, sizeof *workers + threads * sizeof *workers->threads);
    if (!workers)
        return ERR_NO_MEMORY;
    (void)pthread_mutex_init(&workers->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&workers->given, NULL);
    sigset_t all; /* signals are the business of the main thread */
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (workers->count < threads &&
           pthread_create(&workers->threads[workers->count], NULL, worker_main, workers) == 0)
        workers->count++;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (workers->count == 0) {
        workers_stop(workers);
        return ERR_NO_MEMORY;
    }
    *ret_workers = workers;
    return 0;
}

void workers_give(struct workers *workers, struct work *work) {
    work->next = NULL;
    (void)pthread_mutex_lock(&workers->lock);
    assert(!workers->closing); /* the connections have ended by then */
    if (workers->first)
        workers->last->next = work;
    else
        workers->first = work;
    workers->last = work;
    (void)pthread_cond_signal(&workers->given);
    (void)pthread_mutex_unlock(&workers->lock);
}

void workers_stop(struct workers *workers) {
    if (!workers)
        return;
    (void)pthread_mutex_lock(&workers->lock);
    workers->closing = true;
    (void)pthread_cond_broadcast(&workers->given);
    (void)pthread_mutex_unlock(&workers->lock);
    for (unsigned i = 0; i < workers->count; i++) {
        int error = pthread_join(workers->threads[i], NULL);
        assert(error == 0); /* started once, joined once */
    }
    (void)pthread_cond_destroy(&workers->given);
    (void)pthread_mutex_destroy(&workers->lock);
    free(workers);
}
