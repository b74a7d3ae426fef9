#include "fetch/client.h"

#include "base/error.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

enum { URL_MAX = 4096, CONNECT_SECONDS = 10, SILENCE_SECONDS = 300, TOKEN_MAX = 512 };

struct client {
    CURL *curl;
    char base[URL_MAX];
    char token[TOKEN_MAX];
};

static int set_base(struct client *client, const char *base_url) {
    bool unix_socket = strncmp(base_url, "unix:", 5) == 0;
    size_t length = strlen(base_url);
    if (!unix_socket && strncmp(base_url, "http://", 7) != 0 &&
        strncmp(base_url, "https://", 8) != 0)
        return ERR_INVALID;
    while (length && base_url[length - 1] == '/')
        length--;
    if (length >= sizeof client->base)
        return ERR_INVALID;
    if (unix_socket && curl_easy_setopt(client->curl, CURLOPT_UNIX_SOCKET_PATH, base_url + 5))
        return ERR_NO_MEMORY;
    (void)snprintf(client->base, sizeof client->base, "%.*s", (int)length, base_url); /* fits */
    if (unix_socket)
        (void)snprintf(client->base, sizeof client->base, "http://localhost");
    return 0;
}

int client_open(const char *base_url, const char *token, struct client **ret_client) {
    struct client *client = calloc(1, sizeof *client);
    if (!client)
        return ERR_NO_MEMORY;
    int error = ERR_FAILED;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        client->curl = curl_easy_init();
    if (client->curl)
        error = set_base(client, base_url);
    if (!error && token && strlen(token) >= sizeof client->token)
        error = ERR_INVALID;
    if (error) {
        client_close(client);
        return error;
    }
    if (token)
        (void)snprintf(client->token, sizeof client->token, "%s", token); /* fits */
    *ret_client = client;
    return 0;
}

void client_close(struct client *client) {
    if (!client)
        return;
    curl_easy_cleanup(client->curl);
    free(client);
}

static size_t on_body(char *data, size_t size, size_t count, void *context) {
    const struct client_request *request = context;
    size_t length = size * count;
    bool goes_on = !request->take || request->take(request->context, slice_of(data, length));
    return goes_on ? length : CURL_WRITEFUNC_ERROR;
}

static struct curl_slist *add_field(struct curl_slist *fields, bool *good, const char *name,
                                    const char *value) {
    char text[TOKEN_MAX + 64];
    if (!value || !*good)
        return fields;
    int length = snprintf(text, sizeof text, "%s%s", name, value);
    struct curl_slist *longer =
        length > 0 && (size_t)length < sizeof text ? curl_slist_append(fields, text) : NULL;
    *good = longer != NULL;
    return longer ? longer : fields;
}

static struct curl_slist *fields_of(const struct client *client,
                                    const struct client_request *request, bool *good) {
    struct curl_slist *fields = NULL;
    *good = true;
    fields = add_field(fields, good, "Accept: ", request->accept);
    fields = add_field(fields, good, "Content-Type: ", request->content_type);
    fields = add_field(fields, good, "Expect:", ""); /* no round trip before the body */
    if (client->token[0])
        fields = add_field(fields, good, "Authorization: Bearer ", client->token);
    return fields;
}

static CURLcode set_options(struct client *client, const struct client_request *request,
                            const char *url, struct curl_slist *fields) {
    CURL *curl = client->curl;
    CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, url);
    if (!code)
        code = curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    if (!code)
        code = curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    if (!code && request->content_type)
        code =
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
    if (!code && request->content_type)
        code = curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.at);
    if (!code && !request->content_type)
        code = curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (!code)
        code = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    if (!code)
        code = curl_easy_setopt(curl, CURLOPT_WRITEDATA, request);
    if (!code)
        code = curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (!code)
        code = curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    if (!code) /* a byte a second at least, or it is dead */
        code = curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    if (!code)
        code = curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SILENCE_SECONDS);
    return code;
}

int client_ask(struct client *client, const struct client_request *request,
               struct client_answer *ret_answer) {
    char url[URL_MAX];
    bool good;
    struct client_answer answer = {0};
    struct curl_slist *fields = fields_of(client, request, &good);
    int length = snprintf(url, sizeof url, "%s%s", client->base, request->path);
    CURLcode code = CURLE_URL_MALFORMAT;
    if (good && length > 0 && (size_t)length < sizeof url)
        code = set_options(client, request, url, fields);
    if (code == CURLE_OK)
        code = curl_easy_perform(client->curl);
    curl_slist_free_all(fields);
    if (code == CURLE_OK) {
        long status = 0;
        curl_off_t seconds = 0;
        (void)curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
        (void)curl_easy_getinfo(client->curl, CURLINFO_RETRY_AFTER, &seconds);
        answer.status = (int)status;
        answer.retry_after = seconds > 0 && seconds < 3600 ? (int)seconds : 0;
    } else {
        (void)snprintf(answer.error, sizeof answer.error, "%s", curl_easy_strerror(code));
    }
    *ret_answer = answer;
    return code == CURLE_OK ? 0 : ERR_FAILED;
}
