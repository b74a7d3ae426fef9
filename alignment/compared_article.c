#include "alignment/compared_article.h"

#include "alignment/word_stock.h"

int compared_article_make_alone(struct view_reader *reader, struct arena *arena,
                                const struct analysis *analysis,
                                struct compared_article *ret_article) {
    struct compared_article article = {.analysis = analysis};
    int result = views_make(reader, arena, analysis, &article.views);
    if (result == 0)
        result =
            postings_make(arena, &article.views, reader->stock->stems.count, &article.postings);
    if (result == 0)
        *ret_article = article;
    return result;
}

int compared_article_make(struct view_reader *reader, struct arena *arena,
                          const struct analysis *analysis, struct compared_article *ret_article) {
    struct compared_article article;
    int result = compared_article_make_alone(reader, arena, analysis, &article);
    if (result == 0)
        result = event_profile_make(reader->stemmer, arena, analysis, &article.profile);
    if (result == 0)
        *ret_article = article;
    return result;
}
