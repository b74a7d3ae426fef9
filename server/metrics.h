/* Counters of the process in Prometheus's text format. All functions may be called from any thread;
 * counters are relaxed atomics.
 */
#pragma once

#include "base/buffer.h"

#include <stdint.h>

struct route;

/* A request was answered; `route` is NULL when it was refused before it had one. */
void metrics_request(const struct route *route, int status, int64_t microseconds,
                     uint64_t bytes_received, uint64_t bytes_sent);

void metrics_in_flight(int change);
uint64_t metrics_in_flight_now(void);
void metrics_connections(int change);
void metrics_overdue(void);

void metrics_write(struct buffer *out);
