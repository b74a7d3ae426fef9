/* A chain of classes (Lafferty, McCallum and Pereira 2001) whose scores come from linear features
 * over words, shapes, clusters, lists and tags of speech (after Ratinov and Roth 2009, "Design
 * challenges and misconceptions in named entity recognition") and from the network of name_net.h.
 *
 * An article is read in blocks of whole sentences: within a block, the network looks at every place
 * where a capitalised word stands. Most articles are one block.
 */
#include "analysis/language/names.h"

#include "analysis/language/name_features.h"
#include "analysis/language/name_net.h"
#include "base/error.h"

#include <assert.h>

static const char *const tag_names[NAME_TAG_COUNT] = {
    [NAME_O] = "O",         [NAME_B_PER] = "B-PER", [NAME_I_PER] = "I-PER", [NAME_B_ORG] = "B-ORG",
    [NAME_I_ORG] = "I-ORG", [NAME_B_LOC] = "B-LOC", [NAME_I_LOC] = "I-LOC",
};

const char *name_tag_name(enum name_tag tag) {
    assert((size_t)tag < NAME_TAG_COUNT);
    return tag_names[tag];
}

enum name_tag name_tag_find(struct slice name) {
    for (int i = 1; i < NAME_TAG_COUNT; i++)
        if (slice_equal(name, slice_from_cstr(tag_names[i])))
            return (enum name_tag)i;
    return NAME_O;
}

uint8_t name_class_find(struct slice name) {
    if (slice_equal(name, SLICE("B-OTH")))
        return NAME_B_OTHER;
    if (slice_equal(name, SLICE("I-OTH")))
        return NAME_I_OTHER;
    return (uint8_t)name_tag_find(name);
}

bool name_follows(uint32_t before, uint32_t class) {
    switch (class) {
    case NAME_I_PER:
    case NAME_I_ORG:
    case NAME_I_LOC:
    case NAME_I_OTHER:
        return before == class || before == class - 1;
    default:
        return true;
    }
}

enum { BLOCK_TOKENS = 2048, BLOCK_PIECES = BLOCK_TOKENS };
enum { LINEAR_SCORE_BITS = 5 }; /* weights of linear features are in parts of 2^5 */
enum { NO_GROUP = UINT16_MAX };

/* A sentence, or as much of one as is decoded together; tokens of the block. */
struct piece {
    uint32_t first;
    uint32_t count;
};

/* The two greatest values among a word's places: without the place that has the greatest, the other
 * one is. */
struct greatest {
    int16_t first[NET_HIDDEN];
    int16_t second[NET_HIDDEN];
};

struct block {
    const struct language_models *models;
    const struct analysis *analysis;
    struct arena *arena;
    uint32_t first; /* token of the article */
    uint32_t count;
    uint32_t piece_count;
    struct piece *pieces;
    struct attributes *attributes;
    bool *possible;
    uint32_t place_count;
    uint32_t place_room;
    uint16_t *place_of;                /* the number of a token where a name is possible */
    int16_t (*hidden)[2 * NET_HIDDEN]; /* of places: own values, then pooled ones */
    int32_t (*scores)[NET_CLASSES];    /* of places */
    uint16_t *group_of;                /* for capitalised words, the number of the word */
    uint32_t *seats;                   /* hash table: 1 + the first token with the word */
    uint16_t *members;                 /* how many tokens a group has */
    uint32_t greatest_room;
    struct greatest *greatest; /* of groups with more than one */
};

enum { SEATS = 2 * BLOCK_TOKENS };

/* Room for at most `tokens`. */
static int block_new(const struct language_models *models, const struct analysis *analysis,
                     uint32_t tokens, struct arena *arena, struct block *ret_block) {
    size_t room = tokens < BLOCK_TOKENS ? tokens : BLOCK_TOKENS;
    struct block block = {
        .models = models,
        .analysis = analysis,
        .arena = arena,
        .pieces = ARENA_ARRAY(arena, struct piece, room),
        .attributes = ARENA_ARRAY(arena, struct attributes, room),
        .possible = ARENA_ARRAY(arena, bool, room),
        .place_of = ARENA_ARRAY(arena, uint16_t, room),
        .group_of = ARENA_ARRAY(arena, uint16_t, room),
        .seats = ARENA_ARRAY(arena, uint32_t, SEATS),
        .members = ARENA_ARRAY(arena, uint16_t, room),
    };
    if (!block.pieces || !block.attributes || !block.possible || !block.place_of ||
        !block.group_of || !block.seats || !block.members)
        return ERR_NO_MEMORY;

    *ret_block = block;
    return 0;
}

/* Room for so many of what is large and seldom wanted; twice what there was at least, so that a
 * text of many blocks takes no more than twice the room of its fullest. */
static uint32_t larger_room(uint32_t room, uint32_t wanted) {
    return wanted > 2 * room ? wanted : 2 * room;
}

static int make_places(struct block *block) {
    if (block->place_count <= block->place_room)
        return 0;
    block->place_room = larger_room(block->place_room, block->place_count);
    block->hidden = arena_alloc_array(block->arena, block->place_room, sizeof *block->hidden);
    block->scores = arena_alloc_array(block->arena, block->place_room, sizeof *block->scores);
    return block->hidden && block->scores ? 0 : ERR_NO_MEMORY;
}

static int make_greatest(struct block *block, uint32_t groups) {
    if (groups <= block->greatest_room)
        return 0;
    block->greatest_room = larger_room(block->greatest_room, groups);
    block->greatest = ARENA_ARRAY(block->arena, struct greatest, block->greatest_room);
    return block->greatest ? 0 : ERR_NO_MEMORY;
}

/* ---- reading -------------------------------------------------------------------------------- */

static void read_hidden(struct block *block, struct piece piece) {
    int16_t inputs[NAME_PIECE_TOKENS + 2 * NET_REACH][NET_INPUT];
    const struct name_net *net = &block->models->names.net;
    uint32_t last = piece.first + piece.count - 1;
    if (block->place_of[piece.first] == block->place_of[last] && !block->possible[last])
        return; /* no name is possible here */

    memset(inputs, 0, NET_REACH * sizeof *inputs);
    for (uint32_t i = 0; i < piece.count; i++) {
        const struct attributes *token = &block->attributes[piece.first + i];
        net_input(net, token, token->at[ATTRIBUTE_VECTOR], inputs[i + NET_REACH]);
    }
    memset(inputs[piece.count + NET_REACH], 0, NET_REACH * sizeof *inputs);
    for (uint32_t i = 0; i < piece.count; i++)
        if (block->possible[piece.first + i])
            net_hidden(net, inputs[i], block->hidden[block->place_of[piece.first + i]]);
}

static void read_piece(struct block *block, struct piece piece) {
    const struct analysis *analysis = block->analysis;
    struct attributes *attributes = block->attributes + piece.first;
    for (uint32_t i = 0; i < piece.count; i++) {
        const struct token *token = &analysis->tokens.at[block->first + piece.first + i];
        name_attributes(block->models, analysis_slice(analysis, token->span), token,
                        &attributes[i]);
    }
    name_surroundings(block->models, attributes, piece.count);
    for (uint32_t i = 0; i < piece.count; i++) {
        bool possible = name_possible(attributes, piece.count, i);
        block->possible[piece.first + i] = possible;
        block->place_of[piece.first + i] = (uint16_t)block->place_count;
        block->place_count += possible;
    }
}

/* ---- pooling -------------------------------------------------------------------------------- */

static bool is_pooled(const struct block *block, uint32_t i) {
    return block->possible[i] && (block->attributes[i].at[ATTRIBUTE_SITE] & SITE_UPPER);
}

static void find_groups(struct block *block) {
    uint16_t groups = 0;
    memset(block->seats, 0, SEATS * sizeof *block->seats);
    for (uint32_t i = 0; i < block->count; i++) {
        block->group_of[i] = NO_GROUP;
        if (!is_pooled(block, i))
            continue;
        uint32_t word = block->attributes[i].at[ATTRIBUTE_WORD];
        uint32_t at = word & (SEATS - 1);
        while (block->seats[at] &&
               block->attributes[block->seats[at] - 1].at[ATTRIBUTE_WORD] != word)
            at = (at + 1) & (SEATS - 1);
        if (block->seats[at] == 0) {
            block->seats[at] = i + 1;
            block->members[groups] = 0;
            block->group_of[i] = groups++;
        }
        block->group_of[i] = block->group_of[block->seats[at] - 1];
        block->members[block->group_of[i]]++;
    }
}

/* Groups of one keep NO_GROUP; the others are numbered anew. Returns how many there are. */
static uint32_t number_groups(struct block *block) {
    uint16_t groups = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        if (block->group_of[i] == NO_GROUP)
            continue;
        uint16_t *number = &block->members[block->group_of[i]];
        if (*number <= 1) {
            block->group_of[i] = NO_GROUP;
            continue;
        }
        if (*number < BLOCK_TOKENS + 1) /* seen for the first time */
            *number = (uint16_t)(BLOCK_TOKENS + 1 + groups++);
        block->group_of[i] = (uint16_t)(*number - (BLOCK_TOKENS + 1));
    }
    return groups;
}

static int pool(struct block *block) {
    find_groups(block);
    uint32_t groups = number_groups(block);
    if (make_greatest(block, groups) < 0)
        return ERR_NO_MEMORY;
    if (groups > 0)
        memset(block->greatest, 0, groups * sizeof *block->greatest);
    for (uint32_t i = 0; i < block->count; i++) {
        if (block->group_of[i] == NO_GROUP)
            continue;
        const int16_t *hidden = block->hidden[block->place_of[i]];
        struct greatest *greatest = &block->greatest[block->group_of[i]];
        for (uint32_t k = 0; k < NET_HIDDEN; k++) {
            int16_t value = hidden[k];
            int16_t lower = value < greatest->first[k] ? value : greatest->first[k];
            greatest->first[k] = value > greatest->first[k] ? value : greatest->first[k];
            greatest->second[k] = lower > greatest->second[k] ? lower : greatest->second[k];
        }
    }
    for (uint32_t i = 0; i < block->count; i++) {
        if (!block->possible[i])
            continue;
        const int16_t *hidden = block->hidden[block->place_of[i]];
        int16_t *pooled = block->hidden[block->place_of[i]] + NET_HIDDEN;
        if (block->group_of[i] == NO_GROUP) {
            memset(pooled, 0, NET_HIDDEN * sizeof *pooled);
            continue;
        }
        const struct greatest *greatest = &block->greatest[block->group_of[i]];
        for (uint32_t k = 0; k < NET_HIDDEN; k++)
            pooled[k] = hidden[k] == greatest->first[k] ? greatest->second[k] : greatest->first[k];
    }
    return 0;
}

/* ---- the chain ------------------------------------------------------------------------------ */

/* The places of a piece where a name may stand. */
struct scoring {
    const struct attributes *attributes;
    struct piece piece;
    uint32_t open_count;
    uint32_t open[NAME_PIECE_TOKENS];
};

static uint32_t features_of_turn(const void *subject, uint32_t turn, uint64_t *ret_hashes) {
    const struct scoring *scoring = subject;
    return name_features(scoring->attributes, scoring->piece.count, scoring->open[turn],
                         ret_hashes);
}

static void score_place(const struct block *block, uint32_t place, struct sparse_turns *turns,
                        uint32_t turn) {
    struct sparse_sums *linear = sparse_sums_of(turns, turn);
    int32_t *scores = block->scores[place];
    sparse_turns_hash(turns, turn);
    sparse_turns_match(turns, turn);
    sparse_finish(turns->model, linear);
    net_scores(&block->models->names.net, block->hidden[place], scores);
    for (uint32_t class = 0; class < NAME_CLASS_COUNT; class ++)
        scores[class] += linear->at[class] * (1 << (NET_SCORE_BITS - LINEAR_SCORE_BITS));
}

static void score_piece(const struct block *block, struct piece piece) {
    struct scoring scoring;
    scoring.attributes = block->attributes + piece.first;
    scoring.piece = piece;
    scoring.open_count = 0;
    for (uint32_t i = 0; i < piece.count; i++)
        if (block->possible[piece.first + i])
            scoring.open[scoring.open_count++] = i;

    struct sparse_turns turns;
    sparse_turns_start(&block->models->names.weights, features_of_turn, &scoring,
                       scoring.open_count, &turns);
    for (uint32_t turn = 0; turn < turns.count; turn++)
        score_place(block, block->place_of[piece.first + scoring.open[turn]], &turns, turn);
}

/* Best score of each class at one token, and the class before that it came from. */
struct column {
    int32_t scores[NAME_CLASS_COUNT];
    uint8_t from[NAME_CLASS_COUNT];
};

enum { IMPOSSIBLE = INT32_MIN / 2 };

/* The best way from a class at the token before, or from the front, to one that it may lead to. */
static void reach(const struct net_weights *weights, const struct column *before, uint32_t class,
                  int32_t own, struct column *column) {
    bool inside = !name_follows(NAME_O, class);
    uint32_t from = inside ? class - 1 : 0;
    uint32_t past = inside ? class + 1 : NAME_CLASS_COUNT;
    if (!before) {
        if (!inside)
            column->scores[class] = weights->links[NAME_CLASS_COUNT][class] + own;
        return;
    }
    for (; from < past; from++) {
        int32_t reached = before->scores[from];
        int32_t score = reached + weights->links[from][class] + own;
        if (reached == IMPOSSIBLE || score <= column->scores[class])
            continue;
        column->scores[class] = score;
        column->from[class] = (uint8_t)from;
    }
}

/* `own` is NULL where nothing but NAME_O can stand. */
static void fill_column(const struct net_weights *weights, const int32_t *own,
                        const struct column *before, struct column *column) {
    for (uint32_t class = 0; class < NAME_CLASS_COUNT; class ++) {
        column->scores[class] = IMPOSSIBLE;
        column->from[class] = 0;
    }
    if (!own) {
        reach(weights, before, NAME_O, 0, column);
        return;
    }
    for (uint32_t class = 0; class < NAME_CLASS_COUNT; class ++)
        reach(weights, before, class, own[class], column);
}

/* The best sequence (Viterbi 1967). Scores are brought back to zero at each token, so that no
 * sentence is too long for them. */
static void decode_piece(const struct block *block, struct piece piece, uint8_t *ret_tags) {
    struct column columns[NAME_PIECE_TOKENS];
    assert(piece.count > 0 && piece.count <= NAME_PIECE_TOKENS);
    for (uint32_t i = 0; i < piece.count; i++) {
        uint32_t token = piece.first + i;
        fill_column(block->models->names.net.weights,
                    block->possible[token] ? block->scores[block->place_of[token]] : NULL,
                    i > 0 ? &columns[i - 1] : NULL, &columns[i]);
        int32_t best = columns[i].scores[class_of_best(columns[i].scores, NAME_CLASS_COUNT)];
        for (uint32_t class = 0; class < NAME_CLASS_COUNT; class ++)
            if (columns[i].scores[class] != IMPOSSIBLE)
                columns[i].scores[class] -= best;
    }

    uint32_t best = class_of_best(columns[piece.count - 1].scores, NAME_CLASS_COUNT);
    for (uint32_t i = piece.count; i-- > 0;) {
        ret_tags[i] = best < NAME_TAG_COUNT ? (uint8_t)best : (uint8_t)NAME_O;
        best = columns[i].from[best];
    }
}

/* ---- articles ------------------------------------------------------------------------------- */

static int tag_block(struct block *block, uint8_t *tags) {
    block->place_count = 0;
    for (uint32_t i = 0; i < block->piece_count; i++)
        read_piece(block, block->pieces[i]);
    if (make_places(block) < 0)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < block->piece_count; i++)
        read_hidden(block, block->pieces[i]);
    if (pool(block) < 0)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < block->piece_count; i++) {
        score_piece(block, block->pieces[i]);
        decode_piece(block, block->pieces[i], tags + block->first + block->pieces[i].first);
    }
    block->first += block->count;
    block->count = 0;
    block->piece_count = 0;
    return 0;
}

static int add_sentence(struct block *block, const struct sentence *sentence, uint8_t *tags) {
    for (uint32_t first = sentence->first_token; first < sentence->past_token;) {
        uint32_t left = sentence->past_token - first;
        uint32_t count = left < NAME_PIECE_TOKENS ? left : NAME_PIECE_TOKENS;
        if (block->count + count > BLOCK_TOKENS && tag_block(block, tags) < 0)
            return ERR_NO_MEMORY;
        if (block->count == 0)
            block->first = first;
        block->pieces[block->piece_count++] = (struct piece){block->count, count};
        block->count += count;
        first += count;
    }
    return 0;
}

int names_tag_sentences(const struct language_models *models, struct arena *arena,
                        const struct analysis *analysis, uint32_t first, uint32_t past,
                        uint8_t *tags) {
    const struct sentence *sentences = analysis->sentences.at;
    struct block block;
    if (first == past)
        return 0;
    if (block_new(models, analysis, sentences[past - 1].past_token - sentences[first].first_token,
                  arena, &block) < 0)
        return ERR_NO_MEMORY;

    for (uint32_t i = first; i < past; i++)
        if (add_sentence(&block, &sentences[i], tags) < 0)
            return ERR_NO_MEMORY;
    return tag_block(&block, tags);
}

int names_tag(const struct language_models *models, struct arena *arena,
              const struct analysis *analysis, uint8_t **ret_tags) {
    uint8_t *tags = ARENA_ARRAY(arena, uint8_t, analysis->tokens.count + 1);
    if (!tags)
        return ERR_NO_MEMORY;

    int result = 0;
    if (models && models->has_names)
        result = names_tag_sentences(models, arena, analysis, 0, analysis->sentences.count, tags);
    *ret_tags = tags;
    return result;
}
