/* A stock of words for all articles and an arena for each article. For a comparison that is made
 * once all of it stands in the arena of whoever asks. What is needed only while two articles are
 * compared stands in an arena that is cleared after each two.
 */
#include "alignment/comparer.h"

#include "alignment/analysis_blob.h"
#include "alignment/article_pair.h"
#include "alignment/collisions.h"
#include "alignment/event_links.h"
#include "alignment/groups.h"
#include "alignment/origins.h"
#include "alignment/pairs_blob.h"
#include "alignment/word_stock.h"
#include "base/error.h"

#include <assert.h>
#include <stdlib.h>

struct kept_article {
    struct arena *arena;
    struct compared_article compared;
};

struct place {
    struct kept_article *article; /* NULL where none stands */
};

struct place_list {
    struct place *at;
    uint32_t count;
    uint32_t capacity;
};

struct comparer {
    const struct resources *resources;
    size_t budget;
    struct arena *once;    /* of whoever asks once; NULL for a comparer that is kept */
    struct arena *shared;  /* of what articles have in common */
    struct arena *work;    /* of two articles while they are compared */
    struct arena *reading; /* of the reader */
    struct word_stock stock;
    struct view_reader reader;
    struct place_list places;
    size_t settled; /* bytes of what is kept of articles */
};

/* ---- memory ---------------------------------------------------------------------------------- */

static struct arena *room_new(const struct comparer *comparer) {
    if (comparer->once)
        return comparer->once;
    size_t used = comparer_bytes(comparer);
    return arena_new_sparing(used < comparer->budget ? comparer->budget - used : 0);
}

static void room_free(const struct comparer *comparer, struct arena *arena) {
    if (!comparer->once)
        arena_free(arena);
}

/* Was it the budget that refused memory, and not the machine? */
static int refusal(const struct comparer *comparer, int result, const struct arena *arena) {
    bool full = result == ERR_NO_MEMORY && !comparer->once && arena && arena_is_full(arena);
    return full ? ERR_TOO_LARGE : result;
}

static size_t held(const struct arena *arena) {
    return arena ? arena_held(arena) : 0;
}

size_t comparer_bytes(const struct comparer *comparer) {
    return sizeof *comparer + comparer->settled + held(comparer->shared) + held(comparer->reading);
}

/* Nothing is added to the arena from here on. */
static void settle(struct comparer *comparer, const struct arena *arena) {
    if (!comparer->once)
        comparer->settled += held(arena);
}

/* Frees an arena that was settled. */
static void clear_away(struct comparer *comparer, struct arena *arena) {
    if (!comparer->once)
        comparer->settled -= held(arena);
    room_free(comparer, arena);
}

/* ---- life ------------------------------------------------------------------------------------ */

static int begin(struct comparer *comparer, const struct resources *resources, size_t budget,
                 struct arena *once) {
    *comparer = (struct comparer){.resources = resources, .budget = budget, .once = once};
    comparer->shared = room_new(comparer);
    return comparer->shared ? word_stock_make(resources, comparer->shared, &comparer->stock)
                            : ERR_NO_MEMORY;
}

/* Of a reading, and of what is compared just now. */
static void rest(struct comparer *comparer) {
    view_reader_done(&comparer->reader);
    room_free(comparer, comparer->reading);
    arena_free(comparer->work);
    comparer->reading = NULL;
    comparer->work = NULL;
}

static void end(struct comparer *comparer) {
    rest(comparer);
    for (uint32_t i = 0; i < comparer->places.count; i++)
        if (comparer->places.at[i].article)
            room_free(comparer, comparer->places.at[i].article->arena);
    room_free(comparer, comparer->shared);
}

struct comparer *comparer_new(const struct resources *resources, size_t bytes) {
    struct comparer *comparer = malloc(sizeof *comparer);
    if (!comparer)
        return NULL;
    if (begin(comparer, resources, bytes, NULL) == 0)
        return comparer;
    comparer_free(comparer);
    return NULL;
}

void comparer_free(struct comparer *comparer) {
    if (!comparer)
        return;
    end(comparer);
    free(comparer);
}

/* ---- articles -------------------------------------------------------------------------------- */

static int free_place(struct comparer *comparer, uint32_t *ret_place) {
    uint32_t place = 0;
    while (place < comparer->places.count && comparer->places.at[place].article)
        place++;
    if (place == comparer->places.count &&
        !list_push(comparer->shared, &comparer->places, (struct place){0}))
        return ERR_NO_MEMORY;
    *ret_place = place;
    return 0;
}

/* A reader serves all articles that come between two comparisons. */
static int read_article(struct comparer *comparer, struct kept_article *article,
                        const struct analysis *analysis, size_t tokens) {
    int result = 0;
    if (!comparer->reading) {
        comparer->reading = room_new(comparer);
        result = comparer->reading ? view_reader_make(&comparer->stock, comparer->reading, tokens,
                                                      &comparer->reader)
                                   : ERR_NO_MEMORY;
    }
    if (result == 0)
        result =
            compared_article_make(&comparer->reader, article->arena, analysis, &article->compared);
    result = refusal(comparer, result, comparer->reading);
    result = refusal(comparer, result, article->arena);
    return refusal(comparer, result, comparer->shared);
}

/* Takes the article's arena over. `tokens`: of all articles that come with it. */
static int add(struct comparer *comparer, struct arena *arena, const struct analysis *analysis,
               size_t tokens, uint32_t *ret_place) {
    struct kept_article *article = ARENA_NEW(arena, struct kept_article);
    uint32_t place = 0;
    int result = article ? free_place(comparer, &place) : ERR_NO_MEMORY;
    if (result < 0) {
        result = refusal(comparer, refusal(comparer, result, arena), comparer->shared);
        room_free(comparer, arena);
        return result;
    }
    article->arena = arena;
    comparer->places.at[place].article = article;
    result = read_article(comparer, article, analysis, tokens);
    settle(comparer, arena);
    if (result == 0)
        *ret_place = place;
    return result;
}

int comparer_add(struct comparer *comparer, const struct analysis *analysis, uint32_t *ret_place) {
    struct arena *arena = room_new(comparer);
    return arena ? add(comparer, arena, analysis, analysis->tokens.count, ret_place)
                 : ERR_NO_MEMORY;
}

int comparer_add_blob(struct comparer *comparer, struct slice blob, uint32_t *ret_place) {
    struct arena *arena = room_new(comparer);
    struct slice own;
    struct analysis *analysis;
    int result = arena ? arena_copy(arena, blob, &own) : ERR_NO_MEMORY;
    if (result == 0)
        result = analysis_blob_read(arena, own, &analysis);
    if (result == 0)
        return add(comparer, arena, analysis, analysis->tokens.count, ret_place);
    result = refusal(comparer, result, arena);
    room_free(comparer, arena);
    return result;
}

void comparer_drop(struct comparer *comparer, uint32_t place) {
    assert(place < comparer->places.count && comparer->places.at[place].article);
    word_table_clear(&comparer->stock.table); /* one of its claims may lie there */
    clear_away(comparer, comparer->places.at[place].article->arena);
    comparer->places.at[place].article = NULL;
}

static struct compared_article *compared_at(const struct comparer *comparer, uint32_t place) {
    assert(place < comparer->places.count && comparer->places.at[place].article);
    return &comparer->places.at[place].article->compared;
}

const struct analysis *comparer_analysis(const struct comparer *comparer, uint32_t place) {
    return compared_at(comparer, place)->analysis;
}

/* ---- two articles ---------------------------------------------------------------------------- */

/* Some of the articles in an order. */
struct choice {
    struct comparer *comparer;
    struct arena *arena; /* of the answer */
    const uint32_t *places;
    const struct compared_article **compared;
    const struct analysis **analyses;
    uint32_t count;
    struct slice *told;         /* of comparer_result(); NULL when it is not asked for */
    struct article_pairs *said; /* of each two, as `told` */
};

/* A text without a source is called by its number. */
static uint32_t name_of(const struct choice *choice, uint32_t article) {
    return choice->analyses[article]->article.source.length ? NO_INDEX : article;
}

/* Takes over what was told before; *ret_knows is false where that was said by other names. */
static int recall(const struct choice *choice, uint32_t left, uint32_t right, bool *ret_knows) {
    uint32_t two = comparer_two(left, right);
    struct article_pairs *said = &choice->said[two];
    *ret_knows = false;
    if (!choice->told || !choice->told[two].at)
        return 0;
    int result = pairs_blob_read(choice->arena, choice->told[two], said);
    *ret_knows = result == 0 && said->left_name == name_of(choice, left) &&
                 said->right_name == name_of(choice, right);
    return result == ERR_INVALID ? 0 : result;
}

/* The work has the budget, or the limit of whoever asks once: where it is full, that one is. */
static int work_refusal(const struct comparer *comparer, int result) {
    if (result == ERR_NO_MEMORY && comparer->once && arena_is_full(comparer->work))
        (void)arena_alloc(comparer->once, arena_limit(comparer->once)); /* says that it is full */
    return refusal(comparer, result, comparer->work);
}

/* Without traces what is found is packed, and stands in the arena of the work until then. */
static int compare_two(const struct choice *choice, uint32_t left, uint32_t right,
                       struct claim_pair_list *ret_links) {
    const struct comparer *comparer = choice->comparer;
    uint32_t two = comparer_two(left, right);
    struct compared_article *one = compared_at(comparer, choice->places[left]);
    struct compared_article *other = compared_at(comparer, choice->places[right]);
    struct article_pairs said = {.left_name = name_of(choice, left),
                                 .right_name = name_of(choice, right)};
    struct article_pair pair;
    int result = article_pair_make(comparer->resources, comparer->work, one, other, &pair);
    if (result == 0)
        result = article_pair_judge(choice->told ? comparer->work : choice->arena, &pair,
                                    !choice->told, &said.pairs);
    if (result == 0 && ret_links)
        result = event_links_find(comparer->work, choice->arena, &pair, &said.pairs, ret_links);
    said.copies = story_is_copy(&other->profile.signature, &one->profile.signature);
    choice->said[two] = said;
    if (result == 0 && choice->told)
        result = pairs_blob_write(choice->arena, &said, &choice->told[two]);
    if (result == 0 && choice->told)
        result = pairs_blob_read(choice->arena, choice->told[two], &choice->said[two]);
    return result;
}

static int know_pair(const struct choice *choice, uint32_t left, uint32_t right,
                     struct claim_pair_list *ret_links) {
    bool knows;
    int result = recall(choice, left, right, &knows);
    if (result < 0 || knows)
        return result;
    result = work_refusal(choice->comparer, compare_two(choice, left, right, ret_links));
    arena_clear(choice->comparer->work);
    return result;
}

/* ---- the answer ------------------------------------------------------------------------------ */

static int choose(struct choice *choice) {
    struct comparer *comparer = choice->comparer;
    uint32_t count = choice->count;
    choice->compared = ARENA_ARRAY(choice->arena, const struct compared_article *, count + 1);
    choice->analyses = ARENA_ARRAY(choice->arena, const struct analysis *, count + 1);
    choice->said = ARENA_ARRAY(choice->arena, struct article_pairs, comparer_two(0, count) + 1);
    if (!choice->compared || !choice->analyses || !choice->said)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        struct compared_article *compared = compared_at(comparer, choice->places[i]);
        views_number(&compared->views, i);
        choice->compared[i] = compared;
        choice->analyses[i] = compared->analysis;
    }
    if (!comparer->work)
        comparer->work =
            comparer->once ? arena_new(arena_limit(comparer->once)) : room_new(comparer);
    return comparer->work ? 0 : ERR_NO_MEMORY;
}

/* The pairs of the article with all behind it, by its claims. `at`: room for a number of each. */
static int gather_article(const struct choice *choice, uint32_t left, uint32_t *at,
                          struct claim_pair_list *pairs) {
    memset(at, 0, choice->count * sizeof *at);
    for (uint32_t claim = 0; claim < choice->analyses[left]->claims.count; claim++) {
        for (uint32_t right = left + 1; right < choice->count; right++) {
            const struct claim_pair_list *said = &choice->said[comparer_two(left, right)].pairs;
            for (; at[right] < said->count && said->at[at[right]].left.claim == claim;
                 at[right]++) {
                struct claim_pair pair = said->at[at[right]];
                pair.left.article = left;
                pair.right.article = right;
                if (!list_push(choice->arena, pairs, pair))
                    return ERR_NO_MEMORY;
            }
        }
    }
    return 0;
}

static int gather(const struct choice *choice, uint32_t lefts, struct claim_pair_list *ret_pairs) {
    struct claim_pair_list pairs = {0};
    uint32_t *at = ARENA_ARRAY(choice->arena, uint32_t, choice->count + 1);
    int result = at ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < lefts && result == 0; i++)
        result = gather_article(choice, i, at, &pairs);
    if (result == 0)
        *ret_pairs = pairs;
    return result;
}

static int name_origins(const struct choice *choice, struct origins *ret_origins) {
    uint32_t count = choice->count;
    bool *copies = ARENA_ARRAY(choice->arena, bool, (size_t)count *count + 1);
    if (!copies)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < i; k++)
            copies[(size_t)i * count + k] = choice->said[comparer_two(k, i)].copies;
    return origins_find(choice->arena, choice->analyses, count, copies, ret_origins);
}

/* Groups, origins and collisions: what is a matter of all articles. */
static int sum_up(const struct choice *choice, struct comparison *comparison) {
    struct arena *arena = choice->arena;
    struct origins *origins = ARENA_NEW(arena, struct origins);
    int result = origins ? gather(choice, choice->count, &comparison->pairs) : ERR_NO_MEMORY;
    if (result == 0)
        result = groups_make(arena, choice->compared, choice->count, &comparison->pairs,
                             &comparison->alignments);
    if (result == 0)
        result = name_origins(choice, origins);
    if (result == 0)
        result = origins_of_alignments(arena, origins, &comparison->alignments);
    if (result == 0)
        result = collisions_find(choice->comparer->resources, arena, choice->analyses,
                                 choice->count, &comparison->collisions);
    comparison->origins = origins;
    return result;
}

int comparer_result(struct comparer *comparer, struct arena *arena, const uint32_t *places,
                    uint32_t count, struct slice *told, struct comparison *ret_comparison) {
    if (count > ALIGN_ARTICLES_MAX)
        return ERR_TOO_LARGE;
    struct choice choice = {
        .comparer = comparer, .arena = arena, .places = places, .count = count, .told = told};
    struct comparison comparison = {0};
    bool links = comparer->once && count == 2;
    int result = choose(&choice);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i + 1; k < count && result == 0; k++)
            result = know_pair(&choice, i, k, links ? &comparison.event_links : NULL);
    if (result == 0)
        result = sum_up(&choice, &comparison);
    rest(comparer);
    if (result == 0)
        *ret_comparison = comparison;
    return result;
}

/* ---- once ------------------------------------------------------------------------------------ */

static int add_all(struct comparer *comparer, const struct analysis *const *articles,
                   uint32_t count, uint32_t *ret_places) {
    size_t tokens = 0;
    for (uint32_t i = 0; i < count; i++)
        tokens += articles[i]->tokens.count;
    int result = 0;
    for (uint32_t i = 0; i < count && result == 0; i++)
        result = add(comparer, comparer->once, articles[i], tokens, &ret_places[i]);
    return result;
}

int align_articles(const struct resources *resources, struct arena *arena,
                   const struct analysis *const *articles, uint32_t count,
                   struct comparison *ret_comparison) {
    uint32_t places[ALIGN_ARTICLES_MAX];
    if (count > ALIGN_ARTICLES_MAX)
        return ERR_TOO_LARGE;
    struct comparer *comparer = ARENA_NEW(arena, struct comparer); /* claims point into it */
    if (!comparer)
        return ERR_NO_MEMORY;
    int result = begin(comparer, resources, 0, arena);
    if (result == 0)
        result = add_all(comparer, articles, count, places);
    if (result == 0)
        result = comparer_result(comparer, arena, places, count, NULL, ret_comparison);
    end(comparer);
    return result;
}

int align_first(const struct resources *resources, struct arena *arena,
                const struct analysis *const *articles, uint32_t count,
                struct claim_pair_list *ret_pairs) {
    uint32_t places[ALIGN_ARTICLES_MAX];
    if (count > ALIGN_ARTICLES_MAX)
        return ERR_TOO_LARGE;
    struct comparer *comparer = ARENA_NEW(arena, struct comparer);
    if (!comparer)
        return ERR_NO_MEMORY;
    struct choice choice = {.comparer = comparer, .arena = arena, .places = places, .count = count};
    int result = begin(comparer, resources, 0, arena);
    if (result == 0)
        result = add_all(comparer, articles, count, places);
    if (result == 0)
        result = choose(&choice);
    for (uint32_t i = 1; i < count && result == 0; i++)
        result = know_pair(&choice, 0, i, NULL);
    if (result == 0)
        result = gather(&choice, count ? 1 : 0, ret_pairs);
    end(comparer);
    return result;
}
