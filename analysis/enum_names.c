#include "analysis/enum_names.h"

#include <assert.h>

#define NAME_OF(table, value)                                                                      \
    (assert((size_t)(value) < sizeof(table) / sizeof *(table)), (table)[(value)])

const char *date_rule_name(enum date_rule rule) {
    static const char *const names[] = {"none", "given", "json-ld", "meta", "url", "dateline"};
    return NAME_OF(names, rule);
}

const char *entity_type_name(enum entity_type type) {
    static const char *const names[] = {"person", "organization", "place", "event", "other"};
    return NAME_OF(names, type);
}

const char *comparator_name(enum comparator comparator) {
    static const char *const names[] = {"exact",     "about",   "more_than", "at_least",
                                        "less_than", "at_most", "between"};
    return NAME_OF(names, comparator);
}

const char *quantity_role_name(enum quantity_role role) {
    static const char *const names[] = {"plain", "change", "base", "result", "gloss", "duration"};
    return NAME_OF(names, role);
}

const char *time_type_name(enum time_type type) {
    static const char *const names[] = {"DATE", "TIME", "DURATION", "SET"};
    return NAME_OF(names, type);
}

const char *recurrence_kind_name(enum recurrence_kind kind) {
    static const char *const names[] = {"none", "first_since", "first_in", "first_ever", "last_at"};
    return NAME_OF(names, kind);
}

const char *attribution_kind_name(enum attribution_kind kind) {
    static const char *const names[] = {"direct", "indirect", "mixed"};
    return NAME_OF(names, kind);
}

const char *polarity_name(enum polarity polarity) {
    static const char *const names[] = {"affirmed", "negated"};
    return NAME_OF(names, polarity);
}

const char *modality_name(enum modality modality) {
    static const char *const names[] = {"asserted", "possible", "planned", "reported", "denied"};
    return NAME_OF(names, modality);
}
