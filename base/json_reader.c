#include "base/json_reader.h"

#include "base/error.h"
#include "base/json_abridge.h"
#include "base/json_text.h"

#include <assert.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Stands before all memory of jansson's. While a read goes on it is in the list of what the read
 * has allocated. */
struct block {
    struct block *next;
    struct block *previous;
};
static_assert(sizeof(struct block) == 16, "what stands behind it is aligned as malloc's");

static _Thread_local struct {
    struct block *blocks;
    jmp_buf out;
    bool going; /* between the begin and the end of a json_loadb */
} reading;
static _Thread_local bool lost;

static void *allocate(size_t size) {
    struct block *block = size <= SIZE_MAX - sizeof *block ? malloc(sizeof *block + size) : NULL;
    if (!block && reading.going)
        longjmp(reading.out, 1);
    if (!block)
        return NULL;
    *block = (struct block){.next = reading.going ? reading.blocks : NULL};
    if (block->next)
        block->next->previous = block;
    if (reading.going)
        reading.blocks = block;
    return block + 1;
}

void json_release(void *at) {
    struct block *block = at ? (struct block *)at - 1 : NULL;
    if (block && reading.going) {
        if (block->next)
            block->next->previous = block->previous;
        if (block->previous)
            block->previous->next = block->next;
        else
            reading.blocks = block->next;
    }
    free(block);
}

/* Before anybody has anything of jansson's. */
__attribute__((constructor)) static void stand_before(void) {
    json_set_alloc_funcs(allocate, json_release);
}

/* json_loadb, left on the spot where an allocation fails; all that it made is freed. */
static json_t *load(const char *at, size_t length, size_t flags, json_error_t *ret_error) {
    reading.blocks = NULL;
    reading.going = true;
    if (setjmp(reading.out) == 0) {
        json_t *root = json_loadb(at, length, flags, ret_error);
        reading.going = false;
        return root;
    }
    reading.going = false;
    lost = true;
    for (struct block *block = reading.blocks; block;) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    return NULL;
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
        root = load(abridged->json, abridged->length, flags | JSON_ALLOW_NUL, NULL);
    if (root && json_complete(root, abridged) < 0)
        lost = true;
    if (!root && !lost) /* its mistakes stand in lines and columns of the whole */
        root = load(whole.at ? whole.at : "", whole.length, flags, ret_error);
    return root;
}

int json_read_within(struct slice bytes, size_t flags, const struct json_limits *limits,
                     json_t **ret_root, json_error_t *ret_error) {
    struct json_abridged abridged;
    json_error_t error = {0};
    assert(!(flags & JSON_ALLOW_NUL)); /* that is how long strings are marked */
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
