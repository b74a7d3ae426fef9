/* Searching what articles say: claims, quotations, numbers, names. Rows come newest article first,
 * in text order inside it; names in alphabetical order. */
#pragma once

#include "storage/storage.h"

/* Which rows; absent slices, empty ids, DAY_NONE and not-a-number mean all. A filter that a kind of
 * row has no member for is ignored. */
struct row_filter {
    struct slice entity;  /* a name that the claim holds (a quotation or number: its article) */
    struct slice speaker; /* who says so */
    struct slice unit;
    double value_from; /* the number may lie in this range */
    double value_to;
    day_number day_from; /* the claim speaks of days in this range */
    day_number day_to;
    struct slice polarity;
    struct slice modality;
    struct slice kind; /* of a quotation */
    struct slice type; /* of a name */
    struct slice name; /* a name begins so */
    struct slice source;
    struct storage_id story;
    struct storage_id article; /* an old version too */
    day_number published_from;
    day_number published_to;
    int64_t after_article; /* only rows behind this one; 0 from the first on */
    int64_t after_ordinal;
    struct slice after_name; /* of names */
    uint32_t limit;          /* 1 … STORAGE_PAGE_MAX */
};

/* The article that a row stands in. */
struct row_article {
    int64_t number;
    struct storage_id id;
    struct storage_id story;
    struct slice source;
    struct slice published_at;
};

struct found_claim {
    struct row_article article;
    uint32_t ordinal;
    struct claim_record claim;
    struct slice speaker;
};

struct found_quotation {
    struct row_article article;
    uint32_t ordinal;
    struct quotation_record quotation;
};

struct found_quantity {
    struct row_article article;
    uint32_t ordinal;
    struct quantity_record quantity;
};

struct found_name {
    struct slice name;
    struct slice type;
    int64_t articles;
    int64_t mentions;
};

/* A page; `next_article` is 0 on the last one (of names: next_name is absent). As with articles it
 * may be short while more follows. */
struct row_page {
    int64_t next_article;
    int64_t next_ordinal;
    struct slice next_name;
};

struct found_claim_list {
    struct found_claim *at;
    uint32_t count;
    uint32_t capacity;
    struct row_page page;
};

struct found_quotation_list {
    struct found_quotation *at;
    uint32_t count;
    uint32_t capacity;
    struct row_page page;
};

struct found_quantity_list {
    struct found_quantity *at;
    uint32_t count;
    uint32_t capacity;
    struct row_page page;
};

struct found_name_list {
    struct found_name *at;
    uint32_t count;
    uint32_t capacity;
    struct row_page page;
};

/* All return 0, ERR_NO_MEMORY, ERR_BUSY or ERR_FAILED. */
int storage_claim_search(struct storage *storage, struct arena *arena,
                         const struct row_filter *filter, struct found_claim_list *ret_list);
int storage_quotation_search(struct storage *storage, struct arena *arena,
                             const struct row_filter *filter,
                             struct found_quotation_list *ret_list);
int storage_quantity_search(struct storage *storage, struct arena *arena,
                            const struct row_filter *filter, struct found_quantity_list *ret_list);

/* Counts are over the newest STORAGE_SCAN_MAX articles of the source or story, where one is given.
 */
int storage_name_search(struct storage *storage, struct arena *arena,
                        const struct row_filter *filter, struct found_name_list *ret_list);
