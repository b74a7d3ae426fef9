#include "base/json_reader.h"

#include "base/error.h"
#include "base/json_abridge.h"

#include <assert.h>
#include <pthread.h>
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

/* What is left without its long strings, and they; NULL when it is not JSON, or memory was lost. */
static json_t *read_abridged(struct slice bytes, size_t flags) {
    struct json_abridged abridged;
    json_t *root = NULL;
    if (json_abridge(bytes, &abridged) < 0) {
        lost = true;
        return NULL;
    }
    if (abridged.count)
        root = json_loadb(abridged.json, abridged.length, flags | JSON_ALLOW_NUL, NULL);
    if (root && json_complete(root, &abridged) < 0)
        lost = true;
    json_abridged_done(&abridged);
    return root;
}

int json_read(struct slice bytes, size_t flags, json_t **ret_root, json_error_t *ret_error) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    json_error_t error;
    assert(!(flags & JSON_ALLOW_NUL)); /* that is how long strings are marked */
    (void)pthread_once(&once, watch);  /* cannot fail with a good argument */
    lost = false;
    json_t *root = read_abridged(bytes, flags);
    if (!root && !lost) /* its mistakes stand in lines and columns of the whole */
        root = json_loadb(bytes.at ? bytes.at : "", bytes.length, flags, &error);
    if (lost) {
        json_decref(root); /* takes NULL calmly */
        return ERR_NO_MEMORY;
    }
    if (!root) {
        if (ret_error)
            *ret_error = error;
        return ERR_INVALID;
    }
    *ret_root = root;
    return 0;
}
