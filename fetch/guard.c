/* The special-purpose address registries of IANA (RFC 6890 and its successors) as one table, IPv4
 * and IPv6 alike: an IPv4 address is judged in its mapped form ::ffff:a.b.c.d. Addresses that carry
 * an IPv4 address inside (mapped, NAT64) are judged as what they carry. The first row that holds an
 * address decides; whatever no row holds must be global unicast, 2000::/3.
 */
#include "fetch/guard.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

enum verdict {
    PRIVATE, /* refused unless private networks are allowed */
    NEVER,   /* no page stands there, whatever is allowed */
    GLOBAL,
};

struct row {
    const char *prefix;
    unsigned bits;
    enum verdict verdict;
    const char *what;
};

/* clang-format off */
static const struct row rows_v4[] = {
    {"0.0.0.0",         8,  NEVER,   "is an address of “this network” (RFC 791)"},
    {"10.0.0.0",        8,  PRIVATE, "is a private address (RFC 1918)"},
    {"100.64.0.0",      10, PRIVATE, "is a shared address behind a carrier's NAT (RFC 6598)"},
    {"127.0.0.0",       8,  PRIVATE, "is a loopback address (RFC 1122)"},
    {"168.63.129.16",   32, PRIVATE, "is a cloud's metadata service"},
    {"169.254.169.254", 32, PRIVATE, "is a cloud's metadata service"},
    {"169.254.0.0",     16, PRIVATE, "is a link-local address (RFC 3927)"},
    {"172.16.0.0",      12, PRIVATE, "is a private address (RFC 1918)"},
    {"192.0.0.0",       24, PRIVATE, "is an address for protocols (RFC 6890)"},
    {"192.0.2.0",       24, NEVER,   "is an address for documentation (RFC 5737)"},
    {"192.88.99.0",     24, NEVER,   "is a 6to4 relay (RFC 7526)"},
    {"192.168.0.0",     16, PRIVATE, "is a private address (RFC 1918)"},
    {"198.18.0.0",      15, PRIVATE, "is an address for benchmarks (RFC 2544)"},
    {"198.51.100.0",    24, NEVER,   "is an address for documentation (RFC 5737)"},
    {"203.0.113.0",     24, NEVER,   "is an address for documentation (RFC 5737)"},
    {"224.0.0.0",       4,  NEVER,   "is a multicast address (RFC 5771)"},
    {"240.0.0.0",       4,  NEVER,   "is a reserved or broadcast address (RFC 1112)"},
    {"0.0.0.0",         0,  GLOBAL,  NULL},
};

static const struct row rows_v6[] = {
    {"::",         128, NEVER,   "is the unspecified address (RFC 4291)"},
    {"::1",        128, PRIVATE, "is a loopback address (RFC 4291)"},
    {"::",         96,  NEVER,   "is an IPv4-compatible address (RFC 4291)"},
    {"64:ff9b:1::", 48, PRIVATE, "is a local NAT64 address (RFC 8215)"},
    {"100::",      64,  NEVER,   "is a discard address (RFC 6666)"},
    {"2001::",     32,  NEVER,   "is a Teredo address (RFC 4380)"},
    {"2001:db8::", 32,  NEVER,   "is an address for documentation (RFC 3849)"},
    {"2001::",     23,  NEVER,   "is an address for protocols (RFC 2928)"},
    {"2002::",     16,  NEVER,   "is a 6to4 address (RFC 3056)"},
    {"3fff::",     20,  NEVER,   "is an address for documentation (RFC 9637)"},
    {"5f00::",     16,  NEVER,   "is a segment-routing address (RFC 9602)"},
    {"fc00::",     7,   PRIVATE, "is a unique local address (RFC 4193)"},
    {"fe80::",     10,  PRIVATE, "is a link-local address (RFC 4291)"},
    {"fec0::",     10,  PRIVATE, "is a site-local address (RFC 3879)"},
    {"ff00::",     8,   NEVER,   "is a multicast address (RFC 4291)"},
    {"2000::",     3,   GLOBAL,  NULL},
    {"::",         0,   NEVER,   "is no global unicast address (RFC 4291)"},
};
/* clang-format on */

static const unsigned char mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
static const unsigned char nat64_prefix[12] = {0, 0x64, 0xff, 0x9b};

static bool holds(const unsigned char *prefix, unsigned bits, const unsigned char *address) {
    unsigned whole = bits / 8;
    if (memcmp(prefix, address, whole) != 0)
        return false;
    if (bits % 8 == 0)
        return true;
    unsigned mask = 0xffu << (8 - bits % 8) & 0xff;
    return (prefix[whole] & mask) == (address[whole] & mask);
}

static const char *judge_by(const struct guard *guard, int family, const struct row *rows,
                            const unsigned char *address) {
    for (;; rows++) {
        unsigned char prefix[16];
        if (inet_pton(family, rows->prefix, prefix) != 1)
            return "cannot be judged"; /* a typing error in the table; its test meets every row */
        if (!holds(prefix, rows->bits, address))
            continue; /* the last row of each table holds everything */
        if (rows->verdict == GLOBAL || (rows->verdict == PRIVATE && guard->allow_private))
            return NULL;
        return rows->what;
    }
}

static bool to_v6(const struct sockaddr *address, unsigned char ret_bytes[16]) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        memcpy(ret_bytes, mapped_prefix, 12);
        memcpy(ret_bytes + 12, &v4.sin_addr, 4);
        return true;
    }
    if (address->sa_family != AF_INET6)
        return false;
    struct sockaddr_in6 v6;
    memcpy(&v6, address, sizeof v6);
    memcpy(ret_bytes, &v6.sin6_addr, 16);
    if (memcmp(ret_bytes, nat64_prefix, 12) == 0)
        memcpy(ret_bytes, mapped_prefix, 12);
    return true;
}

const char *guard_judge(const struct guard *guard, const struct sockaddr *address) {
    unsigned char bytes[16];
    if (!to_v6(address, bytes))
        return "is no internet address";

    for (unsigned i = 0; i < guard->allowed_count; i++)
        if (holds(guard->allowed[i].prefix, guard->allowed[i].bits, bytes))
            return NULL;
    if (memcmp(bytes, mapped_prefix, 12) == 0)
        return judge_by(guard, AF_INET, rows_v4, bytes + 12);
    return judge_by(guard, AF_INET6, rows_v6, bytes);
}

/* ---- the operator's exceptions --------------------------------------------------------------- */

static bool has_bits_behind(const struct guard_network *network) {
    for (unsigned bit = network->bits; bit < 128; bit++)
        if (network->prefix[bit / 8] & 0x80u >> bit % 8)
            return true;
    return false;
}

static int parse_bits(const char *text, unsigned most, unsigned *ret_bits) {
    char *end;
    unsigned long bits = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || bits > most)
        return ERR_INVALID;
    *ret_bits = (unsigned)bits;
    return 0;
}

static int parse_network(struct slice text, struct guard_network *ret_network) {
    char copy[64];
    if (!text.length || text.length >= sizeof copy)
        return ERR_INVALID;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    char *slash = strchr(copy, '/');
    if (slash)
        *slash = '\0';

    struct guard_network network = {.bits = 128};
    bool is_v4 = inet_pton(AF_INET, copy, network.prefix + 12) == 1;
    if (is_v4)
        memcpy(network.prefix, mapped_prefix, 12);
    else if (inet_pton(AF_INET6, copy, network.prefix) != 1)
        return ERR_INVALID;

    unsigned most = is_v4 ? 32 : 128;
    unsigned bits = most;
    if (slash && parse_bits(slash + 1, most, &bits) != 0)
        return ERR_INVALID;
    network.bits = 128 - most + bits;
    if (has_bits_behind(&network))
        return ERR_INVALID;
    *ret_network = network;
    return 0;
}

int guard_allow(struct guard *guard, struct slice networks) {
    while (networks.length) {
        const char *comma = memchr(networks.at, ',', networks.length);
        size_t length = comma ? (size_t)(comma - networks.at) : networks.length;
        struct guard_network network;
        if (guard->allowed_count == GUARD_NETWORKS_MAX ||
            parse_network(slice_trim(slice_of(networks.at, length)), &network) != 0)
            return ERR_INVALID;
        guard->allowed[guard->allowed_count++] = network;
        length += comma ? 1 : 0;
        networks = slice_of(networks.at + length, networks.length - length);
    }
    return 0;
}
