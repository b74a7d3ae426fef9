#include "analysis/language/tree_repairs.h"

#include "analysis/language/tagset.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

struct word {
    const char *form;
    const char *lemma;
    uint8_t upos;
    uint8_t xpos;
    uint32_t head; /* from 1; 0 is the root */
    uint8_t deprel;
};

enum { WORDS_MAX = 16 };

static void fill(const struct word *words, uint32_t count, struct token *tokens) {
    ck_assert_uint_le(count, WORDS_MAX);
    for (uint32_t i = 0; i < count; i++)
        tokens[i] = (struct token){
            .lower = slice_from_cstr(words[i].form),
            .lemma = slice_from_cstr(words[i].lemma),
            .upos = words[i].upos,
            .xpos = words[i].xpos,
            .head = words[i].head ? words[i].head - 1 : NO_INDEX,
            .deprel = words[i].deprel,
        };
}

static void repair(struct token *tokens, uint32_t count) {
    struct sentence sentence = {.past_token = count};
    struct analysis analysis = {
        .tokens = {.at = tokens, .count = count, .capacity = count},
        .sentences = {.at = &sentence, .count = 1, .capacity = 1},
    };
    tree_repair_predicates(&analysis);
    tree_repair_reports(test_resources(), &analysis);
}

/* "The bridge fell , Mayor Pike said ." with the mayor as an apposition to the bridge. */
static const struct word report[] = {
    {"the", "the", UPOS_DET, XPOS_DT, 2, DEPREL_DET},
    {"bridge", "bridge", UPOS_NOUN, XPOS_NN, 3, DEPREL_NSUBJ},
    {"fell", "fall", UPOS_VERB, XPOS_VBD, 7, DEPREL_CCOMP},
    {",", ",", UPOS_PUNCT, XPOS_COMMA, 3, DEPREL_PUNCT},
    {"mayor", "mayor", UPOS_PROPN, XPOS_NNP, 6, DEPREL_COMPOUND},
    {"pike", "pike", UPOS_PROPN, XPOS_NNP, 2, DEPREL_APPOS},
    {"said", "say", UPOS_VERB, XPOS_VBD, 0, DEPREL_ROOT},
    {".", ".", UPOS_PUNCT, XPOS_PERIOD, 7, DEPREL_PUNCT},
};
enum { REPORT_WORDS = sizeof report / sizeof *report };

START_TEST(the_name_behind_the_comma_becomes_the_subject) {
    struct token tokens[WORDS_MAX];
    fill(report, REPORT_WORDS, tokens);
    repair(tokens, REPORT_WORDS);
    ck_assert_uint_eq(tokens[5].head, 6);
    ck_assert_uint_eq(tokens[5].deprel, DEPREL_NSUBJ);
    ck_assert_uint_eq(tokens[4].head, 5);
    ck_assert_uint_eq(tokens[1].head, 2);
}
END_TEST

START_TEST(what_stood_in_its_place_goes_to_the_content) {
    struct token tokens[WORDS_MAX];
    fill(report, REPORT_WORDS, tokens);
    tokens[1].head = 6;
    repair(tokens, REPORT_WORDS);
    ck_assert_uint_eq(tokens[1].head, 2);
    ck_assert_uint_eq(tokens[1].deprel, DEPREL_NSUBJ);
    ck_assert_uint_eq(tokens[5].head, 6);
}
END_TEST

START_TEST(other_sentences_stay) {
    struct token tokens[WORDS_MAX];
    fill(report, REPORT_WORDS, tokens);
    tokens[6].lemma = SLICE("sink"); /* no verb of saying */
    repair(tokens, REPORT_WORDS);
    ck_assert_uint_eq(tokens[5].head, 1);

    fill(report, REPORT_WORDS, tokens);
    tokens[2].deprel = DEPREL_OBL; /* nothing is reported */
    repair(tokens, REPORT_WORDS);
    ck_assert_uint_eq(tokens[5].head, 1);

    fill(report, REPORT_WORDS, tokens);
    tokens[6].head = 5; /* the verb hangs from the name: turning it would close a circle */
    tokens[6].deprel = DEPREL_ACL;
    repair(tokens, REPORT_WORDS);
    ck_assert_uint_eq(tokens[5].head, 1);
}
END_TEST

/* "The storm sank boats , Captain Hale said ." with the content as an attribute of the captain. */
static const struct word hung_content[] = {
    {"the", "the", UPOS_DET, XPOS_DT, 2, DEPREL_DET},
    {"storm", "storm", UPOS_NOUN, XPOS_NN, 3, DEPREL_NSUBJ},
    {"destroyed", "destroy", UPOS_VERB, XPOS_VBN, 6, DEPREL_AMOD},
    {"boats", "boat", UPOS_NOUN, XPOS_NNS, 3, DEPREL_OBJ},
    {",", ",", UPOS_PUNCT, XPOS_COMMA, 3, DEPREL_PUNCT},
    {"captain", "captain", UPOS_PROPN, XPOS_NNP, 8, DEPREL_NSUBJ},
    {"hale", "hale", UPOS_PROPN, XPOS_NNP, 6, DEPREL_FLAT},
    {"said", "say", UPOS_VERB, XPOS_VBD, 0, DEPREL_ROOT},
    {".", ".", UPOS_PUNCT, XPOS_PERIOD, 8, DEPREL_PUNCT},
};
enum { HUNG_WORDS = sizeof hung_content / sizeof *hung_content };

START_TEST(content_hung_on_the_speaker_is_what_is_said) {
    struct token tokens[WORDS_MAX];
    fill(hung_content, HUNG_WORDS, tokens);
    repair(tokens, HUNG_WORDS);
    ck_assert_uint_eq(tokens[2].head, 7);
    ck_assert_uint_eq(tokens[2].deprel, DEPREL_CCOMP);
    ck_assert_uint_eq(tokens[2].xpos, XPOS_VBD);
    ck_assert_uint_eq(tokens[5].head, 7);
}
END_TEST

/* "The storm sank boats for weeks , Hale said ." with the weeks as those of the saying. */
static const struct word displaced[] = {
    {"the", "the", UPOS_DET, XPOS_DT, 2, DEPREL_DET},
    {"storm", "storm", UPOS_NOUN, XPOS_NN, 3, DEPREL_NSUBJ},
    {"sank", "sink", UPOS_VERB, XPOS_VBD, 9, DEPREL_CCOMP},
    {"boats", "boat", UPOS_NOUN, XPOS_NNS, 3, DEPREL_OBJ},
    {"for", "for", UPOS_ADP, XPOS_IN, 6, DEPREL_CASE},
    {"weeks", "week", UPOS_NOUN, XPOS_NNS, 9, DEPREL_OBL},
    {",", ",", UPOS_PUNCT, XPOS_COMMA, 9, DEPREL_PUNCT},
    {"hale", "hale", UPOS_PROPN, XPOS_NNP, 9, DEPREL_NSUBJ},
    {"said", "say", UPOS_VERB, XPOS_VBD, 0, DEPREL_ROOT},
    {".", ".", UPOS_PUNCT, XPOS_PERIOD, 9, DEPREL_PUNCT},
};
enum { DISPLACED_WORDS = sizeof displaced / sizeof *displaced };

START_TEST(circumstances_before_the_comma_are_of_the_content) {
    struct token tokens[WORDS_MAX];
    fill(displaced, DISPLACED_WORDS, tokens);
    repair(tokens, DISPLACED_WORDS);
    ck_assert_uint_eq(tokens[5].head, 2);
    ck_assert_uint_eq(tokens[5].deprel, DEPREL_OBL);
    ck_assert_uint_eq(tokens[7].head, 8);

    fill(displaced, DISPLACED_WORDS, tokens);
    tokens[2].deprel = DEPREL_ADVCL; /* a clause with a subject and without a conjunction */
    repair(tokens, DISPLACED_WORDS);
    ck_assert_uint_eq(tokens[2].deprel, DEPREL_CCOMP);

    fill(displaced, DISPLACED_WORDS, tokens);
    tokens[2].deprel = DEPREL_ADVCL;
    tokens[0].head = 2;
    tokens[0].deprel = DEPREL_MARK; /* "as storm sank boats, Hale said" */
    repair(tokens, DISPLACED_WORDS);
    ck_assert_uint_eq(tokens[2].deprel, DEPREL_ADVCL);
}
END_TEST

/* "There is danger , Mayor Pike said today ." with the report as a relative clause of the danger,
 * and the title cut off from its name. */
static const struct word hung_report[] = {
    {"there", "there", UPOS_PRON, XPOS_EX, 2, DEPREL_EXPL},
    {"is", "be", UPOS_VERB, XPOS_VBZ, 0, DEPREL_ROOT},
    {"danger", "danger", UPOS_NOUN, XPOS_NN, 2, DEPREL_NSUBJ},
    {",", ",", UPOS_PUNCT, XPOS_COMMA, 3, DEPREL_PUNCT},
    {"mayor", "mayor", UPOS_PROPN, XPOS_NNP, 3, DEPREL_APPOS},
    {"pike", "pike", UPOS_PROPN, XPOS_NNP, 7, DEPREL_NSUBJ},
    {"said", "say", UPOS_VERB, XPOS_VBD, 3, DEPREL_ACL_RELCL},
    {"today", "today", UPOS_NOUN, XPOS_NN, 7, DEPREL_OBL},
    {".", ".", UPOS_PUNCT, XPOS_PERIOD, 2, DEPREL_PUNCT},
};
enum { HUNG_REPORT_WORDS = sizeof hung_report / sizeof *hung_report };

START_TEST(a_report_hung_on_a_noun_governs_what_it_reports) {
    struct token tokens[WORDS_MAX];
    fill(hung_report, HUNG_REPORT_WORDS, tokens);
    repair(tokens, HUNG_REPORT_WORDS);
    ck_assert_uint_eq(tokens[6].head, NO_INDEX);
    ck_assert_uint_eq(tokens[1].head, 6);
    ck_assert_uint_eq(tokens[1].deprel, DEPREL_CCOMP);
    ck_assert_uint_eq(tokens[5].head, 6);
    ck_assert_uint_eq(tokens[4].head, 5);
    ck_assert_uint_eq(tokens[8].head, 6);

    fill(hung_report, HUNG_REPORT_WORDS, tokens);
    tokens[5].xpos = XPOS_WDT; /* "danger, which said": a relative clause */
    repair(tokens, HUNG_REPORT_WORDS);
    ck_assert_uint_eq(tokens[6].head, 2);

    fill(hung_report, HUNG_REPORT_WORDS, tokens);
    tokens[7].upos = UPOS_VERB; /* the sentence goes on */
    repair(tokens, HUNG_REPORT_WORDS);
    ck_assert_uint_eq(tokens[6].head, 2);
}
END_TEST

/* "Acting Mayor Pike is to speak ." with two subjects and a copula. */
static const struct word planned[] = {
    {"acting", "acting", UPOS_ADJ, XPOS_JJ, 6, DEPREL_NSUBJ},
    {"mayor", "mayor", UPOS_PROPN, XPOS_NNP, 3, DEPREL_COMPOUND},
    {"pike", "pike", UPOS_PROPN, XPOS_NNP, 6, DEPREL_NSUBJ},
    {"is", "be", UPOS_AUX, XPOS_VBZ, 6, DEPREL_COP},
    {"to", "to", UPOS_PART, XPOS_TO, 6, DEPREL_MARK},
    {"speak", "speak", UPOS_VERB, XPOS_VB, 0, DEPREL_ROOT},
    {".", ".", UPOS_PUNCT, XPOS_PERIOD, 6, DEPREL_PUNCT},
};
enum { PLANNED_WORDS = sizeof planned / sizeof *planned };

START_TEST(a_verb_has_one_subject) {
    struct token tokens[WORDS_MAX];
    fill(planned, PLANNED_WORDS, tokens);
    repair(tokens, PLANNED_WORDS);
    ck_assert_uint_eq(tokens[0].head, 2);
    ck_assert_uint_eq(tokens[0].deprel, DEPREL_AMOD);
    ck_assert_uint_eq(tokens[2].head, 5);

    fill(planned, PLANNED_WORDS, tokens);
    tokens[1].upos = UPOS_DET; /* "police the mayor": another phrase */
    repair(tokens, PLANNED_WORDS);
    ck_assert_uint_eq(tokens[0].head, 5);
}
END_TEST

START_TEST(is_to_is_a_plan_unless_an_aim_is_told) {
    struct token tokens[WORDS_MAX];
    fill(planned, PLANNED_WORDS, tokens);
    repair(tokens, PLANNED_WORDS);
    ck_assert_uint_eq(tokens[3].deprel, DEPREL_AUX);

    fill(planned, PLANNED_WORDS, tokens);
    tokens[2].lemma = SLICE("aim"); /* "the aim is to speak" */
    repair(tokens, PLANNED_WORDS);
    ck_assert_uint_eq(tokens[3].deprel, DEPREL_COP);

    fill(planned, PLANNED_WORDS, tokens);
    tokens[3].deprel = DEPREL_AUX;
    tokens[5].lemma = SLICE("blame"); /* an idiom: no plan */
    repair(tokens, PLANNED_WORDS);
    ck_assert_uint_eq(tokens[3].deprel, DEPREL_COP);
}
END_TEST

/* "The dead were divers ." with the dead as an attribute of the divers. */
static const struct word hung_subject[] = {
    {"hale", "hale", UPOS_PROPN, XPOS_NNP, 2, DEPREL_NSUBJ},
    {"says", "say", UPOS_VERB, XPOS_VBZ, 0, DEPREL_ROOT},
    {"the", "the", UPOS_DET, XPOS_DT, 6, DEPREL_DET},
    {"dead", "dead", UPOS_ADJ, XPOS_JJ, 6, DEPREL_AMOD},
    {"were", "be", UPOS_AUX, XPOS_VBD, 6, DEPREL_COP},
    {"divers", "diver", UPOS_NOUN, XPOS_NNS, 2, DEPREL_OBJ},
    {".", ".", UPOS_PUNCT, XPOS_PERIOD, 2, DEPREL_PUNCT},
};
enum { HUNG_SUBJECT_WORDS = sizeof hung_subject / sizeof *hung_subject };

START_TEST(what_stands_before_a_copula_is_its_subject) {
    struct token tokens[WORDS_MAX];
    fill(hung_subject, HUNG_SUBJECT_WORDS, tokens);
    repair(tokens, HUNG_SUBJECT_WORDS);
    ck_assert_uint_eq(tokens[3].deprel, DEPREL_NSUBJ);
    ck_assert_uint_eq(tokens[2].head, 3);
    ck_assert_uint_eq(tokens[5].deprel, DEPREL_CCOMP);
    ck_assert_uint_eq(tokens[0].head, 1);

    fill(hung_subject, HUNG_SUBJECT_WORDS, tokens);
    tokens[4].xpos = XPOS_VBG; /* "the dead being divers" */
    repair(tokens, HUNG_SUBJECT_WORDS);
    ck_assert_uint_eq(tokens[3].deprel, DEPREL_AMOD);
}
END_TEST

/* "Pike has yet to speak ." with the speech as a circumstance of having. */
static const struct word not_yet[] = {
    {"pike", "pike", UPOS_PROPN, XPOS_NNP, 2, DEPREL_NSUBJ},
    {"has", "have", UPOS_VERB, XPOS_VBZ, 0, DEPREL_ROOT},
    {"yet", "yet", UPOS_ADV, XPOS_RB, 2, DEPREL_ADVMOD},
    {"to", "to", UPOS_PART, XPOS_TO, 5, DEPREL_MARK},
    {"speak", "speak", UPOS_VERB, XPOS_VB, 2, DEPREL_ADVCL},
    {".", ".", UPOS_PUNCT, XPOS_PERIOD, 2, DEPREL_PUNCT},
};
enum { NOT_YET_WORDS = sizeof not_yet / sizeof *not_yet };

START_TEST(has_yet_to_is_an_auxiliary) {
    struct token tokens[WORDS_MAX];
    fill(not_yet, NOT_YET_WORDS, tokens);
    repair(tokens, NOT_YET_WORDS);
    ck_assert_uint_eq(tokens[4].head, NO_INDEX);
    ck_assert_uint_eq(tokens[4].deprel, DEPREL_ROOT);
    ck_assert_uint_eq(tokens[1].head, 4);
    ck_assert_uint_eq(tokens[1].deprel, DEPREL_AUX);
    ck_assert_uint_eq(tokens[0].head, 4);

    fill(not_yet, NOT_YET_WORDS, tokens);
    tokens[2].lower = SLICE("money"); /* "has money to spend" */
    repair(tokens, NOT_YET_WORDS);
    ck_assert_uint_eq(tokens[1].head, NO_INDEX);
}
END_TEST

/* ---- whatever the parser says ---------------------------------------------------------------- */

static uint32_t draw(uint32_t *state, uint32_t count) {
    *state = *state * 1664525U + 1013904223U; /* Numerical Recipes' */
    return (*state >> 8) % count;
}

/* Words of a report in no order, hung on each other at random: each on one that was hung before. */
static uint32_t draw_tree(uint32_t *state, struct token *tokens) {
    static const uint8_t tags[][2] = {{UPOS_NOUN, XPOS_NN},     {UPOS_PROPN, XPOS_NNP},
                                      {UPOS_VERB, XPOS_VBD},    {UPOS_VERB, XPOS_VBN},
                                      {UPOS_PUNCT, XPOS_COMMA}, {UPOS_ADP, XPOS_IN}};
    static const uint8_t labels[] = {DEPREL_NSUBJ, DEPREL_CCOMP, DEPREL_AMOD,  DEPREL_ACL,
                                     DEPREL_APPOS, DEPREL_ADVCL, DEPREL_PUNCT, DEPREL_OBL};
    uint32_t count = 4 + draw(state, WORDS_MAX - 4);
    uint32_t order[WORDS_MAX];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = draw(state, i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct token *token = &tokens[order[i]];
        const uint8_t *tag = tags[draw(state, sizeof tags / sizeof *tags)];
        *token = (struct token){.upos = tag[0], .xpos = tag[1]};
        token->lower = tag[0] == UPOS_PUNCT ? SLICE(",") : SLICE("said");
        token->lemma = tag[0] == UPOS_VERB ? SLICE("say") : SLICE("word");
        token->head = i ? order[draw(state, i)] : NO_INDEX;
        token->deprel = i ? labels[draw(state, sizeof labels)] : DEPREL_ROOT;
    }
    return count;
}

static bool is_tree(const struct token *tokens, uint32_t count) {
    uint32_t roots = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t steps = 0;
        for (uint32_t at = i; at != NO_INDEX; at = tokens[at].head)
            if (at >= count || steps++ == count)
                return false;
        roots += tokens[i].head == NO_INDEX;
    }
    return roots == 1;
}

START_TEST(a_tree_stays_a_tree) {
    uint32_t state = 1;
    uint32_t changed = 0;
    for (uint32_t round = 0; round < 200000; round++) {
        struct token before[WORDS_MAX];
        struct token tokens[WORDS_MAX];
        uint32_t count = draw_tree(&state, before);
        memcpy(tokens, before, count * sizeof *tokens);
        repair(tokens, count);
        ck_assert_msg(is_tree(tokens, count), "round %u", round);
        changed += memcmp(before, tokens, count * sizeof *tokens) != 0;
    }
    ck_assert_uint_gt(changed, 500);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("tree_repairs");
    TCase *cases = tcase_create("tree_repairs");
    tcase_add_test(cases, the_name_behind_the_comma_becomes_the_subject);
    tcase_add_test(cases, content_hung_on_the_speaker_is_what_is_said);
    tcase_add_test(cases, what_stood_in_its_place_goes_to_the_content);
    tcase_add_test(cases, other_sentences_stay);
    tcase_add_test(cases, circumstances_before_the_comma_are_of_the_content);
    tcase_add_test(cases, a_report_hung_on_a_noun_governs_what_it_reports);
    tcase_add_test(cases, a_verb_has_one_subject);
    tcase_add_test(cases, what_stands_before_a_copula_is_its_subject);
    tcase_add_test(cases, has_yet_to_is_an_auxiliary);
    tcase_add_test(cases, is_to_is_a_plan_unless_an_aim_is_told);
    tcase_add_test(cases, a_tree_stays_a_tree);
    suite_add_tcase(suite, cases);
    return suite;
}
