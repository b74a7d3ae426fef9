/* Values as words. An hour, a date or a number with several telling digits that two claims share
 * says more about one matter than most words do; so does the kind of what is measured ("acres",
 * "hectares": an area) where few claims of a story measure it. As hashes among the words they get
 * their idf and their postings like any other word.
 */
#include "alignment/view_values.h"

#include "alignment/slots.h"
#include "alignment/tallies.h"
#include "alignment/words.h"
#include "analysis/values/units.h"

#include <math.h>

/* Smaller and rounder numbers meet by chance. */
enum { TELLING_VALUE = 100, TELLING_DIGITS = 2 };

static bool is_people(struct slice noun) {
    static const struct slice nouns[] = {
        SLICE("adult"),  SLICE("child"),    SLICE("civilian"), SLICE("man"),      SLICE("people"),
        SLICE("person"), SLICE("resident"), SLICE("victim"),   SLICE("villager"), SLICE("woman"),
    };
    return SLICE_IN(noun, nouns);
}

/* What the unit measures; 0 for a counted noun, which is a word itself. */
static uint64_t kind_key(struct slice unit) {
    struct unit known;
    if (is_people(unit))
        return hash_slice(SLICE("\002people"));
    if (unit_is_currency(unit))
        return hash_slice(SLICE("\002money"));
    if (!unit_find(unit, &known) || known.dimension == DIMENSION_NONE)
        return 0;
    return hash_join(hash_slice(SLICE("\002measure")), (uint64_t)known.dimension);
}

static uint64_t tally_key(enum tally tally) {
    return hash_join(hash_slice(SLICE("\002tally")), (uint64_t)tally);
}

static void add(struct value_keys *keys, uint64_t key) {
    for (uint32_t i = 0; i < keys->count; i++)
        if (keys->at[i] == key)
            return;
    if (key && keys->count < VALUE_KEYS_MAX)
        keys->at[keys->count++] = key;
}

/* What is counted says more than how: a tally stands for its kind of measure. */
static void add_quantity(struct value_keys *keys, const struct claim_view *view, uint32_t index) {
    const struct quantity *quantity =
        &view->analysis->quantities.at[view->claim->quantities.at[index]];
    enum tally tally = view_tally(view, index);
    if (tally == TALLY_NONE)
        add(keys, kind_key(quantity->unit));
    else if (!view->beside_old)
        add(keys, tally_key(tally));
    double size = fabs(quantity->value);
    if (size >= TELLING_VALUE && size < 0x1p63 && quantity_digits(quantity) >= TELLING_DIGITS)
        add(keys, hash_join(hash_slice(SLICE("\002value")), (uint64_t)(int64_t)quantity->value));
}

static void add_time(struct value_keys *keys, const struct time_expression *time) {
    if (time->minute >= 0)
        add(keys, hash_join(hash_slice(SLICE("\002hour")), (uint64_t)time->minute));
    if (time->low != DAY_NONE && time->high != DAY_NONE)
        add(keys, hash_join(hash_join(hash_slice(SLICE("\002days")), (uint64_t)(int64_t)time->low),
                            (uint64_t)(int64_t)time->high));
}

void value_keys_of(const struct claim_view *view, struct value_keys *ret_keys) {
    ret_keys->count = 0;
    for (uint32_t i = 0; i < view->claim->quantities.count; i++)
        add_quantity(ret_keys, view, i);
    for (uint32_t i = 0; i < view->claim->times.count; i++)
        add_time(ret_keys, view_time(view, i));
}
