/* GET /v1/events: what happened, as a stream of server-sent events or, for clients that ask again
 * and again, as JSON pages that may wait for the next event.
 *
 * A stream that comes back with the id of the last event it saw goes on behind it. An id that this
 * log never gave out or no longer reaches back to (another file, a restored backup) answers with
 * one event "resync": the client reads its state anew and goes on from there.
 */
#include "base/error.h"
#include "handlers/event_json.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/live.h"

#include <inttypes.h>

enum {
    COMMENT_MS = 15 * 1000, /* silence that proxies forgive */
    WAIT_MAX = 60,          /* seconds */
};
static const int64_t number_max = INT64_C(1) << 53; /* what JSON readers keep whole */

/* What both forms read from the request. */
struct event_question {
    struct live_waiter waiter;
    struct live_filter filter;
    int64_t after; /* -1 when the client named none */
    int64_t limit;
    int64_t wait;
    bool resync;

    int64_t deadline; /* of the poll, or of the next comment */
    int64_t told;     /* the last id that the stream sent */
    bool greeted;
    bool joined;
};

/* ---- the question ---------------------------------------------------------------------------- */

static int refuse(struct request *request, const char *detail) {
    struct field_error error = {.detail = slice_from_cstr(detail)};
    return list_push(request->arena, &request->errors, error) ? 0 : ERR_NO_MEMORY;
}

static int read_kinds(struct request *request, struct live_filter *filter) {
    struct slice text = request_parameter(request, "kind");
    if (!text.at)
        return 0;
    int error = live_kinds_read(request->arena, text, filter);
    if (error != ERR_INVALID)
        return error;
    return refuse(request, "parameter kind must be 1 to 16 kinds of events, parted by commas");
}

static int read_story(struct request *request, struct live_filter *filter) {
    struct storage_id id;
    filter->story = request_parameter(request, "story");
    if (!filter->story.at || storage_id_parse(filter->story, &id))
        return 0;
    return refuse(request, "parameter story must be the id of a story");
}

/* What EventSource sends when it comes back wins over the address it was made with. A value that is
 * no number of ours is an id that we never gave: -2. */
static int64_t last_event_id(const struct request *request) {
    struct slice text = request_header(request, "Last-Event-ID");
    int64_t number = 0;
    if (!text.length)
        return -1;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || i == 15)
            return -2;
        number = number * 10 + (text.at[i] - '0');
    }
    return number;
}

static int read_question(struct request *request, struct event_question *question) {
    int error = read_kinds(request, &question->filter);
    if (!error)
        error = read_story(request, &question->filter);
    if (!error)
        error = request_integer(request, "after", 0, number_max, -1, &question->after);
    if (!error || error == ERR_INVALID)
        error =
            request_integer(request, "limit", 1, STORAGE_PAGE_MAX, PAGE_DEFAULT, &question->limit);
    if (!error || error == ERR_INVALID)
        error = request_integer(request, "wait", 0, WAIT_MAX, 0, &question->wait);
    if (error == ERR_INVALID)
        error = 0;
    if (!error && last_event_id(request) != -1)
        question->after = last_event_id(request);
    return error;
}

/* Decides where to begin; an id from elsewhere means "resync" and begins at the newest. */
static int place(struct request *request, struct event_question *question, bool from_start) {
    int64_t oldest;
    int64_t newest;
    int error = storage_event_span(request->service->storage, &oldest, &newest);
    if (error)
        return error;
    if (question->after == -1)
        question->after = from_start ? (oldest ? oldest - 1 : 0) : newest;
    question->resync = question->after < 0 || question->after > newest ||
                       (question->after > 0 && question->after < oldest - 1);
    if (question->resync)
        question->after = newest;
    return 0;
}

/* ---- the stream ------------------------------------------------------------------------------ */

static void greet(struct request *request, struct event_question *question) {
    buffer_append_cstr(&request->out, "retry: 1000\n");
    if (question->resync)
        buffer_printf(&request->out, "event: resync\ndata: {\"after\":%" PRId64 "}\n",
                      question->after);
    buffer_printf(&request->out, "id: %" PRId64 "\n\n", question->after);
    question->told = question->after;
    question->greeted = true;
}

/* The id goes along when events passed that this client did not want, so that coming back is cheap.
 */
static void comment(struct request *request, struct event_question *question) {
    buffer_append_cstr(&request->out, ":\n");
    if (question->after > question->told)
        buffer_printf(&request->out, "id: %" PRId64 "\n", question->after);
    buffer_append_byte(&request->out, '\n');
    question->told = question->after;
}

static enum stream_step next_events(struct request *request) {
    struct event_question *question = request->state;
    struct live *live = request->service->live;
    if (!question->greeted)
        greet(request, question);
    while (!live_is_draining(live)) {
        int error = live_read(live, &question->filter, &question->after, &request->out);
        if (error)
            return STREAM_END; /* the client comes back with its id */
        if (!request->out.length && live_now() >= question->deadline)
            comment(request, question);
        if (request->out.length) {
            question->deadline = live_now() + COMMENT_MS;
            return STREAM_MORE;
        }
        if (live_park(live, &question->waiter, question->after, question->deadline))
            return STREAM_WAIT;
    }
    return request->out.length ? STREAM_MORE : STREAM_END;
}

static void leave(struct request *request) {
    struct event_question *question = request->state;
    if (question->joined)
        live_leave(request->service->live, &question->waiter);
    question->joined = false;
}

static void start_stream(struct request *request, struct event_question *question) {
    question->waiter.park = stream_park;
    question->waiter.wake = stream_wake;
    reply_header(request, "Cache-Control", SLICE("no-store"));
    reply_header(request, "X-Accel-Buffering", SLICE("no")); /* nginx: pass on at once */
    reply_stream(request, "text/event-stream", next_events);
}

/* ---- the poll -------------------------------------------------------------------------------- */

static void poll_again(struct request *request);

static void park_poll(struct request *request) {
    request_suspend(request, poll_again);
}

static void answer(struct request *request, const struct event_question *question,
                   const struct stored_event_list *list) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_key(&json, "events");
    json_begin_array(&json);
    for (uint32_t i = 0; i < list->count; i++)
        event_write(&json, &list->at[i]);
    json_end_array(&json);
    json_member_integer(&json, "next", list->through);
    json_member_bool(&json, "resync", question->resync);
    json_end_object(&json);
    reply_json(request, 200);
}

/* Reads on until there is an event, or nothing more to look at. */
static int find(struct request *request, struct event_question *question,
                struct stored_event_list *ret_list) {
    struct storage *storage = request->service->storage;
    for (;;) {
        const struct event_filter filter = {.after = question->after,
                                            .story = question->filter.story,
                                            .kinds = question->filter.kinds_json,
                                            .limit = (uint32_t)question->limit};
        int error = storage_event_find(storage, request->arena, &filter, ret_list);
        if (error)
            return error;
        question->after = ret_list->through;
        if (ret_list->count || ret_list->through >= storage_event_newest(storage))
            return 0;
    }
}

static void poll_again(struct request *request) {
    struct event_question *question = request->state;
    struct stored_event_list list;
    for (;;) {
        int error = find(request, question, &list);
        if (error) {
            reply_error(request, error, "reading the events");
            return;
        }
        bool over = list.count || question->resync || live_now() >= question->deadline ||
                    live_is_draining(request->service->live);
        if (over)
            break;
        if (live_park(request->service->live, &question->waiter, question->after,
                      question->deadline))
            return;
    }
    answer(request, question, &list);
}

/* ---- the endpoint ---------------------------------------------------------------------------- */

static void start(struct request *request, struct event_question *question) {
    bool streams = request->answer_media == MEDIA_EVENTS;
    int error = place(request, question, !streams);
    if (error) {
        reply_error(request, error, "reading the events");
        return;
    }
    question->deadline = live_now() + (streams ? COMMENT_MS : question->wait * 1000);
    question->joined =
        (streams || question->wait) && live_join(request->service->live, &question->waiter);
    if ((streams || question->wait) && !question->joined)
        reply_problem(request, PROBLEM_UNAVAILABLE, "Too many clients wait for events already.");
    else if (streams)
        start_stream(request, question);
    else
        poll_again(request);
}

void events_get(struct request *request) {
    struct event_question *question = ARENA_NEW(request->arena, struct event_question);
    int error = question ? read_question(request, question) : ERR_NO_MEMORY;
    if (error) {
        reply_error(request, error, "reading the parameters");
        return;
    }
    if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
        return;
    }
    question->waiter.request = request;
    question->waiter.park = park_poll;
    question->waiter.wake = request_resume;
    request->state = question;
    request->ended = leave;
    start(request, question);
}
