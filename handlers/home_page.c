/* GET /: the stories as a page. Scripts sort, search and renew it; without them it is a list of
 * links. */
#include "base/date.h"
#include "handlers/handlers.h"
#include "handlers/html.h"
#include "handlers/stored_json.h"

enum { STORIES_SHOWN = 100 };

static void write_relation(struct buffer *out, const char *relation, const char *sign,
                           uint32_t count) {
    if (count)
        buffer_printf(out, " <span class=\"badge %s\">%s %u %s</span>", relation, sign, count,
                      relation);
}

static void write_story(struct buffer *out, const struct stored_story *story) {
    buffer_printf(out, "<li><a href=\"stories/%s\">", story->id.hex);
    html_element(out, "span", " class=\"title\" dir=\"auto\"",
                 story->title.at ? story->title : SLICE("(untitled)"));
    buffer_printf(out, "</a> <span class=\"counts\">%u %s, %u %s", story->article_count,
                  story->article_count == 1 ? "article" : "articles", story->accounts,
                  story->accounts == 1 ? "account" : "independent accounts");
    write_relation(out, "conflict", "≠", story->conflicts);
    write_relation(out, "compatible", "≈", story->compatibles);
    write_relation(out, "agree", "=", story->agreements);
    buffer_append_cstr(out, "</span></li>\n");
}

void home_page(struct request *request) {
    struct story_list list;
    int error =
        storage_story_list(request->service->storage, request->arena, 0, STORIES_SHOWN, &list);
    if (error) {
        reply_error(request, error, "listing the stories");
        return;
    }

    struct buffer *out = &request->out;
    html_page_begin(request, "", "home", (struct slice){0}, SLICE("Stories – claimd"));
    buffer_append_cstr(out, "<main id=\"main\" class=\"home\">\n<h1>Stories</h1>\n"
                            "<ol class=\"stories\" id=\"stories\">\n");
    for (uint32_t i = 0; i < list.count; i++)
        write_story(out, &list.at[i]);
    buffer_append_cstr(out, "</ol>\n");
    if (!list.count)
        buffer_append_cstr(out, "<p>No story yet. Articles come in by <code>POST "
                                "/v1/articles</code>.</p>\n");
    buffer_append_cstr(out, "</main>\n");
    html_page_end(request);
    reply_html(request, 200);
}
