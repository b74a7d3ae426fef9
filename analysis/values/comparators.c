/* Comparators, read outwards from the number. Comparatives follow a pattern ("no larger than",
 * "less than or equal to", "equal to or more than"); the rest are fixed phrases in a table. Closest
 * to the number wins, unless it only says "about": "up to about 50" is at most. */
#include "analysis/values/comparators.h"

#define TEXT(text)                                                                                 \
    { "" text, sizeof(text) - 1 }

enum { SIDE_NONE, SIDE_MORE, SIDE_LESS };

struct phrase {
    struct slice words; /* parted by single spaces */
    enum comparator comparator;
    bool below;
};

static const struct phrase before[] = {
    {TEXT("over"), COMPARATOR_MORE_THAN, false},
    {TEXT("above"), COMPARATOR_MORE_THAN, false},
    {TEXT("upwards of"), COMPARATOR_MORE_THAN, false},
    {TEXT("upward of"), COMPARATOR_MORE_THAN, false},
    {TEXT("in excess of"), COMPARATOR_MORE_THAN, false},
    {TEXT("north of"), COMPARATOR_MORE_THAN, false},
    {TEXT("exceeding"), COMPARATOR_MORE_THAN, false},
    {TEXT("exceeds"), COMPARATOR_MORE_THAN, false},
    {TEXT("exceeded"), COMPARATOR_MORE_THAN, false},
    {TEXT("exceed"), COMPARATOR_MORE_THAN, false},
    {TEXT("surpassing"), COMPARATOR_MORE_THAN, false},
    {TEXT("surpassed"), COMPARATOR_MORE_THAN, false},
    {TEXT("surpasses"), COMPARATOR_MORE_THAN, false},
    {TEXT("topping"), COMPARATOR_MORE_THAN, false},
    {TEXT("beyond"), COMPARATOR_MORE_THAN, false},
    {TEXT(">"), COMPARATOR_MORE_THAN, false},
    {TEXT("at least"), COMPARATOR_AT_LEAST, false},
    {TEXT("at the least"), COMPARATOR_AT_LEAST, false},
    {TEXT("a minimum of"), COMPARATOR_AT_LEAST, false},
    {TEXT("minimum of"), COMPARATOR_AT_LEAST, false},
    {TEXT("at minimum"), COMPARATOR_AT_LEAST, false},
    {TEXT("not under"), COMPARATOR_AT_LEAST, false},
    {TEXT("not below"), COMPARATOR_AT_LEAST, false},
    {TEXT("> ="), COMPARATOR_AT_LEAST, false},
    {TEXT(">="), COMPARATOR_AT_LEAST, false},
    {TEXT("≥"), COMPARATOR_AT_LEAST, false},
    {TEXT("at least or equal to"), COMPARATOR_AT_LEAST, false},
    {TEXT("under"), COMPARATOR_LESS_THAN, false},
    {TEXT("below"), COMPARATOR_LESS_THAN, false},
    {TEXT("short of"), COMPARATOR_LESS_THAN, false},
    {TEXT("shy of"), COMPARATOR_LESS_THAN, false},
    {TEXT("south of"), COMPARATOR_LESS_THAN, false},
    {TEXT("<"), COMPARATOR_LESS_THAN, false},
    {TEXT("up to"), COMPARATOR_AT_MOST, false},
    {TEXT("as many as"), COMPARATOR_AT_MOST, false},
    {TEXT("as much as"), COMPARATOR_AT_MOST, false},
    {TEXT("as high as"), COMPARATOR_AT_MOST, false},
    {TEXT("as large as"), COMPARATOR_AT_MOST, false},
    {TEXT("at most"), COMPARATOR_AT_MOST, false},
    {TEXT("at the most"), COMPARATOR_AT_MOST, false},
    {TEXT("at most or equal to"), COMPARATOR_AT_MOST, false},
    {TEXT("a maximum of"), COMPARATOR_AT_MOST, false},
    {TEXT("maximum of"), COMPARATOR_AT_MOST, false},
    {TEXT("not exceeding"), COMPARATOR_AT_MOST, false},
    {TEXT("not exceed"), COMPARATOR_AT_MOST, false},
    {TEXT("not over"), COMPARATOR_AT_MOST, false},
    {TEXT("not above"), COMPARATOR_AT_MOST, false},
    {TEXT("capped at"), COMPARATOR_AT_MOST, false},
    {TEXT("< ="), COMPARATOR_AT_MOST, false},
    {TEXT("<="), COMPARATOR_AT_MOST, false},
    {TEXT("≤"), COMPARATOR_AT_MOST, false},
    {TEXT("about"), COMPARATOR_ABOUT, false},
    {TEXT("around"), COMPARATOR_ABOUT, false},
    {TEXT("roughly"), COMPARATOR_ABOUT, false},
    {TEXT("approximately"), COMPARATOR_ABOUT, false},
    {TEXT("aproximately"), COMPARATOR_ABOUT, false},
    {TEXT("approx"), COMPARATOR_ABOUT, false},
    {TEXT("approx ."), COMPARATOR_ABOUT, false},
    {TEXT("some"), COMPARATOR_ABOUT, false},
    {TEXT("circa"), COMPARATOR_ABOUT, false},
    {TEXT("~"), COMPARATOR_ABOUT, false},
    {TEXT("≈"), COMPARATOR_ABOUT, false},
    {TEXT("an estimated"), COMPARATOR_ABOUT, false},
    {TEXT("estimated"), COMPARATOR_ABOUT, false},
    {TEXT("in the region of"), COMPARATOR_ABOUT, false},
    {TEXT("on the order of"), COMPARATOR_ABOUT, false},
    {TEXT("in the order of"), COMPARATOR_ABOUT, false},
    {TEXT("in the neighborhood of"), COMPARATOR_ABOUT, false},
    {TEXT("in the vicinity of"), COMPARATOR_ABOUT, false},
    {TEXT("nearly"), COMPARATOR_ABOUT, true},
    {TEXT("almost"), COMPARATOR_ABOUT, true},
    {TEXT("close to"), COMPARATOR_ABOUT, true},
    {TEXT("nearing"), COMPARATOR_ABOUT, true},
    {TEXT("approaching"), COMPARATOR_ABOUT, true},
    {TEXT("not quite"), COMPARATOR_ABOUT, true},
    {TEXT("virtually"), COMPARATOR_ABOUT, true},
};

static const struct phrase after[] = {
    {TEXT("or so"), COMPARATOR_ABOUT, false},
    {TEXT("or thereabouts"), COMPARATOR_ABOUT, false},
    {TEXT("more or less"), COMPARATOR_ABOUT, false},
    {TEXT("give or take"), COMPARATOR_ABOUT, false},
    {TEXT("or more"), COMPARATOR_AT_LEAST, false},
    {TEXT("or greater"), COMPARATOR_AT_LEAST, false},
    {TEXT("or higher"), COMPARATOR_AT_LEAST, false},
    {TEXT("or larger"), COMPARATOR_AT_LEAST, false},
    {TEXT("or bigger"), COMPARATOR_AT_LEAST, false},
    {TEXT("or above"), COMPARATOR_AT_LEAST, false},
    {TEXT("or over"), COMPARATOR_AT_LEAST, false},
    {TEXT("or older"), COMPARATOR_AT_LEAST, false},
    {TEXT("or longer"), COMPARATOR_AT_LEAST, false},
    {TEXT("or better"), COMPARATOR_AT_LEAST, false},
    {TEXT("and more"), COMPARATOR_AT_LEAST, false},
    {TEXT("and above"), COMPARATOR_AT_LEAST, false},
    {TEXT("and over"), COMPARATOR_AT_LEAST, false},
    {TEXT("and up"), COMPARATOR_AT_LEAST, false},
    {TEXT("and older"), COMPARATOR_AT_LEAST, false},
    {TEXT("and upwards"), COMPARATOR_AT_LEAST, false},
    {TEXT("at least"), COMPARATOR_AT_LEAST, false},
    {TEXT("at a minimum"), COMPARATOR_AT_LEAST, false},
    {TEXT("or less"), COMPARATOR_AT_MOST, false},
    {TEXT("or fewer"), COMPARATOR_AT_MOST, false},
    {TEXT("or lower"), COMPARATOR_AT_MOST, false},
    {TEXT("or smaller"), COMPARATOR_AT_MOST, false},
    {TEXT("or below"), COMPARATOR_AT_MOST, false},
    {TEXT("or under"), COMPARATOR_AT_MOST, false},
    {TEXT("or younger"), COMPARATOR_AT_MOST, false},
    {TEXT("or shorter"), COMPARATOR_AT_MOST, false},
    {TEXT("and below"), COMPARATOR_AT_MOST, false},
    {TEXT("and under"), COMPARATOR_AT_MOST, false},
    {TEXT("and younger"), COMPARATOR_AT_MOST, false},
    {TEXT("at most"), COMPARATOR_AT_MOST, false},
    {TEXT("at the most"), COMPARATOR_AT_MOST, false},
};

/* Neither side is ever empty; most words part at the first byte. */
static bool is(const struct piece *piece, struct slice lower) {
    return piece->lower.at[0] == lower.at[0] && slice_equal(piece->lower, lower);
}

static char last_byte(struct slice text) {
    return text.at[text.length - 1];
}

/* Pieces of the phrase that ends in front of `i`; 0 when it does not stand there. */
static uint32_t phrase_before(const struct piece *pieces, uint32_t i, uint32_t floor,
                              struct slice words) {
    size_t end = words.length;
    uint32_t at = i;
    for (;;) {
        size_t start = end;
        while (start > 0 && words.at[start - 1] != ' ')
            start--;
        if (at == floor || !is(&pieces[at - 1], slice_of(words.at + start, end - start)))
            return 0;
        at--;
        if (start == 0)
            return i - at;
        end = start - 1;
    }
}

static uint32_t phrase_after(const struct piece *pieces, uint32_t i, uint32_t past,
                             struct slice words) {
    uint32_t at = i;
    for (size_t start = 0; start < words.length;) {
        size_t end = start;
        while (end < words.length && words.at[end] != ' ')
            end++;
        if (at == past || !is(&pieces[at], slice_of(words.at + start, end - start)))
            return 0;
        at++;
        start = end + 1;
    }
    return at - i;
}

/* "more", "larger": which side a comparative opens. */
static int comparative_side(struct slice word) {
    static const struct slice more[] = {
        {"better", 6},  {"bigger", 6}, {"farther", 7}, {"further", 7}, {"greater", 7},
        {"heavier", 7}, {"higher", 6}, {"larger", 6},  {"longer", 6},  {"more", 4},
        {"older", 5},   {"taller", 6}, {"wider", 5},
    };
    static const struct slice less[] = {
        {"cheaper", 7}, {"fewer", 5},  {"less", 4},    {"lighter", 7}, {"lower", 5},
        {"shorter", 7}, {"slower", 6}, {"smaller", 7}, {"younger", 7},
    };
    if (SLICE_IN(word, more))
        return SIDE_MORE;
    return SLICE_IN(word, less) ? SIDE_LESS : SIDE_NONE;
}

static bool word_is(const struct piece *pieces, uint32_t i, uint32_t floor, uint32_t back,
                    struct slice word) {
    return i >= floor + back && is(&pieces[i - back], word);
}

/* "… than", "… than or equal to", "… or equal than"; `i` moves to the comparative. */
static bool strip_than(const struct piece *pieces, uint32_t *i, uint32_t floor,
                       bool *ret_inclusive) {
    uint32_t at = *i;
    bool to = word_is(pieces, at, floor, 1, SLICE("to"));
    bool than = word_is(pieces, at, floor, 1, SLICE("than"));
    *ret_inclusive = (to || than) && word_is(pieces, at, floor, 2, SLICE("equal")) &&
                     word_is(pieces, at, floor, 3, SLICE("or"));
    if (*ret_inclusive)
        at -= 3;
    else if (!than)
        return false;
    at -= word_is(pieces, at, floor, 1, SLICE("than"));
    *i = at;
    return at > floor;
}

static bool comparative_before(const struct piece *pieces, uint32_t i, uint32_t floor,
                               struct comparator_match *match) {
    bool inclusive;
    uint32_t at = i;
    if (!strip_than(pieces, &at, floor, &inclusive))
        return false;
    int side = comparative_side(pieces[at - 1].lower);
    if (side == SIDE_NONE)
        return false;
    at--;
    bool no =
        word_is(pieces, at, floor, 1, SLICE("no")) || word_is(pieces, at, floor, 1, SLICE("not"));
    uint32_t equal = phrase_before(pieces, at, floor, SLICE("equal to or"));
    inclusive = inclusive || equal;
    at -= no + equal;
    bool more = (side == SIDE_MORE) != no;
    enum comparator open = more ? COMPARATOR_MORE_THAN : COMPARATOR_LESS_THAN;
    enum comparator closed = more ? COMPARATOR_AT_LEAST : COMPARATOR_AT_MOST;
    *match = (struct comparator_match){no || inclusive ? closed : open, false, at};
    return true;
}

static bool match_one(const struct piece *pieces, uint32_t i, uint32_t floor,
                      struct comparator_match *match) {
    if (comparative_before(pieces, i, floor, match))
        return true;
    if (i == floor)
        return false;
    uint32_t longest = 0;
    char last = last_byte(pieces[i - 1].lower);
    for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
        if (last_byte(before[k].words) != last)
            continue;
        uint32_t length = phrase_before(pieces, i, floor, before[k].words);
        if (length <= longest)
            continue;
        longest = length;
        *match = (struct comparator_match){before[k].comparator, before[k].below, i - length};
    }
    return longest > 0;
}

/* "just under", "a little over", "well above": adverbs belong to the span. */
static uint32_t skip_adverbs(const struct piece *pieces, uint32_t i, uint32_t floor) {
    static const struct slice adverbs[] = {
        {"a", 1},
        {"already", 7},
        {"bit", 3},
        {"comfortably", 11},
        {"even", 4},
        {"considerably", 12},
        {"far", 3},
        {"just", 4},
        {"little", 6},
        {"much", 4},
        {"significantly", 13},
        {"slightly", 8},
        {"somewhat", 8},
        {"somewhere", 9},
        {"well", 4},
    };
    for (uint32_t steps = 0; steps < 3 && i > floor; steps++, i--) {
        bool found = false;
        for (size_t k = 0; k < sizeof adverbs / sizeof *adverbs && !found; k++)
            found = is(&pieces[i - 1], adverbs[k]);
        if (!found)
            break;
    }
    return i;
}

/* Articles and the like that may stand between comparator and number: "more than the 40". */
static uint32_t skip_filler(const struct piece *pieces, uint32_t i, uint32_t floor) {
    bool filler = i > floor && (is(&pieces[i - 1], SLICE("the")) ||
                                is(&pieces[i - 1], SLICE("a")) || is(&pieces[i - 1], SLICE("an")));
    return filler ? i - 1 : i;
}

struct comparator_match comparator_before(const struct piece *pieces, uint32_t i, uint32_t floor) {
    struct comparator_match match = {COMPARATOR_EXACT, false, i};
    bool found = match_one(pieces, i, floor, &match);
    if (!found && skip_filler(pieces, i, floor) < i) {
        uint32_t filler = skip_filler(pieces, i, floor);
        /* "around the 12 towns" has a preposition, "more than the 40" compares */
        found = is(&pieces[filler], SLICE("the"))
                    ? comparative_before(pieces, filler, floor, &match)
                    : match_one(pieces, filler, floor, &match) &&
                          !is(&pieces[match.first], SLICE("some"));
    }
    if (!found)
        return (struct comparator_match){COMPARATOR_EXACT, false, i};
    struct comparator_match outer;
    if (match.comparator == COMPARATOR_ABOUT && match_one(pieces, match.first, floor, &outer))
        match = outer;
    match.first = skip_adverbs(pieces, match.first, floor);
    return match;
}

/* "5,000 or equal (to it)" behind "less than". */
static uint32_t equal_after(const struct piece *pieces, uint32_t i, uint32_t past,
                            enum comparator *comparator) {
    if (*comparator != COMPARATOR_MORE_THAN && *comparator != COMPARATOR_LESS_THAN)
        return 0;
    uint32_t length = phrase_after(pieces, i, past, SLICE("or equal to it"));
    if (!length)
        length = phrase_after(pieces, i, past, SLICE("or equal"));
    if (!length || (i + length < past && is(&pieces[i + length], SLICE("to"))))
        return 0;
    *comparator = *comparator == COMPARATOR_MORE_THAN ? COMPARATOR_AT_LEAST : COMPARATOR_AT_MOST;
    return length;
}

/* "or more than" opens the next number's comparator when one follows. */
static bool opens_next(const struct piece *pieces, uint32_t i, uint32_t past) {
    if (i >= past || !is(&pieces[i], SLICE("than")))
        return false;
    struct number number;
    uint32_t next = i + 1;
    if (next < past && pieces[next].kind == PIECE_SYMBOL)
        next++; /* a currency sign */
    return number_parse(pieces, next, past, 0, &number);
}

uint32_t comparator_after(const struct piece *pieces, uint32_t i, uint32_t past,
                          enum comparator *comparator) {
    if (i >= past)
        return 0;
    bool plus =
        is(&pieces[i], SLICE("+")) && i > 0 && pieces[i].span.start == pieces[i - 1].span.end;
    if (plus) {
        *comparator = COMPARATOR_AT_LEAST;
        return 1;
    }
    bool odd = i + 1 < past && is(&pieces[i], SLICE("-")) && is(&pieces[i + 1], SLICE("odd"));
    if (odd) {
        *comparator = COMPARATOR_ABOUT; /* 3,000-odd */
        return 2;
    }
    if (pieces[i].kind != PIECE_WORD)
        return 0;
    uint32_t equal = equal_after(pieces, i, past, comparator);
    if (equal)
        return equal;
    for (size_t k = 0; k < sizeof after / sizeof *after; k++) {
        if (after[k].words.at[0] != pieces[i].lower.at[0])
            continue;
        uint32_t length = phrase_after(pieces, i, past, after[k].words);
        struct number next;
        if (!length || opens_next(pieces, i + length, past) ||
            number_parse(pieces, i + length, past, 0, &next))
            continue;
        *comparator = after[k].comparator;
        return length + (i + length < past && is(&pieces[i + length], SLICE("than")));
    }
    return 0;
}

enum range_opener range_opener_before(const struct piece *pieces, uint32_t i, uint32_t floor) {
    if (word_is(pieces, i, floor, 1, SLICE("between")))
        return RANGE_BETWEEN;
    return word_is(pieces, i, floor, 1, SLICE("from")) ? RANGE_FROM : RANGE_NONE;
}
