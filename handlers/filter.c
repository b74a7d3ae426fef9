#include "handlers/filter.h"

#include "base/error.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((format(printf, 2, 3))) static int refuse(struct request *request, const char *format,
                                                        ...) {
    char text[256];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    size_t kept = length < 0 ? 0 : (size_t)length;
    struct field_error error = {0};
    int result = arena_copy(
        request->arena, slice_of(text, kept < sizeof text ? kept : sizeof text - 1), &error.detail);
    if (result == 0 && !list_push(request->arena, &request->errors, error))
        result = ERR_NO_MEMORY;
    return result;
}

int filter_text(struct request *request, const char *name, size_t limit, struct slice *ret_value) {
    struct slice text = request_parameter(request, name);
    if (!text.at)
        return 0;
    if (text.length == 0 || text.length > limit)
        return refuse(request, "parameter %s may have 1 to %zu bytes", name, limit);
    *ret_value = text;
    return 0;
}

int filter_day(struct request *request, const char *name, day_number *ret_value) {
    struct slice text = request_parameter(request, name);
    if (!text.at || date_parse_iso(text, ret_value) == 0)
        return 0;
    return refuse(request, "parameter %s must be YYYY-MM-DD", name);
}

int filter_id(struct request *request, const char *name, struct storage_id *ret_value) {
    struct slice text = request_parameter(request, name);
    if (!text.at || storage_id_parse(text, ret_value))
        return 0;
    return refuse(request, "parameter %s must be an id: 32 lower-case hexadecimal digits", name);
}

int filter_number(struct request *request, const char *name, double *ret_value) {
    enum { NUMBER_MAX = 40 };
    struct slice text = request_parameter(request, name);
    if (!text.at)
        return 0;
    char copy[NUMBER_MAX + 1];
    bool plausible = text.length > 0 && text.length <= NUMBER_MAX;
    for (size_t i = 0; plausible && i < text.length; i++)
        plausible = memchr("0123456789+-.eE", text.at[i], 15) != NULL; /* no NAN, no 0x1p4 */
    if (plausible) {
        char *end;
        memcpy(copy, text.at, text.length);
        copy[text.length] = '\0';
        double value = strtod(copy, &end);
        if (*end == '\0' && isfinite(value)) {
            *ret_value = value;
            return 0;
        }
    }
    return refuse(request, "parameter %s must be a number", name);
}

int filter_choice(struct request *request, const char *name, const char *const *choices,
                  unsigned *ret_value) {
    struct slice text = request_parameter(request, name);
    if (!text.at)
        return 0;
    char all[128] = "";
    size_t length = 0;
    for (unsigned i = 0; choices[i]; i++) {
        if (slice_equal(text, slice_from_cstr(choices[i]))) {
            *ret_value = i;
            return 0;
        }
        int more = snprintf(all + length, sizeof all - length, "%s%s", i ? ", " : "", choices[i]);
        length += more > 0 && (size_t)more < sizeof all - length ? (size_t)more : 0;
    }
    return refuse(request, "parameter %s must be one of %s", name, all);
}

/* ---- fields ---------------------------------------------------------------------------------- */

/* The next name of the list; *at moves behind it. False at the end. */
static bool next_name(struct slice list, size_t *at, struct slice *ret_name) {
    if (*at > list.length)
        return false;
    size_t start = *at;
    size_t end = start;
    while (end < list.length && list.at[end] != ',')
        end++;
    *at = end + 1;
    *ret_name = slice_of(list.at + start, end - start);
    return true;
}

static bool is_known(struct slice name, const char *const *known) {
    for (; *known; known++)
        if (slice_equal(name, slice_from_cstr(*known)))
            return true;
    return false;
}

int chosen_fields_read(struct request *request, const char *const *known,
                       struct chosen_fields *ret_chosen) {
    struct slice list = request_parameter(request, "fields");
    if (!list.at)
        return 0;
    struct slice name;
    for (size_t at = 0; next_name(list, &at, &name);)
        if (!is_known(name, known))
            return refuse(request, "parameter fields names a member that there is not: %.*s",
                          (int)(name.length < 60 ? name.length : 60), name.at);
    ret_chosen->list = list;
    return 0;
}

bool field_chosen(const struct chosen_fields *chosen, const char *name) {
    if (!chosen || !chosen->list.at)
        return true;
    struct slice one;
    for (size_t at = 0; next_name(chosen->list, &at, &one);)
        if (slice_equal(one, slice_from_cstr(name)))
            return true;
    return false;
}
