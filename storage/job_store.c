/* Pages to fetch. A job is queued until an attempt at it ends; nothing says "running" on disk, so
 * that after a crash nothing has to be put right.
 */
#include "base/error.h"
#include "storage/intake_store.h"
#include "storage/store.h"

#include <assert.h>

/* Jobs of feeds come behind all that somebody asked for. Above any time in milliseconds. */
static const int64_t FEED_RANK = (int64_t)1 << 50;

/* Finished jobs are kept this long, for those who ask what became of them. */
static const int64_t KEEP_MS = 30LL * 24 * 3600 * 1000;

static const char *const state_names[] = {
    [JOB_QUEUED] = "queued", [JOB_DONE] = "done", [JOB_FAILED] = "failed"};
static_assert(sizeof state_names / sizeof *state_names == JOB_STATE_COUNT, "a state has no name");

const char *job_state_name(enum job_state state) {
    assert(state < JOB_STATE_COUNT);
    return state_names[state];
}

static int parse_state(struct slice name, enum job_state *ret_state) {
    for (int i = 0; i < JOB_STATE_COUNT; i++) {
        if (slice_equal(name, slice_from_cstr(state_names[i]))) {
            *ret_state = (enum job_state)i;
            return 0;
        }
    }
    return ERR_FAILED;
}

/* ---- writing --------------------------------------------------------------------------------- */

int job_insert(struct writer *writer, const struct job_request *request, struct slice feed,
               int64_t now, struct storage_id *ret_id) {
    QUERY(query, &writer->connection, SQL_JOB_INSERT);
    query_text(&query, request->url);
    query_text(&query, request->host);
    query_text(&query, request->title);
    query_text(&query, request->source);
    query_text(&query, request->published_at);
    query_text(&query, feed);
    query_integer(&query, feed.at ? FEED_RANK + now : now);
    query_integer(&query, now);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* RETURNING answers one row */
    return storage_id_parse(query_column_borrow(&query, 0), ret_id) ? 0 : ERR_FAILED;
}

int job_find_queued(struct writer *writer, struct slice url, struct storage_id *ret_id) {
    QUERY(query, &writer->connection, SQL_JOB_QUEUED);
    query_text(&query, url);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return storage_id_parse(query_column_borrow(&query, 0), ret_id) ? 0 : ERR_FAILED;
}

static int find_same(struct writer *writer, const struct job_request *request,
                     struct storage_id *ret_id) {
    QUERY(query, &writer->connection, SQL_JOB_SAME);
    query_text(&query, request->url);
    query_text(&query, request->title);
    query_text(&query, request->source);
    query_text(&query, request->published_at);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return storage_id_parse(query_column_borrow(&query, 0), ret_id) ? 0 : ERR_FAILED;
}

static int add_deed(struct storage *storage, struct storage_write *write) {
    struct job_add *add = (struct job_add *)write;
    struct writer *writer = &storage->writer;
    int error = find_same(writer, &add->request, &add->id);
    add->created = error == ERR_NOT_FOUND;
    if (!add->created)
        return error;
    return job_insert(writer, &add->request, (struct slice){0}, add->now, &add->id);
}

static int remember_page(struct writer *writer, const struct job_end *end) {
    QUERY(query, &writer->connection, SQL_PAGE_SAVE);
    query_text(&query, end->url);
    query_text(&query, end->final_url);
    query_text(&query, end->etag);
    query_text(&query, end->last_modified);
    query_text(&query, end->article);
    query_integer(&query, end->now);
    return query_run(&query);
}

/* Two old jobs go whenever one ends, so that the table stays as long as it has been busy. */
static int tidy(struct writer *writer, int64_t now) {
    QUERY(query, &writer->connection, SQL_JOB_TIDY);
    query_integer(&query, now - KEEP_MS);
    return query_run(&query);
}

static int end_deed(struct storage *storage, struct storage_write *write) {
    struct job_end *end = (struct job_end *)write;
    struct writer *writer = &storage->writer;
    int error;
    {
        QUERY(query, &writer->connection, SQL_JOB_END);
        query_text(&query, slice_from_cstr(end->id.hex));
        query_text(&query, slice_from_cstr(job_state_name(end->state)));
        query_integer(&query, end->not_before);
        query_integer(&query, end->now);
        query_text(&query, end->article);
        query_text(&query, end->outcome);
        query_text(&query, end->problem);
        query_text(&query, end->detail);
        error = query_run(&query);
    }
    if (!error && end->url.at)
        error = remember_page(writer, end);
    if (!error)
        error = tidy(writer, end->now);
    return error;
}

int storage_job_add(struct storage *storage, struct job_add *add) {
    return writer_enqueue(storage, &add->write, add_deed);
}

int storage_job_end(struct storage *storage, struct job_end *end) {
    return writer_enqueue(storage, &end->write, end_deed);
}

/* ---- reading --------------------------------------------------------------------------------- */

static int read_texts(struct query *query, struct arena *arena, struct stored_job *job) {
    struct slice *const texts[] = {&job->url,          &job->host,  &job->title,   &job->source,
                                   &job->published_at, &job->feed,  &job->article, &job->outcome,
                                   &job->problem,      &job->detail};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) {
        int error = query_column(query, arena, 2 + i, texts[i]);
        if (error)
            return error;
    }
    return 0;
}

static int read_job(struct query *query, struct arena *arena, struct stored_job *ret_job) {
    struct stored_job job = {0};
    if (!storage_id_parse(query_column_borrow(query, 0), &job.id))
        return ERR_FAILED;
    int error = parse_state(query_column_borrow(query, 1), &job.state);
    if (!error)
        error = read_texts(query, arena, &job);
    job.attempts = (int)query_column_integer(query, 12);
    job.not_before = query_column_integer(query, 13);
    job.created_at = query_column_integer(query, 14);
    job.changed_at = query_column_integer(query, 15);
    if (!error)
        *ret_job = job;
    return error;
}

static int get_job(struct connection *reader, struct arena *arena, const struct storage_id *id,
                   struct stored_job *ret_job) {
    QUERY(query, reader, SQL_JOB_GET);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return read_job(&query, arena, ret_job);
}

int storage_job_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                    struct stored_job *ret_job) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = get_job(reader, arena, id, ret_job);
    reader_return(storage, reader);
    return error;
}

static int list_due(struct connection *reader, struct arena *arena, int64_t now, uint32_t limit,
                    struct stored_job_list *list) {
    QUERY(query, reader, SQL_JOB_DUE);
    query_integer(&query, now);
    query_integer(&query, limit);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct stored_job job;
        int error = read_job(&query, arena, &job);
        if (error)
            return error;
        if (!list_push(arena, list, job))
            return ERR_NO_MEMORY;
    }
    return row;
}

int storage_job_due(struct storage *storage, struct arena *arena, int64_t now, uint32_t limit,
                    struct stored_job_list *ret_jobs) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct stored_job_list list = {0};
    error = list_due(reader, arena, now, limit, &list);
    reader_return(storage, reader);
    if (!error)
        *ret_jobs = list;
    return error;
}

static int get_page(struct connection *reader, struct arena *arena, struct slice url,
                    struct stored_page *ret_page) {
    QUERY(query, reader, SQL_PAGE_GET);
    query_text(&query, url);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;

    struct stored_page page = {0};
    int error = query_column(&query, arena, 0, &page.final_url);
    if (!error)
        error = query_column(&query, arena, 1, &page.etag);
    if (!error)
        error = query_column(&query, arena, 2, &page.last_modified);
    if (!error && !storage_id_parse(query_column_borrow(&query, 3), &page.article))
        error = ERR_FAILED;
    if (!error)
        *ret_page = page;
    return error;
}

int storage_page_get(struct storage *storage, struct arena *arena, struct slice url,
                     struct stored_page *ret_page) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = get_page(reader, arena, url, ret_page);
    reader_return(storage, reader);
    return error;
}

static int find_article(struct connection *reader, struct slice url, struct storage_id *ret_id) {
    QUERY(query, reader, SQL_ARTICLE_BY_URL);
    query_text(&query, url);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    return storage_id_parse(query_column_borrow(&query, 0), ret_id) ? 0 : ERR_FAILED;
}

int storage_article_by_url(struct storage *storage, struct arena *arena, struct slice url,
                           struct stored_article *ret_article) {
    struct connection *reader;
    struct storage_id id;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = find_article(reader, url, &id);
    reader_return(storage, reader);
    return error ? error : storage_article_get(storage, arena, &id, ARTICLE_TEXT, ret_article);
}
