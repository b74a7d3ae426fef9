/* Tokens in the manner of Universal Dependencies English.
 *
 * A left-to-right scan without backtracking: each step looks at a bounded window ahead, so the cost
 * is linear even for a paragraph without a space. The rules were read off the treebanks' own
 * tokens: hyphenated compounds fall apart ("3 - year - old") but prefixes stay ("non-profit"),
 * clitics leave their host ("do n't", "Kim 's"), a known abbreviation keeps its full stop, numbers
 * keep inner commas, points, colons and slashes, and a unit leaves its number ("152 mm", "$ 3.2
 * bn").
 */
#include "analysis/text/tokenizer.h"

#include "analysis/text/abbreviations.h"
#include "analysis/text/characters.h"
#include "base/error.h"
#include "base/utf8.h"

#include <assert.h>

#define S(word)                                                                                    \
    { word, sizeof(word) - 1 }
enum {
    EMAIL_LOCAL_MAX = 64, /* RFC 5321 */
    WORD_LOOKUP_MAX = 24, /* no lexicon entry is longer */
};

/* Prefixes that stay on their word. */
static const struct slice prefixes[] = {
    S("anti"),  S("arch"), S("bi"),    S("co"),    S("counter"), S("cross"),  S("de"),
    S("e"),     S("ex"),   S("extra"), S("inter"), S("intra"),   S("macro"),  S("mega"),
    S("micro"), S("mid"),  S("mini"),  S("multi"), S("neo"),     S("non"),    S("over"),
    S("pan"),   S("post"), S("pre"),   S("pro"),   S("proto"),   S("pseudo"), S("psycho"),
    S("quasi"), S("re"),   S("semi"),  S("socio"), S("sub"),     S("super"),  S("trans"),
    S("ultra"), S("un"),   S("under"),
};

/* What may be glued to a number and is a word of its own. */
static const struct slice units[] = {
    S("am"),   S("b"),   S("bn"),  S("c"),    S("cc"),  S("cm"),   S("f"),   S("ft"),      S("g"),
    S("gb"),   S("ghz"), S("gw"),  S("gwh"),  S("ha"),  S("hp"),   S("hr"),  S("hrs"),     S("hz"),
    S("in"),   S("k"),   S("kb"),  S("kbps"), S("kg"),  S("khz"),  S("km"),  S("kmh"),     S("kph"),
    S("kt"),   S("kts"), S("kw"),  S("kwh"),  S("l"),   S("lb"),   S("lbs"), S("m"),       S("mb"),
    S("mbps"), S("mg"),  S("mhz"), S("mi"),   S("min"), S("mins"), S("ml"),  S("mm"),      S("mn"),
    S("mph"),  S("ms"),  S("mw"),  S("mwh"),  S("nm"),  S("oz"),   S("p"),   S("percent"), S("pm"),
    S("pp"),   S("psi"), S("sq"),  S("sqft"), S("sqm"), S("t"),    S("tb"),  S("tn"),      S("tr"),
    S("twh"),  S("v"),   S("w"),   S("x"),    S("yd"),  S("yds"),  S("yrs"),
};

/* Two words written as one, cut before the byte given. */
static const struct fused {
    struct slice word;
    size_t cut;
} fused[] = {
    {S("arent"), 3},  {S("cannot"), 3}, {S("cant"), 2},    {S("couldnt"), 5}, {S("didnt"), 3},
    {S("doesnt"), 4}, {S("dont"), 2},   {S("gimme"), 3},   {S("gonna"), 3},   {S("gotta"), 3},
    {S("hasnt"), 3},  {S("havent"), 4}, {S("isnt"), 2},    {S("lemme"), 3},   {S("shouldnt"), 6},
    {S("wanna"), 3},  {S("wasnt"), 3},  {S("wouldnt"), 5},
};

struct scanner {
    struct arena *arena;
    struct slice text; /* up to the end of the paragraph */
    struct token_list *tokens;
    size_t start;   /* of the paragraph */
    size_t next_at; /* the next '@' at or behind the position, text.length when there is none */
    bool space;     /* white space stood before the token to come */
};

/* The first `count` bytes lower-cased where ASCII is; a longer word gives an empty slice. */
static struct slice lower_short(struct slice word, char out[WORD_LOOKUP_MAX]) {
    if (word.length > WORD_LOOKUP_MAX)
        return slice_of(out, 0);
    for (size_t i = 0; i < word.length; i++)
        out[i] = (char)((unsigned char)word.at[i] < 0x80 ? char_lower((unsigned char)word.at[i])
                                                         : (unsigned char)word.at[i]);
    return slice_of(out, word.length);
}

static enum char_class class_at(const struct scanner *scan, size_t offset) {
    size_t next;
    if (offset >= scan->text.length)
        return CHAR_SPACE;
    return char_class(char_at(scan->text, offset, &next));
}

static char byte_at(const struct scanner *scan, size_t offset) {
    return offset < scan->text.length ? scan->text.at[offset] : '\0';
}

static bool digit_at(const struct scanner *scan, size_t offset) {
    char byte = byte_at(scan, offset);
    return byte >= '0' && byte <= '9';
}

static bool upper_at(const struct scanner *scan, size_t offset) {
    size_t next;
    return char_is_upper(char_at(scan->text, offset, &next));
}

static bool lower_at(const struct scanner *scan, size_t offset) {
    size_t next;
    return char_is_lower(char_at(scan->text, offset, &next));
}

/* ---- the token ------------------------------------------------------------------------------ */

static uint8_t flags_of(struct slice word, bool space) {
    uint8_t flags = space ? TOKEN_SPACE_BEFORE : 0;
    size_t letters = 0;
    size_t uppers = 0;
    for (size_t i = 0; i < word.length;) {
        uint32_t cp = utf8_next(word, &i);
        if (char_class(cp) != CHAR_LETTER)
            continue;
        bool upper = char_is_upper(cp);
        if (letters == 0 && upper)
            flags |= TOKEN_CAPITALISED;
        letters++;
        uppers += upper;
    }
    if (letters >= 2 && uppers == letters)
        flags |= TOKEN_ALL_CAPS;
    return flags;
}

static enum token_kind kind_of(struct slice word) {
    bool number = false;
    for (size_t i = 0; i < word.length;) {
        uint32_t cp = utf8_next(word, &i);
        enum char_class class = char_class(cp);
        if (class == CHAR_LETTER)
            return number ? TOKEN_NUMBER : TOKEN_WORD;
        number |= class == CHAR_DIGIT;
    }
    if (number)
        return TOKEN_NUMBER;
    size_t next;
    return char_is_symbol(char_at(word, 0, &next)) ? TOKEN_SYMBOL : TOKEN_PUNCTUATION;
}

static bool is_lower_ascii(struct slice word) {
    for (size_t i = 0; i < word.length; i++) {
        unsigned char byte = (unsigned char)word.at[i];
        if (byte >= 0x80 || (byte >= 'A' && byte <= 'Z'))
            return false;
    }
    return true;
}

static int lower_of(struct arena *arena, struct slice word, struct slice *ret_lower) {
    if (is_lower_ascii(word)) {
        *ret_lower = word;
        return 0;
    }
    char *out = arena_alloc(arena, word.length + word.length / 2 + 4);
    if (!out)
        return ERR_NO_MEMORY;
    *ret_lower = slice_of(out, char_lower_word(word, out));
    return 0;
}

static int push(struct scanner *scan, size_t start, size_t end) {
    assert(start < end && end <= scan->text.length);
    struct slice word = slice_of(scan->text.at + start, end - start);
    struct token token = {
        .span = {(uint32_t)start, (uint32_t)end},
        .head = NO_INDEX,
        .kind = (uint8_t)kind_of(word),
        .flags = flags_of(word, scan->space),
    };
    int result = lower_of(scan->arena, word, &token.lower);
    if (result < 0)
        return result;
    token.lemma = token.lower;
    scan->space = false;
    return list_push(scan->arena, scan->tokens, token) ? 0 : ERR_NO_MEMORY;
}

/* ---- words ---------------------------------------------------------------------------------- */

/* Cuts clitics off [start, end): "n't", "'s", "'re" …; what is left of a double one is cut again
 * ("would n't 've"). Returns the offset of the first cut, `end` when there is none. */
static size_t clitic_start(const struct scanner *scan, size_t start, size_t end) {
    static const struct slice clitics[] = {S("d"), S("ll"), S("m"), S("re"), S("s"), S("ve")};
    char room[WORD_LOOKUP_MAX];
    for (size_t length = 1; length <= 2 && start + length + 1 < end; length++) {
        size_t at = end - length;
        size_t mark = at;
        if (!char_is_apostrophe(utf8_previous(scan->text, &mark)) || mark <= start)
            continue;
        struct slice tail = lower_short(slice_of(scan->text.at + at, length), room);
        if (SLICE_IN(tail, clitics))
            return mark;
        char before = byte_at(scan, mark - 1);
        if (slice_equal(tail, SLICE("t")) && (before == 'n' || before == 'N') && mark - 1 > start)
            return mark - 1;
    }
    return end;
}

static int push_word(struct scanner *scan, size_t start, size_t end) {
    char room[WORD_LOOKUP_MAX];
    struct slice lower = lower_short(slice_of(scan->text.at + start, end - start), room);
    for (size_t i = 0; lower.length && i < sizeof fused / sizeof *fused; i++)
        if (slice_equal(lower, fused[i].word)) {
            int result = push(scan, start, start + fused[i].cut);
            return result < 0 ? result : push(scan, start + fused[i].cut, end);
        }

    size_t last = clitic_start(scan, start, end);
    size_t first = last < end ? clitic_start(scan, start, last) : last;
    int result = push(scan, start, first);
    if (result == 0 && first < last)
        result = push(scan, first, last);
    if (result == 0 && last < end)
        result = push(scan, last, end);
    return result;
}

/* "Gawker.com", "Report.pdf": what may follow the stop of a name that begins with a capital. */
static bool is_domain(const struct scanner *scan, size_t start) {
    static const struct slice domains[] = {
        S("biz"), S("com"), S("doc"), S("edu"), S("eu"),  S("gov"), S("htm"), S("html"), S("info"),
        S("int"), S("io"),  S("mil"), S("net"), S("org"), S("pdf"), S("tv"),  S("uk"),
    };
    size_t end = start;
    while (end < start + 5 && lower_at(scan, end))
        (void)char_at(scan->text, end, &end);
    return class_at(scan, end) != CHAR_LETTER &&
           SLICE_IN(slice_of(scan->text.at + start, end - start), domains);
}

/* May the stop at `dot` stand inside a word that began at `start`, its last part at `part`? */
static bool dot_joins(const struct scanner *scan, size_t part, size_t dot) {
    if (class_at(scan, dot + 1) == CHAR_DIGIT)
        return true;
    if (class_at(scan, dot + 1) != CHAR_LETTER)
        return false;
    size_t after;
    (void)char_at(scan->text, dot + 1, &after);
    bool single = class_at(scan, after) != CHAR_LETTER;
    if (dot - part == 1)
        return single || lower_at(scan, dot + 1) == lower_at(scan, part);
    if (lower_at(scan, dot + 1))
        return !upper_at(scan, part) || is_domain(scan, dot + 1);
    bool shout = upper_at(scan, dot - 1) && upper_at(scan, after);
    return shout || (single && dot - part == 2 && upper_at(scan, part));
}

static bool hyphen_joins(const struct scanner *scan, size_t start, size_t hyphen) {
    char room[WORD_LOOKUP_MAX];
    enum char_class next = class_at(scan, hyphen + 1);
    if (next != CHAR_LETTER && next != CHAR_DIGIT)
        return false;
    struct slice before = slice_of(scan->text.at + start, hyphen - start);
    return before.length <= WORD_LOOKUP_MAX && SLICE_IN(lower_short(before, room), prefixes);
}

/* The end of the word at `start`, without a final stop. */
static size_t word_end(const struct scanner *scan, size_t start) {
    size_t at = start;
    size_t part = start; /* behind the last inner stop */
    while (at < scan->text.length) {
        size_t next;
        uint32_t cp = char_at(scan->text, at, &next);
        enum char_class class = char_class(cp);
        if (class == CHAR_LETTER || class == CHAR_DIGIT || cp == '_') {
            at = next;
            continue;
        }
        bool joins = false;
        if (char_is_apostrophe(cp))
            joins = at > start && class_at(scan, next) == CHAR_LETTER;
        else if (cp == '.')
            joins = dot_joins(scan, part, at);
        else if (cp == '-')
            joins = hyphen_joins(scan, start, at);
        else if (cp == '&')
            joins = upper_at(scan, at - 1) && upper_at(scan, next);
        if (!joins)
            break;
        if (cp == '.')
            part = next;
        at = next;
    }
    return at;
}

/* Where the next word starts behind spaces; the text's end when none follows. */
static size_t skip_spaces(const struct scanner *scan, size_t at) {
    enum { LOOK_AHEAD = 8 };
    for (int i = 0; i < LOOK_AHEAD && at < scan->text.length; i++) {
        size_t next;
        if (char_class(char_at(scan->text, at, &next)) != CHAR_SPACE)
            return at;
        at = next;
    }
    return at;
}

/* Does the stop at `end` belong to the word [start, end)? */
static bool keeps_dot(const struct scanner *scan, size_t start, size_t end) {
    char room[WORD_LOOKUP_MAX];
    struct slice word = lower_short(slice_of(scan->text.at + start, end - start), room);
    if (!word.length || byte_at(scan, end + 1) == '.')
        return false;
    bool upper = upper_at(scan, start);
    size_t next = skip_spaces(scan, end + 1);
    bool follows = next < scan->text.length;
    switch (abbreviation_find(word, upper)) {
    case ABBREVIATION_TITLE:
        return true;
    case ABBREVIATION_CLOCK:
    case ABBREVIATION_OTHER:
        return true;
    case ABBREVIATION_NUMBER:
        return follows && digit_at(scan, next);
    case ABBREVIATION_NONE:
        break;
    }
    if (word.length == 1 && upper)
        return follows && upper_at(scan, next) && word.at[0] != 'i';
    char behind = byte_at(scan, end + 1);
    return word.length <= 5 && (behind == ',' || behind == ';');
}

/* "US$", "HK$": the letters before a dollar sign. */
static bool dollar_follows(const struct scanner *scan, size_t start, size_t end) {
    static const struct slice countries[] = {S("a"),  S("au"), S("c"), S("ca"), S("hk"), S("nt"),
                                             S("nz"), S("r"),  S("s"), S("us"), S("z")};
    char room[WORD_LOOKUP_MAX];
    return byte_at(scan, end) == '$' &&
           SLICE_IN(lower_short(slice_of(scan->text.at + start, end - start), room), countries);
}

static int scan_word(struct scanner *scan, size_t *at) {
    size_t start = *at;
    size_t end = word_end(scan, start);
    if (byte_at(scan, end) == '.' && keeps_dot(scan, start, end))
        end++;
    else if (dollar_follows(scan, start, end))
        end++;
    *at = end;
    return push_word(scan, start, end);
}

/* ---- addresses ------------------------------------------------------------------------------ */

static bool address_byte(char byte) {
    unsigned char b = (unsigned char)byte;
    return b > ' ' && b != '"' && b != '<' && b != '>' && b != '|' && b != 0x7F && b < 0x80;
}

static bool local_byte(char byte) {
    unsigned char b = (unsigned char)byte;
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
           (b && strchr("._%+-", b) != NULL);
}

/* Without the punctuation of the sentence around it. */
static size_t address_trim(const struct scanner *scan, size_t start, size_t end) {
    while (end > start && strchr(".,;:!?)]}'", scan->text.at[end - 1]))
        end--;
    return end;
}

/* The end of an URL or an e-mail address at `start`, or `start`. */
static size_t address_end(struct scanner *scan, size_t start) {
    struct slice rest = slice_of(scan->text.at + start, scan->text.length - start);
    size_t at = start;
    if (slice_starts(rest, SLICE("http://")) || slice_starts(rest, SLICE("https://")) ||
        slice_starts(rest, SLICE("www.")) || slice_starts(rest, SLICE("mailto:"))) {
        while (at < scan->text.length && address_byte(scan->text.at[at]))
            at++;
        return address_trim(scan, start, at);
    }
    if (scan->next_at < start || scan->next_at == 0) {
        const char *found = memchr(rest.at, '@', rest.length);
        scan->next_at = found ? (size_t)(found - scan->text.at) : scan->text.length;
    }
    if (scan->next_at - start > EMAIL_LOCAL_MAX)
        return start;
    while (at < scan->next_at && local_byte(scan->text.at[at]))
        at++;
    if (at == start || at != scan->next_at || at == scan->text.length)
        return start;
    for (at++; at < scan->text.length && local_byte(scan->text.at[at]);)
        at++;
    return address_trim(scan, start, at);
}

/* ---- numbers -------------------------------------------------------------------------------- */

static size_t digits_end(const struct scanner *scan, size_t at) {
    while (at < scan->text.length && class_at(scan, at) == CHAR_DIGIT)
        (void)char_at(scan->text, at, &at);
    return at;
}

/* A comma groups digits when three follow it, or two and another comma (1,50,000). */
static bool comma_groups(const struct scanner *scan, size_t comma) {
    size_t digits = 0;
    while (digits < 4 && digit_at(scan, comma + 1 + digits))
        digits++;
    return digits == 3 ||
           (digits == 2 && byte_at(scan, comma + 3) == ',' && digit_at(scan, comma + 4));
}

/* "713-853-3989", "2001-11-20": three groups or more hang together; "2-1" and ranges do not. */
static size_t hyphen_groups_end(const struct scanner *scan, size_t start, size_t end) {
    int groups = 1;
    size_t at = end;
    for (size_t i = start; i < end; i++)
        if (!digit_at(scan, i))
            return end;
    while (byte_at(scan, at) == '-' && digit_at(scan, at + 1)) {
        at = digits_end(scan, at + 1);
        groups++;
    }
    return groups >= 3 ? at : end;
}

/* The end of the figures at `start`, with inner points, commas, colons and slashes. */
static size_t number_end(const struct scanner *scan, size_t start) {
    size_t at = digits_end(scan, start);
    for (;;) {
        char mark = byte_at(scan, at);
        bool joins = digit_at(scan, at + 1) && (mark == '.' || mark == ':' || mark == '/' ||
                                                (mark == ',' && comma_groups(scan, at)));
        if (!joins)
            return at;
        at = digits_end(scan, at + 1);
    }
}

/* Digits with letters behind them: "1990s", "10th", "3D" are one token, "152mm" is two. */
static int scan_number(struct scanner *scan, size_t *at) {
    size_t start = *at;
    size_t digits = number_end(scan, start);
    digits = hyphen_groups_end(scan, start, digits);
    size_t end = digits;
    size_t mark;
    if (char_is_apostrophe(char_at(scan->text, end, &mark)) && byte_at(scan, mark) == 's' &&
        class_at(scan, mark + 1) != CHAR_LETTER) {
        *at = mark + 1; /* "the 1960's" */
        return push(scan, start, *at);
    }
    if (class_at(scan, end) == CHAR_LETTER)
        end = word_end(scan, end);
    *at = end;
    char room[WORD_LOOKUP_MAX];
    struct slice tail = lower_short(slice_of(scan->text.at + digits, end - digits), room);
    bool clock = slice_equal(tail, SLICE("a.m")) || slice_equal(tail, SLICE("p.m"));
    if (clock && byte_at(scan, end) == '.')
        *at = ++end;
    if (!clock && !SLICE_IN(tail, units))
        return push(scan, start, end);
    int result = push(scan, start, digits);
    return result < 0 ? result : push(scan, digits, end);
}

/* "1." before the text of a list's item. */
static bool opens_list(const struct scanner *scan, size_t end) {
    return byte_at(scan, end) == '.' && end - scan->start <= 2 && byte_at(scan, end + 1) == ' ';
}

/* ---- marks ---------------------------------------------------------------------------------- */

static size_t run_end(const struct scanner *scan, size_t at, const char *bytes) {
    while (at < scan->text.length && scan->text.at[at] && strchr(bytes, scan->text.at[at]))
        at++;
    return at;
}

/* An apostrophe that belongs to what follows: 's after a bracket, 'em, '90s. */
static size_t apostrophe_end(const struct scanner *scan, size_t start, size_t mark) {
    static const struct slice tails[] = {S("cause"), S("em"),  S("ll"),  S("re"),
                                         S("s"),     S("til"), S("tis"), S("ve")};
    char room[WORD_LOOKUP_MAX];
    if (digit_at(scan, mark) && digit_at(scan, mark + 1) && !digit_at(scan, mark + 2)) {
        size_t end = mark + 2;
        return byte_at(scan, end) == 's' ? end + 1 : end;
    }
    size_t end = mark;
    while (end < mark + 6 && class_at(scan, end) == CHAR_LETTER)
        (void)char_at(scan->text, end, &end);
    struct slice word = lower_short(slice_of(scan->text.at + mark, end - mark), room);
    bool clitic = word.length <= 2 && !slice_equal(word, SLICE("em"));
    if (clitic && (scan->space || start == scan->start))
        return mark;
    return SLICE_IN(word, tails) && class_at(scan, end) != CHAR_LETTER ? end : mark;
}

static int scan_mark(struct scanner *scan, size_t *at) {
    size_t start = *at;
    size_t end;
    uint32_t cp = char_at(scan->text, start, &end);
    if (char_is_apostrophe(cp) && byte_at(scan, end) == '\'')
        end++; /* '' closes a quotation */
    else if (char_is_apostrophe(cp))
        end = apostrophe_end(scan, start, end);
    else if (cp == '.' && digit_at(scan, end))
        end = number_end(scan, end);
    else if (cp == '!' || cp == '?')
        end = run_end(scan, start, "!?");
    else if (cp < 0x80 && strchr(".-*=~<>+`_", (int)cp))
        end = run_end(scan, start, (char[]){(char)cp, '\0'});
    while (end < scan->text.length) { /* marks and joiners stay on their base */
        size_t next;
        uint32_t mark = char_at(scan->text, end, &next);
        if (mark != 0xFE0F && mark != 0x200D)
            break;
        end = next;
    }
    *at = end;
    return push(scan, start, end);
}

int tokenize_paragraph(struct arena *arena, struct slice text, struct span span,
                       struct token_list *tokens) {
    assert(span.end <= text.length);
    struct scanner scan = {arena, slice_of(text.at, span.end), tokens, span.start, 0, false};
    int result = 0;
    for (size_t at = span.start; result == 0 && at < span.end;) {
        enum char_class class = class_at(&scan, at);
        if (class == CHAR_SPACE) {
            (void)char_at(scan.text, at, &at);
            scan.space = true;
            continue;
        }
        size_t address = class == CHAR_OTHER ? at : address_end(&scan, at);
        if (address > at) {
            result = push(&scan, at, address);
            at = address;
        } else if (class == CHAR_LETTER) {
            result = scan_word(&scan, &at);
        } else if (class == CHAR_DIGIT && opens_list(&scan, number_end(&scan, at))) {
            size_t start = at;
            at = number_end(&scan, at) + 1;
            result = push(&scan, start, at);
        } else if (class == CHAR_DIGIT) {
            result = scan_number(&scan, &at);
        } else {
            result = scan_mark(&scan, &at);
        }
    }
    return result;
}
