/* One article through all stages: the list below is the pipeline. */
#include "analysis/analysis.h"
#include "analysis/stages.h"
#include "analysis/text/which_language.h"
#include "base/error.h"

#include <assert.h>

const struct stage stages[] = {
    /* in any language */
    {"repair", text_repair},
    {"clean", text_clean},
    {"tokenize", text_tokenize},
    /* in English only: rules and models of one language would invent claims in another */
    {"annotate", language_annotate},
    {"entities", entities_find},
    {"times", times_find},
    {"quantities", quantities_find},
    {"attributions", attributions_find},
    {"claims", claims_find},
};
const size_t stage_count = sizeof stages / sizeof *stages;
enum { TEXT_STAGES = 3 };

static int run(size_t first, size_t past, const struct resources *resources, struct arena *arena,
               struct analysis *analysis) {
    int result = 0;
    for (size_t i = first; result == 0 && i < past; i++)
        result = stages[i].run(resources, arena, analysis);
    return result;
}

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
        result = run(0, TEXT_STAGES, resources, arena, analysis);
    if (result < 0)
        return result;

    if (input->byline.at)
        analysis->article.byline = input->byline;

    /* What the text itself shows goes before what the page declares. */
    struct slice shown = which_language(analysis->article.text);
    if (shown.at)
        analysis->article.language = shown;
    if (slice_equal(analysis->article.language, SLICE("en")))
        result = run(TEXT_STAGES, stage_count, resources, arena, analysis);
    if (result < 0)
        return result;

    *ret_analysis = analysis;
    return 0;
}
