/* Quotations and the cues near them.
 *
 * What the tree gives for a quotation is often too short or too long, since parsers are trained on
 * whole sentences and a quotation may hold several. So a content that reaches into a quotation is
 * widened to all of it; a quotation that no frame took in looks for a cue before and behind it in
 * its sentence; and one that follows straight on what was quoted before goes on with it.
 */
#include "analysis/speech/speech.h"

#include "base/error.h"

enum {
    QUOTED_WORDS_MIN = 4, /* shorter ones without a cue of their own are scare quotes or titles */
    CUE_WINDOW = 24,      /* tokens between a quotation and its cue */
};

static void widen(struct speech *speech, struct finding *finding) {
    for (uint32_t p = 0; p < finding->part_count; p++) {
        struct range *part = &finding->parts[p];
        uint32_t before = speech->quote_of[part->first];
        uint32_t behind = speech->quote_of[part->past - 1];
        if (before != NO_INDEX)
            part->first = speech->quotes.at[before].first_token;
        if (behind != NO_INDEX)
            part->past = speech->quotes.at[behind].past_token;
    }
}

/* Few, and in text order already but where a tree is none. */
static void sort_parts(struct finding *finding) {
    for (uint32_t p = 1; p < finding->part_count; p++) {
        struct range part = finding->parts[p];
        uint32_t at = p;
        for (; at > 0 && finding->parts[at - 1].first > part.first; at--)
            finding->parts[at] = finding->parts[at - 1];
        finding->parts[at] = part;
    }
}

/* Takes parts that another part covers out, joins what overlaps, and leaves text order. */
static void join_parts(struct finding *finding) {
    uint32_t kept = 0;
    sort_parts(finding);
    for (uint32_t p = 0; p < finding->part_count; p++) {
        struct range part = finding->parts[p];
        struct range *last = kept ? &finding->parts[kept - 1] : NULL;
        if (last && part.first < last->past && part.past > last->first) {
            last->first = part.first < last->first ? part.first : last->first;
            last->past = part.past > last->past ? part.past : last->past;
        } else {
            finding->parts[kept++] = part;
        }
    }
    finding->part_count = kept;
}

/* Puts the range among the finding's parts, in text order. */
static void insert_part(struct finding *finding, struct range range) {
    if (finding->part_count == FINDING_PARTS_MAX) {
        struct range *last = &finding->parts[FINDING_PARTS_MAX - 1];
        last->past = range.past > last->past ? range.past : last->past;
        return;
    }
    finding->parts[finding->part_count++] = range;
    join_parts(finding);
}

/* ---- the cue beside a quotation ------------------------------------------------------------- */

static bool takes_quotation(const struct speech *speech, uint32_t token) {
    if (speech->quote_of[token] != NO_INDEX)
        return false;
    const struct cue_entry *entry = speech_cue(speech, token);
    return entry && (entry->flags & CUE_CLAUSE);
}

static bool is_mark(const struct speech *speech, uint32_t token) {
    return speech->tokens[token].kind == TOKEN_PUNCTUATION;
}

/* "“…,” said X", "“…,” X told Y": the first cue behind, before another quotation begins. */
static uint32_t cue_behind(const struct speech *speech, const struct quote *quote) {
    struct range sentence = sentence_range(speech, quote->past_token - 1);
    uint32_t limit = quote->past_token + CUE_WINDOW;
    for (uint32_t i = quote->past_token; i < sentence.past && i < limit; i++) {
        if (speech_in_quotation(speech, i) || token_is(speech, i, ";"))
            break;
        if (takes_quotation(speech, i))
            return i;
    }
    return NO_INDEX;
}

/* "X said: “…”": the last cue before, when a comma, a colon, "that" or little stands between. */
static uint32_t cue_before(const struct speech *speech, const struct quote *quote) {
    uint32_t first = quote->first_token;
    struct range sentence = sentence_range(speech, first);
    bool opens = first == sentence.first;
    if (opens && first > 0 && token_is(speech, first - 1, ":"))
        sentence = sentence_range(speech, first - 1);
    for (uint32_t i = first; i-- > sentence.first && first - i < CUE_WINDOW;) {
        if (speech_in_quotation(speech, i) || token_is(speech, i, ";"))
            break;
        if (takes_quotation(speech, i))
            return i;
    }
    return NO_INDEX;
}

/* Does the quotation read as words said and not as a name: a clause's mark at its end, or a comma,
 * colon or cue right before it? */
static bool is_said(const struct speech *speech, const struct quote *quote) {
    uint32_t last = quote->past_token - 1;
    bool ended = quote->closed && last > quote->first_token + 1 && is_mark(speech, last - 1);
    ended |= quote->past_token < speech->analysis->tokens.count &&
             token_is(speech, quote->past_token, ",");
    if (quote->first_token == 0)
        return ended;
    uint32_t before = quote->first_token - 1;
    bool led = token_is(speech, before, ":") || token_is(speech, before, ",") ||
               token_is(speech, before, "that") || takes_quotation(speech, before);
    return ended || led;
}

/* Where the reported words begin that run into the quotation: "The bridge is “a disgrace,” the
 * engineer said" reports from "The" on. */
static uint32_t lead_in(const struct speech *speech, const struct quote *quote) {
    struct range sentence = sentence_range(speech, quote->first_token);
    uint32_t first = quote->first_token;
    if (first == sentence.first || is_mark(speech, first - 1))
        return first;
    for (uint32_t i = sentence.first; i < first; i++)
        if (takes_quotation(speech, i) || speech->quote_of[i] != NO_INDEX)
            return first;
    return sentence.first;
}

/* "in the words of X, “…”": the noun is the cue. */
static uint32_t words_of(const struct speech *speech, const struct quote *quote) {
    struct range sentence = sentence_range(speech, quote->first_token);
    for (uint32_t i = quote->first_token; i-- > sentence.first + 1;) {
        if (quote->first_token - i > CUE_WINDOW || speech->quote_of[i] != NO_INDEX)
            break;
        if (token_is(speech, i, "of") && token_is(speech, i - 1, "words"))
            return i - 1;
    }
    return NO_INDEX;
}

/* ---- continuation ---------------------------------------------------------------------------- */

/* The last token of what the finding covers: content, cue and source. */
static uint32_t finding_end(const struct finding *finding) {
    uint32_t end = finding->parts[finding->part_count - 1].past;
    end = finding->cue_range.past > end ? finding->cue_range.past : end;
    return finding->source_range.past > end ? finding->source_range.past : end;
}

/* Does the quotation go straight on where `finding` ended: next sentence, or next paragraph? */
static bool goes_on(const struct speech *speech, const struct finding *finding,
                    const struct quote *quote) {
    const struct sentence *sentences = speech->analysis->sentences.at;
    uint32_t here = speech->tokens[quote->first_token].sentence;
    uint32_t there = speech->tokens[finding_end(finding) - 1].sentence;
    if (quote->continues)
        return true;
    bool opens = sentences[here].first_token == quote->first_token;
    bool closes =
        sentences[speech->tokens[quote->past_token - 1].sentence].past_token == quote->past_token;
    if (here == there)
        return is_said(speech, quote) && quote->first_token == finding_end(finding) + 1;
    return opens && here == there + 1 &&
           (sentences[here].paragraph == sentences[there].paragraph || closes);
}

/* ---- all quotations -------------------------------------------------------------------------- */

/* The last finding whose content holds a token of the quotation, NO_INDEX. */
static void note_covered(const struct speech *speech, uint32_t *covered) {
    for (uint32_t f = 0; f < speech->findings.count; f++) {
        const struct finding *finding = &speech->findings.at[f];
        for (uint32_t p = 0; p < finding->part_count; p++) {
            uint32_t past = finding->parts[p].past;
            uint32_t first = speech->quote_of[finding->parts[p].first];
            uint32_t last = speech->quote_of[past - 1];
            if (first != NO_INDEX && covered[first] == NO_INDEX)
                covered[first] = f;
            if (last != NO_INDEX && covered[last] == NO_INDEX)
                covered[last] = f;
        }
    }
    /* inner ones: quotations are in text order, so that one walk finds those inside a part */
    for (uint32_t f = 0; f < speech->findings.count; f++) {
        const struct finding *finding = &speech->findings.at[f];
        for (uint32_t p = 0; p < finding->part_count; p++) {
            struct range part = finding->parts[p];
            uint32_t low = 0;
            uint32_t high = speech->quotes.count;
            while (low < high) {
                uint32_t middle = low + (high - low) / 2;
                if (speech->quotes.at[middle].first_token < part.first)
                    low = middle + 1;
                else
                    high = middle;
            }
            for (; low < speech->quotes.count && speech->quotes.at[low].past_token <= part.past;
                 low++)
                if (covered[low] == NO_INDEX)
                    covered[low] = f;
        }
    }
}

static int add_quotation(struct speech *speech, uint32_t cue, struct range range,
                         uint32_t *ret_finding) {
    uint32_t known = speech->finding_of[cue];
    if (known != NO_INDEX) {
        insert_part(&speech->findings.at[known], range);
        *ret_finding = known;
        return 0;
    }
    struct finding finding = {.cue = cue, .cue_range = {cue, cue + 1}, .source = NO_INDEX};
    uint32_t source =
        speech_cue(speech, cue) ? source_agent(speech, cue) : source_behind(speech, cue + 1);
    if (source == NO_INDEX)
        source = source_subject(speech, cue);
    if (source == NO_INDEX || (source >= range.first && source < range.past))
        source = source_beside(speech, cue);
    if (source != NO_INDEX) {
        finding.source = source;
        finding.source_range = source_range(speech, source, cue);
    }
    finding.parts[finding.part_count++] = range;
    finding.quoted = true;
    speech->finding_of[cue] = speech->findings.count;
    *ret_finding = speech->findings.count;
    return list_push(speech->arena, &speech->findings, finding) ? 0 : ERR_NO_MEMORY;
}

/* "“…,” the president stated, according to the paper": the paper's content holds the president's
 * cue, whose own content is the quotation. */
static int attach_inner(struct speech *speech, const struct quote *quote, uint32_t outer) {
    uint32_t cue = cue_behind(speech, quote);
    if (cue == NO_INDEX || speech->finding_of[cue] != NO_INDEX || !is_said(speech, quote))
        return 0;
    const struct finding *finding = &speech->findings.at[outer];
    bool inside = false;
    for (uint32_t p = 0; p < finding->part_count; p++)
        inside |= finding->parts[p].first <= cue && cue < finding->parts[p].past;
    uint32_t ignored;
    struct range range = {quote->first_token, quote->past_token};
    return inside ? add_quotation(speech, cue, range, &ignored) : 0;
}

/* A closed quotation in the next paragraph is one of its own, by the same speaker, without a cue.
 */
static int add_next(struct speech *speech, struct range range, uint32_t *previous) {
    const struct finding *before = &speech->findings.at[*previous];
    struct finding finding = {
        .cue = NO_INDEX,
        .source = before->source,
        .source_range = before->source_range,
        .parts = {range},
        .part_count = 1,
        .quoted = true,
    };
    *previous = speech->findings.count;
    return list_push(speech->arena, &speech->findings, finding) ? 0 : ERR_NO_MEMORY;
}

/* A quotation that no frame took in: to the cue behind it or before it, or to what was quoted
 * before
 * (`*previous`, NO_INDEX when nothing was). */
static int attach(struct speech *speech, const struct quote *quote, uint32_t *previous) {
    struct range range = {quote->first_token, quote->past_token};
    if (quote->words < QUOTED_WORDS_MIN && !is_said(speech, quote))
        return 0;
    uint32_t cue = cue_behind(speech, quote);
    if (cue != NO_INDEX && source_agent(speech, cue) == NO_INDEX)
        range.first = lead_in(speech, quote);
    if (cue == NO_INDEX)
        cue = cue_before(speech, quote);
    if (cue == NO_INDEX)
        cue = words_of(speech, quote);
    if (cue != NO_INDEX && is_said(speech, quote))
        return add_quotation(speech, cue, range, previous);
    if (*previous == NO_INDEX || quote->words < QUOTED_WORDS_MIN ||
        !goes_on(speech, &speech->findings.at[*previous], quote))
        return 0;
    struct finding *finding = &speech->findings.at[*previous];
    uint32_t last = speech->tokens[finding->parts[finding->part_count - 1].past - 1].sentence;
    bool next = speech->analysis->sentences.at[last].paragraph != quote->paragraph;
    if (next && !quote->continues)
        return add_next(speech, range, previous);
    insert_part(finding, range);
    return 0;
}

int quotations_attach(struct speech *speech) {
    uint32_t *covered = ARENA_ARRAY(speech->arena, uint32_t, speech->quotes.count + 1);
    if (!covered)
        return ERR_NO_MEMORY;
    for (uint32_t f = 0; f < speech->findings.count; f++) {
        widen(speech, &speech->findings.at[f]);
        join_parts(&speech->findings.at[f]);
    }
    for (uint32_t q = 0; q < speech->quotes.count; q++)
        covered[q] = NO_INDEX;
    note_covered(speech, covered);
    uint32_t previous = NO_INDEX; /* the finding that holds the last quotation */
    for (uint32_t q = 0; q < speech->quotes.count; q++) {
        const struct quote *quote = &speech->quotes.at[q];
        if (covered[q] != NO_INDEX) {
            previous = covered[q];
            int result = attach_inner(speech, quote, previous);
            if (result < 0)
                return result;
            continue;
        }
        int result = attach(speech, quote, &previous);
        if (result < 0)
            return result;
    }
    return 0;
}
