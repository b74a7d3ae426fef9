/* Reading stories. Which articles are copies of one text is kept as pairs; the groups are the
 * connected components among the articles that are there now, found anew for each reading, so that
 * a deleted article can neither hold a group together nor be counted.
 */
#include "base/error.h"
#include "storage/store.h"

#include <assert.h>
#include <stdlib.h>

struct placed_article {
    int64_t number;
    struct story_article article;
};

struct placed_list {
    struct placed_article *at;
    uint32_t count;
    uint32_t capacity;
};

static int read_article(struct query *query, struct arena *arena, struct placed_article *placed) {
    placed->number = query_column_integer(query, 0);
    if (!storage_id_parse(query_column_borrow(query, 1), &placed->article.id))
        return ERR_FAILED;
    int error = query_column(query, arena, 2, &placed->article.title);
    if (!error)
        error = query_column(query, arena, 3, &placed->article.source);
    if (!error)
        error = query_column(query, arena, 4, &placed->article.published_at);
    return error;
}

/* Stories that are read together: what each of them holds is asked for in one go. */
struct filling {
    struct arena *arena;
    struct stored_story *stories;
    struct placed_list *lists; /* the articles of each */
};

static void bind_story(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct filling *)context)->stories[i].number);
}

static int take_article(void *context, struct query *query, uint32_t i) {
    struct filling *filling = context;
    struct placed_list *list = &filling->lists[i];
    struct placed_article placed;
    int error = read_article(query, filling->arena, &placed);
    if (error)
        return error;
    placed.article.account = list->count; /* its own representative until a copy is found */
    return list_push(filling->arena, list, placed) ? 0 : ERR_NO_MEMORY;
}

/* ---- groups of copies: union-find in the `account` members ----------------------------------- */

static uint32_t representative(const struct placed_list *list, uint32_t index) {
    while (list->at[index].article.account != index)
        index = list->at[index].article.account;
    return index;
}

/* The earlier article represents both, so that paths lead to smaller indices only. */
static void join(const struct placed_list *list, uint32_t a, uint32_t b) {
    uint32_t left = representative(list, a);
    uint32_t right = representative(list, b);
    uint32_t first = left < right ? left : right;
    list->at[left].article.account = first;
    list->at[right].article.account = first;
    list->at[a].article.account = first; /* shorter paths for the next call */
    list->at[b].article.account = first;
}

static int compare_placed(const void *key, const void *element) {
    int64_t number = *(const int64_t *)key;
    const struct placed_article *placed = element;
    return (number > placed->number) - (number < placed->number);
}

static struct placed_article *find(const struct placed_list *list, int64_t number) {
    return bsearch(&number, list->at, list->count, sizeof *list->at, compare_placed);
}

static int take_copy(void *context, struct query *query, uint32_t i) {
    const struct placed_list *list = &((struct filling *)context)->lists[i];
    if (!list->count)
        return 0;
    struct placed_article *left = find(list, query_column_integer(query, 0));
    struct placed_article *right = find(list, query_column_integer(query, 1));
    if (left && right) /* both still in this story */
        join(list, (uint32_t)(left - list->at), (uint32_t)(right - list->at));
    return 0;
}

/* Representatives become 0, 1, 2 … in order of arrival. Returns how many. Going up, an article's
 * representative stands before it and has its number already. */
static uint32_t number_accounts(struct placed_list *list, uint32_t *numbers) {
    uint32_t accounts = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t first = representative(list, i);
        numbers[i] = first == i ? accounts++ : numbers[first];
    }
    return accounts;
}

/* ---- stories -------------------------------------------------------------------------------- */

static int fill_articles(struct arena *arena, struct placed_list *list,
                         struct stored_story *story) {
    uint32_t *numbers = ARENA_ARRAY(arena, uint32_t, list->count + 1);
    uint32_t *latest = ARENA_ARRAY(arena, uint32_t, list->count + 1); /* of each account, plus 1 */
    story->articles = ARENA_ARRAY(arena, struct story_article, list->count + 1);
    if (!numbers || !latest || !story->articles)
        return ERR_NO_MEMORY;

    story->accounts = number_accounts(list, numbers);
    story->article_count = list->count;
    for (uint32_t i = 0; i < list->count; i++) {
        story->articles[i] = list->at[i].article;
        story->articles[i].account = numbers[i];
        story->articles[i].next_copy = UINT32_MAX;
        if (latest[numbers[i]])
            story->articles[latest[numbers[i]] - 1].next_copy = i;
        latest[numbers[i]] = i + 1;
        if (!story->title.length)
            story->title = list->at[i].article.title;
    }
    return 0;
}

/* How its matters stand now. */
static int take_relation(void *context, struct query *query, uint32_t i) {
    struct stored_story *story = &((struct filling *)context)->stories[i];
    struct slice relation = query_column_borrow(query, 0);
    uint32_t *count = slice_equal(relation, SLICE("conflict"))     ? &story->conflicts
                      : slice_equal(relation, SLICE("compatible")) ? &story->compatibles
                                                                   : &story->agreements;
    *count = (uint32_t)query_column_integer(query, 1);
    int64_t at = query_column_integer(query, 2);
    if (at > story->value_changed_at)
        story->value_changed_at = at;
    return 0;
}

static int fill_stories(struct connection *reader, struct arena *arena,
                        struct stored_story *stories, uint32_t count) {
    const struct query_series series[] = {
        {SQL_STORY_ARTICLES, count, bind_story, take_article},
        {SQL_STORY_COPIES, count, bind_story, take_copy},
        {SQL_STORY_RELATIONS, count, bind_story, take_relation},
    };
    struct filling filling = {arena, stories, ARENA_ARRAY(arena, struct placed_list, count + 1)};
    if (!filling.lists)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        stories[i].value_changed_at = stories[i].created_at;
    int error = query_together(reader, series, sizeof series / sizeof *series, &filling);
    for (uint32_t i = 0; i < count && !error; i++)
        error = fill_articles(arena, &filling.lists[i], &stories[i]);
    return error;
}

static int read_story(struct query *query, struct arena *arena, struct stored_story *story) {
    *story = (struct stored_story){
        .number = query_column_integer(query, 0),
        .created_at = query_column_integer(query, 2),
        .changed_at = query_column_integer(query, 3),
    };
    int error = query_column(query, arena, 4, &story->title); /* an editor's, if any */
    if (error)
        return error;
    return storage_id_parse(query_column_borrow(query, 1), &story->id) ? 0 : ERR_FAILED;
}

static int list_stories(struct connection *reader, struct arena *arena, int64_t before,
                        uint32_t limit, struct story_list *list) {
    QUERY(query, reader, SQL_STORY_LIST);
    query_integer(&query, before ? before : INT64_MAX);
    query_integer(&query, (int64_t)limit + 1); /* one more tells whether a page follows */
    int row;
    while ((row = query_row(&query)) == 1) {
        if (list->count == limit) {
            list->next = list->at[list->count - 1].number;
            return 0;
        }
        struct stored_story story;
        int error = read_story(&query, arena, &story);
        if (error)
            return error;
        if (!list_push(arena, list, story))
            return ERR_NO_MEMORY;
    }
    return row;
}

int storage_story_list(struct storage *storage, struct arena *arena, int64_t before, uint32_t limit,
                       struct story_list *ret_list) {
    assert(limit >= 1 && limit <= STORAGE_PAGE_MAX);
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct story_list list = {0};
    error = reader_begin(reader);
    if (!error) {
        error = list_stories(reader, arena, before, limit, &list);
        if (!error)
            error = fill_stories(reader, arena, list.at, list.count);
        reader_end(reader);
    }
    reader_return(storage, reader);
    if (!error)
        *ret_list = list;
    return error;
}

static int get_story(struct connection *reader, struct arena *arena, const struct storage_id *id,
                     struct stored_story *story) {
    QUERY(query, reader, SQL_STORY_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    int error = read_story(&query, arena, story);
    return error ? error : fill_stories(reader, arena, story, 1);
}

int storage_story_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                      struct stored_story *ret_story) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct stored_story story = {0};
    error = reader_begin(reader);
    if (!error) {
        error = get_story(reader, arena, id, &story);
        reader_end(reader);
    }
    reader_return(storage, reader);
    if (!error)
        *ret_story = story;
    return error;
}
