/* When states end and begin: a table of sentences with the turn that each one tells. */
#include "alignment/state_turns.h"
#include "alignment/view.h"
#include "alignment/word_stock.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

enum { ARENA_LIMIT = 64 << 20, FIELDS = 5 };

static const struct state_turn *turn_of(const struct view_list *views,
                                        const struct claim_view **ret, enum turn_edge *ret_edge) {
    for (uint32_t i = 0; i < views->count; i++)
        for (int edge = 0; edge < TURN_EDGES; edge++)
            if (views->at[i].turns[edge].kinds) {
                *ret = &views->at[i];
                *ret_edge = (enum turn_edge)edge;
                return &views->at[i].turns[edge];
            }
    return NULL;
}

static const char *edge_name(const struct state_turn *turn, enum turn_edge edge) {
    return !turn ? "none" : edge == TURN_END ? "end" : "beginning";
}

static const char *bound_name(const struct state_turn *turn) {
    static const char *const names[] = {
        [TURN_AT] = "at", [TURN_NOT_AFTER] = "not after", [TURN_NOT_BEFORE] = "not before"};
    return turn ? names[turn->bound] : "-";
}

static void check(struct slice got, struct slice wanted, int line) {
    ck_assert_msg(slice_equal(got, wanted), "line %d: “%.*s” instead of “%.*s”", line,
                  SLICE_ARGS(got), SLICE_ARGS(wanted));
}

static void turn_row(const struct slice *fields, int count, int line) {
    ck_assert_int_eq(count, FIELDS);
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct article_input input = {.text = fields[0], .published_at = SLICE("2024-05-14")};
    struct analysis *analysis = NULL;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    struct word_stock stock;
    struct view_reader reader;
    struct view_list views;
    ck_assert_int_eq(word_stock_make(test_resources(), arena, &stock), 0);
    ck_assert_int_eq(view_reader_make(&stock, arena, analysis->tokens.count, &reader), 0);
    ck_assert_int_eq(views_make(&reader, arena, analysis, &views), 0);
    view_reader_done(&reader);

    const struct claim_view *view = NULL;
    enum turn_edge edge = TURN_END;
    const struct state_turn *turn = turn_of(&views, &view, &edge);
    check(slice_from_cstr(edge_name(turn, edge)), fields[1], line);
    check(slice_from_cstr(bound_name(turn)), fields[2], line);
    check(turn ? analysis_slice(analysis, turn->told) : SLICE("-"), fields[3], line);
    bool thing = turn && turn->thing != NO_INDEX;
    check(thing ? analysis->tokens.at[turn->thing].lower : SLICE("-"), fields[4], line);
    arena_free(arena);
}

START_TEST(turns_of_the_table) {
    test_table("state_turns.tsv", turn_row);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("state_turns");
    TCase *table = tcase_create("table");
    tcase_add_test(table, turns_of_the_table);
    suite_add_tcase(suite, table);
    return suite;
}
