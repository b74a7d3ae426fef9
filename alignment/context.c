#include "alignment/context.h"

#include "alignment/one_event.h"

#include <math.h>

enum {
    TELLING_TERMS = 40,  /* an article with fewer is a snippet, whose cosines say little */
    EVENT_SENTENCES = 3, /* of the longer: two sentences are no articles */
};

static const double UNKNOWN_LIKENESS = 0.5;
static const double FULL_TERMS = 20; /* fewer of the shorter article tell less of its event */

/* Of all terms or of the names alone. */
static double weight_of(const struct signature_term *term, bool names) {
    return names && term->kind != TERM_NAME ? 0 : (double)term->weight;
}

static double squares(const struct story_signature *signature, bool names) {
    double sum = 0;
    for (uint32_t i = 0; i < signature->term_count; i++)
        sum += weight_of(&signature->terms[i], names) * weight_of(&signature->terms[i], names);
    return sum;
}

static double cosine(const struct story_signature *a, const struct story_signature *b, bool names) {
    double dot = 0;
    for (uint32_t i = 0, k = 0; i < a->term_count && k < b->term_count;) {
        if (a->terms[i].hash == b->terms[k].hash) {
            dot += weight_of(&a->terms[i], names) * weight_of(&b->terms[k], names);
            i++;
            k++;
        } else if (a->terms[i].hash < b->terms[k].hash) {
            i++;
        } else {
            k++;
        }
    }
    double left = squares(a, names);
    double right = squares(b, names);
    return left > 0 && right > 0 ? dot / sqrt(left * right) : 0;
}

struct article_kinship article_kinship(const struct event_profile *a,
                                       const struct event_profile *b) {
    uint32_t terms = a->signature.term_count;
    if (b->signature.term_count < terms)
        terms = b->signature.term_count;
    struct article_kinship kinship = {
        .words = UNKNOWN_LIKENESS,
        .names = UNKNOWN_LIKENESS,
        .lone = a->sentence_count <= 1 && b->sentence_count <= 1,
    };
    if (a->sentence_count >= EVENT_SENTENCES || b->sentence_count >= EVENT_SENTENCES)
        kinship.event = one_event(a, b) * fmin(1, terms / FULL_TERMS);
    if (terms >= TELLING_TERMS) {
        kinship.words = cosine(&a->signature, &b->signature, false);
        kinship.names = cosine(&a->signature, &b->signature, true);
    }
    return kinship;
}

struct article_kinship article_kinship_itself(const struct analysis *analysis) {
    return (struct article_kinship){
        .words = 1, .names = 1, .lone = sentences_with_claims(analysis) <= 1};
}
