/* A head, the pairs, all their differences, all texts: plain structures of this machine, for the
 * bytes never leave the process. Explanations repeat each other ("Both say the same."), and a
 * difference's sentence mostly ends that of its pair: a text that stands among the last few, or at
 * the end of one, is not written again.
 */
#include "alignment/pairs_blob.h"

#include "base/error.h"

enum { RECENT_TEXTS = 16 };

struct blob_head {
    uint32_t left_name;
    uint32_t right_name;
    uint32_t pairs;
    uint32_t differences;
    uint32_t text;
    uint32_t copies;
};

struct blob_text {
    uint32_t at; /* among the texts */
    uint32_t length;
};

struct blob_pair {
    double score;
    uint32_t left;
    uint32_t right;
    uint32_t relation;
    uint32_t differences;
    struct blob_text explanation;
};

struct blob_difference {
    uint32_t kind;
    struct blob_text explanation;
    struct span left;
    struct span right;
};

/* ---- writing --------------------------------------------------------------------------------- */

struct writing {
    char *text;
    uint32_t length;
    struct slice recent[RECENT_TEXTS];
    uint32_t count; /* of all that were written */
};

static struct blob_text put_text(struct writing *writing, struct slice text) {
    for (uint32_t back = 1; back <= RECENT_TEXTS && back <= writing->count; back++) {
        struct slice other = writing->recent[(writing->count - back) % RECENT_TEXTS];
        if (slice_ends(other, text))
            return (struct blob_text){
                (uint32_t)(other.at + other.length - text.length - writing->text),
                (uint32_t)text.length};
    }
    struct slice own = slice_of(writing->text + writing->length, text.length);
    memcpy(writing->text + writing->length, text.at, text.length);
    writing->recent[writing->count++ % RECENT_TEXTS] = own;
    writing->length += (uint32_t)text.length;
    return (struct blob_text){(uint32_t)(own.at - writing->text), (uint32_t)text.length};
}

/* Of all texts, were each of them written. */
static size_t text_at_most(const struct claim_pair_list *pairs, uint32_t *ret_differences) {
    size_t length = 0;
    uint32_t differences = 0;
    for (uint32_t i = 0; i < pairs->count; i++) {
        const struct difference_list *list = &pairs->at[i].differences;
        length += pairs->at[i].explanation.length;
        for (uint32_t k = 0; k < list->count; k++)
            length += list->at[k].explanation.length;
        differences += list->count;
    }
    *ret_differences = differences;
    return length;
}

static void put_pairs(struct writing *writing, const struct claim_pair_list *pairs,
                      struct blob_pair *put, struct blob_difference *difference) {
    for (uint32_t i = 0; i < pairs->count; i++) {
        const struct claim_pair *pair = &pairs->at[i];
        put[i] = (struct blob_pair){
            pair->score,    pair->left.claim,        pair->right.claim,
            pair->relation, pair->differences.count, put_text(writing, pair->explanation)};
        for (uint32_t k = 0; k < pair->differences.count; k++) {
            const struct difference *from = &pair->differences.at[k];
            *difference++ = (struct blob_difference){
                from->kind, put_text(writing, from->explanation), from->left, from->right};
        }
    }
}

int pairs_blob_write(struct arena *arena, const struct article_pairs *said,
                     struct slice *ret_bytes) {
    struct blob_head head = {.left_name = said->left_name,
                             .right_name = said->right_name,
                             .pairs = said->pairs.count,
                             .copies = said->copies};
    size_t text = text_at_most(&said->pairs, &head.differences);
    size_t fixed = sizeof head + head.pairs * sizeof(struct blob_pair) +
                   head.differences * sizeof(struct blob_difference);
    if (text > UINT32_MAX - fixed)
        return ERR_TOO_LARGE;
    char *bytes = arena_alloc(arena, fixed + text);
    if (!bytes)
        return ERR_NO_MEMORY;
    struct blob_pair *pairs = (struct blob_pair *)(void *)(bytes + sizeof head);
    struct writing writing = {.text = bytes + fixed};
    put_pairs(&writing, &said->pairs, pairs,
              (struct blob_difference *)(void *)(pairs + head.pairs));
    head.text = writing.length;
    memcpy(bytes, &head, sizeof head);
    *ret_bytes = slice_of(bytes, fixed + writing.length);
    return 0;
}

/* ---- reading --------------------------------------------------------------------------------- */

struct reading {
    const struct blob_pair *pairs;
    const struct blob_difference *differences;
    struct slice text;
};

/* False where the parts are not as long together as the bytes are. */
static bool divide(struct slice bytes, const struct blob_head *head, struct reading *ret_reading) {
    uint64_t pairs = (uint64_t)head->pairs * sizeof(struct blob_pair);
    uint64_t differences = (uint64_t)head->differences * sizeof(struct blob_difference);
    if (sizeof *head + pairs + differences + head->text != bytes.length)
        return false;
    const char *at = bytes.at + sizeof *head;
    *ret_reading = (struct reading){
        (const struct blob_pair *)(const void *)at,
        (const struct blob_difference *)(const void *)(at + pairs),
        slice_of(at + pairs + differences, head->text),
    };
    return true;
}

static bool get_text(const struct reading *reading, struct blob_text text, struct slice *ret_text) {
    if (text.at > reading->text.length || text.length > reading->text.length - text.at)
        return false;
    *ret_text = slice_of(reading->text.at + text.at, text.length);
    return true;
}

static bool get_pair(const struct reading *reading, const struct blob_pair *from,
                     struct claim_pair *pair) {
    *pair = (struct claim_pair){.left = {0, from->left},
                                .right = {0, from->right},
                                .relation = from->relation,
                                .score = from->score};
    return from->relation <= RELATION_CONFLICT &&
           get_text(reading, from->explanation, &pair->explanation);
}

static bool get_difference(const struct reading *reading, const struct blob_difference *from,
                           struct difference *difference) {
    *difference = (struct difference){.kind = from->kind, .left = from->left, .right = from->right};
    return from->kind <= DIFFERENCE_UPDATE &&
           get_text(reading, from->explanation, &difference->explanation);
}

static bool get_pairs(const struct reading *reading, const struct blob_head *head,
                      struct claim_pair *pairs, struct difference *differences) {
    uint32_t used = 0;
    for (uint32_t i = 0; i < head->pairs; i++) {
        uint32_t count = reading->pairs[i].differences;
        if (!get_pair(reading, &reading->pairs[i], &pairs[i]) || count > head->differences - used)
            return false;
        pairs[i].differences = (struct difference_list){differences + used, count, count};
        for (uint32_t k = used; k < used + count; k++)
            if (!get_difference(reading, &reading->differences[k], &differences[k]))
                return false;
        used += count;
    }
    return used == head->differences;
}

int pairs_blob_read(struct arena *arena, struct slice bytes, struct article_pairs *ret_said) {
    struct blob_head head;
    struct reading reading;
    if (bytes.length < sizeof head)
        return ERR_INVALID;
    memcpy(&head, bytes.at, sizeof head);
    if (!divide(bytes, &head, &reading))
        return ERR_INVALID;
    struct claim_pair *pairs = ARENA_ARRAY(arena, struct claim_pair, (size_t)head.pairs + 1);
    struct difference *differences =
        ARENA_ARRAY(arena, struct difference, (size_t)head.differences + 1);
    if (!pairs || !differences)
        return ERR_NO_MEMORY;
    if (!get_pairs(&reading, &head, pairs, differences))
        return ERR_INVALID;
    *ret_said = (struct article_pairs){
        {pairs, head.pairs, head.pairs}, head.left_name, head.right_name, head.copies};
    return 0;
}
