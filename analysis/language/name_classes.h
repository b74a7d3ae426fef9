/* Word classes by which names are told: titles, heads of organisation and place names, event nouns,
 * and words that are no names though they are capitalised. */
#pragma once

#include "base/slice.h"

enum name_class {
    NAME_CLASS_TITLE,
    NAME_CLASS_HONORIFIC,
    NAME_CLASS_TITLE_MODIFIER,
    NAME_CLASS_PORTFOLIO,
    NAME_CLASS_FEMALE_TITLE,
    NAME_CLASS_MALE_TITLE,
    NAME_CLASS_STATE_HEAD,
    NAME_CLASS_ORGANIZATION_HEAD,
    NAME_CLASS_COMPANY_HEAD,
    NAME_CLASS_PLACE_KIND,
    NAME_CLASS_PLACE_HEAD,
    NAME_CLASS_PLACE_FRONT,
    NAME_CLASS_EVENT_NOUN,
    NAME_CLASS_NAME_CONNECTOR,
    NAME_CLASS_CALENDAR,
    NAME_CLASS_FUNCTION,
    NAME_CLASS_PLACE_PREPOSITION,
    NAME_CLASS_COUNT
};

/* Is the lower-case word in the class? */
bool name_class_has(enum name_class class, struct slice lower);
