/* Words that report what somebody says, thinks, wants or decrees. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum cue_flags {
    CUE_CLAUSE = 1 << 0, /* a clause or quoted words: "said that …", "…," he said */
    CUE_WEAK = 1 << 1, /* a clause only: "found that …", "believes …"; not with bare quotations */
    CUE_OBJECT = 1 << 2, /* a noun phrase is the content: "praised the crew", "denied it" */
    CUE_AS = 1 << 3,     /* with "as" or a second object: "described it as …", "called it …" */
    CUE_TO = 1 << 4,     /* an infinitive: "promised to …" */
    CUE_LIGHT = 1 << 5,  /* with a noun of light_noun(): "expressed concern over …" */
    CUE_DENIAL = 1 << 6,
};

struct cue_entry {
    struct slice lemma;
    uint8_t flags;
    struct slice
        preposition; /* takes its content behind this word: "hinted at", "warned against" */
};

/* The entry of a verb's lemma, NULL when it is no cue. */
const struct cue_entry *cue_find(struct slice lemma);

/* "concern", "support", "hope" …: with a light verb they report an attitude. */
bool cue_light_noun(struct slice lemma);

/* "visa", "entry" …: to deny it is a deed and no denial of words. */
bool cue_refused_thing(struct slice lemma);

/* "speculation", "fear" …: "there is speculation that". */
bool cue_rumour_noun(struct slice lemma);

/* Infinitive of an inflected verb of saying, for texts without lemmas; absent when it is none. */
struct slice cue_lemma_of_form(struct slice lower);
