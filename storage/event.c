/* The event log: what happened, in order, without a gap. */
#include "base/buffer.h"
#include "base/error.h"
#include "base/json_writer.h"
#include "storage/store.h"

enum { PAYLOAD_LIMIT = 64 * 1024 };

static void write_payload(struct buffer *out, const struct event_detail *details) {
    struct json_writer json;
    json_init(&json, out);
    json_begin_object(&json);
    for (; details->name; details++)
        json_member_cstr(&json, details->name, details->value);
    json_end_object(&json);
}

int event_append(struct writer *writer, const char *kind, const char *subject, const char *story,
                 const struct event_detail *details) {
    struct buffer payload;
    buffer_init(&payload, PAYLOAD_LIMIT);
    write_payload(&payload, details);
    int error = buffer_error(&payload);
    if (!error) {
        QUERY(query, &writer->connection, SQL_EVENT_INSERT);
        query_integer(&query, writer->now);
        query_text(&query, slice_from_cstr(kind));
        query_text(&query, slice_from_cstr(subject));
        query_text(&query, slice_from_cstr(story));
        query_text(&query, buffer_slice(&payload));
        error = query_run(&query);
    }
    buffer_done(&payload);
    if (!error)
        writer->tally.events++;
    return error;
}

static int read_event(struct query *query, struct arena *arena, struct stored_event_list *list) {
    struct stored_event event = {
        .number = query_column_integer(query, 0),
        .at = query_column_integer(query, 1),
    };
    if (query_column(query, arena, 2, &event.kind) || query_column(query, arena, 3, &event.subject))
        return ERR_NO_MEMORY;
    if (query_column(query, arena, 4, &event.story) ||
        query_column(query, arena, 5, &event.payload))
        return ERR_NO_MEMORY;
    if (!list_push(arena, list, event))
        return ERR_NO_MEMORY;
    return 0;
}

static int read_events(struct connection *reader, struct arena *arena, int64_t after,
                       uint32_t limit, struct stored_event_list *list) {
    QUERY(query, reader, SQL_EVENT_LIST);
    query_integer(&query, after);
    query_integer(&query, limit);
    int row;
    while ((row = query_row(&query)) == 1) {
        int error = read_event(&query, arena, list);
        if (error)
            return error;
    }
    return row;
}

int storage_event_list(struct storage *storage, struct arena *arena, int64_t after, uint32_t limit,
                       struct stored_event_list *ret_events) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct stored_event_list list = {0};
    error = read_events(reader, arena, after, limit, &list);
    reader_return(storage, reader);
    if (!error)
        *ret_events = list;
    return error;
}
