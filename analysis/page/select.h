/* Which blocks of a page are its article. */
#pragma once

#include "analysis/page/document.h"

/* What became of a block: NULL while it is kept, else the kind it is reported under ("navigation",
 * "caption", …) in article.removed; blocks outside the article have kind "page" and are not
 * reported. */
struct page_choice {
    const char **dropped; /* one for each block */
};

extern const char page_outside[];

/* Decides for every block. `title` is the headline as metadata knows it (may be absent). Returns 0
 * or ERR_NO_MEMORY. */
int page_select(struct arena *arena, const struct page_document *document, struct slice title,
                struct page_choice *ret_choice);
