#include "base/model_file.h"

#include "base/error.h"

#include <assert.h>
#include <xxhash.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "model files are mapped as they lie");

static const char magic[8] = {'C', 'L', 'A', 'I', 'M', 'D', '\r', '\n'};

struct header {
    char magic[8];
    char kind[MODEL_KIND_SIZE];
    uint32_t version;
    uint32_t section_count;
    uint64_t size;
    uint64_t checksum;
    uint64_t zero;
};
_Static_assert(sizeof(struct header) == 48, "the layout is fixed");

static uint64_t align_up(uint64_t offset) {
    return (offset + MODEL_ALIGNMENT - 1) / MODEL_ALIGNMENT * MODEL_ALIGNMENT;
}

/* Two hashes chained by the seed leave the checksum's own bytes out without copying the file. */
static uint64_t checksum(const unsigned char *bytes, size_t size) {
    size_t skipped = offsetof(struct header, checksum);
    size_t behind = skipped + sizeof(uint64_t);
    uint64_t head = XXH3_64bits(bytes, skipped);
    return XXH3_64bits_withSeed(bytes + behind, size - behind, head);
}

static void kind_fill(const char *kind, char ret_kind[MODEL_KIND_SIZE]) {
    size_t length = strlen(kind);
    assert(length > 0 && length <= MODEL_KIND_SIZE);
    memset(ret_kind, 0, MODEL_KIND_SIZE);
    memcpy(ret_kind, kind, length);
}

static bool sections_fit(const struct model_section *sections, uint32_t count, uint64_t size) {
    uint64_t past = sizeof(struct header) + count * sizeof *sections;
    for (uint32_t i = 0; i < count; i++) {
        if (sections[i].offset != align_up(past) || sections[i].offset > size ||
            sections[i].length > size - sections[i].offset)
            return false;
        past = sections[i].offset + sections[i].length;
    }
    return past == size;
}

static const char *find_fault(const unsigned char *at, size_t size, const char *kind,
                              uint32_t version) {
    const struct header *header = (const void *)at;
    char wanted[MODEL_KIND_SIZE];
    kind_fill(kind, wanted);
    if (size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0)
        return "is not a claimd model";
    if (memcmp(header->kind, wanted, sizeof wanted) != 0)
        return "is a claimd model of another kind";
    if (header->version != version)
        return "has a layout of another version of claimd";
    if (header->size != size)
        return "is damaged: its length differs from the one it names";
    if (header->section_count > MODEL_SECTIONS ||
        size < sizeof *header + header->section_count * sizeof(struct model_section))
        return "is damaged: its sections do not fit";
    if (header->checksum != checksum(at, size))
        return "is damaged: the checksum differs";
    if (header->zero != 0 ||
        !sections_fit((const void *)(at + sizeof *header), header->section_count, size))
        return "is damaged: its sections do not fit";
    return NULL;
}

int model_file_open(const void *bytes, size_t size, const char *kind, uint32_t version,
                    struct model_file *ret_file, const char **ret_why) {
    assert((uintptr_t)bytes % sizeof(uint64_t) == 0);
    const unsigned char *at = bytes;
    const char *fault = find_fault(at, size, kind, version);
    if (fault) {
        *ret_why = fault;
        return ERR_INVALID;
    }

    const struct header *header = bytes;
    *ret_file = (struct model_file){
        .at = at,
        .sections = (const void *)(at + sizeof *header),
        .section_count = header->section_count,
    };
    return 0;
}

int model_file_section(const struct model_file *file, uint32_t index, size_t element_size,
                       const void **ret_at, size_t *ret_count) {
    assert(element_size > 0);
    if (index >= file->section_count)
        return ERR_NOT_FOUND;

    struct model_section section = file->sections[index];
    if (section.length % element_size != 0)
        return ERR_INVALID;

    *ret_at = file->at + section.offset;
    *ret_count = (size_t)(section.length / element_size);
    return 0;
}

static void pad_to(struct buffer *out, uint64_t offset) {
    while (out->length < offset && !buffer_error(out))
        buffer_append_byte(out, 0);
}

int model_file_write(const char *kind, uint32_t version, const struct slice *sections,
                     uint32_t section_count, struct buffer *out) {
    assert(out->length == 0 && section_count <= MODEL_SECTIONS);
    struct model_section table[MODEL_SECTIONS];
    uint64_t past = sizeof(struct header) + section_count * sizeof *table;
    for (uint32_t i = 0; i < section_count; i++) {
        table[i] = (struct model_section){align_up(past), sections[i].length};
        past = table[i].offset + table[i].length;
    }

    struct header header = {.version = version, .section_count = section_count, .size = past};
    memcpy(header.magic, magic, sizeof magic);
    kind_fill(kind, header.kind);
    buffer_append(out, slice_of((const char *)&header, sizeof header));
    buffer_append(out, slice_of((const char *)table, section_count * sizeof *table));
    for (uint32_t i = 0; i < section_count; i++) {
        pad_to(out, table[i].offset);
        buffer_append(out, sections[i]);
    }
    if (buffer_error(out))
        return buffer_error(out);

    header.checksum = checksum((const unsigned char *)out->at, out->length);
    memcpy(out->at + offsetof(struct header, checksum), &header.checksum, sizeof header.checksum);
    return 0;
}
