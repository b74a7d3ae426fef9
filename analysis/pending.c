/* Stages that have not landed yet find nothing. Each goes from here when its folder brings it. */
#include "analysis/stages.h"

#define PENDING(name)                                                                              \
    int name(const struct resources *resources, struct arena *arena, struct analysis *analysis) {  \
        (void)resources, (void)arena, (void)analysis;                                              \
        return 0;                                                                                  \
    }

