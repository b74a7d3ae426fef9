/* Every handler, one per file named after it; routes.c lists their paths. */
#pragma once

#include "handlers/request.h"

request_handler analyze_post;
request_handler compare_post;
request_handler livez_get;
request_handler metrics_get;
request_handler openapi_get;
request_handler readyz_get;
request_handler version_get;
