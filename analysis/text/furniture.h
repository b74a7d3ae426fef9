/* Lines that belong to the page and not to the article. */
#pragma once

#include "analysis/text/lines.h"

/* Where a line stands. */
enum zone {
    ZONE_HEAD,   /* before the first line of running text */
    ZONE_MIDDLE, /* among it */
    ZONE_TAIL,   /* behind the last */
};

/* Why the line should go ("advertisement", "share", "navigation", "comments", "newsletter",
 * "related", "tags", "contact", "legal"), absent when it should stay. */
struct slice furniture_kind(const struct line *line, enum zone zone);
