#include "storage/pair_rows.h"

#include "base/buffer.h"
#include "base/error.h"
#include "storage/packed.h"

#include <stdlib.h>

enum { PAIRS_BYTES_MAX = 256 * 1024 * 1024 /* as what is packed */ };

/* ---- what is there --------------------------------------------------------------------------- */

/* The pairs of a whole story in one text, as programs before step 13 kept them. 1, 0 or an error.
 */
static int read_undivided(struct connection *connection, struct arena *arena, int64_t story,
                          struct slice *ret_pairs) {
    QUERY(query, connection, SQL_STORY_PAIRS_GET);
    query_integer(&query, story);
    int row = query_row(&query);
    if (row != 1 || !ret_pairs)
        return row;
    int error = packed_open(arena, query_column_borrow(&query, 0), ret_pairs);
    return error ? (error == ERR_INVALID ? ERR_FAILED : error) : 1;
}

int pair_rows_known(struct connection *connection, int64_t story, const int64_t *numbers,
                    uint32_t count, bool *ret_known) {
    memset(ret_known, 0, count * sizeof *ret_known);
    int undivided = read_undivided(connection, NULL, story, NULL);
    if (undivided)
        return undivided < 0 ? undivided : 0;

    QUERY(query, connection, SQL_PAIRS_KNOWN);
    query_integer(&query, story);
    int row;
    while ((row = query_row(&query)) == 1) {
        int64_t number = query_column_integer(&query, 0);
        for (uint32_t i = 0; i < count; i++)
            ret_known[i] |= numbers[i] == number;
    }
    return row;
}

/* ---- an answer ------------------------------------------------------------------------------- */

/* The room that packing takes is in `work`. */
int pair_rows_pack(struct arena *work, struct arena *arena, struct alignment_answer *answer) {
    struct ZSTD_CCtx_s *packer = NULL;
    int error = 0;
    for (uint32_t i = 0; i < answer->pair_count && !error; i++) {
        struct slice *pairs = &answer->pairs[i].pairs;
        struct slice packed;
        if (!pairs->length)
            continue;
        error = packed_make_with(&packer, false, work, *pairs, &packed);
        if (!error)
            error = arena_copy(arena, packed, pairs);
    }
    packer_free(packer);
    return error;
}

/* Records stand by their articles, so that they are met in the order of a walk over all twos. */
static const struct pair_record *record_of(const struct alignment_answer *answer, uint32_t *at,
                                           uint32_t article, uint32_t other) {
    while (*at < answer->pair_count) {
        const struct pair_record *record = &answer->pairs[*at];
        if (record->article == article && record->other == other)
            return record;
        if (record->article > article || (record->article == article && record->other > other))
            return NULL;
        (*at)++;
    }
    return NULL;
}

bool pair_rows_suffice(const struct alignment_answer *answer, const bool *known, uint32_t count) {
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i + 1; k < count; k++)
            if (!(known[i] && known[k]) && !record_of(answer, &at, i, k))
                return false;
    return true;
}

/* ---- writing --------------------------------------------------------------------------------- */

static int run_with(struct refresh *refresh, enum statement statement, int64_t number) {
    QUERY(query, &refresh->writer->connection, statement);
    query_integer(&query, number);
    return query_run(&query);
}

int pair_rows_drop(struct refresh *refresh, int64_t article) {
    return run_with(refresh, SQL_PAIRS_DROP, article);
}

static int insert(struct refresh *refresh, const struct pair_record *record) {
    int64_t one = refresh->articles[record->article].number;
    int64_t two = refresh->articles[record->other].number;
    QUERY(query, &refresh->writer->connection, SQL_PAIRS_PUT);
    query_integer(&query, one > two ? one : two);
    query_integer(&query, one > two ? two : one);
    query_blob(&query, record->pairs.length ? record->pairs : SLICE(""));
    return query_run(&query);
}

/* One that comes from another story may have rows with neighbours that it has no more. */
int pair_rows_write(struct refresh *refresh) {
    const struct alignment_answer *answer = &refresh->answer;
    const bool *known = refresh->known;
    int error = run_with(refresh, SQL_STORY_PAIRS_DROP, refresh->story);
    for (uint32_t i = 0; i < refresh->article_count && !error; i++)
        if (!known[i])
            error = pair_rows_drop(refresh, refresh->articles[i].number);
    for (uint32_t i = 0; i < answer->pair_count && !error; i++)
        if (!known[answer->pairs[i].article] || !known[answer->pairs[i].other])
            error = insert(refresh, &answer->pairs[i]);
    return error;
}

/* ---- reading --------------------------------------------------------------------------------- */

struct part {
    uint32_t article; /* places by publication, the first one earlier */
    uint32_t other;
    struct slice pairs;
};

struct part_list {
    struct part *at;
    uint32_t count;
    uint32_t capacity;
};

static int compare_parts(const void *a, const void *b) {
    const struct part *left = a;
    const struct part *right = b;
    if (left->article != right->article)
        return left->article < right->article ? -1 : 1;
    return (left->other > right->other) - (left->other < right->other);
}

static uint32_t place_of(const int64_t *numbers, uint32_t count, int64_t number) {
    uint32_t i = 0;
    while (i < count && numbers[i] != number)
        i++;
    return i;
}

static int take_part(struct query *query, struct arena *arena, const int64_t *numbers,
                     uint32_t count, struct part_list *parts) {
    uint32_t one = place_of(numbers, count, query_column_integer(query, 0));
    uint32_t two = place_of(numbers, count, query_column_integer(query, 1));
    struct slice packed = query_column_borrow(query, 2);
    if (one == count || two == count || !packed.length)
        return 0;
    struct part part = {one < two ? one : two, one < two ? two : one, {0}};
    int error = packed_open_with(&query->connection->unpacker, arena, packed, &part.pairs);
    if (!error)
        error = list_push(arena, parts, part) ? 0 : ERR_NO_MEMORY;
    return error == ERR_INVALID ? ERR_FAILED : error;
}

/* Appends the pairs of two articles with the places that these have in the answer. */
static void put_in_place(struct buffer *out, const struct part *part) {
    size_t from = 0;
    for (size_t i = 0; i < part->pairs.length; i++) {
        char c = part->pairs.at[i];
        if (c != PAIR_PLACE_LEFT && c != PAIR_PLACE_RIGHT)
            continue;
        buffer_append(out, slice_of(part->pairs.at + from, i - from));
        buffer_printf(out, "%u", c == PAIR_PLACE_LEFT ? part->article : part->other);
        from = i + 1;
    }
    buffer_append(out, slice_of(part->pairs.at + from, part->pairs.length - from));
}

static int join(struct arena *arena, const struct part_list *parts, struct slice *ret_pairs) {
    struct buffer out;
    buffer_init(&out, PAIRS_BYTES_MAX);
    buffer_append_byte(&out, '[');
    for (uint32_t i = 0; i < parts->count; i++) {
        if (i > 0)
            buffer_append_byte(&out, ',');
        put_in_place(&out, &parts->at[i]);
    }
    buffer_append_byte(&out, ']');
    int error = buffer_error(&out);
    if (!error)
        error = arena_copy(arena, buffer_slice(&out), ret_pairs);
    buffer_done(&out);
    return error;
}

int pair_rows_read(struct connection *connection, struct arena *arena, int64_t story,
                   const int64_t *numbers, uint32_t count, struct slice *ret_pairs) {
    int undivided = read_undivided(connection, arena, story, ret_pairs);
    if (undivided)
        return undivided < 0 ? undivided : 0;

    struct part_list parts = {0};
    QUERY(query, connection, SQL_PAIRS_GET);
    query_integer(&query, story);
    int row;
    while ((row = query_row(&query)) == 1) {
        int error = take_part(&query, arena, numbers, count, &parts);
        if (error)
            return error;
    }
    if (row < 0)
        return row;
    if (parts.count)
        qsort(parts.at, parts.count, sizeof *parts.at, compare_parts);
    return join(arena, &parts, ret_pairs);
}
