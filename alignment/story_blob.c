/* A signature as bytes: a header of eight little-endian 32-bit words (magic, version, three days,
 * three counts), then terms of 16 bytes, shingles and anchors of 8. The reader trusts nothing: it
 * checks the exact length, the order of hashes, kinds and weights. */
#include "alignment/story.h"
#include "base/error.h"

#include <endian.h>
#include <math.h>

enum {
    BLOB_MAGIC = 0x47495343, /* "CSIG" */
    BLOB_VERSION = 2,
    BLOB_OLDEST = 1, /* does not tell how rare words are */
    OLD_NAME = 168,  /* what is taken for it: the mean of names … */
    OLD_OTHER = 126, /* … and of others */
    HEADER_SIZE = 32,
    TERM_SIZE = 16,
    HASH_SIZE = 8,
};

static void put32(char *at, uint32_t value) {
    for (int i = 0; i < 4; i++)
        at[i] = (char)(value >> (8 * i));
}

static void put64(char *at, uint64_t value) {
    put32(at, (uint32_t)value);
    put32(at + 4, (uint32_t)(value >> 32));
}

static uint32_t get32(const char *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

static uint64_t get64(const char *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return le64toh(value);
}

static size_t blob_size(uint32_t terms, uint32_t shingles, uint32_t anchors) {
    return HEADER_SIZE + (size_t)terms * TERM_SIZE + ((size_t)shingles + anchors) * HASH_SIZE;
}

int story_signature_write(struct arena *arena, const struct story_signature *signature,
                          struct slice *ret_bytes) {
    size_t size =
        blob_size(signature->term_count, signature->shingle_count, signature->anchor_count);
    char *bytes = arena_alloc(arena, size);
    if (!bytes)
        return ERR_NO_MEMORY;

    const uint32_t header[] = {
        BLOB_MAGIC,
        BLOB_VERSION,
        (uint32_t)signature->published_day,
        (uint32_t)signature->event_low,
        (uint32_t)signature->event_high,
        signature->term_count,
        signature->shingle_count,
        signature->anchor_count,
    };
    char *at = bytes;
    for (size_t i = 0; i < sizeof header / sizeof *header; i++, at += 4)
        put32(at, header[i]);
    for (uint32_t i = 0; i < signature->term_count; i++, at += TERM_SIZE) {
        uint32_t weight = 0;
        memcpy(&weight, &signature->terms[i].weight, sizeof weight);
        put64(at, signature->terms[i].hash);
        put32(at + 8, weight);
        at[12] = (char)signature->terms[i].kind;
        at[13] = (char)signature->terms[i].head;
        at[14] = (char)signature->terms[i].rarity;
        at[15] = 0;
    }
    for (uint32_t i = 0; i < signature->shingle_count; i++, at += HASH_SIZE)
        put64(at, signature->shingles[i]);
    for (uint32_t i = 0; i < signature->anchor_count; i++, at += HASH_SIZE)
        put64(at, signature->anchors[i]);
    *ret_bytes = slice_of(bytes, size);
    return 0;
}

static uint8_t old_rarity(const struct signature_term *term) {
    return term->kind == TERM_NAME ? OLD_NAME : OLD_OTHER;
}

static bool read_terms(const char *at, uint32_t version, struct story_signature *signature) {
    for (uint32_t i = 0; i < signature->term_count; i++, at += TERM_SIZE) {
        struct signature_term *term = &signature->terms[i];
        uint32_t weight = get32(at + 8);
        memcpy(&term->weight, &weight, sizeof weight);
        term->hash = get64(at);
        term->kind = (uint8_t)at[12];
        term->head = (uint8_t)at[13];
        term->rarity = version == BLOB_OLDEST ? old_rarity(term) : (uint8_t)at[14];
        bool ordered = i == 0 || signature->terms[i - 1].hash < term->hash;
        if (!ordered || term->kind > TERM_YEAR || term->head > 1 || !isfinite(term->weight) ||
            term->weight < 0 || term->weight > 1e6f)
            return false;
    }
    return true;
}

static bool read_shingles(const char *at, struct story_signature *signature) {
    for (uint32_t i = 0; i < signature->shingle_count; i++, at += HASH_SIZE) {
        signature->shingles[i] = get64(at);
        if (i && signature->shingles[i - 1] >= signature->shingles[i])
            return false;
    }
    return true;
}

static bool header_fits(struct slice bytes, struct story_signature *signature) {
    if (bytes.length < HEADER_SIZE || get32(bytes.at) != BLOB_MAGIC ||
        get32(bytes.at + 4) < BLOB_OLDEST || get32(bytes.at + 4) > BLOB_VERSION)
        return false;
    signature->published_day = (day_number)get32(bytes.at + 8);
    signature->event_low = (day_number)get32(bytes.at + 12);
    signature->event_high = (day_number)get32(bytes.at + 16);
    signature->term_count = get32(bytes.at + 20);
    signature->shingle_count = get32(bytes.at + 24);
    signature->anchor_count = get32(bytes.at + 28);
    return signature->term_count <= SIGNATURE_TERMS_MAX &&
           signature->shingle_count <= SIGNATURE_SHINGLES_MAX &&
           signature->anchor_count <= SIGNATURE_ANCHORS_MAX &&
           bytes.length ==
               blob_size(signature->term_count, signature->shingle_count, signature->anchor_count);
}

int story_signature_read(struct arena *arena, struct slice bytes,
                         struct story_signature *ret_signature) {
    struct story_signature signature = {0};
    if (!header_fits(bytes, &signature))
        return ERR_INVALID;

    signature.terms = ARENA_ARRAY(arena, struct signature_term, signature.term_count + 1);
    signature.shingles = ARENA_ARRAY(arena, uint64_t, signature.shingle_count + 1);
    signature.anchors = ARENA_ARRAY(arena, uint64_t, signature.anchor_count + 1);
    if (!signature.terms || !signature.shingles || !signature.anchors)
        return ERR_NO_MEMORY;

    const char *shingles = bytes.at + HEADER_SIZE + (size_t)signature.term_count * TERM_SIZE;
    const char *anchors = shingles + (size_t)signature.shingle_count * HASH_SIZE;
    if (!read_terms(bytes.at + HEADER_SIZE, get32(bytes.at + 4), &signature) ||
        !read_shingles(shingles, &signature))
        return ERR_INVALID;

    for (uint32_t i = 0; i < signature.anchor_count; i++)
        signature.anchors[i] = get64(anchors + (size_t)i * HASH_SIZE);
    *ret_signature = signature;
    return 0;
}
