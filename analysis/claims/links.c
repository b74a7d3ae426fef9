#include "analysis/claims/links.h"

#include "base/error.h"

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
