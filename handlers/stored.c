#include "handlers/stored.h"

#include "base/error.h"
#include "handlers/cursor.h"

enum { PAGE_DEFAULT = 50 /* rows */ };

bool stored_id_read(struct request *request, struct storage_id *ret_id) {
    if (storage_id_parse(request->path_ids[0], ret_id))
        return true;
    reply_error(request, ERR_NOT_FOUND, "reading the id");
    return false;
}

bool page_read(struct request *request, int64_t *ret_before, uint32_t *ret_limit) {
    int64_t limit = PAGE_DEFAULT;
    int error = request_integer(request, "limit", 1, STORAGE_PAGE_MAX, PAGE_DEFAULT, &limit);
    if (!error || error == ERR_INVALID)
        error = cursor_read(request, ret_before);
    if (error && error != ERR_INVALID) {
        reply_error(request, error, "reading the parameters");
        return false;
    }
    if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
        return false;
    }
    *ret_limit = (uint32_t)limit;
    return true;
}
