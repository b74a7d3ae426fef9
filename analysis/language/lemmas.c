/* The tag says which inflection a form carries; then, in this order: contractions and forms of "be"
 * from a short table, WordNet's irregular forms and detachment rules (which only yield words that
 * exist), and for words WordNet does not know the spelling rules of English (Quirk et al.,
 * "A Comprehensive Grammar of the English Language", 3.5–3.10 and 5.80). */
#include "analysis/language/lemmas.h"

#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "base/error.h"

#include <assert.h>

struct fixed_form {
    struct slice form;
    struct slice lemma;
};

/* Parts of contractions as UD cuts them, when they are verbs or "not". Sorted by form. */
static const struct fixed_form contractions[] = {
    {SLICE("'d"), SLICE("would")}, {SLICE("'ll"), SLICE("will")}, {SLICE("'m"), SLICE("be")},
    {SLICE("'re"), SLICE("be")},   {SLICE("'s"), SLICE("be")},    {SLICE("'ve"), SLICE("have")},
    {SLICE("ca"), SLICE("can")},   {SLICE("n't"), SLICE("not")},  {SLICE("sha"), SLICE("shall")},
    {SLICE("wo"), SLICE("will")},
};

/* Plurals that are the name of the thing. Sorted. */
static const struct slice plural_only[] = {
    SLICE("arms"),   SLICE("clothes"), SLICE("goods"),     SLICE("headquarters"), SLICE("means"),
    SLICE("news"),   SLICE("odds"),    SLICE("outskirts"), SLICE("proceeds"),     SLICE("remains"),
    SLICE("series"), SLICE("species"), SLICE("thanks"),
};

static bool ends_one_of(struct slice word, const struct slice *suffixes, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (slice_ends(word, suffixes[i]))
            return true;
    return false;
}

static struct slice shorter(struct slice word, size_t by) {
    assert(by <= word.length);
    return slice_of(word.at, word.length - by);
}

static int joined(struct arena *arena, struct slice stem, char letter, struct slice *ret_word) {
    char *at = arena_alloc(arena, stem.length + 1);
    if (!at)
        return ERR_NO_MEMORY;

    memcpy(at, stem.at, stem.length);
    at[stem.length] = letter;
    *ret_word = slice_of(at, stem.length + 1);
    return 0;
}

/* ---- spelling rules for words that WordNet does not know ------------------------------------- */

/* Both the plural of nouns and the third person of verbs. */
static int strip_s(struct arena *arena, struct slice form, struct slice *ret_lemma) {
    static const struct slice sibilants[] = {SLICE("ches"), SLICE("shes"), SLICE("sses"),
                                             SLICE("xes"), SLICE("zzes")};
    static const struct slice no_plural[] = {SLICE("is"), SLICE("ss"), SLICE("us")};
    *ret_lemma = form;
    if (form.length < 4 || !slice_ends(form, SLICE("s")) || ends_one_of(form, no_plural, 3))
        return 0;
    if (form.length > 4 && slice_ends(form, SLICE("ies")))
        return joined(arena, shorter(form, 3), 'y', ret_lemma);

    *ret_lemma = shorter(form, ends_one_of(form, sibilants, 5) ? 2 : 1);
    return 0;
}

static bool vowel(char letter) {
    return letter != '\0' && strchr("aeiouy", letter) != NULL;
}

/* "livestream|ed", "tag|g|ed", "upcycl|ed": undouble, or give the e back where English wants one.
 */
static int mend_stem(struct arena *arena, struct slice stem, struct slice *ret_lemma) {
    static const struct slice wants_e[] = {SLICE("c"),  SLICE("v"),  SLICE("u"),  SLICE("iz"),
                                           SLICE("is"), SLICE("at"), SLICE("bl"), SLICE("cl"),
                                           SLICE("dl"), SLICE("gl"), SLICE("pl"), SLICE("tl")};
    char last = stem.at[stem.length - 1];
    char before = stem.at[stem.length - 2];
    *ret_lemma = stem;
    if (last == before && !vowel(last) && last != 'l' && last != 's' && last != 'z') {
        *ret_lemma = shorter(stem, 1);
        return 0;
    }
    bool long_vowel = stem.length > 2 && vowel(before) && vowel(stem.at[stem.length - 3]);
    if (!long_vowel && ends_one_of(stem, wants_e, sizeof wants_e / sizeof *wants_e))
        return joined(arena, stem, 'e', ret_lemma);
    return 0;
}

static int strip_ed_or_ing(struct arena *arena, struct slice form, struct slice *ret_lemma) {
    *ret_lemma = form;
    if (form.length > 5 && slice_ends(form, SLICE("ied")))
        return joined(arena, shorter(form, 3), 'y', ret_lemma);
    if (form.length > 4 && slice_ends(form, SLICE("ed")))
        return mend_stem(arena, shorter(form, 2), ret_lemma);
    if (form.length > 5 && slice_ends(form, SLICE("ing")))
        return mend_stem(arena, shorter(form, 3), ret_lemma);
    return 0;
}

/* ---- by tag --------------------------------------------------------------------------------- */

static const struct fixed_form *contraction_find(struct slice form) {
    for (size_t i = 0; i < sizeof contractions / sizeof *contractions; i++)
        if (slice_equal(contractions[i].form, form))
            return &contractions[i];
    return NULL;
}

static int noun_lemma(const struct wordnet *wordnet, struct arena *arena, struct slice form,
                      struct slice *ret_lemma) {
    *ret_lemma = form;
    if (SLICE_IN(form, plural_only))
        return 0;

    struct slice base = wordnet_detached_form(wordnet, form, WORDNET_NOUN);
    if (!base.at)
        return wordnet_known(wordnet, form, WORDNET_NOUN) ? 0 : strip_s(arena, form, ret_lemma);

    *ret_lemma = base;
    return 0;
}

static int verb_lemma(const struct wordnet *wordnet, struct arena *arena, struct slice form,
                      uint8_t xpos, struct slice *ret_lemma) {
    bool plain = xpos == XPOS_VB || xpos == XPOS_VBP || xpos == XPOS_MD;
    *ret_lemma = form;
    if (plain && wordnet_known(wordnet, form, WORDNET_VERB))
        return 0;

    struct slice base = wordnet_detached_form(wordnet, form, WORDNET_VERB);
    if (base.at) {
        *ret_lemma = base;
        return 0;
    }
    if (plain || wordnet_known(wordnet, form, WORDNET_VERB))
        return 0;
    return xpos == XPOS_VBZ ? strip_s(arena, form, ret_lemma)
                            : strip_ed_or_ing(arena, form, ret_lemma);
}

static void graded_lemma(const struct wordnet *wordnet, struct slice form, enum wordnet_pos pos,
                         struct slice *ret_lemma) {
    struct slice base = wordnet_detached_form(wordnet, form, pos);
    if (!base.at && pos == WORDNET_ADVERB)
        base = wordnet_detached_form(wordnet, form, WORDNET_ADJECTIVE);
    *ret_lemma = base.at ? base : form;
}

static int tagged_lemma(const struct wordnet *wordnet, struct arena *arena,
                        const struct token *token, struct slice *ret_lemma) {
    switch (token->xpos) {
    case XPOS_NNS:
    case XPOS_NNPS:
        return noun_lemma(wordnet, arena, token->lower, ret_lemma);
    case XPOS_VB:
    case XPOS_VBD:
    case XPOS_VBG:
    case XPOS_VBN:
    case XPOS_VBP:
    case XPOS_VBZ:
        return verb_lemma(wordnet, arena, token->lower, token->xpos, ret_lemma);
    case XPOS_JJR:
    case XPOS_JJS:
        graded_lemma(wordnet, token->lower, WORDNET_ADJECTIVE, ret_lemma);
        return 0;
    case XPOS_RBR:
    case XPOS_RBS:
        graded_lemma(wordnet, token->lower, WORDNET_ADVERB, ret_lemma);
        return 0;
    default:
        return 0;
    }
}

/* Without a tag the suffix says where to look first. */
static void untagged_lemma(const struct wordnet *wordnet, const struct token *token,
                           struct slice *ret_lemma) {
    static const struct slice verbal[] = {SLICE("ed"), SLICE("ing")};
    bool verb_first = ends_one_of(token->lower, verbal, 2);
    enum wordnet_pos order[] = {verb_first ? WORDNET_VERB : WORDNET_NOUN,
                                verb_first ? WORDNET_NOUN : WORDNET_VERB, WORDNET_ADJECTIVE};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        struct slice base = wordnet_base_form(wordnet, token->lower, order[i]);
        if (base.at) {
            *ret_lemma = base;
            return;
        }
    }
}

static int lemma_of(const struct wordnet *wordnet, struct arena *arena, const struct token *token,
                    struct slice *ret_lemma) {
    *ret_lemma = token->lower;
    if (token->kind != TOKEN_WORD)
        return 0;

    bool verbal = token->upos == UPOS_VERB || token->upos == UPOS_AUX || token->upos == UPOS_NONE ||
                  slice_equal(token->lower, SLICE("n't"));
    const struct fixed_form *contraction = verbal ? contraction_find(token->lower) : NULL;
    if (contraction) {
        *ret_lemma = contraction->lemma;
        return 0;
    }
    if (token->xpos != XPOS_NONE)
        return tagged_lemma(wordnet, arena, token, ret_lemma);
    untagged_lemma(wordnet, token, ret_lemma);
    return 0;
}

int lemmas_fill(const struct resources *resources, struct arena *arena, struct analysis *analysis) {
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        struct token *token = &analysis->tokens.at[i];
        int result = lemma_of(wordnet, arena, token, &token->lemma);
        if (result < 0)
            return result;
    }
    return 0;
}
