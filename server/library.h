/* What libmicrohttpd 0.9.75 does by itself and must not. It calls the functions of library.c by
 * name, and finds ours before its own or libc's; a library that called them another way would fail
 * `http_framing`. */
#pragma once

#include <microhttpd.h>

/* Finds the library's own functions; once, before a daemon starts. Returns 0 or ERR_FAILED. */
int library_prepare(void);

/* Queues an answer of ours, as MHD_queue_response is documented to do. */
enum MHD_Result library_queue(struct MHD_Connection *mhd, unsigned status,
                              struct MHD_Response *response);
