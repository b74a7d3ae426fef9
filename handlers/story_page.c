/* GET /stories/{id}: one story as a page: who tells it, and its matrix. Scripts add the evidence,
 * the timeline and what changes. */
#include "handlers/handlers.h"
#include "handlers/html.h"
#include "handlers/matrix.h"
#include "handlers/stored.h"

static void write_members(struct buffer *out, const struct stored_story *story) {
    buffer_append_cstr(out, "<ul class=\"members\">\n");
    for (uint32_t i = 0; i < story->article_count; i++) {
        const struct story_article *article = &story->articles[i];
        buffer_printf(out, "<li><a href=\"../articles/%s\">", article->id.hex);
        html_element(out, "span", " dir=\"auto\"",
                     article->source.at ? article->source : SLICE("source unknown"));
        buffer_append_cstr(out, "</a> ");
        html_element(out, "time", "", article->published_at);
        buffer_append_byte(out, ' ');
        html_element(out, "span", " class=\"soft\" dir=\"auto\"", article->title);
        buffer_append_cstr(out, "</li>\n");
    }
    buffer_append_cstr(out, "</ul>\n");
}

static void write_story(struct request *request, const struct stored_story *story,
                        const struct matrix *matrix) {
    struct buffer *out = &request->out;
    struct slice title = story->title.at ? story->title : SLICE("(untitled)");
    html_page_begin(request, "../", "story", slice_from_cstr(story->id.hex), title);
    buffer_append_cstr(out, "<main id=\"main\" class=\"story\">\n<nav class=\"pane\" "
                            "aria-label=\"Stories\"><ol class=\"stories\" id=\"stories\">"
                            "<li><a href=\"../.\">All stories</a></li></ol></nav>\n<section>\n");
    html_element(out, "h1", " dir=\"auto\"", title);
    buffer_append_cstr(out,
                       "\n<div class=\"filters\" id=\"filters\"></div>\n<div id=\"matrix\">\n");
    matrix_write_html_table(out, matrix, "../");
    buffer_append_cstr(out, "</div>\n<section id=\"timeline\" class=\"timeline\" "
                            "aria-label=\"Timeline\"></section>\n<details class=\"sources\" open>"
                            "<summary>Articles</summary>\n");
    write_members(out, story);
    buffer_append_cstr(out,
                       "</details>\n</section>\n<aside class=\"pane evidence\" id=\"evidence\" "
                       "aria-label=\"Evidence\"></aside>\n</main>\n");
    html_page_end(request);
}

void story_page(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct stored_story story;
    struct matrix matrix;
    const struct as_of now = {0};
    int error = storage_story_get(request->service->storage, request->arena, &id, &story);
    if (!error)
        error = matrix_read(request, &id, &now, &matrix);
    if (error) {
        reply_error(request, error, "reading the story");
        return;
    }
    write_story(request, &story, &matrix);
    reply_html(request, 200);
}
