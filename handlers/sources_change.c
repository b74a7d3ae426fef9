/* PUT and PATCH /v1/sources/{source}: what a source is, whom it belongs to, and its other names.
 * PUT makes the record where there is none and sets all of it; PATCH changes what is given. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/source_json.h"
#include "handlers/writing.h"

struct body {
    struct slice name;
    struct slice kind;
    struct slice group;
};

static const char *check_name(struct slice value) {
    if (value.length == 0)
        return "must not be empty";
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.at[i] < ' ' || value.at[i] == 0x7F)
            return "must not hold control characters";
    return NULL;
}

static const char *check_kind(struct slice value) {
    for (size_t i = 0; source_kinds[i]; i++)
        if (slice_equal(value, slice_from_cstr(source_kinds[i])))
            return NULL;
    return "must be wire, outlet, official or own";
}

static const struct field fields[] = {
    {"name", offsetof(struct body, name), SOURCE_NAME_LIMIT, check_name},
    {"kind", offsetof(struct body, kind), 20, check_kind},
    {"group", offsetof(struct body, group), SOURCE_NAME_LIMIT, check_name},
};
enum { FIELDS = sizeof fields / sizeof *fields };

/* ---- the body -------------------------------------------------------------------------------- */

static int read_alias(struct request *request, const json_t *value, size_t index,
                      struct slice *ret_alias) {
    const char *fault = "must be a string";
    if (json_is_string(value)) {
        struct slice text = slice_of(json_string_value(value), json_string_length(value));
        fault =
            text.length > SOURCE_NAME_LIMIT ? "is longer than this field may be" : check_name(text);
        if (!fault)
            return arena_copy(request->arena, text, ret_alias);
    }
    return field_error_add(request->arena, &request->errors, fault, "/aliases/%zu", index);
}

static int read_aliases(struct request *request, const json_t *value,
                        struct source_change *change) {
    size_t count = json_array_size(value);
    if (!json_is_array(value) || count > SOURCE_ALIASES_MAX)
        return field_error_add(request->arena, &request->errors,
                               "must be an array of at most 50 names", "/aliases");
    struct slice *aliases = ARENA_ARRAY(request->arena, struct slice, count + 1);
    int error = aliases ? 0 : ERR_NO_MEMORY;
    for (size_t i = 0; i < count && !error; i++)
        error = read_alias(request, json_array_get(value, i), i, &aliases[i]);
    change->aliases = aliases;
    change->alias_count = (uint32_t)count;
    return error;
}

/* The array is read apart: the table of fields knows strings. */
static int read_members(struct request *request, json_t *root, bool whole,
                        struct source_change *change) {
    static const struct slice none;
    struct body body = {0};
    const json_t *aliases = json_is_object(root) ? json_object_get(root, "aliases") : NULL;
    int error = aliases && !json_is_null(aliases) ? read_aliases(request, aliases, change) : 0;
    change->set_family = whole || (json_is_object(root) && json_object_get(root, "group"));
    if (json_is_object(root))
        (void)json_object_del(root, "aliases"); /* read above; not there is fine */
    if (!error)
        error = fields_read(request->arena, root, "", fields, FIELDS, &body, &request->errors);
    change->name = body.name;
    change->kind = whole && !body.kind.at ? SLICE("outlet") : body.kind;
    change->family = body.group;
    if (whole && !change->aliases)
        change->aliases = &none;
    return error;
}

static bool read_body(struct request *request, bool whole, struct source_change *change) {
    json_t *root = request_json(request);
    if (!root)
        return false;
    int error = read_members(request, root, whole, change);
    json_decref(root);
    const char *fault = check_name(request->path_ids[0]);
    if (!error && (fault || request->path_ids[0].length > SOURCE_NAME_LIMIT))
        error = ERR_NOT_FOUND; /* no source has such a name */
    if (error)
        reply_error(request, error, "reading the source");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The source cannot be taken; see errors.");
    return !error && !request->errors.count;
}

/* ---- the deed -------------------------------------------------------------------------------- */

static void finish(struct request *request) {
    const struct source_change *change = request->state;
    struct slice name = change->name.at ? change->name : change->key;
    if (change->write.error == ERR_INVALID)
        reply_problem(request, PROBLEM_CONFLICT, "One of the names is an alias of another source.");
    else if (change->write.error)
        reply_error(request, change->write.error, "changing the source");
    else
        source_answer(request, change->created ? 201 : 200, name);
}

static void change_source(struct request *request, bool whole) {
    struct source_change *change = ARENA_NEW(request->arena, struct source_change);
    if (!change) {
        reply_error(request, ERR_NO_MEMORY, "changing the source");
        return;
    }
    if (!read_body(request, whole, change))
        return;
    change->key = request->path_ids[0];
    change->create = whole;
    request->state = change;
    writing_begin(request, &change->write, finish);
    writing_queued(request, &change->write,
                   storage_source_change(request->service->storage, change));
}

void sources_put(struct request *request) {
    change_source(request, true);
}

void sources_patch(struct request *request) {
    change_source(request, false);
}
