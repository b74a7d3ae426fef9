/* Feeds and the items that they have shown. */
#include "base/error.h"
#include "storage/intake_store.h"
#include "storage/store.h"

#include <xxhash.h>

/* ---- writing --------------------------------------------------------------------------------- */

static int find_feed(struct writer *writer, const struct storage_id *id, int64_t *ret_number) {
    QUERY(query, &writer->connection, SQL_FEED_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    *ret_number = query_column_integer(&query, 0);
    return 0;
}

static int add_feed(struct writer *writer, struct feed_request *request, int64_t now) {
    int64_t number;
    request->id = storage_article_id(request->url); /* the hash is as good for feeds */
    int error = find_feed(writer, &request->id, &number);
    request->created = error == ERR_NOT_FOUND;
    if (!request->created)
        return error;

    QUERY(query, &writer->connection, SQL_FEED_INSERT);
    query_text(&query, slice_from_cstr(request->id.hex));
    query_text(&query, request->url);
    query_text(&query, request->host);
    query_text(&query, request->title);
    query_text(&query, request->source);
    query_integer(&query, request->interval);
    query_integer(&query, now);
    return query_run(&query);
}

static int add_deed(struct storage *storage, struct storage_write *write) {
    const struct feed_add *add = (const struct feed_add *)write;
    int error = 0;
    for (uint32_t i = 0; i < add->count && !error; i++)
        error = add_feed(&storage->writer, &add->requests[i], add->now);
    return error;
}

static int change_deed(struct storage *storage, struct storage_write *write) {
    const struct feed_change *change = (const struct feed_change *)write;
    struct writer *writer = &storage->writer;
    int64_t number;
    int error = find_feed(writer, &change->id, &number);
    if (error)
        return error;

    QUERY(query, &writer->connection, SQL_FEED_CHANGE);
    query_integer(&query, number);
    query_text(&query, change->title);
    query_text(&query, change->source);
    query_integer(&query, change->interval);
    query_integer(&query, change->paused);
    query_integer(&query, change->now);
    return query_run(&query);
}

static int delete_deed(struct storage *storage, struct storage_write *write) {
    const struct feed_delete *deletion = (const struct feed_delete *)write;
    struct writer *writer = &storage->writer;
    int64_t number;
    int error = find_feed(writer, &deletion->id, &number);
    if (error)
        return error;
    QUERY(query, &writer->connection, SQL_FEED_DELETE);
    query_integer(&query, number);
    return query_run(&query);
}

/* ---- a poll ---------------------------------------------------------------------------------- */

/* Remembers one name of an item; *known when it was there before. */
static int remember(struct writer *writer, int64_t feed, char kind, struct slice name,
                    bool *known) {
    XXH128_canonical_t key;
    XXH128_canonicalFromHash(&key, XXH3_128bits_withSeed(name.at, name.length, (XXH64_hash_t)kind));
    QUERY(query, &writer->connection, SQL_FEED_ITEM_INSERT);
    query_integer(&query, feed);
    query_blob(&query, slice_of((const char *)key.digest, sizeof key.digest));
    int row = query_row(&query); /* RETURNING answers no row when it was there */
    if (row < 0)
        return row;
    *known = *known || row == 0;
    return 0;
}

static int page_exists(struct writer *writer, struct slice url, bool *ret_exists) {
    QUERY(query, &writer->connection, SQL_PAGE_GET);
    query_text(&query, url);
    int row = query_row(&query);
    *ret_exists = row == 1;
    return row < 0 ? row : 0;
}

static int take_entry(struct writer *writer, int64_t feed, struct feed_poll *poll,
                      const struct feed_entry *entry, struct slice source) {
    bool known = false;
    int error = remember(writer, feed, 'l', entry->url, &known);
    if (!error && entry->guid.at)
        error = remember(writer, feed, 'g', entry->guid, &known);
    if (error || known)
        return error;

    bool fetched;
    error = page_exists(writer, entry->url, &fetched);
    if (error || fetched)
        return error;
    struct storage_id id;
    error = job_find_queued(writer, entry->url, &id);
    if (error != ERR_NOT_FOUND)
        return error;
    struct job_request request = {.url = entry->url, .host = entry->host, .source = source};
    error = job_insert(writer, &request, slice_from_cstr(poll->id.hex), poll->now, &id);
    if (!error)
        poll->added++;
    return error;
}

static int save_poll(struct writer *writer, int64_t number, const struct feed_poll *poll) {
    QUERY(query, &writer->connection, SQL_FEED_POLLED);
    query_integer(&query, number);
    query_integer(&query, poll->now);
    query_integer(&query, poll->next_poll_at);
    query_integer(&query, poll->pause);
    query_text(&query, poll->problem);
    query_text(&query, poll->detail);
    query_text(&query, poll->found_url);
    query_text(&query, poll->host);
    query_text(&query, poll->title);
    query_text(&query, poll->etag);
    query_text(&query, poll->last_modified);
    return query_run(&query);
}

static int source_of(struct writer *writer, int64_t number, struct slice *ret_source) {
    QUERY(query, &writer->connection, SQL_FEED_SOURCE);
    query_integer(&query, number);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED;
    return query_column(&query, writer->arena, 0, ret_source);
}

static int poll_deed(struct storage *storage, struct storage_write *write) {
    struct feed_poll *poll = (struct feed_poll *)write;
    struct writer *writer = &storage->writer;
    int64_t number;
    struct slice source;
    poll->added = 0;
    int error = find_feed(writer, &poll->id, &number);
    if (!error)
        error = save_poll(writer, number, poll);
    if (!error)
        error = source_of(writer, number, &source);
    for (uint32_t i = 0; !error && i < poll->entry_count && i < FEED_ITEMS_MAX; i++)
        error = take_entry(writer, number, poll, &poll->entries[i], source);
    return error;
}

int storage_feed_add(struct storage *storage, struct feed_add *add) {
    return writer_enqueue(storage, &add->write, add_deed);
}

int storage_feed_change(struct storage *storage, struct feed_change *change) {
    return writer_enqueue(storage, &change->write, change_deed);
}

int storage_feed_delete(struct storage *storage, struct feed_delete *deletion) {
    return writer_enqueue(storage, &deletion->write, delete_deed);
}

int storage_feed_poll(struct storage *storage, struct feed_poll *poll) {
    return writer_enqueue(storage, &poll->write, poll_deed);
}

/* ---- reading --------------------------------------------------------------------------------- */

static int read_texts(struct query *query, struct arena *arena, struct stored_feed *feed) {
    struct slice *const texts[] = {&feed->url,           &feed->found_url, &feed->host,
                                   &feed->title,         &feed->source,    &feed->etag,
                                   &feed->last_modified, &feed->problem,   &feed->detail};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) {
        int error = query_column(query, arena, 2 + i, texts[i]);
        if (error)
            return error;
    }
    return 0;
}

static int read_feed(struct query *query, struct arena *arena, struct stored_feed *ret_feed) {
    struct stored_feed feed = {.number = query_column_integer(query, 0)};
    if (!storage_id_parse(query_column_borrow(query, 1), &feed.id))
        return ERR_FAILED;
    int error = read_texts(query, arena, &feed);
    if (error)
        return error;

    int64_t *const numbers[] = {&feed.interval,     &feed.created_at, &feed.polled_at,
                                &feed.next_poll_at, &feed.polls,      &feed.failures};
    for (int i = 0; i < (int)(sizeof numbers / sizeof *numbers); i++)
        *numbers[i] = query_column_integer(query, 11 + i); /* NULL reads as 0 */
    feed.paused = query_column_integer(query, 17) != 0;
    *ret_feed = feed;
    return 0;
}

static int read_feeds(struct query *query, struct arena *arena, struct stored_feed_list *list) {
    int row;
    while ((row = query_row(query)) == 1) {
        struct stored_feed feed;
        int error = read_feed(query, arena, &feed);
        if (error)
            return error;
        if (!list_push(arena, list, feed))
            return ERR_NO_MEMORY;
    }
    return row;
}

static int get_feed(struct connection *reader, struct arena *arena, const struct storage_id *id,
                    struct stored_feed *ret_feed) {
    QUERY(query, reader, SQL_FEED_GET);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return read_feed(&query, arena, ret_feed);
}

int storage_feed_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                     struct stored_feed *ret_feed) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = get_feed(reader, arena, id, ret_feed);
    reader_return(storage, reader);
    return error;
}

static int query_feeds(struct storage *storage, struct arena *arena, enum statement statement,
                       int64_t bound, uint32_t limit, struct stored_feed_list *list) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    {
        QUERY(query, reader, statement);
        query_integer(&query, bound);
        query_integer(&query, limit);
        error = read_feeds(&query, arena, list);
    }
    reader_return(storage, reader);
    return error;
}

int storage_feed_list(struct storage *storage, struct arena *arena, int64_t before, uint32_t limit,
                      struct stored_feed_list *ret_feeds) {
    struct stored_feed_list list = {0};
    int error =
        query_feeds(storage, arena, SQL_FEED_LIST, before ? before : INT64_MAX, limit + 1, &list);
    if (error)
        return error;
    if (list.count > limit) {
        list.count = limit;
        list.next = list.at[limit - 1].number;
    }
    *ret_feeds = list;
    return 0;
}

int storage_feed_due(struct storage *storage, struct arena *arena, int64_t now, uint32_t limit,
                     struct stored_feed_list *ret_feeds) {
    struct stored_feed_list list = {0};
    int error = query_feeds(storage, arena, SQL_FEED_DUE, now, limit, &list);
    if (!error)
        *ret_feeds = list;
    return error;
}

/* ---- both ------------------------------------------------------------------------------------ */

static int read_next(struct connection *reader, int64_t now, int64_t *ret_when) {
    QUERY(query, reader, SQL_INTAKE_NEXT);
    query_integer(&query, now);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* min() always has a row */
    *ret_when = query_column_integer(&query, 0);
    return 0;
}

int storage_intake_next(struct storage *storage, int64_t now, int64_t *ret_when) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = read_next(reader, now, ret_when);
    reader_return(storage, reader);
    return error;
}

static int read_counts(struct connection *reader, struct intake_counts *ret_counts) {
    QUERY(query, reader, SQL_INTAKE_COUNTS);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED;
    *ret_counts =
        (struct intake_counts){query_column_integer(&query, 0), query_column_integer(&query, 1)};
    return 0;
}

int storage_intake_count(struct storage *storage, struct intake_counts *ret_counts) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = read_counts(reader, ret_counts);
    reader_return(storage, reader);
    return error;
}
