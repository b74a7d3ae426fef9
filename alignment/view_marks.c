#include "alignment/view_marks.h"

#include "alignment/words.h"
#include "analysis/language/gazetteer.h"
#include "analysis/language/tagset.h"
#include "base/error.h"

#include <stdlib.h>

uint32_t token_at(const struct token_list *tokens, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = tokens->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tokens->at[middle].span.end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void mark_span(const struct token_list *tokens, struct span span, uint8_t mark,
                      struct article_marks *marks) {
    if (span_empty(span))
        return;
    for (uint32_t i = token_at(tokens, span.start);
         i < tokens->count && tokens->at[i].span.start < span.end; i++)
        marks->of[i] |= mark;
}

/* "Lisbon has sent" tells of Portugal. */
static void mark_country(const struct resources *resources, const struct token_list *tokens,
                         const struct entity *entity, struct article_marks *marks) {
    struct slice country = {0};
    if (resources && resources->gazetteer)
        country = gazetteer_speaks_for(resources->gazetteer, entity->name);
    for (uint32_t i = entity->first_token;
         country.length && i < entity->past_token && i < tokens->count; i++)
        marks->countries[i] = hash_slice(country);
}

static void mark_values(const struct resources *resources, const struct analysis *analysis,
                        struct article_marks *marks) {
    const struct token_list *tokens = &analysis->tokens;
    for (uint32_t i = 0; i < analysis->quantities.count; i++)
        mark_span(tokens, analysis->quantities.at[i].number, MARK_VALUE, marks);
    for (uint32_t i = 0; i < analysis->times.count; i++)
        mark_span(tokens, analysis->times.at[i].span, MARK_VALUE, marks);
    for (uint32_t i = 0; i < analysis->attributions.count; i++) {
        mark_span(tokens, analysis->attributions.at[i].cue, MARK_SPEECH, marks);
        mark_span(tokens, analysis->attributions.at[i].source, MARK_SPEECH, marks);
    }
    for (uint32_t i = 0; i < analysis->entities.count; i++) {
        const struct entity *entity = &analysis->entities.at[i];
        mark_span(tokens, entity->span,
                  entity->type == ENTITY_PLACE ? MARK_PLACE | MARK_NAME : MARK_NAME, marks);
        mark_country(resources, tokens, entity, marks);
    }
}

static bool opens_sentence(const struct analysis *analysis, uint32_t index) {
    const struct sentence *sentence = &analysis->sentences.at[analysis->tokens.at[index].sentence];
    if (index == sentence->first_token)
        return true;
    return index == sentence->first_token + 1 &&
           analysis->tokens.at[index - 1].kind == TOKEN_PUNCTUATION;
}

int article_marks_make(const struct resources *resources, struct arena *arena,
                       const struct analysis *analysis, struct article_marks *ret_marks) {
    const struct token_list *tokens = &analysis->tokens;
    ret_marks->of = ARENA_ARRAY(arena, uint8_t, tokens->count + 1);
    ret_marks->lower_words = ARENA_ARRAY(arena, uint64_t, tokens->count + 1);
    ret_marks->names = ARENA_ARRAY(arena, uint64_t, tokens->count + 1);
    ret_marks->countries = ARENA_ARRAY(arena, uint64_t, tokens->count + 1);
    if (!ret_marks->of || !ret_marks->lower_words || !ret_marks->names || !ret_marks->countries)
        return ERR_NO_MEMORY;

    uint32_t lower = 0;
    uint32_t names = 0;
    for (uint32_t i = 0; i < tokens->count; i++) {
        if (tokens->at[i].kind != TOKEN_WORD)
            continue;
        if (!(tokens->at[i].flags & TOKEN_CAPITALISED))
            ret_marks->lower_words[lower++] = hash_slice(tokens->at[i].lower);
        else if (!opens_sentence(analysis, i))
            ret_marks->names[names++] = hash_slice(tokens->at[i].lower);
    }
    ret_marks->lower_count = hashes_unique(ret_marks->lower_words, lower);
    ret_marks->name_count = hashes_unique(ret_marks->names, names);
    mark_values(resources, analysis, ret_marks);
    return 0;
}

/* Does the article capitalise the word where no sentence begins? */
static bool capitalised_inside(const struct article_marks *marks, uint64_t hash) {
    return marks->name_count &&
           bsearch(&hash, marks->names, marks->name_count, sizeof hash, hashes_compare);
}

bool marks_name(const struct article_marks *marks, const struct analysis *analysis,
                uint32_t index) {
    const struct token *token = &analysis->tokens.at[index];
    if (!(token->flags & TOKEN_CAPITALISED) || word_is_generic_name(token->lower))
        return false;
    if (marks->of[index] & MARK_NAME)
        return true;
    if (token->upos != UPOS_NONE && token->upos != UPOS_PROPN)
        return false;
    uint64_t hash = hash_slice(token->lower);
    if (marks->lower_count &&
        bsearch(&hash, marks->lower_words, marks->lower_count, sizeof hash, hashes_compare))
        return false;
    return !opens_sentence(analysis, index) || capitalised_inside(marks, hash);
}
