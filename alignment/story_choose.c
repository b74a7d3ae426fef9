/* Which stored story does a new article belong to?
 *
 * Cosine of tf-idf between the article and the centroid of each candidate's articles; terms that
 * many stored articles hold count less. Dates, where both sides have them, bound the answer: days
 * apart halve the score again and again, and on one day another question decides, because agencies
 * report two fires of one evening in the same words: are the names of one's lead in the other?
 * Measured on ECB+ (no dates): one pass gives B-cubed F1 0.89 to 0.90 between thresholds 0.24 and
 * 0.27.
 */
#include "alignment/numeric.h"
#include "alignment/story.h"

#include <math.h>
#include <stdlib.h>

static const double SAME_STORY = 0.26;      /* without dates */
static const double SAME_STORY_NEAR = 0.12; /* after the names of the lead were weighed */

enum {
    NEAR_DAYS = 2,          /* reports of one event come within */
    HALVING_DAYS = 7,       /* beyond that each such span halves the score */
    CENTROID_ARTICLES = 48, /* newest articles of a story that make its centroid */
};

uint32_t story_keys(const struct story_signature *signature, uint64_t ret_keys[STORY_KEYS_MAX]) {
    uint32_t count = 0;
    double weights[STORY_KEYS_MAX];
    for (uint32_t i = 0; i < signature->term_count; i++) {
        const struct signature_term *term = &signature->terms[i];
        double weight = (double)term->weight + (term->kind == TERM_NAME ? 1 : 0) + term->head;
        uint32_t at = count < STORY_KEYS_MAX ? count : STORY_KEYS_MAX - 1;
        if (count == STORY_KEYS_MAX && weight <= weights[at])
            continue;
        for (; at > 0 && weights[at - 1] < weight; at--) {
            weights[at] = weights[at - 1];
            ret_keys[at] = ret_keys[at - 1];
        }
        weights[at] = weight;
        ret_keys[at] = term->hash;
        if (count < STORY_KEYS_MAX)
            count++;
    }
    return count;
}

static const struct signature_term *find_term(const struct story_signature *signature,
                                              uint64_t hash) {
    uint32_t low = 0;
    uint32_t high = signature->term_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (signature->terms[middle].hash == hash)
            return &signature->terms[middle];
        if (signature->terms[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static double inverse_frequency(const struct story_background *background, uint64_t term) {
    if (!background || !background->frequency)
        return 1;
    double holders = background->frequency(background->context, term);
    double idf = plain_log((background->article_count + 2.0) / (holders + 1.0));
    return idf > 0 ? idf : 0;
}

static double signature_length(const struct story_signature *signature) {
    double sum = 0;
    for (uint32_t i = 0; i < signature->term_count; i++)
        sum += (double)signature->terms[i].weight * (double)signature->terms[i].weight;
    return sum > 0 ? sqrt(sum) : 1;
}

/* The new article with what the comparison needs of it, worked out once. */
struct probe {
    const struct story_signature *signature;
    const struct story_background *background;
    double *idf;   /* of each term */
    double length; /* of the weighted vector */
};

/* Merges the sorted terms of the centroid's articles term by term: the smallest hash over all
 * cursors is next. Few articles, so a plain scan of the cursors does. */
struct centroid {
    const struct story_signature *articles[CENTROID_ARTICLES];
    double scale[CENTROID_ARTICLES]; /* 1 / length: long articles do not outvote short ones */
    uint32_t cursor[CENTROID_ARTICLES];
    uint32_t count;
};

static void centroid_start(struct centroid *centroid, const struct story_candidate *candidate) {
    uint32_t first =
        candidate->count > CENTROID_ARTICLES ? candidate->count - CENTROID_ARTICLES : 0;
    centroid->count = candidate->count - first;
    for (uint32_t i = 0; i < centroid->count; i++) {
        centroid->articles[i] = candidate->articles[first + i];
        centroid->scale[i] = 1 / signature_length(centroid->articles[i]);
        centroid->cursor[i] = 0;
    }
}

static bool centroid_next(struct centroid *centroid, uint64_t *ret_hash, double *ret_weight) {
    bool any = false;
    uint64_t smallest = UINT64_MAX;
    for (uint32_t i = 0; i < centroid->count; i++) {
        if (centroid->cursor[i] == centroid->articles[i]->term_count)
            continue;
        uint64_t hash = centroid->articles[i]->terms[centroid->cursor[i]].hash;
        if (!any || hash < smallest)
            smallest = hash;
        any = true;
    }
    if (!any)
        return false;

    double weight = 0;
    for (uint32_t i = 0; i < centroid->count; i++) {
        const struct story_signature *article = centroid->articles[i];
        uint32_t at = centroid->cursor[i];
        if (at == article->term_count || article->terms[at].hash != smallest)
            continue;
        weight += (double)article->terms[at].weight * centroid->scale[i];
        centroid->cursor[i]++;
    }
    *ret_hash = smallest;
    *ret_weight = weight;
    return true;
}

static double cosine(const struct probe *probe, const struct story_candidate *candidate) {
    struct centroid centroid;
    centroid_start(&centroid, candidate);
    double dot = 0;
    double squares = 0;
    uint64_t hash = 0;
    double weight = 0;
    while (centroid_next(&centroid, &hash, &weight)) {
        const struct signature_term *own = find_term(probe->signature, hash);
        double idf = own ? probe->idf[own - probe->signature->terms]
                         : inverse_frequency(probe->background, hash);
        squares += weight * idf * weight * idf;
        if (own)
            dot += (double)own->weight * idf * weight * idf;
    }
    if (dot <= 0 || squares <= 0)
        return 0;
    return dot / (probe->length * sqrt(squares));
}

/* The share of `from`'s lead names that stand in any of the candidate's articles (or in `single`),
 * rare names counting more; a half when it names nothing in its lead. */
static double lead_covered(const struct probe *probe, const struct story_signature *from,
                           const struct story_signature *const *within, uint32_t count) {
    double all = 0;
    double covered = 0;
    for (uint32_t i = 0; i < from->term_count; i++) {
        if (!from->terms[i].head)
            continue;
        double idf = inverse_frequency(probe->background, from->terms[i].hash);
        all += idf;
        for (uint32_t k = 0; k < count; k++) {
            if (!find_term(within[k], from->terms[i].hash))
                continue;
            covered += idf;
            break;
        }
    }
    return all > 0 ? covered / all : 0.5;
}

static double lead_agreement(const struct probe *probe, const struct story_candidate *candidate) {
    double best = lead_covered(probe, probe->signature, candidate->articles, candidate->count);
    for (uint32_t i = 0; i < candidate->count; i++) {
        double back = lead_covered(probe, candidate->articles[i], &probe->signature, 1);
        if (back > best)
            best = back;
    }
    return best;
}

/* Days between the article and the nearest of the story's; -1 where a date is missing. */
static int64_t days_apart(const struct story_signature *signature,
                          const struct story_candidate *candidate) {
    int64_t nearest = -1;
    for (uint32_t i = 0; i < candidate->count; i++) {
        day_number day = candidate->articles[i]->published_day;
        if (day == DAY_NONE || signature->published_day == DAY_NONE)
            continue;
        int64_t apart = llabs((int64_t)day - signature->published_day);
        if (nearest < 0 || apart < nearest)
            nearest = apart;
    }
    return nearest;
}

/* Similarity on one scale, where 1 is the threshold. */
static double likeness(const struct probe *probe, const struct story_candidate *candidate) {
    double score = cosine(probe, candidate);
    int64_t apart = days_apart(probe->signature, candidate);
    if (apart < 0 || score <= 0)
        return score / SAME_STORY;
    score *= 0.4 + 0.9 * lead_agreement(probe, candidate);
    if (apart > NEAR_DAYS)
        score *= plain_exp(-0.693 * (double)(apart - NEAR_DAYS) / HALVING_DAYS);
    return score / SAME_STORY_NEAR;
}

uint32_t story_choose(const struct story_signature *signature,
                      const struct story_candidate *candidates, uint32_t count,
                      const struct story_background *background, double *ret_score) {
    double idf[SIGNATURE_TERMS_MAX];
    double squares = 0;
    for (uint32_t i = 0; i < signature->term_count && i < SIGNATURE_TERMS_MAX; i++) {
        idf[i] = inverse_frequency(background, signature->terms[i].hash);
        double weight = (double)signature->terms[i].weight * idf[i];
        squares += weight * weight;
    }
    struct probe probe = {signature, background, idf, squares > 0 ? sqrt(squares) : 1};

    uint32_t best = NO_INDEX;
    double best_score = 0;
    for (uint32_t i = 0; i < count; i++) {
        double score = likeness(&probe, &candidates[i]);
        if (score > best_score) {
            best_score = score;
            best = i;
        }
    }
    if (ret_score)
        *ret_score = best_score;
    return best_score >= 1 ? best : NO_INDEX;
}
