/* idf among the claims of this comparison: it beats any background, for the words that all outlets
 * of one story use tell nothing within it. Stems, and forms of the words that WordNet knows, get
 * small numbers on the way, so that what is asked of pairs of claims stands in arrays.
 */
#include "alignment/view_weights.h"

#include "alignment/numbering.h"
#include "alignment/numeric.h"
#include "alignment/word_table.h"
#include "base/error.h"

static const double IDF_SMOOTHING = 12; /* claims assumed to be there besides those compared */
static const double NAME_SCALE = 1.3;
static const double SPEECH_SCALE = 0.15;
static const double CONTEXT_SCALE = 0.25;
static const double VALUE_SCALE = 1;

struct form_list {
    const struct view_word **at;
    uint32_t count;
    uint32_t capacity;
};

struct counter {
    struct arena *arena;
    struct numbering stems;
    struct numbering forms;
    struct form_list words; /* by form: a word of it */
    struct stem_list {
        struct stem_count {
            uint32_t claims;
            uint32_t last; /* the last claim counted, from 1 */
            double idf;
        } * at;
        uint32_t count;
        uint32_t capacity;
    } counts; /* by stem */
};

static int count_stem(struct counter *counter, uint32_t stem, uint32_t claim) {
    if (stem > counter->counts.count &&
        !list_push(counter->arena, &counter->counts, (struct stem_count){0}))
        return ERR_NO_MEMORY;
    struct stem_count *count = &counter->counts.at[stem - 1];
    count->claims += count->last != claim;
    count->last = claim;
    return 0;
}

/* Names, speech, context and values go by their stems alone. */
static int number_form(struct counter *counter, const struct view_word *word, uint32_t *ret_form) {
    if (word->kind != VIEW_WORD)
        return 0;
    *ret_form = number_of(&counter->forms, word->form);
    if (!*ret_form ||
        (*ret_form > counter->words.count && !list_push(counter->arena, &counter->words, word)))
        return ERR_NO_MEMORY;
    return 0;
}

static int number_words(struct counter *counter, struct claim_view *view, uint32_t claim) {
    view->stems = ARENA_ARRAY(counter->arena, uint32_t, view->word_count + 1);
    view->forms = ARENA_ARRAY(counter->arena, uint32_t, view->word_count + 1);
    if (!view->stems || !view->forms)
        return ERR_NO_MEMORY;
    int result = 0;
    for (uint32_t i = 0; i < view->word_count && result == 0; i++) {
        view->stems[i] = number_of(&counter->stems, view->words[i].stem);
        result = view->stems[i] ? count_stem(counter, view->stems[i], claim) : ERR_NO_MEMORY;
        if (result == 0)
            result = number_form(counter, &view->words[i], &view->forms[i]);
    }
    return result;
}

static void weigh_words(const struct counter *counter, struct claim_view *view) {
    static const double scales[] = {[VIEW_WORD] = 1,
                                    [VIEW_NAME] = NAME_SCALE,
                                    [VIEW_SPEECH] = SPEECH_SCALE,
                                    [VIEW_CONTEXT] = CONTEXT_SCALE,
                                    [VIEW_VALUE] = VALUE_SCALE};
    for (uint32_t i = 0; i < view->word_count; i++) {
        struct view_word *word = &view->words[i];
        word->weight = counter->counts.at[view->stems[i] - 1].idf * scales[word->kind];
        view->weight += word->weight;
        if (word->kind != VIEW_CONTEXT)
            view->own_weight += word->weight;
        if (word->kind == VIEW_NAME)
            view->name_weight += word->weight;
    }
}

static int tables_make(const struct resources *resources, const struct counter *counter,
                       const struct numbering *grams, struct view_list *views) {
    struct kinships kinships;
    struct word_table *table;
    const struct table_sizes sizes = {counter->stems.count, counter->forms.count, grams->count};
    int result = kinships_make(resources, counter->arena, counter->words.at, counter->words.count,
                               &kinships);
    if (result == 0)
        result = word_table_make(counter->arena, &sizes, &kinships, &table);
    for (uint32_t i = 0; i < views->count && result == 0; i++)
        views->at[i].table = table;
    return result;
}

int view_weights_make(const struct resources *resources, struct arena *arena,
                      const struct numbering *grams, struct view_list *views) {
    struct counter counter = {.arena = arena};
    int result = numbering_make(arena, &counter.stems);
    if (result == 0)
        result = numbering_make(arena, &counter.forms);
    for (uint32_t i = 0; i < views->count && result == 0; i++)
        result = number_words(&counter, &views->at[i], i + 1);
    if (result < 0)
        return result;

    for (uint32_t i = 0; i < counter.counts.count; i++) {
        struct stem_count *count = &counter.counts.at[i];
        count->idf = plain_log((views->count + IDF_SMOOTHING) / ((double)count->claims + 1));
    }
    for (uint32_t i = 0; i < views->count; i++)
        weigh_words(&counter, &views->at[i]);
    return tables_make(resources, &counter, grams, views);
}
