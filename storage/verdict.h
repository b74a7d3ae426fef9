/* What people found of claims. The store keeps it beside the claim; nothing here judges.
 * storage.h's conventions hold. */
#pragma once

#include "storage/storage.h"

struct verdict_record {
    struct slice rating;   /* in the reviewer's words */
    struct slice reviewer; /* who answers for it */
    struct slice url;      /* of the published check */
    struct slice date;     /* of its publication */
};

struct verdict_put {
    struct storage_write write;
    struct storage_id article;
    uint32_t claim; /* ordinal */
    struct verdict_record record;
};

/* Records or replaces. ERR_NOT_FOUND: no such article, or it has no such claim. */
int storage_verdict_put(struct storage *storage, struct verdict_put *put);

struct verdict_delete {
    struct storage_write write;
    struct storage_id article;
    uint32_t claim;
};

/* ERR_NOT_FOUND. */
int storage_verdict_delete(struct storage *storage, struct verdict_delete *deletion);

struct stored_verdict {
    struct verdict_record record;
    struct slice claim_text; /* as it was found of */
    int64_t recorded_at;
};

/* ERR_NOT_FOUND: none was recorded. Other errors as storage_article_get. */
int storage_verdict_get(struct storage *storage, struct arena *arena,
                        const struct storage_id *article, uint32_t claim,
                        struct stored_verdict *ret_verdict);
