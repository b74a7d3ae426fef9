/* A path in the first line, robots.txt behind it; and the first line as a URL. */
#include "fetch/robots.h"
#include "fetch/url.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *bytes = (const char *)data;
    const char *end = size ? memchr(bytes, '\n', size) : NULL;
    size_t length = end ? (size_t)(end - bytes) : size;
    struct slice path = slice_of(bytes, length);
    struct slice robots = slice_of(bytes + length, size - length);
    int delay = -1;
    (void)robots_allow(robots, SLICE("claimd"), path, &delay);
    struct fetch_url url;
    bool is_url = fetch_url_read(path, (struct slice){0}, &url) == 0;
    struct fetch_url again;
    bool reads_back =
        !is_url || fetch_url_read(slice_from_cstr(url.whole), (struct slice){0}, &again) == 0;
    if (delay < 0 || delay > 60 * 1000 || !reads_back) {
        (void)fprintf(stderr, "delay %d, URL %s\n", delay, is_url ? url.whole : "none");
        abort();
    }
    return 0;
}
