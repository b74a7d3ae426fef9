/* Findings of a draft as a table for an 80-column terminal. */
#include "handlers/check.h"
#include "handlers/text_table.h"

enum { SOURCE_COLUMNS = 18, INDENT = 5, QUOTE_INDENT = INDENT + SOURCE_COLUMNS };

static const char *relation_sign(enum relation relation) {
    static const char *const signs[] = {"=", "≈", "≠"};
    return signs[relation];
}

static void append_finding(struct buffer *out, const struct check *check,
                           const struct claim_pair *pair) {
    const struct story_article *member = &check->covering[pair->right.article - 1].member;
    const struct analysis *analysis = check->analyses[pair->right.article];
    buffer_printf(out, "   %s ", relation_sign(pair->relation));
    text_cell(out, member->source.at ? member->source : SLICE("(no source)"), SOURCE_COLUMNS - 1);
    buffer_append_byte(out, ' ');
    text_wrap(out, analysis_slice(analysis, analysis->claims.at[pair->right.claim].span),
              QUOTE_INDENT, QUOTE_INDENT);
    buffer_append_cstr(out, "     → ");
    text_wrap(out, pair->explanation, 7, 7);
}

/* Has a weightier finding of this sentence told of the same article? */
static bool told_of(const struct check *check, uint32_t first, uint32_t index) {
    for (uint32_t i = first; i < index; i++)
        if (check->findings[i].pair->right.article == check->findings[index].pair->right.article)
            return true;
    return false;
}

/* Findings of one sentence; returns the place behind the last. */
static uint32_t append_sentence(struct buffer *out, const struct check *check, uint32_t first) {
    const struct analysis *draft = check->analyses[0];
    uint32_t sentence = check->findings[first].sentence;
    enum relation strongest = check->findings[first].pair->relation;
    uint32_t past = first;
    buffer_printf(out, "%s %-10s  ", relation_sign(strongest), relation_name(strongest));
    text_wrap(out, analysis_slice(draft, draft->sentences.at[sentence].span), 14, 14);
    for (; past < check->finding_count && check->findings[past].sentence == sentence; past++)
        if (!told_of(check, first, past))
            append_finding(out, check, check->findings[past].pair);
    buffer_append_byte(out, '\n');
    return past;
}

void check_write_text(struct buffer *out, const struct check *check) {
    uint32_t counts[RELATION_CONFLICT + 1] = {0};
    for (uint32_t i = 0; i < check->finding_count;) {
        counts[check->findings[i].pair->relation]++;
        i = append_sentence(out, check, i);
    }
    for (uint32_t i = 0; i < check->conflicts.count; i++) {
        buffer_append_cstr(out, "≠ in the draft itself  ");
        text_wrap(out, check->conflicts.at[i].explanation, 23, 5);
    }
    buffer_printf(out,
                  "%u sentences against %u stored articles: %u conflict, %u compatible, %u agree.\n"
                  "The draft was not stored.\n",
                  check->analyses[0]->sentences.count, check->count - 1, counts[RELATION_CONFLICT],
                  counts[RELATION_COMPATIBLE], counts[RELATION_AGREE]);
}
