/* Lines that hold a date of publication, a byline, or both. */
#pragma once

#include "base/date.h"
#include "base/slice.h"

struct dateline {
    day_number day;      /* DAY_NONE when the order of day and month cannot be told */
    bool labelled;       /* "Published", "Posted" stands before it */
    struct slice byline; /* behind the date: "August 20, 2025 by A. Editor"; absent otherwise */
};

/* True when the whole line is a date with weekday, clock time, zone or label. English months. */
bool dateline_read(struct slice line, struct dateline *ret_dateline);

/* The names of a byline ("By Jane Doe", "ByJane Doe", "Reporter: A and B"), without "and staff" and
 * without the outlet; absent when the line is none. */
struct slice byline_read(struct slice line);
