/* What every answer gets on its way out: entity tag, coding, and the header fields that are the
 * same for all. */
#pragma once

#include "server/exchange.h"

/* Before the handler: true when the client is known to have the answer, and 304 stands, or when the
 * answer is ready. */
bool answer_is_ready(struct exchange *exchange);

/* Once, when the handler has answered and before the first byte is sent. False when a good answer
 * lacks a header field for want of memory: it must not leave. A refusal tells by its status. */
bool answer_finish(struct exchange *exchange);
