/* Small blocks are cut from an arena; what is freed of them waits in a list of its size to be used
 * again. Large ones, which are buffers that grow, are malloc's and stand in a list of their own.
 * Each block has a head that says which it is, because libxml2 frees by one function what was taken
 * in a parse and what was taken outside of any.
 */
#include "base/xml_memory.h"

#include "base/arena.h"
#include "base/error.h"

#include <assert.h>
#include <libxml/catalog.h>
#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

enum {
    LARGE_BLOCK = 16 * 1024,
    STEP = 16, /* sizes of small blocks up to FINE go by it, larger ones are powers of two */
    FINE = 1024,
    SIZES = FINE / STEP + 5,
};

struct block {
    size_t size;
    struct xml_memory *owner; /* NULL: taken outside of any parse */
    _Alignas(16) char bytes[];
};

/* Before the block, in a list without an end that begins and ends in its owner. */
struct large {
    struct large *previous;
    struct large *next;
};

struct xml_memory {
    struct arena *arena;
    struct block *idle[SIZES]; /* each has the next one's address in its first bytes */
    struct large large;
    size_t left; /* for large blocks */
    jmp_buf out;
};

static _Thread_local struct xml_memory *current;

static struct block *block_of(void *at) {
    return (struct block *)(void *)((char *)at - offsetof(struct block, bytes));
}

/* Which list, and the size of the blocks in it. */
static unsigned size_class(size_t size, size_t *ret_size) {
    if (size <= FINE) {
        *ret_size = size ? (size + STEP - 1) / STEP * STEP : STEP;
        return (unsigned)(*ret_size / STEP);
    }
    unsigned class = FINE / STEP + 1;
    for (*ret_size = 2 * FINE; *ret_size < size; *ret_size *= 2)
        class ++;
    return class;
}

static struct block *take_small(struct xml_memory *memory, size_t *size) {
    struct block **idle = &memory->idle[size_class(*size, size)];
    struct block *block = *idle;
    if (!block)
        return arena_alloc(memory->arena, sizeof *block + *size);
    memcpy(idle, block->bytes, sizeof *idle);
    return block;
}

static void leave_small(struct block *block) {
    size_t size;
    struct block **idle = &block->owner->idle[size_class(block->size, &size)];
    memcpy(block->bytes, idle, sizeof *idle);
    *idle = block;
}

static struct block *take_large(struct xml_memory *memory, size_t size) {
    size_t all = size + sizeof(struct large) + sizeof(struct block);
    struct large *large = all <= memory->left ? malloc(all) : NULL;
    if (!large)
        return NULL;
    memory->left -= all;
    large->previous = &memory->large;
    large->next = memory->large.next;
    large->next->previous = large;
    memory->large.next = large;
    return (struct block *)(void *)(large + 1);
}

static void leave_large(struct block *block) {
    struct large *large = (struct large *)(void *)block - 1;
    block->owner->left += block->size + sizeof(struct large) + sizeof(struct block);
    large->previous->next = large->next;
    large->next->previous = large->previous;
    free(large);
}

static void *take(size_t size) {
    struct block *block = NULL;
    if (size > SIZE_MAX / 2)
        block = NULL;
    else if (!current)
        block = malloc(sizeof *block + size);
    else if (size > LARGE_BLOCK)
        block = take_large(current, size);
    else
        block = take_small(current, &size);
    if (!block && current)
        longjmp(current->out, 1);
    if (!block)
        return NULL;
    block->size = size;
    block->owner = current;
    return block->bytes;
}

static void leave(void *at) {
    struct block *block = at ? block_of(at) : NULL;
    if (block && !block->owner)
        free(block);
    else if (block && block->size > LARGE_BLOCK)
        leave_large(block);
    else if (block)
        leave_small(block);
}

static void *take_again(void *at, size_t size) {
    if (at && block_of(at)->size >= size)
        return at;
    void *larger = take(size);
    if (larger && at) {
        memcpy(larger, at, block_of(at)->size);
        leave(at);
    }
    return larger;
}

static char *take_copy(const char *text) {
    size_t size = strlen(text) + 1; /* it is libxml2 that counts so, and asks for it */
    char *copy = take(size);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

/* Before main: no block may be older than the functions that free it, and what libxml2 keeps for
 * the whole process is taken now. A document may not name catalogues to be loaded: they would be
 * kept for ever, and read from wherever it says. */
__attribute__((constructor)) static void take_over(void) {
    (void)xmlMemSetup(leave, take, take_again, take_copy); /* fails only for NULL */
    xmlInitParser();
    xmlCatalogSetDefaults(XML_CATA_ALLOW_NONE);
}

struct xml_memory *xml_memory_new(size_t limit) {
    struct xml_memory *memory = calloc(1, sizeof *memory);
    if (!memory)
        return NULL;
    memory->arena = arena_new(limit);
    if (!memory->arena) {
        free(memory);
        return NULL;
    }
    memory->large = (struct large){&memory->large, &memory->large};
    memory->left = limit;
    return memory;
}

void xml_memory_free(struct xml_memory *memory) {
    if (!memory)
        return;
    for (struct large *large = memory->large.next; large != &memory->large;) {
        struct large *next = large->next;
        free(large);
        large = next;
    }
    arena_free(memory->arena);
    free(memory);
}

int xml_within(struct xml_memory *memory, int (*body)(void *context), void *context) {
    volatile int result = ERR_NO_MEMORY;
    assert(!current); /* a parse inside a parse is a bug of ours */
    current = memory;
    if (setjmp(memory->out) == 0)
        result = body(context);
    xmlResetLastError(); /* libxml2 keeps it for the thread: its words must not outlive the memory
                          */
    current = NULL;
    return result;
}
