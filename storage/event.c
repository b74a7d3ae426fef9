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

/* Every reader of the log (streams, polls, feeds, hooks) comes through here. Embargoed articles
 * have no events: they are stored, and tell so, when their time has come. */
static int read_events(struct connection *reader, struct arena *arena,
                       const struct event_filter *filter, struct stored_event_list *list) {
    QUERY(query, reader, filter->story.at ? SQL_EVENT_LIST_STORY : SQL_EVENT_LIST);
    query_integer(&query, filter->after);
    query_integer(&query, filter->after + EVENT_SCAN_MAX);
    query_integer(&query, filter->limit);
    query_text(&query, filter->kinds);
    if (filter->story.at)
        query_text(&query, filter->story);
    int row;
    while ((row = query_row(&query)) == 1) {
        int error = read_event(&query, arena, list);
        if (error)
            return error;
    }
    return row;
}

/* How far the list reaches. `newest` was read before the events: none up to it is missing. */
static int64_t reach(const struct event_filter *filter, const struct stored_event_list *list,
                     int64_t newest) {
    int64_t last = list->count ? list->at[list->count - 1].number : filter->after;
    if (list->count == filter->limit)
        return last;
    int64_t seen = filter->after + EVENT_SCAN_MAX;
    seen = seen < newest ? seen : newest;
    return last > seen ? last : seen;
}

int storage_event_find(struct storage *storage, struct arena *arena,
                       const struct event_filter *filter, struct stored_event_list *ret_events) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct stored_event_list list = {0};
    int64_t newest = storage_event_newest(storage);
    error = read_events(reader, arena, filter, &list);
    reader_return(storage, reader);
    if (error)
        return error;
    list.through = reach(filter, &list, newest);
    *ret_events = list;
    return 0;
}

int storage_event_list(struct storage *storage, struct arena *arena, int64_t after, uint32_t limit,
                       struct stored_event_list *ret_events) {
    const struct event_filter filter = {.after = after, .limit = limit};
    return storage_event_find(storage, arena, &filter, ret_events);
}

static int read_span(struct connection *reader, int64_t *ret_oldest, int64_t *ret_newest) {
    QUERY(query, reader, SQL_EVENT_SPAN);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* aggregates always have a row */
    *ret_oldest = query_column_integer(&query, 0);
    *ret_newest = query_column_integer(&query, 1);
    return 0;
}

int storage_event_span(struct storage *storage, int64_t *ret_oldest, int64_t *ret_newest) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = read_span(reader, ret_oldest, ret_newest);
    reader_return(storage, reader);
    return error;
}

int64_t storage_event_newest(struct storage *storage) {
    return (int64_t)atomic_load(&storage->events);
}

uint64_t storage_generation(struct storage *storage) {
    return atomic_load(&storage->groups);
}

int storage_generation_now(struct storage *storage, uint64_t *ret_generation) {
    struct connection *reader;
    struct shared_state state;
    if (!storage->is_shared) {
        *ret_generation = storage_generation(storage);
        return 0;
    }
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = shared_read(reader, SQL_SHARED_READ, &state);
    reader_return(storage, reader);
    if (!error)
        *ret_generation = (uint64_t)state.change;
    return error;
}

/* ---- watching -------------------------------------------------------------------------------- */

void storage_watch(struct storage *storage, struct storage_watcher *watcher) {
    (void)pthread_mutex_lock(&storage->watch_lock); /* a default mutex, not held by this thread */
    watcher->next = storage->watchers;
    storage->watchers = watcher;
    (void)pthread_mutex_unlock(&storage->watch_lock);
}

void storage_unwatch(struct storage *storage, struct storage_watcher *watcher) {
    (void)pthread_mutex_lock(&storage->watch_lock);
    struct storage_watcher **at = &storage->watchers;
    while (*at && *at != watcher)
        at = &(*at)->next;
    if (*at)
        *at = watcher->next;
    (void)pthread_mutex_unlock(&storage->watch_lock);
}

void event_tell_watchers(struct storage *storage) {
    (void)pthread_mutex_lock(&storage->watch_lock);
    for (struct storage_watcher *watcher = storage->watchers; watcher; watcher = watcher->next)
        watcher->committed(watcher);
    (void)pthread_mutex_unlock(&storage->watch_lock);
}
