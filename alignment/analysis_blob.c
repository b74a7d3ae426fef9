/* One description for both directions: each struct has one function that puts its members when
 * writing and gets them when reading, so that the two can never differ.
 *
 *     offset  size
 *          0     4  magic "CANA"
 *          4     4  version
 *          8     8  XXH3-64 of what follows
 *         16     …  the members in the order of analysis.h
 *
 * Numbers are LEB128 (signed ones folded to zigzag), doubles eight bytes, all little-endian. A text
 * is its length plus one and its bytes, 0 when absent; one that often repeats another ("lower" the
 * printed word, "lemma" the lower one) is 1 when it does. The checksum finds accidents; a program
 * that lies is stopped by the bounds.
 */
#include "alignment/analysis_blob.h"

#include "analysis/language/tagset.h"
#include "base/buffer.h"
#include "base/error.h"

#include <math.h>
#include <xxhash.h>

enum {
    BLOB_MAGIC = 0x414e4143,
    BLOB_VERSION = 1,
    HEADER_SIZE = 16,
    BLOB_LIMIT = 64 * 1024 * 1024,
};

struct codec {
    struct buffer *out; /* NULL when reading */
    const char *at;
    const char *end;
    struct arena *arena;
    struct analysis *analysis;
    int error;
};

static void fail(struct codec *codec, int error) {
    if (!codec->error)
        codec->error = error;
    codec->at = codec->end;
}

/* ---- plain values ---------------------------------------------------------------------------- */

static uint64_t get_number(struct codec *codec) {
    uint64_t value = 0;
    for (unsigned shift = 0; codec->at < codec->end && shift < 64; shift += 7) {
        uint64_t byte = (unsigned char)*codec->at++;
        value |= (byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
    fail(codec, ERR_INVALID);
    return 0;
}

static void put_number(struct codec *codec, uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        buffer_append_byte(codec->out, (char)(value | 0x80));
    buffer_append_byte(codec->out, (char)value);
}

static void number(struct codec *codec, uint32_t *value) {
    if (codec->out) {
        put_number(codec, *value);
        return;
    }
    uint64_t got = get_number(codec);
    if (got > UINT32_MAX)
        fail(codec, ERR_INVALID);
    *value = (uint32_t)got;
}

/* An index, or NO_INDEX, into a list of `count`. */
static void optional_index(struct codec *codec, uint32_t *value, uint32_t count) {
    uint32_t moved = *value + 1; /* NO_INDEX becomes 0 */
    number(codec, &moved);
    if (codec->out)
        return;
    *value = moved - 1;
    if (*value != NO_INDEX && *value >= count)
        fail(codec, ERR_INVALID);
}

/* A number that must not pass `most`. */
static void bounded(struct codec *codec, uint32_t *value, uint32_t most) {
    number(codec, value);
    if (!codec->out && *value > most)
        fail(codec, ERR_INVALID);
}

static void small(struct codec *codec, uint8_t *value, uint32_t most) {
    uint32_t wide = *value;
    bounded(codec, &wide, most);
    if (!codec->out)
        *value = (uint8_t)wide;
}

/* Enumerations are wider than a byte to the compiler, and each is another type. */
#define CHOICE(codec, member, most)                                                                \
    do {                                                                                           \
        uint32_t choice = (uint32_t)(member);                                                      \
        bounded((codec), &choice, (most));                                                         \
        if (!(codec)->out && !(codec)->error)                                                      \
            (member) = choice;                                                                     \
    } while (0)

static void flag(struct codec *codec, bool *value) {
    uint32_t wide = *value;
    bounded(codec, &wide, 1);
    if (!codec->out)
        *value = wide != 0;
}

static void signed_number(struct codec *codec, int32_t *value) {
    uint32_t folded = (uint32_t)*value << 1 ^ (*value < 0 ? UINT32_MAX : 0);
    number(codec, &folded);
    if (!codec->out)
        *value = (int32_t)(folded >> 1 ^ (folded & 1 ? UINT32_MAX : 0));
}

static void real(struct codec *codec, double *value) {
    char bytes[8];
    uint64_t bits;
    memcpy(&bits, value, sizeof bits);
    if (codec->out) {
        for (int i = 0; i < 8; i++)
            bytes[i] = (char)(bits >> (8 * i));
        buffer_append(codec->out, slice_of(bytes, sizeof bytes));
        return;
    }
    if (codec->end - codec->at < 8) {
        fail(codec, ERR_INVALID);
        return;
    }
    bits = 0;
    for (int i = 0; i < 8; i++)
        bits |= (uint64_t)(unsigned char)codec->at[i] << (8 * i);
    codec->at += 8;
    memcpy(value, &bits, sizeof bits);
}

/* ---- texts and spans ------------------------------------------------------------------------- */

static void get_bytes(struct codec *codec, uint64_t length, struct slice *text) {
    if (length > (uint64_t)(codec->end - codec->at)) {
        fail(codec, ERR_INVALID);
        return;
    }
    *text = slice_of(codec->at, (size_t)length);
    codec->at += length;
}

static void text(struct codec *codec, struct slice *value) {
    if (codec->out) {
        put_number(codec, value->at ? (uint64_t)value->length + 1 : 0);
        buffer_append(codec->out, *value);
        return;
    }
    uint64_t length = get_number(codec);
    if (length)
        get_bytes(codec, length - 1, value);
}

/* A text that is often the same as `model`. */
static void text_like(struct codec *codec, struct slice *value, struct slice model) {
    if (codec->out) {
        bool same = value->at && model.at && slice_equal(*value, model);
        put_number(codec, !value->at ? 0 : same ? 1 : (uint64_t)value->length + 2);
        if (!same)
            buffer_append(codec->out, *value);
        return;
    }
    uint64_t length = get_number(codec);
    if (length == 1)
        *value = model;
    else if (length)
        get_bytes(codec, length - 2, value);
}

static void span(struct codec *codec, struct span *value) {
    uint32_t length = value->end - value->start;
    number(codec, &value->start);
    number(codec, &length);
    if (codec->out)
        return;
    size_t whole = codec->analysis->article.text.length;
    if (value->start > whole || length > whole - value->start) {
        fail(codec, ERR_INVALID);
        *value = (struct span){0};
        return;
    }
    value->end = value->start + length;
}

/* Tokens [first, past) of the article: one at least. */
static void token_range(struct codec *codec, uint32_t *first, uint32_t *past) {
    number(codec, first);
    number(codec, past);
    if (!codec->out && (*first >= *past || *past > codec->analysis->tokens.count))
        fail(codec, ERR_INVALID);
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* How many elements follow; when reading, room is made for them. Each takes a byte or more, so that
 * a count can never ask for more than the bytes allow. */
static void list_size(struct codec *codec, void **at, uint32_t *count, uint32_t *capacity,
                      size_t size) {
    number(codec, count);
    if (codec->out)
        return;
    if (*count > (size_t)(codec->end - codec->at)) {
        fail(codec, ERR_INVALID);
        *count = 0;
    }
    *capacity = *count;
    *at = *count ? arena_alloc_array(codec->arena, *count, size) : NULL;
    if (*count && !*at) {
        fail(codec, ERR_NO_MEMORY);
        *count = *capacity = 0;
    }
}

#define LIST(codec, list, element)                                                                 \
    do {                                                                                           \
        void *room = (list)->at;                                                                   \
        list_size((codec), &room, &(list)->count, &(list)->capacity, sizeof *(list)->at);          \
        (list)->at = room;                                                                         \
        for (uint32_t i = 0; i < (list)->count && !(codec)->error; i++)                            \
            element((codec), &(list)->at[i]);                                                      \
    } while (0)

static void indices(struct codec *codec, struct index_list *list, uint32_t count) {
    void *room = list->at;
    list_size(codec, &room, &list->count, &list->capacity, sizeof *list->at);
    list->at = room;
    for (uint32_t i = 0; i < list->count && !codec->error; i++) {
        number(codec, &list->at[i]);
        if (!codec->out && list->at[i] >= count)
            fail(codec, ERR_INVALID);
    }
}

/* ---- the structs of analysis.h, in its order --------------------------------------------------
 */

static void date_rival(struct codec *codec, struct date_rival *rival) {
    CHOICE(codec, rival->rule, DATE_RULE_DATELINE);
    text(codec, &rival->value);
}

static void repair(struct codec *codec, struct repair *repair) {
    text(codec, &repair->kind);
    number(codec, &repair->count);
}

static void removed_block(struct codec *codec, struct removed_block *block) {
    text(codec, &block->kind);
    text(codec, &block->text);
}

static void article(struct codec *codec, struct article *article) {
    text(codec, &article->title);
    text(codec, &article->byline);
    text(codec, &article->source);
    text(codec, &article->url);
    text(codec, &article->published_at);
    signed_number(codec, &article->published_day);
    CHOICE(codec, article->date_rule, DATE_RULE_DATELINE);
    LIST(codec, &article->date_rivals, date_rival);
    text(codec, &article->language);
    text(codec, &article->text);
    if (!article->text.at)
        article->text = SLICE(""); /* spans are places in it, be it empty */
    LIST(codec, &article->repairs, repair);
    LIST(codec, &article->removed, removed_block);
}

static void paragraph(struct codec *codec, struct paragraph *paragraph) {
    span(codec, &paragraph->span);
    number(codec, &paragraph->first_sentence);
    number(codec, &paragraph->past_sentence);
    flag(codec, &paragraph->heading);
}

static void sentence(struct codec *codec, struct sentence *sentence) {
    span(codec, &sentence->span);
    number(codec, &sentence->first_token);
    number(codec, &sentence->past_token);
    number(codec, &sentence->paragraph);
}

static void token(struct codec *codec, struct token *token) {
    span(codec, &token->span);
    number(codec, &token->sentence);
    optional_index(codec, &token->head, codec->analysis->tokens.count);
    text_like(codec, &token->lower, analysis_slice(codec->analysis, token->span));
    text_like(codec, &token->lemma, token->lower);
    small(codec, &token->kind, TOKEN_SYMBOL);
    small(codec, &token->flags, UINT8_MAX);
    small(codec, &token->upos, UPOS_COUNT - 1);
    small(codec, &token->xpos, XPOS_COUNT - 1);
    small(codec, &token->deprel, DEPREL_COUNT - 1);
}

static void entity(struct codec *codec, struct entity *entity) {
    span(codec, &entity->span);
    CHOICE(codec, entity->type, ENTITY_OTHER);
    text_like(codec, &entity->name, analysis_slice(codec->analysis, entity->span));
    token_range(codec, &entity->first_token, &entity->past_token);
    number(codec, &entity->gender);
}

static void quantity(struct codec *codec, struct quantity *quantity) {
    uint32_t count = codec->analysis->quantities.count;
    span(codec, &quantity->span);
    span(codec, &quantity->number);
    real(codec, &quantity->value);
    real(codec, &quantity->low);
    real(codec, &quantity->high);
    real(codec, &quantity->resolution);
    CHOICE(codec, quantity->comparator, COMPARATOR_BETWEEN);
    CHOICE(codec, quantity->role, QUANTITY_DURATION);
    text(codec, &quantity->unit);
    text(codec, &quantity->of);
    if (!(quantity->resolution >= 0) || isnan(quantity->low) || isnan(quantity->high))
        fail(codec, ERR_INVALID);
    optional_index(codec, &quantity->alternative_of, count);
    optional_index(codec, &quantity->gloss_of, count);
    token_range(codec, &quantity->first_token, &quantity->past_token);
}

static void time_expression(struct codec *codec, struct time_expression *time) {
    span(codec, &time->span);
    CHOICE(codec, time->type, TIME_SET);
    text(codec, &time->value);
    signed_number(codec, &time->low);
    signed_number(codec, &time->high);
    signed_number(codec, &time->minute);
    CHOICE(codec, time->comparator, COMPARATOR_BETWEEN);
    CHOICE(codec, time->recurrence.kind, RECURRENCE_LAST_AT);
    signed_number(codec, &time->recurrence.low);
    signed_number(codec, &time->recurrence.high);
    text(codec, &time->recurrence.arithmetic);
    token_range(codec, &time->first_token, &time->past_token);
}

static void attribution(struct codec *codec, struct attribution *attribution) {
    CHOICE(codec, attribution->kind, ATTRIBUTION_MIXED);
    span(codec, &attribution->source);
    span(codec, &attribution->cue);
    span(codec, &attribution->content);
    LIST(codec, &attribution->parts, span);
    text(codec, &attribution->source_name);
    optional_index(codec, &attribution->cue_token, codec->analysis->tokens.count);
    flag(codec, &attribution->denial);
    flag(codec, &attribution->nested);
}

static void claim(struct codec *codec, struct claim *claim) {
    const struct analysis *analysis = codec->analysis;
    span(codec, &claim->span);
    number(codec, &claim->sentence);
    if (!codec->out && claim->sentence >= analysis->sentences.count)
        fail(codec, ERR_INVALID);
    optional_index(codec, &claim->predicate_token, analysis->tokens.count);
    text(codec, &claim->subject);
    text(codec, &claim->predicate);
    text(codec, &claim->object);
    span(codec, &claim->subject_span);
    span(codec, &claim->object_span);
    CHOICE(codec, claim->polarity, POLARITY_NEGATED);
    CHOICE(codec, claim->modality, MODALITY_DENIED);
    flag(codec, &claim->passive);
    optional_index(codec, &claim->attribution, analysis->attributions.count);
    indices(codec, &claim->quantities, analysis->quantities.count);
    indices(codec, &claim->times, analysis->times.count);
    indices(codec, &claim->entities, analysis->entities.count);
    real(codec, &claim->checkworthiness);
}

static void analysis_members(struct codec *codec, struct analysis *analysis) {
    article(codec, &analysis->article);
    LIST(codec, &analysis->paragraphs, paragraph);
    LIST(codec, &analysis->sentences, sentence);
    LIST(codec, &analysis->tokens, token);
    LIST(codec, &analysis->entities, entity);
    LIST(codec, &analysis->quantities, quantity);
    LIST(codec, &analysis->times, time_expression);
    LIST(codec, &analysis->attributions, attribution);
    LIST(codec, &analysis->claims, claim);
}

/* ---- what could be checked only at the end ----------------------------------------------------
 */

static bool paragraphs_fit(const struct analysis *analysis) {
    for (uint32_t i = 0; i < analysis->paragraphs.count; i++) {
        const struct paragraph *paragraph = &analysis->paragraphs.at[i];
        if (paragraph->first_sentence > paragraph->past_sentence ||
            paragraph->past_sentence > analysis->sentences.count)
            return false;
    }
    return true;
}

/* Whoever goes from word to word takes text, tokens and trees to follow the sentences. `end`: of
 * the token before. */
static bool tokens_fit(const struct analysis *analysis, uint32_t of, uint32_t *end) {
    const struct sentence *sentence = &analysis->sentences.at[of];
    for (uint32_t i = sentence->first_token; i < sentence->past_token; i++) {
        const struct token *token = &analysis->tokens.at[i];
        bool hangs = token->head >= sentence->first_token && token->head < sentence->past_token;
        if (token->sentence != of || token->span.start < *end ||
            (token->head != NO_INDEX && !hangs))
            return false;
        *end = token->span.end;
    }
    return true;
}

static bool sentences_fit(const struct analysis *analysis) {
    uint32_t past = 0;
    uint32_t end = 0;
    for (uint32_t i = 0; i < analysis->sentences.count; i++) {
        const struct sentence *sentence = &analysis->sentences.at[i];
        if (sentence->first_token != past || sentence->past_token < past ||
            sentence->past_token > analysis->tokens.count ||
            (sentence->paragraph && sentence->paragraph >= analysis->paragraphs.count) ||
            !tokens_fit(analysis, i, &end))
            return false;
        past = sentence->past_token;
    }
    return past == analysis->tokens.count;
}

static bool in_one_sentence(const struct analysis *analysis, uint32_t first, uint32_t past) {
    uint32_t sentence = analysis->tokens.at[first].sentence;
    return past <= analysis->sentences.at[sentence].past_token;
}

/* Who looks around a value does so up to the ends of its sentence. */
static bool values_fit(const struct analysis *analysis) {
    for (uint32_t i = 0; i < analysis->quantities.count; i++) {
        const struct quantity *quantity = &analysis->quantities.at[i];
        if (!in_one_sentence(analysis, quantity->first_token, quantity->past_token))
            return false;
    }
    for (uint32_t i = 0; i < analysis->times.count; i++) {
        const struct time_expression *time = &analysis->times.at[i];
        if (!in_one_sentence(analysis, time->first_token, time->past_token))
            return false;
    }
    return true;
}

/* ---- both directions ------------------------------------------------------------------------- */

static void put_fixed(char *at, uint64_t value, int size) {
    for (int i = 0; i < size; i++)
        at[i] = (char)(value >> (8 * i));
}

static uint64_t get_fixed(const char *at, int size) {
    uint64_t value = 0;
    for (int i = 0; i < size; i++)
        value |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return value;
}

int analysis_blob_write(struct arena *arena, const struct analysis *analysis,
                        struct slice *ret_bytes) {
    static const char header[HEADER_SIZE];
    struct buffer out;
    buffer_init(&out, BLOB_LIMIT);
    buffer_append(&out, slice_of(header, sizeof header));
    struct analysis copy = *analysis; /* the functions take what they could fill */
    struct codec codec = {.out = &out, .arena = arena, .analysis = &copy};
    analysis_members(&codec, &copy);
    int error = buffer_error(&out);
    if (!error) {
        put_fixed(out.at, BLOB_MAGIC, 4);
        put_fixed(out.at + 4, BLOB_VERSION, 4);
        put_fixed(out.at + 8, XXH3_64bits(out.at + HEADER_SIZE, out.length - HEADER_SIZE), 8);
        error = arena_copy(arena, buffer_slice(&out), ret_bytes);
    }
    buffer_done(&out);
    return error;
}

int analysis_blob_read(struct arena *arena, struct slice bytes, struct analysis **ret_analysis) {
    if (bytes.length < HEADER_SIZE || get_fixed(bytes.at, 4) != BLOB_MAGIC ||
        get_fixed(bytes.at + 4, 4) != BLOB_VERSION ||
        get_fixed(bytes.at + 8, 8) !=
            XXH3_64bits(bytes.at + HEADER_SIZE, bytes.length - HEADER_SIZE))
        return ERR_INVALID;

    struct analysis *analysis = ARENA_NEW(arena, struct analysis);
    if (!analysis)
        return ERR_NO_MEMORY;
    struct codec codec = {.at = bytes.at + HEADER_SIZE,
                          .end = bytes.at + bytes.length,
                          .arena = arena,
                          .analysis = analysis};
    analysis_members(&codec, analysis);
    if (codec.error)
        return codec.error;
    if (codec.at != codec.end || !paragraphs_fit(analysis) || !sentences_fit(analysis) ||
        !values_fit(analysis))
        return ERR_INVALID;

    *ret_analysis = analysis;
    return 0;
}
