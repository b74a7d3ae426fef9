/* Before the XML parser sees a feed or a list of feeds: what nobody sends in good faith. Pure. */
#pragma once

#include "base/slice.h"

#include <stdbool.h>

/* Does an element have more attributes than any feed needs? libxml2 compares each with all before
 * it: a hundred kilobytes of them cost a second, ten megabytes hours. Declared entities are told
 * here too: they are how a few bytes become many; and encodings in which neither could be seen.
 * Bytes that do not begin as XML does are hostile too. */
bool xml_is_hostile(struct slice bytes);
