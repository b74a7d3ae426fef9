#include "server/framing.h"

/* With the white space behind it, as the library keeps it. */
static struct slice raw_field(const struct head *head, const char *name) {
    struct slice wanted = slice_from_cstr(name);
    for (uint32_t i = 0; i < head->fields.count; i++)
        if (slice_equal_ascii_case(head->fields.at[i].name, wanted))
            return head->fields.at[i].value;
    return (struct slice){0};
}

struct slice head_field(const struct head *head, const char *name) {
    return slice_trim(raw_field(head, name));
}

uint32_t head_field_count(const struct head *head, const char *name) {
    struct slice wanted = slice_from_cstr(name);
    uint32_t count = 0;
    for (uint32_t i = 0; i < head->fields.count; i++)
        count += slice_equal_ascii_case(head->fields.at[i].name, wanted);
    return count;
}

/* RFC 9110, 5.6.2: tchar. */
static bool is_token(struct slice text) {
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        bool digit = c >= '0' && c <= '9';
        if (!letter && !digit && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return text.length > 0;
}

static bool is_field_value(struct slice text) {
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if ((c < ' ' && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Origin form only: "/path?query" of visible ASCII, %XX with two digits and not %00. */
static const char *target_fault(struct slice target) {
    if (!target.length || target.at[0] != '/')
        return "The request target must begin with a slash.";
    for (size_t i = 0; i < target.length; i++) {
        unsigned char c = (unsigned char)target.at[i];
        if (c <= ' ' || c >= 0x7F || c == '#')
            return "The request target holds a character that must be percent-encoded.";
        if (c != '%')
            continue;
        if (target.length - i < 3 || !is_hex(target.at[i + 1]) || !is_hex(target.at[i + 2]))
            return "A percent sign in the request target lacks its two digits.";
        if (target.at[i + 1] == '0' && target.at[i + 2] == '0')
            return "The request target holds an encoded NUL.";
    }
    return NULL;
}

static const char *fields_fault(const struct head *head) {
    for (uint32_t i = 0; i < head->fields.count; i++) {
        if (!is_token(head->fields.at[i].name))
            return "The name of a header field is not a token.";
        if (!is_field_value(head->fields.at[i].value))
            return "A header field holds a control character.";
    }
    return NULL;
}

static bool is_host(struct slice host) {
    for (size_t i = 0; i < host.length; i++) {
        unsigned char c = (unsigned char)host.at[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        bool digit = c >= '0' && c <= '9';
        if (!letter && !digit && (c == 0 || !strchr("-._~:[]", c)))
            return false;
    }
    return host.length > 0;
}

static const char *host_fault(const struct head *head, bool is_1_0) {
    uint32_t count = head_field_count(head, "Host");
    if (count > 1)
        return "The request names two hosts.";
    if (count == 0)
        return is_1_0 ? NULL : "The request names no host.";
    return is_host(head_field(head, "Host")) ? NULL : "The host is not a name or address.";
}

static const char *length_fault(struct slice text, uint64_t *ret_length) {
    uint64_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return "Content-Length is not a number.";
        if (__builtin_mul_overflow(length, 10, &length) ||
            __builtin_add_overflow(length, (uint64_t)(text.at[i] - '0'), &length))
            return "Content-Length is too large a number.";
    }
    *ret_length = length;
    return text.length ? NULL : "Content-Length is empty.";
}

/* RFC 9112, 6.1 and 6.3: one and only one way to tell where the body ends. */
static const char *body_fault(const struct head *head, bool is_1_0, struct framing *framing) {
    uint32_t lengths = head_field_count(head, "Content-Length");
    uint32_t codings = head_field_count(head, "Transfer-Encoding");
    if (lengths > 1)
        return "The request has two lengths.";
    if (lengths && codings)
        return "The request has a length and a transfer coding.";
    /* "chunked " is no coding to libmicrohttpd, which would wait for the connection's end. */
    if (codings > 1 || (codings && !slice_equal_ascii_case(raw_field(head, "Transfer-Encoding"),
                                                           SLICE("chunked"))))
        return "The only transfer coding understood here is chunked.";
    if (codings && is_1_0)
        return "HTTP/1.0 has no transfer codings.";

    framing->chunked = codings == 1;
    framing->has_length = lengths == 1;
    return lengths ? length_fault(head_field(head, "Content-Length"), &framing->length) : NULL;
}

static bool expectation_known(const struct head *head) {
    uint32_t count = head_field_count(head, "Expect");
    return count == 0 || (count == 1 && slice_equal_ascii_case(head_field(head, "Expect"),
                                                               SLICE("100-continue")));
}

enum framing_fault framing_judge(const struct head *head, const struct framing_limits *limits,
                                 struct framing *ret_framing, const char **ret_why) {
    struct framing framing = {0};
    bool is_1_0 = slice_equal(head->version, SLICE("HTTP/1.0"));
    const char *why = NULL;
    if (head->target.length > limits->target) {
        *ret_why = "The request target is longer than this service reads.";
        return FRAMING_TARGET_TOO_LONG;
    }
    if (head->size > limits->head || head->fields.count > HEAD_FIELDS_MAX) {
        *ret_why = "The header fields are larger than this service reads.";
        return FRAMING_HEAD_TOO_LARGE;
    }
    if (!is_token(head->method))
        why = "The method is not a token.";
    if (!why && head->mangled)
        why = "Header lines must end in CR LF, without folding and without NUL.";
    if (!why && !is_1_0 && !slice_equal(head->version, SLICE("HTTP/1.1")))
        why = "The request speaks neither HTTP/1.0 nor HTTP/1.1.";
    if (!why)
        why = target_fault(head->target);
    if (!why)
        why = fields_fault(head);
    if (!why)
        why = host_fault(head, is_1_0);
    if (!why)
        why = body_fault(head, is_1_0, &framing);
    *ret_why = why;
    if (why)
        return FRAMING_MALFORMED;
    if (!expectation_known(head)) {
        *ret_why = "The only expectation understood here is 100-continue.";
        return FRAMING_EXPECTATION;
    }
    *ret_framing = framing;
    return FRAMING_SOUND;
}
