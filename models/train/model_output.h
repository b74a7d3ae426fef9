/* Writing what a trainer learnt. */
#pragma once

#include "analysis/language/models.h"
#include "base/mapped_file.h"
#include "models/train/learner.h"

/* Exports a learner as two sections (learner_export). Returns 0 or an error; the caller ends both
 * buffers. */
int output_sparse(const struct learner *learner, int32_t threshold, uint32_t line_slots,
                  struct buffer *lines, struct buffer *rows);

/* Writes the container and prints its size. Returns 0 or an error that was printed. */
int output_model(const char *path, enum language_file file, const struct slice *sections,
                 uint32_t count);

/* Maps tagger.model and opens it alone, for trainers that build on it. The mapping stays as long as
 * the models are used. Prints what is wrong. Returns 0 or an error. */
int model_input_tagger(const char *path, struct mapped_file *ret_file,
                       struct language_models *ret_models);
