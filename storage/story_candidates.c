/* Which stories may a new article belong to? Those whose articles share its rarest terms.
 *
 * Of each key the newest articles that hold it, rarest key first until a budget is spent: a word
 * that half the store holds finds nothing and would cost ever more. Articles by the rarity of the
 * keys they share; their stories, ranked by the best of their articles; for each story the
 * signatures of its most similar articles, filled up with its newest ones so that the decider sees
 * more than the likest. Every step has a cap that a thousand articles reach, so that a put costs
 * the same in a large store as in a small one, and every tie is broken by number, so that the same
 * puts in the same order give the same stories. Four times these caps gave the same stories to
 * within 0.001 of B-cubed.
 */
#include "base/error.h"
#include "storage/store.h"

#include <stdlib.h>

enum {
    KEYS_MAX = 16,
    POSTINGS_MAX = 40,    /* per key */
    POSTINGS_ALL = 300,   /* over all keys */
    MATCHES_MAX = 32,     /* articles looked at */
    CANDIDATES_MAX = 8,   /* stories offered */
    MEMBERS_MAX = 24,     /* signatures of one story */
    SIGNATURES_MAX = 48,  /* signatures in all */
    WHOLE_FIRST = 32,     /* a story of so many is offered whole, … */
    WHOLE_LAST = 128,     /* … and of twice as many, up to so many */
    STORY_SIZE_MAX = 5000 /* a larger story takes no more articles */
};

struct match {
    int64_t article;
    int64_t story;
    uint32_t shared; /* keys, by their rarity */
};

struct match_list {
    struct match *at;
    uint32_t count;
    uint32_t capacity;
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

/* Adds a match for each of the newest articles that hold the key. */
static int read_postings(const struct story_search *search, const struct rare_key *key,
                         uint32_t limit, struct match_list *matches) {
    QUERY(query, search->connection, SQL_POSTING_LIST);
    query_integer(&query, (int64_t)key->term);
    query_integer(&query, limit);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct match match = {.article = query_column_integer(&query, 0), .shared = rarity(key)};
        if (!list_push(search->arena, matches, match))
            return ERR_NO_MEMORY;
    }
    return row;
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

static int read_number(const struct story_search *search, enum statement statement, int64_t key,
                       int64_t *ret_number) {
    QUERY(query, search->connection, statement);
    query_integer(&query, key);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* foreign keys promise the row */
    *ret_number = query_column_integer(&query, 0);
    return 0;
}

static int read_all_postings(const struct story_search *search, const struct article_record *record,
                             struct match_list *matches) {
    struct rare_key keys[KEYS_MAX] = {0};
    uint32_t count = record->key_count < KEYS_MAX ? record->key_count : KEYS_MAX;
    for (uint32_t i = 0; i < count; i++)
        keys[i] =
            (struct rare_key){record->keys[i], term_counts_get(search->terms, record->keys[i])};
    qsort(keys, count, sizeof *keys, compare_keys);
    for (uint32_t i = 0; i < count && matches->count < POSTINGS_ALL; i++) {
        uint32_t left = POSTINGS_ALL - matches->count;
        int error =
            read_postings(search, &keys[i], left < POSTINGS_MAX ? left : POSTINGS_MAX, matches);
        if (error)
            return error;
    }
    return 0;
}

static int find_matches(const struct story_search *search, const struct article_record *record,
                        struct match_list *matches) {
    int error = read_all_postings(search, record, matches);
    if (error || matches->count == 0)
        return error;

    fold_matches(matches);
    qsort(matches->at, matches->count, sizeof *matches->at, compare_matches);
    if (matches->count > MATCHES_MAX)
        matches->count = MATCHES_MAX;
    for (uint32_t i = 0; i < matches->count && !error; i++)
        error =
            read_number(search, SQL_ARTICLE_STORY, matches->at[i].article, &matches->at[i].story);
    return error;
}

static struct candidate *candidate_of(struct candidate_list *list, int64_t story) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->at[i].story == story)
            return &list->at[i];
    }
    return NULL;
}

/* Stories in the order of their best match. */
static int rank_stories(const struct story_search *search, const struct match_list *matches,
                        struct candidate_list *list) {
    for (uint32_t i = 0; i < matches->count && list->count < CANDIDATES_MAX; i++) {
        int64_t story = matches->at[i].story;
        if (candidate_of(list, story))
            continue;
        int64_t size;
        int error = read_number(search, SQL_STORY_SIZE, story, &size);
        if (error)
            return error;
        if (size < STORY_SIZE_MAX &&
            !list_push(search->arena, list,
                       ((struct candidate){.story = story, .size = (uint32_t)size})))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static bool holds(const struct candidate *candidate, int64_t article) {
    for (uint32_t i = 0; i < candidate->count; i++) {
        if (candidate->members[i].article == article)
            return true;
    }
    return false;
}

/* A story that has grown may have become two, which only shows when all of it is in sight: each
 * time it has doubled, so that its articles pay a constant share each. */
static bool offered_whole(uint32_t size) {
    return size >= WHOLE_FIRST && size <= WHOLE_LAST && (size & (size - 1)) == 0;
}

/* The members of one story: its matches, then its newest articles, up to `limit`. */
static int choose_members(const struct story_search *search, const struct match_list *matches,
                          uint32_t limit, struct candidate *candidate) {
    candidate->members = ARENA_ARRAY(search->arena, struct candidate_member, limit);
    if (!candidate->members)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < matches->count && candidate->count < limit; i++) {
        if (matches->at[i].story == candidate->story)
            candidate->members[candidate->count++].article = matches->at[i].article;
    }
    QUERY(query, search->connection, SQL_STORY_NEWEST);
    query_integer(&query, candidate->story);
    query_integer(&query, limit);
    int row = 0;
    while (candidate->count < limit && (row = query_row(&query)) == 1) {
        int64_t article = query_column_integer(&query, 0);
        if (!holds(candidate, article))
            candidate->members[candidate->count++].article = article;
    }
    return row < 0 ? row : 0;
}

static int read_signature(const struct story_search *search, struct candidate_member *member) {
    QUERY(query, search->connection, SQL_DOCUMENT_SIGNATURE);
    query_integer(&query, member->article);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* each article has its document */
    return query_column(&query, search->arena, 0, &member->signature);
}

static int read_signatures(const struct story_search *search, struct candidate *candidate) {
    for (uint32_t i = 0; i < candidate->count; i++) {
        int error = read_signature(search, &candidate->members[i]);
        if (error)
            return error;
    }
    return 0;
}

int story_candidates_find(const struct story_search *search, const struct article_record *record,
                          struct candidate_list *ret_candidates) {
    struct match_list matches = {0};
    struct candidate_list list = {0};
    int error = find_matches(search, record, &matches);
    if (!error)
        error = rank_stories(search, &matches, &list);

    uint32_t left = SIGNATURES_MAX;
    for (uint32_t i = 0; i < list.count && !error; i++) {
        struct candidate *candidate = &list.at[i];
        uint32_t limit = left < MEMBERS_MAX ? left : MEMBERS_MAX;
        if (i == 0 && offered_whole(candidate->size))
            limit = candidate->size;
        error = choose_members(search, &matches, limit, candidate);
        if (!error)
            error = read_signatures(search, candidate);
        left = candidate->count < left ? left - candidate->count : 0;
        if (left == 0)
            list.count = i + 1;
    }
    if (!error)
        *ret_candidates = list;
    return error;
}
