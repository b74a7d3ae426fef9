/* What the metadata rules share: the hints of a page by name, its JSON-LD, the outlet's name, and
 * where its headline stands. */
#pragma once

#include "analysis/analysis.h"
#include "analysis/page/document.h"
#include "analysis/page/json_ld.h"

struct page_facts {
    const struct page_document *document;
    struct json_ld_article json_ld; /* character references undone */
    struct slice site;              /* the outlet's name; absent when the page does not tell */
    uint32_t headline;              /* the block where it stands, by page_headline */
};

/* Gathers the facts of `document`, `headline` left 0. Returns 0 or ERR_NO_MEMORY. */
int page_facts_read(struct arena *arena, const struct page_document *document,
                    struct page_facts *ret_facts);

/* The first hint of a kind, and the content of the first meta element of a name (ASCII case
 * ignored); absent slices where there is none. */
struct slice page_hint_value(const struct page_document *document, struct slice kind);
struct slice page_meta_value(const struct page_document *document, const char *name);

/* The block of the headline: the h1 that begins with `title`, the first h1, a block that is the
 * title; 0 when there is none. */
uint32_t page_headline(const struct page_document *document, struct slice title);

/* The headline without the outlet's name. */
struct slice page_title(const struct page_facts *facts);

/* The names of the authors, ", " between them. Returns 0 (absent when none is told) or
 * ERR_NO_MEMORY. */
int page_byline(struct arena *arena, const struct page_facts *facts, struct slice *ret_byline);

/* Fills published_at, published_day, date_rule and date_rivals. Returns 0 or ERR_NO_MEMORY. */
int page_date(struct arena *arena, const struct page_facts *facts, struct slice url,
              struct article *article);
