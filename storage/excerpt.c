#include "storage/excerpt.h"

#include "base/buffer.h"
#include "base/error.h"
#include "storage/sqlite.h"

enum { OPEN_MARK = 2, CLOSE_MARK = 3, TEXT_LIMIT = 64 * 1024 };

/* The words first … first + count - 1 of a column. */
struct window {
    int first;
    int count;
    bool opens[EXCERPT_WORDS_MAX]; /* a match begins with this word */
    bool closes[EXCERPT_WORDS_MAX];
    int starts[EXCERPT_WORDS_MAX]; /* bytes */
    int ends[EXCERPT_WORDS_MAX];
    int seen; /* words of the column so far */
    int kept; /* of them in the window */
    bool cut; /* more words follow */
};

static void mark(struct window *window, int from, int count) {
    int first = from > window->first ? from : window->first;
    int last = from + count - 1;
    if (last >= window->first + window->count)
        last = window->first + window->count - 1;
    if (first > last)
        return;
    window->opens[first - window->first] = true;
    window->closes[last - window->first] = true;
}

/* Lays the window around the first match in the column and marks all matches in it. Matches come in
 * the order of the text. */
static int find_matches(const Fts5ExtensionApi *api, Fts5Context *row, int column, int before,
                        struct window *window) {
    int count = 0;
    bool placed = false;
    int code = api->xInstCount(row, &count);
    for (int i = 0; i < count && code == SQLITE_OK; i++) {
        int phrase;
        int where;
        int word;
        code = api->xInst(row, i, &phrase, &where, &word);
        if (code != SQLITE_OK || where != column)
            continue;
        if (!placed)
            window->first = word > before ? word - before : 0;
        placed = true;
        if (word >= window->first + window->count)
            break;
        mark(window, word, api->xPhraseSize(row, phrase));
    }
    return code;
}

static int take_word(void *context, int flags, const char *token, int length, int start, int end) {
    struct window *window = context;
    (void)token, (void)length;
    if (flags & FTS5_TOKEN_COLOCATED)
        return SQLITE_OK;
    int word = window->seen++;
    if (word >= window->first + window->count) {
        window->cut = true;
        return SQLITE_DONE;
    }
    if (word >= window->first) {
        window->starts[window->kept] = start;
        window->ends[window->kept++] = end;
    }
    return SQLITE_OK;
}

static void write_window(struct buffer *out, const struct window *window, struct slice text) {
    size_t at = window->first && window->kept ? (size_t)window->starts[0] : 0;
    if (window->first)
        buffer_append_cstr(out, "…");
    for (int i = 0; i < window->kept; i++) {
        size_t start = (size_t)window->starts[i];
        size_t end = (size_t)window->ends[i];
        buffer_append(out, slice_of(text.at + at, start - at));
        if (window->opens[i])
            buffer_append_byte(out, OPEN_MARK);
        buffer_append(out, slice_of(text.at + start, end - start));
        if (window->closes[i])
            buffer_append_byte(out, CLOSE_MARK);
        at = end;
    }
    if (window->cut)
        buffer_append_cstr(out, "…");
    else
        buffer_append(out, slice_of(text.at + at, text.length - at));
}

static int make(const Fts5ExtensionApi *api, Fts5Context *row, int column, struct window *window,
                int before, struct buffer *out) {
    const char *text = "";
    int length = 0;
    int code = find_matches(api, row, column, before, window);
    if (code == SQLITE_OK)
        code = api->xColumnText(row, column, &text, &length);
    if (code == SQLITE_OK)
        code = api->xTokenize(row, text, length, window, take_word);
    if (code != SQLITE_OK && code != SQLITE_DONE)
        return code;
    write_window(out, window, slice_of(text, (size_t)length));
    return buffer_error(out) == ERR_NO_MEMORY ? SQLITE_NOMEM : SQLITE_OK;
}

static void excerpt(const Fts5ExtensionApi *api, Fts5Context *row, sqlite3_context *result,
                    int count, sqlite3_value **values) {
    if (count != 3) {
        sqlite3_result_error(result, "excerpt(table, column, before, after)", -1);
        return;
    }
    int before = sqlite3_value_int(values[1]);
    int words = before + 1 + sqlite3_value_int(values[2]);
    struct window window = {.count = words < EXCERPT_WORDS_MAX ? words : EXCERPT_WORDS_MAX};
    struct buffer out;
    buffer_init(&out, TEXT_LIMIT);
    int code = make(api, row, sqlite3_value_int(values[0]), &window, before, &out);
    if (code != SQLITE_OK)
        sqlite3_result_error_code(result, code);
    else if (buffer_error(&out))
        sqlite3_result_null(result); /* words of many kilobytes: no excerpt reads well */
    else
        sqlite3_result_text64(result, out.at ? out.at : "", out.length, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
    buffer_done(&out);
}

int excerpt_register(struct connection *connection) {
    fts5_api *api = NULL;
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(sqlite_of(connection), "SELECT fts5(?1)", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
    if (code == SQLITE_OK)
        (void)sqlite3_step(statement); /* leaves its answer in `api` */
    (void)sqlite3_finalize(statement); /* likewise */
    if (code == SQLITE_OK && !api)
        code = SQLITE_ERROR;
    if (code == SQLITE_OK)
        code = api->xCreateFunction(api, "excerpt", NULL, excerpt, NULL);
    return code == SQLITE_OK ? 0 : sqlite_error(connection, code);
}
