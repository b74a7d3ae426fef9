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

/* What is being looked for, and what has been found. */
struct finding {
    const struct story_search *search;
    struct rare_key keys[KEYS_MAX];
    struct match_list *matches;
    int64_t stories[MATCHES_MAX]; /* of the matches, each once */
    uint32_t story_count;
    struct candidate_list *list;
    uint32_t limits[CANDIDATES_MAX]; /* members of each candidate */
};

static void bind_key(void *context, struct query *query, uint32_t i) {
    const struct finding *finding = context;
    query_integer(query, (int64_t)finding->keys[i].term);
    query_integer(query, POSTINGS_MAX);
}

/* A match for each of the newest articles that hold the key. */
static int take_posting(void *context, struct query *query, uint32_t i) {
    const struct finding *finding = context;
    const struct match match = {.article = query_column_integer(query, 0),
                                .shared = rarity(&finding->keys[i])};
    if (!list_push(finding->search->arena, finding->matches, match))
        return ERR_NO_MEMORY;
    return finding->matches->count == POSTINGS_ALL;
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

static int read_all_postings(struct finding *finding, const struct article_record *record) {
    const struct story_search *search = finding->search;
    struct rare_key *keys = finding->keys;
    uint32_t count = record->key_count < KEYS_MAX ? record->key_count : KEYS_MAX;
    for (uint32_t i = 0; i < count; i++)
        keys[i] =
            (struct rare_key){record->keys[i], term_counts_get(search->terms, record->keys[i])};
    qsort(keys, count, sizeof *keys, compare_keys);
    const struct query_series postings = {SQL_POSTING_LIST, count, bind_key, take_posting};
    return query_together(search->connection, &postings, 1, finding);
}

static void bind_match(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct finding *)context)->matches->at[i].article);
}

static int take_story(void *context, struct query *query, uint32_t i) {
    ((struct finding *)context)->matches->at[i].story = query_column_integer(query, 0);
    return 0;
}

static int find_matches(struct finding *finding, const struct article_record *record) {
    struct match_list *matches = finding->matches;
    int error = read_all_postings(finding, record);
    if (error || matches->count == 0)
        return error;

    fold_matches(matches);
    qsort(matches->at, matches->count, sizeof *matches->at, compare_matches);
    if (matches->count > MATCHES_MAX)
        matches->count = MATCHES_MAX;
    const struct query_series stories = {SQL_ARTICLE_STORY, matches->count, bind_match, take_story};
    return query_together(finding->search->connection, &stories, 1, finding);
}

static bool is_listed(const struct finding *finding, int64_t story) {
    for (uint32_t i = 0; i < finding->story_count; i++)
        if (finding->stories[i] == story)
            return true;
    return false;
}

static void bind_size(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct finding *)context)->stories[i]);
}

static int take_size(void *context, struct query *query, uint32_t i) {
    const struct finding *finding = context;
    int64_t size = query_column_integer(query, 0);
    const struct candidate candidate = {.story = finding->stories[i], .size = (uint32_t)size};
    if (size < STORY_SIZE_MAX && !list_push(finding->search->arena, finding->list, candidate))
        return ERR_NO_MEMORY;
    return finding->list->count == CANDIDATES_MAX;
}

/* Stories in the order of their best match. */
static int rank_stories(struct finding *finding) {
    const struct match_list *matches = finding->matches;
    for (uint32_t i = 0; i < matches->count; i++) {
        if (!matches->at[i].story)
            return ERR_FAILED; /* foreign keys promise the row */
        if (!is_listed(finding, matches->at[i].story))
            finding->stories[finding->story_count++] = matches->at[i].story;
    }
    const struct query_series sizes = {SQL_STORY_SIZE, finding->story_count, bind_size, take_size};
    return query_together(finding->search->connection, &sizes, 1, finding);
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

/* The members of one story: its matches, then its newest articles. How many of them there are room
 * for is known when the story before it is done, and it is not more than this. */
static uint32_t most_members(const struct finding *finding, uint32_t place) {
    uint32_t size = finding->list->at[place].size;
    return place == 0 && offered_whole(size) ? size : MEMBERS_MAX;
}

static int add_matches(struct finding *finding, uint32_t place) {
    struct candidate *candidate = &finding->list->at[place];
    const struct match_list *matches = finding->matches;
    uint32_t limit = most_members(finding, place);
    candidate->members = ARENA_ARRAY(finding->search->arena, struct candidate_member, limit);
    if (!candidate->members)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < matches->count && candidate->count < limit; i++)
        if (matches->at[i].story == candidate->story)
            candidate->members[candidate->count++].article = matches->at[i].article;
    return 0;
}

static void bind_newest(void *context, struct query *query, uint32_t i) {
    const struct finding *finding = context;
    query_integer(query, finding->list->at[i].story);
    query_integer(query, most_members(finding, i));
}

static int take_newest(void *context, struct query *query, uint32_t i) {
    const struct finding *finding = context;
    struct candidate *candidate = &finding->list->at[i];
    int64_t article = query_column_integer(query, 0);
    if (candidate->count < most_members(finding, i) && !holds(candidate, article))
        candidate->members[candidate->count++].article = article;
    return 0;
}

/* Signatures are read of SIGNATURES_MAX members, or of all of a story that is offered whole. */
static void share_out(struct candidate_list *list) {
    uint32_t left = SIGNATURES_MAX;
    for (uint32_t i = 0; i < list->count; i++) {
        struct candidate *candidate = &list->at[i];
        if (candidate->count > left && !(i == 0 && offered_whole(candidate->size)))
            candidate->count = left;
        left = candidate->count < left ? left - candidate->count : 0;
        if (left == 0)
            list->count = i + 1;
    }
}

static int choose_members(struct finding *finding) {
    struct candidate_list *list = finding->list;
    const struct query_series newest = {SQL_STORY_NEWEST, list->count, bind_newest, take_newest};
    int error = 0;
    for (uint32_t i = 0; i < list->count && !error; i++)
        error = add_matches(finding, i);
    if (!error)
        error = query_together(finding->search->connection, &newest, 1, finding);
    if (!error)
        share_out(list);
    return error;
}

/* ---- signatures ------------------------------------------------------------------------------ */

struct reading {
    struct arena *arena;
    struct candidate_member **members;
    uint32_t count;
};

static void bind_member(void *context, struct query *query, uint32_t i) {
    query_integer(query, ((struct reading *)context)->members[i]->article);
}

static int take_signature(void *context, struct query *query, uint32_t i) {
    struct reading *reading = context;
    return query_column(query, reading->arena, 0, &reading->members[i]->signature);
}

static int read_signatures(const struct story_search *search, const struct candidate_list *list) {
    struct reading reading = {.arena = search->arena};
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count; i++)
        count += list->at[i].count;
    reading.members = ARENA_ARRAY(search->arena, struct candidate_member *, count + 1);
    if (!reading.members)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < list->count; i++)
        for (uint32_t k = 0; k < list->at[i].count; k++)
            reading.members[reading.count++] = &list->at[i].members[k];
    const struct query_series all = {SQL_DOCUMENT_SIGNATURE, count, bind_member, take_signature};
    return query_together(search->connection, &all, 1, &reading);
}

int story_candidates_find(const struct story_search *search, const struct article_record *record,
                          struct candidate_list *ret_candidates) {
    struct match_list matches = {0};
    struct candidate_list list = {0};
    struct finding finding = {.search = search, .matches = &matches, .list = &list};
    int error = find_matches(&finding, record);
    if (!error)
        error = rank_stories(&finding);
    if (!error)
        error = choose_members(&finding);
    if (!error)
        error = read_signatures(search, &list);
    if (!error)
        *ret_candidates = list;
    return error;
}
