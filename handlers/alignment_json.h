/* Stored alignments as JSON. */
#pragma once

#include "base/json_writer.h"
#include "handlers/request.h"
#include "storage/alignments.h"

/* What the entity tag of an alignment is made of. Returns 0 or ERR_NO_MEMORY. */
int alignment_tag_state(struct request *request, const struct stored_alignment *alignment,
                        struct slice *ret_state);

/* One alignment of `story`, with its members and their cells, as an object. Returns 0 or
 * ERR_NO_MEMORY. */
int alignment_write(struct request *request, struct json_writer *json,
                    const struct story_alignments *story, const struct stored_alignment *alignment);

/* The one alignment of `found` (storage_alignment_get) as the whole answer: it names articles by id
 * and changes only when the alignment does. Returns 0 or ERR_NO_MEMORY. */
int alignment_write_alone(struct request *request, const struct story_alignments *found);

/* The members of an object that both the list and the matrix show: id, tag, state, note, topic,
 * relation, kinds, differences, explanation, score, origins, times. Returns 0 or ERR_NO_MEMORY. */
int alignment_write_head(struct request *request, struct json_writer *json,
                         const struct stored_alignment *alignment);

/* The printed words of a member, with their value, as members of an open object. */
void cell_write(struct json_writer *json, const struct stored_member *member);

/* One of the compared articles, as members of an open object. */
void compared_article_write(struct json_writer *json, const struct compared_article *article);
