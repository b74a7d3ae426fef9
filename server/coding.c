#include "server/coding.h"

#include "server/negotiate.h"

#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum {
    ZSTD_EFFORT = 3, /* both: about a tenth of JSON is left, at a hundred MB/s and more */
    GZIP_EFFORT = 4,
    GZIP_WINDOW = 15 + 16, /* 15 bits, and 16 asks zlib for gzip's header */
    GZIP_MEMORY = 8,
};

static const char *const names[] = {NULL, "gzip", "zstd"};

const char *coding_name(enum coding coding) {
    return names[coding];
}

enum coding coding_of_answer(struct slice accept_encoding) {
    enum coding best = CODING_NONE;
    int quality = 0;
    if (!accept_encoding.length)
        return CODING_NONE;
    for (enum coding coding = CODING_GZIP; coding <= CODING_ZSTD; coding++) {
        int given = accept_quality(accept_encoding, slice_from_cstr(names[coding]));
        if (given && given >= quality) {
            quality = given;
            best = coding;
        }
    }
    return best;
}

static size_t apply_zstd(struct slice from, char *to, size_t room) {
    size_t length = ZSTD_compress(to, room, from.at, from.length, ZSTD_EFFORT);
    return ZSTD_isError(length) ? 0 : length;
}

static size_t apply_gzip(struct slice from, char *to, size_t room) {
    z_stream stream = {0};
    if (from.length > UINT32_MAX || deflateInit2(&stream, GZIP_EFFORT, Z_DEFLATED, GZIP_WINDOW,
                                                 GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    stream.next_in = (Bytef *)(uintptr_t)from.at; /* zlib does not write there */
    stream.avail_in = (uInt)from.length;
    stream.next_out = (Bytef *)to;
    stream.avail_out = (uInt)room;
    int result = deflate(&stream, Z_FINISH);
    size_t length = room - stream.avail_out;
    (void)deflateEnd(&stream); /* complains only of what was not finished */
    return result == Z_STREAM_END ? length : 0;
}

bool coding_apply(enum coding coding, struct buffer *content) {
    struct slice from = buffer_slice(content);
    char *to = malloc(from.length); /* what does not fit here is not smaller */
    size_t length = 0;
    if (to && coding == CODING_ZSTD)
        length = apply_zstd(from, to, from.length);
    else if (to && coding == CODING_GZIP)
        length = apply_gzip(from, to, from.length);
    if (length) {
        buffer_clear(content);
        buffer_append(content, slice_of(to, length));
    }
    free(to);
    return length > 0;
}
