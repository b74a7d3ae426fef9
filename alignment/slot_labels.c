/* Numbers that stand behind a noun and name a grade or a place in an order: "magnitude 6.9",
 * "category 4", "phase 2". They count nothing, so they are no quantities; but two outlets that give
 * one thing two grades differ. Only nouns that grade: "flight 302" and "highway 14" are names, and
 * another name is another thing. Beside them the places that words give: "first", "second".
 */
#include "alignment/slots.h"

#include "analysis/language/tagset.h"
#include "analysis/values/numbers.h"
#include "base/error.h"

#include <math.h>

enum { LABELS_MAX = 4 };

struct label {
    uint64_t noun; /* stem */
    double value;
    double step; /* what the last printed digit stands for */
    bool about;
    struct span span;
};

static bool grades(struct slice lemma) {
    static const struct slice nouns[] = {
        SLICE("category"), SLICE("grade"), SLICE("level"), SLICE("magnitude"),
        SLICE("phase"),    SLICE("rank"),  SLICE("stage"), SLICE("tier"),
    };
    return SLICE_IN(lemma, nouns);
}

/* Digits with at most one point; false for anything else. */
static bool read_number(struct slice text, struct label *label) {
    double scale = 0;
    double value = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '.' && scale == 0 && i > 0) {
            scale = 1;
            continue;
        }
        if (c < '0' || c > '9' || i > 6)
            return false;
        value = value * 10 + (c - '0');
        scale *= 10;
    }
    label->step = scale > 1 ? 1 / scale : 1;
    label->value = value * label->step;
    return text.length > 0;
}

static bool is_hedge(struct slice lower) {
    static const struct slice words[] = {SLICE("about"), SLICE("approximately"), SLICE("around"),
                                         SLICE("nearly"), SLICE("roughly")};
    return SLICE_IN(lower, words);
}

static uint32_t read_labels(const struct claim_view *view, struct label ret_labels[LABELS_MAX]) {
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->word_count && count < LABELS_MAX; i++) {
        const struct view_word *word = &view->words[i];
        if (word->token == NO_INDEX || word->token + 1 >= view->past_token ||
            word->kind >= VIEW_SPEECH)
            continue;
        const struct token *number = &tokens[word->token + 1];
        bool hyphen = slice_equal(number->lower, SLICE("-")) && word->token + 2 < view->past_token;
        number += hyphen;
        struct label label = {.noun = word->stem,
                              .span = {tokens[word->token].span.start, number->span.end}};
        if (!read_number(number->lower, &label) || !grades(word->lemma))
            continue;
        label.about = word->token > view->first_token && is_hedge(tokens[word->token - 1].lower);
        ret_labels[count++] = label;
    }
    return count;
}

/* The first label that both sides give with other numbers. */
static bool labels_differ(const struct claim_view *left, const struct claim_view *right,
                          struct label *ret_left, struct label *ret_right) {
    struct label a[LABELS_MAX];
    struct label b[LABELS_MAX];
    uint32_t left_count = read_labels(left, a);
    uint32_t right_count = read_labels(right, b);
    for (uint32_t i = 0; i < left_count; i++) {
        for (uint32_t k = 0; k < right_count; k++) {
            if (a[i].noun != b[k].noun || fabs(a[i].value - b[k].value) < 1e-9)
                continue;
            *ret_left = a[i];
            *ret_right = b[k];
            return true;
        }
    }
    return false;
}

/* 6.9 is what "roughly 7" says, and 7 is 6.9 with a digit less. */
static bool rounds_to(const struct label *a, const struct label *b) {
    double gap = fabs(a->value - b->value);
    double step = fmax(a->step, b->step);
    return a->about || b->about ? gap <= step : a->step != b->step && gap <= step / 2 + 1e-9;
}

/* ---- places in a row ------------------------------------------------------------------------- */

/* "Second woman": the stem of the noun right behind an ordinal, with its place; 0 where there is
 * none. Only of what somebody is or becomes: who scored the first goal may score the second. */
struct ordinal {
    uint64_t noun;
    int place;
    struct span span;
};

static bool tells_being(const struct claim_view *view) {
    return slice_equal(view->claim->predicate, SLICE("be")) ||
           slice_equal(view->claim->predicate, SLICE("become"));
}

static struct ordinal ordinal_of(const struct claim_view *view) {
    const struct token *tokens = view->analysis->tokens.at;
    if (!tells_being(view))
        return (struct ordinal){0};
    for (uint32_t i = 0; i < view->word_count; i++) {
        const struct view_word *word = &view->words[i];
        uint32_t at = word->token;
        if (at <= view->first_token || at >= view->past_token || word->kind != VIEW_WORD ||
            tokens[at].upos != UPOS_NOUN)
            continue; /* also a word of the sentence around the claim */
        int place = number_ordinal_word(tokens[at - 1].lower);
        if (place)
            return (struct ordinal){
                word->stem, place, {tokens[at - 1].span.start, tokens[at].span.end}};
    }
    return (struct ordinal){0};
}

/* "The second woman to lead the country", "the first woman to lead Ostria". A time beside it may
 * say from when the row is counted. */
static int judge_ordinals(const struct matter *matter, struct verdict_list *verdicts) {
    const struct claim_view *left = matter->left;
    const struct claim_view *right = matter->right;
    struct ordinal a = ordinal_of(left);
    struct ordinal b = ordinal_of(right);
    if (!a.noun || a.noun != b.noun || a.place == b.place || left->claim->times.count ||
        right->claim->times.count || left->told != right->told || matter->likeness->predicates < 0)
        return 0;
    struct slice left_text = analysis_slice(left->analysis, a.span);
    struct slice right_text = analysis_slice(right->analysis, b.span);
    struct verdict verdict = {DIFFERENCE_VALUE, RELATION_CONFLICT, .left = a.span, .right = b.span};
    int result = arena_printf(matter->arena, &verdict.explanation,
                              "“%.*s” and “%.*s” are two places in a row.", SLICE_ARGS(left_text),
                              SLICE_ARGS(right_text));
    if (result < 0)
        return result;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}

int slot_labels(const struct matter *matter, struct verdict_list *verdicts) {
    struct label left;
    struct label right;
    if (!labels_differ(matter->left, matter->right, &left, &right))
        return judge_ordinals(matter, verdicts);
    bool fits = rounds_to(&left, &right);
    struct slice left_text = analysis_slice(matter->left->analysis, left.span);
    struct slice right_text = analysis_slice(matter->right->analysis, right.span);
    struct verdict verdict = {fits ? DIFFERENCE_PRECISION : DIFFERENCE_VALUE,
                              fits ? RELATION_COMPATIBLE : RELATION_CONFLICT, .left = left.span,
                              .right = right.span};
    int result = arena_printf(matter->arena, &verdict.explanation, "“%.*s” and “%.*s”%s",
                              SLICE_ARGS(left_text), SLICE_ARGS(right_text),
                              fits ? ": one is less exact." : " are two grades.");
    if (result < 0)
        return result;
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}
