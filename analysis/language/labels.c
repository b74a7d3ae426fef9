/* Relations of a finished tree, from heads down: a linear classifier over both ends of the arc,
 * their neighbours in the tree, the kinds of what hangs from either, the words that mark their
 * clauses, and the relations decided before (the head's own, the siblings').
 */
#include "analysis/analysis.h"
#include "analysis/language/parser.h"
#include "analysis/language/tagger.h"
#include "analysis/language/tagset.h"

#include <assert.h>

enum row {
    NONE, /* what unused values of a template name */
    DEPENDENT,
    HEAD,
    ABOVE,  /* head of the head */
    LEFT,   /* of the dependent's own: the outermost on the left */
    RIGHT,  /* and on the right */
    BEFORE, /* sibling next to the left */
    AFTER,
    HEAD_LEFT,  /* first of the head's dependents on the left */
    HEAD_RIGHT, /* last on the right */
    PREVIOUS,   /* the token before the dependent */
    NEXT,
    MARKER, /* the dependent's preposition or subordinator */
    HEAD_MARKER,
    AUXILIARY,
    HEAD_AUXILIARY,
    SUBJECT, /* what may be the dependent's own */
    BEFORE2, /* sibling before BEFORE */
    STATE,
    ROWS
};

enum {
    SIDE,
    DISTANCE,
    LABEL_HEAD,
    LABEL_ABOVE,
    LABEL_BEFORE,
    TAKEN, /* relations that siblings before have, of those a head has once */
    KINDS,
    HEAD_KINDS
};

#define V(row, attribute) (row) * ATTRIBUTE_COUNT + ATTRIBUTE_##attribute
#define W(row) V(row, WORD)
#define T(row) V(row, TAG)
#define C(row) V(row, CLUSTER1024)
#define D(row) V(row, CLUSTER256)
#define E(row) V(row, CLUSTER64)
#define N(number) (STATE * ATTRIBUTE_COUNT + (number))

/* What does not depend on the relations decided before. */
static const struct feature_template still_templates[] = {
    {{W(DEPENDENT), N(SIDE)}},
    {{T(DEPENDENT), N(SIDE)}},
    {{C(DEPENDENT), N(SIDE)}},
    {{W(HEAD), N(SIDE)}},
    {{T(HEAD), N(SIDE)}},
    {{C(HEAD), N(SIDE)}},
    {{T(DEPENDENT), T(HEAD), N(SIDE)}},
    {{T(DEPENDENT), T(HEAD), N(DISTANCE)}},
    {{W(DEPENDENT), T(HEAD), N(SIDE)}},
    {{W(DEPENDENT), T(HEAD), N(DISTANCE)}},
    {{T(DEPENDENT), W(HEAD), N(SIDE)}},
    {{W(DEPENDENT), W(HEAD)}},
    {{C(DEPENDENT), C(HEAD)}},
    {{D(DEPENDENT), D(HEAD), N(SIDE)}},
    {{C(DEPENDENT), T(HEAD), N(SIDE)}},
    {{T(DEPENDENT), C(HEAD), N(SIDE)}},
    {{C(DEPENDENT), W(HEAD), N(SIDE)}},
    {{W(DEPENDENT), C(HEAD), N(SIDE)}},
    {{V(DEPENDENT, SUFFIX3), T(HEAD)}},
    {{V(HEAD, SUFFIX3), T(DEPENDENT)}},
    /* what hangs from the dependent */
    {{W(LEFT), T(DEPENDENT), N(SIDE)}},
    {{T(LEFT), T(DEPENDENT), T(HEAD)}},
    {{W(LEFT), T(DEPENDENT), T(HEAD)}},
    {{W(LEFT), T(DEPENDENT), W(HEAD)}},
    {{W(LEFT), C(DEPENDENT), T(HEAD)}},
    {{W(LEFT), D(DEPENDENT), D(HEAD)}},
    {{T(RIGHT), T(DEPENDENT), T(HEAD)}},
    {{W(RIGHT), T(DEPENDENT)}},
    {{T(LEFT), T(RIGHT), T(DEPENDENT), T(HEAD)}},
    /* siblings */
    {{T(BEFORE), T(DEPENDENT), T(HEAD), N(SIDE)}},
    {{T(AFTER), T(DEPENDENT), T(HEAD), N(SIDE)}},
    {{W(BEFORE), T(DEPENDENT), T(HEAD)}},
    {{W(AFTER), T(DEPENDENT), T(HEAD)}},
    {{T(BEFORE), T(DEPENDENT), T(AFTER), T(HEAD)}},
    /* the head's place */
    {{T(ABOVE), T(HEAD), T(DEPENDENT)}},
    {{T(HEAD_LEFT), T(HEAD), T(DEPENDENT)}},
    {{W(HEAD_LEFT), T(HEAD), T(DEPENDENT)}},
    {{T(HEAD_RIGHT), T(HEAD), T(DEPENDENT)}},
    {{W(HEAD_RIGHT), T(HEAD), T(DEPENDENT)}},
    /* around the dependent */
    {{T(PREVIOUS), T(DEPENDENT), T(HEAD)}},
    {{T(NEXT), T(DEPENDENT), T(HEAD)}},
    {{W(PREVIOUS), T(DEPENDENT), N(SIDE)}},
    {{W(NEXT), T(DEPENDENT), N(SIDE)}},
    {{T(PREVIOUS), T(DEPENDENT), T(NEXT)}},
    {{W(DEPENDENT), W(NEXT)}},
    {{W(PREVIOUS), W(DEPENDENT)}},
    /* of what kinds the dependents are */
    {{N(KINDS), T(DEPENDENT), N(SIDE)}},
    {{N(KINDS), T(DEPENDENT), T(HEAD)}},
    {{N(KINDS), N(HEAD_KINDS), T(DEPENDENT), T(HEAD)}},
    {{N(HEAD_KINDS), T(DEPENDENT), T(HEAD)}},
    {{N(HEAD_KINDS), W(DEPENDENT), T(HEAD)}},
    {{N(KINDS), W(HEAD), T(DEPENDENT)}},
    {{N(KINDS), C(HEAD), T(DEPENDENT)}},
    {{N(KINDS), D(HEAD), D(DEPENDENT)}},
    {{T(SUBJECT), T(DEPENDENT), T(HEAD), N(KINDS)}},
    /* what marks the clauses */
    {{W(MARKER), T(DEPENDENT), T(HEAD)}},
    {{W(MARKER), T(DEPENDENT), W(HEAD)}},
    {{W(MARKER), C(DEPENDENT), T(HEAD)}},
    {{W(MARKER), D(DEPENDENT), D(HEAD)}},
    {{W(MARKER), N(KINDS), T(HEAD)}},
    {{W(HEAD_MARKER), W(DEPENDENT), T(HEAD)}},
    {{W(HEAD_AUXILIARY), T(HEAD), T(DEPENDENT), N(SIDE)}},
    {{W(AUXILIARY), T(DEPENDENT), T(HEAD), N(SIDE)}},
    {{T(AFTER), W(HEAD), T(DEPENDENT)}},
    {{W(AFTER), W(DEPENDENT), T(HEAD)}},
    {{T(BEFORE2), T(BEFORE), T(DEPENDENT), T(HEAD)}},
};

/* What the head and its dependents have already. */
static const struct feature_template decided_templates[] = {
    {{N(LABEL_BEFORE), T(DEPENDENT), T(HEAD)}},
    {{N(LABEL_BEFORE), T(DEPENDENT), W(HEAD)}},
    {{N(LABEL_BEFORE), T(DEPENDENT), N(SIDE)}},
    {{N(LABEL_BEFORE), T(BEFORE), T(DEPENDENT), T(AFTER)}},
    {{N(LABEL_HEAD), T(DEPENDENT), T(HEAD)}},
    {{N(LABEL_HEAD), W(DEPENDENT), N(SIDE)}},
    {{N(LABEL_HEAD), T(DEPENDENT), T(HEAD), W(LEFT)}},
    {{N(TAKEN), T(DEPENDENT), T(HEAD), N(KINDS)}},
    {{N(TAKEN), W(HEAD), T(DEPENDENT), N(SIDE)}},
    {{N(TAKEN), T(AFTER), T(DEPENDENT), T(HEAD)}},
    {{N(TAKEN), W(HEAD), T(DEPENDENT), T(AFTER)}},
    {{N(TAKEN), W(DEPENDENT), T(HEAD)}},
    {{N(LABEL_ABOVE), N(LABEL_HEAD), T(DEPENDENT), T(HEAD)}},
};

/* What may settle a relation. */
static const struct feature_template certain_templates[LABEL_CONTEXTS] = {
    {{T(DEPENDENT), T(HEAD), N(SIDE)}},
    {{W(DEPENDENT), T(DEPENDENT), T(HEAD), N(SIDE)}},
};

enum {
    STILL_TEMPLATES = sizeof still_templates / sizeof *still_templates,
    DECIDED_TEMPLATES = sizeof decided_templates / sizeof *decided_templates,
};
_Static_assert((int)STILL_TEMPLATES + (int)DECIDED_TEMPLATES <= (int)SPARSE_FEATURES_MAX,
               "their weights fit the sums");

static void link_dependents(struct label_frame *frame, uint16_t *last) {
    for (uint32_t i = 0; i < frame->count; i++) {
        uint32_t head = frame->heads[i];
        if (head == NO_INDEX)
            continue;
        if (last[head] == PARSER_NONE)
            frame->first[head] = (uint16_t)i;
        else
            frame->after[last[head]] = (uint16_t)i;
        frame->before[i] = last[head];
        last[head] = (uint16_t)i;
        if (i < head && frame->left[head] == PARSER_NONE)
            frame->left[head] = (uint16_t)i;
        if (i > head)
            frame->right[head] = (uint16_t)i;
    }
}

static void note_kinds(struct label_frame *frame) {
    for (uint32_t i = 0; i < frame->count; i++) {
        uint32_t head = frame->heads[i];
        if (head == NO_INDEX)
            continue;
        uint32_t kinds =
            dependent_kinds(frame->classes[frame->tokens[i].at[ATTRIBUTE_TAG]], i < head);
        frame->kinds[head] |= (uint16_t)kinds;
        if ((kinds & KIND_CLAUSE_MARKS) && i < head && frame->marker[head] == PARSER_NONE)
            frame->marker[head] = (uint16_t)i;
        if (kinds & KIND_AUXILIARY)
            frame->auxiliary[head] = (uint16_t)i;
        if (kinds & KIND_NOMINAL_BEFORE)
            frame->subject[head] = (uint16_t)i;
    }
}

/* Breadth first; the order serves as its own queue. */
static void order_from_root(struct label_frame *frame) {
    uint32_t filled = 0;
    for (uint32_t i = 0; i < frame->count; i++)
        if (frame->heads[i] == NO_INDEX)
            frame->order[filled++] = (uint16_t)i;
    for (uint32_t at = 0; at < filled; at++)
        for (uint16_t k = frame->first[frame->order[at]]; k != PARSER_NONE; k = frame->after[k])
            frame->order[filled++] = k;
    assert(filled == frame->count);
}

void label_frame_fill(struct label_frame *frame) {
    assert(frame->count <= LABEL_TOKENS);
    uint16_t last[LABEL_TOKENS];
    for (uint32_t i = 0; i < frame->count; i++) {
        frame->first[i] = frame->left[i] = frame->right[i] = PARSER_NONE;
        frame->before[i] = frame->after[i] = last[i] = PARSER_NONE;
        frame->marker[i] = frame->auxiliary[i] = frame->subject[i] = PARSER_NONE;
        frame->kinds[i] = 0;
    }
    link_dependents(frame, last);
    note_kinds(frame);
    order_from_root(frame);
}

static const uint32_t *row_at(const struct label_frame *frame, uint32_t token) {
    return token < frame->count ? frame->tokens[token].at : attributes_nothing.at;
}

static uint32_t side_and_distance(uint32_t dependent, uint32_t head) {
    uint32_t distance = dependent < head ? head - dependent : dependent - head;
    uint32_t class = distance < 4 ? distance : distance < 8 ? 4 : 5;
    return class * 2 + (dependent < head);
}

/* A bit for a relation that a head has once, or that tells what is to come; 0 for others. */
static uint32_t taken_bit(uint8_t label) {
    switch (label) {
    case DEPREL_NSUBJ:
    case DEPREL_NSUBJ_PASS:
        return 1;
    case DEPREL_OBJ:
        return 2;
    case DEPREL_IOBJ:
        return 4;
    case DEPREL_CCOMP:
    case DEPREL_XCOMP:
        return 8;
    case DEPREL_AUX_PASS:
        return 16;
    case DEPREL_EXPL:
        return 32;
    case DEPREL_COP:
        return 64;
    case DEPREL_CONJ:
        return 128;
    default:
        return 0;
    }
}

/* Siblings that count as taken: looking at all would cost the square of a long list. */
enum { SIBLINGS_SEEN = 16 };

static uint32_t taken_before(const struct label_frame *frame, const uint8_t *labels,
                             uint32_t dependent) {
    uint32_t taken = 0;
    uint16_t sibling = frame->before[dependent];
    for (uint32_t i = 0; i < SIBLINGS_SEEN && sibling != PARSER_NONE; i++) {
        taken |= taken_bit(labels[sibling]);
        sibling = frame->before[sibling];
    }
    return taken;
}

/* A neighbour of a token in the tree; PARSER_NONE where there is no such token. */
static uint32_t beside(const uint16_t *neighbours, uint32_t token, uint32_t count) {
    return token < count ? neighbours[token] : PARSER_NONE;
}

static void fill_rows(const struct label_frame *frame, uint32_t dependent, const uint32_t *state,
                      const uint32_t *rows[ROWS]) {
    uint32_t head = frame->heads[dependent];
    uint16_t before = frame->before[dependent];
    rows[NONE] = attributes_none.at;
    rows[DEPENDENT] = row_at(frame, dependent);
    rows[HEAD] = row_at(frame, head);
    rows[ABOVE] = row_at(frame, frame->heads[head]);
    rows[LEFT] = row_at(frame, frame->left[dependent]);
    rows[RIGHT] = row_at(frame, frame->right[dependent]);
    rows[BEFORE] = row_at(frame, before);
    rows[AFTER] = row_at(frame, frame->after[dependent]);
    rows[HEAD_LEFT] = row_at(frame, frame->left[head]);
    rows[HEAD_RIGHT] = row_at(frame, frame->right[head]);
    rows[PREVIOUS] = row_at(frame, dependent - 1);
    rows[NEXT] = row_at(frame, dependent + 1);
    rows[MARKER] = row_at(frame, frame->marker[dependent]);
    rows[HEAD_MARKER] = row_at(frame, frame->marker[head]);
    rows[AUXILIARY] = row_at(frame, frame->auxiliary[dependent]);
    rows[HEAD_AUXILIARY] = row_at(frame, frame->auxiliary[head]);
    rows[SUBJECT] = row_at(frame, frame->subject[dependent]);
    rows[BEFORE2] = row_at(frame, beside(frame->before, before, frame->count));
    rows[STATE] = state;
}

static void still_features(const struct label_frame *frame, uint32_t dependent,
                           uint64_t hashes[STILL_TEMPLATES]) {
    uint32_t head = frame->heads[dependent];
    const uint32_t state[] = {
        [SIDE] = dependent < head,
        [DISTANCE] = side_and_distance(dependent, head),
        [KINDS] = frame->kinds[dependent],
        [HEAD_KINDS] = frame->kinds[head],
    };
    const uint32_t *rows[ROWS];
    fill_rows(frame, dependent, state, rows);
    features_hash(still_templates, STILL_TEMPLATES, rows, hashes);
}

static void decided_features(const struct label_frame *frame, const uint8_t *labels,
                             uint32_t dependent, uint64_t hashes[DECIDED_TEMPLATES]) {
    uint32_t head = frame->heads[dependent];
    uint32_t above = frame->heads[head];
    uint16_t before = frame->before[dependent];
    bool sibling = before != PARSER_NONE && (before < head) == (dependent < head);
    const uint32_t state[] = {
        [SIDE] = dependent < head,
        [LABEL_HEAD] = labels[head],
        [LABEL_ABOVE] = above == NO_INDEX ? DEPREL_NONE : labels[above],
        [LABEL_BEFORE] = sibling ? labels[before] : DEPREL_NONE,
        [TAKEN] = taken_before(frame, labels, dependent),
        [KINDS] = frame->kinds[dependent],
        [HEAD_KINDS] = frame->kinds[head],
    };
    const uint32_t *rows[ROWS];
    fill_rows(frame, dependent, state, rows);
    features_hash(decided_templates, DECIDED_TEMPLATES, rows, hashes);
}

uint32_t label_features(const struct label_frame *frame, const uint8_t *labels, uint32_t dependent,
                        uint64_t *ret_hashes) {
    still_features(frame, dependent, ret_hashes);
    decided_features(frame, labels, dependent, ret_hashes + STILL_TEMPLATES);
    return STILL_TEMPLATES + DECIDED_TEMPLATES;
}

void label_contexts(const struct label_frame *frame, uint32_t dependent,
                    uint64_t ret_contexts[LABEL_CONTEXTS]) {
    uint32_t head = frame->heads[dependent];
    const uint32_t state[] = {[SIDE] = dependent < head};
    const uint32_t *const rows[ROWS] = {
        [NONE] = attributes_none.at,
        [DEPENDENT] = row_at(frame, dependent),
        [HEAD] = row_at(frame, head),
        [STATE] = state,
    };
    features_hash(certain_templates, LABEL_CONTEXTS, rows, ret_contexts);
}

void labels_settle(const struct certain_table *certain, const struct label_frame *frame,
                   uint8_t *ret_labels) {
    for (uint32_t i = 0; i < frame->count; i++) {
        ret_labels[i] = DEPREL_ROOT;
        if (frame->heads[i] == NO_INDEX)
            continue;

        uint64_t contexts[LABEL_CONTEXTS];
        label_contexts(frame, i, contexts);
        uint32_t outcome = certain_outcome(certain, contexts, LABEL_CONTEXTS);
        ret_labels[i] = outcome < DEPREL_COUNT ? (uint8_t)outcome : DEPREL_NONE;
    }
}

/* One sentence under way. */
struct labelling {
    struct label_frame frame;
    uint32_t open_count;
    uint16_t open[LABEL_TOKENS]; /* dependents whose relations are to be decided, in order */
};

static uint32_t features_of_turn(const void *subject, uint32_t turn, uint64_t *ret_hashes) {
    const struct labelling *labelling = subject;
    still_features(&labelling->frame, labelling->open[turn], ret_hashes);
    return STILL_TEMPLATES;
}

static uint8_t label_of(const struct labelling *labelling, const uint8_t *labels,
                        struct sparse_turns *turns, uint32_t turn) {
    struct sparse_sums *sums = sparse_sums_of(turns, turn);
    uint64_t hashes[DECIDED_TEMPLATES];
    decided_features(&labelling->frame, labels, labelling->open[turn], hashes);
    sparse_ask(turns->model, hashes, DECIDED_TEMPLATES);
    sparse_turns_hash(turns, turn);
    sparse_turns_match(turns, turn);
    sparse_match(turns->model, hashes, DECIDED_TEMPLATES, sums);
    sparse_finish(turns->model, sums);
    return (uint8_t)sparse_best(sums, DEPREL_COUNT);
}

static void note_open(const uint8_t *labels, struct labelling *labelling) {
    labelling->open_count = 0;
    for (uint32_t i = 0; i < labelling->frame.count; i++)
        if (labels[labelling->frame.order[i]] == DEPREL_NONE)
            labelling->open[labelling->open_count++] = labelling->frame.order[i];
}

void labels_run(const struct label_model *model, const struct tag_class *classes,
                const struct attributes *tokens, uint32_t count, const uint32_t *heads,
                uint8_t *ret_labels) {
    struct labelling labelling;
    labelling.frame =
        (struct label_frame){.tokens = tokens, .classes = classes, .heads = heads, .count = count};
    label_frame_fill(&labelling.frame);
    labels_settle(&model->certain, &labelling.frame, ret_labels);
    note_open(ret_labels, &labelling);

    struct sparse_turns turns;
    sparse_turns_start(&model->weights, features_of_turn, &labelling, labelling.open_count, &turns);
    for (uint32_t turn = 0; turn < turns.count; turn++)
        ret_labels[labelling.open[turn]] = label_of(&labelling, ret_labels, &turns, turn);
}
