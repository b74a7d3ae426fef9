/* What the language models and lexicons say of every token. */
#include "analysis/language/lemmas.h"
#include "analysis/language/syntax.h"
#include "analysis/language/tree_repairs.h"
#include "analysis/stages.h"

int language_annotate(const struct resources *resources, struct arena *arena,
                      struct analysis *analysis) {
    if (resources && resources->language) {
        int result = syntax_fill(resources->language, resources->wordnet, arena, analysis);
        if (result < 0)
            return result;
    }
    int result = lemmas_fill(resources, arena, analysis);
    if (result < 0)
        return result;
    tree_repair_predicates(analysis);
    tree_repair_reports(resources, analysis);
    return 0;
}
