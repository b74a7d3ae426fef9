#include "alignment/known_words.h"

#include "alignment/frames.h"
#include "alignment/statement.h"
#include "alignment/view_force.h"
#include "alignment/words.h"
#include "base/error.h"

enum {
    SLOTS_MIN = 1 << 8,
    SLOTS_MAX = 1 << 12,
};

int known_words_make(const struct resources *resources, struct stemmer *stemmer,
                     struct arena *arena, size_t tokens, struct known_words *ret_words) {
    uint64_t slots = SLOTS_MIN;
    while (slots < tokens && slots < SLOTS_MAX)
        slots *= 2;
    *ret_words = (struct known_words){
        .resources = resources,
        .stemmer = stemmer,
        .arena = arena,
        .slots = ARENA_ARRAY(arena, struct known_word *, slots),
        .mask = slots - 1,
    };
    return ret_words->slots ? 0 : ERR_NO_MEMORY;
}

struct known_word *known_word_find(struct known_words *words, const struct token *token) {
    uint64_t lemma = hash_slice(token->lemma);
    uint64_t key = hash_join(hash_slice(token->lower), lemma ^ token->upos);
    struct known_word **slot = &words->slots[(key ^ key >> 32) & words->mask];
    struct known_word *known = *slot;
    if (known && known->key == key)
        return known;
    known = ARENA_NEW(words->arena, struct known_word);
    if (!known)
        return NULL;
    known->key = key;
    known->force = view_force_cue(token);
    known->function = stemmer_is_function(words->stemmer, token->lower);
    *slot = known;
    return known;
}

void known_word_read(const struct known_words *words, const struct token *token,
                     struct known_word *known) {
    if (known->read)
        return;
    const struct wordnet *wordnet = words->resources ? words->resources->wordnet : NULL;
    struct opposition_sides lower = opposition_sides(token->lower);
    struct opposition_sides base = opposition_sides(token->lemma);
    known->read = true;
    known->stem = stemmer_stem(words->stemmer, token->lower);
    known->rarity = word_rarity(words->resources, token->lower);
    known->sides = (struct opposition_sides){lower.left | base.left, lower.right | base.right};
    known->in_wordnet = wordnet_word_find(wordnet, token->lemma);
    known->frame = frame_of(token->lemma);
    if (!known->frame)
        known->frame = frame_of(token->lower);
    known->form = hash_join(hash_slice(token->lemma), (uint64_t)token->upos << 8 | known->frame);
}
