/* A chain of blocks, each twice as large as the one before up to a cap; allocation is a bump of the
 * newest block. Large requests get a block of their own. The first block comes with the arena
 * itself.
 */
#include "base/arena.h"

#include "base/error.h"
#include "base/idle_memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define ARENA_REDZONE 16
#else
#define ARENA_REDZONE 0
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

enum {
    ARENA_ALIGN = 16,
    ARENA_FIRST_BLOCK = 4 * 1024,
    ARENA_LARGEST_BLOCK = 1024 * 1024,
    ARENA_SPARING_BLOCK = 8 * 1024,
    ARENA_PRINTF_BRIEF = 128
};

struct arena_block {
    struct arena_block *older;
    size_t size; /* of `bytes` */
    size_t used;
    _Alignas(ARENA_ALIGN) char bytes[];
};

struct arena {
    struct arena_block *newest;
    size_t limit;
    size_t used;
    size_t next_block;
    bool is_sparing; /* of the room in its blocks */
    bool is_full;    /* the limit has refused something */
    _Alignas(ARENA_ALIGN) char first[sizeof(struct arena_block) + ARENA_FIRST_BLOCK];
};

static void block_begin(struct arena *arena, struct arena_block *block, size_t size) {
    block->size = size;
    block->older = arena->newest;
    arena->newest = block;
    ASAN_POISON_MEMORY_REGION(block->bytes, size);
}

struct arena *arena_new(size_t limit) {
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        return NULL;

    arena->limit = limit;
    arena->next_block = 2 * ARENA_FIRST_BLOCK;
    block_begin(arena, (struct arena_block *)(void *)arena->first, ARENA_FIRST_BLOCK);
    return arena;
}

struct arena *arena_new_sparing(size_t limit) {
    struct arena *arena = arena_new(limit);
    if (arena)
        arena->is_sparing = true;
    return arena;
}

static void block_leave(struct arena_block *block) {
    ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
    idle_memory_leave(block, sizeof *block + block->size, sizeof *block + block->used);
}

/* Leaves the oldest, which is the arena's own. */
static void blocks_leave(struct arena *arena) {
    while (arena->newest->older) {
        struct arena_block *block = arena->newest;
        arena->newest = block->older;
        block_leave(block);
    }
}

void arena_free(struct arena *arena) {
    if (!arena)
        return;
    blocks_leave(arena);
    ASAN_UNPOISON_MEMORY_REGION(arena->newest->bytes, arena->newest->size);
    free(arena); /* and the oldest block in it */
}

void arena_clear(struct arena *arena) {
    blocks_leave(arena);
    ASAN_UNPOISON_MEMORY_REGION(arena->newest->bytes, arena->newest->used);
    memset(arena->newest->bytes, 0, arena->newest->used);
    ASAN_POISON_MEMORY_REGION(arena->newest->bytes, arena->newest->size);
    arena->newest->used = 0;
    arena->used = 0;
    arena->is_full = false;
    arena->next_block = 2 * ARENA_FIRST_BLOCK;
}

static struct arena_block *block_add(struct arena *arena, size_t need) {
    size_t size = arena->is_sparing ? ARENA_SPARING_BLOCK : arena->next_block;
    while (size < need && size < ARENA_LARGEST_BLOCK && !arena->is_sparing)
        size *= 2; /* few sizes, so that one fits another arena */
    size = size > need ? size : need;
    struct arena_block *block = idle_memory_take(sizeof *block + size);
    if (!block)
        return NULL;

    block_begin(arena, block, size);
    if (arena->next_block < ARENA_LARGEST_BLOCK)
        arena->next_block *= 2;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size) {
    assert(arena);
    if (size > arena->limit - arena->used) {
        arena->is_full = true;
        return NULL;
    }

    size_t need = (size + ARENA_REDZONE + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    struct arena_block *block = arena->newest;
    if (block->size - block->used < need) {
        block = block_add(arena, need);
        if (!block)
            return NULL;
    }

    void *at = block->bytes + block->used;
    block->used += need;
    arena->used += size;
    ASAN_UNPOISON_MEMORY_REGION(at, size);
    return at;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    return arena_alloc(arena, total);
}

size_t arena_limit(const struct arena *arena) {
    return arena->limit;
}

bool arena_is_full(const struct arena *arena) {
    return arena->is_full;
}

size_t arena_held(const struct arena *arena) {
    size_t held = sizeof *arena;
    for (const struct arena_block *block = arena->newest; block->older; block = block->older)
        held += sizeof *block + block->size;
    return held;
}

size_t arena_used(const struct arena *arena) {
    return arena->used;
}

int arena_copy(struct arena *arena, struct slice s, struct slice *ret_copy) {
    char *copy = arena_alloc(arena, s.length ? s.length : 1);
    if (!copy)
        return ERR_NO_MEMORY;

    if (s.length)
        memcpy(copy, s.at, s.length);
    *ret_copy = slice_of(copy, s.length);
    return 0;
}

int arena_printf(struct arena *arena, struct slice *ret_text, const char *format, ...) {
    char brief[ARENA_PRINTF_BRIEF]; /* most of what is printed: measured and made in one go */
    va_list list;
    va_start(list, format);
    int length = vsnprintf(brief, sizeof brief, format, list);
    va_end(list);
    if (length < 0)
        return ERR_FAILED;

    char *text = arena_alloc(arena, (size_t)length + 1);
    if (!text)
        return ERR_NO_MEMORY;

    if ((size_t)length < sizeof brief) {
        memcpy(text, brief, (size_t)length + 1);
    } else {
        va_start(list, format);
        (void)vsnprintf(text, (size_t)length + 1, format, list); /* measured just above */
        va_end(list);
    }
    *ret_text = slice_of(text, (size_t)length);
    return 0;
}

bool arena_grow(struct arena *arena, void **at, uint32_t *capacity, uint32_t count, size_t size) {
    uint32_t larger = *capacity ? *capacity * 2 : 16;
    if (larger <= *capacity)
        return false;

    void *grown = arena_alloc_array(arena, larger, size);
    if (!grown)
        return false;

    if (count)
        memcpy(grown, *at, (size_t)count * size);
    *at = grown;
    *capacity = larger;
    return true;
}
