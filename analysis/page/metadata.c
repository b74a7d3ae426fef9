#include "analysis/page/metadata.h"

#include "analysis/page/json_ld.h"
#include "base/error.h"

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

/* ---- title ----------------------------------------------------------------------------------- */

/* "Headline - Site", "Headline | Section | Site": the part before the last mark, where what follows
 * is short and names the site, or is short beside the headline. */
static struct slice cut_site(struct slice title, struct slice site) {
    static const struct slice marks[] = {{" | ", 3}, {" - ", 3}, {" – ", 5}, {" — ", 5}};
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

static bool contains(struct slice outer, struct slice inner) {
    return inner.length && outer.length >= inner.length &&
           memmem(outer.at, outer.length, inner.at, inner.length) != NULL;
}

static struct slice choose_title(const struct page_facts *facts, struct slice site) {
    static const char *const names[] = {"og:title", "twitter:title", "dc.title", "parsely-title"};
    struct slice headline = facts->json_ld.headline;
    struct slice social =
        cut_site(first_meta(facts->document, names, sizeof names / sizeof *names), site);
    struct slice window = cut_site(hint_value(facts->document, SLICE("title")), site);
    struct slice first = {0};
    for (uint32_t i = 0; i < facts->document->hints.count; i++) {
        const struct page_hint *hint = &facts->document->hints.at[i];
        if (!slice_equal(hint->kind, SLICE("h1")))
            continue;
        if (!first.length)
            first = hint->value;
        if (contains(social, hint->value) || contains(hint->value, social) ||
            contains(headline, hint->value) || contains(window, hint->value))
            return hint->value;
    }
    if (first.length && !slice_equal_ascii_case(first, site) && !headline.length)
        return first;
    return headline.length ? headline : social.length ? social : window.length ? window : first;
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
        contains(name, SLICE("://")) || contains(name, SLICE("@")) || contains(name, SLICE("www.")))
        return false;
    if (slice_equal_ascii_case(name, SLICE("admin")) ||
        slice_equal_ascii_case(name, SLICE("administrator")))
        return false;
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
    return result;
}

int page_metadata(struct arena *arena, const struct page_document *document,
                  const struct article_input *input, struct article *article) {
    struct page_facts facts = {.document = document};
    int result = read_json_ld(arena, &facts);
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
    struct slice lang = hint_value(document, SLICE("lang"));
    if (lang.length >= 2)
        article->language = slice_of(lang.at, 2);
    struct slice url = input->url.at ? input->url : article->url;
    return choose_date(arena, &facts, url, article);
}
