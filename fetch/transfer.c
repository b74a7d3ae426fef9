/* What one transfer may do. libcurl follows redirects itself and opens each connection through our
 * socket function, which sees the resolved address and is the only way to a socket: a name that
 * resolves to something else the second time is judged the second time. A connection that is used
 * again was judged when it was opened.
 */
#include "fetch/transfer.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BODY_DEFAULT = 8 * 1024 * 1024,
    HEADERS_DEFAULT = 64 * 1024,
    TOTAL_MS = 30 * 1000,
    CONNECT_MS = 10 * 1000,
    LOW_SPEED_MS = 15 * 1000,
    LOW_SPEED = 64, /* bytes a second */
    REDIRECTS_DEFAULT = 5,
};

struct transfer {
    struct fetch_request *request;
    const struct fetch_settings *settings;
    CURL *easy;
    struct curl_slist *headers;
    size_t header_bytes;
    bool permanent; /* no redirect so far was a temporary one */
    bool too_large;
    bool opened;         /* a socket */
    const char *refused; /* what the guard said last */
    char address[64];    /* and of which address */
    char message[CURL_ERROR_SIZE];
};

static const struct {
    const char *slug;
    const char *title;
} outcomes[] = {
    [FETCH_ANSWERED] = {"answered", "The host answered"},
    [FETCH_BAD_URL] = {"bad-url", "The URL cannot be fetched"},
    [FETCH_REFUSED] = {"address-refused", "The address is not open to claimd"},
    [FETCH_UNRESOLVED] = {"host-not-found", "The host has no address"},
    [FETCH_UNREACHABLE] = {"unreachable", "The host cannot be reached"},
    [FETCH_INSECURE] = {"insecure", "The host cannot prove who it is"},
    [FETCH_TIMED_OUT] = {"timed-out", "The host takes too long"},
    [FETCH_TOO_LARGE] = {"too-large", "The answer is too large"},
    [FETCH_REDIRECTED] = {"redirected-away", "The redirects lead nowhere"},
    [FETCH_GARBLED] = {"garbled", "The answer is damaged"},
    [FETCH_CANCELLED] = {"cancelled", "claimd stopped fetching"},
    [FETCH_FAILED] = {"fetch-failed", "The fetch failed"},
};
static_assert(sizeof outcomes / sizeof *outcomes == FETCH_OUTCOME_COUNT, "an outcome has no row");

const char *fetch_outcome_slug(enum fetch_outcome outcome) {
    assert(outcome < FETCH_OUTCOME_COUNT);
    return outcomes[outcome].slug;
}

const char *fetch_outcome_title(enum fetch_outcome outcome) {
    assert(outcome < FETCH_OUTCOME_COUNT);
    return outcomes[outcome].title;
}

/* ---- callbacks ------------------------------------------------------------------------------- */

static void name_address(const struct sockaddr *address, char ret_name[64]) {
    if (getnameinfo(address, sizeof(struct sockaddr_in6), ret_name, 64, NULL, 0, NI_NUMERICHOST))
        (void)snprintf(ret_name, 64, "its address");
}

static curl_socket_t open_socket(void *context, curlsocktype purpose,
                                 struct curl_sockaddr *address) {
    struct transfer *transfer = context;
    const char *refused = purpose == CURLSOCKTYPE_IPCXN
                              ? guard_judge(&transfer->settings->guard, &address->addr)
                              : "is no address to connect to";
    if (refused) {
        transfer->refused = refused;
        name_address(&address->addr, transfer->address);
        errno = EACCES;
        return CURL_SOCKET_BAD;
    }
    transfer->opened = true;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    struct buffer *body = &transfer->request->answer.body;
    buffer_append(body, slice_of(bytes, size * count));
    if (!buffer_error(body))
        return size * count;
    transfer->too_large = buffer_error(body) == ERR_TOO_LARGE;
    return 0; /* ends the transfer */
}

/* Too long for us counts as absent: half an entity tag is none. */
static void keep_field(struct slice line, const char *name, char ret_value[FETCH_FIELD_MAX]) {
    size_t length = strlen(name);
    if (line.length <= length || line.at[length] != ':' || strncasecmp(line.at, name, length) != 0)
        return;
    struct slice value = slice_trim(slice_of(line.at + length + 1, line.length - length - 1));
    bool fits = value.length < FETCH_FIELD_MAX;
    for (size_t i = 0; i < value.length; i++)
        fits = fits && (unsigned char)value.at[i] >= ' ' && (unsigned char)value.at[i] < 0x7f;
    size_t kept = fits ? value.length : 0;
    memcpy(ret_value, value.at, kept);
    ret_value[kept] = '\0';
}

/* The answer on the way ends, another begins. */
static void forget_fields(struct transfer *transfer) {
    struct fetch_answer *answer = &transfer->request->answer;
    long status = 0;
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    if (answer->status >= 300)
        transfer->permanent =
            transfer->permanent && (answer->status == 301 || answer->status == 308);
    answer->status = (int)status;
    answer->content_type[0] = answer->etag[0] = answer->last_modified[0] = '\0';
    buffer_clear(&answer->body);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    struct fetch_answer *answer = &transfer->request->answer;
    const struct fetch_limits *limits = &transfer->request->limits;
    struct slice line = slice_of(bytes, size * count);
    transfer->header_bytes += line.length;
    size_t most = limits->header_bytes ? limits->header_bytes : HEADERS_DEFAULT;
    if (transfer->header_bytes > most) {
        transfer->too_large = true;
        return 0;
    }
    if (slice_starts(line, SLICE("HTTP/")))
        forget_fields(transfer);
    keep_field(line, "content-type", answer->content_type);
    keep_field(line, "etag", answer->etag);
    keep_field(line, "last-modified", answer->last_modified);
    return line.length;
}

/* ---- setting up ------------------------------------------------------------------------------ */

/* Options whose values cannot be refused but for want of memory. */
#define SET(option, value) failed |= curl_easy_setopt(easy, (option), (value)) != CURLE_OK

static bool set_bounds(CURL *easy, const struct fetch_limits *limits) {
    bool failed = false;
    long redirects = limits->redirects < 0 ? 0
                     : limits->redirects   ? limits->redirects
                                           : REDIRECTS_DEFAULT;
    int low_speed = limits->low_speed_ms ? limits->low_speed_ms : LOW_SPEED_MS;
    size_t body = limits->body_bytes ? limits->body_bytes : BODY_DEFAULT;
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, redirects ? 1L : 0L);
    SET(CURLOPT_MAXREDIRS, redirects);
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)body);
    SET(CURLOPT_TIMEOUT_MS, (long)(limits->total_ms ? limits->total_ms : TOTAL_MS));
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)(limits->connect_ms ? limits->connect_ms : CONNECT_MS));
    SET(CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED);
    SET(CURLOPT_LOW_SPEED_TIME, (long)((low_speed + 999) / 1000));
    return failed;
}

static bool set_manners(CURL *easy, const struct fetch_settings *settings) {
    bool failed = false;
    SET(CURLOPT_PROXY, ""); /* whatever the environment says */
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_QUICK_EXIT, 1L); /* a name server that is silent holds up nobody else */
    SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    SET(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    SET(CURLOPT_USERAGENT, settings->user_agent);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (settings->ca_file)
        SET(CURLOPT_CAINFO, settings->ca_file);
    return failed;
}

static bool set_request(CURL *easy, struct transfer *transfer) {
    bool failed = false;
    const struct fetch_request *request = transfer->request;
    for (const char *const *header = request->headers; header && *header; header++) {
        struct curl_slist *longer = curl_slist_append(transfer->headers, *header);
        if (!longer)
            return true;
        transfer->headers = longer;
    }
    SET(CURLOPT_HTTPHEADER, transfer->headers);
    SET(CURLOPT_URL, request->url);
    if (request->method == FETCH_POST) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDS, request->body.at ? request->body.at : "");
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
    }
    return failed;
}

static bool set_callbacks(CURL *easy, struct transfer *transfer) {
    bool failed = false;
    SET(CURLOPT_PRIVATE, transfer);
    SET(CURLOPT_ERRORBUFFER, transfer->message);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, transfer);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, transfer);
    return failed;
}

CURL *transfer_start(const struct fetch_settings *settings, struct fetch_request *request) {
    struct transfer *transfer = calloc(1, sizeof *transfer);
    if (!transfer)
        return NULL;

    transfer->request = request;
    transfer->settings = settings;
    transfer->permanent = true;
    request->transfer = transfer;
    const struct fetch_limits *limits = &request->limits;
    buffer_init(&request->answer.body, limits->body_bytes ? limits->body_bytes : BODY_DEFAULT);
    CURL *easy = curl_easy_init();
    transfer->easy = easy;
    if (!easy || set_bounds(easy, limits) || set_manners(easy, settings) ||
        set_request(easy, transfer) || set_callbacks(easy, transfer))
        return NULL; /* transfer_end frees what is there */
    return easy;
}

CURL *transfer_easy(const struct fetch_request *request) {
    const struct transfer *transfer = request->transfer;
    return transfer->easy;
}

struct fetch_request *transfer_request(CURL *easy) {
    char *private = NULL;
    (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private); /* set by transfer_start */
    assert(private);
    return ((struct transfer *)(void *)private)->request;
}

/* ---- ending ---------------------------------------------------------------------------------- */

static enum fetch_outcome outcome_of(const struct transfer *transfer, CURLcode code) {
    switch (code) {
    case CURLE_OK:
        return FETCH_ANSWERED;
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED: /* a user's name in the URL */
        return transfer->request->answer.status ? FETCH_REDIRECTED : FETCH_BAD_URL;
    case CURLE_UNSUPPORTED_PROTOCOL: /* an answer without a status line (HTTP/0.9) as well */
        return transfer->request->answer.status ? FETCH_REDIRECTED
               : transfer->opened               ? FETCH_GARBLED
                                                : FETCH_BAD_URL;
    case CURLE_TOO_MANY_REDIRECTS:
        return FETCH_REDIRECTED;
    case CURLE_COULDNT_RESOLVE_HOST:
        return FETCH_UNRESOLVED;
    case CURLE_COULDNT_CONNECT:
        return transfer->refused ? FETCH_REFUSED : FETCH_UNREACHABLE;
    case CURLE_OPERATION_TIMEDOUT:
        return FETCH_TIMED_OUT;
    case CURLE_FILESIZE_EXCEEDED:
        return FETCH_TOO_LARGE;
    case CURLE_WRITE_ERROR:
        return transfer->too_large ? FETCH_TOO_LARGE : FETCH_FAILED;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return FETCH_INSECURE;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return FETCH_UNREACHABLE;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_PARTIAL_FILE:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return FETCH_GARBLED;
    case CURLE_ABORTED_BY_CALLBACK:
        return FETCH_CANCELLED;
    default:
        return FETCH_FAILED;
    }
}

static void describe(const struct transfer *transfer, struct fetch_answer *answer) {
    if (answer->outcome == FETCH_ANSWERED)
        answer->detail[0] = '\0';
    else if (answer->outcome == FETCH_REFUSED)
        (void)snprintf(answer->detail, sizeof answer->detail, "%s %s.", transfer->address,
                       transfer->refused);
    else
        (void)snprintf(answer->detail, sizeof answer->detail, "%s", transfer->message);
}

static void read_end(struct transfer *transfer, struct fetch_answer *answer) {
    long status = 0;
    long hops = 0;
    char *url = NULL;
    curl_off_t wait = 0;
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status); /* zero if unknown */
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_COUNT, &hops);
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &wait);
    answer->status = (int)status;
    answer->moved = hops > 0 && transfer->permanent;
    answer->retry_after = wait > 0 && wait < 7 * 86400 ? (int)wait : 0;
    if (url && strlen(url) <= FETCH_URL_MAX)
        (void)snprintf(answer->url, sizeof answer->url, "%s", url);
    else
        (void)snprintf(answer->url, sizeof answer->url, "%s", transfer->request->url);
}

void transfer_end(struct fetch_request *request, CURLcode code) {
    struct transfer *transfer = request->transfer;
    if (!transfer)
        return; /* no memory to begin with: the outcome stays FETCH_FAILED */
    struct fetch_answer *answer = &request->answer;
    answer->outcome = outcome_of(transfer, code);
    describe(transfer, answer);
    if (transfer->easy) {
        read_end(transfer, answer);
        curl_easy_cleanup(transfer->easy);
    }
    curl_slist_free_all(transfer->headers);
    free(transfer);
    request->transfer = NULL;
}
