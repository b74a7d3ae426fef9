/* libxml2's memory during one parse. Out of memory, libxml2 2.9.14 goes on with what it has: it
 * returns half a tree as if it were whole, and its HTML parser may never end. So a parse of ours
 * runs inside xml_within: what libxml2 asks for comes from memory of the parse's own, and where
 * there is no more, the parse is left on the spot (longjmp). All that it made goes with that
 * memory.
 */
#pragma once

#include <stddef.h>

struct xml_memory;

/* NULL when out of memory; `limit` is in bytes. xml_memory_free takes NULL calmly. */
struct xml_memory *xml_memory_new(size_t limit);
void xml_memory_free(struct xml_memory *memory);

/* Runs `body`; trees and strings that libxml2 makes in it die with `memory` and need not be freed.
 * Nothing that `body` allocates elsewhere may be in its hands alone while it calls libxml2, for it
 * may not come back from there. Returns what `body` returns, or ERR_NO_MEMORY. */
int xml_within(struct xml_memory *memory, int (*body)(void *context), void *context);
