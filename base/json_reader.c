#include "base/json_reader.h"

#include "base/error.h"
#include "base/json_abridge.h"
#include "base/json_text.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local bool lost;

static void *allocate(size_t size) {
    void *at = malloc(size);
    if (!at)
        lost = true;
    return at;
}

/* What was allocated before is freed as before: both ways lead to free. */
static void watch(void) {
    json_set_alloc_funcs(allocate, free);
}

/* Before jansson reads it. Strings are skipped; whether the rest is JSON is for jansson to say.
 * Returns what is too much, or NULL. */
static const char *excess(struct slice json, const struct json_limits *limits) {
    unsigned depth = 0;
    unsigned values = 0;
    for (size_t i = 0; i < json.length; i++) {
        char c = json.at[i];
        if (c == '"')
            i = json_string_end(json, i + 1);
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && depth)
            depth--;
        values += c == ',' || c == '[' || c == '{' || c == ':';
        if (depth > limits->depth)
            return "nests deeper than this service reads";
        if (values > limits->values)
            return "holds more values than this service reads";
    }
    return NULL;
}

/* What is left of `whole` without its long strings, and they. NULL with *ret_error when it is no
 * JSON. */
static json_t *read_abridged(struct slice whole, const struct json_abridged *abridged, size_t flags,
                             json_error_t *ret_error) {
    json_t *root = NULL;
    if (abridged->count)
        root = json_loadb(abridged->json, abridged->length, flags | JSON_ALLOW_NUL, NULL);
    if (root && json_complete(root, abridged) < 0)
        lost = true;
    if (!root && !lost) /* its mistakes stand in lines and columns of the whole */
        root = json_loadb(whole.at ? whole.at : "", whole.length, flags, ret_error);
    return root;
}

int json_read_within(struct slice bytes, size_t flags, const struct json_limits *limits,
                     json_t **ret_root, json_error_t *ret_error) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct json_abridged abridged;
    json_error_t error = {0};
    assert(!(flags & JSON_ALLOW_NUL)); /* that is how long strings are marked */
    (void)pthread_once(&once, watch);  /* cannot fail with a good argument */
    lost = false;
    int result = json_abridge(bytes, &abridged);
    if (result < 0)
        return result;

    struct slice left = abridged.count ? slice_of(abridged.json, abridged.length) : bytes;
    const char *much = limits ? excess(left, limits) : NULL;
    json_t *root = much ? NULL : read_abridged(bytes, &abridged, flags, &error);
    json_abridged_done(&abridged);
    if (lost) {
        json_decref(root); /* takes NULL calmly */
        return ERR_NO_MEMORY;
    }
    if (root) {
        *ret_root = root;
        return 0;
    }
    if (much)
        (void)snprintf(error.text, sizeof error.text, "%s", much); /* fits */
    if (ret_error)
        *ret_error = error;
    return much ? ERR_TOO_LARGE : ERR_INVALID;
}

int json_read(struct slice bytes, size_t flags, json_t **ret_root, json_error_t *ret_error) {
    return json_read_within(bytes, flags, NULL, ret_root, ret_error);
}
