/* GET /v1/stories/{id}/feed.atom: a story's notices as an Atom feed (RFC 4287), newest first, so
 * that a feed reader tells of conflicts that open and values that change. */
#include "base/date.h"
#include "base/error.h"
#include "base/utf8.h"
#include "handlers/handlers.h"
#include "handlers/html.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"
#include "storage/alignments.h"

#include <inttypes.h>

enum { ENTRIES = 50 };

/* Text of an article, without what XML 1.0 cannot hold at all. */
static void append_text(struct buffer *out, struct slice text) {
    size_t done = 0;
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        uint32_t c = utf8_next(text, &i);
        bool sound =
            c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c != 0xFFFE && c != 0xFFFF);
        if (sound)
            continue;
        html_text(out, slice_of(text.at + done, start - done));
        done = i;
    }
    if (text.length > done)
        html_text(out, slice_of(text.at + done, text.length - done));
}

static void append_element(struct buffer *out, const char *name, struct slice text) {
    buffer_printf(out, "<%s>", name);
    append_text(out, text);
    buffer_printf(out, "</%s>\n", name);
}

static void append_instant(struct buffer *out, const char *name, int64_t milliseconds) {
    char text[INSTANT_LENGTH];
    instant_format(milliseconds, text);
    append_element(out, name, slice_from_cstr(text));
}

static struct slice title_of(struct slice kind) {
    static const struct {
        struct slice kind;
        struct slice title;
    } titles[] = {
        {SLICE("collision"), SLICE("One number, two things")},
        {SLICE("conflict_closed"), SLICE("Conflict closed")},
        {SLICE("conflict_opened"), SLICE("Conflict opened")},
        {SLICE("single_origin"), SLICE("A single origin")},
        {SLICE("stale_own_copy"), SLICE("Our article is behind")},
        {SLICE("value_changed"), SLICE("A value changed")},
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (slice_equal(titles[i].kind, kind))
            return titles[i].title;
    return kind;
}

static void append_entry(struct buffer *out, const struct storage_id *story,
                         const struct stored_notice *notice) {
    buffer_printf(out, "<entry>\n<id>urn:claimd:story:%s:notice:%" PRId64 "</id>\n<title>",
                  story->hex, notice->number);
    append_text(out, title_of(notice->kind));
    if (notice->topic.length) {
        buffer_append_cstr(out, ": ");
        append_text(out, notice->topic);
    }
    buffer_append_cstr(out, "</title>\n");
    append_instant(out, "updated", notice->at);
    buffer_append_cstr(out, "<link rel=\"alternate\" type=\"text/html\" href=\"matrix");
    if (notice->alignment.hex[0])
        buffer_printf(out, "#a-%s", notice->alignment.hex);
    buffer_append_cstr(out, "\"/>\n<category term=\"");
    append_text(out, notice->kind);
    buffer_append_cstr(out, "\"/>\n");
    append_element(out, "summary", notice->detail.length ? notice->detail : title_of(notice->kind));
    buffer_append_cstr(out, "</entry>\n");
}

static void append_feed(struct buffer *out, const struct stored_story *story,
                        const struct notice_list *notices) {
    buffer_append_cstr(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                            "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    buffer_printf(out, "<id>urn:claimd:story:%s</id>\n", story->id.hex);
    append_element(out, "title", story->title.length ? story->title : SLICE("A story"));
    append_instant(out, "updated", notices->count ? notices->at[0].at : story->created_at);
    buffer_append_cstr(out,
                       "<author><name>claimd</name></author>\n"
                       "<link rel=\"self\" type=\"application/atom+xml\" href=\"feed.atom\"/>\n"
                       "<link rel=\"alternate\" type=\"text/html\" href=\"matrix\"/>\n");
    for (uint32_t i = 0; i < notices->count; i++)
        append_entry(out, &story->id, &notices->at[i]);
    buffer_append_cstr(out, "</feed>\n");
}

void stories_feed(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;
    struct stored_story story;
    struct notice_list notices;
    int error = storage_story_get(request->service->storage, request->arena, &id, &story);
    if (!error)
        error = storage_notice_list(request->service->storage, request->arena, &id,
                                    (struct slice){0}, false, 0, ENTRIES, &notices);
    if (error) {
        reply_error(request, error, "reading the notices");
        return;
    }
    append_feed(&request->out, &story, &notices);
    reply_body(request, 200, "application/atom+xml");
}
