#include "analysis/page/markup.h"

#include "base/error.h"
#include "base/utf8.h"

static bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool digit(char c) {
    return c >= '0' && c <= '9';
}

static bool name_byte(char c) {
    return letter(c) || digit(c) || c == '-' || c == '_' || c == ':' || c == '.';
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool begins_ascii_case(struct slice html, size_t at, struct slice word) {
    return html.length - at >= word.length &&
           slice_equal_ascii_case(slice_of(html.at + at, word.length), word);
}

size_t markup_name_end(struct slice html, size_t at) {
    if (at >= html.length || !name_byte(html.at[at]) || digit(html.at[at]) || html.at[at] == '-')
        return at;
    while (at < html.length && name_byte(html.at[at]))
        at++;
    return at;
}

bool markup_begins(struct slice html, size_t at) {
    if (at + 1 >= html.length)
        return false;
    char c = html.at[at + 1];
    if (c == '!')
        return begins_ascii_case(html, at, SLICE("<!--")) ||
               begins_ascii_case(html, at, SLICE("<!doctype"));
    return letter(c) || c == '/' || c == '?';
}

static size_t behind_next(struct slice html, size_t at, char c) {
    const char *found = at < html.length ? memchr(html.at + at, c, html.length - at) : NULL;
    return found ? (size_t)(found - html.at) + 1 : html.length;
}

/* Behind "-->" or "--!>", of which nothing is the comment's opening; one that never ends takes the
 * rest of the page. */
static size_t comment_end(struct slice html, size_t from) {
    for (size_t end = behind_next(html, from, '>'); end < html.length;
         end = behind_next(html, end, '>')) {
        struct slice inside = slice_of(html.at + from, end - from);
        if (slice_ends(inside, SLICE("-->")) || slice_ends(inside, SLICE("--!>")))
            return end;
    }
    return html.length;
}

size_t markup_aside_end(struct slice html, size_t at) {
    if (begins_ascii_case(html, at, SLICE("<!--")))
        return comment_end(html, at + 4);
    bool target = html.at[at + 1] == '!' || markup_name_end(html, at + 2) > at + 2;
    return target ? behind_next(html, at, '>') : at + 2; /* "<? " is nothing */
}

/* Does the end tag of this name stand at `at`? */
static bool is_end_tag(struct slice html, size_t at, struct slice name) {
    size_t behind = at + 2 + name.length;
    return at + 1 < html.length && html.at[at + 1] == '/' &&
           begins_ascii_case(html, at + 2, name) &&
           (behind == html.length || !name_byte(html.at[behind]));
}

size_t markup_raw_end(struct slice html, size_t at, struct slice name) {
    for (; at < html.length; at++) {
        const char *open = memchr(html.at + at, '<', html.length - at);
        if (!open)
            break;
        at = (size_t)(open - html.at);
        if (is_end_tag(html, at, name))
            return at;
    }
    return html.length;
}

/* ---- references ------------------------------------------------------------------------------ */

/* What XML allows: no control characters but white space, no surrogates, nothing above. */
static bool is_character(uint32_t cp) {
    return (cp >= ' ' && cp < 0xD800) || cp == '\t' || cp == '\n' || cp == '\r' ||
           (cp >= 0xE000 && cp <= 0x10FFFF && cp != 0xFFFE && cp != 0xFFFF);
}

/* "&#" stands at `at`. One without a meaning says nothing. Returns where it ends. */
static size_t read_number(struct slice text, size_t at, uint32_t *ret_cp) {
    size_t i = at + 2;
    bool hex = i < text.length && lower(text.at[i]) == 'x';
    uint32_t cp = 0;
    for (i += hex; i < text.length; i++) {
        char c = lower(text.at[i]);
        bool hex_letter = hex && c >= 'a' && c <= 'f';
        if (!digit(c) && !hex_letter)
            break;
        cp = cp * (hex ? 16 : 10) + (uint32_t)(hex_letter ? c - 'a' + 10 : c - '0');
        cp = cp > 0x110000 ? 0x110000 : cp;
    }
    *ret_cp = is_character(cp) ? cp : 0;
    return i < text.length && text.at[i] == ';' ? i + 1 : i;
}

/* '&' stands at `at`. Returns where the reference ends, `at` when it is none. */
static size_t read_reference(struct slice text, size_t at, uint32_t *ret_cp) {
    if (at + 1 < text.length && text.at[at + 1] == '#')
        return read_number(text, at, ret_cp);
    size_t end = at + 1;
    while (end < text.length && (letter(text.at[end]) || digit(text.at[end])))
        end++;
    if (end == text.length || text.at[end] != ';')
        return at;
    *ret_cp = markup_reference(slice_of(text.at + at + 1, end - at - 1));
    return *ret_cp ? end + 1 : at;
}

int markup_unescape(struct arena *arena, struct slice text, struct slice *ret_text) {
    *ret_text = text;
    if (!text.length || !memchr(text.at, '&', text.length))
        return 0;
    char *out = arena_alloc(arena, text.length); /* a reference is longer than what it means */
    if (!out)
        return ERR_NO_MEMORY;

    size_t length = 0;
    for (size_t at = 0; at < text.length;) {
        size_t next = behind_next(text, at, '&') - 1;
        next += next + 1 == text.length && text.at[next] != '&';
        memcpy(out + length, text.at + at, next - at);
        length += next - at;
        if (next == text.length)
            break;
        uint32_t cp = 0;
        at = read_reference(text, next, &cp);
        if (at == next)
            out[length++] = text.at[at++];
        else if (cp)
            length += utf8_encode(cp, out + length);
    }
    *ret_text = slice_of(out, length);
    return 0;
}

/* ---- attributes ------------------------------------------------------------------------------ */

/* By length, so that most names of a page are told apart by it. */
static enum page_attribute_name attribute_name(struct slice name) {
    static const struct {
        struct slice name;
        enum page_attribute_name is;
    } known[] = {
        {{"id", 2}, ATTRIBUTE_ID},
        {{"rel", 3}, ATTRIBUTE_REL},
        {{"href", 4}, ATTRIBUTE_HREF},
        {{"lang", 4}, ATTRIBUTE_LANG},
        {{"name", 4}, ATTRIBUTE_NAME},
        {{"role", 4}, ATTRIBUTE_ROLE},
        {{"type", 4}, ATTRIBUTE_TYPE},
        {{"class", 5}, ATTRIBUTE_CLASS},
        {{"style", 5}, ATTRIBUTE_STYLE},
        {{"hidden", 6}, ATTRIBUTE_HIDDEN},
        {{"content", 7}, ATTRIBUTE_CONTENT},
        {{"datetime", 8}, ATTRIBUTE_DATETIME},
        {{"itemprop", 8}, ATTRIBUTE_ITEMPROP},
        {{"property", 8}, ATTRIBUTE_PROPERTY},
        {{"aria-hidden", 11}, ATTRIBUTE_ARIA_HIDDEN},
        {{"data-testid", 11}, ATTRIBUTE_DATA_TESTID},
        {{"data-component", 14}, ATTRIBUTE_DATA_COMPONENT},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].name.length == name.length && known[i].name.at[0] == lower(name.at[0]) &&
            slice_equal_ascii_case(known[i].name, name))
            return known[i].is;
    return ATTRIBUTE_UNREAD;
}

static size_t skip_space(struct slice html, size_t at) {
    while (at < html.length && markup_space(html.at[at]))
        at++;
    return at;
}

/* Behind '=' and white space. Moves *at behind the value. */
static struct slice read_value(struct slice html, size_t *at) {
    size_t from = *at;
    char quote = from < html.length ? html.at[from] : 0;
    if (quote == '"' || quote == '\'') {
        const char *close = memchr(html.at + from + 1, quote, html.length - from - 1);
        size_t end = close ? (size_t)(close - html.at) : html.length;
        *at = close ? end + 1 : end;
        return slice_of(html.at + from + 1, end - from - 1);
    }
    while (*at < html.length && !markup_space(html.at[*at]) && html.at[*at] != '>')
        (*at)++;
    return slice_of(html.at + from, *at - from);
}

/* A NUL inside a value would end it for some readers and not for others. */
static int keep(struct arena *arena, struct page_attribute_list *list,
                enum page_attribute_name name, struct slice value) {
    struct page_attribute attribute = {.name = (uint8_t)name};
    int result = markup_unescape(arena, value, &attribute.value);
    if (result == 0 && value.length && memchr(value.at, '\0', value.length))
        attribute.value = SLICE("");
    if (result < 0)
        return result;
    return list_push(arena, list, attribute) ? 0 : ERR_NO_MEMORY;
}

static bool tag_ends(struct slice html, size_t at) {
    return at >= html.length || html.at[at] == '>' ||
           (html.at[at] == '/' && at + 1 < html.length && html.at[at + 1] == '>');
}

/* What is no attribute is passed over up to the next white space. */
static size_t pass_stray(struct slice html, size_t at) {
    while (!tag_ends(html, at) && !markup_space(html.at[at]))
        at++;
    return at;
}

int markup_attributes(struct arena *arena, struct slice html, size_t *at,
                      struct page_attribute_list *list) {
    uint32_t seen = 0;
    size_t i = skip_space(html, *at);
    for (; !tag_ends(html, i); i = skip_space(html, i)) {
        size_t end = markup_name_end(html, i);
        if (end == i) {
            i = pass_stray(html, i);
            continue;
        }
        enum page_attribute_name name = attribute_name(slice_of(html.at + i, end - i));
        struct slice value = SLICE("");
        i = skip_space(html, end);
        if (i < html.length && html.at[i] == '=') {
            i = skip_space(html, i + 1);
            value = read_value(html, &i);
        }
        if (!name || seen & 1u << name)
            continue;
        seen |= 1u << name;
        int result = keep(arena, list, name, value);
        if (result < 0)
            return result;
    }
    *at = i;
    return 0;
}
