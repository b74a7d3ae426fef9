/* Who wrote it: JSON-LD, meta elements, links to authors' pages, elements that name themselves so,
 * and last a line "By …" near the headline. Addresses, logins and the outlet's own name are no
 * names.
 */
#include "analysis/page/facts.h"
#include "analysis/text/datelines.h"
#include "base/error.h"

enum {
    BYLINE_MAX = 400, /* bytes */
    NAME_MAX = 80,
    NAMES_WORDS_MAX = 40,
    BLOCKS_BEFORE = 6, /* how far from the headline a name may stand */
    BLOCKS_BEHIND = 30,
};

static bool letter(char c) {
    return (unsigned char)c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static struct slice strip_front(struct slice name) {
    static const struct slice words[] = {
        {"article by ", 11}, {"author: ", 8},     {"by ", 3},
        {"by: ", 4},         {"posted by ", 10},  {"story by ", 9},
        {"words by ", 9},    {"written by ", 11}, {"written by: ", 12}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (name.length > words[i].length &&
            slice_equal_ascii_case(slice_of(name.at, words[i].length), words[i]))
            return slice_trim(slice_of(name.at + words[i].length, name.length - words[i].length));
    return name;
}

/* "Jane Doe, The Daily Post": the outlet behind the last comma goes. */
static struct slice strip_outlet(struct slice name, struct slice site) {
    const char *comma = name.length ? memrchr(name.at, ',', name.length) : NULL;
    if (!comma)
        return name;
    size_t at = (size_t)(comma - name.at);
    struct slice tail = slice_trim(slice_of(comma + 1, name.length - at - 1));
    bool outlet = slice_starts(tail, SLICE("The ")) || slice_equal_ascii_case(tail, site) ||
                  slice_contains(site, tail);
    return outlet ? slice_trim(slice_of(name.at, at)) : name;
}

static struct slice tidy(struct slice name, struct slice site) {
    name = slice_trim(name);
    while (name.length && !letter(name.at[0]) && !(name.at[0] >= '0' && name.at[0] <= '9'))
        name = slice_of(name.at + 1, name.length - 1);
    struct slice before;
    do {
        before = name;
        name = strip_front(name);
    } while (name.length != before.length);
    if (slice_ends(name, SLICE("&nbsp")))
        name.length -= 5;
    while (name.length && (name.at[name.length - 1] == ',' || name.at[name.length - 1] == '|' ||
                           name.at[name.length - 1] == ' '))
        name.length--;
    return strip_outlet(name, site);
}

/* What content management systems print for want of a name. */
static bool login(struct slice name) {
    static const struct slice logins[] = {{"admin", 5},   {"administrator", 13}, {"author", 6},
                                          {"editor", 6},  {"guest", 5},          {"none", 4},
                                          {"null", 4},    {"staff", 5},          {"undefined", 9},
                                          {"unknown", 7}, {"user", 4},           {"webmaster", 9}};
    for (size_t i = 0; i < sizeof logins / sizeof *logins; i++)
        if (slice_equal_ascii_case(name, logins[i]))
            return true;
    bool one_word = !memchr(name.at, ' ', name.length);
    return one_word && (memchr(name.at, '.', name.length) || memchr(name.at, '_', name.length));
}

/* Two or three words, each with a capital: a person whose site bears the own name. */
static bool personal(struct slice name) {
    size_t words = 0;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        bool opens = i == 0 || name.at[i - 1] == ' ';
        if (opens && !((c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80))
            return false;
        if (!letter(c) && c != ' ' && c != '-' && c != '\'' && c != '.')
            return false;
        words += opens;
    }
    return (words == 2 || words == 3) && !slice_starts(name, SLICE("The "));
}

/* "USA TODAY", "CDC", "AP": capitals only, with a word of three letters or fewer. */
static bool acronym(struct slice name) {
    size_t shortest = SIZE_MAX;
    for (size_t at = 0; at < name.length;) {
        size_t end = at;
        for (; end < name.length && name.at[end] != ' '; end++)
            if (name.at[end] < 'A' || name.at[end] > 'Z')
                return false;
        shortest = end - at < shortest ? end - at : shortest;
        at = end + 1;
    }
    return shortest <= 3;
}

/* Names of people: no address, no login, no digits, no colon. */
static bool plausible(struct slice name) {
    if (!name.length || name.length > BYLINE_MAX || slice_contains(name, SLICE("www.")) ||
        login(name) || acronym(name))
        return false;
    size_t spaces = 0;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        if ((c >= '0' && c <= '9') || c == '@' || c == ':' || c == '<' || c == '{')
            return false;
        spaces += c == ' ';
    }
    return spaces < NAMES_WORDS_MAX;
}

static bool names_people(struct slice name, struct slice site) {
    return plausible(name) && (!slice_equal_ascii_case(name, site) || personal(name));
}

/* ---- sources --------------------------------------------------------------------------------- */

static struct slice from_meta(const struct page_facts *facts) {
    static const char *const names[] = {
        "author",         "parsely-author",    "byl", "dc.creator", "sailthru.author",
        "article:author", "cXenseParse:author"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct slice name = tidy(page_meta_value(facts->document, names[i]), facts->site);
        if (names_people(name, facts->site))
            return name;
    }
    return (struct slice){0};
}

static int add_name(struct arena *arena, struct slice name, struct slice *names) {
    if (slice_contains(*names, name) || names->length + name.length > BYLINE_MAX)
        return 0;
    if (!names->length) {
        *names = name;
        return 0;
    }
    return arena_printf(arena, names, "%.*s, %.*s", SLICE_ARGS(*names), SLICE_ARGS(name));
}

/* Scholarly pages: one citation_author each, often with the family name first. */
static int from_citation(struct arena *arena, const struct page_facts *facts,
                         struct slice *ret_names) {
    int result = 0;
    for (uint32_t i = 0; result == 0 && i < facts->document->hints.count; i++) {
        const struct page_hint *hint = &facts->document->hints.at[i];
        if (!slice_equal_ascii_case(hint->name, SLICE("citation_author")))
            continue;
        struct slice name = hint->value;
        const char *comma = memchr(name.at, ',', name.length);
        if (comma) {
            size_t at = (size_t)(comma - name.at);
            struct slice given = slice_trim(slice_of(comma + 1, name.length - at - 1));
            result =
                arena_printf(arena, &name, "%.*s %.*s", SLICE_ARGS(given), (int)at, hint->value.at);
        }
        if (result == 0 && plausible(name))
            result = add_name(arena, name, ret_names);
    }
    return result;
}

static bool near_headline(const struct page_facts *facts, uint32_t block) {
    return block + BLOCKS_BEFORE >= facts->headline && block <= facts->headline + BLOCKS_BEHIND;
}

/* Links to authors' pages: all of them in the block that has the first. */
static int from_links(struct arena *arena, const struct page_facts *facts,
                      struct slice *ret_names) {
    const struct page_hint *first = NULL;
    for (uint32_t i = 0; i < facts->document->hints.count; i++) {
        const struct page_hint *hint = &facts->document->hints.at[i];
        struct slice name = tidy(hint->value, facts->site);
        if (!slice_equal(hint->kind, SLICE("author-link")) || name.length > NAME_MAX ||
            !names_people(name, facts->site) || !memchr(name.at, ' ', name.length) ||
            !near_headline(facts, hint->block) || (first && hint->element != first->element))
            continue;
        first = first ? first : hint;
        int result = add_name(arena, name, ret_names);
        if (result < 0)
            return result;
    }
    return 0;
}

/* rel=author, itemprop=author, class "author" or "byline". */
static struct slice from_elements(const struct page_facts *facts) {
    for (uint32_t i = 0; i < facts->document->hints.count; i++) {
        const struct page_hint *hint = &facts->document->hints.at[i];
        struct slice name = tidy(hint->value, facts->site);
        if (slice_equal(hint->kind, SLICE("author")) && name.length < NAME_MAX &&
            names_people(name, facts->site))
            return name;
    }
    return (struct slice){0};
}

static struct slice from_lines(const struct page_facts *facts) {
    const struct page_block_list *blocks = &facts->document->blocks;
    uint32_t from = facts->headline > BLOCKS_BEFORE ? facts->headline - BLOCKS_BEFORE : 0;
    for (uint32_t i = from; i < blocks->count && i < facts->headline + BLOCKS_BEHIND; i++) {
        struct slice name = byline_read(blocks->at[i].text);
        if (name.length && name.length < NAME_MAX && names_people(name, facts->site))
            return name;
    }
    return (struct slice){0};
}

int page_byline(struct arena *arena, const struct page_facts *facts, struct slice *ret_byline) {
    struct slice names = tidy(facts->json_ld.authors, facts->site);
    if (!names_people(names, facts->site))
        names = from_meta(facts);
    int result = names.length ? 0 : from_citation(arena, facts, &names);
    if (result == 0 && !names.length)
        result = from_links(arena, facts, &names);
    if (result < 0)
        return result;

    if (!names.length)
        names = from_elements(facts);
    if (!names.length)
        names = from_lines(facts);
    *ret_byline = names.length ? names : (struct slice){0};
    return 0;
}
