/* GET /dashboard/{file}: the style sheet and the scripts of the dashboard, compiled in. */
#include "handlers/handlers.h"

extern const char dashboard_dashboard_css[];
extern const char dashboard_icon_svg[];
extern const char dashboard_api_js[];
extern const char dashboard_app_js[];
extern const char dashboard_article_js[];
extern const char dashboard_dom_js[];
extern const char dashboard_draft_js[];
extern const char dashboard_evidence_js[];
extern const char dashboard_keys_js[];
extern const char dashboard_live_js[];
extern const char dashboard_matrix_js[];
extern const char dashboard_stories_js[];
extern const char dashboard_story_js[];
extern const char dashboard_submit_js[];
extern const char dashboard_timeline_js[];

#define SCRIPT "text/javascript; charset=utf-8"

static const struct {
    const char *name;
    const char *content_type;
    const char *bytes;
} assets[] = {
    {"dashboard.css", "text/css; charset=utf-8", dashboard_dashboard_css},
    {"icon.svg", "image/svg+xml", dashboard_icon_svg},
    {"api.js", SCRIPT, dashboard_api_js},
    {"app.js", SCRIPT, dashboard_app_js},
    {"article.js", SCRIPT, dashboard_article_js},
    {"dom.js", SCRIPT, dashboard_dom_js},
    {"draft.js", SCRIPT, dashboard_draft_js},
    {"evidence.js", SCRIPT, dashboard_evidence_js},
    {"keys.js", SCRIPT, dashboard_keys_js},
    {"live.js", SCRIPT, dashboard_live_js},
    {"matrix.js", SCRIPT, dashboard_matrix_js},
    {"stories.js", SCRIPT, dashboard_stories_js},
    {"story.js", SCRIPT, dashboard_story_js},
    {"submit.js", SCRIPT, dashboard_submit_js},
    {"timeline.js", SCRIPT, dashboard_timeline_js},
};

void dashboard_get(struct request *request) {
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++) {
        if (!slice_equal(request->path_ids[0], slice_from_cstr(assets[i].name)))
            continue;
        buffer_append_cstr(&request->out, assets[i].bytes);
        reply_header(request, "Cache-Control", SLICE("no-cache"));
        reply_body(request, 200, assets[i].content_type);
        return;
    }
    reply_problem(request, PROBLEM_NOT_FOUND, "The dashboard has no such file.");
}
