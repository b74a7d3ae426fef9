#include "alignment/origin_credits.h"

#include "alignment/agencies.h"

enum {
    DATELINE_TOKENS = 12,   /* "PORT LISSE, Sorrel, May 10 (Meridian) -" */
    AGENCY_WORDS_MAX = 5,   /* "Indo-Asian News Service" */
    CREDIT_WORDS_MAX = 12,  /* a longer line is text */
    BYLINE_BYTES_MAX = 400, /* more names than any byline has */
};

static bool is_dash(const struct token *token) {
    return slice_equal(token->lower, SLICE("-")) || slice_equal(token->lower, SLICE("--")) ||
           slice_equal(token->lower, SLICE("–")) || slice_equal(token->lower, SLICE("—"));
}

/* The words between the brackets before the dash with which the text proper begins. */
static struct slice dateline_agency(const struct analysis *analysis) {
    const struct token *tokens = analysis->tokens.at;
    uint32_t open = NO_INDEX;
    for (uint32_t i = 0; i + 1 < analysis->tokens.count && i < DATELINE_TOKENS; i++) {
        if (slice_equal(tokens[i].lower, SLICE("(")))
            open = i;
        if (!slice_equal(tokens[i].lower, SLICE(")")))
            continue;
        if (open == NO_INDEX || open + 1 >= i || !is_dash(&tokens[i + 1]))
            return (struct slice){0};
        return analysis_slice(analysis,
                              (struct span){tokens[open + 1].span.start, tokens[i - 1].span.end});
    }
    return (struct slice){0};
}

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || c == '-' || c == '\'';
}

/* The start of the next word at or behind `at`; the text's length when there is none. */
static size_t word_start(struct slice text, size_t at) {
    while (at < text.length && !is_word_byte(text.at[at]))
        at++;
    return at;
}

static size_t word_end(struct slice text, size_t at) {
    while (at < text.length && is_word_byte(text.at[at]))
        at++;
    return at;
}

/* The first run of up to AGENCY_WORDS_MAX words that is an agency's name. */
static struct slice agency_within(struct slice text) {
    for (size_t start = word_start(text, 0); start < text.length;
         start = word_start(text, word_end(text, start))) {
        size_t end = start;
        for (int words = 0; words < AGENCY_WORDS_MAX && end < text.length; words++) {
            end = word_end(text, word_start(text, end));
            struct slice name = agency_name(slice_of(text.at + start, end - start));
            if (name.at)
                return name;
        }
    }
    return (struct slice){0};
}

static uint32_t count_words(struct slice text) {
    uint32_t words = 0;
    for (size_t at = word_start(text, 0); at < text.length && words <= CREDIT_WORDS_MAX;
         at = word_start(text, word_end(text, at)))
        words++;
    return words;
}

/* What a line credits an agency with: the report, or ("AP contributed to this report") a part. */
enum credit { CREDIT_WHOLE, CREDIT_PART };

static enum credit credit_of(struct slice line) {
    static const struct slice parts[] = {SLICE("ontribut"), SLICE("dditional"),
                                         SLICE("ith reporting by")};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (slice_contains(line, parts[i]))
            return CREDIT_PART;
    return CREDIT_WHOLE;
}

static struct slice line_agency(struct slice line, enum credit wanted) {
    if (count_words(line) > CREDIT_WORDS_MAX || credit_of(line) != wanted)
        return (struct slice){0};
    return agency_within(line);
}

static struct slice credit_line_agency(const struct analysis *analysis, enum credit wanted) {
    const struct paragraph_list *paragraphs = &analysis->paragraphs;
    for (uint32_t i = 0; i < analysis->article.removed.count; i++) {
        const struct removed_block *block = &analysis->article.removed.at[i];
        struct slice name =
            slice_equal(block->kind, SLICE("byline")) || slice_equal(block->kind, SLICE("credit"))
                ? line_agency(block->text, wanted)
                : (struct slice){0};
        if (name.at)
            return name;
    }
    if (paragraphs->count < 2)
        return (struct slice){0};
    return line_agency(analysis_slice(analysis, paragraphs->at[paragraphs->count - 1].span),
                       wanted);
}

struct origin origin_credited(const struct analysis *analysis) {
    const struct article *article = &analysis->article;
    struct slice name = dateline_agency(analysis);
    if (name.at) {
        struct slice known = agency_name(name);
        return (struct origin){ORIGIN_AGENCY, known.at ? known : name};
    }
    if (article->byline.at && article->byline.length <= BYLINE_BYTES_MAX)
        name = agency_within(article->byline);
    if (!name.at)
        name = credit_line_agency(analysis, CREDIT_WHOLE);
    if (!name.at && article->source.at)
        name = agency_name(article->source);
    if (!name.at && !article->source.length && !article->byline.length) /* nobody else is named */
        name = credit_line_agency(analysis, CREDIT_PART);
    if (name.at)
        return (struct origin){ORIGIN_AGENCY, name};
    if (article->source.length)
        return (struct origin){ORIGIN_OUTLET, article->source};
    return (struct origin){ORIGIN_ARTICLE, {0}};
}
