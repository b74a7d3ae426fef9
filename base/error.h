/* The one error enum of the project.
 *
 * A fallible function returns int: 0, or one of these negative codes. Results go out through `ret_`
 * parameters, which stay untouched on failure. Few codes on purpose: a caller that cannot act on
 * the difference gets ERR_FAILED.
 */
#pragma once

enum claimd_error {
    ERR_FAILED = -1,      /* anything without a code of its own */
    ERR_NO_MEMORY = -2,   /* allocation failed, or an arena reached its limit */
    ERR_TOO_LARGE = -3,   /* input or output passes a stated limit */
    ERR_INVALID = -4,     /* input breaks its format */
    ERR_NOT_FOUND = -5,   /* no such thing */
    ERR_BUSY = -6,        /* try again later */
    ERR_NO_SPACE = -7,    /* the disk is full */
    ERR_UNSUPPORTED = -8, /* understood, but not done here */
};

/* A short lower-case name for logs ("no memory"); never NULL. */
const char *error_name(int error);
