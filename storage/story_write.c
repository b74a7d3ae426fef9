/* What the writer does to a story as such: found it, touch it, let it go. */
#include "base/error.h"
#include "storage/store.h"

#include <assert.h>
#include <stdio.h>

void story_id_copy(struct storage_id *id, struct slice hex) {
    assert(hex.length == STORAGE_ID_LENGTH); /* the schema checks it */
    memcpy(id->hex, hex.at, STORAGE_ID_LENGTH);
    id->hex[STORAGE_ID_LENGTH] = '\0';
}

/* A story is named after its first article, and after its number: an article that is deleted and
 * comes back may found another story while the first one lives on. */
static struct storage_id story_id(const struct storage_id *article, int64_t number) {
    char text[96];
    int length = snprintf(text, sizeof text, "story %s %lld", article->hex, (long long)number);
    assert(length > 0 && (size_t)length < sizeof text);
    return storage_article_id(slice_of(text, (size_t)length));
}

static int next_story(struct writer *writer, int64_t *ret_number) {
    QUERY(query, &writer->connection, SQL_STORY_NEXT);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* an aggregate-like SELECT always has a row */
    *ret_number = query_column_integer(&query, 0);
    return 0;
}

int story_found(struct writer *writer, const struct storage_id *article,
                struct placed_story *ret_story) {
    struct placed_story story;
    int error = next_story(writer, &story.number);
    if (error)
        return error;

    story.id = story_id(article, story.number);
    QUERY(query, &writer->connection, SQL_STORY_INSERT);
    query_text(&query, slice_from_cstr(story.id.hex));
    query_integer(&query, writer->now);
    int64_t number;
    error = query_insert(&query, &number);
    if (error)
        return error;

    assert(number == story.number);
    writer->tally.stories++;
    *ret_story = story;
    return event_append(writer, "story_created", story.id.hex, story.id.hex,
                        DETAILS({"article", article->hex}));
}

int story_mark_changed(struct writer *writer, const struct placed_story *story) {
    QUERY(query, &writer->connection, SQL_STORY_TOUCH);
    query_integer(&query, story->number);
    query_integer(&query, writer->now);
    return query_run(&query);
}

int story_touch(struct writer *writer, const struct placed_story *story, const char *change,
                const struct storage_id *article) {
    int error = story_mark_changed(writer, story);
    if (error)
        return error;
    return event_append(writer, "story_changed", story->id.hex, story->id.hex,
                        DETAILS({"change", change}, {"article", article->hex}));
}

int story_read_id(struct writer *writer, struct placed_story *story) {
    QUERY(query, &writer->connection, SQL_STORY_ID);
    query_integer(&query, story->number);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* a candidate comes from the same transaction */
    story_id_copy(&story->id, query_column_borrow(&query, 0));
    return 0;
}

static int story_delete(struct writer *writer, int64_t number) {
    QUERY(query, &writer->connection, SQL_STORY_DELETE);
    query_integer(&query, number);
    return query_run(&query);
}

int story_end(struct writer *writer, const struct placed_story *from,
              const struct placed_story *into, const char *reason, const char *by) {
    int error = story_delete(writer, from->number);
    if (error)
        return error;
    writer->tally.stories--;
    error = story_mark_changed(writer, into);
    if (error)
        return error;
    return event_append(writer, "story_merged", from->id.hex, into->id.hex,
                        DETAILS({"into", into->id.hex}, {"by", by}, {"reason", reason}));
}

int story_shrink(struct writer *writer, const struct placed_story *story,
                 const struct storage_id *article) {
    QUERY(size, &writer->connection, SQL_STORY_SIZE);
    query_integer(&size, story->number);
    int row = query_row(&size);
    if (row != 1)
        return row ? row : ERR_FAILED; /* count(*) always has a row */
    if (query_column_integer(&size, 0) > 0)
        return story_touch(writer, story, "removed", article);

    int error = story_delete(writer, story->number);
    if (error)
        return error;
    writer->tally.stories--;
    return event_append(writer, "story_deleted", story->id.hex, story->id.hex,
                        DETAILS({"article", article->hex}));
}
