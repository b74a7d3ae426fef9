/* Every handler, one per file named after it; routes.c lists their paths. */
#pragma once

#include "handlers/request.h"

request_handler admin_backup;
request_handler analyze_post;
request_handler article_page;
request_handler articles_claims;
request_handler articles_delete;
request_handler articles_get;
request_handler articles_list;
request_handler articles_post;
request_handler articles_text;
request_handler check_post;
request_handler claims_list;
body_sink bulk_take;
request_handler bulk_finish;
request_handler compare_post;
request_handler entities_list;
request_handler events_get;
request_handler jobs_get;
request_handler dashboard_get;
request_handler home_page;
request_handler livez_get;
request_handler metrics_get;
request_handler openapi_get;
request_handler quantities_list;
request_handler quotes_list;
request_handler readyz_get;
request_handler stories_alignments;
request_handler stories_get;
request_handler stories_list;
request_handler story_page;
request_handler version_get;
