/* What has changed between the stored alignments of a story and what the aligner says now: rows
 * with the event from which they stand, and the events themselves. Events name ids, kinds and
 * relations, never a word of an article.
 */
#include "base/error.h"
#include "storage/alignment_rows.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- rows ----------------------------------------------------------------------------------- */

static int insert_version(struct refresh *refresh, int64_t alignment, int64_t since,
                          const struct alignment_record *record) {
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_VERSION_INSERT);
    query_integer(&query, alignment);
    query_integer(&query, since);
    query_text(&query, slice_from_cstr(record->relation));
    query_text(&query, record->kinds.at ? record->kinds : SLICE(""));
    query_text(&query, record->topic.at ? record->topic : SLICE(""));
    query_text(&query, record->explanation.at ? record->explanation : SLICE(""));
    query_text(&query, record->differences);
    query_text(&query, record->origins);
    query_real(&query, record->score);
    query_integer(&query, record->accounts);
    return query_run(&query);
}

static int end_rows(struct refresh *refresh, enum statement statement, int64_t key, int64_t until) {
    QUERY(query, &refresh->writer->connection, statement);
    query_integer(&query, key);
    query_integer(&query, until);
    return query_run(&query);
}

static int end_version(struct refresh *refresh, const struct held_alignment *held, int64_t until) {
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_VERSION_END);
    query_integer(&query, held->number);
    query_integer(&query, until);
    query_integer(&query, held->since);
    return query_run(&query);
}

static int insert_member(struct refresh *refresh, int64_t alignment, int64_t since,
                         const struct member_record *member) {
    const struct cell_record *cell = &member->cell;
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_MEMBER_INSERT);
    query_integer(&query, alignment);
    query_integer(&query, refresh->articles[member->article].number);
    query_integer(&query, member->claim);
    query_integer(&query, since);
    query_text(&query, slice_from_cstr(cell->kind));
    query_integer(&query, cell->start);
    query_integer(&query, cell->end);
    query_text(&query, cell->printed.at ? cell->printed : SLICE(""));
    query_text(&query, cell->value);
    query_integer(&query, (int64_t)cell->value_key);
    return query_run(&query);
}

static int end_member(struct refresh *refresh, int64_t alignment, const struct held_member *member,
                      int64_t until) {
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_MEMBER_END);
    query_integer(&query, alignment);
    query_integer(&query, member->article);
    query_integer(&query, member->claim);
    query_integer(&query, member->since);
    query_integer(&query, until);
    return query_run(&query);
}

/* ---- what has changed? ----------------------------------------------------------------------- */

static const struct held_member *find_held(const struct held_alignment *held, int64_t article,
                                           uint32_t claim) {
    for (uint32_t i = 0; i < held->member_count; i++)
        if (held->members[i].article == article && held->members[i].claim == claim)
            return &held->members[i];
    return NULL;
}

static bool same_cell(const struct held_member *held, const struct cell_record *cell) {
    return slice_equal(held->kind, slice_from_cstr(cell->kind)) && held->start == cell->start &&
           held->end == cell->end && held->value_key == (int64_t)cell->value_key &&
           slice_equal(held->printed, cell->printed) && slice_equal(held->value, cell->value);
}

static const struct held_member *held_member_of(const struct refresh *refresh,
                                                const struct held_alignment *held,
                                                const struct member_record *member) {
    return find_held(held, refresh->articles[member->article].number, member->claim);
}

/* Members that stay as they are. */
static uint32_t count_kept(const struct refresh *refresh, const struct held_alignment *held,
                           const struct alignment_record *record) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < record->member_count; i++) {
        const struct held_member *before = held_member_of(refresh, held, &record->members[i]);
        kept += before && same_cell(before, &record->members[i].cell);
    }
    return kept;
}

/* A change that the history keeps: who is in it, what they tell, how it is judged. */
static bool has_changed(const struct refresh *refresh, const struct held_alignment *held,
                        const struct alignment_record *record) {
    uint32_t kept = count_kept(refresh, held, record);
    return kept != held->member_count || kept != record->member_count ||
           !slice_equal(held->relation, slice_from_cstr(record->relation)) ||
           !slice_equal(held->kinds, record->kinds);
}

/* What each arrival moves a little: the words and the score. */
static bool reads_the_same(const struct held_alignment *held,
                           const struct alignment_record *record) {
    return slice_equal(held->topic, record->topic) &&
           slice_equal(held->explanation, record->explanation) &&
           slice_equal(held->differences, record->differences) &&
           !(held->score < record->score || held->score > record->score) &&
           slice_equal(held->origins, record->origins);
}

/* ---- values ---------------------------------------------------------------------------------- */

/* Did the source of this member tell another value before? In the alignment as it was held, in
 * another article or in this one before it was analysed again. */
static bool value_moved(const struct refresh *refresh, const struct held_alignment *held,
                        const struct member_record *member) {
    const struct placed_view *article = &refresh->articles[member->article];
    int64_t key = (int64_t)member->cell.value_key;
    bool other = false;
    for (uint32_t i = 0; i < held->member_count; i++) {
        const struct held_member *before = &held->members[i];
        bool same_source = before->article == article->number ||
                           (article->source.at && slice_equal(before->source, article->source));
        if (!same_source || !before->value_key ||
            !slice_equal(before->kind, slice_from_cstr(member->cell.kind)))
            continue;
        if (before->value_key == key)
            return false; /* told already */
        other = true;
    }
    return key && other;
}

static int log_values(struct refresh *refresh, const struct held_alignment *held,
                      const struct alignment_record *record) {
    for (uint32_t i = 0; i < record->member_count; i++) {
        const struct member_record *member = &record->members[i];
        const struct held_member *before = held_member_of(refresh, held, member);
        if ((before && before->value_key == (int64_t)member->cell.value_key) ||
            !value_moved(refresh, held, member))
            continue;
        const struct placed_view *article = &refresh->articles[member->article];
        int error = notice_open(refresh, "value_changed", held->number, &held->id, article->number,
                                &article->id);
        if (error)
            return error;
    }
    return 0;
}

static int log_conflict(struct refresh *refresh, int64_t alignment, const struct storage_id *id,
                        bool before, bool now) {
    if (before == now)
        return 0;
    if (now) {
        int error = notice_end(refresh, "conflict_closed", alignment);
        return error ? error : notice_open(refresh, "conflict_opened", alignment, id, 0, NULL);
    }
    int error = notice_end(refresh, "conflict_opened", alignment);
    return error ? error : notice_open(refresh, "conflict_closed", alignment, id, 0, NULL);
}

static bool is_conflict(struct slice relation) {
    return slice_equal(relation, SLICE("conflict"));
}

/* ---- one alignment --------------------------------------------------------------------------- */

static int log_alignment(struct refresh *refresh, const char *kind, const struct storage_id *id,
                         const char *relation, uint32_t members) {
    char count[16];
    (void)snprintf(count, sizeof count, "%u", members); /* fits */
    return event_append(refresh->writer, kind, id->hex, story_name(refresh),
                        DETAILS({"relation", relation}, {"members", count}));
}

static int replace_members(struct refresh *refresh, const struct held_alignment *held,
                           const struct alignment_record *record, int64_t event) {
    bool *stays = ARENA_ARRAY(refresh->arena, bool, held->member_count + 1);
    if (!stays)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < record->member_count; i++) {
        const struct member_record *member = &record->members[i];
        const struct held_member *before = held_member_of(refresh, held, member);
        if (before && same_cell(before, &member->cell)) {
            stays[before - held->members] = true;
            continue;
        }
        int error = insert_member(refresh, held->number, event, member);
        if (error)
            return error;
    }
    for (uint32_t i = 0; i < held->member_count; i++) {
        int error = stays[i] ? 0 : end_member(refresh, held->number, &held->members[i], event);
        if (error)
            return error;
    }
    return 0;
}

static int touch_alignment(struct refresh *refresh, int64_t alignment) {
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_TOUCH);
    query_integer(&query, alignment);
    query_integer(&query, refresh->story);
    return query_run(&query);
}

static int update_alignment(struct refresh *refresh, const struct held_alignment *held,
                            const struct alignment_record *record) {
    bool changed = has_changed(refresh, held, record);
    if (!changed && reads_the_same(held, record) && held->story == refresh->story)
        return 0;
    int error = touch_alignment(refresh, held->number);
    if (error)
        return error;
    if (!changed) {
        error = end_rows(refresh, SQL_ALIGNMENT_VERSION_DROP, held->number, held->since);
        return error ? error : insert_version(refresh, held->number, held->since, record);
    }

    error = log_alignment(refresh, "alignment_changed", &held->id, record->relation,
                          record->member_count);
    int64_t event = event_last(refresh->writer);
    if (!error)
        error = end_version(refresh, held, event);
    if (!error)
        error = insert_version(refresh, held->number, event, record);
    if (!error)
        error = replace_members(refresh, held, record, event);
    if (!error)
        error = log_conflict(refresh, held->number, &held->id, is_conflict(held->relation),
                             is_conflict(slice_from_cstr(record->relation)));
    return error ? error : log_values(refresh, held, record);
}

/* A group is named after its first two claims. Where an alignment of that name has been closed, it
 * opens again, with what an editor said of it; where one is open (it has moved on to other claims),
 * the next name is tried. */
static struct storage_id name_alignment(const struct refresh *refresh,
                                        const struct alignment_record *record, unsigned attempt) {
    const struct member_record *a = &record->members[0];
    const struct member_record *b = &record->members[1];
    char text[160];
    int length = snprintf(text, sizeof text, "alignment %s %u %s %u %u",
                          refresh->articles[a->article].id.hex, a->claim,
                          refresh->articles[b->article].id.hex, b->claim, attempt);
    assert(length > 0 && (size_t)length < sizeof text);
    return storage_article_id(slice_of(text, (size_t)length));
}

/* 1 when the name is free or its alignment is closed (*ret_number is then its number, else 0). */
static int ask_name(struct refresh *refresh, const struct storage_id *id, int64_t *ret_number) {
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_FIND);
    query_text(&query, slice_from_cstr(id->hex));
    int row = query_row(&query);
    if (row < 0)
        return row;
    *ret_number = row ? query_column_integer(&query, 0) : 0;
    return !row || query_column_integer(&query, 1);
}

/* Alignments that are new: their first names are looked up together, and their numbers taken at
 * once. */
struct opening {
    uint32_t group;
    struct storage_id id;
    int64_t number; /* of the closed one that opens again; 0: a new one */
    bool taken;     /* the name is an open alignment's */
};

struct opening_list {
    struct refresh *refresh;
    struct opening *at;
    uint32_t count;
};

static void bind_name(void *context, struct query *query, uint32_t i) {
    query_text(query, slice_from_cstr(((struct opening_list *)context)->at[i].id.hex));
}

static int take_name(void *context, struct query *query, uint32_t i) {
    struct opening *opening = &((struct opening_list *)context)->at[i];
    opening->number = query_column_integer(query, 0);
    opening->taken = query_column_integer(query, 1) == 0;
    return 0;
}

static bool is_chosen(const struct opening_list *list, uint32_t before) {
    for (uint32_t i = 0; i < before; i++)
        if (strcmp(list->at[i].id.hex, list->at[before].id.hex) == 0)
            return true;
    return false;
}

/* Two groups of one answer may begin with the same two claims, too. */
static int choose_name(struct opening_list *list, uint32_t place) {
    struct refresh *refresh = list->refresh;
    struct opening *opening = &list->at[place];
    const struct alignment_record *record = &refresh->answer.alignments[opening->group];
    bool good = !opening->taken && !is_chosen(list, place);
    for (unsigned attempt = 1; !good; attempt++) {
        opening->id = name_alignment(refresh, record, attempt);
        int free_name = ask_name(refresh, &opening->id, &opening->number);
        if (free_name < 0)
            return free_name;
        good = free_name && !is_chosen(list, place);
    }
    return 0;
}

static int choose_names(struct opening_list *list) {
    struct refresh *refresh = list->refresh;
    const struct query_series names = {SQL_ALIGNMENT_FIND, list->count, bind_name, take_name};
    for (uint32_t i = 0; i < list->count; i++)
        list->at[i].id = name_alignment(refresh, &refresh->answer.alignments[list->at[i].group], 0);
    int error = query_together(&refresh->writer->connection, &names, 1, list);
    for (uint32_t i = 0; i < list->count && !error; i++)
        error = choose_name(list, i);
    return error;
}

/* *ret_before: the number before the first of `count`. */
static int take_numbers(struct refresh *refresh, uint32_t count, int64_t *ret_before) {
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_NUMBERS);
    query_integer(&query, count);
    int row = query_row(&query);
    if (row != 1)
        return row ? row : ERR_FAILED; /* the schema has put the counter there */
    *ret_before = query_column_integer(&query, 0) - count;
    return 0;
}

static int insert_alignment(struct refresh *refresh, int64_t number, const struct storage_id *id,
                            int64_t event) {
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_INSERT);
    query_integer(&query, number);
    query_text(&query, slice_from_cstr(id->hex));
    query_integer(&query, refresh->story);
    query_integer(&query, event);
    return query_run(&query);
}

static int open_alignment(struct refresh *refresh, const struct opening *opening, bool is_new) {
    const struct alignment_record *record = &refresh->answer.alignments[opening->group];
    int64_t number = opening->number;
    const struct storage_id *id = &opening->id;
    int error =
        log_alignment(refresh, "alignment_opened", id, record->relation, record->member_count);
    int64_t event = event_last(refresh->writer);
    if (!error)
        error = is_new ? insert_alignment(refresh, number, id, event)
                       : touch_alignment(refresh, number);
    if (!error)
        error = insert_version(refresh, number, event, record);
    for (uint32_t i = 0; i < record->member_count && !error; i++)
        error = insert_member(refresh, number, event, &record->members[i]);
    if (!error)
        error = log_conflict(refresh, number, id, false,
                             is_conflict(slice_from_cstr(record->relation)));
    refresh->numbers[opening->group] = number;
    refresh->ids[opening->group] = *id;
    return error;
}

/* The groups that go on as nothing held. */
static int open_alignments(struct refresh *refresh) {
    uint32_t groups = refresh->answer.count;
    struct opening_list list = {refresh, ARENA_ARRAY(refresh->arena, struct opening, groups + 1),
                                0};
    if (!list.at)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < groups; i++)
        if (!refresh->numbers[i])
            list.at[list.count++].group = i;
    int error = list.count ? choose_names(&list) : 0;
    uint32_t fresh = 0;
    for (uint32_t i = 0; i < list.count; i++)
        fresh += list.at[i].number == 0;
    int64_t last = 0;
    if (!error && fresh)
        error = take_numbers(refresh, fresh, &last);
    for (uint32_t i = 0; i < list.count && !error; i++) {
        bool is_new = list.at[i].number == 0;
        if (is_new)
            list.at[i].number = ++last;
        error = open_alignment(refresh, &list.at[i], is_new);
    }
    return error;
}

/* ---- those that end -------------------------------------------------------------------------- */

/* Held alignments that nothing goes on as. */
struct ending {
    const struct held_alignment *held;
    int64_t story;   /* where most of those claims stand that have left; 0: none has */
    int64_t members; /* so many */
};

struct ending_list {
    struct ending *at;
    uint32_t count;
};

static void bind_ending(void *context, struct query *query, uint32_t i) {
    const struct held_alignment *held = ((struct ending_list *)context)->at[i].held;
    query_integer(query, held->number);
    query_integer(query, held->story);
}

static int take_ending(void *context, struct query *query, uint32_t i) {
    struct ending *ending = &((struct ending_list *)context)->at[i];
    ending->story = query_column_integer(query, 0);
    ending->members = query_column_integer(query, 1);
    return 0;
}

static int hand_over(struct refresh *refresh, const struct ending *ending) {
    QUERY(query, &refresh->writer->connection, SQL_ALIGNMENT_TOUCH);
    query_integer(&query, ending->held->number);
    query_integer(&query, ending->story);
    int error = query_run(&query);
    return error ? error : alignments_refresh(refresh->writer, ending->story);
}

static int close_alignment(struct refresh *refresh, const struct held_alignment *held) {
    struct slice relation = held->relation;
    const char *name = is_conflict(relation)                        ? "conflict"
                       : slice_equal(relation, SLICE("compatible")) ? "compatible"
                                                                    : "agree";
    int error = log_alignment(refresh, "alignment_closed", &held->id, name, held->member_count);
    int64_t event = event_last(refresh->writer);
    if (!error)
        error = end_rows(refresh, SQL_ALIGNMENT_CLOSE, held->number, event);
    if (!error)
        error = end_version(refresh, held, event);
    if (!error)
        error = end_rows(refresh, SQL_ALIGNMENT_MEMBERS_END, held->number, event);
    if (!error)
        error = log_conflict(refresh, held->number, &held->id, is_conflict(relation), false);
    return error;
}

/* Where most of its claims stand in another story now, an alignment follows them there; one that
 * was another story's already stays there. */
static int end_alignments(struct refresh *refresh) {
    struct ending_list list = {ARENA_ARRAY(refresh->arena, struct ending, refresh->held_count + 1),
                               0};
    if (!list.at)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < refresh->held_count; i++)
        if (refresh->held[i].match == UINT32_MAX && refresh->held[i].story == refresh->story)
            list.at[list.count++].held = &refresh->held[i];
    const struct query_series left = {SQL_ALIGNMENT_NEW_STORY, list.count, bind_ending,
                                      take_ending};
    int error = query_together(&refresh->writer->connection, &left, 1, &list);
    for (uint32_t i = 0; i < list.count && !error; i++) {
        const struct ending *ending = &list.at[i];
        bool follows = ending->story && 2 * ending->members > ending->held->member_count;
        error = follows ? hand_over(refresh, ending) : close_alignment(refresh, ending->held);
    }
    return error;
}

int alignments_write(struct refresh *refresh) {
    uint32_t count = refresh->answer.count;
    refresh->numbers = ARENA_ARRAY(refresh->arena, int64_t, count + 1);
    refresh->ids = ARENA_ARRAY(refresh->arena, struct storage_id, count + 1);
    if (!refresh->numbers || !refresh->ids)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < refresh->held_count; i++) {
        const struct held_alignment *held = &refresh->held[i];
        if (held->match == UINT32_MAX)
            continue;
        refresh->numbers[held->match] = held->number;
        refresh->ids[held->match] = held->id;
        int error = update_alignment(refresh, held, &refresh->answer.alignments[held->match]);
        if (error)
            return error;
    }
    int error = end_alignments(refresh);
    return error ? error : open_alignments(refresh);
}
