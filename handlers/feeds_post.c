/* POST /v1/feeds: one feed as JSON, or a list of them as OPML. It is polled from now on. */
#include "base/error.h"
#include "fetch/opml.h"
#include "fetch/url.h"
#include "handlers/feed_json.h"
#include "handlers/handlers.h"
#include "handlers/writing.h"
#include "intake/intake.h"

struct import {
    struct feed_add add;
    struct field_error_list refused; /* what the list held beside feeds */
};

static int make_request(struct arena *arena, struct slice url, struct feed_request *ret_request) {
    struct fetch_url parsed;
    int error = fetch_url_read(url, (struct slice){0}, &parsed);
    if (!error)
        error = arena_copy(arena, slice_from_cstr(parsed.whole), &ret_request->url);
    if (!error)
        error = arena_copy(arena, slice_from_cstr(parsed.origin), &ret_request->host);
    return error;
}

static void poll_soon(struct request *request) {
    intake_wake(request->service->intake);
}

static void queue(struct request *request, struct import *import, request_handler *finish) {
    import->add.now = intake_now(request->service->intake);
    request->state = import;
    if (writing_begin_sealed(request, &import->add.write, finish, poll_soon))
        writing_queued(request, &import->add.write,
                       storage_feed_add(request->service->storage, &import->add));
}

/* ---- one ------------------------------------------------------------------------------------- */

static void finish_one(struct request *request) {
    const struct import *import = request->state;
    const struct feed_request *feed = import->add.requests;
    struct slice location;
    int error = import->add.write.error;
    if (!error)
        error = arena_printf(request->arena, &location, "/v1/feeds/%s", feed->id.hex);
    if (error) {
        reply_error(request, error, "storing the feed");
        return;
    }
    reply_header(request, "Location", location);
    feed_answer(request, &feed->id, feed->created ? 201 : 200);
}

static void post_one(struct request *request) {
    struct feed_body body;
    if (!feed_body_read(request, true, &body))
        return;

    struct import *import = ARENA_NEW(request->arena, struct import);
    struct feed_request *feed = ARENA_NEW(request->arena, struct feed_request);
    int error = import && feed ? make_request(request->arena, body.url, feed) : ERR_NO_MEMORY;
    if (error == ERR_INVALID)
        error = field_error_add(request->arena, &request->errors,
                                "is no URL that can be fetched: http or https, without a user's "
                                "name",
                                "/url");
    if (error) {
        reply_error(request, error, "reading the feed");
        return;
    }
    if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The feed cannot be taken; see errors.");
        return;
    }
    feed->title = body.title;
    feed->source = body.source;
    feed->interval = body.interval ? body.interval : FEED_INTERVAL_DEFAULT;
    import->add.requests = feed;
    import->add.count = 1;
    queue(request, import, finish_one);
}

/* ---- a list ---------------------------------------------------------------------------------- */

static void write_import(struct json_writer *json, const struct import *import) {
    int64_t created = 0;
    json_begin_object(json);
    json_key(json, "feeds");
    json_begin_array(json);
    for (uint32_t i = 0; i < import->add.count; i++) {
        created += import->add.requests[i].created;
        json_put_cstr(json, import->add.requests[i].id.hex);
    }
    json_end_array(json);
    json_member_integer(json, "added", created);
    json_key(json, "refused");
    json_begin_array(json);
    for (uint32_t i = 0; i < import->refused.count; i++)
        json_put_string(json, import->refused.at[i].detail);
    json_end_array(json);
    json_end_object(json);
}

static void finish_list(struct request *request) {
    const struct import *import = request->state;
    if (import->add.write.error) {
        reply_error(request, import->add.write.error, "storing the feeds");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    write_import(&json, import);
    reply_json(request, 200);
}

static int make_requests(struct arena *arena, const struct opml_list *list, struct import *import) {
    struct feed_request *requests = ARENA_ARRAY(arena, struct feed_request, list->count + 1);
    if (!requests)
        return ERR_NO_MEMORY;
    import->add.requests = requests;
    for (uint32_t i = 0; i < list->count; i++) {
        struct feed_request *feed = &requests[import->add.count];
        int error = make_request(arena, list->at[i].url, feed);
        struct field_error refused = {.detail = list->at[i].url};
        if (error == ERR_INVALID)
            error = list_push(arena, &import->refused, refused) ? ERR_INVALID : ERR_NO_MEMORY;
        if (error == ERR_NO_MEMORY)
            return error;
        if (error)
            continue;
        feed->title = list->at[i].title;
        feed->interval = FEED_INTERVAL_DEFAULT;
        import->add.count++;
    }
    return 0;
}

static void post_list(struct request *request) {
    struct opml_list list;
    struct import *import = ARENA_NEW(request->arena, struct import);
    int error = import ? opml_parse(request->arena, request->body, &list) : ERR_NO_MEMORY;
    if (error == ERR_INVALID) {
        reply_problem(request, PROBLEM_INVALID_TEXT, "The body is no OPML.");
        return;
    }
    if (error == ERR_TOO_LARGE) {
        reply_problem(request, PROBLEM_BODY_TOO_LARGE, "A list may hold %d feeds.", OPML_FEEDS_MAX);
        return;
    }
    if (!error)
        error = make_requests(request->arena, &list, import);
    if (error)
        reply_error(request, error, "reading the feeds");
    else
        queue(request, import, finish_list);
}

void feeds_post(struct request *request) {
    if (!request->service->intake)
        reply_problem(request, PROBLEM_OFFLINE, "claimd runs with --offline and polls no feeds.");
    else if (request->body_media == MEDIA_OPML)
        post_list(request);
    else
        post_one(request);
}
