/* Reading articles: one, its claims, pages of many. */
#include "base/error.h"
#include "storage/full_text.h"
#include "storage/packed.h"
#include "storage/scan.h"
#include "storage/store.h"

#include <assert.h>
#include <stdio.h>

enum { COLUMN_TEXT = 17, COLUMN_INPUT, COLUMN_ANALYSIS };

static void read_id(struct query *query, int column, struct storage_id *ret_id) {
    bool valid = storage_id_parse(query_column_borrow(query, column), ret_id);
    if (!valid)
        ret_id->hex[0] = '\0'; /* a damaged row: no id matches it */
}

static int read_summary(struct query *query, struct arena *arena, struct article_summary *summary) {
    struct slice *const texts[] = {&summary->title,  &summary->byline,   &summary->source,
                                   &summary->url,    &summary->language, &summary->published_at,
                                   &summary->engine, &summary->outlet,   &summary->correction};
    summary->number = query_column_integer(query, 0);
    read_id(query, 1, &summary->id);
    read_id(query, 2, &summary->story);
    int column = 3;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++, column++) {
        int error = query_column(query, arena, column, texts[i]);
        if (error)
            return error;
    }
    summary->stored_at = query_column_integer(query, column++);
    summary->claim_count = (uint32_t)query_column_integer(query, column++);
    summary->version = (uint32_t)query_column_integer(query, column++);
    summary->retain_until = query_column_integer(query, column++);
    read_id(query, column++, &summary->latest);
    assert(column == COLUMN_TEXT);
    return 0;
}

/* ---- one article ---------------------------------------------------------------------------- */

static int read_packed(struct query *query, struct arena *arena, int column,
                       struct slice *ret_bytes) {
    int error = packed_open_with(&query->connection->unpacker, arena,
                                 query_column_borrow(query, column), ret_bytes);
    return error == ERR_INVALID ? ERR_FAILED : error; /* our own bytes: not the client's fault */
}

static int read_article(struct connection *reader, struct arena *arena, const struct storage_id *id,
                        unsigned parts, struct stored_article *article) {
    QUERY(query, reader, SQL_ARTICLE_GET);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;

    int error = read_summary(&query, arena, &article->summary);
    if (!error && (parts & ARTICLE_TEXT))
        error = query_column(&query, arena, COLUMN_TEXT, &article->text);
    if (!error && (parts & ARTICLE_INPUT))
        error = read_packed(&query, arena, COLUMN_INPUT, &article->input);
    if (!error && (parts & ARTICLE_ANALYSIS))
        error = read_packed(&query, arena, COLUMN_ANALYSIS, &article->analysis);
    return error;
}

int storage_article_get(struct storage *storage, struct arena *arena, const struct storage_id *id,
                        unsigned parts, struct stored_article *ret_article) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct stored_article article = {0};
    error = read_article(reader, arena, id, parts, &article);
    reader_return(storage, reader);
    if (!error)
        *ret_article = article;
    return error;
}

/* ---- its claims ----------------------------------------------------------------------------- */

static int read_claim(struct query *query, struct arena *arena, struct claim_record *claim) {
    struct slice *const texts[] = {&claim->text,   &claim->subject,  &claim->predicate,
                                   &claim->object, &claim->polarity, &claim->modality};
    claim->start = (uint32_t)query_column_integer(query, 0);
    claim->end = (uint32_t)query_column_integer(query, 1);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int error = query_column(query, arena, 2 + (int)i, texts[i]);
        if (error)
            return error;
    }
    return 0;
}

static int read_claims(struct connection *reader, struct arena *arena, int64_t article,
                       struct claim_record_list *list) {
    QUERY(query, reader, SQL_CLAIM_LIST);
    query_integer(&query, article);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct claim_record claim;
        int error = read_claim(&query, arena, &claim);
        if (error)
            return error;
        if (!list_push(arena, list, claim))
            return ERR_NO_MEMORY;
    }
    return row;
}

static int find_claims(struct connection *reader, struct arena *arena, const struct storage_id *id,
                       struct claim_record_list *list) {
    int64_t article;
    {
        QUERY(query, reader, SQL_ARTICLE_FIND);
        query_text(&query, slice_from_cstr(id->hex));
        int row = query_row(&query);
        if (row != 1)
            return row ? row : ERR_NOT_FOUND;
        article = query_column_integer(&query, 0);
    }
    return read_claims(reader, arena, article, list);
}

int storage_article_claims(struct storage *storage, struct arena *arena,
                           const struct storage_id *id, struct claim_record_list *ret_claims) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct claim_record_list list = {0};
    error = reader_begin(reader);
    if (!error) {
        error = find_claims(reader, arena, id, &list);
        reader_end(reader);
    }
    reader_return(storage, reader);
    if (!error)
        *ret_claims = list;
    return error;
}

/* ---- versions ------------------------------------------------------------------------------- */

static int list_versions(struct connection *reader, struct arena *arena,
                         const struct storage_id *id, uint32_t before, uint32_t limit,
                         struct article_list *list) {
    QUERY(query, reader, SQL_ARTICLE_VERSIONS);
    query_text(&query, slice_from_cstr(id->hex));
    query_integer(&query, before ? before : UINT32_MAX);
    query_integer(&query, (int64_t)limit + 1); /* one more tells whether a page follows */
    int row;
    while ((row = query_row(&query)) == 1) {
        struct article_summary summary = {0};
        if (list->count == limit) {
            list->next = list->at[list->count - 1].version;
            return 0;
        }
        int error = read_summary(&query, arena, &summary);
        if (error)
            return error;
        if (!list_push(arena, list, summary))
            return ERR_NO_MEMORY;
    }
    if (row == 0 && list->count == 0 && !before)
        return ERR_NOT_FOUND;
    return row;
}

int storage_article_versions(struct storage *storage, struct arena *arena,
                             const struct storage_id *id, uint32_t before, uint32_t limit,
                             struct article_list *ret_list) {
    assert(limit >= 1 && limit <= STORAGE_PAGE_MAX);
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    struct article_list list = {0};
    error = list_versions(reader, arena, id, before, limit, &list);
    reader_return(storage, reader);
    if (!error)
        *ret_list = list;
    return error;
}

static int find_version(struct connection *reader, const struct storage_id *id, uint32_t version,
                        struct storage_id *ret_id) {
    QUERY(query, reader, SQL_ARTICLE_OF_VERSION);
    query_text(&query, slice_from_cstr(id->hex));
    query_integer(&query, version);
    int row = query_row(&query);
    if (row == 1)
        read_id(&query, 0, ret_id);
    return row == 1 ? 0 : row ? row : ERR_NOT_FOUND;
}

int storage_article_version(struct storage *storage, const struct storage_id *id, uint32_t version,
                            struct storage_id *ret_id) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;
    error = find_version(reader, id, version, ret_id);
    reader_return(storage, reader);
    return error;
}

/* ---- pages ---------------------------------------------------------------------------------- */

struct listing {
    struct connection *reader;
    struct arena *arena;
    const struct article_filter *filter;
    struct slice match; /* of a query, as the engine reads it */
    struct article_list list;
    int64_t last_key; /* of the last article on the page */
    const struct scanned *scanned;
    bool full;
};

/* The numbers of the articles on the page, as a JSON array. */
static int write_numbers(struct listing *listing, struct slice *ret_numbers) {
    enum { NUMBER_MAX = 22 };
    const struct article_list *list = &listing->list;
    char *text = arena_alloc(listing->arena, (size_t)list->count * NUMBER_MAX + 3);
    if (!text)
        return ERR_NO_MEMORY;
    size_t length = 0;
    text[length++] = '[';
    for (uint32_t i = 0; i < list->count; i++)
        length += (size_t)snprintf(text + length, NUMBER_MAX, "%s%lld", i ? "," : "",
                                   (long long)list->at[i].number);
    text[length++] = ']';
    *ret_numbers = slice_of(text, length);
    return 0;
}

/* What was found in the articles on the page: the words are looked up once for all of them, for a
 * prefix of many words costs milliseconds. Both are in order of arrival, the newest first. */
static int read_marks(struct listing *listing) {
    struct article_list *list = &listing->list;
    struct slice numbers;
    int error = list->count ? write_numbers(listing, &numbers) : 0;
    if (error || !list->count)
        return error;
    QUERY(query, listing->reader, SQL_ARTICLE_MARKS);
    query_text(&query, listing->match);
    query_integer(&query, list->at[0].number);
    query_integer(&query, list->at[list->count - 1].number);
    query_text(&query, numbers);
    int row = 0;
    for (uint32_t i = 0; i < list->count && (row = query_row(&query)) == 1;) {
        if (query_column_integer(&query, 0) != list->at[i].number)
            continue; /* found, but not what else was asked for */
        error = full_text_marks(&query, listing->arena, listing->filter->query,
                                &list->at[i].title_marks, &list->at[i].excerpt);
        if (error)
            return error;
        i++;
    }
    return row < 0 ? row : 0;
}

static void bind_article(void *context, struct query *query, uint32_t i) {
    struct listing *listing = context;
    const struct article_filter *filter = listing->filter;
    const struct scan_terms terms = {
        .old_versions = filter->old_versions,
        .story = scan_id(&filter->story),
        .source = filter->source,
        .published_from = filter->published_from,
        .published_to = filter->published_to,
    };
    query_integer(query, listing->scanned[i].article);
    scan_bind_terms(query, &terms);
    query_integer(query, filter->conflict);
}

static int take_article(void *context, struct query *query, uint32_t i) {
    struct listing *listing = context;
    struct article_summary summary = {0};
    if (listing->list.count == listing->filter->limit) {
        listing->full = true; /* one more: a page follows */
        return 1;
    }
    int error = read_summary(query, listing->arena, &summary);
    if (error)
        return error;
    if (!list_push(listing->arena, &listing->list, summary))
        return ERR_NO_MEMORY;
    listing->last_key = listing->scanned[i].key;
    return 0;
}

static int list_scanned(void *context, const struct scanned *articles, uint32_t count) {
    struct listing *listing = context;
    const struct query_series rows = {SQL_ARTICLE_ROW, count, bind_article, take_article};
    listing->scanned = articles;
    int error = query_together(listing->reader, &rows, 1, listing);
    return error ? error : listing->full;
}

static struct scan choose_scan(const struct listing *listing) {
    static const enum statement orders[] = {
        [ARTICLE_NEWEST] = SQL_SCAN_NEWEST,
        [ARTICLE_OLDEST] = SQL_SCAN_OLDEST,
        [ARTICLE_PUBLISHED_LAST] = SQL_SCAN_PUBLISHED_LAST,
        [ARTICLE_PUBLISHED_FIRST] = SQL_SCAN_PUBLISHED_FIRST,
    };
    const struct article_filter *filter = listing->filter;
    struct scan scan = {.driver = orders[filter->sort],
                        .first = filter->limit + 1,
                        .from = filter->before,
                        .from_key = filter->before_key,
                        .from_excluded = filter->before != 0};
    if (filter->sort != ARTICLE_NEWEST)
        return scan;
    if (listing->match.at) {
        scan.driver = SQL_SCAN_QUERY;
        scan.key = listing->match;
    } else if (filter->story.hex[0]) {
        scan.driver = SQL_SCAN_STORY;
        scan.key = scan_id(&filter->story);
    } else if (filter->source.at) {
        scan.driver = SQL_SCAN_SOURCE;
        scan.key = filter->source;
    }
    return scan;
}

static int list_articles(struct listing *listing) {
    const struct article_filter *filter = listing->filter;
    if (filter->query.at) {
        int error =
            full_text_query(listing->reader, listing->arena, filter->query, &listing->match);
        if (error)
            return error;
    }
    struct article_list *list = &listing->list;
    const struct scan scan = choose_scan(listing);
    int error =
        scan_run(listing->reader, &scan, list_scanned, listing, &list->next, &list->next_key);
    if (!error && list->next && list->count == filter->limit) {
        list->next = list->at[list->count - 1].number;
        list->next_key = listing->last_key;
    }
    return error || !listing->match.at ? error : read_marks(listing);
}

int storage_article_list(struct storage *storage, struct arena *arena,
                         const struct article_filter *filter, struct article_list *ret_list) {
    assert(filter->limit >= 1 && filter->limit <= STORAGE_PAGE_MAX);
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct listing listing = {.reader = reader, .arena = arena, .filter = filter};
    error = reader_begin(reader);
    if (!error) {
        error = list_articles(&listing);
        reader_end(reader);
    }
    reader_return(storage, reader);
    if (!error)
        *ret_list = listing.list;
    return error;
}
