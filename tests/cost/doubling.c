/* Is the cost linear? Every stage from bytes to answer, table and store over texts, pages, feeds,
 * bodies and searches that are made to be dear, at one size and at four times that size: a linear
 * stage takes four times as long, a quadratic one sixteen. What takes next to nothing is not
 * judged, for no clock tells: where that is all of a row, its size grows, up to the longest text
 * let in.
 *
 *   doubling [--bytes N] [--only WORD]      the larger size; only rows with the word in their name
 */
#include "base/buffer.h"
#include "server/resources.h"
#include "tests/cost/runs.h"

#include <inttypes.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FACTOR = 4, TRIES = 5, LARGER_MAX = 2 };
static const size_t ARENA_LIMIT = (size_t)3 << 30;
static const size_t BYTES = 256 << 10;
static const size_t BYTES_MAX = 2 << 20;      /* of an article */
static const size_t BYTES_LARGEST = 32 << 20; /* what is in doubt is not judged beyond */
static const double RATIO_MAX = 8;            /* between linear, 4, and quadratic, 16 */
static const double RATIO_DOUBTED = 6; /* linear and beyond the cache, or a square that emerges */
static const double SECONDS_JUDGED = 0.02;
static const double SECONDS_LONG = 1; /* a row that takes so long is measured again once */
static const double SECONDS_MAX = 20; /* a larger size that may take longer is not run */

/* The piece again and again; '\1' in it becomes a number that grows, '\4' a letter that changes. */
struct pattern {
    const char *name;
    runner *run;
    const char *before;
    const char *piece;
    const char *after;
};

static const struct pattern patterns[] = {
    {"quotes", run_text, "", "\"", ""},
    {"curly quotes", run_text, "", "\xE2\x80\x9C\xE2\x80\x9D", ""},
    {"opened quotes", run_text, "", "\xE2\x80\x9C", ""},
    {"apostrophes", run_text, "", "'", ""},
    {"quoted letters", run_text, "", "\"a\" ", ""},
    {"short quotations, one sentence", run_text, "", "\"yes\" and ", ""},
    {"many quotations, one sentence", run_text, "", "\"word\1,\" he said, ", ""},
    {"many quotations", run_text, "", "\"It is word\1,\" Ada Lee said. ", ""},
    {"digits", run_text, "", "1", ""},
    {"numbers", run_text, "", "1 ", ""},
    {"distinct numbers", run_text, "", "\1 ", ""},
    {"grouped digits", run_text, "1", ",000", ""},
    {"decimal points", run_text, "", "1.", ""},
    {"ranges", run_text, "", "1-", ""},
    {"counted people", run_text, "", "\1 people, ", ""},
    {"millions or", run_text, "", "\1 million rounds or ", ""},
    {"number words", run_text, "", "twenty hundred ", ""},
    {"money", run_text, "", "$\1 ", ""},
    {"fractions", run_text, "", "1/", ""},
    {"times of day", run_text, "", "10:", ""},
    {"dates", run_text, "", "18 June 2024 ", ""},
    {"ISO dates", run_text, "", "2024-06-18 ", ""},
    {"weekdays", run_text, "", "Monday ", ""},
    {"since years", run_text, "", "since 2000 and for 20 years ", ""},
    {"opening brackets", run_text, "", "(", ""},
    {"closing brackets", run_text, "", ")", ""},
    {"brackets", run_text, "", "(a) ", ""},
    {"square brackets", run_text, "", "[", ""},
    {"acronyms in brackets", run_text, "", "Bank of Ada (BA) ", ""},
    {"names", run_text, "", "Ada Lee ", ""},
    {"distinct names", run_text, "", "Ada\4a\1 Lee\4o, ", ""},
    {"one long name", run_text, "", "Bank of ", ""},
    {"titles", run_text, "", "Mr. ", ""},
    {"title and name", run_text, "", "President Ada Lee, ", ""},
    {"hyphens", run_text, "", "a-", ""},
    {"dashes", run_text, "", " - ", ""},
    {"initials", run_text, "", "U.S. ", ""},
    {"stops", run_text, "", ". ", ""},
    {"stops without spaces", run_text, "", ".", ""},
    {"letters", run_text, "", "x", ""},
    {"letters of two scripts", run_text, "", "p\xD0\xB0y", ""},
    {"combining marks", run_text, "e", "\xCC\x81", ""},
    {"invisible", run_text, "a", "\xE2\x80\x8B", ""},
    {"spaces", run_text, "a", " ", "b"},
    {"lines", run_text, "", "a\n", ""},
    {"empty lines", run_text, "a", "\n", "b"},
    {"paragraphs", run_text, "", "a\n\n", ""},
    {"advertisements", run_text, "", "ADVERTISEMENT\n\n", ""},
    {"bylines", run_text, "", "By Ada Lee\n\n", ""},
    {"addresses", run_text, "", "https://a.example/b ", ""},
    {"one long address", run_text, "https://a.example", "/b", ""},
    {"and", run_text, "Ada", " and Bo", ""},
    {"said that", run_text, "", "he said that ", ""},
    {"who said", run_text, "", "who said the man ", ""},
    {"not", run_text, "", "not ", ""},
    {"of the", run_text, "", "of the house ", ""},
    {"clauses", run_text, "", "the mayor opened the bridge and ", ""},
    {"commas", run_text, "", "a, ", ""},
    {"according to", run_text, "", "according to ", ""},
    {"one sentence again", run_text, "", "The mayor said on Monday that 12 people died. ", ""},
    {"sentences", run_text, "", "Ada\4a Lee\4o said \1 people left the house\1 on 3 June 20\4. ",
     ""},
    {"verdicts", run_text, "", "Ada\4a was found guilty. Bo\4o was acquitted. ", ""},
    {"first since", run_text, "", "It was the first visit\1 since 20\1. ", ""},
    {"flat tree of letters", run_flat, "", "a ", ""},
    {"flat tree of sayings", run_flat, "", "said rumour that ", ""},
    {"flat tree of quotations", run_flat, "", "said \"a\" ", ""},

    {"nested div", run_page, "", "<div>", "text"},
    {"nested b", run_page, "", "<b>", "text"},
    {"nested p and b", run_page, "", "<p><b>a", "text"},
    {"nested font", run_page, "", "<font><a href=x>", "text"},
    {"closing tags", run_page, "", "</div>", ""},
    {"links", run_page, "<p>", "<a href=\"/x\1\">word\1</a> ", ""},
    {"paragraph tags", run_page, "", "<p>The mayor opened bridge \1. ", ""},
    {"attributes", run_page, "<p ", "a\1=b ", ">text"},
    {"attributes without spaces", run_page, "<p ", "a\1=\"b\"", ">text"},
    {"attributes behind an empty script", run_page, "<script/><p ", "a\1=b ", ">text"},
    {"attributes in a stray quote", run_page, "<p x'", "a\1=b ", "'>text"},
    {"nested behind an empty script", run_page, "<script/>", "<div>", "text"},
    {"classes", run_page, "<p class=\"", "a\1 ", "\">text"},
    {"table cells", run_page, "<table>", "<tr><td>a", ""},
    {"nested tables", run_page, "", "<table><tr><td>", ""},
    {"list items", run_page, "<ul>", "<li>word \1", ""},
    {"entities", run_page, "<p>", "&amp;", ""},
    {"broken entities", run_page, "<p>", "&", ""},
    {"less than", run_page, "<p>", "<", ""},
    {"comments", run_page, "", "<!--a-->", "text"},
    {"open comment", run_page, "", "<!--", ""},
    {"scripts", run_page, "", "<script>a</script>", "text"},
    {"meta", run_page, "", "<meta name=\"author\" content=\"Ada\1\">", ""},
    {"link elements", run_page, "", "<link rel=alternate type=application/rss+xml href=/\1>", ""},
    {"JSON-LD deep", run_page, "<script type=\"application/ld+json\">", "[", "</script>"},
    {"JSON-LD wide", run_page, "<script type=\"application/ld+json\">[",
     "{\"@type\":\"NewsArticle\",\"headline\":\"a\1\"},", "1]</script><p>text"},
    {"JSON-LD many", run_page, "",
     "<script "
     "type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"articleBody\":\"a\1\"}</script>",
     ""},
    {"headings", run_page, "", "<h1>Title \1</h1>", ""},
    {"breaks", run_page, "<p>", "a<br>", ""},
    {"times", run_page, "<p>", "<time datetime=2024-06-18>a</time>", ""},
    {"options", run_page, "<select>", "<option>a", ""},
    {"blocks with links", run_page, "",
     "<div class=c\1><p>The mayor opened bridge \1, said <a href=x>she</a>.</p></div>", ""},
    {"nested blocks", run_page, "", "<div><p>The mayor opened it, she said, and left.</p>", ""},

    {"feed items", run_feed, "<rss><channel>",
     "<item><guid>\1</guid><link>http://a/\1</link></item>", "</channel></rss>"},
    {"feed depth", run_feed, "<rss><channel>", "<item>", ""},
    {"feed attributes", run_feed, "<rss ", "a\1=\"b\" ", "><channel/></rss>"},
    {"feed attributes behind a comment", run_feed, "<!-- <a ' --><rss ", "a\1=\"b\" ",
     "><channel/></rss>"},
    {"feed namespaces", run_feed, "<rss ", "xmlns:a\1=\"b\" ", "><channel/></rss>"},
    {"feed CDATA", run_feed, "<rss><channel><title>", "<![CDATA[a]]>", "</title></channel></rss>"},
    {"feed entities", run_feed, "<rss><channel><title>", "&amp;", "</title></channel></rss>"},
    {"declared entities", run_feed, "<!DOCTYPE rss [", "<!ENTITY a\1 \"b\">", "]><rss/>"},
    {"atom entries", run_feed, "<feed xmlns=\"http://www.w3.org/2005/Atom\">",
     "<entry><id>\1</id><link href=\"/\1\"/></entry>", "</feed>"},
    {"JSON feed", run_feed, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[",
     "{\"id\":\"\1\",\"url\":\"http://a/\1\"},", "{}]}"},
    {"outlines", run_feed, "<opml><body>", "<outline xmlUrl=\"http://a/\1\"/>", "</body></opml>"},
    {"nested outlines", run_feed, "<opml><body>", "<outline>", ""},

    {"robots stars", run_robots, "User-agent: *\nDisallow: /", "a*", "\n"},
    {"robots rules", run_robots, "User-agent: *\n", "Disallow: /a*a*a*b\1\n", ""},
    {"robots groups", run_robots, "", "User-agent: a\1\nDisallow: /\n", ""},
    {"robots line", run_robots, "User-agent: *", "a", ""},

    {"JSON depth", run_body, "", "[", ""},
    {"JSON objects", run_body, "", "{\"a\":", ""},
    {"JSON members", run_body, "{", "\"a\1\":1,", "\"text\":\"a\"}"},
    {"JSON same members", run_body, "{", "\"text\":\"a\",", "\"text\":\"a\"}"},
    {"JSON escapes", run_body, "{\"text\":\"", "\\u0041", "\"}"},
    {"JSON numbers", run_body, "[", "1e\1,", "1]"},
    {"JSON digits", run_body, "[", "9", "]"},

    {"searched words", run_search, "", "a ", ""},
    {"searched quotation marks", run_search, "", "\"", ""},
    {"searched stars", run_search, "a", "*", ""},
    {"marks", run_search, "", "\002a\003", ""},
    {"opened marks", run_search, "", "\002", ""},
    {"closed marks", run_search, "", "\003a", ""},
};
enum { PATTERN_COUNT = sizeof patterns / sizeof *patterns };

static void add_piece(struct buffer *out, const char *piece, unsigned number) {
    for (const char *c = piece; *c; c++) {
        if (*c == '\1')
            buffer_printf(out, "%u", number);
        else if (*c == '\4')
            buffer_printf(out, "%c", 'a' + (int)(number % 26));
        else
            buffer_append(out, slice_of(c, 1));
    }
}

static void build(const struct pattern *pattern, size_t size, struct buffer *out) {
    buffer_init(out, size * 2 + 4096);
    buffer_append(out, slice_from_cstr(pattern->before));
    for (unsigned number = 1; out->length < size; number++)
        add_piece(out, pattern->piece, number);
    buffer_append(out, slice_from_cstr(pattern->after));
    if (buffer_error(out))
        abort();
}

/* The least of some tries: what the machine does meanwhile only adds. */
static void best_of(const struct resources *resources, const struct pattern *pattern, size_t size,
                    unsigned tries, struct measures *ret_measures) {
    struct buffer input;
    build(pattern, size, &input);
    for (unsigned t = 0; t < tries; t++) {
        struct measures measures = {0};
        struct arena *arena = arena_new(ARENA_LIMIT);
        if (!arena)
            abort();
        pattern->run(resources, arena, buffer_slice(&input), &measures);
        arena_free(arena);
        if (t == 0)
            *ret_measures = measures;
        for (unsigned i = 0; i < measures.count; i++)
            if (measures.at[i].seconds < ret_measures->at[i].seconds)
                ret_measures->at[i].seconds = measures.at[i].seconds;
    }
    buffer_done(&input);
}

/* The worst ratio among what is judged, and which. */
static double worst_ratio(const struct measures *small, const struct measures *large,
                          unsigned *ret_index) {
    double worst = 0;
    for (unsigned i = 0; i < large->count && i < small->count; i++) {
        double ratio = large->at[i].seconds / small->at[i].seconds;
        if (large->at[i].seconds < SECONDS_JUDGED || ratio <= worst)
            continue;
        worst = ratio;
        *ret_index = i;
    }
    return worst;
}

static double seconds_of(const struct measures *measures) {
    double sum = 0;
    for (unsigned i = 0; i < measures->count; i++)
        sum += measures->at[i].seconds;
    return sum;
}

/* What one size and four times that size take. */
struct step {
    struct measures small;
    struct measures large;
    unsigned index; /* of the worst ratio */
    double ratio;   /* 0 where nothing could be judged */
};

static void take_step(const struct resources *resources, const struct pattern *pattern, size_t size,
                      struct step *step) {
    *step = (struct step){0};
    for (unsigned tries = 1; tries <= TRIES; tries++) { /* measured again where it looks bad */
        best_of(resources, pattern, size / FACTOR, tries, &step->small);
        best_of(resources, pattern, size, tries, &step->large);
        step->ratio = worst_ratio(&step->small, &step->large, &step->index);
        if (step->ratio <= RATIO_DOUBTED || (tries > 1 && seconds_of(&step->large) > SECONDS_LONG))
            break;
    }
}

/* The first size from this one on at which something can be judged, or the largest. */
static size_t first_step(const struct resources *resources, const struct pattern *pattern,
                         size_t size, struct step *step) {
    take_step(resources, pattern, size, step);
    while (step->ratio == 0 && size < BYTES_MAX) {
        size = size * FACTOR < BYTES_MAX ? size * FACTOR : BYTES_MAX;
        take_step(resources, pattern, size, step);
    }
    return size;
}

/* A list that fills until its bound grows like a square before, and never behind it, and a square
 * of little weight shows late: what looks bad or doubtful is judged at larger sizes. */
static bool judge(const struct resources *resources, const struct pattern *pattern, size_t size) {
    struct step step;
    size = first_step(resources, pattern, size, &step);
    for (unsigned larger = 0; larger < LARGER_MAX && step.ratio > RATIO_DOUBTED; larger++) {
        double next = seconds_of(&step.large) * FACTOR * FACTOR;
        if (next > SECONDS_MAX || size * FACTOR > BYTES_LARGEST)
            break;
        size *= FACTOR;
        take_step(resources, pattern, size, &step);
    }
    printf("%-32s %8.1f ms %5zu KB", pattern->name, seconds_of(&step.large) * 1e3, size >> 10);
    if (step.ratio > 0)
        printf("   worst %-13s %8.1f ms, %4.1f times %.1f ms", step.large.at[step.index].what,
               step.large.at[step.index].seconds * 1e3, step.ratio,
               step.small.at[step.index].seconds * 1e3);
    printf("%s\n", step.ratio > RATIO_MAX ? "   FAILED: not linear" : "");
    (void)fflush(stdout);
    return step.ratio <= RATIO_MAX;
}

/* A page that is touched first is the kernel's work, and of ever other cost: what was once given
 * stays with the process, so that a row that looks bad finds it there when it is measured again. */
static void keep_memory(void) {
    if (!mallopt(M_MMAP_MAX, 0) || !mallopt(M_TRIM_THRESHOLD, INT_MAX))
        abort();
}

int main(int argc, char **argv) {
    keep_memory();
    struct resource_store store = {0};
    char path[256];
    const char *why = NULL;
    const char *folder = getenv("CLAIMD_MODELS");
    const char *only = "";
    size_t size = BYTES;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--bytes") == 0)
            size = (size_t)strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--only") == 0)
            only = argv[i + 1];
    }
    if (resource_store_open(folder ? folder : "build/models", &store, path, &why) < 0) {
        (void)fprintf(stderr, "%s: %s\n", path, why);
        return EXIT_FAILURE;
    }
    unsigned passed = 0;
    unsigned failed = 0;
    for (size_t i = 0; i < PATTERN_COUNT; i++) {
        if (!strstr(patterns[i].name, only))
            continue;
        if (judge(&store.resources, &patterns[i], size))
            passed++;
        else
            failed++;
    }
    printf("%u passed, %u failed\n", passed, failed);
    resource_store_done(&store);
    return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}
