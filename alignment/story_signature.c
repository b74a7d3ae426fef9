/* An article boiled down to what tells its story from others: weighted terms (stems, names,
 * numbers with units, days), word 3-grams for copies, and the names, numbers and quotes in order.
 *
 * A word is a name when it is capitalised and stands nowhere in the article in lower case; that
 * needs no model and works in headlines. Capitalised words weigh three times as much, for names
 * tell two events of one kind apart. Words and names share one space of hashes, since one outlet's
 * headline capitalises what another's text does not.
 */
#include "alignment/numeric.h"
#include "alignment/statement.h"
#include "alignment/story.h"
#include "alignment/words.h"
#include "base/error.h"

#include <stdlib.h>

static const float NAME_WEIGHT = 3;

enum {
    HEAD_SENTENCES = 2,   /* their names are what the article is about */
    EVENT_SENTENCES = 3,  /* where the main event's day is looked for */
    EVENT_DAYS_MAX = 7,   /* a longer interval says little about the day of an event */
    QUOTE_TOKENS_MIN = 4, /* shorter quotes are phrases that anyone may use */
    RARITY_MAX = UINT8_MAX,
    PARENTHESIS_TOKENS = 12, /* a dateline ends within these: "OSTBY (Meridian) -" */
};

struct builder {
    struct arena *arena;
    const struct resources *resources;
    const struct analysis *analysis;
    struct stemmer *stemmer;
    uint64_t *lower_words; /* hashes of words seen in lower case, ascending */
    uint32_t lower_count;
    struct term_list {
        struct signature_term *at;
        uint32_t count;
        uint32_t capacity;
    } terms;
    struct hash_list {
        uint64_t *at;
        uint32_t count;
        uint32_t capacity;
    } anchors;
};

static int compare_terms(const void *a, const void *b) {
    return hashes_compare(&((const struct signature_term *)a)->hash,
                          &((const struct signature_term *)b)->hash);
}

/* Heavier first, then by hash, so that the cut is the same everywhere. */
static int compare_weights(const void *a, const void *b) {
    const struct signature_term *x = a;
    const struct signature_term *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return compare_terms(a, b);
}

static bool hash_in(const uint64_t *sorted, uint32_t count, uint64_t hash) {
    return count && bsearch(&hash, sorted, count, sizeof hash, hashes_compare);
}

static int collect_lower_words(struct builder *builder) {
    const struct token_list *tokens = &builder->analysis->tokens;
    builder->lower_words = ARENA_ARRAY(builder->arena, uint64_t, tokens->count + 1);
    if (!builder->lower_words)
        return ERR_NO_MEMORY;

    uint32_t count = 0;
    for (uint32_t i = 0; i < tokens->count; i++)
        if (tokens->at[i].kind == TOKEN_WORD && !(tokens->at[i].flags & TOKEN_CAPITALISED))
            builder->lower_words[count++] = hash_slice(tokens->at[i].lower);
    builder->lower_count = hashes_unique(builder->lower_words, count);
    return 0;
}

static bool add_term(struct builder *builder, uint64_t hash, float weight,
                     enum signature_term_kind kind, bool head) {
    struct signature_term term = {hash, weight, (uint8_t)kind, head, RARITY_MAX};
    return list_push(builder->arena, &builder->terms, term);
}

static bool add_word(struct builder *builder, struct slice lower, uint64_t hash, bool capital,
                     bool name, bool head) {
    struct signature_term term = {
        .hash = hash,
        .weight = capital ? NAME_WEIGHT : 1,
        .kind = name ? TERM_NAME : TERM_WORD,
        .head = head,
        .rarity = (uint8_t)(word_rarity(builder->resources, lower) * RARITY_MAX),
    };
    return list_push(builder->arena, &builder->terms, term);
}

static bool add_anchor(struct builder *builder, uint64_t hash, enum anchor_kind kind) {
    if (builder->anchors.count == SIGNATURE_ANCHORS_MAX)
        return true;
    uint64_t anchor = (hash & ~(uint64_t)3) | (uint64_t)kind;
    return list_push(builder->arena, &builder->anchors, anchor);
}

static bool is_name(const struct builder *builder, const struct token *token) {
    return (token->flags & TOKEN_CAPITALISED) && !word_is_calendar(token->lower) &&
           !word_is_generic_name(token->lower) &&
           !hash_in(builder->lower_words, builder->lower_count, hash_slice(token->lower));
}

/* The outlet's own name and the agency in the brackets of a dateline are no part of the story. */
static bool names_the_source(const struct builder *builder, uint32_t index) {
    const struct token *tokens = builder->analysis->tokens.at;
    if (index > 0 && index < PARENTHESIS_TOKENS && slice_equal(tokens[index - 1].lower, SLICE("(")))
        return true;
    struct slice source = builder->analysis->article.source;
    struct slice word = analysis_slice(builder->analysis, tokens[index].span);
    for (size_t i = 0; source.at && i + word.length <= source.length; i++)
        if (memcmp(source.at + i, word.at, word.length) == 0)
            return true;
    return false;
}

static uint64_t word_hash(struct builder *builder, struct slice lower) {
    return stemmer_stem(builder->stemmer, lower);
}

static bool worth_a_term(struct builder *builder, const struct token *token) {
    return token->kind == TOKEN_WORD && token->lower.length > 1 &&
           !stemmer_is_function(builder->stemmer, token->lower);
}

static int add_words(struct builder *builder) {
    const struct token_list *tokens = &builder->analysis->tokens;
    for (uint32_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->at[i];
        if (!worth_a_term(builder, token))
            continue;
        bool capital = (token->flags & TOKEN_CAPITALISED) != 0;
        bool name = is_name(builder, token) && !names_the_source(builder, i);
        uint64_t hash = word_hash(builder, token->lower);
        if (!add_word(builder, token->lower, hash, capital, name,
                      name && token->sentence < HEAD_SENTENCES))
            return ERR_NO_MEMORY;
        if (name && !add_anchor(builder, hash, ANCHOR_NAME))
            return ERR_NO_MEMORY;
    }
    return 0;
}

/* A title that came beside the text: its words count as the lead's, its names as head names. */
static int add_title(struct builder *builder) {
    struct slice title = builder->analysis->article.title;
    for (size_t i = 0; i < title.length;) {
        size_t start = i;
        while (i < title.length && title.at[i] != ' ')
            i++;
        struct slice word = slice_of(title.at + start, i - start);
        i++;
        char lower[64];
        if (word.length < 2 || word.length > sizeof lower)
            continue;
        bool capital = word.at[0] >= 'A' && word.at[0] <= 'Z';
        size_t length = 0;
        for (size_t k = 0; k < word.length; k++) {
            char c = word.at[k];
            if (c >= 'A' && c <= 'Z')
                c = (char)(c + ('a' - 'A'));
            if ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80)
                lower[length++] = c;
            else if (c == '\'')
                break;
        }
        struct slice folded = slice_of(lower, length);
        if (length < 2 || stemmer_is_function(builder->stemmer, folded))
            continue;
        uint64_t hash = word_hash(builder, folded);
        if (!add_word(builder, folded, hash, capital, false, false))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static uint64_t hash_double(double value) {
    return hash_slice(slice_of((const char *)&value, sizeof value));
}

static int add_quantities(struct builder *builder) {
    const struct quantity_list *quantities = &builder->analysis->quantities;
    for (uint32_t i = 0; i < quantities->count; i++) {
        const struct quantity *quantity = &quantities->at[i];
        if (quantity->role == QUANTITY_GLOSS || quantity->role == QUANTITY_DURATION ||
            quantity->value != quantity->value)
            continue;
        uint64_t number = hash_double(quantity->value);
        if (!add_anchor(builder, number, ANCHOR_NUMBER) ||
            !add_term(builder, hash_join(number, hash_slice(quantity->unit)), 1, TERM_NUMBER,
                      false))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int add_days(struct builder *builder) {
    const struct time_list *times = &builder->analysis->times;
    for (uint32_t i = 0; i < times->count; i++) {
        const struct time_expression *time = &times->at[i];
        if (time->low == DAY_NONE || time->high == DAY_NONE ||
            time->high - time->low > EVENT_DAYS_MAX)
            continue;
        uint64_t hash = hash_join(hash_slice(SLICE("day")), (uint64_t)time->low);
        if (!add_term(builder, hash_join(hash, (uint64_t)time->high), 1, TERM_DAY, false))
            return ERR_NO_MEMORY;
    }
    return 0;
}

/* "2013", wherever it stands: in a date, a title, or the name of a cup. */
static int add_years(struct builder *builder) {
    const struct token_list *tokens = &builder->analysis->tokens;
    for (uint32_t i = 0; i < tokens->count; i++) {
        struct slice word = tokens->at[i].lower;
        if (tokens->at[i].kind != TOKEN_NUMBER || word.length != 4 ||
            !(slice_starts(word, SLICE("19")) || slice_starts(word, SLICE("20"))))
            continue;
        uint64_t hash = hash_join(hash_slice(SLICE("year")), hash_slice(word));
        if (!add_term(builder, hash, 1, TERM_YEAR, false))
            return ERR_NO_MEMORY;
    }
    return 0;
}

/* Quoted words letter by letter, without case and punctuation: rewriters keep them. */
static int add_quotes(struct builder *builder) {
    const struct analysis *analysis = builder->analysis;
    uint64_t hash = 0;
    uint32_t words = 0;
    for (uint32_t i = 0; i <= analysis->tokens.count; i++) {
        const struct token *token = i < analysis->tokens.count ? &analysis->tokens.at[i] : NULL;
        if (token && (token->flags & TOKEN_IN_QUOTES)) {
            if (token->kind == TOKEN_PUNCTUATION)
                continue;
            hash = hash_join(hash, hash_slice(token->lower));
            words++;
            continue;
        }
        if (words >= QUOTE_TOKENS_MIN && !add_anchor(builder, hash, ANCHOR_QUOTE))
            return ERR_NO_MEMORY;
        hash = 0;
        words = 0;
    }
    return 0;
}

/* Equal terms become one with the logarithm of their sum, so that a word said ten times does not
 * weigh ten times as much; then the lightest go where there are too many. */
static void fold_terms(struct term_list *terms, struct story_signature *signature) {
    qsort(terms->at, terms->count, sizeof *terms->at, compare_terms);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < terms->count; i++) {
        struct signature_term *last = kept ? &terms->at[kept - 1] : NULL;
        if (!last || last->hash != terms->at[i].hash) {
            terms->at[kept++] = terms->at[i];
            continue;
        }
        last->weight += terms->at[i].weight;
        last->head |= terms->at[i].head;
        if (last->kind < terms->at[i].kind)
            last->kind = terms->at[i].kind;
        if (last->rarity > terms->at[i].rarity) /* the commonest form of a stem speaks for it */
            last->rarity = terms->at[i].rarity;
    }
    for (uint32_t i = 0; i < kept; i++)
        terms->at[i].weight = (float)(1 + plain_log(terms->at[i].weight));
    if (kept > SIGNATURE_TERMS_MAX) {
        qsort(terms->at, kept, sizeof *terms->at, compare_weights);
        kept = SIGNATURE_TERMS_MAX;
        qsort(terms->at, kept, sizeof *terms->at, compare_terms);
    }
    signature->terms = terms->at;
    signature->term_count = kept;
}

static int make_shingles(struct builder *builder, struct story_signature *signature) {
    const struct token_list *tokens = &builder->analysis->tokens;
    uint64_t *shingles = ARENA_ARRAY(builder->arena, uint64_t, SIGNATURE_SHINGLES_MAX);
    if (!shingles)
        return ERR_NO_MEMORY;

    uint64_t window[3] = {0};
    uint32_t words = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < tokens->count && count < SIGNATURE_SHINGLES_MAX; i++) {
        if (tokens->at[i].kind == TOKEN_PUNCTUATION)
            continue;
        window[0] = window[1];
        window[1] = window[2];
        window[2] = hash_slice(tokens->at[i].lower);
        if (++words >= 3)
            shingles[count++] = hash_join(hash_join(window[0], window[1]), window[2]);
    }
    signature->shingles = shingles;
    signature->shingle_count = hashes_unique(shingles, count);
    return 0;
}

/* The first short interval that the lead names and that does not lie after publication. */
static void find_event_days(const struct analysis *analysis, struct story_signature *signature) {
    signature->event_low = signature->event_high = DAY_NONE;
    for (uint32_t i = 0; i < analysis->times.count; i++) {
        const struct time_expression *time = &analysis->times.at[i];
        if (time->first_token >= analysis->tokens.count ||
            analysis->tokens.at[time->first_token].sentence >= EVENT_SENTENCES)
            return;
        if (time->low == DAY_NONE || time->high == DAY_NONE ||
            time->high - time->low > EVENT_DAYS_MAX)
            continue;
        if (signature->published_day != DAY_NONE && time->low > signature->published_day)
            continue;
        signature->event_low = time->low;
        signature->event_high = time->high;
        return;
    }
}

static int build(struct builder *builder, struct story_signature *signature) {
    int (*const steps[])(struct builder *) = {
        collect_lower_words, add_words, add_title, add_quantities, add_days, add_years, add_quotes};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        int result = steps[i](builder);
        if (result < 0)
            return result;
    }
    if (builder->terms.count)
        fold_terms(&builder->terms, signature);
    signature->anchors = builder->anchors.at;
    signature->anchor_count = builder->anchors.count;
    signature->published_day = builder->analysis->article.published_day;
    find_event_days(builder->analysis, signature);
    return make_shingles(builder, signature);
}

int story_signature_with(const struct resources *resources, struct stemmer *stemmer,
                         struct arena *arena, const struct analysis *analysis,
                         struct story_signature *ret_signature) {
    struct builder builder = {
        .arena = arena, .resources = resources, .analysis = analysis, .stemmer = stemmer};
    struct story_signature signature = {0};
    int result = build(&builder, &signature);
    if (result == 0 && stemmer_lacked_memory(stemmer))
        result = ERR_NO_MEMORY;
    if (result < 0)
        return result;

    *ret_signature = signature;
    return 0;
}

int story_signature_make(const struct resources *resources, struct arena *arena,
                         const struct analysis *analysis, struct story_signature *ret_signature) {
    struct stemmer *stemmer = stemmer_new();
    int result = stemmer ? story_signature_with(resources, stemmer, arena, analysis, ret_signature)
                         : ERR_NO_MEMORY;
    stemmer_free(stemmer);
    return result;
}
