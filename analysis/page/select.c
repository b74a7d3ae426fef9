/* Prune what names itself clutter, find the element that holds the running text, cut its head and
 * tail.
 *
 * "Good" text is what reads like prose: sentences, few links. Every decision about an element
 * weighs the good text inside it against the good text of the page, so that a container with an
 * unlucky class name is not lost: a prune that would take more than PRUNE_SHARE of it does not
 * happen, and all prunes are undone where they leave too little.
 */
#include "analysis/page/select.h"

#include "analysis/analysis.h"
#include "analysis/page/trim.h"
#include "base/error.h"

const char page_outside[] = "page";

enum {
    GOOD_WORDS = 8,
    LONG_WORDS = 25,
    MULTIPLE_ARTICLES_LEAST = 400,
    STRONG_LEAVES_LEAST = 200,
    TEASERS_LEAST = 3,
    TEASER_DISTANCE = 3,
    TEASER_LINK_PART = 6,
};

static const double PRUNE_SHARE = 0.35;
static const double DESCEND_SHARE = 0.8;
static const double BODY_SHARE = 0.6;

struct select {
    const struct page_document *document;
    const char **dropped;
    bool *bodied;        /* one for each element: it stands in one that calls itself the body */
    uint32_t *good;      /* prefix sums of good bytes among blocks that are kept, count + 1 */
    uint32_t *quoted;    /* prefix sums of blocks inside blockquotes */
    uint32_t *prose;     /* prefix sums of blocks with good text */
    uint32_t *headlines; /* prefix sums of h1 */
    uint32_t *teased;    /* of those, the ones right behind a heading that is a link */
};

static bool heading(uint8_t tag) {
    return tag == TAG_H1 || tag == TAG_H2 || tag == TAG_H3 || tag == TAG_H4;
}

static uint32_t good_bytes(const struct select *select, const struct page_block *block) {
    if (block->link_length * 2 > block->text.length || heading(block->tag) ||
        block->tag == TAG_CAPTION)
        return 0;
    /* An item that opens with a link and goes on in a sentence is a teaser for another page,
     * but in a body that is named. */
    if (block->tag == TAG_LI && !select->bodied[block->element] && block->opens_with_link &&
        block->link_length * TEASER_LINK_PART > block->text.length)
        return 0;
    bool prose = (block->sentence && block->words >= GOOD_WORDS) || block->words >= LONG_WORDS;
    return prose ? (uint32_t)block->text.length : 0;
}

static void sum_good(struct select *select) {
    const struct page_block_list *blocks = &select->document->blocks;
    for (uint32_t i = 0; i < blocks->count; i++)
        select->good[i + 1] =
            select->good[i] + (select->dropped[i] ? 0 : good_bytes(select, &blocks->at[i]));
}

static uint32_t good_in(const struct select *select, const struct page_element *element) {
    return select->good[element->past_block] - select->good[element->first_block];
}

static void mark_bodies(struct select *select) {
    const struct page_element_list *elements = &select->document->elements;
    for (uint32_t i = 0; i < elements->count; i++) {
        uint32_t parent = elements->at[i].parent;
        select->bodied[i] =
            (elements->at[i].traits & TRAIT_BODY) || (parent != NO_INDEX && select->bodied[parent]);
    }
}

static void count_kinds(struct select *select) {
    const struct page_block_list *blocks = &select->document->blocks;
    uint32_t since_head = UINT32_MAX; /* blocks since the last linked heading */
    for (uint32_t i = 0; i < blocks->count; i++) {
        const struct page_block *block = &blocks->at[i];
        bool linked = block->link_length * 5 > block->text.length * 4;
        bool head = heading(block->tag) && linked;
        bool good = good_bytes(select, block) > 0;
        since_head = head ? 0 : since_head < UINT32_MAX ? since_head + 1 : since_head;
        select->headlines[i + 1] = select->headlines[i] + (block->tag == TAG_H1);
        select->quoted[i + 1] = select->quoted[i] + block->quoted;
        select->prose[i + 1] = select->prose[i] + good;
        select->teased[i + 1] = select->teased[i] + (good && since_head <= TEASER_DISTANCE);
        if (good)
            since_head = UINT32_MAX;
    }
}

/* ---- pruning --------------------------------------------------------------------------------- */

/* The kind under which an element goes, or NULL. */
static const char *prune_kind(const struct page_element *element) {
    bool inner = element->tag == TAG_P || element->tag == TAG_LI || element->tag == TAG_CELL ||
                 element->tag == TAG_TABLE || heading(element->tag);
    if (element->traits & TRAIT_HIDDEN)
        return "hidden";
    if (element->tag == TAG_NAV || element->tag == TAG_FOOTER)
        return "navigation";
    bool boxed = element->tag == TAG_LI && element->past_block > element->first_block + 1;
    if ((inner && !boxed) || element->tag == TAG_BODY)
        return NULL;
    if (element->traits & TRAIT_NAVIGATION)
        return "navigation";
    if (element->traits & TRAIT_CLUTTER)
        return "promotion";
    if (element->traits & TRAIT_TAIL)
        return "author note";
    if (element->tag == TAG_ASIDE || element->tag == TAG_FORM)
        return "sidebar";
    return NULL;
}

static void drop_range(struct select *select, const struct page_element *element,
                       const char *kind) {
    for (uint32_t i = element->first_block; i < element->past_block; i++)
        if (!select->dropped[i])
            select->dropped[i] = kind;
}

static uint32_t within(const uint32_t *sums, const struct page_element *element) {
    return sums[element->past_block] - sums[element->first_block];
}

/* Teasers of other stories: again and again a linked headline with one paragraph, and little else.
 */
static bool teasers(const struct select *select, const struct page_element *element) {
    return within(select->teased, element) >= TEASERS_LEAST &&
           within(select->teased, element) * 3 >= within(select->prose, element) * 2;
}

/* An embedded post is a blockquote in a box that calls itself social. */
static bool embeds_post(const struct select *select, const struct page_element *element) {
    return !(element->traits & (TRAIT_STRONG | TRAIT_HIDDEN | TRAIT_NAVIGATION)) &&
           within(select->quoted, element) > 0;
}

/* May all of `element` go? Names without doubt may take nearly everything: a short post has many
 * comments. */
static bool prune_allowed(const struct select *select, const struct page_element *element,
                          uint32_t all) {
    uint32_t good = good_in(select, element);
    if (embeds_post(select, element))
        return false;
    const uint16_t closed = TRAIT_HIDDEN | TRAIT_CLUTTER; /* a dialog that waits to be shown */
    bool strong = (element->traits & TRAIT_STRONG) || (element->traits & closed) == closed;
    if (strong || teasers(select, element))
        return good + STRONG_LEAVES_LEAST <= all || good <= PRUNE_SHARE * (double)all;
    return good <= PRUNE_SHARE * (double)all;
}

static void prune(struct select *select) {
    const struct page_element_list *elements = &select->document->elements;
    uint32_t all = select->good[select->document->blocks.count];
    uint32_t done = 0; /* blocks before this one are dropped already: keeps nested prunes linear */
    for (uint32_t i = 0; i < elements->count; i++) {
        const struct page_element *element = &elements->at[i];
        const char *kind = prune_kind(element);
        if (!kind && element->tag != TAG_BODY && teasers(select, element))
            kind = "links";
        if (!kind || element->first_block < done || !prune_allowed(select, element, all))
            continue;
        drop_range(select, element, kind);
        done = element->past_block;
    }
}

static void prune_or_undo(struct select *select) {
    uint32_t count = select->document->blocks.count;
    sum_good(select);
    uint32_t before = select->good[count];
    prune(select);
    sum_good(select);
    if (select->good[count] >= before / 7 || select->good[count] >= STRONG_LEAVES_LEAST)
        return;
    for (uint32_t i = 0; i < count; i++)
        select->dropped[i] = NULL;
    sum_good(select);
}

/* ---- the container ----------------------------------------------------------------------------
 */

/* Down from the root, into whatever child holds nearly all good text. Children stand behind their
 * parents, so one pass does. */
static uint32_t descend(const struct select *select, uint32_t container) {
    const struct page_element_list *elements = &select->document->elements;
    for (uint32_t i = container + 1; i < elements->count; i++)
        if (elements->at[i].parent == container &&
            good_in(select, &elements->at[i]) >=
                DESCEND_SHARE * (double)good_in(select, &elements->at[container]))
            container = i;
    return container;
}

/* The innermost element that calls itself the body and holds most of the good text. */
static uint32_t named_body(const struct select *select, uint32_t container) {
    const struct page_element_list *elements = &select->document->elements;
    double least = BODY_SHARE * (double)good_in(select, &elements->at[container]);
    uint32_t found = NO_INDEX;
    for (uint32_t i = container; i < elements->count; i++) {
        const struct page_element *element = &elements->at[i];
        if (element->first_block >= elements->at[container].past_block)
            break;
        bool named = (element->traits & TRAIT_BODY) || element->tag == TAG_ARTICLE;
        if (named && least > 0 && good_in(select, element) >= least)
            found = i;
    }
    return found;
}

/* Pages that load the next story below the first: the first article of some length. Articles
 * without a headline of the first order are the sections of one story. */
static uint32_t first_of_several(const struct select *select, uint32_t container) {
    const struct page_element_list *elements = &select->document->elements;
    uint32_t first = NO_INDEX;
    uint32_t several = 0;
    bool headed = false;
    for (uint32_t i = container + 1; i < elements->count; i++) {
        const struct page_element *element = &elements->at[i];
        if (element->first_block >= elements->at[container].past_block)
            break;
        if (element->tag != TAG_ARTICLE || good_in(select, element) < MULTIPLE_ARTICLES_LEAST)
            continue;
        several++;
        headed = headed || within(select->headlines, element) > 0;
        if (first == NO_INDEX)
            first = i;
    }
    return several > 1 && headed ? first : container;
}

static uint32_t container_find(const struct select *select) {
    if (!select->document->elements.count)
        return NO_INDEX;
    uint32_t container = first_of_several(select, descend(select, 0));
    uint32_t named = named_body(select, container);
    return named == NO_INDEX ? container : descend(select, named);
}

int page_select(struct arena *arena, const struct page_document *document, struct slice title,
                struct page_choice *ret_choice) {
    struct select select = {
        .document = document,
        .dropped = ARENA_ARRAY(arena, const char *, document->blocks.count + 1),
        .bodied = ARENA_ARRAY(arena, bool, document->elements.count + 1),
        .good = ARENA_ARRAY(arena, uint32_t, document->blocks.count + 1),
        .quoted = ARENA_ARRAY(arena, uint32_t, document->blocks.count + 1),
        .prose = ARENA_ARRAY(arena, uint32_t, document->blocks.count + 1),
        .headlines = ARENA_ARRAY(arena, uint32_t, document->blocks.count + 1),
        .teased = ARENA_ARRAY(arena, uint32_t, document->blocks.count + 1),
    };
    if (!select.dropped || !select.bodied || !select.good || !select.quoted || !select.prose ||
        !select.headlines || !select.teased)
        return ERR_NO_MEMORY;

    mark_bodies(&select);
    count_kinds(&select);
    prune_or_undo(&select);
    uint32_t container = container_find(&select);
    if (container != NO_INDEX) {
        const struct page_element *element = &document->elements.at[container];
        for (uint32_t i = 0; i < document->blocks.count; i++)
            if (i < element->first_block || i >= element->past_block)
                select.dropped[i] = page_outside;
        int result = page_trim(arena, document, container, title, select.dropped);
        if (result < 0)
            return result;
    }
    *ret_choice = (struct page_choice){select.dropped};
    return 0;
}
