/* Memory for tables of megabytes that are read at random all the time. */
#pragma once

#include <stddef.h>

enum { LARGE_MEMORY_ALIGNMENT = 64 }; /* a cache line */

/* `size` bytes, aligned to LARGE_MEMORY_ALIGNMENT, their content undefined; in huge pages where the
 * system has them, so that finding a page costs less. Free with free(). NULL without memory. */
void *large_memory_new(size_t size);
