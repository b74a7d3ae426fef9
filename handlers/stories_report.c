/* GET /v1/stories/{id}/report: a story to print. Each matter with what each source prints of it and
 * the arithmetic; each value leads to a footnote with the sentence that it stands in, the article,
 * and the place of the words in its text, so that a reader of the paper can check it. */
#include "base/error.h"
#include "base/utf8.h"
#include "handlers/handlers.h"
#include "handlers/html.h"
#include "handlers/matrix.h"
#include "handlers/report_text.h"

struct evidence_list {
    const struct stored_member **at;
    uint32_t count;
    uint32_t capacity;
};

struct printing {
    struct request *request;
    struct buffer *out;
    const struct matrix *matrix;
    struct evidence_list evidence;
};

static int append_told(struct printing *printing, const struct stored_member *told) {
    if (!list_push(printing->request->arena, &printing->evidence, told))
        return ERR_NO_MEMORY;
    html_element(printing->out, "q", " dir=\"auto\"", told->printed);
    uint32_t note = printing->evidence.count;
    buffer_printf(printing->out, "<sup><a id=\"r%u\" href=\"#n%u\">%u</a></sup>", note, note, note);
    return 0;
}

static int append_source(struct printing *printing, const struct matrix_column *column,
                         const struct matrix_cell *cell) {
    buffer_append_cstr(printing->out, "<dt dir=\"auto\">");
    html_text(printing->out, matrix_column_name(printing->matrix, column));
    buffer_append_cstr(printing->out, "</dt><dd>");
    for (uint32_t i = 0; i < cell->count; i++) {
        if (i)
            buffer_append_cstr(printing->out, ", later ");
        int error = append_told(printing, cell->told[i]);
        if (error)
            return error;
    }
    buffer_append_cstr(printing->out, "</dd>\n");
    return 0;
}

static void append_others(struct printing *printing, const struct matrix_row *row,
                          enum matrix_state state, const char *label) {
    bool any = false;
    for (uint32_t i = 0; i < printing->matrix->column_count; i++) {
        if (row->cells[i].state != state)
            continue;
        buffer_append_cstr(printing->out, any ? ", " : "<p class=\"others\">");
        if (!any)
            buffer_append_cstr(printing->out, label);
        any = true;
        html_text(printing->out,
                  matrix_column_name(printing->matrix, &printing->matrix->columns[i]));
    }
    if (any)
        buffer_append_cstr(printing->out, "</p>\n");
}

static int append_matter(struct printing *printing, const struct matrix_row *row) {
    const struct stored_alignment *alignment = row->alignment;
    buffer_printf(printing->out, "<section class=\"matter %.*s\" id=\"a-%s\">\n<h2 dir=\"auto\">",
                  SLICE_ARGS(alignment->relation), alignment->id.hex);
    buffer_printf(printing->out, "<span class=\"relation\">%s %.*s</span> ",
                  report_sign(alignment->relation), SLICE_ARGS(alignment->relation));
    html_text(printing->out, alignment->topic);
    buffer_append_cstr(printing->out, "</h2>\n");
    html_element(printing->out, "p", " class=\"explanation\"", alignment->explanation);
    if (!slice_equal(alignment->state, SLICE("open")))
        html_element(printing->out, "p", " class=\"state\"", alignment->state);
    if (alignment->note.length)
        html_element(printing->out, "p", " class=\"note\" dir=\"auto\"", alignment->note);
    buffer_append_cstr(printing->out, "\n<dl>\n");
    int error = 0;
    for (uint32_t i = 0; i < printing->matrix->column_count && !error; i++)
        if (row->cells[i].count)
            error = append_source(printing, &printing->matrix->columns[i], &row->cells[i]);
    buffer_append_cstr(printing->out, "</dl>\n");
    append_others(printing, row, MATRIX_SILENT, "— silent: ");
    append_others(printing, row, MATRIX_NOT_FETCHED, "ø not fetched: ");
    buffer_append_cstr(printing->out, "</section>\n");
    return error;
}

/* ---- footnotes ------------------------------------------------------------------------------- */

/* Bytes of the first `count` code points. */
static size_t bytes_of(struct slice text, uint32_t count) {
    size_t at = 0;
    while (count-- && at < text.length)
        (void)utf8_next(text, &at);
    return at;
}

/* The claim with the cell's words marked, where they stand in it. */
static void append_marked(struct buffer *out, const struct stored_member *member) {
    struct slice text = member->claim_text;
    bool inside = member->start >= member->claim_start && member->end <= member->claim_end &&
                  member->end - member->start < member->claim_end - member->claim_start;
    size_t from = inside ? bytes_of(text, member->start - member->claim_start) : 0;
    size_t past = inside ? bytes_of(text, member->end - member->claim_start) : 0;
    html_text(out, slice_of(text.at, from));
    if (past > from)
        html_element(out, "mark", "", slice_of(text.at + from, past - from));
    html_text(out, slice_of(text.at + past, text.length - past));
}

static void append_footnote(struct printing *printing, uint32_t number) {
    const struct stored_member *member = printing->evidence.at[number - 1];
    const struct compared_article *article = &printing->matrix->story->articles[member->article];
    struct buffer *out = printing->out;
    buffer_printf(out, "<li id=\"n%u\"><a href=\"#r%u\">%u</a> <blockquote dir=\"auto\">", number,
                  number, number);
    append_marked(out, member);
    buffer_append_cstr(out, "</blockquote> <cite dir=\"auto\">");
    html_text(out, article->source.length ? article->source : SLICE("unknown source"));
    if (article->title.length) {
        buffer_append_cstr(out, ": ");
        html_text(out, article->title);
    }
    buffer_append_cstr(out, "</cite>");
    if (article->published_at.length) {
        buffer_append_cstr(out, ", ");
        html_element(out, "time", "", article->published_at);
    }
    buffer_printf(out,
                  " <a href=\"../../articles/%s\"><code>%s</code></a>, characters %u to %u</li>\n",
                  article->id.hex, article->id.hex, member->start, member->end);
}

static int print(struct request *request, const struct matrix *matrix) {
    struct printing printing = {request, &request->out, matrix, {0}};
    struct slice title = matrix->story->title.length ? matrix->story->title : SLICE("Story");
    html_page_begin(request, "../../../", "report", slice_from_cstr(matrix->story->story.hex),
                    title);
    buffer_append_cstr(printing.out, "<main id=\"main\" class=\"report\">\n");
    html_element(printing.out, "h1", " dir=\"auto\"", title);
    buffer_printf(printing.out, "\n<p>%u articles, %u sources, %u matters.</p>\n",
                  matrix->story->article_count, matrix->column_count, matrix->row_count);
    int error = 0;
    for (uint32_t i = 0; i < matrix->row_count && !error; i++)
        error = append_matter(&printing, &matrix->rows[i]);
    buffer_append_cstr(printing.out, "<section class=\"evidence\">\n<h2>Evidence</h2>\n<ol>\n");
    for (uint32_t i = 1; i <= printing.evidence.count && !error; i++)
        append_footnote(&printing, i);
    buffer_append_cstr(printing.out, "</ol>\n</section>\n</main>\n");
    html_page_end(request);
    return error;
}

void stories_report(struct request *request) {
    struct matrix matrix;
    if (!matrix_take(request, &matrix))
        return;
    int error = print(request, &matrix);
    if (error)
        reply_error(request, error, "printing the report");
    else
        reply_html(request, 200);
}
