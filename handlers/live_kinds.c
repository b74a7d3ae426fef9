/* Lists of kinds of events, as parameters and settings name them. */
#include "base/error.h"
#include "handlers/live.h"

static bool is_kind(struct slice kind) {
    for (size_t i = 0; i < kind.length; i++)
        if (kind.at[i] != '_' && (kind.at[i] < 'a' || kind.at[i] > 'z'))
            return false;
    return kind.length > 0 && kind.length <= LIVE_KIND_MAX;
}

int live_kinds_read(struct arena *arena, struct slice text, struct live_filter *ret_filter) {
    struct slice rest = text;
    struct slice json = SLICE("[");
    ret_filter->kind_count = 0;
    while (rest.at) {
        const char *comma = rest.length ? memchr(rest.at, ',', rest.length) : NULL;
        struct slice kind = slice_of(rest.at, comma ? (size_t)(comma - rest.at) : rest.length);
        rest = comma ? slice_of(comma + 1, rest.length - kind.length - 1) : (struct slice){0};
        if (!is_kind(kind) || ret_filter->kind_count == LIVE_KINDS_MAX)
            return ERR_INVALID;
        if (arena_printf(arena, &json, "%.*s%s\"%.*s\"", SLICE_ARGS(json),
                         ret_filter->kind_count ? "," : "", SLICE_ARGS(kind)) < 0)
            return ERR_NO_MEMORY;
        ret_filter->kinds[ret_filter->kind_count++] = kind;
    }
    return arena_printf(arena, &ret_filter->kinds_json, "%.*s]", SLICE_ARGS(json));
}
