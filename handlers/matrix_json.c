#include "handlers/alignment_json.h"
#include "handlers/matrix.h"
#include "handlers/stored_json.h"

static void write_column(struct json_writer *json, const struct matrix *matrix,
                         const struct matrix_column *column) {
    json_begin_object(json);
    json_member_string(json, "name", matrix_column_name(matrix, column));
    json_member_string(json, "source",
                       matrix->by_origin ? matrix->story->articles[column->articles[0]].source
                                         : column->label);
    json_member_string(json, "origin_kind", column->origin_kind);
    json_member_string(json, "origin", column->origin);
    json_member_bool(json, "fetched", column->fetched);
    json_key(json, "articles");
    json_begin_array(json);
    for (uint32_t i = 0; i < column->article_count; i++) {
        json_begin_object(json);
        compared_article_write(json, &matrix->story->articles[column->articles[i]]);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_told(struct json_writer *json, const struct matrix *matrix,
                       const struct stored_member *member) {
    json_begin_object(json);
    json_member_cstr(json, "article_id", matrix->story->articles[member->article].id.hex);
    json_member_integer(json, "claim", member->claim);
    cell_write(json, member);
    json_member_integer(json, "claim_start", member->claim_start);
    json_member_integer(json, "claim_end", member->claim_end);
    json_member_string(json, "claim_text", member->claim_text);
    json_member_integer(json, "since", member->since);
    json_end_object(json);
}

static void write_cell(struct json_writer *json, const struct matrix *matrix,
                       const struct matrix_cell *cell) {
    json_begin_object(json);
    json_member_cstr(json, "state", matrix_state_name(cell->state));
    json_key(json, "told");
    json_begin_array(json);
    for (uint32_t i = 0; i < cell->count; i++)
        write_told(json, matrix, cell->told[i]);
    json_end_array(json);
    json_end_object(json);
}

int matrix_write_json(struct request *request, const struct matrix *matrix) {
    const struct story_alignments *story = matrix->story;
    struct json_writer json;
    int error = 0;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "story", story->story.hex);
    json_member_string(&json, "title", story->title);
    json_member_integer(&json, "as_of", story->as_of);
    json_member_instant(&json, "as_of_time", story->as_of_time);
    json_member_cstr(&json, "collapse", matrix->by_origin ? "origin" : "source");
    json_member_integer(&json, "left_out", story->left_out);
    json_key(&json, "columns");
    json_begin_array(&json);
    for (uint32_t i = 0; i < matrix->column_count; i++)
        write_column(&json, matrix, &matrix->columns[i]);
    json_end_array(&json);
    json_key(&json, "rows");
    json_begin_array(&json);
    for (uint32_t i = 0; i < matrix->row_count && !error; i++) {
        json_begin_object(&json);
        error = alignment_write_head(request, &json, matrix->rows[i].alignment);
        json_key(&json, "cells");
        json_begin_array(&json);
        for (uint32_t k = 0; k < matrix->column_count; k++)
            write_cell(&json, matrix, &matrix->rows[i].cells[k]);
        json_end_array(&json);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return error;
}
