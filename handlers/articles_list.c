/* GET /v1/articles: what is stored, page by page, searched and filtered. */
#include "base/error.h"
#include "handlers/filter.h"
#include "handlers/handlers.h"
#include "handlers/highlight.h"
#include "handlers/list_page.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

enum { QUERY_LIMIT = 500, SOURCE_LIMIT = 500 /* bytes */ };

struct listing {
    struct article_filter filter;
    struct chosen_fields chosen;
};

static const char *const sorts[] = {
    [ARTICLE_NEWEST] = "-stored_at",
    [ARTICLE_OLDEST] = "stored_at",
    [ARTICLE_PUBLISHED_LAST] = "-published_at",
    [ARTICLE_PUBLISHED_FIRST] = "published_at",
    NULL,
};
static const char *const properties[] = {"conflict", NULL};
static const char *const versions[] = {"latest", "all", NULL};

static int read_listing(struct request *request, struct listing *listing) {
    struct article_filter *filter = &listing->filter;
    unsigned sort = ARTICLE_NEWEST;
    unsigned version = 0;
    unsigned property = UINT32_MAX;
    *listing = (struct listing){.filter = {.published_from = DAY_NONE, .published_to = DAY_NONE}};
    int error = filter_text(request, "q", QUERY_LIMIT, &filter->query);
    if (!error)
        error = filter_text(request, "source", SOURCE_LIMIT, &filter->source);
    if (!error)
        error = filter_id(request, "story", &filter->story);
    if (!error)
        error = filter_day(request, "published_from", &filter->published_from);
    if (!error)
        error = filter_day(request, "published_to", &filter->published_to);
    if (!error)
        error = filter_choice(request, "sort", sorts, &sort);
    if (!error)
        error = filter_choice(request, "versions", versions, &version);
    if (!error)
        error = filter_choice(request, "has", properties, &property);
    if (!error)
        error = chosen_fields_read(request, article_summary_fields, &listing->chosen);
    filter->sort = (enum article_sort)sort;
    filter->old_versions = version == 1;
    filter->conflict = property == 0;
    return error;
}

static int write_highlight(struct request *request, struct json_writer *json,
                           const struct article_summary *summary) {
    json_key(json, "highlight");
    json_begin_object(json);
    json_key(json, "title");
    int error = highlight_write(json, request->arena, summary->title_marks);
    json_key(json, "text");
    if (!error)
        error = highlight_write(json, request->arena, summary->excerpt);
    json_end_object(json);
    return error;
}

static int write_article(struct request *request, struct json_writer *json,
                         const struct listing *listing, const struct article_summary *summary) {
    int error = 0;
    json_begin_object(json);
    article_summary_write(json, summary, &listing->chosen);
    if (listing->filter.query.at && field_chosen(&listing->chosen, "highlight"))
        error = write_highlight(request, json, summary);
    json_end_object(json);
    return error;
}

static void answer(struct request *request, const struct listing *listing,
                   const struct article_list *list) {
    const struct cursor next = {.major = list->next, .minor = list->next_key};
    struct json_writer json;
    int error = 0;
    page_begin(request, &json, "articles");
    for (uint32_t i = 0; i < list->count && !error; i++)
        error = write_article(request, &json, listing, &list->at[i]);
    page_end_keys(request, &json, error, list->next ? &next : NULL);
}

void articles_list(struct request *request) {
    struct listing listing;
    struct cursor cursor;
    struct article_filter *filter = &listing.filter;
    int error = read_listing(request, &listing);
    if (error) {
        reply_error(request, error, "reading the parameters");
        return;
    }
    if (!page_read_keys(request, &cursor, &filter->limit))
        return;
    if (filter->query.at && filter->sort != ARTICLE_NEWEST) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS,
                      "What q finds comes newest first: leave sort out.");
        return;
    }

    filter->before = cursor.major;
    filter->before_key = cursor.minor;
    struct article_list list;
    error = storage_article_list(request->service->storage, request->arena, filter, &list);
    if (error == ERR_INVALID)
        reply_problem(request, PROBLEM_INVALID_PARAMETERS,
                      "Parameter q needs a word, and may hold %d words and phrases.",
                      STORAGE_QUERY_TERMS_MAX);
    else if (error)
        reply_error(request, error, "listing the articles");
    else
        answer(request, &listing, &list);
}
