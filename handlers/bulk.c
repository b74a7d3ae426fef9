/* application/x-ndjson to POST /v1/articles: every line an article, answered by a line, in order.
 *
 * Each line is a request of its own that runs the same handler as a single article; what a line is
 * answered with stands in its answer line. Lines are worked on while the body arrives. The store
 * commits in groups, so up to WINDOW lines wait for it at once, and answers leave the window in
 * the order of the lines. While the window is full nothing is read from the client: TCP makes it
 * wait, and memory stays bounded for a body of any length.
 *
 * HTTP/1.1 as libmicrohttpd speaks it has no answer before the body's end, so that answer lines go
 * to a spool meanwhile: in memory first, then in a file without a name. A client that wants to see
 * them earlier sends several bodies, as `claimd import` does.
 *
 * The window outlives a client that goes away, until the store has let go of its lines.
 */
#include "base/error.h"
#include "base/json_writer.h"
#include "handlers/handlers.h"
#include "handlers/route.h"
#include "handlers/spool.h"
#include "storage/care.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum {
    WINDOW = 32, /* lines: half of what the store commits at once */
    WINDOW_BYTES = 64 * 1024 * 1024,
    LINE_BYTES = 10 * 1024 * 1024,
    LINE_ANSWER = 256 * 1024 * 1024,
    BULKS_MAX = 8, /* at once: what they hold in memory is not counted as bodies */
};

struct bulk;

/* A line that is being worked on. */
struct line {
    struct request request; /* first, so that a request leads back to its line */
    struct bulk *bulk;
    uint64_t number;
    request_handler *then; /* parked: what follows */
    bool woken;
};

enum owner_state { OWNER_AWAKE, OWNER_PAUSED, OWNER_SUSPENDED, OWNER_GONE };

struct bulk {
    pthread_mutex_t lock; /* guards owner_state, then and woken of the lines */
    enum owner_state owner_state;
    struct request *owner;
    struct line window[WINDOW];
    uint32_t first;
    uint32_t count;
    struct buffer text; /* the line that is arriving */
    bool too_long;
    uint64_t number; /* of the line that is arriving, from 1 */
    uint64_t answered;
    uint64_t refused;
    int64_t working; /* microseconds in handlers */
    int64_t began;
    struct spool spool;
    int error; /* of the spool */
};

static atomic_int bulks;

static int64_t now_us(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- parking --------------------------------------------------------------------------------- */

static bool is_parked(const struct line *line) {
    return line->then && !line->woken;
}

static uint32_t count_parked(const struct bulk *bulk) {
    uint32_t parked = 0;
    for (uint32_t i = 0; i < bulk->count; i++)
        parked += is_parked(&bulk->window[(bulk->first + i) % WINDOW]);
    return parked;
}

static void line_done(struct line *line) {
    if (line->request.ended)
        line->request.ended(&line->request);
    buffer_done(&line->request.out);
    arena_free(line->request.arena);
    line->request.arena = NULL;
}

static void bulk_free(struct bulk *bulk) {
    for (uint32_t i = 0; i < bulk->count; i++)
        line_done(&bulk->window[(bulk->first + i) % WINDOW]);
    spool_done(&bulk->spool);
    buffer_done(&bulk->text);
    (void)pthread_mutex_destroy(&bulk->lock); /* nobody holds it */
    free(bulk);
    atomic_fetch_sub(&bulks, 1);
}

static void line_suspend(struct request *request, request_handler *then) {
    struct line *line = (struct line *)(void *)request;
    (void)pthread_mutex_lock(&line->bulk->lock); /* a default mutex, not held by this thread */
    assert(!line->then && !request->reply.status);
    line->then = then;
    line->woken = false;
    (void)pthread_mutex_unlock(&line->bulk->lock);
}

/* On any thread, often the writer's. The owner waits for the oldest line. */
static void line_resume(struct request *request) {
    struct line *line = (struct line *)(void *)request;
    struct bulk *bulk = line->bulk;
    (void)pthread_mutex_lock(&bulk->lock);
    line->woken = true;
    enum owner_state state = bulk->owner_state;
    bool last = state == OWNER_GONE && count_parked(bulk) == 0;
    bool oldest = line == &bulk->window[bulk->first];
    struct request *owner = bulk->owner;
    if (oldest && state != OWNER_GONE)
        bulk->owner_state = OWNER_AWAKE;
    (void)pthread_mutex_unlock(&bulk->lock);
    /* From here on the bulk is touched no more, unless this was what kept it. */
    if (last)
        bulk_free(bulk);
    else if (oldest && state == OWNER_PAUSED)
        body_continue(owner);
    else if (oldest && state == OWNER_SUSPENDED)
        request_resume(owner);
}

static const struct request_host line_host = {line_suspend, line_resume};

/* Parks the owner until the oldest line is woken; false when it was already. */
static bool wait_for_oldest(struct bulk *bulk, enum owner_state state) {
    (void)pthread_mutex_lock(&bulk->lock);
    bool waits = is_parked(&bulk->window[bulk->first]);
    if (waits) {
        bulk->owner_state = state;
        if (state == OWNER_PAUSED) /* before anybody can wake it */
            body_pause(bulk->owner);
        else
            request_suspend(bulk->owner, bulk_finish);
    }
    (void)pthread_mutex_unlock(&bulk->lock);
    return waits;
}

/* The client is gone, or has its answer. */
static void owner_ended(struct request *owner) {
    struct bulk *bulk = owner->state;
    if (!bulk)
        return;
    (void)pthread_mutex_lock(&bulk->lock);
    bulk->owner_state = OWNER_GONE;
    bulk->owner = NULL;
    bool last = count_parked(bulk) == 0;
    (void)pthread_mutex_unlock(&bulk->lock);
    if (last)
        bulk_free(bulk);
}

static struct bulk *bulk_start(struct request *owner) {
    bool many = atomic_fetch_add(&bulks, 1) >= BULKS_MAX;
    struct bulk *bulk = many ? NULL : calloc(1, sizeof *bulk);
    if (!bulk) {
        atomic_fetch_sub(&bulks, 1);
        reply_error(owner, many ? ERR_BUSY : ERR_NO_MEMORY, "reading the lines");
        return NULL;
    }
    (void)pthread_mutex_init(&bulk->lock, NULL); /* default attributes: cannot fail on Linux */
    bulk->owner = owner;
    bulk->number = 1;
    bulk->began = now_us();
    buffer_init(&bulk->text, LINE_BYTES);
    spool_init(&bulk->spool, storage_spool_place(owner->service->database));
    owner->state = bulk;
    owner->ended = owner_ended;
    return bulk;
}

/* ---- answers --------------------------------------------------------------------------------- */

/* {"line":7,"status":201,"id":…}, {"line":7,"status":202,"job":{…}} or
 * {"line":7,"status":422,"problem":{…}} */
static void spool_answer(struct bulk *bulk, const struct line *line) {
    const struct request *request = &line->request;
    struct slice body = buffer_slice(&request->out);
    bool problem = request->reply.status >= 400;
    struct buffer out;
    buffer_init(&out, LINE_ANSWER);
    buffer_printf(&out, "{\"line\":%llu,\"status\":%d", (unsigned long long)line->number,
                  request->reply.status);
    if ((problem || request->reply.status == 202) && body.length) {
        buffer_append_cstr(&out, problem ? ",\"problem\":" : ",\"job\":");
        buffer_append(&out, body);
        buffer_append_byte(&out, '}');
    } else if (body.length > 2) { /* an object with members: ours go before them */
        assert(body.at[0] == '{');
        buffer_append_byte(&out, ',');
        buffer_append(&out, slice_of(body.at + 1, body.length - 1));
    } else {
        buffer_append_byte(&out, '}');
    }
    buffer_append_byte(&out, '\n');
    bulk->answered++;
    bulk->refused += problem;
    if (!bulk->error)
        bulk->error = buffer_error(&out);
    if (!bulk->error)
        bulk->error = spool_write(&bulk->spool, buffer_slice(&out));
    buffer_done(&out);
}

/* Goes on with the oldest line when it was woken. Is it answered? */
static bool oldest_answered(struct bulk *bulk) {
    struct line *line = &bulk->window[bulk->first];
    (void)pthread_mutex_lock(&bulk->lock);
    request_handler *then = line->woken ? line->then : NULL;
    if (then)
        line->then = NULL;
    (void)pthread_mutex_unlock(&bulk->lock);
    if (then)
        then(&line->request);
    return line->request.reply.status != 0;
}

static void answer_finished(struct bulk *bulk) {
    while (bulk->count && oldest_answered(bulk)) {
        struct line *line = &bulk->window[bulk->first];
        spool_answer(bulk, line);
        line_done(line);
        (void)pthread_mutex_lock(&bulk->lock);
        bulk->first = (bulk->first + 1) % WINDOW;
        bulk->count--;
        (void)pthread_mutex_unlock(&bulk->lock);
    }
}

static bool has_room(const struct bulk *bulk) {
    size_t bytes = 0;
    for (uint32_t i = 0; i < bulk->count; i++) {
        const struct request *request = &bulk->window[(bulk->first + i) % WINDOW].request;
        bytes += arena_used(request->arena) + request->out.length;
    }
    return bulk->count == 0 || (bulk->count < WINDOW && bytes < WINDOW_BYTES);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void work(struct bulk *bulk, struct request *request) {
    int64_t began = now_us();
    if (bulk->too_long)
        reply_problem(request, PROBLEM_BODY_TOO_LARGE, "A line may have %zu bytes.",
                      bulk->text.limit);
    else if (arena_copy(request->arena, buffer_slice(&bulk->text), &request->body) < 0)
        reply_error(request, ERR_NO_MEMORY, "reading the line");
    else
        request->route->handle(request);
    bulk->working += now_us() - began;
}

/* Makes a request of the line that has arrived. False without memory. */
static bool line_begin(struct bulk *bulk) {
    const struct request *owner = bulk->owner;
    struct arena *arena = arena_new(arena_limit(owner->arena));
    if (!arena)
        return false;
    (void)pthread_mutex_lock(&bulk->lock);
    struct line *line = &bulk->window[(bulk->first + bulk->count) % WINDOW];
    *line = (struct line){.bulk = bulk, .number = bulk->number};
    bulk->count++;
    (void)pthread_mutex_unlock(&bulk->lock);
    line->request = (struct request){
        .service = owner->service,
        .route = owner->route,
        .arena = arena,
        .id = owner->id,
        .path = owner->path,
        .body_media = MEDIA_JSON,
        .answer_media = MEDIA_JSON,
        .host = &line_host,
    };
    buffer_init(&line->request.out, LINE_ANSWER);
    work(bulk, &line->request);
    return true;
}

/* The line is whole. Blank ones are counted and not answered. */
static bool line_finish(struct bulk *bulk) {
    bool blank = !bulk->too_long && slice_trim(buffer_slice(&bulk->text)).length == 0;
    bool good = blank || line_begin(bulk);
    buffer_clear(&bulk->text);
    bulk->too_long = false;
    bulk->number++;
    return good;
}

/* Takes bytes up to the line's end; *ret_whole tells whether it came. */
static size_t line_take(struct bulk *bulk, struct slice bytes, bool *ret_whole) {
    const char *end = memchr(bytes.at, '\n', bytes.length);
    struct slice piece = slice_of(bytes.at, end ? (size_t)(end - bytes.at) : bytes.length);
    if (!bulk->too_long)
        buffer_append(&bulk->text, piece);
    if (buffer_error(&bulk->text)) { /* the rest of it is read and dropped */
        bulk->too_long = true;
        buffer_clear(&bulk->text);
    }
    *ret_whole = end != NULL;
    return piece.length + (end ? 1 : 0);
}

/* ---- the body -------------------------------------------------------------------------------- */

static bool refuse_parameters(struct request *request) {
    if (!request->parameters.count)
        return false;
    reply_problem(request, PROBLEM_INVALID_PARAMETERS,
                  "With lines of JSON the metadata stands in each line, not in the query.");
    return true;
}

size_t bulk_take(struct request *request, struct slice bytes) {
    struct bulk *bulk = request->state;
    if (!bulk && refuse_parameters(request))
        return bytes.length;
    if (!bulk)
        bulk = bulk_start(request);
    if (!bulk)
        return bytes.length;
    answer_finished(bulk);
    while (!has_room(bulk)) {
        if (wait_for_oldest(bulk, OWNER_PAUSED))
            return 0;
        answer_finished(bulk);
    }
    bool whole;
    size_t taken = line_take(bulk, bytes, &whole);
    if (!whole)
        return taken;
    if (!line_finish(bulk)) {
        reply_error(request, ERR_NO_MEMORY, "reading the lines");
        return bytes.length;
    }
    if (taken < bytes.length) { /* between two lines it is the turn of other connections */
        body_pause(request);
        body_continue(request);
    }
    return taken;
}

static enum stream_step next_answers(struct request *request) {
    struct bulk *bulk = request->state;
    if (spool_read(&bulk->spool, &request->out) < 0 || !request->out.length)
        return STREAM_END;
    return STREAM_MORE;
}

static void answer(struct request *request, const struct bulk *bulk) {
    struct slice timing;
    int64_t total = now_us() - bulk->began;
    int error = arena_printf(
        request->arena, &timing,
        "work;dur=%lld.%03lld, total;dur=%lld.%03lld, lines;desc=\"%llu\", refused;desc=\"%llu\"",
        (long long)bulk->working / 1000, (long long)bulk->working % 1000, (long long)total / 1000,
        (long long)total % 1000, (unsigned long long)bulk->answered,
        (unsigned long long)bulk->refused);
    if (!error)
        error = bulk->error;
    if (error) {
        reply_error(request, error, "keeping the answers; what the lines say may be stored");
        return;
    }
    reply_header(request, "Server-Timing", timing);
    reply_header(request, "Cache-Control", SLICE("no-store"));
    reply_stream(request, "application/x-ndjson", next_answers);
}

void bulk_finish(struct request *request) {
    struct bulk *bulk = request->state;
    if (!bulk) { /* not a single byte */
        if (!refuse_parameters(request))
            reply_body(request, 200, "application/x-ndjson");
        return;
    }
    for (;;) {
        answer_finished(bulk);
        bool rest = bulk->text.length || bulk->too_long; /* a last line without its end */
        if (!bulk->count && !rest)
            break;
        if (rest && has_room(bulk)) {
            if (!line_finish(bulk)) {
                reply_error(request, ERR_NO_MEMORY, "reading the lines");
                return;
            }
        } else if (wait_for_oldest(bulk, OWNER_SUSPENDED)) {
            return;
        }
    }
    answer(request, bulk);
}
