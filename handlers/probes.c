/* What operators ask: is it alive, is it ready, how does it do, which version is it, what can it.
 */
#include "base/json_writer.h"
#include "handlers/handlers.h"
#include "handlers/live.h"
#include "handlers/stored_metrics.h"
#include "hooks/hooks.h"
#include "storage/intake_store.h"

#include <inttypes.h>

/* openapi.yaml, compiled in. */
extern const char openapi_yaml[];

void livez_get(struct request *request) {
    buffer_append_cstr(&request->out, "ok\n");
    reply_text(request, 200);
}

static void write_parts(struct request *request) {
    struct storage *storage = request->service->storage;
    struct storage_counts counts;
    struct intake_counts intake;
    storage_count(storage, &counts);
    buffer_printf(&request->out, "store: open, %" PRIu64 " articles\n", counts.articles);
    buffer_append_cstr(&request->out,
                       request->service->intake
                           ? "fetching: on\n"
                           : "fetching: off (--offline): no pages, no feeds, nothing is sent\n");
    if (storage_intake_count(storage, &intake) == 0)
        buffer_printf(&request->out, "jobs waiting: %" PRId64 "\nfeeds: %" PRId64 "\n",
                      intake.jobs_queued, intake.feeds);
}

void readyz_get(struct request *request) {
    if (!request->service->ready(request->service)) {
        reply_problem(request, PROBLEM_UNAVAILABLE, "claimd is starting or about to stop.");
        return;
    }
    char reason[STORAGE_REASON_MAX];
    if (storage_ready(request->service->storage, reason) != 0) {
        reply_problem(request, PROBLEM_UNAVAILABLE, "The store cannot be read: %s.", reason);
        return;
    }
    buffer_append_cstr(&request->out, "ready\n");
    if (request_parameter(request, "verbose").at)
        write_parts(request);
    reply_text(request, 200);
}

void metrics_get(struct request *request) {
    request->service->write_metrics(&request->out);
    stored_metrics_write(request->service->storage, &request->out);
    if (request->service->hooks)
        hooks_metrics_write(request->service->hooks, &request->out);
    live_metrics_write(request->service->live, &request->out);
    reply_body(request, 200, "text/plain; version=0.0.4; charset=utf-8");
}

void version_get(struct request *request) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "name", "claimd");
    json_member_cstr(&json, "version", CLAIMD_VERSION);
    json_end_object(&json);
    reply_json(request, 200);
}

void openapi_get(struct request *request) {
    buffer_append_cstr(&request->out, openapi_yaml);
    reply_body(request, 200, "application/yaml");
}
