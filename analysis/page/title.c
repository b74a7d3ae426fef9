/* The headline: the h1 that the page's own metadata confirm, else what the metadata say, the
 * outlet's name cut off. */
#include "analysis/page/facts.h"

enum { HEADLINE_WORDS = 3, RELATED_PERCENT = 20 };

static struct slice first_meta(const struct page_document *document, const char *const *names,
                               size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct slice value = page_meta_value(document, names[i]);
        if (value.length)
            return value;
    }
    return (struct slice){0};
}

/* "Headline - Site", "Headline | Section | Site": the part before the last mark, where what follows
 * names the site or is short behind a bar; behind a dash only where `loose` (a title element) and
 * the site's name is not known, since headlines have dashes of their own. */
static struct slice cut_site(struct slice title, struct slice site, bool loose) {
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
        bool named = site.length && (slice_contains(site, tail) || slice_contains(tail, site));
        bool bar = title.at[cut + 1] == '|';
        if (!named &&
            !(tail.length * 3 < cut && (bar || (!site.length && loose && tail.length < 30))))
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

static bool word_in(struct slice word, struct slice text) {
    for (size_t i = 0; i + word.length <= text.length; i++)
        if (slice_equal_ascii_case(slice_of(text.at + i, word.length), word))
            return true;
    return false;
}

/* The share of the words of `a` that stand in `b`, in percent. */
static size_t shared_words(struct slice a, struct slice b) {
    size_t words = 0;
    size_t shared = 0;
    for (size_t at = 0; at < a.length;) {
        size_t end = at;
        while (end < a.length && a.at[end] != ' ')
            end++;
        words += end > at;
        shared += end > at && word_in(slice_of(a.at + at, end - at), b);
        at = end + 1;
    }
    return words ? shared * 100 / words : 0;
}

/* The h1 that the page's own metadata confirm; else the only h1, if it reads like a headline and
 * shares words with what they say. */
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
    bool told = false;
    bool related = false;
    for (size_t j = 0; j < count; j++) {
        told = told || others[j].length > 0;
        related = related || shared_words(only, others[j]) >= RELATED_PERCENT;
    }
    bool reads = several == 1 && (related || !told) && count_words(only) >= HEADLINE_WORDS &&
                 !slice_equal_ascii_case(only, site);
    return reads ? only : (struct slice){0};
}

struct slice page_title(const struct page_facts *facts) {
    struct slice site = facts->site;
    static const char *const names[] = {"og:title", "twitter:title", "dc.title", "parsely-title"};
    const struct page_document *document = facts->document;
    const struct slice others[] = {
        cut_site(facts->json_ld.headline, site, false),
        cut_site(first_meta(document, names, sizeof names / sizeof *names), site, false),
        cut_site(page_hint_value(document, SLICE("title")), site, true),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    struct slice title = cut_site(choose_h1(document, others, OTHERS, site), site, false);
    for (size_t i = 0; !title.length && i < OTHERS; i++)
        title = others[i];
    return title.length ? title : page_hint_value(document, SLICE("h1"));
}
