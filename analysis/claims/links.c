#include "analysis/claims/links.h"

#include "base/error.h"

/* Numbers and dates belong to the innermost claim around them: "the port, which took 40 ships last
 * year, is closed" says 40 of the ships and nothing of the closing. Names belong to every claim
 * around them, and so does the date of "the first since the war of 1912". */
struct linker {
    struct arena *arena;
    struct analysis *analysis;
    uint32_t *shortest_quantity; /* length of the innermost claim around each */
    uint32_t *shortest_time;
    uint32_t quantity; /* cursors: claims and values are in text order */
    uint32_t time;
    uint32_t entity;
    uint32_t attribution;
};

/* What one claim is linked with at most: claims of a sentence without end lie within each other,
 * and each would look at all the values of the rest. */
enum { LINKS_MAX = 256 };

static uint32_t length_of(const struct claim *claim) {
    return claim->span.end - claim->span.start;
}

/* Calls for each value of `list` inside the claim with its index as `i`; *cursor moves along. */
#define FOR_VALUES_IN(claim, list, cursor)                                                         \
    while ((cursor) < (list)->count && (list)->at[cursor].span.start < (claim)->span.start)        \
        (cursor)++;                                                                                \
    for (uint32_t i = (cursor); i < (list)->count && i - (cursor) < LINKS_MAX &&                   \
                                (list)->at[i].span.start < (claim)->span.end;                      \
         i++)                                                                                      \
        if (span_contains((claim)->span, (list)->at[i].span))

static void find_innermost(struct linker *linker) {
    const struct analysis *analysis = linker->analysis;
    uint32_t quantity = 0;
    uint32_t time = 0;
    for (uint32_t k = 0; k < analysis->claims.count; k++) {
        const struct claim *claim = &analysis->claims.at[k];
        FOR_VALUES_IN(claim, &analysis->quantities, quantity) {
            if (length_of(claim) < linker->shortest_quantity[i])
                linker->shortest_quantity[i] = length_of(claim);
        }
        FOR_VALUES_IN(claim, &analysis->times, time) {
            if (length_of(claim) < linker->shortest_time[i])
                linker->shortest_time[i] = length_of(claim);
        }
    }
}

static int link_values(struct linker *linker, struct claim *claim) {
    const struct analysis *analysis = linker->analysis;
    FOR_VALUES_IN(claim, &analysis->quantities, linker->quantity) {
        bool told_as_time = analysis->quantities.at[i].role == QUANTITY_DURATION;
        if (!told_as_time && length_of(claim) == linker->shortest_quantity[i] &&
            !list_push(linker->arena, &claim->quantities, i))
            return ERR_NO_MEMORY;
    }
    FOR_VALUES_IN(claim, &analysis->times, linker->time) {
        bool own = length_of(claim) == linker->shortest_time[i] ||
                   analysis->times.at[i].recurrence.kind != RECURRENCE_NONE;
        if (own && !list_push(linker->arena, &claim->times, i))
            return ERR_NO_MEMORY;
    }
    FOR_VALUES_IN(claim, &analysis->entities, linker->entity) {
        if (!list_push(linker->arena, &claim->entities, i))
            return ERR_NO_MEMORY;
    }
    return 0;
}

/* The innermost attribution whose content holds the larger part of the claim. */
static uint32_t attribution_of(const struct analysis *analysis, const struct claim *claim,
                               uint32_t *cursor) {
    const struct attribution_list *list = &analysis->attributions;
    uint32_t found = NO_INDEX;
    while (*cursor < list->count && list->at[*cursor].content.end <= claim->span.start)
        ++*cursor;
    for (uint32_t i = *cursor;
         i < list->count && i - *cursor < LINKS_MAX && list->at[i].content.start < claim->span.end;
         i++) {
        struct span content = list->at[i].content;
        uint32_t start = content.start > claim->span.start ? content.start : claim->span.start;
        uint32_t end = content.end < claim->span.end ? content.end : claim->span.end;
        if (end > start && 2 * (end - start) > claim->span.end - claim->span.start)
            found = i;
    }
    return found;
}

/* What a desk checks first: numbers, then dates, then what is said of somebody, compared
 * ("the worst since") or attributed. What is only possible or planned can be checked less. */
static double checkworthiness(const struct analysis *analysis, const struct claim *claim) {
    double score = 0.2;
    score += claim->quantities.count ? 0.3 : 0;
    score += claim->times.count ? 0.15 : 0;
    score += claim->entities.count ? 0.15 : 0;
    score += claim->attribution != NO_INDEX ? 0.1 : 0;
    for (uint32_t i = 0; i < claim->times.count; i++)
        if (analysis->times.at[claim->times.at[i]].recurrence.kind != RECURRENCE_NONE) {
            score += 0.1;
            break;
        }
    score -= claim->modality == MODALITY_POSSIBLE ? 0.1 : 0;
    score -= claim->predicate_token == NO_INDEX ? 0.1 : 0;
    return score;
}

static int link_one(struct linker *linker, struct claim *claim) {
    const struct analysis *analysis = linker->analysis;
    int result = link_values(linker, claim);
    if (result < 0)
        return result;

    claim->attribution = attribution_of(analysis, claim, &linker->attribution);
    if (claim->attribution != NO_INDEX && analysis->attributions.at[claim->attribution].denial)
        claim->modality = MODALITY_DENIED;
    else if (claim->attribution != NO_INDEX && claim->modality == MODALITY_ASSERTED)
        claim->modality = MODALITY_REPORTED;
    claim->checkworthiness = checkworthiness(analysis, claim);
    return 0;
}

int claims_link(struct arena *arena, struct analysis *analysis) {
    struct linker linker = {
        .arena = arena,
        .analysis = analysis,
        .shortest_quantity = ARENA_ARRAY(arena, uint32_t, analysis->quantities.count),
        .shortest_time = ARENA_ARRAY(arena, uint32_t, analysis->times.count),
    };
    if (!linker.shortest_quantity || !linker.shortest_time)
        return ERR_NO_MEMORY;

    memset(linker.shortest_quantity, 0xFF,
           analysis->quantities.count * sizeof *linker.shortest_quantity);
    memset(linker.shortest_time, 0xFF, analysis->times.count * sizeof *linker.shortest_time);
    find_innermost(&linker);
    for (uint32_t i = 0; i < analysis->claims.count; i++) {
        int result = link_one(&linker, &analysis->claims.at[i]);
        if (result < 0)
            return result;
    }
    return 0;
}
