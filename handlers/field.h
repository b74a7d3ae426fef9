/* Bodies are described, not dug through: a table of fields fills a struct or names the offending
 * field by its JSON pointer (RFC 6901).
 *
 * Slices in the filled struct are copies in the arena, so that the parsed JSON may be freed at
 * once.
 */
#pragma once

#include "base/arena.h"

#include <jansson.h>

/* One thing wrong with a body; `pointer` is absent for query parameters. */
struct field_error {
    struct slice pointer;
    struct slice detail;
};

struct field_error_list {
    struct field_error *at;
    uint32_t count;
    uint32_t capacity;
};

/* A string member. `check` (may be NULL) returns NULL or what is wrong with the value. */
struct field {
    const char *name;
    size_t offset; /* of the struct slice in the target */
    size_t limit;  /* bytes */
    const char *(*check)(struct slice value);
};

/* Reads `body` (below `prefix`, the pointer of its parent, "" for the root) by `fields` into the
 * zeroed struct at `target`. Unknown members, wrong types, values over the limit or refused by
 * `check` are added to `errors`; null counts as absent. Returns 0 or ERR_NO_MEMORY; look at
 * errors->count. */
int fields_read(struct arena *arena, const json_t *body, const char *prefix,
                const struct field *fields, size_t count, void *target,
                struct field_error_list *errors);

/* The same for one query parameter. ERR_NOT_FOUND when no field has that name. */
int fields_read_parameter(struct arena *arena, struct slice name, struct slice value,
                          const struct field *fields, size_t count, void *target,
                          struct field_error_list *errors);

/* Adds an error whose pointer is printf-made. Returns 0 or ERR_NO_MEMORY. */
int field_error_add(struct arena *arena, struct field_error_list *errors, const char *detail,
                    const char *pointer_format, ...) __attribute__((format(printf, 4, 5)));
