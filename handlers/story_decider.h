/* The bridge between the store, which knows blobs, and alignment, which knows signatures: the
 * decider that storage_open is given. Pure. */
#pragma once

#include "storage/storage.h"

extern const struct story_decider story_decider;
