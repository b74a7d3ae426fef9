/* Value collisions: 4,460 dead in one outlet, 4,460 evacuation centres in another. A number with
 * three telling digits or more hardly meets itself by chance; where it counts different things,
 * somebody has mixed them up, or both wrote off one table. It is a notice for a reporter, never an
 * agreement.
 *
 * All quantities are sorted by value; equal values of different articles are neighbours then. A
 * value that has its own thing in the other article as well is silent: that article tells both.
 */
#include "alignment/collisions.h"

#include "alignment/slots.h"
#include "alignment/things.h"
#include "analysis/values/units.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

enum {
    TELLING_DIGITS = 3, /* 4,460 has three, 4,000 one, 40 one */
    SMALL = 100,        /* counts below meet by chance */
    COLLISIONS_MAX = 100,
    SAME_VALUE_MAX = 64, /* quantities of one value that are compared with each other */
};

struct value_at {
    double value;
    uint32_t article;
    uint32_t quantity;
};

static int compare_values(const void *a, const void *b) {
    const struct value_at *x = a;
    const struct value_at *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    if (x->article != y->article)
        return x->article < y->article ? -1 : 1;
    return (x->quantity > y->quantity) - (x->quantity < y->quantity);
}

static bool is_rare(const struct quantity *quantity) {
    struct unit unit;
    if (!isfinite(quantity->value) || fabs(quantity->value) < SMALL ||
        quantity->comparator == COMPARATOR_ABOUT || quantity->role == QUANTITY_DURATION ||
        quantity->role == QUANTITY_GLOSS)
        return false;
    bool share = unit_find(quantity->unit, &unit) && unit.dimension == DIMENSION_SHARE;
    return !share && quantity_digits(quantity) >= TELLING_DIGITS;
}

static int read_values(struct arena *arena, const struct analysis *const *articles, uint32_t count,
                       struct value_at **ret_values, size_t *ret_count) {
    size_t total = 0;
    for (uint32_t i = 0; i < count; i++)
        total += articles[i]->quantities.count;
    struct value_at *values = ARENA_ARRAY(arena, struct value_at, total + 1);
    if (!values)
        return ERR_NO_MEMORY;

    size_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < articles[i]->quantities.count; k++)
            if (is_rare(&articles[i]->quantities.at[k]))
                values[kept++] = (struct value_at){articles[i]->quantities.at[k].value, i, k};
    qsort(values, kept, sizeof *values, compare_values);
    *ret_values = values;
    *ret_count = kept;
    return 0;
}

struct search {
    const struct resources *resources;
    struct arena *arena;
    const struct analysis *const *articles;
    const struct value_at *values; /* of one value */
    struct thing things[SAME_VALUE_MAX];
    uint32_t count;
    struct collision_list *collisions;
};

/* Does the article of `other` tell the value of the thing of `one`? */
static bool told_there(const struct search *search, uint32_t one, uint32_t other) {
    for (uint32_t i = 0; i < search->count; i++)
        if (search->values[i].article == search->values[other].article &&
            !things_differ(search->resources, &search->things[one], &search->things[i]))
            return true;
    return false;
}

static struct slice article_name(struct arena *arena, const struct search *search, uint32_t at) {
    uint32_t article = search->values[at].article;
    return article_label(arena, search->articles[article], article);
}

static int put(struct search *search, uint32_t left, uint32_t right) {
    const struct value_at *a = &search->values[left];
    const struct value_at *b = &search->values[right];
    struct collision collision = {
        .value = a->value,
        .left = {a->article, a->quantity,
                 search->articles[a->article]->quantities.at[a->quantity].span},
        .right = {b->article, b->quantity,
                  search->articles[b->article]->quantities.at[b->quantity].span},
    };
    struct slice left_name = article_name(search->arena, search, left);
    struct slice right_name = article_name(search->arena, search, right);
    struct slice left_text = analysis_slice(search->articles[a->article], collision.left.span);
    struct slice right_text = analysis_slice(search->articles[b->article], collision.right.span);
    int result = arena_printf(search->arena, &collision.explanation,
                              "%.*s has “%.*s”, %.*s “%.*s”: one number, different things.",
                              SLICE_ARGS(left_name), SLICE_ARGS(left_text), SLICE_ARGS(right_name),
                              SLICE_ARGS(right_text));
    if (result < 0)
        return result;
    return list_push(search->arena, search->collisions, collision) ? 0 : ERR_NO_MEMORY;
}

static bool reported(const struct search *search, size_t from, uint32_t left, uint32_t right) {
    for (size_t i = from; i < search->collisions->count; i++)
        if (search->collisions->at[i].left.article == search->values[left].article &&
            search->collisions->at[i].right.article == search->values[right].article)
            return true;
    return false;
}

/* One notice for two articles and one value. */
static int search_value(struct search *search) {
    uint32_t from = search->collisions->count;
    for (uint32_t i = 0; i < search->count; i++)
        search->things[i] = thing_of(search->resources, search->articles[search->values[i].article],
                                     &search->articles[search->values[i].article]
                                          ->quantities.at[search->values[i].quantity]);
    for (uint32_t i = 0; i < search->count; i++) {
        for (uint32_t k = i + 1; k < search->count; k++) {
            if (search->values[i].article == search->values[k].article ||
                search->collisions->count == COLLISIONS_MAX || told_there(search, i, k) ||
                told_there(search, k, i) || reported(search, from, i, k))
                continue;
            int result = put(search, i, k);
            if (result < 0)
                return result;
        }
    }
    return 0;
}

int collisions_find(const struct resources *resources, struct arena *arena,
                    const struct analysis *const *articles, uint32_t count,
                    struct collision_list *ret_collisions) {
    struct collision_list collisions = {0};
    struct value_at *values = NULL;
    size_t total = 0;
    int result = read_values(arena, articles, count, &values, &total);
    struct search *search = ARENA_NEW(arena, struct search);
    if (result == 0 && !search)
        result = ERR_NO_MEMORY;
    for (size_t i = 0; result == 0 && i < total;) {
        size_t past = i + 1;
        while (past < total && !(values[i].value < values[past].value))
            past++;
        *search = (struct search){
            .resources = resources,
            .arena = arena,
            .articles = articles,
            .values = values + i,
            .count = (uint32_t)(past - i < SAME_VALUE_MAX ? past - i : SAME_VALUE_MAX),
            .collisions = &collisions,
        };
        result = search_value(search);
        i = past;
    }
    if (result < 0)
        return result;

    *ret_collisions = collisions;
    return 0;
}

bool values_collide(const struct resources *resources, const struct claim_view *a,
                    const struct claim_view *b) {
    bool collide = false;
    for (uint32_t i = 0; i < a->claim->quantities.count; i++) {
        const struct quantity *left = &a->analysis->quantities.at[a->claim->quantities.at[i]];
        for (uint32_t k = 0; k < b->claim->quantities.count; k++) {
            const struct quantity *right = &b->analysis->quantities.at[b->claim->quantities.at[k]];
            if (!is_rare(left) || !is_rare(right) || left->value < right->value ||
                left->value > right->value)
                continue;
            struct thing one = thing_of(resources, a->analysis, left);
            struct thing other = thing_of(resources, b->analysis, right);
            if (!things_differ(resources, &one, &other))
                return false;
            collide = true;
        }
    }
    return collide;
}
