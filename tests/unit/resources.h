/* The models folder of the build, for tests of stages that read it. */
#pragma once

#include "analysis/analysis.h"

/* Opened on the first call, open until the process ends; a folder that cannot be read fails the
 * test. */
const struct resources *test_resources(void);
