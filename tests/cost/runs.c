#include "tests/cost/runs.h"
#include "alignment/analysis_blob.h"
#include "alignment/story_links.h"
#include "alignment/story_pairs.h"
#include "alignment/version_diff.h"
#include "analysis/language/tagset.h"
#include "analysis/stages.h"
#include "base/error.h"
#include "fetch/feed.h"
#include "fetch/opml.h"
#include "fetch/robots.h"
#include "handlers/analysis_json.h"
#include "handlers/article_body.h"
#include "handlers/comparison_json.h"
#include "handlers/highlight.h"
#include "handlers/report_text.h"
#include "handlers/request.h"
#include "storage/search_query.h"

#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void measure(struct measures *measures, const char *what, double since) {
    if (measures->count == MEASURES_MAX)
        abort();
    measures->at[measures->count].what = what;
    measures->at[measures->count++].seconds = now() - since;
}

static void run_stages(const struct resources *resources, struct arena *arena,
                       struct analysis *analysis, struct measures *measures) {
    for (size_t i = 0; i < stage_count; i++) {
        double since = now();
        int result = stages[i].run(resources, arena, analysis);
        measure(measures, stages[i].name, since);
        if (result == ERR_NO_MEMORY || result == ERR_FAILED)
            abort();
    }
}

static void start_output(struct buffer *out) {
    buffer_init(out, (size_t)1 << 31);
}

static void end_output(struct buffer *out) {
    if (buffer_error(out))
        abort();
    buffer_done(out);
}

/* As JSON and as a table for a terminal. */
static void write_answer(struct arena *arena, const struct analysis *analysis,
                         const struct claim_pair_list *pairs, struct measures *measures) {
    struct buffer out;
    struct json_writer json;
    double since = now();
    start_output(&out);
    json_init(&json, &out);
    if (analysis_write_json(&json, arena, analysis, pairs) < 0)
        abort();
    end_output(&out);
    measure(measures, "answer", since);

    since = now();
    start_output(&out);
    report_analysis(&out, analysis, pairs);
    end_output(&out);
    measure(measures, "table", since);
}

/* What storing an article works out, beside SQLite's part: its place among stories, the bytes that
 * are kept, and what a new version changes. */
static void run_storing(const struct resources *resources, struct arena *arena,
                        const struct analysis *analysis, struct measures *measures) {
    struct story_signature signature;
    struct slice bytes;
    double since = now();
    if (story_signature_make(resources, arena, analysis, &signature) < 0 ||
        story_signature_write(arena, &signature, &bytes) < 0)
        abort();
    measure(measures, "signature", since);

    const struct story_signature *both[] = {&signature, &signature};
    struct story_pairs pairs;
    since = now();
    if (story_pairs_make(arena, both, 2, &pairs) < 0)
        abort();
    (void)story_pair_score(&pairs, 0, 1);
    (void)story_link(&signature, &signature);
    (void)story_is_copy(&signature, &signature);
    measure(measures, "placing", since);

    struct analysis *again = NULL;
    since = now();
    int result = analysis_blob_write(arena, analysis, &bytes);
    if (result == 0)
        result = analysis_blob_read(arena, bytes, &again);
    if (result < 0)
        abort();
    measure(measures, "keeping", since);

    struct version_diff diff;
    since = now();
    if (version_diff_make(resources, arena, analysis, again, &diff) == ERR_NO_MEMORY)
        abort();
    measure(measures, "versions", since);
}

static void run_comparison(const struct resources *resources, struct arena *arena,
                           const struct analysis *analysis, struct measures *measures) {
    const struct analysis *both[] = {analysis, analysis};
    struct comparison comparison = {0};
    double since = now();
    int result = align_articles(resources, arena, both, 2, &comparison);
    measure(measures, "compare", since);
    if (result < 0 && result != ERR_TOO_LARGE)
        abort();
    if (result < 0)
        return;

    struct buffer out;
    struct json_writer json;
    since = now();
    start_output(&out);
    json_init(&json, &out);
    json_begin_object(&json);
    if (comparison_write_json(&json, arena, &comparison, both, 2) < 0)
        abort();
    json_end_object(&json);
    end_output(&out);
    measure(measures, "comparison", since);

    since = now();
    start_output(&out);
    if (report_comparison(&out, arena, both, 2, &comparison) < 0)
        abort();
    end_output(&out);
    measure(measures, "compared table", since);
}

void run_text(const struct resources *resources, struct arena *arena, struct slice input,
              struct measures *measures) {
    struct analysis analysis = {.article = {.text = input, .published_day = 20000}};
    struct claim_pair_list pairs = {0};
    run_stages(resources, arena, &analysis, measures);
    double since = now();
    if (align_within(resources, arena, &analysis, &pairs) < 0)
        abort();
    measure(measures, "within", since);
    write_answer(arena, &analysis, &pairs, measures);
    run_storing(resources, arena, &analysis, measures);
    run_comparison(resources, arena, &analysis, measures);
}

/* One sentence whose words all hang from the first, as a parser has it of a long line of signs:
 * what looks at a head's dependents for each of them costs a square. No model is needed for it, so
 * that long texts are cheap. */
void run_flat(const struct resources *resources, struct arena *arena, struct slice input,
              struct measures *measures) {
    struct analysis analysis = {.article = {.text = input, .published_day = DAY_NONE}};
    if (text_tokenize(resources, arena, &analysis) < 0)
        abort();
    for (uint32_t i = 0; i < analysis.tokens.count; i++) {
        struct token *token = &analysis.tokens.at[i];
        bool root = i == analysis.sentences.at[token->sentence].first_token;
        token->head = root ? NO_INDEX : analysis.sentences.at[token->sentence].first_token;
        token->deprel = root ? DEPREL_ROOT : DEPREL_DEP;
        token->upos = i % 2 ? UPOS_NOUN : UPOS_VERB;
        token->lemma = token->lower;
    }
    double since = now();
    int result = attributions_find(resources, arena, &analysis);
    measure(measures, "attributions", since);
    since = now();
    if (result == 0)
        result = claims_find(resources, arena, &analysis);
    measure(measures, "claims", since);
    if (result < 0)
        abort();
}

void run_page(const struct resources *resources, struct arena *arena, struct slice input,
              struct measures *measures) {
    struct article_input article = {.html = input};
    struct analysis analysis = {.article.published_day = DAY_NONE};
    double since = now();
    int result = page_extract(resources, arena, &article, &analysis);
    measure(measures, "page", since);
    struct slice link;
    since = now();
    (void)feed_discover(arena, input, &link); /* most announce none */
    measure(measures, "discover", since);
    if (result == 0)
        run_stages(resources, arena, &analysis, measures);
}

void run_feed(const struct resources *resources, struct arena *arena, struct slice input,
              struct measures *measures) {
    (void)resources;
    struct feed feed = {0};
    struct opml_list list = {0};
    double since = now();
    (void)feed_parse(arena, input, &feed); /* refused is as good */
    measure(measures, "feed", since);
    since = now();
    (void)opml_parse(arena, input, &list);
    measure(measures, "opml", since);
}

void run_robots(const struct resources *resources, struct arena *arena, struct slice input,
                struct measures *measures) {
    (void)resources, (void)arena;
    static char path[8192];
    for (size_t i = 0; i < sizeof path; i++)
        path[i] = i ? 'a' : '/';
    double since = now();
    (void)robots_allow(input, SLICE("claimd"), slice_of(path, sizeof path), NULL);
    measure(measures, "robots", since);
}

void run_body(const struct resources *resources, struct arena *arena, struct slice input,
              struct measures *measures) {
    (void)resources;
    struct request request = {.id = SLICE("cost"), .arena = arena, .body = input};
    struct article_input article = {0};
    double since = now();
    buffer_init(&request.out, (size_t)1 << 30);
    json_t *body = request_json(&request);
    if (body) {
        (void)article_body_read(arena, body, "", &article, &request.errors);
        json_decref(body);
    }
    buffer_done(&request.out);
    measure(measures, "body", since);
}

/* What a person typed into a search field, and what the store marked in an answer to it. */
void run_search(const struct resources *resources, struct arena *arena, struct slice input,
                struct measures *measures) {
    (void)resources;
    static struct search_terms terms;
    double since = now();
    (void)search_terms_read(input, &terms); /* most hold too many words */
    measure(measures, "search", since);

    struct buffer out;
    struct json_writer json;
    since = now();
    start_output(&out);
    json_init(&json, &out);
    if (highlight_write(&json, arena, input) < 0)
        abort();
    end_output(&out);
    measure(measures, "marks", since);
}
