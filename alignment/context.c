#include "alignment/context.h"

#include "alignment/story.h"
#include "base/error.h"

#include <math.h>

enum { TELLING_TERMS = 40 }; /* an article with fewer is a snippet */

static const double UNKNOWN_LIKENESS = 0.5;

static double term_cosine(const struct story_signature *a, const struct story_signature *b) {
    double dot = 0;
    double left = 0;
    double right = 0;
    for (uint32_t i = 0; i < a->term_count; i++)
        left += (double)a->terms[i].weight * (double)a->terms[i].weight;
    for (uint32_t i = 0; i < b->term_count; i++)
        right += (double)b->terms[i].weight * (double)b->terms[i].weight;
    for (uint32_t i = 0, k = 0; i < a->term_count && k < b->term_count;) {
        if (a->terms[i].hash == b->terms[k].hash) {
            dot += (double)a->terms[i].weight * (double)b->terms[k].weight;
            i++;
            k++;
        } else if (a->terms[i].hash < b->terms[k].hash) {
            i++;
        } else {
            k++;
        }
    }
    return left > 0 && right > 0 ? dot / sqrt(left * right) : 0;
}

int article_context_make(struct arena *arena, const struct analysis *const *articles,
                         uint32_t count, struct article_context *ret_context) {
    struct article_context context = {ARENA_ARRAY(arena, double, (size_t)count *count + 1), count};
    struct story_signature *signatures = ARENA_ARRAY(arena, struct story_signature, count + 1);
    if (!context.likeness || !signatures)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < count; i++) {
        int result = story_signature_make(arena, articles[i], &signatures[i]);
        if (result < 0)
            return result;
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < count; k++) {
            bool short_text = signatures[i].term_count < TELLING_TERMS ||
                              signatures[k].term_count < TELLING_TERMS;
            context.likeness[(size_t)i * count + k] =
                short_text ? UNKNOWN_LIKENESS : term_cosine(&signatures[i], &signatures[k]);
        }
    }
    *ret_context = context;
    return 0;
}

double article_likeness(const struct article_context *context, uint32_t a, uint32_t b) {
    return context->likeness[(size_t)a * context->count + b];
}
