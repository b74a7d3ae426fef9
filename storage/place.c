/* What is said of the place of a store, be it a file or a server. */
#include "storage/care.h"
#include "storage/engine.h"

#include <stdio.h>
#include <string.h>

bool storage_on_server(const char *where) {
    return engine_of(where)->shared;
}

/* postgresql://user:PASSWORD@host/database?password=PASSWORD: without what stands behind the user's
 * name, and without parameters. */
void storage_place_name(const char *where, char ret_name[STORAGE_PLACE_MAX]) {
    if (!storage_on_server(where)) {
        (void)snprintf(ret_name, STORAGE_PLACE_MAX, "%s", where); /* cut is fine */
        return;
    }
    const char *host = strstr(where, "://") + strlen("://");
    size_t length = strcspn(host, "/?");
    const char *at = memrchr(host, '@', length);
    int user = at ? (int)strcspn(host, ":@") : 0;
    const char *rest = at ? at : host;
    (void)snprintf(ret_name, STORAGE_PLACE_MAX, "%.*s%.*s%.*s", (int)(host - where), where, user,
                   host, (int)strcspn(rest, "?"), rest); /* cut is fine */
}

const char *storage_spool_place(const char *where) {
    return storage_on_server(where) ? "/tmp/claimd" : where;
}
