/* GET /v1/stories/{id}/changes: what has happened to a story since an event that the client knows.
 */
#include "base/error.h"
#include "handlers/event_json.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/stored.h"

static const int64_t number_max = INT64_C(1) << 53; /* what JSON readers keep whole */

static int find(struct request *request, const struct storage_id *id, int64_t after, int64_t limit,
                struct stored_event_list *ret_events) {
    struct stored_story story; /* tells whether it is there */
    struct storage *storage = request->service->storage;
    const struct event_filter filter = {
        .after = after, .story = slice_from_cstr(id->hex), .limit = (uint32_t)limit};
    int error = storage_story_get(storage, request->arena, id, &story);
    return error ? error : storage_event_find(storage, request->arena, &filter, ret_events);
}

static void answer(struct request *request, const struct storage_id *id, int64_t limit,
                   const struct stored_event_list *events) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "story", id->hex);
    json_key(&json, "changes");
    json_begin_array(&json);
    for (uint32_t i = 0; i < events->count; i++)
        event_write(&json, &events->at[i]);
    json_end_array(&json);
    bool full = events->count == limit;
    json_member_integer(&json, "next",
                        full ? events->at[events->count - 1].number : events->through);
    json_end_object(&json);
    reply_json(request, 200);
}

void stories_changes(struct request *request) {
    struct storage_id id;
    int64_t after = 0;
    int64_t limit = PAGE_DEFAULT;
    if (!stored_id_read(request, &id))
        return;
    int error = request_integer(request, "after", 0, number_max, 0, &after);
    if (!error || error == ERR_INVALID)
        error = request_integer(request, "limit", 1, STORAGE_PAGE_MAX, PAGE_DEFAULT, &limit);
    if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
        return;
    }
    struct stored_event_list events;
    if (!error)
        error = find(request, &id, after, limit, &events);
    if (error)
        reply_error(request, error, "reading the changes");
    else
        answer(request, &id, limit, &events);
}
