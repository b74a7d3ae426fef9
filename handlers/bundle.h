/* An evidence bundle: what a story's articles say and how they relate, so that somebody else can
 * check it without this service, and without a network.
 *
 * Lines of JSON, each wrapped with a hash: {"sha256":"H","of":P}. H is the SHA-256, in hexadecimal,
 * of the line before's H (64 zeros for the first), a newline, and the bytes of P. So a line can be
 * neither changed nor moved, left out or added without every later hash changing; the last line
 * says how many there are, and its hash names the whole bundle.
 *
 * P, in this order, by "kind":
 *   bundle      format, engine, models with their SHA-256, the story, the event it was made after
 *   input       one article: who it is, and in base64 the very bytes that were analysed
 *   analysis    of each input
 *   pair        two related claims, with the trace of the rules that decided
 *   matter      claims about one matter
 *   alignment   the same matters as the store keeps them: ids, states, editors' notes
 *   end
 *
 * The lines analysis, pair and matter follow from the inputs alone: `claimd replay` works them out
 * again and compares bytes.
 */
#pragma once

#include "analysis/analysis.h"
#include "base/buffer.h"
#include "base/digest.h"
#include "base/json_writer.h"

enum { BUNDLE_FORMAT = 1 };

/* ---- writing --------------------------------------------------------------------------------- */

struct bundle_writer {
    struct buffer *out;
    struct buffer line; /* the payload that is being written */
    struct json_writer json;
    char last[DIGEST_HEX + 1];
    uint64_t lines;
};

void bundle_begin(struct bundle_writer *writer, struct buffer *out);
void bundle_done(struct bundle_writer *writer);

/* Opens a payload, an object with its kind; the caller adds members and closes with the second. */
struct json_writer *bundle_line_begin(struct bundle_writer *writer, const char *kind);
void bundle_line_end(struct bundle_writer *writer);

/* The last line. Returns 0, ERR_NO_MEMORY or ERR_TOO_LARGE for the whole. */
int bundle_end(struct bundle_writer *writer);

/* The lines that follow from `inputs` alone; scratch memory from the arena. */
int bundle_write_derived(struct bundle_writer *writer, const struct resources *resources,
                         struct arena *arena, const struct article_input *inputs, uint32_t count);

/* ---- reading --------------------------------------------------------------------------------- */

/* Goes through a bundle line by line and checks the chain. */
struct bundle_reader {
    struct slice rest;
    char last[DIGEST_HEX + 1];
    uint64_t lines;
    bool ended;
};

void bundle_open(struct bundle_reader *reader, struct slice bytes);

/* The payload of the next line. Returns 1, 0 behind the last line, or ERR_INVALID with one static
 * sentence about what is wrong with it. */
int bundle_next(struct bundle_reader *reader, struct slice *ret_payload, const char **ret_why);
