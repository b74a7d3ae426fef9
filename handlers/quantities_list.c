/* GET /v1/quantities: how many, of what, who says so. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/row_filter.h"

static const char *const fields[] = {
    ROW_ARTICLE_FIELDS, "quantity", "claim", "start", "end", "text", "value", "low", "high",
    "comparator",       "unit",     "of",    NULL};

static void write_quantity(struct json_writer *json, const struct found_quantity *found,
                           const struct chosen_fields *chosen) {
    const struct quantity_record *quantity = &found->quantity;
    json_begin_object(json);
    row_article_write(json, &found->article, chosen);
    row_index(json, chosen, "quantity", found->ordinal);
    row_index(json, chosen, "claim", quantity->claim);
    row_index(json, chosen, "start", quantity->start);
    row_index(json, chosen, "end", quantity->end);
    row_text(json, chosen, "text", quantity->text);
    row_number(json, chosen, "value", quantity->value);
    row_number(json, chosen, "low", quantity->low);
    row_number(json, chosen, "high", quantity->high);
    row_text(json, chosen, "comparator", quantity->comparator);
    row_text(json, chosen, "unit", quantity->unit);
    row_text(json, chosen, "of", quantity->of);
    json_end_object(json);
}

void quantities_list(struct request *request) {
    struct row_filter filter;
    struct chosen_fields chosen;
    if (!row_filter_read(request, fields, &filter, &chosen))
        return;

    struct found_quantity_list list;
    int error = storage_quantity_search(request->service->storage, request->arena, &filter, &list);
    if (error) {
        reply_error(request, error, "searching the quantities");
        return;
    }
    struct json_writer json;
    page_begin(request, &json, "quantities");
    for (uint32_t i = 0; i < list.count; i++)
        write_quantity(&json, &list.at[i], &chosen);
    row_page_finish(request, &json, &list.page);
}
