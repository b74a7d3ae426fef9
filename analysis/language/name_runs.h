/* Runs of capitalised words and the titles in them, by token alone. All ranges are tokens. */
#pragma once

#include "analysis/analysis.h"

/* The end of the run of capitalised words that begins at `at` (`at` itself when none does): joined
 * by hyphens, by "of" and "for" behind a head word ("Bank of Ruritania", "Centre for Weather"), by
 * the small words of surnames
 * ("van der"). Days, months and words such as "The" belong to no run. */
uint32_t name_run_end(const struct token *tokens, uint32_t at, uint32_t past);

/* The end of the title at the front of a run: "Deputy Prime Minister", "Secretary of Defense".
 * `at` itself when there is none. */
uint32_t name_title_end(const struct token *tokens, uint32_t at, uint32_t past);

/* Where the first title inside a run begins that a name follows, or that is an acronym ("CEO");
 * `past` when there is none. */
uint32_t name_end_at_title(const struct token *tokens, uint32_t at, uint32_t past);

/* The title that ends right before `at`, capitalised or not; empty when there is none. */
struct span name_title_before(const struct token *tokens, uint32_t first, uint32_t at);

/* The type behind a tag of names.h other than NAME_O. */
enum entity_type name_tag_type(uint8_t tag);

/* The tokens' lower-case words joined by spaces, cut at `size` bytes, written to `buffer`. */
struct slice name_lower_phrase(const struct token *tokens, uint32_t first, uint32_t past,
                               char *buffer, size_t size);
