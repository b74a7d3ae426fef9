/* Sources as JSON. */
#pragma once

#include "base/json_writer.h"
#include "handlers/request.h"
#include "storage/source.h"

enum { SOURCE_NAME_LIMIT = 500 /* bytes of a name, an alias or a group */ };

extern const char *const source_kinds[]; /* NULL at the end */

void source_write_json(struct json_writer *json, const struct stored_source *source);

/* Answers with the record of a source, by any of its names. */
void source_answer(struct request *request, int status, struct slice name);
