#include "alignment/statement.h"

#include "alignment/numeric.h"
#include "alignment/view.h"
#include "alignment/word_table.h"
#include "alignment/words.h"
#include "analysis/language/word_rank.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

enum {
    COMMON_RANK = 30,   /* words before it are function words */
    LAST_RANK = 100000, /* a word that is not known is as rare as the last */
    NUMBERS_MAX = 16,   /* of one sentence */
};

double word_rarity(const struct resources *resources, struct slice lower) {
    uint32_t rank = word_rank(resources ? resources->language : NULL, lower);
    if (rank == 0 || rank > LAST_RANK)
        return 1;
    return plain_log(1 + (double)rank / COMMON_RANK) /
           plain_log(1 + (double)LAST_RANK / COMMON_RANK);
}

/* ---- one sentence ---------------------------------------------------------------------------- */

static int compare_words(const void *a, const void *b) {
    const struct statement_word *left = a;
    const struct statement_word *right = b;
    return (left->stem > right->stem) - (left->stem < right->stem);
}

/* Forms of one stem: the rarest speaks for all. */
static uint32_t fold_words(struct statement_word *words, uint32_t count) {
    qsort(words, count, sizeof *words, compare_words);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (kept == 0 || words[kept - 1].stem != words[i].stem) {
            words[kept++] = words[i];
            continue;
        }
        words[kept - 1].rarity = greater(words[kept - 1].rarity, words[i].rarity);
        words[kept - 1].name |= words[i].name;
    }
    return kept;
}

void statement_weigh(struct statement *statement) {
    statement->weight = statement->names = 0;
    for (uint32_t i = 0; i < statement->word_count; i++) {
        statement->weight += statement->words[i].rarity;
        statement->names += statement->words[i].name ? statement->words[i].rarity : 0;
    }
}

int statement_make(struct arena *arena, const struct claim_view *view,
                   struct statement *ret_statement) {
    struct statement statement = {
        .words = ARENA_ARRAY(arena, struct statement_word, view->word_count + 1),
        .numbers = ARENA_ARRAY(arena, uint64_t, NUMBERS_MAX),
    };
    if (!statement.words || !statement.numbers)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < view->word_count; i++) {
        const struct view_word *word = &view->words[i];
        if (word->kind != VIEW_VALUE)
            statement.words[statement.word_count++] =
                (struct statement_word){word->stem, word->rarity, view->stems[i], word->named};
    }
    statement.word_count = fold_words(statement.words, statement.word_count);
    statement_weigh(&statement);
    for (uint32_t i = view->context_first;
         i < view->context_past && statement.number_count < NUMBERS_MAX; i++) {
        const struct token *token = &view->analysis->tokens.at[i];
        if (token->kind == TOKEN_NUMBER)
            statement.numbers[statement.number_count++] = hash_slice(token->lower);
    }
    statement.number_count = hashes_unique(statement.numbers, statement.number_count);
    *ret_statement = statement;
    return 0;
}

/* ---- two sentences --------------------------------------------------------------------------- */

static void add_common(const struct statement_word *word, struct statement_side *side) {
    side->common += word->rarity;
    side->names_common += word->name ? word->rarity : 0;
}

static void note_rarest(const struct statement_word *a, const struct statement_word *b,
                        struct statement_meeting *meeting) {
    double rarity = lesser(a->rarity, b->rarity);
    meeting->evidence += rarity;
    if (rarity > meeting->rarest) {
        meeting->second = meeting->rarest;
        meeting->rarest = rarity;
    } else if (rarity > meeting->second) {
        meeting->second = rarity;
    }
    if (a->name || b->name)
        meeting->rarest_name = greater(meeting->rarest_name, rarity);
}

static bool share_number(const struct statement *a, const struct statement *b) {
    for (uint32_t i = 0; i < a->number_count; i++)
        for (uint32_t k = 0; k < b->number_count; k++)
            if (a->numbers[i] == b->numbers[k])
                return true;
    return false;
}

static double share(double common, double weight) {
    return weight > 0 ? common / weight : 0;
}

static void order_logs(double left, double right, double (*logarithm)(double), double *ret_less,
                       double *ret_more) {
    *ret_less = logarithm(1 + greater(0, lesser(left, right)));
    *ret_more = logarithm(1 + greater(0, greater(left, right)));
}

/* Words are met in the order of their stems, from whichever side: sums are the same. */
struct statement_meeting statements_meet(const struct claim_view *a, const struct claim_view *b) {
    const struct statement *one = &a->statement;
    const struct statement *other = &b->statement;
    struct statement_meeting meeting = {
        .left = {.weight = one->weight, .names = one->names},
        .right = {.weight = other->weight, .names = other->names},
        .numbers = share_number(one, other),
    };
    word_table_lay(a->table, a);
    for (uint32_t i = 0; i < other->word_count; i++) {
        uint8_t said = a->table->said[other->words[i].number];
        if (!said)
            continue;
        note_rarest(&one->words[said - 1], &other->words[i], &meeting);
        add_common(&one->words[said - 1], &meeting.left);
        add_common(&other->words[i], &meeting.right);
    }
    return meeting;
}

struct statement_likeness statements_liken(const struct statement *a, const struct statement *b,
                                           const struct statement_meeting *meeting,
                                           double (*logarithm)(double)) {
    const struct statement_side *left = &meeting->left;
    const struct statement_side *right = &meeting->right;
    double cover_a = share(left->common, left->weight);
    double cover_b = share(right->common, right->weight);
    double names = left->names + right->names;
    double names_common = left->names_common + right->names_common;
    struct statement_likeness likeness = {
        .cover_less = lesser(cover_a, cover_b),
        .cover_more = greater(cover_a, cover_b),
        .evidence = logarithm(1 + meeting->evidence),
        .rarest = meeting->rarest,
        .second = meeting->second,
        .rarest_name = meeting->rarest_name,
        .names = names > 0 ? names_common / names : 0.5,
        .strangers = left->names > 0 && right->names > 0 && names_common <= 0,
        .numbers = meeting->numbers,
        .numbers_apart = a->number_count && b->number_count && !meeting->numbers,
        .words = logarithm(1 + lesser(a->word_count, b->word_count)),
        .lengths = fabs(logarithm((a->word_count + 1.0) / (b->word_count + 1.0))),
    };
    order_logs(left->weight - left->common, right->weight - right->common, logarithm,
               &likeness.left_less, &likeness.left_more);
    order_logs(left->names - left->names_common, right->names - right->names_common, logarithm,
               &likeness.names_left_less, &likeness.names_left_more);
    return likeness;
}
