/* One arena per request: analysis and alignment allocate from it and never free; it dies whole.
 *
 * The arena is born with a limit and answers NULL beyond it (or when the system has no memory), so
 * that hostile input turns into ERR_NO_MEMORY and not into a dead process. Memory comes zeroed.
 * Under AddressSanitizer the tail behind each allocation is poisoned, so that overruns still show.
 *
 * An arena belongs to one thread at a time.
 */
#pragma once

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* NULL when out of memory. `limit` counts bytes handed out. The caller frees with arena_free. */
struct arena *arena_new(size_t limit);

/* The same for what is kept long and does not grow: its blocks stay small, so that it holds little
 * more than it hands out. */
struct arena *arena_new_sparing(size_t limit);

/* Takes NULL calmly. */
void arena_free(struct arena *arena);

/* Ends all that it holds, as if it were new. */
void arena_clear(struct arena *arena);

/* `size` zeroed bytes aligned for any type, or NULL at the limit. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements, or NULL at the limit or when the product overflows. */
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* What arena_new was given. */
size_t arena_limit(const struct arena *arena);

/* Did the limit, and not the machine, refuse something? */
bool arena_is_full(const struct arena *arena);

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

/* Bytes of memory that it holds for them. */
size_t arena_held(const struct arena *arena);

/* A copy of `s` in the arena. Returns 0 or ERR_NO_MEMORY. */
int arena_copy(struct arena *arena, struct slice s, struct slice *ret_copy);

/* printf into the arena, for short templates of ours (explanations, names). */
int arena_printf(struct arena *arena, struct slice *ret_text, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Growable lists: any struct with members `at`, `count`, `capacity` (both uint32_t) will do.
 *
 *     struct token_list { struct token *at; uint32_t count; uint32_t capacity; };
 *     if (!list_push(arena, &tokens, token)) return ERR_NO_MEMORY;
 */
bool arena_grow(struct arena *arena, void **at, uint32_t *capacity, uint32_t count, size_t size);

#define list_reserve(arena, list)                                                                  \
    ((list)->count < (list)->capacity ||                                                           \
     arena_grow((arena), (void **)&(list)->at, &(list)->capacity, (list)->count,                   \
                sizeof *(list)->at))

#define list_push(arena, list, value)                                                              \
    (list_reserve((arena), (list)) ? ((list)->at[(list)->count++] = (value), true) : false)
