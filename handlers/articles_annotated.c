/* GET /v1/articles/{id}/annotated: the article as a page, with what was found in it marked, and
 * what was taken out of it below. Read from the stored analysis, so that it shows what was answered
 * then.
 *
 * Spans overlap as they like (a claim holds a quantity, a quotation runs over two claims), and HTML
 * elements cannot: the text is cut where any span begins or ends, and each piece is marked with all
 * that it belongs to.
 */
#include "base/error.h"
#include "base/json_reader.h"
#include "base/utf8.h"
#include "handlers/handlers.h"
#include "handlers/html.h"
#include "handlers/stored.h"

#include <assert.h>
#include <stdlib.h>

enum mark { MARK_CLAIM, MARK_QUANTITY, MARK_TIME, MARK_QUOTE, MARK_NAME, MARK_COUNT };

static const struct {
    const char *list;  /* member of the analysis */
    const char *inner; /* member of each element that has the span; NULL: the element itself */
    const char *class;
    const char *legend;
} marks[] = {
    [MARK_CLAIM] = {"claims", NULL, "claim", "claim"},
    [MARK_QUANTITY] = {"quantities", NULL, "quantity", "quantity"},
    [MARK_TIME] = {"times", NULL, "time", "time"},
    [MARK_QUOTE] = {"attributions", "content", "quote", "what somebody said"},
    [MARK_NAME] = {"entities", NULL, "name", "name"},
};
static_assert(sizeof marks / sizeof *marks == MARK_COUNT, "a mark has no row");

/* A place where a span begins (+1) or ends (-1). */
struct edge {
    int64_t at; /* code points */
    enum mark mark;
    int delta;
};

struct edge_list {
    struct edge *at;
    uint32_t count;
    uint32_t capacity;
};

static int collect(struct arena *arena, const json_t *analysis, enum mark mark,
                   struct edge_list *edges) {
    const json_t *list = json_object_get(analysis, marks[mark].list);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *span = json_array_get(list, i);
        if (marks[mark].inner)
            span = json_object_get(span, marks[mark].inner);
        struct edge begin = {json_integer_value(json_object_get(span, "start")), mark, 1};
        struct edge end = {json_integer_value(json_object_get(span, "end")), mark, -1};
        if (begin.at >= end.at)
            continue;
        if (!list_push(arena, edges, begin) || !list_push(arena, edges, end))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int compare_edges(const void *left, const void *right) {
    const struct edge *a = left;
    const struct edge *b = right;
    return (a->at > b->at) - (a->at < b->at); /* the order of edges at one place does not matter */
}

/* ---- the text -------------------------------------------------------------------------------- */

struct writing {
    struct buffer *out;
    int open[MARK_COUNT]; /* spans that the place lies in */
    bool marked;          /* an element is open */
};

static void open_mark(struct writing *writing) {
    const char *separator = "";
    for (int mark = 0; mark < MARK_COUNT; mark++) {
        if (!writing->open[mark])
            continue;
        if (!writing->marked)
            buffer_append_cstr(writing->out, "<mark class=\"");
        writing->marked = true;
        buffer_printf(writing->out, "%s%s", separator, marks[mark].class);
        separator = " ";
    }
    if (writing->marked)
        buffer_append_cstr(writing->out, "\">");
}

static void close_mark(struct writing *writing) {
    if (writing->marked)
        buffer_append_cstr(writing->out, "</mark>");
    writing->marked = false;
}

/* A piece of text without an edge inside; paragraphs may end in it. */
static void write_piece(struct writing *writing, struct slice piece) {
    while (piece.length) {
        size_t end = slice_find(piece, SLICE("\n\n"));
        size_t length = end == SLICE_NONE ? piece.length : end;
        if (length) {
            open_mark(writing);
            html_text(writing->out, slice_of(piece.at, length));
            close_mark(writing);
        }
        if (end == SLICE_NONE)
            return;
        buffer_append_cstr(writing->out, "</p>\n<p dir=\"auto\">");
        piece = slice_of(piece.at + end + 2, piece.length - end - 2);
    }
}

static void write_text(struct buffer *out, struct slice text, const struct edge_list *edges) {
    struct writing writing = {.out = out};
    size_t byte = 0;
    int64_t point = 0;
    buffer_append_cstr(out, "<p dir=\"auto\">");
    for (uint32_t i = 0; i < edges->count; i++) {
        size_t from = byte;
        for (; byte < text.length && point < edges->at[i].at; point++)
            (void)utf8_next(text, &byte);
        write_piece(&writing, slice_of(text.at + from, byte - from));
        writing.open[edges->at[i].mark] += edges->at[i].delta;
    }
    write_piece(&writing, slice_of(text.at + byte, text.length - byte));
    buffer_append_cstr(out, "</p>\n");
}

/* ---- around it ------------------------------------------------------------------------------- */

static struct slice string_of(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    return slice_of(json_string_value(value), json_string_length(value));
}

static void write_removed(struct buffer *out, const json_t *removed) {
    if (!json_array_size(removed))
        return;
    buffer_printf(out, "<h2>Taken out</h2>\n<dl class=\"removed\">\n");
    for (size_t i = 0; i < json_array_size(removed); i++) {
        const json_t *block = json_array_get(removed, i);
        html_element(out, "dt", "", string_of(block, "kind"));
        html_element(out, "dd", " dir=\"auto\"", string_of(block, "text"));
        buffer_append_byte(out, '\n');
    }
    buffer_append_cstr(out, "</dl>\n");
}

static void write_line(struct buffer *out, const char *attributes, struct slice text) {
    if (text.length)
        html_element(out, "p", attributes, text);
}

static void write_legend(struct buffer *out) {
    buffer_append_cstr(out, "<p class=\"legend\">");
    for (int mark = 0; mark < MARK_COUNT; mark++)
        buffer_printf(out, "<mark class=\"%s\">%s</mark> ", marks[mark].class, marks[mark].legend);
    buffer_append_cstr(out, "</p>\n");
}

static void write_page(struct request *request, const struct stored_article *article,
                       const json_t *analysis, const struct edge_list *edges) {
    struct buffer *out = &request->out;
    const struct article_summary *summary = &article->summary;
    const json_t *head = json_object_get(analysis, "article");
    struct slice title = summary->title.at ? summary->title : SLICE("Untitled");
    html_page_begin(request, "../../../", "annotated", slice_from_cstr(summary->id.hex), title);
    buffer_append_cstr(out, "<main id=\"main\" class=\"annotated\">\n");
    html_element(out, "h1", " dir=\"auto\"", title);
    write_line(out, " class=\"meta\" dir=\"auto\"", summary->byline);
    write_line(out, " class=\"notice\"", string_of(head, "notice"));
    write_legend(out);
    buffer_append_cstr(out, "<article>\n");
    write_text(out, article->text, edges);
    buffer_append_cstr(out, "</article>\n");
    write_removed(out, json_object_get(head, "removed"));
    buffer_append_cstr(out, "</main>\n");
    html_page_end(request);
}

void articles_annotated(struct request *request) {
    struct storage_id id;
    struct stored_article article;
    if (!stored_id_read(request, &id) ||
        !stored_article_read(request, &id, ARTICLE_TEXT | ARTICLE_ANALYSIS, &article))
        return;

    json_t *analysis = NULL;
    struct edge_list edges = {0};
    int error = json_read(article.analysis, 0, &analysis, NULL);
    if (error == ERR_INVALID)
        error = ERR_FAILED; /* we wrote it */
    for (int mark = 0; mark < MARK_COUNT && !error; mark++)
        error = collect(request->arena, analysis, (enum mark)mark, &edges);
    if (error) {
        json_decref(analysis);
        reply_error(request, error, "reading the analysis");
        return;
    }
    if (edges.count)
        qsort(edges.at, edges.count, sizeof *edges.at, compare_edges);
    write_page(request, &article, analysis, &edges);
    json_decref(analysis);
    reply_html(request, 200);
}
