/* The stages of analysis, in the order in which analyze.c runs them. Each fills its own part of
 * `analysis` from what stands there already, in time linear in the text, and returns 0,
 * ERR_NO_MEMORY or ERR_TOO_LARGE. Where a stage finds nothing its lists stay empty.
 */
#pragma once

#include "analysis/analysis.h"

/* page/: HTML to main text, title, byline, date, source; removed blocks with their kind. Runs only
 * for inputs with html. Fills article.text (paragraphs parted by "\n\n") and metadata. */
int page_extract(const struct resources *resources, struct arena *arena,
                 const struct article_input *input, struct analysis *analysis);

/* text/: look-alike letters, invisible characters, NFC; the ledger goes to article.repairs. Repairs
 * title and byline too (not counted). */
int text_repair(const struct resources *resources, struct arena *arena, struct analysis *analysis);

/* text/: boilerplate, byline and date lines out of article.text into article.removed; title, byline
 * and date from them where nothing better is known; paragraphs parted by "\n\n". */
int text_clean(const struct resources *resources, struct arena *arena, struct analysis *analysis);

/* text/: paragraphs, sentences and tokens. */
int text_tokenize(const struct resources *resources, struct arena *arena,
                  struct analysis *analysis);

/* language/: upos, xpos, lemma, head, deprel of every token. */
int language_annotate(const struct resources *resources, struct arena *arena,
                      struct analysis *analysis);

/* language/: entities with canonical names. */
int entities_find(const struct resources *resources, struct arena *arena,
                  struct analysis *analysis);

/* values/: TIMEX3 expressions. Runs before quantities, which leave its numbers alone. */
int times_find(const struct resources *resources, struct arena *arena, struct analysis *analysis);

/* values/: counts, measures, money, percentages, ages. */
int quantities_find(const struct resources *resources, struct arena *arena,
                    struct analysis *analysis);

/* speech/: quotations and reported speech with source, cue and content. */
int attributions_find(const struct resources *resources, struct arena *arena,
                      struct analysis *analysis);

/* claims/: clauses with subject, predicate, object, polarity, modality and links to all of the
 * above. */
int claims_find(const struct resources *resources, struct arena *arena, struct analysis *analysis);

struct stage {
    const char *name;
    int (*run)(const struct resources *resources, struct arena *arena, struct analysis *analysis);
};

/* All but page_extract, in the order in which they run. */
extern const struct stage stages[];
extern const size_t stage_count;
