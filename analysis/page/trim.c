/* Block by block inside the chosen element, then from both ends: the first and the last paragraph
 * of prose bound the story, and what stands beyond them must hang where the paragraphs hang. Links
 * alone are dropped unless they are a sentence or head a paragraph.
 */
#include "analysis/page/trim.h"

#include "analysis/analysis.h"
#include "base/error.h"

#include <xxhash.h>

enum {
    HEAD_WORDS = 6,
    PARAGRAPH_WORDS = 20,
    META_WORDS_MAX = 20,
    FIGURE_WORDS_MAX = 60,
    PROMPT_WORDS_MAX = 30,
    DOUBLE_LEAST = 40,
    REFRAIN_COPIES = 3,
    REFRAINS_LEAST = 4
};

struct trim {
    const struct page_document *document;
    const struct page_element *container;
    struct slice title;
    const char **dropped;
};

static bool heading(uint8_t tag) {
    return tag == TAG_H1 || tag == TAG_H2 || tag == TAG_H3 || tag == TAG_H4;
}

static bool link_only(const struct page_block *block) {
    return block->link_length * 5 > block->text.length * 4;
}

static bool prose(const struct page_block *block) {
    return !heading(block->tag) && !link_only(block) && block->sentence && block->words >= 6;
}

/* Traits of the element and of those around it, up to the container. */
static uint16_t traits_around(const struct trim *trim, const struct page_block *block,
                              bool *ret_figure) {
    const struct page_element_list *elements = &trim->document->elements;
    uint16_t traits = 0;
    *ret_figure = false;
    for (uint32_t i = block->element; i != NO_INDEX; i = elements->at[i].parent) {
        const struct page_element *element = &elements->at[i];
        if (element == trim->container)
            break;
        traits |= element->traits;
        *ret_figure = *ret_figure || element->tag == TAG_FIGURE || element->tag == TAG_CAPTION;
    }
    return traits;
}

/* Openings of lines that ask the reader to do something, or point elsewhere. Lower case. */
static const struct slice prompts[] = {
    {"advertisement", 13},
    {"also read", 9},
    {"click here", 10},
    {"download our", 12},
    {"download the", 12},
    {"filed under", 11},
    {"follow us", 9},
    {"get the latest", 14},
    {"have a tip", 10},
    {"listen:", 7},
    {"more:", 5},
    {"more on", 7},
    {"more from", 9},
    {"most read", 9},
    {"photo:", 6},
    {"read also", 9},
    {"read more", 9},
    {"read next", 9},
    {"recommended", 11},
    {"related:", 8},
    {"related article", 15},
    {"related stories", 15},
    {"see also", 8},
    {"share this", 10},
    {"sign up", 7},
    {"story continues", 15},
    {"subscribe", 9},
    {"support our", 11},
    {"tags:", 5},
    {"topics:", 7},
    {"watch:", 6},
    {"you may also", 12},
    {"you might also", 14},
};

static bool begins_ascii_case(struct slice text, struct slice prefix) {
    return text.length >= prefix.length &&
           slice_equal_ascii_case(slice_of(text.at, prefix.length), prefix);
}

static bool prompt(const struct page_block *block) {
    if (block->words > PROMPT_WORDS_MAX)
        return false;
    for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++)
        if (begins_ascii_case(block->text, prompts[i]))
            return true;
    return slice_equal_ascii_case(block->text, SLICE("advert"));
}

/* "A ferry at sea (Image: A. Agency)": a credit in brackets ends a caption, whatever its element.
 */
static bool credited(const struct page_block *block) {
    static const struct slice openings[] = {
        {"(credit", 7}, {"(image", 6}, {"(photo", 6}, {"(picture", 8}};
    struct slice text = block->text;
    if (block->words > META_WORDS_MAX || !slice_ends(text, SLICE(")")))
        return false;
    const char *open = memrchr(text.at, '(', text.length);
    struct slice last = open ? slice_of(open, text.length - (size_t)(open - text.at)) : SLICE("");
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (begins_ascii_case(last, openings[i]))
            return true;
    return false;
}

/* Where a paragraph hangs: the element around its own p, or the one it stands in directly. */
static uint32_t holder(const struct trim *trim, uint32_t block) {
    uint32_t element = trim->document->blocks.at[block].element;
    uint8_t tag = trim->document->elements.at[element].tag;
    return tag == TAG_P || heading(tag) ? trim->document->elements.at[element].parent : element;
}

/* A heading that is a link, with a paragraph right behind it in the same place, heads that
 * paragraph: round-ups link every item to its source. */
static bool heads_paragraph(const struct trim *trim, const struct page_block *block) {
    uint32_t at = (uint32_t)(block - trim->document->blocks.at);
    return heading(block->tag) && at + 1 < trim->container->past_block && !trim->dropped[at + 1] &&
           prose(block + 1) && block[1].words >= PARAGRAPH_WORDS &&
           holder(trim, at) == holder(trim, at + 1);
}

static const char *block_kind(const struct trim *trim, const struct page_block *block) {
    bool figure;
    uint16_t traits = traits_around(trim, block, &figure);
    if (block->tag == TAG_CAPTION || (figure && block->words < FIGURE_WORDS_MAX) ||
        ((traits & TRAIT_CAPTION) && block->words < FIGURE_WORDS_MAX) || credited(block))
        return "caption";
    if (slice_equal(block->text, trim->title))
        return "headline";
    if ((traits & TRAIT_META) && block->words < META_WORDS_MAX && !prose(block))
        return "byline";
    if (prompt(block))
        return "promotion";
    if (link_only(block) && !(block->tag == TAG_P && block->sentence) &&
        !heads_paragraph(trim, block))
        return "links";
    return NULL;
}

static bool listed(uint8_t tag) {
    return tag == TAG_LI || tag == TAG_CELL || tag == TAG_BLOCKQUOTE || tag == TAG_PRE;
}

/* Before the first paragraph: date lines, bylines, labels. A paragraph of some words that hangs
 * where the paragraphs hang is text. */
static void trim_head(const struct trim *trim, uint32_t first) {
    const struct page_block *blocks = trim->document->blocks.at;
    uint32_t home = holder(trim, first);
    for (uint32_t i = trim->container->first_block; i < first; i++) {
        bool paragraph =
            blocks[i].tag == TAG_P && blocks[i].words >= HEAD_WORDS && holder(trim, i) == home;
        if (!trim->dropped[i] && blocks[i].words < META_WORDS_MAX && !listed(blocks[i].tag) &&
            !paragraph)
            trim->dropped[i] = blocks[i].tag == TAG_H1 ? "headline" : "lead-in";
    }
}

/* Behind the last paragraph: what does not hang where the paragraphs hang. */
static void trim_tail(const struct trim *trim, uint32_t last) {
    const struct page_block *blocks = trim->document->blocks.at;
    uint32_t home = holder(trim, last);
    bool open = true; /* no kept block seen behind this one */
    for (uint32_t i = trim->container->past_block; i-- > last + 1;) {
        if (trim->dropped[i])
            continue;
        bool at_home = holder(trim, i) == home && !heading(blocks[i].tag);
        if (at_home || (listed(blocks[i].tag) && !heading(blocks[i].tag)))
            open = false;
        else if (open || blocks[i].words < META_WORDS_MAX)
            trim->dropped[i] = "end matter";
    }
}

static void trim_ends(const struct trim *trim) {
    const struct page_block *blocks = trim->document->blocks.at;
    uint32_t first = trim->container->first_block;
    uint32_t past = trim->container->past_block;
    while (first < past && (trim->dropped[first] || !prose(&blocks[first])))
        first++;
    if (first == past)
        return;
    while (trim->dropped[past - 1] || !prose(&blocks[past - 1]))
        past--;
    trim_head(trim, first);
    trim_tail(trim, past - 1);
}

/* ---- blocks that stand more than once -------------------------------------------------------- */

struct copies {
    uint64_t hash;
    uint32_t seen;  /* so far */
    uint32_t count; /* in all */
};

/* By open addressing. */
struct copy_table {
    struct copies *slots;
    uint32_t size; /* a power of two, less than half full */
};

static struct copies *copies_of(const struct copy_table *table, struct slice text) {
    uint64_t hash = XXH3_64bits(text.at, text.length) | 1;
    uint32_t at = (uint32_t)(hash >> 32) & (table->size - 1);
    while (table->slots[at].hash && table->slots[at].hash != hash)
        at = (at + 1) & (table->size - 1);
    table->slots[at].hash = hash;
    return &table->slots[at];
}

/* Blocks that short repeat by nature, as entries of lists do. */
static bool may_be_double(const struct trim *trim, uint32_t block) {
    const struct page_block *at = &trim->document->blocks.at[block];
    return !trim->dropped[block] && at->text.length >= DOUBLE_LEAST && !listed(at->tag);
}

/* A block told twice stands once; but where several are told again and again (a week's meals, the
 * rounds of a season), that is how the article is made, and they stay. */
static int drop_doubles(struct arena *arena, const struct trim *trim) {
    uint32_t first = trim->container->first_block;
    uint32_t past = trim->container->past_block;
    struct copy_table table = {.size = 16};
    while (table.size < (past - first) * 2)
        table.size *= 2;
    table.slots = ARENA_ARRAY(arena, struct copies, table.size);
    if (!table.slots)
        return ERR_NO_MEMORY;

    uint32_t refrains = 0;
    for (uint32_t i = first; i < past; i++)
        if (may_be_double(trim, i))
            refrains +=
                ++copies_of(&table, trim->document->blocks.at[i].text)->count == REFRAIN_COPIES;
    for (uint32_t i = first; i < past; i++) {
        if (!may_be_double(trim, i))
            continue;
        struct copies *copies = copies_of(&table, trim->document->blocks.at[i].text);
        bool is_refrain = refrains >= REFRAINS_LEAST && copies->count >= REFRAIN_COPIES;
        if (copies->seen++ && !is_refrain)
            trim->dropped[i] = "repeat";
    }
    return 0;
}

int page_trim(struct arena *arena, const struct page_document *document, uint32_t container,
              struct slice title, const char **dropped) {
    struct trim trim = {document, &document->elements.at[container], title, dropped};
    for (uint32_t i = trim.container->first_block; i < trim.container->past_block; i++)
        if (!dropped[i])
            dropped[i] = block_kind(&trim, &document->blocks.at[i]);
    trim_ends(&trim);
    return drop_doubles(arena, &trim);
}
