/* Lists are answered page by page: {"KEY": […], "next": …}. */
#include "handlers/list_page.h"

#include "base/error.h"
#include "storage/storage.h"

bool page_read_keys(struct request *request, struct cursor *ret_cursor, uint32_t *ret_limit) {
    int64_t limit = PAGE_DEFAULT;
    int error = request_integer(request, "limit", 1, STORAGE_PAGE_MAX, PAGE_DEFAULT, &limit);
    if (!error || error == ERR_INVALID)
        error = cursor_read(request, ret_cursor);
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

bool page_read(struct request *request, int64_t *ret_before, uint32_t *ret_limit) {
    struct cursor cursor;
    bool good = page_read_keys(request, &cursor, ret_limit);
    if (good)
        *ret_before = cursor.major;
    return good;
}

void page_begin(struct request *request, struct json_writer *ret_json, const char *key) {
    json_init(ret_json, &request->out);
    json_begin_object(ret_json);
    json_key(ret_json, key);
    json_begin_array(ret_json);
}

void page_end_keys(struct request *request, struct json_writer *json, int error,
                   const struct cursor *next) {
    json_end_array(json);
    if (!error)
        error = cursor_write(request, json, next);
    json_end_object(json);
    if (error)
        reply_error(request, error, "writing the page");
    else
        reply_json(request, 200);
}

void page_end(struct request *request, struct json_writer *json, int64_t next) {
    const struct cursor cursor = {.major = next};
    page_end_keys(request, json, 0, next ? &cursor : NULL);
}
