/* The bridge between the store, which knows rows, and alignment, which knows analyses: the
 * story_aligner that storage_set_aligner is given. Its context is the struct comparers
 * (comparers.h). */
#pragma once

#include "storage/alignments.h"

story_aligner story_align;

struct analysis;
struct resources;

/* Views as they are stored, absent where none is, and the requests that the articles came from. */
struct stored_views {
    const struct slice *at;
    uint32_t count;
    int (*input)(void *context, uint32_t article, struct slice *ret_input);
    void *context;
};

/* Reads the views back; where one cannot be read the article is analysed again. Returns 0 or an
 * error of `input` or of analyze(). */
int story_views_read(const struct resources *resources, struct arena *arena,
                     const struct stored_views *views, const struct analysis ***ret_analyses);
