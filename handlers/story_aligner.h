/* The bridge between the store, which knows rows, and alignment, which knows analyses: the
 * story_aligner that storage_set_aligner is given. Its context is the struct resources. Pure. */
#pragma once

#include "storage/alignments.h"

story_aligner story_align;

/* Reads stored views back; for those that cannot be read the article is analysed again from its
 * request, and *ret_renewed (may be NULL; absent slices elsewhere) holds the new view. */
struct analysis;
struct resources;
int story_views_read(const struct resources *resources, struct arena *arena,
                     const struct alignment_question *question,
                     const struct analysis ***ret_analyses, struct slice **ret_renewed);
