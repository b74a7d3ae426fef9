#include "analysis/page/metadata.h"

#include "analysis/page/facts.h"

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

    struct slice lang = page_hint_value(document, SLICE("lang"));
    if (lang.length >= 2)
        article->language = slice_of(lang.at, 2);
    return page_date(arena, &facts, input->url.at ? input->url : article->url, article);
}
