#include "storage/view_rows.h"

#include "base/error.h"
#include "storage/packed.h"

struct views_reading {
    struct connection *connection;
    struct arena *arena;
    const char *const *ids;
    uint32_t *places; /* of those that are wanted */
    struct slice *views;
};

static void bind_view(void *context, struct query *query, uint32_t i) {
    const struct views_reading *reading = context;
    query_text(query, slice_from_cstr(reading->ids[reading->places[i]]));
}

static int take_view(void *context, struct query *query, uint32_t i) {
    struct views_reading *reading = context;
    int error =
        packed_open_with(&reading->connection->unpacker, reading->arena,
                         query_column_borrow(query, 0), &reading->views[reading->places[i]]);
    return error == ERR_INVALID ? 0 : error;
}

int view_rows_read(struct connection *connection, struct arena *arena, const char *const *ids,
                   const bool *wanted, uint32_t count, struct slice *ret_views) {
    struct views_reading reading = {connection, arena, ids, ARENA_ARRAY(arena, uint32_t, count + 1),
                                    ret_views};
    if (!reading.places)
        return ERR_NO_MEMORY;
    struct query_series series = {SQL_VIEW_GET, 0, bind_view, take_view};
    for (uint32_t i = 0; i < count; i++) {
        ret_views[i] = (struct slice){0};
        if (wanted[i])
            reading.places[series.count++] = i;
    }
    return query_together(connection, &series, 1, &reading);
}

int view_rows_keep(struct connection *connection, struct arena *arena, int64_t article,
                   struct slice view) {
    struct slice packed;
    int error = packed_make(arena, view, &packed);
    if (error)
        return error;
    QUERY(query, connection, SQL_VIEW_PUT);
    query_integer(&query, article);
    query_blob(&query, packed);
    return query_run(&query);
}
