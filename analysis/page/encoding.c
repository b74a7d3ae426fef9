/* Pages lie about their charset: bytes that are well-formed UTF-8 are UTF-8, whatever the label
 * says. Where they are not, the label counts, but a page that claims UTF-8 and has more stray bytes
 * than sequences is an old one under a new label. Labels of Latin-1 and ASCII mean windows-1252, as
 * in browsers (WHATWG Encoding, 4.2).
 */
#include "analysis/page/encoding.h"

#include "base/error.h"
#include "base/utf8.h"

#include <unicode/ucnv.h>

enum { META_SCAN = 4096, LABEL_MAX = 40 };

/* The charset named in the first kilobytes. */
static struct slice meta_charset(struct slice html) {
    struct slice head = slice_of(html.at, html.length < META_SCAN ? html.length : META_SCAN);
    const char *found = head.length ? memmem(head.at, head.length, "charset=", 8) : NULL;
    if (!found)
        return (struct slice){0};
    size_t at = (size_t)(found - head.at) + 8;
    while (at < head.length && (head.at[at] == '"' || head.at[at] == '\'' || head.at[at] == ' '))
        at++;
    size_t end = at;
    while (end < head.length && head.at[end] > ' ' && head.at[end] != '"' && head.at[end] != '\'' &&
           head.at[end] != '>' && head.at[end] != ';' && head.at[end] != '/')
        end++;
    return slice_of(head.at + at, end - at);
}

static bool label_in(struct slice label, const struct slice *labels, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (slice_equal_ascii_case(label, labels[i]))
            return true;
    return false;
}

static bool label_is_utf8(struct slice label) {
    static const struct slice labels[] = {{"utf-8", 5}, {"utf8", 4}, {"unicode-1-1-utf-8", 17}};
    return label_in(label, labels, sizeof labels / sizeof *labels);
}

static bool label_is_latin1(struct slice label) {
    static const struct slice labels[] = {
        {"ascii", 5}, {"iso-8859-1", 10}, {"iso8859-1", 9}, {"latin1", 6}, {"us-ascii", 8}};
    return label_in(label, labels, sizeof labels / sizeof *labels);
}

/* Are there more well-formed sequences beyond ASCII than stray bytes? */
static bool mostly_utf8(struct slice html) {
    size_t sequences = 0;
    size_t stray = 0;
    for (size_t i = 0; i < html.length;) {
        size_t start = i;
        (void)utf8_next(html, &i); /* only its width counts */
        if ((unsigned char)html.at[start] < 0x80)
            continue;
        sequences += i > start + 1;
        stray += i == start + 1;
    }
    return sequences > stray;
}

static int repair_utf8(struct arena *arena, struct slice html, struct slice *ret_html) {
    char *out = arena_alloc_array(arena, html.length + 1, 3); /* a stray byte becomes three */
    if (!out)
        return ERR_NO_MEMORY;
    size_t length = 0;
    for (size_t i = 0; i < html.length;)
        length += utf8_encode(utf8_next(html, &i), out + length);
    *ret_html = slice_of(out, length);
    return 0;
}

static uint32_t unit_at(struct slice html, size_t at, bool big) {
    uint32_t first = (unsigned char)html.at[at];
    uint32_t second = (unsigned char)html.at[at + 1];
    return big ? first << 8 | second : second << 8 | first;
}

static int decode_utf16(struct arena *arena, struct slice html, bool big, struct slice *ret_html) {
    char *out =
        arena_alloc_array(arena, html.length / 2 + 1, 3); /* a unit is three bytes at most */
    if (!out)
        return ERR_NO_MEMORY;
    size_t length = 0;
    for (size_t i = 2; i + 1 < html.length; i += 2) {
        uint32_t cp = unit_at(html, i, big);
        uint32_t low = i + 3 < html.length ? unit_at(html, i + 2, big) : 0;
        if (cp >= 0xD800 && cp < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (cp >= 0xD800 && cp < 0xE000) {
            cp = 0xFFFD;
        }
        length += utf8_encode(cp, out + length);
    }
    *ret_html = slice_of(out, length);
    return 0;
}

/* Through ICU; a label that nobody knows, and one of UTF-16 on bytes that are not, is
 * windows-1252. */
static int decode_label(struct arena *arena, struct slice html, struct slice label,
                        struct slice *ret_html) {
    char name[LABEL_MAX] = "windows-1252";
    bool wide = label.length >= 3 && slice_equal_ascii_case(slice_of(label.at, 3), SLICE("utf"));
    if (label.length && label.length < sizeof name && !wide && !label_is_latin1(label)) {
        memcpy(name, label.at, label.length);
        name[label.length] = '\0';
    }
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);
    if (U_FAILURE(status)) {
        status = U_ZERO_ERROR;
        converter = ucnv_open("windows-1252", &status);
    }
    size_t room = html.length * 3 + 16; /* one byte becomes three at most */
    char *out = arena_alloc(arena, room);
    int32_t length = 0;
    if (out && U_SUCCESS(status))
        length = ucnv_toAlgorithmic(UCNV_UTF8, converter, out, (int32_t)room, html.at,
                                    (int32_t)html.length, &status);
    ucnv_close(converter);
    if (!out || U_FAILURE(status))
        return ERR_NO_MEMORY;

    *ret_html = slice_of(out, (size_t)length);
    return 0;
}

int page_decode(struct arena *arena, struct slice html, struct slice *ret_html) {
    if (html.length > PAGE_BYTES_MAX)
        return ERR_TOO_LARGE;
    bool big = slice_starts(html, SLICE("\xFE\xFF"));
    if (big || slice_starts(html, SLICE("\xFF\xFE")))
        return decode_utf16(arena, html, big, ret_html);

    bool marked = slice_starts(html, SLICE("\xEF\xBB\xBF"));
    if (marked)
        html = slice_of(html.at + 3, html.length - 3);
    if (utf8_valid(html, NULL)) {
        *ret_html = html;
        return 0;
    }
    struct slice label = meta_charset(html);
    bool claims_utf8 = !label.length || label_is_utf8(label);
    if (marked || (claims_utf8 && mostly_utf8(html)))
        return repair_utf8(arena, html, ret_html);
    return decode_label(arena, html, label, ret_html);
}
