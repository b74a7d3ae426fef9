/* GET /articles/{id}: one article as a page: its text, and the claims found in it. */
#include "handlers/handlers.h"
#include "handlers/html.h"
#include "handlers/stored.h"

/* Paragraphs are parted by an empty line. */
static void write_paragraphs(struct buffer *out, struct slice text) {
    while (text.length) {
        size_t end = slice_find(text, SLICE("\n\n"));
        bool last = end == SLICE_NONE;
        struct slice paragraph = slice_of(text.at, last ? text.length : end);
        html_element(out, "p", " dir=\"auto\"", paragraph);
        buffer_append_byte(out, '\n');
        size_t used = last ? text.length : end + 2;
        text = slice_of(text.at + used, text.length - used);
    }
}

static void write_claims(struct buffer *out, const struct claim_record_list *claims) {
    buffer_append_cstr(out,
                       "<aside class=\"margin\" aria-label=\"Claims\">\n<h2>Claims</h2>\n<ol>\n");
    for (uint32_t i = 0; i < claims->count; i++) {
        buffer_printf(out, "<li id=\"claim-%u\"><span dir=\"auto\">", i);
        html_text(out, claims->at[i].text);
        buffer_append_cstr(out, "</span> <small>");
        html_text(out, claims->at[i].polarity);
        buffer_append_cstr(out, ", ");
        html_text(out, claims->at[i].modality);
        buffer_append_cstr(out, "</small></li>\n");
    }
    buffer_append_cstr(out, "</ol>\n</aside>\n");
}

static void write_article(struct request *request, const struct stored_article *article,
                          const struct claim_record_list *claims) {
    struct buffer *out = &request->out;
    const struct article_summary *summary = &article->summary;
    struct slice title = summary->title.at ? summary->title : SLICE("(untitled)");
    html_page_begin(request, "../", "article", slice_from_cstr(summary->id.hex), title);
    buffer_append_cstr(out, "<main id=\"main\" class=\"article\">\n<article>\n");
    html_element(out, "h1", " dir=\"auto\"", title);
    buffer_append_cstr(out, "\n<p class=\"meta\">");
    html_element(out, "strong", " dir=\"auto\"",
                 summary->source.at ? summary->source : SLICE("source unknown"));
    buffer_append_byte(out, ' ');
    html_element(out, "time", "",
                 summary->published_at.at ? summary->published_at : SLICE("date unknown"));
    buffer_printf(out, " <a href=\"../stories/%s\">its story</a></p>\n<div id=\"text\">\n",
                  summary->story.hex);
    write_paragraphs(out, article->text);
    buffer_append_cstr(out, "</div>\n</article>\n");
    write_claims(out, claims);
    buffer_append_cstr(out, "</main>\n");
    html_page_end(request);
}

void article_page(struct request *request) {
    struct storage_id id;
    if (!stored_id_read(request, &id))
        return;

    struct storage *storage = request->service->storage;
    struct stored_article article;
    struct claim_record_list claims;
    int error = storage_article_get(storage, request->arena, &id, ARTICLE_TEXT, &article);
    if (!error)
        error = storage_article_claims(storage, request->arena, &id, &claims);
    if (error) {
        reply_error(request, error, "reading the article");
        return;
    }
    write_article(request, &article, &claims);
    reply_html(request, 200);
}
