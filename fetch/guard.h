/* Which addresses may be fetched from. A URL that a stranger (or a page, by redirection) names must
 * not lead into the network that claimd stands in: server-side request forgery. Names are not
 * judged, because a name may resolve differently each time it is asked; what is judged is the very
 * address that the socket is about to be connected to, at every hop.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

struct sockaddr;

enum { GUARD_NETWORKS_MAX = 32 };

/* A network in IPv6 form; IPv4 stands in ::ffff:0:0/96. */
struct guard_network {
    unsigned char prefix[16];
    unsigned bits; /* 0 … 128 */
};

struct guard {
    bool allow_private; /* private, shared, link-local and loopback networks too */
    struct guard_network allowed[GUARD_NETWORKS_MAX]; /* these in any case */
    unsigned allowed_count;
};

/* Reads "10.20.0.0/16, fd00:1::/32, 192.0.2.7" into guard->allowed. Returns 0, or ERR_INVALID for
 * text that is none, for bits set behind the prefix and for more than GUARD_NETWORKS_MAX. */
int guard_allow(struct guard *guard, struct slice networks);

/* NULL when a connection to this address may be opened; otherwise what the address is ("is a
 * loopback address"), a static string. Families other than IPv4 and IPv6 are refused. */
const char *guard_judge(const struct guard *guard, const struct sockaddr *address);
