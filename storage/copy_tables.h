/* The tables of a store as both engines have them, for copying one into another: in an order in
 * which no row points to one that comes later.
 */
#pragma once

struct copied_table {
    const char *name;
    const char *columns; /* quoted where a keyword */
    const char *types;   /* a letter each: i integer, r real, t text, b bytes */
    const char *walk;    /* a number that parts the table into portions; NULL: small, in one */
    int portion;         /* values of `walk` in one transaction */
};

extern const struct copied_table copied_tables[];
extern const int copied_table_count;
