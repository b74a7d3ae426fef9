/* Reading a story's alignments, as they stand or as they stood after an event. Rows are valid from
 * one event until before another, so that the past is the same query with another number.
 */
#include "base/error.h"
#include "storage/packed.h"
#include "storage/pair_rows.h"
#include "storage/store.h"
#include "storage/view_rows.h"

#include <stdlib.h>

/* Where an article stands in the answer. */
struct place {
    int64_t number;
    uint32_t index;
};

struct reading {
    struct connection *reader;
    struct arena *arena;
    int64_t story;
    int64_t until;        /* number of the last event that counts */
    struct place *places; /* by number */
    uint32_t place_count;
    struct story_alignments *answer;
};

/* ---- articles -------------------------------------------------------------------------------- */

struct compared_list {
    struct compared_article *at;
    uint32_t count;
    uint32_t capacity;
};

struct place_list {
    struct place *at;
    uint32_t count;
    uint32_t capacity;
};

static int compare_places(const void *a, const void *b) {
    const struct place *x = a;
    const struct place *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static int read_article(struct query *query, struct arena *arena,
                        struct compared_article *article) {
    struct slice *const texts[] = {&article->title, &article->source, &article->outlet,
                                   &article->url, &article->published_at};
    if (!storage_id_parse(query_column_borrow(query, 1), &article->id))
        return ERR_FAILED;
    int column = 2;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int error = query_column(query, arena, column++, texts[i]);
        if (error)
            return error;
    }
    article->stored_at = query_column_integer(query, column++);
    article->claim_count = (uint32_t)query_column_integer(query, column++);
    article->version = (uint32_t)query_column_integer(query, column++);
    int error = query_column(query, arena, column++, &article->origin_kind);
    return error ? error : query_column(query, arena, column, &article->origin);
}

static int read_articles(struct reading *reading) {
    struct compared_list list = {0};
    struct place_list places = {0};
    QUERY(query, reading->reader, SQL_COMPARED_ARTICLES);
    query_integer(&query, reading->story);
    query_integer(&query, reading->until);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct compared_article article = {0};
        int error = read_article(&query, reading->arena, &article);
        if (error)
            return error;
        struct place place = {query_column_integer(&query, 0), list.count};
        if (!list_push(reading->arena, &places, place) ||
            !list_push(reading->arena, &list, article))
            return ERR_NO_MEMORY;
    }
    if (places.count)
        qsort(places.at, places.count, sizeof *places.at, compare_places);
    reading->places = places.at;
    reading->place_count = places.count;
    reading->answer->articles = list.at;
    reading->answer->article_count = list.count;
    for (uint32_t i = 0; i < list.count && !reading->answer->title.at; i++)
        reading->answer->title = list.at[i].title;
    return row;
}

static int read_left_out(struct reading *reading) {
    QUERY(query, reading->reader, SQL_STORY_FULL_SIZE);
    query_integer(&query, reading->story);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* count(*) always has a row */
    int64_t all = query_column_integer(&query, 0);
    int64_t compared = reading->answer->article_count;
    reading->answer->left_out = all > compared ? (uint32_t)(all - compared) : 0;
    return 0;
}

/* ---- alignments ------------------------------------------------------------------------------ */

struct member_list {
    struct stored_member *at;
    uint32_t count;
    uint32_t capacity;
};

struct alignment_list {
    struct stored_alignment *at;
    uint32_t count;
    uint32_t capacity;
};

static int compare_members(const void *a, const void *b) {
    const struct stored_member *x = a;
    const struct stored_member *y = b;
    if (x->article != y->article)
        return x->article < y->article ? -1 : 1;
    return (x->claim > y->claim) - (x->claim < y->claim);
}

/* By their first members. */
static int compare_alignments(const void *a, const void *b) {
    const struct stored_alignment *x = a;
    const struct stored_alignment *y = b;
    if (!x->member_count || !y->member_count)
        return (y->member_count > 0) - (x->member_count > 0);
    int order = compare_members(x->members, y->members);
    return order ? order : (x->opened > y->opened) - (x->opened < y->opened);
}

static int read_member(struct query *query, struct arena *arena, struct stored_member *member) {
    member->claim = (uint32_t)query_column_integer(query, 1);
    member->since = query_column_integer(query, 2);
    member->start = (uint32_t)query_column_integer(query, 4);
    member->end = (uint32_t)query_column_integer(query, 5);
    member->value_key = (uint64_t)query_column_integer(query, 8);
    member->claim_start = (uint32_t)query_column_integer(query, 9);
    member->claim_end = (uint32_t)query_column_integer(query, 10);
    int error = query_column(query, arena, 3, &member->kind);
    if (!error)
        error = query_column(query, arena, 6, &member->printed);
    if (!error)
        error = query_column(query, arena, 7, &member->value);
    return error ? error : query_column(query, arena, 11, &member->claim_text);
}

/* The alignments of an answer, while their members are read. */
struct members_reading {
    struct reading *reading;
    struct number_list {
        int64_t *at;
        uint32_t count;
        uint32_t capacity;
    } numbers;                   /* of the alignments */
    struct member_list *members; /* of each */
};

static void bind_members(void *context, struct query *query, uint32_t i) {
    const struct members_reading *members = context;
    query_integer(query, members->numbers.at[i]);
    query_integer(query, members->reading->until);
}

static int take_member(void *context, struct query *query, uint32_t i) {
    const struct members_reading *members = context;
    const struct reading *reading = members->reading;
    const struct place wanted = {.number = query_column_integer(query, 0)};
    const struct place *place =
        reading->place_count
            ? bsearch(&wanted, reading->places, reading->place_count, sizeof wanted, compare_places)
            : NULL;
    if (!place)
        return 0; /* has left the story since */
    struct stored_member member = {.article = place->index};
    int error = read_member(query, reading->arena, &member);
    if (error)
        return error;
    return list_push(reading->arena, &members->members[i], member) ? 0 : ERR_NO_MEMORY;
}

static int read_members(struct members_reading *members, struct alignment_list *alignments) {
    struct reading *reading = members->reading;
    const struct query_series series = {SQL_ALIGNMENT_MEMBERS, alignments->count, bind_members,
                                        take_member};
    members->members = ARENA_ARRAY(reading->arena, struct member_list, alignments->count + 1);
    if (!members->members)
        return ERR_NO_MEMORY;
    int error = query_together(reading->reader, &series, 1, members);
    for (uint32_t i = 0; i < alignments->count && !error; i++) {
        struct member_list *list = &members->members[i];
        if (list->count)
            qsort(list->at, list->count, sizeof *list->at, compare_members);
        alignments->at[i].members = list->at;
        alignments->at[i].member_count = list->count;
    }
    return error;
}

static int read_alignment(struct query *query, struct arena *arena,
                          struct stored_alignment *alignment) {
    struct slice *const texts[] = {&alignment->relation,    &alignment->kinds,
                                   &alignment->topic,       &alignment->explanation,
                                   &alignment->differences, &alignment->origins};
    if (!storage_id_parse(query_column_borrow(query, 1), &alignment->id))
        return ERR_FAILED;
    alignment->opened = query_column_integer(query, 2);
    alignment->since = query_column_integer(query, 3);
    alignment->changed_at = query_column_integer(query, 4);
    alignment->revision = query_column_integer(query, 7);
    int error = query_column(query, arena, 5, &alignment->state);
    if (!error)
        error = query_column(query, arena, 6, &alignment->note);
    int column = 8;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !error; i++)
        error = query_column(query, arena, column++, texts[i]);
    alignment->score = query_column_real(query, column++);
    alignment->accounts = (uint32_t)query_column_integer(query, column);
    return error;
}

/* The rows of an open query over ALIGNMENT_COLUMNS. */
static int read_alignments(struct reading *reading, struct query *query) {
    struct alignment_list list = {0};
    struct members_reading members = {.reading = reading};
    int row;
    while ((row = query_row(query)) == 1) {
        struct stored_alignment alignment = {0};
        int error = read_alignment(query, reading->arena, &alignment);
        if (error)
            return error;
        if (!list_push(reading->arena, &members.numbers, query_column_integer(query, 0)) ||
            !list_push(reading->arena, &list, alignment))
            return ERR_NO_MEMORY;
    }
    int error = row ? row : read_members(&members, &list);
    if (error)
        return error;
    if (list.count)
        qsort(list.at, list.count, sizeof *list.at, compare_alignments);
    reading->answer->alignments = list.at;
    reading->answer->count = list.count;
    return 0;
}

static int list_alignments(struct reading *reading) {
    QUERY(query, reading->reader, SQL_ALIGNMENT_LIST);
    query_integer(&query, reading->story);
    query_integer(&query, reading->until);
    return read_alignments(reading, &query);
}

static int read_pairs(struct reading *reading) {
    uint32_t count = reading->place_count;
    int64_t *numbers = ARENA_ARRAY(reading->arena, int64_t, count + 1);
    if (!numbers)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        numbers[reading->places[i].index] = reading->places[i].number;
    return pair_rows_read(reading->reader, reading->arena, reading->story, numbers, count,
                          &reading->answer->pairs);
}

/* ---- the moment ------------------------------------------------------------------------------ */

/* The last event that counts, and when it was; nothing before the first. */
static int find_moment(struct reading *reading, const struct as_of *as_of) {
    bool by_time = as_of->time != 0 && as_of->event == 0;
    QUERY(query, reading->reader, by_time ? SQL_EVENT_BEFORE : SQL_EVENT_TIME);
    query_integer(&query, by_time ? as_of->time : as_of->event ? as_of->event : INT64_MAX);
    int row = query_row(&query);
    if (row < 0)
        return row;
    reading->answer->as_of = row ? query_column_integer(&query, 0) : 0;
    reading->answer->as_of_time = row ? query_column_integer(&query, 1) : 0;
    reading->until = reading->answer->as_of;
    return 0;
}

static int find_story(struct reading *reading, const struct storage_id *id) {
    QUERY(query, reading->reader, SQL_STORY_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    reading->story = query_column_integer(&query, 0);
    reading->answer->story = *id;
    return query_column(&query, reading->arena, 4, &reading->answer->title);
}

static int read_story(struct reading *reading, const struct storage_id *id,
                      const struct as_of *as_of, bool with_pairs) {
    bool past = as_of->event || as_of->time;
    int error = find_story(reading, id);
    if (!error)
        error = find_moment(reading, as_of);
    if (!error)
        error = read_articles(reading);
    if (!error)
        error = read_left_out(reading);
    if (!error)
        error = list_alignments(reading);
    if (!error && with_pairs && !past)
        error = read_pairs(reading);
    return error;
}

int storage_story_alignments(struct storage *storage, struct arena *arena,
                             const struct storage_id *story, const struct as_of *as_of,
                             bool with_pairs, struct story_alignments *ret_alignments) {
    struct story_alignments answer = {0};
    struct reading reading = {.arena = arena, .answer = &answer};
    int error = reader_borrow(storage, &reading.reader);
    if (error)
        return error;

    error = reader_begin(reading.reader);
    if (!error) {
        error = read_story(&reading, story, as_of, with_pairs);
        reader_end(reading.reader);
    }
    reader_return(storage, reading.reader);
    if (!error)
        *ret_alignments = answer;
    return error;
}

/* ---- one alignment --------------------------------------------------------------------------- */

static int find_alignment_story(struct reading *reading, const struct storage_id *id) {
    QUERY(query, reading->reader, SQL_ALIGNMENT_STORY);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    reading->story = query_column_integer(&query, 0);
    return storage_id_parse(query_column_borrow(&query, 1), &reading->answer->story) ? 0
                                                                                     : ERR_FAILED;
}

static int read_one(struct reading *reading, const struct storage_id *id) {
    int error = find_alignment_story(reading, id);
    if (!error)
        error = find_moment(reading, &(struct as_of){0});
    if (!error)
        error = read_articles(reading);
    if (error)
        return error;
    QUERY(query, reading->reader, SQL_ALIGNMENT_GET);
    query_text(&query, slice_from_cstr(id->hex));
    error = read_alignments(reading, &query);
    return !error && reading->answer->count == 0 ? ERR_NOT_FOUND : error;
}

int storage_alignment_get(struct storage *storage, struct arena *arena,
                          const struct storage_id *alignment,
                          struct story_alignments *ret_alignments) {
    struct story_alignments answer = {0};
    struct reading reading = {.arena = arena, .answer = &answer};
    int error = reader_borrow(storage, &reading.reader);
    if (error)
        return error;

    error = reader_begin(reading.reader);
    if (!error) {
        error = read_one(&reading, alignment);
        reader_end(reading.reader);
    }
    reader_return(storage, reading.reader);
    if (!error)
        *ret_alignments = answer;
    return error;
}

/* ---- views ----------------------------------------------------------------------------------- */

int storage_views(struct storage *storage, struct arena *arena, const char *const *ids,
                  uint32_t count, const struct slice **ret_views) {
    struct slice *views = ARENA_ARRAY(arena, struct slice, count + 1);
    bool *wanted = ARENA_ARRAY(arena, bool, count + 1);
    struct connection *reader;
    if (!views || !wanted)
        return ERR_NO_MEMORY;
    memset(wanted, true, count);
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = view_rows_read(reader, arena, ids, wanted, count, views);
    reader_return(storage, reader);
    if (!error)
        *ret_views = views;
    return error;
}

static int read_view(struct connection *reader, struct arena *arena, const struct storage_id *id,
                     struct slice *ret_view) {
    QUERY(query, reader, SQL_VIEW_GET);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    int error = packed_open(arena, query_column_borrow(&query, 0), ret_view);
    return error == ERR_INVALID ? ERR_FAILED : error; /* our own bytes */
}

int storage_article_view(struct storage *storage, struct arena *arena, const struct storage_id *id,
                         struct slice *ret_view) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = read_view(reader, arena, id, ret_view);
    reader_return(storage, reader);
    return error;
}
