/* Before the parser sees a page: one linear pass that takes from it what would cost too much. */
#pragma once

#include "base/arena.h"

/* A copy of `html` without NUL bytes, without what no reader asks for (style sheets, scripts but
 * those that may be JSON-LD, attributes that attributes.h does not name: half the bytes of many a
 * page), and without start and end tags that would nest deeper than `depth_max`. Elements of some
 * hundred attributes keep the first that are plain. libxml2 takes time in the square of the depth,
 * and of the attributes of one element: a hundred kilobytes of either cost seconds, ten megabytes
 * hours. Returns 0 or ERR_NO_MEMORY. */
int page_guard(struct arena *arena, struct slice html, unsigned depth_max, struct slice *ret_html);
