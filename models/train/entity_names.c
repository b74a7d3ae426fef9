/* The Entity attribute opens a span by "(12-person-…", closes it by "12)" and does both by
 * "(12-person-…)"; several stand in a row. Of nested names the outermost counts. A person's title
 * is no part of the name, as in UNER.
 */
#include "models/train/entity_names.h"

#include "analysis/language/name_features.h"
#include "analysis/language/tagset.h"

enum { OPEN_MAX = 64, ENTITY_MAX = 512 };

struct entity_span {
    struct slice id;
    uint32_t first;
    uint32_t last;
    uint8_t begin; /* NAME_B_PER, NAME_B_ORG, NAME_B_LOC; NAME_O for other kinds */
};

struct entity_spans {
    struct entity_span open[OPEN_MAX];
    uint32_t open_count;
    struct entity_span closed[ENTITY_MAX];
    uint32_t closed_count;
};

static uint8_t begin_of_kind(struct slice kind) {
    if (slice_equal(kind, SLICE("person")))
        return NAME_B_PER;
    if (slice_equal(kind, SLICE("organization")))
        return NAME_B_ORG;
    return slice_equal(kind, SLICE("place")) ? NAME_B_LOC : NAME_O;
}

/* Cuts what stands before the first of `marks`; the rest begins at the mark. */
static struct slice cut_before(struct slice *rest, const char *marks) {
    size_t length = 0;
    while (length < rest->length && !strchr(marks, rest->at[length]))
        length++;
    struct slice part = slice_of(rest->at, length);
    *rest = slice_of(rest->at + length, rest->length - length);
    return part;
}

static void skip_byte(struct slice *rest) {
    *rest = slice_of(rest->at + 1, rest->length - 1);
}

static void close_span(struct entity_spans *spans, struct entity_span span, uint32_t token) {
    span.last = token;
    if (spans->closed_count < ENTITY_MAX)
        spans->closed[spans->closed_count++] = span;
}

static void close_by_id(struct entity_spans *spans, struct slice id, uint32_t token) {
    for (uint32_t i = spans->open_count; i-- > 0;) {
        if (!slice_equal(spans->open[i].id, id))
            continue;
        close_span(spans, spans->open[i], token);
        memmove(&spans->open[i], &spans->open[i + 1],
                (spans->open_count - i - 1) * sizeof *spans->open);
        spans->open_count--;
        return;
    }
}

static void read_entity(struct entity_spans *spans, struct slice entity, uint32_t token) {
    while (entity.length) {
        if (entity.at[0] != '(') {
            struct slice id = cut_before(&entity, "()");
            if (entity.length && entity.at[0] == ')') {
                close_by_id(spans, id, token);
                skip_byte(&entity);
            }
            continue;
        }
        skip_byte(&entity);
        struct slice body = cut_before(&entity, "()");
        bool closes = entity.length && entity.at[0] == ')';
        struct entity_span span = {.first = token};
        span.id = cut_before(&body, "-");
        if (body.length)
            skip_byte(&body);
        span.begin = begin_of_kind(cut_before(&body, "-"));
        if (closes) {
            close_span(spans, span, token);
            skip_byte(&entity);
        } else if (spans->open_count < OPEN_MAX) {
            spans->open[spans->open_count++] = span;
        }
    }
}

static bool is_title(struct slice lower) {
    static const struct slice titles[] = {
        SLICE("captain"),   SLICE("chancellor"), SLICE("dr."),    SLICE("general"),
        SLICE("gov."),      SLICE("governor"),   SLICE("judge"),  SLICE("justice"),
        SLICE("king"),      SLICE("lady"),       SLICE("lord"),   SLICE("minister"),
        SLICE("mr."),       SLICE("mrs."),       SLICE("ms."),    SLICE("pope"),
        SLICE("president"), SLICE("prime"),      SLICE("prince"), SLICE("princess"),
        SLICE("prof."),     SLICE("professor"),  SLICE("queen"),  SLICE("secretary"),
        SLICE("senator"),   SLICE("sir"),
    };
    return SLICE_IN(lower, titles);
}

/* The token of the span whose head lies outside it; `past` when there are several. */
static uint32_t head_of(const struct treebank_token *tokens, const struct entity_span *span,
                        uint32_t past) {
    uint32_t found = past;
    for (uint32_t i = span->first; i <= span->last; i++) {
        if (tokens[i].head >= span->first && tokens[i].head <= span->last)
            continue;
        if (found != past)
            return past;
        found = i;
    }
    return found;
}

static bool is_joint(struct slice form, bool person) {
    if (slice_equal(form, SLICE("-")))
        return true;
    return !person && (slice_equal(form, SLICE("of")) || slice_equal(form, SLICE("and")) ||
                       slice_equal(form, SLICE("&")));
}

static void mark(struct treebank_token *tokens, const struct entity_span *span, uint32_t head) {
    bool person = span->begin == NAME_B_PER;
    uint32_t first = head;
    uint32_t last = head;
    while (first > span->first && tokens[first - 1].upos == UPOS_PROPN)
        first--;
    while (last < span->last) {
        uint32_t step = tokens[last + 1].upos == UPOS_PROPN ? 1 : 2;
        if (last + step > span->last || tokens[last + step].upos != UPOS_PROPN ||
            (step == 2 && !is_joint(tokens[last + 1].form, person)))
            break;
        last += step;
    }
    while (person && first < last && is_title(tokens[first].lower))
        first++;
    if (person && is_title(tokens[first].lower))
        return;

    for (uint32_t i = first; i <= last; i++)
        if (tokens[i].name != NAME_O)
            return;
    for (uint32_t i = first; i <= last; i++)
        tokens[i].name = (uint8_t)(i == first ? span->begin : span->begin + 1);
}

/* Insertion sort: earlier spans first, of those longer ones first. */
static void sort_outermost_first(struct entity_span *spans, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        struct entity_span span = spans[i];
        uint32_t k = i;
        while (k > 0 && (spans[k - 1].first > span.first ||
                         (spans[k - 1].first == span.first && spans[k - 1].last < span.last))) {
            spans[k] = spans[k - 1];
            k--;
        }
        spans[k] = span;
    }
}

void entity_names_fill(struct treebank *treebank) {
    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence at = treebank->sentences[i];
        struct treebank_token *tokens = treebank->tokens + at.first;
        struct entity_spans spans = {.open_count = 0, .closed_count = 0};
        uint32_t count = at.past - at.first;
        for (uint32_t k = 0; k < count; k++)
            read_entity(&spans, tokens[k].entity, k);
        sort_outermost_first(spans.closed, spans.closed_count);
        for (uint32_t k = 0; k < spans.closed_count; k++) {
            uint32_t head = head_of(tokens, &spans.closed[k], count);
            if (head < count && spans.closed[k].begin != NAME_O && tokens[head].upos == UPOS_PROPN)
                mark(tokens, &spans.closed[k], head);
        }
    }
}
