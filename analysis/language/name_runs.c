#include "analysis/language/name_runs.h"

#include "analysis/language/name_classes.h"
#include "analysis/language/tagset.h"

#include <assert.h>

enum {
    TITLE_TOKENS = 8, /* longer pile-ups of titles are no titles */
    RUN_TOKENS = 24,  /* a longer run is cut, so that taking it apart stays linear */
};

static bool class_of(const struct token *token, enum name_class class) {
    return name_class_has(class, token->lower);
}

static bool name_word(const struct token *token) {
    return token->kind == TOKEN_WORD && (token->flags & TOKEN_CAPITALISED) &&
           token->upos != UPOS_PRON && token->upos != UPOS_DET &&
           !class_of(token, NAME_CLASS_CALENDAR) && !class_of(token, NAME_CLASS_FUNCTION);
}

/* All capitals make a function word a name after all: "WHO", "US". */
static bool run_word(const struct token *token) {
    return name_word(token) || (token->kind == TOKEN_WORD && (token->flags & TOKEN_ALL_CAPS) &&
                                token->span.end - token->span.start <= 6);
}

static bool takes_of(const struct token *token) {
    return class_of(token, NAME_CLASS_ORGANIZATION_HEAD) ||
           class_of(token, NAME_CLASS_PLACE_HEAD) || class_of(token, NAME_CLASS_TITLE);
}

/* How many tokens join the run's last token, `at` - 1, to a capitalised word behind them; 0 when
 * nothing does. */
static uint32_t joint_length(const struct token *tokens, uint32_t at, uint32_t past) {
    const struct token *joint = &tokens[at];
    if (at + 1 >= past)
        return 0;
    if (slice_equal(joint->lower, SLICE("-")) && !(joint->flags & TOKEN_SPACE_BEFORE))
        return run_word(&tokens[at + 1]) && !(tokens[at + 1].flags & TOKEN_SPACE_BEFORE);
    if (slice_equal(joint->lower, SLICE("&")) || class_of(joint, NAME_CLASS_NAME_CONNECTOR))
        return run_word(&tokens[at + 1]);
    if (slice_equal(joint->lower, SLICE("and")))
        return class_of(&tokens[at - 1], NAME_CLASS_PORTFOLIO) && name_word(&tokens[at + 1]) &&
               class_of(&tokens[at + 1], NAME_CLASS_PORTFOLIO);
    bool after_head = slice_equal(joint->lower, SLICE("of")) ? takes_of(&tokens[at - 1])
                      : slice_equal(joint->lower, SLICE("for"))
                          ? class_of(&tokens[at - 1], NAME_CLASS_ORGANIZATION_HEAD)
                          : false;
    if (!after_head)
        return 0;
    if (name_word(&tokens[at + 1]))
        return 1;
    return at + 2 < past && slice_equal(tokens[at + 1].lower, SLICE("the")) &&
                   name_word(&tokens[at + 2])
               ? 2
               : 0;
}

/* "Vera May", but not "May" alone nor "Ghent May 5". */
static bool month_as_surname(const struct token *tokens, uint32_t at, uint32_t past) {
    static const struct slice months[] = {SLICE("april"), SLICE("august"), SLICE("june"),
                                          SLICE("may")};
    return (tokens[at].flags & TOKEN_CAPITALISED) && SLICE_IN(tokens[at].lower, months) &&
           !(at + 1 < past && tokens[at + 1].kind == TOKEN_NUMBER);
}

uint32_t name_run_end(const struct token *tokens, uint32_t at, uint32_t past) {
    uint32_t end = at;
    if (past - at > RUN_TOKENS)
        past = at + RUN_TOKENS;
    while (end < past) {
        if (run_word(&tokens[end]) || (end > at && month_as_surname(tokens, end, past))) {
            end++;
            continue;
        }
        uint32_t joint = end > at ? joint_length(tokens, end, past) : 0;
        if (joint == 0)
            break;
        end += joint;
    }
    return end;
}

/* "of" and what a secretary or minister is for. */
static uint32_t portfolio_end(const struct token *tokens, uint32_t at, uint32_t past) {
    uint32_t end = at;
    if (at + 1 >= past || !slice_equal(tokens[at].lower, SLICE("of")))
        return at;
    for (uint32_t i = at + 1; i < past && i < at + TITLE_TOKENS; i++) {
        if (class_of(&tokens[i], NAME_CLASS_PORTFOLIO))
            end = i + 1;
        else if (!slice_equal(tokens[i].lower, SLICE("the")))
            break;
    }
    return end;
}

uint32_t name_title_end(const struct token *tokens, uint32_t at, uint32_t past) {
    uint32_t end = at;
    for (uint32_t i = at; i < past && i < at + TITLE_TOKENS; i++) {
        if (class_of(&tokens[i], NAME_CLASS_TITLE))
            end = i + 1;
        else if (!class_of(&tokens[i], NAME_CLASS_TITLE_MODIFIER) &&
                 !slice_equal(tokens[i].lower, SLICE("-")))
            break;
    }
    return end > at
               ? (portfolio_end(tokens, end, past) > end ? portfolio_end(tokens, end, past) : end)
               : at;
}

uint32_t name_end_at_title(const struct token *tokens, uint32_t at, uint32_t past) {
    for (uint32_t i = at + 1; i + 1 < past; i++) {
        if (!class_of(&tokens[i], NAME_CLASS_TITLE) ||
            slice_equal(tokens[i + 1].lower, SLICE("of")))
            continue;
        uint32_t start = i;
        while (start > at + 1 && class_of(&tokens[start - 1], NAME_CLASS_TITLE_MODIFIER))
            start--;
        return start;
    }
    return past;
}

struct span name_title_before(const struct token *tokens, uint32_t first, uint32_t at) {
    struct span none = {at, at};
    uint32_t end = at;
    uint32_t low = at - first > TITLE_TOKENS ? at - TITLE_TOKENS : first;
    uint32_t title = end;
    while (title > low && class_of(&tokens[title - 1], NAME_CLASS_PORTFOLIO) &&
           !class_of(&tokens[title - 1], NAME_CLASS_TITLE))
        title--;
    if (title < end && title > low && slice_equal(tokens[title - 1].lower, SLICE("of")))
        end = title - 1;
    if (end <= low || !class_of(&tokens[end - 1], NAME_CLASS_TITLE))
        return none;

    uint32_t start = end - 1;
    while (start > low && (class_of(&tokens[start - 1], NAME_CLASS_TITLE_MODIFIER) ||
                           class_of(&tokens[start - 1], NAME_CLASS_TITLE)))
        start--;
    return (struct span){start, at};
}

enum entity_type name_tag_type(uint8_t tag) {
    assert(tag != 0);
    switch ((tag - 1) / 2) {
    case 0:
        return ENTITY_PERSON;
    case 1:
        return ENTITY_ORGANIZATION;
    default:
        return ENTITY_PLACE;
    }
}

struct slice name_lower_phrase(const struct token *tokens, uint32_t first, uint32_t past,
                               char *buffer, size_t size) {
    size_t length = 0;
    for (uint32_t i = first; i < past && length < size; i++) {
        if (i > first)
            buffer[length++] = ' ';
        size_t room = size - length;
        size_t take = tokens[i].lower.length < room ? tokens[i].lower.length : room;
        memcpy(buffer + length, tokens[i].lower.at, take);
        length += take;
    }
    return slice_of(buffer, length);
}
