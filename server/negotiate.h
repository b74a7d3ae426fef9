/* Media types of bodies and answers (RFC 9110, sections 8.3 and 12.5.1). */
#pragma once

#include "handlers/request.h"

/* The media type without parameters, "application/json". */
const char *media_name(enum media media);

/* Names of all media in the set, parted by ", ", for Accept and Accept-Post. */
int media_list(struct arena *arena, unsigned set, struct slice *ret_list);

/* The one of `accepts` that a Content-Type names. Returns 0 or ERR_UNSUPPORTED, also for a charset
 * other than UTF-8; HTML may have any, since its own declaration decides. */
int media_of_body(struct slice content_type, unsigned accepts, enum media *ret_media);

/* The quality, 0 to 1000, that the closest entry of an Accept or Accept-Encoding field gives. */
int accept_quality(struct slice accept, struct slice name);

/* The one of `produces` that an Accept field (absent: anything) likes best; on a tie the lowest
 * bit. Returns 0 or ERR_UNSUPPORTED. */
int media_of_answer(struct slice accept, unsigned produces, enum media *ret_media);
