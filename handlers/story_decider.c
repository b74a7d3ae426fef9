#include "handlers/story_decider.h"

#include "alignment/story_review.h"
#include "base/error.h"

enum { MERGED_SIZE_MAX = 200 }; /* articles: larger stories stay apart, for a put must stay cheap */

static const double MERGE_LIKENESS_MIN = -2; /* of the new article to the other story */

/* An offer as alignment reads it. Signatures that cannot be read (damaged, or of a format that this
 * program does not know) are left out: a bad row must not stop new articles. */
struct parsed_offer {
    const struct story_signature **signatures;
    uint32_t *places; /* of each signature in the offer */
    uint32_t count;
};

static int parse_offer(struct arena *arena, const struct story_offer *offer,
                       struct parsed_offer *ret_parsed) {
    struct parsed_offer parsed = {
        .signatures = ARENA_ARRAY(arena, const struct story_signature *, offer->count),
        .places = ARENA_ARRAY(arena, uint32_t, offer->count),
    };
    if (!parsed.signatures || !parsed.places)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < offer->count; i++) {
        struct story_signature *signature = ARENA_NEW(arena, struct story_signature);
        if (!signature)
            return ERR_NO_MEMORY;
        int error = story_signature_read(arena, offer->signatures[i], signature);
        if (error == ERR_INVALID)
            continue;
        if (error)
            return error;
        parsed.places[parsed.count] = i;
        parsed.signatures[parsed.count++] = signature;
    }
    *ret_parsed = parsed;
    return 0;
}

static int mark_copies(struct arena *arena, const struct story_signature *signature,
                       const struct parsed_offer *parsed, uint32_t offered,
                       struct story_verdict *verdict) {
    verdict->copies = ARENA_ARRAY(arena, bool, offered);
    if (!verdict->copies)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < parsed->count; i++)
        verdict->copies[parsed->places[i]] = story_is_copy(signature, parsed->signatures[i]);
    return 0;
}

/* All articles in one list: the new one first, then those of each offer. */
struct weighed {
    struct story_pairs pairs;
    struct story_members *members; /* per offer */
};

static int weigh(struct arena *arena, const struct story_question *question,
                 const struct story_signature *signature, const struct parsed_offer *parsed,
                 struct weighed *ret_weighed) {
    uint32_t count = 1;
    for (uint32_t i = 0; i < question->offer_count; i++)
        count += parsed[i].count;
    const struct story_signature **articles =
        ARENA_ARRAY(arena, const struct story_signature *, count);
    uint32_t *indices = ARENA_ARRAY(arena, uint32_t, count);
    struct weighed weighed = {
        .members = ARENA_ARRAY(arena, struct story_members, question->offer_count + 1)};
    if (!articles || !indices || !weighed.members)
        return ERR_NO_MEMORY;

    uint32_t at = 0;
    articles[at++] = signature;
    for (uint32_t i = 0; i < question->offer_count; i++) {
        weighed.members[i] = (struct story_members){&indices[at], parsed[i].count};
        for (uint32_t k = 0; k < parsed[i].count; k++, at++) {
            articles[at] = parsed[i].signatures[k];
            indices[at] = at;
        }
    }
    struct story_background background = {
        .article_count = question->article_count,
        .frequency = question->frequency,
        .context = question->frequency_context,
    };
    int error = story_pairs_make(arena, articles, count, 0, &background, &weighed.pairs);
    if (!error)
        *ret_weighed = weighed;
    return error;
}

/* ---- the review ------------------------------------------------------------------------------ */

static uint32_t second_best(const double *scores, uint32_t count, uint32_t chosen) {
    uint32_t best = NO_INDEX;
    for (uint32_t i = 0; i < count; i++)
        if (i != chosen && (best == NO_INDEX || scores[i] > scores[best]))
            best = i;
    return best;
}

/* A split moves some of the articles, so that all of them must be in sight. */
static int review_split(struct arena *arena, const struct weighed *weighed,
                        const struct parsed_offer *parsed, const struct story_offer *offer,
                        struct story_members story, struct story_verdict *verdict) {
    if (parsed->count != offer->size)
        return 0;
    struct review_verdict review;
    int error = story_review_split(arena, &weighed->pairs, story, &review);
    if (error || review.review != STORY_SPLIT)
        return error;
    bool *leaves = ARENA_ARRAY(arena, bool, story.count);
    if (!leaves)
        return ERR_NO_MEMORY;
    memcpy(leaves, review.leaves, story.count * sizeof *leaves);
    verdict->leaves = leaves;
    verdict->reason = review.reason;
    return 0;
}

/* A row per signature of the chosen offer, and one for the new article. */
static int mark_joined_copies(struct arena *arena, const struct story_signature *signature,
                              const struct parsed_offer *chosen, uint32_t chosen_offered,
                              const struct parsed_offer *joined, uint32_t joined_offered,
                              struct story_verdict *verdict) {
    bool *copies = ARENA_ARRAY(arena, bool, ((size_t)chosen_offered + 1) * joined_offered + 1);
    if (!copies)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i <= chosen->count; i++) {
        bool last = i == chosen->count;
        const struct story_signature *left = last ? signature : chosen->signatures[i];
        uint32_t row = last ? chosen_offered : chosen->places[i];
        for (uint32_t k = 0; k < joined->count; k++)
            copies[(size_t)row * joined_offered + joined->places[k]] =
                story_is_copy(left, joined->signatures[k]);
    }
    verdict->joined_copies = copies;
    return 0;
}

static int review_merge(struct arena *arena, const struct story_question *question,
                        const struct story_signature *signature, const struct weighed *weighed,
                        const struct parsed_offer *parsed, const double *scores,
                        struct story_members story, struct story_verdict *verdict) {
    uint32_t other = second_best(scores, question->offer_count, verdict->chosen);
    if (other == NO_INDEX || scores[other] < MERGE_LIKENESS_MIN ||
        question->offers[other].size + question->offers[verdict->chosen].size > MERGED_SIZE_MAX)
        return 0;
    struct review_verdict review;
    int error = story_review_merge(arena, &weighed->pairs, story, weighed->members[other], &review);
    if (error || review.review != STORY_MERGE)
        return error;
    verdict->joined = other;
    verdict->reason = review.reason;
    return mark_joined_copies(arena, signature, &parsed[verdict->chosen],
                              question->offers[verdict->chosen].count, &parsed[other],
                              question->offers[other].count, verdict);
}

static int review(struct arena *arena, const struct story_question *question,
                  const struct story_signature *signature, const struct weighed *weighed,
                  const struct parsed_offer *parsed, const double *scores,
                  struct story_verdict *verdict) {
    struct story_members chosen = weighed->members[verdict->chosen];
    uint32_t *indices = ARENA_ARRAY(arena, uint32_t, chosen.count + 1);
    if (!indices)
        return ERR_NO_MEMORY;
    memcpy(indices, chosen.at, chosen.count * sizeof *indices);
    indices[chosen.count] = 0; /* the new article */
    struct story_members story = {indices, chosen.count + 1};
    int error = review_split(arena, weighed, &parsed[verdict->chosen],
                             &question->offers[verdict->chosen], story, verdict);
    if (!error && !verdict->leaves)
        error = review_merge(arena, question, signature, weighed, parsed, scores, story, verdict);
    return error;
}

/* ---- the decision ---------------------------------------------------------------------------- */

static int decide(struct arena *arena, const struct story_question *question,
                  const struct story_signature *signature, const struct parsed_offer *parsed,
                  struct story_verdict *verdict) {
    struct weighed weighed;
    double *scores = ARENA_ARRAY(arena, double, question->offer_count + 1);
    int error = scores ? weigh(arena, question, signature, parsed, &weighed) : ERR_NO_MEMORY;
    if (error)
        return error;

    verdict->chosen =
        story_choose(&weighed.pairs, 0, weighed.members, question->offer_count, scores);
    if (verdict->chosen == NO_INDEX)
        return 0;
    error = mark_copies(arena, signature, &parsed[verdict->chosen],
                        question->offers[verdict->chosen].count, verdict);
    return error ? error : review(arena, question, signature, &weighed, parsed, scores, verdict);
}

int story_decide(struct arena *arena, const struct story_question *question,
                 struct story_verdict *ret_verdict) {
    struct story_signature signature;
    int error = story_signature_read(arena, question->signature, &signature);
    if (error)
        return error == ERR_INVALID ? ERR_FAILED : error; /* written by this program just now */

    struct parsed_offer *parsed =
        ARENA_ARRAY(arena, struct parsed_offer, question->offer_count + 1);
    if (!parsed)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < question->offer_count; i++) {
        error = parse_offer(arena, &question->offers[i], &parsed[i]);
        if (error)
            return error;
    }

    struct story_verdict verdict = {.chosen = NO_INDEX, .joined = NO_INDEX};
    error = decide(arena, question, &signature, parsed, &verdict);
    if (!error)
        *ret_verdict = verdict;
    return error;
}
