#include "analysis/language/name_features.h"

#include "analysis/language/word_kinds.h"

enum row { NONE, P2, P1, T0, N1, N2, STATE, ROWS };

#define V(row, attribute) (row) * ATTRIBUTE_COUNT + ATTRIBUTE_##attribute
#define W(row) V(row, WORD)
#define F(row) V(row, FORM)
#define T(row) V(row, TAG)
#define S(row) V(row, SHAPE)
#define L(row) V(row, LISTS)
#define C(row) V(row, CLUSTER1024)
#define D(row) V(row, CLUSTER256)
#define E(row) V(row, CLUSTER64)
/* Two attributes that the tagger alone reads have another meaning here: the likelihoods of
 * word_kinds.h, and the best of them. */
enum { ATTRIBUTE_KINDS = ATTRIBUTE_AMBIGUITY, ATTRIBUTE_KIND = ATTRIBUTE_SUFFIX1 };
#define K(row) V(row, KINDS)
#define B(row) V(row, KIND)
#define BEFORE (STATE * ATTRIBUTE_COUNT)

static const struct feature_template templates[] = {
    /* the word */
    {{W(T0)}},
    {{F(T0)}},
    {{W(T0), T(T0)}},
    {{T(T0)}},
    {{S(T0), V(T0, SITE)}},
    {{T(T0), S(T0), V(T0, SITE)}},
    {{V(T0, SUFFIX2), T(T0)}},
    {{V(T0, SUFFIX3), T(T0)}},
    {{V(T0, SUFFIX4), T(T0)}},
    {{V(T0, PREFIX2), T(T0)}},
    {{V(T0, PREFIX3), T(T0)}},
    {{C(T0), T(T0)}},
    {{D(T0), T(T0)}},
    {{E(T0), T(T0)}},
    {{C(T0), V(T0, SITE)}},
    {{C(T0)}},
    {{D(T0)}},
    {{L(T0), V(T0, SITE)}},
    {{L(T0), T(T0)}},
    {{L(T0), D(T0)}},
    {{L(P1), L(T0), V(T0, SITE)}},
    {{L(T0), L(N1), V(T0, SITE)}},
    {{L(P1), L(T0), L(N1), V(T0, SITE)}},
    /* the words around */
    {{W(P1)}},
    {{W(N1)}},
    {{L(P1), T(T0)}},
    {{L(N1), T(T0)}},
    {{W(P1), T(T0)}},
    {{W(N1), T(T0)}},
    {{W(P2), T(T0)}},
    {{W(N2), T(T0)}},
    {{C(P1), T(T0)}},
    {{C(N1), T(T0)}},
    {{D(P1), D(T0)}},
    {{D(T0), D(N1)}},
    {{C(P1), C(T0)}},
    {{C(T0), C(N1)}},
    {{D(P1), D(T0), D(N1)}},
    {{E(P1), E(T0), E(N1)}},
    {{W(P2), W(P1), T(T0)}},
    {{W(N1), W(N2), T(T0)}},
    {{W(P1), W(T0)}},
    {{W(T0), W(N1)}},
    {{D(T0), W(P1), T(P1)}},
    {{D(T0), W(N1), T(N1)}},
    {{T(P1), T(T0), T(N1)}},
    {{T(P2), T(P1), T(T0), T(N1)}},
    {{T(P1), T(T0), T(N1), T(N2)}},
    {{S(P1), S(T0), S(N1)}},
    {{V(P1, SITE), T(T0), V(N1, SITE)}},
    {{V(N1, SUFFIX3), T(T0)}},
    {{V(P1, SUFFIX3), T(T0)}},
    /* what the words may name */
    {{K(T0)}},
    {{K(T0), V(T0, SITE)}},
    {{K(T0), T(T0)}},
    {{B(T0), V(T0, SITE), T(T0)}},
    {{B(P1), B(T0)}},
    {{B(T0), B(N1)}},
    {{B(P1), B(T0), B(N1)}},
    {{B(T0), W(P1)}},
    {{B(T0), W(N1)}},
    {{B(T0), L(T0), V(T0, SITE)}},
    {{B(T0), S(T0)}},
    {{B(N1), T(T0)}},
    {{B(P1), T(T0)}},
    {{B(T0), C(P1)}},
    {{B(T0), C(N1)}},
};

/* With the class before. */
static const struct feature_template link_templates[] = {
    {{BEFORE}},
    {{BEFORE, T(T0)}},
    {{BEFORE, W(T0)}},
    {{BEFORE, C(T0)}},
    {{BEFORE, D(T0)}},
    {{BEFORE, W(P1), T(T0)}},
    {{BEFORE, T(P1), T(T0)}},
    {{BEFORE, D(P1), D(T0)}},
    {{BEFORE, C(P1), T(T0)}},
    {{BEFORE, S(T0), V(T0, SITE)}},
    {{BEFORE, L(P1), L(T0)}},
    {{BEFORE, L(T0), T(T0)}},
    {{BEFORE, T(T0), T(N1)}},
    {{BEFORE, T(T0), W(N1)}},
    {{BEFORE, D(T0), D(N1)}},
    {{BEFORE, B(T0)}},
    {{BEFORE, B(T0), T(T0)}},
    {{BEFORE, B(P1), B(T0)}},
    {{BEFORE, B(T0), B(N1)}},
};

enum {
    TEMPLATES = sizeof templates / sizeof *templates,
    LINK_TEMPLATES = sizeof link_templates / sizeof *link_templates,
};
_Static_assert((int)TEMPLATES <= (int)FEATURES_MAX, "callers keep room for FEATURES_MAX");

void name_attributes(const struct language_models *models, struct slice form,
                     const struct token *token, struct attributes *ret_attributes) {
    const struct vocabulary *vocabulary = &models->tagger.vocabulary;
    uint32_t place = vocabulary_place(vocabulary, token_word_hash(token->lower));
    uint16_t word = place <= vocabulary->mask ? models->word_kinds[place] : 0;
    token_attributes(vocabulary, form, token->lower, ret_attributes);
    ret_attributes->at[ATTRIBUTE_LISTS] |= (uint32_t)word >> WORD_LIST_SHIFT << LIST_BITS;
    ret_attributes->at[ATTRIBUTE_KINDS] = word & ((1U << WORD_LIST_SHIFT) - 1);
    ret_attributes->at[ATTRIBUTE_KIND] = word_kind_best(word);
    ret_attributes->at[ATTRIBUTE_TAG] = (uint32_t)token->upos << 8 | token->xpos;
}

static const uint32_t *row_at(const struct attributes *tokens, uint32_t count, int64_t i) {
    return i < 0 || i >= count ? attributes_nothing.at : tokens[i].at;
}

static void fill_rows(const struct attributes *tokens, uint32_t count, uint32_t i,
                      const uint32_t *state, const uint32_t **rows) {
    rows[NONE] = attributes_none.at;
    for (int64_t k = P2; k <= N2; k++)
        rows[k] = row_at(tokens, count, i + k - T0);
    rows[STATE] = state;
}

uint32_t name_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                       uint64_t *ret_hashes) {
    const uint32_t *rows[ROWS];
    fill_rows(tokens, count, i, attributes_none.at, rows);
    features_hash(templates, TEMPLATES, rows, ret_hashes);
    return TEMPLATES;
}

uint32_t name_link_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                            uint32_t before, uint64_t *ret_hashes) {
    const uint32_t *rows[ROWS];
    fill_rows(tokens, count, i, &before, rows);
    features_hash(link_templates, LINK_TEMPLATES, rows, ret_hashes);
    return LINK_TEMPLATES;
}
