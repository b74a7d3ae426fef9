#include "analysis/language/dependent_kinds.h"

#include "analysis/language/tagset.h"

static uint32_t kinds_on_left(uint8_t upos) {
    switch (upos) {
    case UPOS_ADP:
        return KIND_ADPOSITION;
    case UPOS_SCONJ:
        return KIND_SUBORDINATOR;
    case UPOS_CCONJ:
        return KIND_COORDINATOR;
    case UPOS_PUNCT:
        return KIND_MARK_BEFORE;
    case UPOS_NOUN:
    case UPOS_PROPN:
    case UPOS_PRON:
    case UPOS_NUM:
    case UPOS_SYM:
        return KIND_NOMINAL_BEFORE;
    default:
        return 0;
    }
}

static uint32_t kinds_on_right(uint8_t upos) {
    switch (upos) {
    case UPOS_VERB:
        return KIND_VERB_BEHIND;
    case UPOS_NOUN:
    case UPOS_PROPN:
    case UPOS_PRON:
    case UPOS_NUM:
    case UPOS_SYM:
        return KIND_NOMINAL_BEHIND;
    default:
        return 0;
    }
}

static uint32_t kinds_by_tag(uint8_t xpos, bool left) {
    switch (xpos) {
    case XPOS_TO:
        return left ? KIND_TO : 0;
    case XPOS_WDT:
    case XPOS_WP:
    case XPOS_WRB:
        return KIND_QUESTION;
    case XPOS_POS:
        return KIND_POSSESSIVE;
    default:
        return 0;
    }
}

uint32_t dependent_kinds(struct tag_class class, bool left) {
    uint32_t kinds = left ? kinds_on_left(class.upos) : kinds_on_right(class.upos);
    if (class.upos == UPOS_AUX)
        kinds |= KIND_AUXILIARY;
    if (class.upos == UPOS_DET)
        kinds |= KIND_DETERMINER;
    return kinds | kinds_by_tag(class.xpos, left);
}
