/* The threads that compare ahead of the writer: ahead.c tells how. */
#pragma once

#include "storage/store.h"

/* Starts them, once; without memory or threads the writer compares. */
void ahead_start(struct storage *storage);

/* Lets them finish what waits, which the writer must still be there for. */
void ahead_stop(struct storage *storage);

/* Writes that have not been handed to the writer yet. */
uint32_t ahead_waiting(struct storage *storage);

/* On the writer thread, for each write that came this way, once it has ended. */
void ahead_told(struct storage *storage);
