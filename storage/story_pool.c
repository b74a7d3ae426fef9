/* Which articles are judged with a new one? Those that are linked to it, directly or over others:
 * its component of the graph of links.
 *
 * Linked articles are found by the terms they share. Of each key the newest articles that hold it,
 * rarest key first until a budget is spent: a word that half the store holds finds nothing and
 * would cost ever more. The likest of them are asked for their links (alignment, above this floor);
 * the components that these stand in are known from when their articles came (`component`), and
 * with the new article they become one. A link is a matter of two articles alone and a component
 * one of its articles alone, so the order in which they came leaves no trace.
 *
 * Every step has a cap, so that a put costs the same in a large store as in a small one. Beyond
 * POOL_MAX articles the component is judged only around the new one: the stories of the articles
 * that it is linked to, the likest first; what is not seen whole takes articles in, but does not
 * change.
 */
#include "base/error.h"
#include "storage/store.h"

#include <stdlib.h>

enum {
    KEYS_MAX = 16,
    POSTINGS_MAX = 40,  /* per key */
    POSTINGS_ALL = 128, /* over all keys */
    MATCHES_MAX = 16,   /* articles looked at */
};

/* A key and how many articles of the store hold it. */
struct rare_key {
    uint64_t term;
    uint32_t holders;
};

/* Rarest first. */
static int compare_keys(const void *a, const void *b) {
    const struct rare_key *left = a;
    const struct rare_key *right = b;
    if (left->holders != right->holders)
        return left->holders < right->holders ? -1 : 1;
    return (left->term > right->term) - (left->term < right->term);
}

static int compare_articles(const void *a, const void *b) {
    const struct match *left = a;
    const struct match *right = b;
    return (left->article > right->article) - (left->article < right->article);
}

/* More shared keys first, then the newer article. */
static int compare_matches(const void *a, const void *b) {
    const struct match *left = a;
    const struct match *right = b;
    if (left->shared != right->shared)
        return left->shared < right->shared ? 1 : -1;
    return (left->article < right->article) - (left->article > right->article);
}

/* One for a key that tens of thousands hold, up to 16 for one that nobody held. */
static uint32_t rarity(const struct rare_key *key) {
    int zeros = __builtin_clz(key->holders + 1);
    return zeros > 16 ? (uint32_t)zeros - 15 : 1;
}

/* ---- what shares keys ------------------------------------------------------------------------ */

struct matching {
    struct arena *arena;
    struct rare_key keys[KEYS_MAX];
    struct match_list matches;
};

static void bind_key(void *context, struct query *query, uint32_t i) {
    const struct matching *matching = context;
    query_integer(query, (int64_t)matching->keys[i].term);
    query_integer(query, POSTINGS_MAX);
}

/* A match for each of the newest articles that hold the key. */
static int take_posting(void *context, struct query *query, uint32_t i) {
    struct matching *matching = context;
    const struct match match = {.article = query_column_integer(query, 0),
                                .shared = rarity(&matching->keys[i])};
    if (!list_push(matching->arena, &matching->matches, match))
        return ERR_NO_MEMORY;
    return matching->matches.count == POSTINGS_ALL;
}

static int sort_keys(const struct story_search *search, const uint64_t *terms, uint32_t count,
                     struct rare_key *ret_keys) {
    uint32_t holders[KEYS_MAX];
    int error = search->terms ? 0 : term_counts_ask(search->connection, terms, count, holders);
    for (uint32_t i = 0; i < count && !error; i++)
        ret_keys[i] = (struct rare_key){
            terms[i], search->terms ? term_counts_get(search->terms, terms[i]) : holders[i]};
    if (!error)
        qsort(ret_keys, count, sizeof *ret_keys, compare_keys);
    return error;
}

/* The matches of one article become one. */
static void fold_matches(struct match_list *matches) {
    qsort(matches->at, matches->count, sizeof *matches->at, compare_articles);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < matches->count; i++) {
        if (kept && matches->at[kept - 1].article == matches->at[i].article)
            matches->at[kept - 1].shared += matches->at[i].shared;
        else
            matches->at[kept++] = matches->at[i];
    }
    matches->count = kept;
}

int story_matches_find(const struct story_search *search, const struct article_record *record,
                       struct match_list *ret_matches) {
    struct matching matching = {.arena = search->arena};
    uint32_t count = record->key_count < KEYS_MAX ? record->key_count : KEYS_MAX;
    int error = sort_keys(search, record->keys, count, matching.keys);
    const struct query_series postings = {SQL_POSTING_LIST, count, bind_key, take_posting};
    if (!error)
        error = query_together(search->connection, &postings, 1, &matching);
    if (error)
        return error;
    struct match_list *matches = &matching.matches;
    if (matches->count) {
        fold_matches(matches);
        qsort(matches->at, matches->count, sizeof *matches->at, compare_matches);
    }
    if (matches->count > MATCHES_MAX)
        matches->count = MATCHES_MAX;
    *ret_matches = *matches;
    return 0;
}

/* ---- what is linked -------------------------------------------------------------------------- */

struct linked_article {
    int64_t article;
    double link;
    int64_t component;
    int64_t story;
};

struct member_list {
    struct pool_member *at;
    uint32_t count;
    uint32_t capacity;
};

/* Where a pool is put together. */
struct pooling {
    struct storage *storage;
    const struct story_search *search;
    const struct article_record *record;
    struct match_list matches;
    struct slice signatures[MATCHES_MAX];
    struct linked_article linked[MATCHES_MAX]; /* the likest first */
    uint32_t linked_count;
    int64_t components[MATCHES_MAX]; /* of these, each once; in their order */
    uint32_t component_count;
    struct member_list members;
    uint32_t free_counts[POOL_MAX]; /* per story */
    uint32_t unread[POOL_MAX];      /* members whose signatures are not here */
    struct story_pool pool;
};

static void bind_match(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct pooling *)context)->matches.at[i].article);
}

static int take_match(void *context, struct query *query, uint32_t i) {
    struct pooling *pooling = context;
    return query_column(query, pooling->search->arena, 0, &pooling->signatures[i]);
}

static int compare_linked(const void *a, const void *b) {
    const struct linked_article *left = a;
    const struct linked_article *right = b;
    if (left->link != right->link)
        return left->link < right->link ? 1 : -1;
    return (left->article > right->article) - (left->article < right->article);
}

static int find_linked(struct pooling *pooling) {
    const struct story_search *search = pooling->search;
    double links[MATCHES_MAX] = {0};
    int error = story_matches_find(search, pooling->record, &pooling->matches);
    if (error || !pooling->matches.count)
        return error;
    const struct query_series signatures = {SQL_DOCUMENT_SIGNATURE, pooling->matches.count,
                                            bind_match, take_match};
    error = query_together(search->connection, &signatures, 1, pooling);
    if (!error)
        error = pooling->storage->decider->link(search->arena, pooling->record->signature,
                                                pooling->signatures, pooling->matches.count, links);
    for (uint32_t i = 0; i < pooling->matches.count && !error; i++)
        if (links[i] > 0)
            pooling->linked[pooling->linked_count++] = (struct linked_article){
                .article = pooling->matches.at[i].article, .link = links[i]};
    qsort(pooling->linked, pooling->linked_count, sizeof *pooling->linked, compare_linked);
    return error;
}

static void bind_linked(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct pooling *)context)->linked[i].article);
}

static int take_place(void *context, struct query *query, uint32_t i) {
    struct linked_article *linked = &((struct pooling *)context)->linked[i];
    linked->component = query_column_integer(query, 0);
    linked->story = query_column_integer(query, 1);
    return 0;
}

static bool has_number(const int64_t *numbers, uint32_t count, int64_t number) {
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

static int find_components(struct pooling *pooling) {
    const struct query_series places = {SQL_COMPONENT_OF, pooling->linked_count, bind_linked,
                                        take_place};
    int error = query_together(pooling->search->connection, &places, 1, pooling);
    for (uint32_t i = 0; i < pooling->linked_count && !error; i++)
        if (!has_number(pooling->components, pooling->component_count,
                        pooling->linked[i].component))
            pooling->components[pooling->component_count++] = pooling->linked[i].component;
    return error;
}

/* ---- members --------------------------------------------------------------------------------- */

static int push_member(struct pooling *pooling, struct query *query) {
    const struct pool_member member = {.article = query_column_integer(query, 0),
                                       .story = query_column_integer(query, 1),
                                       .pinned = query_column_integer(query, 2) != 0};
    return list_push(pooling->search->arena, &pooling->members, member) ? 0 : ERR_NO_MEMORY;
}

static void bind_component(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct pooling *)context)->components[i]);
    query_integer(query, POOL_MAX + 1);
}

static int take_member(void *context, struct query *query, uint32_t i) {
    (void)i;
    return push_member(context, query);
}

static bool is_member(const struct pooling *pooling, int64_t article) {
    for (uint32_t i = 0; i < pooling->members.count; i++)
        if (pooling->members.at[i].article == article)
            return true;
    return false;
}

/* The newest articles of one story, as long as there is room. */
static int add_story(struct pooling *pooling, int64_t story) {
    QUERY(query, pooling->search->connection, SQL_STORY_MEMBERS);
    query_integer(&query, story);
    query_integer(&query, POOL_MAX + 1);
    int row = 0;
    while (pooling->members.count < POOL_MAX && (row = query_row(&query)) == 1) {
        if (is_member(pooling, query_column_integer(&query, 0)))
            continue;
        int error = push_member(pooling, &query);
        if (error)
            return error;
    }
    return row < 0 ? row : 0;
}

/* What the new article is linked to, then the rest of their stories, the likest first. */
static int take_stories(struct pooling *pooling) {
    pooling->members.count = 0;
    for (uint32_t i = 0; i < pooling->linked_count; i++) {
        QUERY(query, pooling->search->connection, SQL_ARTICLE_PLACED);
        query_integer(&query, pooling->linked[i].article);
        int row = query_row(&query);
        int error = row == 1 ? push_member(pooling, &query) : row;
        if (error)
            return error;
    }
    for (uint32_t i = 0; i < pooling->linked_count; i++) {
        int error = add_story(pooling, pooling->linked[i].story);
        if (error)
            return error;
    }
    return 0;
}

static int compare_members(const void *a, const void *b) {
    const struct pool_member *left = a;
    const struct pool_member *right = b;
    return (left->article > right->article) - (left->article < right->article);
}

static int find_members(struct pooling *pooling) {
    struct story_pool *pool = &pooling->pool;
    const struct query_series all = {SQL_COMPONENT_MEMBERS, pooling->component_count,
                                     bind_component, take_member};
    int error = query_together(pooling->search->connection, &all, 1, pooling);
    bool large = pooling->members.count > POOL_MAX;
    if (!error && large)
        error = take_stories(pooling);
    if (error)
        return error;
    pool->components = pooling->components;
    pool->component_count = large ? 1 : pooling->component_count;
    pool->members = pooling->members.at;
    pool->count = pooling->members.count;
    if (pool->count)
        qsort(pool->members, pool->count, sizeof *pool->members, compare_members);
    return 0;
}

/* ---- their stories --------------------------------------------------------------------------- */

static int compare_numbers(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void bind_story(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct pooling *)context)->pool.stories[i]);
}

static int take_free_count(void *context, struct query *query, uint32_t i) {
    ((struct pooling *)context)->free_counts[i] = (uint32_t)query_column_integer(query, 0);
    return 0;
}

static int find_stories(struct pooling *pooling) {
    struct story_pool *pool = &pooling->pool;
    pool->stories = ARENA_ARRAY(pooling->search->arena, int64_t, (size_t)pool->count + 1);
    pool->whole = ARENA_ARRAY(pooling->search->arena, bool, (size_t)pool->count + 1);
    if (!pool->stories || !pool->whole)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < pool->count; i++)
        if (!has_number(pool->stories, pool->story_count, pool->members[i].story))
            pool->stories[pool->story_count++] = pool->members[i].story;
    qsort(pool->stories, pool->story_count, sizeof *pool->stories, compare_numbers);

    const struct query_series sizes = {SQL_STORY_FREE, pool->story_count, bind_story,
                                       take_free_count};
    int error = query_together(pooling->search->connection, &sizes, 1, pooling);
    for (uint32_t i = 0; i < pool->story_count && !error; i++) {
        uint32_t seen = 0;
        for (uint32_t k = 0; k < pool->count; k++)
            seen += pool->members[k].story == pool->stories[i] && !pool->members[k].pinned;
        pool->whole[i] = seen == pooling->free_counts[i];
    }
    return error;
}

static void bind_unread(void *context, struct query *query, uint32_t i) {
    const struct pooling *pooling = context;
    query_integer(query, pooling->pool.members[pooling->unread[i]].article);
}

static int take_unread(void *context, struct query *query, uint32_t i) {
    struct pooling *pooling = context;
    return query_column(query, pooling->search->arena, 0,
                        &pooling->pool.members[pooling->unread[i]].signature);
}

/* Of the matches they are here. */
static int read_signatures(struct pooling *pooling) {
    const struct match_list *matches = &pooling->matches;
    uint32_t count = 0;
    for (uint32_t i = 0; i < pooling->pool.count; i++) {
        struct pool_member *member = &pooling->pool.members[i];
        for (uint32_t k = 0; k < matches->count; k++)
            if (matches->at[k].article == member->article)
                member->signature = pooling->signatures[k];
        if (!member->signature.at)
            pooling->unread[count++] = i;
    }
    const struct query_series all = {SQL_DOCUMENT_SIGNATURE, count, bind_unread, take_unread};
    return query_together(pooling->search->connection, &all, 1, pooling);
}

int story_pool_find(struct storage *storage, const struct story_search *search,
                    const struct article_record *record, struct story_pool *ret_pool) {
    struct pooling *pooling = ARENA_NEW(search->arena, struct pooling);
    if (!pooling)
        return ERR_NO_MEMORY;
    *pooling = (struct pooling){.storage = storage, .search = search, .record = record};
    int error = find_linked(pooling);
    if (!error && pooling->linked_count) {
        error = find_components(pooling);
        if (!error)
            error = find_members(pooling);
        if (!error)
            error = find_stories(pooling);
        if (!error)
            error = read_signatures(pooling);
    }
    if (!error)
        *ret_pool = pooling->pool;
    return error;
}

/* ---- the component --------------------------------------------------------------------------- */

static int run_pair(struct writer *writer, enum statement statement, int64_t a, int64_t b) {
    QUERY(query, &writer->connection, statement);
    query_integer(&query, a);
    query_integer(&query, b);
    return query_run(&query);
}

int story_pool_join(struct writer *writer, const struct story_pool *pool, int64_t article) {
    int64_t component = pool->component_count ? pool->components[0] : article;
    int error = run_pair(writer, SQL_COMPONENT_INSERT, article, component);
    for (uint32_t i = 1; i < pool->component_count && !error; i++)
        error = run_pair(writer, SQL_COMPONENT_JOIN, pool->components[i], component);
    return error;
}

int story_pool_follow(struct writer *writer, int64_t article, int64_t before) {
    return run_pair(writer, SQL_COMPONENT_FOLLOW, article, before);
}
