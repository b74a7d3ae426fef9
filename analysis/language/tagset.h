/* Universal Dependencies v2 tags and relations, Penn Treebank tags, as small enums.
 *
 * The order is part of the model files: add at the end only.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum upos {
    UPOS_NONE, /* not tagged */
    UPOS_ADJ,
    UPOS_ADP,
    UPOS_ADV,
    UPOS_AUX,
    UPOS_CCONJ,
    UPOS_DET,
    UPOS_INTJ,
    UPOS_NOUN,
    UPOS_NUM,
    UPOS_PART,
    UPOS_PRON,
    UPOS_PROPN,
    UPOS_PUNCT,
    UPOS_SCONJ,
    UPOS_SYM,
    UPOS_VERB,
    UPOS_X,
    UPOS_COUNT
};

/* Penn tags as they stand in EWT and GUM. */
enum xpos {
    XPOS_NONE,
    XPOS_ADD,
    XPOS_AFX,
    XPOS_CC,
    XPOS_CD,
    XPOS_DT,
    XPOS_EX,
    XPOS_FW,
    XPOS_GW,
    XPOS_HYPH,
    XPOS_IN,
    XPOS_JJ,
    XPOS_JJR,
    XPOS_JJS,
    XPOS_LRB,
    XPOS_LS,
    XPOS_MD,
    XPOS_NFP,
    XPOS_NN,
    XPOS_NNP,
    XPOS_NNPS,
    XPOS_NNS,
    XPOS_PDT,
    XPOS_POS,
    XPOS_PRP,
    XPOS_PRPS, /* PRP$ */
    XPOS_RB,
    XPOS_RBR,
    XPOS_RBS,
    XPOS_RP,
    XPOS_RRB,
    XPOS_SYM,
    XPOS_TO,
    XPOS_UH,
    XPOS_VB,
    XPOS_VBD,
    XPOS_VBG,
    XPOS_VBN,
    XPOS_VBP,
    XPOS_VBZ,
    XPOS_WDT,
    XPOS_WP,
    XPOS_WPS, /* WP$ */
    XPOS_WRB,
    XPOS_XX,
    XPOS_COMMA,
    XPOS_PERIOD,
    XPOS_COLON,
    XPOS_OPEN_QUOTE,  /* `` */
    XPOS_CLOSE_QUOTE, /* '' */
    XPOS_DOLLAR,
    XPOS_COUNT
};

/* Relations without subtypes. */
enum deprel {
    DEPREL_NONE,
    DEPREL_ACL,
    DEPREL_ADVCL,
    DEPREL_ADVMOD,
    DEPREL_AMOD,
    DEPREL_APPOS,
    DEPREL_AUX,
    DEPREL_CASE,
    DEPREL_CC,
    DEPREL_CCOMP,
    DEPREL_COMPOUND,
    DEPREL_CONJ,
    DEPREL_COP,
    DEPREL_CSUBJ,
    DEPREL_DEP,
    DEPREL_DET,
    DEPREL_DISCOURSE,
    DEPREL_DISLOCATED,
    DEPREL_EXPL,
    DEPREL_FIXED,
    DEPREL_FLAT,
    DEPREL_GOESWITH,
    DEPREL_IOBJ,
    DEPREL_LIST,
    DEPREL_MARK,
    DEPREL_NMOD,
    DEPREL_NSUBJ,
    DEPREL_NUMMOD,
    DEPREL_OBJ,
    DEPREL_OBL,
    DEPREL_ORPHAN,
    DEPREL_PARATAXIS,
    DEPREL_PUNCT,
    DEPREL_REPARANDUM,
    DEPREL_ROOT,
    DEPREL_VOCATIVE,
    DEPREL_XCOMP,
    /* The subtypes that a reader of clauses cannot do without. */
    DEPREL_NSUBJ_PASS,
    DEPREL_CSUBJ_PASS,
    DEPREL_AUX_PASS,
    DEPREL_OBL_AGENT,
    DEPREL_NMOD_POSS,
    DEPREL_ACL_RELCL,
    DEPREL_COMPOUND_PRT,
    DEPREL_COUNT
};

const char *upos_name(enum upos upos);
const char *xpos_name(enum xpos xpos);
const char *deprel_name(enum deprel deprel);

/* NONE for a name that is not in the set; deprel_find cuts subtypes it does not keep. */
enum upos upos_find(struct slice name);
enum xpos xpos_find(struct slice name);
enum deprel deprel_find(struct slice name);
