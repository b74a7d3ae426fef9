#include "handlers/bundle.h"

#include "alignment/explain.h"
#include "base/error.h"
#include "handlers/analysis_json.h"
#include "handlers/comparison_json.h"

#include <inttypes.h>
#include <stdio.h>

enum { LINE_MAX_BYTES = 512 * 1024 * 1024 };
#define LINE_HEAD "{\"sha256\":\""
#define LINE_MIDDLE "\",\"of\":"
#define LINE_TAIL "}\n"
#define NO_LINE "0000000000000000000000000000000000000000000000000000000000000000"

static void chain(const char last[DIGEST_HEX + 1], struct slice payload,
                  char ret_hex[DIGEST_HEX + 1]) {
    struct digest_state state;
    digest_begin(&state);
    digest_add(&state, slice_of(last, DIGEST_HEX));
    digest_add(&state, SLICE("\n"));
    digest_add(&state, payload);
    const struct digest digest = digest_end(&state);
    digest_hex(&digest, ret_hex);
}

/* ---- writing --------------------------------------------------------------------------------- */

void bundle_begin(struct bundle_writer *writer, struct buffer *out) {
    *writer = (struct bundle_writer){.out = out, .last = NO_LINE};
    buffer_init(&writer->line, LINE_MAX_BYTES);
}

void bundle_done(struct bundle_writer *writer) {
    buffer_done(&writer->line);
}

struct json_writer *bundle_line_begin(struct bundle_writer *writer, const char *kind) {
    json_init(&writer->json, &writer->line);
    json_begin_object(&writer->json);
    json_member_cstr(&writer->json, "kind", kind);
    return &writer->json;
}

void bundle_line_end(struct bundle_writer *writer) {
    json_end_object(&writer->json);
    struct slice payload = buffer_slice(&writer->line);
    char hex[DIGEST_HEX + 1];
    chain(writer->last, payload, hex);
    buffer_append_cstr(writer->out, LINE_HEAD);
    buffer_append_cstr(writer->out, hex);
    buffer_append_cstr(writer->out, LINE_MIDDLE);
    buffer_append(writer->out, payload);
    buffer_append_cstr(writer->out, LINE_TAIL);
    memcpy(writer->last, hex, sizeof hex);
    writer->lines++;
    if (buffer_error(&writer->line) && !writer->out->error)
        writer->out->error = buffer_error(&writer->line);
    buffer_clear(&writer->line);
}

int bundle_end(struct bundle_writer *writer) {
    struct json_writer *json = bundle_line_begin(writer, "end");
    json_member_integer(json, "lines", (int64_t)writer->lines + 1);
    bundle_line_end(writer);
    return buffer_error(writer->out);
}

/* ---- what follows from the inputs ------------------------------------------------------------ */

static int write_analysis(struct bundle_writer *writer, const struct resources *resources,
                          struct arena *arena, uint32_t index, const struct analysis *analysis) {
    struct claim_pair_list conflicts = {0};
    int error = align_within(resources, arena, analysis, &conflicts);
    if (error)
        return error;
    struct json_writer *json = bundle_line_begin(writer, "analysis");
    json_member_integer(json, "article", index);
    json_key(json, "analysis");
    error = analysis_write_json(json, arena, analysis, &conflicts);
    if (!error)
        bundle_line_end(writer);
    return error;
}

static int write_pair(struct bundle_writer *writer, struct arena *arena,
                      const struct claim_pair *pair) {
    struct rule_step_list steps;
    int error = pair_explain(arena, pair, &steps);
    if (error)
        return error;
    struct json_writer *json = bundle_line_begin(writer, "pair");
    json_key(json, "pair");
    pair_write_json(json, pair);
    json_key(json, "trace");
    json_begin_array(json);
    for (uint32_t i = 0; i < steps.count; i++) {
        json_begin_object(json);
        json_member_cstr(json, "rule", steps.at[i].rule);
        json_member_cstr(json, "verdict", rule_verdict_name(steps.at[i].verdict));
        json_member_string(json, "detail", steps.at[i].detail);
        json_end_object(json);
    }
    json_end_array(json);
    bundle_line_end(writer);
    return 0;
}

static int write_comparison(struct bundle_writer *writer, struct arena *arena,
                            const struct comparison *comparison) {
    for (uint32_t i = 0; i < comparison->pairs.count; i++) {
        int error = write_pair(writer, arena, &comparison->pairs.at[i]);
        if (error)
            return error;
    }
    for (uint32_t i = 0; i < comparison->alignments.count; i++) {
        struct json_writer *json = bundle_line_begin(writer, "matter");
        json_key(json, "matter");
        matter_write_json(json, &comparison->alignments.at[i], comparison->origins, NULL);
        bundle_line_end(writer);
    }
    return 0;
}

int bundle_write_derived(struct bundle_writer *writer, const struct resources *resources,
                         struct arena *arena, const struct article_input *inputs, uint32_t count) {
    const struct analysis **analyses = ARENA_ARRAY(arena, const struct analysis *, count + 1);
    if (!analyses)
        return ERR_NO_MEMORY;
    int error = 0;
    for (uint32_t i = 0; i < count && !error; i++) {
        struct analysis *analysis = NULL;
        error = analyze(resources, arena, &inputs[i], &analysis);
        analyses[i] = analysis;
        if (!error)
            error = write_analysis(writer, resources, arena, i, analysis);
    }
    struct comparison comparison;
    if (!error)
        error = align_articles(resources, arena, analyses, count, &comparison);
    return error ? error : write_comparison(writer, arena, &comparison);
}

/* ---- reading --------------------------------------------------------------------------------- */

void bundle_open(struct bundle_reader *reader, struct slice bytes) {
    *reader = (struct bundle_reader){.rest = bytes, .last = NO_LINE};
}

static int wrong(const char *why, const char **ret_why) {
    *ret_why = why;
    return ERR_INVALID;
}

/* Takes the payload and its hash out of a line. */
static bool split_line(struct slice line, struct slice *ret_hex, struct slice *ret_payload) {
    const size_t head = strlen(LINE_HEAD);
    const size_t middle = strlen(LINE_MIDDLE);
    const size_t tail = strlen(LINE_TAIL);
    if (line.length < head + DIGEST_HEX + middle + tail || memcmp(line.at, LINE_HEAD, head) != 0 ||
        memcmp(line.at + head + DIGEST_HEX, LINE_MIDDLE, middle) != 0 ||
        memcmp(line.at + line.length - tail, LINE_TAIL, tail) != 0)
        return false;
    size_t before = head + DIGEST_HEX + middle;
    *ret_hex = slice_of(line.at + head, DIGEST_HEX);
    *ret_payload = slice_of(line.at + before, line.length - before - tail);
    return true;
}

/* Does the payload say that it is the last, and of as many lines as there were? */
static bool is_end(const struct bundle_reader *reader, struct slice payload) {
    char end[64];
    int length =
        snprintf(end, sizeof end, "{\"kind\":\"end\",\"lines\":%" PRIu64 "}", reader->lines);
    return slice_equal(payload, slice_of(end, (size_t)length));
}

int bundle_next(struct bundle_reader *reader, struct slice *ret_payload, const char **ret_why) {
    struct slice hex;
    struct slice payload;
    char wanted[DIGEST_HEX + 1];
    if (!reader->rest.length)
        return reader->ended ? 0
                             : wrong("the bundle is cut off: its last line is missing", ret_why);
    if (reader->ended)
        return wrong("something stands behind the last line", ret_why);
    const char *end = memchr(reader->rest.at, '\n', reader->rest.length);
    if (!end)
        return wrong("the bundle is cut off inside a line", ret_why);
    size_t length = (size_t)(end - reader->rest.at) + 1;
    if (!split_line(slice_of(reader->rest.at, length), &hex, &payload))
        return wrong("this is not a line of a bundle", ret_why);
    chain(reader->last, payload, wanted);
    if (!slice_equal(hex, slice_of(wanted, DIGEST_HEX)))
        return wrong("the hash differs: this line, or one before it, was changed", ret_why);

    memcpy(reader->last, wanted, sizeof wanted);
    reader->lines++;
    reader->rest = slice_of(end + 1, reader->rest.length - length);
    reader->ended = is_end(reader, payload);
    *ret_payload = payload;
    return 1;
}
