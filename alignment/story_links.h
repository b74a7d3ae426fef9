/* Which articles are near enough to be judged together? A link says so of two articles, and of
 * nothing else: it reads only their two signatures, so that it is the same whatever stands in the
 * store and whenever it came there. What is linked, directly or over others, is a component; its
 * articles are parted into stories together (story_judge.h).
 */
#pragma once

#include "alignment/story.h"

/* What a word weighs in an article: how often it is said there, by how rare it is in English; 0 for
 * a term that is no word. */
double story_word_weight(const struct signature_term *term);

/* How strong the link is: the cosine of both articles' words; 0 for none. Symmetric. */
double story_link(const struct story_signature *a, const struct story_signature *b);

/* Hashes of the terms by which the store looks for what may be linked, most telling first. */
enum { STORY_KEYS_MAX = 16 };
uint32_t story_keys(const struct story_signature *signature, uint64_t ret_keys[STORY_KEYS_MAX]);
