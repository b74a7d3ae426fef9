/* A reviewed list: WordNet's antonyms miss most of what news turns on (uphold, dismiss), and many
 * of its pairs can both be true of one matter (buy, sell; come, go). Each row is a set of words
 * against a set of words.
 */
#include "alignment/opposites.h"

#include <assert.h>

struct opposition {
    const char *left;
    const char *right;
    bool by_turns; /* what is shut now opens later */
    bool of_all;   /* some are rescued, others missing: opposed only where one is told of all */
};

static const struct opposition oppositions[] = {
    {"rise rose risen increase gain climb climbed jump soar grow grew grown surge higher up",
     "fall fell fallen decrease decline drop slip plunge shrink shrank tumble lower down sink"},
    {"accept approve approved uphold upheld endorse back adopt pass ratify allow grant support",
     "reject refuse dismiss dismissed oppose veto decline deny quash overturn block spurn defeat"},
    {"confirm confirmed admit admitted acknowledge concede", "deny denied dismiss refute dispute"},
    {"win won beat defeat victory", "lose lost defeat loss"},
    {"open reopen reopened restart restarted resume operate",
     "close closed shut suspend suspended halt shutter", true},
    {"alive survive survived living discharged recovered released", "dead die died killed kill"},
    {"praise praised welcome welcomed hail hailed laud applaud",
     "condemn condemned criticize criticise denounce denounced deplore blast slam"},
    {"profit surplus", "loss deficit"},
    {"guilty convict convicted", "innocent acquit acquitted"},
    {"arrest arrested detain detained jail jailed imprison", "release released free freed", true},
    {"arrive arrived enter entered", "leave left depart departed", true},
    {"begin began begun start started", "end ended finish finished stop stopped", true},
    {"strengthen strengthened improve improved tighten", "weaken weakened worsen worsened ease"},
    {"include included", "exclude excluded"},
    {"success succeed succeeded", "failure fail failed"},
    {"hire hired recruit", "fire fired dismiss sack sacked", true},
    {"sign signed", "postpone postponed cancel canceled cancelled scrap"},
    {"intact unharmed unhurt undamaged spared", "destroyed damaged injured hurt wrecked"},
    {"all every", "none"},
    {"true", "false untrue"},
    {"legal lawful", "illegal unlawful"},
    {"safe", "unsafe dangerous"},
    {"abroad overseas", "domestic capital"},
    {"majority", "minority"},
    {"investigation unclear undetermined unknown unexplained",
     "determined established identified solved traced"},
    {"stay stayed remain", "leave left quit resign resigned"},
    {"unanimous unanimously", "split divided"},
    {"rescue rescued found safe safely survive survived accounted",
     "missing trapped stranded unaccounted perish perished drown drowned", .of_all = true},
};

/* True when `word` is one of the words of `set`, which are parted by single spaces. */
static bool in_set(struct slice word, const char *set) {
    for (const char *at = set; *at;) {
        size_t length = strcspn(at, " ");
        if (length == word.length && memcmp(at, word.at, length) == 0)
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

struct opposition_sides opposition_sides(struct slice word) {
    struct opposition_sides sides = {0};
    static_assert(sizeof oppositions / sizeof *oppositions <= 32, "a bit for each row");
    for (unsigned i = 0; word.length && i < sizeof oppositions / sizeof *oppositions; i++) {
        sides.left |= (uint32_t)in_set(word, oppositions[i].left) << i;
        sides.right |= (uint32_t)in_set(word, oppositions[i].right) << i;
    }
    return sides;
}

bool words_opposed(struct slice a, struct slice b) {
    return !slice_equal(a, b) && sides_meet(opposition_sides(a), opposition_sides(b));
}

static uint32_t rows_opposing(struct slice a, struct slice b) {
    struct opposition_sides left = opposition_sides(a);
    struct opposition_sides right = opposition_sides(b);
    return (left.left & right.right) | (left.right & right.left);
}

bool words_by_turns(struct slice a, struct slice b) {
    uint32_t rows = rows_opposing(a, b);
    for (unsigned i = 0; i < sizeof oppositions / sizeof *oppositions; i++)
        if ((rows >> i & 1) && !oppositions[i].by_turns)
            return false;
    return rows != 0;
}

bool words_of_all(struct slice a, struct slice b) {
    uint32_t rows = rows_opposing(a, b);
    for (unsigned i = 0; i < sizeof oppositions / sizeof *oppositions; i++)
        if ((rows >> i & 1) && !oppositions[i].of_all)
            return false;
    return rows != 0;
}
