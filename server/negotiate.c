#include "server/negotiate.h"

#include "base/error.h"

static const struct {
    enum media media;
    const char *name;
} medias[] = {
    {MEDIA_JSON, "application/json"},
    {MEDIA_TEXT, "text/plain"},
    {MEDIA_HTML, "text/html"},
    {MEDIA_YAML, "application/yaml"},
    {MEDIA_EVENTS, "text/event-stream"},
    {MEDIA_OPML, "text/x-opml"},
    {MEDIA_NDJSON, "application/x-ndjson"},
    {MEDIA_CSV, "text/csv"},
    {MEDIA_ATOM, "application/atom+xml"},
    {MEDIA_LD, "application/ld+json"},
};
enum { MEDIA_COUNT = sizeof medias / sizeof *medias };

const char *media_name(enum media media) {
    for (size_t i = 0; i < MEDIA_COUNT; i++)
        if (medias[i].media == media)
            return medias[i].name;
    return NULL;
}

int media_list(struct arena *arena, unsigned set, struct slice *ret_list) {
    struct slice list = SLICE("");
    for (size_t i = 0; i < MEDIA_COUNT; i++) {
        if (!(set & medias[i].media))
            continue;
        int result = arena_printf(arena, &list, "%.*s%s%s", SLICE_ARGS(list),
                                  list.length ? ", " : "", medias[i].name);
        if (result < 0)
            return result;
    }
    *ret_list = list;
    return 0;
}

/* Up to `separator`, trimmed; moves *rest behind it. */
static struct slice part_of(struct slice *rest, char separator) {
    const char *end = rest->length ? memchr(rest->at, separator, rest->length) : NULL;
    size_t length = end ? (size_t)(end - rest->at) : rest->length;
    struct slice part = slice_of(rest->at, length);
    size_t used = length + (end ? 1 : 0);
    *rest = slice_of(rest->at + used, rest->length - used);
    return slice_trim(part);
}

static bool charset_is_utf8(struct slice parameters) {
    while (parameters.length) {
        struct slice value = part_of(&parameters, ';');
        struct slice name = part_of(&value, '=');
        if (!slice_equal_ascii_case(name, SLICE("charset")))
            continue;
        if (value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"')
            value = slice_of(value.at + 1, value.length - 2);
        if (!slice_equal_ascii_case(value, SLICE("utf-8")) &&
            !slice_equal_ascii_case(value, SLICE("us-ascii")))
            return false;
    }
    return true;
}

int media_of_body(struct slice content_type, unsigned accepts, enum media *ret_media) {
    if (!content_type.at)
        return ERR_UNSUPPORTED;
    struct slice parameters = content_type;
    struct slice type = part_of(&parameters, ';');
    for (size_t i = 0; i < MEDIA_COUNT; i++) {
        if (!(accepts & medias[i].media) ||
            !slice_equal_ascii_case(type, slice_from_cstr(medias[i].name)))
            continue;
        if (medias[i].media != MEDIA_HTML && !charset_is_utf8(parameters))
            return ERR_UNSUPPORTED;
        *ret_media = medias[i].media;
        return 0;
    }
    return ERR_UNSUPPORTED;
}

/* "0.5" as 500; nonsense counts as 1000. */
static int quality_of(struct slice parameters) {
    while (parameters.length) {
        struct slice value = part_of(&parameters, ';');
        struct slice name = part_of(&value, '=');
        if (!slice_equal_ascii_case(name, SLICE("q")) || !value.length || value.at[0] != '0')
            continue;
        int quality = 0;
        int place = 100;
        for (size_t i = 2; i < value.length && i < 5 && value.at[i] >= '0' && value.at[i] <= '9';
             i++, place /= 10)
            quality += (value.at[i] - '0') * place;
        return quality;
    }
    return 1000;
}

/* How closely a media range fits: 3 exact, 2 "text" + wildcard, 1 any, 0 not at all. */
static int range_fit(struct slice range, struct slice name) {
    if (slice_equal_ascii_case(range, name))
        return 3;
    if (slice_equal(range, SLICE("*/*")) || slice_equal(range, SLICE("*")))
        return 1;
    if (!slice_ends(range, SLICE("/*")) || range.length - 1 > name.length)
        return 0;
    size_t prefix = range.length - 1;
    return slice_equal_ascii_case(slice_of(range.at, prefix), slice_of(name.at, prefix)) ? 2 : 0;
}

/* The quality that the closest range gives to a type. */
int accept_quality(struct slice accept, struct slice name) {
    int best_fit = 0;
    int quality = 0;
    while (accept.length) {
        struct slice parameters = part_of(&accept, ',');
        struct slice range = part_of(&parameters, ';');
        int fit = range_fit(range, name);
        if (fit > best_fit) {
            best_fit = fit;
            quality = quality_of(parameters);
        }
    }
    return quality;
}

int media_of_answer(struct slice accept, unsigned produces, enum media *ret_media) {
    int best = 0;
    for (size_t i = 0; i < MEDIA_COUNT; i++) {
        if (!(produces & medias[i].media))
            continue;
        int quality =
            accept.length ? accept_quality(accept, slice_from_cstr(medias[i].name)) : 1000;
        if (quality > best) {
            best = quality;
            *ret_media = medias[i].media;
        }
    }
    return best ? 0 : ERR_UNSUPPORTED;
}
