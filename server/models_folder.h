/* Where the models are. */
#pragma once

#include "server/resources.h"

#include <limits.h>

/* The folder `wanted`, or where it is NULL the first that exists of "models" beside the executable,
 * "../models" from there, and the installed data folder. Returns 0 or ERR_NOT_FOUND; ret_folder
 * then names the last one tried. */
int models_folder_find(const char *wanted, char ret_folder[PATH_MAX]);

/* Finds the folder and opens all that is in it. Returns 0, or a code after one line on stderr. The
 * caller closes with resource_store_done. */
int models_open(const char *wanted, struct resource_store *store);
