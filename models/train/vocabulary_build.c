/* Ambiguity sets: for each word seen SEEN_ENOUGH times, the classes that make up at least one in
 * SHARE of its uses, commonest first, at most three; the commonest sets get numbers. A word seen
 * SURE_ENOUGH times with never another class belongs to a set of its own kind, whose tag is
 * decided.
 */
#include "models/train/vocabulary_build.h"

#include "analysis/text/characters.h"
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    SEEN_ENOUGH = 5,
    SURE_ENOUGH = 100,
    SHARE = 20,
    SET_CLASSES = 3,
    LARGE_CITY = 50000,
    COLUMNS = 9,
    SET_NO_CLASS = 127,
    SLOTS = 1 << 18,
    SURE = 1 << 21, /* above the packed classes, seven bits each */
};

struct word_count {
    uint64_t hash; /* 0: free */
    uint32_t seen;
    uint32_t set; /* packed classes; 0 when seen too rarely */
    uint32_t counts[TAG_CLASSES];
    struct vocabulary_entry entry;
};

struct set_count {
    uint32_t set;
    uint32_t seen;
};

static struct word_count *word_place(struct word_count *words, uint64_t hash) {
    uint32_t at = vocabulary_home(hash, SLOTS - 1);
    while (words[at].hash != 0 && words[at].hash != hash)
        at = (at + 1) & (SLOTS - 1);
    return &words[at];
}

/* A new word has no clusters. NULL when the table would be too full. */
static struct word_count *word_add(struct word_count *words, uint32_t *used, uint64_t hash) {
    struct word_count *word = word_place(words, hash);
    if (word->hash == hash)
        return word;
    if (++*used > SLOTS / 10 * 8)
        return NULL;

    word->hash = hash;
    word->entry =
        (struct vocabulary_entry){VOCABULARY_UNKNOWN, VOCABULARY_UNKNOWN, VOCABULARY_UNKNOWN, 0, 0};
    return word;
}

static int read_clusters(const char *path, struct arena *arena, struct word_count *words,
                         uint32_t *used) {
    struct slice rest;
    int result = treebank_read_file(path, arena, &rest);
    if (result < 0)
        return result;

    struct slice line;
    while (treebank_next_line(&rest, &line)) {
        struct slice fields[4];
        if (treebank_cut(line, fields, 4) < 4)
            return ERR_INVALID;
        struct word_count *word = word_add(words, used, token_word_hash(fields[0]));
        if (!word)
            return ERR_TOO_LARGE;
        word->entry.cluster64 = (uint16_t)strtoul(fields[1].at, NULL, 10);
        word->entry.cluster256 = (uint16_t)strtoul(fields[2].at, NULL, 10);
        word->entry.cluster1024 = (uint16_t)strtoul(fields[3].at, NULL, 10);
    }
    return 0;
}

/* Marks the words of one name. */
static int mark_name(struct slice name, struct arena *arena, uint16_t whole, uint16_t part,
                     struct word_count *words, uint32_t *used) {
    char *lower = arena_alloc(arena, name.length / 2 * 3 + 4);
    if (!lower)
        return ERR_NO_MEMORY;

    struct slice rest = slice_of(lower, char_lower_word(name, lower));
    size_t all = rest.length;
    while (rest.length) {
        size_t length = 0;
        while (length < rest.length && rest.at[length] != ' ' && rest.at[length] != '-')
            length++;
        struct word_count *word = word_add(words, used, token_word_hash(slice_of(rest.at, length)));
        if (!word)
            return ERR_TOO_LARGE;
        word->entry.lists |= length == all ? whole : part;
        size_t past = length < rest.length ? length + 1 : length;
        rest = slice_of(rest.at + past, rest.length - past);
    }
    return 0;
}

/* Marks the words of the names in one column; rows whose `size_column` (0: none) holds less than
 * LARGE_CITY are passed over, and the head row. */
static int read_names(const char *path, uint32_t column, uint32_t size_column, uint16_t whole,
                      uint16_t part, struct arena *arena, struct word_count *words,
                      uint32_t *used) {
    struct slice rest;
    int result = treebank_read_file(path, arena, &rest);
    struct slice line;
    bool head = true;
    while (result == 0 && treebank_next_line(&rest, &line)) {
        struct slice fields[COLUMNS];
        uint32_t count = treebank_cut(line, fields, COLUMNS);
        bool counts = !head && count > column && count > size_column &&
                      (!size_column || strtoul(fields[size_column].at, NULL, 10) >= LARGE_CITY);
        head = false;
        if (counts)
            result = mark_name(fields[column], arena, whole, part, words, used);
    }
    return result;
}

static int read_lists(const struct vocabulary_sources *sources, struct arena *arena,
                      struct word_count *words, uint32_t *used) {
    int result = read_names(sources->cities, 1, 6, LIST_CITY, LIST_CITY_PART, arena, words, used);
    if (result == 0)
        result =
            read_names(sources->regions, 1, 0, LIST_REGION, LIST_REGION_PART, arena, words, used);
    if (result == 0)
        result = read_names(sources->first_names, 0, 0, LIST_FIRST_NAME, LIST_FIRST_NAME, arena,
                            words, used);
    return result;
}

static int count_words(const struct treebank *treebank, const uint8_t *gold,
                       struct word_count *words, uint32_t *used) {
    for (uint32_t i = 0; i < treebank->token_count; i++) {
        uint64_t hash = token_word_hash(treebank->tokens[i].lower);
        struct word_count *word = word_add(words, used, hash);
        if (!word)
            return ERR_TOO_LARGE;
        word->seen++;
        word->counts[gold[i]]++;
    }
    return 0;
}

static uint32_t commonest(const struct word_count *word, uint64_t taken_low, uint64_t taken_high) {
    uint32_t best = SET_NO_CLASS;
    for (uint32_t i = 0; i < TAG_CLASSES; i++) {
        uint64_t taken = i < 64 ? taken_low >> i : taken_high >> (i - 64);
        if (!(taken & 1) && word->counts[i] * SHARE >= word->seen && word->counts[i] > 0 &&
            (best == SET_NO_CLASS || word->counts[i] > word->counts[best]))
            best = i;
    }
    return best;
}

static uint32_t set_of(const struct word_count *word) {
    if (word->seen < SEEN_ENOUGH)
        return 0;

    uint64_t taken[2] = {0, 0};
    uint32_t set = 0;
    for (uint32_t k = 0; k < SET_CLASSES; k++) {
        uint32_t class = commonest(word, taken[0], taken[1]);
        set |= class << 7 * k;
        if (class != SET_NO_CLASS)
            taken[class / 64] |= UINT64_C(1) << class % 64;
    }
    uint32_t first = set & 127;
    bool sure = word->seen >= SURE_ENOUGH && word->counts[first] == word->seen;
    return sure ? set | SURE : set;
}

static int by_count(const void *left, const void *right) {
    const struct set_count *a = left;
    const struct set_count *b = right;
    if (a->seen != b->seen)
        return a->seen < b->seen ? 1 : -1;
    return (a->set > b->set) - (a->set < b->set);
}

/* Every set with how often its words are seen, commonest first; returns how many. */
static uint32_t collect_sets(const struct word_count *words, struct set_count *sets) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < SLOTS; i++) {
        if (words[i].set == 0)
            continue;
        uint32_t k = 0;
        while (k < count && sets[k].set != words[i].set)
            k++;
        sets[k].set = words[i].set;
        sets[k].seen += words[i].seen;
        count += k == count;
    }
    qsort(sets, count, sizeof *sets, by_count);
    return count;
}

static void number_sets(struct word_count *words, const struct set_count *sets, uint32_t count,
                        uint8_t *decided) {
    memset(decided, TAG_UNDECIDED, VOCABULARY_SETS);
    uint32_t kept = count < VOCABULARY_SETS - 1 ? count : VOCABULARY_SETS - 1;
    for (uint32_t k = 0; k < kept; k++)
        if (sets[k].set & SURE)
            decided[k + 1] = (uint8_t)(sets[k].set & 127);
    for (uint32_t i = 0; i < SLOTS; i++)
        for (uint32_t k = 0; words[i].set != 0 && k < kept; k++)
            if (sets[k].set == words[i].set)
                words[i].entry.ambiguity = (uint16_t)(k + 1);
}

static int fill(const struct vocabulary_sources *sources, const struct treebank *treebank,
                const uint8_t *gold, struct arena *arena, struct word_count *words) {
    uint32_t used = 0;
    int result = read_clusters(sources->clusters, arena, words, &used);
    if (result == 0)
        result = read_lists(sources, arena, words, &used);
    if (result == 0)
        result = count_words(treebank, gold, words, &used);
    for (uint32_t i = 0; result == 0 && i < SLOTS; i++)
        words[i].set = words[i].hash ? set_of(&words[i]) : 0;
    return result;
}

int vocabulary_build(const struct vocabulary_sources *sources, const struct treebank *treebank,
                     const uint8_t *gold, struct arena *arena, struct vocabulary *ret_vocabulary,
                     uint8_t *ret_decided) {
    struct word_count *words = ARENA_ARRAY(arena, struct word_count, SLOTS);
    struct set_count *sets = ARENA_ARRAY(arena, struct set_count, SLOTS);
    uint64_t *slots = ARENA_ARRAY(arena, uint64_t, SLOTS);
    if (!words || !sets || !slots)
        return ERR_NO_MEMORY;

    int result = fill(sources, treebank, gold, arena, words);
    if (result < 0)
        return result;

    uint32_t count = collect_sets(words, sets);
    number_sets(words, sets, count, ret_decided);
    for (uint32_t i = 0; i < SLOTS; i++) /* homes and probing agree, so places carry over */
        slots[i] = words[i].hash ? vocabulary_slot(words[i].hash, words[i].entry) : 0;
    fprintf(stderr, "vocabulary: %u ambiguity sets\n", count);
    *ret_vocabulary = (struct vocabulary){slots, SLOTS - 1};
    return 0;
}
