/* Writes the features of same_matter.c for every candidate pair of claims, for the trainer
 * same_matter.py. Not part of the service.
 *
 * Reads lines "group TAB date TAB text" (date YYYY-MM-DD or empty; \n and \t escaped in text);
 * lines of one group that follow each other are compared as articles. Writes lines "group TAB
 * article TAB number TAB claim TAB article TAB number TAB claim TAB relation TAB feature …": the
 * claims' numbers and texts, and the relation that the slots would give.
 */
#include "alignment/candidates.h"
#include "alignment/context.h"
#include "alignment/relation.h"
#include "alignment/same_matter.h"
#include "alignment/words.h"
#include "base/error.h"
#include "server/resources.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 512 << 20 };

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

static void flush(const struct resources *resources, struct group *group) {
    const struct analysis *const *articles = (const struct analysis *const *)group->articles;
    struct view_list views;
    struct article_context context;
    struct candidate_list candidates;
    struct glance_list glances;
    struct stemmer *stemmer = stemmer_new();
    if (!stemmer ||
        views_make(resources, stemmer, group->arena, articles, group->count, &views) < 0 ||
        article_context_make(stemmer, group->arena, articles, group->count, &context) < 0 ||
        candidates_find(group->arena, &views, false, &candidates) < 0 ||
        glances_take(group->arena, &views, group->count, &candidates, &glances) < 0)
        die("no memory");
    stemmer_free(stemmer);
    for (uint32_t i = 0; i < candidates.count; i++) {
        const struct claim_view *left = &views.at[candidates.at[i].left];
        const struct claim_view *right = &views.at[candidates.at[i].right];
        const struct pair_setting setting = {
            article_kinship(&context, left->ref.article, right->ref.article),
            likeness_pool(views.count, group->count), glances.rivals[i]};
        struct likeness likeness;
        likeness_measure(resources, left, right, &setting, &glances.at[glances.of[i]], &likeness);
        print_pair(resources, group, left, right, &likeness);
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
