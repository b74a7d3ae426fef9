/* GET /v1/sources: who articles come from, in alphabetical order. */
#include "base/error.h"
#include "handlers/cursor.h"
#include "handlers/filter.h"
#include "handlers/handlers.h"
#include "handlers/source_json.h"
#include "handlers/stored.h"

static void answer(struct request *request, const struct source_list *list) {
    struct cursor next = {.major = 1};
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_key(&json, "sources");
    json_begin_array(&json);
    for (uint32_t i = 0; i < list->count; i++)
        source_write_json(&json, &list->at[i]);
    json_end_array(&json);
    if (list->more)
        next.text = list->at[list->count - 1].name;
    int error = cursor_write_keys(request, &json, list->more ? &next : NULL);
    json_end_object(&json);
    if (error)
        reply_error(request, error, "writing the page");
    else
        reply_json(request, 200);
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
