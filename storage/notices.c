/* What an editor should look at. A notice is an event of its own kind and a row that tells of what
 * it is and whether it still stands. Conflicts and changed values are noticed where they are
 * written (alignment_write.c); here are those that follow from a story's state as a whole.
 */
#include "base/error.h"
#include "storage/alignment_rows.h"

#include <stdio.h>

/* So many sources with one origin behind them are worth a notice: two papers with one agency's
 * report are daily bread. */
enum { SINGLE_ORIGIN_SOURCES = 3 };

/* A notice that should stand. */
struct wish {
    const char *kind;
    int64_t alignment; /* zeros for none */
    const struct storage_id *alignment_id;
    int64_t article;
    const struct storage_id *article_id;
    int64_t other;
    uint32_t claim;
    uint32_t other_claim;
    struct slice detail;
};

struct wish_list {
    struct wish *at;
    uint32_t count;
    uint32_t capacity;
};

/* One that stands. */
struct standing {
    int64_t number;
    struct slice kind;
    int64_t alignment;
    int64_t article;
    int64_t other;
    uint32_t claim;
    uint32_t other_claim;
    bool wanted;
};

struct standing_list {
    struct standing *at;
    uint32_t count;
    uint32_t capacity;
};

/* ---- writing one ----------------------------------------------------------------------------- */

static int log_notice(struct refresh *refresh, const struct wish *wish) {
    const char *subject = wish->alignment_id ? wish->alignment_id->hex : refresh->story_id.hex;
    if (wish->article_id)
        return event_append(refresh->writer, wish->kind, subject, story_name(refresh),
                            DETAILS({"article", wish->article_id->hex}));
    return event_append(refresh->writer, wish->kind, subject, story_name(refresh),
                        DETAILS({NULL, NULL}));
}

static int open_notice(struct refresh *refresh, const struct wish *wish) {
    int error = log_notice(refresh, wish);
    if (error)
        return error;
    QUERY(query, &refresh->writer->connection, SQL_NOTICE_INSERT);
    query_integer(&query, event_last(refresh->writer));
    query_integer(&query, refresh->story);
    query_text(&query, slice_from_cstr(wish->kind));
    query_optional(&query, wish->alignment, 0);
    query_optional(&query, wish->article, 0);
    query_integer(&query, wish->claim);
    query_optional(&query, wish->other, 0);
    query_integer(&query, wish->other_claim);
    query_text(&query, wish->detail);
    return query_run(&query);
}

int notice_open(struct refresh *refresh, const char *kind, int64_t alignment,
                const struct storage_id *alignment_id, int64_t article,
                const struct storage_id *article_id) {
    const struct wish wish = {.kind = kind,
                              .alignment = alignment,
                              .alignment_id = alignment_id,
                              .article = article,
                              .article_id = article_id,
                              .claim = UINT32_MAX,
                              .other_claim = UINT32_MAX};
    return open_notice(refresh, &wish);
}

int notice_end(struct refresh *refresh, const char *kind, int64_t alignment) {
    QUERY(query, &refresh->writer->connection, SQL_NOTICE_END_OF);
    query_integer(&query, alignment);
    query_text(&query, slice_from_cstr(kind));
    query_integer(&query, event_last(refresh->writer));
    return query_run(&query);
}

/* ---- what should stand ----------------------------------------------------------------------- */

static bool source_seen(const struct refresh *refresh, const struct alignment_record *record,
                        uint32_t member) {
    struct slice source = refresh->articles[record->members[member].article].source;
    for (uint32_t i = 0; i < member; i++)
        if (slice_equal(refresh->articles[record->members[i].article].source, source))
            return true;
    return false;
}

static uint32_t count_sources(const struct refresh *refresh,
                              const struct alignment_record *record) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < record->member_count; i++)
        count += refresh->articles[record->members[i].article].source.at &&
                 !source_seen(refresh, record, i);
    return count;
}

static int wish_single_origin(struct refresh *refresh, uint32_t group, struct wish_list *wishes) {
    const struct alignment_record *record = &refresh->answer.alignments[group];
    if (record->accounts != 1 || count_sources(refresh, record) < SINGLE_ORIGIN_SOURCES)
        return 0;
    struct wish wish = {.kind = "single_origin",
                        .alignment = refresh->numbers[group],
                        .alignment_id = &refresh->ids[group],
                        .claim = UINT32_MAX,
                        .other_claim = UINT32_MAX};
    return list_push(refresh->arena, wishes, wish) ? 0 : ERR_NO_MEMORY;
}

/* The last value that others tell in articles published after this one, where it is of one kind
 * with it: 0 when nobody does. Members stand by publication. */
static uint64_t later_value(const struct refresh *refresh, const struct alignment_record *record,
                            const struct member_record *own) {
    uint64_t last = 0;
    for (uint32_t i = 0; i < record->member_count; i++) {
        const struct member_record *member = &record->members[i];
        if (member->article > own->article && !refresh->articles[member->article].own &&
            member->cell.value_key && member->cell.kind == own->cell.kind)
            last = member->cell.value_key;
    }
    return last;
}

/* Our own article tells a value that others have left: it told it first or with them, and what they
 * tell since is another. */
static int wish_stale(struct refresh *refresh, uint32_t group, struct wish_list *wishes) {
    const struct alignment_record *record = &refresh->answer.alignments[group];
    for (uint32_t i = 0; i < record->member_count; i++) {
        const struct member_record *member = &record->members[i];
        const struct placed_view *article = &refresh->articles[member->article];
        uint64_t later =
            article->own && member->cell.value_key ? later_value(refresh, record, member) : 0;
        if (!later || later == member->cell.value_key)
            continue;
        struct wish wish = {.kind = "stale_own_copy",
                            .alignment = refresh->numbers[group],
                            .alignment_id = &refresh->ids[group],
                            .article = article->number,
                            .article_id = &article->id,
                            .claim = member->claim,
                            .other_claim = UINT32_MAX};
        if (!list_push(refresh->arena, wishes, wish))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int wish_collisions(struct refresh *refresh, struct wish_list *wishes) {
    for (uint32_t i = 0; i < refresh->answer.collision_count; i++) {
        const struct collision_record *collision = &refresh->answer.collisions[i];
        const struct placed_view *left = &refresh->articles[collision->left.article];
        const struct placed_view *right = &refresh->articles[collision->right.article];
        struct wish wish = {.kind = "collision",
                            .article = left->number,
                            .article_id = &left->id,
                            .claim = collision->left.claim,
                            .other = right->number,
                            .other_claim = collision->right.claim,
                            .detail = collision->explanation};
        if (!list_push(refresh->arena, wishes, wish))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int make_wishes(struct refresh *refresh, struct wish_list *wishes) {
    int error = wish_collisions(refresh, wishes);
    for (uint32_t i = 0; i < refresh->answer.count && !error; i++) {
        error = wish_single_origin(refresh, i, wishes);
        if (!error)
            error = wish_stale(refresh, i, wishes);
    }
    return error;
}

/* ---- and what does --------------------------------------------------------------------------- */

static int read_standing(struct refresh *refresh, struct standing_list *list) {
    QUERY(query, &refresh->writer->connection, SQL_NOTICE_STANDING);
    query_integer(&query, refresh->story);
    int row;
    while ((row = query_row(&query)) == 1) {
        struct standing standing = {
            .number = query_column_integer(&query, 0),
            .alignment = query_column_integer(&query, 2),
            .article = query_column_integer(&query, 3),
            .claim = (uint32_t)query_column_integer(&query, 4),
            .other = query_column_integer(&query, 5),
            .other_claim = (uint32_t)query_column_integer(&query, 6),
        };
        int error = query_column(&query, refresh->arena, 1, &standing.kind);
        if (error)
            return error;
        if (!list_push(refresh->arena, list, standing))
            return ERR_NO_MEMORY;
    }
    return row;
}

static bool fulfilled(const struct wish *wish, struct standing_list *standing) {
    for (uint32_t i = 0; i < standing->count; i++) {
        struct standing *there = &standing->at[i];
        if (there->wanted || !slice_equal(there->kind, slice_from_cstr(wish->kind)) ||
            there->alignment != wish->alignment || there->article != wish->article ||
            there->other != wish->other || there->claim != wish->claim ||
            there->other_claim != wish->other_claim)
            continue;
        there->wanted = true;
        return true;
    }
    return false;
}

static int end_notice(struct refresh *refresh, const struct standing *standing) {
    char number[24];
    (void)snprintf(number, sizeof number, "%lld", (long long)standing->number); /* fits */
    int error = event_append(refresh->writer, "notice_ended", refresh->story_id.hex,
                             story_name(refresh), DETAILS({"notice", number}));
    if (error)
        return error;
    QUERY(query, &refresh->writer->connection, SQL_NOTICE_END);
    query_integer(&query, standing->number);
    query_integer(&query, event_last(refresh->writer));
    return query_run(&query);
}

int notices_settle(struct refresh *refresh) {
    struct wish_list wishes = {0};
    struct standing_list standing = {0};
    int error = make_wishes(refresh, &wishes);
    if (!error)
        error = read_standing(refresh, &standing);
    for (uint32_t i = 0; i < wishes.count && !error; i++)
        if (!fulfilled(&wishes.at[i], &standing))
            error = open_notice(refresh, &wishes.at[i]);
    for (uint32_t i = 0; i < standing.count && !error; i++)
        if (!standing.at[i].wanted)
            error = end_notice(refresh, &standing.at[i]);
    return error;
}
