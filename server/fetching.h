/* What fetches: the fetcher with its guard, and the intake over it, set up from the configuration.
 */
#pragma once

#include "handlers/article_keep.h"
#include "hooks/hooks.h"
#include "server/config.h"

struct fetching {
    struct fetcher *fetcher; /* NULL with --offline, as the next */
    struct intake *intake;
    struct hooks *hooks;
    struct article_keep_context keep;
    char user_agent[256];
};

/* Are the settings for fetching fit to be used? Returns 0, or ERR_INVALID after one line on stderr.
 */
int fetching_check(const struct config *config);

/* The settings have been checked. `ret_fetching` must stay where it is until fetching_stop. Returns
 * 0, or an error after one line on stderr. */
int fetching_start(const struct config *config, const struct resources *resources,
                   struct storage *storage, struct fetching *ret_fetching);

/* After the last request. Takes a zeroed struct calmly. */
void fetching_stop(struct fetching *fetching);
