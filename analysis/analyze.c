/* One article through all stages: the list below is the pipeline. */
#include "analysis/analysis.h"
#include "analysis/stages.h"
#include "analysis/text/which_language.h"
#include "base/error.h"

#include <assert.h>

typedef int (*stage)(const struct resources *, struct arena *, struct analysis *);

/* In any language. */
static const stage text_stages[] = {text_repair, text_clean, text_tokenize};

/* In English only: rules and models of one language would invent claims in another. */
static const stage english_stages[] = {
    language_annotate, entities_find, times_find, quantities_find, attributions_find, claims_find,
};

static int run(const stage *stages, size_t count, const struct resources *resources,
               struct arena *arena, struct analysis *analysis) {
    int result = 0;
    for (size_t i = 0; result == 0 && i < count; i++)
        result = stages[i](resources, arena, analysis);
    return result;
}

#define RUN(stages) run(stages, sizeof(stages) / sizeof *(stages), resources, arena, analysis)

/* What the client said of the article goes before anything read off the page. */
static int take_given(const struct article_input *input, struct article *article) {
    article->title = input->title;
    article->source = input->source;
    article->url = input->url;
    article->language = SLICE("en");
    article->published_day = DAY_NONE;
    if (!input->published_at.at)
        return 0;

    int result = date_parse_iso(input->published_at, &article->published_day);
    if (result < 0)
        return result;

    article->published_at = input->published_at;
    article->date_rule = DATE_RULE_GIVEN;
    return 0;
}

int analyze(const struct resources *resources, struct arena *arena,
            const struct article_input *input, struct analysis **ret_analysis) {
    assert(!input->text.at != !input->html.at);
    struct analysis *analysis = ARENA_NEW(arena, struct analysis);
    if (!analysis)
        return ERR_NO_MEMORY;

    int result = take_given(input, &analysis->article);
    if (result < 0)
        return result;

    if (input->html.at)
        result = page_extract(resources, arena, input, analysis);
    else
        analysis->article.text = input->text;
    if (result == 0)
        result = RUN(text_stages);
    if (result < 0)
        return result;

    /* What the text itself shows goes before what the page declares. */
    struct slice shown = which_language(analysis->article.text);
    if (shown.at)
        analysis->article.language = shown;
    if (slice_equal(analysis->article.language, SLICE("en")))
        result = RUN(english_stages);
    if (result < 0)
        return result;

    *ret_analysis = analysis;
    return 0;
}
