/* Entity tags made from a thing's state, and what clients demand of them (RFC 9110, section 13).
 *
 * Answers to GET get a strong tag of their bytes by themselves. Where bytes are cheap to foretell
 * (an id and a version say it all), a handler hands over that state instead, and spares making the
 * answer:
 *
 *     if (reply_known(request, state)) return;      (GET: 304 when the client has it)
 *     if (!precondition_holds(request, state, PRECONDITION_REQUIRED)) return;      (PATCH)
 *
 * Both must be given the same bytes, which must change whenever the answer's bytes would. The
 * program's version is mixed in.
 */
#pragma once

#include "handlers/request.h"

/* GET: tags the answer that follows with the state. When If-None-Match has that tag, answers 304
 * and returns true. */
bool reply_known(struct request *request, struct slice state);

enum precondition { PRECONDITION_OPTIONAL, PRECONDITION_REQUIRED };

/* Changes: true when If-Match has the tag of `state`, or is missing and may be. Otherwise answers
 * 412, or 428 where it is missing and required. */
bool precondition_holds(struct request *request, struct slice state, enum precondition wanted);

/* The tag of `state` for the answer to a change, so that the next one needs no GET. */
void reply_tag(struct request *request, struct slice state);

/* The tag that the state's answer in JSON has, in quotes; for lists that name the tags of others.
 * Returns 0 or ERR_NO_MEMORY. */
int entity_tag_of_state(struct request *request, struct slice state, struct slice *ret_tag);

/* For the server: the tag of the answer's own bytes, in quotes. Returns 0 or ERR_NO_MEMORY. */
int entity_tag_of_bytes(struct request *request, struct slice *ret_tag);

/* Does If-None-Match have `tag`, coded or not? */
bool entity_is_known(const struct request *request, struct slice tag);
