#include "base/error.h"
#include "storage/source.h"
#include "storage/store.h"

#include <assert.h>

static int read_aliases(struct connection *reader, struct arena *arena, int64_t number,
                        struct stored_source *source) {
    struct slice *aliases = ARENA_ARRAY(arena, struct slice, SOURCE_ALIASES_MAX + 1);
    if (!aliases)
        return ERR_NO_MEMORY;
    QUERY(query, reader, SQL_SOURCE_ALIASES);
    query_integer(&query, number);
    query_text(&query, source->name);
    query_integer(&query, SOURCE_ALIASES_MAX);
    int row;
    while ((row = query_row(&query)) == 1) {
        int error = query_column(&query, arena, 0, &aliases[source->alias_count++]);
        if (error)
            return error;
    }
    source->aliases = aliases;
    return row;
}

static int read_source(struct connection *reader, struct arena *arena, struct query *query,
                       struct stored_source *ret_source) {
    struct stored_source source = {.changed_at = query_column_integer(query, 4)};
    int error = query_column(query, arena, 1, &source.name);
    if (!error)
        error = query_column(query, arena, 2, &source.kind);
    if (!error)
        error = query_column(query, arena, 3, &source.family);
    if (!error)
        error = read_aliases(reader, arena, query_column_integer(query, 0), &source);
    if (!error)
        *ret_source = source;
    return error;
}

static int get(struct connection *reader, struct arena *arena, struct slice name,
               struct stored_source *ret_source) {
    QUERY(query, reader, SQL_SOURCE_GET);
    query_text(&query, name);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return read_source(reader, arena, &query, ret_source);
}

static int list_sources(struct connection *reader, struct arena *arena, struct slice after,
                        struct slice kind, uint32_t limit, struct source_list *list) {
    QUERY(query, reader, SQL_SOURCE_LIST);
    query_text(&query, after.at ? after : SLICE(""));
    query_text(&query, kind);
    query_integer(&query, (int64_t)limit + 1); /* one more tells whether a page follows */
    int row;
    while ((row = query_row(&query)) == 1) {
        struct stored_source source;
        list->more = list->count == limit;
        if (list->more)
            return 0;
        int error = read_source(reader, arena, &query, &source);
        if (error)
            return error;
        if (!list_push(arena, list, source))
            return ERR_NO_MEMORY;
    }
    return row;
}

int storage_source_list(struct storage *storage, struct arena *arena, struct slice after,
                        struct slice kind, uint32_t limit, struct source_list *ret_list) {
    assert(limit >= 1 && limit <= STORAGE_PAGE_MAX);
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct source_list list = {0};
    error = reader_begin(reader);
    if (!error) {
        error = list_sources(reader, arena, after, kind, limit, &list);
        reader_end(reader);
    }
    reader_return(storage, reader);
    if (!error)
        *ret_list = list;
    return error;
}

int storage_source_get(struct storage *storage, struct arena *arena, struct slice name,
                       struct stored_source *ret_source) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = reader_begin(reader);
    if (!error) {
        error = get(reader, arena, name, ret_source);
        reader_end(reader);
    }
    reader_return(storage, reader);
    return error;
}
