/* Articles change their story: two stories turn out to be one, one turns out to be two, or an
 * editor says where an article belongs.
 *
 * What an editor placed is pinned, and the program never moves it: a review that would is dropped.
 * An editor's merge pins all articles of both stories, so that no later review parts them. All
 * versions of an article go together.
 */
#include "base/error.h"
#include "storage/store.h"

#include <stdio.h>

static int run_pair(struct writer *writer, enum statement statement, int64_t a, int64_t b) {
    QUERY(query, &writer->connection, statement);
    query_integer(&query, a);
    query_integer(&query, b);
    return query_run(&query);
}

/* 1 when the statement finds a row for `number`, 0 when not, or an error. */
static int has_row(struct writer *writer, enum statement statement, int64_t number) {
    QUERY(query, &writer->connection, statement);
    query_integer(&query, number);
    return query_row(&query);
}

static int find_story(struct writer *writer, const struct storage_id *id,
                      struct placed_story *ret_story) {
    QUERY(query, &writer->connection, SQL_STORY_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    ret_story->number = query_column_integer(&query, 0);
    ret_story->id = *id;
    return 0;
}

static int touch(struct writer *writer, const struct placed_story *story) {
    return run_pair(writer, SQL_STORY_TOUCH, story->number, writer->now);
}

/* Takes an emptied story away and tells into which it went, and why. */
static int end_story(struct writer *writer, const struct placed_story *from,
                     const struct placed_story *into, const char *reason, const char *by) {
    QUERY(query, &writer->connection, SQL_STORY_DELETE);
    query_integer(&query, from->number);
    int error = query_run(&query);
    if (error)
        return error;
    writer->tally.stories--;
    error = touch(writer, into);
    if (error)
        return error;
    return event_append(writer, "story_merged", from->id.hex, into->id.hex,
                        DETAILS({"into", into->id.hex}, {"by", by}, {"reason", reason}));
}

/* Both stories hold other articles than before. The one that gains comes first, so that alignments
 * find the story that their articles went to. */
static int align_both(struct writer *writer, int64_t into, int64_t from) {
    int error = alignments_refresh(writer, into);
    return error ? error : alignments_refresh(writer, from);
}

static int merge(struct writer *writer, const struct placed_story *from,
                 const struct placed_story *into, const char *reason, const char *by) {
    int error = run_pair(writer, SQL_STORY_MOVE_ALL, from->number, into->number);
    if (!error)
        error = align_both(writer, into->number, from->number);
    return error ? error : end_story(writer, from, into, reason, by);
}

/* ---- what a review found --------------------------------------------------------------------- */

struct story_review_plan story_review_planned(const struct candidate_list *candidates,
                                              const struct story_verdict *verdict) {
    struct story_review_plan plan = {.reason = verdict->reason};
    if (verdict->chosen == UINT32_MAX)
        return plan;
    plan.chosen = &candidates->at[verdict->chosen];
    plan.leaves = verdict->leaves;
    if (verdict->joined != UINT32_MAX) {
        plan.joined = &candidates->at[verdict->joined];
        plan.joined_copies = verdict->joined_copies;
    }
    return plan;
}

/* The article at place i of those reviewed; the new one is the last. */
static int64_t reviewed(const struct story_review_plan *plan, uint32_t i, int64_t article) {
    return i < plan->chosen->count ? plan->chosen->members[i].article : article;
}

/* Texts that came to stand in one story may be one text. */
static int insert_joined_copies(struct writer *writer, const struct story_review_plan *plan,
                                int64_t article) {
    const bool *row = plan->joined_copies;
    for (uint32_t i = 0; row && i <= plan->chosen->count; i++, row += plan->joined->count) {
        for (uint32_t k = 0; k < plan->joined->count; k++) {
            int64_t left = reviewed(plan, i, article);
            int64_t right = plan->joined->members[k].article;
            int error = row[k] ? run_pair(writer, SQL_COPY_INSERT, left > right ? left : right,
                                          left > right ? right : left)
                               : 0;
            if (error)
                return error;
        }
    }
    return 0;
}

static int carry_out_merge(struct writer *writer, const struct story_review_plan *plan,
                           const char *reason, int64_t article, struct placed_story *story) {
    struct placed_story other = {.number = plan->joined->story};
    int error = story_read_id(writer, &other);
    if (error)
        return error;
    bool older = other.number < story->number;
    const struct placed_story into = older ? other : *story;
    const struct placed_story from = older ? *story : other;
    int pinned = has_row(writer, SQL_STORY_PINNED, from.number);
    if (pinned)
        return pinned < 0 ? pinned : 0;

    error = merge(writer, &from, &into, reason, "review");
    if (!error)
        error = insert_joined_copies(writer, plan, article);
    if (!error)
        *story = into;
    return error;
}

/* The first article that leaves, 0 when one of them is pinned, or an error. */
static int first_leaving(struct writer *writer, const struct story_review_plan *plan,
                         int64_t article, int64_t *ret_first) {
    *ret_first = 0;
    for (uint32_t i = 0; i <= plan->chosen->count; i++) {
        if (!plan->leaves[i])
            continue;
        int64_t number = reviewed(plan, i, article);
        int pinned = has_row(writer, SQL_PIN_FIND, number);
        if (pinned) {
            *ret_first = 0;
            return pinned < 0 ? pinned : 0;
        }
        if (*ret_first == 0 || number < *ret_first)
            *ret_first = number;
    }
    return 0;
}

static int read_article_id(struct writer *writer, int64_t article, struct storage_id *ret_id) {
    QUERY(query, &writer->connection, SQL_ARTICLE_ID);
    query_integer(&query, article);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* it was offered in this transaction */
    story_id_copy(ret_id, query_column_borrow(&query, 0));
    return 0;
}

static int carry_out_split(struct writer *writer, const struct story_review_plan *plan,
                           const char *reason, int64_t article, struct placed_story *story) {
    int64_t first;
    int error = first_leaving(writer, plan, article, &first);
    if (error || first == 0)
        return error;
    struct storage_id founder;
    struct placed_story founded = {0};
    error = read_article_id(writer, first, &founder);
    if (!error)
        error = story_found(writer, &founder, &founded);
    for (uint32_t i = 0; i <= plan->chosen->count && !error; i++) {
        if (plan->leaves[i])
            error = run_pair(writer, SQL_ARTICLE_MOVE, reviewed(plan, i, article), founded.number);
    }
    if (!error)
        error = align_both(writer, founded.number, story->number);
    if (!error)
        error = touch(writer, story);
    if (!error)
        error = event_append(writer, "story_split", story->id.hex, story->id.hex,
                             DETAILS({"into", founded.id.hex}, {"reason", reason}));
    if (!error && plan->leaves[plan->chosen->count])
        *story = founded;
    return error;
}

int story_review_carry_out(struct writer *writer, const struct story_review_plan *plan,
                           int64_t article, struct placed_story *story) {
    char reason[STORAGE_REASON_MAX];
    (void)snprintf(reason, sizeof reason, "%.*s", SLICE_ARGS(plan->reason)); /* a cut is fine */
    if (plan->leaves)
        return carry_out_split(writer, plan, reason, article, story);
    if (plan->joined)
        return carry_out_merge(writer, plan, reason, article, story);
    return 0;
}

/* ---- what an editor says --------------------------------------------------------------------- */

static int find_article(struct writer *writer, const struct storage_id *id, int64_t *ret_article,
                        struct placed_story *ret_story) {
    QUERY(query, &writer->connection, SQL_ARTICLE_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_NOT_FOUND;
    *ret_article = query_column_integer(&query, 0);
    ret_story->number = query_column_integer(&query, 1);
    story_id_copy(&ret_story->id, query_column_borrow(&query, 2));
    return 0;
}

static int pin(struct writer *writer, int64_t article) {
    return run_pair(writer, SQL_PIN_SET, article, writer->now);
}

static int move_deed(struct storage *storage, struct storage_write *write) {
    struct story_move *move = (struct story_move *)write;
    struct writer *writer = &storage->writer;
    int64_t article;
    struct placed_story from;
    struct placed_story into;
    int error = find_article(writer, &move->article, &article, &from);
    if (!error && move->out)
        error = slice_equal(slice_from_cstr(from.id.hex), slice_from_cstr(move->story.hex))
                    ? story_found(writer, &move->article, &into)
                    : ERR_NOT_FOUND;
    else if (!error)
        error = find_story(writer, &move->story, &into);
    if (error)
        return error;

    move->into = into.id;
    error = pin(writer, article);
    if (error || from.number == into.number)
        return error;
    error = run_pair(writer, SQL_ARTICLE_MOVE, article, into.number);
    if (!error)
        error = align_both(writer, into.number, from.number);
    if (!error)
        error = touch(writer, &into);
    if (!error)
        error =
            event_append(writer, "article_moved", move->article.hex, into.id.hex,
                         DETAILS({"from", from.id.hex}, {"into", into.id.hex}, {"by", "editor"}));
    if (!error)
        error = story_shrink(writer, &from, &move->article);
    return error;
}

int storage_story_move(struct storage *storage, struct story_move *move) {
    return writer_enqueue(storage, &move->write, move_deed);
}

static int merge_deed(struct storage *storage, struct storage_write *write) {
    struct story_merge *deed = (struct story_merge *)write;
    struct writer *writer = &storage->writer;
    struct placed_story from;
    struct placed_story into;
    int error = find_story(writer, &deed->from, &from);
    if (!error)
        error = find_story(writer, &deed->into, &into);
    if (error)
        return error;
    if (from.number == into.number)
        return 0;
    error = merge(writer, &from, &into, "an editor merged them", "editor");
    return error ? error : run_pair(writer, SQL_STORY_PIN_ALL, into.number, writer->now);
}

int storage_story_merge(struct storage *storage, struct story_merge *merge) {
    return writer_enqueue(storage, &merge->write, merge_deed);
}

static int title_deed(struct storage *storage, struct storage_write *write) {
    struct story_title *deed = (struct story_title *)write;
    struct writer *writer = &storage->writer;
    struct placed_story story;
    int error = find_story(writer, &deed->story, &story);
    if (error)
        return error;
    QUERY(query, &writer->connection, SQL_STORY_TITLE);
    query_integer(&query, story.number);
    query_text(&query, deed->title);
    error = query_run(&query);
    if (!error)
        error = touch(writer, &story);
    if (error)
        return error;
    return event_append(writer, "story_changed", story.id.hex, story.id.hex,
                        DETAILS({"change", "title"}, {"by", "editor"}));
}

int storage_story_title(struct storage *storage, struct story_title *title) {
    return writer_enqueue(storage, &title->write, title_deed);
}
