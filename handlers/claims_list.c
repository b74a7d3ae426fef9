/* GET /v1/claims: what was claimed, by whom, about whom, with which numbers, of which days. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/row_filter.h"

static const char *const fields[] = {
    ROW_ARTICLE_FIELDS, "claim",           "start",    "end",      "text",    "subject",
    "predicate",        "object",          "polarity", "modality", "speaker", "time_low",
    "time_high",        "checkworthiness", NULL};

static void write_claim(struct json_writer *json, const struct found_claim *found,
                        const struct chosen_fields *chosen) {
    const struct claim_record *claim = &found->claim;
    json_begin_object(json);
    row_article_write(json, &found->article, chosen);
    row_index(json, chosen, "claim", found->ordinal);
    row_index(json, chosen, "start", claim->start);
    row_index(json, chosen, "end", claim->end);
    row_text(json, chosen, "text", claim->text);
    row_text(json, chosen, "subject", claim->subject);
    row_text(json, chosen, "predicate", claim->predicate);
    row_text(json, chosen, "object", claim->object);
    row_text(json, chosen, "polarity", claim->polarity);
    row_text(json, chosen, "modality", claim->modality);
    row_text(json, chosen, "speaker", found->speaker);
    row_day(json, chosen, "time_low", claim->day_low);
    row_day(json, chosen, "time_high", claim->day_high);
    row_number(json, chosen, "checkworthiness", claim->checkworthiness);
    json_end_object(json);
}

void claims_list(struct request *request) {
    struct row_filter filter;
    struct chosen_fields chosen;
    if (!row_filter_read(request, fields, &filter, &chosen))
        return;

    struct found_claim_list list;
    int error = storage_claim_search(request->service->storage, request->arena, &filter, &list);
    if (error) {
        reply_error(request, error, "searching the claims");
        return;
    }
    struct json_writer json;
    page_begin(request, &json, "claims");
    for (uint32_t i = 0; i < list.count; i++)
        write_claim(&json, &list.at[i], &chosen);
    row_page_finish(request, &json, &list.page);
}
