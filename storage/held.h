/* Articles under embargo, for the deeds that put and delete articles. */
#pragma once

#include "storage/store.h"

/* ERR_NOT_FOUND when it is not held. */
int held_remove(struct writer *writer, const struct storage_id *id);
