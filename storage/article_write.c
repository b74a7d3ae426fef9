/* Two deeds: an article comes in, an article goes. */
#include "base/error.h"
#include "storage/article_rows.h"
#include "storage/forecast.h"
#include "storage/full_text.h"
#include "storage/held.h"
#include "storage/name_counts.h"
#include "storage/packed.h"
#include "storage/source_names.h"
#include "storage/store.h"
#include "storage/version.h"

#include <assert.h>
#include <stdio.h>

static int run_on(struct writer *writer, enum statement statement, int64_t number) {
    QUERY(query, &writer->connection, statement);
    query_integer(&query, number);
    return query_run(&query);
}

/* 1 when found, 0 when not, or an error. */
static int find_article(struct writer *writer, const struct storage_id *id, int64_t *ret_article,
                        struct placed_story *ret_story) {
    QUERY(query, &writer->connection, SQL_ARTICLE_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row == 1) {
        *ret_article = query_column_integer(&query, 0);
        ret_story->number = query_column_integer(&query, 1);
        story_id_copy(&ret_story->id, query_column_borrow(&query, 2));
    }
    return row;
}

/* xxh3 is no cryptographic hash: two texts made to collide must not pass for one another. */
static int same_input(struct writer *writer, int64_t article, struct slice input) {
    QUERY(query, &writer->connection, SQL_ARTICLE_INPUT);
    query_integer(&query, article);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* each article has its document */
    struct slice stored;
    int error = packed_open(writer->arena, query_column_borrow(&query, 0), &stored);
    if (error)
        return error == ERR_INVALID ? ERR_FAILED : error;
    return slice_equal(stored, input) ? 0 : ERR_INVALID;
}

/* ---- the story ------------------------------------------------------------------------------ */

struct placement {
    struct placed_story story;
    struct story_place place;
    struct story_regrouping regrouping;
};

/* The place that was found ahead, if nothing has been written since it was looked for. */
static const struct story_place *found_ahead(const struct storage *storage,
                                             const struct article_put *put) {
    const struct writer *writer = &storage->writer;
    const struct story_place *place = put->write.place;
    bool holds = place && !storage->is_shared &&
                 place->generation == atomic_load(&storage->groups) &&
                 connection_changes(&writer->connection) == writer->changes;
    return holds ? place : NULL;
}

static int find_place(struct storage *storage, const struct article_put *put,
                      struct story_place *ret_place) {
    struct writer *writer = &storage->writer;
    const struct story_search search = {&writer->connection, writer->arena, writer->terms};
    const struct story_place *found = found_ahead(storage, put);
    if (!found)
        return story_place_find(storage, &search, put->record, ret_place);
    *ret_place = *found;
    return 0;
}

/* A new version stays in the story of the one before it, wherever an editor may have put it. */
static int keep_story(struct writer *writer, const struct article_put *put,
                      const struct version *before, struct placement *placement) {
    placement->story = (struct placed_story){before->story, before->story_id};
    return story_touch(writer, &placement->story, "version", &put->id);
}

static int find_story(struct writer *writer, const struct article_put *put,
                      struct placement *placement) {
    bool founded;
    int error = story_regrouping_place(writer, &placement->regrouping, &put->id, &placement->story,
                                       &founded);
    return error || founded ? error : story_touch(writer, &placement->story, "added", &put->id);
}

/* `placement` stays where it is: what is planned points into it. */
static int place(struct storage *storage, const struct article_put *put,
                 const struct version *before, struct placement *placement) {
    struct writer *writer = &storage->writer;
    *placement = (struct placement){0};
    int error = find_place(storage, put, &placement->place);
    if (!error)
        error = story_regrouping_start(writer->arena, &placement->place.pool,
                                       &placement->place.verdict, &placement->regrouping);
    if (error)
        return error;
    return before->article ? keep_story(writer, put, before, placement)
                           : find_story(writer, put, placement);
}

/* The others move; a new version moves none. */
static int regroup(struct writer *writer, struct placement *placement, int64_t article,
                   const struct version *before) {
    if (before->article)
        return story_pool_follow(writer, article, before->article);
    int error = story_pool_join(writer, &placement->place.pool, article);
    return error ? error : story_regrouping_carry_out(writer, &placement->regrouping);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static int insert_article(struct writer *writer, const struct article_put *put, int64_t story,
                          const struct version *before, int64_t *ret_article) {
    const struct article_record *record = put->record;
    int64_t outlet = 0;
    int error = record->source.at ? source_resolve(writer, record->source, &outlet) : 0;
    if (error)
        return error;

    QUERY(query, &writer->connection, SQL_ARTICLE_INSERT);
    query_text(&query, slice_from_cstr(put->id.hex));
    query_integer(&query, story);
    query_text(&query, record->source);
    query_text(&query, record->url);
    query_text(&query, record->byline);
    query_text(&query, record->language);
    query_text(&query, record->published_at);
    query_optional(&query, record->published_day, DAY_NONE);
    query_integer(&query, writer->now);
    query_integer(&query, record->claim_count);
    query_text(&query, record->engine);
    query_optional(&query, outlet, 0);
    query_text(&query, put->correction);
    query_optional(&query, put->retain_until, 0);
    query_integer(&query, before->number + 1);
    query_optional(&query, before->lineage, 0);
    return query_insert(&query, ret_article);
}

static int insert_document(struct writer *writer, const struct article_put *put, int64_t article) {
    const struct article_record *record = put->record;
    QUERY(query, &writer->connection, SQL_DOCUMENT_INSERT);
    query_integer(&query, article);
    query_text(&query, record->title);
    query_text(&query, record->text);
    query_blob(&query, record->signature);
    query_blob(&query, put->packed_terms);
    query_blob(&query, put->packed_input);
    query_blob(&query, put->packed_analysis);
    return query_run(&query);
}

static int insert_postings(struct writer *writer, const struct article_record *record,
                           int64_t article) {
    QUERY(query, &writer->connection, SQL_POSTING_INSERT);
    for (uint32_t i = 0; i < record->key_count; i++) {
        query_integer(&query, (int64_t)record->keys[i]);
        query_integer(&query, article);
        int error = query_run(&query);
        if (error)
            return error;
        query_again(&query);
    }
    return 0;
}

/* Of all that is linked, whichever story it stands in: it may come to stand in this one. */
static int insert_copies(struct writer *writer, const struct placement *placement,
                         int64_t article) {
    const bool *copies = placement->place.verdict.copies;
    QUERY(query, &writer->connection, SQL_COPY_INSERT);
    for (uint32_t i = 0; copies && i < placement->place.pool.count; i++) {
        if (!copies[i])
            continue;
        query_integer(&query, article);
        query_integer(&query, placement->place.pool.members[i].article);
        int error = query_run(&query);
        if (error)
            return error;
        query_again(&query);
    }
    return 0;
}

/* ---- the deeds ------------------------------------------------------------------------------ */

static int insert_rows(struct writer *writer, const struct article_put *put, int64_t story,
                       const struct version *before, int64_t *ret_article) {
    const struct article_record *record = put->record;
    int error = insert_article(writer, put, story, before, ret_article);
    if (!error)
        error = insert_document(writer, put, *ret_article);
    if (!error)
        error = full_text_add(&writer->connection, *ret_article, record->title, record->text);
    if (!error)
        error = article_rows_insert(&writer->connection, record, *ret_article);
    if (!error)
        error = insert_postings(writer, record, *ret_article);
    if (!error)
        error = alignments_keep_view(writer, *ret_article, put->packed_view);
    return error;
}

static int supersede(struct writer *writer, int64_t article) {
    int error = name_counts_take(&writer->connection, article);
    return error ? error : run_on(writer, SQL_ARTICLE_SUPERSEDE, article);
}

static int tell_stored(struct writer *writer, const struct article_put *put,
                       const struct placed_story *story, const struct version *before) {
    const char *replaced = before->article ? "replaces" : NULL; /* ends the list */
    return event_append(writer, "article_stored", put->id.hex, story->id.hex,
                        DETAILS({"story", story->id.hex}, {replaced, before->id.hex}));
}

static int end_embargo(struct writer *writer, const struct storage_id *id) {
    int error = held_remove(writer, id);
    return error == ERR_NOT_FOUND ? 0 : error; /* it came without one */
}

static int insert_new(struct storage *storage, struct article_put *put,
                      const struct version *before) {
    struct writer *writer = &storage->writer;
    struct placement placement;
    int error = place(storage, put, before, &placement);
    if (error)
        return error;

    int64_t article;
    error = insert_rows(writer, put, placement.story.number, before, &article);
    if (!error)
        error = insert_copies(writer, &placement, article);
    if (!error && before->article)
        error = supersede(writer, before->article);
    if (!error)
        error = end_embargo(writer, &put->id);
    if (!error)
        error = tell_stored(writer, put, &placement.story, before);
    if (!error)
        error = regroup(writer, &placement, article, before);
    if (!error)
        error = alignments_refresh(writer, placement.story.number);
    if (error)
        return error;

    term_counts_add(writer->terms, article, put->packed_terms);
    writer->tally.articles++;
    put->created = true;
    put->story = placement.story.id;
    put->version = before->number + 1;
    return 0;
}

static int insert_version(struct storage *storage, struct article_put *put) {
    struct version before;
    bool same;
    int error = version_replaced(&storage->writer.connection, put, &before, &same);
    if (error)
        return error;
    if (!same)
        return insert_new(storage, put, &before);
    put->created = false; /* a page whose surroundings changed, but not what it tells */
    put->id = before.id;
    put->story = before.story_id;
    put->version = before.number;
    return 0;
}

static int article_insert(struct storage *storage, struct storage_write *write) {
    struct article_put *put = (struct article_put *)write;
    int64_t article = 0;
    struct placed_story story;
    int found = find_article(&storage->writer, &put->id, &article, &story);
    if (found < 0)
        return found;
    if (found == 0)
        return insert_version(storage, put);

    int error = same_input(&storage->writer, article, put->record->input);
    struct version version;
    if (!error)
        error = version_read(&storage->writer.connection, article, &version);
    if (error)
        return error;
    put->created = false;
    put->story = story.id;
    put->version = version.number;
    return 0;
}

/* Takes the document out of the full-text index, which must be told what it had indexed. */
static int unindex(struct writer *writer, int64_t article, struct slice *ret_terms) {
    QUERY(document, &writer->connection, SQL_DOCUMENT_INDEXED);
    query_integer(&document, article);
    int row = query_row(&document);
    if (row != 1)
        return row ? row : ERR_FAILED; /* each article has its document */
    int error = full_text_remove(&writer->connection, article, query_column_borrow(&document, 0),
                                 query_column_borrow(&document, 1));
    if (error)
        return error;
    return query_column(&document, writer->arena, 2, ret_terms);
}

static int remove_version(struct writer *writer, const struct version *version) {
    const struct placed_story story = {version->story, version->story_id};
    struct slice terms;
    int error = unindex(writer, version->article, &terms);
    if (!error)
        error = alignments_forget(writer, version->article);
    if (!error && version->latest)
        error = name_counts_take(&writer->connection, version->article);
    if (!error)
        error = run_on(writer, SQL_ARTICLE_DELETE, version->article); /* its other rows follow */
    if (!error)
        error = version_uncover(writer, version);
    if (!error)
        error = event_append(writer, "article_deleted", version->id.hex, story.id.hex,
                             DETAILS({"story", story.id.hex}));
    if (!error)
        error = story_shrink(writer, &story, &version->id);
    if (!error)
        error = alignments_refresh(writer, story.number);
    if (error)
        return error;

    term_counts_take(writer->terms, terms);
    writer->tally.articles--;
    return 0;
}

/* The versions that go, the oldest first: until the last one goes lists show the newest. */
static int list_versions(struct writer *writer, const struct version *version, bool all,
                         struct version_list *ret_versions) {
    if (!all)
        return list_push(writer->arena, ret_versions, *version) ? 0 : ERR_NO_MEMORY;
    QUERY(query, &writer->connection, SQL_ARTICLE_LINEAGE);
    query_integer(&query, version->lineage);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct version one;
        int error = version_read(&writer->connection, query_column_integer(&query, 0), &one);
        if (error)
            return error;
        if (!list_push(writer->arena, ret_versions, one))
            return ERR_NO_MEMORY;
    }
    return row;
}

int article_remove_number(struct writer *writer, int64_t article, bool all_versions) {
    struct version version;
    struct version_list versions = {0};
    int error = version_read(&writer->connection, article, &version);
    if (!error)
        error = list_versions(writer, &version, all_versions, &versions);
    for (uint32_t i = 0; i < versions.count && !error; i++)
        error = remove_version(writer, &versions.at[i]);
    return error;
}

static int article_remove(struct storage *storage, struct storage_write *write) {
    struct article_delete *deletion = (struct article_delete *)write;
    struct writer *writer = &storage->writer;
    int64_t article = 0;
    struct placed_story story;
    int found = find_article(writer, &deletion->id, &article, &story);
    if (found < 0)
        return found;
    int error = found ? article_remove_number(writer, article, deletion->all_versions)
                      : held_remove(writer, &deletion->id);
    write->purges = deletion->purge;
    if (!error && deletion->purge)
        error = purge_ask(storage);
    return error;
}

/* ---- what they will change --------------------------------------------------------------------
 */

static int find_stored(struct connection *reader, const struct storage_id *id,
                       int64_t *ret_article) {
    QUERY(query, reader, SQL_ARTICLE_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    *ret_article = row == 1 ? query_column_integer(&query, 0) : 0;
    return row < 0 ? row : 0;
}

/* Where the same content is stored, nothing will change. */
static int article_put_foresee(struct storage *storage, struct connection *reader,
                               struct arena *arena, const struct storage_write *write,
                               struct story_change_list *changes) {
    const struct article_put *put = (const struct article_put *)write;
    int64_t stored;
    struct version before = {0};
    bool same = false;
    int error = find_stored(reader, &put->id, &stored);
    if (!error && !stored)
        error = version_replaced(reader, put, &before, &same);
    if (error || stored || same)
        return error;
    if (!before.article)
        return story_foresee(storage, reader, arena, put, changes);
    const struct story_change change = {
        .story = before.story, .leaves = before.article, .comes = put};
    return list_push(arena, changes, change) ? 0 : ERR_NO_MEMORY;
}

/* Which of several versions a story loses is left to the transaction. */
static int article_delete_foresee(struct storage *storage, struct connection *reader,
                                  struct arena *arena, const struct storage_write *write,
                                  struct story_change_list *changes) {
    (void)storage;
    int64_t article;
    struct version version = {0};
    int error = find_stored(reader, &((const struct article_delete *)write)->id, &article);
    if (!error && article)
        error = version_read(reader, article, &version);
    if (error || !version.latest || version.number != 1)
        return error;
    const struct story_change change = {.story = version.story, .leaves = article};
    return list_push(arena, changes, change) ? 0 : ERR_NO_MEMORY;
}

/* ---- queueing ------------------------------------------------------------------------------- */

int storage_article_put(struct storage *storage, struct arena *arena, struct article_put *put) {
    const struct article_record *record = put->record;
    put->created = false;
    put->id = storage_article_id(record->input);
    int error = packed_make(arena, record->input, &put->packed_input);
    if (!error)
        error = packed_make(arena, record->analysis, &put->packed_analysis);
    if (!error)
        error = term_buckets(arena, record->terms, record->term_count, &put->packed_terms);
    if (!error && record->view.at)
        error = packed_make(arena, record->view, &put->packed_view);
    return error ? error
                 : ahead_enqueue(storage, &put->write, article_insert, article_put_foresee, put);
}

int storage_article_delete(struct storage *storage, struct article_delete *deletion) {
    return ahead_enqueue(storage, &deletion->write, article_remove, article_delete_foresee, NULL);
}
