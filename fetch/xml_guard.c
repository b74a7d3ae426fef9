#include "fetch/xml_guard.h"

enum { ATTRIBUTES_MAX = 256 };

/* An attribute is counted where its value opens. A '<' always begins anew: it may not stand in a
 * value, where it makes the parser give the element up. So what a comment or a broken tag holds
 * hides nothing behind it. */
static bool has_many_attributes(struct slice bytes) {
    unsigned count = 0;
    bool inside = false;
    char quote = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        char c = bytes.at[i];
        if (c == '<') {
            inside = true;
            count = 0;
            quote = 0;
        } else if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '>') {
            inside = false;
        } else if (inside && (c == '"' || c == '\'')) {
            quote = c;
            if (++count > ATTRIBUTES_MAX)
                return true;
        }
    }
    return false;
}

/* Encodings in which a byte below 0x40 always is the character of ASCII, so that what is counted
 * above is what the parser sees. UTF-7, ISO-2022, UTF-16 and EBCDIC could hide marks from it. Lower
 * case, prefixes. */
static const char *const plain_encodings[] = {
    "utf-8",     "us-ascii",  "ascii", "iso-8859-", "windows-", "cp125", "koi8-",
    "shift_jis", "shift-jis", "sjis",  "gb",        "big5",     "euc-",  "latin"};

static bool is_plain_encoding(struct slice name) {
    for (size_t i = 0; i < sizeof plain_encodings / sizeof *plain_encodings; i++) {
        struct slice prefix = slice_from_cstr(plain_encodings[i]);
        if (name.length >= prefix.length &&
            slice_equal_ascii_case(slice_of(name.at, prefix.length), prefix))
            return true;
    }
    return false;
}

/* What <?xml … encoding="…"?> says; the parser's guess without it is UTF-8, by the first bytes
 * being ours. */
static bool is_plain(struct slice bytes) {
    if (slice_starts(bytes, SLICE("\xEF\xBB\xBF")))
        bytes = slice_of(bytes.at + 3, bytes.length - 3);
    bytes = slice_trim(bytes);
    if (!slice_starts(bytes, SLICE("<")) || memchr(bytes.at, '\0', bytes.length))
        return false;
    if (!slice_starts(bytes, SLICE("<?xml")))
        return true;
    const char *end = memchr(bytes.at, '>', bytes.length);
    struct slice declaration = slice_of(bytes.at, end ? (size_t)(end - bytes.at) : bytes.length);
    size_t at = slice_find(declaration, SLICE("encoding"));
    if (at == SLICE_NONE)
        return true;
    at += strlen("encoding");
    while (at < declaration.length && strchr(" \t\r\n=\"'", declaration.at[at]))
        at++;
    return is_plain_encoding(slice_of(declaration.at + at, declaration.length - at));
}

bool xml_is_hostile(struct slice bytes) {
    return !is_plain(bytes) || slice_contains(bytes, SLICE("<!ENTITY")) ||
           has_many_attributes(bytes);
}
