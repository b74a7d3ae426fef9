/* Stories that this process has for itself while it compares them: of several claimd over one
 * server, two that compare one story at once would do the work of one of them for nothing. Holds
 * are advisory locks of a session, and only advice: who holds nothing (an engine without such
 * locks, a connection that broke, an editor's deed) is kept from nothing, and what it changes is
 * found by the transaction that looks again (forecast_fits). */
#pragma once

#include "storage/connection.h"

struct storage;

struct story_holds {
    struct connection connection; /* a session of its own: opened when first needed */
    bool any;
};

/* Tries to hold each of the stories; ret_held[i]: held, or it is not known how. */
void story_holds_try(struct storage *storage, struct story_holds *holds, const int64_t *stories,
                     uint32_t count, bool *ret_held);

/* Waits until the story can be held, or for as long as a lock is waited for. */
void story_holds_wait(struct storage *storage, struct story_holds *holds, int64_t story);

/* Lets go of all of them. */
void story_holds_release(struct story_holds *holds);

void story_holds_done(struct story_holds *holds);
