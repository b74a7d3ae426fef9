/* Phrases of the tree and the parts of a content. */
#pragma once

#include "analysis/speech/speech.h"

/* The child with this relation, NO_INDEX. */
uint32_t phrase_child(const struct speech *speech, uint32_t token, enum deprel deprel);

/* All tokens under the head, as one range. */
struct range phrase_subtree(const struct speech *speech, uint32_t token);

/* The preposition or conjunction that opens the phrase around `head`, NO_INDEX. */
uint32_t phrase_opener(const struct speech *speech, uint32_t head);

/* The phrase around `head` behind its opener. */
struct range phrase_behind_opener(const struct speech *speech, uint32_t head);

/* The verb with its auxiliaries before it and its particle. */
struct range cue_verb_range(const struct speech *speech, uint32_t verb);

/* "was reported": passive by its auxiliary. */
bool cue_is_passive(const struct speech *speech, uint32_t verb);

/* Adds the range without the marks and the "that" at its ends; an empty one is left out. */
void content_add(const struct speech *speech, struct finding *finding, struct range range);

/* Adds `whole` without `hole`, as one part or two. */
void content_add_around(const struct speech *speech, struct finding *finding, struct range whole,
                        struct range hole);

/* Adds a noun phrase, up to a comma with a participle or another loose phrase behind it. */
void content_add_nominal(const struct speech *speech, struct finding *finding, struct range range);
