/* Look-alike letters, invisible characters, canonical composition.
 *
 * Texts copied from the web hold Cyrillic, Greek or Armenian letters in Latin words, put there by
 * chance or to fool a search. ICU's skeletons are made for comparing identifiers and would change
 * every seventh word of a clean article ("m" to "rn", "5" in "EUR 5"); NFKC makes 102 of 10
 * squared. So: a word that mixes Latin with one other script is drawn to one side when all letters
 * of the other have a twin there; a word wholly in twins only when the text around it is proof
 * enough.
 *
 * ASCII needs nothing and is only scanned; each later step runs only where its kind of character
 * was seen.
 */
#include "analysis/text/repair.h"

#include "analysis/language/wordnet.h"
#include "analysis/stages.h"
#include "analysis/text/characters.h"
#include "analysis/text/twins.h"
#include "base/error.h"
#include "base/utf8.h"

#include <assert.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

/* ---- what a text needs ----------------------------------------------------------------------- */

static bool is_invisible(uint32_t cp) {
    return cp == 0xAD || cp == 0x200B || cp == 0x2060 || cp == 0xFEFF || cp == 0x200E ||
           cp == 0x200F || cp == 0x61C || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069) || (cp >= 0xE0000 && cp <= 0xE007F);
}

static bool is_joiner(uint32_t cp) {
    return cp == 0x200C || cp == 0x200D;
}

static bool is_mathematical(uint32_t cp) {
    return (cp >= 0x1D400 && cp <= 0x1D6A3) || (cp >= 0x1D7CE && cp <= 0x1D7FF);
}

/* Script letters that Unicode keeps among the letter-like symbols. */
static uint32_t letterlike(uint32_t cp) {
    static const struct {
        uint16_t from;
        char to;
    } holes[] = {{0x210A, 'g'}, {0x210B, 'H'}, {0x210E, 'h'}, {0x2110, 'I'},
                 {0x2112, 'L'}, {0x211B, 'R'}, {0x212C, 'B'}, {0x212F, 'e'},
                 {0x2130, 'E'}, {0x2131, 'F'}, {0x2133, 'M'}, {0x2134, 'o'}};
    for (size_t i = 0; i < sizeof holes / sizeof *holes; i++)
        if (holes[i].from == cp)
            return (uint32_t)holes[i].to;
    return 0;
}

/* The ASCII letter or digit that a compatibility form stands for, 0 when it is none. */
static uint32_t compatible(uint32_t cp) {
    enum { ALPHABET = 52 };
    if ((cp >= 0xFF10 && cp <= 0xFF19) || (cp >= 0xFF21 && cp <= 0xFF3A) ||
        (cp >= 0xFF41 && cp <= 0xFF5A))
        return cp - 0xFF00 + ' ';
    if (cp >= 0x1D7CE && cp <= 0x1D7FF)
        return '0' + (cp - 0x1D7CE) % 10;
    if (!is_mathematical(cp))
        return 0;
    uint32_t letter = (cp - 0x1D400) % ALPHABET;
    return letter < 26 ? 'A' + letter : 'a' + letter - 26;
}

static enum twin_script script_of(uint32_t cp, bool *ret_latin, bool *ret_other) {
    *ret_latin = false;
    *ret_other = false;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript((UChar32)cp, &status)) {
    case USCRIPT_LATIN:
        *ret_latin = true;
        return TWIN_NONE;
    case USCRIPT_CYRILLIC:
        return TWIN_CYRILLIC;
    case USCRIPT_GREEK:
        return TWIN_GREEK;
    case USCRIPT_ARMENIAN:
        return TWIN_ARMENIAN;
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
        return TWIN_NONE;
    default:
        *ret_other = true;
        return TWIN_NONE;
    }
}

static bool is_latin(uint32_t cp) {
    bool latin;
    bool other;
    if (cp < 0x80)
        return char_class(cp) == CHAR_LETTER;
    (void)script_of(cp, &latin, &other); /* only Latin is asked for */
    return latin;
}

struct needs {
    bool filter; /* something to drop, or a compatibility form */
    bool compose;
    bool words; /* letters of a script with Latin twins */
};

static struct needs needs_of(struct slice text) {
    struct needs needs = {false, false, false};
    for (size_t at = 0; at < text.length;) {
        if ((unsigned char)text.at[at] < 0x80) {
            at++;
            continue;
        }
        uint32_t cp = utf8_next(text, &at);
        bool latin;
        bool other;
        needs.filter |= is_invisible(cp) || is_joiner(cp) || compatible(cp) || letterlike(cp);
        needs.compose |= u_getIntPropertyValue((UChar32)cp, UCHAR_NFC_QUICK_CHECK) != UNORM_YES ||
                         u_getCombiningClass((UChar32)cp) != 0;
        needs.words |= script_of(cp, &latin, &other) != TWIN_NONE;
    }
    return needs;
}

/* ---- dropping and folding -------------------------------------------------------------------- */

static uint32_t peek(struct slice text, size_t at) {
    size_t next;
    return char_at(text, at, &next);
}

/* The compatibility form's letter; a letter-like symbol counts beside mathematical letters only. */
static uint32_t folded(struct slice text, uint32_t cp, uint32_t before, size_t next) {
    uint32_t letter = compatible(cp);
    if (letter)
        return letter;
    letter = letterlike(cp);
    bool beside = is_mathematical(before) || letterlike(before) ||
                  is_mathematical(peek(text, next)) || letterlike(peek(text, next));
    return beside ? letter : 0;
}

static int filter(struct arena *arena, struct slice text, struct repair_counts *counts,
                  struct slice *ret_text) {
    char *out = arena_alloc(arena, text.length + 1);
    if (!out)
        return ERR_NO_MEMORY;
    size_t length = 0;
    uint32_t before = 0;
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        uint32_t cp = utf8_next(text, &at);
        if (is_invisible(cp) || (is_joiner(cp) && is_latin(before))) {
            counts->invisible++;
            continue;
        }
        uint32_t letter = cp < 0x80 ? 0 : folded(text, cp, before, at);
        before = cp;
        if (letter) {
            out[length++] = (char)letter;
            counts->confusables++;
            continue;
        }
        memcpy(out + length, text.at + start, at - start);
        length += at - start;
    }
    *ret_text = slice_of(out, length);
    return 0;
}

/* ---- composition ----------------------------------------------------------------------------- */

/* NFC never grows text by more than three times (Unicode FAQ on normalization), in UTF-8 or 16. */
enum { NFC_GROWTH = 3 };

static int compose(struct arena *arena, struct slice text, struct repair_counts *counts,
                   struct slice *ret_text) {
    if (text.length > INT32_MAX / (2 * NFC_GROWTH))
        return ERR_TOO_LARGE;
    int32_t room = (int32_t)text.length * NFC_GROWTH + 1;
    UChar *wide = ARENA_ARRAY(arena, UChar, text.length + 1);
    UChar *normal = ARENA_ARRAY(arena, UChar, (size_t)room);
    char *out = arena_alloc(arena, (size_t)room);
    if (!wide || !normal || !out)
        return ERR_NO_MEMORY;
    UErrorCode status = U_ZERO_ERROR;
    int32_t length;
    u_strFromUTF8(wide, (int32_t)text.length + 1, &length, text.at, (int32_t)text.length, &status);
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    length = unorm2_normalize(nfc, wide, length, normal, room, &status);
    u_strToUTF8(out, room, &length, normal, length, &status);
    if (U_FAILURE(status))
        return ERR_FAILED;
    *ret_text = slice_of(out, (size_t)length);
    size_t before = utf8_count(text);
    size_t after = utf8_count(*ret_text);
    counts->nfc += (uint32_t)(before > after ? before - after : 0);
    return 0;
}

/* ---- words ----------------------------------------------------------------------------------- */

enum word_change { KEEP, TO_LATIN, TO_SCRIPT };

struct word {
    uint32_t start;
    uint32_t end;
    uint8_t script; /* the one that is not Latin, TWIN_NONE in a Latin word */
    uint8_t change;
    bool twins; /* wholly in that script, every letter with a Latin twin */
    bool latin; /* Latin as it stands, or after its change */
    bool opens; /* first word of its sentence */
};

struct word_list {
    struct word *at;
    uint32_t count;
    uint32_t capacity;
};

/* What the letters of a word are. */
struct census {
    uint32_t latin;
    uint32_t foreign[TWIN_ARMENIAN + 1];
    uint32_t foreign_anchors; /* without a Latin twin */
    bool other;
};

static bool is_word_char(uint32_t cp) {
    return cp && char_class(cp) == CHAR_LETTER;
}

static struct census census_of(struct slice text, size_t start, size_t *ret_end) {
    struct census census = {0};
    size_t at = start;
    while (at < text.length) {
        size_t next = at;
        uint32_t cp = utf8_next(text, &next);
        if (!is_word_char(cp))
            break;
        bool latin;
        bool other;
        enum twin_script script = script_of(cp, &latin, &other);
        census.latin += latin;
        census.other |= other;
        if (script != TWIN_NONE) {
            census.foreign[script]++;
            census.foreign_anchors += !twin_to_latin(cp);
        }
        at = next;
    }
    *ret_end = at;
    return census;
}

/* Has every Latin letter of the word a twin in `script`? */
static bool latin_has_twins(struct slice text, const struct word *word, enum twin_script script) {
    for (size_t at = word->start; at < word->end;) {
        uint32_t cp = utf8_next(text, &at);
        if (is_latin(cp) && !twin_from_latin(cp, script))
            return false;
    }
    return true;
}

static void judge(struct slice text, const struct census *census, struct word *word) {
    uint32_t scripts = 0;
    uint32_t foreign = 0;
    for (int s = TWIN_CYRILLIC; s <= TWIN_ARMENIAN; s++) {
        foreign += census->foreign[s];
        scripts += census->foreign[s] > 0;
        if (census->foreign[s])
            word->script = (uint8_t)s;
    }
    word->latin = foreign == 0 && census->latin > 0;
    if (foreign == 0 || census->other)
        return;
    word->twins = census->latin == 0 && scripts == 1 && census->foreign_anchors == 0;
    if (census->latin == 0)
        return;
    if (census->foreign_anchors == 0) {
        word->change = TO_LATIN;
        word->latin = true;
    } else if (scripts == 1 && foreign + census->latin >= 3 && foreign >= census->latin &&
               latin_has_twins(text, word, word->script)) {
        word->change = TO_SCRIPT;
    }
}

static bool ends_sentence(uint32_t cp) {
    return cp == '.' || cp == '!' || cp == '?' || cp == '\n';
}

static int list_words(struct arena *arena, struct slice text, struct word_list *words) {
    bool opens = true;
    for (size_t at = 0; at < text.length;) {
        size_t next = at;
        uint32_t cp = utf8_next(text, &next);
        if (!is_word_char(cp)) {
            opens |= ends_sentence(cp);
            at = next;
            continue;
        }
        struct word word = {.start = (uint32_t)at, .opens = opens};
        struct census census = census_of(text, at, &next);
        word.end = (uint32_t)next;
        judge(text, &census, &word);
        if (!list_push(arena, words, word))
            return ERR_NO_MEMORY;
        opens = false;
        at = next;
    }
    return 0;
}

/* ---- words wholly in twins ------------------------------------------------------------------- */

/* Function words that consist of letters with twins: no lexicon of content words has them. */
static bool is_function_word(struct slice word) {
#define S(word)                                                                                    \
    { word, sizeof(word) - 1 }
    static const struct slice words[] = {
        S("a"),   S("as"),  S("each"), S("had"),   S("has"), S("he"),  S("her"),
        S("his"), S("how"), S("i"),    S("is"),    S("she"), S("so"),  S("such"),
        S("was"), S("we"),  S("who"),  S("whose"), S("why"), S("you"),
    };
    return SLICE_IN(word, words);
}

static bool is_english(const struct wordnet *wordnet, struct slice lower) {
    if (is_function_word(lower))
        return true;
    if (lower.length < 2)
        return false;
    for (int pos = WORDNET_NOUN; pos <= WORDNET_ADVERB; pos++)
        if (wordnet_base_form(wordnet, lower, (enum wordnet_pos)pos).length)
            return true;
    return false;
}

/* The word as its Latin twins spell it, small; empty when it is too long for any lexicon. */
static struct slice spelled(struct slice text, const struct word *word, char room[32]) {
    size_t length = 0;
    for (size_t at = word->start; at < word->end && length < 32;) {
        uint32_t latin = twin_to_latin(utf8_next(text, &at));
        room[length++] = (char)char_lower(latin);
    }
    return slice_of(room, length < 32 ? length : 0);
}

/* Only where words of the same script were repaired, between Latin words, and when English has the
 * word: "расе" in a Russian quotation stays. */
static void judge_twins(const struct wordnet *wordnet, struct slice text, struct word_list *words) {
    bool repaired[TWIN_ARMENIAN + 1] = {false};
    for (uint32_t i = 0; i < words->count; i++)
        if (words->at[i].change == TO_LATIN)
            repaired[words->at[i].script] = true;
    for (uint32_t i = 0; i < words->count; i++) {
        struct word *word = &words->at[i];
        if (!word->twins || !repaired[word->script])
            continue;
        bool first = i == 0 || word->opens;
        bool last = i + 1 == words->count || word[1].opens;
        if ((first && last) || (!first && !word[-1].latin) || (!last && !word[1].latin))
            continue;
        char room[32];
        if (is_english(wordnet, spelled(text, word, room)))
            word->change = TO_LATIN;
    }
}

static size_t write_word(struct slice text, const struct word *word, char *out,
                         struct repair_counts *counts) {
    size_t length = 0;
    for (size_t at = word->start; at < word->end;) {
        uint32_t cp = utf8_next(text, &at);
        uint32_t twin = 0;
        if (word->change == TO_LATIN)
            twin = twin_to_latin(cp);
        else if (word->change == TO_SCRIPT && is_latin(cp))
            twin = twin_from_latin(cp, word->script);
        counts->confusables += twin != 0;
        length += utf8_encode(twin ? twin : cp, out + length);
    }
    return length;
}

static int repair_words(const struct wordnet *wordnet, struct arena *arena, struct slice text,
                        struct repair_counts *counts, struct slice *ret_text) {
    struct word_list words = {0};
    int result = list_words(arena, text, &words);
    if (result < 0)
        return result;
    judge_twins(wordnet, text, &words);
    char *out = arena_alloc(arena, 2 * text.length + 1); /* a twin of an ASCII letter takes two */
    if (!out)
        return ERR_NO_MEMORY;
    size_t length = 0;
    size_t done = 0;
    for (uint32_t i = 0; i < words.count; i++) {
        const struct word *word = &words.at[i];
        if (word->change == KEEP)
            continue;
        memcpy(out + length, text.at + done, word->start - done);
        length += word->start - done;
        length += write_word(text, word, out + length, counts);
        done = word->end;
    }
    memcpy(out + length, text.at + done, text.length - done);
    *ret_text = slice_of(out, length + text.length - done);
    return 0;
}

/* ---- the stage ------------------------------------------------------------------------------- */

int repair_slice(const struct wordnet *wordnet, struct arena *arena, struct slice text,
                 struct repair_counts *counts, struct slice *ret_text) {
    if (text.length > UINT32_MAX / 4)
        return ERR_TOO_LARGE;
    struct needs needs = needs_of(text);
    int result = 0;
    if (needs.filter)
        result = filter(arena, text, counts, &text);
    if (result == 0 && needs.compose)
        result = compose(arena, text, counts, &text);
    if (result == 0 && needs.words)
        result = repair_words(wordnet, arena, text, counts, &text);
    if (result == 0)
        *ret_text = text;
    return result;
}

static int note(struct arena *arena, struct slice kind, uint32_t count, struct repair_list *list) {
    struct repair repair = {kind, count};
    return count == 0 || list_push(arena, list, repair) ? 0 : ERR_NO_MEMORY;
}

int text_repair(const struct resources *resources, struct arena *arena, struct analysis *analysis) {
    const struct wordnet *wordnet = resources ? resources->wordnet : NULL;
    struct article *article = &analysis->article;
    struct repair_counts counts = {0};
    struct repair_counts uncounted = {0};
    int result = repair_slice(wordnet, arena, article->text, &counts, &article->text);
    if (result == 0 && article->title.at)
        result = repair_slice(wordnet, arena, article->title, &uncounted, &article->title);
    if (result == 0 && article->byline.at)
        result = repair_slice(wordnet, arena, article->byline, &uncounted, &article->byline);
    if (result == 0)
        result = note(arena, SLICE("confusables"), counts.confusables, &article->repairs);
    if (result == 0)
        result = note(arena, SLICE("invisible"), counts.invisible, &article->repairs);
    if (result == 0)
        result = note(arena, SLICE("nfc"), counts.nfc, &article->repairs);
    return result;
}
