/* An editor says where articles belong.
 *
 * What an editor placed is pinned, and the program never moves it. An editor's merge pins all
 * articles of both stories, so that nothing parts them later. All versions of an article go
 * together.
 */
#include "base/error.h"
#include "storage/store.h"

static int run_pair(struct writer *writer, enum statement statement, int64_t a, int64_t b) {
    QUERY(query, &writer->connection, statement);
    query_integer(&query, a);
    query_integer(&query, b);
    return query_run(&query);
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

/* Both stories hold other articles than before. The one that gains comes first, so that alignments
 * find the story that their articles went to. */
static int align_both(struct writer *writer, int64_t into, int64_t from) {
    int error = alignments_refresh(writer, into);
    return error ? error : alignments_refresh(writer, from);
}

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
    writer->moves = true;
    error = run_pair(writer, SQL_ARTICLE_MOVE, article, into.number);
    if (!error)
        error = align_both(writer, into.number, from.number);
    if (!error)
        error = story_mark_changed(writer, &into);
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
    writer->moves = true;
    error = run_pair(writer, SQL_STORY_MOVE_ALL, from.number, into.number);
    if (!error)
        error = align_both(writer, into.number, from.number);
    if (!error)
        error = story_end(writer, &from, &into, "an editor merged them", "editor");
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
        error = story_mark_changed(writer, &story);
    if (error)
        return error;
    return event_append(writer, "story_changed", story.id.hex, story.id.hex,
                        DETAILS({"change", "title"}, {"by", "editor"}));
}

int storage_story_title(struct storage *storage, struct story_title *title) {
    return writer_enqueue(storage, &title->write, title_deed);
}
