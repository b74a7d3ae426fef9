/* What the language models and lexicons say of every token. */
#include "analysis/language/lemmas.h"
#include "analysis/stages.h"

int language_annotate(const struct resources *resources, struct arena *arena,
                      struct analysis *analysis) {
    return lemmas_fill(resources, arena, analysis);
}
