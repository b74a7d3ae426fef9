#include "storage/forecast.h"

#include "base/error.h"
#include "storage/packed.h"
#include "storage/pair_rows.h"
#include "storage/view_rows.h"

#include <stdlib.h>
#include <time.h>

enum { MILLISECONDS_A_DAY = 86400000 };

/* An article of the story to be, with what SQL_COMPARED_SEEN sorts by. */
struct seen {
    int64_t number; /* 0 for one that comes */
    struct storage_id id;
    int64_t day;
    struct slice published_at; /* empty when unknown */
    const struct article_record *comes;
};

struct seen_list {
    struct seen *at;
    uint32_t count;
    uint32_t capacity;
};

struct seeing {
    struct storage *storage;
    struct connection *reader;
    struct arena *work; /* ends with the foresight: only the forecast's own arena stays */
    const struct story_change *changes; /* of one story; or else … */
    uint32_t change_count;
    const struct wanted_story *wanted; /* … what it will hold */
    const struct storage_write *group;
    struct seen_list articles;
};

/* ---- the story to be ------------------------------------------------------------------------- */

static bool leaves(const struct seeing *seeing, int64_t number) {
    for (uint32_t i = 0; i < seeing->change_count; i++)
        if (seeing->changes[i].leaves == number)
            return true;
    return false;
}

static int read_seen(struct seeing *seeing, struct query *query) {
    struct seen seen = {.number = query_column_integer(query, 0),
                        .day = query_column_integer(query, 2)};
    if (leaves(seeing, seen.number))
        return 0;
    if (!storage_id_parse(query_column_borrow(query, 1), &seen.id))
        return ERR_FAILED;
    int error = query_column(query, seeing->work, 3, &seen.published_at);
    if (error)
        return error;
    return list_push(seeing->work, &seeing->articles, seen) ? 0 : ERR_NO_MEMORY;
}

/* As many more as may leave, so that enough stay. */
static int read_story(struct seeing *seeing) {
    if (seeing->changes[0].story < 0)
        return 0; /* it is yet to be founded */
    QUERY(query, seeing->reader, SQL_COMPARED_SEEN);
    query_integer(&query, seeing->changes[0].story);
    query_integer(&query, (int64_t)STORY_COMPARED_MAX + seeing->change_count);
    int row;
    while ((row = query_row(&query)) == 1) {
        int error = read_seen(seeing, &query);
        if (error)
            return error;
    }
    return row;
}

static int read_joining(struct seeing *seeing) {
    int error = 0;
    for (uint32_t i = 0; i < seeing->change_count && !error; i++) {
        if (!seeing->changes[i].joins)
            continue;
        QUERY(query, seeing->reader, SQL_COMPARED_BY_NUMBER);
        query_integer(&query, seeing->changes[i].joins);
        int row = query_row(&query);
        error = row == 1 ? read_seen(seeing, &query) : row;
    }
    return error;
}

static bool is_seen(const struct seeing *seeing, const struct storage_id *id) {
    for (uint32_t i = 0; i < seeing->articles.count; i++)
        if (strcmp(seeing->articles.at[i].id.hex, id->hex) == 0)
            return true;
    return false;
}

/* What comes without a date counts by its arrival; at midnight the guess may be wrong. */
static int add_coming(struct seeing *seeing) {
    for (uint32_t i = 0; i < seeing->change_count; i++) {
        const struct article_put *put = seeing->changes[i].comes;
        if (!put || is_seen(seeing, &put->id))
            continue;
        const struct article_record *record = put->record;
        struct seen seen = {
            .id = put->id,
            .day = record->published_day == DAY_NONE
                       ? (int64_t)time(NULL) * 1000 / MILLISECONDS_A_DAY
                       : record->published_day,
            .published_at = record->published_at,
            .comes = record,
        };
        if (!list_push(seeing->work, &seeing->articles, seen))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int compare_seen(const void *a, const void *b) {
    const struct seen *left = a;
    const struct seen *right = b;
    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    int order = slice_compare(left->published_at, right->published_at);
    return order ? order : strcmp(left->id.hex, right->id.hex);
}

/* The newest, by publication. */
static void put_in_order(struct seen_list *articles) {
    if (articles->count)
        qsort(articles->at, articles->count, sizeof *articles->at, compare_seen);
    if (articles->count > STORY_COMPARED_MAX) {
        articles->at += articles->count - STORY_COMPARED_MAX;
        articles->count = STORY_COMPARED_MAX;
    }
}

/* ---- asking ---------------------------------------------------------------------------------- */

static int give_views(void *context, const bool *wanted, struct slice *ret_views) {
    struct seeing *seeing = context;
    const struct seen_list *articles = &seeing->articles;
    const char **ids = ARENA_ARRAY(seeing->work, const char *, articles->count + 1);
    bool *stored = ARENA_ARRAY(seeing->work, bool, articles->count + 1);
    if (!ids || !stored)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < articles->count; i++) {
        ids[i] = articles->at[i].id.hex;
        stored[i] = wanted[i] && !articles->at[i].comes;
    }
    int error =
        view_rows_read(seeing->reader, seeing->work, ids, stored, articles->count, ret_views);
    for (uint32_t i = 0; i < articles->count && !error; i++)
        if (wanted[i] && articles->at[i].comes)
            ret_views[i] = articles->at[i].comes->view;
    return error;
}

static int give_input(void *context, uint32_t article, struct slice *ret_input) {
    struct seeing *seeing = context;
    const struct seen *seen = &seeing->articles.at[article];
    if (seen->comes) {
        *ret_input = seen->comes->input;
        return 0;
    }
    QUERY(query, seeing->reader, SQL_ARTICLE_INPUT);
    query_integer(&query, seen->number);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* each article has its document */
    int error = packed_open(seeing->work, query_column_borrow(&query, 0), ret_input);
    return error == ERR_INVALID ? ERR_FAILED : error;
}

/* Where the story is not known, nothing is. */
static int see_known(struct seeing *seeing, bool *known) {
    if (!seeing->changes || seeing->changes[0].story < 0)
        return 0;
    const struct seen_list *articles = &seeing->articles;
    int64_t *numbers = ARENA_ARRAY(seeing->work, int64_t, articles->count + 1);
    if (!numbers)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < articles->count; i++)
        numbers[i] = articles->at[i].number;
    return pair_rows_known(seeing->reader, seeing->changes[0].story, numbers, articles->count,
                           known);
}

static int ask(struct seeing *seeing, struct forecast *forecast) {
    struct storage *storage = seeing->storage;
    struct seen_list *articles = &seeing->articles;
    const char **ids = ARENA_ARRAY(seeing->work, const char *, articles->count + 1);
    bool *known = ARENA_ARRAY(seeing->work, bool, articles->count + 1);
    forecast->ids = ARENA_ARRAY(forecast->arena, struct storage_id, articles->count + 1);
    if (!ids || !known || !forecast->ids)
        return ERR_NO_MEMORY;
    int error = see_known(seeing, known);
    if (error)
        return error;
    for (uint32_t i = 0; i < articles->count; i++) {
        forecast->ids[i] = articles->at[i].id;
        ids[i] = forecast->ids[i].hex;
    }
    forecast->count = articles->count;
    const struct alignment_question question = {.ids = ids,
                                                .known = known,
                                                .count = articles->count,
                                                .views = give_views,
                                                .input = give_input,
                                                .context = seeing};
    error = storage->align(storage->align_context, seeing->work, forecast->arena, &question,
                           &forecast->answer);
    return error ? error : pair_rows_pack(seeing->work, forecast->arena, &forecast->answer);
}

static int see_changes(struct seeing *seeing) {
    int error = read_story(seeing);
    if (!error)
        error = read_joining(seeing);
    if (!error)
        error = add_coming(seeing);
    if (!error)
        put_in_order(&seeing->articles);
    return error;
}

/* ---- a story that is known ------------------------------------------------------------------- */

static const struct article_put *find_brought(const struct seeing *seeing,
                                              const struct storage_id *id) {
    for (const struct storage_write *write = seeing->group; write; write = write->next)
        if (write->brings && strcmp(write->brings->id.hex, id->hex) == 0)
            return write->brings;
    return NULL;
}

static int see_stored(struct seeing *seeing, const struct storage_id *id) {
    QUERY(query, seeing->reader, SQL_COMPARED_BY_ID);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND; /* it has gone since */
    return read_seen(seeing, &query);
}

static int see_wanted(struct seeing *seeing) {
    int error = 0;
    for (uint32_t i = 0; i < seeing->wanted->count && !error; i++) {
        const struct storage_id *id = &seeing->wanted->ids[i];
        const struct article_put *put = find_brought(seeing, id);
        error = see_stored(seeing, id);
        if (error != ERR_NOT_FOUND || !put)
            continue;
        struct seen seen = {.id = *id, .comes = put->record};
        error = list_push(seeing->work, &seeing->articles, seen) ? 0 : ERR_NO_MEMORY;
    }
    return error;
}

/* ---- both ------------------------------------------------------------------------------------ */

static int foresee(struct seeing *seeing, struct forecast *forecast) {
    int error = reader_begin(seeing->reader);
    if (error)
        return error;
    error = seeing->wanted ? see_wanted(seeing) : see_changes(seeing);
    if (!error)
        error = seeing->articles.count ? ask(seeing, forecast) : ERR_NOT_FOUND;
    reader_end(seeing->reader);
    return error;
}

static void make(struct storage *storage, struct seeing *seeing, struct forecast *ret_forecast) {
    struct forecast forecast = {.arena = arena_new(COMPARISON_BYTES_MAX)};
    seeing->storage = storage;
    int error = forecast.arena ? reader_borrow(storage, &seeing->reader) : ERR_NO_MEMORY;
    if (!error) {
        error = foresee(seeing, &forecast);
        reader_return(storage, seeing->reader);
    }
    if (!error)
        atomic_fetch_add(&storage->made, forecast.count > 1);
    if (error) {
        arena_free(forecast.arena);
        forecast = (struct forecast){0};
    }
    *ret_forecast = forecast;
}

void forecast_make(struct storage *storage, struct arena *work, const struct story_change *changes,
                   uint32_t count, struct forecast *ret_forecast) {
    struct seeing seeing = {.work = work, .changes = changes, .change_count = count};
    make(storage, &seeing, ret_forecast);
}

void forecast_make_wanted(struct storage *storage, struct arena *work,
                          const struct wanted_story *wanted, const struct storage_write *group,
                          struct forecast *ret_forecast) {
    struct seeing seeing = {.work = work, .wanted = wanted, .group = group};
    make(storage, &seeing, ret_forecast);
}

void forecast_done(struct forecast *forecast) {
    arena_free(forecast->arena);
    *forecast = (struct forecast){0};
}

bool forecast_fits(const struct forecast *forecast, const struct placed_view *articles,
                   uint32_t count) {
    if (!forecast->arena || forecast->count != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(forecast->ids[i].hex, articles[i].id.hex) != 0)
            return false;
    return true;
}
