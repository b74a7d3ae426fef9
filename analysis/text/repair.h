/* Repairs look-alike letters and invisible characters in one text. */
#pragma once

#include "analysis/analysis.h"

struct repair_counts {
    uint32_t confusables; /* letters and digits replaced by those they look like */
    uint32_t invisible;   /* characters dropped */
    uint32_t nfc;         /* code points that canonical composition took away */
};

/* *ret_text is `text` itself when nothing needs repair, otherwise new text in the arena; counts are
 * added to `counts`. `wordnet` may be NULL. Linear. Returns 0 or ERR_NO_MEMORY. */
int repair_slice(const struct wordnet *wordnet, struct arena *arena, struct slice text,
                 struct repair_counts *counts, struct slice *ret_text);
