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
    tokens[2].deprel = DEPREL_ADVCL; /* nothing is reported */
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

Suite *test_suite(void) {
    Suite *suite = suite_create("tree_repairs");
    TCase *cases = tcase_create("tree_repairs");
    tcase_add_test(cases, the_name_behind_the_comma_becomes_the_subject);
    tcase_add_test(cases, content_hung_on_the_speaker_is_what_is_said);
    tcase_add_test(cases, what_stood_in_its_place_goes_to_the_content);
    tcase_add_test(cases, other_sentences_stay);
    suite_add_tcase(suite, cases);
    return suite;
}
