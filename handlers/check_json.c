/* Findings of a draft as JSON: each sentence with what coverage has to say to it. */
#include "base/json_writer.h"
#include "handlers/check.h"
#include "handlers/comparison_json.h"
#include "handlers/stored_json.h"

static void write_span(struct json_writer *json, const struct check *check, uint32_t article,
                       struct span span) {
    const struct codepoint_index *index = &check->indices[article];
    json_member_integer(json, "start", codepoint_offset(index, span.start));
    json_member_integer(json, "end", codepoint_offset(index, span.end));
    json_member_string(json, "text", analysis_slice(check->analyses[article], span));
}

static void write_span_member(struct json_writer *json, const char *key, const struct check *check,
                              uint32_t article, struct span span) {
    json_key(json, key);
    json_begin_object(json);
    write_span(json, check, article, span);
    json_end_object(json);
}

static const struct claim *claim_of(const struct check *check, struct claim_ref ref) {
    return &check->analyses[ref.article]->claims.at[ref.claim];
}

static void write_differences(struct json_writer *json, const struct check *check,
                              const struct claim_pair *pair) {
    json_key(json, "differences");
    json_begin_array(json);
    for (uint32_t i = 0; i < pair->differences.count; i++) {
        const struct difference *difference = &pair->differences.at[i];
        json_begin_object(json);
        json_member_cstr(json, "kind", difference_kind_name(difference->kind));
        json_member_string(json, "explanation", difference->explanation);
        write_span_member(json, "draft", check, pair->left.article, difference->left);
        write_span_member(json, "stored", check, pair->right.article, difference->right);
        json_end_object(json);
    }
    json_end_array(json);
    json_member_string(json, "explanation", pair->explanation);
}

static void write_finding(struct json_writer *json, const struct check *check,
                          const struct claim_pair *pair) {
    const struct covering_article *other = &check->covering[pair->right.article - 1];
    const struct analysis *analysis = check->analyses[pair->right.article];
    const struct claim *claim = claim_of(check, pair->right);
    json_begin_object(json);
    json_member_cstr(json, "relation", relation_name(pair->relation));
    json_member_double(json, "score", comparison_shown_score(pair->score));
    write_span_member(json, "claim", check, 0, claim_of(check, pair->left)->span);
    json_member_cstr(json, "story", other->story.hex);
    json_key(json, "article");
    json_begin_object(json);
    story_member_write(json, &other->member);
    json_end_object(json);
    write_span_member(json, "stored_claim", check, pair->right.article, claim->span);
    write_span_member(json, "stored_sentence", check, pair->right.article,
                      analysis->sentences.at[claim->sentence].span);
    write_differences(json, check, pair);
    json_end_object(json);
}

static void write_sentences(struct json_writer *json, const struct check *check) {
    const struct sentence_list *sentences = &check->analyses[0]->sentences;
    uint32_t next = 0;
    json_key(json, "sentences");
    json_begin_array(json);
    for (uint32_t i = 0; i < sentences->count; i++) {
        bool found = next < check->finding_count && check->findings[next].sentence == i;
        json_begin_object(json);
        write_span(json, check, 0, sentences->at[i].span);
        json_key(json, "relation");
        if (found)
            json_put_cstr(json, relation_name(check->findings[next].pair->relation));
        else
            json_put_null(json);
        json_key(json, "findings");
        json_begin_array(json);
        for (; next < check->finding_count && check->findings[next].sentence == i; next++)
            write_finding(json, check, check->findings[next].pair);
        json_end_array(json);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_stories(struct json_writer *json, const struct check *check) {
    json_key(json, "stories");
    json_begin_array(json);
    for (uint32_t i = 0; i < check->stories.count; i++) {
        const struct near_story *story = &check->stories.at[i];
        json_begin_object(json);
        json_member_cstr(json, "id", story->id.hex);
        json_member_cstr(json, "nearness",
                         story->nearness == STORY_SAME_EVENT ? "same_event" : "shared_terms");
        json_member_integer(json, "articles", check->story_sizes[i]);
        json_end_object(json);
    }
    json_end_array(json);
    json_member_integer(json, "compared", check->count - 1);
    json_member_integer(json, "left_out", check->left_out);
}

static void write_conflicts(struct json_writer *json, const struct check *check) {
    json_key(json, "internal_conflicts");
    json_begin_array(json);
    for (uint32_t i = 0; i < check->conflicts.count; i++) {
        const struct claim_pair *pair = &check->conflicts.at[i];
        json_begin_object(json);
        write_span_member(json, "left", check, 0, claim_of(check, pair->left)->span);
        write_span_member(json, "right", check, 0, claim_of(check, pair->right)->span);
        json_member_string(json, "explanation", pair->explanation);
        json_end_object(json);
    }
    json_end_array(json);
}

void check_write_json(struct json_writer *json, const struct check *check) {
    const struct article *draft = &check->analyses[0]->article;
    json_begin_object(json);
    json_key(json, "article");
    json_begin_object(json);
    json_member_string(json, "title", draft->title);
    json_member_string(json, "published_at", draft->published_at);
    json_member_string(json, "language", draft->language);
    json_member_string(json, "text", draft->text.at ? draft->text : SLICE(""));
    json_end_object(json);
    write_stories(json, check);
    write_sentences(json, check);
    write_conflicts(json, check);
    json_end_object(json);
}
