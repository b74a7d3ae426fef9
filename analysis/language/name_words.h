/* What the name model keeps for every slot of the vocabulary: the number of the word's vector and
 * the lists of names that the word stands in.
 */
#pragma once

#include <stdint.h>

enum {
    NAME_WORD_VECTOR_BITS = 17,
    NAME_WORD_VECTORS = 1 << NAME_WORD_VECTOR_BITS, /* numbers from 1; 0 is none */
    NAME_WORD_PERSON = 1 << NAME_WORD_VECTOR_BITS,
    NAME_WORD_ORGANIZATION = 2 << NAME_WORD_VECTOR_BITS,
    NAME_WORD_PLACE = 4 << NAME_WORD_VECTOR_BITS,
    NAME_WORD_LISTS = 3, /* bits */
};
