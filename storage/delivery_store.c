/* The log of what webhooks were sent, and what is still to be sent. */
#include "base/error.h"
#include "storage/store.h"
#include "storage/webhooks.h"

#include <assert.h>

static int read_delivery(struct query *query, struct arena *arena,
                         struct stored_delivery *ret_delivery) {
    struct stored_delivery delivery = {
        .number = query_column_integer(query, 0),
        .event = query_column_integer(query, 2),
        .attempts = query_column_integer(query, 5),
        .next_at = query_column_integer(query, 6),
        .changed_at = query_column_integer(query, 7),
        .status = query_column_integer(query, 8),
    };
    if (!storage_id_parse(query_column_borrow(query, 1), &delivery.id))
        return ERR_FAILED; /* the table's checks forbid it */
    int error = query_column(query, arena, 3, &delivery.body);
    if (!error)
        error = query_column(query, arena, 4, &delivery.state);
    if (!error)
        error = query_column(query, arena, 9, &delivery.problem);
    if (!error)
        *ret_delivery = delivery;
    return error;
}

static int read_page(struct connection *reader, struct arena *arena, const struct storage_id *id,
                     int64_t before, uint32_t limit, struct delivery_list *list) {
    QUERY(query, reader, SQL_DELIVERY_LIST);
    query_text(&query, slice_from_cstr(id->hex));
    query_integer(&query, before ? before : INT64_MAX);
    query_integer(&query, (int64_t)limit + 1);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct stored_delivery delivery;
        int error = read_delivery(&query, arena, &delivery);
        if (error)
            return error;
        if (list->count == limit) {
            assert(list->at); /* limit is 1 at least */
            list->next = list->at[limit - 1].number;
            return 0;
        }
        if (!list_push(arena, list, delivery))
            return ERR_NO_MEMORY;
    }
    return row;
}

int storage_delivery_list(struct storage *storage, struct arena *arena, const struct storage_id *id,
                          int64_t before, uint32_t limit, struct delivery_list *ret_deliveries) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct delivery_list list = {0};
    error = read_page(reader, arena, id, before, limit, &list);
    reader_return(storage, reader);
    if (!error)
        *ret_deliveries = list;
    return error;
}

static int read_due(struct connection *reader, struct arena *arena, int64_t webhook, int64_t now,
                    struct stored_delivery *ret_delivery) {
    QUERY(query, reader, SQL_DELIVERY_DUE);
    query_integer(&query, webhook);
    query_integer(&query, now);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return read_delivery(&query, arena, ret_delivery);
}

int storage_delivery_due(struct storage *storage, struct arena *arena, int64_t webhook, int64_t now,
                         struct stored_delivery *ret_delivery) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = read_due(reader, arena, webhook, now, ret_delivery);
    reader_return(storage, reader);
    return error;
}

static int read_next(struct connection *reader, int64_t *ret_at) {
    QUERY(query, reader, SQL_DELIVERY_NEXT);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* min() always has a row */
    *ret_at = query_column_integer(&query, 0);
    return 0;
}

int storage_delivery_next(struct storage *storage, int64_t *ret_at) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = read_next(reader, ret_at);
    reader_return(storage, reader);
    return error;
}

static int read_waiting(struct connection *reader, int64_t webhook, int64_t most,
                        int64_t *ret_count) {
    QUERY(query, reader, SQL_DELIVERY_WAITING);
    query_integer(&query, webhook);
    query_integer(&query, most);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* a count always has a row */
    *ret_count = query_column_integer(&query, 0);
    return 0;
}

int storage_delivery_waiting(struct storage *storage, int64_t webhook, int64_t most,
                             int64_t *ret_count) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = read_waiting(reader, webhook, most, ret_count);
    reader_return(storage, reader);
    return error;
}

/* ---- the end of an attempt ------------------------------------------------------------------- */

static int tidy(struct writer *writer) {
    static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
    QUERY(query, &writer->connection, SQL_DELIVERY_TIDY);
    query_integer(&query, writer->now - WEBHOOK_KEPT_DAYS * day_ms);
    return query_run(&query);
}

static int pause(struct writer *writer, int64_t webhook) {
    QUERY(query, &writer->connection, SQL_WEBHOOK_CHANGE);
    query_integer(&query, webhook);
    query_text(&query, (struct slice){0});
    query_integer(&query, 1);
    return query_run(&query);
}

static int end_attempt(struct storage *storage, struct storage_write *write) {
    struct writer *writer = &storage->writer;
    const struct delivery_end *end = (const struct delivery_end *)(const void *)write;
    QUERY(query, &writer->connection, SQL_DELIVERY_END);
    query_integer(&query, end->number);
    query_text(&query, slice_from_cstr(end->state));
    query_integer(&query, end->next_at);
    query_integer(&query, writer->now);
    query_optional(&query, end->status, 0);
    query_text(&query, end->problem);
    int error = query_run(&query);
    if (!error && end->pause)
        error = pause(writer, end->pause);
    return error ? error : tidy(writer);
}

int storage_delivery_end(struct storage *storage, struct delivery_end *end) {
    return writer_enqueue(storage, &end->write, end_attempt);
}
