/* What the editor's deeds on stories share. */
#pragma once

#include "handlers/request.h"
#include "storage/storage.h"

/* Reads the ids of a path with a story and, where `ret_article` is given, an article. An id that
 * cannot be one is answered with 404, false. */
bool story_edit_ids(struct request *request, struct storage_id *ret_story,
                    struct storage_id *ret_article);

/* Answers a deed that is done: its error, or {"story": id}. */
void story_edit_answer(struct request *request, int error, const char *doing,
                       const struct storage_id *story);
