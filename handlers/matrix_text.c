/* The matrix for a terminal of 80 columns, where more than four sources do not stand beside each
 * other: a block for each matter, a line for each source that tells of it, one for those that do
 * not.
 */
#include "handlers/matrix.h"
#include "handlers/report_text.h"
#include "handlers/text_table.h"

enum { NAME_COLUMNS = 22, INDENT = 5 + NAME_COLUMNS };

static void write_told(struct buffer *out, const struct matrix *matrix, uint32_t column,
                       const struct matrix_cell *cell) {
    for (uint32_t i = 0; i < cell->count; i++) {
        buffer_append_cstr(out, "     ");
        text_cell(out, i ? SLICE("") : matrix_column_name(matrix, &matrix->columns[column]),
                  NAME_COLUMNS - 1);
        buffer_append_byte(out, ' ');
        text_wrap(out, cell->told[i]->printed, INDENT, INDENT + (i ? 2 : 0));
    }
}

/* "— Coastwire, The Sound Weekly" */
static void write_others(struct buffer *out, const struct matrix *matrix,
                         const struct matrix_row *row, enum matrix_state state, const char *sign) {
    bool first = true;
    struct buffer line;
    buffer_init(&line, 64 * 1024);
    for (uint32_t i = 0; i < matrix->column_count; i++) {
        if (row->cells[i].state != state)
            continue;
        if (!first)
            buffer_append_cstr(&line, ", ");
        buffer_append(&line, matrix_column_name(matrix, &matrix->columns[i]));
        first = false;
    }
    if (!first) {
        buffer_printf(out, "     %s ", sign);
        text_wrap(out, buffer_slice(&line), 7, 7);
    }
    buffer_needs(out, &line);
    buffer_done(&line);
}

void matrix_write_text(struct buffer *out, const struct matrix *matrix) {
    if (matrix->story->title.length)
        text_wrap(out, matrix->story->title, 0, 0);
    buffer_append_byte(out, '\n');
    for (uint32_t i = 0; i < matrix->row_count; i++) {
        const struct matrix_row *row = &matrix->rows[i];
        buffer_printf(out, " %s ", report_sign(row->alignment->relation));
        text_wrap(out, row->alignment->topic, 3, 3);
        for (uint32_t k = 0; k < matrix->column_count; k++)
            write_told(out, matrix, k, &row->cells[k]);
        write_others(out, matrix, row, MATRIX_SILENT, "—");
        write_others(out, matrix, row, MATRIX_NOT_FETCHED, "ø");
        buffer_append_byte(out, '\n');
    }
    buffer_append_cstr(out, "≠ conflict  ≈ compatible  = agree  — silent  ø not fetched\n");
}
