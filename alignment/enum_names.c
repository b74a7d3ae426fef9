#include "alignment/alignment.h"

#include <assert.h>

const char *relation_name(enum relation relation) {
    static const char *const names[] = {"agree", "compatible", "conflict"};
    assert((size_t)relation < sizeof names / sizeof *names);
    return names[relation];
}

const char *difference_kind_name(enum difference_kind kind) {
    static const char *const names[] = {"value",       "time", "precision", "polarity", "modality",
                                        "attribution", "role", "place",     "update"};
    assert((size_t)kind < sizeof names / sizeof *names);
    return names[kind];
}
