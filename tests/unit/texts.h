/* Articles for tests of single stages: one arena a test, text cut into tokens. */
#pragma once

#include "analysis/analysis.h"

/* Of the running test; opened and freed by the fixtures below. */
extern struct arena *arena;

void arena_open(void);
void arena_close(void);

/* `text` with paragraphs, sentences and tokens, and nothing else. */
struct analysis *tokenized(struct slice text);
