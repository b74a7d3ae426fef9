#include "alignment/word_table.h"

#include "alignment/view.h"
#include "base/error.h"

int word_table_make(struct arena *arena, const struct table_sizes *sizes,
                    const struct kinships *kinships, struct word_table **ret_table) {
    struct word_table *table = ARENA_NEW(arena, struct word_table);
    if (!table)
        return ERR_NO_MEMORY;
    *table = (struct word_table){
        .sizes = *sizes,
        .kinships = *kinships,
        .stems = ARENA_ARRAY(arena, uint64_t, (size_t)sizes->stems + 1),
        .kin = ARENA_ARRAY(arena, uint64_t, (size_t)sizes->forms + 1),
        .grams = ARENA_ARRAY(arena, uint32_t, (size_t)sizes->grams + 1),
    };
    if (!table->stems || !table->kin || !table->grams)
        return ERR_NO_MEMORY;
    *ret_table = table;
    return 0;
}

static void clear(struct word_table *table) {
    const struct claim_view *view = table->view;
    for (uint32_t i = 0; view && i < view->word_count; i++) {
        table->stems[view->stems[i]] = 0;
        for (uint32_t at = table->kinships.first[view->forms[i]]; at;
             at = table->kinships.kin.at[at].next)
            table->kin[table->kinships.kin.at[at].form] = 0;
    }
}

void word_table_lay(struct word_table *table, const struct claim_view *view) {
    if (table->view == view)
        return;
    clear(table);
    table->view = view;
    table->laid++;
    for (uint32_t i = 0; i < view->word_count; i++) {
        uint64_t bit = (uint64_t)1 << i;
        table->stems[view->stems[i]] |= bit;
        for (uint32_t at = table->kinships.first[view->forms[i]]; at;
             at = table->kinships.kin.at[at].next)
            table->kin[table->kinships.kin.at[at].form] |= bit;
    }
    for (uint32_t i = 0; i < view->gram_count; i++)
        table->grams[view->grams[i]] = table->laid;
}

uint32_t word_table_grams(const struct word_table *table, const struct claim_view *view) {
    uint32_t common = 0;
    for (uint32_t i = 0; i < view->gram_count; i++)
        common += table->grams[view->grams[i]] == table->laid;
    return common;
}
