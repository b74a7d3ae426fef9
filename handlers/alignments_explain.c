/* GET /v1/alignments/{id}/explain: why an alignment stands as it does. The articles that have
 * claims in it are aligned again, from their stored views, and each pair of its claims tells the
 * rules that decided it, in their order. The story's other articles leave their places empty: what
 * is said of two articles depends on these two alone (alignment/comparer.h), and on the number by
 * which one without a source is called. */
#include "alignment/explain.h"
#include "base/error.h"
#include "handlers/comparison_json.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/story_aligner.h"
#include "handlers/text_table.h"

enum { PAIRS_MAX = 100, RULE_COLUMNS = 36 };

struct explaining {
    struct request *request;
    struct story_alignments found;
    uint32_t *places; /* of the articles that are aligned again, in the story */
    uint32_t place_count;
    const struct analysis **articles; /* by place; of the others empty ones */
    struct comparison comparison;
};

/* ---- working it out anew ----------------------------------------------------------------------
 */

static int give_input(void *context, uint32_t article, struct slice *ret_input) {
    struct explaining *explaining = context;
    const struct compared_article *wanted =
        &explaining->found.articles[explaining->places[article]];
    struct stored_article stored;
    int error =
        storage_article_get(explaining->request->service->storage, explaining->request->arena,
                            &wanted->id, ARTICLE_INPUT, &stored);
    if (error)
        return error == ERR_NOT_FOUND ? ERR_BUSY : error; /* gone since it was looked for */
    *ret_input = stored.input;
    return 0;
}

static bool is_member(const struct stored_alignment *alignment, struct claim_ref claim) {
    for (uint32_t i = 0; i < alignment->member_count; i++)
        if (alignment->members[i].article == claim.article &&
            alignment->members[i].claim == claim.claim)
            return true;
    return false;
}

/* Members stand by their articles. */
static int choose_places(struct explaining *explaining) {
    const struct stored_alignment *alignment = &explaining->found.alignments[0];
    explaining->places =
        ARENA_ARRAY(explaining->request->arena, uint32_t, alignment->member_count + 1);
    if (!explaining->places)
        return ERR_NO_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0; i < alignment->member_count; i++)
        if (i == 0 || alignment->members[i].article != alignment->members[i - 1].article)
            explaining->places[count++] = alignment->members[i].article;
    explaining->place_count = count;
    return 0;
}

static int read_views(struct explaining *explaining, const struct analysis ***ret_analyses) {
    struct request *request = explaining->request;
    uint32_t count = explaining->place_count;
    const char **ids = ARENA_ARRAY(request->arena, const char *, count + 1);
    struct stored_views views = {NULL, count, give_input, explaining};
    if (!ids)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        ids[i] = explaining->found.articles[explaining->places[i]].id.hex;
    int error = storage_views(request->service->storage, request->arena, ids, count, &views.at);
    return error ? error
                 : story_views_read(request->service->resources, request->arena, &views,
                                    ret_analyses);
}

static int align_again(struct explaining *explaining) {
    struct request *request = explaining->request;
    uint32_t count = explaining->found.article_count;
    struct analysis *empty = ARENA_NEW(request->arena, struct analysis);
    const struct analysis **read;
    explaining->articles = ARENA_ARRAY(request->arena, const struct analysis *, count + 1);
    int error = empty && explaining->articles ? choose_places(explaining) : ERR_NO_MEMORY;
    if (!error)
        error = read_views(explaining, &read);
    if (error)
        return error;
    empty->article.text = SLICE(""); /* as analyze() leaves a text of nothing */
    for (uint32_t i = 0; i < count; i++)
        explaining->articles[i] = empty;
    for (uint32_t i = 0; i < explaining->place_count; i++)
        explaining->articles[explaining->places[i]] = read[i];
    return align_articles(request->service->resources, request->arena, explaining->articles, count,
                          &explaining->comparison);
}

/* The next pair of the alignment from *at on, NULL behind the last. */
static const struct claim_pair *next_pair(const struct explaining *explaining, uint32_t *at) {
    const struct claim_pair_list *pairs = &explaining->comparison.pairs;
    for (; *at < pairs->count; (*at)++)
        if (is_member(&explaining->found.alignments[0], pairs->at[*at].left) &&
            is_member(&explaining->found.alignments[0], pairs->at[*at].right))
            return &pairs->at[(*at)++];
    return NULL;
}

static struct slice claim_text(const struct explaining *explaining, struct claim_ref claim) {
    const struct analysis *analysis = explaining->articles[claim.article];
    return analysis_slice(analysis, analysis->claims.at[claim.claim].span);
}

static struct slice source_of(const struct explaining *explaining, struct claim_ref claim) {
    const struct compared_article *article = &explaining->found.articles[claim.article];
    return article->source.length ? article->source : slice_from_cstr(article->id.hex);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void write_side(struct json_writer *json, const char *key,
                       const struct explaining *explaining, struct claim_ref claim) {
    json_key(json, key);
    json_begin_object(json);
    json_member_cstr(json, "article_id", explaining->found.articles[claim.article].id.hex);
    json_member_integer(json, "claim", claim.claim);
    json_member_string(json, "text", claim_text(explaining, claim));
    json_end_object(json);
}

static void write_steps(struct json_writer *json, const struct rule_step_list *steps) {
    json_key(json, "steps");
    json_begin_array(json);
    for (uint32_t i = 0; i < steps->count; i++) {
        json_begin_object(json);
        json_member_cstr(json, "rule", steps->at[i].rule);
        json_member_cstr(json, "verdict", rule_verdict_name(steps->at[i].verdict));
        json_member_string(json, "detail", steps->at[i].detail);
        json_end_object(json);
    }
    json_end_array(json);
}

static int write_pair(struct json_writer *json, const struct explaining *explaining,
                      const struct claim_pair *pair) {
    struct rule_step_list steps;
    int error = pair_explain(explaining->request->arena, pair, &steps);
    if (error)
        return error;
    json_begin_object(json);
    write_side(json, "left", explaining, pair->left);
    write_side(json, "right", explaining, pair->right);
    json_member_cstr(json, "relation", relation_name(pair->relation));
    json_member_double(json, "score", comparison_shown_score(pair->score));
    json_member_string(json, "explanation", pair->explanation);
    write_steps(json, &steps);
    json_end_object(json);
    return 0;
}

static int write_json(const struct explaining *explaining) {
    struct json_writer json;
    const struct claim_pair *pair;
    uint32_t at = 0;
    int error = 0;
    json_init(&json, &explaining->request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "alignment", explaining->found.alignments[0].id.hex);
    json_member_cstr(&json, "story", explaining->found.story.hex);
    json_member_string(&json, "relation", explaining->found.alignments[0].relation);
    json_member_string(&json, "explanation", explaining->found.alignments[0].explanation);
    json_key(&json, "pairs");
    json_begin_array(&json);
    for (uint32_t count = 0;
         !error && count < PAIRS_MAX && (pair = next_pair(explaining, &at)) != NULL; count++)
        error = write_pair(&json, explaining, pair);
    json_end_array(&json);
    json_end_object(&json);
    return error;
}

/* ---- text ------------------------------------------------------------------------------------ */

static int print_pair(struct buffer *out, const struct explaining *explaining,
                      const struct claim_pair *pair) {
    struct rule_step_list steps;
    int error = pair_explain(explaining->request->arena, pair, &steps);
    if (error)
        return error;
    const struct claim_ref sides[] = {pair->left, pair->right};
    for (size_t i = 0; i < 2; i++) {
        text_cell(out, source_of(explaining, sides[i]), 18);
        buffer_append_byte(out, ' ');
        text_wrap(out, claim_text(explaining, sides[i]), 19, 19);
    }
    for (uint32_t i = 0; i < steps.count; i++) {
        buffer_append_cstr(out, "  ");
        text_cell(out, slice_from_cstr(steps.at[i].rule), RULE_COLUMNS);
        buffer_printf(out, " %-10s ", rule_verdict_name(steps.at[i].verdict));
        text_wrap(out, steps.at[i].detail, RULE_COLUMNS + 14, RULE_COLUMNS + 14);
    }
    buffer_append_byte(out, '\n');
    return 0;
}

static int print_text(const struct explaining *explaining) {
    const struct claim_pair *pair;
    struct buffer *out = &explaining->request->out;
    uint32_t at = 0;
    int error = 0;
    text_wrap(out, explaining->found.alignments[0].topic, 0, 0);
    text_wrap(out, explaining->found.alignments[0].explanation, 0, 0);
    buffer_append_byte(out, '\n');
    for (uint32_t count = 0;
         !error && count < PAIRS_MAX && (pair = next_pair(explaining, &at)) != NULL; count++)
        error = print_pair(out, explaining, pair);
    return error;
}

void alignments_explain(struct request *request) {
    struct storage_id id;
    struct explaining explaining = {.request = request};
    if (!stored_id_read(request, &id))
        return;
    int error =
        storage_alignment_get(request->service->storage, request->arena, &id, &explaining.found);
    if (!error)
        error = align_again(&explaining);
    bool is_text = request->answer_media == MEDIA_TEXT;
    if (!error)
        error = is_text ? print_text(&explaining) : write_json(&explaining);
    if (error)
        reply_error(request, error, "explaining the alignment");
    else if (is_text)
        reply_text(request, 200);
    else
        reply_json(request, 200);
}
