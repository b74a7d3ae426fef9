/* Which way in time the clause around an expression looks: past, present or future. */
#pragma once

#include "analysis/analysis.h"

enum tense { TENSE_UNKNOWN, TENSE_PAST, TENSE_PRESENT, TENSE_FUTURE };

/* The tense of the verb that governs the tokens [first, past). Looks at most a few dozen tokens to
 * either side within the sentence, so it costs the same wherever it is asked. Uses the tags where
 * language_annotate set them, and the verbs' forms where not. */
enum tense tense_around(const struct analysis *analysis, uint32_t first, uint32_t past);
