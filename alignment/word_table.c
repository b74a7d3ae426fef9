#include "alignment/word_table.h"

#include "alignment/view.h"
#include "base/error.h"

/* Room for `wanted` where there was room for `there`: twice as much as before, so that an article
 * more seldom moves anything. */
static uint32_t grown(uint32_t there, uint32_t wanted) {
    return wanted <= there ? there : wanted <= 2 * there ? 2 * there : wanted;
}

int word_table_reserve(struct arena *arena, const struct table_sizes *sizes,
                       struct word_table *table) {
    word_table_clear(table);
    const struct table_sizes room = {grown(table->sizes.stems, sizes->stems),
                                     grown(table->sizes.forms, sizes->forms),
                                     grown(table->sizes.grams, sizes->grams)};
    if (!table->stems || room.stems > table->sizes.stems)
        table->stems = ARENA_ARRAY(arena, uint64_t, (size_t)room.stems + 1);
    if (!table->said || room.stems > table->sizes.stems)
        table->said = ARENA_ARRAY(arena, uint8_t, (size_t)room.stems + 1);
    if (!table->kin || room.forms > table->sizes.forms)
        table->kin = ARENA_ARRAY(arena, uint64_t, (size_t)room.forms + 1);
    if (!table->grams || room.grams > table->sizes.grams)
        table->grams = ARENA_ARRAY(arena, uint32_t, (size_t)room.grams + 1);
    if (!table->stems || !table->said || !table->kin || !table->grams)
        return ERR_NO_MEMORY;
    table->sizes = room;
    return 0;
}

void word_table_clear(struct word_table *table) {
    const struct claim_view *view = table->view;
    for (uint32_t i = 0; view && i < view->word_count; i++) {
        table->stems[view->stems[i]] = 0;
        for (uint32_t at = table->kinships->first.at[view->forms[i]]; at;
             at = table->kinships->kin.at[at].next)
            table->kin[table->kinships->kin.at[at].form] = 0;
    }
    for (uint32_t i = 0; view && i < view->statement.word_count; i++)
        table->said[view->statement.words[i].number] = 0;
    table->view = NULL;
}

void word_table_lay(struct word_table *table, const struct claim_view *view) {
    if (table->view == view)
        return;
    word_table_clear(table);
    table->view = view;
    table->laid++;
    for (uint32_t i = 0; i < view->word_count; i++) {
        uint64_t bit = (uint64_t)1 << i;
        table->stems[view->stems[i]] |= bit;
        for (uint32_t at = table->kinships->first.at[view->forms[i]]; at;
             at = table->kinships->kin.at[at].next)
            table->kin[table->kinships->kin.at[at].form] |= bit;
    }
    for (uint32_t i = 0; i < view->statement.word_count; i++)
        table->said[view->statement.words[i].number] = (uint8_t)(i + 1);
    for (uint32_t i = 0; i < view->gram_count; i++)
        table->grams[view->grams[i]] = table->laid;
}

uint32_t word_table_grams(const struct word_table *table, const struct claim_view *view) {
    uint32_t common = 0;
    for (uint32_t i = 0; i < view->gram_count; i++)
        common += table->grams[view->grams[i]] == table->laid;
    return common;
}
