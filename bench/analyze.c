/* What the analysis of an article costs, stage by stage, and how it grows.
 *
 *     bench_analyze MODELS FILE…      REPEATS times each file (plain text), in one process:
 *                                     milliseconds of CPU time an article and its share by stage
 *     bench_analyze MODELS --news FILE…  all files in turn, ROUNDS times: what an article costs
 *                                     that is new, with little of it in the caches; their mean
 *     bench_analyze MODELS --growth   made-up texts that repeat one thing, doubled up to 1 MB:
 *                                     the stages that grow more than GROWTH times at a doubling
 *
 * CPU time is this thread's own, so that a busy machine disturbs it through its caches only.
 */
#include "analysis/stages.h"
#include "base/buffer.h"
#include "base/error.h"
#include "server/resources.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { REPEATS = 200, ROUNDS = 3, STAGES_MAX = 16, FILE_LIMIT = 16 * 1024 * 1024 };

#define MEMORY ((size_t)4 << 30)
#define GROWTH 2.4
#define WORTH 0.02 /* seconds; below it a ratio says nothing */

struct times {
    double stages[STAGES_MAX];
    double whole;
};

static _Noreturn void fail(const char *what, const char *why) {
    fprintf(stderr, "bench_analyze: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static double cpu_now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time); /* cannot fail for this clock */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Adds what each stage took of one article. */
static void analyze_once(const struct resources *resources, struct slice text,
                         struct times *times) {
    double started = cpu_now();
    struct arena *arena = arena_new(MEMORY);
    struct analysis analysis = {.article.text = text, .article.published_day = DAY_NONE};
    for (size_t i = 0; arena && i < stage_count; i++) {
        double before = cpu_now();
        int result = stages[i].run(resources, arena, &analysis);
        if (result < 0)
            fail(stages[i].name, error_name(result));
        times->stages[i] += cpu_now() - before;
    }
    arena_free(arena);
    times->whole += cpu_now() - started;
}

/* ---- articles -------------------------------------------------------------------------------- */

static void read_file(const char *path, struct buffer *bytes) {
    char chunk[64 * 1024];
    size_t length;
    FILE *file = fopen(path, "re");
    if (!file)
        fail(path, "cannot be opened");
    buffer_init(bytes, FILE_LIMIT);
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0)
        buffer_append(bytes, slice_of(chunk, length));
    fclose(file);
    if (buffer_error(bytes))
        fail(path, error_name(buffer_error(bytes)));
}

static void print_times(const char *name, size_t bytes, const struct times *times,
                        double articles) {
    printf("%s: %zu bytes, %.2f ms", name, bytes, 1e3 * times->whole / articles);
    for (size_t i = 0; i < stage_count; i++)
        printf("  %s %.2f", stages[i].name, 1e3 * times->stages[i] / articles);
    printf("\n");
}

static void measure_article(const struct resources *resources, const char *path) {
    struct buffer text;
    struct times times = {.whole = 0};
    read_file(path, &text);
    for (int i = 0; i < REPEATS; i++)
        analyze_once(resources, buffer_slice(&text), &times);
    print_times(path, text.length, &times, REPEATS);
    buffer_done(&text);
}

static void measure_news(const struct resources *resources, char **paths, int count) {
    struct times times = {.whole = 0};
    size_t bytes = 0;
    for (int i = 0; i < count * ROUNDS; i++) {
        struct buffer text;
        read_file(paths[i % count], &text);
        analyze_once(resources, buffer_slice(&text), &times);
        bytes += text.length;
        buffer_done(&text);
    }
    print_times("mean", bytes / ((size_t)count * ROUNDS), &times, (double)count * ROUNDS);
}

/* ---- growth ---------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *opening; /* once, where it is not NULL */
    const char *unit;    /* as often as it fits */
} patterns[] = {
    {"straight quotes", NULL, "\""},
    {"spaced straight quotes", NULL, "\" "},
    {"opening quotes", NULL, "\u201c"},
    {"single quotes", NULL, " 'a"},
    {"short quotations", NULL, "\u201cThe bridge is gone,\u201d he said, "},
    {"quotations behind words", NULL, "an old bridge \u201cis a gift\u201d to "},
    {"digits", NULL, "7"},
    {"numbers", NULL, "1,234 "},
    {"numbers with units", NULL, "12 km, "},
    {"money", NULL, "$5 million and "},
    {"years", NULL, "in 2019 and "},
    {"dates", NULL, "on 5 May 2019, "},
    {"brackets", NULL, "("},
    {"closed brackets", NULL, "(a) "},
    {"capitalised names", NULL, "Anna Berg "},
    {"names with commas", NULL, "Anna Berg, "},
    {"different names", "Anna", " Aro Belm Cust Dorn Epp Farl Gant Holt Ime Jorn"},
    {"acronyms", NULL, "Harbour Board (HB) "},
    {"said", NULL, "said "},
    {"and he said that", NULL, "and he said that "},
    {"said sentences", NULL, "Mayor Anna Berg said that the bridge is gone. "},
    {"according to", NULL, "according to him "},
    {"commas", NULL, ", "},
    {"dots", NULL, "."},
    {"hyphens", NULL, "a-"},
    {"newlines", NULL, "\n"},
    {"short lines", NULL, "a\n"},
    {"paragraphs", NULL, "The old bridge is gone.\n\n"},
    {"one word", NULL, "a"},
    {"one sentence", NULL, "the old bridge over the river was closed by the board and "},
    {"verbs", NULL, "go run see take "},
    {"nouns", NULL, "bridge river board town "},
    {"pronouns", NULL, "he and she told them "},
    {"links", NULL, "www.a.example/b "},
    {"look-alikes", NULL, "\u0430b "},
    {"accents", NULL, "e\u0301"},
};

static void make_text(const char *opening, const char *unit, size_t size, struct buffer *text) {
    struct slice repeated = slice_from_cstr(unit);
    buffer_init(text, FILE_LIMIT);
    if (opening)
        buffer_append_cstr(text, opening);
    while (text->length + repeated.length <= size)
        buffer_append(text, repeated);
    if (buffer_error(text))
        fail("text", error_name(buffer_error(text)));
}

static void compare_times(const char *name, size_t size, const struct times *half,
                          const struct times *now) {
    for (size_t i = 0; i < stage_count; i++)
        if (now->stages[i] > WORTH && now->stages[i] > GROWTH * half->stages[i])
            printf("%s: %s grows %.1f times up to %zu bytes (%.3f s)\n", name, stages[i].name,
                   now->stages[i] / half->stages[i], size, now->stages[i]);
}

static void measure_growth(const struct resources *resources) {
    enum { FIRST = 1 << 16, LAST = 1 << 20 };
    for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
        struct times half = {.whole = 0};
        for (size_t size = FIRST; size <= LAST; size *= 2) {
            struct buffer text;
            struct times now = {.whole = 0};
            make_text(patterns[p].opening, patterns[p].unit, size, &text);
            analyze_once(resources, buffer_slice(&text), &now);
            if (size > FIRST)
                compare_times(patterns[p].name, size, &half, &now);
            if (size == LAST)
                printf("%s: %.2f s a megabyte\n", patterns[p].name, now.whole);
            half = now;
            buffer_done(&text);
        }
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    struct resource_store store;
    char path[PATH_MAX];
    const char *why;
    if (argc < 3)
        fail("usage", "bench_analyze MODELS FILE…, MODELS --news FILE… or MODELS --growth");
    if (resource_store_open(argv[1], &store, path, &why) < 0)
        fail(path, why);

    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage); /* cannot fail for this process */
    printf("resident with models open: %ld KB\n", usage.ru_maxrss);
    if (strcmp(argv[2], "--growth") == 0)
        measure_growth(&store.resources);
    if (strcmp(argv[2], "--news") == 0 && argc > 3)
        measure_news(&store.resources, argv + 3, argc - 3);
    for (int i = 2; i < argc && argv[i][0] != '-'; i++)
        measure_article(&store.resources, argv[i]);
    resource_store_done(&store);
    return EXIT_SUCCESS;
}
