#include "handlers/source_json.h"

#include "handlers/stored_json.h"

const char *const source_kinds[] = {"wire", "outlet", "official", "own", NULL};

void source_write_json(struct json_writer *json, const struct stored_source *source) {
    json_begin_object(json);
    json_member_string(json, "name", source->name);
    json_member_string(json, "kind", source->kind);
    json_member_string(json, "group", source->family);
    json_key(json, "aliases");
    json_begin_array(json);
    for (uint32_t i = 0; i < source->alias_count; i++)
        json_put_string(json, source->aliases[i]);
    json_end_array(json);
    json_member_instant(json, "changed_at", source->changed_at);
    json_end_object(json);
}

void source_answer(struct request *request, int status, struct slice name) {
    struct stored_source source;
    int error = storage_source_get(request->service->storage, request->arena, name, &source);
    if (error) {
        reply_error(request, error, "reading the source");
        return;
    }
    struct json_writer json;
    buffer_clear(&request->out);
    json_init(&json, &request->out);
    source_write_json(&json, &source);
    reply_json(request, status);
}
