/* What looks like a time and is none: "may" the verb, April Dunne, the May Building, Room 1984,
 * 1,500 soldiers, a four-month-old child, the Daily Mail, Black Friday, a spring of water.
 *
 * The checks look at a few atoms to either side and at the entities of the sentence.
 */
#include "analysis/values/times_parse.h"

#include <stdlib.h>

enum { NEAR_YEARS = 60, LAST_YEAR = 2199 };

static struct slice lower_of(const struct analysis *analysis, const struct atom *atom) {
    if (atom->token == NO_INDEX)
        return (struct slice){0};
    return analysis->tokens.at[atom->token].lower;
}

static bool is_capital_word(const struct atom *at) {
    return atom_flagged(at, ATOM_WORD) && atom_flagged(at, ATOM_CAPITAL);
}

static bool is_time_word(const struct atom *at) {
    return atom_has(at,
                    ROLE_MONTH | ROLE_WEEKDAY | ROLE_SEASON | ROLE_PART | ROLE_UNIT | ROLE_ZONE);
}

static bool is_preposition(const struct atom *at) {
    static const enum time_word words[] = {
        WORD_IN,    WORD_BY,      WORD_SINCE,   WORD_UNTIL,  WORD_LAST,     WORD_NEXT,
        WORD_THIS,  WORD_EARLY,   WORD_LATE,    WORD_MID,    WORD_OF,       WORD_FROM,
        WORD_TO,    WORD_BETWEEN, WORD_THROUGH, WORD_DURING, WORD_AFTER,    WORD_BEFORE,
        WORD_FOR,   WORD_ON,      WORD_AROUND,  WORD_THAT,   WORD_PREVIOUS, WORD_FOLLOWING,
        WORD_EVERY, WORD_EACH,    WORD_AT};
    if (!(at->roles & ROLE_WORD))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (at->id == words[i])
            return true;
    return false;
}

static bool in_person(const struct analysis *analysis, const struct time_parse *parse) {
    uint32_t first = parse->first->token;
    size_t low = 0;
    size_t high = analysis->entities.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (analysis->entities.at[middle].past_token <= first)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == analysis->entities.count)
        return false;
    const struct entity *entity = &analysis->entities.at[low];
    return entity->type == ENTITY_PERSON && entity->first_token <= first &&
           entity->past_token > parse->past[-1].token &&
           entity->past_token - entity->first_token > parse->past[-1].token + 1 - first;
}

/* ---- months, weekdays, seasons ----------------------------------------------------------------
 */

/* A month by itself: no day, no year, no "last". */
static bool month_vetoed(const struct time_parse *parse) {
    const struct atom *month = parse->first;
    const struct atom *before = &month[-1];
    bool led =
        is_preposition(before) ||
        (atom_is(before, WORD_AND) && is_capital_word(&before[-1]) && is_time_word(&before[-1]));
    bool capital = atom_flagged(month, ATOM_CAPITAL);
    if (!capital)
        return atom_has(month, ROLE_AMBIGUOUS | ROLE_SHORT) || !(led || atom_is(before, WORD_THE));
    if (atom_has(month, ROLE_SHORT) && !led)
        return true;
    if (atom_has(month, ROLE_AMBIGUOUS) && !led && !atom_flagged(before, ATOM_DASH))
        return !atom_is(parse->past, WORD_S);
    /* "April Dunne", "the May Building": a capital behind, nothing of time before. */
    bool name_follows = is_capital_word(parse->past) && !is_time_word(parse->past) &&
                        !atom_flagged(parse->past, ATOM_GLUED);
    return name_follows && (!led || atom_has(month, ROLE_AMBIGUOUS));
}

static bool weekday_vetoed(const struct analysis *analysis, const struct time_parse *parse) {
    const struct atom *day = parse->first;
    const struct atom *before = &day[-1];
    if (!atom_flagged(day, ATOM_CAPITAL))
        return atom_has(day, ROLE_SHORT);
    if (atom_has(day, ROLE_SHORT))
        return !(parse->past->mark == '.' || is_time_word(parse->past)) || !is_preposition(before);
    static const struct slice papers[] = {
        {"agreement", 9}, {"express", 7}, {"herald", 6},    {"mail", 4},  {"mirror", 6},
        {"people", 6},    {"post", 4},    {"telegraph", 9}, {"times", 5}, {"world", 5}};
    static const struct slice epithets[] = {{"ash", 3},   {"black", 5}, {"bloody", 6},
                                            {"cyber", 5}, {"fat", 3},   {"good", 4},
                                            {"holy", 4},  {"palm", 4},  {"super", 5}};
    if (is_capital_word(parse->past) && SLICE_IN(lower_of(analysis, parse->past), papers))
        return true;
    return is_capital_word(before) && SLICE_IN(lower_of(analysis, before), epithets);
}

/* "fall" and "spring" need a word of time before them; "the fall of Rome" is none. */
static bool season_vetoed(const struct time_parse *parse) {
    const struct atom *name = parse->past - 1;
    bool the = atom_is(parse->first, WORD_THE);
    const struct atom *before = &parse->first[-1];
    if (the && atom_is(parse->past, WORD_OF))
        return true;
    if (!atom_has(name, ROLE_AMBIGUOUS))
        return false;
    if (atom_is(before, WORD_TO) || (the && !is_preposition(before)))
        return true;
    return !the && !is_preposition(before);
}

/* ---- years ------------------------------------------------------------------------------------
 */

static bool has_suffix_s(struct slice word) {
    return word.length > 3 && word.at[word.length - 1] == 's' && !slice_ends(word, SLICE("ss")) &&
           !slice_ends(word, SLICE("us")) && !slice_ends(word, SLICE("is"));
}

/* "1709 schoolchildren", "killed 2000 people", "1500 km": four digits that count something. */
static bool year_counts_noun(const struct analysis *analysis, const struct time_parse *parse) {
    static const struct slice nouns[] = {
        {"acres", 5},       {"calories", 8},    {"cases", 5},       {"cattle", 6},
        {"children", 8},    {"civilians", 9},   {"dead", 4},        {"deaths", 6},
        {"degrees", 7},     {"dollars", 7},     {"employees", 9},   {"euros", 5},
        {"families", 8},    {"feet", 4},        {"fighters", 8},    {"ft", 2},
        {"hectares", 8},    {"homes", 5},       {"horses", 6},      {"hours", 5},
        {"houses", 6},      {"jobs", 4},        {"kg", 2},          {"kilograms", 9},
        {"kilometers", 10}, {"kilometres", 10}, {"km", 2},          {"kwh", 3},
        {"lives", 5},       {"members", 7},     {"men", 3},         {"meters", 6},
        {"metres", 6},      {"miles", 5},       {"mw", 2},          {"officers", 8},
        {"others", 6},      {"passengers", 10}, {"patients", 8},    {"people", 6},
        {"persons", 7},     {"points", 6},      {"pounds", 6},      {"prisoners", 9},
        {"pupils", 6},      {"residents", 9},   {"seats", 5},       {"sheep", 5},
        {"ships", 5},       {"soldiers", 8},    {"staff", 5},       {"students", 8},
        {"tanks", 5},       {"times", 5},       {"tonnes", 6},      {"tons", 4},
        {"trees", 5},       {"troops", 6},      {"vehicles", 8},    {"victims", 7},
        {"villagers", 9},   {"visitors", 8},    {"volunteers", 10}, {"votes", 5},
        {"women", 5},       {"words", 5},       {"workers", 7},     {"yards", 5}};
    const struct atom *noun = parse->past;
    if (!atom_flagged(noun, ATOM_WORD) || atom_flagged(noun, ATOM_CAPITAL) || is_time_word(noun))
        return false;
    struct slice word = lower_of(analysis, noun);
    if (SLICE_IN(word, nouns) || slice_ends(word, SLICE("children")) ||
        slice_ends(word, SLICE("men")))
        return true;
    const struct atom *before = &parse->first[-1];
    bool determined = atom_is(before, WORD_THE) || atom_is(before, WORD_HIS) ||
                      atom_is(before, WORD_S) || atom_is(before, WORD_A);
    if (determined || !has_suffix_s(word) || noun->roles)
        return false;
    /* Before a plain plural a year of the last or next decades is a year, another number a count.
     */
    day_number published = analysis->article.published_day;
    int now = published == DAY_NONE ? 2000 : date_from_day(published).year;
    int year = parse->point.year;
    bool counted = atom_is(before, WORD_OF) || atom_is(before, WORD_SOME) ||
                   atom_is(before, WORD_ABOUT) || atom_is(before, WORD_THAN) ||
                   atom_is(before, WORD_OVER) || atom_is(before, WORD_NEARLY);
    return abs(year - now) > NEAR_YEARS || (counted && year % 100 != 0 && year > now + 1);
}

/* "Room 1984", "Flight 1549", "No. 1776", "1600 Pennsylvania Avenue". */
static bool year_numbers_thing(const struct analysis *analysis, const struct time_parse *parse) {
    static const struct slice things[] = {
        {"apartment", 9}, {"article", 7},   {"boeing", 6},   {"box", 3},         {"bus", 3},
        {"channel", 7},   {"chapter", 7},   {"class", 5},    {"clause", 6},      {"flat", 4},
        {"flight", 6},    {"gate", 4},      {"highway", 7},  {"law", 3},         {"line", 4},
        {"lot", 3},       {"model", 5},     {"no", 2},       {"no.", 3},         {"number", 6},
        {"page", 4},      {"paragraph", 9}, {"platform", 8}, {"regulation", 10}, {"resolution", 10},
        {"road", 4},      {"room", 4},      {"route", 5},    {"section", 7},     {"sr", 2},
        {"suite", 5},     {"unit", 4},      {"version", 7},  {"windows", 7}};
    static const struct slice streets[] = {
        {"ave", 3},  {"ave.", 4}, {"avenue", 6}, {"blvd", 4}, {"boulevard", 9}, {"drive", 5},
        {"lane", 4}, {"road", 4}, {"square", 6}, {"st", 2},   {"st.", 3},       {"street", 6}};
    const struct atom *before = &parse->first[-1];
    if (before->mark && strchr("#$@", before->mark))
        return true;
    if (before->mark == '.' && atom_flagged(&before[-1], ATOM_WORD))
        before--;
    if (atom_flagged(before, ATOM_WORD) && SLICE_IN(lower_of(analysis, before), things))
        return true;
    /* Currency signs above ASCII are letters to the atoms. */
    if (atom_flagged(parse->first, ATOM_GLUED) && atom_flagged(before, ATOM_WORD))
        return true;
    const struct atom *after = parse->past;
    if (!is_capital_word(after) || atom_is(before, WORD_IN) || atom_is(before, WORD_SINCE) ||
        atom_is(before, WORD_BY) || atom_is(before, WORD_UNTIL) || atom_is(before, WORD_DURING))
        return false;
    for (int i = 0; i < 2 && is_capital_word(&after[i]); i++)
        if (SLICE_IN(lower_of(analysis, &after[i]), streets))
            return true;
    return false;
}

/* Words that make the number behind them an amount. */
static bool is_bound(const struct analysis *analysis, const struct atom *before) {
    static const struct slice bounds[] = {
        {"above", 5},    {"averaged", 8},  {"averaging", 9}, {"below", 5},    {"exceed", 6},
        {"exceeded", 8}, {"exceeding", 9}, {"exceeds", 7},   {"numbered", 8}, {"numbering", 9},
        {"over", 4},     {"reached", 7},   {"reaching", 8},  {"topped", 6},   {"topping", 7},
        {"totaled", 7},  {"totaling", 8},  {"totalled", 8},  {"totalling", 9}};
    static const struct slice comparatives[] = {{"fewer", 5},  {"greater", 7}, {"higher", 6},
                                                {"larger", 6}, {"less", 4},    {"lower", 5},
                                                {"more", 4},   {"smaller", 7}};
    if (!atom_flagged(before, ATOM_WORD))
        return false;
    if (SLICE_IN(lower_of(analysis, before), bounds))
        return true;
    if (atom_is(before, WORD_THAN))
        return SLICE_IN(lower_of(analysis, &before[-1]), comparatives);
    if (atom_is(before, WORD_LEAST) || atom_is(before, WORD_MOST))
        return atom_is(&before[-1], WORD_AT);
    return atom_is(before, WORD_FROM) &&
           (atom_is(&before[-1], WORD_UP) ||
            slice_equal(lower_of(analysis, &before[-1]), SLICE("down")));
}

static bool joins_numbers(const struct atom *at) {
    return atom_flagged(at, ATOM_DASH) || atom_is(at, WORD_TO);
}

/* "above 1000", "fewer than 2000 came", "up from 1200", but "above 2019 levels", "more than 2023":
 * a round number or one far from the day of publication. */
static bool year_is_bound(const struct analysis *analysis, const struct time_parse *parse) {
    static const struct slice measures[] = {{"average", 7}, {"figure", 6}, {"figures", 7},
                                            {"level", 5},   {"levels", 6}, {"peak", 4}};
    const struct atom *end = parse->past + 1;
    bool spans = joins_numbers(parse->past) && atom_flagged(end, ATOM_DIGITS) &&
                 end->value > parse->point.year && end->value <= LAST_YEAR;
    if (spans || !is_bound(analysis, &parse->first[-1])) /* "over 2000-2050" is a time */
        return false;
    day_number published = analysis->article.published_day;
    int now = published == DAY_NONE ? 2000 : date_from_day(published).year;
    int year = parse->point.year;
    if (year % 100 != 0 && abs(year - now) <= NEAR_YEARS)
        return false;
    return !atom_flagged(parse->past, ATOM_WORD) ||
           !SLICE_IN(lower_of(analysis, parse->past), measures);
}

/* The other end of a range is no year: "1000-5000", "1500 to 12,000"; or the range falls: "from
 * 1800 to 1600"; or both ends are round and no word of time stands before: "were 1000-2000". */
static bool year_in_number_range(const struct time_parse *parse) {
    const struct atom *year = parse->first;
    bool head = joins_numbers(&year[1]) && atom_flagged(&year[2], ATOM_DIGITS);
    bool tail = !head && joins_numbers(&year[-1]) && atom_flagged(&year[-2], ATOM_DIGITS);
    if ((!head && !tail) || atom_length(year) != 4)
        return false;
    const struct atom *low = head ? year : year - 2;
    const struct atom *high = head ? year + 2 : year;
    if (low->value < 0 || high->value < 0)
        return true;
    bool whole = head ? !(high[1].mark == ',' && atom_flagged(&high[1], ATOM_GLUED) &&
                          atom_flagged(&high[2], ATOM_GLUED) && atom_flagged(&high[2], ATOM_DIGITS))
                      : !(low[-1].mark == ',' && atom_flagged(low, ATOM_GLUED));
    const struct atom *other = head ? high : low;
    if (atom_length(other) < 4 && whole)
        return false; /* "1914-18", "12-1998" */
    if (!whole || atom_length(other) > 4 || other->value > LAST_YEAR)
        return true;
    bool before_christ = atom_is(&high[1], WORD_BC) || atom_is(&low[1], WORD_BC);
    if (low->value > high->value && !before_christ)
        return true;
    bool opened = is_preposition(&low[-1]) || atom_is(&low[-1], WORD_THE) ||
                  !atom_flagged(&low[-1], ATOM_WORD);
    return !opened && low->value % 100 == 0 && high->value % 100 == 0;
}

static bool year_vetoed(const struct analysis *analysis, const struct time_parse *parse) {
    const struct atom *first = parse->first;
    if (!atom_flagged(first, ATOM_DIGITS) || parse->past != first + 1)
        return false;
    if (parse->past->mark == '%' || atom_has(parse->past, ROLE_SCALE) ||
        atom_flagged(parse->past, ATOM_DIGITS))
        return true;
    /* "2000 years": a stretch that another rule would have taken; "555-1984" a telephone. */
    if (atom_has(parse->past, ROLE_UNIT) && atom_has(parse->past, ROLE_PLURAL))
        return true;
    if (atom_flagged(&first[-1], ATOM_DASH) && atom_flagged(first, ATOM_GLUED) &&
        atom_flagged(&first[-2], ATOM_DIGITS) && atom_length(&first[-2]) == 3 &&
        parse->point.year > 0)
        return true;
    return year_counts_noun(analysis, parse) || year_numbers_thing(analysis, parse) ||
           year_is_bound(analysis, parse) || year_in_number_range(parse);
}

/* ---- periods ----------------------------------------------------------------------------------
 */

/* "four-month-old", "aged 8 years", "at the age of four months", "two years old". */
static bool is_age(const struct time_parse *parse) {
    const struct atom *after = parse->past;
    if (atom_is(after, WORD_OLD) ||
        (atom_flagged(after, ATOM_DASH) && atom_is(&after[1], WORD_OLD)))
        return true;
    if (atom_is(after, WORD_OF) && atom_is(&after[1], WORD_AGED))
        return true;
    const struct atom *before = &parse->first[-1];
    if (atom_is(before, WORD_OF))
        before--;
    return atom_is(before, WORD_AGED);
}

/* "three quarters of voters" is a share, "three quarters of growth" nine months. Other counts of
 * quarters share nothing, and "the last three quarters" begins before the number. */
static bool is_share(const struct analysis *analysis, const struct time_parse *parse) {
    static const struct slice runs[] = {
        {"contraction", 11}, {"decline", 7},  {"declines", 8},  {"expansion", 9},
        {"falling", 7},      {"gains", 5},    {"growth", 6},    {"losses", 6},
        {"negative", 8},     {"positive", 8}, {"profit", 6},    {"profits", 7},
        {"recession", 9},    {"rising", 6},   {"shrinking", 9}, {"stagnation", 10}};
    const struct atom *of = parse->past;
    const struct atom *number = parse->past - (atom_flagged(&of[-2], ATOM_DASH) ? 3 : 2);
    if (parse->amount.unit != UNIT_QUARTER || parse->amount.count[UNIT_QUARTER] != 3 ||
        parse->window != WINDOW_NONE || !atom_is(of, WORD_OF) || number != parse->first)
        return false;
    const struct atom *whole = atom_skip(&of[1], WORD_THE);
    return atom_flagged(whole, ATOM_WORD) && !is_time_word(whole) && !whole->roles &&
           !SLICE_IN(lower_of(analysis, whole), runs);
}

/* "the Daily Mail", "Weekly World News", "Monthly Review": part of a name. */
static bool adverb_in_name(const struct time_parse *parse) {
    if (!atom_flagged(parse->first, ATOM_CAPITAL) || parse->past != parse->first + 1)
        return false;
    return is_capital_word(parse->past) ||
           (is_capital_word(&parse->first[-1]) && !atom_flagged(parse->first, ATOM_FIRST) &&
            !atom_is(&parse->first[-1], WORD_THE));
}

/* "a current of air", "currents" are plurals and never match; "Now" as a magazine. */
static bool reference_vetoed(const struct time_parse *parse) {
    if (parse->past != parse->first + 1)
        return false;
    if (atom_is(&parse->first[-1], WORD_A) && atom_is(parse->past, WORD_OF))
        return true;
    return atom_flagged(parse->first, ATOM_CAPITAL) && is_capital_word(parse->past) &&
           !atom_flagged(parse->first, ATOM_FIRST);
}

static bool calendar_vetoed(const struct analysis *analysis, const struct time_parse *parse) {
    const struct time_point *point = &parse->point;
    if (point->minute != MINUTE_NONE || point->part != PART_NONE || parse->edge != EDGE_NONE)
        return false;
    bool plain = parse->shift == SHIFT_NONE && !parse->has_year_step && !parse->has_week_step;
    if (!plain)
        return false;
    switch (point->grain) {
    case GRAIN_MONTH:
        return point->year == YEAR_UNKNOWN && month_vetoed(parse);
    case GRAIN_DAY:
        return point->weekday && !point->day && weekday_vetoed(analysis, parse);
    case GRAIN_SEASON:
        return point->year == YEAR_UNKNOWN && season_vetoed(parse);
    case GRAIN_YEAR:
        return year_vetoed(analysis, parse);
    default:
        return false;
    }
}

bool time_vetoed(const struct analysis *analysis, const struct time_parse *parse) {
    if (in_person(analysis, parse))
        return true;
    switch (parse->form) {
    case FORM_CALENDAR:
        return calendar_vetoed(analysis, parse);
    case FORM_DURATION:
        return is_age(parse) || is_share(analysis, parse);
    case FORM_SET:
        return adverb_in_name(parse);
    case FORM_REFERENCE:
        return reference_vetoed(parse);
    default:
        return false;
    }
}
