/* A softmax regression from word vectors to what a word named in the treebanks, one example a word,
 * trained by AdaGrad (Duchi, Hazan and Singer 2011); then lists of names. Arithmetic is in a fixed
 * order with an exponential of its own, so that the same input gives the same bits everywhere.
 */
#include "models/train/word_kinds_build.h"

#include "analysis/language/name_features.h"
#include "analysis/language/word_kinds.h"
#include "analysis/text/characters.h"
#include "base/error.h"
#include "models/train/random.h"
#include "models/train/word_vectors.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Class 0 is "no name"; then the kinds of word_kinds.h, shifted by one. */
enum { CLASSES = WORD_KINDS + 1, EPOCHS = 15, SEEN_CAP = 5 };
#define RATE 0.1F
#define SMALL_GRADIENT 1e-4F

struct regression {
    const struct word_vectors *vectors;
    const float (*counts)[CLASSES]; /* of each vector's word */
    float *weights;                 /* CLASSES rows of the vectors' width */
    float *squares;                 /* of past gradients */
};

/* e^x for x ≤ 0. */
static double exponential(double x) {
    enum { TERMS = 14 };
    const double ln2 = 0.693147180559945309417;
    if (x < -60)
        return 0;
    int power = (int)(x / ln2 - 0.5);
    double rest = x - power * ln2;
    double sum = 1;
    double term = 1;
    for (int k = 1; k < TERMS; k++) {
        term *= rest / k;
        sum += term;
    }
    return ldexp(sum, power);
}

static void foretell(const struct regression *regression, uint32_t word,
                     float ret_shares[CLASSES]) {
    uint32_t width = regression->vectors->width;
    const float *vector = regression->vectors->values + (size_t)word * width;
    float best = 0;
    for (uint32_t c = 0; c < CLASSES; c++) {
        float sum = 0;
        for (uint32_t k = 0; k < width; k++)
            sum += regression->weights[c * width + k] * vector[k];
        ret_shares[c] = sum;
        best = c == 0 || sum > best ? sum : best;
    }
    float whole = 0;
    for (uint32_t c = 0; c < CLASSES; c++) {
        ret_shares[c] = (float)exponential((double)ret_shares[c] - (double)best);
        whole += ret_shares[c];
    }
    for (uint32_t c = 0; c < CLASSES; c++)
        ret_shares[c] /= whole;
}

static void learn_word(struct regression *regression, uint32_t word) {
    uint32_t width = regression->vectors->width;
    const float *vector = regression->vectors->values + (size_t)word * width;
    const float *counts = regression->counts[word];
    float shares[CLASSES];
    float seen = 0;
    for (uint32_t c = 0; c < CLASSES; c++)
        seen += counts[c];
    float worth = seen < SEEN_CAP ? seen : SEEN_CAP;
    foretell(regression, word, shares);
    for (uint32_t c = 0; c < CLASSES; c++) {
        float error = (shares[c] - counts[c] / seen) * worth;
        if (error < SMALL_GRADIENT && error > -SMALL_GRADIENT)
            continue;
        for (uint32_t k = 0; k < width; k++) {
            float gradient = error * vector[k];
            float *square = &regression->squares[c * width + k];
            *square += gradient * gradient;
            regression->weights[c * width + k] -= RATE * gradient / sqrtf(*square);
        }
    }
}

static int learn(struct regression *regression, struct arena *arena) {
    uint32_t count = 0;
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, regression->vectors->count);
    if (!order)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < regression->vectors->count; i++) {
        float seen = 0;
        for (uint32_t c = 0; c < CLASSES; c++)
            seen += regression->counts[i][c];
        if (seen > 0)
            order[count++] = i;
    }
    uint64_t seed = 9;
    for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
        random_shuffle(&seed, order, count);
        for (uint32_t i = 0; i < count; i++)
            learn_word(regression, order[i]);
    }
    return 0;
}

static uint16_t likelihood_class(float share) {
    static const float bounds[WORD_KIND_MAX] = {0.01F, 0.03F, 0.08F, 0.2F, 0.4F, 0.6F, 0.8F};
    uint16_t class = 0;
    while (class < WORD_KIND_MAX && share >= bounds[class])
        class ++;
    return class;
}

/* B and I of a kind are one class. */
static uint32_t class_of_name(uint8_t name) {
    static const uint8_t classes[NAME_CLASS_COUNT] = {
        [NAME_B_PER] = 1 + WORD_KIND_PERSON,       [NAME_I_PER] = 1 + WORD_KIND_PERSON,
        [NAME_B_ORG] = 1 + WORD_KIND_ORGANIZATION, [NAME_I_ORG] = 1 + WORD_KIND_ORGANIZATION,
        [NAME_B_LOC] = 1 + WORD_KIND_PLACE,        [NAME_I_LOC] = 1 + WORD_KIND_PLACE,
        [NAME_B_OTHER] = 1 + WORD_KIND_OTHER,      [NAME_I_OTHER] = 1 + WORD_KIND_OTHER,
    };
    assert(name < NAME_CLASS_COUNT);
    return classes[name];
}

/* The vector of each vocabulary slot, NO_INDEX for none; of words spelt alike the commoner. */
static uint32_t *vectors_by_place(const struct word_vectors *vectors,
                                  const struct vocabulary *vocabulary, struct arena *arena) {
    uint32_t *found = ARENA_ARRAY(arena, uint32_t, (size_t)vocabulary->mask + 2);
    if (!found)
        return NULL;

    memset(found, 0xFF, ((size_t)vocabulary->mask + 2) * sizeof *found); /* NO_INDEX */
    for (uint32_t i = vectors->count; i-- > 0;)
        found[vocabulary_place(vocabulary, vectors->hashes[i])] = i;
    found[vocabulary->mask + 1] = NO_INDEX; /* the place of words that are not there */
    return found;
}

static int foretell_all(const struct word_vectors *vectors, const struct treebank *names,
                        const struct vocabulary *vocabulary, struct arena *arena, uint16_t *kinds) {
    size_t weights = (size_t)CLASSES * vectors->width;
    float(*counts)[CLASSES] = arena_alloc(arena, vectors->count * sizeof *counts);
    uint32_t *by_place = vectors_by_place(vectors, vocabulary, arena);
    struct regression regression = {vectors, (const float(*)[CLASSES])counts,
                                    ARENA_ARRAY(arena, float, weights),
                                    ARENA_ARRAY(arena, float, weights)};
    if (!counts || !by_place || !regression.weights || !regression.squares)
        return ERR_NO_MEMORY;

    memset(counts, 0, vectors->count * sizeof *counts);
    for (size_t i = 0; i < weights; i++)
        regression.squares[i] = 1e-6F; /* no first step is divided by nothing */
    for (uint32_t i = 0; i < names->token_count; i++) {
        const struct treebank_token *token = &names->tokens[i];
        uint32_t vector = by_place[vocabulary_place(vocabulary, token_word_hash(token->lower))];
        if (vector != NO_INDEX)
            counts[vector][class_of_name(token->name)] += 1;
    }
    int result = learn(&regression, arena);
    for (uint32_t place = 0; result == 0 && place <= vocabulary->mask; place++) {
        float shares[CLASSES];
        if (by_place[place] == NO_INDEX)
            continue;
        foretell(&regression, by_place[place], shares);
        kinds[place] = WORD_HAS_VECTOR;
        for (uint32_t kind = 0; kind < WORD_KINDS; kind++)
            kinds[place] |= (uint16_t)(likelihood_class(shares[kind + 1]) << WORD_KIND_BITS * kind);
    }
    return result;
}

/* ---- lists ---------------------------------------------------------------------------------- */

/* Marks a name of one word; others say little of the words that they are made of. */
static int mark(struct slice name, uint16_t list, const struct vocabulary *vocabulary,
                struct arena *arena, uint16_t *kinds) {
    if (name.length == 0 || memchr(name.at, ' ', name.length))
        return 0;
    char *lower = arena_alloc(arena, name.length / 2 * 3 + 4);
    if (!lower)
        return ERR_NO_MEMORY;

    struct slice word = slice_of(lower, char_lower_word(name, lower));
    uint32_t place = vocabulary_place(vocabulary, token_word_hash(word));
    if (place <= vocabulary->mask)
        kinds[place] |= list;
    return 0;
}

/* Cuts what stands before the next `byte`; false at the end. */
static bool cut(struct slice *rest, char byte, struct slice *ret_part) {
    if (rest->length == 0)
        return false;
    const char *end = memchr(rest->at, byte, rest->length);
    size_t length = end ? (size_t)(end - rest->at) : rest->length;
    size_t past = end ? length + 1 : length;
    *ret_part = slice_of(rest->at, length);
    *rest = slice_of(rest->at + past, rest->length - past);
    return true;
}

static int mark_aliases(struct slice aliases, const struct vocabulary *vocabulary,
                        struct arena *arena, uint16_t *kinds) {
    struct slice alias;
    int result = 0;
    while (result == 0 && cut(&aliases, ';', &alias)) {
        if (slice_starts(alias, SLICE("the ")))
            alias = slice_of(alias.at + 4, alias.length - 4);
        result = mark(alias, WORD_LIST_ORGANIZATION, vocabulary, arena, kinds);
    }
    return result;
}

static int mark_organizations(const char *path, const struct vocabulary *vocabulary,
                              struct arena *arena, uint16_t *kinds) {
    struct slice rest;
    struct slice line;
    int result = treebank_read_file(path, arena, &rest);
    bool head = true;
    while (result == 0 && treebank_next_line(&rest, &line)) {
        struct slice fields[3];
        uint32_t count = treebank_cut(line, fields, 3);
        if (line.length == 0 || line.at[0] == '#')
            continue;
        if (!head)
            result = mark_aliases(fields[0], vocabulary, arena, kinds);
        if (!head && result == 0 && count > 1)
            result = mark_aliases(fields[1], vocabulary, arena, kinds);
        head = false;
    }
    return result;
}

/* The list for WordNet's file of nouns that a line belongs to; 0 for others. */
static uint16_t wordnet_list(struct slice number) {
    if (slice_equal(number, SLICE("14")))
        return WORD_LIST_ORGANIZATION;
    if (slice_equal(number, SLICE("15")))
        return WORD_LIST_PLACE;
    return slice_equal(number, SLICE("18")) ? WORD_LIST_PERSON : 0;
}

/* A line (wndb(5WN)): offset, file, type, number of words in hexadecimal, a word and a number for
 * each, pointers, "|", gloss. The pointer "@i" says that it is one thing, not a class of things. */
static int mark_synset(struct slice line, const struct vocabulary *vocabulary, struct arena *arena,
                       uint16_t *kinds) {
    struct slice data;
    struct slice field;
    uint16_t list = 0;
    if (!cut(&line, '|', &data) || !memmem(data.at, data.length, " @i ", 4))
        return 0;
    for (uint32_t i = 0; i < 4 && cut(&data, ' ', &field); i++)
        if (i == 1)
            list = wordnet_list(field);
    unsigned long words = strtoul(field.at, NULL, 16);
    int result = 0;
    for (unsigned long i = 0; list && result == 0 && i < words && cut(&data, ' ', &field); i++) {
        bool one_word = field.length && !memchr(field.at, '_', field.length);
        if (one_word && field.at[0] >= 'A' && field.at[0] <= 'Z')
            result = mark(field, list, vocabulary, arena, kinds);
        (void)cut(&data, ' ', &field); /* the number behind the word */
    }
    return result;
}

static int mark_wordnet(const char *path, const struct vocabulary *vocabulary, struct arena *arena,
                        uint16_t *kinds) {
    struct slice rest;
    struct slice line;
    int result = treebank_read_file(path, arena, &rest);
    while (result == 0 && treebank_next_line(&rest, &line))
        if (!slice_starts(line, SLICE("  "))) /* the licence */
            result = mark_synset(line, vocabulary, arena, kinds);
    return result;
}

int word_kinds_build(const struct word_kind_sources *sources, const struct treebank *names,
                     const struct vocabulary *vocabulary, struct arena *arena,
                     uint16_t **ret_kinds) {
    struct word_vectors vectors;
    uint16_t *kinds = ARENA_ARRAY(arena, uint16_t, (size_t)vocabulary->mask + 1);
    if (!kinds)
        return ERR_NO_MEMORY;

    memset(kinds, 0, ((size_t)vocabulary->mask + 1) * sizeof *kinds);
    int result = word_vectors_read(sources->vectors, arena, &vectors);
    if (result == 0)
        result = foretell_all(&vectors, names, vocabulary, arena, kinds);
    if (result == 0)
        result = mark_organizations(sources->organizations, vocabulary, arena, kinds);
    if (result == 0)
        result = mark_organizations(sources->agencies, vocabulary, arena, kinds);
    if (result == 0)
        result = mark_wordnet(sources->wordnet_nouns, vocabulary, arena, kinds);
    *ret_kinds = kinds;
    return result;
}
