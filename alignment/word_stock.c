#include "alignment/word_stock.h"

#include "alignment/view.h"
#include "base/error.h"

enum { GRAM = 4, GRAMS_MAX = 400, COLLISIONS_MAX = 64 };

int word_stock_make(const struct resources *resources, struct arena *arena,
                    struct word_stock *ret_stock) {
    *ret_stock = (struct word_stock){.resources = resources, .arena = arena};
    ret_stock->table.kinships = &ret_stock->kinships;
    int result = numbering_make(arena, NUMBERING_FEW, &ret_stock->stems);
    if (result == 0)
        result = numbering_make(arena, NUMBERING_FEW, &ret_stock->forms);
    if (result == 0)
        result = numbering_make(arena, NUMBERING_MANY, &ret_stock->grams);
    return result < 0 ? result : kinships_make(resources, arena, &ret_stock->kinships);
}

/* ---- words ----------------------------------------------------------------------------------- */

/* Names, speech, context and values go by their stems alone. A word made to have the hash of
 * another gets a number of its own: it would otherwise stand for the other in every article
 * compared. */
static int number_form(struct word_stock *stock, const struct view_word *word, uint32_t *ret_form) {
    *ret_form = 0;
    if (word->kind != VIEW_WORD)
        return 0;
    for (uint64_t i = 0; i < COLLISIONS_MAX; i++) {
        uint32_t known = stock->forms.count;
        uint32_t form = number_of(&stock->forms, word->form + i);
        if (!form)
            return ERR_NO_MEMORY;
        int result = form > known ? kinships_add(&stock->kinships, word) : 0;
        if (form > known || kinships_has(&stock->kinships, form, word)) {
            *ret_form = form;
            return result;
        }
    }
    return 0; /* then it goes by its stem as well */
}

static int take_words(struct word_stock *stock, struct arena *arena, struct claim_view *view) {
    view->stems = ARENA_ARRAY(arena, uint32_t, view->word_count + 1);
    view->forms = ARENA_ARRAY(arena, uint32_t, view->word_count + 1);
    if (!view->stems || !view->forms)
        return ERR_NO_MEMORY;
    int result = 0;
    for (uint32_t i = 0; i < view->word_count && result == 0; i++) {
        view->stems[i] = number_of(&stock->stems, view->words[i].stem);
        result =
            view->stems[i] ? number_form(stock, &view->words[i], &view->forms[i]) : ERR_NO_MEMORY;
    }
    return result;
}

/* ---- 4-grams --------------------------------------------------------------------------------- */

/* Has the claim at hand the gram by now? It has from here on. */
static int mark_gram(struct word_stock *stock, uint32_t gram, bool *ret_known) {
    struct number_list *marks = &stock->gram_marks;
    if (!gram || (gram > marks->count && !list_push(stock->arena, marks, 0)))
        return ERR_NO_MEMORY;
    *ret_known = marks->at[gram - 1] == stock->claims;
    marks->at[gram - 1] = stock->claims;
    return 0;
}

static int take_grams(struct word_stock *stock, struct arena *arena, struct claim_view *view) {
    struct slice text = analysis_slice(view->analysis, view->claim->span);
    size_t room = text.length < GRAMS_MAX ? text.length : GRAMS_MAX;
    view->grams = ARENA_ARRAY(arena, uint32_t, room + 1);
    if (!view->grams)
        return ERR_NO_MEMORY;

    uint32_t gram = 0; /* the last four bytes */
    for (size_t i = 0; i < text.length && i < GRAMS_MAX + GRAM - 1; i++) {
        unsigned char c = (unsigned char)text.at[i];
        gram = gram << 8 | (c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c);
        if (i + 1 < GRAM)
            continue;
        bool known = false;
        uint32_t number = number_of(&stock->grams, gram);
        int result = mark_gram(stock, number, &known);
        if (result < 0)
            return result;
        if (!known)
            view->grams[view->gram_count++] = number;
    }
    return 0;
}

int word_stock_take(struct word_stock *stock, struct arena *arena, struct claim_view *view) {
    word_table_clear(&stock->table); /* what lies there would miss new kin */
    view->table = &stock->table;
    stock->claims++;
    int result = take_words(stock, arena, view);
    return result < 0 ? result : take_grams(stock, arena, view);
}

int word_stock_settle(struct word_stock *stock) {
    const struct table_sizes sizes = {stock->stems.count, stock->forms.count, stock->grams.count};
    return word_table_reserve(stock->arena, &sizes, &stock->table);
}
