/* RSS and Atom by libxml2, forgiving: what stands whole in a broken feed counts. Nothing is loaded
 * from anywhere, and a document that declares entities is no feed: those declarations are how a few
 * bytes become many.
 *
 * All dialects look alike to us: items are `item` or `entry`; their children and those of `channel`
 * or `feed` are told apart by depth; namespaces do not matter (feeds of every age get them wrong).
 */
#include "base/buffer.h"
#include "base/error.h"
#include "base/utf8.h"
#include "base/xml_memory.h"
#include "fetch/feed.h"
#include "fetch/xml_guard.h"

#include <libxml/xmlreader.h>

enum { REFERENCE_MAX = 32 /* bytes */ };

struct reading {
    xmlTextReader *reader;
    struct arena *arena;
    struct slice bytes;
    struct feed feed;
    struct feed_item item;
    struct slice *field; /* where the text that is read goes; NULL for nowhere */
    int field_depth;
    int feed_depth; /* of channel or feed; -1 outside */
    int item_depth;
    bool is_feed;
    bool guid_is_link;
    struct buffer text;
};

int feed_keep(struct arena *arena, struct slice text, struct slice *ret_copy) {
    text = slice_trim(text);
    bool fits = text.length > 0 && text.length <= FEED_NAME_MAX &&
                !memchr(text.at, '\0', text.length) && utf8_valid(text, NULL);
    for (size_t i = 0; fits && i < text.length; i++)
        fits = (unsigned char)text.at[i] >= ' ' || text.at[i] == '\n' || text.at[i] == '\t' ||
               text.at[i] == '\r';
    if (!fits) {
        *ret_copy = (struct slice){0};
        return 0;
    }
    return arena_copy(arena, text, ret_copy);
}

static struct slice slice_of_xml(const xmlChar *text) {
    return slice_from_cstr((const char *)text);
}

static int attribute(struct reading *reading, const char *name, struct slice *ret_value) {
    xmlChar *value = xmlTextReaderGetAttribute(reading->reader, (const xmlChar *)name);
    int error = feed_keep(reading->arena, slice_of_xml(value), ret_value);
    xmlFree(value);
    return error;
}

/* <link href="…" rel="alternate"/> of Atom; RSS has the URL as text. */
static int read_link(struct reading *reading) {
    struct slice href;
    struct slice rel;
    int error = attribute(reading, "href", &href);
    if (!error)
        error = attribute(reading, "rel", &rel);
    if (error)
        return error;
    if (!href.at) {
        if (!reading->item.link.at)
            reading->field = &reading->item.link;
        return 0;
    }
    bool wanted = !rel.at || slice_equal_ascii_case(rel, SLICE("alternate"));
    if (wanted && !reading->item.link.at)
        reading->item.link = href;
    return 0;
}

static int read_guid(struct reading *reading) {
    struct slice permanent;
    int error = attribute(reading, "isPermaLink", &permanent);
    reading->guid_is_link = !slice_equal_ascii_case(permanent, SLICE("false"));
    reading->field = &reading->item.guid;
    return error;
}

static int begin_item(struct reading *reading, int depth) {
    reading->item = (struct feed_item){0};
    reading->item_depth = depth;
    reading->guid_is_link = false;
    return attribute(reading, "rdf:about", &reading->item.guid);
}

static int begin_element(struct reading *reading, struct slice name, int depth) {
    reading->field = NULL;
    buffer_clear(&reading->text);
    reading->field_depth = depth;
    if (depth == 0)
        reading->is_feed = slice_equal_ascii_case(name, SLICE("rss")) ||
                           slice_equal(name, SLICE("RDF")) || slice_equal(name, SLICE("feed"));
    if (slice_equal(name, SLICE("channel")) || (depth == 0 && slice_equal(name, SLICE("feed"))))
        reading->feed_depth = depth;
    if (reading->item_depth < 0 &&
        (slice_equal(name, SLICE("item")) || slice_equal(name, SLICE("entry"))))
        return begin_item(reading, depth);
    if (reading->item_depth >= 0 && depth == reading->item_depth + 1) {
        if (slice_equal(name, SLICE("link")))
            return read_link(reading);
        if (slice_equal(name, SLICE("guid")))
            return read_guid(reading);
        if (slice_equal(name, SLICE("id")))
            reading->field = &reading->item.guid;
    } else if (reading->feed_depth >= 0 && depth == reading->feed_depth + 1 &&
               slice_equal(name, SLICE("title")) && !reading->feed.title.at) {
        reading->field = &reading->feed.title;
    }
    return 0;
}

static bool looks_like_url(struct slice text) {
    return slice_starts(text, SLICE("http://")) || slice_starts(text, SLICE("https://"));
}

static int end_item(struct reading *reading) {
    reading->item_depth = -1;
    struct feed_item item = reading->item;
    if (!item.link.at && reading->guid_is_link && item.guid.at && looks_like_url(item.guid))
        item.link = item.guid;
    if (!item.link.at || reading->feed.items.count == FEED_PARSED_ITEMS_MAX)
        return 0; /* without a page there is nothing to fetch */
    return list_push(reading->arena, &reading->feed.items, item) ? 0 : ERR_NO_MEMORY;
}

static int end_element(struct reading *reading, int depth) {
    int error = 0;
    if (reading->field && depth == reading->field_depth) {
        error = buffer_error(&reading->text) == ERR_NO_MEMORY
                    ? ERR_NO_MEMORY
                    : feed_keep(reading->arena, buffer_slice(&reading->text), reading->field);
        reading->field = NULL;
    }
    if (!error && depth == reading->item_depth)
        error = end_item(reading);
    if (depth == reading->feed_depth)
        reading->feed_depth = -1;
    return error;
}

static int read_node(struct reading *reading) {
    int depth = xmlTextReaderDepth(reading->reader);
    switch (xmlTextReaderNodeType(reading->reader)) {
    case XML_READER_TYPE_ELEMENT: {
        struct slice name = slice_of_xml(xmlTextReaderConstLocalName(reading->reader));
        int error = begin_element(reading, name, depth);
        if (!error && xmlTextReaderIsEmptyElement(reading->reader) == 1)
            error = end_element(reading, depth);
        return error;
    }
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
        if (reading->field)
            buffer_append(&reading->text, slice_of_xml(xmlTextReaderConstValue(reading->reader)));
        return 0;
    case XML_READER_TYPE_END_ELEMENT:
        return end_element(reading, depth);
    default:
        return 0;
    }
}

/* ---- repair before parsing ------------------------------------------------------------------- */

/* How many bytes at the start of `rest`, which begins with '<', are a comment, a CDATA section or
 * an instruction; 0 for anything else, SLICE_NONE for one that never ends. */
static size_t section_length(struct slice rest) {
    static const struct {
        struct slice open;
        struct slice close;
    } pairs[] = {{SLICE("<!--"), SLICE("-->")},
                 {SLICE("<![CDATA["), SLICE("]]>")},
                 {SLICE("<?"), SLICE("?>")}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!slice_starts(rest, pairs[i].open))
            continue;
        size_t end = slice_find(rest, pairs[i].close);
        return end == SLICE_NONE ? SLICE_NONE : end + pairs[i].close.length;
    }
    return 0;
}

/* "&name;", "&#38;", "&#x26;" */
static bool is_reference(struct slice rest) {
    size_t at = 1;
    while (at < rest.length && at < REFERENCE_MAX &&
           ((rest.at[at] >= '0' && rest.at[at] <= '9') ||
            (rest.at[at] >= 'a' && rest.at[at] <= 'z') ||
            (rest.at[at] >= 'A' && rest.at[at] <= 'Z') || (at == 1 && rest.at[at] == '#')))
        at++;
    return at > 1 && at < rest.length && rest.at[at] == ';';
}

/* libxml2 in its forgiving mode looks for the end of a comment that never ends again and again: a
 * megabyte of "<!--" would take hours, and one of bare ampersands minutes. So the text is cut
 * before what never ends, and bare ampersands (every second feed has them in its URLs) are written
 * as they should be. */
static void repair(struct buffer *out, struct slice bytes) {
    size_t done = 0;
    for (size_t at = 0; at < bytes.length; at++) {
        char c = bytes.at[at];
        struct slice rest = slice_of(bytes.at + at, bytes.length - at);
        size_t section = c == '<' ? section_length(rest) : 0;
        if (section == SLICE_NONE) {
            bytes.length = at;
            break;
        }
        if (section)
            at += section - 1;
        if (c != '&' || is_reference(rest))
            continue;
        buffer_append(out, slice_of(bytes.at + done, at + 1 - done));
        buffer_append_cstr(out, "amp;");
        done = at + 1;
    }
    buffer_append(out, slice_of(bytes.at + done, bytes.length - done));
}

/* The tree and its reader die with the guard's memory. */
static int read_document(void *context) {
    struct reading *reading = context;
    struct slice bytes = reading->bytes;
    int options = XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlDoc *document = xmlReadMemory(bytes.at, (int)bytes.length, NULL, NULL, options);
    if (!document)
        return ERR_INVALID;
    reading->reader = xmlReaderWalker(document);
    if (!reading->reader)
        return ERR_NO_MEMORY;
    int error = 0;
    while (!error && xmlTextReaderRead(reading->reader) == 1)
        error = read_node(reading);
    return error;
}

static int read_all(struct arena *arena, struct slice bytes, struct feed *ret_feed) {
    struct reading reading = {.arena = arena, .bytes = bytes, .feed_depth = -1, .item_depth = -1};
    buffer_init(&reading.text, FEED_NAME_MAX * 4);
    struct xml_memory *memory = xml_memory_new(FEED_TREE_BYTES_MAX);
    int error = memory ? xml_within(memory, read_document, &reading) : ERR_NO_MEMORY;
    xml_memory_free(memory);
    buffer_done(&reading.text);
    if (!error && !reading.is_feed)
        error = ERR_INVALID;
    if (!error)
        *ret_feed = reading.feed;
    return error;
}

int feed_parse_xml(struct arena *arena, struct slice bytes, struct feed *ret_feed) {
    bool is_utf16 = bytes.length && memchr(bytes.at, '\0', bytes.length); /* repair reads bytes */
    if (bytes.length > FEED_BYTES_MAX || is_utf16 || xml_is_hostile(bytes))
        return ERR_INVALID;
    struct buffer text;
    buffer_init(&text, 2 * FEED_BYTES_MAX);
    repair(&text, bytes);
    int error = buffer_error(&text);
    if (!error && !text.length)
        error = ERR_INVALID;
    if (!error)
        error = read_all(arena, buffer_slice(&text), ret_feed);
    buffer_done(&text);
    return error == ERR_TOO_LARGE ? ERR_INVALID : error;
}
