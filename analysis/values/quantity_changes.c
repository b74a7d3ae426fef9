/* What quantities of one sentence are to one another: two comparators that bound one number, units
 * shared across "and", base, change and result, converted amounts in brackets, alternatives. */
#include "analysis/values/intervals.h"
#include "analysis/values/quantity_finder.h"
#include "analysis/values/units.h"

#include <math.h>

#define TEXT(text)                                                                                 \
    { "" text, sizeof(text) - 1 }

bool is_change_word(const struct finder *f, uint32_t i) {
    static const struct slice words[] = {
        TEXT("advance"),   TEXT("advanced"),   TEXT("climb"),      TEXT("climbed"),
        TEXT("climbing"),  TEXT("contracted"), TEXT("cut"),        TEXT("cuts"),
        TEXT("cutting"),   TEXT("decline"),    TEXT("declined"),   TEXT("declining"),
        TEXT("decrease"),  TEXT("decreased"),  TEXT("decreasing"), TEXT("dip"),
        TEXT("dipped"),    TEXT("down"),       TEXT("drop"),       TEXT("dropped"),
        TEXT("dropping"),  TEXT("ease"),       TEXT("eased"),      TEXT("edged"),
        TEXT("expand"),    TEXT("expanded"),   TEXT("fall"),       TEXT("fallen"),
        TEXT("falling"),   TEXT("falls"),      TEXT("fell"),       TEXT("gain"),
        TEXT("gained"),    TEXT("grew"),       TEXT("grow"),       TEXT("growing"),
        TEXT("grown"),     TEXT("growth"),     TEXT("increase"),   TEXT("increased"),
        TEXT("increases"), TEXT("increasing"), TEXT("jump"),       TEXT("jumped"),
        TEXT("lower"),     TEXT("lowered"),    TEXT("lowering"),   TEXT("narrowed"),
        TEXT("plunge"),    TEXT("plunged"),    TEXT("raise"),      TEXT("raised"),
        TEXT("raising"),   TEXT("ranged"),     TEXT("rebounded"),  TEXT("reduce"),
        TEXT("reduced"),   TEXT("reducing"),   TEXT("reduction"),  TEXT("revised"),
        TEXT("rise"),      TEXT("risen"),      TEXT("rises"),      TEXT("rising"),
        TEXT("rose"),      TEXT("sank"),       TEXT("shed"),       TEXT("shrank"),
        TEXT("shrink"),    TEXT("shrunk"),     TEXT("slid"),       TEXT("slipped"),
        TEXT("slowed"),    TEXT("slump"),      TEXT("slumped"),    TEXT("soar"),
        TEXT("soared"),    TEXT("surge"),      TEXT("surged"),     TEXT("swelled"),
        TEXT("swollen"),   TEXT("tumble"),     TEXT("tumbled"),    TEXT("up"),
        TEXT("widened"),
    };
    return PIECE_IN(f, i, words) && !piece_is(f, i, SLICE("ranged"));
}

bool change_before(const struct finder *f, uint32_t i, uint32_t reach) {
    for (uint32_t back = 1; back <= reach && back <= i; back++)
        if (is_change_word(f, i - back))
            return true;
    return false;
}

/* ---- two bounds of one number ---------------------------------------------------------------- */

static bool is_lower_bound(const struct mention *m) {
    return m->quantity.comparator == COMPARATOR_MORE_THAN ||
           m->quantity.comparator == COMPARATOR_AT_LEAST;
}

static bool is_upper_bound(const struct mention *m) {
    return m->quantity.comparator == COMPARATOR_LESS_THAN ||
           m->quantity.comparator == COMPARATOR_AT_MOST;
}

static bool same_unit(const struct mention *a, const struct mention *b) {
    if (!a->quantity.unit.at || !b->quantity.unit.at)
        return true;
    return slice_equal(a->quantity.unit, b->quantity.unit);
}

/* Nothing but "and", "but" or a comma between the two. */
static bool joined(const struct finder *f, const struct mention *a, const struct mention *b) {
    uint32_t i = a->past;
    i += piece_is(f, i, SLICE(","));
    i += piece_is(f, i, SLICE("and")) || piece_is(f, i, SLICE("but"));
    return i > a->past && i == b->first;
}

static bool merge_bounds(const struct finder *f, struct mention *a, const struct mention *b) {
    bool rising = is_lower_bound(a) && is_upper_bound(b);
    bool falling = is_upper_bound(a) && is_lower_bound(b);
    const struct quantity *low = rising ? &a->quantity : &b->quantity;
    const struct quantity *high = rising ? &b->quantity : &a->quantity;
    if ((!rising && !falling) || !same_unit(a, b) || !joined(f, a, b) ||
        !(low->value < high->value))
        return false;
    double low_value = low->value;
    double high_value = high->value;
    a->quantity.low = low_value;
    a->quantity.high = high_value;
    a->quantity.value = (double)NAN;
    a->quantity.comparator = COMPARATOR_BETWEEN;
    a->quantity.unit = a->quantity.unit.at ? a->quantity.unit : b->quantity.unit;
    a->quantity.of = a->quantity.of.at ? a->quantity.of : b->quantity.of;
    a->quantity.span.end = b->quantity.span.end;
    a->quantity.number.end = b->quantity.number.end;
    a->quantity.past_token = b->quantity.past_token;
    a->bare = a->bare && b->bare;
    a->past = b->past;
    return true;
}

static void merge_all(struct finder *f) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < f->mentions.count; i++) {
        if (kept > 0 && merge_bounds(f, &f->mentions.at[kept - 1], &f->mentions.at[i]))
            continue;
        f->mentions.at[kept++] = f->mentions.at[i];
    }
    f->mentions.count = kept;
}

/* ---- shared units ---------------------------------------------------------------------------- */

static void take_unit(struct mention *m, const struct mention *from) {
    m->quantity.unit = from->quantity.unit;
    m->counted = from->counted;
    m->money = from->money;
    m->bare = false;
}

/* "from 4.1 to 4.8 per cent", "by 40 to 312 ewes"; not "by 40 to 5 per cent". */
static bool leads_to(const struct finder *f, const struct mention *m, const struct mention *next) {
    bool roles = next->quantity.role == QUANTITY_RESULT && m->quantity.role != QUANTITY_PLAIN;
    bool base = m->quantity.role == QUANTITY_BASE;
    return roles && (base || next->counted || next->money) && piece_is(f, m->past, SLICE("to")) &&
           m->past + 1 == next->first;
}

/* "45 and 50 mg": the unit of the next for a bare number before. */
static void share_backward(const struct finder *f, struct mention *m, const struct mention *next) {
    uint32_t i = m->past;
    i += piece_is(f, i, SLICE(","));
    bool with_and =
        piece_is(f, i, SLICE("and")) || piece_is(f, i, SLICE("or")) || piece_is(f, i, SLICE("&"));
    bool linked = with_and && i + 1 == next->first && !next->nested;
    if (m->bare && !next->bare && (linked || leads_to(f, m, next)))
        take_unit(m, next);
}

/* "cut 900 jobs and kept 2,350", "rose by 40 soldiers to 312": what was counted before. */
static void share_forward(const struct finder *f, const struct mention *before, struct mention *m) {
    static const struct slice others[] = {TEXT("a"), TEXT("an"), TEXT("of"), TEXT("the")};
    if (!m->bare || before->bare || m->first - before->past > 6)
        return;
    bool role = m->quantity.role != QUANTITY_PLAIN && before->quantity.role != QUANTITY_PLAIN &&
                !slice_equal(before->quantity.unit, SLICE("percent")) &&
                !slice_equal(before->quantity.unit, SLICE("times"));
    bool with_and = false;
    for (uint32_t i = before->past; i < m->first; i++) {
        if (PIECE_IN(f, i, others))
            return; /* "112 passengers and a crew of nine" */
        with_and = with_and || piece_is(f, i, SLICE("and")) || piece_is(f, i, SLICE("but"));
    }
    if (role || (with_and && before->counted))
        take_unit(m, before);
}

/* ---- roles ----------------------------------------------------------------------------------- */

enum { CHANGE_REACH = 14, NEAR = 6 };

/* "burned down eleven houses", "giving up 40 seats": up and down behind a verb are part of it. */
static bool is_particle(const struct finder *f, uint32_t i) {
    bool direction = piece_is(f, i, SLICE("up")) || piece_is(f, i, SLICE("down"));
    if (!direction || i == 0 || !piece_is_word(f, i - 1) || is_change_word(f, i - 1))
        return false;
    struct slice verb = f->pieces.at[i - 1].lower;
    return verb.length > 3 && (slice_ends(verb, SLICE("ed")) || slice_ends(verb, SLICE("ing")));
}

static enum quantity_role role_of(const struct finder *f, const struct mention *m) {
    uint32_t i = m->first;
    if (i == 0)
        return QUANTITY_PLAIN;
    if (piece_is(f, i - 1, SLICE("by")) || piece_is(f, i - 1, SLICE("of")))
        return change_before(f, i - 1, piece_is(f, i - 1, SLICE("by")) ? NEAR : 1) ? QUANTITY_CHANGE
                                                                                   : QUANTITY_PLAIN;
    if (piece_is(f, i - 1, SLICE("from")))
        return change_before(f, i - 1, CHANGE_REACH) ? QUANTITY_BASE : QUANTITY_PLAIN;
    if (piece_is(f, i - 1, SLICE("to")))
        return change_before(f, i - 1, CHANGE_REACH) ? QUANTITY_RESULT : QUANTITY_PLAIN;
    return is_change_word(f, i - 1) && !is_particle(f, i - 1) ? QUANTITY_CHANGE : QUANTITY_PLAIN;
}

/* ---- glosses and alternatives ---------------------------------------------------------------- */

static bool converts(const struct mention *m, const struct mention *of) {
    if (m->money && of->money)
        return !slice_equal(m->quantity.unit, of->quantity.unit);
    return m->quantity.unit.at && of->quantity.unit.at &&
           !slice_equal(m->quantity.unit, of->quantity.unit) &&
           unit_comparable(m->quantity.unit, of->quantity.unit);
}

/* "12,400 acres (5,000 hectares)", "€500 million, or $540 million,". */
static bool is_gloss(const struct finder *f, const struct mention *m, const struct mention *of) {
    bool bracket = piece_is(f, of->past, SLICE("(")) && m->first == of->past + 1 &&
                   piece_is(f, m->past, SLICE(")"));
    bool comma = piece_is(f, of->past, SLICE(",")) && piece_is(f, of->past + 1, SLICE("or")) &&
                 m->first == of->past + 2 &&
                 (piece_is(f, m->past, SLICE(",")) || piece_is(f, m->past, SLICE(".")));
    return (bracket || comma) && converts(m, of);
}

static bool is_alternative(const struct finder *f, const struct mention *m) {
    return m->first > 0 && piece_is(f, m->first - 1, SLICE("or"));
}

enum { ALTERNATIVE_REACH = 16, ALTERNATIVE_MENTIONS = 5 };

/* The mention that `m` stands in "or" with: the nearest of the same unit, or the nearest counted
 * thing, that is not part of another's "of" phrase. */
static uint32_t find_alternative(const struct finder *f, uint32_t index) {
    const struct mention *m = &f->mentions.at[index];
    for (uint32_t back = 1; back <= ALTERNATIVE_MENTIONS && back <= index; back++) {
        const struct mention *other = &f->mentions.at[index - back];
        if (m->first - other->past > ALTERNATIVE_REACH)
            break;
        bool fits = (m->counted && other->counted) || (m->money && other->money) ||
                    (m->quantity.unit.at && other->quantity.unit.at &&
                     slice_equal(m->quantity.unit, other->quantity.unit));
        if (fits && !other->nested)
            return index - back;
    }
    return NO_INDEX;
}

/* "A million 152 mm shells", "six 40-tonne trucks": the bare number counts what the measure behind
 * it measures. */
static int count_measured(struct finder *f, struct mention *number, const struct mention *measure) {
    struct slice of = measure->quantity.of;
    if (!number->bare || number->past != measure->first || measure->bare || measure->counted ||
        measure->money || !of.length || of.length >= NOUN_MAX)
        return 0;
    size_t from = of.length;
    while (from > 0 && of.at[from - 1] != ' ')
        from--;
    char buffer[NOUN_MAX];
    number->bare = false;
    number->counted = true;
    return arena_copy(f->arena, noun_singular(slice_of(of.at + from, of.length - from), buffer),
                      &number->quantity.unit);
}

int mentions_link(struct finder *f, uint32_t base) {
    merge_all(f);
    struct mention *at = f->mentions.at;
    for (uint32_t i = 0; i < f->mentions.count; i++) {
        struct mention *m = &at[i];
        m->nested = i > 0 && m->first > 0 && piece_is(f, m->first - 1, SLICE("of")) &&
                    at[i - 1].past == m->first - 1;
        m->quantity.role = role_of(f, m);
    }
    for (uint32_t i = 0; i < f->mentions.count; i++) {
        struct mention *m = &at[i];
        if (i + 1 < f->mentions.count) {
            int error = count_measured(f, m, &at[i + 1]);
            if (error)
                return error;
            share_backward(f, m, &at[i + 1]);
        }
        if (i == 0)
            continue;
        share_forward(f, &at[i - 1], m);
        if (is_gloss(f, m, &at[i - 1])) {
            m->quantity.role = QUANTITY_GLOSS;
            m->quantity.gloss_of = base + i - 1;
            continue;
        }
        uint32_t alternative = is_alternative(f, m) ? find_alternative(f, i) : NO_INDEX;
        if (alternative != NO_INDEX)
            m->quantity.alternative_of = base + alternative;
    }
    return 0;
}
