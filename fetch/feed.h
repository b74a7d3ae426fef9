/* Feeds: RSS 0.9x, 1.0 and 2.0, Atom (RFC 4287), JSON Feed 1 and 1.1. Pure. Only what claimd needs
 * is read: the feed's title, and of each item its id and the URL of its page, as they stand there
 * (relative ones too).
 */
#pragma once

#include "base/arena.h"

enum {
    FEED_BYTES_MAX = 4 * 1024 * 1024,
    FEED_TREE_BYTES_MAX = 512 * 1024 * 1024, /* what libxml2 makes of one, nothing but tags */
    FEED_PARSED_ITEMS_MAX = 1000,
    FEED_NAME_MAX = 2000,
};

struct feed_item {
    struct slice guid; /* absent slices where it has none */
    struct slice link;
};

struct feed_item_list {
    struct feed_item *at;
    uint32_t count;
    uint32_t capacity;
};

struct feed {
    struct slice title; /* UTF-8; absent where it has none */
    struct feed_item_list items;
};

/* Returns 0, ERR_INVALID when the bytes are no feed, or ERR_NO_MEMORY. */
int feed_parse(struct arena *arena, struct slice bytes, struct feed *ret_feed);

/* The first feed that an HTML page announces (<link rel="alternate" type="application/rss+xml" …>),
 * as it stands there; absent when there is none. */
int feed_discover(struct arena *arena, struct slice html, struct slice *ret_link);

/* ---- the two formats, for feed_parse --------------------------------------------------------- */

int feed_parse_xml(struct arena *arena, struct slice bytes, struct feed *ret_feed);
int feed_parse_json(struct arena *arena, struct slice bytes, struct feed *ret_feed);

/* A trimmed copy of at most FEED_NAME_MAX bytes; absent when it is empty, longer, or not UTF-8
 * text. Returns 0 or ERR_NO_MEMORY. */
int feed_keep(struct arena *arena, struct slice text, struct slice *ret_copy);
