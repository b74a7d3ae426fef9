#include "analysis/page/metadata.h"

#include "analysis/page/facts.h"

/* "en", "en-GB", "PT_br": two letters and what parts them from the rest; anything else, such as a
 * template's "{{ lang }}", says nothing. */
static int take_language(struct arena *arena, struct slice lang, struct article *article) {
    bool parted = lang.length == 2 || (lang.length > 2 && (lang.at[2] == '-' || lang.at[2] == '_'));
    if (!parted)
        return 0;
    char code[2];
    for (size_t i = 0; i < sizeof code; i++) {
        code[i] = (char)(lang.at[i] | 0x20);
        if (code[i] < 'a' || code[i] > 'z')
            return 0;
    }
    return arena_copy(arena, slice_of(code, sizeof code), &article->language);
}

int page_metadata(struct arena *arena, const struct page_document *document,
                  const struct article_input *input, struct article *article) {
    struct page_facts facts;
    int result = page_facts_read(arena, document, &facts);
    if (result < 0)
        return result;

    if (!article->title.at)
        article->title = page_title(&facts);
    facts.headline = page_headline(document, article->title);
    if (!article->source.at && facts.site.length)
        article->source = facts.site;
    if (!article->url.at)
        article->url = page_hint_value(document, SLICE("canonical"));
    result = page_byline(arena, &facts, &article->byline);
    if (result < 0)
        return result;

    result = take_language(arena, page_hint_value(document, SLICE("lang")), article);
    if (result < 0)
        return result;

    return page_date(arena, &facts, input->url.at ? input->url : article->url, article);
}
