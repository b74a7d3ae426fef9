#include "server/proxies.h"

#include "base/error.h"

#include <arpa/inet.h>

enum { VERSION_4_BITS = 96, ADDRESS_BITS = 128 };

static void from_version_4(struct in_addr address, struct in6_addr *ret_address) {
    *ret_address = (struct in6_addr){0};
    ret_address->s6_addr[10] = ret_address->s6_addr[11] = 0xff;
    memcpy(&ret_address->s6_addr[12], &address, sizeof address);
}

static bool parse_address(struct slice text, struct in6_addr *ret_address, bool *ret_version_4) {
    char copy[CLIENT_NAME];
    struct in_addr version_4;
    if (!text.length || text.length >= sizeof copy)
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    *ret_version_4 = inet_pton(AF_INET, copy, &version_4) == 1;
    if (*ret_version_4)
        from_version_4(version_4, ret_address);
    return *ret_version_4 || inet_pton(AF_INET6, copy, ret_address) == 1;
}

/* ---- the list -------------------------------------------------------------------------------- */

/* Up to `separator`, trimmed; moves *rest behind it. */
static struct slice cut(struct slice *rest, char separator) {
    const char *end = rest->length ? memchr(rest->at, separator, rest->length) : NULL;
    struct slice part = slice_of(rest->at, end ? (size_t)(end - rest->at) : rest->length);
    size_t used = part.length + (end ? 1 : 0);
    *rest = slice_of(rest->at + used, rest->length - used);
    return slice_trim(part);
}

static bool parse_bits(struct slice text, unsigned most, unsigned *ret_bits) {
    unsigned bits = 0;
    if (!text.length || text.length > 3)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        bits = bits * 10 + (unsigned)(text.at[i] - '0');
    }
    *ret_bits = bits;
    return bits <= most;
}

static bool parse_network(struct slice text, struct proxy_network *ret_network) {
    bool version_4;
    bool has_bits = memchr(text.at, '/', text.length) != NULL;
    struct slice address = cut(&text, '/');
    if (!parse_address(address, &ret_network->address, &version_4))
        return false;
    unsigned most = version_4 ? 32 : ADDRESS_BITS;
    unsigned bits = most;
    if (has_bits && !parse_bits(text, most, &bits))
        return false;
    ret_network->bits = bits + (version_4 ? VERSION_4_BITS : 0);
    return true;
}

int proxies_parse(const char *text, struct proxies *ret_proxies) {
    struct proxies proxies = {0};
    struct slice rest = slice_from_cstr(text ? text : "");
    while (rest.length) {
        struct slice entry = cut(&rest, ',');
        if (slice_equal(entry, SLICE("unix"))) {
            proxies.local = true;
            continue;
        }
        if (!entry.length || proxies.count == PROXIES_MAX ||
            !parse_network(entry, &proxies.networks[proxies.count]))
            return ERR_INVALID;
        proxies.count++;
    }
    *ret_proxies = proxies;
    return 0;
}

static bool is_within(const struct in6_addr *address, const struct proxy_network *network) {
    for (unsigned bit = 0; bit < network->bits; bit++) {
        unsigned mask = 0x80u >> bit % 8;
        if ((address->s6_addr[bit / 8] ^ network->address.s6_addr[bit / 8]) & mask)
            return false;
    }
    return true;
}

static bool is_trusted(const struct proxies *proxies, const struct in6_addr *address) {
    for (uint32_t i = 0; i < proxies->count; i++)
        if (is_within(address, &proxies->networks[i]))
            return true;
    return false;
}

/* ---- what proxies say ------------------------------------------------------------------------ */

/* "192.0.2.1", "192.0.2.1:80", "[2001:db8::1]:80", "2001:db8::1", any of them in quotes. */
static bool parse_node(struct slice text, struct in6_addr *ret_address) {
    bool version_4;
    if (text.length >= 2 && text.at[0] == '"' && text.at[text.length - 1] == '"')
        text = slice_of(text.at + 1, text.length - 2);
    const char *close = text.length ? memchr(text.at, ']', text.length) : NULL;
    const char *colon = text.length ? memchr(text.at, ':', text.length) : NULL;
    const char *last = text.length ? memrchr(text.at, ':', text.length) : NULL;
    if (text.length && text.at[0] == '[' && close)
        text = slice_of(text.at + 1, (size_t)(close - text.at) - 1);
    else if (colon && colon == last)
        text = slice_of(text.at, (size_t)(colon - text.at));
    return parse_address(text, ret_address, &version_4);
}

/* The value of "for" in one element of Forwarded. */
static struct slice forwarded_for(struct slice element) {
    while (element.length) {
        struct slice value = cut(&element, ';');
        struct slice name = cut(&value, '=');
        if (slice_equal_ascii_case(name, SLICE("for")))
            return value;
    }
    return (struct slice){0};
}

/* The last element, as the nearest proxy wrote it; false at the front of the list. */
static bool last_element(struct slice *list, struct slice *ret_element) {
    if (!list->at || !list->length)
        return false;
    const char *comma = memrchr(list->at, ',', list->length);
    size_t from = comma ? (size_t)(comma - list->at) + 1 : 0;
    *ret_element = slice_trim(slice_of(list->at + from, list->length - from));
    *list = slice_of(list->at, comma ? from - 1 : 0);
    return true;
}

/* Of several field lines the last one is the nearest proxy's. */
static struct slice last_field(const struct request *request, const char *name) {
    for (uint32_t i = request->fields.count; i-- > 0;)
        if (slice_equal_ascii_case(request->fields.at[i].name, slice_from_cstr(name)))
            return request->fields.at[i].value;
    return (struct slice){0};
}

/* Back along the list for as long as those who wrote it are trusted. */
static void walk_back(const struct proxies *proxies, const struct request *request,
                      struct in6_addr *address) {
    struct slice list = last_field(request, "Forwarded");
    bool forwarded = list.at != NULL;
    struct slice element;
    if (!forwarded)
        list = last_field(request, "X-Forwarded-For");
    while (last_element(&list, &element)) {
        struct in6_addr next;
        if (!parse_node(forwarded ? forwarded_for(element) : element, &next))
            return;
        *address = next;
        if (!is_trusted(proxies, address))
            return;
    }
}

static bool peer_address(const struct sockaddr *peer, struct in6_addr *ret_address) {
    if (peer && peer->sa_family == AF_INET) {
        from_version_4(((const struct sockaddr_in *)(const void *)peer)->sin_addr, ret_address);
        return true;
    }
    if (!peer || peer->sa_family != AF_INET6)
        return false;
    *ret_address = ((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
    return true;
}

/* As inet_ntop writes it, which takes sprintf for it. */
static void name_version_4(const uint8_t bytes[4], char ret_name[CLIENT_NAME]) {
    char *at = ret_name;
    for (int i = 0; i < 4; i++) {
        if (i)
            *at++ = '.';
        if (bytes[i] >= 100)
            *at++ = (char)('0' + bytes[i] / 100);
        if (bytes[i] >= 10)
            *at++ = (char)('0' + bytes[i] / 10 % 10);
        *at++ = (char)('0' + bytes[i] % 10);
    }
    *at = '\0';
}

void proxies_client(const struct proxies *proxies, const struct sockaddr *peer,
                    const struct request *request, char ret_name[CLIENT_NAME]) {
    struct in6_addr address = {0};
    bool has_address = peer_address(peer, &address);
    if (has_address ? is_trusted(proxies, &address) : proxies->local) {
        walk_back(proxies, request, &address);
        has_address = has_address || !IN6_IS_ADDR_UNSPECIFIED(&address);
    }
    if (!has_address)
        memcpy(ret_name, "unix", sizeof "unix");
    else if (IN6_IS_ADDR_V4MAPPED(&address))
        name_version_4(&address.s6_addr[12], ret_name);
    else /* the room is enough for every address */
        (void)inet_ntop(AF_INET6, &address, ret_name, CLIENT_NAME);
}
