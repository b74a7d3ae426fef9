/* Which stories may a new article belong to? Those whose articles share its most telling terms.
 *
 * For each key the newest POSTINGS_MAX articles that hold it; articles by how many keys they share;
 * their stories, ranked by the best of their articles; for each story the signatures of its most
 * similar articles, filled up with its newest ones so that the decider sees more than the likest.
 * Every step has a cap, so that a put costs the same in a large store as in a small one, and every
 * tie is broken by number, so that the same puts in the same order give the same stories.
 */
#include "base/error.h"
#include "storage/store.h"

#include <stdlib.h>

enum {
    KEYS_MAX = 32,
    POSTINGS_MAX = 500,   /* per key */
    MATCHES_MAX = 256,    /* articles looked at */
    CANDIDATES_MAX = 30,  /* stories offered */
    MEMBERS_MAX = 32,     /* signatures of one story */
    SIGNATURES_MAX = 256, /* signatures in all */
    STORY_SIZE_MAX = 5000 /* a larger story takes no more articles */
};

struct number_list {
    int64_t *at;
    uint32_t count;
    uint32_t capacity;
};

struct match {
    int64_t article;
    int64_t story;
    uint32_t shared; /* keys */
};

struct match_list {
    struct match *at;
    uint32_t count;
    uint32_t capacity;
};

static int compare_numbers(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* More shared keys first, then the newer article. */
static int compare_matches(const void *a, const void *b) {
    const struct match *left = a;
    const struct match *right = b;
    if (left->shared != right->shared)
        return left->shared < right->shared ? 1 : -1;
    return (left->article < right->article) - (left->article > right->article);
}

static int read_postings(const struct story_search *search, uint64_t term,
                         struct number_list *articles) {
    QUERY(query, search->connection, SQL_POSTING_LIST);
    query_integer(&query, (int64_t)term);
    query_integer(&query, POSTINGS_MAX);
    int row;
    while ((row = query_row(&query)) == 1) {
        if (!list_push(search->arena, articles, query_column_integer(&query, 0)))
            return ERR_NO_MEMORY;
    }
    return row;
}

/* Equal numbers of the sorted list become one match each. */
static int count_matches(const struct story_search *search, const struct number_list *articles,
                         struct match_list *matches) {
    for (uint32_t i = 0; i < articles->count; i++) {
        bool same = matches->count && matches->at[matches->count - 1].article == articles->at[i];
        if (same)
            matches->at[matches->count - 1].shared++;
        else if (!list_push(search->arena, matches,
                            ((struct match){.article = articles->at[i], .shared = 1})))
            return ERR_NO_MEMORY;
    }
    return 0;
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

static int find_matches(const struct story_search *search, const struct article_record *record,
                        struct match_list *matches) {
    struct number_list articles = {0};
    for (uint32_t i = 0; i < record->key_count && i < KEYS_MAX; i++) {
        int error = read_postings(search, record->keys[i], &articles);
        if (error)
            return error;
    }
    if (articles.count == 0)
        return 0;

    qsort(articles.at, articles.count, sizeof *articles.at, compare_numbers);
    int error = count_matches(search, &articles, matches);
    if (error)
        return error;

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
    query_integer(&query, MEMBERS_MAX);
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
        error =
            choose_members(search, &matches, left < MEMBERS_MAX ? left : MEMBERS_MAX, candidate);
        if (!error)
            error = read_signatures(search, candidate);
        left -= candidate->count;
        if (left == 0)
            list.count = i + 1;
    }
    if (!error)
        *ret_candidates = list;
    return error;
}
