/* Reading a request: parameters and JSON bodies. */
#include "handlers/request.h"

#include "base/error.h"
#include "base/json_reader.h"

#include <inttypes.h>
#include <stdio.h>

struct slice request_parameter(const struct request *request, const char *name) {
    struct slice wanted = slice_from_cstr(name);
    for (uint32_t i = 0; i < request->parameters.count; i++)
        if (slice_equal(request->parameters.at[i].name, wanted))
            return request->parameters.at[i].value;
    return (struct slice){0};
}

struct slice request_header(const struct request *request, const char *name) {
    struct slice wanted = slice_from_cstr(name);
    for (uint32_t i = 0; i < request->fields.count; i++)
        if (slice_equal_ascii_case(request->fields.at[i].name, wanted))
            return request->fields.at[i].value;
    return (struct slice){0};
}

static bool parse_integer(struct slice text, int64_t *ret_value) {
    bool negative = text.length > 1 && text.at[0] == '-';
    int64_t value = 0;
    for (size_t i = negative; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, text.at[i] - '0', &value))
            return false;
    }
    *ret_value = negative ? -value : value;
    return text.length > 0;
}

int request_integer(struct request *request, const char *name, int64_t low, int64_t high,
                    int64_t fallback, int64_t *ret_value) {
    struct slice text = request_parameter(request, name);
    int64_t value = fallback;
    if (text.at && (!parse_integer(text, &value) || value < low || value > high)) {
        struct field_error error = {0};
        int result = arena_printf(
            request->arena, &error.detail,
            "parameter %s must be a whole number from %" PRId64 " to %" PRId64, name, low, high);
        if (result == 0 && !list_push(request->arena, &request->errors, error))
            result = ERR_NO_MEMORY;
        return result < 0 ? result : ERR_INVALID;
    }
    *ret_value = value;
    return 0;
}

/* jansson quotes the text near the mistake; the place is enough. */
static int message_length(const char *text) {
    const char *near = strstr(text, " near '");
    return near ? (int)(near - text) : (int)strlen(text);
}

json_t *request_json(struct request *request) {
    static const struct json_limits limits = {JSON_INPUT_DEPTH, JSON_INPUT_VALUES};
    json_t *root;
    json_error_t where;
    int error = json_read_within(request->body, JSON_REJECT_DUPLICATES, &limits, &root, &where);
    if (!error)
        return root;
    if (error == ERR_NO_MEMORY)
        reply_error(request, error, "reading the body");
    else if (error == ERR_TOO_LARGE)
        reply_problem(request, PROBLEM_INVALID_JSON, "The body %s.", where.text);
    else
        reply_problem(request, PROBLEM_INVALID_JSON, "Line %d, column %d: %.*s.", where.line,
                      where.column, message_length(where.text), where.text);
    return NULL;
}
