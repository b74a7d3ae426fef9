#include "handlers/article_record.h"

#include "alignment/analysis_blob.h"
#include "alignment/story_links.h"
#include "analysis/enum_names.h"
#include "base/codepoints.h"
#include "base/error.h"
#include "handlers/record_rows.h"

/* The days that a claim speaks of, from the first to the last of its times. */
static void set_days(const struct analysis *analysis, const struct claim *claim,
                     struct claim_record *record) {
    record->day_low = DAY_NONE;
    record->day_high = DAY_NONE;
    for (uint32_t i = 0; i < claim->times.count; i++) {
        const struct time_expression *time = &analysis->times.at[claim->times.at[i]];
        if (time->low != DAY_NONE && (record->day_low == DAY_NONE || time->low < record->day_low))
            record->day_low = time->low;
        if (time->high != DAY_NONE &&
            (record->day_high == DAY_NONE || time->high > record->day_high))
            record->day_high = time->high;
    }
}

static int make_claims(struct arena *arena, const struct analysis *analysis,
                       const struct codepoint_index *index, struct article_record *record) {
    struct claim_record *claims =
        ARENA_ARRAY(arena, struct claim_record, (size_t)analysis->claims.count + 1);
    if (!claims)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < analysis->claims.count; i++) {
        const struct claim *claim = &analysis->claims.at[i];
        claims[i] = (struct claim_record){
            .start = codepoint_offset(index, claim->span.start),
            .end = codepoint_offset(index, claim->span.end),
            .text = analysis_slice(analysis, claim->span),
            .subject = claim->subject,
            .predicate = claim->predicate,
            .object = claim->object,
            .polarity = slice_from_cstr(polarity_name(claim->polarity)),
            .modality = slice_from_cstr(modality_name(claim->modality)),
            .quotation = claim->attribution,
            .checkworthiness = claim->checkworthiness,
        };
        set_days(analysis, claim, &claims[i]);
    }
    record->claims = claims;
    record->claim_count = analysis->claims.count;
    return 0;
}

static int make_signature(const struct resources *resources, struct arena *arena,
                          const struct analysis *analysis, struct article_record *record) {
    struct story_signature signature;
    int error = story_signature_make(resources, arena, analysis, &signature);
    if (!error)
        error = story_signature_write(arena, &signature, &record->signature);
    if (error)
        return error;

    uint64_t *keys = ARENA_ARRAY(arena, uint64_t, STORY_KEYS_MAX);
    uint64_t *terms = ARENA_ARRAY(arena, uint64_t, (size_t)signature.term_count + 1);
    if (!keys || !terms)
        return ERR_NO_MEMORY;
    record->key_count = story_keys(&signature, keys);
    for (uint32_t i = 0; i < signature.term_count; i++)
        terms[i] = signature.terms[i].hash;
    record->keys = keys;
    record->terms = terms;
    record->term_count = signature.term_count;
    return 0;
}

int article_record_make(const struct resources *resources, struct arena *arena,
                        const struct analysis *analysis, struct slice input, struct slice json,
                        struct article_record *ret_record) {
    const struct article *article = &analysis->article;
    struct article_record record = {
        .input = input,
        .analysis = json,
        .text = article->text.at ? article->text : SLICE(""),
        .title = article->title,
        .byline = article->byline,
        .source = article->source,
        .url = article->url,
        .language = article->language,
        .published_at = article->published_at,
        .published_day = article->published_day,
        .engine = SLICE(CLAIMD_VERSION),
    };
    struct codepoint_index index;
    int error = codepoint_index_make(arena, analysis->article.text, &index);
    if (!error)
        error = make_claims(arena, analysis, &index, &record);
    if (!error)
        error = record_rows_make(arena, analysis, &index, &record);
    if (!error)
        error = make_signature(resources, arena, analysis, &record);
    if (!error)
        error = analysis_blob_write(arena, analysis, &record.view);
    if (!error)
        *ret_record = record;
    return error;
}
