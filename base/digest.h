/* SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104), by nettle. */
#pragma once

#include "base/slice.h"

#include <nettle/sha2.h>

enum { DIGEST_SIZE = 32, DIGEST_HEX = 2 * DIGEST_SIZE };

struct digest {
    unsigned char at[DIGEST_SIZE];
};

/* Piece by piece: begin, add as often as needed, end. */
struct digest_state {
    struct sha256_ctx sha;
};

void digest_begin(struct digest_state *state);
void digest_add(struct digest_state *state, struct slice bytes);
struct digest digest_end(struct digest_state *state);

/* All at once. */
struct digest digest_of(struct slice bytes);
struct digest digest_hmac(struct slice key, struct slice bytes);

/* Lower-case hexadecimal digits and a NUL. */
void digest_hex(const struct digest *digest, char ret_hex[DIGEST_HEX + 1]);

/* In a time that does not tell where they differ. */
bool digest_equal(const struct digest *a, const struct digest *b);

/* ---- base64 (RFC 4648, section 4, with padding) ---------------------------------------------- */

#define BASE64_LENGTH(bytes) (((bytes) + 2) / 3 * 4)

/* Writes BASE64_LENGTH(bytes.length) characters, no NUL. */
void base64_write(struct slice bytes, char *ret_text);

/* Decodes into `ret_bytes` with room for text.length * 3 / 4 + 3 bytes. False for anything that is
 * not base64 with padding. */
bool base64_read(struct slice text, unsigned char *ret_bytes, size_t *ret_length);
