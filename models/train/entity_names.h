/* Names out of GUM's entity annotation: an entity that is a person, place or organisation and whose
 * head is a proper noun holds a name, the run of proper nouns around that head. */
#pragma once

#include "models/train/treebank.h"

/* Sets `name` of every token from `entity`, `head` and `upos`. */
void entity_names_fill(struct treebank *treebank);
