#include "handlers/csv.h"

void csv_write_field(struct buffer *out, struct slice text, bool last) {
    static const char formula[] = "=+-@\t\r";
    buffer_append_byte(out, '"');
    if (text.length && memchr(formula, text.at[0], sizeof formula - 1))
        buffer_append_byte(out, '\'');
    while (text.length) {
        const char *quote = memchr(text.at, '"', text.length);
        size_t plain = quote ? (size_t)(quote - text.at) + 1 : text.length;
        buffer_append(out, slice_of(text.at, plain));
        if (quote)
            buffer_append_byte(out, '"');
        text = slice_of(text.at + plain, text.length - plain);
    }
    buffer_append_cstr(out, last ? "\"\r\n" : "\",");
}

void csv_write_row(struct buffer *out, const struct slice *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        csv_write_field(out, fields[i], i + 1 == count);
}
