#include "analysis/language/linear.h"

#include "analysis/language/features.h"

#include <assert.h>
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

bool sparse_model_tag(struct sparse_model *model) {
    model->tags = slot_tags_new(model->size);
    if (!model->tags)
        return false;

    for (uint32_t i = 0; i < model->size; i++)
        if (model->slots[i].check_count != 0)
            model->tags[i] = slot_tag(model->slots[i].check_count >> 7);
    slot_tags_close(model->tags, model->size);
    return true;
}

bool triple_model_tag(struct triple_model *model) {
    model->tags = slot_tags_new(model->size);
    if (!model->tags)
        return false;

    for (uint32_t i = 0; i < model->size; i++)
        if (model->slots[i].check != 0)
            model->tags[i] = slot_tag(model->slots[i].check);
    slot_tags_close(model->tags, model->size);
    return true;
}

/* A slot whose tag is that of a feature, and the check that proves it. */
struct probe {
    uint32_t at;
    uint32_t check;
};

static inline uint32_t wrap(uint32_t at, uint32_t size) {
    return at < size ? at : at % size;
}

/* Moves the probe on to the first slot with its tag, from where it stands and before a free one;
 * false when there is none. */
static inline bool probe_move(const uint8_t *tags, uint32_t size, struct probe *probe) {
    uint8_t tag = slot_tag(probe->check);
    struct tag_group group = tag_group_at(tags + probe->at, tag);
    while (!(group.same | group.free)) {
        probe->at = wrap(probe->at + SLOT_TAGS_GROUP, size);
        group = tag_group_at(tags + probe->at, tag);
    }
    uint32_t step = (uint32_t)__builtin_ctz(group.same | 1U << SLOT_TAGS_GROUP);
    probe->at = wrap(probe->at + step, size);
    return group.same != 0;
}

static void prefetch_tags(const uint8_t *tags, uint32_t size, const uint64_t *hashes,
                          uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&tags[linear_home(hashes[i], size)]);
}

static const struct sparse_slot *sparse_find(const struct sparse_model *model, struct probe probe) {
    while (model->slots[probe.at].check_count >> 7 != probe.check) {
        probe.at = linear_next(probe.at, model->size);
        if (!probe_move(model->tags, model->size, &probe))
            return NULL;
    }
    return &model->slots[probe.at];
}

void sparse_score(const struct sparse_model *model, const uint64_t *hashes, uint32_t count,
                  int32_t *scores) {
    struct probe probes[FEATURES_MAX];
    struct sparse_slot found[FEATURES_MAX];
    uint32_t probe_count = 0;
    uint32_t found_count = 0;
    assert(count <= FEATURES_MAX);
    prefetch_tags(model->tags, model->size, hashes, count);
    for (uint32_t i = 0; i < count; i++) {
        struct probe probe = {linear_home(hashes[i], model->size), sparse_check(hashes[i])};
        bool here = probe_move(model->tags, model->size, &probe);
        __builtin_prefetch(&model->slots[probe.at]);
        probes[probe_count] = probe;
        probe_count += here;
    }
    for (uint32_t i = 0; i < probe_count; i++) {
        const struct sparse_slot *slot = sparse_find(model, probes[i]);
        if (!slot)
            continue;
        __builtin_prefetch(&model->weights[slot->first]);
        found[found_count++] = *slot;
    }
    for (uint32_t i = 0; i < found_count; i++) {
        const int16_t *weights = model->weights + found[i].first;
        uint32_t length = found[i].check_count & (LINEAR_CLASSES - 1);
        for (uint32_t k = 0; k < length; k++)
            scores[weights[k] & (LINEAR_CLASSES - 1)] += weights[k] >> 7;
    }
}

static const struct triple_slot *triple_find(const struct triple_model *model, struct probe probe) {
    while (model->slots[probe.at].check != probe.check) {
        probe.at = linear_next(probe.at, model->size);
        if (!probe_move(model->tags, model->size, &probe))
            return NULL;
    }
    return &model->slots[probe.at];
}

void triple_score(const struct triple_model *model, const uint64_t *hashes, uint32_t count,
                  int32_t scores[3]) {
    struct probe probes[FEATURES_MAX];
    uint32_t probe_count = 0;
    assert(count <= FEATURES_MAX);
    prefetch_tags(model->tags, model->size, hashes, count);
    for (uint32_t i = 0; i < count; i++) {
        struct probe probe = {linear_home(hashes[i], model->size), triple_check(hashes[i])};
        bool here = probe_move(model->tags, model->size, &probe);
        __builtin_prefetch(&model->slots[probe.at]);
        probes[probe_count] = probe;
        probe_count += here;
    }
    for (uint32_t i = 0; i < probe_count; i++) {
        const struct triple_slot *slot = triple_find(model, probes[i]);
        for (uint32_t k = 0; slot && k < 3; k++)
            scores[k] += slot->weights[k];
    }
}
