#include "base/large_memory.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 };

void *large_memory_new(size_t size) {
    size_t alignment = size < HUGE_PAGE ? LARGE_MEMORY_ALIGNMENT : HUGE_PAGE;
    size_t rounded = (size + alignment) / alignment * alignment; /* as aligned_alloc wants it */
    void *memory = aligned_alloc(alignment, rounded);
    if (memory && alignment == HUGE_PAGE)
        (void)madvise(memory, size / HUGE_PAGE * HUGE_PAGE,
                      MADV_HUGEPAGE); /* small pages do as well */
    return memory;
}
