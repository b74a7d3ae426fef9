/* Date lines and bylines of pasted pages.
 *
 * A line is a date line when every word of it belongs to a date: that keeps running text with a
 * date in it out, without a grammar for each outlet's order and punctuation.
 */
#include "analysis/text/datelines.h"

#include "analysis/text/characters.h"

#define S(word)                                                                                    \
    { word, sizeof(word) - 1 }
enum {
    LINE_MAX_BYTES = 120,
    ITEM_MAX = 24,
    BYLINE_WORDS_MAX = 12,
    YEAR_MIN = 1900,
    YEAR_MAX = 2100,
};

struct item {
    struct slice word; /* lower-cased; for numbers the digits */
    size_t start;      /* offset in the line */
    int number;        /* -1 for words */
    char before;       /* the mark that touches it on its left, ' ' otherwise */
};

struct items {
    struct item at[ITEM_MAX];
    int count;
    char lower[LINE_MAX_BYTES];
};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Words and numbers of the line; false when it holds too many. */
static bool split_items(struct slice line, struct items *ret) {
    if (line.length > LINE_MAX_BYTES)
        return false;
    ret->count = 0;
    for (size_t i = 0; i < line.length; i++)
        ret->lower[i] = is_letter(line.at[i]) ? (char)(line.at[i] | 0x20) : line.at[i];
    for (size_t at = 0; at < line.length;) {
        bool digit = is_digit(line.at[at]);
        if (!digit && !is_letter(line.at[at])) {
            at++;
            continue;
        }
        if (ret->count == ITEM_MAX)
            return false;
        size_t end = at;
        int number = digit ? 0 : -1;
        while (end < line.length && (digit ? is_digit(line.at[end]) : is_letter(line.at[end]))) {
            if (digit)
                number = number > 9999 ? 99999 : number * 10 + (line.at[end] - '0');
            end++;
        }
        ret->at[ret->count++] = (struct item){slice_of(ret->lower + at, end - at), at, number,
                                              at ? line.at[at - 1] : ' '};
        at = end;
    }
    return true;
}

/* 1–12, or 0 for a word that is no month. */
static int month_number(struct slice word) {
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    if (slice_equal(word, SLICE("sept")))
        return 9;
    for (int i = 0; i < 12; i++) {
        struct slice month = slice_from_cstr(months[i]);
        if (slice_equal(word, month) || slice_equal(word, slice_of(month.at, 3)))
            return i + 1;
    }
    return 0;
}

/* What may stand in a date line beside the date. */
static bool is_date_word(struct slice word) {
    static const struct slice words[] = {
        S("a"),           S("am"),        S("at"),     S("bst"),       S("cest"), S("cet"),
        S("cst"),         S("ct"),        S("date"),   S("edt"),       S("est"),  S("et"),
        S("first"),       S("fri"),       S("friday"), S("gmt"),       S("h"),    S("hours"),
        S("hrs"),         S("ist"),       S("last"),   S("local"),     S("m"),    S("min"),
        S("modified"),    S("mon"),       S("monday"), S("mst"),       S("nd"),   S("on"),
        S("p"),           S("pdt"),       S("pm"),     S("posted"),    S("pst"),  S("pt"),
        S("publication"), S("published"), S("rd"),     S("read"),      S("sat"),  S("saturday"),
        S("st"),          S("sun"),       S("sunday"), S("th"),        S("thu"),  S("thur"),
        S("thurs"),       S("thursday"),  S("time"),   S("tue"),       S("tues"), S("tuesday"),
        S("updated"),     S("utc"),       S("wed"),    S("wednesday"), S("z"),
    };
    return SLICE_IN(word, words);
}

static bool is_label(struct slice word) {
    static const struct slice labels[] = {S("date"), S("posted"), S("publication"), S("published")};
    return SLICE_IN(word, labels);
}

static bool is_ordinal(struct slice word) {
    return slice_equal(word, SLICE("st")) || slice_equal(word, SLICE("nd")) ||
           slice_equal(word, SLICE("rd")) || slice_equal(word, SLICE("th"));
}

static day_number day_of(int year, int month, int day) {
    struct date date = {year, month, day};
    return year >= YEAR_MIN && year <= YEAR_MAX && date_exists(date) ? day_from_date(date)
                                                                     : DAY_NONE;
}

/* The number at `i`, with its "th" skipped; moves *i behind. -1 when there is none. */
static int take_number(const struct items *items, int *i) {
    if (*i >= items->count || items->at[*i].number < 0)
        return -1;
    int number = items->at[(*i)++].number;
    if (*i < items->count && is_ordinal(items->at[*i].word))
        (*i)++;
    return number;
}

/* Month name first or day first: "Sept. 14, 2023", "14 September 2023". */
static day_number read_named(const struct items *items, int i, int *ret_past) {
    int month = month_number(items->at[i].word);
    int day = -1;
    if (month) {
        i++;
        day = take_number(items, &i);
    } else {
        day = take_number(items, &i);
        if (i < items->count && slice_equal(items->at[i].word, SLICE("of")))
            i++;
        month = i < items->count ? month_number(items->at[i].word) : 0;
        i++;
    }
    int year = month && day > 0 ? take_number(items, &i) : -1;
    *ret_past = i;
    return year > 0 ? day_of(year, month, day) : DAY_NONE;
}

/* "2023-09-14", "14/09/2023" (only where one of the two cannot be a month). */
static bool read_figures(const struct items *items, int i, day_number *ret_day) {
    if (i + 2 >= items->count || items->at[i + 2].number < 0 || items->at[i + 1].number < 0)
        return false;
    char mark = items->at[i + 1].before;
    if ((mark != '-' && mark != '/' && mark != '.') || items->at[i + 2].before != mark)
        return false;
    int a = items->at[i].number;
    int b = items->at[i + 1].number;
    int c = items->at[i + 2].number;
    *ret_day = DAY_NONE;
    if (a >= YEAR_MIN)
        *ret_day = day_of(a, b, c);
    else if (c >= YEAR_MIN && a > 12)
        *ret_day = day_of(c, b, a);
    else if (c >= YEAR_MIN && b > 12)
        *ret_day = day_of(c, a, b);
    return a >= YEAR_MIN ? *ret_day != DAY_NONE : c >= YEAR_MIN && c <= YEAR_MAX;
}

bool dateline_read(struct slice line, struct dateline *ret_dateline) {
    struct items items;
    struct dateline found = {.day = DAY_NONE};
    bool dated = false;
    if (!split_items(line, &items))
        return false;
    for (int i = 0; i < items.count;) {
        const struct item *item = &items.at[i];
        int past = i + 1;
        day_number day =
            item->number < 0 && !month_number(item->word) ? DAY_NONE : read_named(&items, i, &past);
        if (day != DAY_NONE) {
            found.day = dated ? found.day : day;
            dated = true;
            i = past;
            continue;
        }
        if (item->number >= 0 && !dated && read_figures(&items, i, &found.day)) {
            dated = true;
            i += 3;
            continue;
        }
        if (dated && slice_equal(item->word, SLICE("by"))) {
            found.byline = byline_read(slice_of(line.at + item->start, line.length - item->start));
            *ret_dateline = found;
            return found.byline.at != NULL;
        }
        found.labelled |= is_label(item->word);
        if (item->number < 0 && !is_date_word(item->word))
            return false;
        i++;
    }
    *ret_dateline = found;
    return dated;
}

/* ---- bylines -------------------------------------------------------------------------------- */

/* What stands behind "By " or its like; absent when nothing such opens the line. */
static struct slice after_label(struct slice line) {
    static const struct slice labels[] = {
        S("author: "),      S("by: "),         S("by "),        S("posted by "),
        S("published by "), S("reported by "), S("reporter: "), S("story by "),
        S("words by "),     S("words: "),      S("writer: "),   S("written by "),
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (line.length > labels[i].length &&
            slice_equal_ascii_case(slice_of(line.at, labels[i].length), labels[i]))
            return slice_of(line.at + labels[i].length, line.length - labels[i].length);
    if (slice_starts(line, SLICE("By")) && line.length > 3 && line.at[2] >= 'A' &&
        line.at[2] <= 'Z' && line.at[3] >= 'a' && line.at[3] <= 'z')
        return slice_of(line.at + 2, line.length - 2); /* "ByJane Doe" */
    return slice_of(NULL, 0);
}

/* Cuts `names` before the first occurrence of `mark`. */
static struct slice cut_at(struct slice names, struct slice mark) {
    const char *found = names.length ? memmem(names.at, names.length, mark.at, mark.length) : NULL;
    return found ? slice_of(names.at, (size_t)(found - names.at)) : names;
}

static bool is_particle(struct slice word) {
    static const struct slice particles[] = {S("al"),  S("and"), S("bin"), S("da"),  S("de"),
                                             S("del"), S("der"), S("di"),  S("el"),  S("la"),
                                             S("le"),  S("of"),  S("the"), S("van"), S("von")};
    return SLICE_IN(word, particles) || slice_equal(word, SLICE("&"));
}

/* Capitalised words and particles only. */
static bool are_names(struct slice names) {
    size_t words = 0;
    for (size_t at = 0; at < names.length;) {
        size_t end = at;
        while (end < names.length && names.at[end] != ' ')
            end++;
        size_t next;
        uint32_t first = char_at(names, at, &next);
        if (!char_is_upper(first) && !is_particle(slice_of(names.at + at, end - at)))
            return false;
        words++;
        at = end + 1;
    }
    return words > 0 && words <= BYLINE_WORDS_MAX;
}

struct slice byline_read(struct slice line) {
    struct slice names = after_label(line);
    if (!names.at)
        return names;
    static const struct slice marks[] = {
        S(" | "),      S(" \u2022 "),   S(" \u00b7 "),  S(" - "),  S(" \u2013 "),
        S(" \u2014 "), S(" and staff"), S(" in "),      S(" on "), S(" for "),
        S(" at "),     S(" ("),         S(", updated"),
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        names = cut_at(names, marks[i]);
    /* "Jane Doe, Newswire": one comma and no "and" part the name from its house or office. */
    const char *comma = names.length ? memchr(names.at, ',', names.length) : NULL;
    if (comma && !memchr(comma + 1, ',', names.length - (size_t)(comma + 1 - names.at)) &&
        !memmem(names.at, names.length, " and ", 5))
        names = cut_at(names, SLICE(","));
    names = slice_trim(names);
    return are_names(names) ? names : slice_of(NULL, 0);
}
