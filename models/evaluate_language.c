/* claimd-eval-language: the tagger, the parser and the name model against treebanks.
 *
 *     claimd-eval-language [--models FOLDER] [--ud FILE.conllu[.gz]]… [--ner FILE.iob2[.gz]]…
 *
 * UPOS, XPOS, UAS and LAS are counted over gold tokens with predicted tags, punctuation included,
 * subtypes of relations cut; sentence and token F1 come from the raw text, spans equal to the
 * character; speeds are of one thread.
 */
#include "analysis/language/models.h"
#include "analysis/language/names.h"
#include "analysis/language/syntax.h"
#include "analysis/language/tagset.h"
#include "analysis/stages.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/mapped_file.h"
#include "models/train/treebank.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ARENA_LIMIT ((size_t)4 << 30)

enum { SPEED_ROUNDS = 3, TYPE_COUNT = 3 };

/* The text of a treebank: words joined as they were printed, documents parted by a blank line. */
static int text_of(const struct treebank *treebank, struct arena *arena,
                   struct analysis *analysis) {
    struct buffer text;
    buffer_init(&text, (size_t)1 << 30);
    struct token *tokens = ARENA_ARRAY(arena, struct token, treebank->token_count);
    struct sentence *sentences = ARENA_ARRAY(arena, struct sentence, treebank->sentence_count);
    if (!tokens || !sentences)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence at = treebank->sentences[i];
        if (at.new_paragraph && i > 0)
            buffer_append_cstr(&text, "\n\n");
        for (uint32_t k = at.first; k < at.past; k++) {
            const struct treebank_token *gold = &treebank->tokens[k];
            if (gold->space_before && text.length && !(k == at.first && at.new_paragraph))
                buffer_append_byte(&text, ' ');
            uint32_t start = (uint32_t)text.length;
            buffer_append(&text, gold->form);
            tokens[k] = (struct token){.span = {start, (uint32_t)text.length},
                                       .sentence = i,
                                       .head = NO_INDEX,
                                       .lower = gold->lower};
        }
        sentences[i] = (struct sentence){
            {tokens[at.first].span.start, tokens[at.past - 1].span.end}, at.first, at.past, 0};
    }
    int result = buffer_error(&text);
    if (result == 0)
        result = arena_copy(arena, buffer_slice(&text), &analysis->article.text);
    buffer_done(&text);
    analysis->tokens = (struct token_list){tokens, treebank->token_count, treebank->token_count};
    analysis->sentences =
        (struct sentence_list){sentences, treebank->sentence_count, treebank->sentence_count};
    return result;
}

static double percent(uint32_t part, uint32_t whole) {
    return whole ? 100.0 * part / whole : 0.0;
}

/* The relation without its subtype, as the measures of the CoNLL shared tasks count it. */
static enum deprel universal(uint8_t deprel) {
    const char *name = deprel_name((enum deprel)deprel);
    const char *colon = strchr(name, ':');
    return colon ? deprel_find(slice_of(name, (size_t)(colon - name))) : (enum deprel)deprel;
}

static void print_trees(const struct treebank *treebank, const struct analysis *analysis) {
    uint32_t upos = 0;
    uint32_t xpos = 0;
    uint32_t heads = 0;
    uint32_t labels = 0;
    for (uint32_t i = 0; i < treebank->sentence_count; i++) {
        struct treebank_sentence at = treebank->sentences[i];
        for (uint32_t k = at.first; k < at.past; k++) {
            const struct treebank_token *gold = &treebank->tokens[k];
            const struct token *token = &analysis->tokens.at[k];
            uint32_t head = gold->head == NO_INDEX ? NO_INDEX : at.first + gold->head;
            bool attached = token->head == head;
            upos += token->upos == gold->upos;
            xpos += token->xpos == gold->xpos;
            heads += attached;
            labels += attached && universal(token->deprel) == universal(gold->deprel);
        }
    }
    uint32_t count = treebank->token_count;
    printf("  UPOS %.2f  XPOS %.2f  UAS %.2f  LAS %.2f  (%u tokens, %u sentences)\n",
           percent(upos, count), percent(xpos, count), percent(heads, count),
           percent(labels, count), count, treebank->sentence_count);
}

/* Spans in both of two lists in text order. */
static uint32_t common(const struct span *a, uint32_t a_count, const struct span *b,
                       uint32_t b_count) {
    uint32_t found = 0;
    for (uint32_t i = 0, k = 0; i < a_count && k < b_count;) {
        found += a[i].start == b[k].start && a[i].end == b[k].end;
        bool step_a = a[i].start <= b[k].start;
        bool step_b = b[k].start <= a[i].start;
        i += step_a;
        k += step_b;
    }
    return found;
}

static double f1(uint32_t right, uint32_t found, uint32_t gold) {
    return found + gold ? 200.0 * right / (found + gold) : 0.0;
}

static struct span *token_spans(struct arena *arena, const struct analysis *analysis) {
    struct span *spans = ARENA_ARRAY(arena, struct span, analysis->tokens.count + 1);
    for (uint32_t i = 0; spans && i < analysis->tokens.count; i++)
        spans[i] = analysis->tokens.at[i].span;
    return spans;
}

static struct span *sentence_spans(struct arena *arena, const struct analysis *analysis) {
    struct span *spans = ARENA_ARRAY(arena, struct span, analysis->sentences.count + 1);
    for (uint32_t i = 0; spans && i < analysis->sentences.count; i++)
        spans[i] = analysis->sentences.at[i].span;
    return spans;
}

static int print_cuts(struct arena *arena, const struct analysis *gold) {
    struct resources none = {NULL, NULL, NULL};
    struct analysis raw = {.article.text = gold->article.text};
    int result = text_tokenize(&none, arena, &raw);
    if (result < 0)
        return result;

    struct span *gold_tokens = token_spans(arena, gold);
    struct span *gold_sentences = sentence_spans(arena, gold);
    struct span *tokens = token_spans(arena, &raw);
    struct span *sentences = sentence_spans(arena, &raw);
    if (!gold_tokens || !gold_sentences || !tokens || !sentences)
        return ERR_NO_MEMORY;

    uint32_t right_tokens = common(gold_tokens, gold->tokens.count, tokens, raw.tokens.count);
    uint32_t right_sentences =
        common(gold_sentences, gold->sentences.count, sentences, raw.sentences.count);
    printf("  from raw text: token F1 %.2f  sentence F1 %.2f\n",
           f1(right_tokens, raw.tokens.count, gold->tokens.count),
           f1(right_sentences, raw.sentences.count, gold->sentences.count));
    return 0;
}

static double seconds(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) < 0)
        return 0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Tokens a second of CPU time, the best of SPEED_ROUNDS. */
static int measure(const struct language_models *models, struct analysis *analysis,
                   double *ret_speed) {
    double best = 0;
    for (int i = 0; i < SPEED_ROUNDS; i++) {
        struct arena *arena = arena_new(ARENA_LIMIT);
        if (!arena)
            return ERR_NO_MEMORY;
        double start = seconds();
        int result = syntax_fill(models, NULL, arena, analysis);
        double speed = analysis->tokens.count / (seconds() - start);
        arena_free(arena);
        if (result < 0)
            return result;
        best = speed > best ? speed : best;
    }
    *ret_speed = best;
    return 0;
}

static int print_speeds(const struct language_models *models, struct analysis *analysis) {
    struct language_models tagger_only = *models;
    tagger_only.has_parser = false;
    double tagging;
    double parsing;
    int result = measure(&tagger_only, analysis, &tagging);
    if (result == 0)
        result = measure(models, analysis, &parsing);
    if (result == 0)
        printf("  tokens a second: tagging %.0f  tagging and parsing %.0f\n", tagging, parsing);
    return result;
}

static int evaluate_ud(const struct language_models *models, const char *path,
                       struct arena *arena) {
    struct treebank treebank = {0};
    struct analysis analysis = {0};
    int result = treebank_read(path, arena, &treebank);
    if (result == 0)
        result = text_of(&treebank, arena, &analysis);
    if (result == 0)
        result = syntax_fill(models, NULL, arena, &analysis);
    if (result < 0)
        return result;

    printf("%s\n", path);
    print_trees(&treebank, &analysis);
    result = print_cuts(arena, &analysis);
    return result < 0 ? result : print_speeds(models, &analysis);
}

/* ---- names ---------------------------------------------------------------------------------- */

static const char *const type_names[TYPE_COUNT] = {"PER", "ORG", "LOC"};

static uint32_t type_of(uint8_t tag) {
    return (uint32_t)(tag - 1) / 2;
}

static bool begins(uint8_t tag) {
    return tag == NAME_B_PER || tag == NAME_B_ORG || tag == NAME_B_LOC;
}

/* The end of the span that begins at `first`. */
static uint32_t span_past(const uint8_t *tags, uint32_t first, uint32_t past) {
    uint32_t i = first + 1;
    while (i < past && tags[i] == tags[first] + 1)
        i++;
    return i;
}

struct name_score {
    uint32_t right[TYPE_COUNT + 1]; /* the last counts all types */
    uint32_t found[TYPE_COUNT + 1];
    uint32_t gold[TYPE_COUNT + 1];
};

static void score_sentence(const uint8_t *gold, const uint8_t *found, uint32_t count,
                           struct name_score *score) {
    for (uint32_t i = 0; i < count; i++) {
        bool both = begins(gold[i]) && gold[i] == found[i] &&
                    span_past(gold, i, count) == span_past(found, i, count);
        for (uint32_t type = 0; type <= TYPE_COUNT; type++) {
            bool gold_counts = begins(gold[i]) && (type == TYPE_COUNT || type_of(gold[i]) == type);
            bool found_counts =
                begins(found[i]) && (type == TYPE_COUNT || type_of(found[i]) == type);
            score->gold[type] += gold_counts;
            score->found[type] += found_counts;
            score->right[type] += gold_counts && both;
        }
    }
}

/* Names each document by itself, as an article would be. */
static int tag_documents(const struct language_models *models, const struct treebank *treebank,
                         const struct analysis *analysis, struct arena *arena, uint8_t *tags) {
    uint32_t first = 0;
    int result = 0;
    memset(tags, NAME_O, treebank->token_count);
    for (uint32_t i = 1; models->has_names && result == 0 && i <= treebank->sentence_count; i++) {
        if (i < treebank->sentence_count && !treebank->sentences[i].new_document)
            continue;
        result = names_tag_sentences(models, arena, analysis, first, i, tags);
        first = i;
    }
    return result;
}

static int evaluate_ner(const struct language_models *models, const char *path,
                        struct arena *arena) {
    struct treebank treebank = {0};
    struct analysis analysis = {0};
    int result = treebank_read_names(path, arena, &treebank);
    uint8_t *gold = ARENA_ARRAY(arena, uint8_t, treebank.token_count);
    uint8_t *found = ARENA_ARRAY(arena, uint8_t, treebank.token_count);
    if (result == 0)
        result = gold && found ? text_of(&treebank, arena, &analysis) : ERR_NO_MEMORY;
    if (result == 0)
        result = syntax_fill(models, NULL, arena, &analysis);
    double start = seconds();
    if (result == 0)
        result = tag_documents(models, &treebank, &analysis, arena, found);
    double spent = seconds() - start;
    if (result < 0)
        return result;

    struct name_score score = {0};
    for (uint32_t i = 0; i < treebank.token_count; i++)
        gold[i] = treebank.tokens[i].name;
    for (uint32_t i = 0; i < treebank.sentence_count; i++) {
        struct treebank_sentence at = treebank.sentences[i];
        score_sentence(gold + at.first, found + at.first, at.past - at.first, &score);
    }
    printf("%s\n", path);
    for (uint32_t type = 0; type <= TYPE_COUNT; type++)
        printf("  %s F1 %.2f  precision %.2f  recall %.2f  (%u spans)\n",
               type == TYPE_COUNT ? "all" : type_names[type],
               f1(score.right[type], score.found[type], score.gold[type]),
               percent(score.right[type], score.found[type]),
               percent(score.right[type], score.gold[type]), score.gold[type]);
    printf("  tokens a second: %.0f\n", treebank.token_count / spent);
    return 0;
}

/* ---- the command line ----------------------------------------------------------------------- */

/* Maps what is there; language_models_open says what must not be missing. */
static int open_models(const char *folder, struct language_models *models) {
    struct slice files[LANGUAGE_FILE_COUNT];
    for (int i = 0; i < LANGUAGE_FILE_COUNT; i++) {
        char path[4096];
        struct mapped_file file = {NULL, 0};
        (void)snprintf(path, sizeof path, "%s/%s", folder, language_file_names[i]);
        int result = mapped_file_open(path, &file);
        if (result < 0 && result != ERR_NOT_FOUND) {
            fprintf(stderr, "%s: %s\n", path, error_name(result));
            return result;
        }
        files[i] = slice_of(file.at, file.size);
    }

    enum language_file file;
    const char *why;
    int result = language_models_open(files, models, &file, &why);
    if (result < 0)
        fprintf(stderr, "%s/%s %s\n", folder, language_file_names[file], why);
    return result;
}

static int run(int argc, char **argv) {
    const char *folder = "models";
    for (int i = 1; i + 1 < argc; i += 2)
        if (strcmp(argv[i], "--models") == 0)
            folder = argv[i + 1];

    struct language_models models = {.has_parser = false};
    int result = open_models(folder, &models);
    for (int i = 1; result == 0 && i + 1 < argc; i += 2) {
        struct arena *arena = arena_new(ARENA_LIMIT);
        if (!arena)
            return ERR_NO_MEMORY;
        if (strcmp(argv[i], "--ud") == 0)
            result = evaluate_ud(&models, argv[i + 1], arena);
        else if (strcmp(argv[i], "--ner") == 0)
            result = evaluate_ner(&models, argv[i + 1], arena);
        else if (strcmp(argv[i], "--models") != 0)
            result = ERR_INVALID;
        arena_free(arena);
    }
    language_models_done(&models);
    return result;
}

int main(int argc, char **argv) {
    if (argc < 3 || argc % 2 == 0) {
        fprintf(stderr, "usage: claimd-eval-language [--models FOLDER] [--ud FILE]… "
                        "[--ner FILE]…\n");
        return 2;
    }

    int result = run(argc, argv);
    if (result < 0)
        fprintf(stderr, "claimd-eval-language: %s\n", error_name(result));
    return result < 0;
}
