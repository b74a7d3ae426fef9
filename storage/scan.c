#include "storage/scan.h"

#include "base/error.h"

enum {
    TOGETHER_MAX = CONNECTION_TOGETHER_MAX,
    GROWTH = 4 /* where the first articles did not fill the page, few of them fit */
};

static bool ascending(enum statement driver) {
    return driver == SQL_SCAN_OLDEST || driver == SQL_SCAN_PUBLISHED_FIRST;
}

static void bind_start(struct query *query, const struct scan *scan) {
    int64_t end = ascending(scan->driver) ? 0 : INT64_MAX;
    query_integer(query, scan->from ? scan->from : end);
    if (scan->driver == SQL_SCAN_PUBLISHED_LAST || scan->driver == SQL_SCAN_PUBLISHED_FIRST)
        query_integer(query, scan->from                ? scan->from_key
                             : ascending(scan->driver) ? INT32_MIN
                                                       : INT32_MAX);
    else if (scan->driver != SQL_SCAN_NEWEST && scan->driver != SQL_SCAN_OLDEST)
        query_text(query, scan->key);
    if (scan->driver == SQL_SCAN_UNIT) {
        query_number(query, scan->value_from);
        query_number(query, scan->value_to);
    }
}

static int run(struct connection *reader, enum statement statement) {
    QUERY(query, reader, statement);
    return query_run(&query);
}

/* A server finds a rare word by the word and a common one by walking: it is told which it is. */
static int first_row(struct query *query, const struct scan *scan) {
    struct connection *reader = query->connection;
    bool matters = scan->driver == SQL_SCAN_QUERY && connection_is_far(reader);
    int error = matters ? run(reader, SQL_PLAN_ANEW) : 0;
    if (error)
        return error;
    int row = query_row(query);
    error = matters ? run(reader, SQL_PLAN_ONCE) : 0;
    return error ? error : row;
}

struct walk {
    struct query *query;
    const struct scan *scan;
    struct scanned chunk[TOGETHER_MAX];
    uint32_t count;   /* in the chunk */
    uint32_t seen;    /* in all */
    int64_t last;     /* article */
    int64_t last_key; /* its key */
    bool full;        /* more than may be looked at */
    bool begun;
};

/* Reads the next `size` articles, or fewer at the end: the last answer of query_row. */
static int read_chunk(struct walk *walk, uint32_t size) {
    int row = 1;
    walk->count = 0;
    while (walk->count < size && !walk->full) {
        row = walk->begun ? query_row(walk->query) : first_row(walk->query, walk->scan);
        walk->begun = true;
        if (row != 1)
            break;
        int64_t article = query_column_integer(walk->query, 0);
        if (article == walk->last)
            continue; /* a name or unit that stands in it twice */
        walk->full = walk->seen == STORAGE_SCAN_MAX;
        if (walk->full)
            break;
        walk->last = article;
        walk->last_key = query_column_integer(walk->query, 1);
        walk->seen++;
        walk->chunk[walk->count++] = (struct scanned){article, walk->last_key};
    }
    return row;
}

static uint32_t chunk_size(const struct connection *reader, uint32_t wanted) {
    if (!connection_is_far(reader))
        return 1;
    return wanted > TOGETHER_MAX ? TOGETHER_MAX : wanted;
}

int scan_run(struct connection *reader, const struct scan *scan, scan_visit *visit, void *context,
             int64_t *ret_last, int64_t *ret_key) {
    QUERY(query, reader, scan->driver);
    bind_start(&query, scan);
    struct walk walk = {.query = &query,
                        .scan = scan,
                        .last = scan->from_excluded ? scan->from : 0,
                        .last_key = scan->from_key};
    int row = 1;
    int stop = 0;
    for (uint32_t wanted = scan->first; row == 1 && !walk.full && !stop; wanted *= GROWTH) {
        row = read_chunk(&walk, chunk_size(reader, wanted));
        if (row >= 0 && walk.count)
            stop = visit(context, walk.chunk, walk.count);
        if (wanted > TOGETHER_MAX)
            wanted = TOGETHER_MAX;
    }
    if (row < 0 || stop < 0)
        return row < 0 ? row : stop;
    bool ended = !stop && !walk.full;
    *ret_last = ended ? 0 : walk.last;
    *ret_key = ended ? 0 : walk.last_key;
    return 0;
}

void scan_bind_terms(struct query *query, const struct scan_terms *terms) {
    query_integer(query, terms->old_versions);
    query_text(query, terms->story);
    query_text(query, terms->source);
    query_optional(query, terms->published_from, DAY_NONE);
    query_optional(query, terms->published_to, DAY_NONE);
    query_text(query, terms->entity);
}
