#include "handlers/comparison_json.h"

#include "alignment/origins.h"

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

void pair_write_json(struct json_writer *json, const struct claim_pair *pair,
                     const struct slice *article_ids) {
    json_begin_object(json);
    json_key(json, "left");
    write_reference(json, pair->left, article_ids);
    json_key(json, "right");
    write_reference(json, pair->right, article_ids);
    json_member_cstr(json, "relation", relation_name(pair->relation));
    json_member_double(json, "score", comparison_shown_score(pair->score));
    differences_write_json(json, &pair->differences);
    json_member_string(json, "explanation", pair->explanation);
    json_end_object(json);
}

void pairs_write_json(struct json_writer *json, const struct claim_pair_list *pairs,
                      const struct slice *article_ids) {
    json_begin_array(json);
    for (uint32_t i = 0; i < pairs->count; i++)
        pair_write_json(json, &pairs->at[i], article_ids);
    json_end_array(json);
}

void comparison_write_json(struct json_writer *json, const struct comparison *comparison,
                           const struct slice *article_ids) {
    json_key(json, "alignments");
    json_begin_array(json);
    for (uint32_t i = 0; i < comparison->alignments.count; i++)
        matter_write_json(json, &comparison->alignments.at[i], comparison->origins, article_ids);
    json_end_array(json);
    json_key(json, "pairs");
    pairs_write_json(json, &comparison->pairs, article_ids);
}
