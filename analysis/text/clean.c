/* From a pasted page to an article: lines of page furniture go to article.removed with their kind,
 * byline and date to their own fields, and what stays becomes paragraphs.
 *
 * A page has a head (before the first line of running text), a middle and a tail. The title is
 * looked for in the head; mastheads, bylines and dates only count there. A date that stands above
 * the title may be the day on which the page was read, and a wrong date is worse than none: it is
 * noted as a rival and not taken.
 */
#include "analysis/stages.h"
#include "analysis/text/datelines.h"
#include "analysis/text/furniture.h"
#include "analysis/text/lines.h"
#include "base/error.h"

#include <assert.h>

enum {
    HEAD_LINES_MAX = 24, /* a title further down is no title */
    TITLE_WORDS_MIN = 4,
    TITLE_WORDS_MAX = 24,
    TEASER_WORDS_MAX = 14,
    MASTHEAD_WORDS_MAX = 5,
    STRAY_WORDS_MIN = 7, /* of another story's headline among the text */
    STRAY_WORDS_MAX = 14,
};

struct cleaner {
    struct arena *arena;
    struct article *article;
    struct line_list lines;
    uint32_t first_prose; /* count when there is none */
    uint32_t past_prose;
    uint32_t title; /* line, NO_INDEX */
};

static enum zone zone_of(const struct cleaner *cleaner, uint32_t i) {
    if (i < cleaner->first_prose)
        return ZONE_HEAD;
    return i < cleaner->past_prose ? ZONE_MIDDLE : ZONE_TAIL;
}

static void mark_furniture(struct cleaner *cleaner) {
    for (uint32_t i = 0; i < cleaner->lines.count; i++) {
        struct line *line = &cleaner->lines.at[i];
        if (!line->kind.at)
            line->kind = furniture_kind(line, zone_of(cleaner, i));
    }
}

static bool is_dateline(const struct line *line) {
    struct dateline ignored;
    return dateline_read(line->text, &ignored);
}

static bool is_credit(const struct line *line) {
    return is_dateline(line) || byline_read(line->text).at != NULL;
}

/* Most words small: headings of many houses are in title case, other stories' headlines that got
 * into a text are whole sentences without their stop. */
static bool is_sentence_case(struct slice text) {
    size_t words = 0;
    size_t capitals = 0;
    for (size_t at = 0; at < text.length;) {
        size_t end = at;
        while (end < text.length && text.at[end] != ' ')
            end++;
        if (at > 0 && end - at >= 4) {
            words++;
            capitals += text.at[at] >= 'A' && text.at[at] <= 'Z';
        }
        at = end + 1;
    }
    return words >= 3 && 2 * capitals < words;
}

/* A sentence alone above the title, such as a caption. */
static bool is_teaser(const struct cleaner *cleaner, uint32_t i) {
    const struct line *line = &cleaner->lines.at[i];
    if (i > 0 || i + 2 >= cleaner->lines.count || line->words > TEASER_WORDS_MAX)
        return false;
    return !line_is_prose(line + 1) && !is_sentence_case(line[1].text) &&
           line[1].words >= TITLE_WORDS_MIN && line_is_prose(line + 2);
}

/* Running text by its look, furniture apart. */
static void find_zones(struct cleaner *cleaner) {
    uint32_t count = cleaner->lines.count;
    cleaner->first_prose = count;
    cleaner->past_prose = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct line *line = &cleaner->lines.at[i];
        if (!line_is_prose(line) || furniture_kind(line, ZONE_MIDDLE).at || is_credit(line) ||
            is_teaser(cleaner, i))
            continue;
        if (cleaner->first_prose == count)
            cleaner->first_prose = i;
        cleaner->past_prose = i + 1;
    }
}

/* ---- the head ------------------------------------------------------------------------------- */

static uint32_t head_end(const struct cleaner *cleaner) {
    uint32_t past = cleaner->first_prose;
    return past < HEAD_LINES_MAX ? past : HEAD_LINES_MAX;
}

/* Lines that end in the whole of another one ("HomeWorldNew bridge opens", "Site > News > New
 * bridge opens") are trails; a line that is there twice stays once. The line repeated is the title.
 */
static void find_repeats(struct cleaner *cleaner) {
    uint32_t past = head_end(cleaner);
    for (uint32_t i = 0; i < past; i++) {
        struct line *line = &cleaner->lines.at[i];
        for (uint32_t j = 0; j < past && !line->kind.at; j++) {
            const struct line *other = &cleaner->lines.at[j];
            if (i == j || other->kind.at || other->words < TITLE_WORDS_MIN ||
                !slice_ends(line->lower, other->lower))
                continue;
            if (line->lower.length > other->lower.length)
                line->kind = SLICE("navigation");
            else if (j < i)
                line->kind = SLICE("duplicate");
            else
                continue;
            cleaner->title = j;
        }
    }
}

/* Words of a title without a full stop; before a menu it is more likely the outlet's slogan. */
static int title_score(const struct cleaner *cleaner, uint32_t i) {
    const struct line *line = &cleaner->lines.at[i];
    if (line->kind.at || line->words < TITLE_WORDS_MIN || line->words > TITLE_WORDS_MAX ||
        is_credit(line) || line->text.at[line->text.length - 1] == '.')
        return 0;
    int score = 4 + (line->words >= 6) + (i == 0);
    const struct line *next = line + 1;
    if (i + 1 < cleaner->lines.count && is_credit(next))
        score += 2;
    if (i + 1 < cleaner->lines.count && slice_equal(next->kind, SLICE("navigation")))
        score -= 3;
    return score;
}

static void find_title(struct cleaner *cleaner) {
    if (cleaner->title != NO_INDEX)
        return;
    int best = 0;
    for (uint32_t i = 0; i < head_end(cleaner); i++) {
        int score = title_score(cleaner, i);
        if (score <= best)
            continue;
        best = score;
        cleaner->title = i;
    }
}

static int note_rival(struct cleaner *cleaner, day_number day) {
    if (day == DAY_NONE)
        return 0;
    char text[11];
    date_format_iso(day, text);
    struct date_rival rival = {.rule = DATE_RULE_DATELINE};
    int result = arena_copy(cleaner->arena, slice_of(text, 10), &rival.value);
    if (result < 0)
        return result;
    return list_push(cleaner->arena, &cleaner->article->date_rivals, rival) ? 0 : ERR_NO_MEMORY;
}

/* May the date of line `i` be the day of publication? Below the title, or said to be so. */
static bool is_trusted(const struct cleaner *cleaner, uint32_t i, const struct dateline *date) {
    if (date->day == DAY_NONE)
        return false;
    if (date->labelled || date->byline.at)
        return true;
    if (cleaner->title != NO_INDEX)
        return i > cleaner->title;
    bool after_byline = i > 0 && byline_read(cleaner->lines.at[i - 1].text).at;
    bool before_byline =
        i + 1 < cleaner->lines.count && byline_read(cleaner->lines.at[i + 1].text).at;
    return after_byline || before_byline;
}

/* A date that is the day of publication stays in the text, where it is the proof; any other one is
 * furniture. */
static int take_date(struct cleaner *cleaner, uint32_t i, const struct dateline *date) {
    struct article *article = cleaner->article;
    bool known = article->published_at.at != NULL;
    bool same = known && article->published_day == date->day;
    bool trusted = same || is_trusted(cleaner, i, date);
    bool below = cleaner->title == NO_INDEX || i > cleaner->title;
    if (!trusted || !below || date->byline.at)
        cleaner->lines.at[i].kind = SLICE("date");
    if (same)
        return 0;
    if (known || !trusted)
        return note_rival(cleaner, date->day);
    char text[11];
    date_format_iso(date->day, text);
    int result = arena_copy(cleaner->arena, slice_of(text, 10), &article->published_at);
    if (result < 0)
        return result;
    article->published_day = date->day;
    article->date_rule = DATE_RULE_DATELINE;
    return 0;
}

static void take_byline(struct cleaner *cleaner, struct slice byline) {
    if (!cleaner->article->byline.at)
        cleaner->article->byline = byline;
}

/* Byline and date lines of the head go to their fields. */
static int take_credits(struct cleaner *cleaner) {
    for (uint32_t i = 0; i < cleaner->first_prose; i++) {
        struct line *line = &cleaner->lines.at[i];
        struct dateline date;
        if (line->kind.at || i == cleaner->title)
            continue;
        if (dateline_read(line->text, &date)) {
            if (date.byline.at)
                take_byline(cleaner, date.byline);
            int result = take_date(cleaner, i, &date);
            if (result < 0)
                return result;
            continue;
        }
        struct slice byline = byline_read(line->text);
        if (!byline.at)
            continue;
        line->kind = SLICE("byline");
        take_byline(cleaner, byline);
    }
    return 0;
}

/* The outlet's name and slogan: what stands above the title, and short lines between title and
 * credits. */
static void mark_mastheads(struct cleaner *cleaner) {
    if (cleaner->title == NO_INDEX)
        return;
    for (uint32_t i = 0; i < head_end(cleaner); i++) {
        struct line *line = &cleaner->lines.at[i];
        if (line->kind.at || i == cleaner->title || line_is_prose(line) || is_credit(line))
            continue;
        bool credit_next = i + 1 < cleaner->first_prose && is_credit(line + 1);
        bool above = i < cleaner->title;
        if (above || (credit_next && line->words <= MASTHEAD_WORDS_MAX))
            line->kind = SLICE("masthead");
        if (line->kind.at && line->words <= MASTHEAD_WORDS_MAX && !cleaner->article->source.at)
            cleaner->article->source = line->text;
    }
}

/* ---- the middle ------------------------------------------------------------------------------ */

static bool is_stray(const struct cleaner *cleaner, uint32_t i) {
    const struct line *line = &cleaner->lines.at[i];
    bool shape = !line->kind.at && line->words >= STRAY_WORDS_MIN &&
                 line->words <= STRAY_WORDS_MAX && !line_is_prose(line) &&
                 line->text.at[line->text.length - 1] != ':' && is_sentence_case(line->text);
    return shape && line_is_prose(line - 1) && line_is_prose(line + 1);
}

/* A single headline among running text that has no headings of its own. */
static void mark_strays(struct cleaner *cleaner) {
    uint32_t labels = 0;
    uint32_t stray = NO_INDEX;
    for (uint32_t i = cleaner->first_prose + 1; i + 1 < cleaner->past_prose; i++) {
        const struct line *line = &cleaner->lines.at[i];
        if (line->kind.at || line_is_prose(line))
            continue;
        labels++;
        if (is_stray(cleaner, i))
            stray = i;
    }
    if (labels == 1 && stray != NO_INDEX)
        cleaner->lines.at[stray].kind = SLICE("related");
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* What stays, as paragraphs parted by an empty line; what goes, to article.removed. */
static int assemble(struct cleaner *cleaner) {
    struct article *article = cleaner->article;
    size_t room = 1;
    for (uint32_t i = 0; i < cleaner->lines.count; i++)
        room += cleaner->lines.at[i].text.length + 2;
    char *out = arena_alloc(cleaner->arena, room);
    if (!out)
        return ERR_NO_MEMORY;
    size_t length = 0;
    for (uint32_t i = 0; i < cleaner->lines.count; i++) {
        const struct line *line = &cleaner->lines.at[i];
        if (line->kind.at) {
            struct removed_block block = {line->kind, line->text};
            if (!list_push(cleaner->arena, &article->removed, block))
                return ERR_NO_MEMORY;
            continue;
        }
        if (length) {
            out[length++] = '\n';
            out[length++] = '\n';
        }
        memcpy(out + length, line->text.at, line->text.length);
        length += line->text.length;
    }
    assert(length < room);
    article->text = slice_of(out, length);
    return 0;
}

int text_clean(const struct resources *resources, struct arena *arena, struct analysis *analysis) {
    (void)resources;
    struct article *article = &analysis->article;
    struct cleaner cleaner = {.arena = arena, .article = article, .title = NO_INDEX};
    int result = lines_split(arena, article->text, &cleaner.lines);
    if (result < 0)
        return result;
    find_zones(&cleaner);
    find_repeats(&cleaner);
    mark_furniture(&cleaner);
    find_title(&cleaner);
    result = take_credits(&cleaner);
    if (result < 0)
        return result;
    mark_mastheads(&cleaner);
    mark_strays(&cleaner);
    if (!article->title.at && cleaner.title != NO_INDEX)
        article->title = cleaner.lines.at[cleaner.title].text;
    return assemble(&cleaner);
}
