/* Stored things as JSON. */
#pragma once

#include "base/json_writer.h"
#include "storage/storage.h"

/* RFC 3339 in UTC with milliseconds, and a NUL. */
enum { INSTANT_LENGTH = 40 };
void instant_format(int64_t milliseconds, char ret_text[INSTANT_LENGTH]);
void json_put_instant(struct json_writer *json, int64_t milliseconds);
void json_member_instant(struct json_writer *json, const char *key, int64_t milliseconds);

/* The members of an article's summary, into an open object; `chosen` (NULL for all) as a client
 * asked for them by name. */
struct chosen_fields;
void article_summary_write(struct json_writer *json, const struct article_summary *summary,
                           const struct chosen_fields *chosen);
extern const char *const article_summary_fields[];

/* The members of a claim, into an open object. */
void claim_record_write(struct json_writer *json, const struct claim_record *claim);
/* {"field", "from", "to"}, where both differ. */
void field_change_write(struct json_writer *json, const char *field, struct slice from,
                        struct slice to);

/* The members of a story, into an open object, as the wire contract has them. */
void story_write(struct json_writer *json, const struct stored_story *story);

/* The members that tell who one of its articles is, into an open object. */
void story_member_write(struct json_writer *json, const struct story_article *article);
