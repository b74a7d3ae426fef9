/* One transfer of libcurl with all its limits; only fetch/ includes this. */
#pragma once

#include "fetch/fetch.h"

#include <curl/curl.h>

/* A handle set up for the request, or NULL without memory. `settings` outlive it. */
CURL *transfer_start(const struct fetch_settings *settings, struct fetch_request *request);

CURL *transfer_easy(const struct fetch_request *request);
struct fetch_request *transfer_request(CURL *easy);

/* Fills request->answer and frees the handle, which must have been taken out of the multi handle.
 */
void transfer_end(struct fetch_request *request, CURLcode code);
