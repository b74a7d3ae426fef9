/* The encoding of a page: WHATWG's order, simplified. */
#pragma once

#include "base/arena.h"

enum { PAGE_BYTES_MAX = 1 << 28 };

/* Turns the bytes of a page into well-formed UTF-8: by byte order mark, as they are where they are
 * that, by the charset that a meta element names, else from windows-1252. Stray bytes become
 * U+FFFD. *ret_html may be `html` itself or lie in the arena. Returns 0, ERR_TOO_LARGE above
 * PAGE_BYTES_MAX, or ERR_NO_MEMORY. */
int page_decode(struct arena *arena, struct slice html, struct slice *ret_html);
