/* Which story an article belongs to: what is linked to it is handed to the decider (alignment,
 * above this floor), which parts it into stories. The writer asks for an article that comes in;
 * anybody may ask for a draft, which writes nothing. */
#include "base/error.h"
#include "storage/forecast.h"

#include <assert.h>

static uint32_t place_of(const struct story_pool *pool, int64_t story) {
    uint32_t place = 0;
    while (place + 1 < pool->story_count && pool->stories[place] != story)
        place++;
    assert(pool->stories[place] == story); /* all of them are listed */
    return place;
}

int story_ask(struct storage *storage, struct arena *arena, const struct article_record *record,
              const struct story_pool *pool, struct story_verdict *ret_verdict) {
    struct story_member *members = ARENA_ARRAY(arena, struct story_member, (size_t)pool->count + 1);
    if (!members)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < pool->count; i++) {
        const struct pool_member *member = &pool->members[i];
        uint32_t place = place_of(pool, member->story);
        members[i] = (struct story_member){
            .signature = member->signature,
            .story = place,
            .fixed = member->pinned || !pool->whole[place],
        };
    }
    members[pool->count] =
        (struct story_member){.signature = record->signature, .story = UINT32_MAX};

    const struct story_question question = {members, pool->count + 1, pool->story_count};
    struct story_verdict verdict = {0};
    int error = storage->decider->part(arena, &question, &verdict);
    if (error)
        return error;
    for (uint32_t i = 0; i < question.count; i++)
        assert(verdict.stories[i] < verdict.story_count);
    *ret_verdict = verdict;
    return 0;
}

int story_place_find(struct storage *storage, const struct story_search *search,
                     const struct article_record *record, struct story_place *ret_place) {
    struct story_place place = {0};
    int error = story_pool_find(storage, search, record, &place.pool);
    if (!error)
        error = story_ask(storage, search->arena, record, &place.pool, &place.verdict);
    if (!error)
        *ret_place = place;
    return error;
}

static void *keep(struct arena *arena, const void *at, size_t count, size_t size) {
    void *kept = arena_alloc_array(arena, count + 1, size);
    if (kept && count)
        memcpy(kept, at, count * size);
    return kept;
}

static bool keep_pool(struct arena *arena, struct story_pool *pool) {
    size_t stories = pool->story_count;
    pool->members = keep(arena, pool->members, pool->count, sizeof *pool->members);
    pool->stories = keep(arena, pool->stories, stories, sizeof *pool->stories);
    pool->whole = keep(arena, pool->whole, stories, sizeof *pool->whole);
    pool->components =
        keep(arena, pool->components, pool->component_count, sizeof *pool->components);
    for (uint32_t i = 0; pool->members && i < pool->count; i++)
        pool->members[i].signature = (struct slice){0};
    return pool->members && pool->stories && pool->whole && pool->components;
}

static bool keep_verdict(struct arena *arena, size_t members, struct story_verdict *verdict) {
    size_t stories = verdict->story_count;
    verdict->stories = keep(arena, verdict->stories, members + 1, sizeof *verdict->stories);
    verdict->reasons = keep(arena, verdict->reasons, stories, sizeof *verdict->reasons);
    if (!verdict->stories || !verdict->reasons)
        return false;
    for (size_t i = 0; i < stories; i++)
        if (verdict->reasons[i].at && arena_copy(arena, verdict->reasons[i], &verdict->reasons[i]))
            return false;
    if (!verdict->copies)
        return true;
    verdict->copies = keep(arena, verdict->copies, members, sizeof *verdict->copies);
    return verdict->copies;
}

struct story_place *story_place_keep(struct arena *arena, const struct story_place *place) {
    struct story_place *kept = ARENA_NEW(arena, struct story_place);
    if (!kept)
        return NULL;
    *kept = *place;
    return keep_pool(arena, &kept->pool) && keep_verdict(arena, place->pool.count, &kept->verdict)
               ? kept
               : NULL;
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

static bool is_listed(const struct near_story_list *list, const struct storage_id *id) {
    for (uint32_t i = 0; i < list->count; i++)
        if (strcmp(list->at[i].id.hex, id->hex) == 0)
            return true;
    return false;
}

static int add_story(const struct story_search *search, int64_t story, enum story_nearness nearness,
                     struct near_story_list *list) {
    struct near_story near = {.nearness = nearness};
    int error = read_id(search->connection, story, &near.id);
    if (error || is_listed(list, &near.id))
        return error;
    return list_push(search->arena, list, near) ? 0 : ERR_NO_MEMORY;
}

/* The pool without the articles of one story. */
static void leave_out(struct story_pool *pool, uint32_t story) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < pool->count; i++)
        if (pool->members[i].story != pool->stories[story])
            pool->members[kept++] = pool->members[i];
    pool->count = kept;
    pool->story_count--;
    for (uint32_t i = story; i < pool->story_count; i++) {
        pool->stories[i] = pool->stories[i + 1];
        pool->whole[i] = pool->whole[i + 1];
    }
}

/* The stories of what shares its terms. */
static int add_matches(const struct story_search *search, const struct article_record *draft,
                       uint32_t limit, struct near_story_list *list) {
    struct match_list matches = {0};
    int error = story_matches_find(search, draft, &matches);
    for (uint32_t i = 0; i < matches.count && list->count < limit && !error; i++) {
        QUERY(query, search->connection, SQL_ARTICLE_STORY);
        query_integer(&query, matches.at[i].article);
        int row = query_row(&query);
        error = row == 1
                    ? add_story(search, query_column_integer(&query, 0), STORY_SHARED_TERMS, list)
                    : row;
    }
    return error;
}

/* The story that would take the draft in, the one that would if that were not there, … */
static int find_near(struct storage *storage, const struct story_search *search,
                     const struct article_record *draft, uint32_t limit,
                     struct near_story_list *list) {
    struct story_pool pool = {0};
    int error = story_pool_find(storage, search, draft, &pool);
    while (!error && pool.count && list->count < limit) {
        struct story_verdict verdict;
        error = story_ask(storage, search->arena, draft, &pool, &verdict);
        uint32_t story = error ? UINT32_MAX : verdict.stories[pool.count];
        if (story >= pool.story_count)
            break;
        error = add_story(search, pool.stories[story], STORY_SAME_EVENT, list);
        leave_out(&pool, story);
    }
    return error || list->count ? error : add_matches(search, draft, limit, list);
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
        const struct story_search search = {reader, arena, NULL};
        error = find_near(storage, &search, draft, limit, &list);
        reader_end(reader);
    }
    reader_return(storage, reader);
    if (!error)
        *ret_list = list;
    return error;
}

/* ---- a new article --------------------------------------------------------------------------- */

static int64_t story_at(const struct story_pool *pool, uint32_t place) {
    return place < pool->story_count ? pool->stories[place]
                                     : -1 - (int64_t)(place - pool->story_count);
}

static int foresee_move(const struct pool_member *member, int64_t into, struct arena *arena,
                        struct story_change_list *changes) {
    const struct story_change leaves = {
        .story = member->story, .leaves = member->article, .regroups = true};
    const struct story_change joins = {.story = into, .joins = member->article, .regroups = true};
    return list_push(arena, changes, leaves) && list_push(arena, changes, joins) ? 0
                                                                                 : ERR_NO_MEMORY;
}

int story_foresee(struct storage *storage, struct connection *reader, struct arena *arena,
                  const struct article_put *put, struct story_change_list *changes) {
    const struct story_search search = {reader, arena, NULL};
    struct story_place *place = ARENA_NEW(arena, struct story_place);
    if (!place)
        return ERR_NO_MEMORY;
    int error = story_place_find(storage, &search, put->record, place);
    if (error)
        return error;
    const struct story_pool *pool = &place->pool;
    const uint32_t *stories = place->verdict.stories;
    for (uint32_t i = 0; i < pool->count && !error; i++) {
        const struct pool_member *member = &pool->members[i];
        int64_t into = story_at(pool, stories[i]);
        if (into != member->story && !member->pinned)
            error = foresee_move(member, into, arena, changes);
    }
    changes->place = place;
    const struct story_change comes = {.story = story_at(pool, stories[pool->count]), .comes = put};
    return error || list_push(arena, changes, comes) ? error : ERR_NO_MEMORY;
}
