#include "analysis/language/linear.h"

#include "base/large_memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    CACHE_LINE = 64,
    CHECK_SHIFT = 7,  /* of sparse_slot.check_count */
    ROW_CLASSES = 16, /* rows are whole multiples of so many, added at once */
    LINE_CLASSES = CACHE_LINE / sizeof(int16_t),
    ROW_SHARE = 4, /* a list becomes a row when it is longer than a quarter of one */
};

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

/* ---- layout ---------------------------------------------------------------------------------- */

static uint32_t row_length(uint32_t class_count) {
    return (class_count + ROW_CLASSES - 1) / ROW_CLASSES * ROW_CLASSES;
}

static bool becomes_row(uint32_t count, uint32_t class_count) {
    return count * ROW_SHARE > row_length(class_count);
}

static size_t count_rows(const struct sparse_slot *slots, size_t slot_count, uint32_t class_count) {
    size_t rows = 0;
    for (size_t i = 0; i < slot_count; i++)
        rows += becomes_row(slots[i].check_count & (LINEAR_CLASSES - 1), class_count);
    return rows;
}

static void fill_row(const int16_t *weights, uint32_t count, int16_t *row) {
    for (uint32_t k = 0; k < count; k++) {
        int16_t *cell = &row[weights[k] & (LINEAR_CLASSES - 1)];
        *cell = (int16_t)(*cell + (weights[k] >> CHECK_SHIFT));
    }
}

static void fill_sparse(const struct sparse_slot *slots, uint32_t class_count,
                        struct sparse_model *model) {
    uint32_t rows = 0;
    for (uint32_t i = 0; i < model->size; i++) {
        struct sparse_slot slot = slots[i];
        uint32_t count = slot.check_count & (LINEAR_CLASSES - 1);
        if (becomes_row(count, class_count)) {
            fill_row(model->weights + slot.first, count, model->rows + rows);
            slot = (struct sparse_slot){slot.check_count | SPARSE_ROW, rows};
            rows += model->row_length;
        }
        model->slots[i] = slot;
        if (slot.check_count != 0)
            model->tags[i] = slot_tag(slot.check_count >> CHECK_SHIFT);
    }
    slot_tags_close(model->tags, model->size);
}

bool sparse_model_open(const struct sparse_slot *slots, size_t slot_count, const int16_t *weights,
                       uint32_t class_count, struct sparse_model *ret_model) {
    size_t cells = count_rows(slots, slot_count, class_count) * row_length(class_count);
    *ret_model = (struct sparse_model){
        .weights = weights, .size = (uint32_t)slot_count, .row_length = row_length(class_count)};
    if (cells > UINT32_MAX)
        return false;

    ret_model->tags = slot_tags_new(slot_count);
    ret_model->slots = large_memory_new(slot_count * sizeof *slots);
    ret_model->rows = large_memory_new(cells * sizeof(int16_t));
    if (!ret_model->tags || !ret_model->slots || !ret_model->rows)
        return false;

    memset(ret_model->rows, 0, cells * sizeof(int16_t));
    fill_sparse(slots, class_count, ret_model);
    return true;
}

void sparse_model_done(struct sparse_model *model) {
    free(model->tags);
    free(model->slots);
    free(model->rows);
    *model = (struct sparse_model){.size = 0};
}

/* ---- scoring --------------------------------------------------------------------------------- */

static inline uint32_t wrap(uint32_t at, uint32_t size) {
    return at < size ? at : at % size;
}

/* Moves the probe on to the first slot with its tag, from where it stands and before a free one;
 * false when there is none. */
static inline bool probe_move(const uint8_t *tags, uint32_t size, struct slot_probe *probe) {
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

void sparse_ask(const struct sparse_model *model, const uint64_t *hashes, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&model->tags[linear_home(hashes[i], model->size)]);
}

void sparse_probe(const struct sparse_model *model, const uint64_t *hashes, uint32_t count,
                  struct sparse_found *found) {
    assert(count + found->probe_count <= SPARSE_FEATURES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct slot_probe probe = {linear_home(hashes[i], model->size), sparse_check(hashes[i])};
        bool here = probe_move(model->tags, model->size, &probe);
        __builtin_prefetch(&model->slots[probe.at]);
        found->probes[found->probe_count] = probe;
        found->probe_count += here;
    }
}

static inline struct sparse_slot sparse_slot_of(const struct sparse_model *model,
                                                struct slot_probe probe) {
    while (model->slots[probe.at].check_count >> CHECK_SHIFT != probe.check) {
        probe.at = linear_next(probe.at, model->size);
        if (!probe_move(model->tags, model->size, &probe))
            return (struct sparse_slot){0, 0};
    }
    return model->slots[probe.at];
}

/* A feature is a row, a list or nothing, as chance will have it: writing it down as both and
 * counting one costs less than a branch. */
void sparse_find(const struct sparse_model *model, struct sparse_found *found) {
    uint32_t rows = found->row_count;
    uint32_t lists = found->list_count;
    for (uint32_t i = 0; i < found->probe_count; i++) {
        struct sparse_slot slot = sparse_slot_of(model, found->probes[i]);
        uint32_t count = slot.check_count & (LINEAR_CLASSES - 1);
        bool is_row = count == SPARSE_ROW;
        const int16_t *weights = is_row ? model->rows : model->weights;
        __builtin_prefetch(weights + slot.first);
        found->rows[rows] = slot.first;
        found->lists[lists] = (struct sparse_slot){count, slot.first};
        rows += is_row;
        lists += !is_row && count > 0;
    }
    for (uint32_t i = found->row_count; i < rows; i++)
        for (uint32_t k = LINE_CLASSES; k < model->row_length; k += LINE_CLASSES)
            __builtin_prefetch(&model->rows[found->rows[i] + k]);
    found->row_count = rows;
    found->list_count = lists;
    found->probe_count = 0;
}

static void add_list(const int16_t *weights, uint32_t count, int16_t *sums) {
    for (uint32_t k = 0; k < count; k++) {
        int16_t *sum = &sums[weights[k] & (LINEAR_CLASSES - 1)];
        *sum = (int16_t)(*sum + (weights[k] >> CHECK_SHIFT));
    }
}

/* Sixteen sums of 16 bits, in one register or two; unsigned, so that a model of nonsense wraps. */
typedef uint16_t row_part __attribute__((vector_size(ROW_CLASSES * sizeof(int16_t)), aligned(16)));

/* Adds the rows, some classes after the others, so that their sums stay in registers. */
__attribute__((always_inline)) static inline void add_rows(const int16_t *rows, uint32_t row_length,
                                                           const struct sparse_found *found,
                                                           int16_t *sums) {
    for (uint32_t from = 0; from < row_length; from += ROW_CLASSES) {
        row_part part;
        memcpy(&part, sums + from, sizeof part);
        for (uint32_t i = 0; i < found->row_count; i++)
            part += *(const row_part *)(const void *)(rows + found->rows[i] + from);
        memcpy(sums + from, &part, sizeof part);
    }
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void add_rows_wide(const int16_t *rows, uint32_t row_length,
                                                          const struct sparse_found *found,
                                                          int16_t *sums) {
    add_rows(rows, row_length, found, sums);
}

static void add_all_rows(const struct sparse_model *model, const struct sparse_found *found,
                         int16_t *sums) {
    if (__builtin_cpu_supports("avx2"))
        add_rows_wide(model->rows, model->row_length, found, sums);
    else
        add_rows(model->rows, model->row_length, found, sums);
}
#else
static void add_all_rows(const struct sparse_model *model, const struct sparse_found *found,
                         int16_t *sums) {
    add_rows(model->rows, model->row_length, found, sums);
}
#endif

void sparse_add(const struct sparse_model *model, const struct sparse_found *found,
                int32_t *scores) {
    int16_t sums[LINEAR_CLASSES] = {0};
    for (uint32_t i = 0; i < found->list_count; i++)
        add_list(model->weights + found->lists[i].first, found->lists[i].check_count, sums);
    add_all_rows(model, found, sums);
    for (uint32_t i = 0; i < model->row_length; i++)
        scores[i] += sums[i];
}

/* ---- turns ----------------------------------------------------------------------------------- */

static void hash_turn(struct sparse_turns *turns, uint32_t turn) {
    struct sparse_ahead *ahead = &turns->ahead[turn % SPARSE_AHEAD];
    if (turn >= turns->count)
        return;
    ahead->count = turns->features(turns->subject, turn, ahead->hashes);
    sparse_ask(turns->model, ahead->hashes, ahead->count);
}

static void probe_turn(struct sparse_turns *turns, uint32_t turn) {
    struct sparse_ahead *ahead = &turns->ahead[turn % SPARSE_AHEAD];
    if (turn >= turns->count)
        return;
    sparse_found_clear(&ahead->found);
    sparse_probe(turns->model, ahead->hashes, ahead->count, &ahead->found);
}

static void find_turn(struct sparse_turns *turns, uint32_t turn) {
    if (turn < turns->count)
        sparse_find(turns->model, sparse_found_of(turns, turn));
}

void sparse_turns_start(struct sparse_turns *turns) {
    for (uint32_t turn = 0; turn < 3; turn++)
        hash_turn(turns, turn);
    probe_turn(turns, 0);
    probe_turn(turns, 1);
    find_turn(turns, 0);
}

void sparse_turns_hash(struct sparse_turns *turns, uint32_t turn) {
    hash_turn(turns, turn + 3);
}

void sparse_turns_probe(struct sparse_turns *turns, uint32_t turn) {
    probe_turn(turns, turn + 2);
}

void sparse_turns_find(struct sparse_turns *turns, uint32_t turn) {
    find_turn(turns, turn + 1);
}
