/* The table of all operations. An operation in openapi.yaml without a row here, or the reverse,
 * fails the tests. */
#include "handlers/route.h"

#include "handlers/handlers.h"

#define ARTICLE_PARAMETERS "title url source published_at"

#define ROW_PARAMETERS "limit cursor fields article story source published_from published_to"

const struct route routes[] = {
    {"POST", "/v1/analyze", analyze_post, BODY_ARTICLE, MEDIA_JSON | MEDIA_TEXT | MEDIA_HTML,
     MEDIA_JSON | MEDIA_TEXT, ARTICLE_PARAMETERS},
    {"POST", "/v1/compare", compare_post, BODY_COMPARE, MEDIA_JSON, MEDIA_JSON | MEDIA_TEXT, NULL},
    {"POST", "/v1/check", check_post, BODY_ARTICLE, MEDIA_JSON | MEDIA_TEXT | MEDIA_HTML,
     MEDIA_JSON | MEDIA_TEXT, ARTICLE_PARAMETERS},
    {"POST", "/v1/articles", articles_post, BODY_ARTICLE,
     MEDIA_JSON | MEDIA_TEXT | MEDIA_HTML | MEDIA_NDJSON, MEDIA_JSON | MEDIA_NDJSON,
     ARTICLE_PARAMETERS, bulk_take},
    {"GET", "/v1/articles", articles_list, BODY_NONE, 0, MEDIA_JSON,
     "limit cursor q source story published_from published_to sort versions fields"},
    {"GET", "/v1/articles/{id}", articles_get, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"DELETE", "/v1/articles/{id}", articles_delete, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"GET", "/v1/articles/{id}/claims", articles_claims, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"GET", "/v1/articles/{id}/text", articles_text, BODY_NONE, 0, MEDIA_TEXT, NULL},
    {"GET", "/v1/claims", claims_list, BODY_NONE, 0, MEDIA_JSON,
     ROW_PARAMETERS " entity speaker unit value_from value_to time_from time_to polarity modality"},
    {"GET", "/v1/quotes", quotes_list, BODY_NONE, 0, MEDIA_JSON,
     ROW_PARAMETERS " entity speaker kind"},
    {"GET", "/v1/quantities", quantities_list, BODY_NONE, 0, MEDIA_JSON,
     ROW_PARAMETERS " entity speaker unit value_from value_to"},
    {"GET", "/v1/entities", entities_list, BODY_NONE, 0, MEDIA_JSON,
     "limit cursor fields q type article story source"},
    {"GET", "/v1/stories", stories_list, BODY_NONE, 0, MEDIA_JSON, "limit cursor"},
    {"GET", "/v1/stories/{id}", stories_get, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"PATCH", "/v1/stories/{id}", stories_patch, BODY_ARTICLE, MEDIA_JSON, MEDIA_JSON, NULL},
    {"PUT", "/v1/stories/{id}/articles/{article}", story_articles_put, BODY_NONE, 0, MEDIA_JSON,
     NULL},
    {"DELETE", "/v1/stories/{id}/articles/{article}", story_articles_delete, BODY_NONE, 0,
     MEDIA_JSON, NULL},
    {"POST", "/v1/stories/{id}/merge", stories_merge, BODY_ARTICLE, MEDIA_JSON, MEDIA_JSON, NULL},
    {"GET", "/v1/stories/{id}/alignments", stories_alignments, BODY_NONE, 0,
     MEDIA_JSON | MEDIA_TEXT, NULL},
    {"GET", "/v1/events", events_get, BODY_NONE, 0, MEDIA_JSON | MEDIA_EVENTS,
     "after limit wait story kind"},
    {"POST", "/v1/admin/backup", admin_backup, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"POST", "/v1/feeds", feeds_post, BODY_ARTICLE, MEDIA_JSON | MEDIA_OPML, MEDIA_JSON, NULL},
    {"GET", "/v1/feeds", feeds_list, BODY_NONE, 0, MEDIA_JSON | MEDIA_OPML, "limit cursor"},
    {"GET", "/v1/feeds/{id}", feeds_get, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"PATCH", "/v1/feeds/{id}", feeds_patch, BODY_ARTICLE, MEDIA_JSON, MEDIA_JSON, NULL},
    {"DELETE", "/v1/feeds/{id}", feeds_delete, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"GET", "/v1/jobs/{id}", jobs_get, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"GET", "/", home_page, BODY_NONE, 0, MEDIA_HTML, NULL},
    {"GET", "/articles/{id}", article_page, BODY_NONE, 0, MEDIA_HTML, NULL},
    {"GET", "/stories/{id}", story_page, BODY_NONE, 0, MEDIA_HTML, NULL},
    {"GET", "/dashboard/{file}", dashboard_get, BODY_NONE, 0, MEDIA_TEXT, NULL},
    {"GET", "/livez", livez_get, BODY_NONE, 0, MEDIA_TEXT, NULL},
    {"GET", "/readyz", readyz_get, BODY_NONE, 0, MEDIA_TEXT, "verbose"},
    {"GET", "/metrics", metrics_get, BODY_NONE, 0, MEDIA_TEXT, NULL},
    {"GET", "/version", version_get, BODY_NONE, 0, MEDIA_JSON, NULL},
    {"GET", "/openapi.yaml", openapi_get, BODY_NONE, 0, MEDIA_YAML, NULL},
};
const size_t route_count = sizeof routes / sizeof *routes;
