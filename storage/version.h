/* Versions: an article that comes again under its address, or corrected by an editor. */
#pragma once

#include "storage/store.h"

/* One version of an article as the writer knows it. */
struct version {
    int64_t article; /* 0 for none */
    int64_t lineage; /* number of the first version */
    uint32_t number; /* 1 for the first */
    bool latest;
    int64_t story;
    struct storage_id story_id;
    struct storage_id id;
};

struct version_list {
    struct version *at;
    uint32_t count;
    uint32_t capacity;
};

/* Over the writer's connection, or a reader's. ERR_NOT_FOUND. */
int version_read(struct connection *connection, int64_t article, struct version *ret_version);

/* The version that a put replaces: the one it corrects, or the latest under its address;
 * *ret_version stays empty when there is none. *ret_same: what readers see of it is no other than
 * that version. ERR_NOT_FOUND: what it corrects is gone or no longer the latest. */
int version_replaced(struct connection *connection, const struct article_put *put,
                     struct version *ret_version, bool *ret_same);

/* Lists show the version before the one that goes. */
int version_uncover(struct writer *writer, const struct version *gone);
