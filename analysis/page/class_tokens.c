/* What the makers of a page call its parts.
 *
 * A class or id is judged by whole tokens: "articleBody related-links" is article, body, related,
 * links. Substrings are never looked at ("shadow" holds "ad"). Two neighbouring tokens of one name
 * may say more than each alone: "article-body", "entry-content".
 */
#include "analysis/page/document.h"

struct token_trait {
    struct slice token;
    uint16_t traits;
};

/* Sorted by token. */
static const struct token_trait token_traits[] = {
    {SLICE("ad"), TRAIT_CLUTTER},
    {SLICE("addthis"), TRAIT_CLUTTER},
    {SLICE("ads"), TRAIT_CLUTTER},
    {SLICE("adsense"), TRAIT_CLUTTER},
    {SLICE("advert"), TRAIT_CLUTTER},
    {SLICE("advertisement"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("advertorial"), TRAIT_CLUTTER},
    {SLICE("articlebody"), TRAIT_BODY},
    {SLICE("author"), TRAIT_META},
    {SLICE("banner"), TRAIT_CLUTTER},
    {SLICE("breadcrumb"), TRAIT_NAVIGATION | TRAIT_STRONG},
    {SLICE("breadcrumbs"), TRAIT_NAVIGATION | TRAIT_STRONG},
    {SLICE("byline"), TRAIT_META},
    {SLICE("caption"), TRAIT_CAPTION},
    {SLICE("comment"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("comments"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("consent"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("cookie"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("cookies"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("copyright"), TRAIT_TAIL},
    {SLICE("credit"), TRAIT_CAPTION},
    {SLICE("date"), TRAIT_META},
    {SLICE("dateline"), TRAIT_META},
    {SLICE("disclaimer"), TRAIT_TAIL},
    {SLICE("disqus"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("figcaption"), TRAIT_CAPTION},
    {SLICE("footer"), TRAIT_NAVIGATION},
    {SLICE("gdpr"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("headline"), TRAIT_HEADLINE},
    {SLICE("login"), TRAIT_CLUTTER},
    {SLICE("menu"), TRAIT_NAVIGATION},
    {SLICE("modal"), TRAIT_CLUTTER},
    {SLICE("mostread"), TRAIT_CLUTTER},
    {SLICE("nav"), TRAIT_NAVIGATION},
    {SLICE("navbar"), TRAIT_NAVIGATION},
    {SLICE("navigation"), TRAIT_NAVIGATION},
    {SLICE("newsletter"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("outbrain"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("pager"), TRAIT_NAVIGATION},
    {SLICE("pagination"), TRAIT_NAVIGATION},
    {SLICE("paywall"), TRAIT_CLUTTER},
    {SLICE("popular"), TRAIT_CLUTTER},
    {SLICE("popup"), TRAIT_CLUTTER},
    {SLICE("promo"), TRAIT_CLUTTER},
    {SLICE("promotion"), TRAIT_CLUTTER},
    {SLICE("pubdate"), TRAIT_META},
    {SLICE("published"), TRAIT_META},
    {SLICE("readmore"), TRAIT_CLUTTER},
    {SLICE("recirc"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("recommendation"), TRAIT_CLUTTER},
    {SLICE("recommendations"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("recommended"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("related"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("share"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("sharebar"), TRAIT_CLUTTER},
    {SLICE("sharing"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("sidebar"), TRAIT_CLUTTER},
    {SLICE("signup"), TRAIT_CLUTTER},
    {SLICE("skip"), TRAIT_NAVIGATION},
    {SLICE("social"), TRAIT_CLUTTER},
    {SLICE("sponsor"), TRAIT_CLUTTER},
    {SLICE("sponsored"), TRAIT_CLUTTER},
    {SLICE("subscribe"), TRAIT_CLUTTER},
    {SLICE("subscription"), TRAIT_CLUTTER},
    {SLICE("taboola"), TRAIT_CLUTTER | TRAIT_STRONG},
    {SLICE("tags"), TRAIT_TAIL},
    {SLICE("teaser"), TRAIT_CLUTTER},
    {SLICE("timestamp"), TRAIT_META},
    {SLICE("toolbar"), TRAIT_NAVIGATION},
    {SLICE("topics"), TRAIT_TAIL},
    {SLICE("trending"), TRAIT_CLUTTER},
    {SLICE("widget"), TRAIT_CLUTTER},
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
    const struct token_trait *row = SLICE_ROW(slice_of(token->at, token->length), token_traits);
    return row ? row->traits : 0;
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
