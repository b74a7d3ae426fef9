/* Events of the log as clients see them. */
#pragma once

#include "base/json_writer.h"
#include "storage/storage.h"

/* One event as a JSON object. */
void event_write(struct json_writer *json, const struct stored_event *event);

/* One server-sent event (WHATWG HTML, section 9.2): its number as id, the JSON object as data. All
 * kinds come as "message", so that a client hears of kinds that it does not know yet. */
void event_write_stream(struct buffer *out, const struct stored_event *event);
