/* The bridge between the store, which knows blobs, and alignment, which knows signatures: the
 * story_decider that storage_open is given. Pure. */
#pragma once

#include "storage/storage.h"

story_decider story_decide;
