/* Abbreviations that keep their full stop, and what the stop may mean beside. */
#pragma once

#include "base/slice.h"

enum abbreviation {
    ABBREVIATION_NONE,
    ABBREVIATION_TITLE,  /* "Gen.", "Mr.": a name follows, the sentence goes on */
    ABBREVIATION_NUMBER, /* "No.", "p.": an abbreviation only before a number */
    ABBREVIATION_CLOCK,  /* "a.m.": ends the sentence before a capital */
    ABBREVIATION_OTHER,  /* "U.S.", "Inc.": ends the sentence before a usual opening word */
};

/* `word` is lower-cased without its last full stop; `capital` tells whether it began so in the text
 * ("Sun." but not "sun."). Acronyms with inner stops ("u.s") are known by their form. */
enum abbreviation abbreviation_find(struct slice word, bool capital);

/* Letters with a stop between each two: "u.s", "e.g". */
bool abbreviation_is_dotted(struct slice word);

/* What may follow "8 p.m." inside its sentence with a capital: "8 p.m. Tuesday", "9 a.m. Eastern".
 */
bool abbreviation_clock_goes_on(struct slice word);

/* Lower-case words that often open a sentence and hardly ever follow an abbreviation inside one
 * with a capital. */
bool abbreviation_opener(struct slice word);
