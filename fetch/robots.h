/* robots.txt after RFC 9309: pure, bounded, linear. */
#pragma once

#include "base/slice.h"

enum { ROBOTS_BYTES_MAX = 512 * 1024 /* more is not read (RFC 9309, 2.5: at least 500 KiB) */ };

/* May the product `agent` ("claimd": letters, '-' and '_') fetch `path` (with its query, beginning
 * with '/') from the host whose robots.txt is `robots`? The groups that name the agent decide,
 * those of "*" when there is none; the longest rule wins, allow before disallow. `delay` (may be
 * NULL) becomes the group's Crawl-delay in milliseconds (at most a minute), 0 for none. */
bool robots_allow(struct slice robots, struct slice agent, struct slice path, int *ret_delay);
