#include "server/router.h"

#include "base/error.h"
#include "base/utf8.h"

/* The part of `*rest` before `separator`; moves *rest behind it. */
static struct slice cut(struct slice *rest, char separator) {
    const char *end = rest->length ? memchr(rest->at, separator, rest->length) : NULL;
    struct slice part = slice_of(rest->at, end ? (size_t)(end - rest->at) : rest->length);
    size_t used = part.length + (end ? 1 : 0);
    *rest = slice_of(rest->at + used, rest->length - used);
    return part;
}

/* Byte by byte: most of the table differs early. A segment in braces takes any that is not empty.
 */
static bool pattern_matches(const char *pattern, struct slice path,
                            struct slice ret_ids[ROUTE_IDS_MAX]) {
    unsigned ids = 0;
    size_t at = 0;
    while (*pattern) {
        if (*pattern != '{') {
            if (at == path.length || path.at[at] != *pattern)
                return false;
            pattern++;
            at++;
            continue;
        }
        size_t from = at;
        while (at < path.length && path.at[at] != '/')
            at++;
        if (at == from || ids == ROUTE_IDS_MAX)
            return false;
        ret_ids[ids++] = slice_of(path.at + from, at - from);
        pattern = strchr(pattern, '}') + 1; /* the table's own */
    }
    return at == path.length;
}

static bool method_matches(const struct route *route, struct slice method) {
    if (slice_equal(method, SLICE("HEAD")))
        method = SLICE("GET");
    return slice_equal(method, slice_from_cstr(route->method));
}

const struct route *route_find(struct slice method, struct slice path, bool *ret_known,
                               struct slice ret_ids[ROUTE_IDS_MAX]) {
    bool known = false;
    const struct route *found = NULL;
    /* A trailing slash is another path: "/livez/" is not "/livez". */
    bool closed = path.length > 1 && slice_ends(path, SLICE("/"));
    for (size_t i = 0; i < route_count && !found && !closed; i++) {
        struct slice ids[ROUTE_IDS_MAX] = {0};
        if (!pattern_matches(routes[i].pattern, path, ids))
            continue;
        known = true;
        if (!method_matches(&routes[i], method))
            continue;
        found = &routes[i];
        memcpy(ret_ids, ids, sizeof ids);
    }
    *ret_known = known;
    return found;
}

int route_allow(struct arena *arena, struct slice path, struct slice *ret_allow) {
    struct slice allow = SLICE("");
    for (size_t i = 0; i < route_count; i++) {
        struct slice ids[ROUTE_IDS_MAX];
        if (!pattern_matches(routes[i].pattern, path, ids))
            continue;
        bool is_get = strcmp(routes[i].method, "GET") == 0;
        int result =
            arena_printf(arena, &allow, "%.*s%s%s%s", SLICE_ARGS(allow), allow.length ? ", " : "",
                         routes[i].method, is_get ? ", HEAD" : "");
        if (result < 0)
            return result;
    }
    *ret_allow = allow;
    return 0;
}

static unsigned hex_value(char c) {
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

/* The judge has seen to it that two digits stand behind each percent sign. */
int percent_decode(struct arena *arena, struct slice raw, bool plus, struct slice *ret_text) {
    char *text = arena_alloc(arena, raw.length + 1);
    if (!text)
        return ERR_NO_MEMORY;

    size_t length = 0;
    for (size_t i = 0; i < raw.length; i++) {
        char c = raw.at[i];
        if (c == '%') {
            c = (char)(hex_value(raw.at[i + 1]) << 4 | hex_value(raw.at[i + 2]));
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if ((unsigned char)c < ' ' || c == 0x7F)
            return ERR_INVALID;
        text[length++] = c;
    }
    if (!utf8_valid(slice_of(text, length), NULL))
        return ERR_INVALID;
    *ret_text = slice_of(text, length);
    return 0;
}

/* Is `name` among the words of the route's list? */
static bool parameter_known(const struct route *route, struct slice name) {
    struct slice rest = slice_from_cstr(route->parameters ? route->parameters : "");
    while (rest.length)
        if (slice_equal(cut(&rest, ' '), name))
            return true;
    return false;
}

static bool parameter_given(const struct request *request, struct slice name) {
    for (uint32_t i = 0; i < request->parameters.count; i++)
        if (slice_equal(request->parameters.at[i].name, name))
            return true;
    return false;
}

static int parameter_refuse(struct request *request, struct slice name, const char *why) {
    struct field_error error = {0};
    int result = arena_printf(request->arena, &error.detail, "parameter %.*s %s",
                              name.length < 64 ? (int)name.length : 64, name.at, why);
    if (result < 0)
        return result;
    return list_push(request->arena, &request->errors, error) ? 0 : ERR_NO_MEMORY;
}

int query_parse(struct request *request, struct slice query) {
    while (query.length) {
        struct slice value = cut(&query, '&');
        struct slice name = cut(&value, '=');
        if (!name.length && !value.length)
            continue;
        struct parameter parameter;
        int result = percent_decode(request->arena, name, true, &parameter.name);
        if (result == 0)
            result = percent_decode(request->arena, value, true, &parameter.value);
        if (result < 0)
            return result;

        if (!parameter_known(request->route, parameter.name))
            result = parameter_refuse(request, parameter.name, "is not known to this operation");
        else if (parameter_given(request, parameter.name))
            result = parameter_refuse(request, parameter.name, "is given twice");
        else if (!list_push(request->arena, &request->parameters, parameter))
            result = ERR_NO_MEMORY;
        if (result < 0)
            return result;
    }
    return 0;
}
