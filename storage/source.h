/* Sources: who articles come from. A record is made when the first article of a source comes; an
 * editor says what it is, whom it belongs to and under which other names it goes. Names are
 * compared without regard to the case of ASCII letters. storage.h's conventions hold. */
#pragma once

#include "storage/storage.h"

enum { SOURCE_ALIASES_MAX = 50 };

struct stored_source {
    struct slice name;
    struct slice kind;           /* "wire", "outlet", "official" or "own" */
    struct slice family;         /* the group it belongs to; absent for none */
    const struct slice *aliases; /* other names, in alphabetical order */
    uint32_t alias_count;
    int64_t changed_at;
};

struct source_list {
    struct stored_source *at;
    uint32_t count;
    uint32_t capacity;
    bool more;
};

/* In alphabetical order, those behind `after` (absent: all); `kind` absent: of any. */
int storage_source_list(struct storage *storage, struct arena *arena, struct slice after,
                        struct slice kind, uint32_t limit, struct source_list *ret_list);

/* By any of its names. ERR_NOT_FOUND. */
int storage_source_get(struct storage *storage, struct arena *arena, struct slice name,
                       struct stored_source *ret_source);

/* What is absent (aliases: NULL) stays as it is. An alias that is the name of another record takes
 * that record in, with its articles and names; one that is taken away becomes a record of its own
 * again. */
struct source_change {
    struct storage_write write;
    struct slice key;  /* any name of the source */
    bool create;       /* when there is none */
    struct slice name; /* the new one; the old one becomes an alias */
    struct slice kind;
    bool set_family;
    struct slice family; /* absent with set_family: none */
    const struct slice *aliases;
    uint32_t alias_count;

    bool created; /* the answer */
};

/* ERR_NOT_FOUND; ERR_INVALID: one of the names is an alias of another source. */
int storage_source_change(struct storage *storage, struct source_change *change);
