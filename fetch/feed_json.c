/* JSON Feed, https://www.jsonfeed.org/version/1.1/. */
#include "base/error.h"
#include "base/json_reader.h"
#include "fetch/feed.h"

/* jansson spends some sixty bytes on each value: no more of them than this. */
enum { VALUES_MAX = 200 * 1000 };

static bool has_too_many_values(struct slice bytes) {
    size_t values = 0;
    for (size_t i = 0; i < bytes.length; i++)
        values += bytes.at[i] == ',' || bytes.at[i] == '[' || bytes.at[i] == '{';
    return values > VALUES_MAX;
}

static int keep(struct arena *arena, const json_t *value, struct slice *ret_text) {
    if (!json_is_string(value)) {
        *ret_text = (struct slice){0};
        return 0;
    }
    return feed_keep(arena, slice_of(json_string_value(value), json_string_length(value)),
                     ret_text);
}

static int read_item(struct arena *arena, const json_t *value, struct feed_item_list *items) {
    struct feed_item item = {0};
    int error = keep(arena, json_object_get(value, "id"), &item.guid);
    if (!error)
        error = keep(arena, json_object_get(value, "url"), &item.link);
    if (!error && !item.link.at)
        error = keep(arena, json_object_get(value, "external_url"), &item.link);
    if (error || !item.link.at)
        return error;
    return list_push(arena, items, item) ? 0 : ERR_NO_MEMORY;
}

static int read_feed(struct arena *arena, const json_t *root, struct feed *feed) {
    struct slice version;
    int error = keep(arena, json_object_get(root, "version"), &version);
    if (error)
        return error;
    if (!version.at || !slice_contains(version, SLICE("://jsonfeed.org/version/")))
        if (!version.at || !slice_contains(version, SLICE("://www.jsonfeed.org/version/")))
            return ERR_INVALID;
    error = keep(arena, json_object_get(root, "title"), &feed->title);

    const json_t *items = json_object_get(root, "items");
    for (size_t i = 0; !error && i < json_array_size(items) && i < FEED_PARSED_ITEMS_MAX; i++)
        error = read_item(arena, json_array_get(items, i), &feed->items);
    return error;
}

int feed_parse_json(struct arena *arena, struct slice bytes, struct feed *ret_feed) {
    if (bytes.length > FEED_BYTES_MAX || has_too_many_values(bytes))
        return ERR_INVALID;
    json_t *root;
    int error = json_read(bytes, 0, &root, NULL);
    if (error)
        return error;

    struct feed feed = {0};
    error = read_feed(arena, root, &feed);
    json_decref(root);
    if (!error)
        *ret_feed = feed;
    return error;
}
