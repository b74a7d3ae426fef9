#include "tests/unit/texts.h"

#include "analysis/stages.h"

#include <check.h>

enum { ARENA_LIMIT = 1 << 26 };

struct arena *arena;

void arena_open(void) {
    arena = arena_new(ARENA_LIMIT);
    ck_assert_ptr_nonnull(arena);
}

void arena_close(void) {
    arena_free(arena);
}

struct analysis *tokenized(struct slice text) {
    struct analysis *analysis = ARENA_NEW(arena, struct analysis);
    ck_assert_ptr_nonnull(analysis);
    analysis->article.text = text;
    ck_assert_int_eq(text_tokenize(NULL, arena, analysis), 0);
    return analysis;
}
