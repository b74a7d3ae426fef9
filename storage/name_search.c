/* Who is named, and how often: names in alphabetical order, by the counts that are kept or, of one
 * article, story or source, by counting its newest. */
#include "base/error.h"
#include "storage/scan.h"
#include "storage/search.h"
#include "storage/store.h"

#include <assert.h>

/* A text above all that begin with `prefix`, and so above all names for none. */
static int prefix_end(struct arena *arena, struct slice prefix, struct slice *ret_end) {
    char *end = arena_alloc(arena, prefix.length + 4);
    if (!end)
        return ERR_NO_MEMORY;
    if (prefix.length)
        memcpy(end, prefix.at, prefix.length);
    memcpy(end + prefix.length, "\xf4\x8f\xbf\xbf", 4); /* U+10FFFF: no text begins with it */
    *ret_end = slice_of(end, prefix.length + 4);
    return 0;
}

static int push(struct query *query, struct arena *arena, struct found_name_list *list) {
    struct found_name found = {.articles = query_column_integer(query, 2),
                               .mentions = query_column_integer(query, 3)};
    int error = query_column(query, arena, 0, &found.name);
    if (!error)
        error = query_column(query, arena, 1, &found.type);
    if (error)
        return error;
    return list_push(arena, list, found) ? 0 : ERR_NO_MEMORY;
}

static int search(struct connection *reader, struct arena *arena, const struct row_filter *filter,
                  struct found_name_list *list) {
    struct slice end;
    int error = prefix_end(arena, filter->name, &end);
    if (error)
        return error;
    bool article = filter->article.hex[0] != '\0';
    bool some = article || filter->story.hex[0] || filter->source.at;
    enum statement all = filter->type.at ? SQL_NAMES_OF_TYPE : SQL_NAMES_OF_ALL;
    QUERY(query, reader, some ? SQL_NAMES_OF_SOME : all);
    /* One lower bound: SQLite takes the first of two, and would read the names before the prefix.
     */
    struct slice begin = filter->name.at ? filter->name : SLICE("");
    query_text(&query, filter->after_name.at ? filter->after_name : SLICE(""));
    query_text(&query, filter->after_name.at ? filter->after_name : begin);
    query_text(&query, end);
    query_text(&query, filter->type);
    query_integer(&query, (int64_t)filter->limit + 1); /* one more tells whether a page follows */
    if (some) {
        query_text(&query, scan_id(&filter->article));
        query_text(&query, scan_id(&filter->story));
        query_text(&query, filter->source);
        query_integer(&query, STORAGE_SCAN_MAX);
    }
    int row;
    while ((row = query_row(&query)) == 1) {
        if (list->count == filter->limit) {
            assert(list->at); /* the limit is 1 at least */
            list->page.next_name = list->at[list->count - 1].name;
            return 0;
        }
        error = push(&query, arena, list);
        if (error)
            return error;
    }
    return row;
}

int storage_name_search(struct storage *storage, struct arena *arena,
                        const struct row_filter *filter, struct found_name_list *ret_list) {
    assert(filter->limit >= 1 && filter->limit <= STORAGE_PAGE_MAX);
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct found_name_list list = {0};
    error = search(reader, arena, filter, &list);
    reader_return(storage, reader);
    if (!error)
        *ret_list = list;
    return error;
}
