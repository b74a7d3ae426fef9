/* Metadata as it lies about in a page: gathered during the walk, judged by metadata.c. */
#pragma once

#include "analysis/page/document.h"
#include "analysis/page/page_tags.h"

#include <libxml/tree.h>

/* Adds what `node` (an element) tells of the article to document->hints: `source` is what its tag
 * tells, `class_traits` what its class says. `element` is the open block-level element. Returns 0
 * or ERR_NO_MEMORY. */
int page_hints_read(struct arena *arena, struct page_document *document, const xmlNode *node,
                    uint32_t element, enum page_hint_source source, uint16_t class_traits);
