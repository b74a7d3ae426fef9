/* GET /v1/sources: who articles come from, in alphabetical order. */
#include "base/error.h"
#include "handlers/filter.h"
#include "handlers/handlers.h"
#include "handlers/list_page.h"
#include "handlers/source_json.h"
#include "handlers/stored.h"

static void answer(struct request *request, const struct source_list *list) {
    struct cursor next = {.major = 1};
    struct json_writer json;
    page_begin(request, &json, "sources");
    for (uint32_t i = 0; i < list->count; i++)
        source_write_json(&json, &list->at[i]);
    if (list->more)
        next.text = list->at[list->count - 1].name;
    page_end_keys(request, &json, 0, list->more ? &next : NULL);
}

void sources_list(struct request *request) {
    struct cursor cursor;
    uint32_t limit;
    unsigned index = UINT32_MAX;
    int error = filter_choice(request, "kind", source_kinds, &index);
    if (error) {
        reply_error(request, error, "reading the parameters");
        return;
    }
    if (!page_read_keys(request, &cursor, &limit))
        return;

    struct slice kind = slice_from_cstr(index == UINT32_MAX ? NULL : source_kinds[index]);
    struct source_list list;
    error = storage_source_list(request->service->storage, request->arena, cursor.text, kind, limit,
                                &list);
    if (error)
        reply_error(request, error, "listing the sources");
    else
        answer(request, &list);
}
