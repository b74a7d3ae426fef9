#include "alignment/partners.h"

#include "alignment/word_table.h"

static const double COUNTRY_STRENGTH = 0.7; /* "Lisbon", "Portugal" */

static void partners_clear(struct partners *partners, uint32_t count) {
    memset(partners->at, 0, count * sizeof *partners->at);
    memset(partners->strength, 0, count * sizeof *partners->strength);
    partners->found = 0;
}

/* Of equally strong partners the first is kept. */
static void note(struct partners *partners, uint32_t index, const struct view_word *partner,
                 double strength) {
    if (strength <= partners->strength[index])
        return;
    partners->strength[index] = strength;
    partners->at[index] = partner;
    partners->found |= (uint64_t)1 << index;
}

static void match_stems(const struct claim_view *a, const struct claim_view *b,
                        struct partners *of_a, struct partners *of_b) {
    for (uint32_t k = 0; k < b->word_count; k++) {
        for (uint64_t held = a->table->stems[b->stems[k]]; held; held &= held - 1) {
            uint32_t i = (uint32_t)__builtin_ctzll(held);
            note(of_a, i, &b->words[k], 1);
            note(of_b, k, &a->words[i], 1);
        }
    }
}

/* The names of one country, its capital and its seats of power. */
static void match_countries(const struct claim_view *a, const struct claim_view *b,
                            struct partners *of_a, struct partners *of_b) {
    for (uint32_t i = 0; i < a->word_count; i++) {
        for (uint32_t k = 0; a->words[i].country && k < b->word_count; k++) {
            if (a->words[i].country != b->words[k].country)
                continue;
            note(of_a, i, &b->words[k], COUNTRY_STRENGTH);
            note(of_b, k, &a->words[i], COUNTRY_STRENGTH);
        }
    }
}

static void match_kin(const struct claim_view *a, const struct claim_view *b, struct partners *of_a,
                      struct partners *of_b) {
    for (uint32_t k = 0; k < b->word_count; k++) {
        for (uint64_t kin = a->table->kin[b->forms[k]]; kin; kin &= kin - 1) {
            uint32_t i = (uint32_t)__builtin_ctzll(kin);
            if (of_a->strength[i] >= 1 && of_b->strength[k] >= 1)
                continue;
            double strength = kinship_of(a->table->kinships, b->forms[k], a->forms[i]);
            note(of_a, i, &b->words[k], strength);
            note(of_b, k, &a->words[i], strength);
        }
    }
}

void partners_find(const struct claim_view *a, const struct claim_view *b,
                   struct partners *ret_of_a, struct partners *ret_of_b) {
    word_table_lay(a->table, a);
    partners_clear(ret_of_a, a->word_count);
    partners_clear(ret_of_b, b->word_count);
    match_stems(a, b, ret_of_a, ret_of_b);
    if (a->has_country && b->has_country)
        match_countries(a, b, ret_of_a, ret_of_b);
    match_kin(a, b, ret_of_a, ret_of_b);
}
