/* The fetching thread: takes what was handed in, keeps at most FETCH_ACTIVE_MAX transfers going and
 * calls back. What one transfer may do stands in transfer.c.
 */
#include "fetch/fetch.h"

#include "base/error.h"
#include "fetch/transfer.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct fetcher {
    struct fetch_settings settings;
    CURLM *multi;
    pthread_t thread;
    int active; /* the thread's own */

    pthread_mutex_t lock;
    struct fetch_request *first; /* handed in, not started */
    struct fetch_request *last;
    struct fetch_request *running; /* the thread's own list */
    unsigned waiting;              /* handed in and not done */
    bool closing;
};

void fetch_request_done(struct fetch_request *request) {
    buffer_done(&request->answer.body);
}

static struct fetch_request *take(struct fetcher *fetcher, bool *ret_closing) {
    (void)pthread_mutex_lock(&fetcher->lock); /* a default mutex that this thread does not hold */
    *ret_closing = fetcher->closing;
    struct fetch_request *request = NULL;
    if (fetcher->first && (fetcher->active < FETCH_ACTIVE_MAX || fetcher->closing)) {
        request = fetcher->first;
        fetcher->first = request->next;
        request->next = NULL;
    }
    (void)pthread_mutex_unlock(&fetcher->lock);
    return request;
}

static void tell(struct fetcher *fetcher, struct fetch_request *request) {
    (void)pthread_mutex_lock(&fetcher->lock);
    fetcher->waiting--;
    (void)pthread_mutex_unlock(&fetcher->lock);
    request->done(request);
}

static void unlink_running(struct fetcher *fetcher, struct fetch_request *request) {
    struct fetch_request **link = &fetcher->running;
    while (*link != request) {
        assert(*link); /* every started request stands in the list */
        link = &(*link)->next;
    }
    *link = request->next;
    request->next = NULL;
}

static void start(struct fetcher *fetcher, struct fetch_request *request) {
    CURL *easy = transfer_start(&fetcher->settings, request);
    if (!easy || curl_multi_add_handle(fetcher->multi, easy) != CURLM_OK) {
        transfer_end(request, CURLE_OUT_OF_MEMORY);
        tell(fetcher, request);
        return;
    }
    request->next = fetcher->running;
    fetcher->running = request;
    fetcher->active++;
}

static void end(struct fetcher *fetcher, struct fetch_request *request, CURLcode code) {
    (void)curl_multi_remove_handle(fetcher->multi, transfer_easy(request)); /* it was added */
    unlink_running(fetcher, request);
    fetcher->active--;
    transfer_end(request, code);
    tell(fetcher, request);
}

static void collect(struct fetcher *fetcher) {
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(fetcher->multi, &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        struct fetch_request *request = transfer_request(message->easy_handle);
        end(fetcher, request, message->data.result);
    }
}

static void cancel(struct fetcher *fetcher, struct fetch_request *request) {
    request->answer.outcome = FETCH_CANCELLED;
    tell(fetcher, request);
}

static void cancel_running(struct fetcher *fetcher) {
    while (fetcher->running)
        end(fetcher, fetcher->running, CURLE_ABORTED_BY_CALLBACK);
}

static void *run(void *context) {
    struct fetcher *fetcher = context;
    bool closing = false;
    while (!closing) {
        struct fetch_request *request;
        while ((request = take(fetcher, &closing))) {
            if (closing)
                cancel(fetcher, request);
            else
                start(fetcher, request);
        }
        if (closing)
            break;
        int running;
        (void)curl_multi_perform(fetcher->multi, &running); /* single failures come as messages */
        collect(fetcher);
        (void)curl_multi_poll(fetcher->multi, NULL, 0, 1000, NULL); /* woken when there is news */
    }
    cancel_running(fetcher);
    return NULL;
}

int fetcher_submit(struct fetcher *fetcher, struct fetch_request *request) {
    assert(request->done);
    request->next = NULL;
    request->transfer = NULL;
    request->answer = (struct fetch_answer){.outcome = FETCH_FAILED};
    (void)pthread_mutex_lock(&fetcher->lock);
    bool refused = fetcher->closing || fetcher->waiting == FETCH_WAITING_MAX;
    if (!refused) {
        if (fetcher->first)
            fetcher->last->next = request;
        else
            fetcher->first = request;
        fetcher->last = request;
        fetcher->waiting++;
    }
    (void)pthread_mutex_unlock(&fetcher->lock);
    if (refused)
        return ERR_BUSY;
    (void)curl_multi_wakeup(fetcher->multi); /* or it looks a second later */
    return 0;
}

static int start_thread(struct fetcher *fetcher) {
    sigset_t all; /* signals are the business of the main thread */
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&fetcher->thread, NULL, run, fetcher);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error ? ERR_NO_MEMORY : 0;
}

static void discard(struct fetcher *fetcher) {
    (void)curl_multi_cleanup(fetcher->multi); /* takes NULL; all transfers are gone */
    (void)pthread_mutex_destroy(&fetcher->lock);
    free(fetcher);
    curl_global_cleanup();
}

int fetcher_start(const struct fetch_settings *settings, struct fetcher **ret_fetcher) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return ERR_FAILED;
    struct fetcher *fetcher = calloc(1, sizeof *fetcher);
    if (!fetcher) {
        curl_global_cleanup();
        return ERR_NO_MEMORY;
    }
    fetcher->settings = *settings;
    (void)pthread_mutex_init(&fetcher->lock, NULL); /* default attributes: cannot fail on Linux */
    fetcher->multi = curl_multi_init();
    int error = fetcher->multi ? start_thread(fetcher) : ERR_NO_MEMORY;
    if (error) {
        discard(fetcher);
        return error;
    }
    *ret_fetcher = fetcher;
    return 0;
}

void fetcher_stop(struct fetcher *fetcher) {
    if (!fetcher)
        return;
    (void)pthread_mutex_lock(&fetcher->lock);
    fetcher->closing = true;
    (void)pthread_mutex_unlock(&fetcher->lock);
    (void)curl_multi_wakeup(fetcher->multi);
    int error = pthread_join(fetcher->thread, NULL);
    assert(error == 0); /* started once, joined once */
    discard(fetcher);
}
