#include "storage/webhooks.h"

#include "base/error.h"
#include "storage/store.h"

/* ---- reading --------------------------------------------------------------------------------- */

static int read_webhook(struct query *query, struct arena *arena,
                        struct stored_webhook *ret_webhook) {
    struct stored_webhook webhook = {
        .number = query_column_integer(query, 0),
        .old_until = query_column_integer(query, 7),
        .paused = query_column_integer(query, 8) != 0,
        .after = query_column_integer(query, 9),
        .created_at = query_column_integer(query, 10),
    };
    if (!storage_id_parse(query_column_borrow(query, 1), &webhook.id))
        return ERR_FAILED; /* the table's checks forbid it */
    struct slice *const texts[] = {&webhook.url, &webhook.story, &webhook.kinds, &webhook.secret,
                                   &webhook.old_secret};
    for (int i = 0; i < 5; i++) {
        int error = query_column(query, arena, 2 + i, texts[i]);
        if (error)
            return error;
    }
    *ret_webhook = webhook;
    return 0;
}

static int read_webhooks(struct connection *reader, struct arena *arena,
                         struct webhook_list *list) {
    QUERY(query, reader, SQL_WEBHOOK_LIST);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct stored_webhook webhook;
        int error = read_webhook(&query, arena, &webhook);
        if (!error && !list_push(arena, list, webhook))
            error = ERR_NO_MEMORY;
        if (error)
            return error;
    }
    return row;
}

int storage_webhook_list(struct storage *storage, struct arena *arena,
                         struct webhook_list *ret_webhooks) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct webhook_list list = {0};
    error = read_webhooks(reader, arena, &list);
    reader_return(storage, reader);
    if (!error)
        *ret_webhooks = list;
    return error;
}

static int find_webhook(struct connection *connection, struct arena *arena,
                        const struct storage_id *id, struct stored_webhook *ret_webhook) {
    QUERY(query, connection, SQL_WEBHOOK_GET);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return read_webhook(&query, arena, ret_webhook);
}

int storage_webhook_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                        struct stored_webhook *ret_webhook) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = find_webhook(reader, arena, id, ret_webhook);
    reader_return(storage, reader);
    return error;
}

/* ---- deeds ----------------------------------------------------------------------------------- */

static int count_webhooks(struct connection *connection, int64_t *ret_count) {
    QUERY(query, connection, SQL_WEBHOOK_COUNT);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* a count always has a row */
    *ret_count = query_column_integer(&query, 0);
    return 0;
}

static int create(struct writer *writer, const struct webhook_edit *edit) {
    int64_t count;
    int error = count_webhooks(&writer->connection, &count);
    if (error || count >= WEBHOOKS_MAX)
        return error ? error : ERR_INVALID;
    QUERY(query, &writer->connection, SQL_WEBHOOK_INSERT);
    query_text(&query, slice_from_cstr(edit->id.hex));
    query_text(&query, edit->url);
    query_text(&query, edit->story);
    query_text(&query, edit->kinds);
    query_blob(&query, edit->secret);
    query_integer(&query, writer->tally.events); /* the newest number, of this transaction too */
    query_integer(&query, writer->now);
    return query_run(&query);
}

static int change(struct writer *writer, const struct webhook_edit *edit, int64_t number) {
    QUERY(query, &writer->connection, SQL_WEBHOOK_CHANGE);
    query_integer(&query, number);
    query_text(&query, edit->url);
    query_integer(&query, edit->paused);
    return query_run(&query);
}

static int rotate(struct writer *writer, const struct webhook_edit *edit, int64_t number) {
    QUERY(query, &writer->connection, SQL_WEBHOOK_ROTATE);
    query_integer(&query, number);
    query_blob(&query, edit->secret);
    query_integer(&query, edit->old_until);
    return query_run(&query);
}

static int forget(struct writer *writer, int64_t number) {
    QUERY(query, &writer->connection, SQL_WEBHOOK_DELETE);
    query_integer(&query, number);
    return query_run(&query);
}

static int add_delivery(struct writer *writer, int64_t webhook, const struct storage_id *id,
                        int64_t event, struct slice body) {
    QUERY(query, &writer->connection, SQL_DELIVERY_INSERT);
    query_text(&query, slice_from_cstr(id->hex));
    query_integer(&query, webhook);
    query_optional(&query, event, 0);
    query_text(&query, body);
    query_integer(&query, writer->now);
    return query_run(&query);
}

static int redeliver(struct writer *writer, const struct webhook_edit *edit, int64_t webhook) {
    int64_t changed = 0;
    QUERY(query, &writer->connection, SQL_DELIVERY_AGAIN);
    query_text(&query, slice_from_cstr(edit->delivery.hex));
    query_integer(&query, webhook);
    query_integer(&query, writer->now);
    int error = query_change(&query, &changed);
    if (!error && !changed)
        error = ERR_NOT_FOUND;
    return error;
}

static int edit_webhook(struct storage *storage, struct storage_write *write) {
    struct writer *writer = &storage->writer;
    const struct webhook_edit *edit = (const struct webhook_edit *)(const void *)write;
    struct stored_webhook webhook;
    if (edit->change == WEBHOOK_CREATE)
        return create(writer, edit);
    int error = find_webhook(&writer->connection, writer->arena, &edit->id, &webhook);
    if (error)
        return error;
    switch (edit->change) {
    case WEBHOOK_EDIT:
        return change(writer, edit, webhook.number);
    case WEBHOOK_ROTATE:
        return rotate(writer, edit, webhook.number);
    case WEBHOOK_DELETE:
        return forget(writer, webhook.number);
    case WEBHOOK_TEST:
        return add_delivery(writer, webhook.number, &edit->delivery, 0, edit->body);
    default:
        return redeliver(writer, edit, webhook.number);
    }
}

int storage_webhook_edit(struct storage *storage, struct webhook_edit *edit) {
    return writer_enqueue(storage, &edit->write, edit_webhook);
}

static int fill(struct storage *storage, struct storage_write *write) {
    struct writer *writer = &storage->writer;
    const struct delivery_fill *filling = (const struct delivery_fill *)(const void *)write;
    int64_t changed = 0;
    QUERY(query, &writer->connection, SQL_WEBHOOK_AFTER);
    query_integer(&query, filling->webhook);
    query_integer(&query, filling->through);
    query_integer(&query, filling->after);
    int error = query_change(&query, &changed);
    if (!error && !changed)
        return ERR_NOT_FOUND; /* it was deleted meanwhile, or filled by another process */
    for (uint32_t i = 0; i < filling->count && !error; i++)
        error = add_delivery(writer, filling->webhook, &filling->at[i].id, filling->at[i].event,
                             filling->at[i].body);
    return error;
}

int storage_delivery_fill(struct storage *storage, struct delivery_fill *filling) {
    return writer_enqueue(storage, &filling->write, fill);
}
