/* The matrix as a page that reads without a script and without a style sheet: a real table with
 * headings, a sign and a word for each relation, never colour alone. */
#include "handlers/html.h"
#include "handlers/matrix.h"
#include "handlers/report_text.h"

static void write_cell(struct buffer *out, const struct matrix *matrix,
                       const struct matrix_cell *cell, const char *root) {
    const struct stored_member *told = matrix_told(cell);
    buffer_printf(out, "<td class=\"%s\">", matrix_state_name(cell->state));
    if (told) {
        buffer_printf(out, "<a href=\"%sarticles/%s#claim-%u\" dir=\"auto\" title=\"", root,
                      matrix->story->articles[told->article].id.hex, told->claim);
        html_text(out, told->claim_text);
        buffer_append_cstr(out, "\">");
        html_text(out, told->printed);
        buffer_append_cstr(out, "</a>");
        for (uint32_t i = cell->count - 1; i > 0; i--) {
            buffer_append_cstr(out, " <del>");
            html_text(out, cell->told[i - 1]->printed);
            buffer_append_cstr(out, "</del>");
        }
    } else {
        buffer_append_cstr(out, cell->state == MATRIX_SILENT
                                    ? "<abbr title=\"silent\">—</abbr>"
                                    : "<abbr title=\"not fetched\">ø</abbr>");
    }
    buffer_append_cstr(out, "</td>");
}

static void write_row(struct buffer *out, const struct matrix *matrix, const struct matrix_row *row,
                      const char *root) {
    const struct stored_alignment *alignment = row->alignment;
    buffer_printf(out, "<tr class=\"%.*s %.*s\" id=\"a-%s\">\n<th scope=\"row\">",
                  SLICE_ARGS(alignment->relation), SLICE_ARGS(alignment->state), alignment->id.hex);
    buffer_printf(out, "<b class=\"badge %.*s\">%s %.*s</b> ", SLICE_ARGS(alignment->relation),
                  report_sign(alignment->relation), SLICE_ARGS(alignment->relation));
    html_element(out, "span", " class=\"topic\" dir=\"auto\"", alignment->topic);
    html_element(out, "p", " class=\"explanation\" dir=\"auto\"", alignment->explanation);
    if (alignment->note.length)
        html_element(out, "p", " class=\"note\" dir=\"auto\"", alignment->note);
    buffer_append_cstr(out, "</th>\n");
    for (uint32_t i = 0; i < matrix->column_count; i++)
        write_cell(out, matrix, &row->cells[i], root);
    buffer_append_cstr(out, "\n</tr>\n");
}

static void write_heading(struct buffer *out, const struct matrix *matrix,
                          const struct matrix_column *column, const char *root) {
    const struct compared_article *first = &matrix->story->articles[column->articles[0]];
    buffer_printf(out, "<th scope=\"col\"><a href=\"%sarticles/%s\" dir=\"auto\">", root,
                  first->id.hex);
    html_text(out, matrix_column_name(matrix, column));
    buffer_append_cstr(out, "</a>");
    if (first->published_at.length)
        html_element(out, "time", " class=\"published\"", first->published_at);
    buffer_append_cstr(out, "</th>");
}

void matrix_write_html_table(struct buffer *out, const struct matrix *matrix, const char *root) {
    buffer_append_cstr(out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
                            "aria-label=\"Who says what\">\n<table class=\"matrix\">\n<thead>\n"
                            "<tr><th scope=\"col\">Matter</th>");
    for (uint32_t i = 0; i < matrix->column_count; i++)
        write_heading(out, matrix, &matrix->columns[i], root);
    buffer_append_cstr(out, "</tr>\n</thead>\n<tbody>\n");
    for (uint32_t i = 0; i < matrix->row_count; i++)
        write_row(out, matrix, &matrix->rows[i], root);
    buffer_append_cstr(out, "</tbody>\n</table>\n</div>\n<p class=\"legend\">≠ conflict · ≈ "
                            "compatible · = agree · — silent · ø not fetched</p>\n");
}

void matrix_write_html(struct request *request, const struct matrix *matrix) {
    struct buffer *out = &request->out;
    struct slice title = matrix->story->title.length ? matrix->story->title : SLICE("Story");
    html_page_begin(request, "../../../", "matrix", slice_from_cstr(matrix->story->story.hex),
                    title);
    buffer_append_cstr(out, "<main id=\"main\">\n");
    html_element(out, "h1", " dir=\"auto\"", title);
    matrix_write_html_table(out, matrix, "../../../");
    buffer_append_cstr(out, "</main>\n");
    html_page_end(request);
}
