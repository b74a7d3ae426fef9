/* idf among the claims of the two articles that are compared: it beats any background, for the
 * words that all outlets of one story use tell nothing within it. Among the two alone, so that what
 * is said of them does not change when a third article comes.
 */
#include "alignment/view_weights.h"

#include "alignment/numeric.h"
#include "base/error.h"

/* Claims assumed to be there besides those compared. Two whole articles bring most words of their
 * story with them; of snippets too few are there to count by. */
static const double BESIDE_ARTICLES = 6;
static const double BESIDE_OTHERS = 12;
static const double NAME_SCALE = 1.3;
static const double SPEECH_SCALE = 0.15;
static const double CONTEXT_SCALE = 0.25;
static const double VALUE_SCALE = 1;

enum { WHOLE_ARTICLES = 10 }; /* claims of two: more of them are no snippets */

struct weighing {
    double claims; /* of both articles, and those assumed */
    double *idf;   /* by how many claims hold the stem; 0 before it was asked for, for none is 0 */
};

static double idf_of(const struct weighing *weighing, uint32_t holders) {
    double *idf = &weighing->idf[holders];
    if (*idf <= 0)
        *idf = plain_log(weighing->claims / ((double)holders + 1));
    return *idf;
}

/* `other`: who holds which stem in the other article, NULL when there is none. */
static void weigh_words(const struct weighing *weighing, struct claim_view *view,
                        const struct postings *other) {
    static const double scales[] = {[VIEW_WORD] = 1,
                                    [VIEW_NAME] = NAME_SCALE,
                                    [VIEW_SPEECH] = SPEECH_SCALE,
                                    [VIEW_CONTEXT] = CONTEXT_SCALE,
                                    [VIEW_VALUE] = VALUE_SCALE};
    view->weight = view->own_weight = view->name_weight = 0;
    for (uint32_t i = 0; i < view->word_count; i++) {
        struct view_word *word = &view->words[i];
        uint32_t holders = word->holders;
        if (other)
            holders += posting_of(other, posting_stem(view->stems[i])).count;
        word->weight = idf_of(weighing, holders) * scales[word->kind];
        view->weight += word->weight;
        if (word->kind != VIEW_CONTEXT)
            view->own_weight += word->weight;
        if (word->kind == VIEW_NAME)
            view->name_weight += word->weight;
    }
}

int view_weights_set(struct arena *arena, struct compared_article *left,
                     struct compared_article *right) {
    bool two = left != right;
    uint32_t claims = left->views.count + (two ? right->views.count : 0);
    struct weighing weighing = {
        .claims = claims + (two && claims > WHOLE_ARTICLES ? BESIDE_ARTICLES : BESIDE_OTHERS),
        .idf = ARENA_ARRAY(arena, double, (size_t)claims + 1),
    };
    if (!weighing.idf)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < left->views.count; i++)
        weigh_words(&weighing, &left->views.at[i], two ? &right->postings : NULL);
    for (uint32_t i = 0; two && i < right->views.count; i++)
        weigh_words(&weighing, &right->views.at[i], &left->postings);
    return 0;
}
