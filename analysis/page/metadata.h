/* Title, byline, date, outlet, address and language of a page, by the rules that hold most often.
 */
#pragma once

#include "analysis/analysis.h"
#include "analysis/page/document.h"

/* Fills what `article` lacks (what the client gave goes first) from document->hints and the URL.
 * The date comes with the rule that gave it and the other days found as rivals. Returns 0 or
 * ERR_NO_MEMORY. */
int page_metadata(struct arena *arena, const struct page_document *document,
                  const struct article_input *input, struct article *article);
