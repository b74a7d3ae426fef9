#include "storage/postponed.h"

#include "base/error.h"

enum {
    TIMES_MAX = 3, /* others write meanwhile, and what was wanted may have changed */
    ARENA_LIMIT = 16 * 1024 * 1024,
    BYTES_MAX = 128 * 1024 * 1024, /* of forecasts; what is beyond is compared by the writer */
};

bool postponed_may(const struct postponed *postponed, const struct storage_write *group) {
    if (postponed->state == POSTPONED_NONE)
        return true;
    if (postponed->state == POSTPONED_COMPARING || postponed->is_in_vain ||
        postponed->times >= TIMES_MAX)
        return false;
    return group->is_postponed; /* it comes first of all that wait */
}

static bool add_wanted(struct postponed *postponed, const struct wanted_list *wanted) {
    uint32_t total = postponed->wanted.count + wanted->count;
    struct forecast *forecasts = ARENA_ARRAY(postponed->arena, struct forecast, total);
    if (!forecasts)
        return false;
    for (uint32_t i = 0; i < postponed->wanted.count; i++)
        forecasts[i] = postponed->forecasts[i];
    postponed->forecasts = forecasts;
    uint32_t before = postponed->wanted.count;
    for (uint32_t i = 0; i < wanted->count; i++) {
        struct slice ids = slice_of((const char *)wanted->at[i].ids,
                                    wanted->at[i].count * sizeof *wanted->at[i].ids);
        struct wanted_story copy = {.count = wanted->at[i].count};
        if (arena_copy(postponed->arena, ids, &ids))
            break;
        copy.ids = (const struct storage_id *)(const void *)ids.at;
        if (!list_push(postponed->arena, &postponed->wanted, copy))
            break;
    }
    return postponed->wanted.count > before;
}

bool postponed_begin(struct postponed *postponed, struct storage_write *group,
                     const struct wanted_list *wanted) {
    if (postponed->state == POSTPONED_NONE)
        *postponed = (struct postponed){.arena = arena_new(ARENA_LIMIT)};
    uint32_t before = postponed->wanted.count;
    if (!postponed->arena || !add_wanted(postponed, wanted)) {
        if (postponed->state == POSTPONED_NONE)
            arena_free(postponed->arena);
        return false;
    }
    postponed->state = POSTPONED_COMPARING;
    postponed->times++;
    postponed->group = group;
    postponed->untold = 0;
    for (struct storage_write *write = group; write; write = write->next) {
        write->is_postponed = true;
        postponed->untold++;
    }
    postponed->next = before;
    postponed->unfinished = postponed->wanted.count - before;
    return true;
}

void postponed_compare(struct storage *storage, struct arena *work,
                       const struct postponed *postponed, uint32_t task,
                       struct forecast *ret_forecast) {
    forecast_make_wanted(storage, work, &postponed->wanted.at[task], postponed->group,
                         ret_forecast);
}

bool postponed_finish(struct postponed *postponed, uint32_t task, const struct forecast *forecast) {
    postponed->forecasts[task] = *forecast;
    postponed->bytes += forecast->arena ? arena_used(forecast->arena) : 0;
    if (!forecast->arena || postponed->bytes > BYTES_MAX)
        postponed->is_in_vain = true;
    if (--postponed->unfinished > 0)
        return false;
    postponed->state = POSTPONED_RETURNED;
    return true;
}

bool postponed_told(struct postponed *postponed) {
    if (--postponed->untold > 0)
        return false;
    for (uint32_t i = 0; i < postponed->wanted.count; i++)
        forecast_done(&postponed->forecasts[i]);
    arena_free(postponed->arena);
    *postponed = (struct postponed){.state = POSTPONED_NONE};
    return true;
}
