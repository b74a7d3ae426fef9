/* What helps, for each problem: the text of its page. */
#include "handlers/request.h"

#include <assert.h>

static const char *const helps[] = {
    [PROBLEM_MALFORMED_REQUEST] =
        "The request line, a header field, the path or the query is not what HTTP allows, or could "
        "be read in two ways. claimd closes the connection where it cannot tell what follows. Look "
        "at the bytes that your client sends; libraries do not send such requests by themselves.",
    [PROBLEM_INVALID_JSON] =
        "The detail names line and column of the first mistake. Members must not stand twice, "
        "nesting and the number of values have limits, and the text must be UTF-8.",
    [PROBLEM_INVALID_TEXT] = "Send UTF-8 without NUL bytes. Older pages may have to be converted, "
                             "or be sent as text/html, whose own declaration is read.",
    [PROBLEM_UNAUTHORIZED] =
        "Send a token: Authorization: Bearer claimd_…. Whoever runs this claimd makes one with "
        "claimd token create or POST /v1/admin/tokens. A token that was revoked or has expired is "
        "worth nothing.",
    [PROBLEM_FORBIDDEN] =
        "The token's scope is too small: read asks, write stores and decides, admin tends tokens, "
        "webhooks and backups. Or a page of another origin sent the request; --cors-origin names "
        "those that may.",
    [PROBLEM_NOT_FOUND] = "The path, or the id in it, names nothing that is there now. It may have "
                          "been deleted, merged, or not be public yet.",
    [PROBLEM_METHOD_NOT_ALLOWED] = "The header Allow names the methods that the path has.",
    [PROBLEM_NOT_ACCEPTABLE] = "Accept leaves out everything that the operation can answer. The "
                               "document at /openapi.yaml lists its media types.",
    [PROBLEM_REQUEST_TIMEOUT] = "A whole request must arrive within --request-timeout, however "
                                "busily it drips. Send it at once, or in smaller pieces.",
    [PROBLEM_CONFLICT] = "What is stored now does not allow this change; the detail says why. Read "
                         "the thing again and decide anew.",
    [PROBLEM_KEY_IN_USE] = "Another request with this Idempotency-Key is being worked on. Wait as "
                           "long as Retry-After says; then the same request is given its answer.",
    [PROBLEM_OFFLINE] = "claimd was started with --offline and speaks to nobody. Send the text "
                        "itself, or have it started without.",
    [PROBLEM_LENGTH_REQUIRED] = "Send Content-Length, or the body in chunks.",
    [PROBLEM_PRECONDITION_FAILED] = "Somebody changed the thing since you read it. Read it again, "
                                    "and send your change with the new ETag in If-Match.",
    [PROBLEM_BODY_TOO_LARGE] =
        "The detail names the limit. Large numbers of articles go as application/x-ndjson, whose "
        "length is not limited; --article-bytes and --compare-bytes set the limits of single ones.",
    [PROBLEM_URL_TOO_LONG] = "Shorten the query; --url-bytes sets the limit.",
    [PROBLEM_UNSUPPORTED_MEDIA] = "Accept or Accept-Post of the answer names the media types that "
                                  "the operation takes. Text must be UTF-8 and not compressed.",
    [PROBLEM_EXPECTATION_FAILED] = "Of Expect only 100-continue is understood.",
    [PROBLEM_INVALID_FIELDS] = "errors names each member by a JSON pointer and says what it must "
                               "be. Unknown members are refused, so that a typing mistake shows.",
    [PROBLEM_INVALID_PARAMETERS] = "errors names each parameter and says what it must be. Unknown "
                                   "ones are refused, so that a typing mistake shows.",
    [PROBLEM_KEY_REUSED] = "An Idempotency-Key belongs to one request: the same body, type and "
                           "query. Make a new key for a new request.",
    [PROBLEM_ANALYSIS_TOO_LARGE] = "The text needs more memory than one request may use. Send "
                                   "less at once, or raise --request-memory.",
    [PROBLEM_PRECONDITION_REQUIRED] =
        "The change must say what it is a change of: send the ETag of "
        "the thing as you read it in If-Match.",
    [PROBLEM_TOO_MANY_REQUESTS] = "Wait as long as Retry-After says. RateLimit tells with each "
                                  "answer how much is left; --rate-limit sets how much there is.",
    [PROBLEM_HEADERS_TOO_LARGE] = "Cookies of other services on this host are the usual reason; "
                                  "--header-bytes sets the limit.",
    [PROBLEM_INTERNAL] = "This should not happen. The log has an error line with the request id of "
                         "the answer: please report both, without the text of the article.",
    [PROBLEM_UNAVAILABLE] = "claimd is busy, starting or about to stop. Try again after as many "
                            "seconds as Retry-After says.",
    [PROBLEM_HTTP_VERSION] = "claimd speaks HTTP/1.1 and 1.0; a proxy in front may speak others.",
    [PROBLEM_STORAGE_FULL] = "Nothing of the request was kept. Make room on the disk; claimd goes "
                             "on by itself.",
};
static_assert(sizeof helps / sizeof *helps == PROBLEM_COUNT, "a problem has no help");

const char *problem_help(enum problem problem) {
    assert(problem < PROBLEM_COUNT && helps[problem]);
    return helps[problem];
}
