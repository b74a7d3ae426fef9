/* GET /v1/stories/{id}/timeline: who told what when. A lane for each source, a track for each
 * matter, a step for each article that tells a value of it: by publication, marked where the source
 * tells another value than before, or where the article is a later version of one. */
#include "base/error.h"
#include "handlers/alignment_json.h"
#include "handlers/handlers.h"
#include "handlers/matrix.h"
#include "handlers/stored.h"
#include "handlers/stored_json.h"

/* A member on its way into a track. */
struct step {
    const struct stored_member *member;
    uint32_t lane;
    bool changed;
};

struct step_list {
    struct step *at;
    uint32_t count;
    uint32_t capacity;
};

static bool other_value(const struct stored_member *before, const struct stored_member *now) {
    return before->value_key && now->value_key && before->value_key != now->value_key;
}

/* Articles have indices by publication, so that the index orders steps. */
static int collect(struct arena *arena, const struct matrix *matrix, const struct matrix_row *row,
                   struct step_list *steps) {
    for (uint32_t lane = 0; lane < matrix->column_count; lane++) {
        const struct matrix_cell *cell = &row->cells[lane];
        for (uint32_t i = 0; i < cell->count; i++) {
            struct step step = {cell->told[i], lane,
                                i > 0 && other_value(cell->told[i - 1], cell->told[i])};
            if (!list_push(arena, steps, step))
                return ERR_NO_MEMORY;
        }
    }
    for (uint32_t i = 1; i < steps->count; i++) {
        struct step moved = steps->at[i];
        uint32_t at = i;
        for (; at > 0 && steps->at[at - 1].member->article > moved.member->article; at--)
            steps->at[at] = steps->at[at - 1];
        steps->at[at] = moved;
    }
    return 0;
}

static void write_step(struct json_writer *json, const struct matrix *matrix,
                       const struct step *step) {
    const struct compared_article *article = &matrix->story->articles[step->member->article];
    json_begin_object(json);
    json_member_integer(json, "lane", step->lane);
    json_member_cstr(json, "article_id", article->id.hex);
    json_member_string(json, "published_at", article->published_at);
    json_member_instant(json, "stored_at", article->stored_at);
    json_member_integer(json, "version", article->version);
    json_member_bool(json, "changed", step->changed);
    json_member_integer(json, "claim", step->member->claim);
    cell_write(json, step->member);
    json_end_object(json);
}

static int write_track(struct request *request, struct json_writer *json,
                       const struct matrix *matrix, const struct matrix_row *row) {
    struct step_list steps = {0};
    int error = collect(request->arena, matrix, row, &steps);
    json_begin_object(json);
    json_member_cstr(json, "alignment", row->alignment->id.hex);
    json_member_string(json, "topic", row->alignment->topic);
    json_member_string(json, "relation", row->alignment->relation);
    json_member_string(json, "state", row->alignment->state);
    json_key(json, "steps");
    json_begin_array(json);
    for (uint32_t i = 0; i < steps.count; i++)
        write_step(json, matrix, &steps.at[i]);
    json_end_array(json);
    json_end_object(json);
    return error;
}

static void write_lane(struct json_writer *json, const struct matrix *matrix,
                       const struct matrix_column *column) {
    json_begin_object(json);
    json_member_string(json, "name", matrix_column_name(matrix, column));
    json_key(json, "articles");
    json_begin_array(json);
    for (uint32_t i = 0; i < column->article_count; i++) {
        const struct compared_article *article = &matrix->story->articles[column->articles[i]];
        json_begin_object(json);
        compared_article_write(json, article);
        json_member_instant(json, "stored_at", article->stored_at);
        json_member_integer(json, "version", article->version);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static int write_answer(struct request *request, const struct matrix *matrix) {
    struct json_writer json;
    int error = 0;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "story", matrix->story->story.hex);
    json_member_string(&json, "title", matrix->story->title);
    json_member_integer(&json, "as_of", matrix->story->as_of);
    json_member_instant(&json, "as_of_time", matrix->story->as_of_time);
    json_key(&json, "lanes");
    json_begin_array(&json);
    for (uint32_t i = 0; i < matrix->column_count; i++)
        write_lane(&json, matrix, &matrix->columns[i]);
    json_end_array(&json);
    json_key(&json, "tracks");
    json_begin_array(&json);
    for (uint32_t i = 0; i < matrix->row_count && !error; i++)
        error = write_track(request, &json, matrix, &matrix->rows[i]);
    json_end_array(&json);
    json_end_object(&json);
    return error;
}

void stories_timeline(struct request *request) {
    struct matrix matrix;
    if (!matrix_take(request, &matrix))
        return;
    int error = write_answer(request, &matrix);
    if (error)
        reply_error(request, error, "reading the timeline");
    else
        reply_json(request, 200);
}
