#include "handlers/story_decider.h"

#include "alignment/story.h"
#include "base/error.h"

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

static int choose(struct arena *arena, const struct story_question *question,
                  const struct story_signature *signature, const struct parsed_offer *parsed,
                  uint32_t *ret_chosen) {
    struct story_candidate *candidates =
        ARENA_ARRAY(arena, struct story_candidate, question->offer_count + 1);
    uint32_t *places = ARENA_ARRAY(arena, uint32_t, question->offer_count + 1);
    if (!candidates || !places)
        return ERR_NO_MEMORY;

    uint32_t count = 0;
    for (uint32_t i = 0; i < question->offer_count; i++) {
        if (parsed[i].count == 0)
            continue;
        places[count] = i;
        candidates[count++] = (struct story_candidate){parsed[i].signatures, parsed[i].count};
    }
    struct story_background background = {
        .article_count = question->article_count,
        .frequency = question->frequency,
        .context = question->frequency_context,
    };
    uint32_t chosen = story_choose(signature, candidates, count, &background, NULL);
    *ret_chosen = chosen == NO_INDEX ? NO_INDEX : places[chosen];
    return 0;
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

    struct story_verdict verdict = {0};
    error = choose(arena, question, &signature, parsed, &verdict.chosen);
    if (!error && verdict.chosen != NO_INDEX)
        error = mark_copies(arena, &signature, &parsed[verdict.chosen],
                            question->offers[verdict.chosen].count, &verdict);
    if (!error)
        *ret_verdict = verdict;
    return error;
}
