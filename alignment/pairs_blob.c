/* A head, the scores, all that is a number as bytes of seven bits (most take one or two), all
 * texts: half of what plain structures take, so that packing it costs half, too. Explanations
 * repeat each other ("Both say the same."), and a difference's sentence mostly ends that of its
 * pair: a text that stands among the last few, or at the end of one, is not written again.
 */
#include "alignment/pairs_blob.h"

#include "base/error.h"

enum { RECENT_TEXTS = 16 };

enum { PAIR_NUMBERS = 6, DIFFERENCE_NUMBERS = 7, NUMBER_BYTES = 5 /* of 32 bits at most */ };

struct blob_head {
    uint32_t left_name;
    uint32_t right_name;
    uint32_t pairs;
    uint32_t differences;
    uint32_t numbers; /* bytes of them all */
    uint32_t text;
    uint32_t copies;
};

/* ---- writing --------------------------------------------------------------------------------- */

struct writing {
    unsigned char *numbers; /* where the next one comes */
    char *text;
    uint32_t length;
    struct slice recent[RECENT_TEXTS];
    uint32_t count; /* of all that were written */
};

static void put_number(struct writing *writing, uint32_t number) {
    for (; number > 0x7f; number >>= 7)
        *writing->numbers++ = (unsigned char)(number | 0x80);
    *writing->numbers++ = (unsigned char)number;
}

/* Where the text stands among the texts. */
static uint32_t place_text(struct writing *writing, struct slice text) {
    for (uint32_t back = 1; back <= RECENT_TEXTS && back <= writing->count; back++) {
        struct slice other = writing->recent[(writing->count - back) % RECENT_TEXTS];
        if (slice_ends(other, text))
            return (uint32_t)(other.at + other.length - text.length - writing->text);
    }
    struct slice own = slice_of(writing->text + writing->length, text.length);
    memcpy(writing->text + writing->length, text.at, text.length);
    writing->recent[writing->count++ % RECENT_TEXTS] = own;
    writing->length += (uint32_t)text.length;
    return (uint32_t)(own.at - writing->text);
}

static void put_text(struct writing *writing, struct slice text) {
    put_number(writing, place_text(writing, text));
    put_number(writing, (uint32_t)text.length);
}

static void put_span(struct writing *writing, struct span span) {
    put_number(writing, span.start);
    put_number(writing, span.end - span.start);
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

static void put_pair(struct writing *writing, const struct claim_pair *pair,
                     uint32_t claim_before) {
    put_number(writing, pair->left.claim - claim_before);
    put_number(writing, pair->right.claim);
    put_number(writing, pair->relation);
    put_number(writing, pair->differences.count);
    put_text(writing, pair->explanation);
    for (uint32_t k = 0; k < pair->differences.count; k++) {
        const struct difference *difference = &pair->differences.at[k];
        put_number(writing, difference->kind);
        put_text(writing, difference->explanation);
        put_span(writing, difference->left);
        put_span(writing, difference->right);
    }
}

int pairs_blob_write(struct arena *arena, const struct article_pairs *said,
                     struct slice *ret_bytes) {
    const struct claim_pair_list *pairs = &said->pairs;
    struct blob_head head = {.left_name = said->left_name,
                             .right_name = said->right_name,
                             .pairs = pairs->count,
                             .copies = said->copies};
    size_t text = text_at_most(pairs, &head.differences);
    size_t before = sizeof head + head.pairs * sizeof(double); /* the numbers */
    size_t room = NUMBER_BYTES * ((size_t)head.pairs * PAIR_NUMBERS +
                                  (size_t)head.differences * DIFFERENCE_NUMBERS);
    if (text > UINT32_MAX || room > UINT32_MAX)
        return ERR_TOO_LARGE;
    char *bytes = arena_alloc(arena, before + room + text);
    if (!bytes)
        return ERR_NO_MEMORY;
    char *texts = bytes + before + room;
    struct writing writing = {.numbers = (unsigned char *)bytes + before, .text = texts};
    for (uint32_t i = 0; i < head.pairs; i++) {
        memcpy(bytes + sizeof head + i * sizeof(double), &pairs->at[i].score, sizeof(double));
        put_pair(&writing, &pairs->at[i], i ? pairs->at[i - 1].left.claim : 0);
    }
    char *past = (char *)writing.numbers;
    head.numbers = (uint32_t)(past - (bytes + before));
    head.text = writing.length;
    memcpy(bytes, &head, sizeof head);
    memmove(past, texts, head.text);
    *ret_bytes = slice_of(bytes, before + head.numbers + head.text);
    return 0;
}

/* ---- reading --------------------------------------------------------------------------------- */

struct reading {
    const char *scores;
    const unsigned char *at; /* the next number */
    const unsigned char *past;
    bool broken; /* a number was cut or too large */
    struct slice text;
};

/* False where the parts are not as long together as the bytes are. */
static bool divide(struct slice bytes, const struct blob_head *head, struct reading *ret_reading) {
    uint64_t scores = (uint64_t)head->pairs * sizeof(double);
    uint64_t numbers =
        (uint64_t)head->pairs * PAIR_NUMBERS + (uint64_t)head->differences * DIFFERENCE_NUMBERS;
    if (sizeof *head + scores + head->numbers + head->text != bytes.length ||
        numbers > head->numbers) /* a byte each at least: memory is asked for by their count */
        return false;
    const char *at = bytes.at + sizeof *head + scores;
    *ret_reading = (struct reading){
        .scores = bytes.at + sizeof *head,
        .at = (const unsigned char *)at,
        .past = (const unsigned char *)at + head->numbers,
        .text = slice_of(at + head->numbers, head->text),
    };
    return true;
}

static uint32_t get_number(struct reading *reading) {
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 7 * NUMBER_BYTES && reading->at < reading->past; shift += 7) {
        unsigned char byte = *reading->at++;
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80 && number <= UINT32_MAX)
            return (uint32_t)number;
        if (byte < 0x80)
            break;
    }
    reading->broken = true;
    return 0;
}

static bool get_text(struct reading *reading, struct slice *ret_text) {
    uint32_t at = get_number(reading);
    uint32_t length = get_number(reading);
    if (at > reading->text.length || length > reading->text.length - at)
        return false;
    *ret_text = slice_of(reading->text.at + at, length);
    return true;
}

static struct span get_span(struct reading *reading) {
    uint32_t start = get_number(reading);
    return (struct span){start, start + get_number(reading)};
}

static bool get_difference(struct reading *reading, struct difference *difference) {
    uint32_t kind = get_number(reading);
    bool good = kind <= DIFFERENCE_UPDATE && get_text(reading, &difference->explanation);
    difference->kind = kind;
    difference->left = get_span(reading);
    difference->right = get_span(reading);
    return good;
}

/* Its differences are counted and read behind it. */
static bool get_pair(struct reading *reading, uint32_t claim_before, struct claim_pair *pair) {
    pair->left.claim = claim_before + get_number(reading);
    pair->right.claim = get_number(reading);
    uint32_t relation = get_number(reading);
    pair->relation = relation;
    pair->differences.count = get_number(reading);
    return relation <= RELATION_CONFLICT && get_text(reading, &pair->explanation);
}

static bool get_pairs(struct reading *reading, const struct blob_head *head,
                      struct claim_pair *pairs, struct difference *differences) {
    uint32_t used = 0;
    for (uint32_t i = 0; i < head->pairs; i++) {
        struct claim_pair *pair = &pairs[i];
        if (!get_pair(reading, i ? pairs[i - 1].left.claim : 0, pair) ||
            pair->differences.count > head->differences - used)
            return false;
        memcpy(&pair->score, reading->scores + i * sizeof(double), sizeof(double));
        pair->differences.at = differences + used;
        pair->differences.capacity = pair->differences.count;
        for (uint32_t k = 0; k < pair->differences.count; k++)
            if (!get_difference(reading, &differences[used++]))
                return false;
    }
    return used == head->differences && reading->at == reading->past && !reading->broken;
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
