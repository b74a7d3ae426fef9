/* The record of a source, by any of its names. */
#pragma once

#include "storage/store.h"

/* A name that no record has founds one, of kind outlet. Returns 0 or an error. */
int source_resolve(struct writer *writer, struct slice name, int64_t *ret_source);
