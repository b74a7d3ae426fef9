/* Metadata as it lies about in a page: gathered during the walk, judged by metadata.c. */
#pragma once

#include "analysis/page/document.h"
#include "analysis/page/page_tags.h"

/* Adds what `node` (an element) tells of the article to document->hints: `class_traits` is what its
 * class says, `element` the open block-level element. Returns 0 or ERR_NO_MEMORY. */
int page_hints_read(struct arena *arena, struct page_document *document,
                    const struct page_tree *tree, const struct page_node *node, uint32_t element,
                    uint16_t class_traits);
