/* GET /docs: openapi.yaml as a page, from the binary alone: a list of all operations, each leading
 * to its place in the document below. No scripts, nothing from elsewhere.
 *
 * The document is ours and laid out by hand: paths stand at two spaces below "paths:", methods at
 * four, their summaries at six. Reading lines is enough, and a test compares with the routes.
 */
#include "handlers/handlers.h"
#include "handlers/html.h"

/* openapi.yaml, compiled in. */
extern const char openapi_yaml[];

static struct slice next_line(struct slice *rest) {
    const char *end = rest->length ? memchr(rest->at, '\n', rest->length) : NULL;
    struct slice line = slice_of(rest->at, end ? (size_t)(end - rest->at) : rest->length);
    size_t used = line.length + (end ? 1 : 0);
    *rest = slice_of(rest->at + used, rest->length - used);
    return line;
}

/* How many spaces a line begins with. */
static size_t indent_of(struct slice line) {
    size_t indent = 0;
    while (indent < line.length && line.at[indent] == ' ')
        indent++;
    return indent;
}

static struct slice without_colon(struct slice line, size_t indent) {
    return slice_of(line.at + indent, line.length - indent - 1);
}

/* Where the reader of lines is. */
struct place {
    bool in_paths;
    struct slice path;
    struct slice method;
    unsigned number; /* of the operation, from 1 */
};

/* True when an operation begins here. */
static bool move(struct place *place, struct slice line) {
    static const struct slice methods[] = {
        {"get", 3}, {"put", 3}, {"post", 4}, {"patch", 5}, {"delete", 6}};
    size_t indent = indent_of(line);
    if (indent == 0 && line.length)
        place->in_paths = slice_equal(line, SLICE("paths:"));
    if (!place->in_paths || !slice_ends(line, SLICE(":")))
        return false;
    if (indent == 2)
        place->path = without_colon(line, indent);
    place->method = without_colon(line, indent);
    bool found = false;
    for (size_t i = 0; i < sizeof methods / sizeof *methods && indent == 4; i++)
        found = found || slice_equal(place->method, methods[i]);
    place->number += found;
    return found;
}

static void write_entry(struct buffer *out, const struct place *place) {
    buffer_printf(out, "<li><a href=\"#op%u\"><code>", place->number);
    for (size_t i = 0; i < place->method.length; i++)
        buffer_append_byte(out, (char)(place->method.at[i] & ~0x20));
    buffer_append_byte(out, ' ');
    html_text(out, place->path);
    buffer_append_cstr(out, "</code></a>");
}

static void write_list(struct buffer *out) {
    struct slice rest = slice_from_cstr(openapi_yaml);
    struct place place = {0};
    bool open = false;
    buffer_append_cstr(out, "<ul>\n");
    while (rest.length) {
        struct slice line = next_line(&rest);
        if (move(&place, line)) {
            write_entry(out, &place);
            open = true;
        }
        static const struct slice summary = {"      summary: ", 15};
        if (!open || !slice_starts(line, summary))
            continue;
        buffer_append_byte(out, ' ');
        html_text(out, slice_of(line.at + summary.length, line.length - summary.length));
        buffer_append_cstr(out, "</li>\n");
        open = false;
    }
    buffer_append_cstr(out, "</ul>\n");
}

static void write_document(struct buffer *out) {
    struct slice rest = slice_from_cstr(openapi_yaml);
    struct place place = {0};
    buffer_append_cstr(out, "<pre tabindex=\"0\">");
    while (rest.length) {
        struct slice line = next_line(&rest);
        bool begins = move(&place, line);
        if (begins)
            buffer_printf(out, "<b id=\"op%u\">", place.number);
        html_text(out, line);
        buffer_append_cstr(out, begins ? "</b>\n" : "\n");
    }
    buffer_append_cstr(out, "</pre>\n");
}

void docs_get(struct request *request) {
    struct buffer *out = &request->out;
    html_page_begin(request, "", "docs", (struct slice){0}, SLICE("The interface – claimd"));
    buffer_append_cstr(out, "<main id=\"main\">\n<h1>The interface</h1>\n<p>The same as <a "
                            "href=\"openapi.yaml\">openapi.yaml</a>; what can go wrong: <a "
                            "href=\"problems\">problems</a>.</p>\n");
    write_list(out);
    write_document(out);
    buffer_append_cstr(out, "</main>\n");
    html_page_end(request);
    reply_html(request, 200);
}
