#include "base/error.h"

const char *error_name(int error) {
    switch (error) {
    case 0:
        return "ok";
    case ERR_NO_MEMORY:
        return "no memory";
    case ERR_TOO_LARGE:
        return "too large";
    case ERR_INVALID:
        return "invalid";
    case ERR_NOT_FOUND:
        return "not found";
    case ERR_BUSY:
        return "busy";
    case ERR_NO_SPACE:
        return "no space";
    case ERR_UNSUPPORTED:
        return "unsupported";
    default:
        return "failed";
    }
}
