#include "handlers/report_text.h"

#include "analysis/enum_names.h"
#include "base/error.h"
#include "base/json_writer.h"
#include "handlers/analysis_json.h"
#include "handlers/text_table.h"

#include <stdio.h>

enum { SOURCE_COLUMNS = 18, MEMBER_INDENT = 5 + SOURCE_COLUMNS };

static void append_rule(struct buffer *out) {
    for (unsigned i = 0; i < TEXT_COLUMNS; i++)
        buffer_append_cstr(out, "─");
    buffer_append_byte(out, '\n');
}

/* The outlet's name, else the number the article had in the request. */
static void append_source(struct buffer *out, struct slice source, uint32_t number) {
    char fallback[32];
    int length = snprintf(fallback, sizeof fallback, "article %u", number + 1);
    text_cell(out, source.at ? source : slice_of(fallback, (size_t)length), SOURCE_COLUMNS - 1);
    buffer_append_byte(out, ' ');
}

const char *report_sign(struct slice relation) {
    if (slice_equal(relation, SLICE("conflict")))
        return "≠";
    return slice_equal(relation, SLICE("compatible")) ? "≈" : "=";
}

static void report_matter(struct buffer *out, const struct report *report,
                          const struct report_matter *matter) {
    buffer_printf(out, " %s %-10.*s  ", report_sign(matter->relation),
                  SLICE_ARGS(matter->relation));
    text_wrap(out, matter->topic, 15, 15);
    for (uint32_t i = 0; i < matter->member_count; i++) {
        const struct report_member *member = &matter->members[i];
        buffer_append_cstr(out, "     ");
        append_source(out, report->articles[member->article].source, member->article);
        text_wrap(out, member->text, MEMBER_INDENT, MEMBER_INDENT);
    }
    if (matter->explanation.length) {
        buffer_append_cstr(out, "     → ");
        text_wrap(out, matter->explanation, 7, 7);
    }
    buffer_append_byte(out, '\n');
}

static uint32_t report_matters(struct buffer *out, const struct report *report,
                               struct slice relation) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < report->matter_count; i++) {
        if (!slice_equal(report->matters[i].relation, relation))
            continue;
        report_matter(out, report, &report->matters[i]);
        count++;
    }
    return count;
}

void report_write(struct buffer *out, const struct report *report) {
    for (uint32_t i = 0; i < report->article_count; i++) {
        const struct report_article *article = &report->articles[i];
        buffer_printf(out, "%3u  ", i + 1);
        append_source(out, article->source, i);
        text_cell(out, article->published_at.at ? article->published_at : SLICE("undated"), 10);
        buffer_append_cstr(out, "  ");
        text_cell(out, article->title.at ? article->title : SLICE("(no title)"),
                  TEXT_COLUMNS - MEMBER_INDENT - 12);
        buffer_append_byte(out, '\n');
    }
    append_rule(out);
    uint32_t conflict = report_matters(out, report, SLICE("conflict"));
    uint32_t compatible = report_matters(out, report, SLICE("compatible"));
    uint32_t agree = report_matters(out, report, SLICE("agree"));
    append_rule(out);
    buffer_printf(out, "%u conflict, %u compatible, %u agree\n", conflict, compatible, agree);
}

static int report_alignment(struct arena *arena, const struct analysis *const *articles,
                            const struct alignment *alignment, struct report_matter *matter) {
    *matter =
        (struct report_matter){.relation = slice_from_cstr(relation_name(alignment->relation)),
                               .topic = alignment->topic,
                               .explanation = alignment->explanation,
                               .member_count = alignment->members.count};
    matter->members = ARENA_ARRAY(arena, struct report_member, alignment->members.count + 1);
    if (!matter->members)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < alignment->members.count; i++) {
        struct claim_ref member = alignment->members.at[i];
        const struct analysis *analysis = articles[member.article];
        matter->members[i] = (struct report_member){
            member.article, analysis_slice(analysis, analysis->claims.at[member.claim].span)};
    }
    return 0;
}

int report_comparison(struct buffer *out, struct arena *arena,
                      const struct analysis *const *articles, uint32_t count,
                      const struct comparison *comparison) {
    struct report report = {.article_count = count, .matter_count = comparison->alignments.count};
    report.articles = ARENA_ARRAY(arena, struct report_article, count + 1);
    report.matters = ARENA_ARRAY(arena, struct report_matter, report.matter_count + 1);
    if (!report.articles || !report.matters)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        report.articles[i] =
            (struct report_article){articles[i]->article.source, articles[i]->article.title,
                                    articles[i]->article.published_at};
    for (uint32_t i = 0; i < report.matter_count; i++) {
        int error =
            report_alignment(arena, articles, &comparison->alignments.at[i], &report.matters[i]);
        if (error)
            return error;
    }
    report_write(out, &report);
    return 0;
}

static void append_field(struct buffer *out, const char *label, struct slice text) {
    if (!text.length)
        return;
    buffer_printf(out, "       %-9s ", label);
    text_wrap(out, text, 17, 17);
}

static void append_number(struct buffer *out, double value) {
    char text[32];
    size_t length = json_format_double(value, text);
    buffer_append(out, slice_of(text, length));
}

/* "more than 3 million rounds: more_than 3000000 round" */
static void append_quantity(struct buffer *out, const struct analysis *analysis,
                            const struct quantity *quantity) {
    struct buffer line;
    buffer_init(&line, 4096);
    buffer_append(&line, analysis_slice(analysis, quantity->span));
    buffer_printf(&line, ": %s ", comparator_name(quantity->comparator));
    if (quantity->comparator == COMPARATOR_BETWEEN) {
        append_number(&line, quantity->low);
        buffer_append_cstr(&line, " and ");
        append_number(&line, quantity->high);
    } else {
        append_number(&line, quantity->value);
    }
    buffer_append_byte(&line, ' ');
    buffer_append(&line, quantity->unit);
    append_field(out, "quantity", buffer_slice(&line));
    buffer_needs(out, &line);
    buffer_done(&line);
}

static void append_time(struct buffer *out, const struct analysis *analysis,
                        const struct time_expression *time) {
    struct buffer line;
    buffer_init(&line, 4096);
    buffer_append(&line, analysis_slice(analysis, time->span));
    buffer_append_cstr(&line, ": ");
    buffer_append(&line, time->value);
    if (time->recurrence.arithmetic.at) {
        buffer_append_cstr(&line, "; ");
        buffer_append(&line, time->recurrence.arithmetic);
    }
    append_field(out, "time", buffer_slice(&line));
    buffer_needs(out, &line);
    buffer_done(&line);
}

static void report_claim(struct buffer *out, const struct analysis *analysis, uint32_t number) {
    const struct claim *claim = &analysis->claims.at[number];
    buffer_printf(out, "%5u  ", number);
    text_wrap(out, analysis_slice(analysis, claim->span), 7, 7);
    if (claim->attribution != NO_INDEX) {
        const struct attribution *said = &analysis->attributions.at[claim->attribution];
        struct slice name =
            said->source_name.at ? said->source_name : analysis_slice(analysis, said->source);
        append_field(out, "told by", name);
    }
    if (claim->polarity == POLARITY_NEGATED || claim->modality != MODALITY_ASSERTED) {
        char text[32];
        int length = snprintf(text, sizeof text, "%s, %s", polarity_name(claim->polarity),
                              modality_name(claim->modality));
        append_field(out, "mode", slice_of(text, (size_t)length));
    }
    for (uint32_t i = 0; i < claim->quantities.count; i++)
        append_quantity(out, analysis, &analysis->quantities.at[claim->quantities.at[i]]);
    for (uint32_t i = 0; i < claim->times.count; i++)
        append_time(out, analysis, &analysis->times.at[claim->times.at[i]]);
}

static void report_head(struct buffer *out, const struct article *article) {
    text_wrap(out, article->title.at ? article->title : SLICE("(no title)"), 0, 0);
    if (article->byline.at)
        text_wrap(out, article->byline, 0, 0);
    text_wrap(out, article->published_at.at ? article->published_at : SLICE("undated"), 0, 0);
    struct slice notice = analysis_notice(article);
    if (notice.at)
        text_wrap(out, notice, 0, 0);
    for (uint32_t i = 0; i < article->repairs.count; i++)
        buffer_printf(out, "repaired: %u %.*s\n", article->repairs.at[i].count,
                      SLICE_ARGS(article->repairs.at[i].kind));
    append_rule(out);
}

void report_analysis(struct buffer *out, const struct analysis *analysis,
                     const struct claim_pair_list *internal) {
    report_head(out, &analysis->article);
    for (uint32_t i = 0; i < analysis->claims.count; i++)
        report_claim(out, analysis, i);
    append_rule(out);
    for (uint32_t i = 0; i < internal->count; i++) {
        const struct claim_pair *pair = &internal->at[i];
        buffer_printf(out, " ≠ claims %u and %u of this article: ", pair->left.claim,
                      pair->right.claim);
        text_wrap(out, pair->explanation, 40, 7);
    }
    buffer_printf(out, "%u claims, %u quantities, %u times, %u attributions\n",
                  analysis->claims.count, analysis->quantities.count, analysis->times.count,
                  analysis->attributions.count);
}
