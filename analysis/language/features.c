#include "analysis/language/features.h"

const struct attributes attributes_none;
