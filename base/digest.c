#include "base/digest.h"

#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>

static const uint8_t *octets(struct slice bytes) {
    return (const uint8_t *)(bytes.at ? bytes.at : "");
}

void digest_begin(struct digest_state *state) {
    sha256_init(&state->sha);
}

void digest_add(struct digest_state *state, struct slice bytes) {
    sha256_update(&state->sha, bytes.length, octets(bytes));
}

struct digest digest_end(struct digest_state *state) {
    struct digest digest;
    sha256_digest(&state->sha, sizeof digest.at, digest.at);
    return digest;
}

struct digest digest_of(struct slice bytes) {
    struct digest_state state;
    digest_begin(&state);
    digest_add(&state, bytes);
    return digest_end(&state);
}

struct digest digest_hmac(struct slice key, struct slice bytes) {
    struct hmac_sha256_ctx context;
    struct digest digest;
    hmac_sha256_set_key(&context, key.length, octets(key));
    hmac_sha256_update(&context, bytes.length, octets(bytes));
    hmac_sha256_digest(&context, sizeof digest.at, digest.at);
    return digest;
}

void digest_hex(const struct digest *digest, char ret_hex[DIGEST_HEX + 1]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        ret_hex[2 * i] = digits[digest->at[i] >> 4];
        ret_hex[2 * i + 1] = digits[digest->at[i] & 15];
    }
    ret_hex[DIGEST_HEX] = '\0';
}

bool digest_equal(const struct digest *a, const struct digest *b) {
    return memeql_sec(a->at, b->at, DIGEST_SIZE) != 0;
}

void base64_write(struct slice bytes, char *ret_text) {
    base64_encode_raw(ret_text, bytes.length, octets(bytes));
}

bool base64_read(struct slice text, unsigned char *ret_bytes, size_t *ret_length) {
    struct base64_decode_ctx context;
    size_t length = BASE64_DECODE_LENGTH(text.length);
    base64_decode_init(&context);
    if (!base64_decode_update(&context, &length, ret_bytes, text.length, text.at ? text.at : "") ||
        !base64_decode_final(&context))
        return false;
    *ret_length = length;
    return true;
}
