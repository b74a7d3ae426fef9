/* Model files as hostile as they come. The bytes are tried as they are, which ends at the container
 * most of the time, and as the sections of a container that is sound: what language_models_open
 * then accepts must be safe to analyse with.
 */
#include "analysis/language/models.h"
#include "analysis/language/names.h"
#include "analysis/language/syntax.h"
#include "analysis/stages.h"
#include "base/model_file.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>

enum { ARENA_LIMIT = 1 << 24, FILE_LIMIT = 1 << 22, SECTIONS = 5, TABLE_BYTES = 1024 };

static void analyse_with(const struct language_models *models) {
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct analysis analysis = {.article = {.text = SLICE("Nine ships left the port. It rained."),
                                            .published_day = DAY_NONE}};
    uint8_t *tags;
    if (arena && text_tokenize(NULL, arena, &analysis) == 0 &&
        syntax_fill(models, NULL, arena, &analysis) == 0 &&
        names_tag(models, arena, &analysis, &tags) == 0)
        for (uint32_t i = 0; i < analysis.tokens.count; i++)
            assert(tags[i] < NAME_TAG_COUNT);
    arena_free(arena);
}

/* A copy of just these bytes, aligned as a mapping is. */
static void try_raw(const uint8_t *data, size_t size) {
    void *copy = aligned_alloc(8, (size + 7) / 8 * 8 + 8);
    if (!copy)
        return;

    memcpy(copy, data, size);
    const struct slice files[LANGUAGE_FILE_COUNT] = {[LANGUAGE_TAGGER] = {copy, size}};
    struct language_models models;
    enum language_file which;
    const char *why;
    if (language_models_open(files, &models, &which, &why) == 0) {
        analyse_with(&models);
        language_models_done(&models);
    }
    free(copy);
}

/* Tables of a fixed length take the bytes over and over, so that small inputs get far. */
static void try_sections(const uint8_t *data, size_t size) {
    static const struct tag_class classes[] = {{1, 1}, {2, 2}, {3, 3}};
    uint8_t decided[TABLE_BYTES];
    for (size_t i = 0; i < TABLE_BYTES; i++)
        decided[i] = data[i % size] % 4 == 3 ? TAG_UNDECIDED : data[i % size] % 4;
    size_t half = size / 2 / sizeof(struct sparse_line) * sizeof(struct sparse_line);
    size_t words = size / 16 ? 8 * ((size_t)1 << (63 - __builtin_clzll(size / 16))) : 0;
    const struct slice sections[SECTIONS] = {
        [TAGGER_VOCABULARY] = {(const char *)data, words},
        [TAGGER_CLASSES] = {(const char *)classes, sizeof classes},
        [TAGGER_DECIDED] = {(const char *)decided, sizeof decided},
        [TAGGER_LINES] = {(const char *)data, half},
        [TAGGER_ROWS] = {(const char *)data + half, size - half},
    };
    struct buffer file;
    buffer_init(&file, FILE_LIMIT);
    if (model_file_write("tagger", TAGGER_VERSION, sections, SECTIONS, &file) == 0)
        try_raw((const uint8_t *)file.at, file.length);
    buffer_done(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0 || size > FILE_LIMIT / 4)
        return 0;
    try_raw(data, size);
    try_sections(data, size);
    return 0;
}
