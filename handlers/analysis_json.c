#include "handlers/analysis_json.h"

#include "analysis/enum_names.h"
#include "handlers/comparison_json.h"

struct view {
    struct json_writer *json;
    const struct codepoint_index *index;
};

static void write_offsets(struct json_writer *json, const struct codepoint_index *index,
                          struct span span) {
    json_member_integer(json, "start", codepoint_offset(index, span.start));
    json_member_integer(json, "end", codepoint_offset(index, span.end));
}

static void write_span(struct json_writer *json, const struct codepoint_index *index,
                       struct span span) {
    write_offsets(json, index, span);
    json_member_string(json, "text", slice_of(index->text.at + span.start, span.end - span.start));
}

static void write_index(struct json_writer *json, const char *key, uint32_t index) {
    json_key(json, key);
    if (index == NO_INDEX)
        json_put_null(json);
    else
        json_put_integer(json, index);
}

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

static void write_indices(struct json_writer *json, const char *key,
                          const struct index_list *indices) {
    json_key(json, key);
    json_begin_array(json);
    for (uint32_t i = 0; i < indices->count; i++)
        json_put_integer(json, indices->at[i]);
    json_end_array(json);
}

static void write_date_evidence(struct json_writer *json, const struct article *article) {
    json_key(json, "date_evidence");
    json_begin_object(json);
    json_member_cstr(json, "rule", date_rule_name(article->date_rule));
    json_key(json, "rivals");
    json_begin_array(json);
    for (uint32_t i = 0; i < article->date_rivals.count; i++) {
        json_begin_object(json);
        json_member_cstr(json, "rule", date_rule_name(article->date_rivals.at[i].rule));
        json_member_string(json, "value", article->date_rivals.at[i].value);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

struct slice analysis_notice(const struct article *article) {
    if (slice_equal(article->language, SLICE("en")))
        return (struct slice){0};
    return SLICE(
        "This text is not in English: it was cleaned and cut into sentences, but no claims, "
        "values or names were taken from it.");
}

static void write_article(struct json_writer *json, const struct article *article) {
    json_key(json, "article");
    json_begin_object(json);
    json_member_string(json, "title", article->title);
    json_member_string(json, "byline", article->byline);
    json_member_string(json, "source", article->source);
    json_member_string(json, "url", article->url);
    json_member_string(json, "published_at", article->published_at);
    json_member_string(json, "language", article->language);
    json_member_string(json, "notice", analysis_notice(article));
    write_date_evidence(json, article);
    json_member_string(json, "text", article->text);
    json_key(json, "repairs");
    json_begin_array(json);
    for (uint32_t i = 0; i < article->repairs.count; i++) {
        json_begin_object(json);
        json_member_string(json, "kind", article->repairs.at[i].kind);
        json_member_integer(json, "count", article->repairs.at[i].count);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "removed");
    json_begin_array(json);
    for (uint32_t i = 0; i < article->removed.count; i++) {
        json_begin_object(json);
        json_member_string(json, "kind", article->removed.at[i].kind);
        json_member_string(json, "text", article->removed.at[i].text);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_sentences(struct view view, const struct analysis *analysis) {
    json_key(view.json, "sentences");
    json_begin_array(view.json);
    for (uint32_t i = 0; i < analysis->sentences.count; i++) {
        json_begin_object(view.json);
        write_span(view.json, view.index, analysis->sentences.at[i].span);
        json_end_object(view.json);
    }
    json_end_array(view.json);
}

static void write_entities(struct view view, const struct analysis *analysis) {
    json_key(view.json, "entities");
    json_begin_array(view.json);
    for (uint32_t i = 0; i < analysis->entities.count; i++) {
        const struct entity *entity = &analysis->entities.at[i];
        json_begin_object(view.json);
        write_span(view.json, view.index, entity->span);
        json_member_cstr(view.json, "type", entity_type_name(entity->type));
        json_member_string(view.json, "name", entity->name);
        json_end_object(view.json);
    }
    json_end_array(view.json);
}

static void write_quantities(struct view view, const struct analysis *analysis) {
    json_key(view.json, "quantities");
    json_begin_array(view.json);
    for (uint32_t i = 0; i < analysis->quantities.count; i++) {
        const struct quantity *quantity = &analysis->quantities.at[i];
        json_begin_object(view.json);
        write_span(view.json, view.index, quantity->span);
        json_member_double(view.json, "value", quantity->value);
        json_member_double(view.json, "low", quantity->low);
        json_member_double(view.json, "high", quantity->high);
        json_member_cstr(view.json, "comparator", comparator_name(quantity->comparator));
        json_member_string(view.json, "unit", quantity->unit);
        json_member_string(view.json, "of", quantity->of);
        write_index(view.json, "alternative_of", quantity->alternative_of);
        json_member_cstr(view.json, "role", quantity_role_name(quantity->role));
        write_index(view.json, "gloss_of", quantity->gloss_of);
        json_end_object(view.json);
    }
    json_end_array(view.json);
}

static void write_recurrence(struct json_writer *json, const struct recurrence *recurrence) {
    json_key(json, "recurrence");
    if (recurrence->kind == RECURRENCE_NONE) {
        json_put_null(json);
        return;
    }
    json_begin_object(json);
    json_member_cstr(json, "kind", recurrence_kind_name(recurrence->kind));
    write_day(json, "low", recurrence->low);
    write_day(json, "high", recurrence->high);
    json_member_string(json, "arithmetic", recurrence->arithmetic);
    json_end_object(json);
}

static void write_times(struct view view, const struct analysis *analysis) {
    json_key(view.json, "times");
    json_begin_array(view.json);
    for (uint32_t i = 0; i < analysis->times.count; i++) {
        const struct time_expression *time = &analysis->times.at[i];
        json_begin_object(view.json);
        write_span(view.json, view.index, time->span);
        json_member_cstr(view.json, "type", time_type_name(time->type));
        json_member_string(view.json, "value", time->value);
        write_day(view.json, "low", time->low);
        write_day(view.json, "high", time->high);
        json_member_cstr(view.json, "comparator", comparator_name(time->comparator));
        write_recurrence(view.json, &time->recurrence);
        json_end_object(view.json);
    }
    json_end_array(view.json);
}

/* An object of a span that may be missing; the caller closes it when true comes back. */
static bool begin_optional(struct view view, const char *key, struct span span) {
    json_key(view.json, key);
    if (span_empty(span)) {
        json_put_null(view.json);
        return false;
    }
    json_begin_object(view.json);
    write_span(view.json, view.index, span);
    return true;
}

static void write_content(struct view view, const struct attribution *attribution) {
    json_key(view.json, "content");
    json_begin_object(view.json);
    write_span(view.json, view.index, attribution->content);
    json_key(view.json, "parts");
    json_begin_array(view.json);
    for (uint32_t i = 0; i < attribution->parts.count; i++) {
        json_begin_object(view.json);
        write_offsets(view.json, view.index, attribution->parts.at[i]);
        json_end_object(view.json);
    }
    json_end_array(view.json);
    json_end_object(view.json);
}

static void write_attributions(struct view view, const struct analysis *analysis) {
    json_key(view.json, "attributions");
    json_begin_array(view.json);
    for (uint32_t i = 0; i < analysis->attributions.count; i++) {
        const struct attribution *attribution = &analysis->attributions.at[i];
        json_begin_object(view.json);
        json_member_cstr(view.json, "kind", attribution_kind_name(attribution->kind));
        if (begin_optional(view, "source", attribution->source)) {
            json_member_string(view.json, "name", attribution->source_name);
            json_end_object(view.json);
        }
        if (begin_optional(view, "cue", attribution->cue))
            json_end_object(view.json);
        write_content(view, attribution);
        json_member_bool(view.json, "denial", attribution->denial);
        json_member_bool(view.json, "nested", attribution->nested);
        json_end_object(view.json);
    }
    json_end_array(view.json);
}

void claim_write_json(struct json_writer *json, const struct codepoint_index *index,
                      const struct claim *claim) {
    json_begin_object(json);
    write_span(json, index, claim->span);
    json_member_string(json, "subject", claim->subject);
    json_member_string(json, "predicate", claim->predicate);
    json_member_string(json, "object", claim->object);
    json_member_cstr(json, "polarity", polarity_name(claim->polarity));
    json_member_cstr(json, "modality", modality_name(claim->modality));
    write_index(json, "attribution", claim->attribution);
    write_indices(json, "quantities", &claim->quantities);
    write_indices(json, "times", &claim->times);
    write_indices(json, "entities", &claim->entities);
    json_member_double(json, "checkworthiness", claim->checkworthiness);
    json_end_object(json);
}

static void write_claims(struct view view, const struct analysis *analysis) {
    json_key(view.json, "claims");
    json_begin_array(view.json);
    for (uint32_t i = 0; i < analysis->claims.count; i++)
        claim_write_json(view.json, view.index, &analysis->claims.at[i]);
    json_end_array(view.json);
}

static void write_internal(struct json_writer *json, const struct claim_pair_list *internal) {
    json_key(json, "internal_conflicts");
    json_begin_array(json);
    for (uint32_t i = 0; i < internal->count; i++) {
        const struct claim_pair *pair = &internal->at[i];
        json_begin_object(json);
        json_member_integer(json, "left", pair->left.claim);
        json_member_integer(json, "right", pair->right.claim);
        differences_write_json(json, &pair->differences);
        json_member_string(json, "explanation", pair->explanation);
        json_end_object(json);
    }
    json_end_array(json);
}

int analysis_write_json(struct json_writer *json, struct arena *arena,
                        const struct analysis *analysis, const struct claim_pair_list *internal) {
    struct codepoint_index index;
    int result = codepoint_index_make(arena, analysis->article.text, &index);
    if (result < 0)
        return result;

    struct view view = {json, &index};
    json_begin_object(json);
    write_article(json, &analysis->article);
    write_sentences(view, analysis);
    write_entities(view, analysis);
    write_quantities(view, analysis);
    write_times(view, analysis);
    write_attributions(view, analysis);
    write_claims(view, analysis);
    write_internal(json, internal);
    json_end_object(json);
    return 0;
}
