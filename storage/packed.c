#include "storage/packed.h"

#include "base/error.h"

#include <stdint.h>
#include <zstd.h>

/* Level 1 packs a 60 KB answer to an eighth; higher levels gain a tenth for three times the time.
 * The limit bounds what a damaged frame header can ask for. Frames carry a checksum: a page of the
 * file that was damaged since is an error and never another answer. Frames of before have none. */
enum { PACK_LEVEL = 1, SWIFT_LEVEL = -1, UNPACKED_MAX = 256 * 1024 * 1024 };

int packed_make_with(struct ZSTD_CCtx_s **packer, bool swift, struct arena *arena,
                     struct slice bytes, struct slice *ret_packed) {
    if (bytes.length > UNPACKED_MAX)
        return ERR_TOO_LARGE;

    size_t bound = ZSTD_compressBound(bytes.length);
    char *packed = arena_alloc(arena, bound);
    if (!packed)
        return ERR_NO_MEMORY;

    if (!*packer)
        *packer = ZSTD_createCCtx();
    if (!*packer)
        return ERR_NO_MEMORY;
    int level = swift ? SWIFT_LEVEL : PACK_LEVEL;
    (void)ZSTD_CCtx_setParameter(*packer, ZSTD_c_compressionLevel, level); /* both are known */
    (void)ZSTD_CCtx_setParameter(*packer, ZSTD_c_checksumFlag, 1);
    size_t length = ZSTD_compress2(*packer, packed, bound, bytes.at, bytes.length);
    if (ZSTD_isError(length))
        return ERR_NO_MEMORY; /* the buffer has the promised bound: only memory can be short */

    *ret_packed = slice_of(packed, length);
    return 0;
}

int packed_make(struct arena *arena, struct slice bytes, struct slice *ret_packed) {
    struct ZSTD_CCtx_s *packer = NULL;
    int error = packed_make_with(&packer, false, arena, bytes, ret_packed);
    packer_free(packer);
    return error;
}

void packer_free(struct ZSTD_CCtx_s *packer) {
    (void)ZSTD_freeCCtx(packer); /* fails for contexts of a fixed buffer only */
}

int packed_open_with(struct ZSTD_DCtx_s **unpacker, struct arena *arena, struct slice packed,
                     struct slice *ret_bytes) {
    unsigned long long length = ZSTD_getFrameContentSize(packed.at, packed.length);
    if (length == ZSTD_CONTENTSIZE_UNKNOWN || length == ZSTD_CONTENTSIZE_ERROR ||
        length > UNPACKED_MAX)
        return ERR_INVALID;

    if (!*unpacker)
        *unpacker = ZSTD_createDCtx();
    char *bytes = arena_alloc(arena, length ? (size_t)length : 1);
    if (!bytes || !*unpacker)
        return ERR_NO_MEMORY;

    size_t got = ZSTD_decompressDCtx(*unpacker, bytes, (size_t)length, packed.at, packed.length);
    if (ZSTD_isError(got) || got != length)
        return ERR_INVALID;

    *ret_bytes = slice_of(bytes, (size_t)length);
    return 0;
}

int packed_open(struct arena *arena, struct slice packed, struct slice *ret_bytes) {
    struct ZSTD_DCtx_s *unpacker = NULL;
    int error = packed_open_with(&unpacker, arena, packed, ret_bytes);
    unpacker_free(unpacker);
    return error;
}

void unpacker_free(struct ZSTD_DCtx_s *unpacker) {
    (void)ZSTD_freeDCtx(unpacker); /* fails for contexts of a fixed buffer only */
}
