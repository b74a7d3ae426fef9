/* Searching claims, quotations and numbers: the articles are walked as scan.h says, and of each one
 * the rows that fit are taken. */
#include "base/error.h"
#include "storage/scan.h"
#include "storage/search.h"
#include "storage/store.h"

#include <assert.h>
#include <math.h>

enum { ARTICLES_FIRST = 6 /* whose rows may well fill a page */ };

struct row_search {
    struct connection *reader;
    struct arena *arena;
    const struct row_filter *filter;
    enum statement rows;
    void (*bind)(struct query *query, const struct row_filter *filter);
    int (*push)(struct row_search *search, struct query *query, uint32_t ordinal);
    const struct scanned *scanned; /* what is looked at */
    struct row_article *articles;  /* those of them that fit */
    uint32_t article_count;
    struct row_article article; /* the one whose rows are taken */
    bool full;
    void *list;
    uint32_t count;
    int64_t full_article; /* where the page became full; 0 before */
    int64_t full_ordinal;
};

/* ---- which articles -------------------------------------------------------------------------- */

static bool has_range(const struct row_filter *filter) {
    return !isnan(filter->value_from) || !isnan(filter->value_to);
}

/* The rarest thing first. */
static struct scan choose_scan(const struct row_filter *filter) {
    const struct {
        enum statement driver;
        struct slice key;
    } drivers[] = {
        {SQL_SCAN_ARTICLE, scan_id(&filter->article)},
        {SQL_SCAN_STORY, scan_id(&filter->story)},
        {SQL_SCAN_ENTITY, filter->entity},
        {SQL_SCAN_SPEAKER, filter->speaker},
        {SQL_SCAN_UNIT, filter->unit},
        {SQL_SCAN_SOURCE, filter->source},
    };
    struct scan scan = {.driver = SQL_SCAN_NEWEST,
                        .first = ARTICLES_FIRST,
                        .from = filter->after_article,
                        .value_from = filter->value_from,
                        .value_to = filter->value_to};
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
        if (!drivers[i].key.at)
            continue;
        scan.driver = drivers[i].driver;
        scan.key = drivers[i].key;
        break;
    }
    return scan;
}

static int read_row_article(struct query *query, struct arena *arena, struct row_article *article) {
    if (!storage_id_parse(query_column_borrow(query, 0), &article->id) ||
        !storage_id_parse(query_column_borrow(query, 1), &article->story))
        return ERR_FAILED;
    int error = query_column(query, arena, 2, &article->source);
    return error ? error : query_column(query, arena, 3, &article->published_at);
}

static void bind_judge(void *context, struct query *query, uint32_t i) {
    struct row_search *search = context;
    const struct row_filter *filter = search->filter;
    const struct scan_terms terms = {
        .old_versions = filter->article.hex[0] != '\0',
        .story = scan_id(&filter->story),
        .source = filter->source,
        .published_from = filter->published_from,
        .published_to = filter->published_to,
        .entity = filter->entity,
    };
    query_integer(query, search->scanned[i].article);
    scan_bind_terms(query, &terms);
}

static int take_judge(void *context, struct query *query, uint32_t i) {
    struct row_search *search = context;
    struct row_article *article = &search->articles[search->article_count++];
    *article = (struct row_article){.number = search->scanned[i].article};
    return read_row_article(query, search->arena, article);
}

/* ---- the rows of those that fit -------------------------------------------------------------- */

static void bind_rows(void *context, struct query *query, uint32_t i) {
    struct row_search *search = context;
    const struct row_filter *filter = search->filter;
    int64_t number = search->articles[i].number;
    query_integer(query, number);
    query_integer(query, number == filter->after_article ? filter->after_ordinal : -1);
    search->bind(query, filter);
}

static int take_row(void *context, struct query *query, uint32_t i) {
    struct row_search *search = context;
    uint32_t ordinal = (uint32_t)query_column_integer(query, 0);
    if (search->count == search->filter->limit) {
        search->full = true;
        return 1;
    }
    search->article = search->articles[i];
    int error = search->push(search, query, ordinal);
    if (error)
        return error;
    search->count++;
    search->full_article = search->article.number;
    search->full_ordinal = ordinal;
    return 0;
}

static int visit(void *context, const struct scanned *articles, uint32_t count) {
    struct row_search *search = context;
    const struct query_series judge = {SQL_SCAN_JUDGE, count, bind_judge, take_judge};
    search->scanned = articles;
    search->article_count = 0;
    search->articles = ARENA_ARRAY(search->arena, struct row_article, count);
    if (!search->articles)
        return ERR_NO_MEMORY;
    int error = query_together(search->reader, &judge, 1, search);
    const struct query_series rows = {search->rows, search->article_count, bind_rows, take_row};
    if (!error)
        error = query_together(search->reader, &rows, 1, search);
    return error ? error : search->full;
}

static int walk(struct row_search *search, struct row_page *ret_page) {
    const struct scan scan = choose_scan(search->filter);
    int64_t last;
    int64_t key;
    int error = scan_run(search->reader, &scan, visit, search, &last, &key);
    if (error)
        return error;
    bool full = search->count == search->filter->limit;
    *ret_page = (struct row_page){0};
    if (last && full) /* behind the last row that is on the page */
        *ret_page = (struct row_page){.next_article = search->full_article,
                                      .next_ordinal = search->full_ordinal};
    else if (last) /* behind the last article that was looked at */
        *ret_page = (struct row_page){.next_article = last, .next_ordinal = INT32_MAX};
    return 0;
}

static int run(struct storage *storage, struct row_search *search, struct row_page *ret_page) {
    assert(search->filter->limit >= 1 && search->filter->limit <= STORAGE_PAGE_MAX);
    int error = reader_borrow(storage, &search->reader);
    if (error)
        return error;
    error = reader_begin(search->reader);
    if (!error) {
        error = walk(search, ret_page);
        reader_end(search->reader);
    }
    reader_return(storage, search->reader);
    return error;
}

static int read_texts(struct query *query, struct arena *arena, int column,
                      struct slice *const *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int error = query_column(query, arena, column + (int)i, texts[i]);
        if (error)
            return error;
    }
    return 0;
}
#define TEXTS(...)                                                                                 \
    (struct slice *const[]){__VA_ARGS__},                                                          \
        sizeof((struct slice *const[]){__VA_ARGS__}) / sizeof(struct slice *)

/* ---- claims ---------------------------------------------------------------------------------- */

static bool asks_numbers(const struct row_filter *filter) {
    return filter->unit.at || has_range(filter);
}

static void bind_claims(struct query *query, const struct row_filter *filter) {
    query_text(query, filter->speaker);
    query_text(query, filter->entity);
    query_integer(query, asks_numbers(filter));
    query_text(query, filter->unit);
    query_number(query, filter->value_from);
    query_number(query, filter->value_to);
    query_text(query, filter->polarity);
    query_text(query, filter->modality);
    query_optional(query, filter->day_from, DAY_NONE);
    query_optional(query, filter->day_to, DAY_NONE);
}

static int push_claim(struct row_search *search, struct query *query, uint32_t ordinal) {
    struct found_claim_list *list = search->list;
    struct found_claim found = {.article = search->article, .ordinal = ordinal};
    struct claim_record *claim = &found.claim;
    claim->start = (uint32_t)query_column_integer(query, 1);
    claim->end = (uint32_t)query_column_integer(query, 2);
    claim->quotation = (uint32_t)query_column_optional(query, 3, UINT32_MAX);
    claim->day_low = (day_number)query_column_optional(query, 4, DAY_NONE);
    claim->day_high = (day_number)query_column_optional(query, 5, DAY_NONE);
    claim->checkworthiness = query_column_number(query, 6, NAN);
    int error = read_texts(query, search->arena, 7,
                           TEXTS(&claim->text, &claim->subject, &claim->predicate, &claim->object,
                                 &claim->polarity, &claim->modality, &found.speaker));
    if (error)
        return error;
    return list_push(search->arena, list, found) ? 0 : ERR_NO_MEMORY;
}

int storage_claim_search(struct storage *storage, struct arena *arena,
                         const struct row_filter *filter, struct found_claim_list *ret_list) {
    struct found_claim_list list = {0};
    struct row_search search = {.arena = arena,
                                .filter = filter,
                                .rows = asks_numbers(filter) ? SQL_SEARCH_CLAIMS_OF_NUMBERS
                                                             : SQL_SEARCH_CLAIMS,
                                .bind = bind_claims,
                                .push = push_claim,
                                .list = &list};
    int error = run(storage, &search, &list.page);
    if (!error)
        *ret_list = list;
    return error;
}

/* ---- quotations ------------------------------------------------------------------------------ */

static void bind_quotations(struct query *query, const struct row_filter *filter) {
    query_text(query, filter->speaker);
    query_text(query, filter->kind);
}

static int push_quotation(struct row_search *search, struct query *query, uint32_t ordinal) {
    struct found_quotation_list *list = search->list;
    struct found_quotation found = {.article = search->article, .ordinal = ordinal};
    struct quotation_record *quotation = &found.quotation;
    quotation->start = (uint32_t)query_column_integer(query, 1);
    quotation->end = (uint32_t)query_column_integer(query, 2);
    quotation->denial = query_column_integer(query, 3) != 0;
    int error = read_texts(query, search->arena, 4,
                           TEXTS(&quotation->kind, &quotation->text, &quotation->speaker,
                                 &quotation->printed, &quotation->cue));
    if (error)
        return error;
    return list_push(search->arena, list, found) ? 0 : ERR_NO_MEMORY;
}

int storage_quotation_search(struct storage *storage, struct arena *arena,
                             const struct row_filter *filter,
                             struct found_quotation_list *ret_list) {
    struct found_quotation_list list = {0};
    struct row_search search = {.arena = arena,
                                .filter = filter,
                                .rows = SQL_SEARCH_QUOTATIONS,
                                .bind = bind_quotations,
                                .push = push_quotation,
                                .list = &list};
    int error = run(storage, &search, &list.page);
    if (!error)
        *ret_list = list;
    return error;
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void bind_quantities(struct query *query, const struct row_filter *filter) {
    query_text(query, filter->unit);
    query_number(query, filter->value_from);
    query_number(query, filter->value_to);
    query_text(query, filter->speaker);
}

static int push_quantity(struct row_search *search, struct query *query, uint32_t ordinal) {
    struct found_quantity_list *list = search->list;
    struct found_quantity found = {.article = search->article, .ordinal = ordinal};
    struct quantity_record *quantity = &found.quantity;
    quantity->start = (uint32_t)query_column_integer(query, 1);
    quantity->end = (uint32_t)query_column_integer(query, 2);
    quantity->claim = (uint32_t)query_column_optional(query, 3, UINT32_MAX);
    quantity->value = query_column_number(query, 4, NAN);
    quantity->low = query_column_number(query, 5, -INFINITY);
    quantity->high = query_column_number(query, 6, INFINITY);
    int error =
        read_texts(query, search->arena, 7,
                   TEXTS(&quantity->text, &quantity->comparator, &quantity->unit, &quantity->of));
    if (error)
        return error;
    return list_push(search->arena, list, found) ? 0 : ERR_NO_MEMORY;
}

int storage_quantity_search(struct storage *storage, struct arena *arena,
                            const struct row_filter *filter, struct found_quantity_list *ret_list) {
    struct found_quantity_list list = {0};
    struct row_search search = {.arena = arena,
                                .filter = filter,
                                .rows = SQL_SEARCH_QUANTITIES,
                                .bind = bind_quantities,
                                .push = push_quantity,
                                .list = &list};
    int error = run(storage, &search, &list.page);
    if (!error)
        *ret_list = list;
    return error;
}
