/* The matrix as CSV. */
#include "handlers/csv.h"
#include "handlers/matrix.h"

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
        csv_write_field(out, slice_from_cstr(heads[i]), i == 3 && !matrix->column_count);
    for (uint32_t i = 0; i < matrix->column_count; i++)
        csv_write_field(out, matrix_column_name(matrix, &matrix->columns[i]),
                        i + 1 == matrix->column_count);
    for (uint32_t i = 0; i < matrix->row_count; i++) {
        const struct matrix_row *row = &matrix->rows[i];
        csv_write_field(out, row->alignment->relation, false);
        csv_write_field(out, row->alignment->topic, false);
        csv_write_field(out, row->alignment->state, false);
        csv_write_field(out, row->alignment->explanation, !matrix->column_count);
        for (uint32_t k = 0; k < matrix->column_count; k++)
            csv_write_field(out, words_of(&row->cells[k]), k + 1 == matrix->column_count);
    }
}
