#include "alignment/kinship.h"

#include "alignment/opposites.h"
#include "alignment/view.h"
#include "analysis/analysis.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "base/error.h"

static const double SYNSET_STRENGTH = 0.8;
static const double FAMILY_STRENGTH = 0.9;
static const double FRAME_STRENGTH = 0.8;
static const double OPPOSED_STRENGTH = 0.7; /* "approved", "rejected": one matter */

/* The parts of speech to try: the tag's own, or all where there is no tag. */
static uint8_t pos_set(const struct kin_word *word) {
    switch (word->upos) {
    case UPOS_NOUN:
        return 1 << WORDNET_NOUN;
    case UPOS_VERB:
        return 1 << WORDNET_VERB;
    case UPOS_ADJ:
        return 1 << WORDNET_ADJECTIVE;
    case UPOS_ADV:
        return 1 << WORDNET_ADVERB;
    case UPOS_NONE:
        return 1 << WORDNET_NOUN | 1 << WORDNET_VERB | 1 << WORDNET_ADJECTIVE;
    default:
        return 0;
    }
}

static double strength_between(const struct wordnet *wordnet, const struct kin_word *a,
                               const struct kin_word *b) {
    if (a->frame && a->frame == b->frame)
        return FRAME_STRENGTH;
    if (sides_meet(a->sides, b->sides) && words_opposed(a->lemma, b->lemma))
        return OPPOSED_STRENGTH;
    uint8_t left = pos_set(a);
    uint8_t right = pos_set(b);
    if (!wordnet || !left || !right)
        return 0;
    for (unsigned pos = WORDNET_NOUN; pos <= WORDNET_ADVERB; pos++)
        if ((left & right & (1 << pos)) &&
            wordnet_words_share(wordnet, &a->in_wordnet, &b->in_wordnet, (enum wordnet_pos)pos))
            return SYNSET_STRENGTH;
    return wordnet_words_related(wordnet, &a->in_wordnet, &b->in_wordnet) ? FAMILY_STRENGTH : 0;
}

/* ---- ties ------------------------------------------------------------------------------------ */

enum tie_kind { TIE_FRAME = 1, TIE_OPPOSITES, TIE_WORDNET };

static int add_kin(struct kinships *kinships, uint32_t form, uint32_t other, double strength) {
    struct kin kin = {other, kinships->first.at[form], strength};
    kinships->first.at[form] = kinships->kin.count;
    return list_push(kinships->arena, &kinships->kin, kin) ? 0 : ERR_NO_MEMORY;
}

static int meet(struct kinships *kinships, uint32_t form, uint32_t other) {
    if (kinships->met.at[other] == form)
        return 0;
    kinships->met.at[other] = form;
    double strength =
        strength_between(kinships->wordnet, &kinships->words.at[form], &kinships->words.at[other]);
    if (strength <= 0)
        return 0;
    int result = add_kin(kinships, form, other, strength);
    return result < 0 || form == other ? result : add_kin(kinships, other, form, strength);
}

/* Meets all that have the tie already, and joins them. */
static int join(struct kinships *kinships, uint32_t form, enum tie_kind kind, uint32_t value) {
    uint32_t tie = number_of(&kinships->ties, (uint64_t)kind << 32 | value);
    if (!tie ||
        (tie > kinships->holding.count && !list_push(kinships->arena, &kinships->holding, 0)))
        return ERR_NO_MEMORY;
    int result = 0;
    for (uint32_t at = kinships->holding.at[tie - 1]; at && result == 0;
         at = kinships->holders.at[at].next)
        result = meet(kinships, form, kinships->holders.at[at].form);
    struct tie_holder holder = {form, kinships->holding.at[tie - 1]};
    kinships->holding.at[tie - 1] = kinships->holders.count;
    if (result == 0 && !list_push(kinships->arena, &kinships->holders, holder))
        result = ERR_NO_MEMORY;
    return result;
}

static int join_opposites(struct kinships *kinships, uint32_t form, struct opposition_sides sides) {
    int result = 0;
    for (uint32_t rows = sides.left | sides.right; rows && result == 0; rows &= rows - 1)
        result = join(kinships, form, TIE_OPPOSITES, (uint32_t)__builtin_ctz(rows));
    return result;
}

static int join_wordnet(struct kinships *kinships, uint32_t form) {
    const struct kin_word *word = &kinships->words.at[form];
    if (!kinships->wordnet || !pos_set(word))
        return 0;
    kinships->of_word.count = 0;
    int result = wordnet_word_ties(kinships->wordnet, &word->in_wordnet, kinships->arena,
                                   &kinships->of_word);
    for (uint32_t i = 0; i < kinships->of_word.count && result == 0; i++)
        result = join(kinships, form, TIE_WORDNET, kinships->of_word.at[i]);
    return result;
}

/* A place for one more form; the first is none. */
static int reserve(struct kinships *kinships, const struct kin_word *word) {
    bool there = list_push(kinships->arena, &kinships->words, *word) &&
                 list_push(kinships->arena, &kinships->first, 0) &&
                 list_push(kinships->arena, &kinships->met, 0);
    return there ? 0 : ERR_NO_MEMORY;
}

int kinships_make(const struct resources *resources, struct arena *arena,
                  struct kinships *ret_kinships) {
    *ret_kinships = (struct kinships){
        .wordnet = resources ? resources->wordnet : NULL,
        .arena = arena,
    };
    const struct kin_word none = {0};
    if (numbering_make(arena, NUMBERING_MANY, &ret_kinships->ties) < 0 ||
        reserve(ret_kinships, &none) < 0 ||
        !list_push(arena, &ret_kinships->holders, (struct tie_holder){0}) ||
        !list_push(arena, &ret_kinships->kin, (struct kin){0}))
        return ERR_NO_MEMORY;
    return 0;
}

int kinships_add(struct kinships *kinships, const struct view_word *word) {
    uint32_t form = kinships->words.count;
    struct kin_word known = {
        .sides = word->sides,
        .in_wordnet = *word->in_wordnet,
        .upos = word->upos,
        .frame = word->frame,
    };
    int result = arena_copy(kinships->arena, word->lemma, &known.lemma);
    if (result == 0)
        result = reserve(kinships, &known);
    if (result == 0)
        result = meet(kinships, form, form);
    if (result == 0 && word->frame)
        result = join(kinships, form, TIE_FRAME, word->frame);
    if (result == 0)
        result = join_opposites(kinships, form, word->sides);
    return result < 0 ? result : join_wordnet(kinships, form);
}

bool kinships_has(const struct kinships *kinships, uint32_t form, const struct view_word *word) {
    const struct kin_word *known = &kinships->words.at[form];
    return known->upos == word->upos && slice_equal(known->lemma, word->lemma);
}

double kinship_of(const struct kinships *kinships, uint32_t a, uint32_t b) {
    for (uint32_t at = kinships->first.at[a]; at; at = kinships->kin.at[at].next)
        if (kinships->kin.at[at].form == b)
            return kinships->kin.at[at].strength;
    return 0;
}
