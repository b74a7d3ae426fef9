/* What several claimd over one store agree on: who writes, and what the others have written.
 *
 * One row of the store (`shared`) is locked by each writing transaction before it reads anything
 * and changed by it last. So writing transactions of all processes stand in one line, as those of
 * one process do; each sees what the one before has written, its events have the next numbers, and
 * they become visible in that order. The row counts transactions: a process that finds another
 * count than it left reads anew what it keeps in memory (the counts of terms).
 *
 * A thread of each process listens for commits of the others, so that streams, long polls and hooks
 * wake up; what was missed while the connection was down is found by its number when it is back.
 *
 * On SQLite, which one process has for itself, all of this is nothing.
 */
#pragma once

#include "storage/storage.h"

/* ---- around a group's transaction, on the writer thread */

/* Opens the transaction; first the connection, where it broke. */
int shared_begin(struct storage *storage);

/* The last deed before the commit. */
int shared_leave(struct storage *storage);

/* After the commit. */
void shared_committed(struct storage *storage);

/* The transaction was rolled back: nothing that is in memory counts. */
void shared_forget(struct storage *storage);

/* ---- listener.c */

/* Starts to listen, where there may be others. Returns 0 or ERR_NO_MEMORY. */
int listener_start(struct storage *storage);
void listener_stop(struct storage *storage);
