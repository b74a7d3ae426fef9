/* Multilinear hashing (Lemire and Kaser 2014): every value has its own odd multiplier and all
 * products are independent, so that the processor computes them side by side.
 */
#include "analysis/language/features.h"

#include <string.h>

#define K1 UINT64_C(0x9E3779B97F4A7C15)
#define K2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define K3 UINT64_C(0x165667B19E3779F9)
#define K4 UINT64_C(0xD6E8FEB86659FD93)
#define K5 UINT64_C(0xD1B54A32D192ED03)

static inline uint64_t value_at(const uint32_t *const *rows, uint32_t value) {
    return rows[value / ATTRIBUTE_COUNT][value % ATTRIBUTE_COUNT];
}

const struct attributes attributes_none;

void features_hash(const struct feature_template *templates, uint32_t count,
                   const uint32_t *const *rows, uint64_t *ret_hashes) {
    for (uint32_t i = 0; i < count; i++) {
        const uint16_t *values = templates[i].values;
        uint64_t name; /* of the template: all its values, wherever it stands in its table */
        memcpy(&name, values, sizeof name);
        uint64_t sum = K5 * name + K1 * value_at(rows, values[0]) + K2 * value_at(rows, values[1]) +
                       K3 * value_at(rows, values[2]) + K4 * value_at(rows, values[3]);
        sum = (sum ^ (sum >> 32)) * K1;
        ret_hashes[i] = sum ^ (sum >> 32);
    }
}
