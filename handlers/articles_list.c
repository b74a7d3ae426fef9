/* GET /v1/articles: what is stored, newest arrival first, page by page. */
#include "base/error.h"
#include "handlers/cursor.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

enum { QUERY_LIMIT = 500 /* bytes of q */ };

static int refuse(struct request *request, const char *detail) {
    struct field_error error = {.detail = slice_from_cstr(detail)};
    return list_push(request->arena, &request->errors, error) ? 0 : ERR_NO_MEMORY;
}

static int read_day(struct request *request, const char *name, const char *detail,
                    day_number *ret_day) {
    struct slice text = request_parameter(request, name);
    if (!text.at || date_parse_iso(text, ret_day) == 0)
        return 0;
    return refuse(request, detail);
}

static int read_filter(struct request *request, struct article_filter *filter) {
    *filter = (struct article_filter){
        .query = request_parameter(request, "q"),
        .source = request_parameter(request, "source"),
        .published_from = DAY_NONE,
        .published_to = DAY_NONE,
    };
    int error = 0;
    if (filter->query.length > QUERY_LIMIT)
        error = refuse(request, "parameter q may have 500 bytes");
    if (!error)
        error = read_day(request, "published_from", "parameter published_from must be YYYY-MM-DD",
                         &filter->published_from);
    if (!error)
        error = read_day(request, "published_to", "parameter published_to must be YYYY-MM-DD",
                         &filter->published_to);
    return error;
}

static void answer(struct request *request, const struct article_list *list) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_key(&json, "articles");
    json_begin_array(&json);
    for (uint32_t i = 0; i < list->count; i++) {
        json_begin_object(&json);
        article_summary_write(&json, &list->at[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    int error = cursor_write(request, &json, list->next);
    json_end_object(&json);
    if (error)
        reply_error(request, error, "writing the page");
    else
        reply_json(request, 200);
}

void articles_list(struct request *request) {
    struct article_filter filter;
    int error = read_filter(request, &filter);
    if (error) {
        reply_error(request, error, "reading the parameters");
        return;
    }
    if (!page_read(request, &filter.before, &filter.limit))
        return;

    struct article_list list;
    error = storage_article_list(request->service->storage, request->arena, &filter, &list);
    if (error == ERR_INVALID)
        reply_problem(request, PROBLEM_INVALID_PARAMETERS,
                      "Parameter q needs a word, and may hold %d words and phrases.",
                      STORAGE_QUERY_TERMS_MAX);
    else if (error)
        reply_error(request, error, "listing the articles");
    else
        answer(request, &list);
}
