/* An analysis as bytes for the store, so that an article is aligned with later ones without being
 * analysed again. Alignment reads tokens, values, speech and claims alike: what is kept is the
 * whole analysis, and aligning what was read back gives the same bytes as aligning what was
 * written.
 */
#pragma once

#include "analysis/analysis.h"

/* Returns 0, ERR_NO_MEMORY or ERR_TOO_LARGE. */
int analysis_blob_write(struct arena *arena, const struct analysis *analysis,
                        struct slice *ret_bytes);

/* The result points into `bytes`, which must outlive it. Every length, index and enumeration is
 * checked: bytes that were damaged, or written by another version, are ERR_INVALID. */
int analysis_blob_read(struct arena *arena, struct slice bytes, struct analysis **ret_analysis);
