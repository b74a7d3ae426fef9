/* The HTTP floor: libmicrohttpd's event loops around our judge, our routes and our replies. */
#pragma once

#include "handlers/request.h"
#include "server/config.h"

struct http_server;

/* Serves on a listening socket, which the server owns from here on. `config` and `service` outlive
 * it. Returns 0, ERR_NO_MEMORY or ERR_FAILED after a log line. */
int http_start(const struct config *config, const struct service *service, int listen_fd,
               struct http_server **ret_server);

/* No more connections; each answer closes its own. `refuse` tells clients so: not for a listener
 * that a service manager goes on with. */
void http_quiesce(struct http_server *server, bool refuse);

/* How many requests wait for another thread. */
unsigned http_suspended(void);

/* Ends all threads and connections. Suspended requests must have been resumed. Takes NULL calmly.
 */
void http_stop(struct http_server *server);
