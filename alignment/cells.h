/* What a table prints for each member of an alignment: the words in which the matter shows, not the
 * whole claim. "More than 30,000 litres" beside "Some 800 gallons" reads at a glance. */
#pragma once

#include "alignment/alignment.h"

enum cell_kind {
    CELL_QUANTITY, /* `index` is a quantity of the article */
    CELL_TIME,     /* `index` is a time of the article */
    CELL_WORDS,    /* the words that differ */
    CELL_CLAIM,    /* nothing shorter tells the matter */
};

const char *cell_kind_name(enum cell_kind kind);

struct cell {
    enum cell_kind kind;
    uint32_t index;   /* NO_INDEX for words and claims */
    struct span span; /* bytes of the article's text */
};

/* A cell for each member of `alignment`, which is one of `comparison` over `articles`; ret_cells
 * has room for them. Pure: same input, same cells. */
void cells_find(const struct analysis *const *articles, const struct comparison *comparison,
                const struct alignment *alignment, struct cell *ret_cells);

/* Equal for the same value in the same unit, or the same days; never 0. How exactly it is told
 * ("about", "some") does not count. */
uint64_t quantity_key(const struct quantity *quantity);
uint64_t time_key(const struct time_expression *time);
