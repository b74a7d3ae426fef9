/* A bar on standard error while a terminal is there; nothing otherwise. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool on;
    bool drawn;
    int64_t began; /* microseconds */
    int64_t shown;
    uint64_t first_line;
};

void progress_begin(struct progress *progress, uint64_t bytes, uint64_t lines);

/* At most a few times a second. `size` 0: how much there is nobody knows. */
void progress_show(struct progress *progress, uint64_t bytes, uint64_t size, uint64_t lines);
void progress_note(struct progress *progress, const char *text);

/* Takes the bar off the line, before other words are printed. */
void progress_clear(struct progress *progress);
