/* The matrix as a page that reads without a script and without a style sheet: a real table with
 * headings, a sign and a word for each relation, never colour alone. */
#include "handlers/html.h"
#include "handlers/matrix.h"
#include "handlers/report_text.h"

static void write_cell(struct buffer *out, const struct matrix *matrix,
                       const struct matrix_cell *cell) {
    const struct stored_member *told = matrix_told(cell);
    buffer_printf(out, "<td class=\"%s\">", matrix_state_name(cell->state));
    if (told) {
        buffer_printf(out, "<a href=\"../../articles/%s/text\" title=\"",
                      matrix->story->articles[told->article].id.hex);
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

static void write_row(struct buffer *out, const struct matrix *matrix,
                      const struct matrix_row *row) {
    const struct stored_alignment *alignment = row->alignment;
    buffer_printf(out, "<tr class=\"%.*s %.*s\" id=\"a-%s\">\n<th scope=\"row\">",
                  SLICE_ARGS(alignment->relation), SLICE_ARGS(alignment->state), alignment->id.hex);
    buffer_printf(out, "<span class=\"relation\">%s %.*s</span> ", report_sign(alignment->relation),
                  SLICE_ARGS(alignment->relation));
    html_element(out, "span", " class=\"topic\"", alignment->topic);
    html_element(out, "p", " class=\"explanation\"", alignment->explanation);
    if (alignment->note.length)
        html_element(out, "p", " class=\"note\"", alignment->note);
    buffer_append_cstr(out, "</th>\n");
    for (uint32_t i = 0; i < matrix->column_count; i++)
        write_cell(out, matrix, &row->cells[i]);
    buffer_append_cstr(out, "\n</tr>\n");
}

void matrix_write_html(struct request *request, const struct matrix *matrix) {
    struct buffer *out = &request->out;
    struct slice title = matrix->story->title.length ? matrix->story->title : SLICE("Story");
    html_page_begin(request, "../../../", "matrix", slice_from_cstr(matrix->story->story.hex),
                    title);
    buffer_append_cstr(out, "<main id=\"main\">\n");
    html_element(out, "h1", " dir=\"auto\"", title);
    buffer_append_cstr(out,
                       "\n<table class=\"matrix\">\n<thead>\n<tr><th scope=\"col\">Matter</th>");
    for (uint32_t i = 0; i < matrix->column_count; i++) {
        const struct matrix_column *column = &matrix->columns[i];
        buffer_append_cstr(out, "<th scope=\"col\">");
        html_text(out, matrix_column_name(matrix, column));
        struct slice date = matrix->story->articles[column->articles[0]].published_at;
        if (date.length)
            html_element(out, "time", " class=\"published\"", date);
        buffer_append_cstr(out, "</th>");
    }
    buffer_append_cstr(out, "</tr>\n</thead>\n<tbody>\n");
    for (uint32_t i = 0; i < matrix->row_count; i++)
        write_row(out, matrix, &matrix->rows[i]);
    buffer_append_cstr(out, "</tbody>\n</table>\n<p class=\"legend\">≠ conflict · ≈ compatible · "
                            "= agree · — silent · ø not fetched</p>\n</main>\n");
    html_page_end(request);
}
