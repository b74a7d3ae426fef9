/* One pass over each sentence. Capitalised words that stand together form a run ("Ruritanian
 * Foreign Minister Ada Morrow"); a run is taken apart from its front: what the gazetteer knows,
 * then titles, then one name, whose type the sequence model, its head word and its surroundings
 * tell. The gazetteer decides where it knows, unless the run says otherwise ("Jordan" before a
 * surname, "Reading" at the head of a sentence). */
#include "analysis/language/mentions.h"

#include "analysis/language/gazetteer.h"
#include "analysis/language/name_classes.h"
#include "analysis/language/name_runs.h"
#include "analysis/language/names.h"
#include "analysis/language/tagset.h"
#include "analysis/language/wordnet.h"
#include "base/error.h"

enum { CITY_SURE_POPULATION = 100000 }; /* smaller ones need a preposition or a region behind */

struct scan {
    const struct resources *resources;
    struct arena *arena;
    const struct analysis *analysis;
    const struct token *tokens;
    const uint8_t *tags;
    uint32_t first; /* of the sentence */
    uint32_t past;
    bool title_case; /* a headline: capitals tell nothing */
    struct mention_list *mentions;
};

static int push(struct scan *scan, struct mention mention) {
    return list_push(scan->arena, scan->mentions, mention) ? 0 : ERR_NO_MEMORY;
}

static const struct mention *last_mention(const struct scan *scan) {
    return scan->mentions->count ? &scan->mentions->at[scan->mentions->count - 1] : NULL;
}

static bool word_is(const struct scan *scan, uint32_t at, struct slice word) {
    return at >= scan->first && at < scan->past && slice_equal(scan->tokens[at].lower, word);
}

static bool class_at(const struct scan *scan, uint32_t at, enum name_class class) {
    return at >= scan->first && at < scan->past && name_class_has(class, scan->tokens[at].lower);
}

/* The first word of a sentence or of a quotation in it: its capital tells nothing. */
static bool opens_sentence(const struct scan *scan, uint32_t at) {
    if (at == scan->first)
        return true;
    const struct token *before = &scan->tokens[at - 1];
    return before->kind == TOKEN_PUNCTUATION && !slice_equal(before->lower, SLICE(",")) &&
           !slice_equal(before->lower, SLICE("-")) && !slice_equal(before->lower, SLICE("("));
}

static bool proper(const struct scan *scan, uint32_t at) {
    return scan->tokens[at].upos == UPOS_PROPN || (scan->tags && scan->tags[at] != 0);
}

/* ---- what the gazetteer knows --------------------------------------------------------------- */

static enum entity_type type_of_kind(uint8_t kind) {
    switch (kind) {
    case GAZETTEER_COUNTRY:
    case GAZETTEER_CAPITAL:
    case GAZETTEER_REGION:
    case GAZETTEER_CITY:
    case GAZETTEER_PLACE:
        return ENTITY_PLACE;
    case GAZETTEER_EVENT:
        return ENTITY_EVENT;
    case GAZETTEER_DEMONYM:
        return ENTITY_OTHER;
    default:
        return ENTITY_ORGANIZATION;
    }
}

static bool raw_has_lower_case(const struct scan *scan, uint32_t from, uint32_t past) {
    const char *text = scan->analysis->article.text.at;
    for (uint32_t i = scan->tokens[from].span.start; i < scan->tokens[past - 1].span.end; i++)
        if (text[i] >= 'a' && text[i] <= 'z')
            return true;
    return false;
}

/* A region, country or capital behind a comma: "Reading, Pennsylvania". */
static bool region_behind(const struct scan *scan, uint32_t at) {
    struct gazetteer_match match;
    if (!word_is(scan, at, SLICE(",")) || at + 1 >= scan->past ||
        !gazetteer_longest(scan->resources->gazetteer, scan->tokens, at + 1, scan->past, &match))
        return false;
    return gazetteer_of_kind(&match, GAZETTEER_COUNTRY) ||
           gazetteer_of_kind(&match, GAZETTEER_REGION);
}

/* Small cities, and cities that are English words, need more than a capital. */
static bool city_is_sure(const struct scan *scan, uint32_t at, uint32_t past,
                         const struct gazetteer_entry *entry) {
    if (entry->population >= CITY_SURE_POPULATION && !(entry->flags & GAZETTEER_COMMON))
        return true;
    return class_at(scan, at - 1, NAME_CLASS_PLACE_PREPOSITION) || region_behind(scan, past);
}

/* At the head of a sentence: "Turkey" but not "Reading", "Polish" unless one polishes. */
static bool capital_is_a_name(const struct scan *scan, uint32_t at, uint8_t kind) {
    uint8_t upos = scan->tokens[at].upos;
    if (upos == UPOS_NONE)
        return kind == GAZETTEER_COUNTRY || kind == GAZETTEER_DEMONYM;
    if (kind == GAZETTEER_DEMONYM)
        return upos == UPOS_ADJ || upos == UPOS_NOUN || proper(scan, at);
    return proper(scan, at);
}

static bool entry_fits(const struct scan *scan, uint32_t at, uint32_t past,
                       const struct gazetteer_entry *entry) {
    bool single = past == at + 1;
    if (entry->kind == GAZETTEER_FIRST_NAME)
        return false;
    if ((entry->flags & GAZETTEER_NEEDS_THE) && !(at > 0 && word_is(scan, at - 1, SLICE("the"))))
        return false;
    if ((entry->flags & GAZETTEER_ACRONYM) && raw_has_lower_case(scan, at, past))
        return false;
    if (single && (entry->flags & GAZETTEER_COMMON) && !(entry->flags & GAZETTEER_ACRONYM) &&
        (scan->title_case || opens_sentence(scan, at)) && !capital_is_a_name(scan, at, entry->kind))
        return false;
    if (entry->kind == GAZETTEER_CITY)
        return at > 0 && city_is_sure(scan, at, past, entry);
    return true;
}

/* A first name before a capitalised word that is no title begins a person's name. */
static bool begins_person(const struct scan *scan, uint32_t past, uint32_t run_past,
                          const struct gazetteer_match *match) {
    return past < run_past && gazetteer_of_kind(match, GAZETTEER_FIRST_NAME) &&
           !class_at(scan, past, NAME_CLASS_TITLE) &&
           !class_at(scan, past, NAME_CLASS_TITLE_MODIFIER);
}

static const struct gazetteer_entry *known_at(const struct scan *scan, uint32_t at,
                                              uint32_t run_past, uint32_t *ret_past) {
    struct gazetteer_match match;
    if (!gazetteer_longest(scan->resources->gazetteer, scan->tokens, at, scan->past, &match) ||
        begins_person(scan, match.past_token, run_past, &match))
        return NULL;

    *ret_past = match.past_token;
    for (uint32_t i = 0; i < match.count; i++)
        if (entry_fits(scan, at, match.past_token, &match.entries[i]))
            return match.entries + i;
    return NULL;
}

static int push_known(struct scan *scan, uint32_t at, uint32_t past,
                      const struct gazetteer_entry *entry) {
    const struct gazetteer *gazetteer = scan->resources->gazetteer;
    struct slice country = {0};
    if (entry->country_length)
        country = slice_of(gazetteer->words.at + entry->country, entry->country_length);
    return push(scan, (struct mention){
                          .first_token = at,
                          .past_token = past,
                          .type = type_of_kind(entry->kind),
                          .known = true,
                          .name = gazetteer_name(gazetteer, entry),
                          .country = country,
                          .title_first = at,
                          .title_past = at,
                          .apposition_of = NO_INDEX,
                      });
}

/* ---- what the name itself tells ------------------------------------------------------------- */

/* An organisation's head word at the end, or before "of" or "for". */
static bool is_organization(const struct scan *scan, uint32_t at, uint32_t past) {
    if (past - at > 1 && class_at(scan, past - 1, NAME_CLASS_ORGANIZATION_HEAD))
        return true;
    for (uint32_t i = at; i + 1 < past; i++)
        if (word_is(scan, i + 1, SLICE("of")) || word_is(scan, i + 1, SLICE("for")))
            return class_at(scan, i, NAME_CLASS_ORGANIZATION_HEAD);
    return false;
}

static bool is_place(const struct scan *scan, uint32_t at, uint32_t past) {
    return past - at > 1 && (class_at(scan, past - 1, NAME_CLASS_PLACE_HEAD) ||
                             class_at(scan, at, NAME_CLASS_PLACE_FRONT));
}

/* "Highway 14" is named by its number. */
static bool is_numbered_road(const struct scan *scan, uint32_t past) {
    static const struct slice roads[] = {SLICE("autobahn"), SLICE("highway"), SLICE("interstate"),
                                         SLICE("motorway"), SLICE("route")};
    return past > scan->first && past < scan->past && scan->tokens[past].kind == TOKEN_NUMBER &&
           SLICE_IN(scan->tokens[past - 1].lower, roads);
}

static bool first_name_at(const struct scan *scan, uint32_t at) {
    bool known;
    (void)gazetteer_first_name(scan->resources->gazetteer, scan->tokens[at].lower, &known);
    return known;
}

/* "the towns of Alder, Birch and Cedar": behind the noun, or in a list with a place that is. */
static bool place_in_list(const struct scan *scan, uint32_t at) {
    if (at < scan->first + 2)
        return false;
    if (word_is(scan, at - 1, SLICE("of")) && class_at(scan, at - 2, NAME_CLASS_PLACE_KIND))
        return true;
    const struct mention *before = last_mention(scan);
    return (word_is(scan, at - 1, SLICE(",")) || word_is(scan, at - 1, SLICE("and"))) && before &&
           before->past_token == at - 1 && before->type == ENTITY_PLACE && !before->known;
}

/* The model's word for the run: the first type that it gives any of its tokens. */
static bool model_type(const struct scan *scan, uint32_t at, uint32_t past,
                       enum entity_type *ret_type) {
    for (uint32_t i = at; scan->tags && i < past; i++) {
        if (scan->tags[i] == 0)
            continue;
        *ret_type = name_tag_type(scan->tags[i]);
        return true;
    }
    return false;
}

/* "ALDER CITY — ", "ALDER (Northwire) — ": where the report was written. */
static bool is_dateline(const struct scan *scan, uint32_t at, uint32_t past) {
    static const struct slice marks[] = {
        SLICE("("),           SLICE(","), SLICE("-"), SLICE("--"), SLICE("\xE2\x80\x93"),
        SLICE("\xE2\x80\x94")};
    if (at != scan->first || past >= scan->past)
        return false;
    for (uint32_t i = at; i < past; i++)
        if (!(scan->tokens[i].flags & TOKEN_ALL_CAPS))
            return false;
    for (uint32_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_equal(scan->tokens[past].lower, marks[i]))
            return true;
    return false;
}

static enum entity_type type_by_surroundings(const struct scan *scan, uint32_t at, uint32_t past) {
    uint32_t count = past - at;
    if (count == 1 && (scan->tokens[at].flags & TOKEN_ALL_CAPS))
        return ENTITY_ORGANIZATION;
    if (class_at(scan, at - 1, NAME_CLASS_PLACE_PREPOSITION))
        return ENTITY_PLACE;
    if (count > 1 && count <= 4 && !word_is(scan, at - 1, SLICE("the")))
        return ENTITY_PERSON;
    return ENTITY_OTHER;
}

static enum entity_type type_of_run(const struct scan *scan, uint32_t at, uint32_t past,
                                    bool titled) {
    enum entity_type type;
    if (past - at > 1 && class_at(scan, past - 1, NAME_CLASS_EVENT_NOUN))
        return ENTITY_EVENT;
    if (is_organization(scan, at, past))
        return ENTITY_ORGANIZATION;
    if (titled)
        return ENTITY_PERSON;
    if (is_place(scan, at, past) || place_in_list(scan, at) || is_numbered_road(scan, past - 1))
        return ENTITY_PLACE;
    if (past - at > 1 && first_name_at(scan, at))
        return ENTITY_PERSON;
    if (is_dateline(scan, at, past))
        return ENTITY_PLACE;
    if (model_type(scan, at, past, &type))
        return type;
    type = type_by_surroundings(scan, at, past);
    return scan->tags && type == ENTITY_PERSON ? ENTITY_OTHER : type;
}

/* "Mark the date": taggers take the capital of an imperative for a name's. With a model only what
 * an article follows is doubted. */
static bool is_likely_verb(const struct scan *scan, uint32_t at) {
    bool before_article = at + 1 < scan->past && scan->tokens[at + 1].upos == UPOS_DET;
    return (scan->tags == NULL || before_article) && opens_sentence(scan, at) &&
           first_name_at(scan, at) &&
           wordnet_known(scan->resources->wordnet, scan->tokens[at].lower, WORDNET_VERB);
}

/* A capital that the place in the sentence explains, or an adjective, is no name. */
static bool is_plain_word(const struct scan *scan, uint32_t at) {
    const struct token *token = &scan->tokens[at];
    if (proper(scan, at))
        return is_likely_verb(scan, at);
    if (token->upos != UPOS_NONE)
        return !(token->flags & TOKEN_ALL_CAPS) || opens_sentence(scan, at);
    for (int pos = WORDNET_NOUN; pos <= WORDNET_ADVERB && opens_sentence(scan, at); pos++)
        if (wordnet_base_form(scan->resources->wordnet, token->lower, (enum wordnet_pos)pos).at)
            return true;
    return false;
}

/* "the Harrow fire", "the Group of Seven summit": the event around the name just found. */
static int push_event(struct scan *scan) {
    const struct mention *inner = last_mention(scan);
    uint32_t at = inner->past_token;
    if (inner->type == ENTITY_PERSON || inner->type == ENTITY_EVENT || at >= scan->past ||
        (scan->tokens[at].flags & TOKEN_CAPITALISED) || !class_at(scan, at, NAME_CLASS_EVENT_NOUN))
        return 0;
    return push(scan, (struct mention){
                          .first_token = inner->first_token,
                          .past_token = at + 1,
                          .type = ENTITY_EVENT,
                          .title_first = at,
                          .title_past = at,
                          .apposition_of = NO_INDEX,
                      });
}

/* ---- titles and roles ----------------------------------------------------------------------- */

/* Whose title it is: the demonym or country that stands right before it, or its possessive. */
static struct slice country_before(const struct scan *scan, uint32_t at) {
    const struct mention *before = last_mention(scan);
    if (!before || before->first_token < scan->first || !before->known)
        return (struct slice){0};
    if (before->past_token == at ||
        (before->past_token + 1 == at && slice_starts(scan->tokens[at - 1].lower, SLICE("'"))))
        return before->country;
    return (struct slice){0};
}

static struct slice country_behind(const struct scan *scan, uint32_t at) {
    uint32_t past;
    if (!word_is(scan, at, SLICE("of")) || at + 1 >= scan->past)
        return (struct slice){0};
    const struct gazetteer_entry *entry = known_at(scan, at + 1, at + 1, &past);
    if (!entry || entry->kind != GAZETTEER_COUNTRY)
        return (struct slice){0};
    return gazetteer_name(scan->resources->gazetteer, entry);
}

static int push_name(struct scan *scan, uint32_t at, uint32_t past) {
    past += is_numbered_road(scan, past);
    struct span title = name_title_before(scan->tokens, scan->first, at);
    bool titled = title.start < title.end;
    struct mention mention = {
        .first_token = at,
        .past_token = past,
        .type = type_of_run(scan, at, past, titled),
        .title_first = title.start,
        .title_past = title.end,
        .apposition_of = NO_INDEX,
    };
    if (titled)
        mention.country = country_before(scan, title.start);
    if (titled && !mention.country.at)
        mention.country = country_behind(scan, past);
    int result = push(scan, mention);
    return result < 0 ? result : push_event(scan);
}

static int push_weak(struct scan *scan, uint32_t at) {
    return push(scan, (struct mention){
                          .first_token = at,
                          .past_token = at + 1,
                          .type = ENTITY_OTHER,
                          .weak = true,
                          .title_first = at,
                          .title_past = at,
                          .apposition_of = NO_INDEX,
                      });
}

/* "the Lisbon Lynxes": to the model, what the gazetteer knows only begins the name of a person or
 * an organization. */
static bool model_goes_on(const struct scan *scan, uint32_t at, uint32_t known_past,
                          uint32_t past) {
    if (!scan->tags || known_past >= past)
        return false;
    uint8_t behind = scan->tags[known_past];
    return (behind == NAME_I_PER || behind == NAME_I_ORG) && scan->tags[at] != 0 &&
           name_tag_type(scan->tags[at]) == name_tag_type(behind);
}

/* What the gazetteer knows at the front, unless it begins the name of something else. *ret_past is
 * `at` when nothing was taken. */
static int take_known(struct scan *scan, uint32_t at, uint32_t past, uint32_t *ret_past) {
    uint32_t known_past = at;
    const struct gazetteer_entry *entry = known_at(scan, at, past, &known_past);
    *ret_past = at;
    if (!entry)
        return 0;
    bool before_title = name_title_end(scan->tokens, known_past, past) > known_past;
    if (model_goes_on(scan, at, known_past, past) && !before_title)
        return 0;
    if (known_past < past && ((entry->kind == GAZETTEER_CITY && !before_title) ||
                              is_organization(scan, at, name_end_at_title(scan->tokens, at, past))))
        return 0;

    int result = push_known(scan, at, known_past, entry);
    *ret_past = known_past;
    return result < 0 ? result : push_event(scan);
}

/* "Astronaut Ada Morrow": a word for a person before a first name. */
static bool person_noun_before_name(const struct scan *scan, uint32_t at, uint32_t past) {
    return past - at > 2 && !first_name_at(scan, at) && first_name_at(scan, at + 1) &&
           wordnet_class_of(scan->resources->wordnet, scan->tokens[at].lower, WORDNET_NOUN) ==
               WORDNET_NOUN_PERSON;
}

/* Titles, "of" behind them, and words that only open the sentence are no part of the name. */
static uint32_t skip_front(const struct scan *scan, uint32_t at, uint32_t past) {
    uint32_t title_past = name_title_end(scan->tokens, at, past);
    if (title_past > at)
        return title_past;
    if (word_is(scan, at, SLICE("of")) || word_is(scan, at, SLICE("the")) ||
        word_is(scan, at, SLICE("-")))
        return at + 1;
    if (past - at > 1 && scan->tokens[at].upos != UPOS_NONE && opens_sentence(scan, at) &&
        is_plain_word(scan, at) && !is_organization(scan, at, past) && !is_place(scan, at, past))
        return at + 1;
    return person_noun_before_name(scan, at, past) ? at + 1 : at;
}

/* "the Hask-Morrow talks": a hyphen that the model leaves outside parts two names. */
static bool hyphen_parts(const struct scan *scan, uint32_t at, uint32_t past) {
    return scan->tags && at + 1 < past && word_is(scan, at, SLICE("-")) && scan->tags[at] == 0 &&
           scan->tags[at - 1] != 0 && scan->tags[at + 1] != 0;
}

/* Where the name at the front of a run ends: before a title in it ("Northwind Power | Chief
 * Executive Tom Hask"), else behind "of" and an organisation's head word with more to come
 * ("director of the | Refugee Council | Ada Morrow"), else with the run. */
static uint32_t name_end(const struct scan *scan, uint32_t at, uint32_t past) {
    for (uint32_t i = at + 1; i < past; i++)
        if (hyphen_parts(scan, i, past))
            return i;
    if (first_name_at(scan, at)) /* "Ada King Morrow" */
        return past;
    uint32_t title = name_end_at_title(scan->tokens, at, past);
    if (title < past)
        return title;
    bool behind_of = at > scan->first + 1 &&
                     (word_is(scan, at - 1, SLICE("of")) ||
                      (word_is(scan, at - 1, SLICE("the")) && word_is(scan, at - 2, SLICE("of"))));
    for (uint32_t i = at; behind_of && i + 2 < past; i++)
        if (class_at(scan, i, NAME_CLASS_ORGANIZATION_HEAD) && first_name_at(scan, i + 1))
            return i + 1;
    return past;
}

/* A run from its front: known things, titles, names. */
static int take_run(struct scan *scan, uint32_t at, uint32_t past, uint32_t *ret_past) {
    while (at < past) {
        uint32_t next;
        int result = take_known(scan, at, past, &next);
        if (result < 0)
            return result;
        if (next == at)
            next = skip_front(scan, at, past);
        if (next == at) {
            next = name_end(scan, at, past);
            bool plain = next - at == 1 && is_plain_word(scan, at) && !is_numbered_road(scan, next);
            if (!scan->title_case)
                result = plain ? push_weak(scan, at) : push_name(scan, at, next);
        }
        if (result < 0)
            return result;
        at = next;
    }
    *ret_past = at;
    return 0;
}

/* "the sheriff", "the Ruritanian president", "Ruritania's foreign minister". */
static int take_role(struct scan *scan, uint32_t at) {
    struct span title = name_title_before(scan->tokens, scan->first, at + 1);
    if (title.start == title.end || class_at(scan, at, NAME_CLASS_HONORIFIC))
        return 0;

    struct slice country = country_before(scan, title.start);
    uint32_t first = title.start;
    if (country.at)
        first = last_mention(scan)->first_token;
    bool definite = first > scan->first &&
                    (word_is(scan, first - 1, SLICE("the")) ||
                     word_is(scan, first - 1, SLICE("a")) || word_is(scan, first - 1, SLICE("an")));
    if (!country.at && !definite)
        return 0;

    struct mention role = {
        .first_token = first,
        .past_token = at + 1,
        .type = ENTITY_PERSON,
        .kind = MENTION_ROLE,
        .country = country,
        .title_first = title.start,
        .title_past = at + 1,
        .apposition_of = NO_INDEX,
    };
    if (!country.at)
        role.country = country_behind(scan, at + 1);
    uint32_t comma = first - (definite ? 2 : 1);
    for (uint32_t i = scan->mentions->count; i > 0 && first >= scan->first + 2; i--) {
        const struct mention *before = &scan->mentions->at[i - 1];
        if (before->past_token < comma)
            break;
        if (before->past_token == comma && before->type == ENTITY_PERSON &&
            word_is(scan, comma, SLICE(",")))
            role.apposition_of = i - 1;
    }
    return push(scan, role);
}

/* ---- sentences ------------------------------------------------------------------------------ */

static int scan_sentence(struct scan *scan) {
    for (uint32_t at = scan->first; at < scan->past;) {
        uint32_t run_past = name_run_end(scan->tokens, at, scan->past);
        int result = 0;
        if (run_past > at) {
            uint32_t end = name_title_end(scan->tokens, at, run_past);
            result = take_run(scan, at, run_past, &run_past);
            if (result == 0 && end == run_past)
                result = take_role(scan, run_past - 1);
            at = run_past;
        } else {
            uint32_t behind =
                at + 1 < scan->past ? name_run_end(scan->tokens, at + 1, scan->past) : at + 1;
            if (class_at(scan, at, NAME_CLASS_TITLE) && behind <= at + 1)
                result = take_role(scan, at);
            at++;
        }
        if (result < 0)
            return result;
    }
    return 0;
}

/* Headlines in title case: most long words begin with a capital. A paragraph without a full stop,
 * all of whose long words do, is a heading, however short. */
static bool is_title_case(const struct analysis *analysis, uint32_t index) {
    const struct sentence *sentence = &analysis->sentences.at[index];
    uint32_t words = 0;
    uint32_t capitals = 0;
    for (uint32_t i = sentence->first_token; i < sentence->past_token; i++) {
        const struct token *token = &analysis->tokens.at[i];
        if (token->kind != TOKEN_WORD || token->span.end - token->span.start < 4)
            continue;
        words++;
        capitals += (token->flags & TOKEN_CAPITALISED) != 0;
    }
    const struct token *last = &analysis->tokens.at[sentence->past_token - 1];
    if (last->kind == TOKEN_PUNCTUATION && !slice_equal(last->lower, SLICE("?")))
        return false;
    bool alone =
        (index == 0 || sentence[-1].paragraph != sentence->paragraph) &&
        (index + 1 == analysis->sentences.count || sentence[1].paragraph != sentence->paragraph);
    return words > 3 ? capitals * 4 > words * 3
                     : alone && analysis->sentences.count > 1 && words > 0 && capitals == words;
}

int mentions_find(const struct resources *resources, struct arena *arena,
                  const struct analysis *analysis, const uint8_t *tags,
                  struct mention_list *ret_mentions) {
    struct scan scan = {
        .resources = resources,
        .arena = arena,
        .analysis = analysis,
        .tokens = analysis->tokens.at,
        .tags = tags,
        .mentions = ret_mentions,
    };
    for (uint32_t i = 0; i < analysis->sentences.count; i++) {
        const struct sentence *sentence = &analysis->sentences.at[i];
        scan.first = sentence->first_token;
        scan.past = sentence->past_token;
        scan.title_case = is_title_case(analysis, i);
        int result = scan_sentence(&scan);
        if (result < 0)
            return result;
    }
    return 0;
}
