/* An editor changes what is known of a source: its names decide which articles are its own. */
#include "base/error.h"
#include "storage/source.h"
#include "storage/source_names.h"
#include "storage/store.h"

struct names {
    struct slice *at;
    uint32_t count;
    uint32_t capacity;
};

/* The record as it was, in the group's arena. */
struct record {
    int64_t number;
    struct slice name;
    struct slice kind;
    struct slice family;
    struct names names; /* all of them, its own too */
};

static int run_pair(struct writer *writer, enum statement statement, int64_t first,
                    int64_t second) {
    QUERY(query, &writer->connection, statement);
    query_integer(&query, first);
    query_integer(&query, second);
    return query_run(&query);
}

static int read_names(struct writer *writer, struct record *record) {
    QUERY(query, &writer->connection, SQL_SOURCE_NAMES);
    query_integer(&query, record->number);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct slice name;
        int error = query_column(&query, writer->arena, 0, &name);
        if (error)
            return error;
        if (!list_push(writer->arena, &record->names, name))
            return ERR_NO_MEMORY;
    }
    return row;
}

static int read_record(struct writer *writer, struct slice name, struct record *ret_record) {
    struct record record = {0};
    {
        QUERY(query, &writer->connection, SQL_SOURCE_GET);
        query_text(&query, name);
        int row = query_row(&query);
        if (row != 1)
            return row ? row : ERR_NOT_FOUND;
        record.number = query_column_integer(&query, 0);
        int error = query_column(&query, writer->arena, 1, &record.name);
        if (!error)
            error = query_column(&query, writer->arena, 2, &record.kind);
        if (!error)
            error = query_column(&query, writer->arena, 3, &record.family);
        if (error)
            return error;
    }
    int error = read_names(writer, &record);
    if (!error)
        *ret_record = record;
    return error;
}

/* ---- names that come ------------------------------------------------------------------------- */

/* Another record becomes part of this one. */
static int take_in(struct writer *writer, const struct record *other, int64_t number) {
    int error = run_pair(writer, SQL_SOURCE_TAKE, other->number, number);
    if (!error)
        error = run_pair(writer, SQL_ALIAS_TAKE, other->number, number);
    if (error)
        return error;
    QUERY(query, &writer->connection, SQL_SOURCE_DELETE);
    query_integer(&query, other->number);
    return query_run(&query);
}

static int add_alias(struct writer *writer, struct slice alias, int64_t number) {
    QUERY(query, &writer->connection, SQL_ALIAS_INSERT);
    query_text(&query, alias);
    query_integer(&query, number);
    return query_run(&query);
}

static int claim_name(struct writer *writer, struct slice name, int64_t number) {
    struct record other;
    int error = read_record(writer, name, &other);
    if (error == ERR_NOT_FOUND)
        return add_alias(writer, name, number);
    if (error || other.number == number)
        return error;
    return slice_equal_ascii_case(other.name, name) ? take_in(writer, &other, number) : ERR_INVALID;
}

/* Before anything is changed: would all of them be had? */
static int check_names(struct writer *writer, const struct source_change *change, int64_t number) {
    for (uint32_t i = 0; i <= change->alias_count; i++) {
        struct slice name = i < change->alias_count ? change->aliases[i] : change->name;
        struct record other;
        if (!name.at)
            continue;
        int error = read_record(writer, name, &other);
        if (error && error != ERR_NOT_FOUND)
            return error;
        bool foreign = !error && other.number != number;
        if (foreign && !slice_equal_ascii_case(other.name, name))
            return ERR_INVALID;
    }
    return 0;
}

/* ---- names that go --------------------------------------------------------------------------- */

static bool is_wanted(const struct source_change *change, struct slice own, struct slice name) {
    if (slice_equal_ascii_case(own, name))
        return true;
    for (uint32_t i = 0; i < change->alias_count; i++)
        if (slice_equal_ascii_case(change->aliases[i], name))
            return true;
    return false;
}

/* A name that is taken away is a source of its own again, with the articles that gave it. */
static int split_off(struct writer *writer, struct slice name, int64_t number) {
    {
        QUERY(query, &writer->connection, SQL_ALIAS_DELETE);
        query_text(&query, name);
        int error = query_run(&query);
        if (error)
            return error;
    }
    int64_t other;
    int error = source_resolve(writer, name, &other);
    if (error)
        return error;
    QUERY(query, &writer->connection, SQL_SOURCE_SPLIT);
    query_integer(&query, number);
    query_integer(&query, other);
    query_text(&query, name);
    return query_run(&query);
}

static int change_names(struct writer *writer, const struct source_change *change,
                        const struct record *record) {
    struct slice own = change->name.at ? change->name : record->name;
    int error = claim_name(writer, own, record->number);
    for (uint32_t i = 0; i < change->alias_count && !error; i++)
        error = claim_name(writer, change->aliases[i], record->number);
    for (uint32_t i = 0; i < record->names.count && !error && change->aliases; i++) {
        struct slice name = record->names.at[i];
        bool old_name = slice_equal_ascii_case(name, record->name); /* an alias from now on */
        if (!old_name && !is_wanted(change, own, name))
            error = split_off(writer, name, record->number);
    }
    return error;
}

/* ---- the deed -------------------------------------------------------------------------------- */

static int update(struct writer *writer, const struct source_change *change,
                  const struct record *record) {
    QUERY(query, &writer->connection, SQL_SOURCE_UPDATE);
    query_integer(&query, record->number);
    query_text(&query, change->name.at ? change->name : record->name);
    query_text(&query, change->kind.at ? change->kind : record->kind);
    query_text(&query, change->set_family ? change->family : record->family);
    query_integer(&query, writer->now);
    return query_run(&query);
}

static int find_record(struct writer *writer, struct source_change *change,
                       struct record *ret_record) {
    int error = read_record(writer, change->key, ret_record);
    change->created = error == ERR_NOT_FOUND && change->create;
    if (!change->created)
        return error;
    int64_t number;
    error = check_names(writer, change, 0);
    if (!error)
        error = source_resolve(writer, change->key, &number);
    return error ? error : read_record(writer, change->key, ret_record);
}

static int change_source(struct storage *storage, struct storage_write *write) {
    struct source_change *change = (struct source_change *)write;
    struct writer *writer = &storage->writer;
    struct record record;
    int error = find_record(writer, change, &record);
    if (!error && !change->created)
        error = check_names(writer, change, record.number);
    if (!error)
        error = change_names(writer, change, &record);
    if (!error)
        error = update(writer, change, &record);
    if (error)
        return error;
    struct slice subject;
    error = arena_printf(writer->arena, &subject, "%.*s", SLICE_ARGS(record.name));
    if (error)
        return error;
    return event_append(writer, "source_changed", subject.at, NULL, DETAILS({NULL, NULL}));
}

int storage_source_change(struct storage *storage, struct source_change *change) {
    return writer_enqueue(storage, &change->write, change_source);
}
