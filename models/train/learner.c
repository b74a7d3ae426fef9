#include "models/train/learner.h"

#include "analysis/language/certain.h"
#include "analysis/language/linear.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_FEATURES = 1 << 16, FIRST_CELLS = 2 };

/* Longer lists become rows. */
enum { LIST_WEIGHTS = 15 };

struct cell {
    int64_t total;
    int32_t weight;
    uint32_t stamp;
    uint32_t class;
};

struct feature {
    uint64_t hash; /* 0: free */
    struct cell *cells;
    uint32_t count;
    uint32_t capacity;
    uint32_t updates;
    uint32_t since; /* the step from which it counts */
};

struct learner {
    struct feature *features;
    uint64_t capacity; /* a power of two */
    uint64_t count;
    uint32_t class_count;
    uint32_t step;
    uint32_t rare; /* features updated less often do not count */
};

struct learner *learner_new(uint32_t class_count, uint32_t rare) {
    struct learner *learner = calloc(1, sizeof *learner);
    if (!learner)
        return NULL;

    learner->features = calloc(FIRST_FEATURES, sizeof *learner->features);
    if (!learner->features) {
        free(learner);
        return NULL;
    }
    learner->capacity = FIRST_FEATURES;
    learner->class_count = class_count;
    learner->step = 1;
    learner->rare = rare;
    return learner;
}

void learner_free(struct learner *learner) {
    if (!learner)
        return;
    for (uint64_t i = 0; i < learner->capacity; i++)
        free(learner->features[i].cells);
    free(learner->features);
    free(learner);
}

static struct feature *place_of(const struct learner *learner, uint64_t hash) {
    uint64_t at = hash >> 20 & (learner->capacity - 1);
    while (learner->features[at].hash != 0 && learner->features[at].hash != hash)
        at = (at + 1) & (learner->capacity - 1);
    return &learner->features[at];
}

static bool grow(struct learner *learner) {
    struct learner grown = *learner;
    grown.capacity = learner->capacity * 2;
    grown.features = calloc(grown.capacity, sizeof *grown.features);
    if (!grown.features)
        return false;

    for (uint64_t i = 0; i < learner->capacity; i++)
        if (learner->features[i].hash)
            *place_of(&grown, learner->features[i].hash) = learner->features[i];
    free(learner->features);
    *learner = grown;
    return true;
}

void learner_score(const struct learner *learner, const uint64_t *hashes, uint32_t count,
                   int32_t *scores) {
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(&learner->features[hashes[i] >> 20 & (learner->capacity - 1)]);
    for (uint32_t i = 0; i < count; i++) {
        const struct feature *feature = place_of(learner, hashes[i]);
        if (feature->updates < learner->rare)
            continue;
        for (uint32_t k = 0; k < feature->count; k++)
            scores[feature->cells[k].class] += feature->cells[k].weight;
    }
}

static struct cell *cell_of(struct feature *feature, uint32_t class, uint32_t step) {
    for (uint32_t i = 0; i < feature->count; i++)
        if (feature->cells[i].class == class)
            return &feature->cells[i];

    if (feature->count == feature->capacity) {
        uint32_t capacity = feature->capacity ? feature->capacity * 2 : FIRST_CELLS;
        struct cell *cells = realloc(feature->cells, capacity * sizeof *cells);
        if (!cells)
            return NULL;
        feature->cells = cells;
        feature->capacity = capacity;
    }
    struct cell *cell = &feature->cells[feature->count++];
    *cell = (struct cell){.class = class, .stamp = step};
    return cell;
}

static void cell_settle(struct cell *cell, uint32_t since, uint32_t step) {
    uint32_t stamp = cell->stamp > since ? cell->stamp : since;
    cell->total += (int64_t)cell->weight * (int64_t)(step - stamp);
    cell->stamp = step;
}

int learner_update(struct learner *learner, const uint64_t *hashes, uint32_t count, uint32_t class,
                   int32_t amount) {
    for (uint32_t i = 0; i < count; i++) {
        if (learner->count * 2 >= learner->capacity && !grow(learner))
            return ERR_NO_MEMORY;

        struct feature *feature = place_of(learner, hashes[i]);
        learner->count += feature->hash == 0;
        feature->hash = hashes[i];
        struct cell *cell = cell_of(feature, class, learner->step);
        if (!cell)
            return ERR_NO_MEMORY;

        if (feature->updates >= learner->rare)
            cell_settle(cell, feature->since, learner->step);
        cell->weight += amount;
        feature->updates++;
        if (feature->updates == learner->rare)
            feature->since = learner->step;
    }
    return 0;
}

static uint32_t best_rival(const struct learner *learner, const int32_t *scores, uint32_t right) {
    uint32_t best = right == 0 ? 1 : 0;
    for (uint32_t i = best + 1; i < learner->class_count; i++)
        if (i != right && scores[i] > scores[best])
            best = i;
    return best;
}

int learner_teach(struct learner *learner, const uint64_t *hashes, uint32_t count,
                  const int32_t *scores, uint32_t right, int32_t margin) {
    uint32_t rival = best_rival(learner, scores, right);
    if (scores[right] > scores[rival] + margin)
        return 0;

    int result = learner_update(learner, hashes, count, right, 1);
    return result < 0 ? result : learner_update(learner, hashes, count, rival, -1);
}

void learner_step(struct learner *learner) {
    learner->step++;
}

static int add_cells(struct learner *sum, struct feature *from, uint32_t step) {
    if (sum->count * 2 >= sum->capacity && !grow(sum))
        return ERR_NO_MEMORY;

    struct feature *to = place_of(sum, from->hash);
    sum->count += to->hash == 0;
    to->hash = from->hash;
    to->updates = from->updates > to->updates ? from->updates : to->updates;
    for (uint32_t k = 0; k < from->count; k++) {
        struct cell *cell = cell_of(to, from->cells[k].class, 0);
        if (!cell)
            return ERR_NO_MEMORY;
        cell_settle(&from->cells[k], from->since, step);
        cell->total += from->cells[k].total;
    }
    return 0;
}

int learner_add(struct learner *sum, struct learner *part) {
    for (uint64_t i = 0; i < part->capacity; i++) {
        struct feature *feature = &part->features[i];
        if (!feature->hash || feature->updates < part->rare)
            continue;
        if (add_cells(sum, feature, part->step) < 0)
            return ERR_NO_MEMORY;
    }
    sum->step += part->step;
    return 0;
}

void learner_average(struct learner *learner, double scale) {
    for (uint64_t i = 0; i < learner->capacity; i++) {
        struct feature *feature = &learner->features[i];
        for (uint32_t k = 0; k < feature->count; k++) {
            struct cell *cell = &feature->cells[k];
            if (feature->updates >= learner->rare)
                cell_settle(cell, feature->since, learner->step);
            cell->weight = (int32_t)lround((double)cell->total / learner->step * scale);
        }
    }
}

static int by_hash(const void *left, const void *right) {
    const struct feature *a = left;
    const struct feature *b = right;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

static int by_class(const void *left, const void *right) {
    const struct cell *a = left;
    const struct cell *b = right;
    return (a->class > b->class) - (a->class < b->class);
}

/* A feature on its way into the file. */
struct kept {
    struct feature feature;
    uint32_t count; /* weights that are not left out */
    int32_t most;   /* the greatest of them in absolute value */
    bool row;
};

static bool counts(struct cell cell, int32_t threshold) {
    return abs(cell.weight) >= threshold && cell.weight != 0;
}

/* False when nothing of the feature is left. */
static bool keep(const struct feature *feature, int32_t threshold, struct kept *ret_kept) {
    *ret_kept = (struct kept){.feature = *feature};
    for (uint32_t k = 0; k < feature->count; k++) {
        if (!counts(feature->cells[k], threshold))
            continue;
        int32_t weight = abs(feature->cells[k].weight);
        ret_kept->count++;
        ret_kept->most = weight > ret_kept->most ? weight : ret_kept->most;
    }
    ret_kept->row = ret_kept->count > LIST_WEIGHTS;
    return ret_kept->count > 0;
}

static uint32_t slots_of(const struct kept *kept) {
    return kept->row ? 1 : (kept->count + SPARSE_SLOT_WEIGHTS - 1) / SPARSE_SLOT_WEIGHTS;
}

static int by_kept_hash(const void *left, const void *right) {
    return by_hash(&((const struct kept *)left)->feature, &((const struct kept *)right)->feature);
}

static int by_most(const void *left, const void *right) {
    const struct kept *a = left;
    const struct kept *b = right;
    return a->most != b->most ? (a->most < b->most) - (a->most > b->most)
                              : by_kept_hash(left, right);
}

/* Makes rows of the longest lists until all features fit a line or no list takes several slots.
 * Returns how many then fit, of those that weigh most. */
static uint64_t fit_line(struct kept *kept, uint64_t count) {
    uint32_t slots = 0;
    qsort(kept, count, sizeof *kept, by_most);
    for (uint64_t i = 0; i < count; i++)
        slots += slots_of(&kept[i]);
    while (slots > SPARSE_SLOTS) {
        struct kept *longest = &kept[0];
        for (uint64_t i = 1; i < count; i++)
            if (slots_of(&kept[i]) > slots_of(longest))
                longest = &kept[i];
        if (slots_of(longest) == 1)
            return SPARSE_SLOTS;
        slots -= slots_of(longest) - 1;
        longest->row = true;
    }
    return count;
}

static int32_t cut(int32_t weight) {
    weight = weight > LINEAR_WEIGHT_MAX ? LINEAR_WEIGHT_MAX : weight;
    return weight < -LINEAR_WEIGHT_MAX - 1 ? -LINEAR_WEIGHT_MAX - 1 : weight;
}

/* Appends as many rows as the greatest weight takes, each with a like share of all. Returns their
 * number. */
static uint32_t add_rows(const struct kept *kept, uint32_t class_count, int32_t threshold,
                         struct buffer *rows) {
    int32_t left[LINEAR_CLASSES] = {0};
    for (uint32_t k = 0; k < kept->feature.count; k++)
        if (counts(kept->feature.cells[k], threshold))
            left[kept->feature.cells[k].class] = cut(kept->feature.cells[k].weight);

    int32_t number = (abs(cut(kept->most)) + INT8_MAX - 1) / INT8_MAX;
    for (int32_t part = number; part > 0; part--) {
        int8_t row[LINEAR_CLASSES];
        for (uint32_t class = 0; class < LINEAR_CLASSES; class ++) {
            row[class] = (int8_t)(left[class] / part);
            left[class] -= row[class];
        }
        buffer_append(rows, slice_of((const char *)row, sparse_row_length(class_count)));
    }
    return (uint32_t)number;
}
_Static_assert(LINEAR_WEIGHT_MAX + 1 <= SPARSE_ROWS_MAX * INT8_MAX, "no weight needs more rows");

/* Fills one slot, appending the rows. */
static void fill_row(const struct kept *kept, uint32_t class_count, int32_t threshold,
                     int16_t *slot, struct buffer *rows) {
    uint32_t first = (uint32_t)(rows->length / sparse_row_length(class_count));
    uint32_t name = first << SPARSE_ROW_BITS | add_rows(kept, class_count, threshold, rows);
    memcpy(slot, &name, sizeof name);
    slot[SPARSE_SLOT_WEIGHTS - 1] = SPARSE_ROW_MARK;
}

/* Fills as many slots as the list takes. */
static void fill_list(const struct kept *kept, int32_t threshold, int16_t *slots) {
    const struct feature *feature = &kept->feature;
    uint32_t filled = 0;
    qsort(feature->cells, feature->count, sizeof *feature->cells, by_class);
    for (uint32_t k = 0; k < feature->count; k++)
        if (counts(feature->cells[k], threshold))
            slots[filled++] = (int16_t)(cut(feature->cells[k].weight) * LINEAR_CLASSES +
                                        (int32_t)feature->cells[k].class);
    while (filled % SPARSE_SLOT_WEIGHTS != 0)
        slots[filled++] = SPARSE_NO_WEIGHT;
}

static void fill_line(struct kept *kept, uint64_t count, uint32_t class_count, int32_t threshold,
                      struct sparse_line *line, struct buffer *rows) {
    uint32_t taken = 0;
    count = fit_line(kept, count);
    for (uint64_t i = 0; i < count; i++) {
        if (kept[i].row)
            fill_row(&kept[i], class_count, threshold, line->weights[taken], rows);
        else
            fill_list(&kept[i], threshold, line->weights[taken]);
        for (uint32_t k = slots_of(&kept[i]); k > 0; k--)
            line->checks[taken++] = sparse_check(kept[i].feature.hash);
    }
}

/* The features come by their hashes and so by their lines. */
static void fill_lines(struct kept *kept, uint64_t count, uint32_t class_count, int32_t threshold,
                       struct sparse_line *lines, uint32_t line_count, struct buffer *rows) {
    uint64_t past;
    for (uint64_t first = 0; first < count; first = past) {
        uint32_t home = sparse_home(kept[first].feature.hash, line_count);
        past = first + 1;
        while (past < count && sparse_home(kept[past].feature.hash, line_count) == home)
            past++;
        fill_line(kept + first, past - first, class_count, threshold, &lines[home], rows);
    }
}

int learner_export(const struct learner *learner, int32_t threshold, uint32_t line_slots,
                   struct buffer *lines, struct buffer *rows) {
    struct kept *kept = calloc(learner->count + 1, sizeof *kept);
    if (!kept)
        return ERR_NO_MEMORY;

    uint64_t count = 0;
    uint64_t slots = 0;
    for (uint64_t i = 0; i < learner->capacity; i++) {
        const struct feature *feature = &learner->features[i];
        if (feature->hash && feature->updates >= learner->rare &&
            keep(feature, threshold, &kept[count]))
            slots += slots_of(&kept[count++]);
    }
    qsort(kept, count, sizeof *kept, by_kept_hash);

    uint32_t line_count = (uint32_t)(slots / line_slots + 1);
    struct sparse_line *table = calloc(line_count, sizeof *table);
    if (table) {
        fill_lines(kept, count, learner->class_count, threshold, table, line_count, rows);
        buffer_append(lines, slice_of((const char *)table, line_count * sizeof *table));
    }
    int result = table ? buffer_error(lines) : ERR_NO_MEMORY;
    free(table);
    free(kept);
    return result < 0 ? result : buffer_error(rows);
}

/* The class that nearly all cases of the feature had; CERTAIN_NOTHING when they had several or were
 * too few. */
static uint32_t settled_class(const struct feature *feature, uint32_t least, uint32_t tolerance) {
    const struct cell *best = &feature->cells[0];
    uint64_t cases = 0;
    for (uint32_t k = 0; k < feature->count; k++) {
        cases += (uint64_t)feature->cells[k].weight;
        if (feature->cells[k].weight > best->weight)
            best = &feature->cells[k];
    }
    uint64_t others = cases - (uint64_t)best->weight;
    return cases >= least && others * 1000 <= cases * tolerance ? best->class : CERTAIN_NOTHING;
}

int learner_export_certain(const struct learner *learner, uint32_t least, uint32_t tolerance,
                           struct buffer *slots) {
    struct feature *kept = calloc(learner->count + 1, sizeof *kept);
    if (!kept)
        return ERR_NO_MEMORY;

    uint64_t count = 0;
    for (uint64_t i = 0; i < learner->capacity; i++)
        if (learner->features[i].hash &&
            settled_class(&learner->features[i], least, tolerance) != CERTAIN_NOTHING)
            kept[count++] = learner->features[i];
    qsort(kept, count, sizeof *kept, by_hash);

    uint32_t size = (uint32_t)(count * 2 + 1); /* half taken: most searches end at once */
    uint32_t *table = calloc(size, sizeof *table);
    for (uint64_t i = 0; table && i < count; i++)
        certain_put(table, size, kept[i].hash, settled_class(&kept[i], least, tolerance));
    if (table)
        buffer_append(slots, slice_of((const char *)table, size * sizeof *table));
    int result = table ? buffer_error(slots) : ERR_NO_MEMORY;
    free(table);
    free(kept);
    return result;
}
