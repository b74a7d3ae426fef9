#include "server/log.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Set once before the threads start. */
static enum log_level least = LOG_INFO;
static bool as_json;

enum { VALUE_MAX = 300, LINE_END = 2 /* '}' and '\n' */ };

void log_setup(enum log_level level, bool json) {
    least = level;
    as_json = json;
}

static void put(struct log_line *line, const char *bytes, size_t length) {
    size_t room = LOG_LINE - LINE_END - line->length;
    if (length > room)
        length = room;
    memcpy(line->text + line->length, bytes, length);
    line->length += length;
}

static void put_cstr(struct log_line *line, const char *text) {
    put(line, text, strlen(text));
}

/* Both formats escape alike; ill-formed bytes become '?', so that the line stays UTF-8. */
static void put_quoted(struct log_line *line, struct slice value) {
    put(line, "\"", 1);
    for (size_t i = 0; i < value.length && i < VALUE_MAX;) {
        size_t from = i;
        uint32_t c = utf8_next(value, &i);
        char escape[8];
        if (c == '"' || c == '\\') {
            put(line, "\\", 1);
            put(line, value.at + from, 1);
        } else if (c < ' ' || c == 0x7F) {
            int length = snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
            put(line, escape, (size_t)length);
        } else if (c == 0xFFFD) {
            put(line, "?", 1);
        } else {
            put(line, value.at + from, i - from);
        }
    }
    put(line, "\"", 1);
}

static void put_key(struct log_line *line, const char *key) {
    if (as_json) {
        put_cstr(line, line->length ? ",\"" : "{\"");
        put_cstr(line, key);
        put_cstr(line, "\":");
    } else {
        if (line->length)
            put(line, " ", 1);
        put_cstr(line, key);
        put(line, "=", 1);
    }
}

/* logfmt leaves plain words bare. */
static bool is_plain(struct slice value) {
    if (!value.length || value.length > VALUE_MAX)
        return false;
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if (c <= ' ' || c >= 0x7F || c == '"' || c == '=' || c == '\\')
            return false;
    }
    return true;
}

void log_text(struct log_line *line, const char *key, struct slice value) {
    if (line->silent)
        return;
    put_key(line, key);
    if (!as_json && is_plain(value))
        put(line, value.at, value.length);
    else
        put_quoted(line, value);
}

void log_cstr(struct log_line *line, const char *key, const char *value) {
    log_text(line, key, slice_from_cstr(value));
}

void log_integer(struct log_line *line, const char *key, int64_t value) {
    if (line->silent)
        return;
    char text[24];
    int length = snprintf(text, sizeof text, "%" PRId64, value);
    put_key(line, key);
    put(line, text, (size_t)length);
}

void log_milliseconds(struct log_line *line, const char *key, int64_t microseconds) {
    if (line->silent)
        return;
    char text[32];
    int length = snprintf(text, sizeof text, "%" PRId64 ".%03d", microseconds / 1000,
                          (int)(microseconds % 1000));
    put_key(line, key);
    put(line, text, (size_t)length);
}

static void put_time(struct log_line *line) {
    struct timespec now;
    struct tm parts;
    char text[40];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    int more =
        snprintf(text + length, sizeof text - length, ".%03dZ", (int)(now.tv_nsec / 1000000));
    log_text(line, "ts", slice_of(text, length + (size_t)more));
}

void log_begin(struct log_line *line, enum log_level level, const char *event) {
    static const char *const names[] = {"debug", "info", "warning", "error"};
    line->silent = level < least;
    line->length = 0;
    if (line->silent)
        return;
    put_time(line);
    log_cstr(line, "level", names[level]);
    log_cstr(line, "event", event);
}

void log_end(struct log_line *line) {
    if (line->silent)
        return;
    if (as_json)
        line->text[line->length++] = '}';
    line->text[line->length++] = '\n';
    ssize_t written = write(STDERR_FILENO, line->text, line->length);
    (void)written; /* nobody is left to be told that telling failed */
}

void log_simple(enum log_level level, const char *event, const char *key, const char *value) {
    struct log_line line;
    log_begin(&line, level, event);
    log_cstr(&line, key, value);
    log_end(&line);
}
