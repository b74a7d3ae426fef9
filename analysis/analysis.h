/* What one article becomes: the structs that every stage of analysis fills and that alignment, the
 * JSON views and the store read.
 *
 * Everything lives in one arena and is never freed piecemeal. Spans are byte offsets into
 * `analysis.article.text`, half-open; only the JSON view turns them into code points. Indices
 * between lists are uint32_t, NO_INDEX where there is none. Slices point into the text, the arena,
 * or static tables. Lists are in text order (by start, then by end), which also makes the answer's
 * order.
 */
#pragma once

#include "base/arena.h"
#include "base/date.h"
#include "base/slice.h"

#include <stdint.h>

#define NO_INDEX UINT32_MAX

struct span {
    uint32_t start; /* bytes */
    uint32_t end;
};

/* ---- the article ---------------------------------------------------------------------------- */

/* What a client gave; absent slices (at == NULL) where it gave nothing. Exactly one of text and
 * html is present. All of it is valid UTF-8 without NUL, but for `html`, whose encoding the page
 * stage finds out. */
struct article_input {
    struct slice text;
    struct slice html;
    struct slice title;
    struct slice url;
    struct slice source;
    struct slice published_at; /* RFC 3339 date or date-time, already checked */
    struct slice byline;
    /* How the store shall keep it (RFC 3339, checked): no matter of analysis. */
    struct slice embargo_until;
    struct slice retain_until;
};

enum date_rule {
    DATE_RULE_NONE,
    DATE_RULE_GIVEN,
    DATE_RULE_JSON_LD,
    DATE_RULE_META,
    DATE_RULE_URL,
    DATE_RULE_DATELINE, /* a date line in the visible text or a <time> element */
};

struct date_rival {
    enum date_rule rule;
    struct slice value; /* as an RFC 3339 date */
};

struct date_rival_list {
    struct date_rival *at;
    uint32_t count;
    uint32_t capacity;
};

struct repair {
    struct slice kind; /* "confusables", "invisible", "nfc", … */
    uint32_t count;    /* code points */
};

struct repair_list {
    struct repair *at;
    uint32_t count;
    uint32_t capacity;
};

/* A block that was taken out of the text, with the reason ("advertisement", "byline", …). */
struct removed_block {
    struct slice kind;
    struct slice text;
};

struct removed_list {
    struct removed_block *at;
    uint32_t count;
    uint32_t capacity;
};

struct article {
    struct slice title;
    struct slice byline;
    struct slice source;
    struct slice url;
    struct slice published_at; /* as printed in answers; absent when unknown */
    day_number published_day;  /* DAY_NONE when unknown */
    enum date_rule date_rule;
    struct date_rival_list date_rivals;
    struct slice language; /* ISO 639-1; but for "en" all lists behind the tokens stay empty */
    struct slice text;     /* repaired, without boilerplate; paragraphs parted by "\n\n" */
    struct repair_list repairs;
    struct removed_list removed;
};

/* ---- text ----------------------------------------------------------------------------------- */

struct paragraph {
    struct span span;
    uint32_t first_sentence;
    uint32_t past_sentence;
    bool heading; /* title or sub-heading: no full stop, short, title case or marked up so */
};

struct paragraph_list {
    struct paragraph *at;
    uint32_t count;
    uint32_t capacity;
};

struct sentence {
    struct span span;
    uint32_t first_token;
    uint32_t past_token;
    uint32_t paragraph;
};

struct sentence_list {
    struct sentence *at;
    uint32_t count;
    uint32_t capacity;
};

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_PUNCTUATION, TOKEN_SYMBOL };

enum token_flags {
    TOKEN_SPACE_BEFORE = 1 << 0,
    TOKEN_CAPITALISED = 1 << 1, /* first letter upper case */
    TOKEN_ALL_CAPS = 1 << 2,    /* two letters or more, all upper case */
    TOKEN_IN_QUOTES = 1 << 3,   /* set by speech: inside quotation marks */
};

/* Tokens as UD English cuts them. The tag and tree fields are filled by analysis/language. */
struct token {
    struct span span;
    uint32_t sentence;
    uint32_t head;      /* index of the governing token, NO_INDEX for the root */
    struct slice lower; /* lower-cased (full Unicode, simple mappings), apostrophe ’ as ' */
    struct slice lemma; /* lower-cased base form; equals `lower` where none is known */
    uint8_t kind;       /* enum token_kind */
    uint8_t flags;      /* enum token_flags */
    uint8_t upos;       /* enum upos of analysis/language/tagset.h */
    uint8_t xpos;       /* enum xpos */
    uint8_t deprel;     /* enum deprel, subtype cut */
};

struct token_list {
    struct token *at;
    uint32_t count;
    uint32_t capacity;
};

/* ---- names, values, speech ------------------------------------------------------------------- */

enum entity_type { ENTITY_PERSON, ENTITY_ORGANIZATION, ENTITY_PLACE, ENTITY_EVENT, ENTITY_OTHER };

struct entity {
    struct span span;
    enum entity_type type;
    struct slice name; /* canonical: the same for all mentions of one thing in the article, and,
                          where the gazetteer knows the thing, across articles */
    uint32_t first_token;
    uint32_t past_token;
    uint32_t gender; /* 'm', 'f' or 0 when unknown; persons only */
};

struct entity_list {
    struct entity *at;
    uint32_t count;
    uint32_t capacity;
};

enum comparator {
    COMPARATOR_EXACT,
    COMPARATOR_ABOUT,
    COMPARATOR_MORE_THAN,
    COMPARATOR_AT_LEAST,
    COMPARATOR_LESS_THAN,
    COMPARATOR_AT_MOST,
    COMPARATOR_BETWEEN,
};

enum quantity_role {
    QUANTITY_PLAIN,
    QUANTITY_CHANGE,   /* "rose by 40", "up 3.4 %" */
    QUANTITY_BASE,     /* "from 4.1" */
    QUANTITY_RESULT,   /* "to 4.8" */
    QUANTITY_GLOSS,    /* "(5,000 hectares)" after "12,400 acres": the same fact converted */
    QUANTITY_DURATION, /* "48 hours": told among the times as well; claims link it there only */
};

struct quantity {
    struct span span;   /* comparator, value and unit */
    struct span number; /* the number alone, with its multiplier */
    double value;       /* as told, in `unit`; NAN for a range */
    double low;         /* what the comparator leaves open; -INFINITY, INFINITY unbounded */
    double high;
    double resolution; /* size of the last significant digit of the number as printed */
    enum comparator comparator;
    enum quantity_role role;
    struct slice unit;       /* singular noun, ISO 4217 code, spelled-out unit; absent when none */
    struct slice of;         /* head of what is counted or measured; absent when none */
    uint32_t alternative_of; /* earlier quantity it stands in "or" with */
    uint32_t gloss_of;       /* for QUANTITY_GLOSS: the quantity it converts */
    uint32_t first_token;
    uint32_t past_token;
};

struct quantity_list {
    struct quantity *at;
    uint32_t count;
    uint32_t capacity;
};

enum time_type { TIME_DATE, TIME_TIME, TIME_DURATION, TIME_SET };

/* "first since 2000", "first in 24 years": when the last such event took place, as an interval of
 * days, worked out against the article's own date. */
enum recurrence_kind {
    RECURRENCE_NONE,
    RECURRENCE_FIRST_SINCE, /* first, worst, highest … since Y */
    RECURRENCE_FIRST_IN,    /* … in N years */
    RECURRENCE_FIRST_EVER,  /* no such event before: low and high stay DAY_NONE */
    RECURRENCE_LAST_AT,     /* "last visited in 2000" */
};

struct recurrence {
    enum recurrence_kind kind;
    day_number low; /* the last such event lies in [low, high]; DAY_NONE open or unknown */
    day_number high;
    struct slice arithmetic; /* one sentence; absent when nothing could be worked out */
};

struct time_expression {
    struct span span;
    enum time_type type;
    struct slice value; /* TIMEX3 value (TimeML 1.2.1) */
    day_number low;     /* DAY_NONE: unknown or open */
    day_number high;
    int32_t minute; /* of the day, for clock times; -1 otherwise */
    enum comparator comparator;
    struct recurrence recurrence;
    uint32_t first_token;
    uint32_t past_token;
};

struct time_list {
    struct time_expression *at;
    uint32_t count;
    uint32_t capacity;
};

enum attribution_kind { ATTRIBUTION_DIRECT, ATTRIBUTION_INDIRECT, ATTRIBUTION_MIXED };

struct span_list {
    struct span *at;
    uint32_t count;
    uint32_t capacity;
};

struct attribution {
    enum attribution_kind kind;
    struct span source; /* empty (start == end) where the text names none */
    struct span cue;    /* empty where there is none */
    struct span content;
    struct span_list parts;   /* at least one; more when the cue parts the content */
    struct slice source_name; /* canonical name; absent when it cannot be told */
    uint32_t cue_token;       /* head of the cue, NO_INDEX */
    bool denial;              /* "denied", "rejected", "dismissed" */
    bool nested;              /* stands inside another one's content */
};

struct attribution_list {
    struct attribution *at;
    uint32_t count;
    uint32_t capacity;
};

/* ---- claims ---------------------------------------------------------------------------------- */

enum polarity { POLARITY_AFFIRMED, POLARITY_NEGATED };

enum modality {
    MODALITY_ASSERTED,
    MODALITY_POSSIBLE,
    MODALITY_PLANNED,
    MODALITY_REPORTED,
    MODALITY_DENIED,
};

struct index_list {
    uint32_t *at;
    uint32_t count;
    uint32_t capacity;
};

/* One clause that says something. Subject, predicate and object are exact slices or canonical
 * names; the spans say where they stand (empty when taken over from another clause). */
struct claim {
    struct span span;
    uint32_t sentence;
    uint32_t predicate_token; /* head verb or predicate noun, NO_INDEX */
    struct slice subject;
    struct slice predicate; /* lemma with its particle: "take off" */
    struct slice object;    /* absent when none */
    struct span subject_span;
    struct span object_span;
    enum polarity polarity;
    enum modality modality;
    bool passive; /* subject and object were exchanged while undoing a passive */
    uint32_t attribution;
    struct index_list quantities;
    struct index_list times;
    struct index_list entities;
    double checkworthiness; /* 0 … 1 */
};

struct claim_list {
    struct claim *at;
    uint32_t count;
    uint32_t capacity;
};

/* ---- all of it --------------------------------------------------------------------------------
 */

struct analysis {
    struct article article;
    struct paragraph_list paragraphs;
    struct sentence_list sentences;
    struct token_list tokens;
    struct entity_list entities;
    struct quantity_list quantities;
    struct time_list times;
    struct attribution_list attributions;
    struct claim_list claims;
};

/* What analysis reads beside the article: mapped tables, constant and shared by all threads. */
struct resources {
    const struct language_models *language; /* analysis/language: tagger, parser, names */
    const struct gazetteer *gazetteer;      /* analysis/language/gazetteer.h */
    const struct wordnet *wordnet;          /* analysis/language/wordnet.h */
};

/* Runs every stage over `input` and leaves the result in `arena`. Pure and deterministic: the same
 * input and resources give the same structs on any thread. `resources` and its members may be NULL
 * in tests of single stages; what needs them then finds less. Returns 0, ERR_NO_MEMORY,
 * ERR_TOO_LARGE or ERR_INVALID (no text left to analyse is not an error: the lists are empty). */
int analyze(const struct resources *resources, struct arena *arena,
            const struct article_input *input, struct analysis **ret_analysis);

static inline struct slice analysis_slice(const struct analysis *analysis, struct span span) {
    return slice_of(analysis->article.text.at + span.start, span.end - span.start);
}

static inline bool span_empty(struct span span) {
    return span.start == span.end;
}

static inline bool span_contains(struct span outer, struct span inner) {
    return outer.start <= inner.start && inner.end <= outer.end;
}

static inline bool span_overlaps(struct span a, struct span b) {
    return a.start < b.end && b.start < a.end;
}
