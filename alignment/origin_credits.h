/* Whose report an article is, by its own credits. */
#pragma once

#include "alignment/origins.h"

/* The agency of the dateline ("OSTBY (Meridian) -"), byline ("Jane Doe, Associated Press") or
 * credit line ("Source: Xinhua"), else the outlet; ORIGIN_ARTICLE when the article tells neither.
 */
struct origin origin_credited(const struct analysis *analysis);
