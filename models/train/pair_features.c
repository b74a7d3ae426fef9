/* Writes the features of same_matter.c for every candidate pair of claims, for the trainer
 * same_matter.py. Not part of the service.
 *
 * Reads lines "group TAB date TAB text" (date YYYY-MM-DD or empty; \n and \t escaped in text);
 * lines of one group that follow each other are compared as articles. Writes lines "group TAB
 * article TAB number TAB claim TAB article TAB number TAB claim TAB relation TAB feature …": the
 * claims' numbers and texts, and the relation that the slots would give.
 */
#include "alignment/article_pair.h"
#include "alignment/relation.h"
#include "alignment/same_matter.h"
#include "alignment/word_stock.h"
#include "base/error.h"
#include "server/resources.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 512 << 20, WORDS = 1 << 12 };

struct group {
    struct arena *arena;
    struct slice id;
    struct analysis *articles[ALIGN_ARTICLES_MAX];
    uint32_t count;
};

static void die(const char *what) {
    (void)fprintf(stderr, "pair_features: %s\n", what);
    exit(1);
}

static struct slice next_field(struct slice *line) {
    const char *tab = memchr(line->at, '\t', line->length);
    size_t length = tab ? (size_t)(tab - line->at) : line->length;
    struct slice field = slice_of(line->at, length);
    size_t skipped = tab ? length + 1 : length;
    *line = slice_of(line->at + skipped, line->length - skipped);
    return field;
}

static struct slice unescape(struct arena *arena, struct slice text) {
    char *out = arena_alloc(arena, text.length + 1);
    if (!out)
        die("no memory");
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '\\' && i + 1 < text.length) {
            i++;
            c = text.at[i] == 'n' ? '\n' : text.at[i] == 't' ? '\t' : text.at[i];
        }
        out[length++] = c;
    }
    return slice_of(out, length);
}

static void print_claim(const struct claim_view *view) {
    struct slice text = analysis_slice(view->analysis, view->claim->span);
    printf("\t%u\t%u\t", view->ref.article, view->ref.claim);
    for (size_t i = 0; i < text.length; i++)
        (void)putchar(text.at[i] == '\t' || text.at[i] == '\n' ? ' ' : text.at[i]);
}

static void print_pair(const struct resources *resources, const struct group *group,
                       const struct claim_view *left, const struct claim_view *right,
                       const struct likeness *likeness) {
    struct claim_pair pair = {.left = left->ref, .right = right->ref};
    struct matter matter = {resources, group->arena, left, right, likeness};
    struct verdict_list verdicts;
    if (relation_judge(&matter, &pair, &verdicts) < 0)
        die("no memory");
    double features[SAME_MATTER_FEATURES];
    same_matter_features(likeness, features);
    printf("%.*s", SLICE_ARGS(group->id));
    print_claim(left);
    print_claim(right);
    printf("\t%s", relation_name(pair.relation));
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        printf("\t%.6g", features[i]);
    printf("\n");
}

static void flush_pair(const struct group *group, const struct article_pair *pair) {
    for (uint32_t i = 0; i < pair->candidates.count; i++) {
        const struct claim_view *left = &pair->left->views.at[pair->candidates.at[i].left];
        const struct claim_view *right = &pair->right->views.at[pair->candidates.at[i].right];
        const struct pair_setting setting = article_pair_setting(pair, i);
        struct likeness likeness;
        likeness_measure(pair->resources, left, right, &setting,
                         &pair->glances.at[pair->glances.of[i]], &likeness);
        print_pair(pair->resources, group, left, right, &likeness);
    }
}

static void flush(const struct resources *resources, struct group *group) {
    struct compared_article articles[ALIGN_ARTICLES_MAX];
    struct word_stock stock;
    struct view_reader reader;
    if (word_stock_make(resources, group->arena, &stock) < 0 ||
        view_reader_make(&stock, group->arena, WORDS, &reader) < 0)
        die("no memory");
    for (uint32_t i = 0; i < group->count; i++) {
        if (compared_article_make(&reader, group->arena, group->articles[i], &articles[i]) < 0)
            die("no memory");
        views_number(&articles[i].views, i);
    }
    view_reader_done(&reader);
    for (uint32_t i = 0; i < group->count; i++) {
        for (uint32_t k = i + 1; k < group->count; k++) {
            struct article_pair pair;
            if (article_pair_make(resources, group->arena, &articles[i], &articles[k], &pair) < 0)
                die("no memory");
            flush_pair(group, &pair);
        }
    }
}

static void read_article(const struct resources *resources, struct group *group,
                         struct slice line) {
    struct slice date = next_field(&line);
    struct article_input input = {.text = unescape(group->arena, line)};
    if (date.length && arena_copy(group->arena, date, &input.published_at) < 0)
        die("no memory");
    if (group->count == ALIGN_ARTICLES_MAX ||
        analyze(resources, group->arena, &input, &group->articles[group->count++]) < 0)
        die("an article cannot be analysed");
}

int main(int argc, char **argv) {
    struct resource_store store;
    char path[256];
    const char *why = NULL;
    if (argc != 2 || resource_store_open(argv[1], &store, path, &why) < 0)
        die("usage: pair_features MODELS-FOLDER < lines");

    struct group group = {0};
    char *buffer = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&buffer, &size, stdin)) > 0) {
        struct slice line = slice_of(buffer, (size_t)length - (buffer[length - 1] == '\n'));
        struct slice id = next_field(&line);
        if (!group.arena || !slice_equal(id, group.id)) {
            if (group.arena)
                flush(&store.resources, &group);
            arena_free(group.arena);
            group = (struct group){.arena = arena_new(ARENA_LIMIT)};
            if (!group.arena || arena_copy(group.arena, id, &group.id) < 0)
                die("no memory");
        }
        read_article(&store.resources, &group, line);
    }
    if (group.arena)
        flush(&store.resources, &group);
    arena_free(group.arena);
    free(buffer);
    resource_store_done(&store);
    return 0;
}
