/* What only the files about several processes over one PostgreSQL may use. */
#pragma once

#include "storage/connection.h"

/* From now on the connection hears of each commit that changed the store. */
int postgres_listen(struct connection *connection);

/* Waits for such news, for `bell` (a descriptor) to become readable, or for the time. Returns 0, or
 * ERR_BUSY when the connection broke. */
int postgres_wait(struct connection *connection, int bell, int timeout_ms);

/* How often the connection has waited for its server so far. */
int64_t postgres_waits(const struct connection *connection);
