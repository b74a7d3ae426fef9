#include "storage/full_text.h"

#include "base/error.h"
#include "storage/engine.h"
#include "storage/search_query.h"
#include "storage/vector.h"

/* What article_read.c asks of an excerpt: the title whole, some words of the text. */
enum { TITLE_BEFORE = 63, TITLE_AFTER = 0, TEXT_BEFORE = 8, TEXT_AFTER = 24 };

static bool has_vectors(const struct connection *connection) {
    return connection->engine->vectors;
}

int full_text_query(const struct connection *connection, struct arena *arena, struct slice typed,
                    struct slice *ret_match) {
    return has_vectors(connection) ? vector_query(arena, typed, ret_match)
                                   : search_query_make(arena, typed, ret_match);
}

static int add_vector(struct connection *connection, int64_t article, struct slice title,
                      struct slice text) {
    struct buffer vector;
    buffer_init(&vector, VECTOR_LIMIT);
    int error = vector_write(&vector, title, text);
    if (!error) {
        struct slice written = buffer_slice(&vector);
        QUERY(query, connection, SQL_INDEX_INSERT);
        query_integer(&query, article);
        query_text(&query, written.at ? written : SLICE(""));
        error = query_run(&query);
    }
    buffer_done(&vector);
    return error;
}

int full_text_add(struct connection *connection, int64_t article, struct slice title,
                  struct slice text) {
    if (has_vectors(connection))
        return add_vector(connection, article, title, text);
    QUERY(query, connection, SQL_INDEX_INSERT);
    query_integer(&query, article);
    query_text(&query, title);
    query_text(&query, text);
    return query_run(&query);
}

int full_text_remove(struct connection *connection, int64_t article, struct slice title,
                     struct slice text) {
    QUERY(query, connection, SQL_INDEX_DELETE);
    query_integer(&query, article);
    if (!has_vectors(connection)) { /* FTS5 keeps no copy of what it indexed */
        query_text(&query, title);
        query_text(&query, text);
    }
    return query_run(&query);
}

int full_text_marks(struct query *row, struct arena *arena, struct slice typed,
                    struct slice *ret_title, struct slice *ret_excerpt) {
    if (!has_vectors(row->connection)) {
        int error = query_column(row, arena, 1, ret_title);
        return error ? error : query_column(row, arena, 2, ret_excerpt);
    }
    struct vector_phrases *phrases;
    int error = vector_phrases_make(arena, typed, &phrases);
    struct slice title = query_column_borrow(row, 1);
    if (!error && title.at)
        error = vector_excerpt(phrases, arena, title, TITLE_BEFORE, TITLE_AFTER, ret_title);
    if (!error)
        error = vector_excerpt(phrases, arena, query_column_borrow(row, 2), TEXT_BEFORE, TEXT_AFTER,
                               ret_excerpt);
    return error;
}
