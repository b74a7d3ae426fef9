/* JSON without its long strings. jansson reads a string byte by byte through four functions, some
 * 145 instructions each, and a request is one long string in a few short members. So long strings
 * are taken out and copied as wholes; jansson reads and judges what is left, in which a mark stands
 * for each, and they are put into its tree.
 *
 * Only a string that jansson would take is taken out: well-formed UTF-8, known escapes, whole
 * surrogate pairs, no NUL and no other control character. What is not stays where it is, and
 * jansson says what is wrong with it. A mark begins with an escaped NUL, which no JSON of ours may
 * hold: JSON that does is left as it is.
 */
#pragma once

#include "base/json_reader.h"

struct json_abridged {
    char *json; /* what is left, for json_loadb with JSON_ALLOW_NUL */
    size_t length;
    char *texts; /* what the strings say, one after the other */
    struct slice *strings;
    uint32_t count; /* 0: nothing was taken out, and nothing is allocated */
};

/* Returns 0 or ERR_NO_MEMORY. The caller calls json_abridged_done when it returns 0. */
int json_abridge(struct slice json, struct json_abridged *ret_abridged);

/* Puts the strings back where their marks stand in the tree. Returns 0 or ERR_NO_MEMORY. */
int json_complete(json_t *root, const struct json_abridged *abridged);

void json_abridged_done(struct json_abridged *abridged);
