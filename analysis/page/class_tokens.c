/* What the makers of a page call its parts.
 *
 * A class or id is judged by whole tokens: "articleBody related-links" is article, body, related,
 * links. Substrings are never looked at ("shadow" holds "ad"). Two neighbouring tokens of one name
 * may say more than each alone: "article-body", "entry-content".
 */
#include "analysis/page/document.h"

struct token_trait {
    const char *token;
    uint16_t traits;
};

/* Sorted by token. */
static const struct token_trait token_traits[] = {
    {"ad", TRAIT_CLUTTER},
    {"addthis", TRAIT_CLUTTER},
    {"ads", TRAIT_CLUTTER},
    {"adsense", TRAIT_CLUTTER},
    {"advert", TRAIT_CLUTTER},
    {"advertisement", TRAIT_CLUTTER | TRAIT_STRONG},
    {"advertorial", TRAIT_CLUTTER},
    {"articlebody", TRAIT_BODY},
    {"author", TRAIT_META},
    {"banner", TRAIT_CLUTTER},
    {"breadcrumb", TRAIT_NAVIGATION | TRAIT_STRONG},
    {"breadcrumbs", TRAIT_NAVIGATION | TRAIT_STRONG},
    {"byline", TRAIT_META},
    {"caption", TRAIT_CAPTION},
    {"comment", TRAIT_CLUTTER | TRAIT_STRONG},
    {"comments", TRAIT_CLUTTER | TRAIT_STRONG},
    {"consent", TRAIT_CLUTTER | TRAIT_STRONG},
    {"cookie", TRAIT_CLUTTER | TRAIT_STRONG},
    {"cookies", TRAIT_CLUTTER | TRAIT_STRONG},
    {"copyright", TRAIT_TAIL},
    {"credit", TRAIT_CAPTION},
    {"date", TRAIT_META},
    {"dateline", TRAIT_META},
    {"disclaimer", TRAIT_TAIL},
    {"disqus", TRAIT_CLUTTER | TRAIT_STRONG},
    {"figcaption", TRAIT_CAPTION},
    {"footer", TRAIT_NAVIGATION},
    {"gdpr", TRAIT_CLUTTER | TRAIT_STRONG},
    {"headline", TRAIT_HEADLINE},
    {"login", TRAIT_CLUTTER},
    {"menu", TRAIT_NAVIGATION},
    {"modal", TRAIT_CLUTTER},
    {"mostread", TRAIT_CLUTTER},
    {"nav", TRAIT_NAVIGATION},
    {"navbar", TRAIT_NAVIGATION},
    {"navigation", TRAIT_NAVIGATION},
    {"newsletter", TRAIT_CLUTTER | TRAIT_STRONG},
    {"outbrain", TRAIT_CLUTTER | TRAIT_STRONG},
    {"pager", TRAIT_NAVIGATION},
    {"pagination", TRAIT_NAVIGATION},
    {"paywall", TRAIT_CLUTTER},
    {"popular", TRAIT_CLUTTER},
    {"popup", TRAIT_CLUTTER},
    {"promo", TRAIT_CLUTTER},
    {"promotion", TRAIT_CLUTTER},
    {"pubdate", TRAIT_META},
    {"published", TRAIT_META},
    {"readmore", TRAIT_CLUTTER},
    {"recirc", TRAIT_CLUTTER | TRAIT_STRONG},
    {"recommendation", TRAIT_CLUTTER},
    {"recommendations", TRAIT_CLUTTER | TRAIT_STRONG},
    {"recommended", TRAIT_CLUTTER | TRAIT_STRONG},
    {"related", TRAIT_CLUTTER | TRAIT_STRONG},
    {"share", TRAIT_CLUTTER | TRAIT_STRONG},
    {"sharebar", TRAIT_CLUTTER},
    {"sharing", TRAIT_CLUTTER | TRAIT_STRONG},
    {"sidebar", TRAIT_CLUTTER},
    {"signup", TRAIT_CLUTTER},
    {"skip", TRAIT_NAVIGATION},
    {"social", TRAIT_CLUTTER},
    {"sponsor", TRAIT_CLUTTER},
    {"sponsored", TRAIT_CLUTTER},
    {"subscribe", TRAIT_CLUTTER},
    {"subscription", TRAIT_CLUTTER},
    {"taboola", TRAIT_CLUTTER | TRAIT_STRONG},
    {"tags", TRAIT_TAIL},
    {"teaser", TRAIT_CLUTTER},
    {"timestamp", TRAIT_META},
    {"toolbar", TRAIT_NAVIGATION},
    {"topics", TRAIT_TAIL},
    {"trending", TRAIT_CLUTTER},
    {"widget", TRAIT_CLUTTER},
};

struct pair_trait {
    const char *first;
    const char *second;
    uint16_t traits;
};

static const struct pair_trait pair_traits[] = {
    {"article", "body", TRAIT_BODY},      {"article", "content", TRAIT_BODY},
    {"article", "text", TRAIT_BODY},      {"body", "copy", TRAIT_BODY},
    {"body", "text", TRAIT_BODY},         {"content", "body", TRAIT_BODY},
    {"entry", "content", TRAIT_BODY},     {"post", "body", TRAIT_BODY},
    {"post", "content", TRAIT_BODY},      {"story", "body", TRAIT_BODY},
    {"story", "content", TRAIT_BODY},     {"story", "text", TRAIT_BODY},
    {"about", "author", TRAIT_TAIL},      {"author", "bio", TRAIT_TAIL},
    {"author", "info", TRAIT_TAIL},       {"author", "box", TRAIT_TAIL},
    {"also", "read", TRAIT_CLUTTER},      {"read", "more", TRAIT_CLUTTER},
    {"most", "read", TRAIT_CLUTTER},      {"more", "stories", TRAIT_CLUTTER},
    {"more", "from", TRAIT_CLUTTER},      {"sign", "up", TRAIT_CLUTTER},
    {"up", "next", TRAIT_CLUTTER},        {"see", "also", TRAIT_CLUTTER},
    {"screen", "reader", TRAIT_HIDDEN},   {"sr", "only", TRAIT_HIDDEN},
    {"visually", "hidden", TRAIT_HIDDEN}, {"you", "may", TRAIT_CLUTTER},
};

enum { TOKEN_MAX = 24 };

struct name_token {
    char at[TOKEN_MAX];
    size_t length;
};

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool alnum(char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool upper(char c) {
    return c >= 'A' && c <= 'Z';
}

/* The next token of an attribute value; *ret_joined tells that only '-', '_' or a change of case
 * parts it from the one before. False at the end. */
static bool token_next(struct slice value, size_t *at, struct name_token *ret, bool *ret_joined) {
    size_t i = *at;
    bool joined = i > 0;
    while (i < value.length && !alnum(value.at[i])) {
        joined = joined && (value.at[i] == '-' || value.at[i] == '_');
        i++;
    }
    ret->length = 0;
    for (size_t start = i; i < value.length && alnum(value.at[i]); i++) {
        if (i > start && upper(value.at[i]) && !upper(value.at[i - 1]))
            break;
        if (ret->length < TOKEN_MAX)
            ret->at[ret->length++] = lower(value.at[i]);
    }
    *at = i;
    *ret_joined = joined;
    return ret->length > 0;
}

static bool token_is(const struct name_token *token, const char *word) {
    return slice_equal(slice_of(token->at, token->length), slice_from_cstr(word));
}

static uint16_t token_lookup(const struct name_token *token) {
    size_t low = 0;
    size_t high = sizeof token_traits / sizeof *token_traits;
    struct slice word = slice_of(token->at, token->length);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = slice_compare(word, slice_from_cstr(token_traits[middle].token));
        if (order == 0)
            return token_traits[middle].traits;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

static uint16_t pair_lookup(const struct name_token *first, const struct name_token *second) {
    for (size_t i = 0; i < sizeof pair_traits / sizeof *pair_traits; i++)
        if (token_is(first, pair_traits[i].first) && token_is(second, pair_traits[i].second))
            return pair_traits[i].traits;
    return 0;
}

/* A name such as "no-comments" or "has-sidebar" on a large container speaks of a state, not of what
 * the element is. */
static bool negates(const struct name_token *token) {
    return token_is(token, "no") || token_is(token, "has") || token_is(token, "with") ||
           token_is(token, "without");
}

static uint16_t names_traits(struct slice value) {
    uint16_t traits = 0;
    struct name_token before = {.length = 0};
    struct name_token token;
    bool joined;
    for (size_t at = 0; token_next(value, &at, &token, &joined); before = token) {
        if (joined && negates(&before))
            continue;
        traits |= token_lookup(&token);
        if (joined)
            traits |= pair_lookup(&before, &token);
    }
    return traits;
}

uint16_t page_traits(enum page_attribute_name attribute, struct slice value) {
    switch (attribute) {
    case ATTRIBUTE_CLASS:
    case ATTRIBUTE_ID:
    case ATTRIBUTE_DATA_COMPONENT:
    case ATTRIBUTE_DATA_TESTID:
        return names_traits(value);
    case ATTRIBUTE_ITEMPROP:
        return slice_equal_ascii_case(value, SLICE("articleBody")) ? TRAIT_BODY : 0;
    case ATTRIBUTE_ROLE:
        if (slice_equal(value, SLICE("navigation")) || slice_equal(value, SLICE("contentinfo")))
            return TRAIT_NAVIGATION;
        return slice_equal(value, SLICE("complementary")) ? TRAIT_CLUTTER : 0;
    case ATTRIBUTE_HIDDEN:
        return TRAIT_HIDDEN;
    case ATTRIBUTE_ARIA_HIDDEN:
        return slice_equal(value, SLICE("true")) ? TRAIT_HIDDEN : 0;
    case ATTRIBUTE_STYLE:
        return slice_contains(value, SLICE("display:none")) ||
                       slice_contains(value, SLICE("display: none"))
                   ? TRAIT_HIDDEN
                   : 0;
    default:
        return 0;
    }
}
