#include "storage/version.h"

#include "base/error.h"
#include "storage/name_counts.h"

static void take_id(struct query *query, int column, struct storage_id *ret_id) {
    if (!storage_id_parse(query_column_borrow(query, column), ret_id))
        ret_id->hex[0] = '\0'; /* a damaged row: no id matches it */
}

int version_read(struct connection *connection, int64_t article, struct version *ret_version) {
    QUERY(query, connection, SQL_ARTICLE_VERSION);
    query_integer(&query, article);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    *ret_version = (struct version){
        .article = query_column_integer(&query, 0),
        .lineage = query_column_integer(&query, 1),
        .number = (uint32_t)query_column_integer(&query, 2),
        .latest = query_column_integer(&query, 3) != 0,
        .story = query_column_integer(&query, 4),
    };
    take_id(&query, 5, &ret_version->story_id);
    take_id(&query, 6, &ret_version->id);
    return 0;
}

/* The number of an article, 0 for none. */
static int find(struct connection *connection, enum statement statement, struct slice key,
                int64_t *ret_article) {
    QUERY(query, connection, statement);
    query_text(&query, key);
    int row = query_row(&query);
    *ret_article = row == 1 ? query_column_integer(&query, 0) : 0;
    return row < 0 ? row : 0;
}

static int same_content(struct connection *connection, const struct article_record *record,
                        int64_t article, bool *ret_same) {
    QUERY(query, connection, SQL_ARTICLE_SAME);
    query_integer(&query, article);
    query_text(&query, record->text);
    query_text(&query, record->title);
    query_text(&query, record->source);
    query_text(&query, record->byline);
    query_text(&query, record->published_at);
    int row = query_row(&query);
    *ret_same = row == 1;
    return row < 0 ? row : 0;
}

static int corrected(struct connection *connection, const struct storage_id *id,
                     struct version *ret_version) {
    int64_t article;
    struct version version;
    int error = find(connection, SQL_ARTICLE_FIND, slice_from_cstr(id->hex), &article);
    if (!error)
        error = version_read(connection, article, &version);
    if (error)
        return error;
    if (!version.latest)
        return ERR_NOT_FOUND;
    *ret_version = version;
    return 0;
}

int version_replaced(struct connection *connection, const struct article_put *put,
                     struct version *ret_version, bool *ret_same) {
    const struct article_record *record = put->record;
    *ret_version = (struct version){0};
    *ret_same = false;
    if (put->corrects.hex[0])
        return corrected(connection, &put->corrects, ret_version);
    if (!record->url.length)
        return 0;

    int64_t article;
    int error = find(connection, SQL_ARTICLE_LATEST, record->url, &article);
    if (error || !article)
        return error;
    error = version_read(connection, article, ret_version);
    return error ? error : same_content(connection, record, article, ret_same);
}

/* The number of the newest version that is there, 0 for none. */
static int find_newest(struct connection *connection, int64_t lineage, int64_t *ret_article) {
    QUERY(query, connection, SQL_ARTICLE_NEWEST);
    query_integer(&query, lineage);
    int row = query_row(&query);
    *ret_article = row == 1 ? query_column_integer(&query, 0) : 0;
    return row < 0 ? row : 0;
}

int version_uncover(struct writer *writer, const struct version *gone) {
    if (!gone->latest)
        return 0;
    int64_t newest;
    int error = find_newest(&writer->connection, gone->lineage, &newest);
    if (error || !newest)
        return error;
    QUERY(query, &writer->connection, SQL_ARTICLE_UNCOVER);
    query_integer(&query, newest);
    error = query_run(&query);
    return error ? error : name_counts_add(&writer->connection, newest);
}
