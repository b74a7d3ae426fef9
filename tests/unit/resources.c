#include "tests/unit/resources.h"

#include "server/resources.h"
#include "tests/unit/runner.h"

#include <stdlib.h>

const struct resources *test_resources(void) {
    static struct resource_store store;
    static bool open;
    if (open)
        return &store.resources;

    const char *folder = getenv("CLAIMD_MODELS");
    char path[256];
    const char *why = NULL;
    int result = resource_store_open(folder ? folder : "build/models", &store, path, &why);
    ck_assert_msg(result == 0, "%s %s", path, why);
    open = true;
    return &store.resources;
}
