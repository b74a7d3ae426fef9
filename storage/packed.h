/* Large parts as one zstd frame (RFC 8878). */
#pragma once

#include "base/arena.h"

/* Returns 0, ERR_NO_MEMORY or ERR_TOO_LARGE. */
int packed_make(struct arena *arena, struct slice bytes, struct slice *ret_packed);

/* The same with a context that is kept from one frame to the next, as that of packed_open_with():
 * NULL at the beginning, ended by packer_free(). One thread at a time. `swift`: for what is kept in
 * memory, and opened more often than made: takes half the time to make and two thirds to open, and
 * a few bytes in a hundred more. */
struct ZSTD_CCtx_s;
int packed_make_with(struct ZSTD_CCtx_s **packer, bool swift, struct arena *arena,
                     struct slice bytes, struct slice *ret_packed);
void packer_free(struct ZSTD_CCtx_s *packer); /* takes NULL calmly */

/* ERR_INVALID for bytes that packed_make() did not write or that were damaged since. */
int packed_open(struct arena *arena, struct slice packed, struct slice *ret_bytes);

/* The same with a context that is kept from one frame to the next: making one costs as much as
 * opening a small frame. NULL at the beginning; ended by unpacker_free. One thread at a time. */
struct ZSTD_DCtx_s;
int packed_open_with(struct ZSTD_DCtx_s **unpacker, struct arena *arena, struct slice packed,
                     struct slice *ret_bytes);
void unpacker_free(struct ZSTD_DCtx_s *unpacker); /* takes NULL calmly */
