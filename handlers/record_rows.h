/* The rows of an article's record that searches read: numbers, quotations and names. */
#pragma once

#include "analysis/analysis.h"
#include "base/codepoints.h"
#include "storage/storage.h"

/* Fills the record's quantities, quotations and mentions. All slices point into `analysis` or the
 * arena. Returns 0 or ERR_NO_MEMORY. */
int record_rows_make(struct arena *arena, const struct analysis *analysis,
                     const struct codepoint_index *index, struct article_record *record);

/* A name as it stands in the article, with the index of its entity. */
struct named_entity {
    struct slice name;
    struct slice type;
    uint32_t entity;
};

/* Fills the record's mentions from `named`, which is sorted in place; entities[i] are the indices
 * of the entities in claim i of the record. Returns 0 or ERR_NO_MEMORY. */
int mention_rows_make(struct arena *arena, struct named_entity *named, uint32_t count,
                      const struct index_list *entities, struct article_record *record);
