/* How the intake keeps a page that it fetched: the same way as POST /v1/articles keeps a body. */
#pragma once

#include "intake/intake.h"

struct resources;

struct article_keep_context {
    const struct resources *resources;
    struct storage *storage;
};

/* An article_keeper; `context` is a struct article_keep_context. A page whose text is the one that
 * is stored for its URL already is not stored again, whatever else changed around it. */
int article_keep(void *context, struct arena *arena, const struct intake_page *page,
                 struct kept_article *ret_kept);
