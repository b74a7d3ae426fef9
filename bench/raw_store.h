/* What the disk and SQLite do at best: the measures that the store is held against. */
#pragma once

/* Seconds of one fdatasync after a write of 4 KiB, the median of some, in `folder`. */
double raw_sync_seconds(const char *folder);

/* Copies `count` articles with all their rows from the store at `from` into the empty store at
 * `to`, 64 to a transaction, with nothing but INSERT statements; returns articles per second, 0
 * when it failed. Reading them counts too: it is little beside the writing. */
double raw_copy_rate(const char *from, const char *to, int count);

/* Prints the bytes of each table and index with its share, the largest first. */
void raw_print_parts(const char *path);
