/* language MODELS FILE [REPEATS]: CPU time from raw text to tags, and to tags and trees, of one
 * article in one process; each repeat starts from a fresh arena. Prints "bytes repeats tokens
 * milliseconds-tagged milliseconds-parsed", both per repeat, tokenising included. Driven by
 * language.sh. */
#include "analysis/language/models.h"
#include "analysis/language/syntax.h"
#include "analysis/stages.h"
#include "base/error.h"
#include "base/mapped_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ARENA_LIMIT = 1 << 28, REPEATS = 100, WARM_UP = 10 };

static _Noreturn void fail(const char *what, const char *why) {
    (void)fprintf(stderr, "bench_language: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

/* Milliseconds of CPU that this thread has used. */
static double cpu(void) {
    struct timespec time;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) < 0)
        abort();
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static struct mapped_file map(const char *path) {
    struct mapped_file file;
    int result = mapped_file_open(path, &file);
    if (result < 0)
        fail(path, error_name(result));
    return file;
}

static void open_models(const char *folder, struct language_models *models) {
    struct slice files[LANGUAGE_FILE_COUNT] = {{NULL, 0}};
    enum language_file file;
    const char *why;
    for (int i = LANGUAGE_TAGGER; i <= LANGUAGE_PARSER; i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", folder, language_file_names[i]);
        struct mapped_file mapped = map(path); /* for the life of the process */
        files[i] = slice_of(mapped.at, mapped.size);
    }
    if (language_models_open(files, models, &file, &why) < 0)
        fail(language_file_names[file], why);
}

/* Tokenises and annotates once; returns the number of tokens. */
static uint32_t run_once(const struct language_models *models, struct slice text) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis = {.article = {.text = text}};
    if (!arena || text_tokenize(NULL, arena, &analysis) < 0 ||
        syntax_fill(models, NULL, arena, &analysis) < 0)
        fail("analysis", "out of memory");
    uint32_t count = analysis.tokens.count;
    arena_free(arena);
    return count;
}

static double measure(const struct language_models *models, struct slice text, int repeats,
                      uint32_t *ret_tokens) {
    for (int i = 0; i < WARM_UP; i++)
        *ret_tokens = run_once(models, text);
    double start = cpu();
    for (int i = 0; i < repeats; i++)
        *ret_tokens = run_once(models, text);
    return (cpu() - start) / repeats;
}

int main(int argc, char **argv) {
    int repeats = argc > 3 ? (int)strtol(argv[3], NULL, 10) : REPEATS;
    if (argc < 3 || repeats < 1) {
        (void)fprintf(stderr, "usage: bench_language MODELS FILE [REPEATS]\n");
        return EXIT_FAILURE;
    }

    struct language_models models;
    open_models(argv[1], &models);
    struct mapped_file file = map(argv[2]);
    struct slice text = slice_of(file.at, file.size);
    struct language_models tagger_only = models;
    tagger_only.has_parser = false;
    uint32_t tokens;
    double tagged = measure(&tagger_only, text, repeats, &tokens);
    double parsed = measure(&models, text, repeats, &tokens);
    printf("%zu %d %u %.4f %.4f\n", text.length, repeats, tokens, tagged, parsed);
    language_models_done(&models);
    return EXIT_SUCCESS;
}
