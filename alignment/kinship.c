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

static double strength_between(const struct wordnet *wordnet, const struct view_word *a,
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

/* ---- ties ------------------------------------------------------------------------------------ */

enum tie_kind { TIE_FRAME = 1, TIE_OPPOSITES, TIE_WORDNET };

/* One form that has a tie. */
struct holder {
    uint32_t form;
    uint32_t next; /* place of the next holder, 0 behind the last */
};

struct holder_list {
    struct holder *at; /* the first is none */
    uint32_t count;
    uint32_t capacity;
};

struct place_list {
    uint32_t *at;
    uint32_t count;
    uint32_t capacity;
};

struct finder {
    const struct wordnet *wordnet;
    struct arena *arena;
    const struct view_word *const *forms;
    struct numbering ties;
    struct place_list first; /* by tie: its newest holder */
    struct holder_list holders;
    struct wordnet_tie_list of_word; /* room for those of the word at hand */
    uint32_t *met;                   /* by form: the last form that met it */
    struct kinships kinships;
};

static int add_kin(struct finder *finder, uint32_t form, uint32_t other, double strength) {
    struct kin kin = {other, finder->kinships.first[form], strength};
    finder->kinships.first[form] = finder->kinships.kin.count;
    return list_push(finder->arena, &finder->kinships.kin, kin) ? 0 : ERR_NO_MEMORY;
}

static int meet(struct finder *finder, uint32_t form, uint32_t other) {
    if (finder->met[other] == form)
        return 0;
    finder->met[other] = form;
    double strength =
        strength_between(finder->wordnet, finder->forms[form - 1], finder->forms[other - 1]);
    if (strength <= 0)
        return 0;
    int result = add_kin(finder, form, other, strength);
    return result < 0 || form == other ? result : add_kin(finder, other, form, strength);
}

/* Meets all that have the tie already, and joins them. */
static int join(struct finder *finder, uint32_t form, enum tie_kind kind, uint32_t value) {
    uint32_t tie = number_of(&finder->ties, (uint64_t)kind << 32 | value);
    if (!tie || (tie > finder->first.count && !list_push(finder->arena, &finder->first, 0)))
        return ERR_NO_MEMORY;
    int result = 0;
    for (uint32_t at = finder->first.at[tie - 1]; at && result == 0;
         at = finder->holders.at[at].next)
        result = meet(finder, form, finder->holders.at[at].form);
    struct holder holder = {form, finder->first.at[tie - 1]};
    finder->first.at[tie - 1] = finder->holders.count;
    if (result == 0 && !list_push(finder->arena, &finder->holders, holder))
        result = ERR_NO_MEMORY;
    return result;
}

static int join_opposites(struct finder *finder, uint32_t form, struct opposition_sides sides) {
    int result = 0;
    for (uint32_t rows = sides.left | sides.right; rows && result == 0; rows &= rows - 1)
        result = join(finder, form, TIE_OPPOSITES, (uint32_t)__builtin_ctz(rows));
    return result;
}

static int join_wordnet(struct finder *finder, uint32_t form, const struct view_word *word) {
    if (!finder->wordnet || !pos_set(word))
        return 0;
    finder->of_word.count = 0;
    int result =
        wordnet_word_ties(finder->wordnet, word->in_wordnet, finder->arena, &finder->of_word);
    for (uint32_t i = 0; i < finder->of_word.count && result == 0; i++)
        result = join(finder, form, TIE_WORDNET, finder->of_word.at[i]);
    return result;
}

static int place_form(struct finder *finder, uint32_t form) {
    const struct view_word *word = finder->forms[form - 1];
    int result = meet(finder, form, form);
    if (result == 0 && word->frame)
        result = join(finder, form, TIE_FRAME, word->frame);
    if (result == 0)
        result = join_opposites(finder, form, word->sides);
    return result < 0 ? result : join_wordnet(finder, form, word);
}

int kinships_make(const struct resources *resources, struct arena *arena,
                  const struct view_word *const *forms, uint32_t count,
                  struct kinships *ret_kinships) {
    struct finder finder = {
        .wordnet = resources ? resources->wordnet : NULL,
        .arena = arena,
        .forms = forms,
        .met = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
        .kinships.first = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
    };
    if (!finder.met || !finder.kinships.first || numbering_make(arena, &finder.ties) < 0 ||
        !list_push(arena, &finder.holders, (struct holder){0}) ||
        !list_push(arena, &finder.kinships.kin, (struct kin){0}))
        return ERR_NO_MEMORY;

    int result = 0;
    for (uint32_t form = 1; form <= count && result == 0; form++)
        result = place_form(&finder, form);
    if (result < 0)
        return result;

    *ret_kinships = finder.kinships;
    return 0;
}

double kinship_of(const struct kinships *kinships, uint32_t a, uint32_t b) {
    for (uint32_t at = kinships->first[a]; at; at = kinships->kin.at[at].next)
        if (kinships->kin.at[at].form == b)
            return kinships->kin.at[at].strength;
    return 0;
}
