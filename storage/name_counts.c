#include "storage/name_counts.h"

static int run_on(struct connection *connection, enum statement statement, int64_t article) {
    QUERY(query, connection, statement);
    query_integer(&query, article);
    return query_run(&query);
}

int name_counts_add(struct connection *connection, int64_t article) {
    return run_on(connection, SQL_NAMES_COUNT, article);
}

int name_counts_take(struct connection *connection, int64_t article) {
    int error = run_on(connection, SQL_NAMES_DROP, article); /* those that stand nowhere else */
    return error ? error : run_on(connection, SQL_NAMES_UNCOUNT, article);
}
