/* A new article came, and what is linked to it was judged anew: articles change their story. Those
 * that an editor has pinned do not.
 *
 * A story that has lost all its articles has become another one (`story_merged`). One that has lost
 * some was parted (`story_split`), where they make a story that was founded for them; where they go
 * to one that was there already, each tells so (`article_moved`). The reason is the decider's.
 */
#include "base/error.h"
#include "storage/store.h"

#include <stdio.h>

/* The story `place` of the verdict, read or founded when it is first asked for. */
static int open_story(struct writer *writer, struct story_regrouping *regrouping, uint32_t place,
                      const struct storage_id *founder) {
    struct placed_story *story = &regrouping->stories[place];
    if (story->number)
        return 0;
    if (place >= regrouping->pool->story_count)
        return story_found(writer, founder, story);
    story->number = regrouping->pool->stories[place];
    return story_read_id(writer, story);
}

static int read_article_id(struct writer *writer, int64_t article, struct storage_id *ret_id) {
    QUERY(query, &writer->connection, SQL_ARTICLE_ID);
    query_integer(&query, article);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* a member of the pool of this transaction */
    story_id_copy(ret_id, query_column_borrow(&query, 0));
    return 0;
}

int story_regrouping_start(struct arena *arena, const struct story_pool *pool,
                           const struct story_verdict *verdict,
                           struct story_regrouping *ret_regrouping) {
    struct story_regrouping regrouping = {
        .pool = pool,
        .verdict = *verdict,
        .stories = ARENA_ARRAY(arena, struct placed_story, (size_t)verdict->story_count + 1),
    };
    if (!regrouping.stories)
        return ERR_NO_MEMORY;
    *ret_regrouping = regrouping;
    return 0;
}

int story_regrouping_place(struct writer *writer, struct story_regrouping *regrouping,
                           const struct storage_id *article, struct placed_story *ret_story,
                           bool *ret_founded) {
    const struct story_pool *pool = regrouping->pool;
    uint32_t place = regrouping->verdict.stories[pool->count];
    struct storage_id founder = *article;
    int error = 0;
    for (uint32_t i = pool->count; i-- > 0 && !error;) /* the oldest is the first of them */
        if (place >= pool->story_count && regrouping->verdict.stories[i] == place)
            error = read_article_id(writer, pool->members[i].article, &founder);
    if (!error)
        error = open_story(writer, regrouping, place, &founder);
    if (error)
        return error;
    *ret_story = regrouping->stories[place];
    *ret_founded = place >= pool->story_count;
    return 0;
}

/* ---- moving ---------------------------------------------------------------------------------- */

static bool goes(const struct story_regrouping *regrouping, uint32_t member) {
    const struct pool_member *from = &regrouping->pool->members[member];
    uint32_t place = regrouping->verdict.stories[member];
    bool stays =
        place < regrouping->pool->story_count && regrouping->pool->stories[place] == from->story;
    return !stays && !from->pinned;
}

static int move_member(struct writer *writer, struct story_regrouping *regrouping,
                       uint32_t member) {
    const struct pool_member *from = &regrouping->pool->members[member];
    uint32_t place = regrouping->verdict.stories[member];
    struct storage_id id;
    int error = read_article_id(writer, from->article, &id);
    if (!error)
        error = open_story(writer, regrouping, place, &id);
    if (error)
        return error;
    writer->moves = true;
    QUERY(query, &writer->connection, SQL_ARTICLE_MOVE);
    query_integer(&query, from->article);
    query_integer(&query, regrouping->stories[place].number);
    error = query_run(&query);
    return error ? error : alignments_refresh(writer, regrouping->stories[place].number);
}

/* ---- what is told ---------------------------------------------------------------------------- */

static void reason_of(const struct story_regrouping *regrouping, uint32_t place,
                      char ret_reason[STORAGE_REASON_MAX]) {
    struct slice reason = regrouping->verdict.reasons[place];
    (void)snprintf(ret_reason, STORAGE_REASON_MAX, "%.*s", SLICE_ARGS(reason)); /* a cut is fine */
}

static int is_empty(struct writer *writer, int64_t story, bool *ret_empty) {
    QUERY(query, &writer->connection, SQL_STORY_SIZE);
    query_integer(&query, story);
    int row = query_row(&query);
    *ret_empty = row == 1 && query_column_integer(&query, 0) == 0;
    return row < 0 ? row : 0;
}

static int tell_moved(struct writer *writer, const struct story_regrouping *regrouping,
                      uint32_t member, const struct placed_story *from) {
    uint32_t place = regrouping->verdict.stories[member];
    const struct placed_story *into = &regrouping->stories[place];
    char reason[STORAGE_REASON_MAX];
    struct storage_id id;
    reason_of(regrouping, place, reason);
    int error = read_article_id(writer, regrouping->pool->members[member].article, &id);
    if (!error)
        error = story_mark_changed(writer, into);
    if (error)
        return error;
    return event_append(writer, "article_moved", id.hex, into->id.hex,
                        DETAILS({"from", from->id.hex}, {"into", into->id.hex}, {"by", "review"},
                                {"reason", reason}));
}

static int tell_split(struct writer *writer, const struct story_regrouping *regrouping,
                      uint32_t place, const struct placed_story *from) {
    char reason[STORAGE_REASON_MAX];
    reason_of(regrouping, place, reason);
    return event_append(writer, "story_split", from->id.hex, from->id.hex,
                        DETAILS({"into", regrouping->stories[place].id.hex}, {"reason", reason}));
}

/* Has an earlier member of the same story gone the same way? */
static bool is_told(const struct story_regrouping *regrouping, uint32_t member) {
    const struct pool_member *members = regrouping->pool->members;
    for (uint32_t i = 0; i < member; i++)
        if (members[i].story == members[member].story && goes(regrouping, i) &&
            regrouping->verdict.stories[i] == regrouping->verdict.stories[member])
            return true;
    return false;
}

static int tell_parted(struct writer *writer, const struct story_regrouping *regrouping,
                       const struct placed_story *from) {
    const struct story_pool *pool = regrouping->pool;
    int error = story_mark_changed(writer, from);
    for (uint32_t i = 0; i < pool->count && !error; i++) {
        if (pool->members[i].story != from->number || !goes(regrouping, i))
            continue;
        uint32_t place = regrouping->verdict.stories[i];
        if (place < pool->story_count)
            error = tell_moved(writer, regrouping, i, from);
        else if (!is_told(regrouping, i))
            error = tell_split(writer, regrouping, place, from);
    }
    return error;
}

/* A story that some articles have left. `first` is the oldest of them. */
static int close_story(struct writer *writer, struct story_regrouping *regrouping, uint32_t place,
                       uint32_t first) {
    bool empty;
    int error = open_story(writer, regrouping, place, NULL);
    struct placed_story *from = &regrouping->stories[place];
    if (!error)
        error = alignments_refresh(writer, from->number);
    if (!error)
        error = is_empty(writer, from->number, &empty);
    if (error)
        return error;
    if (!empty)
        return tell_parted(writer, regrouping, from);
    char reason[STORAGE_REASON_MAX];
    uint32_t into = regrouping->verdict.stories[first];
    reason_of(regrouping, into, reason);
    return story_end(writer, from, &regrouping->stories[into], reason, "review");
}

/* Stories that gain come first, so that alignments find the story that their articles went to. */
int story_regrouping_carry_out(struct writer *writer, struct story_regrouping *regrouping) {
    const struct story_pool *pool = regrouping->pool;
    int error = 0;
    for (uint32_t i = 0; i < pool->count && !error; i++)
        if (goes(regrouping, i))
            error = move_member(writer, regrouping, i);
    for (uint32_t place = 0; place < pool->story_count && !error; place++) {
        uint32_t first = 0;
        while (first < pool->count &&
               (pool->members[first].story != pool->stories[place] || !goes(regrouping, first)))
            first++;
        if (first < pool->count)
            error = close_story(writer, regrouping, place, first);
    }
    return error;
}
