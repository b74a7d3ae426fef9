#include "handlers/writing.h"

#include "base/error.h"

static void wake(struct storage_write *write) {
    request_resume(write->context);
}

void writing_begin(struct request *request, struct storage_write *write, request_handler *finish) {
    write->done = wake;
    write->context = request;
    request_suspend(request, finish);
}

/* ---- the answer inside the transaction ------------------------------------------------------- */

struct sealing {
    const struct storage_write *write;
    request_handler *finish;
    request_handler *then;
    struct reply before; /* the reply as it was when the request was parked */
};

static void begin_again(struct request *request) {
    buffer_clear(&request->out);
    request->reply = request->sealing->before;
}

static int seal(struct storage *storage, struct storage_write *write) {
    struct request *request = write->context;
    (void)storage; /* the server's own */
    begin_again(request);
    request->sealing->finish(request);
    return request->seal(request);
}

/* What was sealed holds if the transaction was committed. */
static void finish_sealed(struct request *request) {
    const struct sealing *sealing = request->sealing;
    if (sealing->write->error || !request->reply.status) {
        begin_again(request);
        sealing->finish(request);
    }
    if (!sealing->write->error && sealing->then)
        sealing->then(request);
}

bool writing_begin_sealed(struct request *request, struct storage_write *write,
                          request_handler *finish, request_handler *then) {
    request->sealing = ARENA_NEW(request->arena, struct sealing);
    if (!request->sealing) {
        reply_error(request, ERR_NO_MEMORY, "parking the request");
        return false;
    }
    *request->sealing = (struct sealing){write, finish, then, request->reply};
    if (request->seal)
        write->seal = seal;
    writing_begin(request, write, finish_sealed);
    return true;
}

void writing_queued(struct request *request, struct storage_write *write, int error) {
    if (!error)
        return;
    write->error = error; /* it was not queued, so nobody else will wake the request */
    request_resume(request);
}
