/* OPML 2.0: lists of feeds, in and out. Pure. */
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

enum { OPML_FEEDS_MAX = 1000 };

struct opml_feed {
    struct slice url;
    struct slice title; /* absent when it has none */
};

struct opml_list {
    struct opml_feed *at;
    uint32_t count;
    uint32_t capacity;
};

/* The outlines with an xmlUrl, at any depth, in order. Returns 0, ERR_INVALID when it is no OPML,
 * ERR_TOO_LARGE beyond OPML_FEEDS_MAX, or ERR_NO_MEMORY. */
int opml_parse(struct arena *arena, struct slice bytes, struct opml_list *ret_feeds);

/* The buffer keeps the error. */
void opml_write(struct buffer *out, const struct opml_list *feeds);
