/* Threads for requests that compute: analysing, comparing, checking, bundles. The event loop's
 * threads serve many connections each and must not be held up by one of them, so that a probe is
 * answered in its milliseconds whatever else is asked for. */
#pragma once

struct workers;

/* Embedded in what is to be done; nothing is allocated. */
struct work {
    void (*run)(struct work *work);
    struct work *next;
};

/* Returns 0 or ERR_NO_MEMORY. */
int workers_start(unsigned threads, struct workers **ret_workers);

/* `work->run` is called once, on one of the threads, in the order given. The queue holds one entry
 * for each connection at most. */
void workers_give(struct workers *workers, struct work *work);

/* Does what waits, then ends. Takes NULL calmly. */
void workers_stop(struct workers *workers);
