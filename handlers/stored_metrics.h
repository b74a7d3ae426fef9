/* The store's counters in Prometheus's text format. */
#pragma once

#include "base/buffer.h"
#include "storage/storage.h"

void stored_metrics_write(struct storage *storage, struct buffer *out);
