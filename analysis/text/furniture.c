/* Page furniture in pasted text, by what such lines say and how they are built.
 *
 * A phrase of the table must be the whole line or open a short one; a line of running text that
 * happens to hold the phrase is left alone. Menus, trails and rows of share buttons are known by
 * their separators.
 */
#include "analysis/text/furniture.h"

#include "analysis/text/characters.h"

#define S(word)                                                                                    \
    { word, sizeof(word) - 1 }

enum match { WHOLE, OPENS, OPENS_UNCLOSED };

enum {
    SEGMENT_MAX = 24,
    MENU_WORDS = 4, /* of one entry of a menu */
    ADDRESS_WORDS = 8,
    FURNITURE_WORDS = 30, /* longer lines are text */
};

struct phrase {
    struct slice text;
    enum match match;
    uint32_t words; /* the longest line it may open */
};

static const struct phrase advertisement[] = {
    {S("ad"), WHOLE, 0},
    {S("ads"), WHOLE, 0},
    {S("advertisement"), OPENS_UNCLOSED, 16},
    {S("advertising"), WHOLE, 0},
    {S("article continues below"), OPENS, 8},
    {S("click here"), OPENS_UNCLOSED, 16},
    {S("download our app"), OPENS, 14},
    {S("download the app"), OPENS, 14},
    {S("promoted content"), OPENS, 6},
    {S("sponsored"), WHOLE, 0},
    {S("sponsored by"), OPENS_UNCLOSED, 10},
    {S("sponsored content"), OPENS, 8},
    {S("story continues below"), OPENS, 8},
};

static const struct phrase share[] = {
    {S("copy link"), OPENS, 6},   {S("email this"), OPENS, 6},  {S("follow us"), OPENS, 16},
    {S("like us on"), OPENS, 12}, {S("print this"), OPENS, 6},  {S("share"), WHOLE, 0},
    {S("share on"), OPENS, 30},   {S("share this"), OPENS, 12}, {S("share to"), OPENS, 12},
    {S("share via"), OPENS, 20},  {S("tweet this"), OPENS, 6},
};

static const struct phrase comments[] = {
    {S("add a comment"), WHOLE, 0},
    {S("cancel reply"), WHOLE, 0},
    {S("comment"), WHOLE, 0},
    {S("comments"), WHOLE, 0},
    {S("comments are closed"), OPENS, 8},
    {S("join the conversation"), OPENS, 6},
    {S("leave a comment"), OPENS, 8},
    {S("leave a reply"), OPENS, 8},
    {S("log in to comment"), OPENS, 8},
    {S("log in to leave a comment"), OPENS, 10},
    {S("please enter your"), OPENS, 8},
    {S("post a comment"), OPENS, 8},
    {S("required fields are marked"), OPENS, 8},
    {S("save my name"), OPENS, 20},
    {S("show comments"), WHOLE, 0},
    {S("view comments"), WHOLE, 0},
    {S("you must be logged in"), OPENS, 12},
    {S("your email address will not be published"), OPENS, 16},
};

static const struct phrase newsletter[] = {
    {S("already a subscriber"), OPENS, 8},
    {S("become a member"), OPENS_UNCLOSED, 12},
    {S("become a subscriber"), OPENS_UNCLOSED, 12},
    {S("enter your email"), OPENS, 10},
    {S("get our newsletter"), OPENS, 20},
    {S("get the latest"), OPENS_UNCLOSED, 20},
    {S("newsletter"), WHOLE, 0},
    {S("sign up"), WHOLE, 0},
    {S("sign up for"), OPENS, 25},
    {S("sign up to"), OPENS, 25},
    {S("subscribe"), WHOLE, 0},
    {S("subscribe now"), OPENS, 8},
    {S("subscribe to"), OPENS, 25},
    {S("support independent journalism"), OPENS, 14},
    {S("support local journalism"), OPENS, 14},
    {S("support our journalism"), OPENS, 14},
};

static const struct phrase related[] = {
    {S("also read"), WHOLE, 0},
    {S("also read:"), OPENS, 25},
    {S("don't miss"), WHOLE, 0},
    {S("editor's picks"), WHOLE, 0},
    {S("latest article"), WHOLE, 0},
    {S("latest articles"), WHOLE, 0},
    {S("latest news"), WHOLE, 0},
    {S("latest posts"), WHOLE, 0},
    {S("latest stories"), WHOLE, 0},
    {S("more articles"), WHOLE, 0},
    {S("more from"), OPENS_UNCLOSED, 6},
    {S("more news"), WHOLE, 0},
    {S("more stories"), WHOLE, 0},
    {S("most popular"), WHOLE, 0},
    {S("most read"), WHOLE, 0},
    {S("must read:"), OPENS, 25},
    {S("next article"), WHOLE, 0},
    {S("next post"), WHOLE, 0},
    {S("popular posts"), WHOLE, 0},
    {S("previous article"), WHOLE, 0},
    {S("previous post"), WHOLE, 0},
    {S("read also"), WHOLE, 0},
    {S("read also:"), OPENS, 25},
    {S("read more"), WHOLE, 0},
    {S("read more:"), OPENS, 25},
    {S("read next"), WHOLE, 0},
    {S("read next:"), OPENS, 25},
    {S("recent posts"), WHOLE, 0},
    {S("recommended"), WHOLE, 0},
    {S("recommended for you"), WHOLE, 0},
    {S("recommended:"), OPENS, 25},
    {S("related"), WHOLE, 0},
    {S("related articles"), WHOLE, 0},
    {S("related news"), WHOLE, 0},
    {S("related posts"), WHOLE, 0},
    {S("related stories"), WHOLE, 0},
    {S("related:"), OPENS, 25},
    {S("see also"), WHOLE, 0},
    {S("see also:"), OPENS, 25},
    {S("top stories"), WHOLE, 0},
    {S("trending"), WHOLE, 0},
    {S("trending now"), WHOLE, 0},
    {S("up next"), WHOLE, 0},
    {S("you may also like"), WHOLE, 0},
    {S("you might also like"), WHOLE, 0},
};

static const struct phrase tags[] = {
    {S("categories:"), OPENS, 25}, {S("category:"), OPENS, 12}, {S("filed under"), OPENS, 20},
    {S("keywords:"), OPENS, 25},   {S("tagged:"), OPENS, 25},   {S("tags:"), OPENS, 25},
    {S("topics:"), OPENS, 25},
};

static const struct phrase navigation[] = {
    {S("back to top"), WHOLE, 0},
    {S("continue reading"), WHOLE, 0},
    {S("home"), WHOLE, 0},
    {S("load more"), WHOLE, 0},
    {S("log in"), WHOLE, 0},
    {S("menu"), WHOLE, 0},
    {S("search"), WHOLE, 0},
    {S("show more"), WHOLE, 0},
    {S("sign in"), WHOLE, 0},
    {S("skip to content"), OPENS, 4},
    {S("skip to main content"), OPENS, 4},
};

static const struct phrase legal[] = {
    {S("all rights reserved"), OPENS, 25},
    {S("cookie policy"), WHOLE, 0},
    {S("copyright ("), OPENS, 25},
    {S("copyright 1"), OPENS, 25},
    {S("copyright 2"), OPENS, 25},
    {S("copyright \u00a9"), OPENS, 25},
    {S("privacy policy"), WHOLE, 0},
    {S("terms of use"), WHOLE, 0},
    {S("this site uses cookies"), OPENS, 25},
    {S("we use cookies"), OPENS, 25},
    {S("\u00a9"), OPENS, 25},
};

static const struct phrase contact[] = {
    {S("contact us"), OPENS_UNCLOSED, 10},
    {S("got a tip"), OPENS, 16},
};

#define GROUP(name)                                                                                \
    { S(#name), name, sizeof(name) / sizeof *(name) }

static const struct group {
    struct slice kind;
    const struct phrase *phrases;
    size_t count;
} groups[] = {
    GROUP(advertisement), GROUP(share), GROUP(comments),   GROUP(newsletter), GROUP(related),
    GROUP(tags),          GROUP(legal), GROUP(navigation), GROUP(contact),
};

static bool phrase_fits(const struct phrase *phrase, const struct line *line) {
    if (phrase->match == WHOLE)
        return slice_equal(line->lower, phrase->text);
    if (line->words > phrase->words || !slice_starts(line->lower, phrase->text))
        return slice_equal(line->lower, phrase->text);
    if (phrase->match == OPENS_UNCLOSED && line_is_closed(line) && line->words > 4)
        return false;
    if (line->lower.length == phrase->text.length)
        return true;
    /* the phrase ends where a word ends */
    char last = phrase->text.at[phrase->text.length - 1];
    unsigned char next = (unsigned char)line->lower.at[phrase->text.length];
    return char_class((unsigned char)last) != CHAR_LETTER || next >= 0x80 ||
           char_class(next) != CHAR_LETTER;
}

static struct slice phrase_kind(const struct line *line) {
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        for (size_t i = 0; i < groups[g].count; i++)
            if (phrase_fits(&groups[g].phrases[i], line))
                return groups[g].kind;
    return slice_of(NULL, 0);
}

/* ---- rows of buttons, menus, trails ---------------------------------------------------------- */

static const struct slice networks[] = {
    S("bluesky"),   S("copy"),    S("e-mail"),   S("email"),     S("facebook"),  S("flipboard"),
    S("instagram"), S("link"),    S("linkedin"), S("messenger"), S("pinterest"), S("print"),
    S("reddit"),    S("share"),   S("telegram"), S("threads"),   S("tiktok"),    S("tumblr"),
    S("tweet"),     S("twitter"), S("whatsapp"), S("x"),         S("youtube"),
};

static bool is_network(struct slice word) {
    return SLICE_IN(word, networks);
}

/* Calls nothing of the line's a sentence: are all its words names of networks? */
static bool all_networks(struct slice lower) {
    for (size_t at = 0; at < lower.length;) {
        size_t end = at;
        while (end < lower.length && lower.at[end] != ' ')
            end++;
        if (end > at && !is_network(slice_of(lower.at + at, end - at)))
            return false;
        at = end + 1;
    }
    return lower.length > 0;
}

struct segments {
    struct slice at[SEGMENT_MAX];
    size_t count;
    bool trail; /* parted by > or » */
};

/* The line's parts between " | ", " • ", " > " and their like. */
static void split_segments(struct slice line, struct segments *ret) {
    static const struct slice separators[] = {S("|"),      S("\u2022"), S("\u00b7"),        S(">"),
                                              S("\u00bb"), S("\u203a"), S("\u00ab||\u00bb")};
    *ret = (struct segments){.count = 0};
    size_t start = 0;
    for (size_t at = 0; at <= line.length && ret->count < SEGMENT_MAX;) {
        size_t end = at;
        while (end < line.length && line.at[end] != ' ')
            end++;
        struct slice word = slice_of(line.at + at, end - at);
        size_t which = 0;
        while (which < sizeof separators / sizeof *separators &&
               !slice_equal(word, separators[which]))
            which++;
        bool separator = which < sizeof separators / sizeof *separators;
        if (separator || end >= line.length) {
            size_t stop = separator ? at : end;
            ret->trail |= separator && which >= 3 && which <= 5;
            ret->at[ret->count++] = slice_trim(slice_of(line.at + start, stop - start));
            start = end;
        }
        at = end + 1;
    }
}

static size_t word_count(struct slice text) {
    size_t words = text.length > 0;
    for (size_t i = 0; i < text.length; i++)
        words += text.at[i] == ' ';
    return words;
}

static bool shares(struct slice segment) {
    return slice_starts(segment, SLICE("share ")) || slice_starts(segment, SLICE("tweet")) ||
           is_network(segment);
}

static struct slice row_kind(const struct line *line, enum zone zone) {
    struct segments segments;
    split_segments(line->lower, &segments);
    if (segments.count < 2)
        return slice_of(NULL, 0);
    size_t small = 0;
    size_t shared = 0;
    for (size_t i = 0; i < segments.count; i++) {
        small += word_count(segments.at[i]) <= MENU_WORDS;
        shared += shares(segments.at[i]);
    }
    if (shared * 2 >= segments.count && small == segments.count)
        return SLICE("share");
    bool edge = zone != ZONE_MIDDLE;
    if (edge && segments.count >= 3 && small == segments.count)
        return SLICE("navigation");
    if (zone == ZONE_HEAD && segments.trail && segments.count >= 3 && small + 1 >= segments.count)
        return SLICE("navigation");
    return slice_of(NULL, 0);
}

/* ---- counters and addresses ------------------------------------------------------------------ */

/* "0 comments", "12 shares", "5 min read" */
static struct slice counter_kind(struct slice lower) {
    size_t at = 0;
    while (at < lower.length && lower.at[at] >= '0' && lower.at[at] <= '9')
        at++;
    if (at == 0)
        return slice_of(NULL, 0);
    struct slice rest = slice_trim(slice_of(lower.at + at, lower.length - at));
    if (slice_equal(rest, SLICE("comment")) || slice_equal(rest, SLICE("comments")))
        return SLICE("comments");
    if (slice_equal(rest, SLICE("share")) || slice_equal(rest, SLICE("shares")))
        return SLICE("share");
    if (slice_equal(rest, SLICE("min read")) || slice_equal(rest, SLICE("minute read")) ||
        slice_equal(rest, SLICE("mins read")) || slice_equal(rest, SLICE("minutes read")))
        return SLICE("reading time");
    return slice_of(NULL, 0);
}

static bool has_address(struct slice lower) {
    const char *at = memchr(lower.at, '@', lower.length);
    if (!at || at == lower.at)
        return false;
    size_t rest = lower.length - (size_t)(at - lower.at);
    return memchr(at, '.', rest) != NULL && at[-1] != ' ';
}

struct slice furniture_kind(const struct line *line, enum zone zone) {
    if (line->words > FURNITURE_WORDS)
        return slice_of(NULL, 0);
    struct slice kind = phrase_kind(line);
    if (!kind.at)
        kind = counter_kind(line->lower);
    if (!kind.at && all_networks(line->lower))
        kind = SLICE("share");
    if (!kind.at)
        kind = row_kind(line, zone);
    if (!kind.at && zone != ZONE_MIDDLE && line->words <= ADDRESS_WORDS &&
        has_address(line->lower) && !line_is_prose(line))
        kind = SLICE("contact");
    return kind;
}
