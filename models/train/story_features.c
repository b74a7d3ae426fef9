/* Writes the features of story_pairs.c and one_event.c for the trainer story_pairs.py. Not part of
 * the service.
 *
 * Reads lines "date TAB title TAB text" (date YYYY-MM-DD or empty; \n and \t escaped), one article
 * each. All of them are the store that terms are weighed against. For each article and its nearest
 * ones writes a line "article TAB article TAB dated TAB feature …", articles counted from 0.
 */
#include "alignment/one_event.h"
#include "alignment/story_pairs.h"
#include "alignment/words.h"
#include "base/error.h"
#include "server/resources.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 512 << 20, NEAREST = 40, ARTICLES_MAX = 20000, BUCKETS = 1 << 20 };

struct nearest {
    uint32_t article;
    double shared;
};

static struct story_signature signatures[ARTICLES_MAX];
static struct event_profile profiles[ARTICLES_MAX];
static const struct story_signature *pointers[ARTICLES_MAX];
static uint32_t article_count;
static uint32_t holders[BUCKETS];

static _Noreturn void die(const char *what) {
    (void)fprintf(stderr, "story_features: %s\n", what);
    exit(EXIT_FAILURE);
}

static uint32_t frequency(void *context, uint64_t term) {
    (void)context;
    return holders[term % BUCKETS];
}

static struct slice next_field(struct slice *line) {
    const char *tab = memchr(line->at, '\t', line->length);
    size_t length = tab ? (size_t)(tab - line->at) : line->length;
    struct slice field = slice_of(line->at, length);
    size_t skipped = tab ? length + 1 : length;
    *line = slice_of(line->at + skipped, line->length - skipped);
    return field;
}

/* Undoes \n and \t in place. */
static struct slice unescape(struct slice text, char *into) {
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '\\' && i + 1 < text.length) {
            i++;
            c = text.at[i];
            c = (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c);
        }
        into[length++] = c;
    }
    return slice_of(into, length);
}

static struct slice absent_if_empty(struct slice text) {
    return text.length ? text : (struct slice){0};
}

static void add_article(const struct resources *resources, struct arena *kept, struct slice line) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    char *text = arena ? arena_alloc(arena, line.length + 1) : NULL;
    struct analysis *analysis;
    struct stemmer *stemmer = stemmer_new();
    struct story_signature made;
    struct slice bytes;
    if (!text || !stemmer || article_count == ARTICLES_MAX)
        die("too many articles");
    struct article_input input = {0};
    input.published_at = absent_if_empty(next_field(&line));
    input.title = absent_if_empty(next_field(&line));
    input.text = unescape(line, text);
    if (analyze(resources, arena, &input, &analysis) != 0 ||
        event_profile_make(stemmer, kept, analysis, &profiles[article_count]) != 0 ||
        story_signature_with(stemmer, arena, analysis, &made) != 0 ||
        story_signature_write(kept, &made, &bytes) != 0 ||
        story_signature_read(kept, bytes, &signatures[article_count]) != 0)
        die("no memory");
    for (uint32_t i = 0; i < made.term_count; i++)
        holders[made.terms[i].hash % BUCKETS]++;
    pointers[article_count] = &signatures[article_count];
    article_count++;
    stemmer_free(stemmer);
    arena_free(arena);
}

static int compare_nearest(const void *a, const void *b) {
    const struct nearest *left = a;
    const struct nearest *right = b;
    if (left->shared != right->shared)
        return left->shared < right->shared ? 1 : -1;
    return (left->article > right->article) - (left->article < right->article);
}

static void print_pairs(uint32_t article) {
    static struct nearest nearest[ARTICLES_MAX];
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_background background = {article_count, frequency, NULL};
    struct story_pairs pairs;
    double features[STORY_PAIR_FEATURES];
    if (!arena ||
        story_pairs_make(arena, pointers, article_count, article, &background, &pairs) != 0)
        die("no memory");
    for (uint32_t i = 0; i < article_count; i++) {
        story_pair_features(&pairs, article, i, features);
        nearest[i] = (struct nearest){i, i == article ? 1 : features[1]};
    }
    qsort(nearest, article_count, sizeof *nearest, compare_nearest);
    for (uint32_t i = 1; i < article_count && i <= NEAREST; i++) {
        uint32_t other = nearest[i].article;
        bool dated = signatures[article].published_day != DAY_NONE &&
                     signatures[other].published_day != DAY_NONE;
        story_pair_features(&pairs, article, other, features);
        printf("%u\t%u\t%d", article, other, dated);
        for (uint32_t k = 0; k < STORY_PAIR_FEATURES; k++)
            printf("\t%.6g", features[k]);
        double alone[ONE_EVENT_FEATURES];
        one_event_features(&profiles[article], &profiles[other], alone);
        for (uint32_t k = 0; k < ONE_EVENT_FEATURES; k++)
            printf("\t%.6g", alone[k]);
        printf("\n");
    }
    arena_free(arena);
}

int main(int argc, char **argv) {
    struct resource_store store;
    char path[256];
    const char *why;
    if (argc != 2)
        die("usage: story-features MODELS < articles");
    if (resource_store_open(argv[1], &store, path, &why) != 0)
        die(why);
    struct arena *kept = arena_new(ARENA_LIMIT);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    while (kept && (length = getline(&line, &capacity, stdin)) > 0)
        add_article(&store.resources, kept,
                    slice_trim(slice_of(line, (size_t)length)).length
                        ? slice_of(line, (size_t)length - 1)
                        : slice_of(line, 0));
    for (uint32_t i = 0; i < article_count; i++)
        print_pairs(i);
    free(line);
    arena_free(kept);
    resource_store_done(&store);
    return EXIT_SUCCESS;
}
