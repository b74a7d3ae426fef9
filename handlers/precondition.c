/* A tag is 32 hexadecimal digits, then "-1" and the like for media other than JSON, then "+gzip" or
 * "+zstd" when a coding was applied: each representation has a tag of its own, and all of one state
 * can be told to be that. */
#include "handlers/precondition.h"

#include "base/error.h"

#include <stdio.h>
#include <xxhash.h>

enum { TAG_HASH = 32 };

static int make_tag(struct request *request, XXH128_hash_t hash, const char *medium,
                    struct slice *ret_tag) {
    return arena_printf(request->arena, ret_tag, "\"%016llx%016llx%s\"",
                        (unsigned long long)hash.high64, (unsigned long long)hash.low64, medium);
}

int entity_tag_of_bytes(struct request *request, struct slice *ret_tag) {
    struct slice bytes = buffer_slice(&request->out);
    return make_tag(request, XXH3_128bits(bytes.at, bytes.length), "", ret_tag);
}

/* The bit of the medium that the answer is in. */
static int medium_of(const struct request *request) {
    return __builtin_ctz((unsigned)request->answer_media);
}

static int tag_in_medium(struct request *request, struct slice state, const char *medium,
                         struct slice *ret_tag) {
    static const char version[] = CLAIMD_VERSION;
    XXH64_hash_t seed = XXH3_64bits(version, sizeof version);
    return make_tag(request, XXH3_128bits_withSeed(state.at, state.length, seed), medium, ret_tag);
}

int entity_tag_of_state(struct request *request, struct slice state, struct slice *ret_tag) {
    return tag_in_medium(request, state, "", ret_tag);
}

static int tag_of_state(struct request *request, struct slice state, struct slice *ret_tag) {
    char medium[16] = "";
    if (request->answer_media != MEDIA_JSON)
        (void)snprintf(medium, sizeof medium, "-%d", medium_of(request)); /* fits */
    return tag_in_medium(request, state, medium, ret_tag);
}

/* ---- what the client has --------------------------------------------------------------------- */

/* The next entry of a list of tags without its quotes; false at the end. Commas may stand inside.
 */
static bool next_tag(struct slice *rest, struct slice *ret_tag, bool *ret_weak) {
    const char *open = rest->length ? memchr(rest->at, '"', rest->length) : NULL;
    if (!open)
        return false;
    size_t before = (size_t)(open - rest->at);
    *ret_weak = before >= 2 && open[-1] == '/' && open[-2] == 'W';
    *rest = slice_of(open + 1, rest->length - before - 1);
    const char *close = rest->length ? memchr(rest->at, '"', rest->length) : NULL;
    if (!close)
        return false;
    *ret_tag = slice_of(rest->at, (size_t)(close - rest->at));
    *rest = slice_of(close + 1, rest->length - ret_tag->length - 1);
    return true;
}

static struct slice without_coding(struct slice tag) {
    static const char *const codings[] = {"+gzip", "+zstd"};
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++)
        if (slice_ends(tag, slice_from_cstr(codings[i])))
            return slice_of(tag.at, tag.length - strlen(codings[i]));
    return tag;
}

static struct slice unquoted(struct slice tag) {
    return slice_of(tag.at + 1, tag.length - 2);
}

bool entity_is_known(const struct request *request, struct slice tag) {
    struct slice rest = request_header(request, "If-None-Match");
    struct slice known;
    bool weak; /* is as good here (RFC 9110, section 13.1.2) */
    if (slice_equal(slice_trim(rest), SLICE("*")))
        return true;
    while (next_tag(&rest, &known, &weak))
        if (slice_equal(without_coding(known), unquoted(tag)))
            return true;
    return false;
}

/* A change concerns the state, whichever representation of it the client has seen. */
static bool has_state(struct slice rest, struct slice tag) {
    struct slice known;
    bool weak;
    while (next_tag(&rest, &known, &weak))
        if (!weak && known.length >= TAG_HASH &&
            slice_equal(slice_of(known.at, TAG_HASH), slice_of(tag.at + 1, TAG_HASH)))
            return true;
    return false;
}

/* ---- for handlers ---------------------------------------------------------------------------- */

void reply_tag(struct request *request, struct slice state) {
    if (tag_of_state(request, state, &request->reply.tag) < 0)
        request->out.error = ERR_NO_MEMORY;
}

bool reply_known(struct request *request, struct slice state) {
    reply_tag(request, state);
    if (!request->reply.tag.at || !entity_is_known(request, request->reply.tag))
        return false;
    reply_empty(request, 304);
    return true;
}

bool precondition_holds(struct request *request, struct slice state, enum precondition wanted) {
    struct slice given = request_header(request, "If-Match");
    struct slice tag;
    if (!given.at) {
        if (wanted == PRECONDITION_REQUIRED)
            reply_problem(request, PROBLEM_PRECONDITION_REQUIRED,
                          "Send If-Match with the ETag of what you mean to change.");
        return wanted == PRECONDITION_OPTIONAL;
    }
    if (slice_equal(slice_trim(given), SLICE("*")))
        return true;
    if (tag_of_state(request, state, &tag) < 0) {
        reply_error(request, ERR_NO_MEMORY, "comparing the entity tags");
        return false;
    }
    if (has_state(given, tag))
        return true;
    reply_problem(request, PROBLEM_PRECONDITION_FAILED,
                  "Somebody changed it since you read it; read it again.");
    return false;
}
