/* Lookup by hash of the lower-case phrase. The longest match tries at most PHRASE_TOKENS windows
 * with one running hash, so that a text costs a constant per token whatever it holds. */
#include "analysis/language/gazetteer.h"

#include "analysis/language/hashed_words.h"
#include "base/error.h"

_Static_assert(sizeof(struct gazetteer_entry) == 24, "as compile_gazetteer.py packs it");

enum { PHRASE_TOKENS = 10, PHRASE_BYTES = 64 }; /* the compiler leaves out longer ones */
enum { LOWER_BYTES = 64 };

enum { SECTION_WORDS, SECTION_BUCKETS, SECTION_ENTRIES };

static bool range_fits(uint32_t offset, uint32_t length, size_t size) {
    return offset <= size && length <= size - offset;
}

static bool entries_sound(const struct gazetteer_entry *entries, size_t count, size_t words) {
    for (size_t i = 0; i < count; i++)
        if (!range_fits(entries[i].phrase, entries[i].phrase_length, words) ||
            !range_fits(entries[i].name, entries[i].name_length, words) ||
            !range_fits(entries[i].country, entries[i].country_length, words) ||
            entries[i].kind >= GAZETTEER_KIND_COUNT)
            return false;
    return true;
}

int gazetteer_open(const struct model_file *file, struct gazetteer *ret_gazetteer) {
    const void *words;
    const void *buckets;
    const void *entries;
    size_t word_bytes;
    size_t bucket_count;
    size_t entry_count;
    if (model_file_section(file, SECTION_WORDS, 1, &words, &word_bytes) < 0 ||
        model_file_section(file, SECTION_BUCKETS, sizeof(uint32_t), &buckets, &bucket_count) < 0 ||
        model_file_section(file, SECTION_ENTRIES, sizeof(struct gazetteer_entry), &entries,
                           &entry_count) < 0 ||
        !hashed_buckets_sound(buckets, bucket_count, entry_count) ||
        !entries_sound(entries, entry_count, word_bytes))
        return ERR_INVALID;

    *ret_gazetteer = (struct gazetteer){
        .words = slice_of(words, word_bytes),
        .buckets = buckets,
        .entries = entries,
        .bucket_count = (uint32_t)bucket_count - 1,
    };
    return 0;
}

static struct slice entry_phrase(const struct gazetteer *gazetteer,
                                 const struct gazetteer_entry *entry) {
    return slice_of(gazetteer->words.at + entry->phrase, entry->phrase_length);
}

static bool find_hashed(const struct gazetteer *gazetteer, struct slice phrase, uint32_t hash,
                        struct gazetteer_match *ret_match) {
    uint32_t first;
    uint32_t past;
    hashed_bucket(gazetteer->buckets, gazetteer->bucket_count, hash, &first, &past);
    while (first < past &&
           !slice_equal(entry_phrase(gazetteer, &gazetteer->entries[first]), phrase))
        first++;
    uint32_t end = first;
    while (end < past && slice_equal(entry_phrase(gazetteer, &gazetteer->entries[end]), phrase))
        end++;
    if (first == end)
        return false;

    ret_match->entries = &gazetteer->entries[first];
    ret_match->count = end - first;
    return true;
}

bool gazetteer_find(const struct gazetteer *gazetteer, struct slice phrase,
                    struct gazetteer_match *ret_match) {
    return gazetteer && phrase.length <= PHRASE_BYTES &&
           find_hashed(gazetteer, phrase, hashed_more(HASHED_START, phrase), ret_match);
}

bool gazetteer_longest(const struct gazetteer *gazetteer, const struct token *tokens, uint32_t at,
                       uint32_t past, struct gazetteer_match *ret_match) {
    char phrase[PHRASE_BYTES];
    size_t length = 0;
    uint32_t hash = HASHED_START;
    bool found = false;
    uint32_t end = past - at > PHRASE_TOKENS ? at + PHRASE_TOKENS : past;
    for (uint32_t i = at; gazetteer && i < end; i++) {
        bool space = i > at && (tokens[i].flags & TOKEN_SPACE_BEFORE);
        if (tokens[i].lower.length + space > PHRASE_BYTES - length)
            break;
        size_t before = length;
        if (space)
            phrase[length++] = ' ';
        memcpy(phrase + length, tokens[i].lower.at, tokens[i].lower.length);
        length += tokens[i].lower.length;
        hash = hashed_more(hash, slice_of(phrase + before, length - before));
        if (find_hashed(gazetteer, slice_of(phrase, length), hash, ret_match)) {
            ret_match->past_token = i + 1;
            found = true;
        }
    }
    return found;
}

const struct gazetteer_entry *gazetteer_of_kind(const struct gazetteer_match *match,
                                                enum gazetteer_kind kind) {
    for (uint32_t i = 0; i < match->count; i++)
        if (match->entries[i].kind == (uint8_t)kind)
            return &match->entries[i];
    return NULL;
}

/* Canonical names are few and mostly plain letters; others compare in ASCII lower case, which is
 * how the compiler's lower case ends up for all but a handful of accented capitals. */
static struct slice lower_ascii(struct slice name, char ret_lower[LOWER_BYTES]) {
    for (size_t i = 0; i < name.length; i++)
        ret_lower[i] =
            (char)(name.at[i] >= 'A' && name.at[i] <= 'Z' ? name.at[i] | 0x20 : name.at[i]);
    return slice_of(ret_lower, name.length);
}

static bool speaks_for_country(const struct gazetteer_entry *entry) {
    return entry->kind == GAZETTEER_COUNTRY || entry->kind == GAZETTEER_CAPITAL ||
           entry->kind == GAZETTEER_METONYM;
}

static struct slice country_of(const struct gazetteer *gazetteer, struct slice name,
                               bool speakers_only) {
    char lower[LOWER_BYTES];
    struct gazetteer_match match;
    if (name.length > LOWER_BYTES || !gazetteer_find(gazetteer, lower_ascii(name, lower), &match))
        return (struct slice){0};

    for (uint32_t i = 0; i < match.count; i++) {
        const struct gazetteer_entry *entry = &match.entries[i];
        if (entry->country_length && (!speakers_only || speaks_for_country(entry)) &&
            slice_equal(gazetteer_name(gazetteer, entry), name))
            return slice_of(gazetteer->words.at + entry->country, entry->country_length);
    }
    return (struct slice){0};
}

struct slice gazetteer_country_of(const struct gazetteer *gazetteer, struct slice name) {
    return country_of(gazetteer, name, false);
}

struct slice gazetteer_speaks_for(const struct gazetteer *gazetteer, struct slice name) {
    return country_of(gazetteer, name, true);
}

struct slice gazetteer_agency(const struct gazetteer *gazetteer, struct slice name) {
    char lower[LOWER_BYTES];
    struct gazetteer_match match;
    if (name.length > LOWER_BYTES)
        return (struct slice){0};
    struct slice phrase = lower_ascii(name, lower);
    if (slice_starts(phrase, SLICE("the ")))
        phrase = slice_of(phrase.at + 4, phrase.length - 4);
    if (!gazetteer_find(gazetteer, phrase, &match))
        return (struct slice){0};

    const struct gazetteer_entry *entry = gazetteer_of_kind(&match, GAZETTEER_AGENCY);
    return entry ? gazetteer_name(gazetteer, entry) : (struct slice){0};
}

uint32_t gazetteer_first_name(const struct gazetteer *gazetteer, struct slice lower,
                              bool *ret_known) {
    struct gazetteer_match match;
    *ret_known = false;
    if (!gazetteer_find(gazetteer, lower, &match))
        return 0;

    const struct gazetteer_entry *entry = gazetteer_of_kind(&match, GAZETTEER_FIRST_NAME);
    if (!entry)
        return 0;
    *ret_known = true;
    bool female = entry->flags & GAZETTEER_FEMALE;
    bool male = entry->flags & GAZETTEER_MALE;
    return female == male ? 0 : female ? 'f' : 'm';
}
