/* Names of the tags, and the way back by linear search: the sets are small and only trainers and
 * the evaluator read names. */
#include "analysis/language/tagset.h"

#include <assert.h>

static const char *const upos_names[UPOS_COUNT] = {
    [UPOS_NONE] = "_",      [UPOS_ADJ] = "ADJ",     [UPOS_ADP] = "ADP",     [UPOS_ADV] = "ADV",
    [UPOS_AUX] = "AUX",     [UPOS_CCONJ] = "CCONJ", [UPOS_DET] = "DET",     [UPOS_INTJ] = "INTJ",
    [UPOS_NOUN] = "NOUN",   [UPOS_NUM] = "NUM",     [UPOS_PART] = "PART",   [UPOS_PRON] = "PRON",
    [UPOS_PROPN] = "PROPN", [UPOS_PUNCT] = "PUNCT", [UPOS_SCONJ] = "SCONJ", [UPOS_SYM] = "SYM",
    [UPOS_VERB] = "VERB",   [UPOS_X] = "X",
};

static const char *const xpos_names[XPOS_COUNT] = {
    [XPOS_NONE] = "_",        [XPOS_ADD] = "ADD",        [XPOS_AFX] = "AFX",   [XPOS_CC] = "CC",
    [XPOS_CD] = "CD",         [XPOS_DT] = "DT",          [XPOS_EX] = "EX",     [XPOS_FW] = "FW",
    [XPOS_GW] = "GW",         [XPOS_HYPH] = "HYPH",      [XPOS_IN] = "IN",     [XPOS_JJ] = "JJ",
    [XPOS_JJR] = "JJR",       [XPOS_JJS] = "JJS",        [XPOS_LRB] = "-LRB-", [XPOS_LS] = "LS",
    [XPOS_MD] = "MD",         [XPOS_NFP] = "NFP",        [XPOS_NN] = "NN",     [XPOS_NNP] = "NNP",
    [XPOS_NNPS] = "NNPS",     [XPOS_NNS] = "NNS",        [XPOS_PDT] = "PDT",   [XPOS_POS] = "POS",
    [XPOS_PRP] = "PRP",       [XPOS_PRPS] = "PRP$",      [XPOS_RB] = "RB",     [XPOS_RBR] = "RBR",
    [XPOS_RBS] = "RBS",       [XPOS_RP] = "RP",          [XPOS_RRB] = "-RRB-", [XPOS_SYM] = "SYM",
    [XPOS_TO] = "TO",         [XPOS_UH] = "UH",          [XPOS_VB] = "VB",     [XPOS_VBD] = "VBD",
    [XPOS_VBG] = "VBG",       [XPOS_VBN] = "VBN",        [XPOS_VBP] = "VBP",   [XPOS_VBZ] = "VBZ",
    [XPOS_WDT] = "WDT",       [XPOS_WP] = "WP",          [XPOS_WPS] = "WP$",   [XPOS_WRB] = "WRB",
    [XPOS_XX] = "XX",         [XPOS_COMMA] = ",",        [XPOS_PERIOD] = ".",  [XPOS_COLON] = ":",
    [XPOS_OPEN_QUOTE] = "``", [XPOS_CLOSE_QUOTE] = "''", [XPOS_DOLLAR] = "$",
};

static const char *const deprel_names[DEPREL_COUNT] = {
    [DEPREL_NONE] = "_",
    [DEPREL_ACL] = "acl",
    [DEPREL_ADVCL] = "advcl",
    [DEPREL_ADVMOD] = "advmod",
    [DEPREL_AMOD] = "amod",
    [DEPREL_APPOS] = "appos",
    [DEPREL_AUX] = "aux",
    [DEPREL_CASE] = "case",
    [DEPREL_CC] = "cc",
    [DEPREL_CCOMP] = "ccomp",
    [DEPREL_COMPOUND] = "compound",
    [DEPREL_CONJ] = "conj",
    [DEPREL_COP] = "cop",
    [DEPREL_CSUBJ] = "csubj",
    [DEPREL_DEP] = "dep",
    [DEPREL_DET] = "det",
    [DEPREL_DISCOURSE] = "discourse",
    [DEPREL_DISLOCATED] = "dislocated",
    [DEPREL_EXPL] = "expl",
    [DEPREL_FIXED] = "fixed",
    [DEPREL_FLAT] = "flat",
    [DEPREL_GOESWITH] = "goeswith",
    [DEPREL_IOBJ] = "iobj",
    [DEPREL_LIST] = "list",
    [DEPREL_MARK] = "mark",
    [DEPREL_NMOD] = "nmod",
    [DEPREL_NSUBJ] = "nsubj",
    [DEPREL_NUMMOD] = "nummod",
    [DEPREL_OBJ] = "obj",
    [DEPREL_OBL] = "obl",
    [DEPREL_ORPHAN] = "orphan",
    [DEPREL_PARATAXIS] = "parataxis",
    [DEPREL_PUNCT] = "punct",
    [DEPREL_REPARANDUM] = "reparandum",
    [DEPREL_ROOT] = "root",
    [DEPREL_VOCATIVE] = "vocative",
    [DEPREL_XCOMP] = "xcomp",
    [DEPREL_NSUBJ_PASS] = "nsubj:pass",
    [DEPREL_CSUBJ_PASS] = "csubj:pass",
    [DEPREL_AUX_PASS] = "aux:pass",
    [DEPREL_OBL_AGENT] = "obl:agent",
    [DEPREL_NMOD_POSS] = "nmod:poss",
    [DEPREL_ACL_RELCL] = "acl:relcl",
    [DEPREL_COMPOUND_PRT] = "compound:prt",
};

const char *upos_name(enum upos upos) {
    assert((size_t)upos < UPOS_COUNT);
    return upos_names[upos];
}

const char *xpos_name(enum xpos xpos) {
    assert((size_t)xpos < XPOS_COUNT);
    return xpos_names[xpos];
}

const char *deprel_name(enum deprel deprel) {
    assert((size_t)deprel < DEPREL_COUNT);
    return deprel_names[deprel];
}

static size_t find(struct slice name, const char *const *names, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (slice_equal(name, slice_from_cstr(names[i])))
            return i;
    return 0;
}

enum upos upos_find(struct slice name) {
    return (enum upos)find(name, upos_names, UPOS_COUNT);
}

enum xpos xpos_find(struct slice name) {
    return (enum xpos)find(name, xpos_names, XPOS_COUNT);
}

enum deprel deprel_find(struct slice name) {
    size_t found = find(name, deprel_names, DEPREL_COUNT);
    if (found)
        return (enum deprel)found;

    const char *colon = name.length ? memchr(name.at, ':', name.length) : NULL;
    if (!colon)
        return DEPREL_NONE;
    return (enum deprel)find(slice_of(name.at, (size_t)(colon - name.at)), deprel_names,
                             DEPREL_COUNT);
}
