#include "base/error.h"
#include "storage/source.h"
#include "storage/store.h"

#include <assert.h>

struct reading {
    struct arena *arena;
    struct source_list sources;
    int64_t *numbers;       /* of the sources */
    struct slice **aliases; /* of each */
};

static int read_source(struct reading *reading, struct query *query) {
    struct stored_source source = {.changed_at = query_column_integer(query, 4)};
    int error = query_column(query, reading->arena, 1, &source.name);
    if (!error)
        error = query_column(query, reading->arena, 2, &source.kind);
    if (!error)
        error = query_column(query, reading->arena, 3, &source.family);
    if (error)
        return error;
    reading->numbers[reading->sources.count] = query_column_integer(query, 0);
    return list_push(reading->arena, &reading->sources, source) ? 0 : ERR_NO_MEMORY;
}

static void bind_source(void *context, struct query *query, uint32_t i) {
    const struct reading *reading = context;
    query_integer(query, reading->numbers[i]);
    query_text(query, reading->sources.at[i].name);
    query_integer(query, SOURCE_ALIASES_MAX);
}

static int take_alias(void *context, struct query *query, uint32_t i) {
    const struct reading *reading = context;
    struct stored_source *source = &reading->sources.at[i];
    struct slice alias;
    int error = query_column(query, reading->arena, 0, &alias);
    if (!error)
        reading->aliases[i][source->alias_count++] = alias;
    return error;
}

static int read_aliases(struct connection *reader, struct reading *reading) {
    const struct query_series aliases = {SQL_SOURCE_ALIASES, reading->sources.count, bind_source,
                                         take_alias};
    reading->aliases = ARENA_ARRAY(reading->arena, struct slice *, reading->sources.count + 1);
    if (!reading->aliases)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < reading->sources.count; i++) {
        reading->aliases[i] = ARENA_ARRAY(reading->arena, struct slice, SOURCE_ALIASES_MAX + 1);
        if (!reading->aliases[i])
            return ERR_NO_MEMORY;
        reading->sources.at[i].aliases = reading->aliases[i];
    }
    return query_together(reader, &aliases, 1, reading);
}

static int get(struct connection *reader, struct arena *arena, struct slice name,
               struct stored_source *ret_source) {
    int64_t number;
    struct reading reading = {.arena = arena, .numbers = &number};
    {
        QUERY(query, reader, SQL_SOURCE_GET);
        query_text(&query, name);
        int row = query_row(&query);
        if (row != 1)
            return row ? row : ERR_NOT_FOUND;
        int error = read_source(&reading, &query);
        if (error)
            return error;
    }
    int error = read_aliases(reader, &reading);
    if (!error)
        *ret_source = reading.sources.at[0];
    return error;
}

static int read_sources(struct connection *reader, struct slice after, struct slice kind,
                        uint32_t limit, struct reading *reading) {
    QUERY(query, reader, SQL_SOURCE_LIST);
    query_text(&query, after.at ? after : SLICE(""));
    query_text(&query, kind);
    query_integer(&query, (int64_t)limit + 1); /* one more tells whether a page follows */
    int row;
    while ((row = query_row(&query)) == 1) {
        reading->sources.more = reading->sources.count == limit;
        if (reading->sources.more)
            return 0;
        int error = read_source(reading, &query);
        if (error)
            return error;
    }
    return row;
}

static int list_sources(struct connection *reader, struct arena *arena, struct slice after,
                        struct slice kind, uint32_t limit, struct source_list *ret_list) {
    struct reading reading = {.arena = arena, .numbers = ARENA_ARRAY(arena, int64_t, limit)};
    int error =
        reading.numbers ? read_sources(reader, after, kind, limit, &reading) : ERR_NO_MEMORY;
    if (!error)
        error = read_aliases(reader, &reading);
    if (!error)
        *ret_list = reading.sources;
    return error;
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
