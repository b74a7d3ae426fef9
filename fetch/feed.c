/* Which format the bytes are in, and where an HTML page says its feed is. */
#include "fetch/feed.h"

#include "base/error.h"

/* Feeds are announced in the head of a page. */
enum { DISCOVER_BYTES_MAX = 1024 * 1024 };

int feed_parse(struct arena *arena, struct slice bytes, struct feed *ret_feed) {
    struct slice start = bytes;
    if (slice_starts(start, SLICE("\xEF\xBB\xBF")))
        start = slice_of(start.at + 3, start.length - 3);
    start = slice_trim(start);
    if (!start.length)
        return ERR_INVALID;
    return start.at[0] == '{' ? feed_parse_json(arena, start, ret_feed)
                              : feed_parse_xml(arena, start, ret_feed);
}

/* ---- discovery: a scan for <link …> tags, linear in the page ----------------------------------
 */

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The next name="value" of a tag's inside; false at its end. */
static bool next_attribute(struct slice tag, size_t *at, struct slice *ret_name,
                           struct slice *ret_value) {
    size_t i = *at;
    while (i < tag.length && (is_space(tag.at[i]) || tag.at[i] == '/'))
        i++;
    size_t name = i;
    while (i < tag.length && !is_space(tag.at[i]) && tag.at[i] != '=' && tag.at[i] != '/')
        i++;
    if (i == name && i >= tag.length)
        return false;
    *ret_name = slice_of(tag.at + name, i - name);
    *ret_value = SLICE("");
    while (i < tag.length && is_space(tag.at[i]))
        i++;
    if (i < tag.length && tag.at[i] == '=') {
        i++;
        while (i < tag.length && is_space(tag.at[i]))
            i++;
        char quote = i < tag.length && (tag.at[i] == '"' || tag.at[i] == '\'') ? tag.at[i] : '\0';
        i += quote ? 1 : 0;
        size_t value = i;
        while (i < tag.length && (quote ? tag.at[i] != quote : !is_space(tag.at[i])))
            i++;
        *ret_value = slice_of(tag.at + value, i - value);
        i += quote && i < tag.length ? 1 : 0;
    }
    *at = i;
    return true;
}

static bool is_feed_type(struct slice type) {
    static const struct slice types[] = {
        SLICE("application/rss+xml"),
        SLICE("application/atom+xml"),
        SLICE("application/feed+json"),
        SLICE("application/rdf+xml"),
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_equal_ascii_case(slice_trim(type), types[i]))
            return true;
    return false;
}

/* rel is a list of words. */
static bool rel_has_alternate(struct slice rel) {
    for (size_t at = 0; at < rel.length;) {
        size_t end = at;
        while (end < rel.length && !is_space(rel.at[end]))
            end++;
        if (slice_equal_ascii_case(slice_of(rel.at + at, end - at), SLICE("alternate")))
            return true;
        at = end + 1;
    }
    return false;
}

/* The href of a <link> that announces a feed; absent for other tags. */
static struct slice feed_of_tag(struct slice tag) {
    struct slice name;
    struct slice value;
    struct slice href = {0};
    bool alternate = false;
    bool typed = false;
    for (size_t at = 0; next_attribute(tag, &at, &name, &value);) {
        if (slice_equal_ascii_case(name, SLICE("href")))
            href = value;
        else if (slice_equal_ascii_case(name, SLICE("rel")))
            alternate = rel_has_alternate(value);
        else if (slice_equal_ascii_case(name, SLICE("type")))
            typed = is_feed_type(value);
    }
    return alternate && typed ? href : (struct slice){0};
}

/* &amp; is the one reference that URLs in attributes need. */
static int unescape(struct arena *arena, struct slice text, struct slice *ret_text) {
    char *copy = arena_alloc(arena, text.length + 1);
    if (!copy)
        return ERR_NO_MEMORY;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        copy[length++] = text.at[i];
        if (slice_starts(slice_of(text.at + i, text.length - i), SLICE("&amp;")))
            i += strlen("amp;");
    }
    return feed_keep(arena, slice_of(copy, length), ret_text);
}

int feed_discover(struct arena *arena, struct slice html, struct slice *ret_link) {
    if (html.length > DISCOVER_BYTES_MAX)
        html.length = DISCOVER_BYTES_MAX;
    *ret_link = (struct slice){0};
    for (size_t at = 0; at + 6 < html.length; at++) {
        const char *open = memchr(html.at + at, '<', html.length - at);
        if (!open)
            return 0;
        at = (size_t)(open - html.at);
        struct slice rest = slice_of(open + 1, html.length - at - 1);
        if (rest.length < 5 || !slice_equal_ascii_case(slice_of(rest.at, 4), SLICE("link")) ||
            !is_space(rest.at[4]))
            continue;
        const char *close = memchr(rest.at, '>', rest.length);
        if (!close)
            return 0;
        struct slice href = feed_of_tag(slice_of(rest.at + 5, (size_t)(close - rest.at) - 5));
        if (href.length)
            return unescape(arena, href, ret_link);
    }
    return 0;
}
