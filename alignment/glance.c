#include "alignment/glance.h"

#include "alignment/candidates.h"
#include "alignment/numbering.h"
#include "alignment/numeric.h"
#include "alignment/word_table.h"
#include "alignment/words.h"
#include "base/error.h"

#include <assert.h>

struct cover {
    double words; /* of the claim's own words, by own words */
    double wide;  /* of all words, by all words */
    double names;
    double name_weight;
    double evidence;
    double equal; /* of words whose stem the other has, without speech and context */
    double rarest;
    uint32_t shared;
    uint32_t plain;
};

static void add_cover(const struct view_word *word, const struct view_word *partner,
                      double strength, struct cover *cover) {
    double weight = word->weight < partner->weight ? word->weight : partner->weight;
    weight *= strength;
    cover->wide += weight;
    if (word->kind == VIEW_CONTEXT || partner->kind == VIEW_CONTEXT)
        return;
    cover->words += weight;
    if (word->kind == VIEW_NAME)
        cover->names += weight;
    if (word->kind == VIEW_SPEECH)
        return;
    cover->shared++;
    cover->plain += word->kind == VIEW_WORD;
    if (weight > cover->rarest)
        cover->rarest = weight;
}

static struct cover cover_of(const struct claim_view *a, const struct partners *partners) {
    struct cover cover = {.name_weight = a->name_weight};
    for (uint64_t found = partners->found; found; found &= found - 1) {
        uint32_t i = (uint32_t)__builtin_ctzll(found);
        if (partners->strength[i] >= 1 && a->words[i].kind < VIEW_SPEECH)
            cover.equal += a->words[i].weight;
        add_cover(&a->words[i], partners->at[i], partners->strength[i], &cover);
    }
    cover.evidence = cover.words;
    if (a->own_weight > 0)
        cover.words /= a->own_weight;
    if (a->weight > 0)
        cover.wide /= a->weight;
    if (cover.name_weight > 0)
        cover.names /= cover.name_weight;
    return cover;
}

/* `a` is laid out. */
static double gram_dice(const struct claim_view *a, const struct claim_view *b) {
    uint32_t total = a->gram_count + b->gram_count;
    return total ? 2.0 * word_table_grams(a->table, b) / total : 0;
}

/* Has the first word of the predicate a partner? */
static bool predicate_meets(const struct claim_view *view, const struct partners *partners) {
    return view->predicate_word != NO_INDEX && partners->at[view->predicate_word];
}

void glance_take(const struct claim_view *a, const struct claim_view *b,
                 struct glance *ret_glance) {
    struct partners of_a;
    struct partners of_b;
    partners_find(a, b, &of_a, &of_b);
    struct cover left = cover_of(a, &of_a);
    struct cover right = cover_of(b, &of_b);
    struct glance glance = {
        .cover_less = lesser(left.words, right.words),
        .cover_more = left.words < right.words ? right.words : left.words,
        .wide = lesser(left.wide, right.wide),
        .grams = gram_dice(a, b),
        .names = left.name_weight < right.name_weight ? left.names : right.names,
        .names_apart =
            left.name_weight > 0 && right.name_weight > 0 && left.names <= 0 && right.names <= 0,
        .verb = predicate_meets(a, &of_a) || predicate_meets(b, &of_b),
        .sentences = statements_meet(a, b),
        .shared_weight = lesser(left.evidence, right.evidence),
        .equal_weight = lesser(left.equal, right.equal),
        .rarest = lesser(left.rarest, right.rarest),
        .shared = left.shared < right.shared ? left.shared : right.shared,
        .plain = left.plain < right.plain ? left.plain : right.plain,
    };
    if (left.name_weight == right.name_weight)
        glance.names = left.names < right.names ? right.names : left.names;
    *ret_glance = glance;
}

/* ---- rivals ---------------------------------------------------------------------------------- */

static double plain_likeness(const struct glance *glance) {
    assert(glance);
    return glance->cover_less + glance->cover_more + glance->grams;
}

/* The best plain likeness that each claim reaches with any claim of the other article. */
struct best_table {
    float *left; /* by claim; both are one where the articles are */
    float *right;
};

static void note_best(float *best, double value) {
    if (value > (double)*best)
        *best = (float)value;
}

static double standing(const struct best_table *table, struct candidate_pair pair, double value) {
    double left = (double)table->left[pair.left];
    double right = (double)table->right[pair.right];
    double best = left > right ? left : right;
    return best > value ? value / best : 1;
}

/* The glance at a pair of claims, the one taken before where both have the same words: it is the
 * same from either side. */
static int look(struct arena *arena, struct numbering *pairs, const struct claim_view *left,
                const struct claim_view *right, struct glance_list *list, uint32_t *ret_glance) {
    uint64_t one = left->content < right->content ? left->content : right->content;
    uint64_t other = left->content ^ right->content ^ one;
    uint32_t number = number_of(pairs, hash_join(one, other));
    if (!number)
        return ERR_NO_MEMORY;
    *ret_glance = number - 1;
    if (number <= list->count)
        return 0;
    struct glance glance;
    glance_take(left, right, &glance);
    return list_push(arena, list, glance) ? 0 : ERR_NO_MEMORY;
}

static int take_all(struct arena *arena, const struct view_list *left_views,
                    const struct view_list *right_views, const struct candidate_list *candidates,
                    const struct best_table *table, struct glance_list *list) {
    struct numbering pairs;
    int result = numbering_make(arena, NUMBERING_FEW, &pairs);
    for (uint32_t i = 0; i < candidates->count && result == 0; i++) {
        struct candidate_pair pair = candidates->at[i];
        result = look(arena, &pairs, &left_views->at[pair.left], &right_views->at[pair.right], list,
                      &list->of[i]);
        if (result < 0)
            break;
        double value = plain_likeness(&list->at[list->of[i]]);
        note_best(&table->left[pair.left], value);
        note_best(&table->right[pair.right], value);
    }
    return result;
}

int glances_take(struct arena *arena, const struct view_list *left, const struct view_list *right,
                 const struct candidate_list *candidates, struct glance_list *ret_glances) {
    struct best_table table = {.left = ARENA_ARRAY(arena, float, (size_t)left->count + 1)};
    table.right = left == right ? table.left : ARENA_ARRAY(arena, float, (size_t)right->count + 1);
    struct glance_list list = {
        .at = ARENA_ARRAY(arena, struct glance, candidates->count + 1),
        .capacity = candidates->count + 1,
        .of = ARENA_ARRAY(arena, uint32_t, candidates->count + 1),
        .rivals = ARENA_ARRAY(arena, double, candidates->count + 1),
    };
    if (!table.left || !table.right || !list.at || !list.of || !list.rivals)
        return ERR_NO_MEMORY;
    int result = take_all(arena, left, right, candidates, &table, &list);
    if (result < 0)
        return result;

    for (uint32_t i = 0; i < candidates->count; i++)
        list.rivals[i] = standing(&table, candidates->at[i], plain_likeness(&list.at[list.of[i]]));
    *ret_glances = list;
    return 0;
}
