#include "handlers/record_rows.h"

#include "analysis/enum_names.h"
#include "base/error.h"

#include <stdlib.h>

/* ---- numbers --------------------------------------------------------------------------------- */

/* Which claim each number stands in: the first that has it. */
static int link_claims(struct arena *arena, const struct analysis *analysis,
                       uint32_t **ret_claims) {
    uint32_t *claims = ARENA_ARRAY(arena, uint32_t, (size_t)analysis->quantities.count + 1);
    if (!claims)
        return ERR_NO_MEMORY;
    memset(claims, 0xff, analysis->quantities.count * sizeof *claims); /* NO_INDEX */
    for (uint32_t i = analysis->claims.count; i-- > 0;) {
        const struct index_list *quantities = &analysis->claims.at[i].quantities;
        for (uint32_t k = 0; k < quantities->count; k++)
            claims[quantities->at[k]] = i;
    }
    *ret_claims = claims;
    return 0;
}

static int make_quantities(struct arena *arena, const struct analysis *analysis,
                           const struct codepoint_index *index, struct article_record *record) {
    uint32_t count = analysis->quantities.count;
    struct quantity_record *rows = ARENA_ARRAY(arena, struct quantity_record, (size_t)count + 1);
    uint32_t *claims;
    int error = rows ? link_claims(arena, analysis, &claims) : ERR_NO_MEMORY;
    if (error)
        return error;

    for (uint32_t i = 0; i < count; i++) {
        const struct quantity *quantity = &analysis->quantities.at[i];
        rows[i] = (struct quantity_record){
            .start = codepoint_offset(index, quantity->span.start),
            .end = codepoint_offset(index, quantity->span.end),
            .claim = claims[i],
            .value = quantity->value,
            .low = quantity->low,
            .high = quantity->high,
            .text = analysis_slice(analysis, quantity->span),
            .comparator = slice_from_cstr(comparator_name(quantity->comparator)),
            .unit = quantity->unit,
            .of = quantity->of,
        };
    }
    record->quantities = rows;
    record->quantity_count = count;
    return 0;
}

/* ---- quotations ------------------------------------------------------------------------------ */

static struct slice optional(const struct analysis *analysis, struct span span) {
    struct slice none = {0};
    return span_empty(span) ? none : analysis_slice(analysis, span);
}

static int make_quotations(struct arena *arena, const struct analysis *analysis,
                           const struct codepoint_index *index, struct article_record *record) {
    uint32_t count = analysis->attributions.count;
    struct quotation_record *rows = ARENA_ARRAY(arena, struct quotation_record, (size_t)count + 1);
    if (!rows)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < count; i++) {
        const struct attribution *attribution = &analysis->attributions.at[i];
        struct slice printed = optional(analysis, attribution->source);
        rows[i] = (struct quotation_record){
            .start = codepoint_offset(index, attribution->content.start),
            .end = codepoint_offset(index, attribution->content.end),
            .denial = attribution->denial,
            .kind = slice_from_cstr(attribution_kind_name(attribution->kind)),
            .text = analysis_slice(analysis, attribution->content),
            .speaker = attribution->source_name.at ? attribution->source_name : printed,
            .printed = printed,
            .cue = optional(analysis, attribution->cue),
        };
    }
    record->quotations = rows;
    record->quotation_count = count;
    return 0;
}

/* Longer than any name: what a text without full stops may yield. */
enum { NAME_MAX_BYTES = 500 };

/* ---- names ----------------------------------------------------------------------------------- */

static unsigned char folded(char c) {
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* As the store compares names: ASCII case is ignored. */
static int compare_folded(struct slice a, struct slice b) {
    size_t common = a.length < b.length ? a.length : b.length;
    for (size_t i = 0; i < common; i++) {
        int order = folded(a.at[i]) - folded(b.at[i]);
        if (order != 0)
            return order;
    }
    return (a.length > b.length) - (a.length < b.length);
}

static int compare_named(const void *a, const void *b) {
    const struct named_entity *left = a;
    const struct named_entity *right = b;
    int order = compare_folded(left->name, right->name);
    return order ? order : (left->entity > right->entity) - (left->entity < right->entity);
}

/* Groups the entities by name; groups[i] is the row of entity i. */
static uint32_t group(struct named_entity *named, uint32_t count, struct mention_record *rows,
                      uint32_t *groups) {
    uint32_t row_count = 0;
    qsort(named, count, sizeof *named, compare_named);
    for (uint32_t i = 0; i < count; i++) {
        bool same = i > 0 && compare_folded(named[i].name, named[i - 1].name) == 0;
        if (!same)
            rows[row_count++] =
                (struct mention_record){.name = named[i].name, .type = named[i].type};
        rows[row_count - 1].mentions++;
        groups[named[i].entity] = row_count - 1;
    }
    return row_count;
}

/* Gives each row the claims that it stands in. Claims come in order, so that the same one again is
 * the row's last. */
static int list_claims(struct arena *arena, const struct index_list *entities,
                       const uint32_t *groups, const struct article_record *record,
                       struct mention_record *rows) {
    struct index_list *lists =
        ARENA_ARRAY(arena, struct index_list, (size_t)record->mention_count + 1);
    if (!lists)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < record->claim_count; i++) {
        for (uint32_t k = 0; k < entities[i].count; k++) {
            uint32_t row = groups[entities[i].at[k]];
            if (row == NO_INDEX)
                continue;
            struct index_list *list = &lists[row];
            if (list->count && list->at[list->count - 1] == i)
                continue;
            if (!list_push(arena, list, i))
                return ERR_NO_MEMORY;
        }
    }
    for (uint32_t i = 0; i < record->mention_count; i++) {
        rows[i].claims = lists[i].at;
        rows[i].claim_count = lists[i].count;
    }
    return 0;
}

int mention_rows_make(struct arena *arena, struct named_entity *named, uint32_t count,
                      const struct index_list *entities, struct article_record *record) {
    struct mention_record *rows = ARENA_ARRAY(arena, struct mention_record, (size_t)count + 1);
    uint32_t *groups = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1);
    if (!rows || !groups)
        return ERR_NO_MEMORY;

    uint32_t kept = 0;
    memset(groups, 0xff, count * sizeof *groups); /* NO_INDEX */
    for (uint32_t i = 0; i < count; i++) {
        if (named[i].name.length && named[i].name.length <= NAME_MAX_BYTES)
            named[kept++] = named[i];
    }
    record->mention_count = group(named, kept, rows, groups);
    record->mentions = rows;
    return list_claims(arena, entities, groups, record, rows);
}

static int make_mentions(struct arena *arena, const struct analysis *analysis,
                         struct article_record *record) {
    uint32_t count = analysis->entities.count;
    struct named_entity *named = ARENA_ARRAY(arena, struct named_entity, (size_t)count + 1);
    struct index_list *lists =
        ARENA_ARRAY(arena, struct index_list, (size_t)analysis->claims.count + 1);
    if (!named || !lists)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < count; i++) {
        const struct entity *entity = &analysis->entities.at[i];
        named[i] = (struct named_entity){
            .name = entity->name.length ? entity->name : analysis_slice(analysis, entity->span),
            .type = slice_from_cstr(entity_type_name(entity->type)),
            .entity = i,
        };
    }
    for (uint32_t i = 0; i < analysis->claims.count; i++)
        lists[i] = analysis->claims.at[i].entities;
    return mention_rows_make(arena, named, count, lists, record);
}

int record_rows_make(struct arena *arena, const struct analysis *analysis,
                     const struct codepoint_index *index, struct article_record *record) {
    int error = make_quantities(arena, analysis, index, record);
    if (!error)
        error = make_quotations(arena, analysis, index, record);
    if (!error)
        error = make_mentions(arena, analysis, record);
    return error;
}
