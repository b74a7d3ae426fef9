#include "alignment/partners.h"

#include "alignment/frames.h"
#include "alignment/opposites.h"
#include "analysis/analysis.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"

static const double SYNSET_STRENGTH = 0.8;
static const double FAMILY_STRENGTH = 0.9;
static const double FRAME_STRENGTH = 0.8;
static const double OPPOSED_STRENGTH = 0.7; /* "approved", "rejected": one matter */
static const double COUNTRY_STRENGTH = 0.7; /* "Lisbon", "Portugal" */

/* The parts of speech to try: the tag's own, or all where there is no tag. */
static uint8_t pos_set(const struct view_word *word) {
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

static double word_kinship(const struct wordnet *wordnet, const struct view_word *a,
                           const struct view_word *b) {
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
            wordnet_words_share(wordnet, a->in_wordnet, b->in_wordnet, (enum wordnet_pos)pos))
            return SYNSET_STRENGTH;
    return wordnet_words_related(wordnet, a->in_wordnet, b->in_wordnet) ? FAMILY_STRENGTH : 0;
}

/* The same from the table of those worked out before. Symmetric, so the sum of the hashes is key
 * enough; a slot that another pair holds is taken over. */
static double known_kinship(const struct wordnet *wordnet, const struct view_word *a,
                            const struct view_word *b, const struct kinship_table *kinships) {
    uint64_t words = a->form + b->form;
    struct kinship *slot = &kinships->at[(words ^ words >> 32) & kinships->mask];
    if (slot->words != words)
        *slot = (struct kinship){words, word_kinship(wordnet, a, b)};
    return slot->strength;
}

static void partners_clear(struct partners *partners, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        partners->at[i] = NULL;
        partners->strength[i] = 0;
    }
}

static void note(struct partners *partners, uint32_t index, const struct view_word *partner,
                 double strength) {
    if (strength <= partners->strength[index])
        return;
    partners->strength[index] = strength;
    partners->at[index] = partner;
}

/* Most stems of one claim are not in the other: half of each hash tells, several at once. */
static bool may_hold(const uint32_t *halves, uint32_t count, uint32_t half) {
    uint32_t found = 0;
    for (uint32_t k = 0; k < count; k++)
        found |= halves[k] == half;
    return found;
}

/* Stems stand side by side here: in the views they are a cache line and a half apart. */
static void match_stems(const struct claim_view *a, const struct claim_view *b,
                        struct partners *of_a, struct partners *of_b) {
    uint32_t halves[VIEW_WORDS_MAX];
    for (uint32_t k = 0; k < b->word_count; k++)
        halves[k] = (uint32_t)b->words[k].stem;
    for (uint32_t i = 0; i < a->word_count; i++) {
        uint64_t stem = a->words[i].stem;
        if (!may_hold(halves, b->word_count, (uint32_t)stem))
            continue;
        for (uint32_t k = 0; k < b->word_count; k++) {
            if (b->words[k].stem != stem)
                continue;
            note(of_a, i, &b->words[k], 1);
            note(of_b, k, &a->words[i], 1);
        }
    }
}

/* The names of one country, its capital and its seats of power. */
static void match_countries(const struct claim_view *a, const struct claim_view *b,
                            struct partners *of_a, struct partners *of_b) {
    for (uint32_t i = 0; i < a->word_count; i++) {
        for (uint32_t k = 0; a->words[i].country && k < b->word_count; k++) {
            if (a->words[i].country != b->words[k].country)
                continue;
            note(of_a, i, &b->words[k], COUNTRY_STRENGTH);
            note(of_b, k, &a->words[i], COUNTRY_STRENGTH);
        }
    }
}

/* WordNet knows these; names, speech and context go by their stems alone. */
static uint32_t list_plain(const struct claim_view *view, uint32_t indexes[VIEW_WORDS_MAX]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].kind == VIEW_WORD)
            indexes[count++] = i;
    return count;
}

void partners_find(const struct resources *resources, const struct claim_view *a,
                   const struct claim_view *b, struct partners *ret_of_a,
                   struct partners *ret_of_b) {
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    uint32_t left[VIEW_WORDS_MAX];
    uint32_t right[VIEW_WORDS_MAX];
    uint32_t left_count = list_plain(a, left);
    uint32_t right_count = list_plain(b, right);
    partners_clear(ret_of_a, a->word_count);
    partners_clear(ret_of_b, b->word_count);
    match_stems(a, b, ret_of_a, ret_of_b);
    match_countries(a, b, ret_of_a, ret_of_b);
    for (uint32_t i = 0; i < left_count; i++) {
        const struct view_word *word = &a->words[left[i]];
        bool met = ret_of_a->strength[left[i]] >= 1;
        for (uint32_t k = 0; k < right_count; k++) {
            if (met && ret_of_b->strength[right[k]] >= 1)
                continue;
            const struct view_word *other = &b->words[right[k]];
            double strength = known_kinship(wordnet, word, other, b->kinships);
            note(ret_of_a, left[i], other, strength);
            note(ret_of_b, right[k], word, strength);
        }
    }
}
