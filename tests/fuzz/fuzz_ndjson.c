/* Any bytes as lines of JSON to POST /v1/articles, through the real reader of lines. The first two
 * bytes choose how the rest arrives: in pieces of what size, which lines wait for the store, in
 * what order it wakes them, and whether the client goes away in the middle. However that is, each
 * line that is not blank has one answer, in the order of the lines, and each answer is a JSON
 * object.
 */
#include "base/utf8.h"
#include "handlers/article_body.h"
#include "handlers/handlers.h"
#include "handlers/route.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 1 << 26, PARKED_MAX = 64, CONTROL_BYTES = 2 };

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);    \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* ---- a server that parks and wakes as the bytes say ------------------------------------------ */

static struct request *parked[PARKED_MAX]; /* lines that wait, in the order of their coming */
static uint32_t parked_count;
static bool newest_first;
static bool is_paused;
static request_handler *owner_then;
static bool owner_is_woken;

void body_pause(struct request *request) {
    (void)request;
    MUST(!is_paused);
    is_paused = true;
}

void body_continue(struct request *request) {
    (void)request;
    MUST(is_paused);
    is_paused = false;
}

void request_suspend(struct request *request, request_handler *then) {
    if (request->host) {
        MUST(parked_count < PARKED_MAX);
        request->host->suspend(request, then);
        parked[parked_count++] = request;
        return;
    }
    MUST(!owner_then);
    owner_then = then;
    owner_is_woken = false;
}

void request_resume(struct request *request) {
    MUST(!request->host && owner_then && !owner_is_woken);
    owner_is_woken = true;
}

static void wake_one(void) {
    MUST(parked_count > 0);
    uint32_t at = newest_first ? parked_count - 1 : 0;
    struct request *line = parked[at];
    memmove(&parked[at], &parked[at + 1], (parked_count - at - 1) * sizeof(struct request *));
    parked_count--;
    line->host->resume(line); /* the line may be gone afterwards */
}

/* ---- a handler that reads as the real one does, and stores nothing --------------------------- */

static void finish(struct request *request) {
    json_t *body = request_json(request);
    struct article_input input = {0};
    if (!body)
        return;
    int error = article_body_read(request->arena, body, "", &input, &request->errors);
    json_decref(body);
    if (error)
        reply_error(request, error, "reading the line");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS, "See errors.");
    else {
        buffer_append_cstr(&request->out, input.url.at ? "{\"id\":\"x\"}" : "{}");
        reply_json(request, input.url.at ? 202 : 201);
    }
}

/* What begins with a brace and is of odd length waits for a store. */
static void handle(struct request *request) {
    struct slice line = request->body;
    if (line.length % 2 && line.at[0] == '{')
        request_suspend(request, finish);
    else
        finish(request);
}

static const struct route route = {.handle = handle, .sink = bulk_take};
static const struct service service = {.database = "/nowhere/fuzz.db"};

/* ---- the client ------------------------------------------------------------------------------ */

/* The whole body, in pieces. */
static void send_body(struct request *owner, struct slice body, size_t piece) {
    for (size_t at = 0; at < body.length && !owner->reply.status;) {
        size_t room = body.length - at;
        size_t taken = bulk_take(owner, slice_of(body.at + at, room < piece ? room : piece));
        at += taken;
        while (is_paused)
            wake_one();
        MUST(taken <= room);
    }
}

static void wait_for_answer(struct request *owner) {
    bulk_finish(owner);
    while (owner_then) {
        while (!owner_is_woken)
            wake_one();
        request_handler *then = owner_then;
        owner_then = NULL;
        then(owner);
    }
}

/* The next line that wants an answer, counted from 1; 0 at the end. */
static uint64_t next_wanted(struct slice *rest, uint64_t *number) {
    while (rest->length) {
        const char *end = memchr(rest->at, '\n', rest->length);
        struct slice line = slice_of(rest->at, end ? (size_t)(end - rest->at) : rest->length);
        size_t used = line.length + (end ? 1 : 0);
        *rest = slice_of(rest->at + used, rest->length - used);
        ++*number;
        if (slice_trim(line).length)
            return *number;
    }
    return 0;
}

static void check_answer(struct slice answer, uint64_t number) {
    MUST(utf8_valid(answer, NULL));
    json_t *object = json_loadb(answer.at, answer.length, JSON_REJECT_DUPLICATES, NULL);
    MUST(json_is_object(object));
    json_int_t status = json_integer_value(json_object_get(object, "status"));
    MUST(json_integer_value(json_object_get(object, "line")) == (json_int_t)number);
    MUST(status == 201 || status == 202 || (status >= 400 && status < 500));
    MUST((status >= 400) == (json_object_get(object, "problem") != NULL));
    json_decref(object);
}

static void check_answers(struct request *owner, struct slice body) {
    MUST(owner->reply.status == 200);
    uint64_t number = 0;
    struct buffer answers;
    buffer_init(&answers, ARENA_LIMIT);
    while (owner->reply.source && owner->reply.source(owner) == STREAM_MORE) {
        buffer_append(&answers, buffer_slice(&owner->out));
        buffer_clear(&owner->out);
    }
    struct slice rest = buffer_slice(&answers);
    while (rest.length) {
        const char *end = memchr(rest.at, '\n', rest.length);
        MUST(end && next_wanted(&body, &number) != 0);
        struct slice line = slice_of(rest.at, (size_t)(end - rest.at));
        check_answer(line, number);
        rest = slice_of(end + 1, rest.length - line.length - 1);
    }
    MUST(next_wanted(&body, &number) == 0);
    buffer_done(&answers);
}

static void run(struct request *owner, struct slice body, unsigned pieces, bool leaves) {
    send_body(owner, body, 1 + pieces);
    if (!leaves) {
        wait_for_answer(owner);
        check_answers(owner, body);
    }
    if (owner->ended)
        owner->ended(owner);
    while (parked_count) /* the store lets go of them after the client has gone */
        wake_one();
    owner_then = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < CONTROL_BYTES)
        return 0;
    struct slice body = slice_of((const char *)data + CONTROL_BYTES, size - CONTROL_BYTES);
    struct request owner = {.id = SLICE("fuzz"),
                            .arena = arena_new(ARENA_LIMIT),
                            .service = &service,
                            .route = &route,
                            .body_media = MEDIA_NDJSON};
    if (!owner.arena)
        return 0;
    buffer_init(&owner.out, ARENA_LIMIT);
    newest_first = data[1] & 1;
    run(&owner, body, data[0], (data[1] & 6) == 6);
    buffer_done(&owner.out);
    arena_free(owner.arena);
    return 0;
}
