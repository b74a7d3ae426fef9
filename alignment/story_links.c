#include "alignment/story_links.h"

#include <math.h>
#include <stdlib.h>

/* Of ECB+'s pairs of one story 94 % are linked, of its pairs of one topic a third, of all others 1
 * in 10,000; two reports of one story that are not linked mostly have a third one between them. */
static const double LINK_BAR = 0.22;

enum {
    RARITY_MAX = UINT8_MAX,
    LINK_DAYS = 60, /* dated reports that are further apart tell of two events */
};

double story_word_weight(const struct signature_term *term) {
    bool word = term->kind == TERM_WORD || term->kind == TERM_NAME || term->kind == TERM_PLACE;
    return word ? (double)term->weight * term->rarity / RARITY_MAX : 0;
}

static double square_sum(const struct story_signature *signature) {
    double sum = 0;
    for (uint32_t i = 0; i < signature->term_count; i++) {
        double weight = story_word_weight(&signature->terms[i]);
        sum += weight * weight;
    }
    return sum;
}

static bool dates_allow(const struct story_signature *a, const struct story_signature *b) {
    if (a->published_day == DAY_NONE || b->published_day == DAY_NONE)
        return true;
    return llabs((int64_t)a->published_day - b->published_day) <= LINK_DAYS;
}

double story_link(const struct story_signature *a, const struct story_signature *b) {
    if (!dates_allow(a, b))
        return 0;
    double shared = 0;
    for (uint32_t i = 0, k = 0; i < a->term_count && k < b->term_count;) {
        if (a->terms[i].hash < b->terms[k].hash) {
            i++;
        } else if (a->terms[i].hash > b->terms[k].hash) {
            k++;
        } else {
            shared += story_word_weight(&a->terms[i]) * story_word_weight(&b->terms[k]);
            i++;
            k++;
        }
    }
    double squares = square_sum(a) * square_sum(b);
    double cosine = squares > 0 ? shared / sqrt(squares) : 0;
    return cosine >= LINK_BAR ? cosine : 0;
}

/* Names tell most, and those of the lead more. */
static double key_weight(const struct signature_term *term) {
    double bonus = (term->kind == TERM_NAME ? 1 : 0) + term->head;
    return ((double)term->weight + bonus) * term->rarity / RARITY_MAX;
}

uint32_t story_keys(const struct story_signature *signature, uint64_t ret_keys[STORY_KEYS_MAX]) {
    uint32_t count = 0;
    double weights[STORY_KEYS_MAX];
    for (uint32_t i = 0; i < signature->term_count; i++) {
        double weight = key_weight(&signature->terms[i]);
        uint32_t at = count < STORY_KEYS_MAX ? count : STORY_KEYS_MAX - 1;
        if (count == STORY_KEYS_MAX && weight <= weights[at])
            continue;
        for (; at > 0 && weights[at - 1] < weight; at--) {
            weights[at] = weights[at - 1];
            ret_keys[at] = ret_keys[at - 1];
        }
        weights[at] = weight;
        ret_keys[at] = signature->terms[i].hash;
        if (count < STORY_KEYS_MAX)
            count++;
    }
    return count;
}
