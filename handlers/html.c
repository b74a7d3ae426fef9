#include "handlers/html.h"

static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

static const char *escape_of(char byte) {
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_text(struct buffer *out, struct slice text) {
    size_t done = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char *escape = escape_of(text.at[i]);
        if (!escape)
            continue;
        buffer_append(out, slice_of(text.at + done, i - done));
        buffer_append_cstr(out, escape);
        done = i + 1;
    }
    if (text.length > done)
        buffer_append(out, slice_of(text.at + done, text.length - done));
}

void html_element(struct buffer *out, const char *name, const char *attributes, struct slice text) {
    buffer_printf(out, "<%s%s>", name, attributes);
    html_text(out, text);
    buffer_printf(out, "</%s>", name);
}

void html_page_begin(struct request *request, const char *root, const char *kind,
                     struct slice subject, struct slice title) {
    struct buffer *out = &request->out;
    buffer_append_cstr(out,
                       "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n");
    html_element(out, "title", "", title);
    buffer_printf(out,
                  "\n<link rel=\"stylesheet\" href=\"%sdashboard/dashboard.css\">\n"
                  "<link rel=\"icon\" href=\"%sdashboard/icon.svg\" type=\"image/svg+xml\">\n"
                  "<script type=\"module\" src=\"%sdashboard/app.js\"></script>\n</head>\n",
                  root, root, root);
    buffer_printf(out, "<body data-page=\"%s\" data-subject=\"", kind);
    html_text(out, subject);
    buffer_printf(out,
                  "\">\n<a class=\"skip\" href=\"#main\">Skip to content</a>\n"
                  "<header class=\"top\"><a class=\"name\" href=\"%s.\">claimd</a>"
                  "<div id=\"tools\"></div><p id=\"connection\" role=\"status\"></p></header>\n",
                  *root ? root : "./");
}

void html_page_end(struct request *request) {
    buffer_append_cstr(&request->out, "<div id=\"drawer\"></div>\n<div id=\"announcer\" "
                                      "class=\"unseen\" aria-live=\"polite\"></div>\n"
                                      "</body>\n</html>\n");
}

void reply_html(struct request *request, int status) {
    reply_header(request, "Content-Security-Policy", slice_from_cstr(policy));
    reply_header(request, "Referrer-Policy", SLICE("no-referrer"));
    reply_body(request, status, "text/html; charset=utf-8");
}
