#include "fetch/opml.h"

#include "base/error.h"
#include "base/xml_memory.h"
#include "fetch/feed.h"
#include "fetch/xml_guard.h"

#include <libxml/xmlreader.h>

static int attribute(xmlTextReader *reader, struct arena *arena, const char *name,
                     struct slice *ret_value) {
    xmlChar *value = xmlTextReaderGetAttribute(reader, (const xmlChar *)name);
    int error = feed_keep(arena, slice_from_cstr((const char *)value), ret_value);
    xmlFree(value);
    return error;
}

static int read_outline(xmlTextReader *reader, struct arena *arena, struct opml_list *feeds) {
    struct opml_feed feed;
    int error = attribute(reader, arena, "xmlUrl", &feed.url);
    if (!error)
        error = attribute(reader, arena, "title", &feed.title);
    if (!error && !feed.title.at)
        error = attribute(reader, arena, "text", &feed.title);
    if (error || !feed.url.at)
        return error;
    if (feeds->count == OPML_FEEDS_MAX)
        return ERR_TOO_LARGE;
    return list_push(arena, feeds, feed) ? 0 : ERR_NO_MEMORY;
}

static int read_nodes(xmlTextReader *reader, struct arena *arena, struct opml_list *feeds) {
    bool is_opml = false;
    int more;
    while ((more = xmlTextReaderRead(reader)) == 1) {
        if (xmlTextReaderNodeType(reader) != XML_READER_TYPE_ELEMENT)
            continue;
        struct slice name = slice_from_cstr((const char *)xmlTextReaderConstLocalName(reader));
        if (xmlTextReaderDepth(reader) == 0)
            is_opml = slice_equal_ascii_case(name, SLICE("opml"));
        if (!is_opml)
            return ERR_INVALID;
        int error =
            slice_equal_ascii_case(name, SLICE("outline")) ? read_outline(reader, arena, feeds) : 0;
        if (error)
            return error;
    }
    return more < 0 || !is_opml ? ERR_INVALID : 0; /* half a list is none */
}

static void ignore_message(void *context, const char *message, xmlParserSeverities severity,
                           xmlTextReaderLocatorPtr locator) {
    (void)context, (void)message, (void)severity, (void)locator;
}

struct opml_parse {
    struct arena *arena;
    struct slice bytes;
    struct opml_list feeds;
};

/* The reader dies with the guard's memory. */
static int parse_list(void *context) {
    struct opml_parse *parse = context;
    xmlTextReader *reader =
        xmlReaderForMemory(parse->bytes.at, (int)parse->bytes.length, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!reader)
        return ERR_NO_MEMORY;
    xmlTextReaderSetErrorHandler(reader, ignore_message, NULL);
    return read_nodes(reader, parse->arena, &parse->feeds);
}

int opml_parse(struct arena *arena, struct slice bytes, struct opml_list *ret_feeds) {
    bytes = slice_trim(bytes);
    if (!bytes.length || bytes.length > FEED_BYTES_MAX || xml_is_hostile(bytes))
        return ERR_INVALID;
    struct opml_parse parse = {.arena = arena, .bytes = bytes};
    struct xml_memory *memory = xml_memory_new(FEED_TREE_BYTES_MAX);
    int error = memory ? xml_within(memory, parse_list, &parse) : ERR_NO_MEMORY;
    xml_memory_free(memory);
    if (!error)
        *ret_feeds = parse.feeds;
    return error;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void put_escaped(struct buffer *out, struct slice text) {
    for (size_t i = 0; i < text.length; i++) {
        switch (text.at[i]) {
        case '&':
            buffer_append_cstr(out, "&amp;");
            break;
        case '<':
            buffer_append_cstr(out, "&lt;");
            break;
        case '>':
            buffer_append_cstr(out, "&gt;");
            break;
        case '"':
            buffer_append_cstr(out, "&quot;");
            break;
        case '\n':
        case '\r':
        case '\t':
            buffer_append_byte(out, ' ');
            break;
        default:
            buffer_append_byte(out, text.at[i]);
        }
    }
}

void opml_write(struct buffer *out, const struct opml_list *feeds) {
    buffer_append_cstr(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
                            "<head><title>Feeds of claimd</title></head>\n<body>\n");
    for (uint32_t i = 0; i < feeds->count; i++) {
        const struct opml_feed *feed = &feeds->at[i];
        buffer_append_cstr(out, "<outline type=\"rss\" text=\"");
        put_escaped(out, feed->title.at ? feed->title : feed->url);
        buffer_append_cstr(out, "\" xmlUrl=\"");
        put_escaped(out, feed->url);
        buffer_append_cstr(out, "\"/>\n");
    }
    buffer_append_cstr(out, "</body>\n</opml>\n");
}
