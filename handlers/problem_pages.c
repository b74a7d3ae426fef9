/* GET /problems and /problems/{slug}: what each kind of problem means and what helps, for people
 * who were sent here by the Link of a problem document (its `type` is a name, not an address, so
 * that it is the same wherever claimd runs).
 */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/html.h"

static void write_text(struct buffer *out, enum problem problem) {
    buffer_printf(out, "%s (%d %s)\n%s\n", problem_title(problem), problem_status(problem),
                  problem_slug(problem), problem_help(problem));
}

static void write_html(struct buffer *out, enum problem problem, const char *heading) {
    buffer_printf(out, "<section id=\"%s\">\n", problem_slug(problem));
    html_element(out, heading, "", slice_from_cstr(problem_title(problem)));
    buffer_printf(out, "\n<p><code>%d</code> <code>" PROBLEM_TYPE_PREFIX "%s</code></p>\n<p>",
                  problem_status(problem), problem_slug(problem));
    html_text(out, slice_from_cstr(problem_help(problem)));
    buffer_append_cstr(out, "</p>\n</section>\n");
}

static void answer_html(struct request *request, const char *root, struct slice title,
                        enum problem first, enum problem end) {
    bool list = end - first > 1;
    html_page_begin(request, root, "problems", (struct slice){0}, title);
    buffer_append_cstr(&request->out, "<main id=\"main\">\n");
    if (list)
        html_element(&request->out, "h1", "", title);
    for (enum problem problem = first; problem < end; problem++)
        write_html(&request->out, problem, list ? "h2" : "h1");
    buffer_append_cstr(&request->out, "</main>\n");
    html_page_end(request);
    reply_html(request, 200);
}

static void answer(struct request *request, const char *root, struct slice title,
                   enum problem first, enum problem end) {
    if (request->answer_media == MEDIA_HTML) {
        answer_html(request, root, title, first, end);
        return;
    }
    for (enum problem problem = first; problem < end; problem++) {
        if (problem > first)
            buffer_append_byte(&request->out, '\n');
        write_text(&request->out, problem);
    }
    reply_text(request, 200);
}

void problems_page(struct request *request) {
    answer(request, "", SLICE("Problems – claimd"), 0, PROBLEM_COUNT);
}

void problem_page(struct request *request) {
    for (enum problem problem = 0; problem < PROBLEM_COUNT; problem++) {
        struct slice slug = slice_from_cstr(problem_slug(problem));
        if (!slice_equal(slug, request->path_ids[0]))
            continue;
        answer(request, "../", slice_from_cstr(problem_title(problem)), problem, problem + 1);
        return;
    }
    reply_error(request, ERR_NOT_FOUND, "looking for the problem");
}
