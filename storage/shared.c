#include "storage/shared.h"

#include "base/error.h"
#include "storage/engine.h"
#include "storage/store.h"

static int run_statement(struct connection *connection, enum statement statement) {
    QUERY(query, connection, statement);
    return query_run(&query);
}

/* A reader takes the row as it stands; the writer takes it for itself as well. */
int shared_read(struct connection *connection, enum statement statement,
                struct shared_state *ret_state) {
    QUERY(query, connection, statement);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* the schema has put it there */
    *ret_state = (struct shared_state){.change = query_column_integer(&query, 0),
                                       .tally = {query_column_integer(&query, 1),
                                                 query_column_integer(&query, 2),
                                                 query_column_integer(&query, 3)}};
    return 0;
}

static int enter(struct storage *storage) {
    struct writer *writer = &storage->writer;
    struct shared_state state;
    int error = shared_read(&writer->connection, SQL_SHARED_ENTER, &state);
    if (!error && state.change != writer->change)
        error = term_counts_load(writer->terms, &writer->connection);
    if (error)
        return error;
    writer->change = state.change;
    writer->tally = state.tally;
    return 0;
}

int shared_begin(struct storage *storage) {
    int error = writer_reconnect(storage);
    if (!error)
        error = run_statement(&storage->writer.connection, SQL_BEGIN);
    if (!error && storage->is_shared)
        error = enter(storage);
    return error;
}

int shared_leave(struct storage *storage) {
    struct writer *writer = &storage->writer;
    if (!storage->is_shared)
        return 0;
    QUERY(query, &writer->connection, SQL_SHARED_LEAVE);
    query_integer(&query, writer->change + 1);
    query_integer(&query, writer->tally.articles);
    query_integer(&query, writer->tally.stories);
    query_integer(&query, writer->tally.events);
    int error = query_run(&query);
    return error ? error : run_statement(&writer->connection, SQL_SHARED_TELL);
}

void shared_publish(struct storage *storage, const struct shared_state *state) {
    (void)pthread_mutex_lock(&storage->publish_lock); /* a default mutex, not held by this thread */
    bool news = !storage->is_shared || state->change > storage->published;
    if (news) {
        storage->published = state->change;
        atomic_store(&storage->articles, (uint64_t)state->tally.articles);
        atomic_store(&storage->stories, (uint64_t)state->tally.stories);
        atomic_store(&storage->events, (uint64_t)state->tally.events);
        atomic_fetch_add(&storage->groups, 1);
    }
    (void)pthread_mutex_unlock(&storage->publish_lock);
    if (news)
        event_tell_watchers(storage);
}

void shared_committed(struct storage *storage) {
    struct writer *writer = &storage->writer;
    writer->change++;
    const struct shared_state state = {.change = writer->change, .tally = writer->tally};
    shared_publish(storage, &state);
}

/* If even reading fails, the counts stay a little wrong until the next start: they only weigh
 * terms.
 */
void shared_forget(struct storage *storage) {
    struct writer *writer = &storage->writer;
    if (storage->is_shared) {
        writer->change = -1; /* no count of transactions: the next one reads everything anew */
        return;
    }
    (void)term_counts_load(writer->terms, &writer->connection);
    writer->tally = (struct tally){.articles = (int64_t)atomic_load(&storage->articles),
                                   .stories = (int64_t)atomic_load(&storage->stories),
                                   .events = (int64_t)atomic_load(&storage->events)};
}

/* ---- leases ---------------------------------------------------------------------------------- */

static int lease(struct connection *connection, enum storage_lease what,
                 const struct storage_id *id, int64_t now, int64_t until) {
    static const enum statement statements[] = {[LEASE_JOB] = SQL_JOB_LEASE,
                                                [LEASE_FEED] = SQL_FEED_LEASE,
                                                [LEASE_WEBHOOK] = SQL_WEBHOOK_LEASE};
    int64_t changed = 0;
    QUERY(query, connection, statements[what]);
    query_text(&query, slice_from_cstr(id->hex));
    query_integer(&query, until);
    query_integer(&query, now);
    int error = query_change(&query, &changed);
    if (error)
        return error;
    return changed ? 0 : ERR_BUSY;
}

int storage_lease(struct storage *storage, enum storage_lease what, const struct storage_id *id,
                  int64_t now, int64_t until) {
    struct connection *connection;
    if (!storage->is_shared)
        return 0;
    int error = reader_borrow(storage, &connection);
    if (error)
        return error;
    error = lease(connection, what, id, now, until);
    reader_return(storage, connection);
    return error;
}

bool storage_is_shared(const struct storage *storage) {
    return storage->is_shared;
}
