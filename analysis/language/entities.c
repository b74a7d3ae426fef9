/* Mentions → entities: which mentions name one thing, and what that thing is called.
 *
 * Two passes over the mentions. The first enters what introduces a thing: full names of persons
 * with their titles, names of organisations and places, acronyms in brackets. The second looks
 * every mention up: a surname, a first word ("Northwind" for "Northwind Power"), an acronym, a
 * role ("the Ruritanian president"). Full names win over parts, the first introduced wins over
 * later ones, and a role that fits two persons fits none.
 */
#include "analysis/language/gazetteer.h"
#include "analysis/language/mentions.h"
#include "analysis/language/models.h"
#include "analysis/language/name_classes.h"
#include "analysis/language/name_runs.h"
#include "analysis/language/name_table.h"
#include "analysis/language/names.h"
#include "analysis/stages.h"
#include "base/error.h"

#include <assert.h>

enum { KEYS_PER_MENTION = 12, PHRASE_BYTES = 128 };
enum { TITLE_SUFFIXES = 4, TYPES = ENTITY_OTHER + 1 };
enum { ACRONYM_LETTERS_MAX = 10 };

struct thing {
    struct slice name;
    enum entity_type type;
    uint32_t gender;
    bool capitals; /* the name is printed in capitals */
};

struct thing_list {
    struct thing *at;
    uint32_t count;
    uint32_t capacity;
};

struct merge {
    const struct resources *resources;
    struct arena *arena;
    struct analysis *analysis;
    const struct token *tokens;
    struct mention_list mentions;
    uint32_t *thing_of; /* per mention; NO_INDEX until it is told */
    struct thing_list things;
    struct name_table table;
};

static const struct slice nothing = {0};

static struct slice token_text(const struct merge *merge, uint32_t first, uint32_t past) {
    return analysis_slice(merge->analysis, (struct span){merge->tokens[first].span.start,
                                                         merge->tokens[past - 1].span.end});
}

static struct slice lower_phrase(const struct merge *merge, const struct mention *mention,
                                 char buffer[PHRASE_BYTES]) {
    return name_lower_phrase(merge->tokens, mention->first_token, mention->past_token, buffer,
                             PHRASE_BYTES);
}

static bool in_capitals(const struct merge *merge, const struct mention *mention) {
    for (uint32_t i = mention->first_token; i < mention->past_token; i++)
        if (!(merge->tokens[i].flags & TOKEN_ALL_CAPS))
            return false;
    return true;
}

static uint32_t length_of(const struct mention *mention) {
    return mention->past_token - mention->first_token;
}

static int thing_add(struct merge *merge, uint32_t mention, struct slice name,
                     enum entity_type type) {
    struct thing thing = {.name = name, .type = type};
    if (!list_push(merge->arena, &merge->things, thing))
        return ERR_NO_MEMORY;
    merge->thing_of[mention] = merge->things.count - 1;
    return 0;
}

/* ---- types ---------------------------------------------------------------------------------- */

struct vote {
    uint32_t counts[TYPES];
};

/* Does the type of the mention rest on its surroundings alone? */
static bool is_open(const struct mention *mention) {
    return mention->kind == MENTION_NAME && !mention->known && !mention->weak &&
           mention->type != ENTITY_EVENT && mention->title_first == mention->title_past;
}

/* The type that most mentions of one name were given, the first of equals; ENTITY_OTHER is no
 * opinion. */
static enum entity_type elected(const struct vote *vote, enum entity_type own) {
    enum entity_type best = own;
    for (uint32_t type = 0; type < TYPES; type++)
        if (type != ENTITY_OTHER && (vote->counts[type] > vote->counts[best] ||
                                     (best == ENTITY_OTHER && vote->counts[type] > 0)))
            best = (enum entity_type)type;
    return best;
}

/* One name is of one type in an article. */
static int settle_types(struct merge *merge) {
    struct vote *votes = ARENA_ARRAY(merge->arena, struct vote, merge->mentions.count);
    uint32_t count = 0;
    if (!votes)
        return ERR_NO_MEMORY;

    for (uint32_t i = 0; i < merge->mentions.count; i++) {
        const struct mention *mention = &merge->mentions.at[i];
        char buffer[PHRASE_BYTES];
        if (!is_open(mention))
            continue;
        struct slice phrase = lower_phrase(merge, mention, buffer);
        uint32_t vote = name_table_get(&merge->table, NAME_KEY_VOTE, phrase, nothing);
        if (vote == NO_INDEX) {
            vote = count++;
            votes[vote] = (struct vote){.counts = {0}};
            name_table_add(&merge->table, NAME_KEY_VOTE, phrase, nothing, vote);
        }
        votes[vote].counts[mention->type]++;
    }
    for (uint32_t i = 0; i < merge->mentions.count; i++) {
        struct mention *mention = &merge->mentions.at[i];
        char buffer[PHRASE_BYTES];
        if (!is_open(mention))
            continue;
        uint32_t vote = name_table_get(&merge->table, NAME_KEY_VOTE,
                                       lower_phrase(merge, mention, buffer), nothing);
        if (vote != NO_INDEX)
            mention->type = elected(&votes[vote], mention->type);
    }
    return 0;
}

/* ---- persons -------------------------------------------------------------------------------- */

static uint32_t title_gender(const struct merge *merge, const struct mention *mention) {
    for (uint32_t i = mention->title_first; i < mention->title_past; i++) {
        if (name_class_has(NAME_CLASS_FEMALE_TITLE, merge->tokens[i].lower))
            return 'f';
        if (name_class_has(NAME_CLASS_MALE_TITLE, merge->tokens[i].lower))
            return 'm';
    }
    return 0;
}

static void learn_gender(const struct merge *merge, const struct mention *mention,
                         struct thing *thing) {
    bool known;
    uint32_t told = title_gender(merge, mention);
    if (told)
        thing->gender = told;
    else if (!thing->gender && mention->kind == MENTION_NAME && length_of(mention) > 1)
        thing->gender = gazetteer_first_name(merge->resources->gazetteer,
                                             merge->tokens[mention->first_token].lower, &known);
}

/* "county fire chief" may come back as "the fire chief" and "the chief"; the head of a state or its
 * government as its "leader". */
static void enter_roles(struct merge *merge, const struct mention *mention, uint32_t thing) {
    const struct token *tokens = merge->tokens;
    uint32_t past = mention->title_past;
    if (mention->title_first == past ||
        name_class_has(NAME_CLASS_HONORIFIC, tokens[mention->title_first].lower))
        return;

    uint32_t first =
        past - mention->title_first > TITLE_SUFFIXES ? past - TITLE_SUFFIXES : mention->title_first;
    for (uint32_t i = first; i < past; i++) {
        char lower[64];
        struct slice title = name_lower_phrase(tokens, i, past, lower, sizeof lower);
        if (mention->country.at)
            name_table_add_only(&merge->table, NAME_KEY_ROLE, title, mention->country, thing);
        name_table_add_only(&merge->table, NAME_KEY_ROLE, title, nothing, thing);
    }
    if (mention->country.at && name_class_has(NAME_CLASS_STATE_HEAD, tokens[past - 1].lower))
        name_table_add(&merge->table, NAME_KEY_ROLE, SLICE("leader"), mention->country, thing);
}

/* Two full names are one person when the texts are equal, or first and last word are ("John F.
 * Hay", "John Hay"). */
static int introduce_person(struct merge *merge, uint32_t index) {
    const struct mention *mention = &merge->mentions.at[index];
    struct slice first = merge->tokens[mention->first_token].lower;
    struct slice last = merge->tokens[mention->past_token - 1].lower;
    uint32_t thing = name_table_get(&merge->table, NAME_KEY_FULL, first, last);
    if (thing == NO_INDEX) {
        int result =
            thing_add(merge, index, token_text(merge, mention->first_token, mention->past_token),
                      ENTITY_PERSON);
        if (result < 0)
            return result;
        thing = merge->thing_of[index];
        name_table_add(&merge->table, NAME_KEY_FULL, first, last, thing);
        name_table_add(&merge->table, NAME_KEY_LAST, last, nothing, thing);
        name_table_add(&merge->table, NAME_KEY_FIRST, first, nothing, thing);
    }
    merge->thing_of[index] = thing;
    learn_gender(merge, mention, &merge->things.at[thing]);
    enter_roles(merge, mention, thing);
    return 0;
}

/* ---- organisations, places, acronyms --------------------------------------------------------- */

static int introduce_other(struct merge *merge, uint32_t index) {
    const struct mention *mention = &merge->mentions.at[index];
    struct slice text = token_text(merge, mention->first_token, mention->past_token);
    struct slice name = mention->known ? mention->name : text;
    char buffer[PHRASE_BYTES];
    struct slice phrase = lower_phrase(merge, mention, buffer);
    bool capitals = in_capitals(merge, mention);
    uint32_t thing = name_table_get(&merge->table, NAME_KEY_FULL, name, SLICE(" "));
    if (thing == NO_INDEX && !mention->known)
        thing = name_table_get(&merge->table, NAME_KEY_LOWER, phrase, nothing);
    if (thing == NO_INDEX) {
        int result = thing_add(merge, index, name, mention->type);
        if (result < 0)
            return result;
        thing = merge->thing_of[index];
        merge->things.at[thing].capitals = capitals && !mention->known;
        name_table_add(&merge->table, NAME_KEY_FULL, name, SLICE(" "), thing);
        if (!mention->known)
            name_table_add(&merge->table, NAME_KEY_LOWER, phrase, nothing, thing);
    } else if (merge->things.at[thing].capitals && !capitals) { /* a dateline came first */
        merge->things.at[thing].name = name;
        merge->things.at[thing].capitals = false;
    }
    merge->thing_of[index] = thing;
    struct slice first = merge->tokens[mention->first_token].lower;
    struct slice last = merge->tokens[mention->past_token - 1].lower;
    if (!mention->known && length_of(mention) > 1 && mention->type == ENTITY_ORGANIZATION &&
        name_class_has(NAME_CLASS_COMPANY_HEAD, last))
        name_table_add_only(&merge->table, NAME_KEY_FIRST, first, nothing, thing);
    return 0;
}

/* Are the letters of `acronym` initials of the name's words, in order? "DPRK" for "Democratic
 * People's Republic of Korea". */
static bool initials_fit(const struct merge *merge, const struct mention *name,
                         struct slice acronym) {
    uint32_t token = name->first_token;
    for (size_t i = 0; i < acronym.length; i++) {
        if (acronym.at[i] < 'A' || acronym.at[i] > 'Z')
            continue;
        char wanted = (char)(acronym.at[i] | 0x20);
        while (token < name->past_token && merge->tokens[token].lower.at[0] != wanted)
            token++;
        if (token++ >= name->past_token)
            return false;
    }
    return true;
}

/* "Long Name (LN)" and "LN (Long Name)": `outer` stands before the bracket, `inner` in it. */
static void enter_acronym(struct merge *merge, uint32_t outer, uint32_t inner) {
    const struct mention *before = &merge->mentions.at[outer];
    const struct mention *within = &merge->mentions.at[inner];
    bool inner_short = length_of(within) == 1;
    const struct mention *acronym = inner_short ? within : before;
    const struct mention *name = inner_short ? before : within;
    uint32_t named = inner_short ? outer : inner;
    struct slice text = token_text(merge, acronym->first_token, acronym->past_token);
    if (length_of(acronym) != 1 || length_of(name) < 2 || text.length > ACRONYM_LETTERS_MAX ||
        !(merge->tokens[acronym->first_token].flags & TOKEN_ALL_CAPS) ||
        merge->thing_of[named] == NO_INDEX || !initials_fit(merge, name, text))
        return;
    name_table_add(&merge->table, NAME_KEY_ALIAS, merge->tokens[acronym->first_token].lower,
                   nothing, merge->thing_of[named]);
}

static void enter_acronyms(struct merge *merge) {
    for (uint32_t i = 1; i < merge->mentions.count; i++) {
        const struct mention *inner = &merge->mentions.at[i];
        uint32_t open = inner->first_token - 1;
        if (inner->first_token == 0 || !slice_equal(merge->tokens[open].lower, SLICE("(")))
            continue;
        if (merge->mentions.at[i - 1].past_token == open)
            enter_acronym(merge, i - 1, i);
    }
}

static int introduce(struct merge *merge) {
    for (uint32_t i = 0; i < merge->mentions.count; i++) {
        const struct mention *mention = &merge->mentions.at[i];
        int result = 0;
        if (mention->kind == MENTION_ROLE)
            continue;
        if (mention->type == ENTITY_PERSON && length_of(mention) > 1)
            result = introduce_person(merge, i);
        else if (mention->known || length_of(mention) > 1)
            result = introduce_other(merge, i);
        if (result < 0)
            return result;
    }
    enter_acronyms(merge);
    for (uint32_t i = 0; i < merge->mentions.count; i++) {
        const struct mention *role = &merge->mentions.at[i];
        if (role->kind == MENTION_ROLE && role->apposition_of != NO_INDEX &&
            merge->thing_of[role->apposition_of] != NO_INDEX)
            enter_roles(merge, role, merge->thing_of[role->apposition_of]);
    }
    return 0;
}

/* ---- looking up ----------------------------------------------------------------------------- */

static bool usable(uint32_t thing) {
    return thing < NAME_AMBIGUOUS;
}

/* One word: an acronym that the text explains, a surname, a first name, the first word of an
 * organisation. */
static uint32_t look_up_word(const struct merge *merge, const struct mention *mention) {
    struct slice word = merge->tokens[mention->first_token].lower;
    uint32_t thing = name_table_get(&merge->table, NAME_KEY_ALIAS, word, nothing);
    if (usable(thing) && (merge->tokens[mention->first_token].flags & TOKEN_ALL_CAPS))
        return thing;
    if (mention->known)
        return NO_INDEX;
    thing = name_table_get(&merge->table, NAME_KEY_LAST, word, nothing);
    if (usable(thing))
        return thing;
    if (mention->weak)
        return NO_INDEX;
    thing = name_table_get(&merge->table, NAME_KEY_FIRST, word, nothing);
    return usable(thing) ? thing : NO_INDEX;
}

static uint32_t look_up_role(const struct merge *merge, const struct mention *role) {
    if (role->apposition_of != NO_INDEX)
        return merge->thing_of[role->apposition_of];

    const struct token *tokens = merge->tokens;
    for (uint32_t i = role->title_first; i < role->title_past; i++) {
        char lower[64];
        struct slice title = name_lower_phrase(tokens, i, role->title_past, lower, sizeof lower);
        uint32_t thing = name_table_get(&merge->table, NAME_KEY_ROLE, title, role->country);
        if (usable(thing))
            return thing;
    }
    return NO_INDEX;
}

static int resolve_one(struct merge *merge, uint32_t index) {
    const struct mention *mention = &merge->mentions.at[index];
    uint32_t thing = NO_INDEX;
    if (mention->kind == MENTION_ROLE)
        thing = look_up_role(merge, mention);
    else if (length_of(mention) == 1)
        thing = look_up_word(merge, mention);
    if (thing != NO_INDEX) {
        assert(thing < merge->things.count);
        merge->thing_of[index] = thing;
        if (merge->things.at[thing].type == ENTITY_PERSON)
            learn_gender(merge, mention, &merge->things.at[thing]);
        return 0;
    }
    if (mention->kind == MENTION_ROLE || mention->weak || merge->thing_of[index] != NO_INDEX)
        return 0;

    /* A single word that nothing introduces: the first such mention does. */
    int result = mention->type == ENTITY_PERSON ? introduce_person(merge, index)
                                                : introduce_other(merge, index);
    return result;
}

static int emit(struct merge *merge) {
    for (uint32_t i = 0; i < merge->mentions.count; i++) {
        const struct mention *mention = &merge->mentions.at[i];
        if (merge->thing_of[i] == NO_INDEX)
            continue;
        const struct thing *thing = &merge->things.at[merge->thing_of[i]];
        struct entity entity = {
            .span = {merge->tokens[mention->first_token].span.start,
                     merge->tokens[mention->past_token - 1].span.end},
            .type = mention->known ? mention->type : thing->type,
            .name = thing->name,
            .first_token = mention->first_token,
            .past_token = mention->past_token,
            .gender = thing->gender,
        };
        if (!list_push(merge->arena, &merge->analysis->entities, entity))
            return ERR_NO_MEMORY;
    }
    return 0;
}

static int merge_mentions(struct merge *merge) {
    uint32_t count = merge->mentions.count;
    merge->thing_of = ARENA_ARRAY(merge->arena, uint32_t, count);
    if (!merge->thing_of ||
        name_table_make(merge->arena, count * KEYS_PER_MENTION, &merge->table) < 0)
        return ERR_NO_MEMORY;
    memset(merge->thing_of, 0xFF, count * sizeof *merge->thing_of); /* NO_INDEX */

    int result = settle_types(merge);
    if (result == 0)
        result = introduce(merge);
    for (uint32_t i = 0; result == 0 && i < count; i++)
        result = resolve_one(merge, i);
    return result < 0 ? result : emit(merge);
}

int entities_find(const struct resources *resources, struct arena *arena,
                  struct analysis *analysis) {
    static const struct resources none;
    struct merge merge = {
        .resources = resources ? resources : &none,
        .arena = arena,
        .analysis = analysis,
        .tokens = analysis->tokens.at,
    };
    uint8_t *tags = NULL;
    int result = 0;
    if (merge.resources->language && merge.resources->language->has_names)
        result = names_tag(merge.resources->language, arena, analysis, &tags);
    if (result == 0)
        result = mentions_find(merge.resources, arena, analysis, tags, &merge.mentions);
    if (result < 0 || merge.mentions.count == 0)
        return result;
    return merge_mentions(&merge);
}
