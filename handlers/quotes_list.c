/* GET /v1/quotes: who said what, in which words. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/row_filter.h"

static const char *const fields[] = {
    ROW_ARTICLE_FIELDS, "quote", "kind", "speaker", "printed", "cue", "start", "end", "text",
    "denial",           NULL};

static void write_quote(struct json_writer *json, const struct found_quotation *found,
                        const struct chosen_fields *chosen) {
    const struct quotation_record *quotation = &found->quotation;
    json_begin_object(json);
    row_article_write(json, &found->article, chosen);
    row_index(json, chosen, "quote", found->ordinal);
    row_text(json, chosen, "kind", quotation->kind);
    row_text(json, chosen, "speaker", quotation->speaker);
    row_text(json, chosen, "printed", quotation->printed);
    row_text(json, chosen, "cue", quotation->cue);
    row_index(json, chosen, "start", quotation->start);
    row_index(json, chosen, "end", quotation->end);
    row_text(json, chosen, "text", quotation->text);
    if (field_chosen(chosen, "denial"))
        json_member_bool(json, "denial", quotation->denial);
    json_end_object(json);
}

void quotes_list(struct request *request) {
    struct row_filter filter;
    struct chosen_fields chosen;
    if (!row_filter_read(request, fields, &filter, &chosen))
        return;

    struct found_quotation_list list;
    int error = storage_quotation_search(request->service->storage, request->arena, &filter, &list);
    if (error) {
        reply_error(request, error, "searching the quotations");
        return;
    }
    struct json_writer json;
    page_begin(request, &json, "quotes");
    for (uint32_t i = 0; i < list.count; i++)
        write_quote(&json, &list.at[i], &chosen);
    row_page_finish(request, &json, &list.page);
}
