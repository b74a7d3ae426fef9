/* News agencies by the names that credits use ("AP", "the Associated Press", "KCNA"). */
#pragma once

#include "base/slice.h"

/* The agency's full name for a name or abbreviation without its article, ASCII case ignored; absent
 * when it is none that we know. Abbreviations must be in capitals, for "pa" and "ap" are words. */
struct slice agency_name(struct slice text);
