/* How common a word is in English at large: its place among the words of the vectors that the name
 * model was trained with, which stand in order of frequency.
 */
#pragma once

#include "analysis/language/models.h"

/* 1 for the most frequent word; 0 for a word that is not among them, or without the model. */
uint32_t word_rank(const struct language_models *models, struct slice lower);
