#include "analysis/language/name_features.h"

#include "analysis/language/linear.h"
#include "analysis/language/name_words.h"
#include "analysis/language/tagset.h"

enum row { NONE, P2, P1, T0, N1, N2, ROWS };

#define V(row, attribute) (row) * ATTRIBUTE_COUNT + ATTRIBUTE_##attribute
#define W(row) V(row, WORD)
#define F(row) V(row, FORM)
#define T(row) V(row, TAG)
#define S(row) V(row, SHAPE)
#define L(row) V(row, LISTS)
#define C(row) V(row, CLUSTER1024)
#define D(row) V(row, CLUSTER256)
#define E(row) V(row, CLUSTER64)
#define P(row) V(row, PHRASE)

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
    {{P(T0)}},
    {{P(T0), T(T0)}},
    {{P(T0), P(N1), V(T0, SITE)}},
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
};

enum { TEMPLATES = sizeof templates / sizeof *templates };
_Static_assert((int)TEMPLATES <= (int)SPARSE_FEATURES_MAX, "callers keep room, sums fit");

void name_attributes(const struct language_models *models, struct slice form,
                     const struct token *token, struct attributes *ret_attributes) {
    const struct vocabulary *vocabulary = &models->tagger.vocabulary;
    uint32_t place = token_attributes(vocabulary, form, token->lower, ret_attributes);
    uint32_t word = place <= vocabulary->mask ? models->names.words[place] : 0;
    uint32_t vector = word & (NAME_WORD_VECTORS - 1);
    ret_attributes->at[ATTRIBUTE_LISTS] |= word >> NAME_WORD_VECTOR_BITS << LIST_BITS |
                                           (uint32_t)(vector != 0) << (LIST_BITS + NAME_WORD_LISTS);
    ret_attributes->at[ATTRIBUTE_VECTOR] = vector;
    ret_attributes->at[ATTRIBUTE_TAG] = (uint32_t)token->upos << 8 | token->xpos;
}

void name_surroundings(const struct language_models *models, struct attributes *tokens,
                       uint32_t count) {
    sites_fill(tokens, count);
    name_phrases_mark(&models->names.phrases, tokens, count);
}

static bool is_marked(const struct attributes *token) {
    return (token->at[ATTRIBUTE_SITE] & SITE_UPPER) || token->at[ATTRIBUTE_TAG] >> 8 == UPOS_PROPN;
}

bool name_possible(const struct attributes *tokens, uint32_t count, uint32_t i) {
    return is_marked(&tokens[i]) || (i > 0 && is_marked(&tokens[i - 1])) ||
           (i + 1 < count && is_marked(&tokens[i + 1]));
}

static const uint32_t *row_at(const struct attributes *tokens, uint32_t count, int64_t i) {
    return i < 0 || i >= count ? attributes_nothing.at : tokens[i].at;
}

uint32_t name_features(const struct attributes *tokens, uint32_t count, uint32_t i,
                       uint64_t *ret_hashes) {
    const uint32_t *rows[ROWS];
    rows[NONE] = attributes_none.at;
    for (int64_t k = P2; k <= N2; k++)
        rows[k] = row_at(tokens, count, i + k - T0);
    features_hash(templates, TEMPLATES, rows, ret_hashes);
    return TEMPLATES;
}
