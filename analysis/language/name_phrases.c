#include "analysis/language/name_phrases.h"

#include "analysis/language/name_features.h"

bool name_phrases_valid(const struct name_phrases *phrases) {
    bool free_slot = false;
    if (phrases->count == 0 || (phrases->count & (phrases->count - 1)) != 0)
        return false;
    for (uint32_t i = 0; i < phrases->count; i++) {
        uint32_t kind = phrases->slots[i] & 7;
        if (phrases->slots[i] == 0)
            free_slot = true;
        else if (kind == 0 || kind > NAME_PHRASE_KINDS)
            return false;
    }
    return free_slot;
}

/* The kind of a phrase, 0 when it is none. */
static uint32_t look_up(const struct name_phrases *phrases, uint64_t hash) {
    uint32_t wanted = name_phrase_slot(hash, 0);
    uint32_t at = name_phrase_home(hash, phrases->count);
    while (phrases->slots[at] != 0) {
        if (name_phrase_same(phrases->slots[at], wanted))
            return phrases->slots[at] & 7;
        at = (at + 1) & (phrases->count - 1);
    }
    return 0;
}

/* The length of the longest phrase at the front, 0 when there is none. */
static uint32_t longest(const struct name_phrases *phrases, const struct attributes *tokens,
                        uint32_t count, uint32_t *ret_kind) {
    uint64_t hash = name_phrase_more(0, tokens[0].at[ATTRIBUTE_WORD]);
    uint32_t found = 0;
    for (uint32_t i = 1; i < count && i < NAME_PHRASE_WORDS; i++) {
        hash = name_phrase_more(hash, tokens[i].at[ATTRIBUTE_WORD]);
        uint32_t kind = look_up(phrases, hash);
        if (kind == 0)
            continue;
        *ret_kind = kind;
        found = i + 1;
    }
    return found;
}

void name_phrases_mark(const struct name_phrases *phrases, struct attributes *tokens,
                       uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        tokens[i].at[ATTRIBUTE_PHRASE] = 0;
    for (uint32_t i = 0; i < count;) {
        uint32_t kind = 0;
        uint32_t length = 0;
        if (tokens[i].at[ATTRIBUTE_SITE] & SITE_UPPER)
            length = longest(phrases, tokens + i, count - i, &kind);
        for (uint32_t k = 0; k < length; k++)
            tokens[i + k].at[ATTRIBUTE_PHRASE] = kind * 2 + (k > 0);
        i += length ? length : 1;
    }
}
