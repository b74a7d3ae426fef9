/* Which story an article belongs to: the stories that share its telling terms are offered to the
 * decider (alignment, above this floor). The writer asks for an article that comes in; anybody may
 * ask for a draft, which writes nothing. */
#include "base/error.h"
#include "storage/store.h"

#include <assert.h>

static uint32_t ask_frequency(void *context, uint64_t term) {
    return term_counts_get(context, term);
}

static int make_offers(struct arena *arena, const struct candidate_list *candidates,
                       struct story_offer **ret_offers) {
    struct story_offer *offers = ARENA_ARRAY(arena, struct story_offer, candidates->count + 1);
    if (!offers)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < candidates->count; i++) {
        const struct candidate *candidate = &candidates->at[i];
        struct slice *signatures = ARENA_ARRAY(arena, struct slice, candidate->count);
        if (!signatures)
            return ERR_NO_MEMORY;
        for (uint32_t k = 0; k < candidate->count; k++)
            signatures[k] = candidate->members[k].signature;
        offers[i] = (struct story_offer){signatures, candidate->count, candidate->size};
    }
    *ret_offers = offers;
    return 0;
}

int story_ask(struct storage *storage, const struct story_search *search,
              const struct article_record *record, const struct candidate_list *candidates,
              struct story_verdict *ret_verdict) {
    struct story_offer *offers;
    int error = make_offers(search->arena, candidates, &offers);
    if (error)
        return error;

    struct story_question question = {
        .signature = record->signature,
        .offers = offers,
        .offer_count = candidates->count,
        .article_count = search->article_count,
        .frequency = ask_frequency,
        .frequency_context = search->terms,
    };
    struct story_verdict verdict = {.chosen = UINT32_MAX, .joined = UINT32_MAX};
    error = storage->decide(search->arena, &question, &verdict);
    if (error)
        return error;

    assert(verdict.chosen == UINT32_MAX || verdict.chosen < candidates->count);
    *ret_verdict = verdict;
    return 0;
}

/* ---- a draft --------------------------------------------------------------------------------- */

static int read_id(struct connection *reader, int64_t story, struct storage_id *ret_id) {
    QUERY(query, reader, SQL_STORY_ID);
    query_integer(&query, story);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* a candidate of the same transaction */
    return storage_id_parse(query_column_borrow(&query, 0), ret_id) ? 0 : ERR_FAILED;
}

static int add_story(const struct story_search *search, struct candidate_list *candidates,
                     uint32_t index, enum story_nearness nearness, struct near_story_list *list) {
    struct near_story near = {.nearness = nearness};
    int error = read_id(search->connection, candidates->at[index].story, &near.id);
    if (error)
        return error;
    candidates->count--;
    memmove(&candidates->at[index], &candidates->at[index + 1],
            (candidates->count - index) * sizeof *candidates->at);
    return list_push(search->arena, list, near) ? 0 : ERR_NO_MEMORY;
}

/* The story that would take the draft in, the one that would if that were not there, … */
static int find_near(struct storage *storage, const struct story_search *search,
                     const struct article_record *draft, uint32_t limit,
                     struct near_story_list *list) {
    struct candidate_list candidates = {0};
    int error = story_candidates_find(search, draft, &candidates);
    while (!error && candidates.count && list->count < limit) {
        struct story_verdict verdict;
        error = story_ask(storage, search, draft, &candidates, &verdict);
        if (error || verdict.chosen == UINT32_MAX)
            break;
        error = add_story(search, &candidates, verdict.chosen, STORY_SAME_EVENT, list);
    }
    bool alone = list->count == 0;
    while (!error && alone && candidates.count && list->count < limit)
        error = add_story(search, &candidates, 0, STORY_SHARED_TERMS, list);
    return error;
}

/* The writer's counts of terms are its alone: a reader loads its own. */
static int search_start(struct storage *storage, struct connection *reader, struct arena *arena,
                        struct story_search *ret_search) {
    struct term_counts *terms = ARENA_NEW(arena, struct term_counts);
    if (!terms)
        return ERR_NO_MEMORY;
    *ret_search =
        (struct story_search){reader, arena, terms, (uint32_t)atomic_load(&storage->articles)};
    return term_counts_load(terms, reader);
}

static int search_near(struct storage *storage, struct connection *reader, struct arena *arena,
                       const struct article_record *draft, uint32_t limit,
                       struct near_story_list *list) {
    struct story_search search;
    int error = search_start(storage, reader, arena, &search);
    return error ? error : find_near(storage, &search, draft, limit, list);
}

int storage_story_near(struct storage *storage, struct arena *arena,
                       const struct article_record *draft, uint32_t limit,
                       struct near_story_list *ret_list) {
    struct connection *reader;
    int error = reader_borrow(storage, &reader);
    if (error)
        return error;

    struct near_story_list list = {0};
    error = reader_begin(reader);
    if (!error) {
        error = search_near(storage, reader, arena, draft, limit, &list);
        reader_end(reader);
    }
    reader_return(storage, reader);
    if (!error)
        *ret_list = list;
    return error;
}

int story_foresee(struct storage *storage, struct connection *reader, struct arena *arena,
                  const struct article_record *record, int64_t *ret_story) {
    struct story_search search;
    struct candidate_list candidates = {0};
    struct story_verdict verdict;
    int error = search_start(storage, reader, arena, &search);
    if (!error)
        error = story_candidates_find(&search, record, &candidates);
    if (!error)
        error = story_ask(storage, &search, record, &candidates, &verdict);
    if (error)
        return error;
    bool moves = verdict.joined != UINT32_MAX || verdict.leaves;
    *ret_story = verdict.chosen == UINT32_MAX || moves ? 0 : candidates.at[verdict.chosen].story;
    return 0;
}
