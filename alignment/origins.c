/* One name for each origin over all articles.
 *
 * Names are compared by their words: "Hallin" is "Petra Hallin", "the agency" is "the civil
 * protection agency", "Meridian" is "Meridian Wire", where exactly one longer name in the articles
 * fits. The shorter name must end as the longer does, or, for outlets and agencies, begin so. Words
 * for anybody ("officials", "witnesses", "sources") name no origin: such a claim is the article's
 * own account. Names are taken longest first, so that the articles' order decides nothing.
 */
#include "alignment/origins.h"

#include "alignment/agencies.h"
#include "alignment/origin_credits.h"
#include "alignment/words.h"
#include "analysis/values/nouns.h"
#include "base/error.h"

#include <assert.h>
#include <stdlib.h>

enum { NAME_WORDS_MAX = 12, WORD_BYTES_MAX = 64 };

/* A name with its words as hashes. */
struct named {
    struct origin origin;
    uint32_t article;
    uint32_t attribution; /* NO_INDEX for the credit of the article */
    uint32_t word_count;
    uint64_t words[NAME_WORDS_MAX];
    uint32_t identity; /* index of the name whose origin it is */
};

struct named_list {
    struct named *at;
    uint32_t count;
    uint32_t capacity;
};

struct finder {
    struct arena *arena;
    const struct analysis *const *articles;
    const bool *copies; /* of origins_find() */
    uint32_t article_count;
    struct named_list names;
    uint32_t *sorted;    /* indices of names, longest first */
    uint32_t *placed;    /* per name: index into origins, NO_INDEX as yet */
    uint32_t **of_names; /* per article, per attribution: its name, NO_INDEX */
    uint32_t *credits;   /* per article: its name */
    struct origins origins;
};

const char *origin_kind_name(enum origin_kind kind) {
    static const char *const names[] = {"agency", "outlet", "source", "article"};
    assert((size_t)kind < sizeof names / sizeof *names);
    return names[kind];
}

/* ---- names ----------------------------------------------------------------------------------- */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* Adds the word in lower case, without articles and titles; words too long stay out. */
static void add_word(struct named *named, struct slice word) {
    char lower[WORD_BYTES_MAX];
    if (word.length > sizeof lower || named->word_count == NAME_WORDS_MAX)
        return;
    for (size_t i = 0; i < word.length; i++)
        lower[i] = (char)(word.at[i] >= 'A' && word.at[i] <= 'Z' ? word.at[i] + 32 : word.at[i]);
    struct slice folded = slice_of(lower, word.length);
    if (!word_is_function(folded))
        named->words[named->word_count++] = hash_slice(folded);
}

static void read_words(struct named *named) {
    struct slice text = named->origin.name;
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        while (i < text.length && is_letter(text.at[i]))
            i++;
        if (i > start)
            add_word(named, slice_of(text.at + start, i - start));
        else
            i++;
    }
}

/* The plural of somebody, or a word for a voice without a name. */
static bool is_anybody(struct slice lower) {
    static const struct slice plurals_of_one[] = {SLICE("authorities"), SLICE("headquarters"),
                                                  SLICE("news"), SLICE("police"),
                                                  SLICE("services")};
    static const struct slice voices[] = {
        SLICE("anyone"),   SLICE("author"), SLICE("critic"), SLICE("insider"),  SLICE("letter"),
        SLICE("many"),     SLICE("media"),  SLICE("nobody"), SLICE("observer"), SLICE("official"),
        SLICE("one"),      SLICE("person"), SLICE("report"), SLICE("resident"), SLICE("some"),
        SLICE("somebody"), SLICE("source"), SLICE("study"),  SLICE("witness")};
    if (SLICE_IN(lower, plurals_of_one))
        return false;
    return noun_is_plural(lower) || SLICE_IN(lower, voices);
}

static uint32_t last_word_token(const struct analysis *analysis, struct span span,
                                bool *ret_named) {
    uint32_t low = 0;
    uint32_t high = analysis->tokens.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (analysis->tokens.at[middle].span.start < span.start)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t last = NO_INDEX;
    *ret_named = false;
    for (uint32_t i = low; i < analysis->tokens.count; i++) {
        const struct token *token = &analysis->tokens.at[i];
        if (token->span.end > span.end)
            break;
        if (token->kind == TOKEN_WORD)
            last = i;
        bool opens = i == 0 || token->sentence != analysis->tokens.at[i - 1].sentence;
        if ((token->flags & TOKEN_CAPITALISED) && !opens)
            *ret_named = true;
    }
    return last;
}

/* Does the attribution name somebody who can be told from others? */
static bool tells_source(const struct analysis *analysis, const struct attribution *attribution) {
    if (!attribution->source_name.length || span_empty(attribution->source) ||
        slice_contains(analysis_slice(analysis, attribution->source), SLICE("(")))
        return false; /* with a bracket in it, a dateline that was read as a speaker */
    bool named;
    uint32_t last = last_word_token(analysis, attribution->source, &named);
    return last != NO_INDEX && (named || !is_anybody(analysis->tokens.at[last].lower));
}

static int add_name(struct finder *finder, struct named named, uint32_t *ret_index) {
    struct slice agency = agency_name(named.origin.name);
    if (agency.at)
        named.origin = (struct origin){ORIGIN_AGENCY, agency};
    read_words(&named);
    named.identity = finder->names.count;
    *ret_index = finder->names.count;
    return list_push(finder->arena, &finder->names, named) ? 0 : ERR_NO_MEMORY;
}

static int add_article(struct finder *finder, uint32_t article) {
    const struct analysis *analysis = finder->articles[article];
    const struct attribution_list *attributions = &analysis->attributions;
    struct named credit = {origin_credited(analysis), article, NO_INDEX, 0, {0}, 0};
    int error = add_name(finder, credit, &finder->credits[article]);
    uint32_t *of_names = ARENA_ARRAY(finder->arena, uint32_t, (size_t)attributions->count + 1);
    if (error || !of_names)
        return ERR_NO_MEMORY;

    uint32_t sources = 0;
    for (uint32_t i = 0; i < attributions->count; i++) {
        const struct attribution *attribution = &attributions->at[i];
        of_names[i] = NO_INDEX;
        if (sources == ORIGIN_SOURCES_MAX || !tells_source(analysis, attribution))
            continue;
        struct named named = {{ORIGIN_SOURCE, attribution->source_name}, article, i, 0, {0}, 0};
        if (add_name(finder, named, &of_names[i]) != 0)
            return ERR_NO_MEMORY;
        if (finder->names.at[of_names[i]].word_count == 0)
            of_names[i] = NO_INDEX; /* "he", "it": nobody */
        sources++;
    }
    finder->of_names[article] = of_names;
    return 0;
}

/* ---- one identity for each ------------------------------------------------------------------- */

static int compare_words(const struct named *a, const struct named *b) {
    if (a->word_count != b->word_count)
        return a->word_count < b->word_count ? 1 : -1;
    for (uint32_t i = 0; i < a->word_count; i++)
        if (a->words[i] != b->words[i])
            return a->words[i] < b->words[i] ? -1 : 1;
    return 0;
}

/* Longest first; equal names by their place, so that the first names the origin. */
static int compare_names(const void *a, const void *b, void *context) {
    const struct named *names = context;
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    int order = compare_words(&names[left], &names[right]);
    return order ? order : (left > right) - (left < right);
}

static bool has_word(const struct named *named, uint64_t word) {
    for (uint32_t i = 0; i < named->word_count; i++)
        if (named->words[i] == word)
            return true;
    return false;
}

/* Is `shorter` a way to name the one of `longer`? */
static bool fits(const struct named *shorter, const struct named *longer) {
    if (shorter->word_count == 0 || shorter->word_count >= longer->word_count)
        return false;
    bool ends = shorter->words[shorter->word_count - 1] == longer->words[longer->word_count - 1];
    bool house = shorter->origin.kind != ORIGIN_SOURCE || longer->origin.kind != ORIGIN_SOURCE;
    bool begins = house && shorter->words[0] == longer->words[0];
    if (!ends && !begins)
        return false;
    for (uint32_t i = 0; i < shorter->word_count; i++)
        if (!has_word(longer, shorter->words[i]))
            return false;
    return true;
}

/* The one identity among the fitting names of [first, past) of `sorted`, of one article where
 * `article` is given. NO_INDEX when there is none; *ret_several when there are more. */
static uint32_t fitting_identity(const struct finder *finder, const struct named *named,
                                 uint32_t past, uint32_t article, bool *ret_several) {
    uint32_t identity = NO_INDEX;
    *ret_several = false;
    for (uint32_t i = 0; i < past; i++) {
        const struct named *longer = &finder->names.at[finder->sorted[i]];
        if ((article != NO_INDEX && longer->article != article) || !fits(named, longer))
            continue;
        *ret_several |= identity != NO_INDEX && identity != longer->identity;
        identity = longer->identity;
    }
    return *ret_several ? NO_INDEX : identity;
}

static int identify(struct finder *finder) {
    struct named *names = finder->names.at;
    uint32_t count = finder->names.count;
    finder->sorted = ARENA_ARRAY(finder->arena, uint32_t, (size_t)count + 1);
    if (!finder->sorted)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < count; i++)
        finder->sorted[i] = i;
    qsort_r(finder->sorted, count, sizeof *finder->sorted, compare_names, names);
    for (uint32_t i = 0; i < count; i++) {
        struct named *named = &names[finder->sorted[i]];
        const struct named *before = i ? &names[finder->sorted[i - 1]] : NULL;
        if (named->word_count == 0)
            continue; /* an article that tells nothing of itself is its own */
        bool several;
        uint32_t identity = fitting_identity(finder, named, i, named->article, &several);
        if (identity == NO_INDEX && !several)
            identity = fitting_identity(finder, named, i, NO_INDEX, &several);
        if (identity == NO_INDEX && before && compare_words(before, named) == 0)
            identity = before->identity;
        if (identity == NO_INDEX)
            continue;
        named->identity = identity;
        if (named->origin.kind == ORIGIN_AGENCY)
            names[identity].origin.kind = ORIGIN_AGENCY;
    }
    return 0;
}

/* ---- copies ---------------------------------------------------------------------------------- */

/* The better credit of one text: an agency's, else the earlier, else by its words. */
static bool credits_better(const struct finder *finder, uint32_t a, uint32_t b) {
    const struct named *left = &finder->names.at[finder->credits[a]];
    const struct named *right = &finder->names.at[finder->credits[b]];
    if (left->origin.kind != right->origin.kind)
        return left->origin.kind < right->origin.kind;
    day_number left_day = finder->articles[a]->article.published_day;
    day_number right_day = finder->articles[b]->article.published_day;
    if (left_day != right_day)
        return right_day == DAY_NONE || (left_day != DAY_NONE && left_day < right_day);
    int order = slice_compare(left->origin.name, right->origin.name);
    return order ? order < 0 : a < b;
}

static uint32_t group_root(const uint32_t *groups, uint32_t article) {
    while (groups[article] != article)
        article = groups[article];
    return article;
}

/* Articles of one text take the credit of the best of them. */
static int join_copies(struct finder *finder) {
    uint32_t count = finder->article_count;
    uint32_t *groups = ARENA_ARRAY(finder->arena, uint32_t, (size_t)count + 1);
    if (!groups)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < count; i++) {
        groups[i] = i;
        for (uint32_t k = 0; k < i; k++) {
            uint32_t a = group_root(groups, i);
            uint32_t b = group_root(groups, k);
            if (a != b && finder->copies[(size_t)i * count + k])
                groups[credits_better(finder, a, b) ? b : a] = credits_better(finder, a, b) ? a : b;
        }
    }
    for (uint32_t i = 0; i < count; i++)
        finder->credits[i] = finder->credits[group_root(groups, i)];
    return 0;
}

/* ---- the answer ------------------------------------------------------------------------------ */

static bool place_name(struct finder *finder, uint32_t name, uint32_t *ret_origin) {
    uint32_t identity = finder->names.at[name].identity;
    if (finder->placed[identity] == NO_INDEX) {
        finder->placed[identity] = finder->origins.count;
        if (!list_push(finder->arena, &finder->origins, finder->names.at[identity].origin))
            return false;
    }
    *ret_origin = finder->placed[identity];
    return true;
}

static int place_article(struct finder *finder, uint32_t article) {
    const struct claim_list *claims = &finder->articles[article]->claims;
    uint32_t *of_claims = ARENA_ARRAY(finder->arena, uint32_t, (size_t)claims->count + 1);
    if (!of_claims ||
        !place_name(finder, finder->credits[article], &finder->origins.of_article[article]))
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < claims->count; i++) {
        uint32_t attribution = claims->at[i].attribution;
        uint32_t name = attribution == NO_INDEX ? NO_INDEX : finder->of_names[article][attribution];
        if (!place_name(finder, name == NO_INDEX ? finder->credits[article] : name, &of_claims[i]))
            return ERR_NO_MEMORY;
    }
    finder->origins.of_claims[article] = of_claims;
    return 0;
}

static int place_all(struct finder *finder) {
    finder->placed = ARENA_ARRAY(finder->arena, uint32_t, (size_t)finder->names.count + 1);
    if (!finder->placed)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < finder->names.count; i++)
        finder->placed[i] = NO_INDEX;
    for (uint32_t i = 0; i < finder->article_count; i++) {
        int error = place_article(finder, i);
        if (error)
            return error;
    }
    return 0;
}

int origins_find(struct arena *arena, const struct analysis *const *articles, uint32_t count,
                 const bool *copies, struct origins *ret_origins) {
    struct finder finder = {
        .arena = arena,
        .articles = articles,
        .copies = copies,
        .article_count = count,
        .of_names = ARENA_ARRAY(arena, uint32_t *, (size_t)count + 1),
        .credits = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
        .origins = {.article_count = count,
                    .of_article = ARENA_ARRAY(arena, uint32_t, (size_t)count + 1),
                    .of_claims = ARENA_ARRAY(arena, const uint32_t *, (size_t)count + 1)},
    };
    if (!finder.of_names || !finder.credits || !finder.origins.of_article ||
        !finder.origins.of_claims)
        return ERR_NO_MEMORY;

    int error = 0;
    for (uint32_t i = 0; i < count && !error; i++)
        error = add_article(&finder, i);
    if (!error)
        error = identify(&finder);
    if (!error)
        error = join_copies(&finder);
    if (!error)
        error = place_all(&finder);
    if (!error)
        *ret_origins = finder.origins;
    return error;
}

static int group_members(struct arena *arena, const struct origins *origins,
                         const struct claim_ref_list *members, struct member_origins *ret_members) {
    struct member_origins found = {
        .of_member = ARENA_ARRAY(arena, uint32_t, (size_t)members->count + 1),
        .distinct = ARENA_ARRAY(arena, uint32_t, (size_t)members->count + 1),
    };
    if (!found.of_member || !found.distinct)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < members->count; i++) {
        uint32_t origin = origin_of(origins, members->at[i]);
        uint32_t k = 0;
        while (k < found.count && found.distinct[k] != origin)
            k++;
        if (k == found.count)
            found.distinct[found.count++] = origin;
        found.of_member[i] = k;
    }
    *ret_members = found;
    return 0;
}

int origins_of_alignments(struct arena *arena, const struct origins *origins,
                          struct alignment_list *alignments) {
    for (uint32_t i = 0; i < alignments->count; i++) {
        struct alignment *alignment = &alignments->at[i];
        int error = group_members(arena, origins, &alignment->members, &alignment->origins);
        if (error)
            return error;
    }
    return 0;
}
