#include "handlers/stored_rows.h"

#include "base/error.h"
#include "base/json_reader.h"
#include "handlers/record_rows.h"

#include <math.h>

/* ---- members --------------------------------------------------------------------------------- */

static int take_text(struct arena *arena, const json_t *object, const char *key,
                     struct slice *ret_text) {
    const json_t *value = json_object_get(object, key);
    *ret_text = (struct slice){0};
    if (!json_is_string(value))
        return 0;
    return arena_copy(arena, slice_of(json_string_value(value), json_string_length(value)),
                      ret_text);
}

static uint32_t take_index(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;
    return number < 0 || number >= UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

static double take_number(const json_t *object, const char *key, double none) {
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : none;
}

static day_number take_day(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    day_number day = DAY_NONE;
    if (json_is_string(value))
        (void)date_parse_iso(slice_of(json_string_value(value), json_string_length(value)),
                             &day); /* stays DAY_NONE */
    return day;
}

static uint32_t size_of(const json_t *array) {
    size_t size = json_array_size(array);
    return size < UINT32_MAX ? (uint32_t)size : 0;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void widen(struct claim_record *claim, day_number low, day_number high) {
    if (low != DAY_NONE && (claim->day_low == DAY_NONE || low < claim->day_low))
        claim->day_low = low;
    if (high != DAY_NONE && (claim->day_high == DAY_NONE || high > claim->day_high))
        claim->day_high = high;
}

static int make_claims(struct arena *arena, const json_t *root, struct article_record *record) {
    const json_t *claims = json_object_get(root, "claims");
    const json_t *times = json_object_get(root, "times");
    uint32_t count = size_of(claims);
    struct claim_record *rows = ARENA_ARRAY(arena, struct claim_record, (size_t)count + 1);
    if (!rows)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        const json_t *claim = json_array_get(claims, i);
        rows[i] =
            (struct claim_record){.quotation = take_index(claim, "attribution"),
                                  .day_low = DAY_NONE,
                                  .day_high = DAY_NONE,
                                  .checkworthiness = take_number(claim, "checkworthiness", NAN)};
        size_t k;
        json_t *index;
        json_array_foreach(json_object_get(claim, "times"), k, index) {
            const json_t *time = json_array_get(times, (size_t)json_integer_value(index));
            widen(&rows[i], take_day(time, "low"), take_day(time, "high"));
        }
    }
    record->claims = rows;
    record->claim_count = count;
    return 0;
}

/* Which claim each number stands in: the first that has it. */
static uint32_t *link_claims(struct arena *arena, const json_t *claims, uint32_t count) {
    uint32_t *links = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1);
    if (!links)
        return NULL;
    memset(links, 0xff, count * sizeof *links); /* UINT32_MAX */
    for (uint32_t i = size_of(claims); i-- > 0;) {
        size_t k;
        json_t *index;
        json_array_foreach(json_object_get(json_array_get(claims, i), "quantities"), k, index) {
            json_int_t quantity = json_integer_value(index);
            if (quantity >= 0 && quantity < (json_int_t)count)
                links[quantity] = i;
        }
    }
    return links;
}

static int make_quantities(struct arena *arena, const json_t *root, struct article_record *record) {
    const json_t *quantities = json_object_get(root, "quantities");
    uint32_t count = size_of(quantities);
    struct quantity_record *rows = ARENA_ARRAY(arena, struct quantity_record, (size_t)count + 1);
    const uint32_t *claims = link_claims(arena, json_object_get(root, "claims"), count);
    int error = rows && claims ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count && !error; i++) {
        const json_t *quantity = json_array_get(quantities, i);
        struct quantity_record *row = &rows[i];
        *row = (struct quantity_record){.start = take_index(quantity, "start"),
                                        .end = take_index(quantity, "end"),
                                        .claim = claims[i],
                                        .value = take_number(quantity, "value", NAN),
                                        .low = take_number(quantity, "low", -INFINITY),
                                        .high = take_number(quantity, "high", INFINITY)};
        error = take_text(arena, quantity, "text", &row->text);
        if (!error)
            error = take_text(arena, quantity, "comparator", &row->comparator);
        if (!error)
            error = take_text(arena, quantity, "unit", &row->unit);
        if (!error)
            error = take_text(arena, quantity, "of", &row->of);
    }
    record->quantities = rows;
    record->quantity_count = count;
    return error;
}

static int make_quotations(struct arena *arena, const json_t *root, struct article_record *record) {
    const json_t *attributions = json_object_get(root, "attributions");
    uint32_t count = size_of(attributions);
    struct quotation_record *rows = ARENA_ARRAY(arena, struct quotation_record, (size_t)count + 1);
    int error = rows ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count && !error; i++) {
        const json_t *attribution = json_array_get(attributions, i);
        const json_t *content = json_object_get(attribution, "content");
        const json_t *source = json_object_get(attribution, "source");
        struct quotation_record *row = &rows[i];
        *row = (struct quotation_record){
            .start = take_index(content, "start"),
            .end = take_index(content, "end"),
            .denial = json_is_true(json_object_get(attribution, "denial")),
        };
        error = take_text(arena, attribution, "kind", &row->kind);
        if (!error)
            error = take_text(arena, content, "text", &row->text);
        if (!error)
            error = take_text(arena, source, "text", &row->printed);
        if (!error)
            error = take_text(arena, source, "name", &row->speaker);
        if (!error)
            error = take_text(arena, json_object_get(attribution, "cue"), "text", &row->cue);
        if (!row->speaker.at)
            row->speaker = row->printed;
    }
    record->quotations = rows;
    record->quotation_count = count;
    return error;
}

/* The parts of an analysis that names and their claims come from. */
static int make_mentions(struct arena *arena, const json_t *root, struct article_record *record) {
    const json_t *entities = json_object_get(root, "entities");
    uint32_t count = size_of(entities);
    struct named_entity *named = ARENA_ARRAY(arena, struct named_entity, (size_t)count + 1);
    struct index_list *lists =
        ARENA_ARRAY(arena, struct index_list, (size_t)record->claim_count + 1);
    int error = named && lists ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count && !error; i++) {
        const json_t *entity = json_array_get(entities, i);
        named[i].entity = i;
        error = take_text(arena, entity, "name", &named[i].name);
        if (!error && !named[i].name.length)
            error = take_text(arena, entity, "text", &named[i].name);
        if (!error)
            error = take_text(arena, entity, "type", &named[i].type);
    }
    for (uint32_t i = 0; i < record->claim_count && !error; i++) {
        const json_t *claim = json_array_get(json_object_get(root, "claims"), i);
        size_t k;
        json_t *index;
        json_array_foreach(json_object_get(claim, "entities"), k, index) {
            json_int_t entity = json_integer_value(index);
            if (entity >= 0 && entity < (json_int_t)count && !error)
                error = list_push(arena, &lists[i], (uint32_t)entity) ? 0 : ERR_NO_MEMORY;
        }
    }
    return error ? error : mention_rows_make(arena, named, count, lists, record);
}

int stored_rows_make(struct arena *arena, struct slice analysis,
                     struct article_record *ret_record) {
    json_t *root = NULL;
    int error = json_read(analysis, 0, &root, NULL);
    if (error)
        return error == ERR_NO_MEMORY ? error : ERR_FAILED; /* we wrote it */
    struct article_record record = {0};
    if (!json_is_object(root))
        error = ERR_FAILED;
    if (!error)
        error = make_claims(arena, root, &record);
    if (!error)
        error = make_quantities(arena, root, &record);
    if (!error)
        error = make_quotations(arena, root, &record);
    if (!error)
        error = make_mentions(arena, root, &record);
    json_decref(root);
    if (!error)
        *ret_record = record;
    return error;
}
