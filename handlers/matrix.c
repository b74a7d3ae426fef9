#include "handlers/matrix.h"

#include "base/error.h"
#include "handlers/as_of.h"
#include "handlers/stored.h"

#include <assert.h>

const char *matrix_state_name(enum matrix_state state) {
    static const char *const names[] = {"told", "silent", "not_fetched"};
    assert((size_t)state < sizeof names / sizeof *names);
    return names[state];
}

struct slice matrix_column_name(const struct matrix *matrix, const struct matrix_column *column) {
    const struct compared_article *first = &matrix->story->articles[column->articles[0]];
    if (column->label.length)
        return column->label;
    return first->title.length ? first->title : slice_from_cstr(first->id.hex);
}

/* ---- columns --------------------------------------------------------------------------------- */

static struct slice label_of(const struct compared_article *article, bool by_origin) {
    if (by_origin)
        return article->origin;
    return article->outlet.length ? article->outlet : article->source;
}

/* The column of an article: that of its label. Without one it stands alone. */
static struct matrix_column *column_of(struct matrix *matrix,
                                       const struct compared_article *article) {
    struct slice label = label_of(article, matrix->by_origin);
    for (uint32_t i = 0; label.length && i < matrix->column_count; i++) {
        struct matrix_column *column = &matrix->columns[i];
        if (slice_equal_ascii_case(column->label, label) &&
            (!matrix->by_origin || slice_equal(column->origin_kind, article->origin_kind)))
            return column;
    }
    struct matrix_column *column = &matrix->columns[matrix->column_count++];
    column->label = label;
    column->origin_kind = article->origin_kind;
    column->origin = article->origin;
    return column;
}

/* Articles stand by publication, and so do the columns that they found. */
static int make_columns(struct arena *arena, struct matrix *matrix, uint32_t *column_numbers) {
    uint32_t count = matrix->story->article_count;
    matrix->columns = ARENA_ARRAY(arena, struct matrix_column, count + 1);
    if (!matrix->columns)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        struct matrix_column *column = column_of(matrix, &matrix->story->articles[i]);
        if (!column->articles)
            column->articles = ARENA_ARRAY(arena, uint32_t, count);
        if (!column->articles)
            return ERR_NO_MEMORY;
        column->articles[column->article_count++] = i;
        column->fetched |= matrix->story->articles[i].claim_count > 0;
        column_numbers[i] = (uint32_t)(column - matrix->columns);
    }
    return 0;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* A value says more than words that differ, and those more than the claim. */
static int telling(const struct stored_member *member) {
    if (member->value.length)
        return 2;
    return slice_equal(member->kind, SLICE("words")) ? 1 : 0;
}

/* Members stand by article: the most telling one of each is shown, the first among equals. */
static void add_member(struct matrix_cell *cell, const struct stored_member *member) {
    if (cell->count && cell->told[cell->count - 1]->article == member->article) {
        if (telling(member) > telling(cell->told[cell->count - 1]))
            cell->told[cell->count - 1] = member;
        return;
    }
    cell->told[cell->count++] = member;
}

static int make_row(struct arena *arena, const struct matrix *matrix,
                    const uint32_t *column_numbers, struct matrix_row *row) {
    const struct stored_alignment *alignment = row->alignment;
    row->cells = ARENA_ARRAY(arena, struct matrix_cell, matrix->column_count + 1);
    if (!row->cells)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < matrix->column_count; i++)
        row->cells[i].state = matrix->columns[i].fetched ? MATRIX_SILENT : MATRIX_NOT_FETCHED;
    for (uint32_t i = 0; i < alignment->member_count; i++) {
        uint32_t number = column_numbers[alignment->members[i].article];
        struct matrix_cell *cell = &row->cells[number];
        if (!cell->told)
            cell->told = ARENA_ARRAY(arena, const struct stored_member *,
                                     matrix->columns[number].article_count);
        if (!cell->told)
            return ERR_NO_MEMORY;
        cell->state = MATRIX_TOLD;
        add_member(cell, &alignment->members[i]);
    }
    return 0;
}

static bool wanted(struct slice relations, struct slice relation) {
    while (relations.length) {
        const char *comma = memchr(relations.at, ',', relations.length);
        size_t length = comma ? (size_t)(comma - relations.at) : relations.length;
        if (slice_equal(slice_of(relations.at, length), relation))
            return true;
        size_t used = length + (comma ? 1 : 0);
        relations = slice_of(relations.at + used, relations.length - used);
    }
    return false;
}

static int make_rows(struct arena *arena, struct slice relations, const uint32_t *column_numbers,
                     struct matrix *matrix) {
    static const struct slice order[] = {SLICE("conflict"), SLICE("compatible"), SLICE("agree")};
    const struct story_alignments *story = matrix->story;
    matrix->rows = ARENA_ARRAY(arena, struct matrix_row, story->count + 1);
    if (!matrix->rows)
        return ERR_NO_MEMORY;
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        if (relations.at && !wanted(relations, order[k]))
            continue;
        for (uint32_t i = 0; i < story->count; i++) {
            if (!slice_equal(story->alignments[i].relation, order[k]))
                continue;
            struct matrix_row *row = &matrix->rows[matrix->row_count++];
            row->alignment = &story->alignments[i];
            int error = make_row(arena, matrix, column_numbers, row);
            if (error)
                return error;
        }
    }
    return 0;
}

int matrix_make(struct arena *arena, const struct story_alignments *story, bool by_origin,
                struct slice relations, struct matrix *ret_matrix) {
    struct matrix matrix = {.story = story, .by_origin = by_origin};
    uint32_t *column_numbers = ARENA_ARRAY(arena, uint32_t, story->article_count + 1);
    if (!column_numbers)
        return ERR_NO_MEMORY;
    int error = make_columns(arena, &matrix, column_numbers);
    if (!error)
        error = make_rows(arena, relations, column_numbers, &matrix);
    if (!error)
        *ret_matrix = matrix;
    return error;
}

int matrix_read(struct request *request, const struct storage_id *story, const struct as_of *as_of,
                struct matrix *ret_matrix) {
    struct story_alignments *read = ARENA_NEW(request->arena, struct story_alignments);
    if (!read)
        return ERR_NO_MEMORY;
    int error = storage_story_alignments(request->service->storage, request->arena, story, as_of,
                                         false, read);
    return error ? error : matrix_make(request->arena, read, false, (struct slice){0}, ret_matrix);
}

bool matrix_take(struct request *request, struct matrix *ret_matrix) {
    struct storage_id id;
    struct as_of as_of;
    if (!stored_id_read(request, &id) || !as_of_take(request, &as_of))
        return false;
    int error = matrix_read(request, &id, &as_of, ret_matrix);
    if (error)
        reply_error(request, error, "reading the story");
    return !error;
}
