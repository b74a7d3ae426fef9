/* The matrix as RFC 4180 has it: CRLF, quotes doubled. A field that a spreadsheet would run as a
 * formula gets an apostrophe in front (OWASP, CSV injection): the words come from strangers. */
#include "handlers/matrix.h"

static void append_field(struct buffer *out, struct slice text, bool last) {
    static const char formula[] = "=+-@\t\r";
    buffer_append_byte(out, '"');
    if (text.length && memchr(formula, text.at[0], sizeof formula - 1))
        buffer_append_byte(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"')
            buffer_append_byte(out, '"');
        buffer_append_byte(out, text.at[i]);
    }
    buffer_append_cstr(out, last ? "\"\r\n" : "\",");
}

/* Silent cells stay empty; those whose source was not read say so. */
static struct slice words_of(const struct matrix_cell *cell) {
    const struct stored_member *told = matrix_told(cell);
    if (told)
        return told->printed;
    return cell->state == MATRIX_NOT_FETCHED ? SLICE("(not fetched)") : SLICE("");
}

void matrix_write_csv(struct buffer *out, const struct matrix *matrix) {
    static const char *const heads[] = {"relation", "matter", "state", "explanation"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        append_field(out, slice_from_cstr(heads[i]), i == 3 && !matrix->column_count);
    for (uint32_t i = 0; i < matrix->column_count; i++)
        append_field(out, matrix_column_name(matrix, &matrix->columns[i]),
                     i + 1 == matrix->column_count);
    for (uint32_t i = 0; i < matrix->row_count; i++) {
        const struct matrix_row *row = &matrix->rows[i];
        append_field(out, row->alignment->relation, false);
        append_field(out, row->alignment->topic, false);
        append_field(out, row->alignment->state, false);
        append_field(out, row->alignment->explanation, !matrix->column_count);
        for (uint32_t k = 0; k < matrix->column_count; k++)
            append_field(out, words_of(&row->cells[k]), k + 1 == matrix->column_count);
    }
}
