/* Three measures of relations that need no gold, on sentences made from lists of fictional names:
 * date flips (arithmetic decides, and without a date nothing is worked out), minimal pairs (one
 * change gives that one difference and no other), value collisions (a notice for one rare number on
 * two things, silence otherwise). */
#include "alignment/alignment.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <stdio.h>

enum { ARENA_LIMIT = 64 << 20, SHOWN_MAX = 12 };

static const char *const places[] = {"Korsa", "Tolmin", "Halvard", "Ostrava", "Brennik", "Solvika"};
static const char *const days[] = {"Monday", "Wednesday", "Friday", "Saturday"};
enum { PLACES = sizeof places / sizeof *places, DAYS = sizeof days / sizeof *days };

enum { FIELDS = 8, FIELD_MAX = 24 };

/* What stands for $1 to $8 in a template. */
struct fields {
    char of[FIELDS][FIELD_MAX];
};

static void field_text(struct fields *fields, int field, const char *text) {
    (void)snprintf(fields->of[field - 1], FIELD_MAX, "%s", text);
}

static void field_number(struct fields *fields, int field, int number) {
    (void)snprintf(fields->of[field - 1], FIELD_MAX, "%d", number);
}

static struct slice filled(struct arena *arena, const char *pattern, const struct fields *fields) {
    char text[256];
    size_t length = 0;
    for (const char *at = pattern; *at; at++) {
        bool field = *at == '$' && at[1] >= '1' && at[1] <= '8';
        const char *from = field ? fields->of[*++at - '1'] : at;
        size_t size = field ? strlen(from) : 1;
        ck_assert_uint_le(length + size, sizeof text);
        memcpy(text + length, from, size);
        length += size;
    }
    struct slice copy;
    ck_assert_int_eq(arena_copy(arena, slice_of(text, length), &copy), 0);
    return copy;
}

static struct comparison compared(struct arena *arena, const char *date, struct slice left,
                                  struct slice right) {
    const struct analysis *articles[2];
    const struct slice texts[] = {left, right};
    for (int i = 0; i < 2; i++) {
        struct article_input input = {.text = texts[i]};
        if (date)
            input.published_at = slice_from_cstr(date);
        struct analysis *analysis = NULL;
        ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
        articles[i] = analysis;
    }
    struct comparison comparison;
    ck_assert_int_eq(align_articles(test_resources(), arena, articles, 2, &comparison), 0);
    return comparison;
}

static const struct claim_pair *surest(const struct comparison *comparison) {
    const struct claim_pair *best = NULL;
    for (uint32_t i = 0; i < comparison->pairs.count; i++)
        if (!best || comparison->pairs.at[i].score > best->score)
            best = &comparison->pairs.at[i];
    return best;
}

/* How many of how many came out right; the first wrong ones are printed. */
struct tally {
    unsigned right;
    unsigned total;
};

static void count(struct tally *tally, bool right, const char *what, struct slice left,
                  struct slice other, const struct claim_pair *pair) {
    tally->total++;
    tally->right += right;
    if (right || tally->total - tally->right > SHOWN_MAX)
        return;
    printf("%s: %.*s | %.*s → %s", what, SLICE_ARGS(left), SLICE_ARGS(other),
           pair ? relation_name(pair->relation) : "unrelated");
    for (uint32_t i = 0; pair && i < pair->differences.count; i++)
        printf(" %s (%.*s)", difference_kind_name(pair->differences.at[i].kind),
               SLICE_ARGS(pair->differences.at[i].explanation));
    printf("\n");
}

/* ---- date flips ------------------------------------------------------------------------------ */

static const char *const visitors[] = {"Ruell", "Osmund", "Tarvin", "Keld", "Brask", "Velder"};
enum { VISITORS = sizeof visitors / sizeof *visitors };

/* $1 a visitor, $2 a place, $3 a year, $4 a number of years. */
struct flip {
    const char *since;
    const char *span;
};

static const struct flip flips[] = {
    {"The visit is $1's first to $2 since $3.", "The visit is $1's first to $2 in over $4 years."},
    {"It is $1's first trip to $2 since $3.", "It is $1's first trip to $2 in more than $4 years."},
};
enum { FLIPS = sizeof flips / sizeof *flips };

/* Told `gap` years after or before the span ends; 0 stands for an article without a date. */
static void flip_row(struct tally *tally, const struct flip *flip, int row, int since, int gap) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    int years = 6 + row % 9;
    char date[32];
    struct fields fields;
    (void)snprintf(date, sizeof date, "%d-07-15", since + years + gap);
    field_text(&fields, 1, visitors[row % VISITORS]);
    field_text(&fields, 2, places[row % PLACES]);
    field_number(&fields, 3, since);
    field_number(&fields, 4, years);
    struct slice left = filled(arena, flip->since, &fields);
    struct slice right = filled(arena, flip->span, &fields);
    struct comparison comparison = compared(arena, gap ? date : NULL, left, right);
    const struct claim_pair *pair = surest(&comparison);
    bool conflict = pair && pair->relation == RELATION_CONFLICT;
    bool compatible = pair && pair->relation == RELATION_COMPATIBLE;
    count(tally, gap < 0 ? conflict : compatible, "date flip", left, right, pair);
    arena_free(arena);
}

START_TEST(date_flips) {
    struct tally tally = {0};
    for (int row = 0; row < 14; row++)
        for (int since = 1990; since < 2014; since += 4)
            for (int gap = -2; gap <= 2; gap += 2)
                for (int flip = 0; flip < FLIPS; flip++)
                    flip_row(&tally, &flips[flip], row, since, gap);
    ck_assert_uint_ge(tally.total, 500);
    ck_assert_msg(tally.right * 100 >= tally.total * 98, "%u of %u", tally.right, tally.total);
}
END_TEST

/* ---- minimal pairs --------------------------------------------------------------------------- */

enum { NO_KIND = -1, PER_KIND = 56 };

/* One sentence and the same with one change. $1 and $4 are places, $2 and $5 days, $3 a number, $6
 * one that is far from it, $7 and $8 what it is when rounded and when cut. */
struct change {
    int kind; /* enum difference_kind, NO_KIND for the same said otherwise */
    enum relation relation;
    const char *base;
    const char *changed;
};

static const struct change changes[] = {
    {NO_KIND, RELATION_AGREE, "The storm destroyed $3 houses in $1 on $2.",
     "On $2 the storm destroyed $3 houses in $1."},
    {NO_KIND, RELATION_AGREE, "The council of $1 bought $3 buses on $2.",
     "The council of $1 purchased $3 buses on $2."},
    {DIFFERENCE_VALUE, RELATION_CONFLICT, "The storm destroyed $3 houses in $1 on $2.",
     "The storm destroyed $6 houses in $1 on $2."},
    {DIFFERENCE_VALUE, RELATION_CONFLICT, "The council of $1 bought $3 buses on $2.",
     "The council of $1 bought $6 buses on $2."},
    {DIFFERENCE_TIME, RELATION_CONFLICT, "The storm destroyed $3 houses in $1 on $2.",
     "The storm destroyed $3 houses in $1 on $5."},
    {DIFFERENCE_TIME, RELATION_CONFLICT, "The mayor of $1 resigned on $2.",
     "The mayor of $1 resigned on $5."},
    {DIFFERENCE_PRECISION, RELATION_COMPATIBLE, "The storm destroyed $3 houses in $1 on $2.",
     "The storm destroyed about $7 houses in $1 on $2."},
    {DIFFERENCE_PRECISION, RELATION_COMPATIBLE, "The council of $1 bought $3 buses on $2.",
     "The council of $1 bought more than $8 buses on $2."},
    {DIFFERENCE_POLARITY, RELATION_CONFLICT, "The council of $1 approved the bridge on $2.",
     "The council of $1 did not approve the bridge on $2."},
    {DIFFERENCE_POLARITY, RELATION_CONFLICT, "The council of $1 approved the bridge on $2.",
     "The council of $1 rejected the bridge on $2."},
    {DIFFERENCE_MODALITY, RELATION_COMPATIBLE, "The storm damaged the harbour of $1 on $2.",
     "The storm may have damaged the harbour of $1 on $2."},
    {DIFFERENCE_MODALITY, RELATION_COMPATIBLE, "The ferry from $1 carried $3 passengers.",
     "The ferry from $1 reportedly carried $3 passengers."},
    {DIFFERENCE_ATTRIBUTION, RELATION_COMPATIBLE,
     "Lena Moss said the storm destroyed $3 houses in $1.",
     "Paul Kern said the storm destroyed $3 houses in $1."},
    {DIFFERENCE_ATTRIBUTION, RELATION_COMPATIBLE,
     "“The harbour of $1 will stay shut until spring,” Lena Moss said.",
     "“The harbour of $1 will stay shut until spring,” Paul Kern said."},
    {DIFFERENCE_ROLE, RELATION_CONFLICT, "Halden Steel sued the port of $1 on $2.",
     "The port of $1 sued Halden Steel on $2."},
    {DIFFERENCE_ROLE, RELATION_CONFLICT, "Norvik Rail bought Halden Steel on $2.",
     "Halden Steel bought Norvik Rail on $2."},
    {DIFFERENCE_PLACE, RELATION_CONFLICT, "Ada Brook met Tom Hale in $1 on $2.",
     "Ada Brook met Tom Hale in $4 on $2."},
    {DIFFERENCE_PLACE, RELATION_CONFLICT, "Norvik Rail opened its workshop in $1 on $2.",
     "Norvik Rail opened its workshop in $4 on $2."},
};
enum { CHANGES = sizeof changes / sizeof *changes };

static struct fields fields_of(int row) {
    struct fields fields;
    int number = 31 + row * 7 % 60;
    number += number % 10 == 0; /* not round */
    field_text(&fields, 1, places[row % PLACES]);
    field_text(&fields, 2, days[row % DAYS]);
    field_number(&fields, 3, number);
    field_text(&fields, 4, places[(row + 1) % PLACES]);
    field_text(&fields, 5, days[(row + 1) % DAYS]);
    field_number(&fields, 6, number * 2 + 3);
    field_number(&fields, 7, (number + 5) / 10 * 10);
    field_number(&fields, 8, number / 10 * 10);
    return fields;
}

static bool only_difference(const struct claim_pair *pair, const struct change *change) {
    if (!pair || pair->relation != change->relation)
        return false;
    if (change->kind == NO_KIND)
        return pair->differences.count == 0;
    return pair->differences.count == 1 && (int)pair->differences.at[0].kind == change->kind;
}

START_TEST(minimal_pairs) {
    struct tally tally = {0};
    for (int i = 0; i < CHANGES; i++) {
        for (int row = 0; row < PER_KIND / 2; row++) {
            struct arena *arena = arena_new(ARENA_LIMIT);
            struct fields fields = fields_of(row);
            struct slice left = filled(arena, changes[i].base, &fields);
            struct slice right = filled(arena, changes[i].changed, &fields);
            bool turned = row % 2;
            struct comparison comparison =
                compared(arena, "2024-03-05", turned ? right : left, turned ? left : right);
            const struct claim_pair *pair = surest(&comparison);
            count(&tally, only_difference(pair, &changes[i]), "minimal pair", left, right, pair);
            arena_free(arena);
        }
    }
    ck_assert_uint_ge(tally.total, 500);
    ck_assert_msg(tally.right * 100 >= tally.total * 95, "%u of %u", tally.right, tally.total);
}
END_TEST

/* ---- value collisions ------------------------------------------------------------------------ */

struct collision_case {
    const char *left; /* $1 a number, $2 a place */
    const char *right;
    bool collides; /* when the number is rare */
};

static const struct collision_case collision_cases[] = {
    {"The flood killed $1 people in $2.", "The state opened $1 evacuation centres near $2.", true},
    {"The company built $1 flats in $2.", "The company paid $$1 for land in $2.", true},
    {"The fire burned $1 acres near $2.", "The fire burned $1 hectares near $2.", true},
    {"The blast injured $1 people in $2.", "Police said $1 people were missing in $2.", true},
    {"The school of $2 bought $1 books.", "Farmers near $2 lost $1 sheep.", true},
    {"The flood killed $1 people in $2.", "In $2, $1 people died in the flood.", false},
    {"The fire destroyed $1 homes in $2.", "In $2 the fire burned down $1 houses.", false},
    {"The fire burned $1 acres near $2.", "Near $2, $1 acres burned.", false},
};
enum { COLLISION_CASES = sizeof collision_cases / sizeof *collision_cases };

/* Rare, then round or small: only the first may be noticed. */
static const int numbers[] = {4461, 6719, 12437, 731, 4000, 500, 42, 7, 120};
enum { NUMBERS = sizeof numbers / sizeof *numbers, RARE_NUMBERS = 4 };

START_TEST(value_collisions) {
    struct tally noticed = {0};
    struct tally silent = {0};
    for (int i = 0; i < COLLISION_CASES; i++) {
        for (int n = 0; n < NUMBERS; n++) {
            for (int place = 0; place < PLACES; place++) {
                struct arena *arena = arena_new(ARENA_LIMIT);
                const struct collision_case *row = &collision_cases[i];
                struct fields fields;
                field_number(&fields, 1, numbers[n]);
                field_text(&fields, 2, places[place]);
                struct slice left = filled(arena, row->left, &fields);
                struct slice right = filled(arena, row->right, &fields);
                struct comparison comparison = compared(arena, "2024-03-05", left, right);
                bool wanted = row->collides && n < RARE_NUMBERS;
                bool right_count = comparison.collisions.count == (wanted ? 1 : 0);
                const struct claim_pair *pair = surest(&comparison);
                if (wanted)
                    right_count &= !pair || pair->relation != RELATION_AGREE;
                count(wanted ? &noticed : &silent, right_count, "collision", left, right, pair);
                arena_free(arena);
            }
        }
    }
    ck_assert_msg(silent.right == silent.total, "%u of %u are silent", silent.right, silent.total);
    ck_assert_msg(noticed.right * 100 >= noticed.total * 95, "%u of %u are noticed", noticed.right,
                  noticed.total);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("without_gold");
    TCase *tests = tcase_create("measures");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, date_flips);
    tcase_add_test(tests, minimal_pairs);
    tcase_add_test(tests, value_collisions);
    suite_add_tcase(suite, tests);
    return suite;
}
