/* What the numbers of an event's reports count: people killed, hurt, missing, driven out or held,
 * aboard, at a rally, employed, homes destroyed, land burned, a fire contained. Two outlets tell
 * one tally in words that have nothing in common ("killed one person", "the toll rose to three",
 * "112 homes are gone"), so the tally itself is the matter that they share.
 */
#pragma once

#include "alignment/likeness.h"

enum tally {
    TALLY_NONE,
    TALLY_DEAD,
    TALLY_HURT,
    TALLY_MISSING,
    TALLY_DISPLACED,
    TALLY_HELD,
    TALLY_RESCUED,
    TALLY_INFECTED,
    TALLY_POWERLESS,
    TALLY_DEPLOYED,
    TALLY_ABOARD,
    TALLY_GATHERED,
    TALLY_STRIKING,
    TALLY_EMPLOYED,
    TALLY_DESTROYED,
    TALLY_DAMAGED,
    TALLY_BURNED,
    TALLY_CONTAINED,
    TALLY_COUNT,
};

const char *tally_name(enum tally tally);

/* What `quantity` counts, by the word nearest to it in the tree of its sentence; TALLY_NONE where
 * no such word is near. Reads a bounded number of tokens. */
enum tally tally_of(const struct resources *resources, const struct analysis *analysis,
                    const struct quantity *quantity);

/* Do such counts rise while an event goes on? Who was aboard or works there does not change. */
bool tally_may_grow(enum tally tally);

/* Do such counts go down again as days pass: the missing are found, the evacuated return? */
bool tally_may_shrink(enum tally tally);

/* The tally of a claim's quantity `index`; TALLY_NONE beyond VIEW_TALLIES_MAX. */
static inline enum tally view_tally(const struct claim_view *view, uint32_t index) {
    return index < VIEW_TALLIES_MAX ? (enum tally)view->tallies[index] : TALLY_NONE;
}

/* Is one tally told by both claims, of the same people or things? */
bool tallies_meet(const struct claim_view *a, const struct claim_view *b);

/* How surely two claims of different articles tell one tally of one event: 0 when they do not. Only
 * within whole articles, whose kinship says that the event is one. */
double tally_matter(const struct claim_view *a, const struct claim_view *b,
                    const struct likeness *likeness);
