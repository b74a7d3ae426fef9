#include "bench/made_articles.h"

#include "base/error.h"

#include <stdio.h>

enum {
    CLAIM_BYTES = 130, /* a claim for so many bytes of text */
    QUANTITIES = 8,
    QUOTATIONS = 5,
    MENTIONS = 15,
    KEYS = 32,
    TERMS = 200, /* of 4,000 bytes */
};

uint64_t made_random(uint64_t *random) {
    uint64_t z = *random += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

uint64_t made_skewed(uint64_t *random, uint64_t many) {
    uint64_t drawn = made_random(random);
    return drawn % (many >> (drawn >> 40) % 12 | 1);
}

int made_name(struct arena *arena, uint64_t *random, const char *kind, uint64_t many,
              struct slice *ret_name) {
    return arena_printf(arena, ret_name, "%s %llu", kind,
                        (unsigned long long)made_skewed(random, many));
}

/* Words of a Zipf-like vocabulary, so that the full-text index does its usual work. */
static struct slice make_text(struct arena *arena, uint64_t *random, size_t bytes) {
    char *text = arena_alloc(arena, bytes + 16);
    size_t length = 0;
    while (text && length < bytes) {
        uint64_t drawn = made_random(random);
        uint64_t word = drawn % (1u << (drawn >> 32) % 16);
        length += (size_t)snprintf(text + length, 16, "w%llux ", (unsigned long long)word);
    }
    return slice_of(text, length);
}

static int make_claims(struct arena *arena, struct article_record *record) {
    struct slice text = record->text;
    uint32_t count = (uint32_t)(text.length / CLAIM_BYTES);
    struct claim_record *claims = ARENA_ARRAY(arena, struct claim_record, count);
    if (!claims)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        claims[i] = (struct claim_record){.start = i * 100,
                                          .end = i * 100 + 90,
                                          .text = slice_of(text.at + i * 100, 90),
                                          .subject = slice_of(text.at + i * 100, 20),
                                          .predicate = SLICE("say"),
                                          .polarity = SLICE("affirmed"),
                                          .quotation = i % QUOTATIONS,
                                          .day_low = 20000 + (day_number)i,
                                          .day_high = 20000 + (day_number)i,
                                          .modality = SLICE("asserted")};
    record->claims = claims;
    record->claim_count = count;
    return 0;
}

static int make_quantities(struct arena *arena, uint64_t *random, struct article_record *record) {
    static const struct slice units[] = {{"person", 6}, {"litre", 5}, {"USD", 3}, {"percent", 7}};
    struct quantity_record *quantities = ARENA_ARRAY(arena, struct quantity_record, QUANTITIES);
    if (!quantities)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < QUANTITIES; i++) {
        double value = (double)made_skewed(random, MADE_VALUES);
        quantities[i] = (struct quantity_record){.claim = i * 3,
                                                 .value = value,
                                                 .low = value,
                                                 .high = value,
                                                 .text = slice_of(record->text.at + i * 20, 18),
                                                 .comparator = SLICE("exact"),
                                                 .unit = units[i % 4]};
    }
    record->quantities = quantities;
    record->quantity_count = QUANTITIES;
    return 0;
}

static int make_quotations(struct arena *arena, uint64_t *random, struct article_record *record) {
    struct quotation_record *quotations = ARENA_ARRAY(arena, struct quotation_record, QUOTATIONS);
    int error = quotations ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < QUOTATIONS && !error; i++) {
        quotations[i] = (struct quotation_record){.end = 90,
                                                  .kind = SLICE("direct"),
                                                  .text = slice_of(record->text.at + i * 100, 90),
                                                  .printed = SLICE("the mayor"),
                                                  .cue = SLICE("said")};
        error = made_name(arena, random, "Speaker", MADE_SPEAKERS, &quotations[i].speaker);
    }
    record->quotations = quotations;
    record->quotation_count = QUOTATIONS;
    return error;
}

static int make_mentions(struct arena *arena, uint64_t *random, struct article_record *record) {
    static const uint32_t claims[] = {1, 4, 9};
    struct mention_record *mentions = ARENA_ARRAY(arena, struct mention_record, MENTIONS);
    int error = mentions ? 0 : ERR_NO_MEMORY;
    for (uint32_t i = 0; i < MENTIONS && !error; i++) {
        mentions[i] = (struct mention_record){
            .type = SLICE("person"), .mentions = 2, .claims = claims, .claim_count = 3};
        error = made_name(arena, random, "Name", MADE_NAMES, &mentions[i].name);
    }
    record->mentions = mentions;
    record->mention_count = MENTIONS;
    return error;
}

/* What stories are found by. */
static int make_terms(struct arena *arena, uint64_t *random, struct article_record *record) {
    uint64_t *terms = ARENA_ARRAY(arena, uint64_t, TERMS);
    if (!terms)
        return ERR_NO_MEMORY;
    for (int i = 0; i < TERMS; i++)
        terms[i] = i < KEYS ? made_random(random) % 100000 : made_random(random) % 20000 + 100000;
    record->keys = record->terms = terms;
    record->key_count = KEYS;
    record->term_count = TERMS;
    return 0;
}

/* The stored answer is ten times its text, the signature twice. */
static int make_answer(struct arena *arena, size_t bytes, struct article_record *record) {
    size_t length = bytes * 10;
    char *analysis = arena_alloc(arena, length);
    if (!analysis)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < length; i++)
        analysis[i] = record->text.at[i * 7 % record->text.length];
    record->analysis = slice_of(analysis, length);
    record->signature = slice_of(analysis, bytes * 2);
    return 0;
}

int made_article(struct arena *arena, uint64_t *random, size_t bytes,
                 struct article_record *ret_record) {
    struct slice text = make_text(arena, random, bytes);
    struct article_record record = {
        .input = text,
        .text = text,
        .title = SLICE("A title of the usual length for a report"),
        .engine = SLICE("bench"),
    };
    int error = text.at ? make_claims(arena, &record) : ERR_NO_MEMORY;
    if (!error)
        error = make_terms(arena, random, &record);
    if (!error)
        error = make_answer(arena, bytes, &record);
    if (!error)
        error = made_name(arena, random, "Outlet", MADE_OUTLETS, &record.source);
    record.published_day = (day_number)(20000 + made_random(random) % 365);
    if (!error)
        error = make_quantities(arena, random, &record);
    if (!error)
        error = make_quotations(arena, random, &record);
    if (!error)
        error = make_mentions(arena, random, &record);
    if (!error)
        error = arena_printf(arena, &record.url, "https://outlet.example/%016llx",
                             (unsigned long long)made_random(random));
    if (!error)
        *ret_record = record;
    return error;
}
