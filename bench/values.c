/* values FILE [REPEATS]: CPU time of the two value stages, times_find and quantities_find, on one
 * article of the file's text, cut into tokens once, in one process; each repeat starts from a fresh
 * analysis and a fresh arena. Prints "bytes repeats times quantities milliseconds-times
 * milliseconds-quantities", both per repeat. Driven by values.sh. */
#include "analysis/stages.h"
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { TEXT_LIMIT = 1 << 20, ARENA_LIMIT = 1 << 28, REPEATS = 400, WARM_UP = 20 };

struct tally {
    double times;
    double quantities;
};

/* Milliseconds of CPU that this process has used. */
static double cpu(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) < 0)
        abort();
    double seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
    return seconds * 1e3 + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static struct analysis one_repeat(const struct analysis *tokenized, struct tally *tally) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis = *tokenized;
    double start = cpu();
    if (!arena || times_find(NULL, arena, &analysis) < 0)
        abort();
    double middle = cpu();
    if (quantities_find(NULL, arena, &analysis) < 0)
        abort();
    tally->times += middle - start;
    tally->quantities += cpu() - middle;
    arena_free(arena);
    return analysis; /* its lists are gone, their counts serve */
}

static struct slice read_text(const char *path, struct arena *arena) {
    FILE *file = fopen(path, "r");
    char *text = arena_alloc(arena, TEXT_LIMIT);
    if (!file || !text) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    size_t length = fread(text, 1, TEXT_LIMIT, file);
    if (fclose(file) != 0)
        abort();
    return slice_of(text, length);
}

int main(int argc, char **argv) {
    int repeats = argc > 2 ? (int)strtol(argv[2], NULL, 10) : REPEATS;
    struct arena *arena = arena_new(ARENA_LIMIT);
    if (argc < 2 || repeats < 1 || !arena) {
        (void)fprintf(stderr, "usage: values FILE [REPEATS]\n");
        return EXIT_FAILURE;
    }
    struct analysis tokenized = {.article = {.text = read_text(argv[1], arena)}};
    tokenized.article.published_day = day_from_date((struct date){2025, 3, 5});
    if (text_tokenize(NULL, arena, &tokenized) < 0)
        abort();
    struct tally tally = {0};
    struct analysis last = tokenized;
    for (int i = 0; i < WARM_UP; i++)
        last = one_repeat(&tokenized, &tally);
    tally = (struct tally){0};
    for (int i = 0; i < repeats; i++)
        last = one_repeat(&tokenized, &tally);
    printf("%zu %d %u %u %.4f %.4f\n", tokenized.article.text.length, repeats, last.times.count,
           last.quantities.count, tally.times / repeats, tally.quantities / repeats);
    arena_free(arena);
    return EXIT_SUCCESS;
}
