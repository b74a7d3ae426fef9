#include "handlers/writing.h"

static void wake(struct storage_write *write) {
    request_resume(write->context);
}

void writing_begin(struct request *request, struct storage_write *write, request_handler *finish) {
    write->done = wake;
    write->context = request;
    request_suspend(request, finish);
}

void writing_queued(struct request *request, struct storage_write *write, int error) {
    if (!error)
        return;
    write->error = error; /* it was not queued, so nobody else will wake the request */
    request_resume(request);
}
