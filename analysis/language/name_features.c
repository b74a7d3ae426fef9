#include "analysis/language/name_features.h"

enum row { P2, P1, T0, N1, N2, STATE, ROWS };
enum { BEFORE1, BEFORE2, BEFORE };

#define V(row, attribute) (row) * ATTRIBUTE_COUNT + ATTRIBUTE_##attribute
#define W(row) V(row, WORD)
#define F(row) V(row, FORM)
#define T(row) V(row, TAG)
#define S(row) V(row, SHAPE)
#define L(row) V(row, LISTS)
#define C(row) V(row, CLUSTER1024)
#define D(row) V(row, CLUSTER256)
#define E(row) V(row, CLUSTER64)
#define H(number) (STATE * ATTRIBUTE_COUNT + (number))

static const struct feature_template templates[] = {
    /* the word */
    {1, {W(T0)}},
    {1, {F(T0)}},
    {2, {W(T0), T(T0)}},
    {1, {T(T0)}},
    {2, {S(T0), V(T0, SITE)}},
    {3, {T(T0), S(T0), V(T0, SITE)}},
    {2, {V(T0, SUFFIX2), T(T0)}},
    {2, {V(T0, SUFFIX3), T(T0)}},
    {2, {V(T0, SUFFIX4), T(T0)}},
    {2, {V(T0, PREFIX2), T(T0)}},
    {2, {V(T0, PREFIX3), T(T0)}},
    {2, {C(T0), T(T0)}},
    {2, {D(T0), T(T0)}},
    {2, {E(T0), T(T0)}},
    {2, {C(T0), V(T0, SITE)}},
    {1, {C(T0)}},
    {1, {D(T0)}},
    {2, {L(T0), V(T0, SITE)}},
    {2, {L(T0), T(T0)}},
    {2, {L(T0), D(T0)}},
    {3, {L(P1), L(T0), V(T0, SITE)}},
    {3, {L(T0), L(N1), V(T0, SITE)}},
    {4, {L(P1), L(T0), L(N1), V(T0, SITE)}},
    /* the words around */
    {1, {W(P1)}},
    {1, {W(N1)}},
    {2, {L(P1), T(T0)}},
    {2, {L(N1), T(T0)}},
    {2, {W(P1), T(T0)}},
    {2, {W(N1), T(T0)}},
    {2, {W(P2), T(T0)}},
    {2, {W(N2), T(T0)}},
    {2, {C(P1), T(T0)}},
    {2, {C(N1), T(T0)}},
    {2, {D(P1), D(T0)}},
    {2, {D(T0), D(N1)}},
    {2, {C(P1), C(T0)}},
    {2, {C(T0), C(N1)}},
    {3, {D(P1), D(T0), D(N1)}},
    {3, {E(P1), E(T0), E(N1)}},
    {3, {W(P2), W(P1), T(T0)}},
    {3, {W(N1), W(N2), T(T0)}},
    {2, {W(P1), W(T0)}},
    {2, {W(T0), W(N1)}},
    {3, {D(T0), W(P1), T(P1)}},
    {3, {D(T0), W(N1), T(N1)}},
    {3, {T(P1), T(T0), T(N1)}},
    {4, {T(P2), T(P1), T(T0), T(N1)}},
    {4, {T(P1), T(T0), T(N1), T(N2)}},
    {3, {S(P1), S(T0), S(N1)}},
    {3, {V(P1, SITE), T(T0), V(N1, SITE)}},
    {2, {V(N1, SUFFIX3), T(T0)}},
    {2, {V(P1, SUFFIX3), T(T0)}},
    /* the tags before */
    {2, {H(BEFORE1), T(T0)}},
    {2, {H(BEFORE), T(T0)}},
    {2, {H(BEFORE1), W(T0)}},
    {2, {H(BEFORE1), C(T0)}},
    {2, {H(BEFORE1), D(T0)}},
    {3, {H(BEFORE1), W(P1), T(T0)}},
    {3, {H(BEFORE1), T(P1), T(T0)}},
    {3, {H(BEFORE1), D(P1), D(T0)}},
    {3, {H(BEFORE1), C(P1), T(T0)}},
    {3, {H(BEFORE1), S(T0), V(T0, SITE)}},
    {3, {H(BEFORE1), L(P1), L(T0)}},
    {3, {H(BEFORE1), L(T0), T(T0)}},
    {3, {H(BEFORE1), T(T0), T(N1)}},
    {3, {H(BEFORE1), T(T0), W(N1)}},
    {3, {H(BEFORE1), D(T0), D(N1)}},
};
enum { TEMPLATES = sizeof templates / sizeof *templates };
_Static_assert((int)TEMPLATES <= (int)FEATURES_MAX, "callers keep room for FEATURES_MAX");

void name_attributes(const struct language_models *models, struct slice form,
                     const struct token *token, struct attributes *ret_attributes) {
    token_attributes(&models->tagger.vocabulary, form, token->lower, ret_attributes);
    ret_attributes->at[ATTRIBUTE_TAG] = (uint32_t)token->upos << 8 | token->xpos;
}

static const uint32_t *row_at(const struct attributes *tokens, uint32_t count, int64_t i) {
    return i < 0 || i >= count ? attributes_nothing.at : tokens[i].at;
}

uint32_t name_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                       const uint8_t *tags, uint64_t *ret_hashes) {
    uint32_t before1 = i > 0 ? tags[i - 1] : NAME_CLASS_COUNT;
    uint32_t before2 = i > 1 ? tags[i - 2] : NAME_CLASS_COUNT;
    const uint32_t state[] = {
        [BEFORE1] = before1, [BEFORE2] = before2, [BEFORE] = before1 << 4 | before2};
    const uint32_t *rows[ROWS];
    for (int64_t k = P2; k <= N2; k++)
        rows[k] = row_at(tokens, count, i + k - T0);
    rows[STATE] = state;
    features_hash(templates, TEMPLATES, rows, ret_hashes);
    return TEMPLATES;
}
