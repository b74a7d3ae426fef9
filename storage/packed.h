/* Large parts as one zstd frame (RFC 8878). */
#pragma once

#include "base/arena.h"

/* Returns 0, ERR_NO_MEMORY or ERR_TOO_LARGE. */
int packed_make(struct arena *arena, struct slice bytes, struct slice *ret_packed);

/* The same, with `work` for the room that packing takes: only the frame itself is in `arena`. */
int packed_keep(struct arena *work, struct arena *arena, struct slice bytes,
                struct slice *ret_packed);

/* ERR_INVALID for bytes that packed_make() did not write or that were damaged since. */
int packed_open(struct arena *arena, struct slice packed, struct slice *ret_bytes);

/* The same with a context that is kept from one frame to the next: making one costs as much as
 * opening a small frame. NULL at the beginning; ended by unpacker_free. One thread at a time. */
struct ZSTD_DCtx_s;
int packed_open_with(struct ZSTD_DCtx_s **unpacker, struct arena *arena, struct slice packed,
                     struct slice *ret_bytes);
void unpacker_free(struct ZSTD_DCtx_s *unpacker); /* takes NULL calmly */
