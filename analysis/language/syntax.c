#include "analysis/language/syntax.h"

#include "analysis/language/parser.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "base/error.h"

/* Room for one piece, used again for each. */
struct piece {
    struct attributes attributes[PIECE_TOKENS];
    uint32_t heads[PIECE_TOKENS];
    uint8_t labels[PIECE_TOKENS];
    struct parser_room *room;
};

/* A form of a verb ("sank", "forbade") that is no word otherwise: where the treebanks do not have
 * it, the tagger may take it for a noun. Forms in "-ing" name things as well. */
static bool only_a_verb(const struct wordnet *wordnet, struct slice lower) {
    return !slice_ends(lower, SLICE("ing")) && !wordnet_known(wordnet, lower, WORDNET_NOUN) &&
           !wordnet_known(wordnet, lower, WORDNET_ADJECTIVE) &&
           !wordnet_detached_form(wordnet, lower, WORDNET_NOUN).at &&
           wordnet_detached_form(wordnet, lower, WORDNET_VERB).at;
}

/* The class of a past form behind this tag, TAG_UNDECIDED when the model has none. */
static uint32_t past_class(const struct tagger_model *tagger, struct tag_class before) {
    uint8_t xpos = before.upos == UPOS_AUX ? XPOS_VBN : XPOS_VBD;
    for (uint32_t i = 0; i < tagger->class_count; i++)
        if (tagger->classes[i].upos == UPOS_VERB && tagger->classes[i].xpos == xpos)
            return i;
    return TAG_UNDECIDED;
}

static void mend_verbs(const struct tagger_model *tagger, const struct wordnet *wordnet,
                       const struct token *tokens, uint32_t count, struct attributes *attributes) {
    struct tag_class before = {UPOS_NONE, XPOS_NONE};
    for (uint32_t i = 0; i < count; i++) {
        struct tag_class class = tagger->classes[attributes[i].at[ATTRIBUTE_TAG]];
        if (class.upos == UPOS_NOUN && class.xpos == XPOS_NN &&
            only_a_verb(wordnet, tokens[i].lower)) {
            uint32_t past = past_class(tagger, before);
            if (past != TAG_UNDECIDED)
                attributes[i].at[ATTRIBUTE_TAG] = past;
        }
        before = class;
    }
}

static void tag_piece(const struct tagger_model *tagger, const struct wordnet *wordnet,
                      const struct analysis *analysis, uint32_t first, uint32_t count,
                      struct piece *piece) {
    struct token *tokens = analysis->tokens.at + first;
    for (uint32_t i = 0; i < count; i++)
        (void)token_attributes(&tagger->vocabulary, analysis_slice(analysis, tokens[i].span),
                               tokens[i].lower, &piece->attributes[i]);
    sites_fill(piece->attributes, count);
    tagger_run(tagger, piece->attributes, count);
    mend_verbs(tagger, wordnet, tokens, count, piece->attributes);
    for (uint32_t i = 0; i < count; i++) {
        struct tag_class class = tagger->classes[piece->attributes[i].at[ATTRIBUTE_TAG]];
        tokens[i].upos = class.upos;
        tokens[i].xpos = class.xpos;
    }
}

/* `sentence_root` is NO_INDEX in a sentence's first piece; returns the piece's own root. */
static uint32_t parse_piece(const struct language_models *models, struct token *tokens,
                            uint32_t first, uint32_t count, uint32_t sentence_root,
                            struct piece *piece) {
    parser_run(&models->transitions, piece->room, piece->attributes, count, piece->heads);
    labels_run(&models->labels, models->tagger.classes, piece->attributes, count, piece->heads,
               piece->labels);
    uint32_t root = first;
    for (uint32_t i = 0; i < count; i++) {
        struct token *token = &tokens[first + i];
        token->deprel = piece->labels[i];
        token->head = first + piece->heads[i];
        if (piece->heads[i] != NO_INDEX)
            continue;
        root = first + i;
        token->head = sentence_root;
        token->deprel = sentence_root == NO_INDEX ? DEPREL_ROOT : DEPREL_PARATAXIS;
    }
    return root;
}

static void fill_sentence(const struct language_models *models, const struct wordnet *wordnet,
                          const struct analysis *analysis, struct sentence sentence,
                          struct piece *piece) {
    uint32_t root = NO_INDEX;
    for (uint32_t first = sentence.first_token; first < sentence.past_token;
         first += PIECE_TOKENS) {
        uint32_t left = sentence.past_token - first;
        uint32_t count = left < PIECE_TOKENS ? left : PIECE_TOKENS;
        tag_piece(&models->tagger, wordnet, analysis, first, count, piece);
        if (!models->has_parser)
            continue;
        uint32_t piece_root = parse_piece(models, analysis->tokens.at, first, count, root, piece);
        if (root == NO_INDEX)
            root = piece_root;
    }
}

/* Tokens of the longest piece that there will be. */
static uint32_t longest_piece(const struct sentence_list *sentences) {
    uint32_t longest = 0;
    for (uint32_t i = 0; i < sentences->count; i++) {
        uint32_t count = sentences->at[i].past_token - sentences->at[i].first_token;
        longest = count > longest ? count : longest;
    }
    return longest < PIECE_TOKENS ? longest : PIECE_TOKENS;
}

int syntax_fill(const struct language_models *models, const struct wordnet *wordnet,
                struct arena *arena, struct analysis *analysis) {
    if (analysis->tokens.count == 0)
        return 0;

    struct piece *piece = ARENA_NEW(arena, struct piece);
    if (!piece)
        return ERR_NO_MEMORY;

    if (models->has_parser) {
        piece->room = parser_room_new(arena, models->tagger.classes,
                                      longest_piece(&analysis->sentences), PARSER_BEAM);
        if (!piece->room)
            return ERR_NO_MEMORY;
    }

    for (uint32_t i = 0; i < analysis->sentences.count; i++)
        fill_sentence(models, wordnet, analysis, analysis->sentences.at[i], piece);
    return 0;
}
