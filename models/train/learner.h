/* Averaged perceptron over hashed features (Freund and Schapire 1999; Collins 2002), for many
 * classes: each feature keeps a short list of the classes it was ever updated for.
 *
 * A weight's sum over all steps is kept lazily: `total` holds it up to step `stamp`.
 */
#pragma once

#include "base/buffer.h"

#include <stdint.h>

struct learner;

/* Features count once they were updated `rare` times (Goldberg and Elhadad 2011). NULL when out of
 * memory. */
struct learner *learner_new(uint32_t class_count, uint32_t rare);
void learner_free(struct learner *learner);

/* Adds the present weights of the features to `scores`. */
void learner_score(const struct learner *learner, const uint64_t *hashes, uint32_t count,
                   int32_t *scores);

/* Adds `amount` to the class's weight of each feature. Returns 0 or ERR_NO_MEMORY. */
int learner_update(struct learner *learner, const uint64_t *hashes, uint32_t count, uint32_t class,
                   int32_t amount);

/* Strengthens the right class against its best rival unless it is ahead by more than `margin`: the
 * margin makes frequent features leave room for those that have to do without them. Returns 0 or
 * ERR_NO_MEMORY. */
int learner_teach(struct learner *learner, const uint64_t *hashes, uint32_t count,
                  const int32_t *scores, uint32_t right, int32_t margin);

/* Ends one example. */
void learner_step(struct learner *learner);

/* Adds what `part` has summed up, whose learning ends with it, to `sum`, which learns nothing
 * itself: their average is that of all parts. Returns 0 or ERR_NO_MEMORY. */
int learner_add(struct learner *sum, struct learner *part);

/* Replaces each weight by its average times `scale`, rounded: what the exported model will hold.
 * Learning ends with it. */
void learner_average(struct learner *learner, double scale);

/* Of a learner that only counted (updates by 1, neither taught nor averaged): writes certain.h's
 * table of the features seen `least` times or more of which all but `tolerance` in a thousand had
 * one class. Returns 0 or ERR_NO_MEMORY. */
int learner_export_certain(const struct learner *learner, uint32_t least, uint32_t tolerance,
                           struct buffer *slots);

/* Writes the lines and rows of linear.h, so many lines that lists would take `line_slots` of the
 * SPARSE_SLOTS in each, in the mean, if none became a row for want of room; weights below
 * `threshold` in absolute value are left out, greater ones than the format holds are cut, and where
 * more features meet in a line than it has room those with the least are left out. Returns 0 or
 * ERR_NO_MEMORY. */
int learner_export(const struct learner *learner, int32_t threshold, uint32_t line_slots,
                   struct buffer *lines, struct buffer *rows);
