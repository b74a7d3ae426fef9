/* Packs section files into a model container, for lexicons that a script compiles at build time:
 *
 *     pack-model KIND VERSION OUT SECTION…
 */
#include "base/error.h"
#include "base/mapped_file.h"
#include "base/model_file.h"
#include "models/train/whole_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { PACK_LIMIT = 64 << 20 };

/* The process ends right after, so the mappings are left to it. */
static int pack(const char *kind, uint32_t version, const char *path, char **names,
                uint32_t count) {
    struct slice sections[MODEL_SECTIONS];
    for (uint32_t i = 0; i < count; i++) {
        struct mapped_file file;
        int result = mapped_file_open(names[i], &file);
        if (result < 0) {
            fprintf(stderr, "pack-model: %s: %s\n", names[i], error_name(result));
            return result;
        }
        sections[i] = slice_of(file.at, file.size);
    }

    struct buffer out;
    buffer_init(&out, PACK_LIMIT);
    int result = model_file_write(kind, version, sections, count, &out);
    if (result == 0)
        result = whole_file_write(path, buffer_slice(&out));
    if (result < 0)
        fprintf(stderr, "pack-model: %s: %s\n", path, error_name(result));
    buffer_done(&out);
    return result;
}

int main(int argc, char **argv) {
    if (argc < 5 || argc - 4 > MODEL_SECTIONS || strlen(argv[1]) > MODEL_KIND_SIZE) {
        fprintf(stderr, "usage: pack-model KIND VERSION OUT SECTION…\n");
        return 2;
    }

    uint32_t version = (uint32_t)strtoul(argv[2], NULL, 10);
    return pack(argv[1], version, argv[3], argv + 4, (uint32_t)(argc - 4)) < 0;
}
