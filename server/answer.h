/* What every answer gets on its way out: entity tag, coding, and the header fields that are the
 * same for all. */
#pragma once

#include "server/exchange.h"

/* Once, when the handler has answered and before the first byte is sent. */
void answer_finish(struct exchange *exchange);
