/* Who comes in: origin of the page that asks, token, and how often. */
#pragma once

#include "server/exchange.h"

/* Answers a browser's question before a request from another origin (CORS preflight). True when
 * there is nothing more to do. */
bool gate_preflight(struct exchange *exchange, const struct head *head, struct slice path);

/* May this request pass? False when it has been answered: 401, 403 or 429. */
bool gate_judge(struct exchange *exchange);

/* The header fields that go with every answer: CORS and RateLimit. */
void gate_write_headers(struct exchange *exchange);
