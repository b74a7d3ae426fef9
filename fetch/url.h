/* URLs as they are fetched: libcurl's own parser, so that what is judged is what is asked. */
#pragma once

#include "fetch/fetch.h"

struct fetch_url {
    char whole[FETCH_URL_MAX + 1];  /* normalised, without fragment */
    char origin[FETCH_URL_MAX + 1]; /* "https://host" or "https://host:8443", lower case */
    char path[FETCH_URL_MAX + 1];   /* with the query, beginning with '/' */
};

/* Reads an http or https URL; relative ones against `base` (absent: none). Leading and trailing
 * white space goes. Returns 0, ERR_INVALID (no such URL, another scheme, a user's name inside, or
 * too long) or ERR_NO_MEMORY. */
int fetch_url_read(struct slice text, struct slice base, struct fetch_url *ret_url);
