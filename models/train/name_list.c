#include "models/train/name_list.h"

#include "analysis/language/token_features.h"
#include "analysis/text/characters.h"
#include "base/error.h"
#include "models/train/treebank.h"

#include <stdio.h>

static const struct {
    struct slice name;
    enum name_kind kind;
    uint32_t flag;
} kinds[] = {
    {SLICE("PER"), NAME_KIND_PERSON, NAME_WORD_PERSON},
    {SLICE("ORG"), NAME_KIND_ORGANIZATION, NAME_WORD_ORGANIZATION},
    {SLICE("LOC"), NAME_KIND_PLACE, NAME_WORD_PLACE},
    {SLICE("OTH"), NAME_KIND_OTHER, 0},
};

/* The length of the token at the front: hyphens stand alone, "'s" is a word. */
static size_t token_length(struct slice rest) {
    if (rest.at[0] == '-' || slice_equal(rest, SLICE("'s")))
        return rest.length == 2 && rest.at[0] == '\'' ? 2 : 1;
    size_t length = 1;
    while (length < rest.length && rest.at[length] != '-' && rest.at[length] != ' ' &&
           !slice_equal(slice_of(rest.at + length, rest.length - length), SLICE("'s")))
        length++;
    return length;
}

static int read_name(struct slice name, struct arena *arena, struct name_line *line) {
    char *lower = arena_alloc(arena, name.length / 2 * 3 + 4);
    if (!lower)
        return ERR_NO_MEMORY;

    struct slice rest = slice_of(lower, char_lower_word(name, lower));
    while (rest.length && line->word_count <= NAME_PHRASE_WORDS) {
        size_t length = token_length(rest);
        if (line->word_count < NAME_PHRASE_WORDS)
            line->words[line->word_count] = token_word_hash(slice_of(rest.at, length));
        line->word_count++;
        rest = slice_of(rest.at + length, rest.length - length);
        while (rest.length && rest.at[0] == ' ')
            rest = slice_of(rest.at + 1, rest.length - 1);
    }
    return 0;
}

static bool kind_find(struct slice name, enum name_kind *ret_kind) {
    for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (slice_equal(name, kinds[i].name)) {
            *ret_kind = kinds[i].kind;
            return true;
        }
    return false;
}

int name_list_read(const char *path, struct arena *arena, struct name_list *ret_list) {
    struct slice rest;
    struct slice text;
    struct name_list list = {NULL, 0, 0};
    int result = treebank_read_file(path, arena, &rest);
    while (result == 0 && treebank_next_line(&rest, &text)) {
        struct slice fields[2];
        struct name_line line = {.word_count = 0};
        if (treebank_cut(text, fields, 2) < 2 || !kind_find(fields[0], &line.kind)) {
            fprintf(stderr, "%s: a line is no kind, tab, name\n", path);
            return ERR_INVALID;
        }
        result = read_name(fields[1], arena, &line);
        if (result == 0 && !list_push(arena, &list, line))
            result = ERR_NO_MEMORY;
    }
    *ret_list = list;
    return result;
}

static void enter_phrase(const struct name_line *line, uint32_t *slots, uint32_t count) {
    uint64_t hash = 0;
    for (uint32_t i = 0; i < line->word_count; i++)
        hash = name_phrase_more(hash, line->words[i]);
    uint32_t at = name_phrase_home(hash, count);
    uint32_t slot = name_phrase_slot(hash, line->kind);
    while (slots[at] != 0 && !name_phrase_same(slots[at], slot))
        at = (at + 1) & (count - 1);
    if (slots[at] == 0)
        slots[at] = slot;
}

int name_list_phrases(const struct name_list *list, struct arena *arena,
                      struct name_phrases *ret_phrases) {
    uint32_t phrases = 1;
    for (uint32_t i = 0; i < list->count; i++)
        phrases += list->at[i].word_count > 1;
    uint32_t count = 1;
    while (count < phrases * 2)
        count *= 2;
    uint32_t *slots = ARENA_ARRAY(arena, uint32_t, count);
    if (!slots)
        return ERR_NO_MEMORY;

    memset(slots, 0, count * sizeof *slots);
    for (uint32_t i = 0; i < list->count; i++)
        if (list->at[i].word_count > 1 && list->at[i].word_count <= NAME_PHRASE_WORDS)
            enter_phrase(&list->at[i], slots, count);
    *ret_phrases = (struct name_phrases){slots, count};
    return 0;
}

int name_list_words(const struct name_list *list, const struct word_vectors *vectors,
                    const struct vocabulary *vocabulary, struct arena *arena,
                    uint32_t **ret_words) {
    uint32_t *words = ARENA_ARRAY(arena, uint32_t, (size_t)vocabulary->mask + 2);
    if (!words)
        return ERR_NO_MEMORY;

    memset(words, 0, ((size_t)vocabulary->mask + 2) * sizeof *words); /* the last is for nowhere */
    for (uint32_t i = vectors->count; i-- > 0;) /* of words spelt alike the commoner stays */
        words[vocabulary_place(vocabulary, vectors->hashes[i])] = i + 1;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->at[i].word_count == 1)
            words[vocabulary_place(vocabulary, list->at[i].words[0])] |=
                kinds[list->at[i].kind - NAME_KIND_PERSON].flag;
    *ret_words = words;
    return 0;
}
