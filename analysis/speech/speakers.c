/* The speaker's name: through pronouns, surnames and roles to the entity.
 *
 * A pronoun is first the speaker before it, then the nearest person who fits by number and gender
 * (after Elson and McKeown 2010, who measured that the previous speaker is right most often in
 * news). A role ("the North Korean leader") is looked up among the descriptions that stood beside
 * names before.
 */
#include "analysis/language/wordnet.h"
#include "analysis/speech/speech.h"

#include "base/error.h"

#include <stdlib.h>

enum {
    LOOK_BACK = 40,       /* entities to look at for a pronoun */
    ENTITY_WINDOW = 1000, /* entities of any kind to walk back over for them */
    SUBJECT_WINDOW = 300, /* tokens before a pronoun: bounds the cost of an endless sentence */
};

struct speaker {
    struct slice name;
    uint32_t gender; /* 'm', 'f', 0 */
    bool plural;
    bool body;      /* an organisation or place */
    uint32_t token; /* where it was named */
};

struct resolver {
    struct speech *speech;
    struct speaker last;        /* who spoke last */
    struct speaker last_person; /* the last single person who spoke */
    struct speaker last_plural;
    struct speaker last_body;
};

static const struct entity *entities_at(const struct resolver *resolver) {
    return resolver->speech->analysis->entities.at;
}

/* The entity that covers the token, or the person inside the noun phrase: "a spokesman, J. Doe". */
static const struct entity *entity_of(const struct resolver *resolver, uint32_t head,
                                      struct range range) {
    const struct entity_list *entities = &resolver->speech->analysis->entities;
    const struct entity *person = NULL;
    const struct entity *covering = NULL;
    uint32_t low = 0;
    uint32_t high = entities->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (entities->at[middle].past_token <= range.first)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < entities->count && entities->at[low].first_token < range.past; low++) {
        const struct entity *entity = &entities->at[low];
        bool possessive =
            entity->past_token < range.past &&
            slice_equal(resolver->speech->tokens[entity->past_token].lower, SLICE("'s"));
        if (entity->first_token <= head && head < entity->past_token)
            covering = entity;
        else if (entity->type == ENTITY_PERSON && !person && !possessive)
            person = entity;
    }
    if (covering && covering->type == ENTITY_PERSON)
        return covering;
    return person ? person : covering;
}

static struct slice range_text(const struct resolver *resolver, struct range range) {
    const struct token *tokens = resolver->speech->tokens;
    struct span span = {tokens[range.first].span.start, tokens[range.past - 1].span.end};
    return analysis_slice(resolver->speech->analysis, span);
}

static struct speaker speaker_of(const struct entity *entity) {
    return (struct speaker){
        .name = entity->name,
        .gender = entity->gender,
        .body = entity->type != ENTITY_PERSON,
        .token = entity->first_token,
    };
}

/* How many entities begin before the token. */
static uint32_t entities_before(const struct resolver *resolver, uint32_t token) {
    uint32_t low = 0;
    uint32_t high = resolver->speech->analysis->entities.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (entities_at(resolver)[middle].first_token < token)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The nearest person named before the token whose gender does not speak against it. */
static struct speaker person_before(const struct resolver *resolver, uint32_t token,
                                    uint32_t gender) {
    uint32_t low = entities_before(resolver, token);
    const struct entity *fallback = NULL;
    for (uint32_t i = 0; low > 0 && i < LOOK_BACK; i++) {
        const struct entity *entity = &entities_at(resolver)[--low];
        if (entity->type != ENTITY_PERSON || (entity->gender && entity->gender != gender))
            continue;
        uint8_t deprel = resolver->speech->tokens[entity->past_token - 1].deprel;
        if (deprel != DEPREL_NMOD_POSS)
            return speaker_of(entity);
        fallback = fallback ? fallback : entity;
    }
    return fallback ? speaker_of(fallback) : (struct speaker){0};
}

static bool fits(const struct speaker *speaker, uint32_t gender) {
    return speaker->name.at && !speaker->plural && !speaker->body &&
           (speaker->gender == 0 || speaker->gender == gender);
}

/* The person named last since `from` whose gender is known to be this one. */
static struct speaker person_since(const struct resolver *resolver, uint32_t from, uint32_t token,
                                   uint32_t gender) {
    struct speaker person = person_before(resolver, token, gender);
    return person.gender == gender && person.token > from ? person : (struct speaker){0};
}

static bool is_person_noun(const struct resolver *resolver, uint32_t token) {
    const struct speech *speech = resolver->speech;
    const struct wordnet *wordnet = speech->resources ? speech->resources->wordnet : NULL;
    return speech->tokens[token].upos == UPOS_NOUN &&
           wordnet_class_of(wordnet, speech->tokens[token].lemma, WORDNET_NOUN) ==
               WORDNET_NOUN_PERSON;
}

/* The person who is the subject before the pronoun in its own sentence, named or described. */
static struct speaker subject_before(const struct resolver *resolver, uint32_t token,
                                     uint32_t gender) {
    const struct speech *speech = resolver->speech;
    struct range sentence = sentence_range(speech, token);
    for (uint32_t i = token; i-- > sentence.first && token - i < SUBJECT_WINDOW;) {
        if (speech->tokens[i].deprel != DEPREL_NSUBJ || speech_in_quotation(speech, i))
            continue;
        struct range range = source_range(speech, i, NO_INDEX);
        const struct entity *entity = entity_of(resolver, i, range);
        if (entity && entity->type == ENTITY_PERSON &&
            (!entity->gender || entity->gender == gender))
            return speaker_of(entity);
        if (!entity && is_person_noun(resolver, i) && speech->tokens[i].xpos == XPOS_NN)
            return (struct speaker){.name = range_text(resolver, range), .token = i};
    }
    return (struct speaker){0};
}

/* The two last named things of the kind that "both leaders", "the two countries" means. */
static struct speaker resolve_pair(const struct resolver *resolver, uint32_t head,
                                   struct range range) {
    const struct speech *speech = resolver->speech;
    bool both = token_is(speech, range.first, "both") ||
                (range.past - range.first > 2 && token_is(speech, range.first + 1, "two"));
    enum entity_type type = is_person_noun(resolver, head) ? ENTITY_PERSON : ENTITY_PLACE;
    const struct entity *last = NULL;
    uint32_t looked = 0;
    uint32_t before = entities_before(resolver, range.first);
    for (uint32_t i = before; both && i-- > 0 && looked < LOOK_BACK;) {
        const struct entity *entity = &entities_at(resolver)[i];
        if (before - i > ENTITY_WINDOW)
            break;
        if (entity->type != type)
            continue;
        looked++;
        if (!last) {
            last = entity;
        } else if (!slice_equal(last->name, entity->name)) {
            struct speaker pair = {.plural = true, .token = head};
            int result = arena_printf(speech->arena, &pair.name, "%.*s and %.*s",
                                      SLICE_ARGS(entity->name), SLICE_ARGS(last->name));
            if (result == 0)
                return pair;
            break;
        }
    }
    return (struct speaker){0};
}

/* Singular and plural pronouns of the third person. Absent name when nobody fits. */
static struct speaker resolve_pronoun(const struct resolver *resolver, uint32_t token) {
    const struct speech *speech = resolver->speech;
    bool he = token_is(speech, token, "he");
    if (he || token_is(speech, token, "she")) {
        uint32_t gender = he ? 'm' : 'f';
        struct speaker subject = subject_before(resolver, token, gender);
        if (subject.name.at)
            return subject;
        const struct speaker *last =
            fits(&resolver->last, gender) ? &resolver->last : &resolver->last_person;
        if (!fits(last, gender))
            return person_before(resolver, token, gender);
        if (last->gender == gender)
            return *last;
        struct speaker since = person_since(resolver, last->token, token, gender);
        return since.name.at ? since : *last;
    }
    if (token_is(speech, token, "they") || token_is(speech, token, "both"))
        return resolver->last_plural.name.at ? resolver->last_plural : resolver->last_body;
    if (token_is(speech, token, "it"))
        return resolver->last_body;
    return (struct speaker){0};
}

/* ---- roles ----------------------------------------------------------------------------------- */

/* Do the words of a description stand beside the name: "North Korean leader Kim Jong Un", "Kim Jong
 * Un, the leader"? All content words of the role must be there. */
static bool describes(const struct resolver *resolver, const struct entity *entity,
                      struct range role) {
    enum { BESIDE = 8 };
    const struct speech *speech = resolver->speech;
    uint32_t sentence = speech->tokens[entity->first_token].sentence;
    for (uint32_t i = role.first; i < role.past; i++) {
        const struct token *word = &speech->tokens[i];
        if (word->upos == UPOS_DET || word->upos == UPOS_ADP || word->kind == TOKEN_PUNCTUATION)
            continue;
        bool found = false;
        for (uint32_t j = entity->first_token; !found && j-- > 0;) {
            if (entity->first_token - j > BESIDE || speech->tokens[j].sentence != sentence)
                break;
            found = slice_equal(speech->tokens[j].lemma, word->lemma);
        }
        for (uint32_t j = entity->past_token; !found && j < role.first; j++) {
            if (j - entity->past_token > BESIDE || speech->tokens[j].sentence != sentence)
                break;
            found = slice_equal(speech->tokens[j].lemma, word->lemma);
        }
        if (!found)
            return false;
    }
    return true;
}

/* "the North Korean leader": the last person who was described so. */
static const struct entity *resolve_role(const struct resolver *resolver, uint32_t head,
                                         struct range role) {
    const struct speech *speech = resolver->speech;
    const struct wordnet *wordnet = speech->resources ? speech->resources->wordnet : NULL;
    const struct token *first = &speech->tokens[role.first];
    bool definite = slice_equal(first->lower, SLICE("the"));
    if (!definite || speech->tokens[head].upos != UPOS_NOUN ||
        wordnet_class_of(wordnet, speech->tokens[head].lemma, WORDNET_NOUN) != WORDNET_NOUN_PERSON)
        return NULL;
    const struct entity *found = NULL;
    uint32_t looked = 0;
    uint32_t before = entities_before(resolver, role.first);
    for (uint32_t i = before; i-- > 0 && looked < LOOK_BACK;) {
        const struct entity *entity = &entities_at(resolver)[i];
        if (before - i > ENTITY_WINDOW)
            break;
        if (entity->type != ENTITY_PERSON)
            continue;
        looked++;
        if (describes(resolver, entity, role)) {
            found = entity;
            break;
        }
    }
    return found;
}

/* ---- in text order --------------------------------------------------------------------------- */

static bool is_plural(const struct speech *speech, const struct finding *finding) {
    uint8_t xpos = speech->tokens[finding->source].xpos;
    if (xpos == XPOS_NNS || xpos == XPOS_NNPS)
        return true;
    return tree_child(&speech->tree, finding->source, DEPREL_CONJ) != NO_INDEX;
}

static struct speaker resolve(const struct resolver *resolver, const struct finding *finding) {
    struct speech *speech = resolver->speech;
    uint32_t head = finding->source;
    if (speech->tokens[head].upos == UPOS_PRON ||
        finding->source_range.past - finding->source_range.first == 1) {
        struct speaker speaker = resolve_pronoun(resolver, head);
        if (speaker.name.at)
            return speaker;
    }
    bool plural = is_plural(speech, finding);
    const struct entity *entity = plural ? NULL : entity_of(resolver, head, finding->source_range);
    if (!entity && !plural)
        entity = resolve_role(resolver, head, finding->source_range);
    if (entity)
        return speaker_of(entity);
    struct speaker pair =
        plural ? resolve_pair(resolver, head, finding->source_range) : (struct speaker){0};
    if (pair.name.at)
        return pair;
    struct slice name = range_text(resolver, finding->source_range);
    bool body =
        !plural && !is_person_noun(resolver, head) && speech->tokens[head].upos == UPOS_NOUN;
    return (struct speaker){.name = name, .plural = plural, .body = body, .token = head};
}

static void remember(struct resolver *resolver, const struct speaker *speaker) {
    resolver->last = *speaker;
    if (speaker->plural)
        resolver->last_plural = *speaker;
    else if (speaker->body)
        resolver->last_body = *speaker;
    else
        resolver->last_person = *speaker;
}

static bool is_first_person(const struct speech *speech, uint32_t token) {
    return token_is(speech, token, "i") || token_is(speech, token, "we");
}

/* "I", "we" inside quoted words are the one who is quoted: the name of the attribution around. */
static void resolve_first_person(const struct speech *speech, const struct finding_list *findings,
                                 struct attribution_list *attributions, uint32_t i) {
    enum { LOOK_AROUND = 16 };
    uint32_t token = findings->at[i].source;
    uint32_t first = i > LOOK_AROUND ? i - LOOK_AROUND : 0;
    for (uint32_t j = first; j < attributions->count && j < i + LOOK_AROUND; j++) {
        const struct span *content = &attributions->at[j].content;
        if (j != i && findings->at[j].source != NO_INDEX &&
            !is_first_person(speech, findings->at[j].source) &&
            span_contains(*content, speech->tokens[token].span))
            attributions->at[i].source_name = attributions->at[j].source_name;
    }
}

struct turn {
    uint32_t token; /* of the source */
    uint32_t finding;
};

static int by_token(const void *left, const void *right) {
    const struct turn *a = left;
    const struct turn *b = right;
    if (a->token != b->token)
        return a->token < b->token ? -1 : 1;
    return (a->finding > b->finding) - (a->finding < b->finding);
}

int speakers_resolve(struct speech *speech, const struct finding_list *findings,
                     struct attribution_list *attributions) {
    struct resolver resolver = {.speech = speech};
    uint32_t count = 0;
    struct turn *turns = ARENA_ARRAY(speech->arena, struct turn, attributions->count + 1);
    if (!turns)
        return ERR_NO_MEMORY;
    for (uint32_t i = 0; i < attributions->count; i++)
        if (findings->at[i].source != NO_INDEX)
            turns[count++] = (struct turn){findings->at[i].source, i};
    qsort(turns, count, sizeof *turns, by_token);
    for (uint32_t t = 0; t < count; t++) {
        uint32_t i = turns[t].finding;
        if (is_first_person(speech, turns[t].token))
            continue;
        struct speaker speaker = resolve(&resolver, &findings->at[i]);
        attributions->at[i].source_name = speaker.name;
        if (speech->tokens[turns[t].token].upos != UPOS_PRON)
            remember(&resolver, &speaker);
    }
    for (uint32_t t = 0; t < count; t++)
        if (is_first_person(speech, turns[t].token))
            resolve_first_person(speech, findings, attributions, turns[t].finding);
    return 0;
}
