/* GET /v1/entities: who and what is named, in how many articles. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/row_filter.h"

static const char *const fields[] = {"name", "type", "articles", "mentions", NULL};

static void write_name(struct json_writer *json, const struct found_name *found,
                       const struct chosen_fields *chosen) {
    json_begin_object(json);
    row_text(json, chosen, "name", found->name);
    row_text(json, chosen, "type", found->type);
    if (field_chosen(chosen, "articles"))
        json_member_integer(json, "articles", found->articles);
    if (field_chosen(chosen, "mentions"))
        json_member_integer(json, "mentions", found->mentions);
    json_end_object(json);
}

void entities_list(struct request *request) {
    struct row_filter filter;
    struct chosen_fields chosen;
    if (!row_filter_read(request, fields, &filter, &chosen))
        return;

    struct found_name_list list;
    int error = storage_name_search(request->service->storage, request->arena, &filter, &list);
    if (error) {
        reply_error(request, error, "searching the names");
        return;
    }
    struct json_writer json;
    page_begin(request, &json, "entities");
    for (uint32_t i = 0; i < list.count; i++)
        write_name(&json, &list.at[i], &chosen);
    row_page_finish(request, &json, &list.page);
}
