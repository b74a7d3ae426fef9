#include "handlers/comparison_json.h"

#include "base/codepoints.h"
#include "base/error.h"

#include "alignment/origins.h"
#include "storage/alignments.h"

static void write_reference(struct json_writer *json, struct claim_ref reference,
                            const struct slice *article_ids) {
    json_begin_object(json);
    json_member_integer(json, "article", reference.article);
    json_member_integer(json, "claim", reference.claim);
    if (article_ids)
        json_member_string(json, "article_id", article_ids[reference.article]);
    json_end_object(json);
}

void differences_write_array(struct json_writer *json, const struct difference_list *differences) {
    json_begin_array(json);
    for (uint32_t i = 0; i < differences->count; i++) {
        json_begin_object(json);
        json_member_cstr(json, "kind", difference_kind_name(differences->at[i].kind));
        json_member_string(json, "explanation", differences->at[i].explanation);
        json_end_object(json);
    }
    json_end_array(json);
}

void differences_write_json(struct json_writer *json, const struct difference_list *differences) {
    json_key(json, "differences");
    differences_write_array(json, differences);
}

double comparison_shown_score(double score) {
    return (double)(int64_t)(score * 1000 + 0.5) / 1000;
}

void origins_write_array(struct json_writer *json, const struct member_origins *members,
                         uint32_t member_count, const struct origins *origins) {
    json_begin_array(json);
    for (uint32_t i = 0; i < members->count; i++) {
        const struct origin *origin = &origins->at[members->distinct[i]];
        json_begin_object(json);
        json_member_cstr(json, "kind", origin_kind_name(origin->kind));
        json_member_string(json, "name", origin->name);
        json_key(json, "members");
        json_begin_array(json);
        for (uint32_t k = 0; k < member_count; k++)
            if (members->of_member[k] == i)
                json_put_integer(json, k);
        json_end_array(json);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_origins(struct json_writer *json, const struct member_origins *members,
                          uint32_t member_count, const struct origins *origins) {
    json_key(json, "origins");
    origins_write_array(json, members, member_count, origins);
    json_member_integer(json, "independent_origins", members->count);
}

void matter_write_json(struct json_writer *json, const struct alignment *alignment,
                       const struct origins *origins, const struct slice *article_ids) {
    json_begin_object(json);
    json_member_string(json, "topic", alignment->topic);
    json_member_cstr(json, "relation", relation_name(alignment->relation));
    json_key(json, "members");
    json_begin_array(json);
    for (uint32_t i = 0; i < alignment->members.count; i++)
        write_reference(json, alignment->members.at[i], article_ids);
    json_end_array(json);
    differences_write_json(json, &alignment->differences);
    json_member_string(json, "explanation", alignment->explanation);
    json_member_double(json, "score", comparison_shown_score(alignment->score));
    write_origins(json, &alignment->origins, alignment->members.count, origins);
    json_end_object(json);
}

static void write_sides(struct json_writer *json, const struct claim_pair *pair) {
    json_key(json, "left");
    write_reference(json, pair->left, NULL);
    json_key(json, "right");
    write_reference(json, pair->right, NULL);
}

static void write_relation(struct json_writer *json, const struct claim_pair *pair) {
    json_member_cstr(json, "relation", relation_name(pair->relation));
    json_member_double(json, "score", comparison_shown_score(pair->score));
}

static void write_reasons(struct json_writer *json, const struct claim_pair *pair) {
    differences_write_json(json, &pair->differences);
    json_member_string(json, "explanation", pair->explanation);
}

void pair_write_json(struct json_writer *json, const struct claim_pair *pair) {
    json_begin_object(json);
    write_sides(json, pair);
    write_relation(json, pair);
    write_reasons(json, pair);
    json_end_object(json);
}

static void write_placeless(struct json_writer *json, const char *key, char place,
                            struct claim_ref reference, const struct slice *article_ids) {
    json_key(json, key);
    json_begin_object(json);
    json_key(json, "article");
    json_put_raw(json, slice_of(&place, 1));
    json_member_integer(json, "claim", reference.claim);
    json_member_string(json, "article_id", article_ids[reference.article]);
    json_end_object(json);
}

void pair_write_placeless(struct json_writer *json, const struct claim_pair *pair,
                          const struct slice *article_ids) {
    json_begin_object(json);
    write_placeless(json, "left", PAIR_PLACE_LEFT, pair->left, article_ids);
    write_placeless(json, "right", PAIR_PLACE_RIGHT, pair->right, article_ids);
    write_relation(json, pair);
    write_reasons(json, pair);
    json_end_object(json);
}

/* ---- with the words of both sides ------------------------------------------------------------ */

/* The texts of the articles compared, with their code points counted. */
struct texts {
    struct codepoint_index *of;
};

static int texts_make(struct arena *arena, const struct analysis *const *articles, uint32_t count,
                      struct texts *texts) {
    texts->of = ARENA_ARRAY(arena, struct codepoint_index, count + 1);
    if (!texts->of)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < count; i++) {
        int result = codepoint_index_make(arena, articles[i]->article.text, &texts->of[i]);
        if (result < 0)
            return result;
    }
    return 0;
}

static void write_words(struct json_writer *json, const struct texts *texts, uint32_t article,
                        struct span span) {
    const struct codepoint_index *index = &texts->of[article];
    json_member_integer(json, "start", codepoint_offset(index, span.start));
    json_member_integer(json, "end", codepoint_offset(index, span.end));
    json_member_string(json, "text", slice_of(index->text.at + span.start, span.end - span.start));
}

static void write_side(struct json_writer *json, const char *key, const struct texts *texts,
                       uint32_t article, struct span span) {
    json_key(json, key);
    json_begin_object(json);
    write_words(json, texts, article, span);
    json_end_object(json);
}

static void write_compared_pair(struct json_writer *json, const struct claim_pair *pair,
                                const char *shares, const struct texts *texts) {
    json_begin_object(json);
    write_sides(json, pair);
    write_relation(json, pair);
    json_member_cstr(json, "shares", shares);
    json_key(json, "differences");
    json_begin_array(json);
    for (uint32_t i = 0; i < pair->differences.count; i++) {
        const struct difference *difference = &pair->differences.at[i];
        json_begin_object(json);
        json_member_cstr(json, "kind", difference_kind_name(difference->kind));
        json_member_string(json, "explanation", difference->explanation);
        write_side(json, "left", texts, pair->left.article, difference->left);
        write_side(json, "right", texts, pair->right.article, difference->right);
        json_end_object(json);
    }
    json_end_array(json);
    json_member_string(json, "explanation", pair->explanation);
    json_end_object(json);
}

static void write_collision_side(struct json_writer *json, const char *key,
                                 const struct collision_side *side, const struct texts *texts) {
    json_key(json, key);
    json_begin_object(json);
    json_member_integer(json, "article", side->article);
    json_member_integer(json, "quantity", side->quantity);
    write_words(json, texts, side->article, side->span);
    json_end_object(json);
}

static void write_collision(struct json_writer *json, const struct collision *collision,
                            const struct texts *texts) {
    json_begin_object(json);
    json_member_double(json, "value", collision->value);
    write_collision_side(json, "left", &collision->left, texts);
    write_collision_side(json, "right", &collision->right, texts);
    json_member_string(json, "explanation", collision->explanation);
    json_end_object(json);
}

int comparison_write_json(struct json_writer *json, struct arena *arena,
                          const struct comparison *comparison,
                          const struct analysis *const *articles, uint32_t count) {
    struct texts texts;
    int result = texts_make(arena, articles, count, &texts);
    if (result < 0)
        return result;

    json_key(json, "alignments");
    json_begin_array(json);
    for (uint32_t i = 0; i < comparison->alignments.count; i++)
        matter_write_json(json, &comparison->alignments.at[i], comparison->origins, NULL);
    json_end_array(json);
    json_key(json, "pairs");
    json_begin_array(json);
    for (uint32_t i = 0; i < comparison->pairs.count; i++)
        write_compared_pair(json, &comparison->pairs.at[i], "matter", &texts);
    for (uint32_t i = 0; i < comparison->event_links.count; i++)
        write_compared_pair(json, &comparison->event_links.at[i], "event", &texts);
    json_end_array(json);
    json_key(json, "collisions");
    json_begin_array(json);
    for (uint32_t i = 0; i < comparison->collisions.count; i++)
        write_collision(json, &comparison->collisions.at[i], &texts);
    json_end_array(json);
    return 0;
}
