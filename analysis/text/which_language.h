/* Which language a text is written in, as far as function words and scripts can tell. */
#pragma once

#include "base/slice.h"

/* ISO 639-1 code from a static table, or an absent slice where the text is too short or mixed to
 * tell. English needs no more than a lead; another language must stand far above it, so that an
 * English story with foreign quotes stays English. Linear in the text. */
struct slice which_language(struct slice text);
