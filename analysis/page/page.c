/* HTML → article: parse, judge the metadata, choose the blocks, write the text. */
#include "analysis/page/document.h"
#include "analysis/page/metadata.h"
#include "analysis/page/select.h"
#include "analysis/stages.h"
#include "base/buffer.h"
#include "base/error.h"

/* Removed blocks are evidence, not an archive of the page. */
enum { REMOVED_BYTES_MAX = 2000, REMOVED_MAX = 400 };

static int report_removed(struct arena *arena, struct article *article, const char *kind,
                          struct slice text) {
    if (kind == page_outside || article->removed.count >= REMOVED_MAX)
        return 0;
    if (text.length > REMOVED_BYTES_MAX) {
        text.length = REMOVED_BYTES_MAX;
        while (((unsigned char)text.at[text.length] & 0xC0) == 0x80)
            text.length--;
    }
    struct removed_block block = {slice_from_cstr(kind), text};
    return list_push(arena, &article->removed, block) ? 0 : ERR_NO_MEMORY;
}

/* Kept blocks, parted by an empty line. */
static int write_text(struct arena *arena, const struct page_document *document,
                      const struct page_choice *choice, struct article *article) {
    size_t length = 0;
    for (uint32_t i = 0; i < document->blocks.count; i++)
        length += document->blocks.at[i].text.length + 2;
    char *text = arena_alloc(arena, length + 1);
    if (!text)
        return ERR_NO_MEMORY;

    size_t used = 0;
    for (uint32_t i = 0; i < document->blocks.count; i++) {
        struct slice block = document->blocks.at[i].text;
        if (choice->dropped[i]) {
            int result = report_removed(arena, article, choice->dropped[i], block);
            if (result < 0)
                return result;
            continue;
        }
        if (used) {
            text[used++] = '\n';
            text[used++] = '\n';
        }
        memcpy(text + used, block.at, block.length);
        used += block.length;
    }
    article->text = slice_of(text, used);
    return 0;
}

int page_extract(const struct resources *resources, struct arena *arena,
                 const struct article_input *input, struct analysis *analysis) {
    (void)resources;
    struct article *article = &analysis->article;
    article->text = SLICE("");
    struct page_document document;
    int result = page_parse(arena, input->html, &document);
    if (result < 0)
        return result;

    result = page_metadata(arena, &document, input, article);
    if (result < 0)
        return result;

    struct page_choice choice;
    result = page_select(arena, &document, article->title, &choice);
    if (result < 0)
        return result;
    return write_text(arena, &document, &choice, article);
}
