/* What the files of this folder share while they work on one article. */
#pragma once

#include "analysis/language/tagset.h"
#include "analysis/language/tree.h"
#include "analysis/speech/cue_lexicon.h"
#include "analysis/speech/quotes.h"

enum {
    FINDING_PARTS_MAX = 8,
    CONTENT_TOKENS_MAX = 600, /* what is told in one breath; bounds the cost of overlapping cues */
};

/* Tokens [first, past). */
struct range {
    uint32_t first;
    uint32_t past;
};

/* An attribution in terms of tokens. */
struct finding {
    uint32_t cue; /* head token of the cue, NO_INDEX */
    struct range cue_range;
    uint32_t source; /* head token of the source, NO_INDEX where the text names none */
    struct range source_range;
    struct range parts[FINDING_PARTS_MAX];
    uint32_t part_count;
    bool denial;
    bool quoted; /* holds a quotation found beside the cue */
};

struct finding_list {
    struct finding *at;
    uint32_t count;
    uint32_t capacity;
};

struct speech {
    const struct resources *resources;
    struct arena *arena;
    struct analysis *analysis;
    const struct token *tokens;
    struct tree tree;
    struct quote_list quotes;
    const uint32_t *quote_of; /* by token, NO_INDEX outside */
    uint32_t *finding_of;     /* by cue token, NO_INDEX */
    uint32_t *words;          /* words before each token */
    uint32_t *quoted;         /* those of them in quotation marks */
    struct finding_list findings;
};

static inline bool token_is(const struct speech *speech, uint32_t token, const char *lower) {
    return slice_equal(speech->tokens[token].lower, slice_from_cstr(lower));
}

/* Tokens [first, past) of the sentence that `token` stands in. */
static inline struct range sentence_range(const struct speech *speech, uint32_t token) {
    const struct sentence *sentence =
        &speech->analysis->sentences.at[speech->tokens[token].sentence];
    return (struct range){sentence->first_token, sentence->past_token};
}

static inline bool speech_is_verb(const struct speech *speech, uint32_t token) {
    uint8_t upos = speech->tokens[token].upos;
    return upos == UPOS_VERB || upos == UPOS_AUX;
}

/* Is the token inside words that somebody is quoted with? Scare quotes do not count. */
bool speech_in_quotation(const struct speech *speech, uint32_t token);

/* The cue that `token` is: by its lemma where it is tagged as a verb, by its form in an untagged
 * text; NULL when it is none. */
const struct cue_entry *speech_cue(const struct speech *speech, uint32_t token);

/* cues.c: attributions whose cue stands in the text, by the frames of its verb. */
int cues_find(struct speech *speech);

/* quotations.c: quotations that no frame took in: their cue is near, or they go on with what was
 * quoted before. Widens contents that reach into a quotation. */
int quotations_attach(struct speech *speech);

/* sources.c: the noun phrase around the head token `head`, kept off the cue. */
struct range source_range(const struct speech *speech, uint32_t head, uint32_t cue);

/* The head token of the clause's subject, through participles, infinitives and coordination;
 * NO_INDEX when there is none. */
uint32_t source_subject(const struct speech *speech, uint32_t verb);

/* The phrase behind "by" of a passive or a participle, NO_INDEX. */
uint32_t source_agent(const struct speech *speech, uint32_t verb);

/* A noun, name or pronoun? */
bool source_is_nominal(const struct speech *speech, uint32_t token);

/* The head of the next noun phrase behind `token` in its sentence, NO_INDEX. */
uint32_t source_behind(const struct speech *speech, uint32_t token);

/* The head token of the name or noun phrase beside a cue without a subject in the tree. */
uint32_t source_beside(const struct speech *speech, uint32_t cue);

/* Does the token name somebody who can speak: a person, a body, a place standing for one? */
bool source_is_speaker(const struct speech *speech, uint32_t head);

/* speakers.c: source_name of each attribution, in text order. `findings` has the same order. */
int speakers_resolve(struct speech *speech, const struct finding_list *findings,
                     struct attribution_list *attributions);
