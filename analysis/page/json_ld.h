/* JSON-LD as pages carry it in <script type="application/ld+json">, and the few things we ask of
 * it.
 *
 * A small reader of its own, since what pages print is often not quite JSON (raw line breaks in
 * strings, HTML comments around it, a comma too many): it takes what it understands and stops where
 * it does not.
 */
#pragma once

#include "base/arena.h"

#include <stdint.h>

enum json_kind { JSON_LD_STRING, JSON_LD_OBJECT, JSON_LD_ARRAY, JSON_LD_OTHER };

struct json_node {
    struct slice key;   /* in an object */
    struct slice value; /* of a string, unescaped */
    uint32_t first;     /* child, NO_INDEX */
    uint32_t next;      /* sibling, NO_INDEX */
    uint8_t kind;       /* enum json_kind */
};

struct json_nodes {
    struct json_node *at;
    uint32_t count;
    uint32_t capacity;
};

/* Reads `text` into `nodes`, root at index 0. Nesting is cut at 32 and nodes at 20,000. Returns 0
 * or ERR_NO_MEMORY; count stays 0 when nothing could be read. */
int json_ld_read(struct arena *arena, struct slice text, struct json_nodes *nodes);

/* The member `key` of an object node, or NO_INDEX. */
uint32_t json_ld_member(const struct json_nodes *nodes, uint32_t object, struct slice key);

/* What an article object says; absent slices where it says nothing. */
struct json_ld_article {
    struct slice headline;
    struct slice published; /* as printed, as the next */
    struct slice modified;
    struct slice authors; /* names, ", " between them */
    struct slice publisher;
};

/* Finds the first article (NewsArticle, Article, BlogPosting, … also below @graph and mainEntity)
 * and fills what `article` lacks; @id references are followed. Returns 0 or ERR_NO_MEMORY. */
int json_ld_article(struct arena *arena, const struct json_nodes *nodes,
                    struct json_ld_article *article);
