/* A store of its own for each test, in a folder that goes with it. Its decider lays articles into
 * one story whose signatures ("event:wording") begin alike up to the colon, and fails for
 * "refused". Where something cannot be set up the test fails. */
#pragma once

#include "storage/alignments.h"
#include "tests/database.h"
#include "tests/unit/runner.h"

#include <stdatomic.h>

extern struct storage *store;
extern struct arena *store_arena;
extern char store_path[DATABASE_WHERE_MAX];
extern char store_folder[64];
extern atomic_int store_parted; /* how often the decider has been asked, in all */

void store_setup(void);
void store_teardown(void);
void store_reopen(void);
void store_open(void); /* after storage_close */

/* A record in store_arena, with one claim and nothing else; absent slices where nothing is given.
 */
struct article_record *store_record(const char *text, const char *signature, const char *url);

/* "event" of "event:wording". */
struct slice store_event_of(struct slice signature);

/* Puts and waits. */
struct article_put store_put(const struct article_record *record);
int store_put_deed(struct article_put *put);
int store_delete(const struct storage_id *id);

/* What a test's aligner says of each two articles that it is asked about: their places and ids.
 * Returns 0 or ERR_NO_MEMORY. */
int store_tell_pairs(struct arena *arena, const struct alignment_question *question,
                     struct alignment_answer *answer);

/* The first column of the first row, asked over a connection of its own. */
int64_t store_ask(const char *sql);

/* Runs SQL over a connection of its own. */
void store_change(const char *sql);

/* How often the bytes stand in the database's file and in its log. */
int store_grep(const char *marker);
