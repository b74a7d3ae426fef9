/* Writes the features of story_pairs.c and one_event.c for the trainer story_pairs.py. Not part of
 * the service.
 *
 * Reads lines "date TAB title TAB text" (date YYYY-MM-DD or empty; \n and \t escaped), one article
 * each. For each two that are judged together, being of one component of links, writes a line
 * "article TAB article TAB dated TAB feature …", articles counted from 0.
 */
#include "alignment/one_event.h"
#include "alignment/story_links.h"
#include "alignment/story_pairs.h"
#include "alignment/words.h"
#include "base/error.h"
#include "server/resources.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 512 << 20, ARTICLES_MAX = 20000 };

static struct story_signature signatures[ARTICLES_MAX];
static struct event_profile profiles[ARTICLES_MAX];
static uint32_t components[ARTICLES_MAX]; /* union-find */
static uint32_t article_count;

static _Noreturn void die(const char *what) {
    (void)fprintf(stderr, "story_features: %s\n", what);
    exit(EXIT_FAILURE);
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
        story_signature_with(resources, stemmer, arena, analysis, &made) != 0 ||
        story_signature_write(kept, &made, &bytes) != 0 ||
        story_signature_read(kept, bytes, &signatures[article_count]) != 0)
        die("no memory");
    article_count++;
    stemmer_free(stemmer);
    arena_free(arena);
}

static uint32_t component_of(uint32_t article) {
    while (components[article] != article)
        article = components[article] = components[components[article]];
    return article;
}

/* Dates that part two articles in the service teach here what weeks weigh. */
static void link_all(void) {
    for (uint32_t i = 0; i < article_count; i++) {
        struct story_signature undated = signatures[i];
        undated.published_day = DAY_NONE;
        components[i] = i;
        for (uint32_t k = 0; k < i; k++)
            if (story_link(&undated, &signatures[k]) > 0)
                components[component_of(i)] = component_of(k);
    }
}

static void print_pair(const struct story_pairs *pairs, const uint32_t *members, uint32_t a,
                       uint32_t b) {
    double features[STORY_PAIR_FEATURES];
    double alone[ONE_EVENT_FEATURES];
    uint32_t left = members[a];
    uint32_t right = members[b];
    bool dated =
        signatures[left].published_day != DAY_NONE && signatures[right].published_day != DAY_NONE;
    story_pair_features(pairs, a, b, features);
    one_event_features(&profiles[left], &profiles[right], alone);
    printf("%u\t%u\t%d", left, right, dated);
    for (uint32_t k = 0; k < STORY_PAIR_FEATURES; k++)
        printf("\t%.6g", features[k]);
    for (uint32_t k = 0; k < ONE_EVENT_FEATURES; k++)
        printf("\t%.6g", alone[k]);
    printf("\n");
}

static void print_component(uint32_t component) {
    static uint32_t members[ARTICLES_MAX];
    static const struct story_signature *pointers[ARTICLES_MAX];
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct story_pairs pairs;
    uint32_t count = 0;
    for (uint32_t i = 0; i < article_count; i++) {
        if (component_of(i) != component)
            continue;
        pointers[count] = &signatures[i];
        members[count++] = i;
    }
    if (!arena || story_pairs_make(arena, pointers, count, &pairs) != 0)
        die("no memory");
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < i; k++)
            print_pair(&pairs, members, k, i);
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
    link_all();
    for (uint32_t i = 0; i < article_count; i++)
        if (component_of(i) == i)
            print_component(i);
    free(line);
    arena_free(kept);
    resource_store_done(&store);
    return EXIT_SUCCESS;
}
