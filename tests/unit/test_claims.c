#include "analysis/enum_names.h"
#include "analysis/language/lemmas.h"
#include "analysis/language/tagset.h"
#include "analysis/stages.h"
#include "base/buffer.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdio.h>
#include <stdlib.h>

struct tree_case {
    struct arena *arena;
    struct analysis analysis;
    struct buffer wanted;
    uint32_t offset; /* in the text, behind the last token */
    int line;
};

static int wrong; /* all cases are tried before the test fails */

static bool upper(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

static struct slice lower(struct arena *arena, struct slice form) {
    struct slice copy;
    ck_assert_int_eq(arena_copy(arena, form, &copy), 0);
    char *at = arena_alloc(arena, form.length);
    ck_assert_ptr_nonnull(at);
    for (size_t i = 0; i < form.length; i++)
        at[i] = (char)(upper(form.at[i]) ? form.at[i] | 0x20 : form.at[i]);
    return slice_of(at, form.length);
}

/* Cuts the next field off the line. */
static struct slice field(struct slice *line) {
    const char *space = line->length ? memchr(line->at, ' ', line->length) : NULL;
    size_t length = space ? (size_t)(space - line->at) : line->length;
    struct slice found = slice_of(line->at, length);
    *line = slice_of(line->at + length + (space ? 1 : 0), line->length - length - (space ? 1 : 0));
    return found;
}

static void add_token(struct tree_case *tree, struct slice line) {
    struct slice text = tree->analysis.article.text;
    struct slice form = field(&line);
    uint32_t start = tree->offset;
    while (start < text.length && text.at[start] == ' ')
        start++;
    ck_assert_msg(slice_starts(slice_of(text.at + start, text.length - start), form),
                  "line %d: %.*s is not in the text", tree->line, SLICE_ARGS(form));
    struct token token = {
        .span = {start, start + (uint32_t)form.length},
        .lower = lower(tree->arena, form),
        .flags = (uint8_t)((start > tree->offset ? TOKEN_SPACE_BEFORE : 0) |
                           (upper(form.at[0]) ? TOKEN_CAPITALISED : 0)),
        .upos = (uint8_t)upos_find(field(&line)),
        .xpos = (uint8_t)xpos_find(field(&line)),
    };
    long head = strtol(field(&line).at, NULL, 10); /* ends at the blank behind it */
    token.head = head > 0 ? (uint32_t)head - 1 : NO_INDEX;
    token.deprel = (uint8_t)deprel_find(line);
    token.kind = token.upos == UPOS_PUNCT ? TOKEN_PUNCTUATION
                 : token.upos == UPOS_SYM ? TOKEN_SYMBOL
                 : form.at[0] <= '9'      ? TOKEN_NUMBER
                                          : TOKEN_WORD;
    ck_assert_msg(token.upos && token.xpos && token.deprel, "line %d", tree->line);
    tree->offset = token.span.end;
    ck_assert(list_push(tree->arena, &tree->analysis.tokens, token));
}

static void print(const struct analysis *analysis, struct buffer *out) {
    for (uint32_t i = 0; i < analysis->claims.count; i++) {
        const struct claim *claim = &analysis->claims.at[i];
        const char *flags[] = {claim->polarity == POLARITY_NEGATED ? " negated" : "",
                               claim->modality != MODALITY_ASSERTED ? " " : "",
                               claim->modality != MODALITY_ASSERTED ? modality_name(claim->modality)
                                                                    : "",
                               claim->passive ? " passive" : ""};
        buffer_append(out, analysis_slice(analysis, claim->span));
        buffer_append_cstr(out, " | ");
        buffer_append(out, claim->subject);
        buffer_append_cstr(out, " | ");
        buffer_append(out, claim->predicate);
        buffer_append_cstr(out, " | ");
        buffer_append(out, claim->object);
        bool plain = true;
        for (size_t k = 0; k < 4; k++)
            plain = plain && !*flags[k];
        buffer_append_cstr(out, plain ? "" : " |");
        for (size_t k = 0; k < 4; k++)
            buffer_append_cstr(out, flags[k]);
        buffer_append_byte(out, '\n');
    }
}

static void finish(struct tree_case *tree) {
    if (!tree->arena)
        return;
    struct analysis *analysis = &tree->analysis;
    uint32_t end = (uint32_t)analysis->article.text.length;
    struct paragraph paragraph = {.span = {0, end}, .past_sentence = 1};
    struct sentence sentence = {.span = {0, end}, .past_token = analysis->tokens.count};
    ck_assert(list_push(tree->arena, &analysis->paragraphs, paragraph));
    ck_assert(list_push(tree->arena, &analysis->sentences, sentence));
    const struct resources *resources = test_resources();
    ck_assert_int_eq(lemmas_fill(resources, tree->arena, analysis), 0);
    ck_assert_int_eq(entities_find(resources, tree->arena, analysis), 0);
    ck_assert_int_eq(times_find(resources, tree->arena, analysis), 0);
    ck_assert_int_eq(quantities_find(resources, tree->arena, analysis), 0);
    ck_assert_int_eq(claims_find(resources, tree->arena, analysis), 0);

    struct buffer got;
    buffer_init(&got, 1 << 16);
    print(analysis, &got);
    if (!slice_equal(buffer_slice(&got), buffer_slice(&tree->wanted))) {
        printf("claims.conll:%d: want\n%.*sgot\n%.*s", tree->line,
               SLICE_ARGS(buffer_slice(&tree->wanted)), SLICE_ARGS(buffer_slice(&got)));
        wrong++;
    }
    buffer_done(&got);
    buffer_done(&tree->wanted);
    arena_free(tree->arena);
    *tree = (struct tree_case){0};
}

static void take_line(struct tree_case *tree, struct slice line, int number) {
    struct slice rest =
        slice_of(line.at + (line.length > 1 ? 2 : 0), line.length > 1 ? line.length - 2 : 0);
    if (slice_starts(line, SLICE("> "))) {
        finish(tree);
        *tree = (struct tree_case){.arena = arena_new(1 << 22), .line = number};
        buffer_init(&tree->wanted, 1 << 16);
        tree->analysis.article = (struct article){.text = rest, .published_day = DAY_NONE};
    } else if (slice_starts(line, SLICE("= "))) {
        buffer_append(&tree->wanted, rest);
        buffer_append_byte(&tree->wanted, '\n');
    } else if (line.length > 0 && !slice_starts(line, SLICE("# "))) {
        add_token(tree, line);
    }
}

START_TEST(claims_are_as_the_trees_say) {
    size_t length;
    char *text = test_data("claims.conll", &length);
    struct tree_case tree = {0};
    int number = 0;
    wrong = 0;
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t line = end ? (size_t)(end - text) - at : length - at;
        take_line(&tree, slice_of(text + at, line), ++number);
        at += line + 1;
    }
    finish(&tree);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("claims");
    TCase *cases = tcase_create("claims");
    tcase_add_test(cases, claims_are_as_the_trees_say);
    suite_add_tcase(suite, cases);
    return suite;
}
