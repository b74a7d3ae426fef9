/* The threads that compare ahead of the writer: ahead.c tells how. */
#pragma once

#include "storage/store.h"

/* Starts them, once; without memory or threads the writer compares. */
void ahead_start(struct storage *storage);

/* Lets them finish what waits, which the writer must still be there for. */
void ahead_stop(struct storage *storage);

/* Once the writer has stopped, too. */
void ahead_free(struct storage *storage);

/* Writes that have not been handed to the writer yet. */
uint32_t ahead_waiting(struct storage *storage);

/* On the writer thread, for each write once it has ended. */
void ahead_told(struct storage *storage, const struct storage_write *write);

/* On the writer thread: may the group stand back until its stories are compared (postponed.h)? And
 * it does, for those of the writer's list. False: the writer is to go on. */
bool ahead_may_postpone(struct storage *storage, const struct storage_write *group);
bool ahead_postpone(struct storage *storage, struct storage_write *group);
