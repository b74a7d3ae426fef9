#include "storage/story_holds.h"

#include "base/error.h"
#include "storage/store.h"

#include <xxhash.h>

/* Locks are the database's, not the schema's: stores beside each other have other keys. */
static int64_t key_of(struct storage *storage, int64_t story) {
    struct slice secret = storage_cursor_secret(storage);
    return (int64_t)(XXH3_64bits(secret.at, secret.length) + (uint64_t)story);
}

static bool is_ready(struct storage *storage, struct story_holds *holds) {
    if (holds->connection.engine && connection_alive(&holds->connection))
        return true;
    connection_close(&holds->connection);
    holds->any = false;
    int error = connection_open(storage->path, CONNECTION_READER, &holds->connection);
    if (error)
        connection_close(&holds->connection);
    return error == 0;
}

struct trying {
    struct storage *storage;
    const int64_t *stories;
    bool *held;
};

static void bind_story(void *context, struct query *query, uint32_t i) {
    const struct trying *trying = context;
    query_integer(query, key_of(trying->storage, trying->stories[i]));
}

static int take_hold(void *context, struct query *query, uint32_t i) {
    ((struct trying *)context)->held[i] = query_column_integer(query, 0) != 0;
    return 0;
}

void story_holds_try(struct storage *storage, struct story_holds *holds, const int64_t *stories,
                     uint32_t count, bool *ret_held) {
    const struct query_series series = {SQL_STORY_HOLD, count, bind_story, take_hold};
    struct trying trying = {storage, stories, ret_held};
    int error = is_ready(storage, holds) ? 0 : ERR_BUSY;
    holds->any = !error;
    if (!error)
        error = query_together(&holds->connection, &series, 1, &trying);
    for (uint32_t i = 0; i < count && error; i++)
        ret_held[i] = true;
}

void story_holds_wait(struct storage *storage, struct story_holds *holds, int64_t story) {
    if (!is_ready(storage, holds))
        return;
    holds->any = true;
    QUERY(query, &holds->connection, SQL_STORY_HOLD_WAIT);
    query_integer(&query, key_of(storage, story));
    (void)query_row(&query); /* held, or not in time: then without */
}

void story_holds_release(struct story_holds *holds) {
    if (!holds->any)
        return;
    holds->any = false;
    int row;
    {
        QUERY(query, &holds->connection, SQL_STORY_RELEASE);
        row = query_row(&query);
    }
    if (row < 0) /* the end of the session lets go, too */
        connection_close(&holds->connection);
}

void story_holds_done(struct story_holds *holds) {
    connection_close(&holds->connection);
}
