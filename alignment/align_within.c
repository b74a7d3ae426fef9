/* Conflicts between the claims of one article: it is compared with itself. */
#include "alignment/alignment.h"
#include "alignment/article_pair.h"
#include "alignment/word_stock.h"
#include "base/error.h"

static int find_pairs(struct view_reader *reader, struct arena *arena,
                      const struct analysis *analysis, struct claim_pair_list *ret_pairs) {
    struct compared_article article;
    struct article_pair itself;
    int result = compared_article_make_alone(reader, arena, analysis, &article);
    if (result == 0)
        result = article_pair_make(reader->resources, arena, &article, &article, &itself);
    return result < 0 ? result : article_pair_judge(arena, &itself, true, ret_pairs);
}

int align_within(const struct resources *resources, struct arena *arena,
                 const struct analysis *analysis, struct claim_pair_list *ret_conflicts) {
    struct word_stock *stock = ARENA_NEW(arena, struct word_stock);
    struct view_reader reader = {0};
    struct claim_pair_list pairs = {0};
    struct claim_pair_list conflicts = {0};
    int result = stock ? word_stock_make(resources, arena, stock) : ERR_NO_MEMORY;
    if (result == 0)
        result = view_reader_make(stock, arena, analysis->tokens.count, &reader);
    if (result == 0)
        result = find_pairs(&reader, arena, analysis, &pairs);
    view_reader_done(&reader);
    for (uint32_t i = 0; result == 0 && i < pairs.count; i++)
        if (pairs.at[i].relation == RELATION_CONFLICT && !list_push(arena, &conflicts, pairs.at[i]))
            result = ERR_NO_MEMORY;
    if (result == 0)
        *ret_conflicts = conflicts;
    return result;
}
