/* What an editor says of an alignment. It stays with the alignment whatever analysis says later. */
#include "base/error.h"
#include "storage/store.h"

static int write_edit(struct writer *writer, const struct alignment_edit *edit, int64_t number,
                      struct slice state, struct slice note) {
    QUERY(query, &writer->connection, SQL_ALIGNMENT_EDIT);
    query_integer(&query, number);
    query_text(&query, edit->state.at ? edit->state : state);
    query_text(&query, edit->set_note ? edit->note : note);
    return query_run(&query);
}

static int log_edit(struct writer *writer, const struct alignment_edit *edit, struct slice state,
                    const char *story) {
    char name[16]; /* of the three states, which the schema checks */
    struct slice now = edit->state.at ? edit->state : state;
    size_t length = now.length < sizeof name ? now.length : sizeof name - 1;
    memcpy(name, now.at, length);
    name[length] = '\0';
    return event_append(writer, "alignment_edited", edit->id.hex, story, DETAILS({"state", name}));
}

static int alignment_change(struct storage *storage, struct storage_write *write) {
    struct alignment_edit *edit = (struct alignment_edit *)write;
    struct writer *writer = &storage->writer;
    struct slice story;
    struct slice state;
    struct slice note;
    int64_t number;
    {
        QUERY(query, &writer->connection, SQL_ALIGNMENT_STORY);
        query_text(&query, slice_from_cstr(edit->id.hex));
        int row = query_row(&query);
        if (row != 1)
            return row ? row : ERR_NOT_FOUND;
        number = query_column_integer(&query, 2);
        edit->outdated = query_column_integer(&query, 3) != edit->revision;
        if (edit->outdated)
            return 0;
        if (query_column(&query, writer->arena, 1, &story) ||
            query_column(&query, writer->arena, 4, &state) ||
            query_column(&query, writer->arena, 5, &note))
            return ERR_NO_MEMORY;
    }
    struct storage_id story_id;
    if (!storage_id_parse(story, &story_id))
        return ERR_FAILED;
    int error = write_edit(writer, edit, number, state, note);
    return error ? error : log_edit(writer, edit, state, story_id.hex);
}

int storage_alignment_edit(struct storage *storage, struct alignment_edit *edit) {
    edit->outdated = false;
    return writer_enqueue(storage, &edit->write, alignment_change);
}
