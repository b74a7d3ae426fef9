#include "analysis/claims/links.h"

#include "analysis/language/tagset.h"
#include "base/error.h"

#define IN_LIST(word, list) slice_in_sorted((word), (list), sizeof(list) / sizeof *(list))

static const struct slice negations[] = {
    {"cannot", 6}, {"n't", 3}, {"never", 5}, {"no", 2}, {"nobody", 6}, {"none", 4}, {"not", 3},
};
static const struct slice possible_words[] = {
    {"allegedly", 9}, {"could", 5},   {"likely", 6},   {"may", 3},
    {"might", 5},     {"perhaps", 7}, {"possibly", 8}, {"probably", 8},
};
static const struct slice planned_words[] = {{"'ll", 3}, {"shall", 5}, {"will", 4}, {"would", 5}};

static bool verb(const struct token *token) {
    return token->upos == UPOS_VERB || token->upos == UPOS_AUX;
}

/* The clause's main verb: the last of the first run of verbs, adverbs and negations. */
static uint32_t main_verb(const struct token *tokens, uint32_t from, uint32_t past) {
    uint32_t found = NO_INDEX;
    for (uint32_t i = from; i < past; i++) {
        if (verb(&tokens[i]))
            found = i;
        else if (found != NO_INDEX && tokens[i].upos != UPOS_ADV && tokens[i].upos != UPOS_PART)
            break;
    }
    return found;
}

static struct slice slice_of_tokens(const struct analysis *analysis, uint32_t from, uint32_t past,
                                    struct span *ret_span) {
    const struct token *tokens = analysis->tokens.at;
    while (past > from && tokens[past - 1].kind == TOKEN_PUNCTUATION)
        past--;
    if (from >= past)
        return (struct slice){0};
    *ret_span = (struct span){tokens[from].span.start, tokens[past - 1].span.end};
    return analysis_slice(analysis, *ret_span);
}

void claim_read_verb(const struct analysis *analysis, uint32_t from, uint32_t past,
                     struct claim *claim) {
    const struct token *tokens = analysis->tokens.at;
    for (uint32_t i = from; i < past; i++) {
        if (IN_LIST(tokens[i].lower, negations))
            claim->polarity = POLARITY_NEGATED;
        if (IN_LIST(tokens[i].lower, possible_words))
            claim->modality = MODALITY_POSSIBLE;
        else if (IN_LIST(tokens[i].lower, planned_words) && claim->modality == MODALITY_ASSERTED)
            claim->modality = MODALITY_PLANNED;
    }
    uint32_t at = main_verb(tokens, from, past);
    claim->predicate_token = at;
    if (at == NO_INDEX) {
        claim->subject = slice_of_tokens(analysis, from, past, &claim->subject_span);
        claim->predicate = SLICE("");
        return;
    }
    uint32_t subject_end = at;
    while (subject_end > from &&
           (verb(&tokens[subject_end - 1]) || tokens[subject_end - 1].upos == UPOS_ADV ||
            tokens[subject_end - 1].upos == UPOS_PART))
        subject_end--;
    claim->subject = slice_of_tokens(analysis, from, subject_end, &claim->subject_span);
    if (!claim->subject.at)
        claim->subject = SLICE("");
    claim->predicate = tokens[at].lemma;
    claim->object = slice_of_tokens(analysis, at + 1, past, &claim->object_span);
}

/* Indices of the spans, which are in text order, that lie in `span`; *cursor moves along with the
 * claims, which are in text order too. */
#define LINK_SPANS(list, cursor, target)                                                           \
    do {                                                                                           \
        while (*(cursor) < (list)->count && (list)->at[*(cursor)].span.start < claim->span.start)  \
            ++*(cursor);                                                                           \
        for (uint32_t i = *(cursor);                                                               \
             i < (list)->count && (list)->at[i].span.start < claim->span.end; i++)                 \
            if (span_contains(claim->span, (list)->at[i].span) && !list_push(arena, (target), i))  \
                return ERR_NO_MEMORY;                                                              \
    } while (0)

struct cursors {
    uint32_t quantity;
    uint32_t time;
    uint32_t entity;
    uint32_t attribution;
};

/* The innermost attribution whose content holds the larger part of the claim. */
static uint32_t attribution_of(const struct analysis *analysis, const struct claim *claim,
                               uint32_t *cursor) {
    const struct attribution_list *list = &analysis->attributions;
    uint32_t found = NO_INDEX;
    while (*cursor < list->count && list->at[*cursor].content.end <= claim->span.start)
        ++*cursor;
    for (uint32_t i = *cursor; i < list->count && list->at[i].content.start < claim->span.end;
         i++) {
        struct span content = list->at[i].content;
        uint32_t start = content.start > claim->span.start ? content.start : claim->span.start;
        uint32_t end = content.end < claim->span.end ? content.end : claim->span.end;
        if (end > start && 2 * (end - start) > claim->span.end - claim->span.start)
            found = i;
    }
    return found;
}

/* Numbers, dates, names and a named speaker make a statement worth a check. */
static double checkworthiness(const struct claim *claim) {
    double score = 0.2;
    score += claim->quantities.count ? 0.35 : 0;
    score += claim->times.count ? 0.15 : 0;
    score += claim->entities.count ? 0.15 : 0;
    score += claim->attribution != NO_INDEX ? 0.1 : 0;
    return score;
}

static int link_one(struct arena *arena, const struct analysis *analysis, struct cursors *cursors,
                    struct claim *claim) {
    LINK_SPANS(&analysis->quantities, &cursors->quantity, &claim->quantities);
    LINK_SPANS(&analysis->times, &cursors->time, &claim->times);
    LINK_SPANS(&analysis->entities, &cursors->entity, &claim->entities);
    claim->attribution = attribution_of(analysis, claim, &cursors->attribution);
    if (claim->attribution != NO_INDEX && claim->modality == MODALITY_ASSERTED) {
        bool denial = analysis->attributions.at[claim->attribution].denial;
        claim->modality = denial ? MODALITY_DENIED : MODALITY_REPORTED;
    }
    claim->checkworthiness = checkworthiness(claim);
    return 0;
}

int claims_link(struct arena *arena, struct analysis *analysis) {
    struct cursors cursors = {0};
    for (uint32_t i = 0; i < analysis->claims.count; i++) {
        int result = link_one(arena, analysis, &cursors, &analysis->claims.at[i]);
        if (result < 0)
            return result;
    }
    return 0;
}
