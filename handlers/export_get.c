/* GET /v1/export: everything that is stored, as lines, newest first, without an end to their
 * number. Pages are read by key while the client takes what was sent, so that memory and the
 * store's connections are held for one page. The last line tells how many there were: an export
 * without it was cut.
 */
#include "base/error.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "handlers/alignment_json.h"
#include "handlers/csv.h"
#include "handlers/filter.h"
#include "handlers/handlers.h"
#include "handlers/stored_input.h"
#include "handlers/stored_json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

enum {
    PAGE = 20,                          /* articles */
    PORTION = 64 * 1024,                /* bytes to gather before they are sent */
    PAGE_MEMORY = 256 * 1024 * 1024,    /* rows of a page */
    ARTICLE_MEMORY = 256 * 1024 * 1024, /* one article with its parts */
    SOURCE_LIMIT = 500
};

enum export_kind { EXPORT_ARTICLES, EXPORT_CLAIMS, EXPORT_INPUTS, EXPORT_ALIGNMENTS };
static const char *const kinds[] = {"articles", "claims", "inputs", "alignments", NULL};

struct export {
    enum export_kind kind;
    bool csv;
    struct article_filter filter;
    struct article_list page;
    struct story_list stories; /* a page of alignments is one of stories */
    int64_t before;            /* of the next page of stories */
    uint32_t next;             /* of the page */
    bool last_page;
    bool ended;
    uint64_t lines;
    struct arena *arena; /* of the page */
};

/* ---- lines ----------------------------------------------------------------------------------- */

static void end_line(struct request *request, struct export *export) {
    buffer_append_byte(&request->out, '\n');
    export->lines++;
}

static void write_article(struct request *request, struct export *export,
                          const struct stored_article *article) {
    static const struct chosen_fields all = {0};
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    article_summary_write(&json, &article->summary, &all);
    json_member_string(&json, "text", article->text);
    json_end_object(&json);
    end_line(request, export);
}

/* What was sent for the article, as POST /v1/articles takes it. A page in another encoding than
 * UTF-8 cannot stand in JSON: its cleaned text does. */
static void write_input(struct request *request, struct export *export,
                        const struct stored_article *article) {
    struct article_input input = {0};
    if (stored_input_read(article->input, &input) < 0)
        input = (struct article_input){.text = article->text};
    bool fits = !input.html.at ||
                (utf8_valid(input.html, NULL) && !memchr(input.html.at, '\0', input.html.length));
    if (!fits) {
        input.html = (struct slice){0};
        input.text = article->text;
    }
    const struct {
        const char *name;
        struct slice value;
    } members[] = {{"text", input.text},
                   {"html", input.html},
                   {"title", input.title.at || fits ? input.title : article->summary.title},
                   {"url", input.url},
                   {"source", input.source},
                   {"published_at", input.published_at.at || fits ? input.published_at
                                                                  : article->summary.published_at}};
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (members[i].value.at)
            json_member_string(&json, members[i].name, members[i].value);
    json_end_object(&json);
    end_line(request, export);
}

static void write_claim_row(struct buffer *out, const struct article_summary *article,
                            const struct claim_record *claim) {
    char start[16];
    char end[16];
    assert(article); /* claims come with their article's summary */
    int start_length = snprintf(start, sizeof start, "%" PRIu32, claim->start);
    int end_length = snprintf(end, sizeof end, "%" PRIu32, claim->end);
    const struct slice cells[] = {slice_from_cstr(article->id.hex),
                                  slice_from_cstr(article->story.hex),
                                  article->source,
                                  article->published_at,
                                  slice_of(start, (size_t)start_length),
                                  slice_of(end, (size_t)end_length),
                                  claim->text,
                                  claim->subject,
                                  claim->predicate,
                                  claim->object,
                                  claim->polarity,
                                  claim->modality};
    csv_write_row(out, cells, sizeof cells / sizeof *cells);
}

static void write_claim_line(struct buffer *out, const struct article_summary *article,
                             const struct claim_record *claim) {
    struct json_writer json;
    assert(article);
    json_init(&json, out);
    json_begin_object(&json);
    json_member_cstr(&json, "article", article->id.hex);
    json_member_cstr(&json, "story", article->story.hex);
    json_member_string(&json, "source", article->source);
    json_member_string(&json, "published_at", article->published_at);
    claim_record_write(&json, claim);
    json_end_object(&json);
    buffer_append_byte(out, '\n');
}

static int write_claims(struct request *request, struct export *export, struct arena *arena,
                        const struct article_summary *article) {
    struct claim_record_list claims;
    int error = storage_article_claims(request->service->storage, arena, &article->id, &claims);
    if (error)
        return error;
    for (uint32_t i = 0; i < claims.count; i++) {
        if (export->csv)
            write_claim_row(&request->out, article, &claims.at[i]);
        else
            write_claim_line(&request->out, article, &claims.at[i]);
        export->lines++;
    }
    return 0;
}

static int write_stored(struct request *request, struct export *export, struct arena *arena,
                        const struct article_summary *summary) {
    struct stored_article article;
    if (export->kind == EXPORT_CLAIMS)
        return write_claims(request, export, arena, summary);
    unsigned parts = ARTICLE_TEXT | (export->kind == EXPORT_INPUTS ? ARTICLE_INPUT : 0);
    int error =
        storage_article_get(request->service->storage, arena, &summary->id, parts, &article);
    if (error)
        return error;
    if (export->kind == EXPORT_INPUTS)
        write_input(request, export, &article);
    else
        write_article(request, export, &article);
    return 0;
}

/* ---- alignments ------------------------------------------------------------------------------ */

static int write_alignment(struct request *request, struct export *export, struct arena *arena,
                           const struct story_alignments *story,
                           const struct stored_alignment *alignment) {
    struct request scratch = *request; /* tags are made in an arena that dies with the story */
    struct json_writer json;
    scratch.arena = arena;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "story", story->story.hex);
    json_key(&json, "alignment");
    int error = alignment_write(&scratch, &json, story, alignment);
    json_end_object(&json);
    end_line(request, export);
    return error;
}

static int write_story(struct request *request, struct export *export, struct arena *arena,
                       const struct storage_id *id) {
    static const struct as_of now = {0};
    struct story_alignments story;
    int error = storage_story_alignments(request->service->storage, arena, id, &now, false, &story);
    for (uint32_t i = 0; !error && i < story.count; i++)
        error = write_alignment(request, export, arena, &story, &story.alignments[i]);
    return error;
}

/* ---- the stream ------------------------------------------------------------------------------ */

static int next_stories(struct request *request, struct export *export) {
    export->stories = (struct story_list){0};
    int error = storage_story_list(request->service->storage, export->arena, export->before, PAGE,
                                   &export->stories);
    export->before = export->stories.next;
    export->last_page = error || !export->stories.next;
    return error;
}

static int next_page(struct request *request, struct export *export) {
    arena_free(export->arena);
    export->arena = arena_new(PAGE_MEMORY);
    export->next = 0;
    export->page = (struct article_list){0};
    if (!export->arena)
        return ERR_NO_MEMORY;
    if (export->kind == EXPORT_ALIGNMENTS)
        return next_stories(request, export);
    int error = storage_article_list(request->service->storage, export->arena, &export->filter,
                                     &export->page);
    export->filter.before = export->page.next;
    export->filter.before_key = export->page.next_key;
    export->last_page = error || !export->page.next;
    return error;
}

/* One that was deleted since its page was read is left out. */
static int write_next(struct request *request, struct export *export) {
    struct arena *arena = arena_new(ARTICLE_MEMORY);
    if (!arena)
        return ERR_NO_MEMORY;
    uint32_t next = export->next++;
    int error = export->kind == EXPORT_ALIGNMENTS
                    ? write_story(request, export, arena, &export->stories.at[next].id)
                    : write_stored(request, export, arena, &export->page.at[next]);
    arena_free(arena);
    return error == ERR_NOT_FOUND ? 0 : error;
}

/* The line that says that this was all, or what went wrong half-way: the status is sent already.
 * CSV has no such line. */
static void write_end(struct request *request, struct export *export, int error) {
    export->ended = true;
    if (export->csv)
        return;
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_bool(&json, "end", !error);
    json_member_integer(&json, "lines", (int64_t) export->lines);
    if (error)
        json_member_cstr(&json, "error", error_name(error));
    json_end_object(&json);
    buffer_append_byte(&request->out, '\n');
}

static enum stream_step next_lines(struct request *request) {
    struct export *export = request->state;
    int error = 0;
    if (export->ended)
        return STREAM_END;
    while (!error && !export->ended && request->out.length < PORTION) {
        if (export->next < export->page.count + export->stories.count) /* one of them is empty */
            error = write_next(request, export);
        else if (export->last_page)
            write_end(request, export, 0);
        else
            error = next_page(request, export);
    }
    if (error && export->csv)
        return STREAM_CUT;
    if (error)
        write_end(request, export, error);
    return request->out.length ? STREAM_MORE : STREAM_END;
}

static void leave(struct request *request) {
    struct export *export = request->state;
    if (export)
        arena_free(export->arena);
}

/* ---- the request ----------------------------------------------------------------------------- */

static int read_export(struct request *request, struct export *export) {
    struct article_filter *filter = &export->filter;
    unsigned kind = EXPORT_ARTICLES;
    *filter = (struct article_filter){
        .published_from = DAY_NONE, .published_to = DAY_NONE, .limit = PAGE};
    int error = filter_choice(request, "kind", kinds, &kind);
    if (!error)
        error = filter_text(request, "source", SOURCE_LIMIT, &filter->source);
    if (!error)
        error = filter_id(request, "story", &filter->story);
    if (!error)
        error = filter_day(request, "published_from", &filter->published_from);
    if (!error)
        error = filter_day(request, "published_to", &filter->published_to);
    export->kind = (enum export_kind)kind;
    export->csv = request->answer_media == MEDIA_CSV;
    return error;
}

void export_get(struct request *request) {
    static const struct slice heads[] = {
        SLICE("article"),   SLICE("story"),  SLICE("source"),   SLICE("published_at"),
        SLICE("start"),     SLICE("end"),    SLICE("text"),     SLICE("subject"),
        SLICE("predicate"), SLICE("object"), SLICE("polarity"), SLICE("modality")};
    struct export *export = ARENA_NEW(request->arena, struct export);
    int error = export ? read_export(request, export) : ERR_NO_MEMORY;
    if (error) {
        reply_error(request, error, "reading the parameters");
        return;
    }
    if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
        return;
    }
    if (export->csv && export->kind != EXPORT_CLAIMS) {
        reply_problem(request, PROBLEM_NOT_ACCEPTABLE, "Only claims come as CSV: say kind=claims.");
        return;
    }
    request->state = export;
    request->ended = leave;
    if (export->csv)
        csv_write_row(&request->out, heads, sizeof heads / sizeof *heads);
    reply_header(request, "Cache-Control", SLICE("no-store"));
    reply_stream(request, export->csv ? "text/csv; charset=utf-8" : "application/x-ndjson",
                 next_lines);
}
