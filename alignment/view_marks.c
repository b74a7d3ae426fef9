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

/* ---- names ----------------------------------------------------------------------------------- */

/* Hashes of words, ascending. */
struct word_set {
    uint64_t *at;
    uint32_t count;
};

struct capitals {
    struct word_set lower;  /* words that stand in lower case */
    struct word_set inside; /* capitalised inside sentences */
};

static int read_capitals(struct arena *arena, const struct analysis *analysis,
                         struct capitals *ret_capitals) {
    const struct token_list *tokens = &analysis->tokens;
    struct word_set lower = {ARENA_ARRAY(arena, uint64_t, tokens->count + 1), 0};
    struct word_set inside = {ARENA_ARRAY(arena, uint64_t, tokens->count + 1), 0};
    if (!lower.at || !inside.at)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < tokens->count; i++) {
        if (tokens->at[i].kind != TOKEN_WORD)
            continue;
        if (!(tokens->at[i].flags & TOKEN_CAPITALISED))
            lower.at[lower.count++] = hash_slice(tokens->at[i].lower);
        else if (!opens_sentence(analysis, i))
            inside.at[inside.count++] = hash_slice(tokens->at[i].lower);
    }
    lower.count = hashes_unique(lower.at, lower.count);
    inside.count = hashes_unique(inside.at, inside.count);
    *ret_capitals = (struct capitals){lower, inside};
    return 0;
}

static bool has(const struct word_set *set, uint64_t hash) {
    return set->count && bsearch(&hash, set->at, set->count, sizeof hash, hashes_compare);
}

static bool is_named(const struct article_marks *marks, const struct capitals *capitals,
                     const struct analysis *analysis, uint32_t index) {
    const struct token *token = &analysis->tokens.at[index];
    if (!(token->flags & TOKEN_CAPITALISED) || word_is_generic_name(token->lower))
        return false;
    if (marks->of[index] & MARK_NAME)
        return true;
    if (token->upos != UPOS_NONE && token->upos != UPOS_PROPN)
        return false;
    uint64_t hash = hash_slice(token->lower);
    return !has(&capitals->lower, hash) &&
           (!opens_sentence(analysis, index) || has(&capitals->inside, hash));
}

/* ---- words ----------------------------------------------------------------------------------- */

static bool worth_comparing(const struct token *token, const struct known_word *known,
                            uint8_t mark) {
    bool us = (mark & MARK_NAME) && (token->flags & TOKEN_ALL_CAPS); /* the country, not "us" */
    return !(mark & MARK_VALUE) && token->lower.length > 1 && (us || !known->function);
}

static int mark_words(struct known_words *words, const struct capitals *capitals,
                      const struct analysis *analysis, struct article_marks *marks) {
    for (uint32_t i = 0; i < analysis->tokens.count; i++) {
        const struct token *token = &analysis->tokens.at[i];
        if (token->kind != TOKEN_WORD && token->kind != TOKEN_NUMBER)
            continue;
        struct known_word *known = known_word_find(words, token);
        if (!known)
            return ERR_NO_MEMORY;
        marks->of[i] |= known->force ? MARK_FORCE : 0;
        if (!worth_comparing(token, known, marks->of[i]))
            continue;
        known_word_read(words, token, known);
        marks->words[i] = known;
        marks->of[i] |= is_named(marks, capitals, analysis, i) ? MARK_NAMED : 0;
    }
    return 0;
}

int article_marks_make(struct known_words *words, const struct analysis *analysis,
                       struct article_marks *ret_marks) {
    struct arena *arena = words->arena;
    uint32_t count = analysis->tokens.count;
    struct capitals capitals;
    ret_marks->of = ARENA_ARRAY(arena, uint8_t, count + 1);
    ret_marks->countries = ARENA_ARRAY(arena, uint64_t, count + 1);
    ret_marks->words = ARENA_ARRAY(arena, const struct known_word *, count + 1);
    if (!ret_marks->of || !ret_marks->countries || !ret_marks->words)
        return ERR_NO_MEMORY;
    int result = read_capitals(arena, analysis, &capitals);
    if (result < 0)
        return result;
    mark_values(words->resources, analysis, ret_marks);
    return mark_words(words, &capitals, analysis, ret_marks);
}
