#include "analysis/language/linear.h"

#include <string.h>

bool sparse_model_valid(const struct sparse_slot *slots, size_t slot_count, const int16_t *weights,
                        size_t weight_count, uint32_t class_count) {
    if (slot_count > UINT32_MAX)
        return false;

    bool free_slot = false;
    for (size_t i = 0; i < slot_count; i++) {
        uint32_t count = slots[i].check_count & (LINEAR_CLASSES - 1);
        if (slots[i].check_count == 0)
            free_slot = true;
        else if (slots[i].first > weight_count || count > weight_count - slots[i].first)
            return false;
    }
    for (size_t i = 0; i < weight_count; i++)
        if ((uint32_t)(weights[i] & (LINEAR_CLASSES - 1)) >= class_count)
            return false;
    return free_slot;
}

bool triple_model_valid(const struct triple_slot *slots, size_t slot_count) {
    if (slot_count > UINT32_MAX)
        return false;

    static const struct triple_slot zero;
    bool free_slot = false;
    for (size_t i = 0; i < slot_count; i++) {
        if (slots[i].check != 0)
            continue;
        free_slot = true;
        if (memcmp(&slots[i], &zero, sizeof zero) != 0)
            return false;
    }
    return free_slot;
}

/* The first cache miss of every feature is under way before the first is waited for. */
void sparse_score(const struct sparse_model *model, const uint64_t *hashes, uint32_t count,
                  int32_t *scores) {
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&model->slots[linear_home(hashes[i], model->size)]);

    for (uint32_t i = 0; i < count; i++) {
        uint32_t check = sparse_check(hashes[i]);
        uint32_t at = linear_home(hashes[i], model->size);
        while (model->slots[at].check_count != 0 && model->slots[at].check_count >> 7 != check)
            at = linear_next(at, model->size);

        const int16_t *weights = model->weights + model->slots[at].first;
        uint32_t found = model->slots[at].check_count & (LINEAR_CLASSES - 1);
        for (uint32_t k = 0; k < found; k++)
            scores[weights[k] & (LINEAR_CLASSES - 1)] += weights[k] >> 7;
    }
}

void triple_score(const struct triple_model *model, const uint64_t *hashes, uint32_t count,
                  int32_t scores[3]) {
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&model->slots[linear_home(hashes[i], model->size)]);

    for (uint32_t i = 0; i < count; i++) {
        uint16_t check = triple_check(hashes[i]);
        uint32_t at = linear_home(hashes[i], model->size);
        while (model->slots[at].check != 0 && model->slots[at].check != check)
            at = linear_next(at, model->size);

        const struct triple_slot *slot = &model->slots[at];
        for (uint32_t k = 0; k < 3; k++)
            scores[k] += slot->weights[k]; /* a free slot's weights are zero */
    }
}
