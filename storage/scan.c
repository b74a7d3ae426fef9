#include "storage/scan.h"

#include "base/error.h"

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

int scan_run(struct connection *reader, const struct scan *scan, scan_visit *visit, void *context,
             int64_t *ret_last, int64_t *ret_key) {
    QUERY(query, reader, scan->driver);
    bind_start(&query, scan);
    int64_t last = scan->from_excluded ? scan->from : 0;
    int64_t key = scan->from_key;
    uint32_t seen = 0;
    int row;
    while ((row = query_row(&query)) == 1) {
        int64_t article = query_column_integer(&query, 0);
        if (article == last)
            continue; /* a name or unit that stands in it twice */
        if (seen == STORAGE_SCAN_MAX)
            break;
        last = article;
        key = query_column_integer(&query, 1);
        seen++;
        int stop = visit(context, article, key);
        if (stop < 0)
            return stop;
        if (stop)
            break;
    }
    if (row < 0)
        return row;
    *ret_last = row ? last : 0;
    *ret_key = row ? key : 0;
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
