#include "tests/unit/refusal.h"

#include "base/arena.h"
#include "base/error.h"

#include <stdlib.h>

static _Thread_local bool watching;
static _Thread_local long asked;   /* since the watch began */
static _Thread_local long refused; /* which one; 0: none */

void refusal_watch(long which) {
    refused = which;
    asked = 0;
    watching = true;
}

long refusal_end(void) {
    watching = false;
    return asked;
}

static bool refuse(void) {
    return watching && ++asked == refused;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size) {
    return refuse() ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size) {
    return refuse() ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *at, size_t size);
void *__wrap_realloc(void *at, size_t size);
void *__wrap_realloc(void *at, size_t size) {
    return refuse() ? NULL : __real_realloc(at, size);
}

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size) {
    return refuse() ? NULL : __real_arena_alloc(arena, size);
}

void *__real_arena_alloc_array(struct arena *arena, size_t count, size_t size);
void *__wrap_arena_alloc_array(struct arena *arena, size_t count, size_t size);
void *__wrap_arena_alloc_array(struct arena *arena, size_t count, size_t size) {
    return refuse() ? NULL : __real_arena_alloc_array(arena, count, size);
}

int __real_arena_copy(struct arena *arena, struct slice s, struct slice *ret_copy);
int __wrap_arena_copy(struct arena *arena, struct slice s, struct slice *ret_copy);
int __wrap_arena_copy(struct arena *arena, struct slice s, struct slice *ret_copy) {
    return refuse() ? ERR_NO_MEMORY : __real_arena_copy(arena, s, ret_copy);
}

bool __real_arena_grow(struct arena *arena, void **at, uint32_t *capacity, uint32_t count,
                       size_t size);
bool __wrap_arena_grow(struct arena *arena, void **at, uint32_t *capacity, uint32_t count,
                       size_t size);
bool __wrap_arena_grow(struct arena *arena, void **at, uint32_t *capacity, uint32_t count,
                       size_t size) {
    return !refuse() && __real_arena_grow(arena, at, capacity, count, size);
}
