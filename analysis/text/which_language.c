/* Languages that share the Latin or the Cyrillic script are told apart by their commonest function
 * words (articles, prepositions, conjunctions); the others by their script alone. Function words
 * make up a third to a half of running text in all of these languages, so that a short paragraph is
 * enough; names and loan words weigh nothing. Words that two of the languages share are left out or
 * count for both.
 */
#include "analysis/text/which_language.h"

#include "base/utf8.h"

#include <stdint.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

enum {
    WORD_MAX = 12,      /* bytes; no function word below is longer */
    HITS_LEAST = 4,     /* of another language before it is believed */
    HITS_PART = 12,     /* and one word in so many must be one */
    ENGLISH_PART = 5,   /* one English word in five settles it */
    LETTERS_LEAST = 20, /* of another script */
    TEXT_MAX = 65536,   /* bytes; the rest of a text is in the same language */
};

/* Words of English stand apart, as it is the usual case. */
static const struct slice english[] = {
    SLICE("and"),  SLICE("are"),  SLICE("as"),   SLICE("at"),    SLICE("be"),   SLICE("been"),
    SLICE("but"),  SLICE("by"),   SLICE("for"),  SLICE("from"),  SLICE("had"),  SLICE("has"),
    SLICE("have"), SLICE("he"),   SLICE("his"),  SLICE("is"),    SLICE("it"),   SLICE("its"),
    SLICE("not"),  SLICE("of"),   SLICE("said"), SLICE("that"),  SLICE("the"),  SLICE("their"),
    SLICE("they"), SLICE("this"), SLICE("to"),   SLICE("was"),   SLICE("were"), SLICE("which"),
    SLICE("who"),  SLICE("will"), SLICE("with"), SLICE("would"),
};

/* Space-separated, with a space at both ends. */
struct language_words {
    struct slice code;
    const char *words;
};

static const struct language_words languages[] = {
    {{"en", 2}, NULL},
    {{"cs", 2}, " je se že na který jako byl ale jsou pro před také podle této která "},
    {{"da", 2}, " og er det af til på som med ikke har blev fra efter være hun også "},
    {{"de", 2},
     " der die das und ist nicht mit den von zu ein eine auf für sich dem des auch "
     "werden wird sind wurde bei "},
    {{"es", 2},
     " el los las del y que una por con para se su más como está fue este también "
     "pero han "},
    {{"fi", 2}, " ja on ei että oli mutta kun myös hän ovat joka sekä "},
    {{"fr", 2},
     " le les des et est une du que dans qui pour pas sur au avec ce plus sont par "
     "cette aux il ont "},
    {{"id", 2},
     " yang dan di itu dengan untuk tidak ini dari dalam akan pada juga oleh karena "
     "adalah "},
    {{"it", 2},
     " il di che è della per una sono con del non gli nel alla più anche dei si "
     "delle ha "},
    {{"nl", 2}, " het een van en dat niet zijn op te voor met aan ook bij door maar wordt naar "},
    {{"pl", 2}, " i w na się nie jest że do jak przez od ale był oraz przed która "},
    {{"pt", 2}, " o os que não uma do da em com para por dos no na foi ao mais como mas são às "},
    {{"ro", 2}, " și în din cu pentru nu sunt fost mai după este această "},
    {{"sv", 2}, " och att det är som på av för inte med den till har om ett efter också "},
    {{"tr", 2}, " ve bir bu için ile olarak çok daha gibi olan sonra kadar "},
    {{"bg", 2}, " на и да се от за в с не е това по са като че "},
    {{"ru", 2}, " и в не на что с по как это его к из у от за но был для также "},
    {{"uk", 2}, " і в не на що з та як це його до із у від за але для також є "},
};

enum { LANGUAGES = sizeof languages / sizeof *languages };

struct census {
    size_t languages; /* how many of the table are looked for */
    uint32_t words;
    uint32_t hits[LANGUAGES];
    uint32_t letters;
    uint32_t script[USCRIPT_CODE_LIMIT];
};

static void count_word(struct census *census, const char *word, size_t length) {
    census->words++;
    if (length > WORD_MAX)
        return;
    census->hits[0] += SLICE_IN(slice_of(word, length), english);
    if (census->languages == 1)
        return;
    char needle[WORD_MAX + 2];
    needle[0] = ' ';
    memcpy(needle + 1, word, length);
    needle[length + 1] = ' ';
    struct slice framed = slice_of(needle, length + 2);
    for (size_t i = 1; i < census->languages; i++)
        census->hits[i] += slice_contains(slice_from_cstr(languages[i].words), framed);
}

static void count_letter(struct census *census, uint32_t cp) {
    census->letters++;
    if (cp < 0x80)
        return;
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)cp, &status);
    if (script >= 0 && script < USCRIPT_CODE_LIMIT)
        census->script[script]++;
}

static bool is_letter(uint32_t cp) {
    return cp < 0x80 ? (cp | 0x20) - 'a' < 26 : u_isalpha((UChar32)cp);
}

static uint32_t lower_letter(uint32_t cp) {
    return cp < 0x80 ? cp | 0x20 : (uint32_t)u_tolower((UChar32)cp);
}

static void take_census(struct slice text, struct census *census) {
    char word[WORD_MAX + 4];
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        uint32_t cp = utf8_next(text, &i);
        if (is_letter(cp)) {
            count_letter(census, cp);
            if (length <= WORD_MAX) /* longer ones are counted, not kept */
                length += utf8_encode(lower_letter(cp), word + length);
            continue;
        }
        if (length)
            count_word(census, word, length);
        length = 0;
    }
    if (length)
        count_word(census, word, length);
}

/* Languages of a script of their own, where that is most of the text. */
static struct slice by_script(const struct census *census) {
    static const struct {
        UScriptCode script;
        uint32_t part; /* of all letters, as 1/part: Japanese mixes kana with Han */
        struct slice code;
    } scripts[] = {
        {USCRIPT_HIRAGANA, 5, {"ja", 2}}, {USCRIPT_HAN, 2, {"zh", 2}},
        {USCRIPT_HANGUL, 2, {"ko", 2}},   {USCRIPT_ARABIC, 2, {"ar", 2}},
        {USCRIPT_HEBREW, 2, {"he", 2}},   {USCRIPT_GREEK, 2, {"el", 2}},
        {USCRIPT_THAI, 2, {"th", 2}},     {USCRIPT_DEVANAGARI, 2, {"hi", 2}},
        {USCRIPT_BENGALI, 2, {"bn", 2}},  {USCRIPT_GEORGIAN, 2, {"ka", 2}},
        {USCRIPT_ARMENIAN, 2, {"hy", 2}},
    };
    if (census->letters < LETTERS_LEAST)
        return (struct slice){0};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (census->script[scripts[i].script] * scripts[i].part > census->letters)
            return scripts[i].code;
    return (struct slice){0};
}

/* The table's language with most hits; of two with as many the first. */
static size_t best_of(const struct census *census) {
    size_t best = 0;
    for (size_t i = 1; i < LANGUAGES; i++)
        if (census->hits[i] > census->hits[best])
            best = i;
    return best;
}

struct slice which_language(struct slice text) {
    if (text.length > TEXT_MAX)
        text.length = TEXT_MAX;
    struct census census = {.languages = 1};
    take_census(text, &census);
    struct slice own = by_script(&census);
    if (own.at)
        return own;
    if (census.words && census.hits[0] * ENGLISH_PART >= census.words)
        return languages[0].code; /* the usual case, without looking for the others */

    census = (struct census){.languages = LANGUAGES};
    take_census(text, &census);
    size_t best = best_of(&census);
    uint32_t hits = census.hits[best];
    if (best == 0)
        return hits ? languages[0].code : (struct slice){0};
    bool clear = hits >= HITS_LEAST && hits * HITS_PART >= census.words;
    return clear && 2 * hits > 3 * census.hits[0] ? languages[best].code : (struct slice){0};
}
