#include "storage/verdict.h"

#include "base/error.h"
#include "storage/store.h"

/* The article's number and its story's id. */
static int find_article(struct connection *connection, struct arena *arena,
                        const struct storage_id *id, int64_t *ret_article,
                        struct storage_id *ret_story) {
    struct slice story;
    QUERY(query, connection, SQL_ARTICLE_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    *ret_article = query_column_integer(&query, 0);
    if (query_column(&query, arena, 2, &story) < 0)
        return ERR_NO_MEMORY;
    return storage_id_parse(story, ret_story) ? 0 : ERR_FAILED;
}

/* The row takes the claim's words from the claim itself: without a claim there is no row. */
static int insert(struct writer *writer, int64_t article, const struct verdict_put *put) {
    QUERY(query, &writer->connection, SQL_VERDICT_PUT);
    query_integer(&query, article);
    query_integer(&query, put->claim);
    query_text(&query, put->record.rating);
    query_text(&query, put->record.reviewer);
    query_text(&query, put->record.url);
    query_text(&query, put->record.date);
    query_integer(&query, writer->now);
    int64_t changed = 0;
    int error = query_change(&query, &changed);
    if (error)
        return error;
    return changed ? 0 : ERR_NOT_FOUND;
}

static int put_verdict(struct storage *storage, struct storage_write *write) {
    const struct verdict_put *put = (struct verdict_put *)write;
    struct writer *writer = &storage->writer;
    struct storage_id story;
    int64_t article;
    int error = find_article(&writer->connection, writer->arena, &put->article, &article, &story);
    if (!error)
        error = insert(writer, article, put);
    if (!error)
        error = event_append(writer, "verdict_recorded", put->article.hex, story.hex,
                             DETAILS({"change", "recorded"}));
    return error;
}

int storage_verdict_put(struct storage *storage, struct verdict_put *put) {
    return writer_enqueue(storage, &put->write, put_verdict);
}

static int delete_row(struct writer *writer, int64_t article, uint32_t claim) {
    QUERY(query, &writer->connection, SQL_VERDICT_DELETE);
    query_integer(&query, article);
    query_integer(&query, claim);
    int64_t changed = 0;
    int error = query_change(&query, &changed);
    if (error)
        return error;
    return changed ? 0 : ERR_NOT_FOUND;
}

static int delete_verdict(struct storage *storage, struct storage_write *write) {
    const struct verdict_delete *deletion = (struct verdict_delete *)write;
    struct writer *writer = &storage->writer;
    struct storage_id story;
    int64_t article;
    int error =
        find_article(&writer->connection, writer->arena, &deletion->article, &article, &story);
    if (!error)
        error = delete_row(writer, article, deletion->claim);
    if (!error)
        error = event_append(writer, "verdict_recorded", deletion->article.hex, story.hex,
                             DETAILS({"change", "withdrawn"}));
    return error;
}

int storage_verdict_delete(struct storage *storage, struct verdict_delete *deletion) {
    return writer_enqueue(storage, &deletion->write, delete_verdict);
}

static int read_verdict(struct connection *reader, struct arena *arena,
                        const struct storage_id *article, uint32_t claim,
                        struct stored_verdict *verdict) {
    QUERY(query, reader, SQL_VERDICT_GET);
    query_text(&query, slice_from_cstr(article->hex));
    query_integer(&query, claim);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    struct slice *const texts[] = {&verdict->claim_text, &verdict->record.rating,
                                   &verdict->record.reviewer, &verdict->record.url,
                                   &verdict->record.date};
    int error = 0;
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts) && !error; i++)
        error = query_column(&query, arena, i, texts[i]);
    verdict->recorded_at = query_column_integer(&query, 5);
    return error;
}

int storage_verdict_get(struct storage *storage, struct arena *arena,
                        const struct storage_id *article, uint32_t claim,
                        struct stored_verdict *ret_verdict) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct stored_verdict verdict = {0};
    error = read_verdict(reader, arena, article, claim, &verdict);
    reader_return(storage, reader);
    if (!error)
        *ret_verdict = verdict;
    return error;
}
