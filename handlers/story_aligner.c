#include "handlers/story_aligner.h"

#include "alignment/analysis_blob.h"
#include "alignment/cells.h"
#include "alignment/comparer.h"
#include "alignment/origins.h"
#include "analysis/enum_names.h"
#include "base/codepoints.h"
#include "base/error.h"
#include "handlers/comparers.h"
#include "handlers/comparison_json.h"
#include "handlers/stored_input.h"

enum { JSON_LIMIT = 128 * 1024 * 1024 };

/* ---- views ----------------------------------------------------------------------------------- */

/* Analyses an article again whose view cannot be read. */
static int renew(const struct resources *resources, struct arena *arena, struct slice bytes,
                 struct analysis **ret_analysis) {
    struct article_input input;
    int error = stored_input_read(bytes, &input) ? ERR_FAILED : 0; /* our own bytes */
    return error ? error : analyze(resources, arena, &input, ret_analysis);
}

int story_views_read(const struct resources *resources, struct arena *arena,
                     const struct stored_views *views, const struct analysis ***ret_analyses) {
    const struct analysis **analyses =
        ARENA_ARRAY(arena, const struct analysis *, views->count + 1);
    if (!analyses)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < views->count; i++) {
        struct analysis *analysis = NULL;
        struct slice input;
        int error =
            views->at[i].at ? analysis_blob_read(arena, views->at[i], &analysis) : ERR_INVALID;
        if (error == ERR_INVALID) {
            error = views->input(views->context, i, &input);
            if (!error)
                error = renew(resources, arena, input, &analysis);
        }
        if (error)
            return error;
        analyses[i] = analysis;
    }
    *ret_analyses = analyses;
    return 0;
}

/* An article that the comparer does not know; *ret_renewed is its view where that was made
 * anew. */
static int add_article(struct comparer *comparer, const struct resources *resources,
                       struct arena *work, const struct alignment_question *question,
                       uint32_t article, struct slice view, uint32_t *ret_place,
                       struct slice *ret_renewed) {
    int error = view.at ? comparer_add_blob(comparer, view, ret_place) : ERR_INVALID;
    if (error != ERR_INVALID)
        return error;
    struct slice input;
    struct analysis *analysis;
    error = question->input(question->context, article, &input);
    if (!error)
        error = renew(resources, work, input, &analysis);
    if (!error)
        error = analysis_blob_write(work, analysis, ret_renewed);
    return error ? error : comparer_add_blob(comparer, *ret_renewed, ret_place);
}

/* Those that are wanted; the others have their places. */
static int add_articles(struct comparer *comparer, const struct resources *resources,
                        struct arena *work, const struct alignment_question *question,
                        const bool *wanted, uint32_t *places, struct slice *ret_renewed) {
    struct slice *views = ARENA_ARRAY(work, struct slice, question->count + 1);
    int error = views ? question->views(question->context, wanted, views) : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < question->count && !error; i++)
        if (wanted[i])
            error = add_article(comparer, resources, work, question, i, views[i], &places[i],
                                &ret_renewed[i]);
    return error;
}

/* ---- cells ----------------------------------------------------------------------------------- */

struct aligning {
    struct arena *arena; /* of the answer */
    struct arena *work;  /* of all that the answer does without */
    const struct analysis **articles;
    struct codepoint_index *indices;
    struct buffer scratch;
};

static void write_day(struct json_writer *json, const char *key, day_number day) {
    json_key(json, key);
    if (day == DAY_NONE) {
        json_put_null(json);
        return;
    }
    char text[11];
    date_format_iso(day, text);
    json_put_cstr(json, text);
}

static void write_quantity(struct json_writer *json, const struct quantity *quantity) {
    json_begin_object(json);
    json_member_double(json, "value", quantity->value);
    json_member_double(json, "low", quantity->low);
    json_member_double(json, "high", quantity->high);
    json_member_cstr(json, "comparator", comparator_name(quantity->comparator));
    json_member_string(json, "unit", quantity->unit);
    json_end_object(json);
}

static void write_time(struct json_writer *json, const struct time_expression *time) {
    json_begin_object(json);
    json_member_string(json, "value", time->value);
    write_day(json, "low", time->low);
    write_day(json, "high", time->high);
    json_end_object(json);
}

/* What stands in the scratch buffer, as a slice of `arena`; the buffer is empty afterwards. */
static int move_scratch(struct aligning *aligning, struct arena *arena, struct slice *ret_text) {
    int error = buffer_error(&aligning->scratch);
    if (!error)
        error = arena_copy(arena, buffer_slice(&aligning->scratch), ret_text);
    buffer_clear(&aligning->scratch);
    return error;
}

static int take_scratch(struct aligning *aligning, struct slice *ret_text) {
    return move_scratch(aligning, aligning->arena, ret_text);
}

/* A comparison is hundreds of times as large as what is said of it: nothing of the answer may stay
 * behind in its arena. Absent stays absent. */
static int keep(struct aligning *aligning, struct slice *text) {
    return text->at ? arena_copy(aligning->arena, *text, text) : 0;
}

static int record_cell(struct aligning *aligning, uint32_t article, const struct cell *cell,
                       struct cell_record *record) {
    const struct analysis *analysis = aligning->articles[article];
    *record = (struct cell_record){
        .kind = cell_kind_name(cell->kind),
        .printed = analysis_slice(analysis, cell->span),
        .start = codepoint_offset(&aligning->indices[article], cell->span.start),
        .end = codepoint_offset(&aligning->indices[article], cell->span.end),
    };
    int error = keep(aligning, &record->printed);
    if (error || cell->index == NO_INDEX)
        return error;
    struct json_writer json;
    json_init(&json, &aligning->scratch);
    if (cell->kind == CELL_QUANTITY) {
        record->value_key = quantity_key(&analysis->quantities.at[cell->index]);
        write_quantity(&json, &analysis->quantities.at[cell->index]);
    } else {
        record->value_key = time_key(&analysis->times.at[cell->index]);
        write_time(&json, &analysis->times.at[cell->index]);
    }
    return take_scratch(aligning, &record->value);
}

/* ---- alignments ------------------------------------------------------------------------------ */

static int record_kinds(struct aligning *aligning, const struct difference_list *differences,
                        struct slice *ret_kinds) {
    for (uint32_t i = 0; i < differences->count; i++) {
        if (i)
            buffer_append_byte(&aligning->scratch, ',');
        buffer_append_cstr(&aligning->scratch, difference_kind_name(differences->at[i].kind));
    }
    return take_scratch(aligning, ret_kinds);
}

static int record_members(struct aligning *aligning, const struct comparison *comparison,
                          const struct alignment *alignment, struct alignment_record *record) {
    uint32_t count = alignment->members.count;
    struct cell *cells = ARENA_ARRAY(aligning->work, struct cell, count);
    record->members = ARENA_ARRAY(aligning->arena, struct member_record, count);
    if (!cells || !record->members)
        return ERR_NO_MEMORY;
    cells_find(aligning->articles, comparison, alignment, cells);
    record->member_count = count;
    for (uint32_t i = 0; i < count; i++) {
        struct claim_ref member = alignment->members.at[i];
        record->members[i].article = member.article;
        record->members[i].claim = member.claim;
        int error = record_cell(aligning, member.article, &cells[i], &record->members[i].cell);
        if (error)
            return error;
    }
    return 0;
}

static bool stands_before(struct claim_ref a, struct claim_ref b) {
    return a.article != b.article ? a.article < b.article : a.claim < b.claim;
}

/* A copy whose members stand by article and claim: the order that rows are read in. */
static int sort_members(struct arena *arena, const struct alignment *alignment,
                        struct alignment *ret_sorted) {
    struct alignment sorted = *alignment;
    uint32_t count = alignment->members.count;
    sorted.members.at = ARENA_ARRAY(arena, struct claim_ref, count + 1);
    sorted.origins.of_member = ARENA_ARRAY(arena, uint32_t, count + 1);
    if (!sorted.members.at || !sorted.origins.of_member)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        for (; at > 0 && stands_before(alignment->members.at[i], sorted.members.at[at - 1]); at--) {
            sorted.members.at[at] = sorted.members.at[at - 1];
            sorted.origins.of_member[at] = sorted.origins.of_member[at - 1];
        }
        sorted.members.at[at] = alignment->members.at[i];
        sorted.origins.of_member[at] = alignment->origins.of_member[i];
    }
    *ret_sorted = sorted;
    return 0;
}

static int record_alignment(struct aligning *aligning, const struct comparison *comparison,
                            const struct alignment *found, struct alignment_record *record) {
    struct alignment sorted;
    const struct alignment *alignment = &sorted;
    int error = sort_members(aligning->work, found, &sorted);
    if (error)
        return error;
    *record = (struct alignment_record){
        .relation = relation_name(alignment->relation),
        .topic = alignment->topic,
        .explanation = alignment->explanation,
        .score = comparison_shown_score(alignment->score),
        .accounts = alignment->origins.count,
    };
    error = keep(aligning, &record->topic);
    if (!error)
        error = keep(aligning, &record->explanation);
    struct json_writer json;
    if (!error) {
        json_init(&json, &aligning->scratch);
        differences_write_array(&json, &alignment->differences);
        error = take_scratch(aligning, &record->differences);
    }
    if (!error) {
        json_init(&json, &aligning->scratch);
        origins_write_array(&json, &alignment->origins, alignment->members.count,
                            comparison->origins);
        error = take_scratch(aligning, &record->origins);
    }
    if (!error)
        error = record_kinds(aligning, &alignment->differences, &record->kinds);
    return error ? error : record_members(aligning, comparison, alignment, record);
}

static int record_alignments(struct aligning *aligning, const struct comparison *comparison,
                             struct alignment_answer *answer) {
    uint32_t count = comparison->alignments.count;
    answer->alignments = ARENA_ARRAY(aligning->arena, struct alignment_record, count + 1);
    if (!answer->alignments)
        return ERR_NO_MEMORY;
    answer->count = count;
    int error = 0;
    for (uint32_t i = 0; i < count && !error; i++)
        error = record_alignment(aligning, comparison, &comparison->alignments.at[i],
                                 &answer->alignments[i]);
    return error;
}

static int record_origins(struct aligning *aligning, const struct comparison *comparison,
                          uint32_t count, struct alignment_answer *answer) {
    answer->origins = ARENA_ARRAY(aligning->arena, struct origin_record, count + 1);
    if (!answer->origins)
        return ERR_NO_MEMORY;
    int error = 0;
    for (uint32_t i = 0; i < count && !error; i++) {
        const struct origin *origin = &comparison->origins->at[comparison->origins->of_article[i]];
        answer->origins[i] = (struct origin_record){origin_kind_name(origin->kind), origin->name};
        error = keep(aligning, &answer->origins[i].name);
    }
    return error;
}

/* The claim that a quantity stands in; UINT32_MAX for none. */
static uint32_t claim_with(const struct analysis *analysis, uint32_t quantity) {
    for (uint32_t i = 0; i < analysis->claims.count; i++)
        for (uint32_t k = 0; k < analysis->claims.at[i].quantities.count; k++)
            if (analysis->claims.at[i].quantities.at[k] == quantity)
                return i;
    return UINT32_MAX;
}

static struct member_record collision_side(const struct aligning *aligning,
                                           const struct collision_side *side) {
    return (struct member_record){
        .article = side->article,
        .claim = claim_with(aligning->articles[side->article], side->quantity)};
}

static int record_collisions(struct aligning *aligning, const struct comparison *comparison,
                             struct alignment_answer *answer) {
    uint32_t count = comparison->collisions.count;
    answer->collisions = ARENA_ARRAY(aligning->arena, struct collision_record, count + 1);
    if (!answer->collisions)
        return ERR_NO_MEMORY;
    int error = 0;
    for (uint32_t i = 0; i < count && !error; i++) {
        const struct collision *collision = &comparison->collisions.at[i];
        answer->collisions[i] =
            (struct collision_record){.left = collision_side(aligning, &collision->left),
                                      .right = collision_side(aligning, &collision->right),
                                      .explanation = collision->explanation};
        error = keep(aligning, &answer->collisions[i].explanation);
    }
    answer->collision_count = count;
    return error;
}

/* The pairs by their two articles: `order` names them, `ends` where those of each two end. */
struct sorted_pairs {
    uint32_t *order;
    uint32_t *ends;
};

static int sort_pairs(struct arena *arena, const struct claim_pair_list *pairs, uint32_t count,
                      struct sorted_pairs *ret_sorted) {
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, pairs->count + 1);
    uint32_t *ends = ARENA_ARRAY(arena, uint32_t, (size_t)count * count + 1);
    if (!order || !ends)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < pairs->count; i++)
        ends[pairs->at[i].left.article * count + pairs->at[i].right.article + 1]++;
    for (uint32_t i = 0; i < count * count; i++)
        ends[i + 1] += ends[i];
    for (uint32_t i = 0; i < pairs->count; i++)
        order[ends[pairs->at[i].left.article * count + pairs->at[i].right.article]++] = i;
    *ret_sorted = (struct sorted_pairs){order, ends};
    return 0;
}

static int record_two(struct aligning *aligning, const struct comparison *comparison,
                      const struct sorted_pairs *sorted, const struct slice *ids, uint32_t count,
                      struct pair_record *record) {
    uint32_t two = record->article * count + record->other;
    struct json_writer json;
    json_init(&json, &aligning->scratch);
    for (uint32_t i = two ? sorted->ends[two - 1] : 0; i < sorted->ends[two]; i++) {
        if (aligning->scratch.length)
            buffer_append_byte(&aligning->scratch, ',');
        pair_write_placeless(&json, &comparison->pairs.at[sorted->order[i]], ids);
    }
    return move_scratch(aligning, aligning->work, &record->pairs);
}

static int record_pairs(struct aligning *aligning, const struct comparison *comparison,
                        const struct alignment_question *question,
                        struct alignment_answer *answer) {
    uint32_t count = question->count;
    struct slice *ids = ARENA_ARRAY(aligning->work, struct slice, count + 1);
    answer->pairs = ARENA_ARRAY(aligning->arena, struct pair_record, (size_t)count * count / 2 + 1);
    struct sorted_pairs sorted = {0};
    if (!ids || !answer->pairs)
        return ERR_NO_MEMORY;
    int error = sort_pairs(aligning->work, &comparison->pairs, count, &sorted);
    for (uint32_t i = 0; i < count; i++)
        ids[i] = slice_from_cstr(question->ids[i]);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i + 1; k < count && !error; k++) {
            if (question->known && question->known[i] && question->known[k])
                continue;
            struct pair_record *record = &answer->pairs[answer->pair_count++];
            *record = (struct pair_record){.article = i, .other = k};
            error = record_two(aligning, comparison, &sorted, ids, count, record);
        }
    return error;
}

static int record_all(struct aligning *aligning, const struct comparison *comparison,
                      const struct alignment_question *question, struct alignment_answer *answer) {
    aligning->indices = ARENA_ARRAY(aligning->work, struct codepoint_index, question->count + 1);
    if (!aligning->indices)
        return ERR_NO_MEMORY;
    int error = 0;
    for (uint32_t i = 0; i < question->count && !error; i++)
        error = codepoint_index_make(aligning->work, aligning->articles[i]->article.text,
                                     &aligning->indices[i]);
    if (!error)
        error = record_alignments(aligning, comparison, answer);
    if (!error)
        error = record_origins(aligning, comparison, question->count, answer);
    if (!error)
        error = record_collisions(aligning, comparison, answer);
    return error ? error : record_pairs(aligning, comparison, question, answer);
}

static int record_renewed(struct aligning *aligning, const struct slice *renewed, uint32_t count,
                          struct alignment_answer *answer) {
    answer->renewed = ARENA_ARRAY(aligning->arena, struct slice, count + 1);
    int error = answer->renewed ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count && !error; i++) {
        answer->renewed[i] = renewed[i];
        error = keep(aligning, &answer->renewed[i]);
    }
    return error;
}

/* With what was told of them before; what is new is kept. */
static int compare_told(struct aligning *aligning, struct told_pairs *told,
                        struct kept_comparer *kept, struct comparison *ret_comparison) {
    struct slice *said =
        ARENA_ARRAY(aligning->work, struct slice, comparer_two(0, kept->count) + 1);
    int error =
        said ? told_pairs_find(told, kept->ids, kept->count, aligning->work, said) : ERR_NO_MEMORY;
    if (!error)
        error = comparer_result(kept->comparer, aligning->work, kept->places, kept->count, said,
                                ret_comparison);
    if (!error)
        told_pairs_keep(told, kept->ids, kept->count, aligning->work, said);
    return error;
}

static int compare(struct aligning *aligning, const struct comparers *comparers,
                   const struct alignment_question *question, struct kept_comparer *kept,
                   struct alignment_answer *answer) {
    uint32_t count = question->count;
    aligning->articles = ARENA_ARRAY(aligning->work, const struct analysis *, count + 1);
    struct slice *renewed = ARENA_ARRAY(aligning->work, struct slice, count + 1);
    if (!aligning->articles || !renewed)
        return ERR_NO_MEMORY;
    struct comparison comparison;
    int error = add_articles(kept->comparer, comparers_resources(comparers), aligning->work,
                             question, kept->wanted, kept->places, renewed);
    if (!error)
        error = compare_told(aligning, comparers_told(comparers), kept, &comparison);
    for (uint32_t i = 0; i < count && !error; i++)
        aligning->articles[i] = comparer_analysis(kept->comparer, kept->places[i]);
    if (!error)
        error = record_renewed(aligning, renewed, count, answer);
    buffer_init(&aligning->scratch, JSON_LIMIT);
    if (!error)
        error = record_all(aligning, &comparison, question, answer);
    buffer_done(&aligning->scratch);
    return error;
}

int story_align(void *context, struct arena *work, struct arena *arena,
                const struct alignment_question *question, struct alignment_answer *ret_answer) {
    struct comparers *comparers = context;
    struct kept_comparer *kept = comparers_take(comparers, question->ids, question->count);
    if (!kept)
        return ERR_NO_MEMORY;
    struct aligning aligning = {.arena = arena, .work = work};
    struct alignment_answer answer = {0};
    int error = compare(&aligning, comparers, question, kept, &answer);
    if (error)
        comparers_discard(kept);
    else
        comparers_give_back(comparers, kept);
    if (!error)
        *ret_answer = answer;
    return error;
}
