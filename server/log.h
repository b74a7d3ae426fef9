/* Structured lines on standard error, logfmt or JSON, one write per line.
 *
 *     struct log_line line;
 *     log_begin(&line, LOG_INFO, "listening");
 *     log_text(&line, "address", address);
 *     log_end(&line);
 *
 * Article text and drafts never go here. Values are cut to fit the line.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

enum { LOG_LINE = 4096 };

struct log_line {
    bool silent; /* below the level: the calls do nothing */
    size_t length;
    char text[LOG_LINE];
};

/* Once, before any other thread. `json` or logfmt. */
void log_setup(enum log_level level, bool json);

void log_begin(struct log_line *line, enum log_level level, const char *event);
void log_text(struct log_line *line, const char *key, struct slice value);
void log_cstr(struct log_line *line, const char *key, const char *value);
void log_integer(struct log_line *line, const char *key, int64_t value);
/* Microseconds, printed as milliseconds with three decimals. */
void log_milliseconds(struct log_line *line, const char *key, int64_t microseconds);
void log_end(struct log_line *line);

/* A line with one text. */
void log_simple(enum log_level level, const char *event, const char *key, const char *value);
