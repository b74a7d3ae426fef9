#include "handlers/article_keep.h"

#include "alignment/alignment.h"
#include "base/error.h"
#include "base/utf8.h"
#include "handlers/analysis_json.h"
#include "handlers/article_body.h"
#include "handlers/article_record.h"
#include "handlers/stored_input.h"

enum { ANSWER_LIMIT = 1 << 30 };

/* What HTTP says of the encoding goes before what the page says of itself: it is said first. */
static int label_page(struct arena *arena, const struct intake_page *page, struct slice *ret_html) {
    struct slice label;
    int error = arena_printf(arena, &label, "<meta charset=\"%.*s\">", SLICE_ARGS(page->charset));
    if (error)
        return error;
    char *bytes = arena_alloc(arena, label.length + page->bytes.length);
    if (!bytes)
        return ERR_NO_MEMORY;
    memcpy(bytes, label.at, label.length);
    memcpy(bytes + label.length, page->bytes.at, page->bytes.length);
    *ret_html = slice_of(bytes, label.length + page->bytes.length);
    return 0;
}

static int make_input(struct arena *arena, const struct intake_page *page,
                      struct article_input *ret_input) {
    struct article_input input = {
        .title = page->title,
        .url = page->url,
        .source = page->source,
        .published_at = page->published_at,
    };
    if (!page->is_html) {
        bool is_text =
            utf8_valid(page->bytes, NULL) && !memchr(page->bytes.at, '\0', page->bytes.length);
        if (!is_text)
            return ERR_INVALID;
        if (page->bytes.length > ARTICLE_TEXT_LIMIT)
            return ERR_TOO_LARGE;
        input.text = page->bytes;
    } else if (page->charset.length && !utf8_valid(page->bytes, NULL)) {
        int error = label_page(arena, page, &input.html);
        if (error)
            return error;
    } else {
        input.html = page->bytes;
    }
    *ret_input = input;
    return 0;
}

/* Is this text stored for this URL already? ERR_NOT_FOUND when not. */
static int find_same(struct storage *storage, struct arena *arena, const struct article *article,
                     struct kept_article *ret_kept) {
    struct stored_article stored;
    if (!article->url.at)
        return ERR_NOT_FOUND;
    int error = storage_article_by_url(storage, arena, article->url, &stored);
    if (error)
        return error;
    if (!slice_equal(stored.text, article->text) ||
        !slice_equal(stored.summary.title, article->title))
        return ERR_NOT_FOUND;
    *ret_kept = (struct kept_article){.id = stored.summary.id};
    return 0;
}

static int put(struct storage *storage, struct arena *arena, const struct article_record *record,
               struct kept_article *ret_kept) {
    struct storage_waiter waiter;
    struct article_put put = {.record = record};
    storage_wait_prepare(&waiter, &put.write);
    int error = storage_wait(&waiter, &put.write, storage_article_put(storage, arena, &put));
    if (!error)
        *ret_kept = (struct kept_article){.id = put.id, .created = put.created};
    return error == ERR_INVALID ? ERR_FAILED : error; /* another article has this id */
}

static int store(const struct article_keep_context *keep, struct arena *arena,
                 const struct analysis *analysis, const struct article_input *input,
                 struct buffer *out, struct kept_article *ret_kept) {
    struct claim_pair_list conflicts = {0};
    struct json_writer json;
    struct slice bytes = {0};
    struct article_record record = {0};
    json_init(&json, out);
    int error = align_within(keep->resources, arena, analysis, &conflicts);
    if (!error)
        error = analysis_write_json(&json, arena, analysis, &conflicts);
    if (!error)
        error = buffer_error(out);
    if (!error)
        error = stored_input_write(arena, input, &bytes);
    if (!error)
        error = article_record_make(keep->resources, arena, analysis, bytes, buffer_slice(out),
                                    &record);
    return error ? error : put(keep->storage, arena, &record, ret_kept);
}

int article_keep(void *context, struct arena *arena, const struct intake_page *page,
                 struct kept_article *ret_kept) {
    const struct article_keep_context *keep = context;
    struct article_input input;
    struct analysis *analysis;
    int error = make_input(arena, page, &input);
    if (!error)
        error = analyze(keep->resources, arena, &input, &analysis);
    if (error)
        return error;
    if (!analysis->article.text.length)
        return ERR_NOT_FOUND;

    error = find_same(keep->storage, arena, &analysis->article, ret_kept);
    if (error != ERR_NOT_FOUND)
        return error;
    struct buffer out;
    buffer_init(&out, ANSWER_LIMIT);
    error = store(keep, arena, analysis, &input, &out, ret_kept);
    buffer_done(&out);
    return error;
}
