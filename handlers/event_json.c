#include "handlers/event_json.h"

#include "handlers/stored_json.h"

#include <inttypes.h>

void event_write(struct json_writer *json, const struct stored_event *event) {
    json_begin_object(json);
    json_member_integer(json, "id", event->number);
    json_member_instant(json, "at", event->at);
    json_member_string(json, "kind", event->kind);
    json_member_string(json, "subject", event->subject);
    json_member_string(json, "story", event->story);
    json_key(json, "payload");
    json_put_raw(json, event->payload);
    json_end_object(json);
}

void event_write_stream(struct buffer *out, const struct stored_event *event) {
    struct json_writer json;
    buffer_printf(out, "id: %" PRId64 "\ndata: ", event->number);
    json_init(&json, out);
    event_write(&json, event); /* no line feed stands bare in JSON of ours */
    buffer_append_cstr(out, "\n\n");
}
