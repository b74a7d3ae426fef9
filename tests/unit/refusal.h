/* One allocation refused: the first, the second, … the last. The linker puts refusal.c in the place
 * of malloc, calloc, realloc and of what hands out an arena's bytes, for all that is linked
 * statically: our own floors, and jansson and libxml2, which allocate through us. Only the thread
 * that watches is refused. */
#pragma once

/* Counts from here on, and refuses the `which`th; 0: none. */
void refusal_watch(long which);

/* Refuses no more; returns how many were asked for. */
long refusal_end(void);
