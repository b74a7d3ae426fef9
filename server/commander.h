/* What the commands share that speak to a running service. */
#pragma once

#include "base/arena.h"
#include "fetch/client.h"
#include "server/config.h"

/* Reads the options and opens the connection's client. After an error everything is put away and
 * one line stands on stderr; otherwise the caller ends arena and client. */
int client_command_start(int argc, char **argv, struct arena **ret_arena, struct config *ret_config,
                         struct client **ret_client);
