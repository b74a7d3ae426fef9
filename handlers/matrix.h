/* A story as a table: a row for each matter, a column for each source by first publication, in the
 * cells what the source prints. A cell that is silent (the source was read, and tells nothing of
 * the matter) is another thing than one whose source could not be read.
 */
#pragma once

#include "base/json_writer.h"
#include "handlers/request.h"
#include "storage/alignments.h"

enum matrix_state {
    MATRIX_TOLD,
    MATRIX_SILENT,
    MATRIX_NOT_FETCHED, /* no article of the column could be read: another language, an empty page
                         */
};

/* What one column tells of a matter: by publication, the last is what it tells now. */
struct matrix_cell {
    enum matrix_state state;
    const struct stored_member **told;
    uint32_t count;
};

struct matrix_column {
    struct slice label;       /* absent for an article without a source */
    struct slice origin_kind; /* of its first article */
    struct slice origin;
    uint32_t *articles; /* indices into the story's, by publication */
    uint32_t article_count;
    bool fetched;
};

struct matrix_row {
    const struct stored_alignment *alignment;
    struct matrix_cell *cells; /* one per column */
};

struct matrix {
    const struct story_alignments *story;
    bool by_origin;
    struct matrix_column *columns;
    uint32_t column_count;
    struct matrix_row *rows; /* conflicts first, then compatible, then agree */
    uint32_t row_count;
};

/* Reads a story as it stood and makes its matrix of all relations, a column for each source. Errors
 * as storage_article_get. */
int matrix_read(struct request *request, const struct storage_id *story, const struct as_of *as_of,
                struct matrix *ret_matrix);

/* The same for the story and the time that the request names. False when it was answered: with what
 * is wrong with them, or what went wrong. */
bool matrix_take(struct request *request, struct matrix *ret_matrix);

/* `by_origin` makes one column of all articles with one origin; `relations` are the relations
 * wanted, parted by commas, absent for all. Returns 0 or ERR_NO_MEMORY. */
int matrix_make(struct arena *arena, const struct story_alignments *story, bool by_origin,
                struct slice relations, struct matrix *ret_matrix);

const char *matrix_state_name(enum matrix_state state);

/* The column's name, or the title of its first article, or its id. */
struct slice matrix_column_name(const struct matrix *matrix, const struct matrix_column *column);

/* What the cell tells now; NULL when it tells nothing. */
static inline const struct stored_member *matrix_told(const struct matrix_cell *cell) {
    return cell->count ? cell->told[cell->count - 1] : NULL;
}

/* Returns 0 or ERR_NO_MEMORY; limits of the buffer show in it. */
int matrix_write_json(struct request *request, const struct matrix *matrix);
void matrix_write_csv(struct buffer *out, const struct matrix *matrix);
void matrix_write_text(struct buffer *out, const struct matrix *matrix);
/* The table alone; `root` leads from the page to the top. */
void matrix_write_html_table(struct buffer *out, const struct matrix *matrix, const char *root);
void matrix_write_html(struct request *request, const struct matrix *matrix);
