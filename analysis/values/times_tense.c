/* The governing verb is the nearest one to the left in the clause; without one, the nearest to the
 * right ("On Tuesday the council will vote"). A verb of saying governs only what stands right
 * behind it: in "he said the vote on Friday will decide" the vote's own verb counts.
 */
#include "analysis/values/times_tense.h"

#include "analysis/language/tagset.h"

enum { REACH = 24 };

static const struct slice future_words[] = {
    {"'ll", 3},   {"ahead", 5},   {"due", 3},      {"expected", 8},  {"expects", 7},
    {"going", 5}, {"planned", 7}, {"plans", 5},    {"scheduled", 9}, {"set", 3},
    {"shall", 5}, {"slated", 6},  {"upcoming", 8}, {"will", 4},      {"wo", 2},
};

static const struct slice modal_words[] = {
    {"can", 3}, {"could", 5}, {"may", 3}, {"might", 5}, {"must", 4}, {"should", 6}, {"would", 5},
};

static const struct slice past_words[] = {
    {"ate", 3},     {"became", 6}, {"been", 4},   {"began", 5},  {"bought", 6},  {"broke", 5},
    {"brought", 7}, {"built", 5},  {"came", 4},   {"caught", 6}, {"chose", 5},   {"cut", 3},
    {"did", 3},     {"died", 4},   {"drew", 4},   {"drove", 5},  {"fell", 4},    {"fled", 4},
    {"flew", 4},    {"forced", 6}, {"fought", 6}, {"found", 5},  {"gave", 4},    {"got", 3},
    {"grew", 4},    {"had", 3},    {"heard", 5},  {"held", 4},   {"hit", 3},     {"kept", 4},
    {"knew", 4},    {"laid", 4},   {"led", 3},    {"left", 4},   {"lost", 4},    {"made", 4},
    {"met", 3},     {"paid", 4},   {"put", 3},    {"ran", 3},    {"read", 4},    {"resigned", 8},
    {"rose", 4},    {"said", 4},   {"sank", 4},   {"saw", 3},    {"seen", 4},    {"sent", 4},
    {"shot", 4},    {"shut", 4},   {"sold", 4},   {"spent", 5},  {"split", 5},   {"spoke", 5},
    {"stole", 5},   {"stood", 5},  {"struck", 6}, {"stuck", 5},  {"thought", 7}, {"threw", 5},
    {"told", 4},    {"took", 4},   {"was", 3},    {"went", 4},   {"were", 4},    {"withdrew", 8},
    {"woke", 4},    {"won", 3},    {"wrote", 5},
};

/* Timetable verbs: their present tense speaks of what is to come. */
static const struct slice present_words[] = {
    {"are", 3},     {"arrive", 6},  {"arrives", 7}, {"begin", 5},  {"begins", 6},  {"closes", 6},
    {"come", 4},    {"comes", 5},   {"ends", 4},    {"expire", 6}, {"expires", 7}, {"go", 2},
    {"goes", 4},    {"has", 3},     {"have", 4},    {"is", 2},     {"kicks", 5},   {"launches", 8},
    {"leave", 5},   {"leaves", 6},  {"meets", 5},   {"opens", 5},  {"reopens", 7}, {"resume", 6},
    {"resumes", 7}, {"returns", 7}, {"sails", 5},   {"starts", 6}, {"takes", 5},   {"travels", 7},
    {"visits", 6},
};

static const struct slice saying_words[] = {
    {"added", 5},     {"announced", 9}, {"believes", 8}, {"claimed", 7}, {"confirmed", 9},
    {"reported", 8},  {"said", 4},      {"say", 3},      {"says", 4},    {"showed", 6},
    {"suggested", 9}, {"told", 4},      {"warned", 6},   {"wrote", 5},
};

static const struct slice not_past_words[] = {
    {"bleed", 5},   {"breed", 5},          {"embed", 5},   {"exceed", 6}, {"feed", 4},
    {"hundred", 7}, {"indeed", 6},         {"kindred", 7}, {"named", 5},  {"need", 4},
    {"proceed", 7}, {"sacred", 6},         {"seed", 4},    {"speed", 5},  {"succeed", 7},
    {"united", 6},  {"unprecedented", 13}, {"weed", 4},
};

static bool is_infinitive(const struct analysis *analysis, uint32_t to, uint32_t past) {
    if (to + 1 >= past || !slice_equal(analysis->tokens.at[to].lower, SLICE("to")))
        return false;
    const struct token *next = &analysis->tokens.at[to + 1];
    if (next->xpos != XPOS_NONE)
        return next->xpos == XPOS_VB;
    static const struct slice nouns[] = {{"a", 1},    {"all", 3},   {"an", 2},   {"each", 4},
                                         {"her", 3},  {"his", 3},   {"its", 3},  {"my", 2},
                                         {"our", 3},  {"that", 4},  {"the", 3},  {"their", 5},
                                         {"them", 4}, {"these", 5}, {"this", 4}, {"those", 5},
                                         {"what", 4}, {"which", 5}, {"whom", 4}, {"your", 4}};
    return next->kind == TOKEN_WORD && !(next->flags & TOKEN_CAPITALISED) &&
           !SLICE_IN(next->lower, nouns) && !slice_ends(next->lower, SLICE("s"));
}

static enum tense tense_by_tag(const struct token *token) {
    switch (token->xpos) {
    case XPOS_VBD:
        return TENSE_PAST;
    case XPOS_VBN:
        return token->upos == UPOS_ADJ ? TENSE_UNKNOWN : TENSE_PAST;
    case XPOS_VBP:
    case XPOS_VBZ:
        return TENSE_PRESENT;
    default:
        return TENSE_UNKNOWN;
    }
}

static enum tense tense_by_form(const struct token *token) {
    if (token->flags & TOKEN_CAPITALISED)
        return TENSE_UNKNOWN;
    if (SLICE_IN(token->lower, past_words))
        return TENSE_PAST;
    if (SLICE_IN(token->lower, present_words))
        return TENSE_PRESENT;
    if (token->lower.length > 4 && slice_ends(token->lower, SLICE("ed")) &&
        !SLICE_IN(token->lower, not_past_words))
        return TENSE_PAST;
    return TENSE_UNKNOWN;
}

/* "Has risen", "have not yet been found". */
static bool is_perfect(const struct analysis *analysis, uint32_t have, uint32_t past) {
    enum { BETWEEN = 2 };
    static const struct slice forms[] = {{"'ve", 3}, {"has", 3}, {"have", 4}};
    if (!SLICE_IN(analysis->tokens.at[have].lower, forms))
        return false;
    uint32_t i = have + 1;
    while (i < past && i <= have + BETWEEN &&
           (analysis->tokens.at[i].upos == UPOS_ADV || analysis->tokens.at[i].upos == UPOS_PART))
        i++;
    if (i == past)
        return false;
    const struct token *verb = &analysis->tokens.at[i];
    return verb->xpos == XPOS_VBN || (verb->xpos == XPOS_NONE && tense_by_form(verb) == TENSE_PAST);
}

/* The tense that the word at `i` shows, or unknown when it is no verb. */
static enum tense tense_at(const struct analysis *analysis, uint32_t i, uint32_t past) {
    const struct token *token = &analysis->tokens.at[i];
    if (token->kind != TOKEN_WORD && !slice_equal(token->lower, SLICE("'ll")))
        return TENSE_UNKNOWN;
    if (SLICE_IN(token->lower, future_words))
        return TENSE_FUTURE;
    if (SLICE_IN(token->lower, modal_words))
        return token->flags & TOKEN_CAPITALISED ? TENSE_UNKNOWN : TENSE_FUTURE;
    if (is_infinitive(analysis, i, past))
        return TENSE_FUTURE;
    if (is_perfect(analysis, i, past))
        return TENSE_PAST;
    return token->xpos != XPOS_NONE ? tense_by_tag(token) : tense_by_form(token);
}

static bool breaks_clause(const struct token *token) {
    return token->kind == TOKEN_PUNCTUATION &&
           (slice_equal(token->lower, SLICE(";")) || slice_equal(token->lower, SLICE(":")));
}

/* "has been shut", "had fallen": an auxiliary further left turns a present into the past. */
static enum tense with_auxiliary(const struct analysis *analysis, uint32_t verb, uint32_t low,
                                 enum tense tense) {
    static const struct slice futures[] = {{"be", 2}, {"to", 2}};
    static const struct slice present_auxiliaries[] = {{"are", 3}, {"is", 2}};
    for (uint32_t i = verb; i-- > low && verb - i <= 3;) {
        struct slice lower = analysis->tokens.at[i].lower;
        if (analysis->tokens.at[i].flags & TOKEN_CAPITALISED)
            break; /* a name, "May" among them */
        if (tense == TENSE_PAST && verb - i <= 2 && SLICE_IN(lower, present_auxiliaries))
            return TENSE_PRESENT; /* "is held every May" */
        if (SLICE_IN(lower, future_words) || SLICE_IN(lower, modal_words))
            return slice_equal(lower, SLICE("set")) ? tense : TENSE_FUTURE;
        if (tense == TENSE_PAST && SLICE_IN(lower, futures) && is_infinitive(analysis, i, verb + 1))
            return TENSE_FUTURE;
    }
    return tense;
}

struct verb {
    enum tense tense;
    uint32_t token;
};

static struct verb nearest_left(const struct analysis *analysis, uint32_t low, uint32_t first) {
    uint32_t stop = first > low + REACH ? first - REACH : low;
    for (uint32_t i = first; i-- > stop;) {
        if (breaks_clause(&analysis->tokens.at[i]))
            break;
        enum tense tense = tense_at(analysis, i, first);
        if (tense != TENSE_UNKNOWN)
            return (struct verb){with_auxiliary(analysis, i, low, tense), i};
    }
    return (struct verb){TENSE_UNKNOWN, NO_INDEX};
}

static struct verb nearest_right(const struct analysis *analysis, uint32_t past, uint32_t high) {
    uint32_t stop = high - past > REACH ? past + REACH : high;
    for (uint32_t i = past; i < stop; i++) {
        if (breaks_clause(&analysis->tokens.at[i]))
            break;
        enum tense tense = tense_at(analysis, i, high);
        if (tense != TENSE_UNKNOWN)
            return (struct verb){tense, i};
    }
    return (struct verb){TENSE_UNKNOWN, NO_INDEX};
}

enum tense tense_around(const struct analysis *analysis, uint32_t first, uint32_t past) {
    const struct sentence *sentence = &analysis->sentences.at[analysis->tokens.at[first].sentence];
    struct verb left = nearest_left(analysis, sentence->first_token, first);
    if (left.tense != TENSE_UNKNOWN &&
        (first - left.token <= 2 || !SLICE_IN(analysis->tokens.at[left.token].lower, saying_words)))
        return left.tense;
    struct verb right = nearest_right(analysis, past, sentence->past_token);
    return right.tense != TENSE_UNKNOWN ? right.tense : left.tense;
}
