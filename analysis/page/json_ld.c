#include "analysis/page/json_ld.h"

#include "analysis/analysis.h"
#include "base/error.h"
#include "base/utf8.h"

enum { JSON_LD_DEPTH = 32, JSON_LD_NODES = 20000 };

struct reader {
    struct arena *arena;
    struct slice text;
    size_t at;
    struct json_nodes *nodes;
};

static void skip_space(struct reader *reader) {
    while (reader->at < reader->text.length && (unsigned char)reader->text.at[reader->at] <= ' ')
        reader->at++;
}

static char peek(struct reader *reader) {
    skip_space(reader);
    return reader->at < reader->text.length ? reader->text.at[reader->at] : '\0';
}

static uint32_t hex4(const char *at) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0')
                         : (c | 0x20) >= 'a' && (c | 0x20) <= 'f'
                             ? (uint32_t)((c | 0x20) - 'a' + 10)
                             : 0x10000;
        if (digit > 15)
            return UINT32_MAX;
        value = value * 16 + digit;
    }
    return value;
}

/* "\uXXXX" at `at`, a surrogate pair as one code point; returns how many bytes were read. */
static size_t unescape_unicode(struct slice text, size_t at, uint32_t *ret_cp) {
    if (at + 6 > text.length)
        return 0;
    uint32_t cp = hex4(text.at + at + 2);
    if (cp == UINT32_MAX) /* what follows may be part of a longer character */
        return 0;
    size_t used = 6;
    if (cp >= 0xD800 && cp < 0xDC00 && at + 12 <= text.length && text.at[at + 6] == '\\' &&
        text.at[at + 7] == 'u') {
        uint32_t low = hex4(text.at + at + 8);
        if (low >= 0xDC00 && low < 0xE000) {
            cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
            used = 12;
        }
    }
    *ret_cp = (cp >= 0xD800 && cp < 0xE000) || cp == 0 ? 0xFFFD : cp;
    return used;
}

static char plain_escape(char c) {
    switch (c) {
    case 'n':
    case 'r':
    case 't':
    case 'b':
    case 'f':
        return ' ';
    default:
        return c;
    }
}

static int read_string(struct reader *reader, struct slice *ret) {
    size_t start = reader->at + 1;
    size_t end = start;
    while (end < reader->text.length && reader->text.at[end] != '"')
        end += reader->text.at[end] == '\\' ? 2 : 1;
    if (end >= reader->text.length)
        return ERR_INVALID;

    char *out = arena_alloc(reader->arena, end - start + 4);
    if (!out)
        return ERR_NO_MEMORY;
    size_t length = 0;
    for (size_t i = start; i < end;) {
        char c = reader->text.at[i];
        if (c != '\\') {
            out[length++] = c;
            i++;
            continue;
        }
        uint32_t cp;
        size_t used = reader->text.at[i + 1] == 'u'
                          ? unescape_unicode(slice_of(reader->text.at, end), i, &cp)
                          : 0;
        if (used) {
            length += utf8_encode(cp, out + length);
            i += used;
        } else {
            out[length++] = plain_escape(reader->text.at[i + 1]);
            i += 2;
        }
    }
    reader->at = end + 1;
    *ret = slice_of(out, length);
    return 0;
}

/* Numbers and literals: nobody asks for them. */
static void skip_other(struct reader *reader) {
    while (reader->at < reader->text.length) {
        char c = reader->text.at[reader->at];
        if (c == ',' || c == '}' || c == ']' || (unsigned char)c <= ' ')
            return;
        reader->at++;
    }
}

static int read_value(struct reader *reader, struct slice key, unsigned depth, uint32_t *ret_index);

/* Members or elements up to the closing bracket. */
static int read_children(struct reader *reader, uint32_t parent, unsigned depth) {
    bool object = reader->nodes->at[parent].kind == JSON_LD_OBJECT;
    uint32_t last = NO_INDEX;
    reader->at++;
    for (;;) {
        char c = peek(reader);
        if (c == (object ? '}' : ']')) {
            reader->at++;
            return 0;
        }
        if (c == ',') {
            reader->at++;
            continue;
        }
        struct slice key = {0};
        if (object) {
            int result = c == '"' ? read_string(reader, &key) : ERR_INVALID;
            if (result == 0 && peek(reader) != ':')
                result = ERR_INVALID;
            if (result < 0)
                return result;
            reader->at++;
        }
        uint32_t child;
        int result = read_value(reader, key, depth + 1, &child);
        if (result < 0)
            return result;
        if (last == NO_INDEX)
            reader->nodes->at[parent].first = child;
        else
            reader->nodes->at[last].next = child;
        last = child;
    }
}

static int read_value(struct reader *reader, struct slice key, unsigned depth,
                      uint32_t *ret_index) {
    char c = peek(reader);
    if (!c || depth > JSON_LD_DEPTH || reader->nodes->count >= JSON_LD_NODES)
        return ERR_INVALID;

    struct json_node node = {.key = key, .first = NO_INDEX, .next = NO_INDEX};
    node.kind = c == '{'   ? JSON_LD_OBJECT
                : c == '[' ? JSON_LD_ARRAY
                : c == '"' ? JSON_LD_STRING
                           : JSON_LD_OTHER;
    int result = 0;
    if (node.kind == JSON_LD_STRING)
        result = read_string(reader, &node.value);
    else if (node.kind == JSON_LD_OTHER)
        skip_other(reader);
    if (result < 0)
        return result;

    *ret_index = reader->nodes->count;
    if (!list_push(reader->arena, reader->nodes, node))
        return ERR_NO_MEMORY;
    if (node.kind == JSON_LD_OBJECT || node.kind == JSON_LD_ARRAY)
        return read_children(reader, *ret_index, depth);
    return 0;
}

int json_ld_read(struct arena *arena, struct slice text, struct json_nodes *nodes) {
    struct reader reader = {arena, text, 0, nodes};
    while (reader.at < text.length && text.at[reader.at] != '{' && text.at[reader.at] != '[')
        reader.at++; /* a byte order mark, "<!--", "//<![CDATA[" */
    uint32_t root;
    int result = read_value(&reader, (struct slice){0}, 0, &root);
    return result == ERR_NO_MEMORY ? result : 0; /* what stands before a fault is kept */
}

uint32_t json_ld_member(const struct json_nodes *nodes, uint32_t object, struct slice key) {
    if (object == NO_INDEX || nodes->at[object].kind != JSON_LD_OBJECT)
        return NO_INDEX;
    for (uint32_t i = nodes->at[object].first; i != NO_INDEX; i = nodes->at[i].next)
        if (slice_equal(nodes->at[i].key, key))
            return i;
    return NO_INDEX;
}

static struct slice string_member(const struct json_nodes *nodes, uint32_t object,
                                  struct slice key) {
    uint32_t found = json_ld_member(nodes, object, key);
    if (found == NO_INDEX || nodes->at[found].kind != JSON_LD_STRING)
        return (struct slice){0};
    return slice_trim(nodes->at[found].value);
}

static bool type_is_article(struct slice type) {
    return slice_ends(type, SLICE("Article")) || slice_ends(type, SLICE("BlogPosting")) ||
           slice_equal(type, SLICE("Report")) || slice_ends(type, SLICE("LiveBlogPosting"));
}

static bool is_article(const struct json_nodes *nodes, uint32_t object) {
    uint32_t type = json_ld_member(nodes, object, SLICE("@type"));
    if (type == NO_INDEX)
        return false;
    if (nodes->at[type].kind == JSON_LD_STRING)
        return type_is_article(nodes->at[type].value);
    for (uint32_t i = nodes->at[type].first; i != NO_INDEX; i = nodes->at[i].next)
        if (nodes->at[i].kind == JSON_LD_STRING && type_is_article(nodes->at[i].value))
            return true;
    return false;
}

/* The object with this @id that says more than its @id. */
static uint32_t resolve(const struct json_nodes *nodes, uint32_t object) {
    struct slice id = string_member(nodes, object, SLICE("@id"));
    if (!id.length || string_member(nodes, object, SLICE("name")).length)
        return object;
    for (uint32_t i = 0; i < nodes->count; i++)
        if (nodes->at[i].kind == JSON_LD_OBJECT &&
            slice_equal(string_member(nodes, i, SLICE("@id")), id) &&
            string_member(nodes, i, SLICE("name")).length)
            return i;
    return object;
}

static int add_author(struct arena *arena, const struct json_nodes *nodes, uint32_t author,
                      struct slice *authors) {
    struct slice name = nodes->at[author].kind == JSON_LD_STRING
                            ? slice_trim(nodes->at[author].value)
                            : string_member(nodes, resolve(nodes, author), SLICE("name"));
    if (!name.length || name.length > 200 || authors->length > 1000)
        return 0;
    if (!authors->length) {
        *authors = name;
        return 0;
    }
    return arena_printf(arena, authors, "%.*s, %.*s", SLICE_ARGS(*authors), SLICE_ARGS(name));
}

static int read_authors(struct arena *arena, const struct json_nodes *nodes, uint32_t object,
                        struct slice *authors) {
    uint32_t author = json_ld_member(nodes, object, SLICE("author"));
    if (author == NO_INDEX)
        return 0;
    if (nodes->at[author].kind != JSON_LD_ARRAY)
        return add_author(arena, nodes, author, authors);
    for (uint32_t i = nodes->at[author].first; i != NO_INDEX; i = nodes->at[i].next) {
        int result = add_author(arena, nodes, i, authors);
        if (result < 0)
            return result;
    }
    return 0;
}

int json_ld_article(struct arena *arena, const struct json_nodes *nodes,
                    struct json_ld_article *article) {
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (nodes->at[i].kind != JSON_LD_OBJECT || !is_article(nodes, i))
            continue;
        if (!article->headline.length)
            article->headline = string_member(nodes, i, SLICE("headline"));
        if (!article->published.length)
            article->published = string_member(nodes, i, SLICE("datePublished"));
        if (!article->modified.length)
            article->modified = string_member(nodes, i, SLICE("dateModified"));
        uint32_t publisher = json_ld_member(nodes, i, SLICE("publisher"));
        if (!article->publisher.length && publisher != NO_INDEX)
            article->publisher = string_member(nodes, resolve(nodes, publisher), SLICE("name"));
        return article->authors.length ? 0 : read_authors(arena, nodes, i, &article->authors);
    }
    return 0;
}
