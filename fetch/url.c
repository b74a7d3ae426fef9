#include "fetch/url.h"

#include "base/error.h"

#include <curl/curl.h>
#include <stdio.h>
#include <strings.h>

struct parsed {
    CURLU *handle;
};

static void parsed_done(struct parsed *parsed) {
    curl_url_cleanup(parsed->handle); /* takes NULL */
}

/* Sets the URL, or what is relative to the URL that is set. */
static int set(CURLU *handle, struct slice text) {
    char copy[FETCH_URL_MAX + 1];
    text = slice_trim(text);
    if (!text.length || text.length > FETCH_URL_MAX || memchr(text.at, '\0', text.length))
        return ERR_INVALID;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    switch (curl_url_set(handle, CURLUPART_URL, copy, CURLU_URLENCODE | CURLU_DISALLOW_USER)) {
    case CURLUE_OK:
        return 0;
    case CURLUE_OUT_OF_MEMORY:
        return ERR_NO_MEMORY;
    default:
        return ERR_INVALID;
    }
}

static int get(CURLU *handle, CURLUPart part, unsigned flags, char ret_text[FETCH_URL_MAX + 1]) {
    char *text = NULL;
    CURLUcode code = curl_url_get(handle, part, &text, flags);
    if (code == CURLUE_OUT_OF_MEMORY)
        return ERR_NO_MEMORY;
    if (code != CURLUE_OK || !text)
        return ERR_NOT_FOUND;
    size_t length = strlen(text);
    if (length <= FETCH_URL_MAX)
        memcpy(ret_text, text, length + 1);
    curl_free(text);
    return length <= FETCH_URL_MAX ? 0 : ERR_INVALID;
}

static int take_origin(CURLU *handle, char ret_origin[FETCH_URL_MAX + 1]) {
    char scheme[FETCH_URL_MAX + 1];
    char host[FETCH_URL_MAX + 1];
    char port[FETCH_URL_MAX + 1];
    int error = get(handle, CURLUPART_SCHEME, 0, scheme);
    if (!error && strcasecmp(scheme, "http") != 0 && strcasecmp(scheme, "https") != 0)
        error = ERR_INVALID;
    if (!error)
        error = get(handle, CURLUPART_HOST, 0, host);
    if (error)
        return error;
    for (char *c = host; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + ('a' - 'A'));
    bool has_port = get(handle, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, port) == 0;
    int length = snprintf(ret_origin, FETCH_URL_MAX + 1, "%s://%s%s%s", scheme, host,
                          has_port ? ":" : "", has_port ? port : "");
    return length > FETCH_URL_MAX ? ERR_INVALID : 0;
}

static int take_path(CURLU *handle, char ret_path[FETCH_URL_MAX + 1]) {
    char path[FETCH_URL_MAX + 1];
    char query[FETCH_URL_MAX + 1];
    int error = get(handle, CURLUPART_PATH, 0, path);
    if (error)
        return error;
    bool has_query = get(handle, CURLUPART_QUERY, 0, query) == 0;
    int length = snprintf(ret_path, FETCH_URL_MAX + 1, "%s%s%s", path, has_query ? "?" : "",
                          has_query ? query : "");
    return length > FETCH_URL_MAX ? ERR_INVALID : 0;
}

int fetch_url_read(struct slice text, struct slice base, struct fetch_url *ret_url) {
    struct parsed parsed __attribute__((cleanup(parsed_done))) = {curl_url()};
    if (!parsed.handle)
        return ERR_NO_MEMORY;

    int error = base.at ? set(parsed.handle, base) : 0;
    if (!error)
        error = set(parsed.handle, text);
    if (!error)
        error = take_origin(parsed.handle, ret_url->origin);
    if (!error)
        error = take_path(parsed.handle, ret_url->path);
    if (!error && curl_url_set(parsed.handle, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK)
        error = ERR_INVALID;
    if (!error)
        error = get(parsed.handle, CURLUPART_URL, 0, ret_url->whole);
    return error == ERR_NOT_FOUND ? ERR_INVALID : error;
}
