#include "alignment/existence_matter.h"

#include "analysis/language/tagset.h"

static const double LIKELY = 0.6;
static const double POOL_OF_ARTICLES = 1.8; /* logarithm of about five claims an article */
static const double RARE = 2;               /* idf of a noun in some claims of a story */

bool existence_told(const struct claim_view *view) {
    enum { OPENING = 6 };
    const struct token *tokens = view->analysis->tokens.at;
    if (!slice_equal(view->claim->predicate, SLICE("be")))
        return false;
    for (uint32_t i = view->first_token; i < view->past_token && i < view->first_token + OPENING;
         i++)
        if (tokens[i].xpos == XPOS_EX)
            return true;
    return false;
}

static bool is_told(const struct claim_view *view, const struct view_word *missing) {
    for (uint32_t i = 0; i < view->word_count; i++) {
        const struct view_word *word = &view->words[i];
        if (word->stem == missing->stem && word->kind == VIEW_WORD && !word->negated)
            return true;
    }
    return false;
}

static bool is_ruled_out(const struct claim_view *a, const struct claim_view *b) {
    if (!a->tells_existence)
        return false;
    for (uint32_t i = 0; i < a->word_count; i++) {
        const struct view_word *word = &a->words[i];
        if (word->negated && word->kind == VIEW_WORD && word->upos == UPOS_NOUN &&
            word->weight >= RARE && is_told(b, word))
            return true;
    }
    return false;
}

double existence_matter(const struct claim_view *a, const struct claim_view *b,
                        const struct likeness *likeness) {
    bool articles = likeness->pool >= POOL_OF_ARTICLES && a->ref.article != b->ref.article;
    if (!articles || likeness->time < 0 || likeness->old_date || likeness->places_apart)
        return 0;
    return is_ruled_out(a, b) || is_ruled_out(b, a) ? LIKELY : 0;
}
