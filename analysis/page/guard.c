/* Tags are recognised as a browser would: '<', optional '/', a letter; up to the next '>' outside
 * quoted attribute values. Only elements that really nest are counted: void elements never do, and
 * p, li, td and their like close each other.
 */
#include "analysis/page/guard.h"

#include "analysis/page/attributes.h"
#include "base/error.h"

/* The parser compares each attribute of an element with all before it. Tags with less than the
 * first number of separators stay as they are; of the others the second number of attributes stays.
 */
enum { ATTRIBUTES_UNCOUNTED = 512, ATTRIBUTES_MAX = 128, PLAIN_NAME_MAX = 64 };

static const struct slice flat_tags[] = {
    {"area", 4},  {"base", 4},   {"br", 2},    {"col", 3},   {"dd", 2},     {"dt", 2},
    {"embed", 5}, {"hr", 2},     {"img", 3},   {"input", 5}, {"li", 2},     {"link", 4},
    {"meta", 4},  {"option", 6}, {"p", 1},     {"param", 5}, {"source", 6}, {"td", 2},
    {"th", 2},    {"tr", 2},     {"track", 5}, {"wbr", 3},
};

struct tag {
    struct slice whole; /* from '<' to behind '>' */
    char name[16];
    size_t name_length;
    bool end;
    bool closed; /* "/>" */
};

static bool ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The end of the tag that begins at `at`; attribute values may hold '>'. A quote opens only behind
 * '=', as for the parser: "<p don't" would else run on into the text. One that never closes ends at
 * the next '>' as well, so that the pass stays linear. */
static size_t tag_end(struct slice html, size_t at, const size_t last_quote[2]) {
    char before = 0; /* the last byte that is no space */
    for (size_t i = at; i < html.length; i++) {
        char c = html.at[i];
        if (before == '=' &&
            ((c == '"' && i < last_quote[0]) || (c == '\'' && i < last_quote[1]))) {
            const char *close = memchr(html.at + i + 1, c, html.length - i - 1);
            i = (size_t)(close - html.at);
            before = 0;
            continue;
        }
        if (c == '>')
            return i + 1;
        if ((unsigned char)c > ' ')
            before = c;
    }
    return html.length;
}

static bool tag_read(struct slice html, size_t at, const size_t last_quote[2], struct tag *ret) {
    size_t i = at + 1;
    bool end = i < html.length && html.at[i] == '/';
    i += end;
    if (i >= html.length || !ascii_letter(html.at[i]))
        return false;

    *ret = (struct tag){.end = end};
    for (; i < html.length && ret->name_length < sizeof ret->name; i++) {
        char c = html.at[i];
        if (c == '>' || c == '/' || (unsigned char)c <= ' ')
            break;
        ret->name[ret->name_length++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    size_t past = tag_end(html, i, last_quote);
    ret->whole = slice_of(html.at + at, past - at);
    ret->closed = ret->whole.length > 2 && ret->whole.at[ret->whole.length - 2] == '/';
    return true;
}

static bool nests(const struct tag *tag) {
    struct slice name = slice_of(tag->name, tag->name_length);
    return !tag->closed && !SLICE_IN(name, flat_tags);
}

static size_t last_of(struct slice html, char c) {
    size_t at = html.length;
    while (at > 0 && html.at[at - 1] != c)
        at--;
    return at ? at - 1 : 0;
}

/* Script and style hold text in which '<' means nothing: the offset behind them. */
static size_t raw_text_end(struct slice html, size_t from, const struct tag *tag) {
    struct slice name = slice_of(tag->name, tag->name_length);
    bool raw = slice_equal(name, SLICE("script")) || slice_equal(name, SLICE("style"));
    if (!raw || tag->end || tag->closed) /* <script/> holds nothing, for libxml2 */
        return from;
    for (size_t i = from; i + 2 + name.length <= html.length; i++) {
        const char *open = memchr(html.at + i, '<', html.length - i);
        if (!open)
            return html.length;
        i = (size_t)(open - html.at);
        struct slice after = slice_of(open, html.length - i);
        if (after.length > name.length + 1 && after.at[1] == '/' &&
            slice_equal_ascii_case(slice_of(after.at + 2, name.length), name))
            return i;
    }
    return html.length;
}

/* JSON-LD is read, and told by its media type, whose '+' may stand as a reference. */
static bool raw_text_is_read(const struct tag *tag) {
    return slice_contains(tag->whole, SLICE("+")) || slice_contains(tag->whole, SLICE("&"));
}

/* ---- writing --------------------------------------------------------------------------------- */

struct writer {
    char *at;
    size_t length;
};

/* Runs are copied whole; NUL bytes become spaces. */
static void write_bytes(struct writer *out, struct slice bytes) {
    if (!bytes.length)
        return;
    char *to = out->at + out->length;
    memcpy(to, bytes.at, bytes.length);
    out->length += bytes.length;
    const char *end = out->at + out->length;
    while (to < end) {
        char *nul = memchr(to, '\0', (size_t)(end - to));
        if (!nul)
            return;
        *nul = ' ';
        to = nul + 1;
    }
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* As many attributes as the parser could possibly see: each but the first has a space, a quote or a
 * slash before it. */
static size_t attributes_at_most(struct slice tag) {
    size_t count = 0;
    for (size_t i = 0; i < tag.length; i++)
        count += is_space(tag.at[i]) || tag.at[i] == '"' || tag.at[i] == '\'' || tag.at[i] == '/';
    return count;
}

static bool is_name_byte(char c) {
    return ascii_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' ||
           c == '.';
}

/* The length of the attribute that `rest` begins with, name="value" or a name alone; 0 for anything
 * that the parser could read in another way. */
static size_t attribute_length(struct slice rest) {
    size_t i = 0;
    while (i < rest.length && is_name_byte(rest.at[i]))
        i++;
    if (i == 0 || i == rest.length)
        return 0;
    if (rest.at[i] != '=')
        return is_space(rest.at[i]) || rest.at[i] == '>' ? i : 0;
    if (++i == rest.length)
        return 0;
    char quote = rest.at[i];
    if (quote != '"' && quote != '\'') {
        while (i < rest.length && (is_name_byte(rest.at[i]) || rest.at[i] == '/'))
            i++;
        return i < rest.length && (is_space(rest.at[i]) || rest.at[i] == '>') ? i : 0;
    }
    const char *end = memchr(rest.at + i + 1, quote, rest.length - i - 1);
    return end ? (size_t)(end - rest.at) + 1 : 0;
}

/* Where the next attribute begins, behind the white space at `at`; 0 where none does. */
static size_t next_attribute(struct slice whole, size_t at) {
    size_t from = at;
    while (is_space(whole.at[at]))
        at++;
    return at > from && (ascii_letter(whole.at[at]) || whole.at[at] == '_') ? at : 0;
}

/* Of the attribute at `at`: the end of its name, and its own. False where the parser could see
 * another: a value behind white space, a name cut short, and what ends with '-', which could end a
 * comment with a '>' behind it. */
static bool read_attribute(struct slice whole, size_t at, size_t *ret_name_end, size_t *ret_end) {
    size_t end = at + attribute_length(slice_of(whole.at + at, whole.length - at));
    size_t name_end = at;
    while (is_name_byte(whole.at[name_end]))
        name_end++;
    *ret_name_end = name_end;
    *ret_end = end;
    return end > at && name_end - at <= PLAIN_NAME_MAX && whole.at[end - 1] != '-' &&
           whole.at[end - 1] != '=';
}

/* Up to its end the attributes that somebody reads; *ret_all tells that it was all of them. Returns
 * where the last one ends, 0 when the parser could read something else. */
static size_t write_attributes(struct writer *out, struct slice whole, size_t at, bool *ret_all) {
    unsigned count = 0;
    *ret_all = true;
    for (size_t next = next_attribute(whole, at); next; next = next_attribute(whole, at)) {
        size_t name_end;
        size_t end;
        if (++count > ATTRIBUTES_MAX || !read_attribute(whole, next, &name_end, &end))
            return 0;
        struct slice name = slice_of(whole.at + next, name_end - next);
        struct slice value = slice_of(whole.at + name_end, end - name_end);
        enum attribute_use use = page_attribute_use(name, value);
        if (use != ATTRIBUTE_UNREAD) {
            write_bytes(out, SLICE(" "));
            write_bytes(out, name);
        }
        if (use == ATTRIBUTE_READ)
            write_bytes(out, value);
        *ret_all = *ret_all && use == ATTRIBUTE_READ;
        at = end;
    }
    return at;
}

/* A tag that can be read in one way only, without the attributes that nobody reads: they change
 * nothing of the tree. False, and nothing written, when it stays as it is. */
static bool write_what_is_read(struct writer *out, const struct tag *tag) {
    struct slice whole = tag->whole;
    const char *end = memchr(whole.at, '>', whole.length);
    struct slice name = slice_of(tag->name, tag->name_length);
    if (tag->end || end != whole.at + whole.length - 1 || page_attributes_all_read(name))
        return false;

    const size_t before = out->length;
    size_t at = 1;
    bool all = true;
    while (is_name_byte(whole.at[at]))
        at++;
    write_bytes(out, slice_of(whole.at, at));
    at = at <= PLAIN_NAME_MAX ? write_attributes(out, whole, at, &all) : 0;
    struct slice rest = slice_trim(slice_of(whole.at + at, whole.length - at));
    bool closed = slice_equal(rest, SLICE("/>"));
    if (!at || all || !(closed || slice_equal(rest, SLICE(">")))) {
        out->length = before;
        return false;
    }
    write_bytes(out, closed ? SLICE(" />") : SLICE(">")); /* no value takes the slash */
    return true;
}

/* A tag that may have more attributes than anybody needs: the first of them that are plain. */
static void write_tag(struct writer *out, const struct tag *tag) {
    struct slice whole = tag->whole;
    if (write_what_is_read(out, tag))
        return;
    if (whole.length <= ATTRIBUTES_UNCOUNTED || attributes_at_most(whole) <= ATTRIBUTES_UNCOUNTED) {
        write_bytes(out, whole);
        return;
    }
    size_t at = 1 + tag->end;
    while (at < whole.length && is_name_byte(whole.at[at]))
        at++;
    write_bytes(out, slice_of(whole.at, at));
    bool apart = false; /* no more is written than was there: a space only where something was */
    for (unsigned kept = 0; at < whole.length && kept < ATTRIBUTES_MAX;) {
        size_t length = attribute_length(slice_of(whole.at + at, whole.length - at));
        if (length) {
            write_bytes(out, apart ? SLICE(" ") : SLICE(""));
            write_bytes(out, slice_of(whole.at + at, length));
            kept++;
        }
        apart = !length;
        at += length ? length : 1;
        while (!length && at < whole.length && !is_space(whole.at[at]) && whole.at[at] != '>' &&
               !is_space(whole.at[at - 1]))
            at++;
    }
    write_bytes(out, tag->closed ? SLICE("/>") : SLICE(">"));
}

/* Bytes up to the next '<', which itself counts when it opens no tag. */
static size_t text_run(struct slice html, size_t at) {
    if (at + 1 >= html.length)
        return html.length - at;
    const char *next = memchr(html.at + at + 1, '<', html.length - at - 1);
    return next ? (size_t)(next - html.at) - at : html.length - at;
}

int page_guard(struct arena *arena, struct slice html, unsigned depth_max, struct slice *ret_html) {
    struct writer out = {arena_alloc(arena, html.length + 1), 0};
    if (!out.at)
        return ERR_NO_MEMORY;

    size_t last_quote[2] = {last_of(html, '"'), last_of(html, '\'')};
    unsigned depth = 0;
    for (size_t i = 0; i < html.length;) {
        struct tag tag;
        if (html.at[i] != '<' || !tag_read(html, i, last_quote, &tag)) {
            size_t run = text_run(html, i);
            write_bytes(&out, slice_of(html.at + i, run));
            i += run;
            continue;
        }
        bool nesting = nests(&tag);
        bool kept = !nesting || depth < depth_max || (tag.end && depth == depth_max);
        if (nesting)
            depth = tag.end ? (depth ? depth - 1 : 0) : depth + 1;
        if (kept)
            write_tag(&out, &tag);
        i += tag.whole.length;
        size_t raw = raw_text_end(html, i, &tag);
        if (raw > i && raw_text_is_read(&tag))
            write_bytes(&out, slice_of(html.at + i, raw - i));
        i = raw;
    }
    *ret_html = slice_of(out.at, out.length);
    return 0;
}
