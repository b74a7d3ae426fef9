#include "handlers/alignment_json.h"

#include "base/error.h"
#include "handlers/precondition.h"
#include "handlers/stored_json.h"

#include <inttypes.h>

int alignment_tag_state(struct request *request, const struct stored_alignment *alignment,
                        struct slice *ret_state) {
    return arena_printf(request->arena, ret_state, "alignment %s %" PRId64, alignment->id.hex,
                        alignment->revision);
}

static void write_kinds(struct json_writer *json, struct slice kinds) {
    json_key(json, "kinds");
    json_begin_array(json);
    while (kinds.length) {
        const char *comma = memchr(kinds.at, ',', kinds.length);
        size_t length = comma ? (size_t)(comma - kinds.at) : kinds.length;
        json_put_string(json, slice_of(kinds.at, length));
        size_t used = length + (comma ? 1 : 0);
        kinds = slice_of(kinds.at + used, kinds.length - used);
    }
    json_end_array(json);
}

static void member_raw(struct json_writer *json, const char *key, struct slice bytes) {
    json_key(json, key);
    if (bytes.length)
        json_put_raw(json, bytes);
    else
        json_put_null(json);
}

int alignment_write_head(struct request *request, struct json_writer *json,
                         const struct stored_alignment *alignment) {
    struct slice state;
    struct slice tag;
    int error = alignment_tag_state(request, alignment, &state);
    if (!error)
        error = entity_tag_of_state(request, state, &tag);
    if (error)
        return error;

    json_member_cstr(json, "id", alignment->id.hex);
    json_member_string(json, "etag", tag);
    json_member_string(json, "state", alignment->state);
    json_member_string(json, "note", alignment->note);
    json_member_string(json, "topic", alignment->topic);
    json_member_string(json, "relation", alignment->relation);
    write_kinds(json, alignment->kinds);
    member_raw(json, "differences", alignment->differences);
    json_member_string(json, "explanation", alignment->explanation);
    json_member_double(json, "score", alignment->score);
    member_raw(json, "origins", alignment->origins);
    json_member_integer(json, "independent_origins", alignment->accounts);
    json_member_integer(json, "opened", alignment->opened);
    json_member_integer(json, "changed", alignment->since);
    json_member_instant(json, "changed_at", alignment->changed_at);
    return 0;
}

void cell_write(struct json_writer *json, const struct stored_member *member) {
    json_member_string(json, "kind", member->kind);
    json_member_integer(json, "start", member->start);
    json_member_integer(json, "end", member->end);
    json_member_string(json, "text", member->printed);
    member_raw(json, "value", member->value);
}

/* With the article's place in the story's list, or with its own source and date. */
static void write_member(struct json_writer *json, const struct story_alignments *story,
                         const struct stored_member *member, bool alone) {
    const struct compared_article *article = &story->articles[member->article];
    json_begin_object(json);
    if (!alone)
        json_member_integer(json, "article", member->article);
    json_member_integer(json, "claim", member->claim);
    json_member_cstr(json, "article_id", article->id.hex);
    if (alone) {
        json_member_string(json, "source", article->source);
        json_member_string(json, "published_at", article->published_at);
    }
    json_member_integer(json, "start", member->claim_start);
    json_member_integer(json, "end", member->claim_end);
    json_member_string(json, "text", member->claim_text);
    json_member_integer(json, "since", member->since);
    json_key(json, "cell");
    json_begin_object(json);
    cell_write(json, member);
    json_end_object(json);
    json_end_object(json);
}

int alignment_write(struct request *request, struct json_writer *json,
                    const struct story_alignments *story,
                    const struct stored_alignment *alignment) {
    json_begin_object(json);
    int error = alignment_write_head(request, json, alignment);
    json_key(json, "members");
    json_begin_array(json);
    for (uint32_t i = 0; i < alignment->member_count; i++)
        write_member(json, story, &alignment->members[i], false);
    json_end_array(json);
    json_end_object(json);
    return error;
}

int alignment_write_alone(struct request *request, const struct story_alignments *found) {
    const struct stored_alignment *alignment = &found->alignments[0];
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "story", found->story.hex);
    int error = alignment_write_head(request, &json, alignment);
    json_key(&json, "members");
    json_begin_array(&json);
    for (uint32_t i = 0; i < alignment->member_count; i++)
        write_member(&json, found, &alignment->members[i], true);
    json_end_array(&json);
    json_end_object(&json);
    return error;
}

void compared_article_write(struct json_writer *json, const struct compared_article *article) {
    json_member_cstr(json, "id", article->id.hex);
    json_member_string(json, "title", article->title);
    json_member_string(json, "source", article->source);
    json_member_string(json, "published_at", article->published_at);
}
