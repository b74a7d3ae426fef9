/* Ids: 32 lower-case hexadecimal digits of xxh3-128, in its canonical (big-endian) form. */
#include "storage/storage.h"

#include "base/error.h"

#include <stdio.h>
#include <sys/random.h>
#include <xxhash.h>

bool storage_id_parse(struct slice text, struct storage_id *ret_id) {
    if (text.length != STORAGE_ID_LENGTH)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    memcpy(ret_id->hex, text.at, STORAGE_ID_LENGTH);
    ret_id->hex[STORAGE_ID_LENGTH] = '\0';
    return true;
}

struct storage_id storage_article_id(struct slice input) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(input.at, input.length));
    struct storage_id id = {0};
    for (size_t i = 0; i < sizeof canonical.digest; i++)
        (void)snprintf(id.hex + 2 * i, 3, "%02x", canonical.digest[i]); /* two digits and a NUL */
    return id;
}

int storage_id_random(struct storage_id *ret_id) {
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[STORAGE_ID_LENGTH];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return ERR_FAILED;
    for (size_t i = 0; i < sizeof bytes; i++)
        ret_id->hex[i] = digits[bytes[i] & 15];
    ret_id->hex[STORAGE_ID_LENGTH] = '\0';
    return 0;
}
