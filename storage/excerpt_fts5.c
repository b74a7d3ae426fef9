/* The SQL function excerpt(document_index, column, before, after) of SQLite's connections. */
#include "base/error.h"
#include "storage/excerpt.h"
#include "storage/sqlite.h"

static int find_matches(const Fts5ExtensionApi *api, Fts5Context *row, int column,
                        struct excerpt *into) {
    int count = 0;
    int code = api->xInstCount(row, &count);
    for (int i = 0; i < count && code == SQLITE_OK; i++) {
        int phrase;
        int where;
        int word;
        code = api->xInst(row, i, &phrase, &where, &word);
        if (code != SQLITE_OK || where != column)
            continue;
        if (!excerpt_match(into, word, api->xPhraseSize(row, phrase)))
            break;
    }
    return code;
}

static int take_word(void *context, int flags, const char *token, int length, int start, int end) {
    (void)token, (void)length;
    if (flags & FTS5_TOKEN_COLOCATED)
        return SQLITE_OK;
    return excerpt_word(context, start, end) ? SQLITE_OK : SQLITE_DONE;
}

static int make(const Fts5ExtensionApi *api, Fts5Context *row, int column, struct excerpt *into,
                struct buffer *out) {
    const char *text = "";
    int length = 0;
    int code = find_matches(api, row, column, into);
    if (code == SQLITE_OK)
        code = api->xColumnText(row, column, &text, &length);
    if (code == SQLITE_OK)
        code = api->xTokenize(row, text, length, into, take_word);
    if (code != SQLITE_OK && code != SQLITE_DONE)
        return code;
    excerpt_write(out, into, slice_of(text, (size_t)length));
    return buffer_error(out) == ERR_NO_MEMORY ? SQLITE_NOMEM : SQLITE_OK;
}

static void answer(const Fts5ExtensionApi *api, Fts5Context *row, sqlite3_context *result,
                   int count, sqlite3_value **values) {
    if (count != 3) {
        sqlite3_result_error(result, "excerpt(table, column, before, after)", -1);
        return;
    }
    struct excerpt excerpt;
    struct buffer out;
    excerpt_init(&excerpt, sqlite3_value_int(values[1]), sqlite3_value_int(values[2]));
    buffer_init(&out, EXCERPT_LIMIT);
    int code = make(api, row, sqlite3_value_int(values[0]), &excerpt, &out);
    if (code != SQLITE_OK)
        sqlite3_result_error_code(result, code);
    else if (buffer_error(&out))
        sqlite3_result_null(result); /* words of many kilobytes: no excerpt reads well */
    else
        sqlite3_result_text64(result, out.at ? out.at : "", out.length, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
    buffer_done(&out);
}

int sqlite_excerpt_register(struct connection *connection) {
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
        code = api->xCreateFunction(api, "excerpt", NULL, answer, NULL);
    return code == SQLITE_OK ? 0 : sqlite_error(connection, code);
}
