#include "storage/source_names.h"

#include "base/error.h"

/* 1 when found, 0 when not, or an error. */
static int find(struct connection *connection, struct slice name, int64_t *ret_source) {
    QUERY(query, connection, SQL_SOURCE_RESOLVE);
    query_text(&query, name);
    int row = query_row(&query);
    if (row == 1)
        *ret_source = query_column_integer(&query, 0);
    return row;
}

static int found(struct writer *writer, struct slice name, int64_t *ret_source) {
    {
        QUERY(query, &writer->connection, SQL_SOURCE_INSERT);
        query_text(&query, name);
        query_integer(&query, writer->now);
        int error = query_insert(&query, ret_source);
        if (error)
            return error;
    }
    QUERY(query, &writer->connection, SQL_ALIAS_INSERT);
    query_text(&query, name);
    query_integer(&query, *ret_source);
    return query_run(&query);
}

int source_resolve(struct writer *writer, struct slice name, int64_t *ret_source) {
    int row = find(&writer->connection, name, ret_source);
    if (row < 0)
        return row;
    return row == 1 ? 0 : found(writer, name, ret_source);
}
