/* The day of publication: what the page tells machines first, then its address, then what stands
 * near the headline. Never a footer, never the day of a change. */
#include "analysis/page/facts.h"
#include "analysis/text/datelines.h"
#include "base/error.h"

static bool digit(char c) {
    return c >= '0' && c <= '9';
}

/* A day at the start of an ISO date or date-time, whatever follows. */
static day_number day_of(struct slice text) {
    day_number day;
    if (text.length < 10)
        return DAY_NONE;
    char iso[10];
    memcpy(iso, text.at, sizeof iso);
    if (iso[4] == '/' && iso[7] == '/') /* as scholarly pages write it */
        iso[4] = iso[7] = '-';
    if (date_parse_iso(slice_of(iso, sizeof iso), &day) < 0)
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

/* No clock stands here, so the page's own account of its last change is the present: a day behind
 * it is the future (an event announced, a card expiring), and no day of publication. One more day
 * is for time zones. DAY_NONE where the page says nothing. */
static day_number last_day(const struct page_facts *facts) {
    static const char *const names[] = {"article:modified_time", "og:updated_time", "dateModified",
                                        "last-modified"};
    day_number latest = day_of(facts->json_ld.modified);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        day_number day = day_of(page_meta_value(facts->document, names[i]));
        latest = day > latest ? day : latest; /* DAY_NONE is less than any day */
    }
    return latest == DAY_NONE ? DAY_NONE : latest + 1;
}

struct offers {
    struct arena *arena;
    struct article *article;
    day_number last; /* DAY_NONE: any day will do */
};

static int offer_date(const struct offers *offers, enum date_rule rule, day_number day) {
    struct article *article = offers->article;
    if (day == DAY_NONE)
        return 0;
    char text[11];
    date_format_iso(day, text);
    struct slice value;
    int result = arena_copy(offers->arena, slice_of(text, 10), &value);
    if (result < 0)
        return result;

    bool is_future = offers->last != DAY_NONE && day > offers->last;
    if (article->date_rule == DATE_RULE_NONE && !is_future) {
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
    return list_push(offers->arena, &article->date_rivals, rival) ? 0 : ERR_NO_MEMORY;
}

/* Does `element` stand in a footer, a menu, or among links to other stories? */
static bool in_furniture(const struct page_document *document, uint32_t element) {
    const struct page_element_list *elements = &document->elements;
    for (uint32_t i = element; i < elements->count; i = elements->at[i].parent) {
        uint8_t tag = elements->at[i].tag;
        if (tag == TAG_FOOTER || tag == TAG_NAV || tag == TAG_ASIDE ||
            (elements->at[i].traits & TRAIT_NAVIGATION))
            return tag != TAG_BODY;
    }
    return false;
}

/* The first <time> of the page itself. */
static day_number day_of_time(const struct page_document *document) {
    for (uint32_t i = 0; i < document->hints.count; i++) {
        const struct page_hint *hint = &document->hints.at[i];
        if (slice_equal(hint->kind, SLICE("time")) && day_of(hint->value) != DAY_NONE &&
            !in_furniture(document, hint->element))
            return day_of(hint->value);
    }
    return DAY_NONE;
}

/* A line near the headline that is a date and nothing else. */
static day_number day_near_headline(const struct page_facts *facts) {
    const struct page_document *document = facts->document;
    enum { BLOCKS_BEFORE = 4, BLOCKS_BEHIND = 10 };
    uint32_t headline = facts->headline;
    uint32_t from = headline > BLOCKS_BEFORE ? headline - BLOCKS_BEFORE : 0;
    for (uint32_t i = from; i < document->blocks.count && i < headline + BLOCKS_BEHIND; i++) {
        struct dateline line;
        if (document->blocks.at[i].words < 12 &&
            !in_furniture(document, document->blocks.at[i].element) &&
            dateline_read(document->blocks.at[i].text, &line))
            return line.day;
    }
    return DAY_NONE;
}

int page_date(struct arena *arena, const struct page_facts *facts, struct slice url,
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
        "citation_publication_date",
        "citation_online_date",
        "citation_date",
    };
    struct offers offers = {arena, article, last_day(facts)};
    int result = offer_date(&offers, DATE_RULE_JSON_LD, day_of(facts->json_ld.published));
    for (size_t i = 0; result == 0 && i < sizeof names / sizeof *names; i++)
        result =
            offer_date(&offers, DATE_RULE_META, day_of(page_meta_value(facts->document, names[i])));
    if (result == 0)
        result = offer_date(&offers, DATE_RULE_URL, day_of_url(url));
    if (result == 0)
        result = offer_date(&offers, DATE_RULE_DATELINE, day_of_time(facts->document));
    if (result == 0)
        result = offer_date(&offers, DATE_RULE_DATELINE, day_near_headline(facts));
    return result;
}
