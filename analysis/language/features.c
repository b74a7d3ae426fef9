#include "analysis/language/features.h"

void features_hash(const struct feature_template *templates, uint32_t count,
                   const uint32_t *const *rows, uint64_t *ret_hashes) {
    for (uint32_t i = 0; i < count; i++) {
        const struct feature_template *template = &templates[i];
        uint64_t hash = UINT64_C(0xD1B54A32D192ED03) * (i + 1);
        for (uint32_t k = 0; k < template->count; k++) {
            uint32_t value = template->values[k];
            hash = feature_mix(hash, rows[value / ATTRIBUTE_COUNT][value % ATTRIBUTE_COUNT]);
        }
        ret_hashes[i] = feature_mix(hash, 0);
    }
}
