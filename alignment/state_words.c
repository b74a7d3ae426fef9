/* A reviewed list by lemma; a row with a companion holds only where that word stands close behind
 * it. Rows of one lemma stand together, those with a companion first: "shut down" before "shut".
 */
#include "alignment/state_words.h"

#include "analysis/language/tagset.h"

enum { COMPANION_REACH = 4 };

enum step { STATE, STEP };

static const struct row {
    struct slice lemma;
    struct slice companion; /* absent where none is needed */
    unsigned kinds;
    bool on;
    enum step step;
} rows[] = {
    {SLICE("appoint"), {0}, STATE_IN_OFFICE, true, STEP},
    {SLICE("arrest"), {0}, STATE_HELD, true, STEP},
    {SLICE("begin"), {0}, STATE_IN_FORCE | STATE_BURNING | STATE_WORKING, true, STEP},
    {SLICE("block"), {0}, STATE_WORKING, false, STEP},
    {SLICE("break"), SLICE("out"), STATE_BURNING | STATE_IN_FORCE, true, STEP},
    {SLICE("burn"), {0}, STATE_BURNING, true, STATE},
    {SLICE("call"), SLICE("off"), STATE_IN_FORCE, false, STEP},
    {SLICE("capture"), {0}, STATE_HELD, true, STEP},
    {SLICE("carry"), SLICE("current"), STATE_WORKING, true, STATE},
    {SLICE("carry"), SLICE("electricity"), STATE_WORKING, true, STATE},
    {SLICE("carry"), SLICE("passengers"), STATE_WORKING, true, STATE},
    {SLICE("carry"), SLICE("power"), STATE_WORKING, true, STATE},
    {SLICE("carry"), SLICE("traffic"), STATE_WORKING, true, STATE},
    {SLICE("carry"), SLICE("trains"), STATE_WORKING, true, STATE},
    {SLICE("close"), {0}, STATE_WORKING | STATE_IN_FORCE, false, STEP},
    {SLICE("conclude"), {0}, STATE_IN_FORCE, false, STEP},
    {SLICE("continue"), {0}, STATE_IN_FORCE, true, STATE},
    {SLICE("cut"), SLICE("off"), STATE_WORKING, false, STEP},
    {SLICE("de-energise"), {0}, STATE_WORKING, false, STEP},
    {SLICE("de-energize"), {0}, STATE_WORKING, false, STEP},
    {SLICE("dead"), {0}, STATE_WORKING, false, STATE},
    {SLICE("detain"), {0}, STATE_HELD, true, STEP},
    {SLICE("disconnect"), {0}, STATE_WORKING, false, STEP},
    {SLICE("douse"), {0}, STATE_BURNING, false, STEP},
    {SLICE("effect"), {0}, STATE_IN_FORCE, true, STATE},
    {SLICE("end"), {0}, STATE_IN_FORCE, false, STEP},
    {SLICE("energise"), {0}, STATE_WORKING, true, STEP},
    {SLICE("energised"), {0}, STATE_WORKING, true, STATE},
    {SLICE("energize"), {0}, STATE_WORKING, true, STEP},
    {SLICE("energized"), {0}, STATE_WORKING, true, STATE},
    {SLICE("expire"), {0}, STATE_IN_FORCE, false, STEP},
    {SLICE("extinguish"), {0}, STATE_BURNING, false, STEP},
    {SLICE("finish"), {0}, STATE_IN_FORCE, false, STEP},
    {SLICE("force"), {0}, STATE_IN_FORCE, true, STATE},
    {SLICE("free"), {0}, STATE_HELD, false, STEP},
    {SLICE("go"), SLICE("on"), STATE_IN_FORCE, true, STATE},
    {SLICE("halt"), {0}, STATE_WORKING | STATE_IN_FORCE, false, STEP},
    {SLICE("hold"), {0}, STATE_HELD | STATE_IN_FORCE, true, STATE},
    {SLICE("ignite"), {0}, STATE_BURNING, true, STEP},
    {SLICE("impose"), {0}, STATE_IN_FORCE, true, STEP},
    {SLICE("introduce"), {0}, STATE_IN_FORCE, true, STEP},
    {SLICE("jail"), {0}, STATE_HELD, true, STEP},
    {SLICE("last"), {0}, STATE_IN_FORCE, true, STATE},
    {SLICE("lift"), {0}, STATE_IN_FORCE, false, STEP},
    {SLICE("live"), {0}, STATE_WORKING, true, STATE},
    {SLICE("occupy"), {0}, STATE_HELD, true, STATE},
    {SLICE("open"), {0}, STATE_WORKING, true, STEP},
    {SLICE("operate"), {0}, STATE_WORKING, true, STATE},
    {SLICE("place"), {0}, STATE_IN_FORCE, true, STATE},
    {SLICE("put"), SLICE("out"), STATE_BURNING, false, STEP},
    {SLICE("rage"), {0}, STATE_BURNING, true, STATE},
    {SLICE("reconnect"), {0}, STATE_WORKING, true, STEP},
    {SLICE("release"), {0}, STATE_HELD, false, STEP},
    {SLICE("reopen"), {0}, STATE_WORKING, true, STEP},
    {SLICE("resign"), {0}, STATE_IN_OFFICE, false, STEP},
    {SLICE("restart"), {0}, STATE_WORKING, true, STEP},
    {SLICE("restore"), {0}, STATE_WORKING, true, STEP},
    {SLICE("resume"), {0}, STATE_WORKING, true, STEP},
    {SLICE("run"), {0}, STATE_WORKING, true, STATE},
    {SLICE("seal"), SLICE("off"), STATE_WORKING, false, STEP},
    {SLICE("serve"), {0}, STATE_IN_OFFICE, true, STATE},
    {SLICE("service"), {0}, STATE_WORKING, true, STATE},
    {SLICE("shut"), {0}, STATE_WORKING, false, STEP},
    {SLICE("smoulder"), {0}, STATE_BURNING, true, STATE},
    {SLICE("start"), {0}, STATE_IN_FORCE | STATE_BURNING | STATE_WORKING, true, STEP},
    {SLICE("step"), SLICE("down"), STATE_IN_OFFICE, false, STEP},
    {SLICE("stop"), {0}, STATE_IN_FORCE | STATE_WORKING, false, STEP},
    {SLICE("suspend"), {0}, STATE_WORKING | STATE_IN_FORCE, false, STEP},
    {SLICE("switch"), SLICE("off"), STATE_WORKING, false, STEP},
    {SLICE("switch"), SLICE("on"), STATE_WORKING, true, STEP},
    {SLICE("turn"), SLICE("off"), STATE_WORKING, false, STEP},
    {SLICE("turn"), SLICE("on"), STATE_WORKING, true, STEP},
    {SLICE("use"), {0}, STATE_WORKING, true, STATE},
};

static size_t first_row(struct slice lemma) {
    return slice_place(lemma, rows, sizeof rows / sizeof *rows, sizeof *rows);
}

static bool has_companion(const struct token *tokens, uint32_t at, uint32_t past,
                          struct slice companion) {
    for (uint32_t i = at + 1; i < past && i <= at + COMPANION_REACH; i++) {
        if (tokens[i].kind == TOKEN_PUNCTUATION)
            return false;
        if (slice_equal(tokens[i].lower, companion))
            return true;
    }
    return false;
}

static bool is_copula(struct slice lemma) {
    static const struct slice lemmas[] = {SLICE("be"), SLICE("keep"), SLICE("leave"),
                                          SLICE("remain"), SLICE("stay")};
    return SLICE_IN(lemma, lemmas);
}

/* "Was still live", "stayed open", "kept it closed": the word is told of something. */
static bool is_told(const struct token *tokens, uint32_t at) {
    enum { REACH = 4 };
    for (uint32_t i = at; i > 0 && at - i < REACH && tokens[i - 1].sentence == tokens[at].sentence;
         i--)
        if (is_copula(tokens[i - 1].lemma))
            return true;
    return false;
}

static bool stays(const struct token *tokens, uint32_t at) {
    static const struct slice lemmas[] = {SLICE("keep"), SLICE("remain"), SLICE("stay")};
    return at > 0 && SLICE_IN(tokens[at - 1].lemma, lemmas);
}

/* "In force", "out of service", "taken into use": a noun is a state behind such words only. */
static bool noun_state(const struct token *tokens, uint32_t at, bool *ret_out) {
    struct slice before = at > 0 ? tokens[at - 1].lower : SLICE("");
    *ret_out = at > 1 && slice_equal(before, SLICE("of")) &&
               slice_equal(tokens[at - 2].lower, SLICE("out"));
    return *ret_out || slice_equal(before, SLICE("in"));
}

/* "No current", "no trains": the object is none. */
static bool without(const struct token *tokens, uint32_t at, uint32_t past) {
    for (uint32_t i = at + 1; i < past && i <= at + COMPANION_REACH; i++)
        if (slice_equal(tokens[i].lower, SLICE("no")))
            return true;
    return false;
}

static struct state_word word_of_row(const struct row *row, const struct token *tokens, uint32_t at,
                                     uint32_t past) {
    struct state_word word = {row->kinds, row->on, row->step == STEP};
    uint8_t upos = tokens[at].upos;
    bool out = false;
    if (upos == UPOS_NOUN && !noun_state(tokens, at, &out))
        return (struct state_word){0};
    if (upos == UPOS_ADJ && !is_told(tokens, at))
        return (struct state_word){0};
    if (upos != UPOS_NOUN && upos != UPOS_ADJ && upos != UPOS_VERB)
        return (struct state_word){0};
    if (out || (row->companion.length && without(tokens, at, past)))
        word.on = !word.on;
    if (stays(tokens, at) || (upos == UPOS_ADJ && slice_equal(row->lemma, SLICE("open"))))
        word.telic = false;
    return word;
}

static struct state_word word_of_lemma(struct slice lemma, const struct token *tokens, uint32_t at,
                                       uint32_t past) {
    for (size_t i = first_row(lemma);
         i < sizeof rows / sizeof *rows && slice_equal(rows[i].lemma, lemma); i++)
        if (!rows[i].companion.length || has_companion(tokens, at, past, rows[i].companion))
            return word_of_row(&rows[i], tokens, at, past);
    return (struct state_word){0};
}

/* Taggers take "was suspended" for an adjective, whose base form is itself. */
struct state_word state_word_at(const struct token *tokens, uint32_t at, uint32_t past) {
    struct slice lemma = tokens[at].lemma;
    struct state_word word = word_of_lemma(lemma, tokens, at, past);
    for (size_t ending = 1; ending <= 2 && !word.kinds && tokens[at].upos == UPOS_ADJ &&
                            lemma.length > 3 && slice_ends(lemma, SLICE("ed"));
         ending++)
        word = word_of_lemma(slice_of(lemma.at, lemma.length - ending), tokens, at, past);
    return word;
}
