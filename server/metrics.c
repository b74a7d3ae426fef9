#include "server/metrics.h"

#include "handlers/route.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { STATUSES_MAX = 600, BUCKETS = 12 };

/* Upper bounds in microseconds. */
static const int64_t bounds[BUCKETS] = {500,   1000,   2500,   5000,    10000,   25000,
                                        50000, 100000, 250000, 1000000, 5000000, 30000000};

/* The last row counts requests that were refused before they had a route. */
static struct {
    atomic_uint_least64_t statuses[STATUSES_MAX];
    atomic_uint_least64_t buckets[BUCKETS + 1];
    atomic_uint_least64_t microseconds;
} rows[ROUTES_MAX + 1];

static atomic_uint_least64_t bytes_in;
static atomic_uint_least64_t bytes_out;
static atomic_uint_least64_t in_flight;
static atomic_uint_least64_t connections_open;
static atomic_uint_least64_t connections_total;
static atomic_uint_least64_t overdue;

static void add(atomic_uint_least64_t *counter, uint64_t amount) {
    atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

static uint64_t read_counter(atomic_uint_least64_t *counter) {
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_request(const struct route *route, int status, int64_t microseconds,
                     uint64_t bytes_received, uint64_t bytes_sent) {
    assert(status >= 0 && status < STATUSES_MAX);
    size_t row = route ? (size_t)(route - routes) : ROUTES_MAX;
    size_t bucket = 0;
    while (bucket < BUCKETS && microseconds > bounds[bucket])
        bucket++;
    add(&rows[row].statuses[status], 1);
    add(&rows[row].buckets[bucket], 1);
    add(&rows[row].microseconds, (uint64_t)microseconds);
    add(&bytes_in, bytes_received);
    add(&bytes_out, bytes_sent);
}

void metrics_in_flight(int change) {
    add(&in_flight, (uint64_t)change); /* wraps as it should */
}

uint64_t metrics_in_flight_now(void) {
    return atomic_load(&in_flight);
}

void metrics_connections(int change) {
    add(&connections_open, (uint64_t)change);
    if (change > 0)
        add(&connections_total, (uint64_t)change);
}

void metrics_overdue(void) {
    add(&overdue, 1);
}

static void head(struct buffer *out, const char *name, const char *type, const char *help) {
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void single(struct buffer *out, const char *name, const char *type, const char *help,
                   uint64_t value) {
    head(out, name, type, help);
    buffer_printf(out, "%s %" PRIu64 "\n", name, value);
}

static const char *row_method(size_t row) {
    return row < ROUTES_MAX ? routes[row].method : "";
}

static const char *row_route(size_t row) {
    return row < ROUTES_MAX ? routes[row].pattern : "";
}

static void write_counts(struct buffer *out) {
    head(out, "claimd_http_requests_total", "counter", "Requests answered.");
    for (size_t row = 0; row <= ROUTES_MAX; row++)
        for (int status = 0; status < STATUSES_MAX; status++) {
            uint64_t count = read_counter(&rows[row].statuses[status]);
            if (count)
                buffer_printf(out,
                              "claimd_http_requests_total{method=\"%s\",route=\"%s\","
                              "status=\"%d\"} %" PRIu64 "\n",
                              row_method(row), row_route(row), status, count);
        }
}

static void write_histogram(struct buffer *out, size_t row) {
    uint64_t sum = 0;
    for (size_t i = 0; i <= BUCKETS; i++) {
        char bound[32] = "+Inf";
        if (i < BUCKETS)
            (void)snprintf(bound, sizeof bound, "%g", (double)bounds[i] / 1e6);
        sum += read_counter(&rows[row].buckets[i]);
        buffer_printf(out,
                      "claimd_http_request_duration_seconds_bucket{method=\"%s\",route=\"%s\","
                      "le=\"%s\"} %" PRIu64 "\n",
                      row_method(row), row_route(row), bound, sum);
    }
    buffer_printf(
        out, "claimd_http_request_duration_seconds_sum{method=\"%s\",route=\"%s\"} %.6f\n",
        row_method(row), row_route(row), (double)read_counter(&rows[row].microseconds) / 1e6);
    buffer_printf(
        out, "claimd_http_request_duration_seconds_count{method=\"%s\",route=\"%s\"} %" PRIu64 "\n",
        row_method(row), row_route(row), sum);
}

static bool row_used(size_t row) {
    for (size_t i = 0; i <= BUCKETS; i++)
        if (read_counter(&rows[row].buckets[i]))
            return true;
    return false;
}

/* Resident pages as the kernel counts them, the second number of the line; 0 where it does not
 * tell. */
static uint64_t resident_bytes(void) {
    char line[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    const char *second = fgets(line, sizeof line, file) ? strchr(line, ' ') : NULL;
    uint64_t pages = second ? strtoull(second, NULL, 10) : 0;
    (void)fclose(file); /* read only */
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

void metrics_write(struct buffer *out) {
    head(out, "claimd_build_info", "gauge", "Which build runs.");
    buffer_printf(out, "claimd_build_info{version=\"%s\"} 1\n", CLAIMD_VERSION);
    write_counts(out);
    head(out, "claimd_http_request_duration_seconds", "histogram",
         "From the request line to the last byte of the answer.");
    for (size_t row = 0; row <= ROUTES_MAX; row++)
        if (row_used(row))
            write_histogram(out, row);
    single(out, "claimd_http_requests_in_flight", "gauge", "Requests begun and not finished.",
           read_counter(&in_flight));
    single(out, "claimd_http_request_bytes_total", "counter", "Bytes of request bodies.",
           read_counter(&bytes_in));
    single(out, "claimd_http_response_bytes_total", "counter", "Bytes of answers' bodies.",
           read_counter(&bytes_out));
    single(out, "claimd_http_connections", "gauge", "Open connections.",
           read_counter(&connections_open));
    single(out, "claimd_http_connections_total", "counter", "Connections accepted.",
           read_counter(&connections_total));
    single(out, "claimd_http_requests_overdue_total", "counter",
           "Connections cut because a deadline passed.", read_counter(&overdue));
    single(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
}
