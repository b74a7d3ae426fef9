#include "models/train/model_output.h"

#include "base/error.h"
#include "base/model_file.h"
#include "models/train/whole_file.h"

#include <stdio.h>

enum { SECTION_LIMIT = 1 << 28 };

int output_sparse(const struct learner *learner, int32_t threshold, uint32_t line_slots,
                  struct buffer *lines, struct buffer *rows) {
    buffer_init(lines, SECTION_LIMIT);
    buffer_init(rows, SECTION_LIMIT);
    return learner_export(learner, threshold, line_slots, lines, rows);
}

int output_model(const char *path, enum language_file file, const struct slice *sections,
                 uint32_t count) {
    struct buffer out;
    buffer_init(&out, SECTION_LIMIT);
    int result = model_file_write(language_file_kinds[file], language_file_versions[file], sections,
                                  count, &out);
    if (result == 0)
        result = whole_file_write(path, buffer_slice(&out));
    if (result < 0)
        fprintf(stderr, "%s: %s\n", path, error_name(result));
    else
        fprintf(stderr, "%s: %zu bytes\n", path, out.length);
    buffer_done(&out);
    return result;
}

int model_input_tagger(const char *path, struct mapped_file *ret_file,
                       struct language_models *ret_models) {
    int result = mapped_file_open(path, ret_file);
    const char *why = error_name(result);
    if (result == 0) {
        const struct slice files[LANGUAGE_FILE_COUNT] = {
            [LANGUAGE_TAGGER] = {ret_file->at, ret_file->size}};
        enum language_file file;
        result = language_models_open(files, ret_models, &file, &why);
    }
    if (result < 0)
        fprintf(stderr, "%s %s\n", path, why);
    return result;
}
