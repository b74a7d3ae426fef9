#include "handlers/feed_json.h"

#include "base/error.h"
#include "handlers/article_body.h"
#include "handlers/stored_json.h"

#include <stdio.h>

/* ---- writing --------------------------------------------------------------------------------- */

static void write_problem(struct json_writer *json, const struct stored_feed *feed) {
    char type[96];
    json_key(json, "problem");
    if (!feed->problem.at) {
        json_put_null(json);
        return;
    }
    (void)snprintf(type, sizeof type, PROBLEM_TYPE_PREFIX "%.*s", SLICE_ARGS(feed->problem));
    json_begin_object(json);
    json_member_cstr(json, "type", type);
    json_member_string(json, "detail", feed->detail);
    json_end_object(json);
}

void feed_write(struct json_writer *json, const struct stored_feed *feed) {
    json_begin_object(json);
    json_member_cstr(json, "id", feed->id.hex);
    json_member_string(json, "url", feed->url);
    json_member_string(json, "feed_url", feed->found_url.at ? feed->found_url : feed->url);
    json_member_string(json, "title", feed->title);
    json_member_string(json, "source", feed->source);
    json_member_integer(json, "interval", feed->interval);
    json_member_bool(json, "paused", feed->paused);
    json_member_instant(json, "created_at", feed->created_at);
    json_key(json, "polled_at");
    if (feed->polled_at)
        json_put_instant(json, feed->polled_at);
    else
        json_put_null(json);
    json_key(json, "next_poll_at");
    if (feed->paused)
        json_put_null(json);
    else
        json_put_instant(json, feed->next_poll_at);
    json_member_integer(json, "polls", feed->polls);
    json_member_integer(json, "failures", feed->failures);
    write_problem(json, feed);
    json_end_object(json);
}

void feed_answer(struct request *request, const struct storage_id *id, int status) {
    struct stored_feed feed;
    int error = storage_feed_get(request->service->storage, request->arena, id, &feed);
    if (error) {
        reply_error(request, error, "reading the feed");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    feed_write(&json, &feed);
    reply_json(request, status);
}

/* ---- reading --------------------------------------------------------------------------------- */

static const struct field fields[] = {
    {"url", offsetof(struct feed_body, url), ARTICLE_URL_LIMIT, NULL},
    {"title", offsetof(struct feed_body, title), ARTICLE_TITLE_LIMIT, NULL},
    {"source", offsetof(struct feed_body, source), ARTICLE_SOURCE_LIMIT, NULL},
};
enum { FIELD_COUNT = sizeof fields / sizeof *fields };

/* Members that are no strings, which fields_read does not know: taken out of the object. */
static int take_interval(struct request *request, json_t *body, int64_t *ret_interval) {
    const json_t *value = json_object_get(body, "interval");
    *ret_interval = 0;
    if (!value)
        return 0;
    int64_t interval = json_integer_value(value);
    int error = 0;
    if (!json_is_integer(value) || interval < FEED_INTERVAL_MIN || interval > FEED_INTERVAL_MAX)
        error = field_error_add(request->arena, &request->errors,
                                "must be a whole number of seconds from 60 to 604800", "/interval");
    *ret_interval = interval;
    (void)json_object_del(body, "interval"); /* it is there */
    return error;
}

static int take_paused(struct request *request, json_t *body, int *ret_paused) {
    const json_t *value = json_object_get(body, "paused");
    *ret_paused = -1;
    if (!value)
        return 0;
    int error = 0;
    if (!json_is_boolean(value))
        error =
            field_error_add(request->arena, &request->errors, "must be true or false", "/paused");
    *ret_paused = json_is_true(value);
    (void)json_object_del(body, "paused");
    return error;
}

/* As JSON Merge Patch (RFC 7396) has it: null takes away what is there. */
static void take_nulls(const json_t *body, struct feed_body *feed) {
    if (json_is_null(json_object_get(body, "title")))
        feed->title = SLICE("");
    if (json_is_null(json_object_get(body, "source")))
        feed->source = SLICE("");
}

static int read_members(struct request *request, json_t *body, bool with_url,
                        struct feed_body *ret_body) {
    struct feed_body feed = {.paused = -1};
    size_t first = with_url ? 0 : 1; /* the url of a feed is what it is */
    int error = 0;
    if (json_is_object(body))
        error = take_interval(request, body, &feed.interval);
    if (!error && !with_url && json_is_object(body))
        error = take_paused(request, body, &feed.paused);
    if (!error)
        error = fields_read(request->arena, body, "", fields + first, FIELD_COUNT - first, &feed,
                            &request->errors);
    if (!error && !with_url)
        take_nulls(body, &feed);
    if (!error && with_url && !request->errors.count && !feed.url.at)
        error = field_error_add(request->arena, &request->errors, "needs a member url", "%s", "");
    *ret_body = feed;
    return error;
}

bool feed_body_read(struct request *request, bool with_url, struct feed_body *ret_body) {
    json_t *body = request_json(request);
    if (!body)
        return false;
    int error = read_members(request, body, with_url, ret_body);
    json_decref(body);
    if (error)
        reply_error(request, error, "reading the feed");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The feed cannot be taken; see errors.");
    return !error && !request->errors.count;
}
