/* Tells webhooks of events: one thread makes deliveries from the event log, hands them to the
 * fetcher (whose guard judges every target), and writes down what became of them. Everything that
 * is still to be sent stands in the store: a crash sends a message twice at worst, under one id.
 */
#pragma once

#include "base/buffer.h"
#include "fetch/fetch.h"
#include "storage/storage.h"

struct hooks;

struct hooks_settings {
    struct storage *storage;
    struct fetcher *fetcher;
    int64_t clock_speed; /* 0 or 1: as the clock; above: retries come so much sooner, for tests */
    void (*log)(const char *message, const char *webhook, const char *why);
};

/* Returns 0, ERR_NO_MEMORY or ERR_FAILED. */
int hooks_start(const struct hooks_settings *settings, struct hooks **ret_hooks);

/* Begins no more attempts. Then stop the fetcher, then call hooks_stop; both take NULL calmly. */
void hooks_quiesce(struct hooks *hooks);
void hooks_stop(struct hooks *hooks);

void hooks_metrics_write(struct hooks *hooks, struct buffer *out);
