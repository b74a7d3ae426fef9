#include "handlers/field.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

enum { POINTER_MAX = 256 };

/* '~' and '/' have escapes in a JSON pointer. */
static struct slice pointer_escape(struct slice name, char *out, size_t size) {
    size_t length = 0;
    for (size_t i = 0; i < name.length && length + 2 < size; i++) {
        char c = name.at[i];
        if (c == '~' || c == '/') {
            out[length++] = '~';
            out[length++] = c == '~' ? '0' : '1';
        } else {
            out[length++] = c;
        }
    }
    return slice_of(out, length);
}

static int error_push(struct arena *arena, struct field_error_list *errors, const char *detail,
                      struct slice pointer) {
    struct field_error error = {.detail = slice_from_cstr(detail)};
    if (pointer.at) {
        int result = arena_copy(arena, pointer, &error.pointer);
        if (result < 0)
            return result;
    }
    return list_push(arena, errors, error) ? 0 : ERR_NO_MEMORY;
}

int field_error_add(struct arena *arena, struct field_error_list *errors, const char *detail,
                    const char *pointer_format, ...) {
    char pointer[POINTER_MAX];
    va_list list;
    va_start(list, pointer_format);
    int length = vsnprintf(pointer, sizeof pointer, pointer_format, list);
    va_end(list);
    if (length < 0)
        return ERR_FAILED;
    size_t kept = (size_t)length < sizeof pointer ? (size_t)length : sizeof pointer - 1;
    return error_push(arena, errors, detail, slice_of(pointer, kept));
}

static const struct field *field_find(struct slice name, const struct field *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (slice_equal(name, slice_from_cstr(fields[i].name)))
            return &fields[i];
    return NULL;
}

/* What is wrong with a value, or NULL. */
static const char *value_fault(const struct field *field, struct slice value) {
    if (value.length > field->limit)
        return "is longer than this field may be";
    return field->check ? field->check(value) : NULL;
}

static int value_keep(struct arena *arena, const struct field *field, struct slice value,
                      void *target) {
    struct slice copy;
    int result = arena_copy(arena, value, &copy);
    if (result < 0)
        return result;

    memcpy((char *)target + field->offset, &copy, sizeof copy);
    return 0;
}

static int member_read(struct arena *arena, const json_t *value, const struct field *field,
                       const char *prefix, void *target, struct field_error_list *errors) {
    if (json_is_null(value))
        return 0;
    if (!json_is_string(value))
        return field_error_add(arena, errors, "must be a string", "%s/%s", prefix, field->name);

    struct slice text = slice_of(json_string_value(value), json_string_length(value));
    const char *fault = value_fault(field, text);
    if (fault)
        return field_error_add(arena, errors, fault, "%s/%s", prefix, field->name);
    return value_keep(arena, field, text, target);
}

int fields_read(struct arena *arena, const json_t *body, const char *prefix,
                const struct field *fields, size_t count, void *target,
                struct field_error_list *errors) {
    if (!json_is_object(body))
        return field_error_add(arena, errors, "must be an object", "%s", prefix);

    json_t *object = (json_t *)(uintptr_t)body; /* jansson iterates without changing it */
    for (void *it = json_object_iter(object); it; it = json_object_iter_next(object, it)) {
        struct slice name = slice_of(json_object_iter_key(it), json_object_iter_key_len(it));
        const struct field *field = field_find(name, fields, count);
        char escaped[POINTER_MAX];
        int result;
        if (field) {
            result = member_read(arena, json_object_iter_value(it), field, prefix, target, errors);
        } else {
            struct slice shown = pointer_escape(name, escaped, 100);
            result = field_error_add(arena, errors, "is not a member that this operation knows",
                                     "%s/%.*s", prefix, SLICE_ARGS(shown));
        }
        if (result < 0)
            return result;
    }
    return 0;
}

int fields_read_parameter(struct arena *arena, struct slice name, struct slice value,
                          const struct field *fields, size_t count, void *target,
                          struct field_error_list *errors) {
    const struct field *field = field_find(name, fields, count);
    if (!field)
        return ERR_NOT_FOUND;

    const char *fault = value_fault(field, value);
    if (fault)
        return error_push(arena, errors, fault, (struct slice){0});
    return value_keep(arena, field, value, target);
}
