#include "analysis/language/slot_tags.h"

#include <stdlib.h>

uint8_t *slot_tags_new(size_t size) {
    return calloc(size + SLOT_TAGS_GROUP, 1);
}

void slot_tags_close(uint8_t *tags, size_t size) {
    for (size_t i = 0; i < SLOT_TAGS_GROUP; i++)
        tags[size + i] = tags[i]; /* of a table smaller than a group, its own repetition */
}
