/* The words around the first match in a text: all matches among them stand between \x02 and \x03,
 * "…" where text was left out. Both engines find their matches themselves and have them written
 * here.
 *
 * FTS5's own snippet() weighs every match against every other and reads each text to its end, and
 * so does PostgreSQL's ts_headline(); a common word in a page of long articles cost half a second.
 * This one reads up to the first match and some words further. */
#pragma once

#include "base/buffer.h"

enum { EXCERPT_WORDS_MAX = 64 /* of before + after + 1 */, EXCERPT_LIMIT = 64 * 1024 /* bytes */ };

/* The words first … first + count - 1 of a text. */
struct excerpt {
    int first;
    int count;
    int before; /* words before the first match */
    bool placed;
    bool opens[EXCERPT_WORDS_MAX]; /* a match begins with this word */
    bool closes[EXCERPT_WORDS_MAX];
    int starts[EXCERPT_WORDS_MAX]; /* bytes */
    int ends[EXCERPT_WORDS_MAX];
    int seen; /* words of the text so far */
    int kept; /* of them in the window */
    bool cut; /* more words follow */
};

void excerpt_init(struct excerpt *excerpt, int before, int after);

/* Matches come in the order of the text: `count` words from `word` on. False when it and all that
 * follow are out of sight. */
bool excerpt_match(struct excerpt *excerpt, int word, int count);

/* After all matches: the words of the text in turn, in bytes. False when no more are asked for. */
bool excerpt_word(struct excerpt *excerpt, int start, int end);

void excerpt_write(struct buffer *out, const struct excerpt *excerpt, struct slice text);
