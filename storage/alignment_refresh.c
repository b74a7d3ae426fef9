/* Alignments follow their articles. A deed that puts an article into a story, takes one out or
 * changes one says so with alignments_refresh(); at the end of the transaction each such story is
 * aligned once, however many articles came, and what is stored is brought in step with it. So
 * articles and alignments are one commit, and sixty reports of one event that arrive together cost
 * one comparison.
 *
 * The aligner is asked about all articles of the story that are compared (the newest
 * STORY_COMPARED_MAX by publication); what it knows from before it need not compare again. It has
 * mostly been asked before the transaction began (forecast.h); else it is, once this one has ended
 * without a commit (postponed.h).
 */
#include "base/error.h"
#include "storage/alignment_rows.h"
#include "storage/forecast.h"
#include "storage/packed.h"
#include "storage/pair_rows.h"
#include "storage/view_rows.h"

#include <assert.h>

enum { BACKLOG_STORIES = 8 /* in one transaction: others wait for it */ };

/* ---- which stories --------------------------------------------------------------------------- */

int alignments_refresh(struct writer *writer, int64_t story) {
    struct story_queue *waiting = &writer->unaligned;
    for (uint32_t i = writer->aligned; i < waiting->count; i++)
        if (waiting->at[i] == story)
            return 0;
    return list_push(writer->arena, waiting, story) ? 0 : ERR_NO_MEMORY;
}

/* ---- what is stored -------------------------------------------------------------------------- */

static int read_story(struct refresh *refresh) {
    QUERY(query, &refresh->writer->connection, SQL_STORY_ID);
    query_integer(&query, refresh->story);
    int row = query_row(&query);
    if (row < 0)
        return row;
    refresh->story_exists = row == 1;
    if (row == 1 && !storage_id_parse(query_column_borrow(&query, 0), &refresh->story_id))
        return ERR_FAILED;
    return 0;
}

static int read_placed(struct refresh *refresh, struct query *query, uint32_t place) {
    struct placed_view *article = &refresh->articles[place];
    article->number = query_column_integer(query, 0);
    if (!storage_id_parse(query_column_borrow(query, 1), &article->id))
        return ERR_FAILED;
    article->own = query_column_integer(query, 3) != 0;
    return query_column(query, refresh->arena, 2, &article->source);
}

static int read_known(struct refresh *refresh) {
    int64_t numbers[STORY_COMPARED_MAX];
    for (uint32_t i = 0; i < refresh->article_count; i++)
        numbers[i] = refresh->articles[i].number;
    return pair_rows_known(&refresh->writer->connection, refresh->story, numbers,
                           refresh->article_count, refresh->known);
}

/* The newest come first; they are placed by publication. */
static int read_articles(struct refresh *refresh) {
    struct placed_view *articles =
        ARENA_ARRAY(refresh->arena, struct placed_view, STORY_COMPARED_MAX);
    if (!articles)
        return ERR_NO_MEMORY;
    refresh->articles = articles;
    QUERY(query, &refresh->writer->connection, SQL_COMPARED_PLACED);
    query_integer(&query, refresh->story);
    query_integer(&query, refresh->limit);
    int row;
    uint32_t count = 0;
    while ((row = query_row(&query)) == 1) {
        assert(count < STORY_COMPARED_MAX);
        int error = read_placed(refresh, &query, count);
        if (error)
            return error;
        count++;
    }
    for (uint32_t i = 0; i < count / 2; i++) {
        struct placed_view article = articles[i];
        articles[i] = articles[count - 1 - i];
        articles[count - 1 - i] = article;
    }
    refresh->article_count = count;
    return row;
}

static int read_held(struct refresh *refresh, struct query *query, struct held_alignment *held) {
    struct slice *const texts[] = {&held->relation,    &held->kinds,       &held->topic,
                                   &held->explanation, &held->differences, &held->origins};
    held->number = query_column_integer(query, 0);
    held->story = query_column_integer(query, 2);
    held->since = query_column_integer(query, 3);
    held->match = UINT32_MAX;
    if (!storage_id_parse(query_column_borrow(query, 1), &held->id))
        return ERR_FAILED;
    int column = 4;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int error = query_column(query, refresh->arena, column++, texts[i]);
        if (error)
            return error;
    }
    held->score = query_column_real(query, column++);
    held->accounts = (uint32_t)query_column_integer(query, column);
    return 0;
}

struct held_list {
    struct held_alignment *at;
    uint32_t count;
    uint32_t capacity;
};

/* Those of the story; and where an article has changed its story, those that the claims of articles
 * stand in that were not compared in it before: they may be another story's still. */
static int read_all_held(struct refresh *refresh) {
    struct writer *writer = refresh->writer;
    struct held_list list = {0};
    QUERY(query, &writer->connection,
          writer->moves ? SQL_ALIGNMENT_HELD_BY_ANY : SQL_ALIGNMENT_HELD);
    query_integer(&query, refresh->story);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct held_alignment held = {0};
        int error = read_held(refresh, &query, &held);
        if (error)
            return error;
        if (!list_push(refresh->arena, &list, held))
            return ERR_NO_MEMORY;
    }
    refresh->held = list.at;
    refresh->held_count = list.count;
    return row;
}

struct held_member_list {
    struct held_member *at;
    uint32_t count;
    uint32_t capacity;
};

struct members_reading {
    struct refresh *refresh;
    struct held_member_list *lists; /* of each held alignment */
};

static void bind_held(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct members_reading *)context)->refresh->held[i].number);
}

static int take_member(void *context, struct query *query, uint32_t i) {
    struct members_reading *reading = context;
    struct arena *arena = reading->refresh->arena;
    struct held_member member = {
        .article = query_column_integer(query, 0),
        .claim = (uint32_t)query_column_integer(query, 1),
        .since = query_column_integer(query, 2),
        .start = (uint32_t)query_column_integer(query, 4),
        .end = (uint32_t)query_column_integer(query, 5),
        .value_key = query_column_integer(query, 8),
    };
    bool good = !query_column(query, arena, 3, &member.kind) &&
                !query_column(query, arena, 6, &member.printed) &&
                !query_column(query, arena, 7, &member.value) &&
                list_push(arena, &reading->lists[i], member);
    return good ? 0 : ERR_NO_MEMORY;
}

/* Most members are of the articles that are compared. */
static int name_source(struct refresh *refresh, struct held_member *member) {
    for (uint32_t i = 0; i < refresh->article_count; i++) {
        if (refresh->articles[i].number != member->article)
            continue;
        member->source = refresh->articles[i].source;
        return 0;
    }
    QUERY(query, &refresh->writer->connection, SQL_ARTICLE_SOURCE);
    query_integer(&query, member->article);
    int row = query_row(&query);
    return row == 1 ? query_column(&query, refresh->arena, 0, &member->source) : row;
}

static int name_sources(struct refresh *refresh, struct held_alignment *held) {
    int error = 0;
    for (uint32_t i = 0; i < held->member_count && !error; i++)
        error = name_source(refresh, &held->members[i]);
    return error;
}

static int read_members(struct refresh *refresh) {
    const struct query_series members = {SQL_ALIGNMENT_HELD_MEMBERS, refresh->held_count, bind_held,
                                         take_member};
    struct members_reading reading = {
        refresh, ARENA_ARRAY(refresh->arena, struct held_member_list, refresh->held_count + 1)};
    if (!reading.lists)
        return ERR_NO_MEMORY;
    int error = query_together(&refresh->writer->connection, &members, 1, &reading);
    for (uint32_t i = 0; i < refresh->held_count && !error; i++) {
        refresh->held[i].members = reading.lists[i].at;
        refresh->held[i].member_count = reading.lists[i].count;
        error = name_sources(refresh, &refresh->held[i]);
    }
    return error;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static void name_articles(const struct refresh *refresh, const char **ret_ids) {
    for (uint32_t i = 0; i < refresh->article_count; i++)
        ret_ids[i] = refresh->articles[i].id.hex;
}

static int give_views(void *context, const bool *wanted, struct slice *ret_views) {
    struct refresh *refresh = context;
    const char *ids[STORY_COMPARED_MAX];
    name_articles(refresh, ids);
    return view_rows_read(&refresh->writer->connection, refresh->work, ids, wanted,
                          refresh->article_count, ret_views);
}

static int give_input(void *context, uint32_t article, struct slice *ret_input) {
    struct refresh *refresh = context;
    QUERY(query, &refresh->writer->connection, SQL_ARTICLE_INPUT);
    query_integer(&query, refresh->articles[article].number);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* each article has its document */
    int error = packed_open(refresh->work, query_column_borrow(&query, 0), ret_input);
    return error == ERR_INVALID ? ERR_FAILED : error;
}

static int ask_aligner(struct refresh *refresh) {
    struct storage *storage = refresh->storage;
    const char *ids[STORY_COMPARED_MAX];
    name_articles(refresh, ids);
    struct alignment_question question = {
        .ids = ids,
        .known = refresh->known,
        .count = refresh->article_count,
        .views = give_views,
        .input = give_input,
        .context = refresh,
    };
    int error = storage->align(storage->align_context, refresh->work, refresh->arena, &question,
                               &refresh->answer);
    if (error)
        return error;
    return pair_rows_pack(refresh->work, refresh->arena, &refresh->answer);
}

/* ERR_TOO_LARGE where the limit of `work`, and not the machine, was in the way. */
static int compare(struct refresh *refresh) {
    refresh->work = arena_new(COMPARISON_BYTES_MAX);
    int error = refresh->work ? ask_aligner(refresh) : ERR_NO_MEMORY;
    if (error == ERR_NO_MEMORY && refresh->work && arena_is_full(refresh->work))
        error = ERR_TOO_LARGE;
    arena_free(refresh->work);
    refresh->work = NULL;
    return error;
}

static int want(struct refresh *refresh) {
    struct writer *writer = refresh->writer;
    struct storage_id *ids = ARENA_ARRAY(writer->arena, struct storage_id, refresh->article_count);
    if (!ids)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < refresh->article_count; i++)
        ids[i] = refresh->articles[i].id;
    const struct wanted_story story = {ids, refresh->article_count};
    refresh->postponed = true;
    return list_push(writer->arena, &writer->wanted, story) ? 0 : ERR_NO_MEMORY;
}

/* What was foreseen, if it came true; else the transaction stands back until it is compared, or the
 * aligner compares now, as it does for an article alone: that costs little. */
static int ask(struct refresh *refresh) {
    struct writer *writer = refresh->writer;
    const struct forecast *forecast =
        refresh->limit == STORY_COMPARED_MAX
            ? ahead_forecast(refresh->storage, refresh->articles, refresh->article_count)
            : NULL;
    int error = 0;
    if (forecast && pair_rows_suffice(&forecast->answer, refresh->known, refresh->article_count)) {
        refresh->answer = forecast->answer;
        writer->foreseen += refresh->article_count > 1;
    } else if (writer->postpones && refresh->article_count > 1 &&
               refresh->limit == STORY_COMPARED_MAX) {
        return want(refresh);
    } else {
        error = compare(refresh);
        writer->compared += refresh->article_count > 1;
    }
    return error;
}

/* Those that were made anew. */
static int keep_views(struct refresh *refresh) {
    int error = 0;
    for (uint32_t i = 0; i < refresh->article_count && !error; i++)
        if (refresh->answer.renewed && refresh->answer.renewed[i].at)
            error = view_rows_keep(&refresh->writer->connection, refresh->arena,
                                   refresh->articles[i].number, refresh->answer.renewed[i]);
    return error;
}

/* ---- which articles were compared -------------------------------------------------------------
 */

struct compared_row {
    int64_t article;
    struct slice kind;
    struct slice origin;
};

static bool still_compared(const struct refresh *refresh, const struct compared_row *row,
                           bool *known) {
    for (uint32_t i = 0; i < refresh->article_count; i++) {
        const struct origin_record *origin =
            refresh->answer.origins ? &refresh->answer.origins[i] : NULL;
        if (refresh->articles[i].number != row->article)
            continue;
        known[i] = slice_equal(row->kind, slice_from_cstr(origin ? origin->kind : "article")) &&
                   slice_equal(row->origin, origin ? origin->name : (struct slice){0});
        return known[i];
    }
    return false;
}

static int end_compared(struct refresh *refresh, int64_t article) {
    QUERY(query, &refresh->writer->connection, SQL_COMPARED_END);
    query_integer(&query, article);
    query_integer(&query, event_last(refresh->writer));
    return query_run(&query);
}

/* It may have been compared in another story until now. */
static int insert_compared(struct refresh *refresh, uint32_t place) {
    int error = end_compared(refresh, refresh->articles[place].number);
    if (error)
        return error;
    const struct origin_record *origin =
        refresh->answer.origins ? &refresh->answer.origins[place] : NULL;
    QUERY(query, &refresh->writer->connection, SQL_COMPARED_INSERT);
    query_integer(&query, refresh->articles[place].number);
    query_integer(&query, event_last(refresh->writer));
    query_integer(&query, refresh->story);
    query_text(&query, slice_from_cstr(origin ? origin->kind : "article"));
    query_text(&query, origin ? origin->name : (struct slice){0});
    return query_run(&query);
}

struct compared_list {
    struct compared_row *at;
    uint32_t count;
    uint32_t capacity;
};

static int read_compared(struct refresh *refresh, struct compared_list *list) {
    QUERY(query, &refresh->writer->connection, SQL_COMPARED_NOW);
    query_integer(&query, refresh->story);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct compared_row compared = {.article = query_column_integer(&query, 0)};
        if (query_column(&query, refresh->arena, 1, &compared.kind) ||
            query_column(&query, refresh->arena, 2, &compared.origin) ||
            !list_push(refresh->arena, list, compared))
            return ERR_NO_MEMORY;
    }
    return row;
}

static bool is_placed(const struct refresh *refresh, int64_t article) {
    for (uint32_t i = 0; i < refresh->article_count; i++)
        if (refresh->articles[i].number == article)
            return true;
    return false;
}

static int write_compared(struct refresh *refresh) {
    struct compared_list list = {0};
    bool known[STORY_COMPARED_MAX] = {false};
    int error = read_compared(refresh, &list);
    for (uint32_t i = 0; i < list.count && !error; i++) {
        if (!still_compared(refresh, &list.at[i], known))
            error = end_compared(refresh, list.at[i].article);
        if (!error && !is_placed(refresh, list.at[i].article))
            error = pair_rows_drop(refresh, list.at[i].article);
    }
    for (uint32_t i = 0; i < refresh->article_count && !error; i++)
        if (!known[i])
            error = insert_compared(refresh, i);
    return error;
}

/* ---- one story ------------------------------------------------------------------------------- */

static int refresh_story(struct refresh *refresh) {
    int error = read_story(refresh);
    if (!error && refresh->story_exists)
        error = read_articles(refresh);
    if (!error)
        error = read_known(refresh);
    if (!error && refresh->article_count)
        error = ask(refresh);
    if (error || refresh->postponed)
        return error;
    refresh->answered = true;
    error = keep_views(refresh);
    if (!error)
        error = read_all_held(refresh);
    if (!error)
        error = read_members(refresh);
    if (!error)
        error = alignments_match(refresh);
    if (!error)
        error = alignments_write(refresh);
    if (!error && refresh->story_exists)
        error = write_compared(refresh);
    if (!error && refresh->story_exists)
        error = pair_rows_write(refresh);
    return error ? error : notices_settle(refresh);
}

/* One try. *ret_too_much: it failed before anything was written, at one of our own limits. Where
 * the machine has no memory it is another matter: SQLite may have ended the transaction by itself,
 * and what is written after that would stand alone. */
static int align_newest(struct storage *storage, int64_t story, uint32_t limit,
                        bool *ret_too_much) {
    struct refresh refresh = {.storage = storage,
                              .writer = &storage->writer,
                              .arena = arena_new(COMPARISON_BYTES_MAX),
                              .story = story,
                              .limit = limit};
    int error = refresh.arena ? refresh_story(&refresh) : ERR_NO_MEMORY;
    bool at_limit = error == ERR_TOO_LARGE ||
                    (error == ERR_NO_MEMORY && refresh.arena && arena_is_full(refresh.arena));
    *ret_too_much = at_limit && !refresh.answered;
    arena_free(refresh.arena);
    return error;
}

/* Articles of many megabytes may be more than a comparison can hold: then only the newer half is
 * compared, and so on. No story can keep others from being stored. */
static int align_story(struct storage *storage, int64_t story) {
    bool too_much = true;
    int error = 0;
    for (uint32_t limit = 2 * STORY_COMPARED_MAX; too_much && limit;) {
        limit /= 2;
        error = align_newest(storage, story, limit, &too_much);
    }
    return error;
}

int alignments_settle(struct storage *storage) {
    struct writer *writer = &storage->writer;
    int error = 0;
    while (storage->align && writer->aligned < writer->unaligned.count && !error)
        error = align_story(storage, writer->unaligned.at[writer->aligned++]);
    return error;
}

int alignments_keep_view(struct writer *writer, int64_t article, struct slice packed) {
    if (!packed.at)
        return 0;
    QUERY(query, &writer->connection, SQL_VIEW_PUT);
    query_integer(&query, article);
    query_blob(&query, packed);
    return query_run(&query);
}

int alignments_forget(struct writer *writer, int64_t article) {
    QUERY(query, &writer->connection, SQL_ALIGNMENT_FORGET);
    query_integer(&query, article);
    return query_run(&query);
}

/* ---- stories of an older file -----------------------------------------------------------------
 */

static int align_some(struct storage *storage, struct storage_write *write) {
    struct backlog *backlog = (struct backlog *)write;
    QUERY(query, &storage->writer.connection, SQL_STORY_UNALIGNED);
    query_integer(&query, backlog->after);
    query_integer(&query, BACKLOG_STORIES);
    backlog->last = 0;
    int row;
    while ((row = query_row(&query)) == 1) {
        backlog->last = query_column_integer(&query, 0);
        int error = alignments_refresh(&storage->writer, backlog->last);
        if (error)
            return error;
    }
    return row;
}

/* A failed transaction ends it; the next start begins again where stories have none. */
static void align_more(struct storage_write *write) {
    struct backlog *backlog = (struct backlog *)write;
    struct storage *storage = write->context;
    if (write->error || backlog->last == 0)
        return;
    backlog->after = backlog->last;
    (void)writer_enqueue(storage, write, align_some); /* refused: busy, or the store is closing */
}

void storage_align_backlog(struct storage *storage) {
    storage->backlog = (struct backlog){.write = {.done = align_more, .context = storage}};
    (void)writer_enqueue(storage, &storage->backlog.write, align_some); /* the queue is empty yet */
}
