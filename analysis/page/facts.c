#include "analysis/page/facts.h"

#include "base/error.h"
#include "base/utf8.h"

struct slice page_hint_value(const struct page_document *document, struct slice kind) {
    for (uint32_t i = 0; i < document->hints.count; i++)
        if (slice_equal(document->hints.at[i].kind, kind))
            return document->hints.at[i].value;
    return (struct slice){0};
}

struct slice page_meta_value(const struct page_document *document, const char *name) {
    for (uint32_t i = 0; i < document->hints.count; i++) {
        const struct page_hint *hint = &document->hints.at[i];
        if (slice_equal(hint->kind, SLICE("meta")) &&
            slice_equal_ascii_case(hint->name, slice_from_cstr(name)))
            return hint->value;
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
    } named[] = {{{"&amp;", 5}, '&'},      {{"&quot;", 6}, '"'},      {{"&apos;", 6}, '\''},
                 {{"&lt;", 4}, '<'},       {{"&gt;", 4}, '>'},        {{"&nbsp;", 6}, ' '},
                 {{"&nbsp", 5}, ' '},      {{"&rsquo;", 7}, 0x2019},  {{"&lsquo;", 7}, 0x2018},
                 {{"&ldquo;", 7}, 0x201C}, {{"&rdquo;", 7}, 0x201D},  {{"&ndash;", 7}, 0x2013},
                 {{"&mdash;", 7}, 0x2014}, {{"&hellip;", 8}, 0x2026}, {{"&bull;", 6}, 0x2022},
                 {{"&middot;", 8}, 0xB7}};
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

uint32_t page_headline(const struct page_document *document, struct slice title) {
    const struct page_hint *first = NULL;
    for (uint32_t i = 0; i < document->hints.count; i++) {
        const struct page_hint *hint = &document->hints.at[i];
        if (!slice_equal(hint->kind, SLICE("h1")))
            continue;
        if (slice_starts(hint->value, title))
            return hint->block;
        first = first ? first : hint;
    }
    for (uint32_t i = 0; !first && title.length && i < document->blocks.count; i++)
        if (slice_equal(document->blocks.at[i].text, title))
            return i;
    return first ? first->block : 0;
}

int page_facts_read(struct arena *arena, const struct page_document *document,
                    struct page_facts *ret_facts) {
    struct page_facts facts = {.document = document};
    int result = read_json_ld(arena, &facts);
    if (result == 0)
        result = unescape_html(arena, &facts.json_ld.headline);
    if (result == 0)
        result = unescape_html(arena, &facts.json_ld.authors);
    if (result < 0)
        return result;

    facts.site = page_meta_value(document, "og:site_name");
    if (!facts.site.length)
        facts.site = facts.json_ld.publisher;
    *ret_facts = facts;
    return 0;
}
