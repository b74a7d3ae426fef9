/* The frames in which a verb of saying stands. Each adds the content to the finding and widens its
 * cue range; false when the verb does not stand in it. */
#pragma once

#include "analysis/speech/contents.h"

/* "said that …", "said he would …" */
bool frame_clause(const struct speech *speech, uint32_t verb, struct finding *finding);

/* "…, he said": the cue hangs on the clause that it reports. */
bool frame_parenthesis(const struct speech *speech, uint32_t verb, struct finding *finding);

/* "The bridge, the mayor said, will open" */
bool frame_interrupted(const struct speech *speech, uint32_t verb, struct finding *finding);

/* By words alone: "said (on Monday) that …" to the sentence's end, "…, X said." */
bool frame_words(const struct speech *speech, uint32_t verb, struct finding *finding);

/* All frames that the entry allows, the surest first. */
bool frames_apply(const struct speech *speech, uint32_t verb, const struct cue_entry *entry,
                  struct finding *finding);
