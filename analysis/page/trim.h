/* Inside the article's element: what is not the article's text. */
#pragma once

#include "analysis/page/document.h"

/* Sets dropped[i] (NULL: kept) to the kind of what goes: captions, the headline told again, byline
 * and date lines, link lists, prompts, what follows the last paragraph, doubles. Returns 0 or
 * ERR_NO_MEMORY. */
int page_trim(struct arena *arena, const struct page_document *document, uint32_t container,
              struct slice title, const char **dropped);
