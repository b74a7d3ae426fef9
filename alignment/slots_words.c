/* Slots that single words decide: polarity, modality, attribution, place, roles. */
#include "alignment/slots.h"

#include "alignment/likeness_core.h"
#include "alignment/measures.h"
#include "alignment/opposites.h"
#include "alignment/outcomes.h"
#include "alignment/partners.h"
#include "alignment/quantity_senses.h"
#include "alignment/state_turns.h"
#include "alignment/verdicts.h"
#include "analysis/language/gazetteer.h"
#include "analysis/language/tagset.h"
#include "base/error.h"

static int add(const struct matter *matter, struct verdict_list *verdicts,
               enum difference_kind kind, enum relation relation, struct slice explanation) {
    struct verdict verdict = {kind, relation, explanation};
    return list_push(matter->arena, verdicts, verdict) ? 0 : ERR_NO_MEMORY;
}

/* ---- roles ----------------------------------------------------------------------------------- */

static bool has_name(const struct claim_view *view, uint64_t stem, enum view_role role) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].stem == stem && view->words[i].role == role)
            return true;
    return false;
}

/* Is there a name that one side has in role `a` and the other in role `b`? */
static bool name_in_roles(const struct claim_view *left, enum view_role a,
                          const struct claim_view *right, enum view_role b) {
    for (uint32_t i = 0; i < left->word_count; i++)
        if (left->words[i].kind == VIEW_NAME && left->words[i].role == a &&
            has_name(right, left->words[i].stem, b))
            return true;
    return false;
}

/* The same beside the subject or object: "the Otters lost 3-1 to the Falcons". */
static bool name_leaves_subject(const struct claim_view *left, const struct claim_view *right) {
    for (uint32_t i = 0; i < left->word_count; i++)
        if (left->words[i].kind == VIEW_NAME && left->words[i].role == VIEW_SUBJECT &&
            has_name(right, left->words[i].stem, VIEW_NO_ROLE) &&
            !has_name(right, left->words[i].stem, VIEW_SUBJECT))
            return true;
    return false;
}

struct role_match {
    bool straight; /* a name stands in the same role on both sides */
    bool crossed;  /* subject and object names are exchanged */
    bool turned;   /* so are a subject's name and one that stands behind a preposition */
};

static struct role_match match_roles(const struct matter *matter) {
    const struct claim_view *a = matter->left;
    const struct claim_view *b = matter->right;
    struct role_match match = {
        .straight = name_in_roles(a, VIEW_SUBJECT, b, VIEW_SUBJECT) ||
                    name_in_roles(a, VIEW_OBJECT, b, VIEW_OBJECT),
        .crossed = name_in_roles(a, VIEW_SUBJECT, b, VIEW_OBJECT) &&
                   name_in_roles(a, VIEW_OBJECT, b, VIEW_SUBJECT),
        .turned = (name_leaves_subject(a, b) && name_in_roles(a, VIEW_OBJECT, b, VIEW_SUBJECT)) ||
                  (name_leaves_subject(b, a) && name_in_roles(b, VIEW_OBJECT, a, VIEW_SUBJECT)),
    };
    return match;
}

/* ---- polarity -------------------------------------------------------------------------------- */

/* The word itself, in any form: "fallen" and "falling". */
static bool has_word(const struct claim_view *view, const struct view_word *word) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].stem == word->stem ||
            (view->words[i].upos == word->upos && slice_equal(view->words[i].lemma, word->lemma)))
            return true;
    return false;
}

struct opposites {
    const struct view_word *left;
    const struct view_word *right;
};

/* "All of the crew", "everyone on board": what is told of all leaves out nobody. */
static bool tells_of_all(const struct claim_view *view) {
    static const struct slice words[] = {SLICE("all"), SLICE("every"), SLICE("everybody"),
                                         SLICE("everyone")};
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token; i < view->past_token; i++) {
        bool excepted = i + 1 < view->past_token && slice_equal(tokens[i + 1].lower, SLICE("but"));
        bool negated = i > 0 && slice_equal(tokens[i - 1].lower, SLICE("not"));
        if (!excepted && !negated && SLICE_IN(tokens[i].lower, words))
            return true;
    }
    return false;
}

static bool opposed(const struct view_word *a, const struct view_word *b) {
    return sides_meet(a->sides, b->sides) &&
           (words_opposed(a->lower, b->lower) || words_opposed(a->lemma, b->lemma) ||
            words_opposed(a->lower, b->lemma) || words_opposed(a->lemma, b->lower));
}

/* Some may be rescued while others are missing; not when all are. */
static bool of_all_only(const struct view_word *a, const struct view_word *b) {
    return words_of_all(a->lower, b->lower) || words_of_all(a->lemma, b->lemma);
}

/* Is the thing that rises by the noun in `a`, "a pay rise", another than the subject of the verb in
 * `b`, "shares fell"? */
static bool moves_another(const struct resources *resources, const struct claim_view *a,
                          const struct view_word *noun, const struct claim_view *b,
                          const struct view_word *verb) {
    if (noun->upos != UPOS_NOUN || verb->upos != UPOS_VERB || noun->token == NO_INDEX ||
        noun->token <= a->first_token || verb->token != b->claim->predicate_token)
        return false;
    const struct token *thing = &a->analysis->tokens.at[noun->token - 1];
    bool named = false;
    for (uint32_t i = 0; thing->upos == UPOS_NOUN && i < b->word_count; i++) {
        const struct view_word *word = &b->words[i];
        if (word->role != VIEW_SUBJECT || word->upos != UPOS_NOUN)
            continue;
        named = true;
        if (has_word(a, word) || nouns_fit(resources, thing->lemma, word->lemma))
            return false;
    }
    return named;
}

static bool move_two_things(const struct matter *matter, const struct view_word *left,
                            const struct view_word *right) {
    return (words_rise_and_fall(left->lower, right->lower) ||
            words_rise_and_fall(left->lemma, right->lemma)) &&
           (one_is_expected(matter->left, left->token, matter->right, right->token) ||
            measures_differ(matter->resources, matter->left, left->token, matter->right,
                            right->token) ||
            moves_another(matter->resources, matter->left, left, matter->right, right) ||
            moves_another(matter->resources, matter->right, right, matter->left, left));
}

/* The profit of the company and the loss of one of its divisions. */
static bool gain_of_part(const struct matter *matter, const struct view_word *left,
                         const struct view_word *right) {
    return words_profit_and_loss(left->lemma, right->lemma) &&
           one_tells_of_part(matter->left, left->token, matter->right, right->token);
}

/* A word of each side that the other side lacks and that are opposites. */
static bool find_opposites(const struct matter *matter, struct opposites *ret_opposites) {
    for (uint32_t i = 0; i < matter->left->word_count; i++) {
        const struct view_word *left = &matter->left->words[i];
        if (left->kind != VIEW_WORD || has_word(matter->right, left))
            continue;
        for (uint32_t k = 0; k < matter->right->word_count; k++) {
            const struct view_word *right = &matter->right->words[k];
            if (right->kind != VIEW_WORD || has_word(matter->left, right) ||
                !opposed(left, right) || move_two_things(matter, left, right) ||
                gain_of_part(matter, left, right) ||
                verdicts_apart(matter->resources, matter->left, left->token, matter->right,
                               right->token) ||
                states_of_two_things(matter->resources, matter->left, left->token, matter->right,
                                     right->token) ||
                (of_all_only(left, right) && !tells_of_all(matter->left) &&
                 !tells_of_all(matter->right)))
                continue;
            *ret_opposites = (struct opposites){left, right};
            return true;
        }
    }
    return false;
}

/* Denied on one day and confirmed days later: both reports are true of their day. */
static bool changed_since(const struct matter *matter) {
    return days_between(matter->left, matter->right) > 3;
}

/* Told of days to come: "the line reopens on June 3". */
static bool lies_ahead(const struct claim_view *view) {
    return view->modality == MODALITY_PLANNED ||
           (view->event_low != DAY_NONE && view->told != DAY_NONE && view->event_low > view->told);
}

/* Closed now and opening in June: one state follows the other. */
static bool states_follow(const struct matter *matter, const struct opposites *opposites) {
    bool ahead = lies_ahead(matter->left) || lies_ahead(matter->right);
    return (ahead || matter->likeness->time < 0) &&
           (words_by_turns(opposites->left->lower, opposites->right->lower) ||
            words_by_turns(opposites->left->lemma, opposites->right->lemma));
}

/* "Demanded her resignation": what is wished is not done yet. */
static bool only_wishes(const struct claim_view *view, const struct view_word *word) {
    return view->wished && word->token != view->claim->predicate_token;
}

static bool negates_anything(const struct claim_view *view) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].negated && view->words[i].kind < VIEW_SPEECH)
            return true;
    return false;
}

/* "Charged with arson": that he denies it is no news against that. */
static bool tells_accusation(const struct claim_view *view) {
    static const struct slice verbs[] = {SLICE("accuse"), SLICE("allege"),  SLICE("charge"),
                                         SLICE("indict"), SLICE("suspect"), SLICE("try")};
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (SLICE_IN(view->analysis->tokens.at[i].lemma, verbs))
            return true;
    return false;
}

/* A word of both sides that one of them negates; absent when there is none, or when both negate
 * something ("no relief is expected", "relief is not expected"). */
static struct slice negated_on_one_side(const struct matter *matter, bool *ret_left) {
    const struct claim_view *left = matter->left;
    const struct claim_view *right = matter->right;
    bool left_denies = left->denied || negates_anything(left);
    bool right_denies = right->denied || negates_anything(right);
    if (left_denies == right_denies || (left->denied && tells_accusation(right)) ||
        (right->denied && tells_accusation(left)))
        return (struct slice){0};
    struct partners of_left;
    struct partners of_right;
    partners_find(left, right, &of_left, &of_right);
    for (uint32_t i = 0; i < left->word_count; i++) {
        const struct view_word *word = &left->words[i];
        const struct view_word *partner = of_left.at[i];
        if (!partner || partner->negated == word->negated || word->kind >= VIEW_SPEECH ||
            partner->kind >= VIEW_SPEECH ||
            only_wishes(word->negated ? right : left, word->negated ? partner : word) ||
            verdicts_apart(matter->resources, left, word->token, right, partner->token))
            continue;
        *ret_left = word->negated;
        return word->negated ? word->lower : partner->lower;
    }
    return (struct slice){0};
}

static int explain_negation(const struct matter *matter, struct slice word, bool left,
                            struct slice *ret_text) {
    struct slice denier = side_name(matter->arena, left ? matter->left : matter->right);
    struct slice other = side_name(matter->arena, left ? matter->right : matter->left);
    if (!word.at)
        return arena_printf(matter->arena, ret_text, "%.*s reports as denied what %.*s reports.",
                            SLICE_ARGS(denier), SLICE_ARGS(other));
    return arena_printf(matter->arena, ret_text, "%.*s negates “%.*s”, %.*s does not.",
                        SLICE_ARGS(denier), SLICE_ARGS(word), SLICE_ARGS(other));
}

/* The words of what is denied are those of what is stated: the same verb, or most of the core, and
 * not of its names alone: whom both tell of says nothing of what they tell. */
static bool one_statement(const struct matter *matter) {
    static const double CORE = 0.5;
    static const double WORDS = 0.7;
    enum { SHARED = 2 };
    const struct likeness *likeness = matter->likeness;
    return likeness->predicates > 0 ||
           slice_equal(matter->left->claim->predicate, matter->right->claim->predicate) ||
           (likeness->shared >= SHARED && likeness->plain &&
            ((likeness->predicates == 0 && likeness->verb) || likeness->core_more >= CORE ||
             likeness->cover_more >= WORDS));
}

/* One side denies what the other states; "denied it" and "did not do it" say the same. */
static bool denied_by_one(const struct matter *matter) {
    const struct claim_view *other = matter->left->denied ? matter->right : matter->left;
    bool negated = negates_anything(other) || other->claim->polarity == POLARITY_NEGATED;
    return matter->left->denied != matter->right->denied && !negated && !tells_accusation(other) &&
           one_statement(matter);
}

/* "Forced the cancellation of 140 flights", "made the club postpone the match": it was not done. */
static bool tells_calling_off(const struct claim_view *view) {
    static const struct slice words[] = {SLICE("abandonment"),  SLICE("cancel"),
                                         SLICE("cancellation"), SLICE("delay"),
                                         SLICE("postpone"),     SLICE("postponement")};
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        if (SLICE_IN(tokens[i].lemma, words))
            return true;
    return false;
}

/* "Was called off" and "went ahead": the subject alone is what took place. Days later it may have
 * been made up for. */
static bool off_and_on(const struct matter *matter, const struct claim_view *off,
                       const struct claim_view *other) {
    bool one_day = matter->likeness->time > 0 ||
                   (matter->likeness->time == 0 && days_between(matter->left, matter->right) <= 1);
    if (!one_day || !tells_taking_place(other))
        return false;
    for (uint32_t i = 0; i < other->word_count; i++)
        if (other->words[i].role == VIEW_SUBJECT && other->words[i].kind == VIEW_WORD &&
            has_word(off, &other->words[i]))
            return true;
    return false;
}

/* One side has put off or cancelled what the other side has done; the done thing is what most of
 * its words tell. */
static bool called_off_by_one(const struct matter *matter) {
    static const double CORE = 0.6;
    const struct claim_view *off = matter->left->called_off ? matter->left : matter->right;
    const struct claim_view *other = off == matter->left ? matter->right : matter->left;
    return matter->left->called_off != matter->right->called_off &&
           other->modality == MODALITY_ASSERTED && !negates_anything(other) && !other->denied &&
           !tells_calling_off(other) &&
           ((matter->likeness->core_more >= CORE && matter->likeness->verb) ||
            off_and_on(matter, off, other));
}

static int judge_called_off(const struct matter *matter, struct verdict_list *verdicts) {
    bool left = matter->left->called_off;
    struct slice off = side_name(matter->arena, left ? matter->left : matter->right);
    struct slice done = side_name(matter->arena, left ? matter->right : matter->left);
    struct slice explanation;
    int result = arena_printf(matter->arena, &explanation,
                              "%.*s has it put off or cancelled, %.*s has it done.",
                              SLICE_ARGS(off), SLICE_ARGS(done));
    if (result < 0)
        return result;
    if (changed_since(matter))
        return add(matter, verdicts, DIFFERENCE_UPDATE, RELATION_COMPATIBLE, explanation);
    return add(matter, verdicts, DIFFERENCE_POLARITY, RELATION_CONFLICT, explanation);
}

static bool tells_word(const struct claim_view *view, const struct slice *words, size_t count) {
    for (uint32_t i = view->first_token; i < view->past_token; i++)
        for (size_t k = 0; k < count; k++)
            if (slice_equal(view->analysis->tokens.at[i].lower, words[k]))
                return true;
    return false;
}

/* "Are running again": a state that had ended. */
static bool tells_return(const struct claim_view *view) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token + 1; i < view->past_token; i++)
        if (slice_equal(tokens[i].lower, SLICE("again")) &&
            (tokens[i - 1].xpos == XPOS_VBG || tokens[i - 1].upos == UPOS_ADJ))
            return true;
    return false;
}

/* "No trains ran" and "trains are running again": what was not is now. */
static bool state_returned(const struct claim_view *denier, const struct claim_view *other) {
    static const struct slice lasting[] = {SLICE("again"), SLICE("longer"), SLICE("never"),
                                           SLICE("still"), SLICE("yet")};
    uint32_t predicate = denier->claim->predicate_token;
    return tells_return(other) && predicate != NO_INDEX &&
           denier->analysis->tokens.at[predicate].xpos == XPOS_VBD &&
           !tells_word(denier, lasting, sizeof lasting / sizeof *lasting);
}

int slot_polarity(const struct matter *matter, struct verdict_list *verdicts) {
    if (called_off_by_one(matter))
        return judge_called_off(matter, verdicts);
    uint32_t before = verdicts->count;
    int custody = judge_custody(matter, verdicts);
    if (custody < 0 || verdicts->count > before)
        return custody;
    if (verdicts_in_parts(matter->resources, matter->left, matter->right))
        return add(
            matter, verdicts, DIFFERENCE_POLARITY, RELATION_COMPATIBLE,
            SLICE("The verdicts are of two charges, of some counts only, or one is a plea."));
    struct turn_pair turns;
    if (state_turns_meet(matter->resources, matter->left, matter->right, &turns))
        return 0; /* "open until Monday", "shut on Monday": the times decide */
    struct opposites opposites;
    struct role_match roles = match_roles(matter);
    bool opposite = find_opposites(matter, &opposites);
    if (opposite && (roles.crossed || roles.turned) && !roles.straight)
        opposite = false; /* "A beat B" and "B lost to A" are one */
    bool left = matter->left->denied;
    struct slice word = negated_on_one_side(matter, &left);
    bool negated = opposite ? opposites.left->negated != opposites.right->negated
                            : word.at || denied_by_one(matter);
    if (opposite == negated)
        return 0;

    struct slice explanation;
    int result;
    if (opposite)
        result =
            arena_printf(matter->arena, &explanation, "“%.*s” is the opposite of “%.*s”.",
                         SLICE_ARGS(opposites.left->lower), SLICE_ARGS(opposites.right->lower));
    else
        result = explain_negation(matter, word, left, &explanation);
    if (result < 0)
        return result;
    bool returned =
        word.at && !opposite &&
        state_returned(left ? matter->left : matter->right, left ? matter->right : matter->left);
    if (changed_since(matter) || returned || (opposite && states_follow(matter, &opposites)))
        return add(matter, verdicts, DIFFERENCE_UPDATE, RELATION_COMPATIBLE, explanation);
    return add(matter, verdicts, DIFFERENCE_POLARITY, RELATION_CONFLICT, explanation);
}

/* ---- modality -------------------------------------------------------------------------------- */

static const char *modality_phrase(enum modality modality) {
    static const char *const phrases[] = {"states it", "calls it possible", "tells it as planned",
                                          "reports it from hearsay", "has it denied"};
    return phrases[modality];
}

static int judge_wish(const struct matter *matter, struct verdict_list *verdicts) {
    bool left = matter->left->wished;
    struct slice wisher = side_name(matter->arena, left ? matter->left : matter->right);
    struct slice other = side_name(matter->arena, left ? matter->right : matter->left);
    struct slice explanation;
    int result = arena_printf(matter->arena, &explanation,
                              "%.*s tells it as wished or offered, %.*s does not.",
                              SLICE_ARGS(wisher), SLICE_ARGS(other));
    if (result < 0)
        return result;
    return add(matter, verdicts, DIFFERENCE_MODALITY, RELATION_COMPATIBLE, explanation);
}

int slot_modality(const struct matter *matter, struct verdict_list *verdicts) {
    enum modality left = matter->left->modality;
    enum modality right = matter->right->modality;
    if (left == right && matter->likeness->verb && matter->left->wished != matter->right->wished)
        return judge_wish(matter, verdicts);
    if (left == right || left == MODALITY_DENIED || right == MODALITY_DENIED)
        return 0;
    struct slice left_name = side_name(matter->arena, matter->left);
    struct slice right_name = side_name(matter->arena, matter->right);
    struct slice explanation;
    int result =
        arena_printf(matter->arena, &explanation, "%.*s %s, %.*s %s.", SLICE_ARGS(left_name),
                     modality_phrase(left), SLICE_ARGS(right_name), modality_phrase(right));
    if (result < 0)
        return result;
    return add(matter, verdicts, DIFFERENCE_MODALITY, RELATION_COMPATIBLE, explanation);
}

/* ---- attribution ----------------------------------------------------------------------------- */

struct slice view_speaker(const struct claim_view *view) {
    uint32_t index = view->claim->attribution;
    if (index == NO_INDEX)
        return (struct slice){0};
    const struct attribution *attribution = &view->analysis->attributions.at[index];
    return attribution->source_name.at ? attribution->source_name
                                       : analysis_slice(view->analysis, attribution->source);
}

/* Do the two names share a word of four letters or more ("Lena Moss", "coast guard's Moss")? */
static bool names_share_word(struct slice a, struct slice b) {
    enum { WORD_MIN = 4 };
    for (size_t i = 0; i + WORD_MIN <= a.length; i++) {
        if (i > 0 && a.at[i - 1] != ' ')
            continue;
        size_t past = i;
        while (past < a.length && a.at[past] != ' ')
            past++;
        if (past - i < WORD_MIN)
            continue;
        for (size_t k = 0; k + (past - i) <= b.length; k++)
            if (slice_equal_ascii_case(slice_of(a.at + i, past - i), slice_of(b.at + k, past - i)))
                return true;
    }
    return false;
}

/* "They", "many": whom it means was not found out. Shorter pronouns are no names by their length.
 */
static bool names_somebody(struct slice name) {
    enum { NAME_MIN = 4 };
    static const struct slice pronouns[] = {
        SLICE("many"), SLICE("others"), SLICE("some"),  SLICE("that"),
        SLICE("them"), SLICE("they"),   SLICE("these"), SLICE("those"),
    };
    for (size_t i = 0; i < sizeof pronouns / sizeof *pronouns; i++)
        if (slice_equal_ascii_case(name, pronouns[i]))
            return false;
    return name.length >= NAME_MIN;
}

bool speakers_differ(struct slice left, struct slice right) {
    return names_somebody(left) && names_somebody(right) && !names_share_word(left, right);
}

/* The news agency that the claim comes from: its source, or the outlet that is one itself. */
static struct slice agency_of(const struct matter *matter, const struct claim_view *view) {
    const struct gazetteer *gazetteer = matter->resources ? matter->resources->gazetteer : NULL;
    struct slice names[] = {view_speaker(view), view->analysis->article.source,
                            view->analysis->article.byline};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct slice agency = gazetteer_agency(gazetteer, names[i]);
        if (agency.length)
            return agency;
    }
    return (struct slice){0};
}

/* Two articles with one agency behind them are one source: no difference, but worth knowing. */
static int note_agency(const struct matter *matter, struct verdict_list *verdicts) {
    struct slice left = agency_of(matter, matter->left);
    struct slice right = agency_of(matter, matter->right);
    if (!left.length || !slice_equal(left, right) ||
        matter->left->ref.article == matter->right->ref.article)
        return 0;
    struct slice explanation;
    int result = arena_printf(matter->arena, &explanation,
                              "Both have it from %.*s: one source, not two.", SLICE_ARGS(left));
    if (result < 0)
        return result;
    return add(matter, verdicts, DIFFERENCE_ATTRIBUTION, RELATION_AGREE, explanation);
}

int slot_attribution(const struct matter *matter, struct verdict_list *verdicts) {
    if (verdicts_have(verdicts, DIFFERENCE_ATTRIBUTION))
        return 0;
    struct slice left = view_speaker(matter->left);
    struct slice right = view_speaker(matter->right);
    if (!speakers_differ(left, right))
        return note_agency(matter, verdicts);
    struct slice explanation;
    int result =
        arena_printf(matter->arena, &explanation, "One has it from %.*s, the other from %.*s.",
                     SLICE_ARGS(left), SLICE_ARGS(right));
    if (result < 0)
        return result;
    return add(matter, verdicts, DIFFERENCE_ATTRIBUTION, RELATION_COMPATIBLE, explanation);
}

/* ---- place ----------------------------------------------------------------------------------- */

/* "in Geneva", "near the Vienna station": where it happened, not whom it concerns. */
static bool locates(const struct analysis *analysis, const struct entity *entity) {
    static const struct slice prepositions[] = {SLICE("at"), SLICE("in"), SLICE("inside"),
                                                SLICE("near"), SLICE("outside")};
    uint32_t at = entity->first_token;
    if (at > 0 && slice_equal(analysis->tokens.at[at - 1].lower, SLICE("the")))
        at--;
    return at > 0 && SLICE_IN(analysis->tokens.at[at - 1].lower, prepositions);
}

static const struct entity *place_only_in(const struct claim_view *a, const struct claim_view *b) {
    for (uint32_t i = 0; i < a->claim->entities.count; i++) {
        const struct entity *entity = &a->analysis->entities.at[a->claim->entities.at[i]];
        if (entity->type != ENTITY_PLACE || !locates(a->analysis, entity))
            continue;
        bool found = false;
        for (uint32_t k = 0; k < b->claim->entities.count && !found; k++)
            found =
                slice_equal(entity->name, b->analysis->entities.at[b->claim->entities.at[k]].name);
        if (!found)
            return entity;
    }
    return NULL;
}

/* Two places that are named alone, while all other names fit: the matter is one, the place two. */
int slot_place(const struct matter *matter, struct verdict_list *verdicts) {
    const struct entity *left = place_only_in(matter->left, matter->right);
    const struct entity *right = place_only_in(matter->right, matter->left);
    if (!left || !right || names_share_word(left->name, right->name) ||
        matter->likeness->names <= 0.3 || matter->likeness->cover_less < 0.35)
        return 0;
    struct slice explanation;
    int result = arena_printf(matter->arena, &explanation, "One says %.*s, the other %.*s.",
                              SLICE_ARGS(left->name), SLICE_ARGS(right->name));
    if (result < 0)
        return result;
    return add(matter, verdicts, DIFFERENCE_PLACE, RELATION_CONFLICT, explanation);
}

static const double ROLE_COVER = 0.5; /* the rest of both statements must be the same */

/* Subject and object exchanged under one predicate: "A sues B", "B sues A". */
int slot_roles(const struct matter *matter, struct verdict_list *verdicts) {
    const struct claim *left = matter->left->claim;
    const struct claim *right = matter->right->claim;
    struct role_match match = match_roles(matter);
    struct opposites opposites;
    if (match.straight || !match.crossed || find_opposites(matter, &opposites) ||
        !predicates_equal(matter->resources, matter->left, matter->right) ||
        matter->likeness->cover_less < ROLE_COVER)
        return 0;
    struct slice explanation;
    int result =
        arena_printf(matter->arena, &explanation,
                     "Who does it and to whom it is done are exchanged: “%.*s” and “%.*s”.",
                     SLICE_ARGS(left->subject), SLICE_ARGS(right->subject));
    if (result < 0)
        return result;
    return add(matter, verdicts, DIFFERENCE_ROLE, RELATION_CONFLICT, explanation);
}
