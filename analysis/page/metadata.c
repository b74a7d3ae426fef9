#include "analysis/page/metadata.h"

#include "analysis/page/json_ld.h"
#include "analysis/text/datelines.h"
#include "base/error.h"
#include "base/utf8.h"

enum { HEADLINE_WORDS = 4 };

struct page_facts {
    const struct page_document *document;
    struct json_ld_article json_ld;
};

/* ---- hints ----------------------------------------------------------------------------------- */

static struct slice hint_value(const struct page_document *document, struct slice kind) {
    for (uint32_t i = 0; i < document->hints.count; i++)
        if (slice_equal(document->hints.at[i].kind, kind))
            return document->hints.at[i].value;
    return (struct slice){0};
}

static struct slice meta_value(const struct page_document *document, const char *name) {
    for (uint32_t i = 0; i < document->hints.count; i++) {
        const struct page_hint *hint = &document->hints.at[i];
        if (slice_equal(hint->kind, SLICE("meta")) &&
            slice_equal_ascii_case(hint->name, slice_from_cstr(name)))
            return hint->value;
    }
    return (struct slice){0};
}

static struct slice first_meta(const struct page_document *document, const char *const *names,
                               size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct slice value = meta_value(document, names[i]);
        if (value.length)
            return value;
    }
    return (struct slice){0};
}

static int read_json_ld(struct arena *arena, struct page_facts *facts) {
    for (uint32_t i = 0; i < facts->document->hints.count; i++) {
        const struct page_hint *hint = &facts->document->hints.at[i];
        if (!slice_equal(hint->kind, SLICE("json-ld")))
            continue;
        struct json_nodes nodes = {0};
        int result = json_ld_read(arena, hint->value, &nodes);
        if (result == 0)
            result = json_ld_article(arena, &nodes, &facts->json_ld);
        if (result < 0)
            return result;
    }
    return 0;
}

/* Headlines in JSON-LD often carry character references: the five named ones of XML and numbers. */
static size_t reference_read(struct slice text, size_t at, uint32_t *ret_cp) {
    static const struct {
        struct slice name;
        uint32_t cp;
    } named[] = {{{"&amp;", 5}, '&'},      {{"&quot;", 6}, '"'},    {{"&apos;", 6}, '\''},
                 {{"&lt;", 4}, '<'},       {{"&gt;", 4}, '>'},      {{"&nbsp;", 6}, ' '},
                 {{"&rsquo;", 7}, 0x2019}, {{"&ndash;", 7}, 0x2013}};
    struct slice rest = slice_of(text.at + at, text.length - at);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (slice_starts(rest, named[i].name)) {
            *ret_cp = named[i].cp;
            return named[i].name.length;
        }
    if (!slice_starts(rest, SLICE("&#")))
        return 0;
    bool hex = rest.length > 2 && (rest.at[2] | 0x20) == 'x';
    uint32_t cp = 0;
    size_t i = hex ? 3 : 2;
    for (; i < rest.length && i < 10 && rest.at[i] != ';'; i++) {
        char c = (char)(rest.at[i] | 0x20);
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(hex && c >= 'a' && c <= 'f'))
            return 0;
        cp = cp * (hex ? 16 : 10) + (uint32_t)(digit ? c - '0' : c - 'a' + 10);
    }
    if (i == rest.length || rest.at[i] != ';' || cp < ' ' || cp > 0x10FFFF ||
        (cp >= 0xD800 && cp < 0xE000))
        return 0;
    *ret_cp = cp;
    return i + 1;
}

static int unescape_html(struct arena *arena, struct slice *text) {
    if (!text->length || !memchr(text->at, '&', text->length))
        return 0;
    char *out = arena_alloc(arena, text->length + 4);
    if (!out)
        return ERR_NO_MEMORY;
    size_t length = 0;
    for (size_t i = 0; i < text->length;) {
        uint32_t cp;
        size_t used = text->at[i] == '&' ? reference_read(*text, i, &cp) : 0;
        if (used)
            length += utf8_encode(cp, out + length);
        else
            out[length++] = text->at[i];
        i += used ? used : 1;
    }
    *text = slice_of(out, length);
    return 0;
}

/* ---- title ----------------------------------------------------------------------------------- */

/* "Headline - Site", "Headline | Section | Site": the part before the last mark, where what follows
 * is short and names the site, or is short beside the headline. */
static struct slice cut_site(struct slice title, struct slice site) {
    static const struct slice marks[] = {{" | ", 3}, {" - ", 3}, {" – ", 5},
                                         {" — ", 5}, {" • ", 5}, {" · ", 4}};
    for (;;) {
        size_t cut = 0;
        size_t behind = 0;
        for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
            for (size_t i = title.length; i-- > 1;)
                if (i > cut && slice_starts(slice_of(title.at + i, title.length - i), marks[m])) {
                    cut = i;
                    behind = i + marks[m].length;
                    break;
                }
        if (!cut)
            return title;
        struct slice tail = slice_of(title.at + behind, title.length - behind);
        bool named = site.length && slice_equal_ascii_case(tail, site);
        bool bar = title.at[cut + 1] == '|';
        if (!named && !(tail.length * 3 < cut && (bar || tail.length < 30)))
            return title;
        title = slice_trim(slice_of(title.at, cut));
    }
}

static size_t count_words(struct slice text) {
    size_t words = text.length > 0;
    for (size_t i = 0; i < text.length; i++)
        words += text.at[i] == ' ';
    return words;
}

/* Do two forms of a headline tell of one: equal, or one the larger part of the other? */
static bool same_headline(struct slice a, struct slice b) {
    struct slice shorter = a.length < b.length ? a : b;
    struct slice longer = a.length < b.length ? b : a;
    return shorter.length * 2 >= longer.length && slice_contains(longer, shorter);
}

/* The h1 that the page's own metadata confirm; else the only h1, if it reads like a headline. */
static struct slice choose_h1(const struct page_document *document, const struct slice *others,
                              size_t count, struct slice site) {
    struct slice only = {0};
    size_t several = 0;
    for (uint32_t i = 0; i < document->hints.count; i++) {
        const struct page_hint *hint = &document->hints.at[i];
        if (!slice_equal(hint->kind, SLICE("h1")))
            continue;
        for (size_t j = 0; j < count; j++)
            if (same_headline(hint->value, others[j]))
                return hint->value;
        several++;
        only = hint->value;
    }
    bool reads =
        several == 1 && count_words(only) >= HEADLINE_WORDS && !slice_equal_ascii_case(only, site);
    return reads ? only : (struct slice){0};
}

static struct slice choose_title(const struct page_facts *facts, struct slice site) {
    static const char *const names[] = {"og:title", "twitter:title", "dc.title", "parsely-title"};
    const struct page_document *document = facts->document;
    const struct slice others[] = {
        cut_site(facts->json_ld.headline, site),
        cut_site(first_meta(document, names, sizeof names / sizeof *names), site),
        cut_site(hint_value(document, SLICE("title")), site),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct slice title = choose_h1(document, others, OTHERS, site);
    for (size_t i = 0; !title.length && i < OTHERS; i++)
        title = others[i];
    return title.length ? title : hint_value(document, SLICE("h1"));
}

/* ---- byline ---------------------------------------------------------------------------------- */

static struct slice strip_by(struct slice name) {
    static const struct slice words[] = {
        {"by ", 3}, {"written by ", 11}, {"author: ", 8}, {"posted by ", 10}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (name.length > words[i].length &&
            slice_equal_ascii_case(slice_of(name.at, words[i].length), words[i]))
            name = slice_trim(slice_of(name.at + words[i].length, name.length - words[i].length));
    return name;
}

/* A name of people: no address, no login, not the outlet, no digits, two to a dozen words or one.
 */
static bool plausible_byline(struct slice name, struct slice site) {
    if (!name.length || name.length > 200 || slice_equal_ascii_case(name, site) ||
        slice_contains(name, SLICE("://")) || slice_contains(name, SLICE("@")) ||
        slice_contains(name, SLICE("www.")))
        return false;
    static const struct slice logins[] = {{"admin", 5}, {"administrator", 13}, {"editor", 6},
                                          {"null", 4},  {"undefined", 9},      {"webmaster", 9},
                                          {"staff", 5}, {"guest", 5}};
    for (size_t i = 0; i < sizeof logins / sizeof *logins; i++)
        if (slice_equal_ascii_case(name, logins[i]))
            return false;
    if (!memchr(name.at, ' ', name.length) && memchr(name.at, '.', name.length))
        return false; /* a login: "jane.doe" */
    size_t spaces = 0;
    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] >= '0' && name.at[i] <= '9')
            return false;
        spaces += name.at[i] == ' ';
    }
    return spaces < 16;
}

static struct slice choose_byline(const struct page_facts *facts, struct slice site) {
    static const char *const names[] = {
        "author",         "parsely-author",    "byl", "dc.creator", "sailthru.author",
        "article:author", "cXenseParse:author"};
    if (plausible_byline(strip_by(facts->json_ld.authors), site))
        return strip_by(facts->json_ld.authors);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct slice name = strip_by(meta_value(facts->document, names[i]));
        if (plausible_byline(name, site))
            return name;
    }
    for (uint32_t i = 0; i < facts->document->hints.count; i++) {
        const struct page_hint *hint = &facts->document->hints.at[i];
        struct slice name = strip_by(hint->value);
        if (slice_equal(hint->kind, SLICE("author")) && plausible_byline(name, site) &&
            name.length < 80)
            return name;
    }
    return (struct slice){0};
}

/* Links to authors' pages in the first block that has one, near the headline. */
static int linked_authors(struct arena *arena, const struct page_document *document,
                          struct slice site, struct slice *ret_names) {
    const struct page_hint *first = NULL;
    for (uint32_t i = 0; i < document->hints.count; i++) {
        const struct page_hint *hint = &document->hints.at[i];
        if (!slice_equal(hint->kind, SLICE("author-link")) || hint->value.length > 60 ||
            !plausible_byline(hint->value, site) ||
            !memchr(hint->value.at, ' ', hint->value.length))
            continue;
        if (!first) {
            first = hint;
            *ret_names = hint->value;
            continue;
        }
        if (hint->element != first->element || ret_names->length > 500 ||
            slice_contains(*ret_names, hint->value))
            continue;
        int result = arena_printf(arena, ret_names, "%.*s, %.*s", SLICE_ARGS(*ret_names),
                                  SLICE_ARGS(hint->value));
        if (result < 0)
            return result;
    }
    return 0;
}

/* ---- date ------------------------------------------------------------------------------------ */

static bool digit(char c) {
    return c >= '0' && c <= '9';
}

/* A day at the start of an ISO date or date-time, whatever follows. */
static day_number day_of(struct slice text) {
    day_number day;
    if (text.length < 10 || date_parse_iso(slice_of(text.at, 10), &day) < 0)
        return DAY_NONE;
    return day;
}

/* /2024/06/18/ or /2024-06-18 in the path. */
static day_number day_of_url(struct slice url) {
    for (size_t i = 0; i + 10 < url.length; i++) {
        const char *at = url.at + i + 1;
        if (url.at[i] != '/' || (at[4] != '/' && at[4] != '-') || at[7] != at[4] ||
            (i + 11 < url.length && digit(at[10])))
            continue;
        char iso[10];
        memcpy(iso, at, 10);
        iso[4] = iso[7] = '-';
        day_number day = day_of(slice_of(iso, 10));
        if (day != DAY_NONE)
            return day;
    }
    return DAY_NONE;
}

static int offer_date(struct arena *arena, struct article *article, enum date_rule rule,
                      day_number day) {
    if (day == DAY_NONE)
        return 0;
    char text[11];
    date_format_iso(day, text);
    struct slice value;
    int result = arena_copy(arena, slice_of(text, 10), &value);
    if (result < 0)
        return result;

    if (article->date_rule == DATE_RULE_NONE) {
        article->date_rule = rule;
        article->published_day = day;
        article->published_at = value;
        return 0;
    }
    for (uint32_t i = 0; i < article->date_rivals.count; i++)
        if (slice_equal(article->date_rivals.at[i].value, value))
            return 0;
    if (day == article->published_day)
        return 0;
    struct date_rival rival = {rule, value};
    return list_push(arena, &article->date_rivals, rival) ? 0 : ERR_NO_MEMORY;
}

/* A line near the headline that is a date and nothing else. */
static day_number day_near_headline(const struct page_document *document) {
    enum { BLOCKS_BEFORE = 4, BLOCKS_BEHIND = 10 };
    uint32_t headline = 0;
    for (uint32_t i = 0; i < document->hints.count; i++)
        if (slice_equal(document->hints.at[i].kind, SLICE("h1"))) {
            headline = document->hints.at[i].block;
            break;
        }
    uint32_t from = headline > BLOCKS_BEFORE ? headline - BLOCKS_BEFORE : 0;
    for (uint32_t i = from; i < document->blocks.count && i < headline + BLOCKS_BEHIND; i++) {
        struct dateline line;
        if (document->blocks.at[i].words < 12 && dateline_read(document->blocks.at[i].text, &line))
            return line.day;
    }
    return DAY_NONE;
}

static int choose_date(struct arena *arena, const struct page_facts *facts, struct slice url,
                       struct article *article) {
    static const char *const names[] = {
        "article:published_time",
        "datePublished",
        "og:article:published_time",
        "publish-date",
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "dc.date.issued",
        "dc.date",
        "date",
        "publication_date",
        "cXenseParse:recs:publishtime",
        "article.published",
        "og:published_time",
    };
    int result = offer_date(arena, article, DATE_RULE_JSON_LD, day_of(facts->json_ld.published));
    for (size_t i = 0; result == 0 && i < sizeof names / sizeof *names; i++)
        result = offer_date(arena, article, DATE_RULE_META,
                            day_of(meta_value(facts->document, names[i])));
    if (result == 0)
        result = offer_date(arena, article, DATE_RULE_URL, day_of_url(url));
    if (result == 0)
        result = offer_date(arena, article, DATE_RULE_DATELINE,
                            day_of(hint_value(facts->document, SLICE("time"))));
    if (result == 0)
        result = offer_date(arena, article, DATE_RULE_DATELINE, day_near_headline(facts->document));
    return result;
}

int page_metadata(struct arena *arena, const struct page_document *document,
                  const struct article_input *input, struct article *article) {
    struct page_facts facts = {.document = document};
    int result = read_json_ld(arena, &facts);
    if (result < 0)
        return result;

    result = unescape_html(arena, &facts.json_ld.headline);
    if (result == 0)
        result = unescape_html(arena, &facts.json_ld.authors);
    if (result < 0)
        return result;

    struct slice site = meta_value(document, "og:site_name");
    if (!site.length)
        site = facts.json_ld.publisher;
    if (!article->title.at)
        article->title = choose_title(&facts, site);
    if (!article->source.at && site.length)
        article->source = site;
    if (!article->url.at)
        article->url = hint_value(document, SLICE("canonical"));
    article->byline = choose_byline(&facts, site);
    if (!article->byline.at)
        result = linked_authors(arena, document, site, &article->byline);
    if (result < 0)
        return result;
    struct slice lang = hint_value(document, SLICE("lang"));
    if (lang.length >= 2)
        article->language = slice_of(lang.at, 2);
    struct slice url = input->url.at ? input->url : article->url;
    return choose_date(arena, &facts, url, article);
}
