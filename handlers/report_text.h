/* Answers as a table that reads well in an 80-column terminal: `--format text` and Accept:
 * text/plain. */
#pragma once

#include "alignment/alignment.h"
#include "base/buffer.h"

/* What one article says: claims with their values, speakers and times. */
void report_analysis(struct buffer *out, const struct analysis *analysis,
                     const struct claim_pair_list *internal);

/* What several articles say of one matter: conflicts first, then what is compatible, then what
 * agrees, each with the sentences and the arithmetic. Returns 0 or ERR_NO_MEMORY. */
int report_comparison(struct buffer *out, struct arena *arena,
                      const struct analysis *const *articles, uint32_t count,
                      const struct comparison *comparison);

/* The same report, wherever its parts come from. */
struct report_article {
    struct slice source; /* absent slices where unknown */
    struct slice title;
    struct slice published_at;
};

struct report_member {
    uint32_t article;
    struct slice text;
};

struct report_matter {
    struct slice relation;
    struct slice topic;
    struct slice explanation;
    struct report_member *members;
    uint32_t member_count;
};

struct report {
    struct report_article *articles;
    uint32_t article_count;
    struct report_matter *matters;
    uint32_t matter_count;
};

void report_write(struct buffer *out, const struct report *report);

/* "≠", "≈" or "=" */
const char *report_sign(struct slice relation);
