/* Embargo and retention: what is held back, and what has to go. */
#include "storage/keeping.h"

#include "base/error.h"
#include "storage/article_rows.h"
#include "storage/held.h"
#include "storage/packed.h"
#include "storage/store.h"
#include "storage/version.h"

enum { SWEEP_ARTICLES = 32 /* in one transaction */ };

static int find(struct writer *writer, const struct storage_id *id, int64_t *ret_article) {
    QUERY(query, &writer->connection, SQL_ARTICLE_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row == 1)
        *ret_article = query_column_integer(&query, 0);
    return row == 1 ? 0 : row ? row : ERR_NOT_FOUND;
}

/* ---- embargo --------------------------------------------------------------------------------- */

int held_remove(struct writer *writer, const struct storage_id *id) {
    QUERY(query, &writer->connection, SQL_HELD_DELETE);
    query_text(&query, slice_from_cstr(id->hex));
    int64_t changed = 0;
    int error = query_change(&query, &changed);
    if (error)
        return error;
    return changed ? 0 : ERR_NOT_FOUND;
}

static int hold_article(struct storage *storage, struct storage_write *write) {
    struct article_hold *hold = (struct article_hold *)write;
    struct writer *writer = &storage->writer;
    int64_t article;
    int error = find(writer, &hold->id, &article);
    if (error != ERR_NOT_FOUND)
        return error ? error : ERR_INVALID;
    QUERY(query, &writer->connection, SQL_HELD_INSERT);
    query_text(&query, slice_from_cstr(hold->id.hex));
    query_integer(&query, hold->embargo_until);
    query_optional(&query, hold->retain_until, 0);
    query_integer(&query, writer->now);
    query_blob(&query, hold->packed);
    return query_run(&query);
}

int storage_article_hold(struct storage *storage, struct arena *arena, struct article_hold *hold) {
    hold->id = storage_article_id(hold->input);
    int error = packed_make(arena, hold->input, &hold->packed);
    return error ? error : writer_enqueue(storage, &hold->write, hold_article);
}

/* One row; a damaged one is counted and keeps nobody waiting. */
static int take_due(struct query *query, struct arena *arena, struct held_list *list) {
    struct held_article held = {.retain_until = query_column_integer(query, 1)};
    int error = storage_id_parse(query_column_borrow(query, 0), &held.id)
                    ? packed_open(arena, query_column_borrow(query, 2), &held.input)
                    : ERR_INVALID;
    if (error == ERR_INVALID) {
        list->damaged++;
        return 0;
    }
    if (error)
        return error;
    return list_push(arena, list, held) ? 0 : ERR_NO_MEMORY;
}

/* The next rows that are due, as many as are still wanted. */
static int read_due(struct connection *reader, struct arena *arena, int64_t now, uint32_t limit,
                    struct held_list *list, bool *ret_end) {
    uint32_t wanted = limit - list->count;
    QUERY(query, reader, SQL_HELD_DUE);
    query_integer(&query, now);
    query_integer(&query, wanted);
    query_integer(&query, (int64_t)list->count + list->damaged);
    int row;
    uint32_t rows = 0;
    while ((row = query_row(&query)) == 1) {
        rows++;
        int error = take_due(&query, arena, list);
        if (error)
            return error;
    }
    *ret_end = rows < wanted;
    return row;
}

int storage_held_due(struct storage *storage, struct arena *arena, int64_t now, uint32_t limit,
                     struct held_list *ret_list) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct held_list list = {0};
    bool end = false;
    while (!error && !end && list.count < limit)
        error = read_due(reader, arena, now, limit, &list, &end);
    reader_return(storage, reader);
    if (!error)
        *ret_list = list;
    return error;
}

/* ---- retention ------------------------------------------------------------------------------- */

static int retain_article(struct storage *storage, struct storage_write *write) {
    struct article_retain *retain = (struct article_retain *)write;
    struct writer *writer = &storage->writer;
    int64_t article;
    int error = find(writer, &retain->id, &article);
    if (error)
        return error;
    QUERY(query, &writer->connection, SQL_ARTICLE_RETAIN);
    query_integer(&query, article);
    query_optional(&query, retain->retain_until, 0);
    return query_run(&query);
}

int storage_article_retain(struct storage *storage, struct article_retain *retain) {
    return writer_enqueue(storage, &retain->write, retain_article);
}

struct due {
    int64_t at[SWEEP_ARTICLES + 1];
    uint32_t count;
};

static int list_due(struct connection *connection, int64_t now, uint32_t limit, struct due *due) {
    QUERY(query, connection, SQL_ARTICLE_DUE);
    query_integer(&query, now);
    query_integer(&query, limit);
    int row;
    while ((row = query_row(&query)) == 1)
        due->at[due->count++] = query_column_integer(&query, 0);
    return row;
}

static int sweep_articles(struct storage *storage, struct storage_write *write) {
    struct retention_sweep *sweep = (struct retention_sweep *)write;
    struct writer *writer = &storage->writer;
    struct due due = {.count = 0};
    int error = list_due(&writer->connection, sweep->now, SWEEP_ARTICLES + 1, &due);
    sweep->more = due.count > SWEEP_ARTICLES;
    sweep->deleted = sweep->more ? SWEEP_ARTICLES : due.count;
    for (uint32_t i = 0; i < sweep->deleted && !error; i++)
        error = article_remove_number(writer, due.at[i], false);
    write->purges = sweep->deleted > 0;
    if (!error && write->purges)
        error = purge_ask(storage);
    return error;
}

int storage_retention_sweep(struct storage *storage, struct retention_sweep *sweep) {
    return writer_enqueue(storage, &sweep->write, sweep_articles);
}

int storage_retention_due(struct storage *storage, int64_t now, bool *ret_due) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct due due = {.count = 0};
    error = list_due(reader, now, 1, &due);
    reader_return(storage, reader);
    if (!error)
        *ret_due = due.count > 0;
    return error;
}

/* ---- articles of earlier schemas ------------------------------------------------------------- */

static int find_unsearchable(struct connection *reader, struct storage_id *ret_id) {
    QUERY(query, reader, SQL_ARTICLE_UNSEARCHABLE);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return storage_id_parse(query_column_borrow(&query, 0), ret_id) ? 0 : ERR_FAILED;
}

int storage_unsearchable(struct storage *storage, struct arena *arena,
                         struct stored_article *ret_article) {
    struct connection *reader;
    struct storage_id id;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = find_unsearchable(reader, &id);
    reader_return(storage, reader);
    if (error)
        return error;
    return storage_article_get(storage, arena, &id, ARTICLE_TEXT | ARTICLE_ANALYSIS, ret_article);
}

static int mark_searchable(struct writer *writer, int64_t article, int64_t *ret_changed) {
    QUERY(query, &writer->connection, SQL_ARTICLE_SEARCHABLE);
    query_integer(&query, article);
    return query_change(&query, ret_changed);
}

static int index_article(struct storage *storage, struct storage_write *write) {
    struct article_index *index = (struct article_index *)write;
    struct writer *writer = &storage->writer;
    int64_t article;
    int error = find(writer, &index->id, &article);
    if (error)
        return error;
    int64_t changed = 0;
    error = mark_searchable(writer, article, &changed);
    if (error || changed == 0)
        return error; /* somebody did it meanwhile */
    return article_rows_complete(&writer->connection, index->record, article);
}

int storage_article_index(struct storage *storage, struct article_index *index) {
    return writer_enqueue(storage, &index->write, index_article);
}
