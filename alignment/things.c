/* What a number counts: its noun or unit, and the frames of the words around it ("killed", "dead":
 * one frame).
 */
#include "alignment/things.h"

#include "alignment/frames.h"
#include "alignment/slots.h"
#include "analysis/values/units.h"

enum { REACH = 6 }; /* tokens around a number that say what it counts */

/* Words whose subject or object is people, when a bare number stands for them. */
static bool frames_of_people(uint64_t frames) {
    static const struct slice words[] = {SLICE("arrest"),   SLICE("die"),    SLICE("evacuate"),
                                         SLICE("hurt"),     SLICE("injure"), SLICE("missing"),
                                         SLICE("protester")};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (frames >> frame_of(words[i]) & 1)
            return true;
    return false;
}

static struct thing thing_with(const struct resources *resources, struct slice noun,
                               uint64_t frames) {
    struct thing thing = {.unit = noun, .frames = frames};
    struct unit unit;
    bool measured = unit_find(noun, &unit) || unit_is_currency(noun);
    thing.people =
        noun.length ? !measured && noun_is_person(resources, noun) : frames_of_people(frames);
    return thing;
}

struct thing thing_of(const struct resources *resources, const struct analysis *analysis,
                      const struct quantity *quantity) {
    const struct token_list *tokens = &analysis->tokens;
    uint32_t first = quantity->first_token > REACH ? quantity->first_token - REACH : 0;
    uint32_t sentence = tokens->at[quantity->first_token].sentence;
    uint64_t frames = 0;
    for (uint32_t i = first; i < tokens->count && i < quantity->past_token + REACH; i++) {
        const struct token *token = &tokens->at[i];
        uint8_t frame = frame_of(token->lemma) ? frame_of(token->lemma) : frame_of(token->lower);
        if (token->sentence == sentence && frame && frame < 64)
            frames |= (uint64_t)1 << frame;
    }
    return thing_with(resources, quantity_unit(analysis, quantity), frames);
}

/* The words of a view know their frames. */
static uint64_t frames_near(const struct claim_view *view, const struct quantity *quantity) {
    uint64_t frames = 0;
    for (uint32_t i = 0; i < view->word_count; i++) {
        const struct view_word *word = &view->words[i];
        if (word->token != NO_INDEX && word->frame && word->frame < 64 &&
            word->token + REACH >= quantity->first_token &&
            word->token < quantity->past_token + REACH)
            frames |= (uint64_t)1 << word->frame;
    }
    return frames;
}

bool people_differ(const struct resources *resources, const struct claim_view *left,
                   const struct quantity *a, const struct claim_view *right,
                   const struct quantity *b) {
    uint64_t one = frames_near(left, a);
    uint64_t other = frames_near(right, b);
    if (!one || !other || (one & other))
        return false;
    return thing_with(resources, quantity_unit(left->analysis, a), one).people &&
           thing_with(resources, quantity_unit(right->analysis, b), other).people;
}

/* Nothing is told about a number that stands alone, and nothing is concluded from it. */
bool things_differ(const struct resources *resources, const struct thing *a,
                   const struct thing *b) {
    if ((!a->unit.length && !a->people) || (!b->unit.length && !b->people))
        return false;
    if (a->people && b->people)
        return a->frames && b->frames && !(a->frames & b->frames);
    if (a->people != b->people)
        return true;
    struct unit unit;
    bool measured = unit_find(a->unit, &unit) || unit_find(b->unit, &unit) ||
                    unit_is_currency(a->unit) || unit_is_currency(b->unit);
    return measured ? !slice_equal(a->unit, b->unit) : !nouns_fit(resources, a->unit, b->unit);
}
