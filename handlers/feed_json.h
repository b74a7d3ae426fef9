/* Feeds as JSON, and the members that clients may set. */
#pragma once

#include "base/json_writer.h"
#include "handlers/request.h"
#include "storage/intake_store.h"

enum { FEED_INTERVAL_MIN = 60, FEED_INTERVAL_MAX = 7 * 86400, FEED_INTERVAL_DEFAULT = 900 };

void feed_write(struct json_writer *json, const struct stored_feed *feed);

/* What a body says of a feed; absent slices, 0 and -1 where it says nothing, empty slices where a
 * change takes something away (null). */
struct feed_body {
    struct slice url;
    struct slice title;
    struct slice source;
    int64_t interval;
    int paused;
};

/* Reads the request's JSON body: `url` is required and only then allowed when `with_url`, `paused`
 * otherwise. Answers and returns false when it does not fit. */
bool feed_body_read(struct request *request, bool with_url, struct feed_body *ret_body);

/* Answers with the feed as it is stored now. */
void feed_answer(struct request *request, const struct storage_id *id, int status);
