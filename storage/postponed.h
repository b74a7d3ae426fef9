/* A group of writes that stands back. Its transaction found a story whose articles nobody has
 * compared: it is rolled back, so that no other write waits for a comparison, the threads of
 * ahead.c compare what was found wanting, and the group comes again, before all others. The
 * comparisons are found by the articles that they are about, so that they serve whatever the
 * transaction finds then. One group at a time stands back, and few times; else the writer compares.
 *
 * Called under ahead.c's lock, but postponed_compare. */
#pragma once

#include "storage/forecast.h"

enum postponed_state { POSTPONED_NONE, POSTPONED_COMPARING, POSTPONED_RETURNED };

struct postponed {
    enum postponed_state state;
    unsigned times;  /* that the group has stood back */
    bool is_in_vain; /* a comparison failed: the transaction is to meet the failure, and tell it */
    struct storage_write *group;
    uint32_t untold; /* writes of it that have not ended */
    struct arena *arena;
    struct wanted_list wanted;
    struct forecast *forecasts; /* of each wanted story */
    uint32_t next;              /* task, and how many have not ended */
    uint32_t unfinished;
    size_t bytes; /* of the forecasts */
};

/* May this group stand back? */
bool postponed_may(const struct postponed *postponed, const struct storage_write *group);

/* It does, until the stories of the list are compared. False: there is no memory. */
bool postponed_begin(struct postponed *postponed, struct storage_write *group,
                     const struct wanted_list *wanted);

/* Without the lock. */
void postponed_compare(struct storage *storage, struct arena *work,
                       const struct postponed *postponed, uint32_t task,
                       struct forecast *ret_forecast);

/* After postponed_compare. True after the last task: the group may come again. */
bool postponed_finish(struct postponed *postponed, uint32_t task, const struct forecast *forecast);

/* A write of the group has ended. True after the last. */
bool postponed_told(struct postponed *postponed);
