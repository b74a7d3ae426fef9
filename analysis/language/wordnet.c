/* Readers of the compiled table. An entry is a lemma in one part of speech; its senses, antonyms
 * and derivations are runs of three shared arrays that end where the next entry's begin. All runs
 * and words are checked once at opening, so that lookups follow indices without further doubt. */
#include "analysis/language/wordnet.h"

#include "analysis/language/hashed_words.h"
#include "base/error.h"

struct wordnet_entry {
    uint32_t word; /* offset in the word block */
    uint16_t length;
    uint8_t pos;
    uint8_t lexfile; /* of the first sense */
    uint32_t senses;
    uint32_t antonyms;
    uint32_t derivations;
};

struct wordnet_form {
    uint32_t form;
    uint32_t base;
    uint16_t form_length;
    uint16_t base_length;
    uint32_t pos;
};

enum {
    SECTION_WORDS,
    SECTION_BUCKETS,
    SECTION_ENTRIES,
    SECTION_SENSES,
    SECTION_ANTONYMS,
    SECTION_DERIVATIONS,
    SECTION_FORM_BUCKETS,
    SECTION_FORMS,
    SECTION_COUNT
};

/* ---- opening -------------------------------------------------------------------------------- */

struct loaded {
    const void *at[SECTION_COUNT];
    size_t count[SECTION_COUNT];
};

static bool word_fits(const struct loaded *loaded, uint32_t offset, uint32_t length) {
    size_t size = loaded->count[SECTION_WORDS];
    return offset <= size && length <= size - offset;
}

static bool entries_sound(const struct loaded *loaded) {
    const struct wordnet_entry *entries = loaded->at[SECTION_ENTRIES];
    size_t count = loaded->count[SECTION_ENTRIES] - 1;
    for (size_t i = 0; i < count; i++)
        if (!word_fits(loaded, entries[i].word, entries[i].length) ||
            entries[i].senses > entries[i + 1].senses ||
            entries[i].antonyms > entries[i + 1].antonyms ||
            entries[i].derivations > entries[i + 1].derivations)
            return false;
    return entries[count].senses == loaded->count[SECTION_SENSES] &&
           entries[count].antonyms == loaded->count[SECTION_ANTONYMS] &&
           entries[count].derivations == loaded->count[SECTION_DERIVATIONS];
}

static bool forms_sound(const struct loaded *loaded) {
    const struct wordnet_form *forms = loaded->at[SECTION_FORMS];
    for (size_t i = 0; i < loaded->count[SECTION_FORMS]; i++)
        if (!word_fits(loaded, forms[i].form, forms[i].form_length) ||
            !word_fits(loaded, forms[i].base, forms[i].base_length))
            return false;
    return true;
}

static bool derivations_sound(const struct loaded *loaded) {
    const uint32_t *numbers = loaded->at[SECTION_DERIVATIONS];
    for (size_t i = 0; i < loaded->count[SECTION_DERIVATIONS]; i++)
        if (numbers[i] >= loaded->count[SECTION_ENTRIES] - 1)
            return false;
    return true;
}

int wordnet_open(const struct model_file *file, struct wordnet *ret_wordnet) {
    static const size_t sizes[SECTION_COUNT] = {
        [SECTION_WORDS] = 1,
        [SECTION_BUCKETS] = sizeof(uint32_t),
        [SECTION_ENTRIES] = sizeof(struct wordnet_entry),
        [SECTION_SENSES] = sizeof(uint32_t),
        [SECTION_ANTONYMS] = sizeof(uint32_t),
        [SECTION_DERIVATIONS] = sizeof(uint32_t),
        [SECTION_FORM_BUCKETS] = sizeof(uint32_t),
        [SECTION_FORMS] = sizeof(struct wordnet_form),
    };
    struct loaded loaded;
    for (uint32_t i = 0; i < SECTION_COUNT; i++)
        if (model_file_section(file, i, sizes[i], &loaded.at[i], &loaded.count[i]) < 0)
            return ERR_INVALID;
    if (loaded.count[SECTION_ENTRIES] == 0 || !entries_sound(&loaded) || !forms_sound(&loaded) ||
        !derivations_sound(&loaded) ||
        !hashed_buckets_sound(loaded.at[SECTION_BUCKETS], loaded.count[SECTION_BUCKETS],
                              loaded.count[SECTION_ENTRIES] - 1) ||
        !hashed_buckets_sound(loaded.at[SECTION_FORM_BUCKETS], loaded.count[SECTION_FORM_BUCKETS],
                              loaded.count[SECTION_FORMS]))
        return ERR_INVALID;

    *ret_wordnet = (struct wordnet){
        .words = slice_of(loaded.at[SECTION_WORDS], loaded.count[SECTION_WORDS]),
        .buckets = loaded.at[SECTION_BUCKETS],
        .entries = loaded.at[SECTION_ENTRIES],
        .senses = loaded.at[SECTION_SENSES],
        .antonyms = loaded.at[SECTION_ANTONYMS],
        .derivations = loaded.at[SECTION_DERIVATIONS],
        .form_buckets = loaded.at[SECTION_FORM_BUCKETS],
        .forms = loaded.at[SECTION_FORMS],
        .bucket_count = (uint32_t)loaded.count[SECTION_BUCKETS] - 1,
        .entry_count = (uint32_t)loaded.count[SECTION_ENTRIES] - 1,
        .form_bucket_count = (uint32_t)loaded.count[SECTION_FORM_BUCKETS] - 1,
    };
    return 0;
}

/* ---- looking up ----------------------------------------------------------------------------- */

static struct slice entry_word(const struct wordnet *wordnet, const struct wordnet_entry *entry) {
    return slice_of(wordnet->words.at + entry->word, entry->length);
}

struct wordnet_word wordnet_word_find(const struct wordnet *wordnet, struct slice lemma) {
    struct wordnet_word word = {{NULL}};
    if (!wordnet)
        return word;

    uint32_t first;
    uint32_t past;
    hashed_bucket(wordnet->buckets, wordnet->bucket_count, hashed_more(HASHED_START, lemma), &first,
                  &past);
    for (uint32_t i = first; i < past; i++) {
        const struct wordnet_entry *entry = &wordnet->entries[i];
        if (entry->pos <= WORDNET_ADVERB && !word.in[entry->pos] &&
            slice_equal(entry_word(wordnet, entry), lemma))
            word.in[entry->pos] = entry;
    }
    return word;
}

static const struct wordnet_entry *entry_find(const struct wordnet *wordnet, struct slice lemma,
                                              enum wordnet_pos pos) {
    return wordnet_word_find(wordnet, lemma).in[pos];
}

bool wordnet_known(const struct wordnet *wordnet, struct slice lemma, enum wordnet_pos pos) {
    return entry_find(wordnet, lemma, pos) != NULL;
}

enum wordnet_class wordnet_class_of(const struct wordnet *wordnet, struct slice lemma,
                                    enum wordnet_pos pos) {
    const struct wordnet_entry *entry = entry_find(wordnet, lemma, pos);
    return entry ? (enum wordnet_class)entry->lexfile : WORDNET_CLASS_NONE;
}

bool wordnet_words_share(const struct wordnet *wordnet, const struct wordnet_word *a,
                         const struct wordnet_word *b, enum wordnet_pos pos) {
    const struct wordnet_entry *left = a->in[pos];
    const struct wordnet_entry *right = b->in[pos];
    if (!left || !right)
        return false;

    for (uint32_t i = left[0].senses; i < left[1].senses; i++)
        for (uint32_t k = right[0].senses; k < right[1].senses; k++)
            if (wordnet->senses[i] == wordnet->senses[k])
                return true;
    return false;
}

bool wordnet_share_synset(const struct wordnet *wordnet, struct slice a, struct slice b,
                          enum wordnet_pos pos) {
    struct wordnet_word left = wordnet_word_find(wordnet, a);
    struct wordnet_word right = wordnet_word_find(wordnet, b);
    return wordnet_words_share(wordnet, &left, &right, pos);
}

bool wordnet_antonyms(const struct wordnet *wordnet, struct slice a, struct slice b,
                      enum wordnet_pos pos) {
    const struct wordnet_entry *left = entry_find(wordnet, a, pos);
    const struct wordnet_entry *right = entry_find(wordnet, b, pos);
    if (!left || !right)
        return false;

    uint32_t number = (uint32_t)(right - wordnet->entries);
    for (uint32_t i = left[0].antonyms; i < left[1].antonyms; i++)
        if (wordnet->antonyms[i] == number)
            return true;
    return false;
}

/* Direct relatives only, or the same spelling. */
static bool entries_related(const struct wordnet *wordnet, const struct wordnet_entry *a,
                            const struct wordnet_entry *b) {
    if (a == b)
        return true;

    uint32_t number = (uint32_t)(b - wordnet->entries);
    for (uint32_t i = a[0].derivations; i < a[1].derivations; i++)
        if (wordnet->derivations[i] == number)
            return true;
    return false;
}

/* Related themselves, or both related to a third ("visitor" – "visit" – "visitation"). */
static bool entries_of_one_family(const struct wordnet *wordnet, const struct wordnet_entry *a,
                                  const struct wordnet_entry *b) {
    if (entries_related(wordnet, a, b))
        return true;

    for (uint32_t i = a[0].derivations; i < a[1].derivations; i++)
        if (entries_related(wordnet, &wordnet->entries[wordnet->derivations[i]], b))
            return true;
    return false;
}

bool wordnet_words_related(const struct wordnet *wordnet, const struct wordnet_word *a,
                           const struct wordnet_word *b) {
    for (int left = WORDNET_NOUN; left <= WORDNET_ADVERB; left++)
        for (int right = WORDNET_NOUN; a->in[left] && right <= WORDNET_ADVERB; right++)
            if (b->in[right] && entries_of_one_family(wordnet, a->in[left], b->in[right]))
                return true;
    return false;
}

/* Synsets and entries are numbered apart: entries get the upper half. */
static int add_ties(const struct wordnet *wordnet, const struct wordnet_entry *entry,
                    struct arena *arena, struct wordnet_tie_list *ties) {
    enum { ENTRY_BIT = 31 };
    bool room = true;
    for (uint32_t i = entry[0].senses; i < entry[1].senses && room; i++)
        room = list_push(arena, ties, wordnet->senses[i]);
    uint32_t own = (uint32_t)(entry - wordnet->entries) | (uint32_t)1 << ENTRY_BIT;
    room = room && list_push(arena, ties, own);
    for (uint32_t i = entry[0].derivations; i < entry[1].derivations && room; i++)
        room = list_push(arena, ties, wordnet->derivations[i] | (uint32_t)1 << ENTRY_BIT);
    return room ? 0 : ERR_NO_MEMORY;
}

int wordnet_word_ties(const struct wordnet *wordnet, const struct wordnet_word *word,
                      struct arena *arena, struct wordnet_tie_list *ties) {
    int result = 0;
    for (int pos = WORDNET_NOUN; pos <= WORDNET_ADVERB && result == 0; pos++)
        if (word->in[pos])
            result = add_ties(wordnet, word->in[pos], arena, ties);
    return result;
}

bool wordnet_derivation(const struct wordnet *wordnet, struct slice a, struct slice b) {
    struct wordnet_word left = wordnet_word_find(wordnet, a);
    struct wordnet_word right = wordnet_word_find(wordnet, b);
    return wordnet_words_related(wordnet, &left, &right);
}

bool wordnet_names_doing(const struct wordnet *wordnet, struct slice noun) {
    const struct wordnet_entry *entry = entry_find(wordnet, noun, WORDNET_NOUN);
    if (!entry)
        return false;
    for (uint32_t i = entry[0].derivations; i < entry[1].derivations; i++)
        if (wordnet->entries[wordnet->derivations[i]].pos == WORDNET_VERB)
            return true;
    return wordnet_known(wordnet, noun, WORDNET_VERB);
}

/* ---- base forms ----------------------------------------------------------------------------- */

struct detachment {
    uint8_t pos;
    struct slice suffix;
    struct slice ending;
};

/* In morphy's order: the first that yields a known lemma wins. */
static const struct detachment detachments[] = {
    {WORDNET_NOUN, SLICE("s"), SLICE("")},         {WORDNET_NOUN, SLICE("ses"), SLICE("s")},
    {WORDNET_NOUN, SLICE("xes"), SLICE("x")},      {WORDNET_NOUN, SLICE("zes"), SLICE("z")},
    {WORDNET_NOUN, SLICE("ches"), SLICE("ch")},    {WORDNET_NOUN, SLICE("shes"), SLICE("sh")},
    {WORDNET_NOUN, SLICE("men"), SLICE("man")},    {WORDNET_NOUN, SLICE("ies"), SLICE("y")},
    {WORDNET_VERB, SLICE("s"), SLICE("")},         {WORDNET_VERB, SLICE("ies"), SLICE("y")},
    {WORDNET_VERB, SLICE("es"), SLICE("e")},       {WORDNET_VERB, SLICE("es"), SLICE("")},
    {WORDNET_VERB, SLICE("ed"), SLICE("e")},       {WORDNET_VERB, SLICE("ed"), SLICE("")},
    {WORDNET_VERB, SLICE("ing"), SLICE("e")},      {WORDNET_VERB, SLICE("ing"), SLICE("")},
    {WORDNET_ADJECTIVE, SLICE("er"), SLICE("")},   {WORDNET_ADJECTIVE, SLICE("est"), SLICE("")},
    {WORDNET_ADJECTIVE, SLICE("er"), SLICE("e")},  {WORDNET_ADJECTIVE, SLICE("est"), SLICE("e")},
    {WORDNET_ADJECTIVE, SLICE("ier"), SLICE("y")}, {WORDNET_ADJECTIVE, SLICE("iest"), SLICE("y")},
};

enum { FORM_LENGTH_MAX = 64 }; /* bytes; longer words have no entry in the rules' reach */

static struct slice irregular_base(const struct wordnet *wordnet, struct slice form,
                                   enum wordnet_pos pos) {
    uint32_t first;
    uint32_t past;
    hashed_bucket(wordnet->form_buckets, wordnet->form_bucket_count,
                  hashed_more(HASHED_START, form), &first, &past);
    for (uint32_t i = first; i < past; i++) {
        const struct wordnet_form *entry = &wordnet->forms[i];
        struct slice word = slice_of(wordnet->words.at + entry->form, entry->form_length);
        if (entry->pos == (uint32_t)pos && slice_equal(word, form))
            return slice_of(wordnet->words.at + entry->base, entry->base_length);
    }
    return (struct slice){0};
}

static const struct wordnet_entry *detach(const struct wordnet *wordnet, struct slice form,
                                          const struct detachment *rule) {
    if (!slice_ends(form, rule->suffix) || form.length <= rule->suffix.length)
        return NULL;

    char base[FORM_LENGTH_MAX];
    size_t stem = form.length - rule->suffix.length;
    memcpy(base, form.at, stem);
    memcpy(base + stem, rule->ending.at, rule->ending.length);
    return entry_find(wordnet, slice_of(base, stem + rule->ending.length),
                      (enum wordnet_pos)rule->pos);
}

struct slice wordnet_detached_form(const struct wordnet *wordnet, struct slice form,
                                   enum wordnet_pos pos) {
    if (!wordnet || form.length == 0 || form.length >= FORM_LENGTH_MAX)
        return (struct slice){0};

    struct slice irregular = irregular_base(wordnet, form, pos);
    if (irregular.at)
        return irregular;

    for (size_t i = 0; i < sizeof detachments / sizeof *detachments; i++) {
        if (detachments[i].pos != (uint8_t)pos)
            continue;
        const struct wordnet_entry *entry = detach(wordnet, form, &detachments[i]);
        if (entry)
            return entry_word(wordnet, entry);
    }
    return (struct slice){0};
}

struct slice wordnet_base_form(const struct wordnet *wordnet, struct slice form,
                               enum wordnet_pos pos) {
    return wordnet_known(wordnet, form, pos) ? form : wordnet_detached_form(wordnet, form, pos);
}
