/* Word alignment of two quotations.
 *
 * The heaviest common subsequence of both word lists (Wagner and Fischer 1974, with weights for
 * words) leaves gaps; what stands in a gap says what was done. Words on one side only were left out
 * by the other; words on both sides were exchanged. Among exchanges a negation, a number of another
 * value or a modal of another force changes what is said, all others only how it is said.
 */
#include "alignment/quotations.h"

#include "alignment/opposites.h"
#include "alignment/words.h"

#include <math.h>

enum {
    TOKENS_MAX = 4 * QUOTATION_WORDS_MAX, /* looked at for the words of one quotation */
    EXCHANGED_MAX = 3, /* longer differences at an end are other words quoted, none exchanged */
    TELLING_MIN = 2,   /* words in common that are no function words */
};

static const double FUNCTION_WEIGHT = 0.25;
static const double INFLECTED = 0.8; /* a word in another form, of the same word */
static const double COVER_MIN = 0.6;

const char *quotation_label_name(enum quotation_label label) {
    static const char *const names[QUOTATION_LABEL_COUNT] = {
        "unrelated", "verbatim", "shortened", "paraphrased",
        "altered",   "negated",  "number",    "modal",
    };
    return names[label];
}

/* ---- reading --------------------------------------------------------------------------------- */

static struct slice written_out(const struct token *token) {
    static const struct {
        struct slice short_form;
        struct slice form;
    } contractions[] = {
        {SLICE("'ll"), SLICE("will")}, {SLICE("'m"), SLICE("am")},  {SLICE("'re"), SLICE("are")},
        {SLICE("'ve"), SLICE("have")}, {SLICE("ca"), SLICE("can")}, {SLICE("n't"), SLICE("not")},
        {SLICE("wo"), SLICE("will")},
    };
    if (slice_equal(token->lower, SLICE("'s")) && slice_equal(token->lemma, SLICE("be")))
        return SLICE("is");
    for (size_t i = 0; i < sizeof contractions / sizeof *contractions; i++)
        if (slice_equal(token->lower, contractions[i].short_form))
            return contractions[i].form;
    return token->lower;
}

/* The quantity whose number covers the token; quantities are in text order and rarely nest. */
static uint32_t quantity_of(const struct analysis *analysis, struct span token) {
    enum { NESTED_MAX = 4 };
    uint32_t low = 0;
    uint32_t high = analysis->quantities.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (analysis->quantities.at[middle].span.start <= token.start)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t i = low; i-- > 0 && low - i <= NESTED_MAX;)
        if (span_contains(analysis->quantities.at[i].number, token))
            return i;
    return NO_INDEX;
}

static bool in_parts(const struct span_list *parts, struct span span) {
    for (uint32_t i = 0; i < parts->count; i++)
        if (span_contains(parts->at[i], span))
            return true;
    return false;
}

struct reading {
    const struct analysis *analysis;
    const struct span_list *parts;
    uint32_t first;
    uint32_t past;
    quotation_weigh weigh;
    const void *context;
};

static double weight_of(const struct reading *reading, struct slice lower, uint32_t token) {
    if (reading->weigh)
        return reading->weigh(reading->context, token);
    return word_is_function(lower) ? FUNCTION_WEIGHT : 1;
}

/* Reads the words in parts, those in quotation marks only where `marked`. */
static void read_words(const struct reading *reading, bool marked, struct quotation *quotation) {
    const struct token *tokens = reading->analysis->tokens.at;
    bool editorial = false;
    quotation->analysis = reading->analysis;
    quotation->marked = marked;
    quotation->count = 0;
    for (uint32_t i = reading->first; i < reading->past && i - reading->first < TOKENS_MAX; i++) {
        if (quotation->count == QUOTATION_WORDS_MAX)
            return;
        if (slice_equal(tokens[i].lower, SLICE("[")))
            editorial = true;
        if (slice_equal(tokens[i].lower, SLICE("]")))
            editorial = false;
        if (editorial || tokens[i].kind == TOKEN_PUNCTUATION ||
            (marked && !(tokens[i].flags & TOKEN_IN_QUOTES)) ||
            !in_parts(reading->parts, tokens[i].span))
            continue;
        struct slice lower = written_out(&tokens[i]);
        quotation->words[quotation->count++] = (struct quotation_word){
            lower, tokens[i].lemma, i, quantity_of(reading->analysis, tokens[i].span),
            weight_of(reading, lower, i)};
    }
}

void quotation_read(const struct analysis *analysis, const struct span_list *parts, uint32_t first,
                    uint32_t past, quotation_weigh weigh, const void *context,
                    struct quotation *ret_quotation) {
    struct reading reading = {analysis, parts, first, past, weigh, context};
    read_words(&reading, true, ret_quotation);
    if (ret_quotation->count < QUOTATION_WORDS_MIN)
        read_words(&reading, false, ret_quotation);
}

/* ---- alignment of words ---------------------------------------------------------------------- */

static double word_value(const struct quotation_word *word, const struct quotation *quotation) {
    if (word->quantity == NO_INDEX)
        return (double)NAN;
    return quotation->analysis->quantities.at[word->quantity].value;
}

static bool same_number(const struct quotation *left, const struct quotation_word *a,
                        const struct quotation *right, const struct quotation_word *b) {
    double x = word_value(a, left);
    double y = word_value(b, right);
    return x >= y && x <= y;
}

/* 1 for the same word, less for another form of it, 0 for another word. */
static double likeness_of(const struct quotation *left, const struct quotation_word *a,
                          const struct quotation *right, const struct quotation_word *b) {
    if (slice_equal(a->lower, b->lower) || same_number(left, a, right, b))
        return 1;
    if (a->quantity != NO_INDEX || b->quantity != NO_INDEX)
        return 0;
    return a->lemma.length && slice_equal(a->lemma, b->lemma) ? INFLECTED : 0;
}

enum step { STEP_NONE, STEP_MATCH, STEP_LEFT, STEP_RIGHT };

struct table {
    double rows[2][QUOTATION_WORDS_MAX + 1];
    uint8_t steps[QUOTATION_WORDS_MAX][QUOTATION_WORDS_MAX];
    uint32_t partner[QUOTATION_WORDS_MAX]; /* of each left word, NO_INDEX */
};

/* Fills the steps from the ends of both quotations backwards. Returns the weight in common. */
static double fill(const struct quotation *left, const struct quotation *right,
                   struct table *table) {
    memset(table->rows, 0, sizeof table->rows);
    for (uint32_t i = left->count; i-- > 0;) {
        double *row = table->rows[i % 2];
        const double *below = table->rows[(i + 1) % 2];
        row[right->count] = 0;
        for (uint32_t k = right->count; k-- > 0;) {
            const struct quotation_word *a = &left->words[i];
            const struct quotation_word *b = &right->words[k];
            double weight = a->weight < b->weight ? a->weight : b->weight;
            double match = weight * likeness_of(left, a, right, b);
            double both = match > 0 ? match + below[k + 1] : 0;
            bool skip_left = below[k] > row[k + 1];
            double other = skip_left ? below[k] : row[k + 1];
            row[k] = both > 0 && both >= other ? both : other;
            table->steps[i][k] = both > 0 && both >= other ? STEP_MATCH
                                 : skip_left               ? STEP_LEFT
                                                           : STEP_RIGHT;
        }
    }
    return table->rows[0][0];
}

static void trace(const struct quotation *left, const struct quotation *right,
                  struct table *table) {
    for (uint32_t i = 0; i < left->count; i++)
        table->partner[i] = NO_INDEX;
    for (uint32_t i = 0, k = 0; i < left->count && k < right->count;) {
        uint8_t step = table->steps[i][k];
        if (step == STEP_MATCH)
            table->partner[i] = k;
        i += step != STEP_RIGHT;
        k += step != STEP_LEFT;
    }
}

/* ---- gaps ------------------------------------------------------------------------------------ */

/* Words [first, past) of one side. */
struct stretch {
    const struct quotation *quotation;
    uint32_t first;
    uint32_t past;
};

struct gap {
    struct stretch left;
    struct stretch right;
    bool inner; /* words in common on both ends */
};

static uint32_t length_of(struct stretch stretch) {
    return stretch.past - stretch.first;
}

static bool is_negation(struct stretch stretch, uint32_t at) {
    static const struct slice words[] = {
        SLICE("cannot"), SLICE("neither"), SLICE("never"), SLICE("no"),      SLICE("nobody"),
        SLICE("none"),   SLICE("nor"),     SLICE("not"),   SLICE("nothing"),
    };
    static const struct slice harmless[] = {SLICE("doubt"), SLICE("just"), SLICE("least"),
                                            SLICE("less"),  SLICE("more"), SLICE("only")};
    const struct quotation *quotation = stretch.quotation;
    if (!SLICE_IN(quotation->words[at].lower, words))
        return false;
    return at + 1 == quotation->count || !SLICE_IN(quotation->words[at + 1].lower, harmless);
}

static bool odd_negations(struct stretch stretch) {
    bool odd = false;
    for (uint32_t i = stretch.first; i < stretch.past; i++)
        odd ^= is_negation(stretch, i);
    return odd;
}

static bool holds_opposites(const struct gap *gap) {
    for (uint32_t i = gap->left.first; i < gap->left.past; i++) {
        const struct quotation_word *a = &gap->left.quotation->words[i];
        for (uint32_t k = gap->right.first; k < gap->right.past; k++) {
            const struct quotation_word *b = &gap->right.quotation->words[k];
            if (words_opposed(a->lower, b->lower) || words_opposed(a->lemma, b->lemma))
                return true;
        }
    }
    return false;
}

/* The first number of the stretch that was read as a quantity, NULL without one. */
static const struct quotation_word *number_in(struct stretch stretch) {
    for (uint32_t i = stretch.first; i < stretch.past; i++)
        if (stretch.quotation->words[i].quantity != NO_INDEX)
            return &stretch.quotation->words[i];
    return NULL;
}

static bool number_changed(const struct gap *gap) {
    const struct quotation_word *a = number_in(gap->left);
    const struct quotation_word *b = number_in(gap->right);
    return a && b && !same_number(gap->left.quotation, a, gap->right.quotation, b);
}

enum force { FORCE_NONE, FORCE_WILL, FORCE_POSSIBLE, FORCE_MUST };

/* Tense does not count: "would" is the "will" of a tale. */
static enum force force_of(struct stretch stretch) {
    static const struct {
        struct slice word;
        enum force force;
    } modals[] = {
        {SLICE("can"), FORCE_POSSIBLE}, {SLICE("could"), FORCE_POSSIBLE},
        {SLICE("may"), FORCE_POSSIBLE}, {SLICE("might"), FORCE_POSSIBLE},
        {SLICE("must"), FORCE_MUST},    {SLICE("ought"), FORCE_MUST},
        {SLICE("shall"), FORCE_WILL},   {SLICE("should"), FORCE_MUST},
        {SLICE("will"), FORCE_WILL},    {SLICE("would"), FORCE_WILL},
    };
    for (uint32_t i = stretch.first; i < stretch.past; i++)
        for (size_t k = 0; k < sizeof modals / sizeof *modals; k++)
            if (slice_equal(stretch.quotation->words[i].lower, modals[k].word))
                return modals[k].force;
    return FORCE_NONE;
}

/* "Will" against the plain present is tense; any other difference is one of force. */
static bool force_changed(const struct gap *gap) {
    enum force a = force_of(gap->left);
    enum force b = force_of(gap->right);
    return a != b && (a > FORCE_WILL || b > FORCE_WILL);
}

/* The number as told in other words ("forty", "40") with nothing else in the gap. */
static bool only_number_words(const struct gap *gap) {
    if (!number_in(gap->left) && !number_in(gap->right))
        return false;
    for (uint32_t i = gap->left.first; i < gap->left.past; i++)
        if (gap->left.quotation->words[i].quantity == NO_INDEX)
            return false;
    for (uint32_t k = gap->right.first; k < gap->right.past; k++)
        if (gap->right.quotation->words[k].quantity == NO_INDEX)
            return false;
    return true;
}

static enum quotation_label judge_gap(const struct gap *gap) {
    uint32_t left = length_of(gap->left);
    uint32_t right = length_of(gap->right);
    bool exchanged =
        left && right && (gap->inner || (left <= EXCHANGED_MAX && right <= EXCHANGED_MAX));
    if (!left && !right)
        return QUOTATION_VERBATIM;
    if (!exchanged && !gap->inner)
        return QUOTATION_SHORTENED;
    if (odd_negations(gap->left) != odd_negations(gap->right) || holds_opposites(gap))
        return QUOTATION_NEGATED;
    if (number_changed(gap))
        return QUOTATION_NUMBER;
    if (force_changed(gap))
        return QUOTATION_MODAL;
    if (exchanged)
        return QUOTATION_ALTERED;
    return only_number_words(gap) ? QUOTATION_VERBATIM : QUOTATION_SHORTENED;
}

static struct span stretch_span(struct stretch stretch, uint32_t *ret_token) {
    const struct quotation *quotation = stretch.quotation;
    *ret_token = NO_INDEX;
    if (stretch.first == stretch.past)
        return (struct span){0};
    const struct token *tokens = quotation->analysis->tokens.at;
    *ret_token = quotation->words[stretch.first].token;
    return (struct span){tokens[*ret_token].span.start,
                         tokens[quotation->words[stretch.past - 1].token].span.end};
}

/* Which of two labels says more about the pair. */
static bool outweighs(enum quotation_label a, enum quotation_label b) {
    static const uint8_t weight[QUOTATION_LABEL_COUNT] = {
        [QUOTATION_VERBATIM] = 1, [QUOTATION_SHORTENED] = 2, [QUOTATION_ALTERED] = 3,
        [QUOTATION_MODAL] = 4,    [QUOTATION_NUMBER] = 5,    [QUOTATION_NEGATED] = 6,
    };
    return weight[a] > weight[b];
}

static void take(const struct gap *gap, enum quotation_label label, struct quotation_match *match) {
    if (!outweighs(label, match->label))
        return;
    match->label = label;
    match->left = stretch_span(gap->left, &match->left_token);
    match->right = stretch_span(gap->right, &match->right_token);
}

/* A word in another form counts as exchanged. */
static void take_word(const struct quotation *left, uint32_t i, const struct quotation *right,
                      uint32_t k, struct quotation_match *match) {
    const struct quotation_word *a = &left->words[i];
    const struct quotation_word *b = &right->words[k];
    struct gap gap = {{left, i, i + 1}, {right, k, k + 1}, true};
    if (!slice_equal(a->lower, b->lower) && !same_number(left, a, right, b))
        take(&gap, force_changed(&gap) ? QUOTATION_MODAL : QUOTATION_ALTERED, match);
}

static void take_gaps(const struct quotation *left, const struct quotation *right,
                      const struct table *table, struct quotation_match *match) {
    uint32_t first_left = 0;
    uint32_t first_right = 0;
    for (uint32_t i = 0; i <= left->count; i++) {
        bool end = i == left->count;
        if (!end && table->partner[i] == NO_INDEX)
            continue;
        uint32_t k = end ? right->count : table->partner[i];
        bool start = first_left == 0 && first_right == 0;
        struct gap gap = {{left, first_left, i}, {right, first_right, k}, !start && !end};
        take(&gap, judge_gap(&gap), match);
        if (!end)
            take_word(left, i, right, k, match);
        first_left = i + 1;
        first_right = k + 1;
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static uint32_t telling_matches(const struct quotation *left, const struct table *table) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < left->count; i++)
        count += table->partner[i] != NO_INDEX && !word_is_function(left->words[i].lower);
    return count;
}

static double total_weight(const struct quotation *quotation) {
    double sum = 0;
    for (uint32_t i = 0; i < quotation->count; i++)
        sum += quotation->words[i].weight;
    return sum;
}

static int compare_words(const struct quotation *a, const struct quotation *b) {
    for (uint32_t i = 0; i < a->count && i < b->count; i++) {
        int order = slice_compare(a->words[i].lower, b->words[i].lower);
        if (order != 0)
            return order;
    }
    return (a->count > b->count) - (a->count < b->count);
}

static void match_ordered(const struct quotation *left, const struct quotation *right,
                          struct quotation_match *match) {
    struct table table;
    *match = (struct quotation_match){.left_token = NO_INDEX, .right_token = NO_INDEX};
    if (left->count < QUOTATION_WORDS_MIN || right->count < QUOTATION_WORDS_MIN ||
        (!left->marked && !right->marked))
        return;
    double common = fill(left, right, &table);
    double a = total_weight(left);
    double b = total_weight(right);
    double smaller = a < b ? a : b;
    trace(left, right, &table);
    match->cover = smaller > 0 ? common / smaller : 0;
    if (match->cover < COVER_MIN || telling_matches(left, &table) < TELLING_MIN)
        return;
    take_gaps(left, right, &table, match);
    if (match->label != QUOTATION_VERBATIM && !(left->marked && right->marked))
        match->label = QUOTATION_PARAPHRASED;
}

void quotations_match(const struct quotation *left, const struct quotation *right,
                      struct quotation_match *ret_match) {
    if (compare_words(left, right) <= 0) {
        match_ordered(left, right, ret_match);
        return;
    }
    struct quotation_match match;
    match_ordered(right, left, &match);
    *ret_match = (struct quotation_match){match.label, match.cover,       match.right,
                                          match.left,  match.right_token, match.left_token};
}
