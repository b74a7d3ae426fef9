/* What a search found, as offsets: the store marks the words that matched with \x02 and \x03. */
#pragma once

#include "base/json_writer.h"

/* Writes {"text": …, "marks": [[start, end], …]}; offsets count code points of that text. Null for
 * an absent slice. Marks without a partner are left out. Returns 0 or ERR_NO_MEMORY. */
struct arena;
int highlight_write(struct json_writer *json, struct arena *arena, struct slice marked);
