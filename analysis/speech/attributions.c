/* The stage: quotations, cues, what belongs together, and the answer in text order. */
#include "analysis/speech/speech.h"
#include "analysis/stages.h"
#include "base/error.h"

#include <assert.h>
#include <stdlib.h>

static int by_content(const void *left, const void *right) {
    const struct finding *a = left;
    const struct finding *b = right;
    uint32_t a_past = a->parts[a->part_count - 1].past;
    uint32_t b_past = b->parts[b->part_count - 1].past;
    if (a->parts[0].first != b->parts[0].first)
        return a->parts[0].first < b->parts[0].first ? -1 : 1;
    if (a_past != b_past)
        return a_past < b_past ? -1 : 1;
    return (a->cue > b->cue) - (a->cue < b->cue);
}

static struct span span_of(const struct speech *speech, struct range range) {
    if (range.first >= range.past)
        return (struct span){0, 0};
    return (struct span){speech->tokens[range.first].span.start,
                         speech->tokens[range.past - 1].span.end};
}

/* By the share of the words between quotation marks. */
static enum attribution_kind kind_of(const struct speech *speech, const struct finding *finding) {
    enum { DIRECT_PERCENT = 90 };
    uint32_t words = 0;
    uint32_t quoted = 0;
    for (uint32_t p = 0; p < finding->part_count; p++) {
        struct range part = finding->parts[p];
        words += speech->words[part.past] - speech->words[part.first];
        quoted += speech->quoted[part.past] - speech->quoted[part.first];
    }
    if (quoted == 0)
        return ATTRIBUTION_INDIRECT;
    return 100 * quoted >= DIRECT_PERCENT * words ? ATTRIBUTION_DIRECT : ATTRIBUTION_MIXED;
}

static int add(const struct speech *speech, const struct finding *finding,
               struct attribution_list *list) {
    struct attribution attribution = {
        .kind = kind_of(speech, finding),
        .source = span_of(speech, finding->source == NO_INDEX ? (struct range){0, 0}
                                                              : finding->source_range),
        .cue = span_of(speech, finding->cue_range),
        .cue_token = finding->cue,
        .denial = finding->denial,
    };
    assert(finding->part_count > 0);
    for (uint32_t p = 0; p < finding->part_count; p++)
        if (!list_push(speech->arena, &attribution.parts, span_of(speech, finding->parts[p])))
            return ERR_NO_MEMORY;
    attribution.content.start = span_of(speech, finding->parts[0]).start;
    attribution.content.end = span_of(speech, finding->parts[finding->part_count - 1]).end;
    return list_push(speech->arena, list, attribution) ? 0 : ERR_NO_MEMORY;
}

/* Two cues of one source over the same words ("wrote and said"): the later one adds nothing. */
static void drop_doubles(struct finding_list *findings) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->at[i];
        const struct finding *last = kept ? &findings->at[kept - 1] : NULL;
        bool same = last && last->source == finding->source &&
                    last->part_count == finding->part_count &&
                    memcmp(last->parts, finding->parts, sizeof last->parts) == 0;
        if (!same)
            findings->at[kept++] = *finding;
    }
    findings->count = kept;
}

/* One that stands, cue and all, inside another's content. The list is in order of the content's
 * start, so that the widest one before is proof enough for most; others are looked at nearby. */
static void mark_nested(struct attribution_list *list) {
    enum { LOOK_BACK = 16 };
    for (uint32_t i = 0; i < list->count; i++) {
        struct attribution *inner = &list->at[i];
        uint32_t first = i > LOOK_BACK ? i - LOOK_BACK : 0;
        uint32_t past = i + LOOK_BACK < list->count ? i + LOOK_BACK : list->count;
        for (uint32_t j = first; j < past && !inner->nested; j++)
            inner->nested = j != i && span_contains(list->at[j].content, inner->content) &&
                            !span_empty(inner->cue) &&
                            span_contains(list->at[j].content, inner->cue) &&
                            !span_contains(inner->content, list->at[j].content);
    }
}

static int prepare(struct speech *speech) {
    int result = tree_make(speech->arena, speech->analysis, &speech->tree);
    if (result == 0)
        result = quotes_scan(speech->arena, speech->analysis, &speech->quotes);
    if (result < 0)
        return result;
    uint32_t count = speech->analysis->tokens.count;
    speech->quote_of = quotes_by_token(speech->arena, speech->analysis, &speech->quotes);
    speech->finding_of = ARENA_ARRAY(speech->arena, uint32_t, count + 1);
    speech->words = ARENA_ARRAY(speech->arena, uint32_t, count + 1);
    speech->quoted = ARENA_ARRAY(speech->arena, uint32_t, count + 1);
    if (!speech->quote_of || !speech->finding_of || !speech->words || !speech->quoted)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        const struct token *token = &speech->tokens[i];
        bool word = token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER;
        speech->finding_of[i] = NO_INDEX;
        speech->words[i + 1] = speech->words[i] + word;
        speech->quoted[i + 1] = speech->quoted[i] + (word && (token->flags & TOKEN_IN_QUOTES) != 0);
    }
    return 0;
}

int attributions_find(const struct resources *resources, struct arena *arena,
                      struct analysis *analysis) {
    struct speech speech = {
        .resources = resources,
        .arena = arena,
        .analysis = analysis,
        .tokens = analysis->tokens.at,
    };
    if (analysis->tokens.count == 0)
        return 0;
    int result = prepare(&speech);
    if (result == 0)
        result = cues_find(&speech);
    if (result == 0)
        result = quotations_attach(&speech);
    if (result < 0 || speech.findings.count == 0)
        return result;

    qsort(speech.findings.at, speech.findings.count, sizeof *speech.findings.at, by_content);
    drop_doubles(&speech.findings);
    for (uint32_t i = 0; result == 0 && i < speech.findings.count; i++)
        result = add(&speech, &speech.findings.at[i], &analysis->attributions);
    if (result < 0)
        return result;
    mark_nested(&analysis->attributions);
    return speakers_resolve(&speech, &speech.findings, &analysis->attributions);
}
