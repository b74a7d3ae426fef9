/* Reading notices. */
#include "base/error.h"
#include "storage/store.h"

#include <assert.h>

static void take_id(struct query *query, int column, struct storage_id *ret_id) {
    if (!storage_id_parse(query_column_borrow(query, column), ret_id))
        ret_id->hex[0] = '\0'; /* there is none */
}

static uint32_t take_claim(struct query *query, int column) {
    int64_t claim = query_column_integer(query, column);
    return claim < 0 || claim > UINT32_MAX ? UINT32_MAX : (uint32_t)claim;
}

static int read_notice(struct query *query, struct arena *arena, struct stored_notice *notice) {
    notice->number = query_column_integer(query, 0);
    notice->at = query_column_integer(query, 1);
    notice->until = query_column_integer(query, 2);
    int error = query_column(query, arena, 3, &notice->kind);
    take_id(query, 4, &notice->alignment);
    take_id(query, 5, &notice->article);
    take_id(query, 6, &notice->other);
    notice->claim = take_claim(query, 7);
    notice->other_claim = take_claim(query, 8);
    if (!error)
        error = query_column(query, arena, 9, &notice->relation);
    if (!error)
        error = query_column(query, arena, 10, &notice->topic);
    return error ? error : query_column(query, arena, 11, &notice->detail);
}

static int read_notices(struct connection *reader, struct arena *arena, int64_t story,
                        struct slice kind, bool standing, int64_t before, uint32_t limit,
                        struct notice_list *list) {
    QUERY(query, reader, SQL_NOTICE_LIST);
    query_integer(&query, story);
    query_integer(&query, before ? before : INT64_MAX);
    query_text(&query, kind);
    query_integer(&query, standing);
    query_integer(&query, (int64_t)limit + 1); /* one more tells whether a page follows */
    int row;
    while ((row = query_row(&query)) == 1) {
        if (list->count == limit) {
            list->next = list->at[list->count - 1].number;
            return 0;
        }
        struct stored_notice notice = {0};
        int error = read_notice(&query, arena, &notice);
        if (error)
            return error;
        if (!list_push(arena, list, notice))
            return ERR_NO_MEMORY;
    }
    return row;
}

static int find_story(struct connection *reader, const struct storage_id *id, int64_t *ret_story) {
    QUERY(query, reader, SQL_STORY_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    *ret_story = query_column_integer(&query, 0);
    return 0;
}

int storage_notice_list(struct storage *storage, struct arena *arena,
                        const struct storage_id *story, struct slice kind, bool standing,
                        int64_t before, uint32_t limit, struct notice_list *ret_list) {
    assert(limit >= 1 && limit <= STORAGE_PAGE_MAX);
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct notice_list list = {0};
    int64_t number;
    error = reader_begin(reader);
    if (!error) {
        error = find_story(reader, story, &number);
        if (!error)
            error = read_notices(reader, arena, number, kind, standing, before, limit, &list);
        reader_end(reader);
    }
    reader_return(storage, reader);
    if (!error)
        *ret_list = list;
    return error;
}
