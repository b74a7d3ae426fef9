/* The container of every trained model and compiled lexicon: a header, a table of sections, the
 * sections. It is used as it lies in memory, so that opening costs one checksum and no parsing.
 *
 *     offset  size
 *          0     8  magic "CLAIMD\r\n" (a transfer in text mode breaks it)
 *          8     8  kind, padded with NUL: "language", "gazette", "wordnet"
 *         16     4  version of the kind's layout
 *         20     4  number of sections
 *         24     8  size of the whole file
 *         32     8  XXH3-64 of the whole file with these eight bytes left out
 *         40     8  zero
 *         48  16×n  per section: offset and length in bytes (64 bits each)
 *
 * Numbers are little-endian. Sections begin at multiples of 64 bytes, in order, apart from each
 * other; gaps are zero. The checksum proves accident, not malice: readers still check every index
 * that they follow.
 */
#pragma once

#include "base/buffer.h"
#include "base/slice.h"

#include <stdint.h>

enum { MODEL_KIND_SIZE = 8, MODEL_ALIGNMENT = 64, MODEL_SECTIONS = 64 };

struct model_section {
    uint64_t offset;
    uint64_t length;
};

struct model_file {
    const unsigned char *at;
    const struct model_section *sections;
    uint32_t section_count;
};

/* Checks all of the above and that kind and version are the wanted ones. `bytes` must be aligned to
 * 8 bytes (a mapping is) and outlive the result. Returns 0 or ERR_INVALID with one static sentence
 * in *ret_why ("is damaged: the checksum differs"). */
int model_file_open(const void *bytes, size_t size, const char *kind, uint32_t version,
                    struct model_file *ret_file, const char **ret_why);

/* Section `index` as an array of elements of `element_size` bytes. Returns 0, ERR_NOT_FOUND, or
 * ERR_INVALID when the length is no multiple of it. */
int model_file_section(const struct model_file *file, uint32_t index, size_t element_size,
                       const void **ret_at, size_t *ret_count);

/* Appends a whole file to `out`, which must be empty. Returns 0, ERR_TOO_LARGE or ERR_NO_MEMORY. */
int model_file_write(const char *kind, uint32_t version, const struct slice *sections,
                     uint32_t section_count, struct buffer *out);
