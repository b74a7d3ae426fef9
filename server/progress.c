#include "server/progress.h"

#include "server/connections.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { BAR = 30, REDRAW = 200000 /* microseconds */ };

void progress_begin(struct progress *progress, uint64_t bytes, uint64_t lines) {
    (void)bytes;
    *progress = (struct progress){
        .on = isatty(STDERR_FILENO) == 1, .began = clock_now(), .first_line = lines};
}

void progress_show(struct progress *progress, uint64_t bytes, uint64_t size, uint64_t lines) {
    int64_t now = clock_now();
    if (!progress->on || (progress->drawn && now - progress->shown < REDRAW && bytes < size))
        return;
    int64_t passed = now - progress->began + 1;
    uint64_t rate = (lines - progress->first_line) * 1000000 / (uint64_t)passed;
    int filled = size ? (int)(bytes * BAR / size) : 0;
    filled = filled > BAR ? BAR : filled;
    fprintf(stderr, "\r\033[K");
    if (size)
        fprintf(stderr, "[%.*s%*s] %3" PRIu64 "%%  ", filled, "##############################",
                BAR - filled, "", bytes * 100 / size);
    fprintf(stderr, "%" PRIu64 " lines, %" PRIu64 "/s", lines, rate);
    fflush(stderr);
    progress->shown = now;
    progress->drawn = true;
}

void progress_note(struct progress *progress, const char *text) {
    if (!progress->on)
        return;
    fprintf(stderr, "\r\033[K%s", text);
    fflush(stderr);
    progress->drawn = true;
}

void progress_clear(struct progress *progress) {
    if (progress->drawn)
        fprintf(stderr, "\r\033[K");
    progress->drawn = false;
}
